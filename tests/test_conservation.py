"""The law after every stage: each way to break it is caught, and steps that hold make a run that holds."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recension.errors import LawBroken
from recension.model import (
    ANCHOR,
    Act,
    Block,
    Document,
    Draft,
    Kind,
    Layer,
    Line,
    Note,
    Page,
    Revision,
    Source,
    Text,
    laws,
)
from recension.model.laws import check_source, check_step, check_whole, of_source, reading, replay, undo
from recension.model.standing import BLOCK, Standing


def printed(pages: list[list[str]], name: str = "printed.txt") -> Document:
    chars, starts, made = "", array("i", [0]), []
    for number, lines in enumerate(pages, 1):
        kept = []
        for line in lines:
            kept.append(Line(Text.of(line, len(chars))))
            chars += line + "\n"
        starts.append(len(chars))
        made.append(Page(number, tuple(kept)))
    return Document(Source(name, "0" * 64, chars, starts), tuple(made))


def holds_glyph_by_glyph(revision: Revision) -> bool:
    """The law of a whole run as it is defined, every glyph looked at."""
    try:
        start, output = of_source(revision.document.source), reading(revision.document.holders())
        return replay(start, revision.edits) == output and undo(output, revision.edits) == start[Layer.BODY]
    except LawBroken:
        return False


def holds(check: Callable[..., None], *given: object) -> bool:
    try:
        check(*given)
    except LawBroken:
        return False
    return True


# -- one stage, broken in many ways ----------------------------------------------------------

PRINTED = [["Le canal de l'Ourcq 1", "fut ouvert en 1822 par des", "ingé- nieurs ﬁers.", "1. Voir plus bas."],
           ["12  Les écluses", "La page suivante n'a rien", "qui change."]]


def stage(document: Document) -> Revision:
    """A stage that does everything: letters, hyphens, a call, a head moved, a note lifted."""
    lines = list(document.lines())
    draft = Draft(document, "stage")
    draft.replace(lines[0], 19, 21, ANCHOR, rule="t/call", reason="a call")
    draft.replace(lines[2], 4, 6, "", rule="t/hyphen", reason="a divided word")
    draft.replace(lines[2], 13, 14, "fi", rule="t/ligature", reason="a ligature")
    draft.replace(lines[1], 0, 3, "FUT", rule="t/case", reason="capitals")
    draft.move(lines[3], Layer.NOTES, rule="t/note", reason="a note")
    draft.move(lines[4], Layer.FURNITURE, rule="t/head", reason="a head")
    draft.query(lines[5], 0, 2, ("La", "Là"), rule="t/query", reason="who knows")
    draft.set_notes([Note("1", 20)])
    return draft.revision()


def with_line(revision: Revision, page: int, number: int, **changed: object) -> Revision:
    pages = list(revision.document.pages)
    lines = list(pages[page].lines)
    lines[number] = replace(lines[number], **changed)  # type: ignore[arg-type]
    pages[page] = replace(pages[page], lines=tuple(lines))
    return replace(revision, document=replace(revision.document, pages=tuple(pages)))


def with_edit(revision: Revision, number: int, **changed: object) -> Revision:
    edits = list(revision.edits)
    edits[number] = edits[number]._replace(**changed)
    return replace(revision, edits=tuple(edits))


def line(revision: Revision, page: int, number: int) -> Line:
    return revision.document.pages[page].lines[number]


def mutations(good: Revision) -> Iterator[tuple[str, Revision]]:
    """The same stage with one fault each."""
    text = line(good, 0, 1).text
    yield "a line loses its last letter", with_line(good, 0, 1, text=text[:-1])
    yield "a line loses its first letter", with_line(good, 0, 1, text=text[1:])
    yield "a line loses a letter inside", with_line(good, 0, 1, text=text[:5] + text[6:])
    yield "a line is emptied", with_line(good, 0, 1, text=text[:0])
    yield "a word is doubled", with_line(good, 0, 1, text=text + text[4:10])
    yield "a letter is another", with_line(good, 0, 1, text=Text(text.chars.replace("ouvert", "ouvext"), text.origin))
    yield "two letters change places", with_line(good, 0, 1, text=Text(text.chars.replace("ou", "uo"), text.origin))
    turned = array("i", [*text.origin[:5], text.origin[6], text.origin[5], *text.origin[7:]])
    yield "two origins change places", with_line(good, 0, 1, text=Text(text.chars, turned))
    yield "a letter of no glyph", with_line(good, 0, 1, text=text + Text.inserted("s"))
    yield "a glyph past the end", with_line(good, 0, 1, text=text + Text("s", array("i", [10_000])))
    yield "fewer origins than letters", with_line(good, 0, 1, text=Text(text.chars, text.origin[:-1]))
    yield "more origins than letters", with_line(good, 0, 1, text=Text(text.chars[:-1], text.origin))
    yield "a line in another layer", with_line(good, 0, 1, layer=Layer.FURNITURE)
    yield "a moved line in the wrong layer", with_line(good, 1, 0, layer=Layer.BACKGROUND)
    yield "a moved line that stayed", with_line(good, 1, 0, layer=Layer.BODY)
    yield "a line of another page twice", with_line(good, 0, 1, text=line(good, 1, 1).text)
    yield "a kept line twice", replace(good, document=replace(good.document, blocks=(
        Block(Kind.PARAGRAPH, line(good, 1, 2).text),)))
    yield "a kept line twice, in a note", replace(good, document=replace(good.document, notes=(
        Note("1", 20, (Block(Kind.PARAGRAPH, line(good, 1, 2).text[:]),)),)))
    yield "a page twice", replace(good, document=replace(good.document, pages=(
        *good.document.pages, good.document.pages[1])))
    yield "a page gone", replace(good, document=replace(good.document, pages=good.document.pages[:1]))
    yield "a line gone", replace(good, document=replace(good.document, pages=(
        replace(good.document.pages[0], lines=good.document.pages[0].lines[1:]), good.document.pages[1])))
    yield "a ligature of one letter", with_line(good, 0, 2, text=Text(
        line(good, 0, 2).chars.replace("fi", "f"), line(good, 0, 2).text.origin[:-1]))
    for number, edit in enumerate(good.edits):
        if edit.act is not Act.QUERY:
            yield f"the record lacks edit {number}", replace(good, edits=good.edits[:number] + good.edits[number + 1 :])
        if edit.act is Act.REPLACE:
            yield f"edit {number} told twice", replace(good, edits=(*good.edits, edit))
            yield f"edit {number} says another result", with_edit(good, number, after=edit.after + "x")
            if edit.before.strip():
                yield f"edit {number} lies of what was", with_edit(good, number, before="é" * len(edit.before))
            yield f"edit {number} speaks of other glyphs", with_edit(
                good, number, glyphs=tuple(glyph + 1 for glyph in edit.glyphs))
            if edit.after.strip():
                yield f"edit {number} tells another layer", with_edit(good, number, layer=Layer.BACKGROUND)
        if edit.act is Act.MOVE:
            yield f"move {number} tells another layer", with_edit(good, number, layer=Layer.BACKGROUND)
            yield f"move {number} speaks of less", with_edit(
                good, number, before=edit.before[:-1], glyphs=edit.glyphs[:-1])
            yield f"move {number} lies of what was", with_edit(good, number, before="é" * len(edit.before))
    yield "a source put in place of another", replace(good, document=replace(
        good.document, source=printed(PRINTED, "other.txt").source))


DOCUMENT = printed(PRINTED)
MUTATIONS = dict(mutations(stage(DOCUMENT)))


def test_the_stage_itself_is_without_fault() -> None:
    revision = stage(DOCUMENT)
    assert len(revision.edits) == 7 and revision.document is not DOCUMENT
    check_source(DOCUMENT)
    check_step(DOCUMENT, revision, "stage")
    check_whole(revision)
    assert holds_glyph_by_glyph(revision)


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_fault_is_caught_after_the_stage(name: str) -> None:
    with pytest.raises(LawBroken):
        check_step(DOCUMENT, MUTATIONS[name], "stage")


@pytest.mark.parametrize("name", [name for name in MUTATIONS if "source put" not in name])
def test_and_over_the_whole_run(name: str) -> None:
    with pytest.raises(LawBroken):
        check_whole(MUTATIONS[name])


def test_the_first_glyph_is_no_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is conserved is seen by stretches, without a look at every glyph."""
    document = printed([["Un mot", "deux"]])
    draft = Draft(document, "stage")
    draft.move(line_of_page(document, 0), Layer.FURNITURE, rule="t/head", reason="")
    draft.replace(line_of_page(document, 1), 0, 1, "D", rule="t/case", reason="")
    revision = draft.revision()
    monkeypatch.setattr(laws, "reading", None)
    check_source(document)
    check_step(document, revision, "stage")
    check_whole(revision)
    whole = printed([["x"]])
    assert Standing(whole.source, whole.holders()).read(0) == ("x", Layer.BODY)


def line_of_page(document: Document, number: int) -> Line:
    return document.pages[0].lines[number]


def test_a_glyph_is_not_written_where_another_text_reads_it() -> None:
    document = printed([["ab", "cd"]])
    first, second = document.pages[0].lines
    parted = Text("a b", array("i", [0, 0, 1]))  # the space stands for the glyph of the `a`
    document = replace(document, pages=(replace(document.pages[0], lines=(
        replace(first, text=parted[:1]), replace(first, text=parted[1:]), second)),))
    draft = Draft(document, "stage")
    draft.replace(document.pages[0].lines[1], 0, 1, "x", rule="t/x", reason="")
    revision = draft.revision()
    assert reading([(document.pages[0].lines[1].text, Layer.BODY)])
    with pytest.raises(LawBroken, match="two places"):
        check_step(document, revision, "stage")


# -- steps that hold make a run that holds ---------------------------------------------------

LETTERS = st.text(st.sampled_from("abé ﬁ-1\u00a0𝐀"), max_size=14)


@st.composite
def runs(draw: st.DrawFn) -> tuple[Document, list[Revision]]:
    """A document and what some stages made of it: honest drafts, now and then with a fault put in."""
    document = printed(draw(st.lists(st.lists(LETTERS, max_size=4), min_size=1, max_size=3)))
    steps, present = [], document
    for number in range(draw(st.integers(1, 4))):
        draft = Draft(present, f"stage{number}")
        for holder in [*present.lines(), *present.blocks]:
            for _ in range(draw(st.integers(0, 2))):
                start = draw(st.integers(0, len(holder.text)))
                end = draw(st.integers(start, len(holder.text)))
                draft.replace(holder, start, end, draw(LETTERS), rule="t/r", reason="")
            if isinstance(holder, Line) and draw(st.integers(0, 3)) == 0:
                draft.move(holder, draw(st.sampled_from(tuple(Layer))), rule="t/m", reason="")
        if draw(st.integers(0, 4)) == 0 and not present.blocks:
            lines = [one.text for one in present.lines(Layer.BODY)]
            notes = [one.text for one in present.lines(Layer.NOTES)]
            draft = Draft(present, f"stage{number}")
            draft.compose([Block(Kind.PARAGRAPH, Text.join("\n", lines))],
                          [Note("1", None, (Block(Kind.PARAGRAPH, Text.join("\n", notes)),))])
        revision = draft.revision()
        if draw(st.integers(0, 3)) == 0:
            revision = faulty(draw, revision)
        steps.append(revision)
        present = revision.document
    return document, steps


def faulty(draw: st.DrawFn, revision: Revision) -> Revision:
    """Perhaps a fault: texts drawn anew from the glyphs of the source, edits left out or told otherwise."""
    document = revision.document
    pages = [list(page.lines) for page in document.pages]
    places = [(page, number) for page, lines in enumerate(pages) for number in range(len(lines))]
    if places and draw(st.booleans()):
        page, number = draw(st.sampled_from(places))
        origin = draw(st.lists(st.integers(-1, len(document.source.chars)), max_size=6))
        chars = "".join(document.source.chars[glyph : glyph + 1] or " " if glyph >= 0 else " " for glyph in origin)
        pages[page][number] = replace(pages[page][number], text=Text(chars, array("i", origin)))
        return replace(revision, document=replace(document, pages=tuple(
            replace(page, lines=tuple(lines)) for page, lines in zip(document.pages, pages, strict=True))))
    if revision.edits:
        number = draw(st.integers(0, len(revision.edits) - 1))
        edits = list(revision.edits)
        if draw(st.booleans()):
            del edits[number]
        else:
            edits[number] = edits[number]._replace(after=draw(LETTERS))
        return replace(revision, edits=tuple(edits))
    return revision


@settings(deadline=None)
@given(runs())
def test_source_and_steps_hold_exactly_where_the_whole_run_does(run: tuple[Document, list[Revision]]) -> None:
    """The proof by which production may leave `check_whole` out; see docs/decisions/laws.md."""
    document, steps = run
    assert holds(check_source, document)
    before, whole, steps_hold = document, Revision(document), True
    for number, revision in enumerate(steps):
        step = holds(check_step, before, revision, f"stage{number}")
        whole = whole.then(revision)
        assert holds(check_whole, whole) is holds_glyph_by_glyph(whole)
        steps_hold = steps_hold and step
        assert not steps_hold or holds_glyph_by_glyph(whole), "every step held, and the run does not"
        if not step:
            return
        before = revision.document


@settings(deadline=None)
@given(runs())
def test_no_step_of_an_honest_run_is_refused(run: tuple[Document, list[Revision]]) -> None:
    document, steps = run
    before, whole = document, Revision(document)
    for number, revision in enumerate(steps):
        whole = whole.then(revision)
        if not holds_glyph_by_glyph(whole):
            return
        check_step(before, revision, f"stage{number}")
        before = revision.document


def test_stretches_run_over_the_blocks_in_which_glyphs_are_counted() -> None:
    words = "abc " * BLOCK
    document = printed([[words[: BLOCK + 7], words[:BLOCK], words]])
    check_source(document)
    last = document.pages[0].lines[2]
    for at in (0, BLOCK - 2, BLOCK, 2 * BLOCK + 1, len(words) - 2):
        origin = last.text.origin[:]
        origin[at] += 1
        broken = replace(document, pages=(replace(document.pages[0], lines=(
            *document.pages[0].lines[:2], replace(last, text=Text(last.chars, origin)))),))
        with pytest.raises(LawBroken):
            check_source(broken)


def test_a_standing_reads_what_the_texts_say() -> None:
    revision = stage(DOCUMENT)
    standing = Standing(DOCUMENT.source, revision.document.holders())
    read = reading(revision.document.holders())
    for layer in Layer:
        for glyph, chars in read[layer].items():
            assert standing.read(glyph) == (chars, layer)
    said = {glyph for layer in Layer for glyph in read[layer]}
    assert all(standing.read(glyph) is None for glyph in range(-1, len(DOCUMENT.source.chars) + 2) if glyph not in said)
