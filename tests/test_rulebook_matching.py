"""Matching: rules at work on lines and blocks, with the evidence that they ask for."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from recension.model import Act, Block, Box, Document, Draft, Edit, Kind, Layer, Line, Note, Page, Source, Style, Text
from recension.model.laws import check_step
from recension.rulebook.evidence import Limits
from recension.rulebook.matching import apply_rules, by_rules
from recension.rulebook.packs import read_pack, stacked
from recension.rulebook.profile import Profile

STYLE = Style("Garamond", 11.0)


def rules(folder: Path, text: str) -> Profile:
    """A profile with these rules alone."""
    path = folder / "house.toml"
    path.write_text('disable = ["defects/*", "fr/*"]\n' + text, "utf-8")
    return stacked("fr", [read_pack(path)])


def pages(*sheets: str, tops: tuple[float, ...] = (), left: float = 60, angle: float = 0) -> Document:
    """Pages of lines; with `tops`, in points, as from a PDF of 400 by 600."""
    chars = "".join(sheet + "\n" for sheet in sheets)
    starts, made, at = [0], [], 0
    for number, sheet in enumerate(sheets, 1):
        lines = []
        for index, text in enumerate(sheet.split("\n")):
            geometry = {"box": Box(left, tops[index], left + 5 * len(text), tops[index] + 10),
                        "style": STYLE._replace(angle=angle)} if tops else {}
            lines.append(Line(Text.of(text, at), **geometry))  # type: ignore[arg-type]
            at += len(text) + 1
        starts.append(at)
        made.append(Page(number, tuple(lines), width=400 if tops else 0, height=600 if tops else 0))
    return Document(Source("essai", "0" * 64, chars, array("i", starts)), tuple(made), language="fr")


def blocks(*texts: str, kinds: tuple[Kind, ...] = (), notes: int = 0) -> Document:
    chars = "\n".join(texts)
    made, at = [], 0
    for number, text in enumerate(texts):
        made.append(Block(kinds[number] if kinds else Kind.PARAGRAPH, Text.of(text, at)))
        at += len(text) + 1
    body = made[: len(made) - notes]
    noted = tuple(Note(str(number), None, (block,)) for number, block in enumerate(made[len(body) :]))
    return Document(Source("essai", "0" * 64, chars, array("i", [0, len(chars)])), (Page(1, ()),), tuple(body), noted)


def run(document: Document, profile: Profile, stage: str,
        limits: Limits | None = None) -> tuple[Document, tuple[Edit, ...]]:
    draft = Draft(document, stage)
    apply_rules(draft, document, profile, stage, limits=limits or Limits())
    revision = draft.revision()
    check_step(document, revision, stage)
    return revision.document, revision.edits


def layers(document: Document) -> list[str]:
    return [f"{line.layer.value[:4]} {line.chars}" for line in document.lines()]


STAMP = """
[[watermarks]]
id = "stamp"
why = "The portal prints it."
pattern = '''^Fetched from rive\\.example, page \\d+$'''
move = "background"
"""


def test_whole_lines_are_moved_and_recorded(tmp_path: Path) -> None:
    after, edits = run(pages("un\n  Fetched from rive.example, page 3 \ndeux"), rules(tmp_path, STAMP), "watermarks")
    assert layers(after) == ["body un", "back   Fetched from rive.example, page 3 ", "body deux"]
    (edit,) = edits
    assert (edit.act, edit.rule, edit.reason, edit.layer) == (
        Act.MOVE, "house/stamp", "The portal prints it.", Layer.BACKGROUND)


def test_a_part_of_a_line_is_never_moved(tmp_path: Path) -> None:
    text = STAMP.replace("^Fetched", "Fetched").replace("+$", "+")
    after, edits = run(pages("le pont Fetched from rive.example, page 3"), rules(tmp_path, text), "watermarks")
    assert layers(after) == ["body le pont Fetched from rive.example, page 3"]
    assert [edit.act for edit in edits] == [Act.QUERY]


def test_a_stamp_over_two_lines(tmp_path: Path) -> None:
    text = STAMP.replace(", page", "\\nSheet")
    after, _ = run(pages("un\nFetched from rive.example\nSheet 4\ndeux"), rules(tmp_path, text), "watermarks")
    assert [line.layer for line in after.lines()] == [Layer.BODY, Layer.BACKGROUND, Layer.BACKGROUND, Layer.BODY]


def test_what_recurs(tmp_path: Path) -> None:
    text = STAMP + "recurs = 2\n"
    once, _ = run(pages("un\nFetched from rive.example, page 3", "deux"), rules(tmp_path, text), "watermarks")
    assert {line.layer for line in once.lines()} == {Layer.BODY}
    twice, _ = run(pages("un\nFetched from rive.example, page 3", "Fetched from rive.example, page 4"),
                   rules(tmp_path, text), "watermarks")
    assert [line.layer for line in twice.lines()] == [Layer.BODY, Layer.BACKGROUND, Layer.BACKGROUND]


FOLIO = """
[[furniture]]
id = "folio"
why = "A number alone."
pattern = '''^\\d+$'''
move = "furniture"
zone = "%s"
"""


@pytest.mark.parametrize(("zone", "moved"), [
    ("head", [True, False, False]), ("foot", [False, False, True]), ("edge", [True, False, True]),
    ("margin", [False, False, False])])
def test_zones_by_geometry(tmp_path: Path, zone: str, moved: list[bool]) -> None:
    document = pages("12\n13\n14", tops=(30, 300, 570))
    after, _ = run(document, rules(tmp_path, FOLIO % zone), "furniture")
    assert [line.layer is Layer.FURNITURE for line in after.lines()] == moved


def test_the_margin_by_place_or_angle(tmp_path: Path) -> None:
    profile = rules(tmp_path, FOLIO % "margin")
    beside, _ = run(pages("12", tops=(300,), left=5), profile, "furniture")
    turned, _ = run(pages("12", tops=(300,), angle=90), profile, "furniture")
    assert layers(beside) == layers(turned) == ["furn 12"]


def test_zones_without_geometry(tmp_path: Path) -> None:
    lines = "\n".join(["12", "", *"abcdefgh", "", "14"]).replace("d", "13")
    after, _ = run(pages(lines), rules(tmp_path, FOLIO % "edge"), "furniture")
    assert [line.chars for line in after.lines(Layer.FURNITURE)] == ["12", "14"]
    margin, _ = run(pages(lines), rules(tmp_path, FOLIO % "margin"), "furniture")
    assert not list(margin.lines(Layer.FURNITURE)), "nothing is known of margins; a number does not speak for itself"
    profile = rules(tmp_path, STAMP + 'zone = "margin"')
    stamp, _ = run(pages("un\nFetched from rive.example, page 3"), profile, "watermarks")
    assert list(stamp.lines(Layer.BACKGROUND)), "a long hit does"


def test_lines_that_are_furniture_already_are_not_seen(tmp_path: Path) -> None:
    profile = rules(tmp_path, FOLIO % "edge")
    document, _ = run(pages("12\nun"), profile, "furniture")
    assert run(document, profile, "furniture")[1] == ()


REPLACE = """
[[typography]]
id = "bac"
why = "w"
pattern = 'bac(s?)'
replace = 'pont\\1'
unless = ['bac à sable', 'tabac']
"""


def test_replacing_in_blocks_and_notes(tmp_path: Path) -> None:
    document = blocks("le bac, les bacs", "le bac à sable, le tabac", "rien", "un bac", notes=1)
    after, edits = run(document, rules(tmp_path, REPLACE), "typography")
    assert [block.text.chars for block in after.blocks] == ["le pont, les ponts", "le bac à sable, le tabac", "rien"]
    assert after.notes[0].blocks[0].text.chars == "un pont"
    assert [edit.layer for edit in edits] == [Layer.BODY, Layer.BODY, Layer.NOTES]


def test_a_hit_never_runs_from_one_block_into_the_next(tmp_path: Path) -> None:
    text = "[[typography]]\nid='a'\nwhy='w'\npattern='''bac\\W+pont'''\nreplace='x'\n"
    after, _ = run(blocks("le bac", "pont", "bac pont"), rules(tmp_path, text), "typography")
    assert [block.text.chars for block in after.blocks] == ["le bac", "pont", "x"]


def test_many_blocks_on_many_sheets(tmp_path: Path) -> None:
    document = blocks(*["un bac " + "x" * 900 for _ in range(40)])
    after, edits = run(document, rules(tmp_path, REPLACE), "typography")
    assert len(edits) == 40
    assert all(block.text.chars.startswith("un pont x") for block in after.blocks)


def test_replacing_over_a_line_end_keeps_the_lines(tmp_path: Path) -> None:
    two = "[[encoding]]\nid='a'\nwhy='w'\npattern='''ba\\nc'''\nreplace='''pon\\nt'''\n"
    after, _ = run(pages("le ba\nc ici"), rules(tmp_path, two), "encoding")
    assert [line.chars for line in after.lines()] == ["le pon", "t ici"]
    one = two.replace("pon\\nt", "pont")
    after, edits = run(pages("le ba\nc ici"), rules(tmp_path, one), "encoding")
    assert [line.chars for line in after.lines()] == ["le ba", "c ici"]
    assert [edit.act for edit in edits] == [Act.QUERY]


def test_neither_replace_nor_move_is_a_question(tmp_path: Path) -> None:
    ask = "[[typography]]\nid='a'\nwhy='w'\npattern='bac'\n"
    _, (edit,) = run(blocks("le bac"), rules(tmp_path, ask), "typography")
    assert (edit.act, edit.before, edit.readings) == (Act.QUERY, "bac", ("bac",))
    _, (edit,) = run(blocks("le bac"), rules(tmp_path, ask + "replace = 'pont'\ndoubtful = true"), "typography")
    assert (edit.act, edit.readings) == (Act.QUERY, ("bac", "pont"))


def test_words_of_a_table_and_spellings(tmp_path: Path) -> None:
    text = """
[[encoding]]
id = "a"
why = "w"
words = "doubtful_words"
[[encoding]]
id = "b"
why = "w"
spellings = { ltvre = "livre", "ﬁn" = "fin" }
[tables]
doubtful_words = ["rnoulin"]
"""
    after, edits = run(pages("le rnoulin, l’ltvre\nla ﬁn ; ltvres"), rules(tmp_path, text), "encoding")
    assert [line.chars for line in after.lines()] == ["le rnoulin, l’livre", "la fin ; ltvres"]
    assert [(edit.act, edit.before) for edit in edits] == [
        (Act.QUERY, "rnoulin"), (Act.REPLACE, "ltvre"), (Act.REPLACE, "ﬁn")]


USUAL = "[[typography]]\nid='a'\nwhy='w'\npattern=' ,'\nreplace=','\nusual='\\w,'\n"


def test_what_the_document_usually_has(tmp_path: Path) -> None:
    profile = rules(tmp_path, USUAL)
    assert run(blocks("le bac , puis", "a, b, c, d, e"), profile, "typography")[1]
    assert not run(blocks("le bac , puis", "a, b, c"), profile, "typography")[1]
    slip = rules(tmp_path, USUAL + "slip=true\n")
    assert len(run(blocks("un , deux , trois , fin"), slip, "typography")[1]) == 3
    assert not run(blocks("un , deux , trois , quatre , fin"), slip, "typography")[1]


def test_verse_and_tables_are_spared_by_rules_for_prose(tmp_path: Path) -> None:
    document = blocks("un bac", "un bac", "un bac", kinds=(Kind.VERSE, Kind.TABLE, Kind.ITEM))
    _, edits = run(document, rules(tmp_path, REPLACE + "prose = true\n"), "typography")
    assert len(edits) == 1


def test_passes_until_nothing_changes_and_no_question_twice(tmp_path: Path) -> None:
    profile = rules(tmp_path, """
[[typography]]
id = "second"
why = "w"
pattern = 'bb'
replace = 'c'
[[typography]]
id = "first"
why = "w"
pattern = 'a'
replace = 'b'
[[typography]]
id = "asks"
why = "w"
pattern = 'z'
""")
    document = blocks("aa z")
    revision = by_rules(document, profile, "typography")
    check_step(document, revision, "typography")
    assert revision.document.blocks[0].text.chars == "c z"
    assert [edit.rule for edit in revision.edits].count("house/asks") == 1


def test_rules_that_feed_each_other_are_stopped(tmp_path: Path) -> None:
    profile = rules(tmp_path, "[[typography]]\nid='a'\nwhy='w'\npattern='b+'\nreplace='\\g<0>b'\n")
    document = blocks("b")
    revision = by_rules(document, profile, "typography")
    check_step(document, revision, "typography")
    assert revision.document.blocks[0].text.chars == "bbbbb"


def test_a_rule_that_takes_too_long_is_left_out_everywhere_and_reported(tmp_path: Path) -> None:
    profile = rules(tmp_path, STAMP + """
[[watermarks]]
id = "hangs"
why = "w"
pattern = '''(?:a|aa)+$'''
move = "background"
""")
    document = pages("aa", "Fetched from rive.example, page 3\n" + "a" * 60 + "!", "aa")
    after, edits = run(document, profile, "watermarks", Limits(seconds=0.05))
    assert [line.chars for line in after.lines(Layer.BACKGROUND)] == ["Fetched from rive.example, page 3"]
    (report,) = (edit for edit in edits if edit.rule == "house/hangs")
    assert (report.act, report.page) == (Act.QUERY, 2)
    assert "longer than 0.05 s" in report.reason


def test_nothing_to_look_at(tmp_path: Path) -> None:
    profile = rules(tmp_path, STAMP + REPLACE)
    empty = Document(Source("essai", "0" * 64, "", array("i", [0, 0])), (Page(1, ()),))
    for stage in ("watermarks", "typography", "footnotes"):
        assert run(empty, profile, stage)[1] == ()
