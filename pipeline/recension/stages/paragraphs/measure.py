"""How a document is set, learned from its own lines: body size, margins, leading, indents.

Nothing here is assumed of a publisher: a page's left and right edges are where most of its
body lines begin and end, recto and verso apart, column by column.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from recension.model import Document, Layer, Line, Source

EXACT, WAVERING = 0.02, 0.12
"""Share by which two sizes may differ and be one size: a typesetter's sizes are exact to a
rounding, those that an OCR program guessed waver by a tenth from line to line."""

Place = tuple[int, int]
"""Page number and column."""


FALSE_CAPITAL = 1.12
"""A full capital is at least this many times larger than a false small one: programs draw those at .7 to .85."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its page."""

    line: Line
    place: Place
    heavy: bool = False
    """The whole line is set bold, not only most of it."""
    size: float = 0.0
    """Of its full-sized letters, in points: most letters of a line in false small capitals are drawn smaller."""

    @property
    def page(self) -> int:
        return self.place[0]


@dataclass(frozen=True, slots=True)
class Edges:
    """Where lines begin and end, in points."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return max(1.0, self.right - self.left)


@dataclass(frozen=True, slots=True)
class Setting:
    """What was learned. Lengths in points; `leading` is the distance of baselines."""

    size: float = 0.0
    bold: bool = False
    italic: bool = False
    leading: float = 0.0
    indent: float = 0.0
    """First-line indent of paragraphs; 0 when the document has none."""
    justified: bool = True
    edges: dict[Place, Edges] = field(default_factory=dict)
    tolerance: float = EXACT

    def is_size(self, size: float, other: float | None = None) -> bool:
        """Is this size the body's (or that other one) as far as a reader can tell?"""
        return is_size(size, self.size if other is None else other, self.tolerance)

    def edges_at(self, placed: Placed) -> Edges:
        """The edges of the column that a line stands in."""
        found = self.edges.get(placed.place)
        if found is not None:
            return found
        box = placed.line.box
        return Edges(box.x0, box.x1) if box else Edges(0.0, 1.0)


def placed_lines(document: Document, layer: Layer) -> list[Placed]:
    """The printed lines of a layer, in reading order, blank ones left out."""
    return [Placed(line, (page.number, line.column), _is_heavy(line, document.source), _size(line, document.source))
            for page in document.pages for line in page.lines
            if line.layer is layer and not line.is_blank]


def _is_heavy(line: Line, source: Source) -> bool:
    if line.style is None or not line.style.bold:
        return False
    ends = (source.style_of(line.text.first_glyph()), source.style_of(line.text.last_glyph()))
    return all(style is not None and style.bold for style in ends)


def _size(line: Line, source: Source) -> float:
    """The size of the line; of the letter it begins with where all the smaller ones are capitals in the file."""
    style = line.style
    if style is None or not line.text.origin:
        return line.size
    first = source.style_of(line.text.origin[0])
    if first is None or first.size < FALSE_CAPITAL * style.size:
        return line.size
    letters = [source.chars[glyph] for glyph in line.text.origin
               if glyph >= 0 and source.chars[glyph].isalpha() and source.style_of(glyph) == style]
    return first.size if len(letters) > 2 and all(char.isupper() for char in letters) else line.size


def setting_of(lines: Sequence[Placed]) -> Setting:
    """Learn the setting from the lines of one layer."""
    sized = [placed for placed in lines if placed.line.box is not None and placed.line.style is not None]
    if not sized:
        return Setting()
    weights: Counter[tuple[float, bool, bool]] = Counter()
    for placed in sized:
        style = placed.line.style
        assert style is not None
        weights[round(style.size, 1), style.bold, style.italic] += len(placed.line.text)
    size, bold, italic = weights.most_common(1)[0][0]
    top = sum(count for _, count in weights.most_common(4))
    tolerance = EXACT if top >= 0.6 * weights.total() else WAVERING
    body = [placed for placed in sized if is_size(placed.line.size, size, tolerance)]
    edges = _edges(body, size)
    leading = _most_common(
        (round(b.line.baseline - a.line.baseline, 1) for a, b in pairwise(body)
         if a.place == b.place and 0.8 * size < b.line.baseline - a.line.baseline < 2.5 * size), 1.2 * size)
    setting = Setting(size, bold, italic, leading, 0.0, _is_justified(body, edges, size), edges, tolerance)
    return replace(setting, indent=_indent(body, setting))


def is_size(one: float, other: float, tolerance: float = EXACT) -> bool:
    """Are two sizes the same, up to this share of the larger?"""
    return abs(one - other) <= tolerance * max(one, other, 1.0)


def _edges(body: Sequence[Placed], size: float) -> dict[Place, Edges]:
    lefts: dict[Place, list[float]] = defaultdict(list)
    rights: dict[Place, list[float]] = defaultdict(list)
    for placed in body:
        box = placed.line.box
        if box is not None and box.width > 3 * size:
            lefts[placed.place].append(box.x0)
            rights[placed.place].append(box.x1)
    full = {place: Edges(_cluster(lefts[place], size, low=True), _cluster(rights[place], size, low=False))
            for place in lefts if len(lefts[place]) >= 4}
    by_kind: dict[tuple[int, int], list[Edges]] = defaultdict(list)
    for (page, column), found in full.items():
        by_kind[page % 2, column].append(found)
    edges: dict[Place, Edges] = {}
    for place in lefts:
        page, column = place
        peers = by_kind.get((page % 2, column)) or by_kind.get((1 - page % 2, column)) or []
        usual = _usual(peers)
        own = full.get(place)
        if own is None:
            edges[place] = usual or Edges(min(lefts[place]), max(rights[place]))
        elif usual is not None and own.width < 0.75 * usual.width and abs(own.left - usual.left) < 4 * size:
            edges[place] = usual  # a page of short lines says nothing of the measure
        elif usual is not None and own.left - usual.left > 0.6 * size and abs(own.right - usual.right) < size and any(
                abs(left - usual.left) < 0.25 * size for left in lefts[place]):
            edges[place] = Edges(usual.left, own.right)  # a page of items whose lines hang
        else:
            edges[place] = own
    return edges


def own_edges(lines: Sequence[Placed]) -> dict[Place, Edges]:
    """The edges of lines that are not set to the body's measure, place by place."""
    edges: dict[Place, Edges] = {}
    for placed in lines:
        box = placed.line.box
        if box is None:
            continue
        known = edges.get(placed.place)
        edges[placed.place] = Edges(min(known.left, box.x0), max(known.right, box.x1)) if known else Edges(*box[::2])
    if len(edges) > 1:  # a line or two that ran over a page take the width of the rest
        widest = max(edges.values(), key=lambda edge: edge.width)
        edges = {place: edge if edge.width > 0.9 * widest.width else Edges(edge.left, edge.left + widest.width)
                 for place, edge in edges.items()}
    return edges


def _usual(peers: Sequence[Edges]) -> Edges | None:
    if not peers:
        return None
    lefts, rights = sorted(e.left for e in peers), sorted(e.right for e in peers)
    return Edges(lefts[len(lefts) // 2], rights[len(rights) // 2])


def _cluster(values: Sequence[float], size: float, low: bool) -> float:
    """The edge that most values share; of two such edges the outer one."""
    counts = Counter(round(value / (0.25 * size)) for value in values)
    floor = max(2, 0.25 * len(values))
    strong = [cell for cell, count in counts.items() if count + counts[cell + 1] + counts[cell - 1] >= floor]
    cells = strong or list(counts)
    cell = min(cells) if low else max(cells)
    near = [value for value in values if abs(round(value / (0.25 * size)) - cell) <= 1]
    return sorted(near)[len(near) // 2] if near else (min(values) if low else max(values))


def _is_justified(body: Sequence[Placed], edges: dict[Place, Edges], size: float) -> bool:
    full = near = 0
    for placed in body:
        box, edge = placed.line.box, edges.get(placed.place)
        if box is None or edge is None or box.width < 0.8 * edge.width:
            continue
        near += 1
        full += abs(edge.right - box.x1) < 0.15 * size
    return near == 0 or full >= 0.6 * near


def _indent(body: Sequence[Placed], setting: Setting) -> float:
    """The first-line indent: the commonest step to the right that lasts one line only."""
    steps: Counter[float] = Counter()
    for before, placed, after in zip(body, body[1:], body[2:], strict=False):
        if before.place != placed.place or placed.place != after.place:
            continue
        a, b, c = before.line.box, placed.line.box, after.line.box
        if a is None or b is None or c is None:
            continue
        left = setting.edges_at(placed).left
        step = b.x0 - left
        if 0.5 * setting.size < step < 6 * setting.size and abs(c.x0 - left) < 0.4 * setting.size:
            steps[round(step * 2) / 2] += 1
    if not steps:
        return 0.0
    step, count = steps.most_common(1)[0]
    return step if count >= max(2, 0.01 * len(body)) else 0.0


def _most_common(values: Iterable[float], default: float) -> float:
    counts = Counter(values)
    return counts.most_common(1)[0][0] if counts else default
