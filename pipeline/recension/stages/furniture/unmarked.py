"""Pages of a text that has lost its page marks.

Extraction without form feeds leaves one long page with heads and folios inside. Folios
betray the pages: numbers alone on their lines, or in lines that otherwise say the same,
that count up by one at the distance of pages, beside lines that recur. Where no folio is
printed, a line that recurs at regular distances does. Numbers of equations, of lists and in
the columns of tables count up as well, but not at that distance, and stand among their like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence

import regex

from recension.rulebook import Profile
from recension.stages.furniture.folios import Number, numbers
from recension.stages.furniture.heads import DIVIDED, STOP
from recension.stages.furniture.sheets import Row, Sheet
from recension.stages.furniture.weights import Options

HEADS_TRIED = 12
"""Texts that recur most, among which the heads are sought: one, or two that take turns."""

FORM = "#"
"""Before the form that a number is printed in: "## of 34"; no key of letters begins so."""

FULL = 30
"""Characters from which a line is one of text, and not a label, a cell or a folio."""

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
        chain, heads = _chain(sheet.rows, recurring, profile, options)
        for row in heads:
            row.recurs = True
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


def _chain(rows: Sequence[Row], recurring: dict[str, list[int]], profile: Profile, options: Options) -> tuple[
        list[Number], list[Row]]:
    """The best run of numbers that count up at the distance of pages, if one can be believed, and the heads beside."""
    found = [number for row in rows for number in numbers(row, "top", profile)
             if row.key in recurring or (number.place == "alone" and not _BRACKETED.fullmatch(row.text))]
    kept = _company(found, rows, options)
    lone = {id(number): _stands_alone(number.row, rows) for number in found}
    gains = {id(number): 3.0 if any(text.startswith(FORM) for text in kept[id(number)]) else 2.0 if kept[id(number)]
             else 1.0 if lone[id(number)] else 0.25 for number in found}
    for _ in range(options.chains_tried):
        chain = _best(found, gains, kept, options)
        if 2 * sum(gains[id(number)] == 3.0 for number in chain) >= max(4, len(chain)):
            chain = [number for number in chain if kept[id(number)]]  # a bare number before "Page 2 of 3" is not one
        if _is_believable(chain, kept, lone, rows, options):
            return chain, [rows[place] for number in chain for place in _near(number.row.place, rows)
                           if rows[place].key in kept[id(number)]]
        gone = {id(number) for number in chain}
        found = [number for number in found if id(number) not in gone]
        if len(chain) < options.chain:
            break
    return [], []


def _best(found: Sequence[Number], gains: Mapping[int, float], kept: Mapping[int, set[str]],
          options: Options) -> list[Number]:
    """The run that gains most, by dynamic programming over the numbers in their order."""
    fewest, most = options.sheet_lines
    often = Counter(text for number in found for text in kept[id(number)])
    total = [gains[id(number)] for number in found]
    before = [-1] * len(found)
    for later, number in enumerate(found):
        for earlier in range(later - 1, -1, -1):
            other = found[earlier]
            lines = number.row.place - other.row.place
            if lines > 3 * most:
                break
            pages = number.value - other.value
            near, far = fewest, most * pages
            if kept[id(number)] and kept[id(other)]:
                far = most * (3 if pages == 1 else pages)  # pages of tables hold many lines, and those of figures few
                if not kept[id(number)].isdisjoint(kept[id(other)]) and number.row.text[-1] not in ".)":
                    near = 4 if any(often[text] > options.chain or text.startswith(FORM) for text in kept[id(number)]
                                    ) else fewest
            if other.system != number.system or not 1 <= pages <= 3 or not near * pages <= lines <= far:
                continue
            gain = total[earlier] + gains[id(number)] / pages
            if gain > total[later]:
                total[later], before[later] = gain, earlier
    if not found:
        return []
    place = max(range(len(found)), key=lambda index: (total[index], -index))
    chain: list[Number] = []
    while place >= 0:
        chain.append(found[place])
        place = before[place]
    return chain[::-1]


def _is_believable(chain: Sequence[Number], kept: Mapping[int, set[str]], lone: Mapping[int, bool],
                   rows: Sequence[Row], options: Options) -> bool:
    """Heads beside the numbers, forms that only folios have, or text that runs on over numbers at even distances.

    Chapters and poems are numbered as well, but no sentence runs on over their numbers.
    """
    fewest, _ = options.sheet_lines
    if len(chain) > options.chain and chain[-1].row.place - chain[0].row.place < 2 * fewest * (len(chain) - 1):
        return False  # pages of figures hold few lines, but not all pages
    texts = Counter(text for number in chain for text in kept[id(number)])
    in_company = sum(any(texts[text] >= 2 for text in kept[id(number)]) for number in chain)
    is_open = sum(_is_open(number.row, rows, texts) for number in chain)
    if in_company >= options.chain and 2 * in_company >= len(chain) and is_open >= 0.15 * len(chain):
        return True
    declared = sum(any(text.startswith(FORM) and texts[text] >= 2 for text in kept[id(number)]) for number in chain)
    if declared == len(chain) >= 2:
        return True
    if len(chain) <= options.chain or not _is_even([number.row.place for number in chain], options):
        return False
    alone = sum(lone[id(number)] for number in chain)
    run_on = sum(_runs_on_over(number.row, rows) for number in chain)
    if chain[-1].value - chain[0].value == len(chain) - 1 and ((in_company >= 2 and 4 * is_open >= len(chain)) or (
            run_on and 2 * alone >= len(chain) and 2 * is_open >= len(chain))):
        return True
    needed = 0.8 if len(chain) < 3 * options.chain else 0.4
    return (len(chain) >= 2 * options.chain and alone >= needed * len(chain) and run_on > 0
            and is_open >= 0.3 * len(chain))


def _company(found: Sequence[Number], rows: Sequence[Row], options: Options) -> dict[int, set[str]]:
    """For each number the texts right beside it that also stand beside another number, in step with it.

    So do running heads; and so does what is printed with the number itself, in a form that only
    folios have ("Page 3 of 9"). Numbers among numbers are cells of a table, and in no company.
    """
    _, most = options.sheet_lines
    beside: dict[str, list[Number]] = defaultdict(list)
    cells: dict[str, list[Number]] = defaultdict(list)
    for number in found:
        form = form_of(number)
        if form:
            beside[form].append(number)
        around = [rows[place] for place in (number.row.place - 1, number.row.place + 1) if 0 <= place < len(rows)]
        texts = {rows[place].key for place in _near(number.row.place, rows) if place != number.row.place
                 or number.place == "start" or len(number.row.text.split()) > 2}  # "Table 3", "Letter 12" count up too
        held = cells if any(_BARE.fullmatch(row.text) for row in around) else beside
        for text in texts:
            if len(text) >= options.top_letters:
                held[text].append(number)
    for text, company in beside.items():
        if len(company) > options.chain:  # a table at the edge of a page that has its head
            company[:] = sorted([*company, *cells[text]], key=lambda number: number.row.place)
    kept: dict[int, set[str]] = {id(number): set() for number in found}
    for text, company in beside.items():
        for earlier, number in enumerate(company):
            for other in company[earlier + 1 :]:
                lines, pages = other.row.place - number.row.place, other.value - number.value
                if other.system == number.system and pages >= 1 and 4 * pages <= lines <= most * pages:
                    kept[id(number)].add(text)
                    kept[id(other)].add(text)
    return kept


def form_of(number: Number) -> str:
    """What is printed with the number: "Page # of 9", "043505-#"; empty where it is decoration only."""
    if not number.decorated:
        return ""
    form = regex.sub(rf"(?<!\d){regex.escape(number.label)}(?!\d)", "#", number.row.text, count=1)
    return FORM + form if form.strip(" #.[]()|/-–—·•*") else ""


def _is_open(row: Row, rows: Sequence[Row], heads: Container[str] = ()) -> bool:
    """Does no stop stand before the row and the heads beside it, or text in lower case after them?"""
    before, after = row.place - 1, row.place + 1
    while before >= max(0, row.place - 4) and rows[before].key in heads:
        before -= 1
    while after < min(len(rows), row.place + 5) and rows[after].key in heads:
        after += 1
    return (before >= 0 and not STOP.search(rows[before].text)) or (
        after < len(rows) and len(rows[after].text) >= FULL and rows[after].text[0].islower())


def _runs_on_over(row: Row, rows: Sequence[Row]) -> bool:
    """Does a sentence run on over the row: a word divided before it, or a full line in lower case after it?"""
    if not 0 < row.place < len(rows) - 1:
        return False
    before, after = rows[row.place - 1].text, rows[row.place + 1].text
    return len(before) >= FULL and (DIVIDED.search(before) is not None or (len(after) >= FULL and after[0].islower()))


def _near(place: int, rows: Sequence[Row]) -> range:
    return range(max(0, place - 2), min(len(rows), place + 3))


def _stands_alone(row: Row, rows: Sequence[Row]) -> bool:
    """Among lines of text, not among numbers and the short rows of a table or figure."""
    around = [rows[place].text for place in (row.place - 1, row.place + 1) if 0 <= place < len(rows)]
    return not any(_BARE.fullmatch(text) for text in around) and any(len(text) >= FULL for text in around)


def _cuts_at_heads(rows: Sequence[Row], recurring: dict[str, list[int]], options: Options) -> list[int]:
    """Places of the text, or of the texts of facing pages, that recur at regular distances and read like heads."""
    heads = [held for key, held in recurring.items()
             if len(key) >= options.bottom_letters and not rows[held[0]].text[0].islower()]
    heads.sort(key=lambda held: (-len(held), held[0]))
    alone = [held for held in heads if len(held) > options.chain and _part_text(held, rows, options)]
    if alone:
        return alone[0]
    best: list[int] = []
    for first, held in enumerate(heads[:HEADS_TRIED]):
        for other in heads[first + 1 : HEADS_TRIED]:
            both = sorted({*held, *other})
            if len(both) > max(options.chain, len(best)) and _part_text(both, rows, options):
                best = both
    return best


def _part_text(places: Sequence[int], rows: Sequence[Row], options: Options) -> bool:
    """At even distances, between lines of text, and sentences run on over them: not the labels of
    figures, the headers of tables, or a heading that comes again and again."""
    full = [[len(rows[place].text) >= FULL for place in (at - 1, at + 1, at + 2, at + 3) if 0 <= place < len(rows)]
            for at in places]
    return (_is_even(places, options) and sum(any(after) for _, *after in full) >= 0.6 * len(places)
            and (sum(before for before, *_ in full) >= 0.4 * len(places) or len(places) >= 4 * options.chain)
            and sum(_is_open(rows[at], rows) for at in places) >= 0.25 * len(places))


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
