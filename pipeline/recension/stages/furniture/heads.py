"""Running heads: what they share with other pages and with the document's own words.

A head recurs, on the pages of its side or of its chapter, with the slips that extraction
and OCR make; or it says what the title, the author's line, a heading or the stamp says. A
text that also stands in the middle of pages again and again (a speaker, a refrain, the
header of a table) does not become a head by standing first on a page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

import regex

from recension.model import Document, Layer, Line
from recension.stages._rotated import letters_of
from recension.stages.furniture.sheets import Frame, Row, Sheet, style_key

ALIKE = 0.86
"""Ratio of two short keys from which they are one text with slips; unlike heads of one book stay below."""

ALIKE_LONG = 0.94
"""The same for keys as long as a line of text: recognition slips in one letter of twenty, and two
lines of one formula differ by more."""

SHORTEST_SLIP = 8
"""Letters from which slips are looked for: short keys are alike by chance."""


_MIXED = regex.compile(r"\p{Ll}\p{Lu}")
_DIGITS = regex.compile(r"\d+|\b(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b(?!['’])")
DIVIDED = regex.compile(r"\p{L}[-\u00ad\u2010]$")
STOP = regex.compile(r"(?<!\d)[.!?…:;,][\"'»”’)\]]*\s*\d{0,3}$")
PLAIN_WORDS = regex.compile(r"[\p{L}\p{M}\s,:;?!'’\-–()*.«»“”]+")
"""What may be a title: no number, address or bar."""
LEADERS = regex.compile(r"(?:[.·…]\s?){4,}")
_ENDS_IN_NUMBER = regex.compile(
    r"(?<![(\d–-])\b(?:\d{1,4}|(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))$")
"""A number or a small roman numeral, not "il" or "ici"."""


SHORTEST_HEADING = 6
"""Letters of a heading that a head may repeat; "Page", "Seite" head the columns of tables."""

SHARED_END = 12
"""Letters that two heads must share at one end: chapter and section in one row, the section changing."""

EDGE_ROWS = 12
"""Rows from either edge beyond which a row stands in the middle of its page: as many as a foot can hold."""

FEW_TEXTS = 300
"""Up to so many different texts at edges, two that stand on one page each may be one with slips."""


class Recurrence:
    """Which texts stand at the edges of which pages."""

    def __init__(self, edges: Iterable[Row], folios: Mapping[int, str], same_size: float) -> None:
        """`folios`: by the id of a row, the number in it that keeps step with the pages."""
        self._same_size = same_size
        self._folios = folios
        self._others: dict[int, list[Row]] = {}
        self._pages: dict[int, int] = {}
        self._numbers: dict[int, tuple[str, ...]] = {}
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in edges:
            if len(row.key) >= 3:
                self._rows[row.key].append(row)
        self._by_end: dict[str, list[Row]] = defaultdict(list)
        for rows in self._rows.values():
            for row in rows:
                if row.style is not None and len(row.key) >= 2 * SHARED_END:
                    self._by_end[row.key[:SHARED_END]].append(row)
                    self._by_end[row.key[-SHARED_END:] + "$"].append(row)
        pages = {key: len({row.sheet.number for row in rows}) for key, rows in self._rows.items()}
        index: dict[str, list[str]] = defaultdict(list)
        for key, count in pages.items():
            if len(key) >= SHORTEST_SLIP and (count > 1 or len(pages) <= FEW_TEXTS):
                for end in _ends(key):
                    index[end].append(key)
        self._slips: dict[str, list[str]] = {}
        for key in pages:
            if len(key) >= SHORTEST_SLIP:
                near = dict.fromkeys(other for end in _ends(key) for other in index.get(end, ()) if other != key)
                self._slips[key] = [other for other in near if alike(key, other)]

    def others(self, row: Row) -> list[Row]:
        """Rows of other pages that say the same in the same size."""
        if id(row) in self._others:
            return self._others[id(row)]
        found = [*self._rows.get(row.key, ()),
                 *(other for key in self._slips.get(row.key, ()) for other in self._rows[key])]
        self._others[id(row)] = [other for other in found if other.sheet is not row.sheet
                                 and abs(other.size - row.size) <= self._same_size * max(row.size, other.size)]
        return self._others[id(row)]

    def pages(self, row: Row) -> int:
        """On how many other pages the text of this row, with its numbers but the folio, stands at an edge."""
        if id(row) not in self._pages:
            mine = self._digits(row)
            self._pages[id(row)] = len({
                other.sheet.number for other in self.others(row) if self._digits(other) == mine})
        return self._pages[id(row)]

    def shares_an_end(self, row: Row) -> int:
        """On how many other pages a row in this style at this height begins or ends as this one does."""
        if len(row.key) < 2 * SHARED_END:
            return 0
        return len({other.sheet.number for end in (row.key[:SHARED_END], row.key[-SHARED_END:] + "$")
                    for other in self._by_end.get(end, ()) if other.sheet is not row.sheet
                    and other.style == row.style and abs(other.y - row.y) <= 2.0})

    def but_for_numbers(self, row: Row) -> int:
        """On how many other pages the text stands with whatever numbers: "Chapter 1", "Chapter 2"."""
        return len({other.sheet.number for other in self.others(row)})

    def is_said_elsewhere(self, row: Row) -> bool:
        """Does any row of another page say the same in the same size?"""
        found = self._others.get(id(row))
        if found is not None:
            return bool(found)
        if self._slips.get(row.key):
            return bool(self.others(row))
        return any(other.sheet is not row.sheet and abs(other.size - row.size) <= self._same_size * max(
            row.size, other.size) for other in self._rows.get(row.key, ()))

    def _digits(self, row: Row) -> tuple[str, ...]:
        if id(row) not in self._numbers:
            self._numbers[id(row)] = self._read_digits(row)
        return self._numbers[id(row)]

    def _read_digits(self, row: Row) -> tuple[str, ...]:
        digits = _digits(row.text)
        folio = self._folios.get(id(row))
        if folio is not None and folio.upper() in digits:
            digits.remove(folio.upper())
        return tuple(digits)


class Heading(NamedTuple):
    """Where a heading begins, and the numbers in it."""

    row: Row
    digits: tuple[str, ...]


class Words:
    """What the document calls itself: titles, author, headings, and what its stamps say."""

    def __init__(self, document: Document, found: Sequence[Sheet], frame: Frame, depth: int) -> None:
        self._headings: dict[str, list[Heading]] = defaultdict(list)
        self._inside: Counter[str] = Counter()
        self._first = found[0] if found else None
        for sheet in found:
            lines = _in_reading_order(sheet)
            for index, (row, line) in enumerate(lines):
                place = row.place - sheet.rows[0].place
                edge = EDGE_ROWS if sheet.guessed else depth
                inside = sheet is found[0] or edge <= place < len(sheet.rows) - edge
                key = row.key if len(row.lines) == 1 else letters_of(line.chars)
                self._inside[key] += min(place, len(sheet.rows) - 1 - place) >= min(EDGE_ROWS, len(sheet.rows) // 4)
                larger = frame.has_geometry and line.size > 1.1 * frame.size
                if not (inside or larger) or not _may_be_heading(line, key, frame, sheet) or not (
                        sheet is found[0] or _leads_to_text(lines[index + 1 : index + 9], frame)):
                    continue
                digits = tuple(_digits(line.chars))
                self._headings[key].append(Heading(row, digits))
                for _, other in lines[index + 1 : index + 3]:
                    if not _may_be_heading(other, letters_of(other.chars), frame, sheet, first=False):
                        break
                    key += letters_of(other.chars)
                    digits += tuple(_digits(other.chars))
                    self._headings[key].append(Heading(row, digits))
        self._stamps = [text for text in _stamp_texts(document) if text]
        self._openings: dict[str, list[str]] = defaultdict(list)
        for key in self._headings:
            self._openings[key[:5]].append(key)
        self._like: dict[str, list[Heading]] = {}
        self._found: dict[int, list[Row]] = {}

    def heading(self, row: Row) -> bool:
        """Does the same text stand as a heading, title or author's line, before it or farther down its page?"""
        key = row.key
        if len(key) < SHORTEST_HEADING:
            return False
        return any(other.sheet.number < row.sheet.number or (other.sheet is row.sheet and other.place >= row.place + 3)
                   for other in self._twins(row))

    def title(self, row: Row) -> bool:
        """Does the first page say it, or a stamp? What stands at the foot repeats no other heading."""
        return self.stamp(row) or (len(row.key) >= SHORTEST_HEADING and any(
            other.sheet is self._first and other.sheet is not row.sheet for other in self._twins(row)))

    def counted_as_heading(self, row: Row, others: Sequence[Row]) -> int:
        """How many of these rows are the heading itself that makes this row known."""
        headings = {id(heading) for heading in self._twins(row)}
        return sum(id(other) in headings for other in others) if headings else 0

    def _twins(self, row: Row) -> list[Row]:
        """Headings with the text of the row, or that it shortens, and with its numbers but one, the folio."""
        if id(row) not in self._found:
            self._found[id(row)] = self._find_twins(row)
        return self._found[id(row)]

    def _find_twins(self, row: Row) -> list[Row]:
        key = row.key
        if key not in self._like:
            same = [key]
            if len(key) >= 10:
                same.extend(other for other in self._openings.get(key[:5], ())
                            if other != key and (other.startswith(key) or alike(other, key)))
            self._like[key] = [heading for name in same for heading in self._headings.get(name, ())]
        if not self._like[key]:
            return []
        digits = Counter(_digits(row.text))
        return [heading.row for heading in self._like[key] if (digits - Counter(heading.digits)).total() <= 1 and (
            len(heading.row.key) > len(key) or not Counter(heading.digits) - digits)]

    def stamp(self, row: Row) -> bool:
        """Does a stamp say it?"""
        return bool(self._stamps) and len(row.key) >= 8 and any(row.key in text for text in self._stamps)

    def inside(self, row: Row) -> int:
        """How often the text stands in the middle of pages."""
        return self._inside[row.key]


def _digits(text: str) -> list[str]:
    """The numbers in a text, the roman ones in whatever case: a head in capitals writes "DI" for "di"."""
    found: list[str] = _DIGITS.findall(text.upper())
    return found


def _ends(key: str) -> tuple[str, str]:
    """A slip leaves the beginning or the end of a text as it is, nearly always."""
    return key[:4], f"...{key[-4:]}"


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> bool:
    """The same text with the slips of extraction and OCR."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_SLIP or abs(len(one) - len(other)) > 0.15 * max(len(one), len(other)):
        return False
    length = min(1.0, max(0.0, (min(len(one), len(other)) - 20) / 30))
    enough = ALIKE + length * (ALIKE_LONG - ALIKE)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= enough and matcher.quick_ratio() >= enough and matcher.ratio() >= enough


def in_list_of_pages(row: Row) -> bool:
    """A line of a table of contents or an index: leaders, or a number at its end, as the lines beside it."""
    if LEADERS.search(row.text):
        return True
    if not _ENDS_IN_NUMBER.search(row.text):
        return False
    rows = row.sheet.rows
    here = next((place for place, other in enumerate(rows) if other is row), -1)
    return here >= 0 and any(
        _ENDS_IN_NUMBER.search(rows[place].text) is not None
        for place in (here - 1, here + 1) if 0 <= place < len(rows))


def _in_reading_order(sheet: Sheet) -> list[tuple[Row, Line]]:
    """The lines of the rows in the order of reading, so that a title keeps together within its column."""
    rows = {id(line): row for row in sheet.rows for line in row.lines}
    return [(rows[id(line)], line) for line in sheet.page.lines if id(line) in rows]


def _may_be_heading(line: Line, key: str, frame: Frame, sheet: Sheet, first: bool = True) -> bool:
    """Short, without the stop of a sentence, no line of a table of contents; with geometry in a style of its own."""
    text = line.chars.strip()
    if not 3 < len(key) or len(text) > 0.8 * max(frame.measure, 45) or text[-1] in ".,;:-":
        return False
    if first and line.style is None and text[0].islower() and not _MIXED.search(text):
        return False
    if _ENDS_IN_NUMBER.search(text) or LEADERS.search(text):
        return False
    return line.style is None or style_key(line.style) != frame.style or sheet.number == 1


def _leads_to_text(following: Sequence[tuple[Row, Line]], frame: Frame) -> bool:
    """Do full lines of text follow soon, as they follow a heading and not an entry of a list?"""
    return any(len(line.text) >= 0.8 * frame.measure and not LEADERS.search(line.chars) for _, line in following)


def _stamp_texts(document: Document) -> list[str]:
    """What the background of each page spells, forwards and backwards."""
    found: dict[str, None] = {}
    for page in document.pages:
        parts = [line.chars for line in page.lines if line.layer is Layer.BACKGROUND]
        for order in (parts, parts[::-1]):
            found[letters_of("".join(order))] = None
    return list(found)
