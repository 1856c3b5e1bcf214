"""Changes planned on streams, none over another, then made on the lines of the document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from recension.model import Draft
from recension.stages.smallcaps.casewords import Stream


class Change(NamedTuple):
    """`stream.text[start:end]` is to read `after`. Over a line end the length must stay."""

    stream: Stream
    start: int
    end: int
    after: str
    rule: str
    reason: str
    confidence: float


class Query(NamedTuple):
    """The evidence does not decide between these readings."""

    stream: Stream
    start: int
    end: int
    readings: tuple[str, ...]
    rule: str
    reason: str


class Plan:
    """What is to be done. The first to speak of a place has it."""

    def __init__(self, streams: Iterable[Stream]) -> None:
        self.changes: list[Change] = []
        self.queries: list[Query] = []
        self._taken: dict[int, list[tuple[int, int]]] = {id(stream): [] for stream in streams}

    def is_free(self, stream: Stream, start: int, end: int) -> bool:
        """Has nobody spoken of a part of this stretch?"""
        taken = self._taken[id(stream)]
        at = bisect_right(taken, (start, end))
        return (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or taken[at][0] >= end)

    def recase(
        self, stream: Stream, places: Sequence[int], letters: str, *, rule: str, reason: str, confidence: float = 1.0
    ) -> bool:
        """Put these letters at these places, in order. True when the stretch was free, changed or not.

        A letter that becomes two with its case, as ß does, is left alone: no small capital is known to print so.
        """
        if not places or len(places) != len(letters):
            return False
        start, end = places[0], places[-1] + 1
        if not self.is_free(stream, start, end):
            return False
        chars = list(stream.text[start:end])
        for place, letter in zip(places, letters, strict=True):
            chars[place - start] = letter
        self._take(stream, start, end)
        after = "".join(chars)
        if after != stream.raw[start:end]:
            self.changes.append(Change(stream, start, end, after, rule, reason, confidence))
        return True

    def replace(
        self, stream: Stream, start: int, end: int, after: str, *, rule: str, reason: str, confidence: float = 1.0
    ) -> bool:
        """Replace a stretch within one line."""
        if not self.is_free(stream, start, end):
            return False
        self._take(stream, start, end)
        self.changes.append(Change(stream, start, end, after, rule, reason, confidence))
        return True

    def query(self, stream: Stream, start: int, end: int, readings: Sequence[str], *, rule: str, reason: str) -> None:
        """Leave a place, and say between what it is left."""
        if self.is_free(stream, start, end):
            self._take(stream, start, end)
            self.queries.append(Query(stream, start, end, tuple(readings), rule, reason))

    def make(self, draft: Draft) -> None:
        """Make the changes, line by line, and record the queries."""
        for change in self.changes:
            whole = len(change.after) == change.end - change.start
            for line, start, end, at in change.stream.pieces(change.start, change.end):
                after = change.after[at - change.start : at - change.start + end - start] if whole else change.after
                if after != line.chars[start:end]:
                    draft.replace(
                        line, start, end, after, rule=change.rule, reason=change.reason, confidence=change.confidence
                    )
        for query in self.queries:
            for line, start, end, _ in query.stream.pieces(query.start, query.end):
                draft.query(line, start, end, query.readings, rule=query.rule, reason=query.reason)
                break

    def _take(self, stream: Stream, start: int, end: int) -> None:
        taken = self._taken[id(stream)]
        taken.insert(bisect_left(taken, (start, end)), (start, end))
