"""The rows at the edges of pages weighed: folio, running head, or the author's text.

From the outermost row inwards, each row gets the weight of the evidence for and against it;
what has enough is peeled off, and the next row becomes the outermost. Repetition is one
piece of evidence among others, since a head may stand on one page of a chapter only, and a
line of the text may stand twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from recension.model import Document
from recension.rulebook import Profile
from recension.stages.furniture.doubts import against, is_alone_elsewhere, most_for, never_run_on
from recension.stages.furniture.heads import LEADERS, PLAIN_WORDS
from recension.stages.furniture.looks import Looks, found_before, in_capitals
from recension.stages.furniture.sheets import Row, Sheet, gap_to_text
from recension.stages.furniture.strays import strays
from recension.stages.furniture.weights import KNOWN, Options, Piece, Verdict

_RULES = frozenset("|-–—•·")
"""Marks that printers set beside a folio; an asterisk may be the author's."""


class Edges:
    """The edges of all pages of a document, and how far they have been peeled."""

    def __init__(self, document: Document, sheets: list[Sheet], profile: Profile, options: Options) -> None:
        self.sheets, self.profile, self.options = sheets, profile, options
        self.looks = Looks(document, sheets, profile, options)
        self.doubts: dict[int, Verdict] = {}
        self._late = False
        """From the second round on: what can be found without guessing has been found."""
        if self.take(list(found_before(sheets))):
            self.looks.again()

    def peel(self) -> None:
        """Take furniture off the edges, outermost row first, until nothing more comes."""
        sheets: Sequence[Sheet] = self.sheets
        for turn in range(self.options.rounds):
            self._late = turn > 0
            if turn:
                self.looks.again()
            found = [verdict for sheet in sheets for verdict in self._of_page(sheet)]
            if not self.take(found) and self._late:
                break
            if turn >= 2:  # what one page can tell another has been told; go on where rows still come off
                sheets = list({id(verdict.row.sheet): verdict.row.sheet for verdict in found}.values())
        if not self.looks.frame.has_geometry:
            for verdicts in strays(self.sheets, self.looks, self.profile, self.options):
                self.take(verdicts)

    def take(self, verdicts: Sequence[Verdict]) -> bool:
        """Take these rows off their pages. False when there are none."""
        for verdict in verdicts:
            self.looks.take(verdict)
            self.doubts.pop(id(verdict.row), None)
        return bool(verdicts)

    def _of_page(self, sheet: Sheet) -> list[Verdict]:
        found: dict[int, Verdict] = {}
        for edge in ("top", "bottom"):
            for rank in range(min(self.options.depth, len(sheet.rows))):
                place = rank if edge == "top" else len(sheet.rows) - 1 - rank
                row = sheet.rows[place]
                if id(row) in found:
                    continue
                verdict = self._folio(row, place, edge, rank) or self._head(row, place, edge, rank)
                self.doubts.pop(id(row), None)
                if verdict is not None and verdict.sure:
                    found[id(row)] = verdict
                    break  # the next row is judged when it stands outermost
                if verdict is not None:
                    self.doubts[id(row)] = verdict
        return list(found.values())

    # -- a number alone --------------------------------------------------------------------

    def _folio(self, row: Row, place: int, edge: str, rank: int) -> Verdict | None:
        option, looks = self.options, self.looks
        reading = looks.alone(row)
        if reading is None:
            return None
        number, steps = reading
        pieces = [Piece(option.outermost, "outermost")] if rank == 0 else []
        pieces.extend(self._place(row, place, edge, rank))
        if looks.out_of_step(number):
            pieces.append(Piece(option.out_of_step, "does not keep step with the folios around"))
        elif steps >= 1:
            enough = steps >= 2 or steps >= 0.75 * (len(self.sheets) - 1)
            weight = option.in_step_often if steps >= 3 else option.in_step if enough else option.in_step_once
            pieces.append(Piece(weight, f"{steps:g} other pages keep step with {number.label}"))
        if number.decorated:
            pieces.append(Piece(option.decorated, "decorated as folios are"))
        if looks.beside(row, edge, with_label=False) and not looks.counts_on(number):
            pieces.append(Piece(option.head_beside, "beside a running head"))
        elif any(looks.is_known(row.sheet.rows[other]) for other in (place - 1, place + 1)
                 if 0 <= other < len(row.sheet.rows)):
            pieces.append(Piece(option.folio_beside, "beside a row that " + KNOWN))
        return self._verdict(row, "folio", pieces, option.folio, edge, number.label)

    # -- a row with letters ----------------------------------------------------------------

    def _head(self, row: Row, place: int, edge: str, rank: int) -> Verdict | None:
        option, looks = self.options, self.looks
        most = most_for(row, place, edge, rank, looks)
        if most + option.known + option.folio_beside < option.doubt or LEADERS.search(row.text):
            return None  # a line of the text, or of a table of contents
        if len(row.key) < option.top_letters and not looks.numbers.get(id(row), ()):
            return self._scrap(row, edge, rank)
        if row.sheet.guessed and not looks.recurrence.others(row):
            return None  # where a page ends is a guess: only what recurs can be its head
        if row.sheet.guessed and looks.is_at_home_at_other_edge(row, edge):
            return None  # the page has this head, where the other pages have it
        if rank and edge == "top" and looks.frame.has_geometry and any(
                other.size >= option.display * looks.frame.size for other in row.sheet.rows[:place]):
            return None  # the author's line or the subtitle under a title
        known = looks.is_known(row) if edge == "top" else looks.words.title(row)
        if not known and most < option.doubt:
            return None
        pieces = [Piece(option.outermost, "outermost") if rank == 0 else Piece(option.inner, "rows stand outside it"),
                  *self._place(row, place, edge, rank)]
        if row.style is None and edge == "top" and in_capitals(row.text):
            pieces.append(Piece(option.style, "in capitals or small capitals"))
        label, piece = self._label(row, edge, rank, known)
        if piece is not None:
            pieces.append(piece)
        elif looks.beside(row, edge, with_label=True):
            pieces.append(Piece(option.folio_beside, "beside the folio", looks.frame.has_geometry))
            if rank == 0 and edge == "top" and looks.beyond_folio(row):
                pieces.append(Piece(option.folio_inside, "nearer the edge than the folio", True))
        elif known and edge == "top" and self._number_beside(row, place):
            pieces.append(Piece(option.folio_beside, "beside a number alone that counts on no other", True))
        if known:
            pieces.append(Piece(option.known, KNOWN))
        pieces.extend(self._recurs(row, edge))
        firm = piece is not None and piece.weight >= option.folio_in_row_often
        pieces.extend(against(row, edge, bool(label), firm, looks))
        rule = "head-with-folio" if label else "running-head" if edge == "top" else "running-foot"
        verdict = self._verdict(row, rule, pieces, option.head, edge, label)
        if row.sheet is self.sheets[0] and not (
                label or (any(piece.here for piece in pieces) and (
                    known or looks.recurs(row) or looks.frame.has_geometry) and (
                    not row.sheet.guessed or (looks.is_beside(row) and not PLAIN_WORDS.fullmatch(row.text))))):
            return None  # the title stands on the first page
        home = looks.at_home(row) and gap_to_text(row.sheet.rows, place, edge, looks.frame) >= option.wide
        if verdict is not None and (verdict.sure and not row.sheet.guessed and not looks.words.stamp(row)
                               and not (home or row.off_page or row.artifact)):
            told = ("no sentence runs on over it" if never_run_on(row, edge, looks) else
                    "elsewhere it is the only head" if is_alone_elsewhere(row, edge, looks) else "")
            if told:
                return Verdict(row, rule, verdict.score, (*verdict.reasons, f"but {told}"), False, label, edge)
        if verdict is None or any(piece.here for piece in pieces):
            return verdict
        if verdict.sure and row.sheet.guessed and edge == "bottom" and looks.beside(row, edge, with_label=True):
            return verdict  # no heading stands last on its page, before the folio
        if verdict.sure and looks.is_heading_itself(row):
            reasons = (*verdict.reasons, "but it may be the heading itself")
            return Verdict(row, rule, verdict.score, reasons, False, label, edge)
        return verdict

    def _label(self, row: Row, edge: str, rank: int, known: bool) -> tuple[str, Piece | None]:
        """The number in the row that is its folio, and how that is known."""
        option, looks = self.options, self.looks
        if looks.chapter.fullmatch(row.text):
            return "", None  # "Chapter 1" opens page 1
        for number, steps in sorted(looks.numbers.get(id(row), ()), key=lambda reading: -reading[1]):
            if looks.out_of_step(number) or looks.outdone(number, steps) or looks.same_number_elsewhere(number):
                continue
            before = number.place == "start"
            glued = before and row.text[len(number.label) : len(number.label) + 1].isalpha()
            if (glued or (edge == "bottom" and before)) and not (
                    known or looks.at_home(row) or looks.recurrence.pages(row)):
                continue  # a note at the foot, its number before it
            if steps >= 1:
                weight = (option.folio_in_row_often if steps >= 6 and rank == 0 else
                          option.folio_in_row if steps >= 2 else option.folio_in_row_once)
                return number.label, Piece(weight, f"{steps:g} other pages keep step with {number.label}", True)
            if known and number.system == "arabic" and self._late and not looks.offsets:
                return number.label, Piece(option.folio_beside, f"a number at its {number.place}", True)
        return "", None

    def _number_beside(self, row: Row, place: int) -> bool:  # a number alone that may be this page's folio
        looks, rows = self.looks, row.sheet.rows
        for other in (place - 1, place + 1):
            reading = looks.alone(rows[other]) if 0 <= other < min(len(rows), self.options.depth) else None
            if reading is not None and reading[0].system == "arabic" and not (
                    looks.out_of_step(reading[0]) or looks.counts_on(reading[0])):
                return True
        return False

    def _scrap(self, row: Row, edge: str, rank: int) -> Verdict | None:
        """A row without words that stands outermost on many pages: the stop or sign of a broken notice."""
        pages = self.looks.scraps(row)
        if not rank and row.text in _RULES and self.looks.beside(row, edge, with_label=True):
            return Verdict(row, "folio", self.options.folio, ("decorates the folio beside it",), True, edge=edge)
        if rank or pages < self.options.scraps:
            return None
        return Verdict(row, "running-head" if edge == "top" else "running-foot", self.options.head, (
            f"{pages} other pages have the same there",), True, edge=edge)

    def _recurs(self, row: Row, edge: str) -> list[Piece]:
        option, looks = self.options, self.looks
        if len(row.key) < (option.top_letters if edge == "top" or row.recurs else option.bottom_letters):
            return []
        pages, but = looks.recurs(row), looks.recurrence.but_for_numbers(row)
        if pages > 0:
            # headings are numbered once each, heads repeat their number; at the foot stand the figures' own
            some = pages >= 2 or (but >= 4 and edge == "top")
            return [Piece(option.recurs_often if pages >= 4 else option.recurs if some else option.recurs_once,
                          f"{pages} other pages say the same")]
        if but >= 2 and not looks.recurrence.pages(row):
            sure = edge == "top" and looks.run_on(row) >= max(2, option.run_on_share * but)
            return [Piece(option.recurs if sure else option.recurs_but, "other pages say the same but for the numbers"
                          + (", and the text runs on below" if sure else ""), sure)]
        return []

    # -- shared ----------------------------------------------------------------------------

    def _place(self, row: Row, place: int, edge: str, rank: int) -> list[Piece]:
        """What the place on the page says, for folios and heads alike."""
        option, looks = self.options, self.looks
        pieces: list[Piece] = []
        gap = gap_to_text(row.sheet.rows, place, edge, looks.frame)
        if not looks.frame.has_geometry:
            if gap > 1 and looks.frame.blanks < 0.5:
                pieces.append(Piece(option.gap / 2, "a blank line between it and the text"))
        elif gap >= option.wide:
            pieces.append(Piece(option.gap, "white between it and the text"))
            if gap >= option.wider and row.size < looks.frame.size:
                pieces.append(Piece(option.apart, "small, and wide white between it and the text"))
        elif 0 < gap < option.tight:
            weight = option.no_gap if not row.key or looks.recurrence.pages(row) > 1 else option.no_gap_once
            pieces.append(Piece(weight, "no more white to the text than between its lines"))
        pages = len(looks.same_place(row, edge))
        shared = looks.recurrence.shares_an_end(row) if rank == 0 and looks.at_home(row) else 0
        openers = looks.openers(row) if rank == 0 and edge == "top" else 0
        if pages:
            firm = looks.is_firm(row)
            often = pages >= 3 and (firm or (rank == 0 and looks.is_usual(row, place, edge, pages)))
            weight = option.zone_often if often else option.zone
            pieces.append(Piece(weight, f"{pages} other pages have furniture there", firm))
        elif shared:
            pieces.append(Piece(option.zone_often if shared >= 3 else option.zone,
                                f"{shared} other pages begin or end so, at this height and in this style", True))
        elif openers:
            pieces.append(Piece(option.zone, f"{openers} other pages open with what a heading says"))
        for told, weight, reason in (
                (looks.at_home(row), option.style, "in a style of edges"),
                (looks.in_margin(row), option.in_margin, "beyond where the text of any page begins or ends"),
                (row.off_page, option.off_page, "outside the trimmed page"),
                (row.artifact, option.artifact, "marked as an artifact"),
                (edge == "top" and looks.runs_on(row, place), option.runs_on, "the text runs on over it")):
            if told:
                pieces.append(Piece(weight, reason, True))
        return pieces

    def _verdict(self, row: Row, rule: str, pieces: Sequence[Piece], enough: float, edge: str,
                 label: str) -> Verdict | None:
        score = sum(piece.weight for piece in pieces)
        if score < self.options.doubt:
            return None
        reasons = tuple(piece.reason if piece.weight > 0 else f"against it: {piece.reason}" for piece in pieces)
        return Verdict(row, rule, score, reasons, score >= enough, label, edge)
