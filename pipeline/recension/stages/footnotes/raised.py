"""Raised glyphs of a line: small, and above its baseline; by runs where there is geometry, else by character."""

from __future__ import annotations

from bisect import bisect_right

import regex

from recension.model import Line, Source

_FIGURE = regex.compile(r"\d*[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[\d⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁰¹²³⁴⁵⁶⁷⁸⁹])?")

RAISE, RAISED_SIZE = 0.1, 0.97
"""A glyph is raised when its baseline stands this share of the line's size above the line's
and it is smaller than the line: measured on engines that shrink a call to 0.58-0.75."""


class Raised:
    """Which glyphs of a line stand raised and small against it, run by run."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known = source.has_geometry
        self._sizes = [style.size for style in source.styles]

    def marks(self, line: Line) -> bytes:
        """One byte a character: 1 where it stands raised, else 0. Empty: none does."""
        size = line.size
        if not self._known or line.box is None or not size:
            return b""
        origin, source = line.text.origin, self._source
        first, last = min(origin), max(origin)
        if first < 0:
            glyphs = [glyph for glyph in origin if glyph >= 0]
            if not glyphs:
                return b""
            first = min(glyphs)
        starts, styles = source.run_starts, source.run_styles
        low, high = bisect_right(starts, first) - 1, bisect_right(starts, last) - 1
        if low == high and source.run_baselines[low] == line.baseline:
            return b""
        baseline, rise, small = line.baseline, RAISE * size, RAISED_SIZE * size
        runs = {
            run
            for run in range(low, min(high + 1, len(styles)))
            if baseline - source.run_baselines[run] > rise and self._sizes[styles[run]] < small
        }
        if not runs:
            return b""
        marks = bytes(glyph >= 0 and bisect_right(starts, glyph) - 1 in runs for glyph in origin)
        return marks if 1 in marks else b""


def with_superscripts(chars: str, marks: bytes) -> bytes:
    """Superscript characters are raised, and so is the whole figure one stands in: fonts mix them (`1⁴`)."""
    found = [match.span() for match in _FIGURE.finditer(chars)]
    if not found:
        return marks
    raised = bytearray(marks or bytes(len(chars)))
    for start, end in found:
        raised[start:end] = b"\x01" * (end - start)
    return bytes(raised)


def without_call(chars: str, marks: bytes) -> str:
    """The row without a raised call at its end."""
    end = len(chars.rstrip())
    while marks and end and marks[end - 1]:
        end -= 1
    return chars[:end]


def raised_at_start(chars: str, marks: bytes) -> int:
    """How many of the first visible glyphs are raised."""
    count = 0
    for index in range(len(chars) - len(chars.lstrip()), len(marks)):
        if not marks[index] or chars[index].isspace():
            break
        count += 1
    return count
