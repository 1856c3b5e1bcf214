"""Places that may call a label, and the labels so called: what a chain of notes asks of the text above it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from recension.stages.footnotes.labels import Label
from recension.stages.footnotes.manner import Manner, Opening
from recension.stages.footnotes.markers import Marker
from recension.stages.footnotes.rows import Row


class Calls:
    """Places that may call a note, by label and page."""

    def __init__(self, markers: Iterable[Marker], rows: Sequence[Row], manner: Manner) -> None:
        self._found: dict[tuple[Label, int], list[tuple[int, float]]] = defaultdict(list)
        self.share = manner.called
        """Share of the document's notes that are called, as far as known."""
        unseen = -1.0 if manner.settings else 0.0
        for marker in markers:
            weight = marker.weight + manner.settings.get(marker.setting, unseen)
            if weight > 0 and not marker.guarded:
                self._found[marker.label, rows[marker.row].page].append((marker.row, weight))

    def best(self, label: Label, page: int, before: int) -> float:
        """Weight of the likeliest call of a label above a row of its page, or late on the page before."""
        here = max((weight for row, weight in self._found.get((label, page), ()) if row < before), default=0.0)
        there = max((weight for row, weight in self._found.get((label, page - 1), ()) if row < before), default=0.0)
        return max(here, there - 1.0)

    def count(self, label: Label, page: int) -> int:
        """How many places of a page may call a label."""
        return len(self._found.get((label, page), ()))

    def answers(self, index: int, rows: Sequence[Row]) -> bool:
        """May something above the row on its page call a label that the row begins with?"""
        row = rows[index]
        return any(self.likely_rows(head.label, row.page, index, 1.0) for head in row.heads)

    def likely_rows(self, label: Label, page: int, before: int, least: float) -> list[int]:
        """Rows above a row of the page that hold a likely call of the label."""
        return [row for row, weight in self._found.get((label, page), ()) if row < before and weight >= least]


def called_rows(openings: Sequence[Opening], calls: Calls, rows: Sequence[Row]) -> list[int]:
    """Rows that hold the one likely call, above it on its page, of a note that opens."""
    found: list[int] = []
    for opening in openings:
        likely = calls.likely_rows(opening.head.label, rows[opening.row].page, opening.row, 2.0)
        if len(likely) == 1:
            found += likely
    return found
