"""One flow, the same words in every format, after any stage."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import readback
from handmade import Maker, Part, bold, both, call, it, small, turn, up
from recension.errors import UsageError
from recension.model import ANCHOR, Block, Draft, Kind, Layer, Revision
from recension.writers import FORMATS, write
from recension.writers.flow import Break, Call, Flow, Joint, Turn, Words, flow_of
from recension.writers.looks import Look

# -- generated documents ---------------------------------------------------------------------

HARMLESS = ["mot", "Le", "été", "XIX", "12", "l’", "«", "»", " ", " ", " ", " ", ", ", ". ", " ; ", "—", "(", ")",
            "\u00a0"]
HOSTILE = ["*", "_", "**", "`", "~~", "^", "#", "> ", "- ", "+ ", "1. ", "a) ", "|", "\\", "&amp;", "<b>", "</p>",
           "<!--", "-->", "![", "[^1]", "[a]: b", "](x)", "[x]", "$x$", "@id", "{.c}", "---", "===", "]]>", "'", '"',
           "<?xml?>", "\x00", "\x0c", "\ud800", "\ufffe", "\u2028", "\x85", "\x92", "\ufdd0", "\U0003ffff",
           ANCHOR, "\U0001f600", "é", "%"]
STYLES = [Part, Part, Part, it, bold, both, small, up]


def _stretch(pieces: Sequence[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=8).map("".join)


@st.composite
def documents(draw: st.DrawFn, pieces: Sequence[str] = (*HARMLESS, *HARMLESS, *HOSTILE)) -> Revision:
    """Documents with all kinds of blocks, styles, page turns in words, nested calls, and missing and uncalled notes."""
    made = Maker(geometry=draw(st.booleans()), language=draw(st.sampled_from(["fr", "en", "de", "xx", ""])))
    labels = iter(draw(st.sampled_from([
        [str(n) for n in range(1, 30)], ["1", "2", "1", "2", "3"] * 6, ["*", "†", "**"] * 9])))

    def parts(calls: bool) -> list[str | Part]:
        found: list[str | Part] = []
        for _ in range(draw(st.integers(1, 4))):
            what = draw(st.integers(0, 9))
            if what == 0 and calls:
                label = next(labels)
                if label in made.calls:
                    made.note(label, "Note d’avant")
                found.append(call(label))
            elif what == 1:
                found.append(turn(draw(st.sampled_from(["", "xii", "13"]))))
            else:
                text = draw(_stretch(pieces))
                if draw(st.integers(0, 5)) == 0:
                    text += "\n" + draw(_stretch(pieces))
                found.append(draw(st.sampled_from(STYLES))(text))
        return found

    for _ in range(draw(st.integers(0, 5))):
        made.block(*parts(True), kind=draw(st.sampled_from(list(Kind))), level=draw(st.integers(0, 4)))
    for label in list(made.calls):
        made.note(label, *(parts(False) for _ in range(draw(st.integers(0, 2)))))
    if draw(st.booleans()):
        made.note("99", [*parts(False), call("100")], Block(Kind.VERSE, made.text("un\ndeux")))
        made.note("100", "Note d’une note")
    return made.revision()


def expected(flow: Flow) -> tuple[list[str], dict[str, list[str]]]:
    body = "\n".join(passage.words for passage in flow.passages)
    notes = {note.id: "\n".join(passage.words for passage in note.passages) for note in flow.notes}
    return readback.words(body), {name: readback.words(text) for name, text in notes.items()}


QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@QUIET
@given(documents(), st.booleans())
def test_the_words_are_the_same_in_every_format(revision: Revision, editorial: bool) -> None:
    flow = flow_of(revision)
    told = expected(flow)
    assert readback.tei(write(revision, "tei", editorial=editorial, furniture=editorial)).words() == told
    assert readback.interchange(write(revision, "json")).words() == told
    missing = {note.id for note in flow.notes if note.is_missing}
    for read, format in ((readback.html, "html"), (readback.markdown, "md")):
        body, notes = read(write(revision, format)).words()
        assert body == told[0]
        for name, words in notes.items():
            assert name in missing or words == told[1][name]
        called = {note.id for note in flow.notes if note.called}
        assert notes.keys() >= (called if format == "md" else told[1].keys())


@QUIET
@given(documents([piece for piece in HARMLESS if piece not in "()"]))
def test_plain_text_has_the_same_words(revision: Revision) -> None:
    flow = flow_of(revision)
    signs = {note.id: note.sign for note in flow.notes}
    body, notes = readback.text(write(revision, "txt"), signs).words()
    told = expected(flow)
    missing = {note.id for note in flow.notes if note.is_missing}
    assert body == told[0]
    assert {name: words for name, words in notes.items() if name not in missing} == {
        name: words for name, words in told[1].items() if name not in missing}


@QUIET
@given(documents(), st.sampled_from(FORMATS), st.booleans())
def test_writing_never_raises_and_is_the_same_every_time(revision: Revision, format: str, all_on: bool) -> None:
    options = dict.fromkeys(("keep_style", "furniture", "line_breaks", "editorial"), all_on)
    data = write(revision, format, **options)
    assert data == write(revision, format, **options)
    assert data.decode("utf-8").endswith("\n") or not data
    assert b"\r" not in data


@QUIET
@given(documents())
def test_the_words_are_those_of_the_model(revision: Revision) -> None:
    """The flow against the blocks themselves, read in the plainest way."""
    document, flow = revision.document, flow_of(revision)
    anchors = {note.anchor for note in document.notes}

    def plainly(blocks: Sequence[Block]) -> list[str]:
        return readback.words("\n".join("".join(
            "" if char == ANCHOR and glyph in anchors else char
            for char, glyph in zip(block.text.chars, block.text.origin, strict=True)) for block in blocks))

    assert readback.words("\n".join(passage.words for passage in flow.passages)) == plainly(document.blocks)
    for note, told in zip(document.notes, flow.notes, strict=True):
        assert readback.words("\n".join(passage.words for passage in told.passages)) == plainly(note.blocks)


# -- pieces ----------------------------------------------------------------------------------


def pieces_of(*parts: str | Part, kind: Kind = Kind.PARAGRAPH, keep_style: bool = False) -> list[object]:
    made = Maker()
    made.block(*parts, kind=kind)
    for label in list(made.calls):
        made.note(label, "Texte.")
    return list(flow_of(made.revision(), keep_style=keep_style).passages[0].pieces)


def test_a_call_stands_where_its_marker_stood() -> None:
    assert pieces_of("Voir", call("1"), ".") == [Words("Voir"), Call(0), Words(".")]


def test_a_look_covers_words_and_not_the_white_space_around_them() -> None:
    italic = Look(italic=True)
    assert pieces_of("le ", it(" Registre "), "de 1740") == [
        Words("le  "), Words("Registre", italic), Words(" de 1740")]
    assert pieces_of(it("Le"), " ", it("Registre"), " de") == [Words("Le Registre", italic), Words(" de")]


def test_a_look_without_a_letter_is_no_look() -> None:
    assert pieces_of("mot", it(", "), "mot", it("."), bold("…")) == [Words("mot, mot.…")]


def test_bold_that_fills_its_block_is_design_and_so_are_italics_that_fill_an_epigraph() -> None:
    assert pieces_of(bold("Tout en gras")) == [Words("Tout en gras")]
    assert pieces_of(bold("Mot"), " puis texte")[0] == Words("Mot", Look(bold=True))
    assert pieces_of(it("Tout penché")) == [Words("Tout penché", Look(italic=True))]
    assert pieces_of(it("Tout penché"), call("1"), kind=Kind.EPIGRAPH) == [Words("Tout penché"), Call(0)]
    assert pieces_of(it("Penché, "), "sauf", it(" lui"), kind=Kind.HEADING)[0] == Words("Penché,", Look(italic=True))


def test_small_capitals_and_raised_letters_are_told_on_demand() -> None:
    assert pieces_of("XIX", up("e"), " siècle, ", small("Durand")) == [Words("XIXe siècle, Durand")]
    assert pieces_of("XIX", up("e"), " siècle, ", small("Durand"), keep_style=True) == [
        Words("XIX"), Words("e", Look(raised=True)), Words(" siècle, "), Words("Durand", Look(smallcaps=True))]


def test_small_type_on_the_line_is_not_raised() -> None:
    small_type = up("petit")._replace(lift=0.0)
    assert pieces_of("mot ", small_type, " mot", keep_style=True) == [Words("mot petit mot")]


def test_a_page_begins_with_its_first_word_even_within_a_word() -> None:
    made = Maker()
    made.page("xii")
    made.block("Première ", turn("xiii"), "suite, et frag", turn("xiv"), "ment.")
    flow = flow_of(made.revision())
    first, passage = flow.body
    assert isinstance(first, Turn) and first.page.label == "xii"
    assert [piece for piece in passage.pieces if not isinstance(piece, Turn)] == [  # type: ignore[union-attr]
        Words("Première "), Words("suite, et frag"), Words("ment.")]
    turns = [piece for piece in passage.pieces if isinstance(piece, Turn)]  # type: ignore[union-attr]
    assert [(each.page.label, each.inside) for each in turns] == [("xiii", False), ("xiv", True)]


def test_every_page_begins_once_also_without_text() -> None:
    made = Maker()
    made.page("1")
    made.page("2")
    made.block("Texte de la page deux")
    made.page("3")
    flow = flow_of(made.revision())
    assert [item.page.number for item in flow.body if isinstance(item, Turn)] == [1, 2, 3]
    assert isinstance(flow.body[1], Turn) and not isinstance(flow.body[2], Turn)


def test_a_block_that_goes_back_a_page_turns_no_page() -> None:
    made = Maker()
    early, later = made.text("Légende"), made.text(turn("2"), "Texte")
    made.blocks = [Block(Kind.PARAGRAPH, later), Block(Kind.CAPTION, early)]
    flow = flow_of(made.revision())
    assert [item.page.number if isinstance(item, Turn) else item.words for item in flow.body] == [
        1, 2, "Texte", "Légende"]


def test_lines_in_verse_end_for_good() -> None:
    assert pieces_of("un \n deux", kind=Kind.VERSE) == [Words("un"), Break(True), Words("deux")]
    assert pieces_of("un \n deux") == [Words("un"), Break(False), Words("deux")]


# -- before and beside the blocks ------------------------------------------------------------


def test_before_paragraphs_lines_are_told_in_groups() -> None:
    made = Maker()
    made.line("Titre courant", layer=Layer.FURNITURE)
    made.line("Première ligne")
    made.line("seconde ligne")
    made.blank()
    made.line("Autre groupe")
    made.page()
    made.line("Page deux")
    flow = flow_of(made.revision())
    assert [passage.words for passage in flow.passages] == [
        "Première ligne\nseconde ligne", "Autre groupe", "Page deux"]
    assert write(made.revision(), "txt").decode() == "Première ligne\nseconde ligne\n\nAutre groupe\n\nPage deux\n"


def test_before_paragraphs_the_lines_of_a_note_stand_under_it() -> None:
    made = Maker()
    made.line("Texte", call("1"))
    made.note("1")
    made.line("la note,", layer=Layer.NOTES, note=0)
    made.page()
    made.line("continuée", layer=Layer.NOTES, note=0)
    made.line("de personne", layer=Layer.NOTES)
    flow = flow_of(made.revision())
    assert [[passage.words for passage in note.passages] for note in flow.notes] == [
        ["la note,\ncontinuée"], ["de personne"]]
    assert [note.called for note in flow.notes] == [True, False]


def test_a_line_that_no_block_holds_is_told_at_its_place() -> None:
    made = Maker()
    made.block("avant")
    made.line("ligne rendue au texte")
    made.block("après")
    assert [passage.words for passage in flow_of(made.revision()).passages] == [
        "avant", "ligne rendue au texte", "après"]


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_document_can_be_written(format: str) -> None:
    data = write(Maker().revision(), format)
    assert data == b"" if format in ("md", "txt") else data


def test_an_anchor_of_no_note_is_a_character_like_others() -> None:
    assert pieces_of("un objet " + ANCHOR) == [Words("un objet " + ANCHOR)]


def test_a_note_called_twice_is_called_again() -> None:
    made = Maker()
    text = made.text("a", call("1"), "b")
    made.blocks = [Block(Kind.PARAGRAPH, text), Block(Kind.PARAGRAPH, text[1:2])]
    made.note("1", "Texte.")
    flow = flow_of(made.revision())
    assert flow.passages[1].pieces == (Call(0, again=True),)


def test_what_no_file_can_hold_is_seen_and_not_dropped() -> None:
    assert pieces_of("a\x00b\ud800c\x0cd\u2028e") == [Words("a\ufffdb\ufffdc d e")]


def divided(word: str, after: str, *parts: str | Part) -> Revision:
    """A document in which this word, divided at a line end, reads `after` now."""
    made = Maker()
    block = made.block("la ", *(parts or (word,)), " du mot")
    document = made.document()
    draft = Draft(document, "hyphenation")
    start = block.text.chars.index(word)
    assert draft.replace(block, start, start + len(word), after, rule="division", reason="It stands whole elsewhere.")
    return draft.revision()


@pytest.mark.parametrize(("word", "after", "pieces"), [
    ("socio-\nlogie", "sociologie", [Words("la socio"), Joint(), Words("logie du mot")]),
    ("socio\u00ad\nlogie", "sociologie", [Words("la socio"), Joint(), Words("logie du mot")]),
    ("socio-\npolitique", "socio-politique", [Words("la socio-"), Joint(), Words("politique du mot")]),
    ("deux\nmots", "deux mots", [Words("la deux mots du mot")]),
    ("porte-plume", "portemanteau", [Words("la portemanteau du mot")]),
])
def test_joints_are_told_on_demand(word: str, after: str, pieces: list[object]) -> None:
    revision = divided(word, after)
    assert list(flow_of(revision, joints=True).passages[0].pieces) == pieces
    assert not any(isinstance(piece, Joint) for piece in flow_of(revision).passages[0].pieces)


def test_a_joint_may_stand_at_the_turn_of_a_page() -> None:
    revision = divided("frag-\nment", "fragment", "frag-\n", turn("13"), "ment")
    pieces = flow_of(revision, joints=True).passages[0].pieces
    assert [type(piece) for piece in pieces] == [Words, Turn, Joint, Words]
    assert pieces[1].inside  # type: ignore[union-attr]


def test_the_witness_is_what_the_source_has() -> None:
    revision = divided("socio-\nlogie", "sociologie")
    assert list(flow_of(revision, witness=True).passages[0].pieces) == [
        Words("la "), Words("sociologie", witness="socio-logie"), Words(" du mot")]
    assert list(flow_of(divided("mot\nseul", "mot seul"), witness=True).passages[0].pieces) == [
        Words("la mot seul du mot")]


def test_an_unknown_format_is_the_callers_fault() -> None:
    with pytest.raises(UsageError, match="docx"):
        write(Maker().revision(), "docx")


def test_the_command_line_offers_these_formats() -> None:
    from recension.delivery import SUFFIXES

    assert set(SUFFIXES) == set(FORMATS)
