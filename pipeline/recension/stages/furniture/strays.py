"""Furniture in the middle of pages, where plain text gives two columns one after the other.

There a row counts only when it holds the very number that the folios found before lead one
to expect, and says what a head or heading of the document says or stands alone between
blank lines. Without page marks it counts when it is a head elsewhere and comes no oftener
than pages do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from recension.rulebook import Profile
from recension.stages.furniture.folios import Number, numbers
from recension.stages.furniture.heads import PLAIN_WORDS
from recension.stages.furniture.looks import Looks
from recension.stages.furniture.sheets import Row, Sheet
from recension.stages.furniture.unmarked import form_of
from recension.stages.furniture.weights import KNOWN, Options, Verdict


def strays(sheets: Sequence[Sheet], looks: Looks, profile: Profile, options: Options) -> Iterator[list[Verdict]]:
    """What is to be taken, step by step: what is taken tells of what stands beside it."""
    pages = Counter(verdict.row.key for verdict in looks.found if len(verdict.row.key) >= options.bottom_letters)
    texts = Counter(verdict.row.text for verdict in looks.found if pages[verdict.row.key])
    forms = Counter(form for verdict in looks.found if verdict.rule == "folio" and verdict.row.sheet.guessed
                    for number in numbers(verdict.row, "bottom", profile) if (form := form_of(number)))
    scraps = Counter(verdict.row.text for verdict in looks.found
                     if len(verdict.row.key) < options.top_letters and not verdict.row.text.isalnum())
    for sheet in sheets:
        if sheet.guessed:
            yield [Verdict(row, "running-head", options.head, (
                f"{texts[row.text]} pages have it at an edge, and it comes no oftener than pages do",), True)
                for row in sheet.rows if row.recurs and texts[row.text] >= options.chain
                and (sheet is not sheets[0] or (looks.is_beside(row) and not PLAIN_WORDS.fullmatch(row.text)))]
            yield [Verdict(number.row, "folio", options.folio, (
                f"{forms[form_of(number)]} folios have this form",), True, number.label, "bottom")
                for row in sheet.rows if any(char.isdigit() for char in row.text)
                for number in numbers(row, "bottom", profile)
                if number.place == "alone" and forms[form_of(number)] >= options.chain]
            yield [Verdict(row, "running-head", options.head, (
                f"{scraps[row.text]} pages have it in their furniture, beside such rows",), True)
                for row in sheet.rows if scraps[row.text] >= options.scraps and looks.is_beside(row)]
            yield [Verdict(row, "running-head", options.head, ("stands between rows of furniture",), True)
                   for row in sheet.rows if len(row.key) < options.top_letters and looks.is_enclosed(row)]
            continue
        if any(verdict.label for verdict in looks.by_page[sheet.number]):
            continue
        steps = Counter((system, offset) for page, system, offset in looks.offsets
                        if abs(page - sheet.number) <= options.reach)
        if not looks.by_page[sheet.number]:
            yield [Verdict(row, "head-with-folio", options.head, (
                KNOWN, f"{number.label} keeps step with the folios around"), True, number.label)
                for row in sheet.rows
                if pages[row.key] or (len(row.key) >= options.bottom_letters and looks.is_known(row))
                for number in numbers(row, "top", profile)
                if number.place != "alone" and steps[number.system, number.offset]
                and not looks.same_number_elsewhere(number)][:1]
        if not any(verdict.label for verdict in looks.by_page[sheet.number]):
            yield _folio(sheet, steps, profile, options)


def _folio(sheet: Sheet, steps: Counter[tuple[str, int]], profile: Profile, options: Options) -> list[Verdict]:
    """The number that the page must have, alone between blank lines and nowhere else on the page."""
    rows = sheet.rows
    found = [number for place, row in enumerate(rows)
             if 0 < place < len(rows) - 1 and row.blanks_after and rows[place - 1].blanks_after
             for number in numbers(row, "bottom", profile)
             if number.place == "alone" and steps[number.system, number.offset] >= options.chain
             and (number.decorated or (number.value >= options.stray and not _is_cell(rows, place)))]
    if len(found) != 1:
        return []
    number: Number = found[0]
    return [Verdict(number.row, "folio", options.folio, (
        f"alone between blank lines, and {steps[number.system, number.offset]} folios around keep step with it",),
        True, number.label, "bottom")]


def _is_cell(rows: Sequence[Row], place: int) -> bool:
    """Does it stand beside another number, as the cells of a table do?"""
    return any(rows[other].text.strip(" .,%").isdigit() for other in (place - 1, place + 1))
