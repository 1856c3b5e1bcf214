"""Where each letter of the truth stands in what a tool gave back.

Only letters and digits count, case folded, whatever stands between them. First words are laid side by side: runs of
words that occur once in both texts are fixed points (the longest chain of them in order), between two of them the
longest common subsequence of words. Then letters: what is left between two placed words is matched from both its
ends, then as one piece, then letter by letter where the two sides are of a size. Last, runs of letters without a
place are looked for anywhere in what is still free: text that a tool moved is moved, not lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import LCSseq

NOWHERE = -1
_GRAM = 5
_SHINGLE = 14
_ALONE = 6
"""A matched run of words with fewer letters than this, and nothing of the truth beside it, is chance."""


class Letters:
    """The letters of a text: their folded forms, their places in it, and the words they make."""

    def __init__(self, text: str) -> None:
        self.places: list[int] = []
        keys: list[str] = []
        self.starts: list[int] = []
        before = False
        for place, char in enumerate(text):
            inside = char.isalnum()
            if inside and not before:
                self.starts.append(len(keys))
            before = inside
            if inside:
                lower = char.lower()
                keys.append(lower if len(lower) == 1 else char)
                self.places.append(place)
        self.keys = "".join(keys)
        self.starts.append(len(keys))

    def __len__(self) -> int:
        return len(self.keys)


def place(truth: Letters, output: Letters, used: bytearray) -> list[int]:
    """For each letter of the truth its letter in the output or NOWHERE; letters in `used` are not free."""
    found = [NOWHERE] * len(truth)
    ours = _words(truth, bytearray(len(truth)))
    theirs = _words(output, used)
    for i, j in _aligned([word for _, word in ours], [word for _, word in theirs]):
        start, other, length = ours[i][0], theirs[j][0], len(ours[i][1])
        found[start:start + length] = range(other, other + length)
    _fill(truth, output, found, used)
    for letter in found:
        if letter != NOWHERE:
            used[letter] = 1
    _moved(truth, output, found, used)
    return found


def _words(text: Letters, used: bytearray) -> list[tuple[int, str]]:
    return [(start, text.keys[start:end]) for start, end in pairwise(text.starts)
            if not any(used[start:end])]


def _aligned(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    anchors = _chain(ours, theirs)
    pairs: list[tuple[int, int]] = []
    before = (0, 0)
    for anchor in [*anchors, (len(ours), len(theirs))]:
        a, b = before
        pairs += [(a + i, b + j) for i, j in _common(ours[a:anchor[0]], theirs[b:anchor[1]])]
        if anchor[0] < len(ours):
            pairs.append(anchor)
        before = (anchor[0] + 1, anchor[1] + 1)
    return _without_chance(ours, pairs)


def _chain(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Words of runs that occur once on both sides, in the longest chain that keeps the order of both."""
    def once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
        seen: dict[tuple[str, ...], int] = {}
        for at in range(len(words) - _GRAM + 1):
            gram = tuple(words[at:at + _GRAM])
            seen[gram] = NOWHERE if gram in seen else at
        return seen

    other = once(theirs)
    points = [(at, other[gram]) for gram, at in once(ours).items()
              if at != NOWHERE and other.get(gram, NOWHERE) != NOWHERE]
    points.sort()
    ends: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for number, (_, b) in enumerate(points):
        slot = bisect_left(ends, b)
        back.append(last[slot - 1] if slot else NOWHERE)
        ends[slot:slot + 1] = [b]
        last[slot:slot + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else NOWHERE
    while number != NOWHERE:
        chain.append(points[number])
        number = back[number]
    made: list[tuple[int, int]] = []
    for a, b in reversed(chain):
        for step in range(_GRAM):
            if not made or (a + step > made[-1][0] and b + step > made[-1][1]):
                made.append((a + step, b + step))
    return [pair for pair in made if ours[pair[0]] == theirs[pair[1]]]


def _common(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    if not ours or not theirs:
        return []
    return [(code.src_start + step, code.dest_start + step) for code in LCSseq.opcodes(list(ours), list(theirs))
            if code.tag == "equal" for step in range(code.src_end - code.src_start)]


def _without_chance(ours: Sequence[str], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Short runs stay only where a neighbour of the truth stands near them in the output too."""
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and pair[0] == runs[-1][-1][0] + 1 and pair[1] == runs[-1][-1][1] + 1:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    kept: list[tuple[int, int]] = []
    for number, run in enumerate(runs):
        long = sum(len(ours[i]) for i, _ in run) >= _ALONE
        near_before = number > 0 and run[0][1] - runs[number - 1][-1][1] <= 3 and \
            run[0][0] - runs[number - 1][-1][0] <= 3
        near_after = number + 1 < len(runs) and runs[number + 1][0][1] - run[-1][1] <= 3 and \
            runs[number + 1][0][0] - run[-1][0] <= 3
        if long or near_before or near_after:
            kept += run
    return kept


def _fill(truth: Letters, output: Letters, found: list[int], used: bytearray) -> None:
    """Letters between two placed ones: from both ends, as one piece, then one by one."""
    at = 0
    while at < len(found):
        if found[at] != NOWHERE:
            at += 1
            continue
        end = at
        while end < len(found) and found[end] == NOWHERE:
            end += 1
        low = found[at - 1] + 1 if at else 0
        high = found[end] if end < len(found) else len(output)
        free = [letter for letter in range(low, high) if not used[letter]]
        _fill_gap(truth.keys[at:end], "".join(output.keys[letter] for letter in free), free, found, at)
        at = end


def _fill_gap(ours: str, theirs: str, free: list[int], found: list[int], at: int) -> None:
    first = 0
    while first < len(ours) and first < len(theirs) and ours[first] == theirs[first]:
        found[at + first] = free[first]
        first += 1
    last = 0
    while last < len(ours) - first and last < len(theirs) - first and ours[-1 - last] == theirs[-1 - last]:
        found[at + len(ours) - 1 - last] = free[len(theirs) - 1 - last]
        last += 1
    rest, other = ours[first:len(ours) - last], theirs[first:len(theirs) - last]
    if not rest or not other:
        return
    whole = other.find(rest) if len(rest) > 2 else NOWHERE
    if whole != NOWHERE:
        for step in range(len(rest)):
            found[at + first + step] = free[first + whole + step]
    elif len(other) <= 2 * len(rest) + 8:
        for i, j in _common(rest, other):
            found[at + first + i] = free[first + j]


def _moved(truth: Letters, output: Letters, found: list[int], used: bytearray) -> None:
    at = 0
    while at + _SHINGLE <= len(found):
        if any(letter != NOWHERE for letter in found[at:at + _SHINGLE]):
            at += 1
            continue
        shingle = truth.keys[at:at + _SHINGLE]
        other = output.keys.find(shingle)
        while other != -1 and any(used[other:other + _SHINGLE]):
            other = output.keys.find(shingle, other + 1)
        if other == -1:
            at += 1
            continue
        while at and other and found[at - 1] == NOWHERE and not used[other - 1] and \
                truth.keys[at - 1] == output.keys[other - 1]:
            at, other = at - 1, other - 1
        while at < len(found) and other < len(output) and found[at] == NOWHERE and not used[other] and \
                truth.keys[at] == output.keys[other]:
            found[at], used[other] = other, 1
            at, other = at + 1, other + 1
