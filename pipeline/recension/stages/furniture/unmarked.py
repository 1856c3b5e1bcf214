"""Pages of a text that has lost its page marks.

Extraction without form feeds leaves one long page with heads and folios inside. Folios
betray the pages: numbers alone on their lines, or in lines that otherwise say the same,
that count up by one at the distance of pages, beside lines that recur. Where no folio is
printed, a line that recurs at regular distances does. Numbers of equations, of lists and in
the columns of tables count up as well, but not at that distance, and stand among their like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex

from recension.rulebook import Profile
from recension.stages.furniture.folios import Number, numbers
from recension.stages.furniture.sheets import Row, Sheet
from recension.stages.furniture.weights import Options

HEADS_TRIED = 12
"""Texts that recur most, among which the heads are sought: one, or two that take turns."""

_BARE = regex.compile(r"[\p{P}\p{S}\s]*\p{N}+[\p{P}\p{S}\p{N}\s]*")
_BRACKETED = regex.compile(r"[(\[].*[)\]]")


def with_page_marks(found: Sequence[Sheet], profile: Profile, options: Options) -> list[Sheet]:
    """The sheets, long ones of plain text parted where their pages seem to end."""
    parted: list[Sheet] = []
    for sheet in found:
        if len(sheet.rows) < options.unmarked or any(row.style is not None for row in sheet.rows[:1]):
            parted.append(sheet)
            continue
        recurring = _recurring(sheet.rows, options)
        for row in sheet.rows:
            row.recurs = row.key in recurring
        chain = _chain(sheet.rows, recurring, profile, options)
        cuts = _cuts_at_heads(sheet.rows, recurring, options)
        if chain and len(chain) >= 0.7 * len(cuts):
            parted.extend(_part(sheet, [number.row.place + 1 for number in chain],
                                [*(number.value for number in chain), chain[-1].value + 1],
                                {id(number.row) for number in chain}))
        else:
            parted.extend(_part(sheet, cuts, range(1, len(cuts) + 2), set()))
    return parted


def _recurring(rows: Sequence[Row], options: Options) -> dict[str, list[int]]:
    """The places of each text that recurs no nearer than pages do; stacked copies count once."""
    places: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if len(row.key) >= options.top_letters:
            held = places[row.key]
            if held and row.place - held[-1] <= 4:
                continue
            held.append(row.place)
    fewest, _ = options.sheet_lines
    return {key: held for key, held in places.items() if len(held) >= 3 and sum(
        later - earlier >= fewest for earlier, later in zip(held, held[1:], strict=False)) >= 0.6 * (len(held) - 1)}


def _chain(rows: Sequence[Row], recurring: dict[str, list[int]], profile: Profile, options: Options) -> list[Number]:
    """The best run of numbers that count up at the distance of pages."""
    found = [number for row in rows for number in numbers(row, "top", profile)
             if row.key in recurring or (number.place == "alone" and not _BRACKETED.fullmatch(row.text))]
    beside = [any(rows[place].key in recurring for place in _near(number.row.place, rows)) for number in found]
    lone = [_stands_alone(number.row, rows) for number in found]
    fewest, most = options.sheet_lines
    gains = [2.0 if company else 1.0 if alone else 0.25 for company, alone in zip(beside, lone, strict=True)]
    total = list(gains)
    before = [-1] * len(found)
    for later, number in enumerate(found):
        for earlier in range(later - 1, -1, -1):
            other = found[earlier]
            lines = number.row.place - other.row.place
            if lines > 3 * most:
                break
            pages = number.value - other.value
            near = 4 if beside[later] and beside[earlier] else fewest  # pages of figures hold few lines
            if other.system != number.system or not 1 <= pages <= 3 or not near * pages <= lines <= most * pages:
                continue
            gain = total[earlier] + gains[later] / pages
            if gain > total[later]:
                total[later], before[later] = gain, earlier
    if not found:
        return []
    place = max(range(len(found)), key=lambda index: (total[index], -index))
    chain: list[int] = []
    while place >= 0:
        chain.append(place)
        place = before[place]
    chain.reverse()
    in_company = sum(beside[index] for index in chain)
    if in_company >= options.chain and 2 * in_company >= len(chain):
        return [found[index] for index in chain]
    apart = [found[index] for index in chain]
    needed = 0.8 if len(chain) < 3 * options.chain else 0.4
    if len(chain) >= 2 * options.chain and sum(lone[index] for index in chain) >= needed * len(chain) and _is_even(
            [number.row.place for number in apart], options):
        return apart
    return []


def _near(place: int, rows: Sequence[Row]) -> range:
    return range(max(0, place - 2), min(len(rows), place + 3))


def _stands_alone(row: Row, rows: Sequence[Row]) -> bool:
    """Among lines of text, not among numbers and the short rows of a table or figure."""
    around = [rows[place].text for place in (row.place - 1, row.place + 1) if 0 <= place < len(rows)]
    return not any(_BARE.fullmatch(text) for text in around) and any(len(text) >= 30 for text in around)


def _cuts_at_heads(rows: Sequence[Row], recurring: dict[str, list[int]], options: Options) -> list[int]:
    """Places of the text, or of the texts of facing pages, that recur at regular distances and read like heads."""
    heads = [held for key, held in recurring.items()
             if len(key) >= options.bottom_letters and not rows[held[0]].text[0].islower()]
    heads.sort(key=lambda held: (-len(held), held[0]))
    alone = [held for held in heads if len(held) > options.chain and _is_even(held, options)]
    if alone:
        return alone[0]
    best: list[int] = []
    for first, held in enumerate(heads[:HEADS_TRIED]):
        for other in heads[first + 1 : HEADS_TRIED]:
            both = sorted({*held, *other})
            if len(both) > max(options.chain, len(best)) and _is_even(both, options):
                best = both
    return best


def _is_even(places: Sequence[int], options: Options) -> bool:
    """At distances that pages have, and much the same ones."""
    steps = sorted(later - earlier for earlier, later in zip(places, places[1:], strict=False))
    usual = steps[len(steps) // 2]
    near = sum(0.55 * usual <= step <= 1.8 * usual for step in steps)
    return usual >= 2 * options.sheet_lines[0] and near >= 0.7 * len(steps)


def _part(sheet: Sheet, cuts: Sequence[int], labels: Sequence[int], folios: set[int]) -> list[Sheet]:
    if not cuts:
        return [sheet]
    edges = [0, *cuts, len(sheet.rows)]
    parts: list[Sheet] = []
    for label, start, end in zip(labels, edges, edges[1:], strict=False):
        part = Sheet(sheet.page, label, sheet.rows[start:end], guessed=True)
        for row in part.rows:
            row.sheet, row.may_be_folio = part, not folios or id(row) in folios
        if part.rows:
            parts.append(part)
    return parts
