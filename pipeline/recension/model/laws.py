"""The laws, as checks that cost little enough to run after every stage in production.

Conservation: a glyph that no edit speaks of comes out once, unchanged, in the layer it went
in. Stated so that it can be checked from the record alone: the source, with the edits made
again, gives what each glyph now reads and in which layer (`replay`); the output says the
same of itself (`reading`). White space is layout, not text, and is left out of account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress
from operator import not_

from recension.errors import LawBroken
from recension.model.document import Document, Layer, Page
from recension.model.record import Edit, Revision
from recension.model.remaking import by_glyph, conserved
from recension.model.rulings import Act
from recension.model.source import Source
from recension.model.standing import Standing
from recension.model.text import Text, origins_after

Reading = dict[Layer, dict[int, str]]
"""By layer, what each glyph reads now: often one character, nothing (no entry) when deleted."""

Holding = tuple[Text, Layer]


def reading(holders: Iterable[tuple[Text, Layer]]) -> Reading:
    """What every glyph of these texts reads. Raises LawBroken for a glyph met in two places."""
    found: Reading = {layer: {} for layer in Layer}
    for text, layer in holders:
        piece = _piece(text)
        here = found[layer]
        before = len(here)
        here.update(piece)
        if len(here) != before + len(piece):
            raise LawBroken(f"a glyph stands in two places: {_shown(text)}")
    for one in Layer:
        for other in Layer:
            if one < other and not found[one].keys().isdisjoint(found[other]):
                twice = min(found[one].keys() & found[other].keys())
                raise LawBroken(f"glyph {twice} ({found[one][twice]!r}) stands in two places: in {one} and in {other}")
    return found


def _piece(text: Text) -> dict[int, str]:
    """What the glyphs of one text read; white space left out. One pass in C where each stands once."""
    if len(text.chars) != len(text.origin):
        raise LawBroken(f"{len(text.chars)} characters and {len(text.origin)} origins: {_shown(text)}")
    visible = tuple(map(not_, map(str.isspace, text.chars)))
    glyphs = tuple(compress(text.origin, visible))
    piece = dict(zip(glyphs, compress(text.chars, visible), strict=True))
    if -1 in piece:
        raise LawBroken(f"the character {piece[-1]!r} stands for no glyph of the source: {_shown(text)}")
    if len(piece) == len(glyphs):
        return piece
    piece, previous = {}, -1  # a ligature's letters stand for one glyph, side by side
    for glyph, char in zip(glyphs, compress(text.chars, visible), strict=True):
        if glyph in piece and glyph != previous:
            raise LawBroken(f"glyph {glyph} ({char!r}) stands in two places: {_shown(text)}")
        piece[glyph] = piece.get(glyph, "") + char
        previous = glyph
    return piece


def of_source(source: Source) -> Reading:
    """What every glyph reads before any edit: itself, in the body."""
    found: Reading = {layer: {} for layer in Layer}
    found[Layer.BODY] = {glyph: char for glyph, char in enumerate(source.chars) if not char.isspace()}
    return found


def replay(start: Mapping[Layer, Mapping[int, str]], edits: Iterable[Edit]) -> Reading:
    """Make the edits again on `start`. Raises LawBroken where one does not fit what it finds."""
    state: Reading = {layer: dict(start.get(layer, {})) for layer in Layer}
    for edit in edits:
        if edit.act is Act.QUERY:
            continue
        before = by_glyph(edit.before, edit.glyphs)
        for glyph, chars in before.items():
            found = _taken(state, glyph)
            if found != chars:
                raise LawBroken(f"the edit {edit.stage}/{edit.rule} on page {edit.page} speaks of {chars!r}, "
                                f"but glyph {glyph} reads {found!r}")
        after = before if edit.act is Act.MOVE else by_glyph(
            edit.after, origins_after(edit.before, edit.glyphs, edit.after))
        for glyph in after.keys() - before.keys():
            if had := _taken(state, glyph):
                raise LawBroken(f"the edit {edit.stage}/{edit.rule} on page {edit.page} writes over glyph {glyph}, "
                                f"which reads {had!r} elsewhere")
        state[edit.layer].update(after)
    return state


def undo(start: Mapping[Layer, Mapping[int, str]], edits: Iterable[Edit]) -> dict[int, str]:
    """Take the edits back, last first; what each glyph read in the source comes out."""
    state = {glyph: chars for glyphs in start.values() for glyph, chars in glyphs.items()}
    for edit in reversed(list(edits)):
        if edit.act is not Act.REPLACE:
            continue
        before = by_glyph(edit.before, edit.glyphs)
        for glyph in by_glyph(edit.after, origins_after(edit.before, edit.glyphs, edit.after)):
            state.pop(glyph, None)
        state.update(before)
    return state


def check_source(document: Document) -> None:
    """A reader's duty: every visible glyph of the source stands on a page, once. Raises LawBroken."""
    source = document.source
    if not conserved(_as_printed(source), Standing(source, document.holders()), ()):
        _compare(of_source(source), reading(document.holders()), "the reader")


def check_step(before: Document, revision: Revision, stage: str) -> None:
    """Conservation over one stage: only texts that changed are looked at. Raises LawBroken.

    A source that is whole and steps that conserve it make a run that does: `check_source` and
    this after every stage are the law in production. See docs/decisions/laws.md.
    """
    document, source = revision.document, before.source
    if document.source is not source:
        raise LawBroken(f"the stage {stage} put another source in place of the one that was read")
    gone, come = _changed(before, document)
    if not (gone or come or revision.edits):
        return
    if conserved(Standing(source, gone), Standing(source, come), revision.edits, _kept(document, come)):
        return
    _compare(replay(reading(gone), revision.edits), reading(come), f"the stage {stage}")
    reading(document.holders())  # a glyph that stood nowhere may have been put where another text has it


def check_whole(revision: Revision) -> None:
    """Conservation over a whole run, both ways, from the record alone. Raises LawBroken."""
    source = revision.document.source
    if conserved(_as_printed(source), Standing(source, revision.document.holders()), revision.edits):
        return  # every edit found what it speaks of and nothing where it wrote: taken back, they give the source
    output = reading(revision.document.holders())
    start = of_source(source)
    _compare(replay(start, revision.edits), output, "the run")
    back = undo(output, revision.edits)
    printed = start[Layer.BODY]
    if back != printed:
        wrong = sorted(g for g in back.keys() | printed.keys() if back.get(g) != printed.get(g))
        raise LawBroken(f"taking the edits back does not give the source again at glyphs {wrong[:8]}")


def _as_printed(source: Source) -> Standing:
    """The whole source as one text in the body."""
    standing = Standing(source, ())
    standing.stretches[Layer.BODY].append((0, len(source.chars)))
    standing.close()
    return standing


def _changed(before: Document, after: Document) -> tuple[list[Holding], list[Holding]]:
    """The texts that went and those that came, each as often as it did. What stays is the same object."""
    old, new = Counter(map(id, before.pages)), Counter(map(id, after.pages))
    went = [page for page in before.pages if new[id(page)] < old[id(page)]]
    came = [page for page in after.pages if old[id(page)] < new[id(page)]]
    was, now = _holdings(went, before), _holdings(came, after)
    first, last = {id(held[0]): held for held in was}, {id(held[0]): held for held in now}
    if len(first) == len(was) and len(last) == len(now):
        return _but(first, last), _but(last, first)
    count = Counter(_key(held) for held in was)  # a text stands twice: count how often
    count.subtract(_key(held) for held in now)
    return _more(was, count, 1), _more(now, count, -1)


def _holdings(pages: Iterable[Page], document: Document) -> list[Holding]:
    """The texts on these pages and in the blocks, with their layers."""
    found = [(line.text, line.layer) for page in pages for line in page.lines]
    found += [(block.text, Layer.BODY) for block in document.blocks]
    found += [(block.text, Layer.NOTES) for note in document.notes for block in note.blocks]
    return found


def _but(held: Mapping[int, Holding], other: Mapping[int, Holding]) -> list[Holding]:
    """Those that the other side has not, or in another layer."""
    return [holding for key, holding in held.items() if key not in other or other[key][1] is not holding[1]]


def _key(held: Holding) -> tuple[int, Layer]:
    return id(held[0]), held[1]


def _more(held: Iterable[Holding], count: Mapping[tuple[int, Layer], int], sign: int) -> list[Holding]:
    """Those that this side has more of, each as often as that."""
    left = {key: sign * number for key, number in count.items()}
    found = []
    for holding in held:
        if left[_key(holding)] > 0:
            left[_key(holding)] -= 1
            found.append(holding)
    return found


def _kept(document: Document, come: Iterable[Holding]) -> Iterator[Text]:
    """The texts of a document that did not come new."""
    new = {id(text) for text, _ in come}
    return (text for text, _ in document.holders() if id(text) not in new)


def _taken(state: Reading, glyph: int) -> str:
    """What a glyph reads, taken out of its layer."""
    for glyphs in state.values():
        found = glyphs.pop(glyph, None)
        if found is not None:
            return found
    return ""


def _compare(expected: Reading, found: Reading, who: str) -> None:
    if expected == found:
        return
    was, now = _flat(expected), _flat(found)
    wrong = sorted(glyph for glyph in was.keys() | now.keys() if was.get(glyph) != now.get(glyph))
    samples = "; ".join(f"glyph {glyph}: {_said(was.get(glyph))} became {_said(now.get(glyph))}" for glyph in wrong[:5])
    raise LawBroken(f"{who} altered {len(wrong)} glyphs without a record: {samples}")


def _flat(reading: Reading) -> dict[int, tuple[str, Layer]]:
    return {glyph: (chars, layer) for layer, glyphs in reading.items() for glyph, chars in glyphs.items()}


def _said(entry: tuple[str, Layer] | None) -> str:
    return "nothing" if entry is None else f"{entry[0]!r} in {entry[1]}"


def _shown(text: Text) -> str:
    return repr(text.chars[:60])
