"""The laws, as checks that cost little enough to run after every stage in production.

Conservation: a glyph that no edit speaks of comes out once, unchanged, in the layer it went
in. Stated so that it can be checked from the record alone: the source, with the edits made
again, gives what each glyph now reads and in which layer (`replay`); the output says the
same of itself (`reading`). White space is layout, not text, and is left out of account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from recension.errors import LawBroken
from recension.model.document import Document, Layer
from recension.model.edits import Act, Edit, Revision
from recension.model.source import Source
from recension.model.text import Text, origins_after

Reading = dict[int, tuple[str, Layer]]
"""What a glyph reads now (often one character, none when deleted), and in which layer."""


def reading(holders: Iterable[tuple[Text, Layer]]) -> Reading:
    """What every glyph of these texts reads. Raises LawBroken for a glyph met in two places."""
    found: Reading = {}
    for text, layer in holders:
        previous = -1
        for char, glyph in zip(text.chars, text.origin, strict=True):
            if char.isspace():
                continue
            if glyph < 0:
                raise LawBroken(f"the character {char!r} stands for no glyph of the source: {_around(text, char)}")
            known = found.get(glyph)
            if known is None:
                found[glyph] = (char, layer)
            elif previous == glyph:
                found[glyph] = (known[0] + char, layer)
            else:
                raise LawBroken(f"glyph {glyph} ({char!r}) stands in two places: {_around(text, char)}")
            previous = glyph
    return found


def of_source(source: Source) -> Reading:
    """What every glyph reads before any edit: itself, in the body."""
    return {glyph: (char, Layer.BODY) for glyph, char in enumerate(source.chars) if not char.isspace()}


def replay(start: Mapping[int, tuple[str, Layer]], edits: Iterable[Edit]) -> Reading:
    """Make the edits again on `start`. Raises LawBroken where one does not fit what it finds."""
    state = dict(start)
    for edit in edits:
        if edit.act is Act.QUERY:
            continue
        before = _by_glyph(edit.before, edit.glyphs)
        if edit.act is Act.MOVE:
            for glyph, chars in before.items():
                _expect(state, glyph, chars, edit)
                state[glyph] = (chars, edit.layer)
            continue
        after = _by_glyph(edit.after, origins_after(edit.before, edit.glyphs, edit.after))
        for glyph, chars in before.items():
            _expect(state, glyph, chars, edit)
            new = after.get(glyph, "")
            if new:
                state[glyph] = (new, edit.layer)
            else:
                state.pop(glyph, None)
        for glyph in after.keys() - before.keys():
            state[glyph] = (after[glyph], edit.layer)
    return state


def undo(start: Mapping[int, tuple[str, Layer]], edits: Iterable[Edit]) -> dict[int, str]:
    """Take the edits back, last first; what each glyph read in the source comes out."""
    state = {glyph: chars for glyph, (chars, _) in start.items()}
    for edit in reversed(list(edits)):
        if edit.act is not Act.REPLACE:
            continue
        before = _by_glyph(edit.before, edit.glyphs)
        for glyph in _by_glyph(edit.after, origins_after(edit.before, edit.glyphs, edit.after)):
            state.pop(glyph, None)
        state.update(before)
    return state


def check_source(document: Document) -> None:
    """A reader's duty: every visible glyph of the source stands on a page, once. Raises LawBroken."""
    _compare(of_source(document.source), reading(document.holders()), "the reader")


def check_step(before: Document, revision: Revision, stage: str) -> None:
    """Conservation over one stage: only texts that changed are looked at. Raises LawBroken."""
    old = {(id(text), layer): (text, layer) for text, layer in before.holders()}
    new = {(id(text), layer): (text, layer) for text, layer in revision.document.holders()}
    gone = [holder for key, holder in old.items() if key not in new]
    come = [holder for key, holder in new.items() if key not in old]
    if not gone and not come:
        return
    _compare(replay(reading(gone), revision.edits), reading(come), f"the stage {stage}")


def check_whole(revision: Revision) -> None:
    """Conservation over a whole run, both ways. Raises LawBroken."""
    output = reading(revision.document.holders())
    start = of_source(revision.document.source)
    _compare(replay(start, revision.edits), output, "the run")
    back = undo(output, revision.edits)
    source = {glyph: chars for glyph, (chars, _) in start.items()}
    if back != source:
        wrong = sorted({g for g in back.keys() | source.keys() if back.get(g) != source.get(g)})
        raise LawBroken(f"taking the edits back does not give the source again at glyphs {wrong[:8]}")


def _by_glyph(chars: str, glyphs: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for char, glyph in zip(chars, glyphs, strict=True):
        if glyph >= 0 and not char.isspace():
            found[glyph] = found.get(glyph, "") + char
    return found


def _expect(state: Reading, glyph: int, chars: str, edit: Edit) -> None:
    found = state.get(glyph, ("", Layer.BODY))[0]
    if found != chars:
        raise LawBroken(f"the edit {edit.stage}/{edit.rule} on page {edit.page} speaks of {chars!r}, "
                        f"but glyph {glyph} reads {found!r}")


def _compare(expected: Reading, found: Reading, who: str) -> None:
    if expected == found:
        return
    wrong = sorted(g for g in expected.keys() | found.keys() if expected.get(g) != found.get(g))
    samples = "; ".join(
        f"glyph {g}: {expected.get(g, ('nothing',))[0]!r} became {found.get(g, ('nothing',))[0]!r}"
        + (f" ({expected[g][1]} to {found[g][1]})" if g in expected and g in found and expected[g][1] != found[g][1] else "")
        for g in wrong[:5])
    raise LawBroken(f"{who} altered {len(wrong)} glyphs without a record: {samples}")


def _around(text: Text, char: str) -> str:
    place = text.chars.find(char)
    return repr(text.chars[max(0, place - 20) : place + 20])
