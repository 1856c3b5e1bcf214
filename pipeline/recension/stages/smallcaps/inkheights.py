"""What the ink says of a letter: a small capital, or a full-sized capital or ascender.

In ordinary type the capitals and the letters b d f h k l stand half as high again as x. The
letters of a small-capitals alphabet all stand little above x, whatever character the font's
table gives them. How high a font's tall letters stand is learned from the document itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from itertools import compress

import regex

from recension.model import Source, Style
from recension.stages.smallcaps.options import Thresholds

CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
ASCENDERS = frozenset("bdfhkl")
TALL = CAPITALS | ASCENDERS
"""Letters that stand high in ordinary type. Not those with an accent, which adds height."""

ACCENTED = frozenset("ÀÁÂÃÄÅÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŠŽ")
"""Capitals with an accent above: in ordinary type they stand higher than a capital without."""

LOW = frozenset("acemnorsuvwxz")
"""Letters of the x-height."""

OTHERS = LOW | frozenset("gijpqty")
"""Letters that only a comparison with themselves in ordinary type can tell."""

SAME = 1
"""Hundredths of the size by which one letter's height may vary: it is rounded."""

SHORT = LOW | frozenset("gpqy")
"""Letters that in ordinary type never stand above the small capitals."""

OVERSHOOT = 3
"""Hundredths of the size by which round small capitals, and those with a point, stand above the others."""

PROBED = regex.compile(rb"[^\0]")


class Ink(Enum):
    """What the height of a letter says."""

    SMALL = "small"
    """Too low for the tall letter that it reads as: a small capital."""
    FULL = "full"
    """As high as a capital or an ascender."""
    PLAIN = "plain"
    """As high as this letter is in ordinary type, and that differs from a small capital."""
    OPEN = "open"
    """Not known, or not to be told."""


class Heights:
    """The heights of a source's letters, and what they mean, font by font."""

    def __init__(self, source: Source, thresholds: Thresholds) -> None:
        self._source = source
        self._accented = thresholds.accented
        self._capital: dict[str, float] = {}
        """By font: how high a capital stands in it, or where it has none, in the document."""
        self._limits: dict[str, tuple[float, float]] = {}
        """By font: the height under which a capital, and an ascender, is a small capital."""
        self._pairs: dict[str, Counter[tuple[str, int]]] = {}
        self._even: set[str] = set()
        """Fonts in which all letters have one height: small capitals and nothing else."""
        self._known: dict[tuple[str, str, int], Ink] = {}
        self._small: dict[str, int] = {}
        self._plain: dict[tuple[str, str], int] = {}
        if source.heights and source.has_geometry:
            self._learn(thresholds)

    def __bool__(self) -> bool:
        return bool(self._limits)

    def ink(self, glyph: int, char: str) -> Ink:
        """What the ink of this glyph, read as `char`, says."""
        height = self._source.heights[glyph] if self._limits and glyph >= 0 else 0
        style = self._source.style_of(glyph) if height else None
        return self._said(style.font, char, height) if style is not None else Ink.OPEN

    def inks(self, glyphs: Sequence[int], chars: str, font: str) -> list[Ink]:
        """The same of the letters of a word that is set in one font."""
        if not self._limits:
            return [Ink.OPEN] * len(chars)
        heights, said = self._source.heights, self._said
        return [
            said(font, char, heights[glyph]) if glyph >= 0 and heights[glyph] else Ink.OPEN
            for glyph, char in zip(glyphs, chars, strict=True)
        ]

    def _said(self, font: str, char: str, height: int) -> Ink:
        key = font, char, height
        ink = self._known.get(key)
        if ink is None:
            ink = self._known[key] = self._judged(font, char, height)
        return ink

    def _judged(self, font: str, char: str, height: int) -> Ink:
        limits = self._limits.get(font)
        if limits is None:
            return Ink.OPEN
        if char in TALL:
            return Ink.FULL if height >= limits[char in ASCENDERS] else Ink.SMALL
        if char in LOW and height >= limits[0]:
            return Ink.FULL
        if char in ACCENTED:
            return Ink.FULL if height > self._accented * self._capital[font] else Ink.SMALL
        if font in self._even and char in OTHERS:
            return Ink.SMALL
        return self._beside_itself(font, char, height) if char in OTHERS else Ink.OPEN

    def _beside_itself(self, font: str, char: str, height: int) -> Ink:
        """A low letter against the font's small capitals and against itself in ordinary type."""
        small, plain = self._small.get(font, 0), self._plain.get((font, char), 0)
        if not small or not plain:
            return Ink.OPEN
        over = OVERSHOOT if char in SHORT else SAME
        if -SAME <= height - small <= over:
            return Ink.SMALL
        return Ink.PLAIN if abs(height - plain) <= SAME else Ink.OPEN

    @cached_property
    def small_glyphs(self) -> list[int]:
        """The glyphs that are small capitals by their height, in order."""
        source = self._source
        starts: Sequence[int] = source.run_starts
        wanted = {
            font: frozenset(pair for pair in pairs if self._is_small(font, *pair) or self._is_low_small(font, *pair))
            for font, pairs in self._pairs.items()
        }
        found = []
        for run, style in enumerate(source.run_styles):
            small = wanted.get(source.styles[style].font)
            if not small or not _is_seen(source.styles[style]):
                continue
            for match in PROBED.finditer(source.heights, starts[run], starts[run + 1]):
                glyph = match.start()
                if (source.chars[glyph], source.heights[glyph]) in small:
                    found.append(glyph)
        return found

    def _is_small(self, font: str, char: str, height: int) -> bool:
        limits = self._limits.get(font)
        return limits is not None and char in TALL and 0 < height < limits[char in ASCENDERS]

    def _is_low_small(self, font: str, char: str, height: int) -> bool:
        return bool(height) and char in OTHERS and self._beside_itself(font, char, height) is Ink.SMALL

    def _learn(self, thresholds: Thresholds) -> None:
        self._pairs = _pairs(self._source)
        tall = {font: _Counts(pairs) for font, pairs in self._pairs.items()}
        everywhere = _Counts(sum(self._pairs.values(), Counter()))
        main = everywhere.tall(0.5, thresholds)
        if not any(main):
            return
        for font, counts in tall.items():
            own = counts.tall(0.9, thresholds)
            low = _quantile(counts.low, 0.5)
            is_low = max(own) < thresholds.small_elsewhere * max(main) and counts.spread() < thresholds.even
            if low and max(own) < thresholds.even * low:
                self._limits[font] = thresholds.even * low, thresholds.even * low
                self._even.add(font)
            elif is_low:
                self._limits[font] = thresholds.small_elsewhere * main[0], thresholds.small_elsewhere * main[1]
            else:
                self._limits[font] = thresholds.small * own[0], thresholds.small * own[1]
            self._capital[font] = main[0] if is_low or font in self._even else own[0]
        self._learn_low()

    def _learn_low(self) -> None:
        """How high the small capitals of a font stand, and its other letters in ordinary type, where that differs."""
        for font, pairs in self._pairs.items():
            small = Counter(
                {height: count for (char, height), count in pairs.items() if self._is_small(font, char, height)}
            )
            if not small:
                continue
            self._small[font] = max(sorted(small), key=small.__getitem__)
            plain: dict[str, Counter[int]] = defaultdict(Counter)
            for (char, height), count in pairs.items():
                over = height - self._small[font]
                if height and char in OTHERS and not -SAME <= over <= (OVERSHOOT if char in SHORT else SAME):
                    plain[char][height] += count
            for char, counts in plain.items():
                usual = max(sorted(counts), key=counts.__getitem__)
                if counts[usual] > 1:
                    self._plain[font, char] = usual


class _Counts:
    """How often which height was met, by kind of letter."""

    def __init__(self, pairs: Counter[tuple[str, int]]) -> None:
        self.capitals: Counter[int] = Counter()
        self.ascenders: Counter[int] = Counter()
        self.low: Counter[int] = Counter()
        for (char, height), count in pairs.items():
            kind = self.capitals if char in CAPITALS else self.ascenders if char in ASCENDERS else self.low
            if height and (kind is not self.low or char in LOW):
                kind[height] += count

    def spread(self) -> float:
        """The height of high letters over that of low ones: near 1 in a font of small capitals alone."""
        together = self.capitals + self.ascenders + self.low
        return _quantile(together, 0.95) / max(1.0, _quantile(together, 0.05))

    def tall(self, share: float, thresholds: Thresholds) -> tuple[float, float]:
        """The height of capitals and of ascenders: that quantile, each corrected by what the other allows."""
        capital, ascender = _quantile(self.capitals, share), _quantile(self.ascenders, share)
        if capital < thresholds.capital * ascender:
            capital = thresholds.usual_capital * ascender
        return capital, max(ascender, 0.9 * capital)


def _is_seen(style: Style) -> bool:
    return not style.angle and not style.invisible


def _pairs(source: Source) -> dict[str, Counter[tuple[str, int]]]:
    """How often each font has which letter at which height, where that was asked for."""
    chars: dict[str, list[str]] = defaultdict(list)
    heights: dict[str, list[bytes]] = defaultdict(list)
    starts: Sequence[int] = source.run_starts
    for run, index in enumerate(source.run_styles):
        style = source.styles[index]
        if _is_seen(style):
            chars[style.font].append(source.chars[starts[run] : starts[run + 1]])
            heights[style.font].append(source.heights[starts[run] : starts[run + 1]])
    found = {}
    for font, parts in chars.items():
        known = b"".join(heights[font])
        found[font] = Counter(compress(zip("".join(parts), known, strict=True), known))
    return found


def _quantile(counts: Counter[int], share: float) -> float:
    """The value below which this share of the values lies."""
    wanted = share * counts.total()
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= wanted:
            return value
    return 0
