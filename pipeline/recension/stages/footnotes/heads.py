"""Which lines open a note: labels in sequence, down the page and over the document.

A label at the beginning of a line proves nothing: dates, page numbers, lists and headings
begin so too. Evidence is the sequence (the next label, a restart with the page or chapter),
a place above that may call it, the dress the document's labels wear, indent, what the line
before leaves open, and, with geometry, the lean of the row. Per page the likely chains are
weighed, and over all pages the best row of chains is taken; no chain is a choice too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recension.stages.footnotes.calls import Calls
from recension.stages.footnotes.flow import Flow
from recension.stages.footnotes.guards import Guards
from recension.stages.footnotes.labels import Dress, Label, Sort, is_first, is_next, steps
from recension.stages.footnotes.manner import HeadOptions, Manner, Opening, place_of
from recension.stages.footnotes.rows import Row

_LATER = 30
"""Candidates of one page that are weighed as the first of a chain, at most."""


@dataclass(frozen=True, slots=True)
class _Chain:
    openings: tuple[Opening, ...]
    score: float

    @property
    def first(self) -> Label:
        return self.openings[0].head.label


def openings_of(
    rows: Sequence[Row],
    leans: Sequence[float],
    calls: Calls,
    manner: Manner,
    guards: Guards,
    flow: Flow,
    options: HeadOptions,
    sized: bool,
    barred: frozenset[int] = frozenset(),
) -> list[Opening]:
    """The lines that open notes. `sized`: the leans come from sizes; `barred`: rows that open none."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.heads and index not in barred and leans[index] > -3.0:
            pages[row.page].append(index)
    firsts: dict[int, int] = {}
    for index, row in enumerate(rows):
        if not row.stray:
            firsts.setdefault(row.page, index)
    best: dict[Label | None, tuple[float, _Path | None]] = {None: (0.0, None)}
    for page in sorted(pages):
        chains = _chains(
            page, pages[page], rows, leans, calls, manner, guards, flow, firsts.get(page + 1), options, sized
        )
        if not chains:
            continue
        after: dict[Label | None, tuple[float, _Path | None]] = dict(best)
        for last, (score, path) in best.items():
            for chain in chains:
                turn = _turn(last, chain.first, manner, options)
                if chain.openings[0].head.doubt and turn != options.follows:
                    turn += options.doubt
                total = score + chain.score + turn
                end = _last(chain, last)
                if end not in after or total > after[end][0]:
                    after[end] = (total, _Path(chain, path))
        best = dict(sorted(after.items(), key=lambda item: -item[1][0])[:12])
        if None not in best and None in after:
            best[None] = after[None]
    path = max(best.values(), key=lambda item: item[0])[1]
    found: list[Opening] = []
    while path is not None:
        found[:0] = path.chain.openings
        path = path.before
    return found


@dataclass(frozen=True, slots=True)
class _Path:
    chain: _Chain
    before: _Path | None


def _last(chain: _Chain, before: Label | None) -> Label | None:
    """The label that the next page would go on from; symbols begin anew and do not count."""
    for opening in reversed(chain.openings):
        if opening.head.label.sort is not Sort.SYMBOL:
            return opening.head.label
    return before


def _turn(last: Label | None, first: Label, manner: Manner, options: HeadOptions) -> float:
    if first.sort is Sort.SYMBOL:
        return 0.5 if is_first(first) else -1.0
    if last is None:
        return 0.5 if is_first(first) else -0.5
    step = steps(last, first)
    if step == 1:
        return options.follows
    if is_first(first):
        return options.restarts + manner.restarts
    if step is not None and 1 < step <= 4:
        return options.jumps
    return options.breaks


def _chains(
    page: int,
    indices: Sequence[int],
    rows: Sequence[Row],
    leans: Sequence[float],
    calls: Calls,
    manner: Manner,
    guards: Guards,
    flow: Flow,
    after: int | None,
    options: HeadOptions,
    sized: bool,
) -> list[_Chain]:
    """The best chain from each candidate of a page that may be its first note."""
    candidates = [Opening(index, head) for index in indices for head in rows[index].heads]
    own = [_strength(opening, rows, leans, manner, guards, options, sized) for opening in candidates]
    chains: list[_Chain] = []
    for start in range(max(0, len(candidates) - 4 * _LATER), len(candidates)):
        if own[start] < -2.5:
            continue
        row = candidates[start].row
        broken = _break(row, rows, options)
        goes_on = 0.0
        if row and rows[row - 1].page == page and after is not None:
            goes_on = options.body_goes_on * flow(rows[row - 1], rows[after])
        chain = _chain(
            start, page, candidates, own, rows, leans, calls, options, sized, max(0.0, broken) - broken + goes_on
        )
        if chain is not None:
            chains.append(chain)
    chains.sort(key=lambda chain: -chain.score)
    return chains[:12]


def _chain(
    start: int,
    page: int,
    candidates: Sequence[Opening],
    own: Sequence[float],
    rows: Sequence[Row],
    leans: Sequence[float],
    calls: Calls,
    options: HeadOptions,
    sized: bool,
    extra: float,
) -> _Chain | None:
    top = candidates[start].row

    def worth(at: int) -> float:
        opening = candidates[at]
        before = top if not sized and rows[opening.row].column == rows[top].column else opening.row
        call = calls.best(opening.head.label, page, before)
        if not call and before == top and at != start:
            call = calls.best(opening.head.label, page, opening.row) - 1.0  # a second block of notes, lower on the page
        if not sized or leans[opening.row] <= 0 or _fills_page(opening.row, rows, leans):
            without = options.uncalled
        else:
            without = options.uncalled_small + (options.uncalled - options.uncalled_small) * calls.share
        return own[at] + without + (options.called - without) * max(0.0, min(1.0, call / options.sure_call))

    best: dict[int, tuple[float, int, dict[Sort, Label], frozenset[Label]]] = {}
    for at in range(start, len(candidates)):
        label = candidates[at].head.label
        if at == start:
            best[at] = (worth(at) + options.opens + extra, -1, {label.sort: label}, frozenset((label,)))
            continue
        choice: tuple[float, int, dict[Sort, Label], frozenset[Label]] | None = None
        for prior, (score, _, lasts, seen) in best.items():
            if candidates[prior].row == candidates[at].row:
                continue
            step, now = _step(lasts, label, options), {**lasts, label.sort: label}
            if sized and step is None and label not in seen and _is_before(label, lasts):
                if calls.best(label, page, candidates[at].row) < options.sure_call:
                    continue
                step, now = options.swapped, dict(lasts)
            if label in seen and calls.count(label, page) < 2:
                step = options.again_uncalled
            if step is not None and candidates[at].head.doubt and step != options.next:
                step += options.doubt
            if step is not None and (choice is None or score + step > choice[0]):
                choice = (score + step, prior, now, seen)
        if choice is not None:
            best[at] = (choice[0] + worth(at), choice[1], choice[2], choice[3] | {label})
    end = max(best, key=lambda at: best[at][0])
    score = best[end][0]
    openings: list[Opening] = []
    while end >= 0:
        openings.append(candidates[end])
        end = best[end][1]
    return _Chain(tuple(reversed(openings)), score)


def _is_before(label: Label, lasts: Mapping[Sort, Label]) -> bool:
    """Is this the label right before the last one?"""
    last = lasts.get(label.sort)
    return last is not None and is_next(label, last)


def _step(lasts: Mapping[Sort, Label], label: Label, options: HeadOptions) -> float | None:
    last = lasts.get(label.sort)
    if last is None:
        if Sort.SYMBOL not in lasts and label.sort is not Sort.SYMBOL:
            return None
        return 0.0 if is_first(label) else options.breaks
    step = steps(last, label)
    if step == 1:
        return options.next
    if step is not None and 1 < step <= 3:
        return options.gap * (step - 1)
    if (step == 0 and label.sort is Sort.SYMBOL) or (is_first(label) and last.value >= 1):
        return options.again
    return None


def _strength(
    opening: Opening,
    rows: Sequence[Row],
    leans: Sequence[float],
    manner: Manner,
    guards: Guards,
    options: HeadOptions,
    sized: bool,
) -> float:
    """What the line itself says for its opening a note."""
    row, head = rows[opening.row], opening.head
    label = head.label
    score = (
        options.symbol if label.sort is Sort.SYMBOL and head.dress is not Dress.RAISED else options.dress[head.dress]
    )
    if label.sort is Sort.LETTER and head.dress is not Dress.RAISED:
        score += options.letter
    rest = row.chars[head.end :].lstrip()
    if head.dress in (Dress.BARE, Dress.GLUED, Dress.DOT) and label.sort is Sort.NUMBER:
        word = rest.split(maxsplit=1)[0].casefold().strip(".,;") if rest else ""
        if word in guards.after:
            score += options.counts
    if label.value >= 1000:
        score += options.year
    if rest and not any(char.isalpha() for char in rest):
        score += options.no_words
    if head.doubt:
        score += options.doubt
    if row.lone_call and opening.row + 1 < len(rows) and rows[opening.row + 1].heads:
        score += options.lone_call
    if rest[:1].islower():
        score += options.lower
    score += _break(opening.row, rows, options)
    if sized:
        score += 0.4 * leans[opening.row]
    score += manner.dresses.get((label.sort, head.dress), manner.strange)
    usual = manner.indent.get(place_of(row))
    if usual is not None and row.line.box is not None:
        off = abs(row.line.box.x0 - usual)
        score += 0.5 if off <= 0.25 * row.size else -1.0 if off > 0.8 * row.size else 0.0
    return score


def _break(index: int, rows: Sequence[Row], options: HeadOptions) -> float:
    """Does the row before end what it says? Under the body it need not: the body goes on overleaf."""
    row = rows[index]
    score = options.white if row.white else 0.0
    before = rows[index - 1] if index and not row.turn else None
    if before is None:
        return score
    if before.divided:
        return score + options.divided_before
    return score + (options.closed_before if before.closed or row.white else options.open_before)


def _fills_page(index: int, rows: Sequence[Row], leans: Sequence[float]) -> bool:
    """Do all rows of the page up to this one lean to the notes? Then no body stands above it."""
    at = index
    while at > 0 and rows[at - 1].page == rows[index].page:
        at -= 1
        if leans[at] <= 0:
            return False
    return True
