"""Small capitals made of capitals at a smaller size: `M` at 10 points, `ADDEN` at 8.

Evidence: sizes that change inside a word on one baseline, from a capital to capitals. Extraction
often puts white after the first letter (`M ADDEN`); it is taken out where the page has none.
Left alone: `H NMR` and the like (one size), raised letters, drop capitals, letters that the
line lowers or raises (`LATEX`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recension.model import Line, Source
from recension.stages.smallcaps.casewords import Stream, Word
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
    """Words whose size changes inside, and words in the smaller size beside them, on these uneven lines."""
    for start, end in stream.stretches(uneven):
        for word in stream.words(start, end):
            found = _by_size(stream, word, source, sizes)
            if found is None:
                continue
            doubt, size = found
            if not doubt.is_level or _is_smaller(size, stream.lines[stream.place(word.start)[0]], sizes):
                yield doubt


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
    glyphs = [stream.glyph(at) for at in word.at]
    style = source.style_of(glyphs[0])
    if style is None or not word.core[0].isupper():
        return None
    inks: list[Ink] = []
    largest = style.size
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


def uneven_lines(stream: Stream, source: Source, sizes: Sizes) -> list[int]:
    """The lines set in more than one size."""
    found = []
    for index, line in enumerate(stream.lines):
        first, last = source.run_of(line.text.first_glyph()), source.run_of(line.text.last_glyph())
        if 0 <= first < last:
            styles = set(source.run_styles[first : last + 1])
            if len(styles) > 1:
                met = [source.styles[style].size for style in styles]
                if max(met) * sizes.most >= min(met):
                    found.append(index)
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
