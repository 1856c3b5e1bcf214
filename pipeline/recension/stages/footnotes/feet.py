"""The feet of columns: the rows at the bottom of a page, smaller than the body, that may be notes.

Geometry alone: size, white, and what stands below. That a foot holds notes is for the labels
and calls to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recension.stages.footnotes.rows import Row, body_size, median


@dataclass(frozen=True, slots=True)
class LeanOptions:
    """Thresholds of size and width; leans are logarithms of odds."""

    small: float = 0.97
    """Times the body: the largest note size seen is 0.95 (10 on 10.5 points)."""
    column: float = 0.6
    """Times the width of the page's body lines: what is narrower is a margin column."""
    high: float = 0.35
    """Share of the page above which no note opens, where size does not tell notes."""
    same: float = 0.03
    """Share by which two lines of one size may differ."""
    called: int = 10
    """Votes of a label that is called for its size, against one of a label that is not."""
    note_size: float = 2.5
    smaller: float = 1.0
    """A small line at the foot in a size in which no label was seen, but below that of the notes."""
    other_size: float = -1.5
    lone_call: float = -2.0
    """A raised figure alone on its line: rather the call of the line above than the label of the line below."""
    inset: float = 0.8
    """Ems from both margins: more is a quotation."""
    inset_lean: float = -1.5
    apart: float = -3.5
    """Above a white that parts it from the first label below."""
    junk: float = 1.9
    """Times the line's size: what stands lower than this below the notes is not theirs."""
    full: float = 0.86
    """Share of the usual width of a full line: shorter ones close paragraphs and say nothing."""
    calls: float = -7.0
    """A row that holds a likely call of a note that opens below it is body."""
    clip: float = 2.5
    """The most that one line's width may say."""
    clip_words: float = 1.5
    """The most that the words of one line may say."""
    tamed: float = 0.4
    frequent: int = 3
    """Lines that must hold a word before it says anything."""
    spread: float = 0.02
    """Share of the width by which full lines waver at least, estimated from letters."""
    samples: int = 6
    """Full lines of either kind that are needed before widths say anything."""


def feet(rows: Sequence[Row], body: float, options: LeanOptions) -> list[range]:
    """The run of small rows at the foot of every column of every page, where it can hold notes."""
    found: list[range] = []
    for page in pages_of(rows):
        large = [rows[index] for index in page if rows[index].size > options.small * body and is_text(rows[index])]
        width = median([row.line.box.width for row in large if row.line.box is not None]) if large else 0.0
        start = page.start
        for index in range(page.start + 1, page.stop + 1):
            if index < page.stop and rows[index].column == rows[start].column and not rows[index].turn:
                continue
            foot = _foot(rows, start, index, body, options)
            if foot and _may_hold_notes([rows[at] for at in foot], large, width, options):
                found.append(foot)
            start = index
    return found


def feet_of(rows: Sequence[Row], options: LeanOptions) -> list[range]:
    """The feet of a document; none where no size is known."""
    body = body_size(rows)
    return feet(rows, body, options) if body else []


def pages_of(rows: Sequence[Row]) -> list[range]:
    found: list[range] = []
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or rows[index].page != rows[start].page:
            found.append(range(start, index))
            start = index
    return found


def is_text(row: Row) -> bool:
    """A line of text, not a folio or a mark that was left on the page."""
    box = row.line.box
    return box is not None and box.width > 6.0 * row.size and any(map(str.isalpha, row.chars))


def _may_hold_notes(run: Sequence[Row], large: Sequence[Row], width: float, options: LeanOptions) -> bool:
    """Is the run the foot of a column of text, no body below it? Neither a margin nor what is under a title."""
    boxes = [row.line.box for row in run if row.line.box is not None]
    left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    bottom = max(box.y1 for box in boxes)
    aligned = False
    for row in large:
        box = row.line.box
        assert box is not None
        aligned = aligned or abs(box.x0 - left) < 3.0 * row.size
        if min(right, box.x1) - max(left, box.x0) > 0.3 * min(right - left, box.width) and box.y0 >= bottom - 1.0:
            return False
    return not large or aligned or right - left >= options.column * width


def _foot(rows: Sequence[Row], start: int, end: int, body: float, options: LeanOptions) -> range:
    limit = options.small * body
    bottom = end
    for _ in range(2):  # a folio or a catchword that nobody took away
        row = rows[bottom - 1] if bottom - 1 > start else None
        above = rows[bottom - 2] if bottom - 2 >= start else None
        if row is None or above is None:
            break
        step = row.line.baseline - above.line.baseline
        if step > options.junk * max(row.size, above.size) and len(row.chars.strip()) <= 12 and not row.heads:
            bottom -= 1
        elif step > options.junk * max(row.size, above.size) and row.size > limit and above.size <= limit:
            bottom -= 1
        else:
            break
    top = bottom
    while top > start:
        row = rows[top - 1]
        if row.line.box is None or not row.size:
            break
        if row.size > limit:
            tight = (
                top - 2 >= start
                and rows[top - 2].size <= limit
                and top < bottom
                and not row.white
                and not rows[top].white
            )
            if not tight or row.size > 1.15 * body or len(row.chars.strip()) > 40:
                break
        top -= 1
    return range(top, bottom)
