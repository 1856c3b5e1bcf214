"""Small capitals made of capitals at a smaller size: `M` at 10 points, `ADDEN` at 8.

Evidence: sizes that change inside a word on one baseline, from a capital to capitals. Extraction
often puts white after the first letter (`M ADDEN`); it is taken out where the page has none.
Left alone: `H NMR` and the like (one size), raised letters, drop capitals, letters that the
line lowers or raises (`LATEX`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from recension.model import Line, Source
from recension.stages.smallcaps.casewords import Stream, Word, ends_of
from recension.stages.smallcaps.inkheights import Ink
from recension.stages.smallcaps.options import Sizes
from recension.stages.smallcaps.smallwords import Doubt


class Joint(NamedTuple):
    """A capital that extraction parted from the smaller capitals of its word."""

    capital: Word
    rest: Word
    white: float
    """In ems."""


def doubts_by_size(stream: Stream, source: Source, sizes: Sizes, uneven: Sequence[int]) -> Iterator[Doubt]:
    """Words whose size changes inside, and words in the smaller size beside them, on these uneven lines.

    What the two sizes are to each other is learned from the words that have both: in `LES COMMUNS` and `I COMUNI` as
    headings most of the line is in the smaller size.
    """
    found = [
        each
        for start, end in stream.stretches(uneven)
        for word in stream.words(start, end)
        if (each := _by_size(stream, word, source, sizes)) is not None
    ]
    shares = {_share(doubt, size, source) for doubt, size in found if not doubt.is_level}
    before: tuple[Doubt, float] | None = None
    for doubt, size in found:
        line = stream.lines[stream.place(doubt.word.start)[0]]
        if not doubt.is_level:
            yield doubt
        elif _is_smaller(size, line, sizes) or _is_proved(size / _largest(line, doubt.font, source), shares, sizes):
            if before is not None and _leads(*before, doubt, size, shares, sizes):
                before[0].inks = (Ink.FULL,)
                yield before[0]
            yield doubt
        before = doubt, size


def _share(doubt: Doubt, largest: float, source: Source) -> float:
    """The size of a word's small letters over that of its capitals."""
    sizes = (_size(source, doubt.stream.glyph(at)) for at in doubt.word.at)
    return min(size for size, ink in zip(sizes, doubt.inks, strict=True) if ink is Ink.SMALL) / largest


def _is_proved(share: float, shares: Collection[float], sizes: Sizes) -> bool:
    return any(abs(share - other) <= sizes.near * other for other in shares)


def _largest(line: Line, font: str, source: Source) -> float:
    """The largest size that a line has of this font."""
    runs = range(source.run_of(line.text.first_glyph()), source.run_of(line.text.last_glyph()) + 1)
    styles = (source.styles[source.run_styles[run]] for run in runs if 0 <= run < len(source.run_styles))
    return max((style.size for style in styles if f"{style.font} smaller" == font), default=1.0) or 1.0


def _leads(before: Doubt, large: float, doubt: Doubt, small: float, shares: Collection[float], sizes: Sizes) -> bool:
    """Is the word before one full-sized capital by itself: the `I` of `I COMUNI`?"""
    return (
        len(before.word.core) == 1
        and before.is_level
        and before.font == doubt.font
        and _is_proved(small / large, shares, sizes)
        and doubt.stream.text[before.word.end : doubt.word.start] == " "
    )


def joints(stream: Stream, source: Source, sizes: Sizes, uneven: Sequence[int]) -> Iterator[Joint]:
    """Where one capital stands before capitals of a smaller size, white between them."""
    for line in uneven:
        start, end = stream.line_span(line)
        before: Word | None = None
        for word in stream.words(start, end):
            if (
                before is not None
                and word.start == before.end + 1
                and stream.text[before.end] == " "
                and len(before.core) == 1
                and before.core.isupper()
                and word.core.isupper()
            ):
                last, first = stream.glyph(before.at[0]), stream.glyph(word.at[0])
                ratio = _ratio(source, last, first, sizes)
                if ratio and all(_size(source, stream.glyph(at)) == _size(source, first) for at in word.at):
                    left, right = source.run_of(last), source.run_of(first)
                    white = source.run_box(right).x0 - source.run_box(left).x1
                    yield Joint(before, word, white / max(_size(source, last), 0.1))
            before = word


def _by_size(stream: Stream, word: Word, source: Source, sizes: Sizes) -> tuple[Doubt, float] | None:
    """The word as a doubt, and its largest size."""
    if not word.core[0].isupper() or word.core[1:2].islower():
        return None
    glyphs = [stream.glyph(at) for at in word.at]
    style = source.style_of(glyphs[0])
    if style is None:
        return None
    inks: list[Ink] = []
    letters = [glyph for glyph, char in zip(glyphs, word.core, strict=True) if char.isalpha()]
    largest = max(_size(source, glyph) for glyph in letters)
    for at, glyph, char in zip(word.at, glyphs, word.core, strict=True):
        size, baseline = _size(source, glyph), source.baseline_of(glyph)
        base = stream.lines[stream.place(at)[0]].baseline
        raised = baseline is None or abs(base - baseline) > sizes.level * largest
        if not char.isalpha() or raised:
            inks.append(Ink.OPEN)
        elif sizes.least * largest <= size <= sizes.most * largest and char.isupper():
            inks.append(Ink.SMALL)
        elif abs(size - largest) <= sizes.near * largest and char.isupper():
            inks.append(Ink.FULL)
        else:
            return None
    font = f"{style.font} smaller"
    if Ink.SMALL in inks:
        return Doubt(
            stream,
            word,
            word.core,
            tuple(inks),
            font,
            by_size=True,
            evidence="the capitals change their size inside the word",
        ), largest
    level = tuple(Ink.SMALL if ink is Ink.FULL else ink for ink in inks)
    return Doubt(
        stream, word, word.core, level, font, by_size=True, evidence="capitals in a smaller size than the line's"
    ), largest


def _is_smaller(size: float, line: Line, sizes: Sizes) -> bool:
    return line.size > 0 and sizes.least * line.size <= size <= sizes.most * line.size


def uneven_lines(stream: Stream, source: Source, sizes: Sizes, small: Sequence[int]) -> list[int]:
    """The lines set in more than one size, with a capital in the smaller one; `small` are the runs of such capitals."""
    found = []
    heads = [source.run_starts[run] for run in small]
    ends = [source.run_starts[run + 1] for run in small]
    for index, line in enumerate(stream.lines) if small else ():
        start, end = ends_of(line)
        at = bisect_right(ends, start)  # the first of them that ends behind the line's first glyph
        if at == len(heads) or heads[at] > end:
            continue
        first, last = source.run_of(start), source.run_of(end)
        if 0 <= first < last:
            styles = set(source.run_styles[first : last + 1])
            met = [source.styles[style].size for style in styles]
            if max(met) * sizes.most >= min(met):
                found.append(index)
    return found


def smaller_capitals(source: Source, sizes: Sizes) -> list[int]:
    """The runs that have a capital, beside a run in a larger size."""
    sizes_of = [source.styles[style].size for style in source.run_styles]
    starts: Sequence[int] = source.run_starts
    found = []
    for run, (before, size, after) in enumerate(zip([0.0, *sizes_of], sizes_of, [*sizes_of[1:], 0.0], strict=False)):
        larger = max(before, after) * sizes.most
        chars = source.chars[starts[run] : starts[run + 1]] if size <= larger else ""
        if chars != chars.lower():
            found.append(run)
    return found


def _size(source: Source, glyph: int) -> float:
    style = source.style_of(glyph)
    return style.size if style is not None else 0.0


def _ratio(source: Source, large: int, small: int, sizes: Sizes) -> float:
    """Size of `small` over that of `large` where it may be its small capital; else 0."""
    one, two = source.style_of(large), source.style_of(small)
    a, b = source.baseline_of(large), source.baseline_of(small)
    if one is None or two is None or a is None or b is None or one.size <= 0 or one.font != two.font:
        return 0.0
    ratio = two.size / one.size
    return ratio if sizes.least <= ratio <= sizes.most and abs(a - b) <= sizes.level * one.size else 0.0
