"""How a document sets its notes: the dress of their labels, their indent, whether numbers begin anew.

Learned from the notes and calls that one round has found, and given as weights to the next. A
manner never decides alone; it makes the like of what was found a little likelier.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from recension.stages.footnotes.labels import Dress, Head, Label, Sort, is_first
from recension.stages.footnotes.markers import Setting
from recension.stages.footnotes.rows import Row, median

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class HeadOptions:
    """Weights, as logarithms of odds."""

    dress: Mapping[Dress, float] = field(
        default_factory=lambda: {
            Dress.RAISED: 3.5,
            Dress.ROUND: 1.2,
            Dress.SQUARE: 1.0,
            Dress.HALF: 1.2,
            Dress.DOT: 0.9,
            Dress.DASH: 0.2,
            Dress.GLUED: 0.3,
            Dress.BARE: 0.0,
        }
    )
    symbol: float = 1.5
    """A symbol, however dressed: few lines of text begin with one, but lists do."""
    letter: float = -0.5
    doubt: float = -2.2
    no_words: float = -2.5
    """Nothing but figures follows: the axis of a graph, a table."""
    counts: float = -3.0
    """A bare figure before a month or a unit."""
    year: float = -4.0
    closed_before: float = 0.4
    open_before: float = -0.6
    divided_before: float = -3.0
    body_goes_on: float = 0.4
    """Times the flow from the line above the page's first note to the next page."""
    white: float = 0.4
    lower: float = -0.6
    """The text after the label begins in lower case."""
    called: float = 3.0
    """A place above surely calls it; less sure places count in part."""
    sure_call: float = 4.0
    """Weight of a place that is a sure call."""
    uncalled: float = -2.0
    uncalled_small: float = -0.4
    """The same where the row's size says that it is a note."""
    next: float = 1.0
    """The label after the one above, on one page."""
    gap: float = -1.5
    """For every label that a chain leaves out."""
    swapped: float = -0.5
    """The label before the one above, surely called: a note that was driven over stands above one that was not."""
    again: float = -3.0
    """The same symbol twice on a page, or a restart in mid-page."""
    again_uncalled: float = -7.0
    """The same label twice, and but one place that may call it."""
    follows: float = 2.5
    """The page's first label is the next one after the page before."""
    restarts: float = 0.0
    """A page begins anew."""
    jumps: float = -1.5
    breaks: float = -3.5
    opens: float = -1.0
    """A page has notes at all."""
    lone_call: float = -3.0
    """A raised figure alone on its line, and the next line has a label of its own."""
    familiar: float = 1.5
    """The most that a usual dress or indent may add or an unusual one take."""
    strange: float = 4.0
    """The most that a dress takes which is hardly seen among the many labels of a document."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How this document sets its notes, as far as the last round has shown."""

    dresses: Mapping[tuple[Sort, Dress], float] = field(default_factory=dict)
    strange: float = 0.0
    """Weight of a dress that was not seen."""
    settings: Mapping[Setting, float] = field(default_factory=dict)
    indent: Mapping[int, float] = field(default_factory=dict)
    """Usual x of labels, by column and by recto and verso."""
    restarts: float = 0.0
    """Weight of a restart with the page, by how often it was seen."""
    called: float = 0.0
    """Share of the notes that are called."""


class Opening(NamedTuple):
    """A line that opens a note."""

    row: int
    head: Head


def manner_of(
    openings: Sequence[Opening], matched: Mapping[Setting, int], rows: Sequence[Row], options: HeadOptions
) -> Manner:
    """What the notes found so far, and the calls that were tied to them, show of the document's manner."""
    called = sum(matched.values()) / max(1, len(openings)) if len(openings) >= 3 else 0.0
    dresses = Counter((opening.head.label.sort, opening.head.dress) for opening in openings)
    firsts: dict[int, Label] = {}
    for opening in openings:
        firsts.setdefault(rows[opening.row].page, opening.head.label)
    pages = [label for label in firsts.values() if label.sort is not Sort.SYMBOL]
    anew = sum(is_first(label) for label in pages)
    restarts = 0.0
    if len(pages) >= 3:
        restarts = 2.0 if anew >= 0.7 * len(pages) else -1.5 if anew <= 0.15 * len(pages) else 0.0
    indents: dict[int, list[float]] = defaultdict(list)
    for opening in openings:
        row = rows[opening.row]
        if row.line.box is not None:
            indents[place_of(row)].append(row.line.box.x0)
    return Manner(
        _familiar(dresses, options.familiar, options.strange),
        _share(0, len(openings), options.familiar, options.strange) if len(openings) >= 3 else 0.0,
        _familiar(matched, options.familiar, options.familiar),
        {place: median(found) for place, found in indents.items() if len(found) >= 4},
        restarts,
        called,
    )


def _familiar(counts: Mapping[K, int], most: float, least: float) -> dict[K, float]:
    """Counts as weights: the share a manner has, against an even share."""
    total = sum(counts.values())
    return {key: _share(count, total, most, least) for key, count in counts.items()} if total >= 3 else {}


def _share(count: int, total: int, most: float, least: float) -> float:
    return max(-least, min(most, math.log((count + 0.3) / total * 4)))


def place_of(row: Row) -> int:
    return 2 * row.column + row.page % 2
