"""Edits made again on what stood, by stretches: do they give what stands?

`conserved` answers for `laws`. Its yes holds; after a no the laws look at every glyph, and say
in words what is wrong, or that nothing is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from recension.model.document import Layer
from recension.model.record import Edit
from recension.model.rulings import Act
from recension.model.standing import Standing, Told, less
from recension.model.text import Text, origins_after


def conserved(was: Standing, now: Standing, edits: Iterable[Edit], kept: Iterable[Text] = ()) -> bool:
    """Do the edits, made on what stood, give what stands? `kept` are the texts that nothing should have touched.

    A no may be wrong: ask glyph by glyph then.
    """
    if not (was.is_sound and now.is_sound):
        return False
    made = _Made(was)
    if not all(made.make(edit) for edit in edits if edit.act is not Act.QUERY):
        return False
    touched, moved = made.touched, made.moved
    if made.fresh and not all(made.fresh.isdisjoint(text.origin) for text in kept):
        return False
    if any(now.read(glyph) != told for glyph, told in touched.items()):
        return False
    apart = [(glyph, glyph + 1) for glyph in sorted(touched)]
    left = sorted(apart + [(first, last) for first, last, _ in moved]) if moved else apart
    for layer in Layer:
        also = less([(first, last) for first, last, to in moved if to is layer], apart) if moved else ()
        if was.joined(layer, left, tuple(also)) != now.joined(layer, apart):
            return False
    return _but(was.odd, touched) == _but(now.odd, touched)


def by_glyph(chars: str, glyphs: Iterable[int]) -> dict[int, str]:
    """What each glyph reads of these characters; white space left out."""
    found: dict[int, str] = {}
    for char, glyph in zip(chars, glyphs, strict=True):
        if glyph >= 0 and not char.isspace():
            found[glyph] = found.get(glyph, "") + char
    return found


class _Made:
    """Edits made on what stood."""

    def __init__(self, was: Standing) -> None:
        self.was = was
        self.touched: dict[int, Told | None] = {}
        """What glyphs read after the edits made so far; None where nothing."""
        self.moved: list[tuple[int, int, Layer]] = []
        """Stretches that went to another layer as they were, in order; `touched` goes before them."""
        self.fresh: set[int] = set()
        """White glyphs that now read something."""

    def make(self, edit: Edit) -> bool:
        """Make an edit; False where it does not fit what it finds."""
        if edit.act is Act.MOVE and self._move(edit):
            return True
        before = by_glyph(edit.before, edit.glyphs)
        for glyph, chars in before.items():
            told = self._read(glyph)
            if told is None or told[0] != chars:
                return False
            self.touched[glyph] = None
        after = before if edit.act is Act.MOVE else by_glyph(
            edit.after, origins_after(edit.before, edit.glyphs, edit.after))
        for glyph, chars in after.items():
            if glyph not in before:
                if self._read(glyph) is not None:
                    return False
                self.fresh.add(glyph)
            self.touched[glyph] = (chars, edit.layer)
        return True

    def _read(self, glyph: int) -> Told | None:
        return self.touched[glyph] if glyph in self.touched else self.was.read(glyph)

    def _move(self, edit: Edit) -> bool:
        """Move a stretch whose glyphs read themselves; False where it is none, or has been touched."""
        glyphs = edit.glyphs
        if not glyphs:
            return False
        first, last = glyphs[0], glyphs[0] + len(glyphs)
        if first < 0 or not self.was.source.chars.startswith(edit.before, first) or self.was.layer_of(
                first, last) is None or glyphs != tuple(range(first, last)):
            return False
        place = bisect_left(self.moved, (first,))
        if (place and self.moved[place - 1][1] > first) or (
                place < len(self.moved) and self.moved[place][0] < last):
            return False
        if not self.touched.keys().isdisjoint(glyphs):
            return False
        self.moved.insert(place, (first, last, edit.layer))
        return True


def _but(odd: Mapping[int, Told], touched: Mapping[int, object]) -> dict[int, Told]:
    return {glyph: told for glyph, told in odd.items() if glyph not in touched}
