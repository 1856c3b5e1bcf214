"""Calls and notes, tied over the whole document at once.

Both run in one order. A tie of a place with a note of its label has a gain: what the place
looks like, how near the note stands, whether the manner is the document's. The best set of
ties that never cross is the chain of greatest gain, found exactly by dynamic programming
(a heaviest increasing subsequence, with a Fenwick tree of maxima: n log n).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Tie(NamedTuple):
    """A call (by its index among the calls) and a note (by its index among the notes)."""

    call: int
    note: int
    gain: float


def best_ties(ties: Sequence[Tie]) -> list[Tie]:
    """The ties of greatest total gain of which no two cross or share an end. Ties without gain are left out."""
    useful = [tie for tie in ties if tie.gain > 0]
    if not useful:
        return []
    # Notes descending within a call: two ties of one call can then never follow one another.
    order = sorted(range(len(useful)), key=lambda at: (useful[at].call, -useful[at].note))
    size = max(tie.note for tie in useful) + 2
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before = [-1] * len(useful)
    total = [0.0] * len(useful)
    for at in order:
        place = useful[at].note  # notes below this one: tree positions 1..note
        score, prior = 0.0, -1
        while place > 0:
            if tree[place][0] > score:
                score, prior = tree[place]
            place -= place & -place
        total[at], before[at] = score + useful[at].gain, prior
        place = useful[at].note + 1
        while place <= size:
            if total[at] > tree[place][0]:
                tree[place] = (total[at], at)
            place += place & -place
    last = max(range(len(useful)), key=lambda at: (total[at], -at))
    chain: list[Tie] = []
    while last >= 0:
        chain.append(useful[last])
        last = before[last]
    return chain[::-1]
