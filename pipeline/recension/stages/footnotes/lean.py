"""How much a row leans to the notes, before any label is believed: its size, its place, its width.

With geometry: notes stand at the foot of their column, smaller than the body, in the size in
which lines at the foot begin with labels. Quotations and captions are small too, but in
another size, inset, or with body lines below them. Without geometry only the width of full
lines is left: a smaller type takes more letters to the line, notes in columns take fewer. It
is learned from the notes that labels and calls have already found.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import regex

from recension.stages.footnotes.feet import LeanOptions, is_text, pages_of
from recension.stages.footnotes.rows import Row, median

_TOKEN = regex.compile(r"\p{L}+\.?|\d+|[()\[\]«»„“”:;–—&§=]")

Edges = dict[tuple[int, int], tuple[float, float]]

NEVER = -6.0
"""The lean of a row that cannot be a note."""


def lean_by_size(
    rows: Sequence[Row], runs: Sequence[range], called: Collection[int], options: LeanOptions
) -> list[float] | None:
    """The lean of every row by size and place, from the `feet` of the document; None where it has no smaller notes.

    `called` are the rows whose label something on the page may call: the size of the notes is that
    of labels that are called, not that of numbered listings at the foot.
    """
    votes: Counter[float] = Counter()
    for run in runs:
        for index in run:
            if rows[index].heads:
                votes[round(rows[index].size, 1)] += options.called if index in called else 1
    if not votes:
        return None
    top = votes.most_common(1)[0][1]
    sizes = [size for size, count in votes.items() if count >= max(1, 0.15 * top)]
    largest = max(sizes)
    leans = [NEVER] * len(rows)
    for run in runs:
        for index in run:
            size = rows[index].size
            if rows[index].lone_call:
                leans[index] = options.lone_call
            elif any(abs(size - other) <= options.same * other for other in sizes):
                leans[index] = options.note_size
            elif size < largest:
                leans[index] = options.smaller
            else:
                leans[index] = options.other_size
    return leans


def part_from_above(
    rows: Sequence[Row], leans: list[float], heads: Collection[int], edges: Edges, options: LeanOptions
) -> None:
    """Lower the lean of small rows that a white, or an inset, parts from the first label below them."""
    usual = _white_before_heads(rows, leans, heads)
    index = 0
    while index < len(rows):
        if leans[index] <= NEVER:
            index += 1
            continue
        end = index
        while end < len(rows) and leans[end] > NEVER and (end == index or not rows[end].turn):
            end += 1
        first = next((at for at in range(index, end) if at in heads), end)
        cut = index
        for at in range(index + 1, min(first + 1, end)):
            if rows[at].line.baseline - rows[at - 1].line.baseline > 1.25 * usual * max(rows[at].size, 1.0):
                cut = at
        for at in range(index, first):
            if at < cut and (cut <= first < end or at < cut):
                leans[at] = min(leans[at], options.apart)
            elif _is_inset(rows[at], edges.get((rows[at].page % 2, rows[at].column)), options):
                leans[at] += options.inset_lean
        index = end


def _white_before_heads(rows: Sequence[Row], leans: Sequence[float], heads: Collection[int]) -> float:
    """The usual distance from the line above to a label inside the notes, in ems; unknown: that of tight lines."""
    steps = [
        (rows[at].line.baseline - rows[at - 1].line.baseline) / max(rows[at].size, 1.0)
        for at in heads
        if at and leans[at - 1] > NEVER and not rows[at].turn
    ]
    inner = [
        (rows[at].line.baseline - rows[at - 1].line.baseline) / max(rows[at].size, 1.0)
        for at in range(1, len(rows))
        if leans[at] > 0 and leans[at - 1] > 0 and not rows[at].turn
    ]
    usual = [step for step in steps if 0.8 < step < 3.0] or [step for step in inner if 0.8 < step < 3.0]
    return max(1.2, median(usual)) if usual else 1.3


def edges_of(rows: Sequence[Row], runs: Sequence[range]) -> Edges:
    """The usual left and right end of lines outside the feet, by recto and verso and by column."""
    lefts: dict[tuple[int, int], Counter[float]] = defaultdict(Counter)
    rights: dict[tuple[int, int], Counter[float]] = defaultdict(Counter)
    small = {index for run in runs for index in run}
    for index, row in enumerate(rows):
        box = row.line.box
        if box is not None and index not in small:
            place = row.page % 2, row.column
            lefts[place][round(box.x0)] += 1
            rights[place][round(box.x1)] += 1
    return {place: (lefts[place].most_common(1)[0][0], rights[place].most_common(1)[0][0]) for place in lefts}


def _is_inset(row: Row, edges: tuple[float, float] | None, options: LeanOptions) -> bool:
    box = row.line.box
    if box is None or edges is None:
        return False
    room = options.inset * max(row.size, 1.0)
    return box.x0 - edges[0] > room and edges[1] - box.x1 > room


def lean_by_width(rows: Sequence[Row], notes: Sequence[int], body: Sequence[int], options: LeanOptions) -> list[float]:
    """The lean of every row by its width, learned from rows known to be notes against all the others."""
    note = _full_width([rows[at].width for at in notes], options)
    text = _full_width([rows[at].width for at in body], options)
    if note is None or text is None:
        return [0.0] * len(rows)
    leans = []
    floor = options.full * min(note[0], text[0])
    for row in rows:
        if row.width < floor:
            leans.append(0.0)
            continue
        odds = _density(row.width, note, options) - _density(row.width, text, options)
        leans.append(max(-options.clip, min(options.clip, odds)))
    return leans


def lean_by_words(rows: Sequence[Row], notes: Sequence[int], body: Sequence[int], options: LeanOptions) -> list[float]:
    """The lean of every row by its words: notes are full of figures and abbreviations, and of words of their own.

    A naive Bayes over tokens that are frequent enough, tamed, since the tokens of a line are not independent.
    """
    tokens = [frozenset(_tokens(row.chars)) for row in rows]
    in_notes = Counter(token for at in notes for token in tokens[at])
    in_body = Counter(token for at in body for token in tokens[at])
    if len(notes) < options.samples or len(body) < options.samples:
        return [0.0] * len(rows)
    odds: dict[str, float] = {}
    for token in in_notes.keys() | in_body.keys():
        if in_notes[token] + in_body[token] >= options.frequent:
            share = (in_notes[token] + 0.5) / (len(notes) + 1), (in_body[token] + 0.5) / (len(body) + 1)
            odds[token] = max(-1.0, min(1.0, math.log(share[0] / share[1])))
    return [
        max(
            -options.clip_words,
            min(options.clip_words, options.tamed * sum(odds.get(token, 0.0) for token in sorted(own))),
        )
        for own in tokens
    ]


def _tokens(chars: str) -> list[str]:
    return ["0" if token[0].isdigit() else token.casefold() for token in _TOKEN.findall(chars)]


def _full_width(widths: Sequence[float], options: LeanOptions) -> tuple[float, float] | None:
    """Middle and spread of the width of full lines."""
    if len(widths) < options.samples:
        return None
    ordered = sorted(widths)
    high = ordered[int(0.75 * (len(ordered) - 1))]
    full = [width for width in ordered if width >= options.full * high]
    if len(full) < options.samples:
        return None
    middle = median(full)
    spread = median([abs(width - middle) for width in full]) * 1.48
    return middle, max(spread, options.spread * middle)


def _density(width: float, kind: tuple[float, float], options: LeanOptions) -> float:
    middle, spread = kind
    normal = math.exp(-0.5 * ((width - middle) / spread) ** 2) / (spread * 2.507)
    flat = (0.6 if width < middle else 0.02) / (2.0 * middle)
    return math.log(0.75 * normal + 0.25 * flat)


def below_larger(rows: Sequence[Row], options: LeanOptions) -> frozenset[int]:
    """Rows of a document without smaller notes that cannot open one: high on the page, or above larger lines."""
    found: set[int] = set()
    for page in pages_of(rows):
        boxes = [rows[index].line.box for index in page]
        known = [box for box in boxes if box is not None]
        if not known:
            continue
        top, bottom = min(box.y0 for box in known), max(box.y1 for box in known)
        largest: dict[int, float] = {}
        for index in reversed(page):
            row, box = rows[index], rows[index].line.box
            if box is None:
                continue
            if box.y0 < top + options.high * (bottom - top) or largest.get(row.column, 0.0) > 1.05 * row.size:
                found.add(index)
            if is_text(row):
                largest[row.column] = max(largest.get(row.column, 0.0), row.size)
    return frozenset(found)
