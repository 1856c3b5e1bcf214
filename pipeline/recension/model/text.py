"""Text that remembers its glyphs.

A `Text` is a string and, for every character, the glyph of the source it stands for (its
*origin*; -1 for a character that no glyph stands behind, such as the space that joins two
lines). Slicing, adding and splicing keep both in step, so a stage cannot lose provenance.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NO_GLYPH = -1
"""Origin of a character that stands for no glyph of the source."""

ANCHOR = "\ufffc"
"""Stands in running text where a note is called; its origin is the glyph of the marker."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A string and its origins: `origin[i]` is the glyph that `chars[i]` stands for."""

    chars: str
    origin: array[int]

    @classmethod
    def of(cls, chars: str, start: int) -> Text:
        """The glyphs `start`, `start + 1`, ... as they stand in the source."""
        return cls(chars, array("i", range(start, start + len(chars))))

    @classmethod
    def inserted(cls, chars: str) -> Text:
        """Characters without a glyph. Only white space may enter a text this way unrecorded."""
        return cls(chars, array("i", [NO_GLYPH]) * len(chars))

    def __len__(self) -> int:
        return len(self.chars)

    def __str__(self) -> str:
        return self.chars

    def __getitem__(self, where: slice) -> Text:
        return Text(self.chars[where], self.origin[where])

    def __add__(self, other: Text) -> Text:
        return Text(self.chars + other.chars, self.origin + other.origin)

    @classmethod
    def join(cls, separator: str, texts: Iterable[Text]) -> Text:
        """The texts one after the other, with a glyphless separator between them."""
        chars: list[str] = []
        origin = array("i")
        gap = array("i", [NO_GLYPH]) * len(separator)
        for number, text in enumerate(texts):
            if number:
                chars.append(separator)
                origin += gap
            chars.append(text.chars)
            origin += text.origin
        return cls("".join(chars), origin)

    def strip(self) -> Text:
        """Without the white space at either end."""
        bare = self.chars.strip()
        if len(bare) == len(self.chars):
            return self
        start = len(self.chars) - len(self.chars.lstrip())
        return self[start : start + len(bare)] if bare else self[:0]

    def spliced(self, start: int, end: int, after: str) -> Text:
        """With `chars[start:end]` replaced; see `origins_after` for the origins of `after`."""
        middle = origins_after(self.chars[start:end], self.origin[start:end], after)
        return Text(
            self.chars[:start] + after + self.chars[end:],
            self.origin[:start] + middle + self.origin[end:],
        )

    def spliced_at(self, splices: Sequence[tuple[int, int, str]]) -> Text:
        """With several places replaced, given as (start, end, after) in order; one pass over the text."""
        chars: list[str] = []
        origin = array("i")
        at = 0
        for start, end, after in splices:
            chars += (self.chars[at:start], after)
            origin += self.origin[at:start]
            origin += origins_after(self.chars[start:end], self.origin[start:end], after)
            at = end
        chars.append(self.chars[at:])
        return Text("".join(chars), origin + self.origin[at:])

    def first_glyph(self) -> int:
        """The first glyph that stands behind this text, or NO_GLYPH."""
        if self.origin and self.origin[0] >= 0:
            return self.origin[0]
        return next((glyph for glyph in self.origin if glyph >= 0), NO_GLYPH)

    def last_glyph(self) -> int:
        """The last glyph that stands behind this text, or NO_GLYPH."""
        if self.origin and self.origin[-1] >= 0:
            return self.origin[-1]
        return next((glyph for glyph in reversed(self.origin) if glyph >= 0), NO_GLYPH)


def origins_after(before: str, origins: Sequence[int], after: str) -> array[int]:
    """The glyphs that `after` stands for, when it takes the place of `before`.

    What is alike at both ends keeps its glyphs. A middle of equal length is taken one to
    one; any other middle stands as a whole for its first glyph, or, where nothing is
    replaced, for the glyph it was put beside. The rule is fixed so that a record (before,
    origins, after) is enough to make an edit again or to take it back.
    """
    head = 0
    limit = min(len(before), len(after))
    while head < limit and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < limit - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle = array("i", origins[head : len(before) - tail])
    wanted = len(after) - head - tail
    if len(middle) != wanted:
        beside = (*(g for g in middle if g >= 0), *(g for g in reversed(origins[:head]) if g >= 0),
                  *(g for g in origins[head:] if g >= 0), NO_GLYPH)
        middle = array("i", [beside[0]]) * wanted
    return array("i", origins[:head]) + middle + array("i", origins[len(before) - tail :])
