"""Gutters: where a page is set in columns, and where that white stands."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

Extent = tuple[float, float, float, float, float]
"""x0, y0, x1, y1 and size of a fragment."""

MIN_LINES = 6
"""Fragments that a column needs on its side before a white is taken for a gutter."""

MIN_GUTTER = 0.7
"""Width of a gutter in ems of the body: word spaces reach .5 in loose lines, gutters start near 1."""

WIDEST_GUTTER = 4.0
"""Ems of white between two columns, at most, where one of them has a few lines only."""

MIN_MEASURE = 9.0
"""Ems that most lines of a column reach, at least: what is narrower is a table or a margin."""

MAX_CROSSING = 0.12
"""Share of the fragments beside a gutter that may cross it (titles, wide notes)."""

MIN_SHARED_HEIGHT = 0.35
"""Share of the shorter column's height at which text stands on both sides."""


class Gutter(NamedTuple):
    """A vertical white between two columns and the heights between which it holds."""

    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def crossed_by(self, x0: float, x1: float, y: float) -> bool:
        return x0 < self.x0 - 1 and x1 > self.x1 + 1 and self.y0 - 1 <= y <= self.y1 + 1

    def parts(self, a0: float, a1: float, b0: float, b1: float, y: float) -> bool:
        """Do two stretches at height `y` stand on either side?"""
        if not self.y0 - 1 <= y <= self.y1 + 1:
            return False
        return (a1 <= self.middle <= b0) or (b1 <= self.middle <= a0)


def gutters(extents: Sequence[Extent], width: float) -> list[Gutter]:
    """The gutters of a page, left to right; empty for a page in one column."""
    body = [extent for extent in extents if extent[2] - extent[0] > 0]
    if len(body) < 2 * MIN_LINES:
        return []
    return _gutters_within(body, 2)


def _gutters_within(body: Sequence[Extent], depth: int) -> list[Gutter]:
    found = _best_gutter(body)
    if found is None:
        found = _short_column(body) or _beside_the_text(body) if depth == 2 else None
        return [found] if found else []
    if depth == 0:
        return [found]
    left = [e for e in body if e[2] <= found.middle + 1]
    right = [e for e in body if e[0] >= found.middle - 1]
    return [*_gutters_within(left, depth - 1), found, *_gutters_within(right, depth - 1)]


def _best_gutter(body: Sequence[Extent]) -> Gutter | None:
    """The white with the least crossings in the middle of the text."""
    if len(body) < 2 * MIN_LINES:
        return None
    sizes = sorted(extent[4] for extent in body)
    em = sizes[len(sizes) // 2] or 10.0
    x0 = min(extent[0] for extent in body)
    x1 = max(extent[2] for extent in body)
    step = max(em / 4, 1.0)
    cells = int((x1 - x0) / step) + 1
    if cells < 16 or cells > 4000:
        return None
    cover = [0] * (cells + 1)
    for left, _, right, _, _ in body:
        cover[int((left - x0) / step)] += 1
        cover[min(cells, int((right - x0) / step) + 1)] -= 1
    for cell in range(1, cells + 1):
        cover[cell] += cover[cell - 1]
    low, high = int(cells * 0.2), int(cells * 0.8)
    limit = MAX_CROSSING * len(body)
    best: tuple[float, int, int] | None = None
    cell = low
    while cell <= high:
        if cover[cell] > limit:
            cell += 1
            continue
        end = cell
        while end <= high and cover[end] <= limit:
            end += 1
        weight = sum(limit + 1 - cover[c] for c in range(cell, end))
        if (end - cell) * step >= MIN_GUTTER * em and (best is None or weight > best[0]):
            best = (weight, cell, end)
        cell = end + 1
    return None if best is None else _confirm(body, x0 + best[1] * step, x0 + best[2] * step, em)


def _short_column(body: Sequence[Extent]) -> Gutter | None:
    """The gutter beside a last column of a few lines only, as at the end of a chapter.

    Most lines then end at one edge, well before the few that begin together beyond it; these
    reach as far as a column of the same width would. Notes in a margin are narrower, and the
    second half of a table's rows has no column of full lines before it.
    """
    ends = sorted(extent[2] for extent in body)
    edge = ends[len(ends) // 2]
    beyond = [extent for extent in body if extent[0] > edge]
    if len(beyond) < 2 or len(beyond) >= MIN_LINES + 2:
        return None
    em = sorted(extent[4] for extent in body)[len(body) // 2] or 10.0
    begin = min(extent[0] for extent in beyond)
    left = [extent for extent in body if extent[2] <= edge + 0.3 * em]
    width = edge - min(extent[0] for extent in left)
    reach = max(extent[2] for extent in beyond) - begin
    together = sum(extent[0] - begin < 0.3 * em for extent in beyond)
    full = sum(edge - extent[2] < 0.3 * em for extent in left)
    if (len(left) < 2 * MIN_LINES or together < 2 or full < 0.6 * len(left) or len(left) + len(beyond) < (
            (1 - MAX_CROSSING) * len(body))):
        return None
    if not MIN_GUTTER * em <= begin - edge <= WIDEST_GUTTER * em or width < MIN_MEASURE * em:
        return None
    if abs(reach - width) > 0.1 * width:
        return None
    top, bottom = min(extent[1] for extent in left), max(extent[3] for extent in left)
    if any(extent[3] < top - em or extent[1] > bottom + em for extent in beyond):
        return None
    return Gutter(edge, begin, min(top, *(extent[1] for extent in beyond)), bottom)


def _side_column(body: Sequence[Extent]) -> Gutter | None:
    """The white beside a narrow column on the left that runs along the text: keys of a journal, notes in a margin.

    Its lines keep a rhythm of their own, so that most stand on no baseline of the text; the
    cells of a table, labels, numbers of lines and verses stand on them, and stay in their lines.
    """
    em = sorted(extent[4] for extent in body)[len(body) // 2] or 10.0
    starts = Counter(round(extent[0] / (0.3 * em)) for extent in body)
    cell, count = max(starts.items(), key=lambda item: (item[1], -item[0]))
    begin = (cell - 1) * 0.3 * em
    side = [extent for extent in body if extent[2] < begin]
    if len(side) < MIN_LINES or count < 0.3 * len(body):
        return None
    edge = max(extent[2] for extent in side)
    crossing = [extent for extent in body if extent[0] < edge and extent[2] > begin]
    heights = sorted(extent[1] for extent in crossing)
    zone, _ = Counter(bisect_left(heights, extent[1]) for extent in side).most_common(1)[0]
    side = [extent for extent in side if bisect_left(heights, extent[1]) == zone]  # not the short line of a foot
    top, bottom = min(extent[1] for extent in side), max(extent[3] for extent in side)
    if len(side) < MIN_LINES or any(extent[3] > top and extent[1] < bottom for extent in crossing):
        return None
    y0 = max((extent[3] for extent in crossing if extent[3] <= top), default=0.0)
    y1 = min((extent[1] for extent in crossing if extent[1] >= bottom), default=max(extent[3] for extent in body))
    beside = [extent for extent in body if extent[0] >= edge and y0 <= extent[1] and extent[3] <= y1]
    near = [extent for extent in beside if extent[3] > top and extent[1] < bottom]
    white = min((extent[0] for extent in beside), default=edge) - edge
    if len(near) < MIN_LINES or white < em or 2 * sum(extent[2] - extent[0] > 4 * em for extent in side) < len(side):
        return None
    lines = [_baseline(extent) for extent in near]
    level = sum(any(abs(_baseline(extent) - line) < 0.1 * em for line in lines) for extent in side)
    return Gutter(edge, edge + white, y0, y1) if 2 * level <= len(side) else None


def _beside_the_text(body: Sequence[Extent]) -> Gutter | None:
    """A side column on the left, or, seen in a mirror, on the right."""
    most = 0.4 * (max(extent[2] for extent in body) - min(extent[0] for extent in body))
    if sum(extent[2] - extent[0] < most for extent in body) < MIN_LINES:
        return None
    found = _side_column(body)
    if found is not None:
        return found
    found = _side_column([(-x1, y0, -x0, y1, size) for x0, y0, x1, y1, size in body])
    return Gutter(-found.x1, -found.x0, found.y0, found.y1) if found else None


def _baseline(extent: Extent) -> float:
    return extent[3] - 0.25 * extent[4]


def _confirm(body: Sequence[Extent], g0: float, g1: float, em: float) -> Gutter | None:
    """Text must stand on both sides of the white at the same heights, in lines of some length."""
    middle = (g0 + g1) / 2
    left = [e for e in body if e[2] <= middle + 1]
    right = [e for e in body if e[0] >= middle - 1]
    if len(left) < MIN_LINES or len(right) < MIN_LINES:
        return None
    # Columns of prose: most lines on either side are long against their column. Tables and
    # margins with line numbers are not.
    for side in (left, right):
        span = max(e[2] for e in side) - min(e[0] for e in side)
        if sorted(e[2] - e[0] for e in side)[len(side) // 2] < max(0.55 * span, MIN_MEASURE * em):
            return None
    lx1, rx0 = max(e[2] for e in left), min(e[0] for e in right)
    if rx0 - lx1 <= 0:
        lx1, rx0 = g0, g1
    widths = (max(e[2] for e in left) - min(e[0] for e in left), max(e[2] for e in right) - min(e[0] for e in right))
    if min(widths) < 0.35 * max(widths):
        return None
    top = max(min(e[1] for e in left), min(e[1] for e in right))
    bottom = min(max(e[3] for e in left), max(e[3] for e in right))
    heights = [max(e[3] for e in side) - min(e[1] for e in side) for side in (left, right)]
    if bottom - top < MIN_SHARED_HEIGHT * min(heights):
        return None
    y0 = min(min(e[1] for e in left), min(e[1] for e in right))
    y1 = max(max(e[3] for e in left), max(e[3] for e in right))
    return Gutter(lx1, rx0, y0, y1)
