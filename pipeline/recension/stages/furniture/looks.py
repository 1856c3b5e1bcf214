"""What can be asked of a row at the edge of a page, given all the other pages.

`Looks` holds what the document says as a whole (its frame, its headings and stamps) and
what changes while furniture is peeled off: which texts stand at edges, which numbers keep
step, what has been found where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import regex

from recension.model import Document, Layer
from recension.rulebook import Profile
from recension.stages.furniture.folios import Number, numbers, support
from recension.stages.furniture.heads import DIVIDED, STOP, Recurrence, Words
from recension.stages.furniture.sheets import Row, Sheet, frame
from recension.stages.furniture.weights import Options, Verdict

_WORDS = regex.compile(r"\p{L}+")
_MIXED = regex.compile(r"\p{Ll}\p{Lu}")
LOWER = regex.compile(r"[«“\"'(\[]?\s*\p{Ll}")


class Looks:
    """The document around the edges of its pages."""

    def __init__(self, document: Document, sheets: list[Sheet], profile: Profile, options: Options) -> None:
        self.sheets, self.profile, self.options = sheets, profile, options
        self.frame = frame(sheets, 2, options.edge_share)
        self.words = Words(document, sheets, self.frame, options.depth)
        self.found: list[Verdict] = []
        self.sheet_of = {sheet.number: sheet for sheet in sheets}
        self.by_page: dict[int, list[Verdict]] = defaultdict(list)
        self._places: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
        words = "|".join(regex.escape(word) for word in sorted(profile.table("heading_words")))
        self.opening = regex.compile(rf"(?i:{words})\b" if words else r"(?!)")
        self.chapter = regex.compile(rf"(?i:{words})\s+\S+" if words else r"(?!)")
        depth = options.depth
        self._counted = {number.value for sheet in sheets for row in sheet.rows[depth : len(sheet.rows) - depth]
                         if len(row.text) < 6 for number in numbers(row, "top", profile) if number.place == "alone"}
        self.again()

    def take(self, verdict: Verdict) -> None:
        """Note that a row was found to be furniture, and take it off its page."""
        row = verdict.row
        row.sheet.rows[:] = [other for other in row.sheet.rows if other is not row]
        self.found.append(verdict)
        self.by_page[row.sheet.number].append(verdict)
        self._places[self._place_of(row, verdict.edge, verdict.rule)].append(row)

    def again(self) -> None:
        """Look at the edges anew, after rows were taken off."""
        depth = self.options.depth
        edges: list[tuple[Row, str]] = []
        for sheet in self.sheets:
            edges.extend((row, "top") for row in sheet.rows[:depth])
            edges.extend((row, "bottom") for row in sheet.rows[depth:][-depth:])
        readings = [number for row, edge in edges if row.may_be_folio for number in numbers(row, edge, self.profile)]
        settled = [number for verdict in self.found if verdict.label
                   for number in numbers(verdict.row, verdict.edge, self.profile) if number.label == verdict.label]
        steps = support(readings, settled, self.options.reach)
        self.offsets = [(number.row.sheet.number, number.system, number.offset) for number in settled]
        self.numbers: dict[int, list[tuple[Number, float]]] = {}
        self._best: dict[int, tuple[float, int]] = {}
        in_step = {id(number.row): number.label for number in settled}
        for number, step in zip(readings, steps, strict=True):
            self.numbers.setdefault(id(number.row), []).append((number, step))
            page = number.row.sheet.number
            if number.place == "alone" and step > self._best.get(page, (0.0, 0))[0]:
                self._best[page] = step, number.value
            if step >= 1:
                in_step.setdefault(id(number.row), number.label)
        self.told: dict[tuple[str, str], bool] = {}
        """What `doubts` has found out about a text at an edge."""
        self._scraps: dict[str, set[int]] = defaultdict(set)
        for row, _ in edges:
            if len(row.key) < self.options.top_letters:
                self._scraps[row.text].add(row.sheet.number)
        self.recurrence = Recurrence([*(row for row, _ in edges), *(verdict.row for verdict in self.found)], in_step,
                                     self.options.same_size)
        self._openers = sum(bool(sheet.rows) and self.is_known(sheet.rows[0]) for sheet in self.sheets[1:])

    # -- numbers ---------------------------------------------------------------------------

    def alone(self, row: Row) -> tuple[Number, float] | None:
        """The row read as a number alone, and how many pages keep step with it."""
        for number, steps in self.numbers.get(id(row), ()):
            if number.place == "alone":
                return number, steps
        return None

    def out_of_step(self, number: Number) -> bool:
        """Has the page another folio, or do the folios around keep another step?"""
        here = number.row.sheet.number
        around = [offset for page, system, offset in self.offsets
                  if system == number.system and abs(page - here) <= self.options.reach]
        return any(page == here and offset != number.offset for page, _, offset in self.offsets) or (
            len(around) >= 3 and number.offset not in around)

    def counts_on(self, number: Number) -> bool:
        """Does a number alone inside the pages come right before or after it? Then sections are numbered."""
        return not {number.value - 1, number.value + 1}.isdisjoint(self._counted)

    def outdone(self, number: Number, steps: float) -> bool:
        """Has the page its folio alone in another row, or a number alone that keeps as good a step or better?"""
        if any(verdict.rule == "folio" for verdict in self.by_page[number.row.sheet.number]):
            return True
        best, value = self._best.get(number.row.sheet.number, (0.0, 0))
        return best > steps or (best == steps > 0 and value == number.value)

    def same_number_elsewhere(self, number: Number) -> bool:
        """Do other pages say the same with this very number in its place? Then it is the text's."""
        return any(reading.label == number.label and reading.place == number.place
                   for other in self.recurrence.others(number.row)
                   for reading in numbers(other, number.edge, self.profile))

    # -- texts -----------------------------------------------------------------------------

    def is_known(self, row: Row) -> bool:
        """Does a heading, the title, the author's line or a stamp say it?"""
        return self.words.heading(row) or self.words.stamp(row)

    def recurs(self, row: Row) -> int:
        """On how many other pages the text stands at an edge, the heading itself not counted."""
        pages = self.recurrence.pages(row)
        if row.recurs:
            return pages
        pages -= self.words.counted_as_heading(row, self.recurrence.others(row))
        return pages if self.words.inside(row) <= max(1, pages // 3) else 0

    def scraps(self, row: Row) -> int:
        """On how many other pages a row without words stands at an edge, as it does here beside furniture."""
        beside = (abs(verdict.row.place - row.place) == 1 for verdict in self.by_page[row.sheet.number])
        if row.text.isalnum() or not (any(beside) or len(row.text) >= self.options.bottom_letters):
            return 0
        return len(self._scraps[row.text] - {row.sheet.number})

    def openers(self, row: Row) -> int:
        """In plain text: how many other pages open with what a heading says, if most do and this one does."""
        if self.frame.has_geometry or not self.is_known(row):
            return 0
        others = self._openers - 1
        return others if others >= max(1, self.options.usual * (len(self.sheets) - 2)) else 0

    def runs_on(self, row: Row, place: int) -> bool:
        """Short, begins like a title, and the next full line of text begins in lower case.

        Not where a capital stands alone on a line of the page: a large initial, which some extractions give later
        than the word that it begins.
        """
        if any(len(other.text) == 1 and other.text.isupper() for other in row.sheet.rows):
            return False
        if len(row.text) > 0.8 * max(self.frame.measure, 30) or opens_low(row.text) or DIVIDED.search(row.text):
            return False
        if row.size > 1.02 * self.frame.size and self.frame.has_geometry:
            return False  # a heading, and the drop capital below it is lost
        for other in row.sheet.rows[place + 1 : place + 3]:
            if self.alone(other) is not None or self.recurrence.pages(other) > 1:
                continue
            if row.style is not None and row.style == other.style and row.style != self.frame.style:
                return False  # the second line of a title
            return bool(LOWER.match(other.text)) and len(other.text) >= 0.7 * self.frame.measure
        return False

    def run_on(self, row: Row) -> int:
        """Of the pages that say the same but for the numbers, on how many the text below begins in lower case."""
        return len({other.sheet.number for other in (row, *self.recurrence.others(row)) if self._low_below(other)})

    def _low_below(self, row: Row) -> bool:
        below = next((other for other in row.sheet.rows if other.place > row.place and self.alone(other) is None), None)
        return below is not None and bool(LOWER.match(below.text)) and len(below.text) >= 0.5 * self.frame.measure

    # -- places ----------------------------------------------------------------------------

    def at_home(self, row: Row) -> bool:
        """In a style that hardly stands anywhere but at edges."""
        return row.style is not None and row.style in self.frame.edge_styles

    def in_margin(self, row: Row) -> bool:
        """Small, and well above where the text of nearly all pages begins, or below where it ends."""
        top, bottom, white = self.frame.top, self.frame.bottom, 1.5 * self.frame.leading
        return 0 < row.size <= 0.95 * self.frame.size and top < bottom and not (top - white <= row.y <= bottom + white)

    def same_place(self, row: Row, edge: str) -> set[int]:
        """Pages with furniture at the same height in the same style; in plain text, in the same form."""
        if self.frame.has_geometry:
            height = round(row.y / 4)
            found: list[Row] = []
            for step in (-1, 0, 1):
                near = self._places.get((edge, "", height + step))
                if near:
                    found.extend(other for other in near if abs(row.y - other.y) <= 2.0 and row.style == other.style)
        elif self.is_firm(row):
            found = self._places.get((edge, "head-with-folio", 0), [])
        elif not row.sheet.guessed and len(row.text) < 0.75 * max(self.frame.measure, 30) and not (
                opens_low(row.text) or STOP.search(row.text)):
            found = self._places.get((edge, "running-head", 0), [])
        else:
            found = []
        return {other.sheet.number for other in found} - {row.sheet.number}

    def is_usual(self, row: Row, place: int, edge: str, pages: int) -> bool:
        """In plain text: have most pages such a row, this one not yet, and does text follow as on theirs?"""
        return not self.has_head(row, edge) and pages >= self.options.usual * len(self.sheets) and any(
            len(other.text) >= 0.75 * self.frame.measure for other in row.sheet.rows[place + 1 : place + 3])

    def is_firm(self, row: Row) -> bool:
        """Does place mean this very place? In plain text only where a folio stands in the row."""
        return self.frame.has_geometry or any(
            number.place != "alone" and steps >= 1.5 and not self.outdone(number, steps)
            for number, steps in self.numbers.get(id(row), ()))

    def beside(self, row: Row, edge: str, with_label: bool) -> bool:
        """Has a folio alone (or a head, `with_label` false) been found right beside the row?"""
        for verdict in self.by_page[row.sheet.number]:
            other = verdict.row
            if (bool(verdict.label) is not with_label or verdict.edge != edge or bool(other.key) is with_label
                    or verdict.rule in ("signature", "catchword")):
                continue
            if self.frame.has_geometry:
                if abs(other.y - row.y) <= 3 * self.frame.leading:
                    return True
            elif not any(min(row.place, other.place) < between.place < max(row.place, other.place)
                         for between in row.sheet.rows):
                return True
        return False

    def is_enclosed(self, row: Row) -> bool:
        """Is furniture found right above and right below the row?"""
        places = {verdict.row.place for verdict in self.by_page[row.sheet.number] if verdict.row.sheet is row.sheet}
        return {row.place - 1, row.place + 1} <= places

    def is_beside(self, row: Row) -> bool:
        """Is furniture found right above or right below the row?"""
        return any(abs(verdict.row.place - row.place) == 1 for verdict in self.by_page[row.sheet.number]
                   if verdict.row.sheet is row.sheet)

    def beyond_folio(self, row: Row) -> bool:
        """Does the folio of the page stand between the row and the text?"""
        return any(verdict.rule == "folio" and verdict.row.place == row.place + 1
                   for verdict in self.by_page[row.sheet.number])

    def has_head(self, row: Row, edge: str) -> bool:
        """Has the page its head, or foot, already?"""
        return any(verdict.edge == edge and verdict.row.key for verdict in self.by_page[row.sheet.number])

    def is_at_home_at_other_edge(self, row: Row, edge: str) -> bool:
        """Has the page the same text at its other edge, and most other pages as well?"""
        edges = Counter(verdict.edge for verdict in self.found if verdict.row.key == row.key)
        here = [*row.sheet.rows, *(verdict.row for verdict in self.by_page[row.sheet.number])]
        return edges.total() >= 5 and edges[edge] < 0.2 * edges.total() and any(
            other.key == row.key for other in here if other is not row)

    def is_heading_itself(self, row: Row) -> bool:
        """May this be the one place where the heading stands that other pages repeat?"""
        if self.words.stamp(row):
            return False
        others = self.recurrence.others(row)
        ids = {id(other) for other in others}
        with_folio = sum(verdict.rule == "head-with-folio" and id(verdict.row) in ids for verdict in self.found)
        with_folio += sum(any(number.place != "alone" and steps >= 1
                              for number, steps in self.numbers.get(id(other), ())) for other in others)
        if 2 * with_folio > len(others) > 1 and not self.frame.has_geometry:
            return True  # the heads that say this have their folio in the row
        return not self.words.heading(row) and all(other.sheet.number > row.sheet.number for other in others)

    def _place_of(self, row: Row, edge: str, rule: str) -> tuple[str, str, int]:
        return (edge, "", round(row.y / 4)) if self.frame.has_geometry else (edge, rule, 0)


def opens_low(text: str) -> bool:
    """Begins in lower case, and not because small capitals lost their case."""
    return bool(LOWER.match(text)) and not in_capitals(text)


def in_capitals(text: str) -> bool:
    """Most words in capitals, or in the mixed case that small capitals come out in."""
    words: Sequence[str] = [word for word in _WORDS.findall(text) if len(word) > 2]
    return bool(words) and sum(word.isupper() or bool(_MIXED.search(word)) for word in words) > 0.5 * len(words)


def found_before(sheets: Sequence[Sheet]) -> Iterator[Verdict]:
    """Furniture that an earlier pass has moved: it tells of the page as it did when it was found."""
    for sheet in sheets:
        if not any(line.layer is Layer.FURNITURE for line in sheet.page.lines):
            continue
        text = [row.place for row in sheet.rows if any(line.layer is Layer.BODY for line in row.lines)]
        for row in list(sheet.rows):
            if all(line.layer is Layer.FURNITURE for line in row.lines):
                label = sheet.page.label if sheet.page.label in row.text.split() or sheet.page.label == row.text else ""
                rule = ("head-with-folio" if label and row.key else "folio" if not row.key else "running-head")
                edge = "bottom" if text and row.place > text[-1] else "top"
                yield Verdict(row, rule, 0.0, (), True, label, edge)
