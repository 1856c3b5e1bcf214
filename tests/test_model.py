"""The model: texts that remember their glyphs, drafts that record, laws that catch every breach."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from recension.errors import LawBroken
from recension.model import (
    ANCHOR,
    NO_GLYPH,
    Act,
    Block,
    Box,
    Document,
    Draft,
    Kind,
    Layer,
    Line,
    Note,
    Page,
    Revision,
    Source,
    Style,
    Text,
)
from recension.model.laws import check_source, check_step, check_whole, of_source, reading, replay, undo
from recension.model.text import origins_after


def drawn(*pages: Sequence[str]) -> Document:
    """A document as the plain-text reader would give it: these lines on these pages."""
    chars = ""
    starts = array("i", [0])
    drawn_pages = []
    for number, lines in enumerate(pages, 1):
        kept = []
        for line in lines:
            kept.append(Line(Text.of(line, len(chars))))
            chars += line + "\n"
        starts.append(len(chars))
        drawn_pages.append(Page(number, tuple(kept)))
    return Document(Source("drawn.txt", "0" * 64, chars, starts), tuple(drawn_pages))


def line_of(document: Document, number: int = 0) -> Line:
    return list(document.lines())[number]


def words_of(document: Document, layer: Layer | None = None) -> list[str]:
    return [line.chars for line in document.lines(layer)]


# -- Text ----------------------------------------------------------------------------------


def test_a_slice_keeps_its_glyphs() -> None:
    part = Text.of("maison", 10)[2:4]
    assert (part.chars, list(part.origin)) == ("is", [12, 13])


def test_adding_puts_characters_and_glyphs_end_to_end() -> None:
    both = Text.of("ab", 0) + Text.of("c", 7)
    assert (both.chars, list(both.origin)) == ("abc", [0, 1, 7])


def test_join_puts_glyphless_separators_between() -> None:
    joined = Text.join("\n", [Text.of("ab", 0), Text.of("cd", 5), Text.of("", 9)])
    assert joined.chars == "ab\ncd\n"
    assert list(joined.origin) == [0, 1, NO_GLYPH, 5, 6, NO_GLYPH]


def test_strip_takes_white_space_and_its_glyphs() -> None:
    bare = Text.of("  le mot \t", 3).strip()
    assert (bare.chars, bare.first_glyph(), bare.last_glyph()) == ("le mot", 5, 10)
    assert len(Text.of("   ", 0).strip()) == 0


def test_first_and_last_glyph_pass_over_what_has_none() -> None:
    text = Text.inserted(" ") + Text.of("x", 4) + Text.inserted("\n")
    assert (text.first_glyph(), text.last_glyph()) == (4, 4)
    assert Text.inserted("  ").first_glyph() == Text.inserted("  ").last_glyph() == NO_GLYPH


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abc", "abc", [0, 1, 2]),
        ("abc", "aBc", [0, 1, 2]),  # equal length: one to one
        ("abc", "ac", [0, 2]),  # a deletion in the middle
        ("abc", "", []),
        ("a-b", "ab", [0, 2]),
        ("fi", "ffi", [0, 0, 1]),  # nothing replaced: the new letter goes with the one before it
        ("x", "abc", [0, 0, 0]),  # unequal: the whole stands for the first glyph
        ("axyb", "aQb", [0, 1, 3]),
        ("ab", "Xab", [0, 0, 1]),
    ],
)
def test_origins_after_a_replacement(before: str, after: str, expected: list[int]) -> None:
    assert list(origins_after(before, range(len(before)), after)) == expected


def test_splicing_leaves_the_rest_alone() -> None:
    text = Text.of("une per- sonne", 0).spliced(7, 9, "")
    assert text.chars == "une personne"
    assert list(text.origin) == [*range(7), *range(9, 14)]


# -- Source --------------------------------------------------------------------------------


def two_runs() -> Source:
    """`ab` upright at 10 points, `cd` raised at 6."""
    return Source(
        "two.pdf", "0" * 64, "abcd", array("i", [0, 2, 4]),
        run_starts=array("i", [0, 2, 4]),
        run_boxes=array("f", [10, 20, 30, 30, 30, 18, 36, 24]),
        run_baselines=array("f", [28, 23]),
        run_styles=array("i", [0, 1]),
        styles=(Style("Serif", 10.0), Style("Serif", 6.0, italic=True)),
        heights=bytes([66, 45, 0, 0]),
        gaps=array("h", [-32768, 25, -32768, -32768]),
    )


def test_a_glyph_knows_its_page_its_run_and_its_style() -> None:
    source = two_runs()
    assert [source.page_of(glyph) for glyph in (-1, 0, 1, 2, 3, 99)] == [1, 1, 1, 2, 2, 2]
    assert [source.run_of(glyph) for glyph in (-1, 0, 1, 2, 3)] == [-1, 0, 0, 1, 1]
    style = source.style_of(3)
    assert style is not None and (style.size, style.italic) == (6.0, True)
    assert source.baseline_of(2) == 23 and source.baseline_of(NO_GLYPH) is None


def test_a_box_of_glyphs_spans_their_runs() -> None:
    source = two_runs()
    assert source.box_of((0, 1)) == Box(10, 20, 30, 30)
    assert source.box_of((0, 3)) == Box(10, 18, 36, 30)
    assert source.box_of(()) is None


def test_heights_and_gaps_are_known_only_where_they_were_asked_for() -> None:
    source = two_runs()
    assert (source.height_of(0), source.height_of(2), source.height_of(-1)) == (0.66, None, None)
    assert (source.gap_of(1), source.gap_of(0)) == (0.25, None)


def test_plain_text_answers_unknown_to_every_question_of_place() -> None:
    source = drawn(["abc"]).source
    assert not source.has_geometry
    assert source.style_of(0) is None and source.baseline_of(0) is None
    assert source.box_of((0, 1)) is None and source.height_of(0) is None and source.gap_of(0) is None


# -- Draft ---------------------------------------------------------------------------------


def test_a_draft_without_a_change_gives_the_same_document_back() -> None:
    document = drawn(["une ligne", ""])
    revision = Draft(document, "test").revision()
    assert revision.document is document and revision.edits == ()


def test_a_replacement_is_made_and_recorded() -> None:
    document = drawn(["le mot per- du"])
    draft = Draft(document, "test")
    assert draft.replace(line_of(document), 10, 12, "", rule="test/joined", reason="a stray break", confidence=0.9)
    revision = draft.revision()
    assert words_of(revision.document) == ["le mot perdu"]
    (edit,) = revision.edits
    assert (edit.stage, edit.rule, edit.act, edit.page) == ("test", "test/joined", Act.REPLACE, 1)
    assert (edit.before, edit.after, edit.glyphs, edit.layer) == ("- ", "", (10, 11), Layer.BODY)
    assert edit.applied and edit.confidence == 0.9
    check_step(document, revision, "test")
    check_whole(revision)


def test_untouched_lines_and_pages_stay_the_same_objects() -> None:
    document = drawn(["un", "deux"], ["trois"])
    draft = Draft(document, "test")
    draft.replace(line_of(document, 0), 0, 1, "U", rule="test/capital", reason="")
    revised = draft.revision().document
    assert line_of(revised, 1) is line_of(document, 1)
    assert revised.pages[1] is document.pages[1]


def test_a_replacement_by_the_same_is_no_change() -> None:
    document = drawn(["mot"])
    draft = Draft(document, "test")
    assert not draft.replace(line_of(document), 0, 3, "mot", rule="test/nothing", reason="")
    assert draft.revision().edits == ()


def test_a_place_is_changed_once_in_a_draft() -> None:
    document = drawn(["abcdef"])
    draft = Draft(document, "test")
    line = line_of(document)
    assert draft.replace(line, 1, 4, "X", rule="test/one", reason="")
    assert not draft.replace(line, 3, 5, "Y", rule="test/two", reason="")
    assert not draft.replace(line, 1, 4, "Z", rule="test/three", reason="")
    assert draft.replace(line, 4, 6, "W", rule="test/four", reason="")
    revision = draft.revision()
    assert words_of(revision.document) == ["aXW"] and len(revision.edits) == 2
    check_whole(revision)


def test_offsets_do_not_move_while_a_draft_is_open() -> None:
    document = drawn(["a  b  c"])
    draft = Draft(document, "test")
    line = line_of(document)
    draft.replace(line, 1, 3, " ", rule="test/space", reason="")
    draft.replace(line, 4, 6, " ", rule="test/space", reason="")
    assert words_of(draft.revision().document) == ["a b c"]


@pytest.mark.parametrize(("place", "expected"), [(0, "«mot"), (3, "mot«"), (1, "m«ot")])
def test_a_pure_insertion_is_recorded_on_a_neighbour(place: int, expected: str) -> None:
    document = drawn(["mot"])
    draft = Draft(document, "test")
    assert draft.replace(line_of(document), place, place, "«", rule="test/quote", reason="")
    revision = draft.revision()
    assert words_of(revision.document) == [expected]
    assert all(glyph >= 0 for glyph in revision.edits[0].glyphs) and revision.edits[0].before
    check_whole(revision)


def test_an_edit_takes_all_the_characters_of_a_glyph() -> None:
    """What a ligature became shares a glyph: half of it cannot be edited without the other half."""
    document = drawn(["oﬃce"])
    first = Draft(document, "encoding")
    first.replace(line_of(document), 1, 2, "ffi", rule="test/ligature", reason="")
    whole = first.revision()
    second = Draft(whole.document, "test")
    assert second.replace(line_of(whole.document), 2, 3, "F", rule="test/half", reason="")
    later = second.revision()
    assert words_of(later.document) == ["ofFice"]
    assert later.edits[0].before == "ffi" and later.edits[0].after == "fFi"
    check_step(whole.document, later, "test")
    check_whole(whole.then(later))


def test_a_move_changes_the_layer_and_not_the_text() -> None:
    document = drawn(["12", "le texte"])
    draft = Draft(document, "test")
    head = line_of(document)
    assert draft.move(head, Layer.FURNITURE, rule="test/folio", reason="a number alone")
    assert draft.is_moved(head) and not draft.move(head, Layer.BACKGROUND, rule="test/again", reason="")
    assert not draft.move(line_of(document, 1), Layer.BODY, rule="test/there", reason="")
    revision = draft.revision()
    assert words_of(revision.document, Layer.FURNITURE) == ["12"]
    (edit,) = revision.edits
    assert (edit.act, edit.before, edit.after, edit.layer) == (Act.MOVE, "12", "12", Layer.FURNITURE)
    check_whole(revision)


def test_moving_a_blank_line_leaves_no_entry() -> None:
    document = drawn(["  ", "mot"])
    draft = Draft(document, "test")
    assert draft.move(line_of(document), Layer.FURNITURE, rule="test/blank", reason="")
    revision = draft.revision()
    assert revision.edits == () and line_of(revision.document).layer is Layer.FURNITURE


def test_a_line_may_be_changed_and_moved_at_once() -> None:
    document = drawn(["1. Note"])
    draft = Draft(document, "test")
    line = line_of(document)
    draft.move(line, Layer.NOTES, rule="test/note", reason="")
    draft.replace(line, 0, 3, "", rule="test/label", reason="")
    draft.assign(line, 0)
    draft.set_notes([Note("1")])
    revision = draft.revision()
    after = line_of(revision.document)
    assert (after.chars, after.layer, after.note) == ("Note", Layer.NOTES, 0)
    check_step(document, revision, "test")
    check_whole(revision)


def test_a_query_leaves_the_text_and_names_the_readings() -> None:
    document = drawn(["garde-manger"])
    draft = Draft(document, "test")
    draft.query(line_of(document), 0, 12, ["garde-manger", "gardemanger"], rule="test/doubt", reason="no witness")
    revision = draft.revision()
    assert revision.document is document
    (edit,) = revision.edits
    assert not edit.applied and edit.readings == ("garde-manger", "gardemanger")
    check_whole(revision)


def test_a_line_parted_gives_its_parts_to_different_notes() -> None:
    document = drawn(["1 Un. 2 Deux."])
    draft = Draft(document, "test")
    line = line_of(document)
    draft.move(line, Layer.NOTES, rule="test/notes", reason="")
    draft.split(line, [6, 6, 0, 13])
    draft.assign(line, 0, part=0)
    draft.assign(line, 1, part=1)
    draft.replace(line, 6, 8, "", rule="test/label", reason="")
    revision = draft.revision()
    assert [(part.chars, part.note) for part in revision.document.lines()] == [("1 Un. ", 0), ("Deux.", 1)]
    check_step(document, revision, "test")


def test_an_edit_over_the_cut_of_a_parted_line_is_not_lost_in_silence() -> None:
    document = drawn(["abcdef"])
    draft = Draft(document, "test")
    line = line_of(document)
    draft.split(line, [3])
    draft.replace(line, 2, 4, "X", rule="test/over", reason="")
    with pytest.raises(LawBroken):
        check_step(document, draft.revision(), "test")


def test_an_edit_of_a_block_that_is_composed_anew_is_not_lost_in_silence() -> None:
    document = composed(drawn(["un mot"])).document
    draft = Draft(document, "test")
    draft.replace(document.blocks[0], 0, 2, "Un", rule="test/capital", reason="")
    draft.compose(document.blocks, ())
    with pytest.raises(LawBroken):
        check_step(document, draft.revision(), "test")


def test_a_label_is_set_on_its_page_alone() -> None:
    document = drawn(["a"], ["b"])
    draft = Draft(document, "test")
    draft.label(document.pages[1], "XII")
    assert [page.label for page in draft.revision().document.pages] == ["", "XII"]


def composed(document: Document) -> Revision:
    """All lines of the body in one paragraph, all lines of notes in the first note."""
    draft = Draft(document, "paragraphs")
    body = Text.join("\n", (line.text for line in document.lines(Layer.BODY)))
    lines = Text.join("\n", (line.text for line in document.lines(Layer.NOTES)))
    notes = [replace(note, blocks=(Block(Kind.PARAGRAPH, lines),)) for note in document.notes[:1]]
    draft.compose([Block(Kind.PARAGRAPH, body)], notes)
    return draft.revision()


def test_composing_takes_the_lines_off_the_pages() -> None:
    document = drawn(["un", "deux"], ["trois"])
    moved = Draft(document, "furniture")
    moved.move(line_of(document, 0), Layer.FURNITURE, rule="test/head", reason="")
    earlier = moved.revision()
    later = composed(earlier.document)
    assert words_of(later.document) == ["un"]
    assert [block.text.chars for block in later.document.blocks] == ["deux\ntrois"]
    check_step(earlier.document, later, "paragraphs")
    check_whole(earlier.then(later))


def test_blocks_of_the_body_and_of_notes_are_edited_in_their_layers() -> None:
    document = drawn(["le corps", "la note"])
    first = Draft(document, "footnotes")
    first.move(line_of(document, 1), Layer.NOTES, rule="test/note", reason="")
    first.set_notes([Note("1")])
    one = first.revision()
    two = composed(one.document)
    last = Draft(two.document, "typography")
    last.replace(two.document.blocks[0], 0, 2, "Le", rule="test/capital", reason="")
    last.replace(two.document.notes[0].blocks[0], 0, 2, "La", rule="test/capital", reason="")
    three = last.revision()
    assert three.document.blocks[0].text.chars == "Le corps"
    assert three.document.notes[0].blocks[0].text.chars == "La note"
    assert [edit.layer for edit in three.edits] == [Layer.BODY, Layer.NOTES]
    check_step(two.document, three, "typography")
    check_whole(one.then(two).then(three))


# -- the laws ------------------------------------------------------------------------------


def swapped(document: Document, number: int, line: Line) -> Document:
    """The document with one line of its first page put in the place of another."""
    lines = list(document.pages[0].lines)
    lines[number] = line
    return replace(document, pages=(replace(document.pages[0], lines=tuple(lines)), *document.pages[1:]))


def breaches() -> Iterable[tuple[str, Document, Revision]]:
    document = drawn(["le premier", "le second"])
    line = line_of(document)
    yield "a lost glyph", document, Revision(swapped(document, 0, replace(line, text=line.text[:4])))
    yield "a lost line", document, Revision(swapped(document, 0, replace(line, text=line.text[:0])))
    yield "a doubled glyph", document, Revision(swapped(document, 0, replace(line, text=line.text + line.text[3:5])))
    yield "a doubled line", document, Revision(swapped(document, 0, replace(line, text=line_of(document, 1).text)))
    altered = Text(line.chars.replace("premier", "dernier"), line.text.origin)
    yield "an altered glyph", document, Revision(swapped(document, 0, replace(line, text=altered)))
    yield "an unrecorded move", document, Revision(swapped(document, 0, replace(line, layer=Layer.FURNITURE)))
    foreign = line.text + Text.inserted("x")
    yield "a character from nowhere", document, Revision(swapped(document, 0, replace(line, text=foreign)))
    draft = Draft(document, "test")
    draft.replace(line, 3, 10, "dernier", rule="test/word", reason="")
    revision = draft.revision()
    yield "a record without its change", document, Revision(document, revision.edits)
    yield "a change without its record", document, Revision(revision.document, ())
    lying = revision.edits[0]._replace(before="dernies", after="premier")
    yield "a record that lies of what was there", document, Revision(revision.document, (lying,))
    wrong = revision.edits[0]._replace(after="demi-er")
    yield "a record that lies of what was made", document, Revision(revision.document, (wrong,))
    doubled = revision.edits + revision.edits
    yield "a record told twice", document, Revision(revision.document, doubled)


@pytest.mark.parametrize(
    ("document", "revision"),
    [pytest.param(document, revision, id=name.replace(" ", "-")) for name, document, revision in breaches()])
def test_every_breach_of_conservation_is_caught(document: Document, revision: Revision) -> None:
    with pytest.raises(LawBroken):
        check_whole(revision)
    if revision.document is not document:
        with pytest.raises(LawBroken):
            check_step(document, revision, "test")


def test_a_record_without_its_change_is_caught_after_its_stage() -> None:
    document = drawn(["le premier"])
    draft = Draft(document, "test")
    draft.replace(line_of(document), 3, 10, "dernier", rule="test/word", reason="")
    with pytest.raises(LawBroken):
        check_step(document, Revision(document, draft.revision().edits), "test")


def test_the_message_of_a_breach_names_the_stage_and_the_glyphs() -> None:
    document = drawn(["le mot"])
    line = line_of(document)
    broken = Revision(swapped(document, 0, replace(line, text=line.text[:5])))
    with pytest.raises(LawBroken, match=r"the stage hyphenation altered 1 glyph.*glyph 5: 't' in body became nothing"):
        check_step(document, broken, "hyphenation")


def test_white_space_is_layout_and_may_come_and_go() -> None:
    document = drawn([" le  mot "])
    text = line_of(document).text
    tight = text[1:3] + Text.inserted("\n") + text[5:8]
    revision = Revision(swapped(document, 0, replace(line_of(document), text=tight)))
    check_step(document, revision, "test")
    check_whole(revision)


def test_lines_may_be_put_in_another_order() -> None:
    document = drawn(["un", "deux"])
    page = document.pages[0]
    turned = replace(document, pages=(replace(page, lines=tuple(reversed(page.lines))),))
    check_step(document, Revision(turned), "test")
    check_whole(Revision(turned))


def test_a_reader_must_give_every_visible_glyph_once() -> None:
    document = drawn(["un mot"])
    check_source(document)
    line = line_of(document)
    with pytest.raises(LawBroken, match="the reader"):
        check_source(swapped(document, 0, replace(line, text=line.text[:3])))
    with pytest.raises(LawBroken):
        check_source(swapped(document, 0, replace(line, text=line.text + line.text)))


def test_a_glyph_in_two_places_is_found_even_when_it_reads_the_same() -> None:
    text = Text.of("aa", 0)
    with pytest.raises(LawBroken, match="two places"):
        reading([(text, Layer.BODY), (text[:1], Layer.NOTES)])


# -- replay and undo -----------------------------------------------------------------------


def three_stages() -> Revision:
    """A small run: a folio moved, a name's case mended, a marker made an anchor, a hyphen taken out."""
    document = drawn(["12", "selon PaLier 1, la per-", "sonne"])
    first = Draft(document, "furniture")
    first.move(line_of(document), Layer.FURNITURE, rule="test/folio", reason="")
    one = first.revision()
    second = Draft(one.document, "footnotes")
    line = line_of(one.document, 1)
    second.replace(line, 6, 12, "Palier", rule="test/name", reason="")
    second.replace(line, 12, 13, "", rule="test/white", reason="")
    second.replace(line, 13, 14, ANCHOR, rule="test/marker", reason="")
    second.set_notes([Note("1", anchor=line.text.origin[13], missing=True)])
    two = second.revision()
    three = composed(two.document)
    last = Draft(three.document, "hyphenation")
    block = three.document.blocks[0]
    place = block.text.chars.index("-\n")
    last.replace(block, place, place + 2, "", rule="test/division", reason="")
    return one.then(two).then(three).then(last.revision())


def test_the_source_with_the_edits_made_again_is_the_output() -> None:
    revision = three_stages()
    assert revision.document.blocks[0].text.chars == f"selon Palier{ANCHOR}, la personne"
    start = of_source(revision.document.source)
    assert replay(start, revision.edits) == reading(revision.document.holders())


def test_the_output_with_the_edits_taken_back_is_the_source() -> None:
    revision = three_stages()
    source = revision.document.source
    back = undo(reading(revision.document.holders()), revision.edits)
    assert back == {glyph: char for glyph, char in enumerate(source.chars) if not char.isspace()}
    check_whole(revision)


def test_an_anchor_stands_on_the_glyph_of_its_marker() -> None:
    revision = three_stages()
    text = revision.document.blocks[0].text
    (note,) = revision.document.notes
    assert note.anchor is not None and revision.document.source.chars[note.anchor] == "1"
    assert text.origin[text.chars.index(ANCHOR)] == note.anchor


def test_a_marker_replaced_with_the_white_before_it_stands_on_the_white() -> None:
    """What the rule of origins means for whoever replaces both at once: the anchor is the first glyph."""
    document = drawn(["mot 1,"])
    draft = Draft(document, "footnotes")
    draft.replace(line_of(document), 3, 5, ANCHOR, rule="test/marker", reason="")
    revision = draft.revision()
    text = line_of(revision.document).text
    assert (text.chars, list(text.origin)) == (f"mot{ANCHOR},", [0, 1, 2, 3, 5])
    check_whole(revision)


def test_replay_refuses_an_edit_that_does_not_fit() -> None:
    revision = three_stages()
    with pytest.raises(LawBroken, match="speaks of"):
        replay(of_source(drawn(["12", "selon Polier 1, la per-", "sonne"]).source), revision.edits)


def test_revisions_follow_each_other() -> None:
    document = drawn(["ab"])
    draft = Draft(document, "one")
    draft.replace(line_of(document), 0, 1, "A", rule="test/one", reason="")
    one = draft.revision()
    draft = Draft(one.document, "two")
    draft.replace(line_of(one.document), 0, 2, "AB", rule="test/two", reason="")
    both = one.then(draft.revision())
    assert [edit.stage for edit in both.edits] == ["one", "two"]
    assert words_of(both.document) == ["AB"]
    check_whole(both)


def test_an_edit_tells_the_page_by_its_number_in_the_file() -> None:
    document = drawn(["un mot"], ["deux mots"])
    document = replace(document, pages=tuple(
        replace(page, number=number) for page, number in zip(document.pages, (7, 12), strict=True)))
    draft = Draft(document, "test")
    draft.replace(line_of(document, 1), 0, 4, "DEUX", rule="test/word", reason="")
    draft.query(line_of(document, 0), 0, 2, ("un", "UN"), rule="test/query", reason="")
    assert [edit.page for edit in draft.revision().edits] == [12, 7]
