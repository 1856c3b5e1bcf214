"""What stands in texts, told by stretches: the laws at the price of a few comparisons a line.

Nearly all of a document is as the source has it: glyph after glyph, each reading itself. Such a
stretch is told by its two ends, and proved by two comparisons of memory, one of characters and
one of origins. What an edit has touched is told glyph by glyph. White space is layout, and left
out of account: two stretches with nothing but white between them are one.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from recension.model.document import Layer
from recension.model.source import Source
from recension.model.text import NO_GLYPH, Text

Stretch = tuple[int, int]
"""Glyphs from the first on, up to but not with the second."""

Told = tuple[str, Layer]
"""What a glyph reads, and in which layer."""

BLOCK = 1 << 13
"""Glyphs that are counted out at a time, three pages; `_counted` keeps the last of them, at most 5 MB."""

OVER = 1 << 10
"""Glyphs of the next block that a block knows too: so many are compared at a time, more than a line has."""

_WIDTH = array("i").itemsize
_NONE = array("i", [NO_GLYPH]).tobytes()


class Standing:
    """What every glyph of some texts reads: stretches by layer, and the glyphs that do not read themselves."""

    def __init__(self, source: Source, holders: Iterable[tuple[Text, Layer]]) -> None:
        self.source = source
        self.stretches: dict[Layer, list[Stretch]] = {layer: [] for layer in Layer}
        self.odd: dict[int, Told] = {}
        self.is_sound = True
        """False where a glyph stands in two places, or a character that can be seen for none."""
        last: Layer | None = None
        stretches: list[Stretch] = []
        for text, layer in holders:
            if layer is not last:
                last, stretches = layer, self.stretches[layer]
            self._add(text, layer, stretches)
        self._all: list[tuple[int, int, Layer]] = []
        self.close()

    def close(self) -> None:
        """Put the stretches in order, and see whether two of them speak of one glyph."""
        for stretches in self.stretches.values():
            stretches.sort()
        self._all = sorted((*stretch, layer) for layer, stretches in self.stretches.items() for stretch in stretches)
        self.is_sound = self.is_sound and not self._overlaps()

    def read(self, glyph: int) -> Told | None:
        """What a glyph reads, or None where it stands nowhere or is white."""
        told = self.odd.get(glyph)
        if told is not None:
            return told
        place = bisect_right(self._all, (glyph, len(self.source.chars) + 1)) - 1
        if place < 0 or glyph >= self._all[place][1]:
            return None
        char = self.source.chars[glyph]
        return None if char.isspace() else (char, self._all[place][2])

    def layer_of(self, first: int, last: int) -> Layer | None:
        """The layer of a stretch of glyphs that read themselves; None where not all of them do."""
        place = bisect_right(self._all, (first, len(self.source.chars) + 1)) - 1
        return self._all[place][2] if place >= 0 and last <= self._all[place][1] else None

    def joined(self, layer: Layer, without: Sequence[Stretch], also: Iterable[Stretch] = ()) -> list[Stretch]:
        """The stretches of a layer, less and more these, from one visible glyph to another and as long as can be.

        Texts that say the same have the same.
        """
        chars = self.source.chars
        found: list[Stretch] = []
        start = end = -1
        left = less(self.stretches[layer], without) if without else self.stretches[layer]
        for first, last in sorted((*left, *also)) if also else left:
            if start < 0:
                start, end = first, last
            elif first <= end or chars[end:first].isspace():
                end = max(end, last)
            else:
                found.append((start, end))
                start, end = first, last
        found.append((start, end))
        trimmed = []
        for start, end in found:
            piece = chars[start:end] if start >= 0 else ""
            visible = piece.strip()
            if visible:
                start += len(piece) - len(piece.lstrip())
                trimmed.append((start, start + len(visible)))
        return trimmed

    # -- inside ----------------------------------------------------------------------------

    def _white(self, start: int, end: int) -> bool:
        return start >= end or self.source.chars[start:end].isspace()

    def _overlaps(self) -> bool:
        end = 0
        for first, last, _ in self._all:
            if first < end and not self._white(first, min(end, last)):
                return True
            end = max(end, last)
        for glyph in self.odd:
            if self.layer_of(glyph, glyph + 1) is not None and not self._white(glyph, glyph + 1):
                return True
        return False

    def _add(self, text: Text, layer: Layer, stretches: list[Stretch]) -> None:
        chars, origins, source = text.chars, text.origin, self.source.chars
        length = len(chars)
        if length != len(origins):
            self.is_sound = False
            return
        said = origins.tobytes()
        at, last = 0, NO_GLYPH
        while at < length:
            first = origins[at]
            if first < 0:
                if not chars[at].isspace():
                    self.is_sound = False
                at += 1
                continue
            count = 0
            if first != last:  # else the glyph reads more than one character
                gap = said.find(_NONE, at * _WIDTH)
                end = length if gap < 0 else -(-gap // _WIDTH)
                if source.startswith(chars[at:end], first) and _follow(said, at, end, first):
                    count = end - at
                elif chars[at] == source[first : first + 1]:
                    count = self._alike(chars, said, at, end, first)
            if count:
                end = stretches[-1][1] if stretches else NO_GLYPH
                if end == first or (0 <= end < first and source[end:first].isspace()):  # a line end between
                    stretches[-1] = (stretches[-1][0], first + count)
                else:
                    stretches.append((first, first + count))
                at += count
                last = first + count - 1
                continue
            char = chars[at]
            at += 1
            if char.isspace():
                continue
            if first == last:
                self._add_to(first, char, layer)
            elif first in self.odd:
                self.is_sound = False
            else:
                self.odd[first] = (char, layer)
            last = first

    def _add_to(self, glyph: int, char: str, layer: Layer) -> None:
        """One more character of the glyph that was read last."""
        if glyph not in self.odd:
            first, last = self.stretches[layer].pop()
            if last - 1 > first:
                self.stretches[layer].append((first, last - 1))
            before = "" if self._white(glyph, glyph + 1) else self.source.chars[glyph]
            self.odd[glyph] = (before, layer)
        self.odd[glyph] = (self.odd[glyph][0] + char, layer)

    def _alike(self, chars: str, said: bytes, at: int, end: int, first: int) -> int:
        """How many characters from here on, at least one, stand for glyphs that follow one another and read so."""
        source = self.source.chars
        good, bad = at + 1, at + 2
        while bad < end and source.startswith(chars[good:bad], first + good - at) and _follow(
                said, good, bad, first + good - at):
            good, bad = bad, min(end, bad + 2 * (bad - at))
        bad = min(bad, end)
        while good < bad:  # all before `good` are alike, not all before `bad`
            middle = (good + bad + 1) // 2
            if source.startswith(chars[good:middle], first + good - at) and _follow(
                    said, good, middle, first + good - at):
                good = middle
            else:
                bad = middle - 1
        return good - at


def less(stretches: Iterable[Stretch], without: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches, less others that are in order and apart from one another."""
    starts = [first for first, _ in without]
    for first, last in stretches:
        place = max(0, bisect_right(starts, first) - 1)
        while place < len(without) and without[place][0] < last:
            out, back = without[place]
            if first < out:
                yield first, out
            first = max(first, back)
            place += 1
        if first < last:
            yield first, last


def following(said: bytes, at: int, end: int) -> int:
    """How many of the origins (as bytes) from `at` to `end` follow one another; at least one."""
    gap = said.find(_NONE, at * _WIDTH, end * _WIDTH)
    if gap >= 0:
        end = max(at + 1, gap // _WIDTH)
    first = int.from_bytes(said[at * _WIDTH : (at + 1) * _WIDTH], sys.byteorder, signed=True)
    if first < 0:
        return 1
    if _follow(said, at, end, first):
        return end - at
    good = at + 1
    while good < end:
        middle = (good + end + 1) // 2
        if _follow(said, good, middle, first + good - at):
            good = middle
        else:
            end = middle - 1
    return good - at


def _follow(said: bytes, at: int, end: int, first: int) -> bool:
    """Are the origins from `at` to `end` `first`, `first + 1`, ...?"""
    while end - at > OVER:
        if not _follow(said, at, at + OVER, first):
            return False
        at, first = at + OVER, first + OVER
    return _counted(first // BLOCK).startswith(said[at * _WIDTH : end * _WIDTH], first % BLOCK * _WIDTH)


@lru_cache(maxsize=128)
def _counted(block: int) -> bytes:
    """The glyphs of a block, and of the next one those that a text may run on to."""
    return array("i", range(block * BLOCK, (block + 1) * BLOCK + OVER)).tobytes()
