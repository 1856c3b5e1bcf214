"""The review page as a file, and overrides: what a person decides happens there and nowhere else."""

from __future__ import annotations

import io
import json
import re
from array import array
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import recension
from recension.clean import render as rendered
from recension.cli import main
from recension.errors import Doubt, ExitStatus, UnreadableInput, UsageError
from recension.model import (
    ANCHOR,
    Act,
    Block,
    Document,
    Draft,
    Edit,
    Kind,
    Layer,
    Line,
    Note,
    Page,
    Revision,
    Ruling,
    Source,
    Text,
)
from recension.model.laws import check_step
from recension.model.rulings import filled
from recension.overrides import read_overrides, unmet
from recension.pictures import drawn
from recension.review import page_of, write_review
from recension.rulebook import Profile
from recension.writers.record import entry_of
from recension.writers.review import Picture, render
from recension.writers.review.marks import sheets
from recension.writers.review.outlook import outlook
from recension.writers.review.places import boxes_of

GERMAN = Path(__file__).resolve().parents[1] / "samples" / "de-salzbuch" / "input.pdf"

HOSTILE = """Titre <script>alert(1)</script>

Un paragraphe avec </script><img src=x onerror=alert(2)> et un lien javascript:alert(3) qui continue
jusqu'au bout de la ligne, avec ]]> et \u202egnirts\u202c renversé, \u2066isolé\u2069, et la fin de la phrase.

Une autre phrase dans un autre para-
graphe, pour que le document ait un mot divisé à la fin d'une ligne comme tous les autres.
"""


def in_source(pages: list[str]) -> Document:
    """A document of one line a page, without geometry."""
    starts = list(accumulate((len(page) for page in pages), initial=0))
    source = Source("made.txt", "0" * 64, "".join(pages), array("i", starts))
    return Document(source, tuple(Page(number, (Line(Text.of(page, start)),))
                                  for number, (page, start) in enumerate(zip(pages, starts, strict=False), 1)))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def overrides_of(edits: list[Edit], target: Path, digest: str = "", **more: Any) -> Path:
    decisions = [entry_of(edit) | {"verdict": "reject"} | more for edit in edits]
    target.write_text(json.dumps({"overrides": "recension", "version": 1, "digest": digest, "decisions": decisions}))
    return target


def block(html: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module")
def german() -> Revision:
    return recension.clean(GERMAN, language="de")


# -- rulings in a draft ----------------------------------------------------------------------


def one_line(chars: str) -> tuple[Document, Line]:
    document = in_source([chars])
    return document, document.pages[0].lines[0]


def ruled(document: Document, stage: str, act: Act, start: int, end: int, line: Line, stet: bool = True,
          reading: str | None = None) -> Document:
    return document.with_rulings([Ruling(stage, "rule", act, tuple(line.text.origin[start:end]), line.chars[start:end],
                                         1, stet, reading)])


def test_a_rejected_change_is_not_made_but_told() -> None:
    document, line = one_line("a cl erk b")
    draft = Draft(ruled(document, "encoding", Act.REPLACE, 2, 8, line), "encoding")
    assert not draft.replace(line, 2, 8, "clerk", rule="split-word", reason="it is a word")
    revision = draft.revision()
    check_step(document, revision, "encoding")
    assert revision.document.pages[0].lines[0].chars == "a cl erk b"
    (edit,) = revision.edits
    assert edit.act is Act.QUERY and edit.by_hand and edit.readings == ("cl erk", "clerk")


def test_a_ruling_holds_for_its_stage_and_place_only() -> None:
    document, line = one_line("a cl erk b cl erk")
    draft = Draft(ruled(document, "encoding", Act.REPLACE, 2, 8, line), "smallcaps")
    assert draft.replace(line, 2, 8, "clerk ", rule="split-word", reason="it is a word")
    other = Draft(ruled(document, "encoding", Act.REPLACE, 2, 8, line), "encoding")
    assert other.replace(line, 11, 17, "clerk", rule="split-word", reason="it is a word")


def test_a_rejected_move_keeps_the_line_and_its_label() -> None:
    document, line = one_line("1. Une note")
    document = ruled(document, "footnotes", Act.MOVE, 0, len(line.text), line)
    draft = Draft(document, "footnotes")
    assert not draft.move(line, Layer.NOTES, rule="note", reason="it is a note")
    draft.assign(line, 0)
    assert not draft.replace(line, 0, 3, "", rule="note-label", reason="kept as label", layer=Layer.NOTES)
    draft.set_notes([Note("1")])
    revision = draft.revision()
    check_step(document, revision, "footnotes")
    kept = revision.document.pages[0].lines[0]
    assert (kept.chars, kept.layer, kept.note) == ("1. Une note", Layer.BODY, None)


def test_a_rejected_call_gives_back_its_white_and_its_anchor() -> None:
    document, line = one_line("mot 12 suite")
    document = ruled(document, "footnotes", Act.REPLACE, 4, 6, line)
    draft = Draft(document, "footnotes")
    draft.replace(line, 3, 4, "", rule="note-white", reason="white before a call")
    draft.replace(line, 4, 6, ANCHOR, rule="note-call", reason="calls note 12")
    draft.set_notes([Note("12", anchor=line.text.origin[4])])
    revision = draft.revision()
    check_step(document, revision, "footnotes")
    assert revision.document.pages[0].lines[0].chars == "mot 12 suite"
    assert revision.document.notes[0].anchor is None


@pytest.mark.parametrize(("reading", "after"), [("photographie", "photographie"), ("photo-graphie", "photo-graphie")])
def test_a_chosen_reading_is_made(reading: str, after: str) -> None:
    document, line = one_line("la photo- graphie")
    document = ruled(document, "hyphenation", Act.QUERY, 8, 10, line, stet=False, reading=reading)
    draft = Draft(document, "hyphenation")
    draft.query(line, 8, 10, ("photographie", "photo-graphie"), rule="doubt", reason="no witness")
    assert not draft.replace(line, 8, 10, "|", rule="other", reason="what the stage would do")
    revision = draft.revision()
    check_step(document, revision, "hyphenation")
    assert revision.document.pages[0].lines[0].chars == f"la {after}"
    assert [edit.by_hand for edit in revision.edits] == [True]


def test_who_lets_a_query_stand_rules_out_the_change_beside_it() -> None:
    document, line = one_line("la photo- graphie")
    document = ruled(document, "hyphenation", Act.QUERY, 8, 10, line)
    draft = Draft(document, "hyphenation")
    draft.query(line, 8, 10, ("photographie", "photo-graphie"), rule="doubt", reason="no witness")
    assert not draft.replace(line, 8, 10, "", rule="doubt", reason="no witness")
    assert draft.revision().document.pages[0].lines[0].chars == "la photo- graphie"


def test_a_line_goes_to_the_layer_that_was_chosen() -> None:
    document, line = one_line("Titre courant")
    document = ruled(document, "furniture", Act.QUERY, 0, len(line.text), line, stet=False, reading="furniture")
    draft = Draft(document, "furniture")
    draft.query(line, 0, len(line.text), ("furniture", "text"), rule="running-head", reason="it may be one")
    assert draft.revision().document.pages[0].lines[0].layer is Layer.FURNITURE


@pytest.mark.parametrize(("chars", "start", "end", "reading", "found"), [
    ("photo-\ngraphie", 5, 7, "photographie", ""),
    ("photo-\ngraphie", 5, 7, "photo-graphie", "-"),
    ("photo-\ngraphie", 5, 7, "telegraphie", None),
    ("aa-\naa", 2, 4, "aaaa", ""),
    (" - ", 1, 2, "–", "–"),
])
def test_what_a_reading_asks_for(chars: str, start: int, end: int, reading: str, found: str | None) -> None:
    assert filled(chars, start, end, reading) == found


# -- overrides replayed on a real file ---------------------------------------------------------


@pytest.mark.parametrize("rule", ["joined-lexicon", "note-call", "scrambled-name", "running-head"])
def test_one_rejected_edit_changes_the_output_there_and_nowhere_else(german: Revision, tmp_path: Path,
                                                                     rule: str) -> None:
    edit = next(edit for edit in german.edits if edit.rule == rule)
    file = overrides_of([edit], tmp_path / "o.json", german.document.source.digest)
    again = recension.clean(GERMAN, language="de", overrides=file)
    was = {(one.stage, one.glyphs, one.before, one.after) for one in german.edits if one.glyphs != edit.glyphs}
    now = {(one.stage, one.glyphs, one.before, one.after) for one in again.edits if one.glyphs != edit.glyphs}
    assert len(was ^ now) <= 2, "what stood beside it may be recorded with other words, nothing more"
    words, others = rendered(german, "txt").decode().split(), rendered(again, "txt").decode().split()
    changed = len(set(words) ^ set(others))
    assert 1 <= changed <= 6


def test_overrides_for_another_file_are_refused(german: Revision, tmp_path: Path) -> None:
    file = overrides_of([german.edits[0]], tmp_path / "o.json", "0" * 64)
    with pytest.raises(UsageError, match="made for another file"):
        recension.clean(GERMAN, language="de", overrides=file)


def test_overrides_that_fit_nothing_are_told(german: Revision, tmp_path: Path) -> None:
    lost = german.edits[0]._replace(before="?", glyphs=(5,))
    with pytest.warns(Doubt, match="1 of the overrides fit no edit"):
        recension.clean(GERMAN, language="de", overrides=overrides_of([lost], tmp_path / "o.json"))


def test_an_accepted_change_is_made_as_before(german: Revision, tmp_path: Path) -> None:
    edit = next(edit for edit in german.edits if edit.applied)
    file = overrides_of([edit], tmp_path / "o.json", verdict="accept")
    again = recension.clean(GERMAN, language="de", overrides=file)
    assert rendered(again, "md") == rendered(german, "md")
    assert unmet(read_overrides(file).rulings, again.edits) == []


def test_the_command_line_replays_them(german: Revision, tmp_path: Path) -> None:
    edit = next(edit for edit in german.edits if edit.rule == "joined-lexicon")
    file = overrides_of([edit], tmp_path / "o.json", german.document.source.digest)
    told = run("clean", GERMAN, "--language", "de", "--overrides", file, "--to", "edits", "-q")
    assert told.exit_code == ExitStatus.DONE and "by hand: it stands as it is" in told.stdout
    lost = overrides_of([edit._replace(glyphs=(1, 2))], tmp_path / "lost.json")
    assert run("clean", GERMAN, "--language", "de", "--overrides", lost, "--strict").exit_code == ExitStatus.USAGE


def test_toml_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "o.toml"
    file.write_text('overrides = "recension"\nversion = 1\n[[decisions]]\nverdict = "reject"\nstage = "encoding"\n'
                    'act = "replace"\nglyphs = [[4, 2], [-1, 1]]\nbefore = "ab\\n"\n')
    (ruling,) = read_overrides(file).rulings
    assert ruling.glyphs == (4, 5, -1) and ruling.is_stet


@pytest.mark.parametrize("content", [
    "", "{", "[]", '{"overrides": "recension"}',
    '{"overrides":"recension","version":1,"decisions":[{"verdict":"reject"}]}',
    '{"overrides":"recension","version":1,"decisions":[{"verdict":"no","stage":"a","before":"","act":"move","glyphs":[]}]}',
    '{"overrides":"recension","version":1,"decisions":[7]}',
    '{"overrides":"recension","version":1,"decisions":[{"verdict":"reject","stage":"a","before":"x","act":"move",'
    '"glyphs":[[0,999999999999]]}]}'])
def test_a_file_that_is_no_overrides_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "o.json").write_text(content)
    with pytest.raises(UnreadableInput, match=r"o\.json"):
        read_overrides(tmp_path / "o.json")


# -- the page as a file --------------------------------------------------------------------------


def test_the_page_holds_every_edit_and_every_word(german: Revision, tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    result = run("review", GERMAN, "-o", target, "--language", "de")
    assert result.exit_code == ExitStatus.DONE, result.stderr
    html = target.read_text("utf-8")
    data = block(html, "edits")
    assert [(edit["stage"], edit["before"]) for edit in data["edits"]] == [
        (edit.stage, edit.before) for edit in german.edits]
    told = []
    for place in range(5):
        sheet = block(html, f"p{place}")
        for entry in (*(entry[3] for entry in sheet["b"]), *(entry[2] for entry in sheet["n"])):
            told.append("".join(segment[0] for segment in entry))
    words = re.sub(r"\W+", "", "".join(told))
    expected = "".join(note.label for note in german.document.notes) + "".join(
        text.chars for text, layer in german.document.holders() if layer in (Layer.BODY, Layer.NOTES))
    assert sorted(words) == sorted(re.sub(r"\W+", "", expected))
    assert all(f'id="i{place}">data:image/png;base64,' in html for place in range(5))


def test_it_asks_for_nothing_outside_itself(tmp_path: Path) -> None:
    write_review(GERMAN, tmp_path / "r.html", language="de")
    html = (tmp_path / "r.html").read_text()
    html = re.sub(r'<script type="(application/json|text/plain)".*?</script>', "", html, flags=re.S)
    assert "default-src 'none'" in html and "unsafe" not in html
    html = html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(|\son\w+=|\bstyle=|innerHTML|\beval\b|document\.write", html)


def test_pictures_beside_the_file(tmp_path: Path) -> None:
    write_review(GERMAN, tmp_path / "r.html", language="de", pictures="beside")
    assert len(list((tmp_path / "r.pages").glob("*.png"))) == 5
    html = (tmp_path / "r.html").read_text()
    assert block(html, "p0")["i"] == "r.pages/00001.png" and 'id="i0"' not in html


def test_no_pictures_show_the_source(tmp_path: Path) -> None:
    write_review(GERMAN, tmp_path / "r.html", language="de", pictures="none")
    assert "verstan" in "".join(segment[0] for segment in block((tmp_path / "r.html").read_text(), "p0")["w"])


def test_a_page_drawn_small_and_grey() -> None:
    (page,) = drawn(GERMAN.read_bytes(), [2])
    assert page.png.startswith(b"\x89PNG") and len(page.png) < 60_000
    assert (round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) == (110, 175)


def test_text_of_the_document_never_becomes_markup(tmp_path: Path) -> None:
    source = tmp_path / "<b>x.txt"
    source.write_text(HOSTILE, "utf-8")
    write_review(source, tmp_path / "r.html", language="fr")
    html = (tmp_path / "r.html").read_text("utf-8")
    assert html.count("<script") == html.count("</script>")
    assert "<img" not in html and "alert(1)</script>" not in html and "\u202e" not in html and "<b>x" not in html
    assert "<script>alert(1)</script>" in json.dumps(block(html, "p0")), "as data it is there"


def test_deterministic(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_review(GERMAN, tmp_path / name, language="de")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_earlier_decisions_are_on_the_page_and_exported_again(german: Revision, tmp_path: Path) -> None:
    edit = next(edit for edit in german.edits if edit.rule == "joined-lexicon")
    file = overrides_of([edit], tmp_path / "o.json", german.document.source.digest)
    assert run("review", GERMAN, "-o", tmp_path / "r.html", "--language", "de", "--overrides", file).exit_code == 0
    data = block((tmp_path / "r.html").read_text(), "edits")
    assert [one["before"] for one in data["rulings"]] == [edit.before]
    assert sum(one.get("hand", False) for one in data["edits"]) == 1


def test_every_edit_of_a_page_can_be_seen_on_it(german: Revision) -> None:
    seen = {index for sheet in sheets(german, range(100)) for entries in (sheet.blocks, sheet.notes, sheet.aside)
            for entry in entries for segment in entry[-1] if len(segment) > 1 for index in segment[1]}
    assert [german.edits[index] for index in set(range(len(german.edits))) - seen] == []


def test_boxes_lie_on_their_lines(german: Revision) -> None:
    source = german.document.source
    for edit in german.edits:
        boxes = boxes_of(edit, source)
        assert boxes
        if edit.rule == "joined-lexicon":
            assert all(box.width < 12 and box.height < 20 for box in boxes), edit


@pytest.mark.parametrize("turned", [0, 90])
def test_boxes_lie_on_ink_on_pages_that_are_turned_and_cropped(tmp_path: Path, turned: int) -> None:
    import pikepdf
    from PIL import Image

    with pikepdf.open(GERMAN) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = map(float, page.mediabox)
            page.cropbox = pikepdf.Array([x0 + 6, y0 + 3, x1 - 2, y1 - 5])
            page.Rotate = turned
        pdf.save(tmp_path / "t.pdf")
    revision = recension.clean(tmp_path / "t.pdf", language="de")
    pages = {page.number: page for page in drawn((tmp_path / "t.pdf").read_bytes(), range(1, 6), 144)}
    edits = [edit for edit in revision.edits if edit.stage in ("smallcaps", "footnotes", "furniture") and edit.applied]
    assert edits
    for edit in edits:
        page = pages[edit.page]
        picture = Image.open(io.BytesIO(page.png)).convert("L")
        scale = picture.width / page.width
        for box in boxes_of(edit, revision.document.source):
            ink = picture.crop(tuple(round(number * scale) for number in box)).getextrema()
            assert ink[0] < 128, f"{edit.rule} on page {edit.page}: {edit.before!r} has no ink at {box}"


def test_odd_pages_and_orphans_are_found() -> None:
    pages = [*["Un texte ordinaire, assez long pour une page de cet essai. " * 8] * 4, "court", ""]
    document = in_source(pages)
    lonely = Block(Kind.PARAGRAPH, document.pages[4].lines[0].text)
    notes = (Note("1", anchor=None, blocks=(lonely,)), Note("2", missing=True))
    document = Document(document.source, tuple(
        Page(page.number, page.lines if page.number != 5 else ()) for page in document.pages), notes=notes)
    found = outlook(Revision(document))
    assert [number for number, _ in found.odd] == [5, 6]
    assert (found.notes, found.paired, found.uncalled, found.missing) == (2, 0, ["1"], ["2"])


def test_a_document_without_anything() -> None:
    html = render(Revision(in_source([""])), {1: Picture(100, 200, b"")}).decode()
    assert "No edit chosen" in html and block(html, "p0")["b"] == []


def test_the_files_of_a_page(german: Revision, tmp_path: Path) -> None:
    assert list(page_of(german, tmp_path / "x.html", [])) == [tmp_path / "x.html"]
    with pytest.raises(UsageError, match="pictures are"):
        write_review(GERMAN, tmp_path / "x.html", pictures="somewhere")


def test_stages_of_ones_own_are_shown(tmp_path: Path) -> None:
    def mine(document: Document, profile: Profile) -> Revision:
        draft = Draft(document, "mine")
        draft.query(document.pages[0].lines[0], 0, 3, ("a", "b"), rule="look", reason="a look")
        return draft.revision()

    source = tmp_path / "a.txt"
    source.write_text(HOSTILE, "utf-8")
    write_review(source, tmp_path / "r.html", language="fr", stages=[mine])
    assert block((tmp_path / "r.html").read_text(), "edits")["classes"] == {"mine": "s0"}
