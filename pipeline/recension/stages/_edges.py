"""The rows at the edges of pages weighed: folio, running head, or the author's text.

From the outermost row inwards, each row gets the weight of the evidence for and against it;
what has enough is peeled off, and the next row becomes the outermost. Repetition is one
piece of evidence among others, since a head may stand on one page of a chapter only, and a
line of the text may stand twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import regex

from recension.model import Document
from recension.rulebook import Profile
from recension.stages._folios import Number, numbers, support
from recension.stages._heads import Recurrence, Words
from recension.stages._sheets import Row, Sheet, frame, gap_to_text
from recension.stages._weights import Options, Verdict

_STOP = regex.compile(r"[.!?…:;,][\"'»”’)\]]*\s*\d{0,3}$")
_DIVIDED = regex.compile(r"\p{L}[-\u00ad\u2010]$")
_NOTE = regex.compile(r"(?:\d{1,3}|[*†‡]{1,3}|\(?[a-z]\))[.)\]]?\s+[\p{L}«“\"(]|\[\d{1,3}\]\s|[*†‡]")
_WORDS = regex.compile(r"\p{L}+")
_MIXED = regex.compile(r"\p{Ll}\p{Lu}")
_LOWER = regex.compile(r"[«“\"'(\[]?\s*\p{Ll}")


class Piece(NamedTuple):
    """One piece of evidence. `here`: it speaks of a running head and not of a heading in its place."""

    weight: float
    reason: str
    here: bool = False


class Edges:
    """The edges of all pages of a document, and how far they have been peeled."""

    def __init__(self, document: Document, found: list[Sheet], profile: Profile, options: Options) -> None:
        self.sheets, self.profile, self.options = found, profile, options
        self.frame = frame(found, 2, options.edge_share)
        self.words = Words(document, found, self.frame, options.depth)
        self.verdicts: list[Verdict] = []
        self.doubts: dict[int, Verdict] = {}
        self._by_page: dict[int, list[Verdict]] = defaultdict(list)
        words = "|".join(regex.escape(word) for word in sorted(profile.table("heading_words")))
        self._opening = regex.compile(rf"(?i:{words})\b" if words else r"(?!)")

    def peel(self) -> None:
        """Take furniture off the edges, outermost row first, until nothing more comes."""
        for _ in range(self.options.rounds):
            self._look()
            found = [verdict for sheet in self.sheets for verdict in self._of_page(sheet)]
            for verdict in found:
                verdict.row.sheet.rows.remove(verdict.row)
                self._by_page[verdict.row.sheet.number].append(verdict)
                self.verdicts.append(verdict)
            if not found:
                break

    # -- asked anew in every round ---------------------------------------------------------

    def _look(self) -> None:
        depth = self.options.depth
        edges: list[tuple[Row, str]] = []
        for sheet in self.sheets:
            edges.extend((row, "top") for row in sheet.rows[:depth])
            edges.extend((row, "bottom") for row in sheet.rows[depth:][-depth:])
        self._recurrence = Recurrence([*(row for row, _ in edges), *(verdict.row for verdict in self.verdicts)],
                                      self.options.same_size)
        readings = [number for row, edge in edges for number in numbers(row, edge, self.profile)]
        settled = [number for verdict in self.verdicts if verdict.label
                   for number in numbers(verdict.row, verdict.edge, self.profile) if number.label == verdict.label]
        steps = support(readings, settled, self.options.reach)
        self._numbers: dict[int, list[tuple[Number, float]]] = defaultdict(list)
        for index, number in enumerate(readings):
            self._numbers[id(number.row)].append((number, steps[index]))
        self._offsets = [(number.row.sheet.number, number.system, number.offset) for number in settled]

    def _of_page(self, sheet: Sheet) -> list[Verdict]:
        found: dict[int, Verdict] = {}
        for edge in ("top", "bottom"):
            for rank in range(min(self.options.depth, len(sheet.rows))):
                place = rank if edge == "top" else len(sheet.rows) - 1 - rank
                row = sheet.rows[place]
                if id(row) in found:
                    continue
                verdict = self._folio(row, place, edge, rank) or self._head(row, place, edge, rank)
                if verdict is None:
                    self.doubts.pop(id(row), None)
                elif verdict.sure:
                    found[id(row)] = verdict
                    self.doubts.pop(id(row), None)
                else:
                    self.doubts[id(row)] = verdict
        return list(found.values())

    # -- a number alone --------------------------------------------------------------------

    def _folio(self, row: Row, place: int, edge: str, rank: int) -> Verdict | None:
        alone = [(number, steps) for number, steps in self._numbers[id(row)] if number.place == "alone"]
        if not alone:
            return None
        number, steps = alone[0]
        option = self.options
        pieces = self._place(row, place, edge, rank)
        if steps >= 1:
            all_of_them = steps >= len(self.sheets) - 1
            pieces.append(Piece(
                option.in_step_often if steps >= 3 else option.in_step if steps >= 2 or all_of_them else option.in_step_once,
                f"{steps:g} other pages keep step with {number.label}"))
        elif self._out_of_step(number):
            pieces.append(Piece(option.out_of_step, "does not keep step with the folios around"))
        if number.decorated:
            pieces.append(Piece(1.0, "decorated as folios are"))
        if self._beside(row, edge, with_label=False):
            pieces.append(Piece(option.folio_beside, "beside a running head"))
        elif self._near_known(row, place):
            pieces.append(Piece(option.folio_beside, "beside what the title, a heading or a stamp says"))
        if gap_to_text(row.sheet.rows, place, edge, self.frame) >= option.wider and self.frame.has_geometry:
            pieces.append(Piece(1.0, "alone in the margin of the page"))
        return self._verdict(row, "folio", pieces, option.folio, edge, number.label)

    def _out_of_step(self, number: Number) -> bool:
        here = number.row.sheet.number
        around = [offset for page, system, offset in self._offsets
                  if system == number.system and abs(page - here) <= self.options.reach]
        return any(page == here for page, _, _ in self._offsets) or (
            len(around) >= 3 and number.offset not in around)

    def _near_known(self, row: Row, place: int) -> bool:
        rows = row.sheet.rows
        return any(self._is_known(rows[other]) for other in (place - 1, place + 1) if 0 <= other < len(rows))

    # -- a row with letters ----------------------------------------------------------------

    def _head(self, row: Row, place: int, edge: str, rank: int) -> Verdict | None:
        option = self.options
        if len(row.key) < 3:
            return None
        pieces = self._place(row, place, edge, rank)
        known = self._is_known(row)
        label = ""
        for number, steps in self._numbers[id(row)]:
            if label or self._out_of_step(number):
                continue
            if steps >= 1:
                weight = (option.folio_in_row_often if steps >= 6 and rank == 0 else
                          option.folio_in_row if steps >= 2 else option.folio_in_row_once)
                label = number.label
                pieces.append(Piece(weight, f"{steps:g} other pages keep step with {label}", True))
            elif known and number.system == "arabic":
                label = number.label
                pieces.append(Piece(option.folio_beside, f"a number at its {number.place}", True))
        if not label and self._beside(row, edge, with_label=True):
            pieces.append(Piece(option.folio_beside, "beside the folio", self.frame.has_geometry))
        if known:
            pieces.append(Piece(option.known, "says what a heading, the title, the author's line or a stamp says"))
        pieces.extend(self._recurs(row, edge))
        pieces.extend(self._against(row, edge, known, bool(label)))
        rule = "head-with-folio" if label else "running-head" if edge == "top" else "running-foot"
        verdict = self._verdict(row, rule, pieces, option.head, edge, label)
        if verdict is not None and row.sheet is self.sheets[0] and not any(piece.here for piece in pieces):
            return None  # the title stands on the first page
        if verdict is not None and verdict.sure and self._only_occurrence(row, pieces):
            return Verdict(row, rule, verdict.score, (*verdict.reasons, "but it may be the heading itself"), False, label, edge)
        return verdict

    def _recurs(self, row: Row, edge: str) -> list[Piece]:
        option = self.options
        pages = self._recurrence.pages(row)
        enough = option.top_letters if edge == "top" else option.bottom_letters
        if not pages or len(row.key) < enough or self.words.inside(row) > max(1, pages // 3):
            return []
        return [Piece(option.recurs_often if pages >= 4 else option.recurs if pages >= 2 else option.recurs_once,
                      f"{pages} other pages say the same")]

    def _is_known(self, row: Row) -> bool:
        return self.words.heading(row) or self.words.stamp(row)

    def _against(self, row: Row, edge: str, known: bool, with_folio: bool) -> list[Piece]:
        option, text = self.options, row.text
        pieces: list[Piece] = []
        pages = self._recurrence.pages(row)
        if _DIVIDED.search(text):
            pieces.append(Piece(option.text_like, "ends in a divided word"))
        if not pages and not with_folio and len(text) > 0.85 * max(self.frame.measure, 30):
            pieces.append(Piece(option.text_like, "as long as the lines of the text"))
        if pages < 2 and self._opening.match(text):
            pieces.append(Piece(option.opening, "opens like the heading of a chapter"))
        if edge == "bottom" and not with_folio and _NOTE.match(text) and pages < 3:
            pieces.append(Piece(option.text_like, "opens like a note"))
        if not with_folio and pages < 2 and (_LOWER.match(text) or (len(text) > 25 and _STOP.search(text))):
            pieces.append(Piece(option.sentence, "reads like a sentence"))
        if not pages and not with_folio and not known and self._has_head(row, edge):
            pieces.append(Piece(option.second, "the page has its head"))
        if self.frame.has_geometry and row.size > option.larger * self.frame.size:
            pieces.append(Piece(option.large, "larger than the text"))
        return pieces

    def _only_occurrence(self, row: Row, pieces: Sequence[Piece]) -> bool:
        """May this be the one place where the heading stands that other pages repeat?"""
        if self.words.heading(row) or self.words.stamp(row):
            return False
        if any(other.sheet.number < row.sheet.number for other in self._recurrence.others(row)):
            return False
        return not any(piece.here for piece in pieces)

    # -- shared ----------------------------------------------------------------------------

    def _place(self, row: Row, place: int, edge: str, rank: int) -> list[Piece]:
        option = self.options
        pieces: list[Piece] = [Piece(option.outermost, "outermost")] if rank == 0 else []
        gap = gap_to_text(row.sheet.rows, place, edge, self.frame)
        if self.frame.has_geometry:
            if gap >= option.wide:
                pieces.append(Piece(option.gap, "white between it and the text"))
            elif 0 < gap < option.tight:
                pieces.append(Piece(option.no_gap, "no more white to the text than between its lines"))
        elif gap > 1 and self.frame.blanks < 0.5:
            pieces.append(Piece(option.gap / 2, "a blank line between it and the text"))
        pages = {verdict.row.sheet.number for verdict in self.verdicts if verdict.edge == edge and self._same_place(row, verdict)}
        pages.discard(row.sheet.number)
        if pages:
            pieces.append(Piece(option.zone_often if len(pages) >= 3 and self._is_firm(row) else option.zone,
                                f"{len(pages)} other pages have furniture there", self._is_firm(row)))
        if row.style is not None and row.style in self.frame.edge_styles:
            pieces.append(Piece(option.style, "in a style of edges", True))
        elif row.style is None and _in_capitals(row.text):
            pieces.append(Piece(option.style, "in capitals or small capitals"))
        if row.artifact:
            pieces.append(Piece(option.artifact, "marked as an artifact", True))
        if edge == "top" and self._runs_on(row, place):
            pieces.append(Piece(option.runs_on, "the text runs on over it", True))
        return pieces

    def _same_place(self, row: Row, verdict: Verdict) -> bool:
        """At the same height in the same size; in plain text, in the same form."""
        other = verdict.row
        if self.frame.has_geometry:
            return abs(row.y - other.y) <= 2.0 and abs(row.size - other.size) <= 0.06 * max(row.size, 1.0)
        if verdict.rule == "head-with-folio":
            return self._is_firm(row)
        return (verdict.rule == "running-head" and len(row.text) < 0.75 * max(self.frame.measure, 30)
                and not _LOWER.match(row.text) and not _STOP.search(row.text))

    def _is_firm(self, row: Row) -> bool:
        """Does place mean this very place? In plain text only where a folio stands in the row."""
        return self.frame.has_geometry or any(
            number.place != "alone" and steps >= 1.5 for number, steps in self._numbers[id(row)])

    def _runs_on(self, row: Row, place: int) -> bool:
        """Short, begins like a title, and the next line of text begins in lower case."""
        if len(row.text) > 0.8 * max(self.frame.measure, 30) or _LOWER.match(row.text) or _DIVIDED.search(row.text):
            return False
        for other in row.sheet.rows[place + 1 : place + 3]:
            if any(number.place == "alone" for number, _ in self._numbers[id(other)]) or self._recurrence.pages(other) > 1:
                continue
            return bool(_LOWER.match(other.text))
        return False

    def _beside(self, row: Row, edge: str, with_label: bool) -> bool:
        """Has furniture of this page, with or without a folio, been found right beside the row?"""
        for verdict in self._by_page[row.sheet.number]:
            other = verdict.row
            if bool(verdict.label) is not with_label or verdict.edge != edge:
                continue
            if self.frame.has_geometry:
                if abs(other.y - row.y) <= 3 * self.frame.leading:
                    return True
            elif not any(min(row.place, other.place) < between.place < max(row.place, other.place) for between in row.sheet.rows):
                return True
        return False

    def _has_head(self, row: Row, edge: str) -> bool:
        return any(verdict.edge == edge and verdict.row.key for verdict in self._by_page[row.sheet.number])

    def _verdict(self, row: Row, rule: str, pieces: Sequence[Piece], enough: float, edge: str, label: str) -> Verdict | None:
        score = sum(weight for weight, *_ in pieces)
        if score < self.options.doubt:
            return None
        reasons = tuple(piece.reason if piece.weight > 0 else f"against it: {piece.reason}" for piece in pieces)
        return Verdict(row, rule, score, reasons, score >= enough, label, edge)


def _in_capitals(text: str) -> bool:
    """Most words in capitals, or in the mixed case that small capitals come out in."""
    words = [word for word in _WORDS.findall(text) if len(word) > 2]
    return bool(words) and sum(word.isupper() or bool(_MIXED.search(word)) for word in words) > 0.5 * len(words)
