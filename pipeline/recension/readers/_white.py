"""White inside a run: of its spaces, and where words touch although print may part them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

SPACES = re.compile(" +")

_TOUCHING_BEFORE = re.compile(r"[;:!?»\d](?:(?<=[^\s(«][;:!?»])|(?<=[^\W\d_]\d)(?=\d))")
_TOUCHING_AFTER = re.compile(r"«(?=\S)|[,;:](?=[^\W\d_])|[.!?](?=[A-ZÀ-ÖØ-Þ])")
"""Where words touch although print may part them: French marks, a year after a word, a comma."""

HIDDEN_WHITE = 0.08
"""White, in ems, that is more than kerning. French thin spaces start near .1; an engine sees a
space only from .2 or so, and in tight lines not even there."""

SPLIT_GAP = 1.5
"""White, in ems, at which one text object is taken for two: a column gap or a leader."""


Space = tuple[int, int]
"""The first of the spaces that stand together, and the character after the last."""


def inner_spaces(text: str, stretches: Iterable[tuple[int, int]]) -> list[list[Space]]:
    """The inner spaces of each stretch of the page's text, given as its first character and the one after its last."""
    spaces = [match.span() for match in SPACES.finditer(text)]
    spaces.append((len(text) + 1, len(text) + 1))
    number = 0
    found: list[list[Space]] = []
    for start, end in stretches:
        while spaces[number][1] <= start + 1:
            number += 1
        here: list[Space] = []
        upto = number
        at = max(spaces[number][0], start + 1)
        while at < end - 1:
            here.append((at, min(spaces[upto][1], end - 1)))
            upto += 1
            at = spaces[upto][0]
        found.append(here if here and " " in text[start:end].strip() else [])
    return found


def touching(text: str, stretches: Sequence[tuple[int, int, *tuple[object, ...]]]) -> Iterator[tuple[int, int]]:
    """(Number of the stretch, place) of each boundary where words touch, in order.

    A stretch opens with its first character and the one after its last.
    """
    places = {match.start() for match in _TOUCHING_BEFORE.finditer(text)}
    places.update([match.end() for match in _TOUCHING_AFTER.finditer(text)])
    starts = [stretch[0] for stretch in stretches]
    for place in sorted(places):
        number = bisect_right(starts, place) - 1
        if number >= 0:
            start, end = stretches[number][:2]
            if start < place < end and (place + 1 < end or _is_boundary(text, place)):
                yield number, place


def _is_boundary(text: str, place: int) -> bool:
    """Before the last character of its stretch: a digit there opens no year."""
    return not text[place].isdecimal() or _TOUCHING_AFTER.match(text, place - 1) is not None
