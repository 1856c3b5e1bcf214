"""The rows at the edges of pages weighed: folio, running head, or the author's text.

From the outermost row inwards, each row gets the weight of the evidence for and against it;
what has enough is peeled off, and the next row becomes the outermost. Repetition is one
piece of evidence among others, since a head may stand on one page of a chapter only, and a
line of the text may stand twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import regex

from recension.model import Document
from recension.rulebook import Profile
from recension.stages._folios import Number, numbers, support
from recension.stages._heads import LEADERS, Recurrence, Words, in_list_of_pages
from recension.stages._sheets import Frame, Row, Sheet, frame, gap_to_text
from recension.stages._weights import Options, Verdict

_INNER = "rows stand outside it"
_CAPITALS = "in capitals or small capitals"
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
        self._places: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
        words = "|".join(regex.escape(word) for word in sorted(profile.table("heading_words")))
        self._opening = regex.compile(rf"(?i:{words})\b" if words else r"(?!)")
        self._chapter = regex.compile(rf"(?i:{words})\s+\S+" if words else r"(?!)")

    def peel(self) -> None:
        """Take furniture off the edges, outermost row first, until nothing more comes."""
        for turn in range(self.options.rounds):
            self._look()
            self._late = turn > 0
            if not self.take([verdict for sheet in self.sheets for verdict in self._of_page(sheet)]) and self._late:
                break
        if not self.frame.has_geometry:
            self._strays()

    def take(self, verdicts: Sequence[Verdict]) -> bool:
        """Take these rows off their pages. False when there are none."""
        for verdict in verdicts:
            verdict.row.sheet.rows[:] = [row for row in verdict.row.sheet.rows if row is not verdict.row]
            self._by_page[verdict.row.sheet.number].append(verdict)
            self.verdicts.append(verdict)
            self._places[self._place_of(verdict.row, verdict.edge, verdict.rule)].append(verdict.row)
            self.doubts.pop(id(verdict.row), None)
        return bool(verdicts)

    def _strays(self) -> None:
        """Plain text whose columns were read one after the other has heads in the middle of its pages.

        There a row counts only when it says what a head or heading of the document says and
        holds, or stands beside, the very number that the folios found before lead one to expect.
        """
        pages: dict[str, int] = Counter(verdict.row.key for verdict in self.verdicts
                                        if len(verdict.row.key) >= self.options.bottom_letters)
        for sheet in self.sheets:
            if sheet.guessed:
                self.take([Verdict(row, "running-head", self.options.head, (
                    f"{pages[row.key]} pages have it at an edge, and it comes no oftener than pages do",), True)
                    for row in sheet.rows if row.recurs and pages[row.key] >= self.options.chain])
                continue
            if self._by_page[sheet.number]:
                continue
            offsets = {(system, offset) for page, system, offset in self._offsets if abs(page - sheet.number) <= self.options.reach}
            for row in list(sheet.rows):
                if not pages.get(row.key) and not (len(row.key) >= self.options.bottom_letters and self._is_known(row)):
                    continue
                for number in numbers(row, "top", self.profile):
                    if number.place != "alone" and (number.system, number.offset) in offsets and not (
                            self._has_same_number(number)):
                        self.take([Verdict(row, "head-with-folio", self.options.head, (
                            "says what a head or heading says", f"{number.label} keeps step with the folios around"),
                            True, number.label)])
                        break

    def take(self, verdicts: Sequence[Verdict]) -> bool:
        """Take these rows off their pages. False when there are none."""
        for verdict in verdicts:
            verdict.row.sheet.rows[:] = [row for row in verdict.row.sheet.rows if row is not verdict.row]
            self._by_page[verdict.row.sheet.number].append(verdict)
            self.verdicts.append(verdict)
            self._places[self._place_of(verdict.row, verdict.edge, verdict.rule)].append(verdict.row)
            self.doubts.pop(id(verdict.row), None)
        return bool(verdicts)

    def _strays(self) -> None:
        """Plain text whose columns were read one after the other has heads in the middle of its pages.

        There a row counts only when it says what a head or heading of the document says and
        holds, or stands beside, the very number that the folios found before lead one to expect.
        """
        heads = {verdict.row.key for verdict in self.verdicts if len(verdict.row.key) >= self.options.bottom_letters}
        for sheet in self.sheets:
            if self._by_page[sheet.number]:
                continue
            offsets = {(system, offset) for page, system, offset in self._offsets if abs(page - sheet.number) <= self.options.reach}
            for row in list(sheet.rows):
                if row.key not in heads and not (len(row.key) >= self.options.bottom_letters and self._is_known(row)):
                    continue
                for number in numbers(row, "top", self.profile):
                    if number.place != "alone" and (number.system, number.offset) in offsets and not (
                            self._has_same_number(number)):
                        sheet.rows.remove(row)
                        self.verdicts.append(Verdict(row, "head-with-folio", self.options.head, (
                            "says what a head or heading says", f"{number.label} keeps step with the folios around"),
                            True, number.label))
                        break

    # -- asked anew in every round ---------------------------------------------------------

    def _look(self) -> None:
        depth = self.options.depth
        edges: list[tuple[Row, str]] = []
        for sheet in self.sheets:
            edges.extend((row, "top") for row in sheet.rows[:depth])
            edges.extend((row, "bottom") for row in sheet.rows[depth:][-depth:])
        readings = [number for row, edge in edges if row.may_be_folio for number in numbers(row, edge, self.profile)]
        settled = [number for verdict in self.verdicts if verdict.label
                   for number in numbers(verdict.row, verdict.edge, self.profile) if number.label == verdict.label]
        steps = support(readings, settled, self.options.reach)
        self._numbers: dict[int, list[tuple[Number, float]]] = defaultdict(list)
        for index, number in enumerate(readings):
            self._numbers[id(number.row)].append((number, steps[index]))
        self._best: dict[int, tuple[float, int]] = {}
        for number, step in zip(readings, steps, strict=True):
            page = number.row.sheet.number
            if number.place == "alone" and step > self._best.get(page, (0.0, 0))[0]:
                self._best[page] = step, number.value
        self._openers = sum(bool(sheet.rows) and self._is_known(sheet.rows[0]) for sheet in self.sheets[1:])
        self._scraps: dict[str, set[int]] = defaultdict(set)
        for row, _ in edges:
            if len(row.key) < self.options.top_letters:
                self._scraps[row.text].add(row.sheet.number)
        in_step = {id(number.row): number.label for number in settled}
        for index, number in enumerate(readings):
            if steps[index] >= 1:
                in_step.setdefault(id(number.row), number.label)
        self._recurrence = Recurrence([*(row for row, _ in edges), *(verdict.row for verdict in self.verdicts)], in_step,
                                      self.options.same_size)
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
                    break  # the next row is judged when it stands outermost
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
        pieces = [piece for piece in self._place(row, place, edge, rank) if piece.reason not in (_CAPITALS, _INNER)]
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
        if LEADERS.search(row.text):
            return None
        if len(row.key) < option.top_letters and not self._numbers[id(row)]:
            return self._scrap(row, edge, rank)
        pieces = self._place(row, place, edge, rank)
        known = self._is_known(row) if edge == "top" else self.words.title(row)
        label = ""
        for number, steps in sorted(self._numbers[id(row)], key=lambda reading: -reading[1]):
            alone, value = self._best.get(row.sheet.number, (0.0, 0))
            if label or self._out_of_step(number) or (alone > steps and value != number.value):
                continue
            if self._has_same_number(number):
                continue  # "1 Introduction" on every page: a number of the text
            if self._chapter.fullmatch(row.text):
                continue  # "Chapter 1" opens page 1
            at_home = row.style is not None and row.style in self.frame.edge_styles
            glued = number.place == "start" and row.text[len(number.label)].isalpha()
            if (glued or (edge == "bottom" and number.place == "start")) and not (
                    known or at_home or self._recurrence.pages(row)):
                continue  # a note at the foot, its number before it
            if steps >= 1:
                weight = (option.folio_in_row_often if steps >= 6 and rank == 0 else
                          option.folio_in_row if steps >= 2 else option.folio_in_row_once)
                label = number.label
                pieces.append(Piece(weight, f"{steps:g} other pages keep step with {label}", True))
            elif known and number.system == "arabic" and self._late and not self._offsets:
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

    def _scrap(self, row: Row, edge: str, rank: int) -> Verdict | None:
        """A row without words that stands outermost on many pages: the stop or sign of a broken notice."""
        pages = len(self._scraps[row.text] - {row.sheet.number})
        if rank or self._numbers[id(row)] or pages < self.options.scraps or not self._by_page[row.sheet.number]:
            return None
        return Verdict(row, "running-head" if edge == "top" else "running-foot", self.options.head, (
            f"{pages} other pages have the same there, beside their heads",), True, edge=edge)

    def _has_same_number(self, number: Number) -> bool:
        """Do other pages say the same with this very number in its place?"""
        return any(reading.label == number.label and reading.place == number.place
                   for other in self._recurrence.others(number.row) for reading in numbers(other, number.edge, self.profile))

    def _recurs(self, row: Row, edge: str) -> list[Piece]:
        option = self.options
        others = self._recurrence.others(row)
        pages = self._recurrence.pages(row) - (0 if row.recurs else self.words.counted_as_heading(row, others))
        enough = option.top_letters if edge == "top" else option.bottom_letters
        if not pages and len(row.key) >= enough and self._recurrence.but_for_numbers(row) >= 2:
            return [Piece(option.recurs_once, "other pages say the same but for the numbers")]
        inside = 0 if row.recurs else self.words.inside(row)
        if not pages or len(row.key) < enough or inside > max(1, pages // 3):
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
        if (row.style is None or row.style == self.frame.style) and not pages and not with_folio and len(text) > 0.85 * max(self.frame.measure, 30):
            pieces.append(Piece(option.text_like, "as long as the lines of the text"))
        at_home = row.style is not None and row.style in self.frame.edge_styles
        if (pages < 2 and self._opening.match(text) and not at_home) or self._chapter.fullmatch(text):
            pieces.append(Piece(option.opening, "opens like the heading of a chapter"))
        if edge == "bottom" and not with_folio and _NOTE.match(text) and pages < 3:
            pieces.append(Piece(option.text_like, "opens like a note"))
        if not with_folio and pages < 2 and not at_home and (_opens_low(text) or (len(text) > 25 and _STOP.search(text))):
            pieces.append(Piece(option.sentence, "reads like a sentence"))
        if in_list_of_pages(row) and not (with_folio and _is_edge_style(row, self.frame)):
            pieces.append(Piece(option.text_like, "a line of a table of contents or an index"))
        if pages < (2 if self.frame.has_geometry else option.second_line) and not with_folio and self._has_head(row, edge):
            pieces.append(Piece(option.second, "the page has its head"))
        if self.frame.has_geometry and row.size > option.larger * self.frame.size:
            pieces.append(Piece(option.large * (1 if row.size < 1.5 * self.frame.size else 1.5), "larger than the text"))
        return pieces

    def _only_occurrence(self, row: Row, pieces: Sequence[Piece]) -> bool:
        """May this be the one place where the heading stands that other pages repeat?"""
        if self.words.stamp(row) or any(piece.here for piece in pieces):
            return False
        others = self._recurrence.others(row)
        with_folio = sum(number.place != "alone" and steps >= 1 for other in others for number, steps in self._numbers[id(other)][:1])
        with_folio += sum(verdict.rule == "head-with-folio" for verdict in self.verdicts if verdict.row in others)
        if 2 * with_folio > len(others) > 1 and not self.frame.has_geometry:
            return True  # the heads that say this have their folio in the row
        return not self.words.heading(row) and all(other.sheet.number > row.sheet.number for other in others)

    # -- shared ----------------------------------------------------------------------------

    def _place(self, row: Row, place: int, edge: str, rank: int) -> list[Piece]:
        option = self.options
        pieces = [Piece(option.outermost, "outermost") if rank == 0 else Piece(option.inner, _INNER)]
        gap = gap_to_text(row.sheet.rows, place, edge, self.frame)
        if self.frame.has_geometry:
            if gap >= option.wide:
                pieces.append(Piece(option.gap, "white between it and the text"))
            elif 0 < gap < option.tight:
                weight = option.no_gap if not row.key or self._recurrence.pages(row) > 1 else option.no_gap_once
                pieces.append(Piece(weight, "no more white to the text than between its lines"))
        elif gap > 1 and self.frame.blanks < 0.5:
            pieces.append(Piece(option.gap / 2, "a blank line between it and the text"))
        pages = {other.sheet.number for other in self._same_place(row, edge)}
        pages.discard(row.sheet.number)
        openers = self._openers - self._is_known(row) if edge == "top" and rank == 0 and not self.frame.has_geometry else 0
        shared = self._recurrence.shares_an_end(row) if rank == 0 else 0
        if not pages and shared and row.style in self.frame.edge_styles:
            pieces.append(Piece(option.zone_often if shared >= 3 else option.zone,
                                f"{shared} other pages begin or end so, at this height and in this style", True))
        if not pages and openers >= max(1, self.options.usual * (len(self.sheets) - 2)) and self._is_known(row):
            pieces.append(Piece(option.zone, f"{openers} other pages open with what a heading says"))
        if pages:
            firm = self._is_firm(row)
            often = len(pages) >= 3 and (firm or (rank == 0 and self._is_usual(row, place, len(pages))))
            pieces.append(Piece(option.zone_often if often else option.zone,
                                f"{len(pages)} other pages have furniture there", firm))
        if row.style is not None and row.style in self.frame.edge_styles:
            pieces.append(Piece(option.style, "in a style of edges", True))
        elif row.style is None and edge == "top" and _in_capitals(row.text):
            pieces.append(Piece(option.style, _CAPITALS))
        if row.off_page:
            pieces.append(Piece(option.off_page, "outside the trimmed page", True))
        if row.artifact:
            pieces.append(Piece(option.artifact, "marked as an artifact", True))
        if edge == "top" and self._runs_on(row, place):
            pieces.append(Piece(option.runs_on, "the text runs on over it", True))
        return pieces

    def _place_of(self, row: Row, edge: str, rule: str) -> tuple[str, str, int]:
        return (edge, "", round(row.y / 4)) if self.frame.has_geometry else (edge, rule, 0)

    def _same_place(self, row: Row, edge: str) -> list[Row]:
        """Furniture found at the same height in the same style; in plain text, in the same form."""
        if self.frame.has_geometry:
            _, _, height = self._place_of(row, edge, "")
            return [other for near in (height - 1, height, height + 1) for other in self._places.get((edge, "", near), ())
                    if abs(row.y - other.y) <= 2.0 and row.style == other.style]
        if self._is_firm(row):
            return self._places.get((edge, "head-with-folio", 0), [])
        if len(row.text) < 0.75 * max(self.frame.measure, 30) and not _opens_low(row.text) and not _STOP.search(row.text):
            return self._places.get((edge, "running-head", 0), [])
        return []

    def _is_usual(self, row: Row, place: int, pages: int) -> bool:
        """In plain text: do most pages have such a row, and is this one followed by text as theirs are?"""
        below = row.sheet.rows[place + 1 : place + 3]
        return pages >= self.options.usual * len(self.sheets) and any(
            len(other.text) >= 0.75 * self.frame.measure for other in below)

    def _is_firm(self, row: Row) -> bool:
        """Does place mean this very place? In plain text only where a folio stands in the row."""
        return self.frame.has_geometry or any(
            number.place != "alone" and steps >= 1.5 for number, steps in self._numbers[id(row)])

    def _runs_on(self, row: Row, place: int) -> bool:
        """Short, begins like a title, and the next line of text begins in lower case."""
        if len(row.text) > 0.8 * max(self.frame.measure, 30) or _opens_low(row.text) or _DIVIDED.search(row.text):
            return False
        for other in row.sheet.rows[place + 1 : place + 3]:
            if any(number.place == "alone" for number, _ in self._numbers[id(other)]) or self._recurrence.pages(other) > 1:
                continue
            if row.style is not None and row.style == other.style and row.style != self.frame.style:
                return False  # the second line of a title
            return bool(_LOWER.match(other.text)) and len(other.text) >= 0.7 * self.frame.measure
        return False

    def _beside(self, row: Row, edge: str, with_label: bool) -> bool:
        """Has furniture of this page, with or without a folio, been found right beside the row?"""
        for verdict in self._by_page[row.sheet.number]:
            other = verdict.row
            if bool(verdict.label) is not with_label or verdict.edge != edge or bool(other.key) is with_label:
                continue
            if verdict.rule in ("signature", "catchword"):
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


def _is_edge_style(row: Row, frame: Frame) -> bool:
    return row.style is None or row.style in frame.edge_styles


def _opens_low(text: str) -> bool:
    """Begins in lower case, and not because small capitals lost their case."""
    return bool(_LOWER.match(text)) and not _in_capitals(text)


def _in_capitals(text: str) -> bool:
    """Most words in capitals, or in the mixed case that small capitals come out in."""
    words = [word for word in _WORDS.findall(text) if len(word) > 2]
    return bool(words) and sum(word.isupper() or bool(_MIXED.search(word)) for word in words) > 0.5 * len(words)
