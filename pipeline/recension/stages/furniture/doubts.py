"""What speaks against a row at an edge, however much speaks for it.

A divided word, a note, a sentence, the opening of a chapter; no sentence that runs on over any of
its pages; another head on the page where elsewhere it is the only one.
"""

from __future__ import annotations

import math

import regex

from recension.stages.furniture.heads import DIVIDED, STOP, in_list_of_pages
from recension.stages.furniture.looks import LOWER, Looks, opens_low
from recension.stages.furniture.sheets import Row, Sheet, gap_to_text
from recension.stages.furniture.weights import Piece

_NOTE = regex.compile(r"(?:\d{1,3}|[*†‡]{1,3}|\(?[a-z]\))[.)\]]?\s+[\p{L}«“\"(]|\[\d{1,3}\]\s|[*†‡]")
_TRAILS = regex.compile(r"\.\s?\.$|…$")
"""A title that was cut short for the head."""


def against(row: Row, edge: str, with_folio: bool, firm: bool, looks: Looks) -> list[Piece]:
    """What speaks for the text. `firm`: many pages keep step with the folio in the row."""
    option, text = looks.options, row.text
    pages, home = looks.recurrence.pages(row), looks.at_home(row)
    measure = max(looks.frame.measure, 30)
    plain = row.style is None or row.style == looks.frame.style
    says = (
        (DIVIDED.search(text), option.text_like, "ends in a divided word"),
        (plain and not pages and not with_folio and len(text) > 0.85 * measure, option.text_like,
         "as long as the lines of the text"),
        ((pages < 2 and looks.opening.match(text) and not home) or looks.chapter.fullmatch(text), option.opening,
         "opens like the heading of a chapter"),
        (edge == "bottom" and not with_folio and pages < 3 and _NOTE.match(text), option.text_like,
         "opens like a note"),
        (row.sheet.guessed and not with_folio and len(text) > 25 and STOP.search(text) and not _TRAILS.search(text)
         and pages < option.usual * len(looks.sheets), option.text_like, "ends as a sentence does, on a few pages"),
        (not firm and pages < 2 and not home and (
            opens_low(text) or ((with_folio or len(text) > 25) and STOP.search(text))),
         option.sentence, "reads like a sentence"),
        (pages < 4 and in_list_of_pages(row) and not (with_folio and (home or row.style is None)), option.text_like,
         "a line of a table of contents or an index"),
        (not with_folio and not row.recurs and looks.has_head(row, edge)
         and pages < (2 if looks.frame.has_geometry else option.second_line), option.second,
         "the page has its head"),
        (looks.frame.has_geometry and row.size > option.larger * looks.frame.size,
         option.large * (1.0 if row.size < 1.5 * looks.frame.size else 1.5), "larger than the text"),
    )
    return [Piece(weight, reason) for told, weight, reason in says if told]


def most_for(row: Row, place: int, edge: str, rank: int, looks: Looks) -> float:
    """Quickly: the most that can speak for a row that no other row and no heading repeats.

    It leaves nearly every line of the text so far from a doubt that nothing more need be asked.
    """
    option, frame = looks.options, looks.frame
    if (row.style is None or row.artifact or row.off_page or len(row.key) < option.top_letters
            or id(row) in looks.numbers or looks.recurrence.is_said_elsewhere(row)):
        return math.inf
    home, measure = row.style in frame.edge_styles, max(frame.measure, 30)
    most = option.outermost if rank == 0 else option.inner
    gap = gap_to_text(row.sheet.rows, place, edge, frame)
    if gap >= option.wide:
        most += option.gap + option.apart
    elif 0 < gap < option.tight and row.key:
        most += option.no_gap_once
    if home or looks.same_place(row, edge):
        most += option.zone_often
    if home:
        most += option.style
    if row.size <= 0.95 * frame.size:
        most += option.in_margin
    if edge == "top" and len(row.text) <= 0.8 * measure:
        most += option.runs_on
    if any(verdict.label for verdict in looks.by_page.get(row.sheet.number, ())):
        most += option.folio_beside + option.folio_inside
    if row.style == frame.style and len(row.text) > 0.85 * measure:
        most += option.text_like
    return most


def never_run_on(row: Row, edge: str, looks: Looks) -> bool:
    """Of the pages that say the same, does none begin (for a foot: does none after them begin) in lower case?

    So it is with the signatures of letters, the headers of tables, the titles of lessons, one a page.
    """
    told = looks.told.get((row.key, edge))
    if told is None:
        numbers = {other.sheet.number for other in (row, *looks.recurrence.others(row))}
        numbers = {number + (edge == "bottom") for number in numbers}
        sheets = [looks.sheet_of[number] for number in numbers if number in looks.sheet_of]
        told = len(sheets) >= looks.options.carried and not any(_begins_low(sheet, looks) for sheet in sheets)
        looks.told[row.key, edge] = told
    return told


def _begins_low(sheet: Sheet, looks: Looks) -> bool:
    """Is the first full line of the page, furniture aside, in lower case? In scripts without case, yes."""
    for row in sheet.rows[: 2 * looks.options.depth]:
        if len(row.text) >= 0.5 * looks.frame.measure and not looks.recurrence.pages(row):
            return bool(LOWER.match(row.text)) or (bool(row.key) and row.text.upper() == row.text.lower())
    return False


def is_alone_elsewhere(row: Row, edge: str, looks: Looks) -> bool:
    """Has this page another head, and no other page one besides this?"""
    if not looks.has_head(row, edge):
        return False

    def heads(number: int) -> int:
        return sum(verdict.edge == edge and bool(verdict.row.key) for verdict in looks.by_page[number])

    others = [verdict.row for verdict in looks.found if verdict.edge == edge and verdict.row.key == row.key]
    return bool(others) and all(heads(other.sheet.number) == 1 for other in others)
