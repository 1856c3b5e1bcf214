"""What may call a note: figures, letters and symbols in running text, each with its weight.

Evidence of a single place: a raised, smaller glyph; a superscript character; brackets; a
figure glued to a word; the white, punctuation and quotation marks about it. Guards: years,
thousands, percentages, units, ordinals, months, `article 24`, `page 8`, exponents, formulas,
enumerations. A weight says how much a place looks like a call. Whether it is one is decided
over the whole document, by `alignment`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from recension.stages.footnotes.brokenlines import broken_off, stands_off
from recension.stages.footnotes.guards import (
    BEFORE_SIGNS,
    CLOSING,
    UNITS,
    Guards,
    Weights,
    digit_weight,
    ends_in_code,
)
from recension.stages.footnotes.labels import Dress, Label, Sort, label_of, steps
from recension.stages.footnotes.rows import Row

_BRACKETS = regex.compile(r"(?P<open>[(\[])\s?(?P<l>\d{1,3}(?:\s?bis|\s?ter)?|[a-z]|([a-z])\3|[*∗†‡§‖¶]{1,4})\s?[)\]]")
_HALF = regex.compile(r"(?<![\d(\[.,/–-]|(?<!\p{L}{2})\p{L})(?P<l>\d{1,3}|(?<!\p{L})[a-z]|[*∗]{1,4}|[†‡])\)")
_SYMBOL = regex.compile(r"(?<![*∗†‡§‖¶])(?:[*∗]{1,4}|†{1,4}|‡{1,4}|§{1,4}|‖{1,4}|¶{1,4})(?![*∗†‡§‖¶])")
_DIGITS = regex.compile(
    r"(?<!\d)(?<!\d[.,   '’])(?P<l>[1-9]\d{0,2}(?:\s(?:bis|ter)\b)?)(?!\d)(?![.,   ’']\d)(?![%‰°ºª/_@=+<>^])"
)
_AFTER_YEAR = regex.compile(
    r"(?<![\d.,])(?:1\d|20)\d\d(?:\s(?=\d{1,2}\s?[.,;»”)](?!\s?\d))|[.](?=\d{1,3}(?:\s+[\p{Lu}«“„»]|\s*$)))?"
    r"(?P<l>[1-9]\d{0,2})(?![\d%°]|[.,]\d)"
)
_LETTER = regex.compile(
    r"(?:(?<=[\s»”)\]])|(?<=^))(?P<l>[a-z])(?=\s?(?:[,;:!?»”)]|[.](?!\s\p{Ll}))(?!\s?[\d-])|\s*$)"
)
_AFTER_NUMBER = regex.compile(r"(?<=\d\s)(?P<l>[1-9]\d?)(?=\s*$)")
_FIGURE, _SIGN = re.compile("[1-9]"), re.compile("[*∗†‡§‖¶]")
_MAY_CALL = re.compile(r"[0-9*∗†‡§‖¶]|[a-z]\s?[)\]]")
_RAISED = regex.compile(r"[(\[]?(?P<l>[1-9]\d{0,3}|[a-z]{1,2}|[*∗†‡§‖¶]{1,4})(?P<b>\s?(?:bis|ter))?[)\]]?")


class Setting(NamedTuple):
    """How a call is set, as far as one document keeps to one way."""

    dress: Dress
    spaced: bool
    after_mark: bool
    """Behind punctuation or a closing quotation mark."""
    before_mark: bool
    """Before punctuation or a closing quotation mark."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A place that may call a note: characters `start` to `end` of a row."""

    row: int
    start: int
    end: int
    label: Label
    text: str
    setting: Setting
    weight: float
    guarded: bool = False


def markers_of(rows: Sequence[Row], guards: Guards) -> list[Marker]:
    """All places of these rows that may call a note, in reading order."""
    found: list[Marker] = []
    for index, row in enumerate(rows):
        if row.stray and not broken_off(rows, index):
            continue
        if not row.raised and row.line.box is not None and _MAY_CALL.search(row.plain) is None:
            continue
        taken: list[tuple[int, int]] = []
        own: list[Marker] = []
        for marker in _in_row(rows, index, row, guards):
            if not any(start < marker.end and marker.start < end for start, end in taken):
                taken.append((marker.start, marker.end))
                own.append(marker)
        found.extend(sorted(own, key=lambda marker: marker.start) if len(own) > 1 else own)
    return found


def _in_row(rows: Sequence[Row], index: int, row: Row, guards: Guards) -> Iterator[Marker]:
    """Strongest first: what a better reading has taken, a weaker one does not get."""
    chars, weights = row.plain, guards.weights
    if row.raised:
        yield from _raised(index, row, weights)
    closing = ")" in chars
    for match in _BRACKETS.finditer(chars) if closing or "]" in chars else ():
        label = label_of(match["l"].replace("∗", "*"))
        if label is not None and not _raised_at(row, match.start("l")):
            dress = Dress.ROUND if match["open"] == "(" else Dress.SQUARE
            weight = weights.round if dress is Dress.ROUND else weights.square
            if (
                chars[match.end() : match.end() + 1].isalnum()
                or chars[max(0, match.start() - 1) : match.start()].isdigit()
            ):
                weight -= 1.5
            first = not chars[: match.start()].strip()
            if first and (not index or row.white or rows[index - 1].closed):
                weight += weights.opens_list
            yield _marker(
                index,
                row,
                match.start(),
                match.end(),
                label,
                dress,
                weight,
                first and _is_item(rows, index, label, dress),
            )
    for match in _HALF.finditer(chars) if closing else ():
        label = label_of(match["l"].replace("∗", "*"))
        if label is not None and chars.count("(", 0, match.start()) <= chars.count(")", 0, match.start()):
            first = not chars[: match.start()].strip()
            yield _marker(
                index,
                row,
                match.start(),
                match.end(),
                label,
                Dress.HALF,
                weights.half + (weights.opens_list if first else 0.0),
                first and _is_item(rows, index, label, Dress.HALF),
            )
    figures = _FIGURE.search(chars) is not None
    for match in _AFTER_YEAR.finditer(chars) if figures else ():
        label = label_of(match["l"])
        if label is not None and not _raised_at(row, match.start("l")):
            yield _marker(index, row, match.start("l"), match.end("l"), label, Dress.GLUED, weights.year)
    if figures and chars.rstrip()[-1:].isdigit() and broken_off(rows, index):
        for match in _AFTER_NUMBER.finditer(chars):
            label = label_of(match["l"])
            assert label is not None
            yield _marker(index, row, match.start("l"), match.end("l"), label, Dress.BARE, weights.behind)
    if _SIGN.search(chars) is not None:
        yield from _symbols(index, row, weights)
    if row.line.box is None:
        yield from _letters(rows, index, row, guards)
    if figures:
        yield from _digits(rows, index, row, guards)


def _raised(index: int, row: Row, weights: Weights) -> Iterator[Marker]:
    chars, marks = row.plain, row.raised
    start = 0
    while start < len(marks):
        if not marks[start] or chars[start].isspace():
            start += 1
            continue
        end = start
        while end < len(marks) and marks[end]:
            end += 1
        for match in _RAISED.finditer(chars, start, end):
            label = label_of(match["l"].replace("∗", "*") + (match["b"] or ""))
            if label is None:
                continue
            before = chars[: match.start()]
            weight = weights.raised
            if label.sort is Sort.LETTER:
                whole = chars[start:end].strip()
                if whole != match[0].strip() or before[-1:].isdigit() or ends_in_code(before):
                    continue  # an ordinal or an abbreviation: XIXe, no, Mme
                weight = weights.raised_letter
            elif label.sort is Sort.NUMBER and (
                before[-1:].isdigit() or (UNITS.search(before) and label.value in (2, 3))
            ):
                weight = weights.exponent if len(before) < 2 or not before[-4:].isdigit() else weights.raised - 1.5
            yield _marker(index, row, match.start(), match.end(), label, Dress.RAISED, weight)
        start = end


def _symbols(index: int, row: Row, weights: Weights) -> Iterator[Marker]:
    chars = row.chars
    for match in _SYMBOL.finditer(chars):
        before, after = chars[: match.start()], chars[match.end() :]
        sign = match[0].replace("∗", "*")
        label = label_of(sign)
        if label is None or not before.strip() or after[:1].isalnum():
            continue  # a line's first star is a bullet or a judgement of grammar
        if sign[0] in "§¶" and (before[-1:].isspace() or after.lstrip()[:1].isdigit()):
            continue
        if sign[0] == "‖" and before.count("‖") % 2:
            continue  # it closes a norm
        weight = weights.symbol_alone if before[-1:].isspace() and after[:1].isspace() else weights.symbol
        if sign[0] == "*" and (before[-1:].isdigit() and after.lstrip()[:1].isdigit()):
            continue
        yield _marker(index, row, match.start(), match.end(), label, Dress.GLUED, weight)


def _letters(rows: Sequence[Row], index: int, row: Row, guards: Guards) -> Iterator[Marker]:
    """Where no geometry tells raised letters: one that stands by itself, before a mark or broken off with its line."""
    chars, weights = row.plain, guards.weights
    for match in _LETTER.finditer(chars):
        start, end = match.span("l")
        before, ends_line = chars[:start].rstrip(), not chars[end:].strip()
        broken = broken_off(rows, index) if ends_line else stands_off(chars[end:])
        alone = ends_line and not before and index > 0 and rows[index - 1].page == row.page
        label = label_of(match["l"])
        if label is None or not (before or alone) or (ends_line and not broken and not alone):
            continue
        if broken:
            weight = weights.broken
        elif match["l"] in guards.letters or before[-1:].isdigit() or ends_in_code(before):
            weight = weights.letter_word
        else:
            weight = weights.letter
        yield _marker(index, row, start, end, label, Dress.BARE, weight)


def _digits(rows: Sequence[Row], index: int, row: Row, guards: Guards) -> Iterator[Marker]:
    chars, weights = row.plain, guards.weights
    for match in _DIGITS.finditer(chars):
        start, end = match.span("l")
        label = label_of(match["l"])
        if label is None or _raised_at(row, start):
            continue
        before, after = chars[:start], chars[end:]
        opens_line, ends_line = not before.strip(), not after.strip()
        if opens_line:
            if not index or rows[index - 1].page != row.page:
                continue
            before = rows[index - 1].chars.rstrip() + " "
        broken = broken_off(rows, index) if ends_line else stands_off(after)
        if ends_line and (broken or (index + 1 < len(rows) and rows[index + 1].chars.lstrip()[:1].isalpha())):
            after = " " + rows[index + 1].chars.lstrip()
        if after[:1].isalpha() or after[:1] in BEFORE_SIGNS or (after[:1] == ")" and "(" not in before):
            continue
        weight, dress = digit_weight(before, after, end == len(chars.rstrip()), guards)
        if weight is None and broken and dress is Dress.BARE and before.rstrip()[-1:].isalnum():
            weight = weights.guarded  # alone behind a number: `en 1804`, `3`, `.`
        if weight is None:
            continue
        guarded = weight <= weights.guarded
        if broken:
            guarded, weight = False, max(weight, weights.broken + (weights.broken_guarded if guarded else 0.0))
        elif opens_line:
            weight += weights.alone if ends_line and not rows[index - 1].closed else weights.opens_line
        yield _marker(index, row, start, end, label, dress, weight, guarded)


def _is_item(rows: Sequence[Row], index: int, label: Label, dress: Dress) -> bool:
    """Does the row, which begins with a label in brackets, stand in a list, the next label before or after it?"""
    near = [*range(max(0, index - 5), index), *range(index + 1, min(len(rows), index + 6))]
    return any(head.dress is dress and steps(head.label, label) in (1, -1) for at in near for head in rows[at].heads)


def _raised_at(row: Row, index: int) -> bool:
    return bool(row.raised) and bool(row.raised[index])


def _marker(
    index: int, row: Row, start: int, end: int, label: Label, dress: Dress, weight: float, guarded: bool = False
) -> Marker:
    chars = row.chars
    text = row.plain[start:end].strip("()[] ")
    core, after = chars[:start].rstrip(), chars[end:].lstrip()
    setting = Setting(
        dress,
        start > 0 and chars[start - 1].isspace(),
        core[-1:] in CLOSING and core != "",
        after[:1] in CLOSING and after != "",
    )
    return Marker(index, start, end, label, text, setting, weight, guarded)
