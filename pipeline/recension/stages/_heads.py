"""Running heads: what they share with other pages and with the document's own words.

A head recurs, on the pages of its side or of its chapter, with the slips that extraction
and OCR make; or it says what the title, the author's line, a heading or the stamp says. A
text that also stands in the middle of pages again and again (a speaker, a refrain, the
header of a table) does not become a head by standing first on a page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from recension.model import Document, Layer
from recension.stages._rotated import letters_of
from recension.stages._sheets import Frame, Row, Sheet

ALIKE = 0.86
"""Ratio of two keys from which they are one text with slips; unlike heads of one book stay below."""

SHORTEST_SLIP = 8
"""Letters from which slips are looked for: short keys are alike by chance."""


class Recurrence:
    """Which texts stand at the edges of which pages."""

    def __init__(self, edges: Iterable[Row], same_size: float) -> None:
        self._same_size = same_size
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in edges:
            if len(row.key) >= 3:
                self._rows[row.key].append(row)
        pages = {key: len({row.sheet.number for row in rows}) for key, rows in self._rows.items()}
        settled = [key for key, count in pages.items() if count > 1 and len(key) >= SHORTEST_SLIP]
        rest = [key for key in pages if len(key) >= SHORTEST_SLIP]
        self._slips: dict[str, list[str]] = defaultdict(list)
        for key in rest:
            others = settled if pages[key] > 1 or len(rest) > 150 else rest
            self._slips[key] = [other for other in others if other != key and alike(key, other)]

    def others(self, row: Row) -> list[Row]:
        """Rows of other pages that say the same in the same size."""
        found = [*self._rows.get(row.key, ()), *(other for key in self._slips.get(row.key, ()) for other in self._rows[key])]
        return [other for other in found if other.sheet is not row.sheet
                and abs(other.size - row.size) <= self._same_size * max(row.size, other.size)]

    def pages(self, row: Row) -> int:
        """On how many other pages the text of this row stands at an edge."""
        return len({other.sheet.number for other in self.others(row)})


class Words:
    """What the document calls itself: titles, author, headings, and what its stamps say."""

    def __init__(self, document: Document, found: Sequence[Sheet], frame: Frame, depth: int) -> None:
        self._headings: dict[str, list[Row]] = defaultdict(list)
        self._inside: Counter[str] = Counter()
        for sheet in found:
            for place, row in enumerate(sheet.rows):
                inside = sheet is found[0] or depth <= place < len(sheet.rows) - depth
                self._inside[row.key] += inside
                larger = frame.has_geometry and row.size > 1.1 * frame.size
                if not (inside or larger) or not _may_be_heading(row, frame):
                    continue
                key = row.key
                self._headings[key].append(row)
                for other in sheet.rows[place + 1 : place + 3]:
                    if not _may_be_heading(other, frame):
                        break
                    key += other.key
                    self._headings[key].append(row)
        self._stamps = [text for text in _stamp_texts(document) if text]
        self._openings: dict[str, list[str]] = defaultdict(list)
        for key in self._headings:
            self._openings[key[:3]].append(key)

    def heading(self, row: Row) -> bool:
        """Does the same text stand as a heading, title or author's line, before it or farther down its page?"""
        key = row.key
        if len(key) < 4:
            return False
        same = [key]
        if len(key) >= 10:
            same.extend(other for other in self._openings.get(key[:3], ()) if other.startswith(key) or alike(other, key))
        return any(
            other.sheet.number < row.sheet.number or (other.sheet is row.sheet and other.place >= row.place + 3)
            for name in same for other in self._headings.get(name, ()))

    def stamp(self, row: Row) -> bool:
        """Does a stamp say it?"""
        return len(row.key) >= 8 and any(row.key in text for text in self._stamps)

    def inside(self, row: Row) -> int:
        """How often the text stands in the middle of pages."""
        return self._inside[row.key]


def alike(one: str, other: str) -> bool:
    """The same text with the slips of extraction and OCR."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_SLIP or abs(len(one) - len(other)) > 0.15 * max(len(one), len(other)):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _may_be_heading(row: Row, frame: Frame) -> bool:
    """Short, and without the stop of a sentence."""
    text = row.text
    return 3 < len(row.key) and len(text) <= 0.9 * max(frame.measure, 40) and text[-1] not in ".,;:-"


def _stamp_texts(document: Document) -> list[str]:
    """What the background of each page spells, forwards and backwards."""
    found: dict[str, None] = {}
    for page in document.pages:
        parts = [line.chars for line in page.lines if line.layer is Layer.BACKGROUND]
        for order in (parts, parts[::-1]):
            found[letters_of("".join(order))] = None
    return list(found)
