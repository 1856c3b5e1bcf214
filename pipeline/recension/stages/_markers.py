"""What may call a note: figures, letters and symbols in running text, each with its weight.

Evidence of a single place: a raised, smaller glyph; a superscript character; brackets; a
figure glued to a word; the white, punctuation and quotation marks about it. Guards: years,
thousands, percentages, units, ordinals, months, `article 24`, `page 8`, exponents, formulas,
enumerations. A weight says how much a place looks like a call. Whether it is one is decided
over the whole document, by `_alignment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from recension.rulebook import Profile
from recension.stages._notelabels import Dress, Label, Sort, label_of, steps
from recension.stages._noterows import Row

_CLOSING = frozenset(".,;:!?…»”’)]\"'›«“")
_OPENING = frozenset("([«“‘„‹¿¡/+=<>~°§$€£#&@_\\")
_BEFORE_SIGNS = frozenset("-–—−×·^")
_UNITS = regex.compile(r"(?:^|[\s\d])(?:[cdkmμ]?m|[kM]?s|in|ft|R|E|χ|x|X|[a-z])$")
_ROMAN_OR_CODE = regex.compile(r"(?:^|[\s(«“‘/])(?:[IVXLCDM]+|\p{Lu}{1,3}|\p{L})[.:]?$")

_BRACKETS = regex.compile(r"(?P<open>[(\[])\s?(?P<l>\d{1,3}(?:\s?bis|\s?ter)?|[a-z]|([a-z])\3|[*∗†‡§¶]{1,4})\s?[)\]]")
_HALF = regex.compile(r"(?<![\d(\[.,/–-]|(?<!\p{L}{2})\p{L})(?P<l>\d{1,3}|(?<!\p{L})[a-z]|[*∗]{1,4}|[†‡])\)")
_SYMBOL = regex.compile(r"(?<![*∗†‡§¶])(?:[*∗]{1,4}|†{1,3}|‡{1,3}|§{1,2}|¶)(?![*∗†‡§¶])")
_DIGITS = regex.compile(
    r"(?<!\d)(?<!\d[.,   '’])(?P<l>[1-9]\d{0,2}(?:\s(?:bis|ter)\b)?)(?!\d)(?![.,   ’']\d)(?![%‰°ºª/_@=+<>^])"
)
_AFTER_YEAR = regex.compile(
    r"(?<![\d.,])(?:1\d|20)\d\d(?:[.](?=\d{1,3}(?:\s+[\p{Lu}«“„»]|\s*$)))?"
    r"(?P<l>[1-9]\d{0,2})(?![\d%°]|[.,]\d)"
)
_RAISED = regex.compile(r"[(\[]?(?P<l>[1-9]\d{0,3}|[a-z]{1,2}|[*∗†‡§¶]{1,4})(?P<b>\s?(?:bis|ter))?[)\]]?")
_WORD_BEFORE = regex.compile(r"([\p{L}\p{M}'’.°º-]+|\d[\d.,  ]*)\s*$")
_WORD_AFTER = regex.compile(r"^\s*([\p{L}\p{M}.]+|\d+|[%‰€$£°])(?:\s+(\d))?")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a place looks like a call, by how it is set (0 says nothing, 3 is hard to take for anything else)."""

    raised: float = 5.0
    raised_letter: float = 3.0
    exponent: float = 1.0
    """Raised behind a figure, or behind a unit of length: more often a power than a call."""
    symbol: float = 3.5
    symbol_alone: float = 0.8
    round: float = 2.0
    square: float = 2.0
    half: float = 2.5
    glued: float = 3.5
    glued_code: float = 0.3
    """Behind capitals or a single letter: H2, B12, MP3."""
    year: float = 0.5
    """Glued to a year: 188113 may be 1881 and call 13, where nothing else can."""
    stopped: float = 3.0
    """Glued behind punctuation or a closing quotation mark."""
    spaced_stop: float = 1.5
    """After a space and before punctuation: `emplois 1.`"""
    spaced_end: float = 0.6
    spaced_word: float = 0.2
    """After a space and before a word: nearly always a number."""
    opens_list: float = -1.8
    """A label in brackets at the beginning of a line, below one that ends a sentence: an item of a list."""
    opens_line: float = -1.0
    """A figure at the beginning of a line: of a list or a listing, more often than a call carried over."""
    guarded: float = -2.0
    """After or before a word that goes with numbers."""


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


@dataclass(frozen=True, slots=True)
class Guards:
    """Words, by language, that go with numbers."""

    before: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    weights: Weights = field(default_factory=Weights)

    @classmethod
    def of(cls, profile: Profile, weights: Weights) -> Guards:
        return cls(
            profile.table("note_number_before"),
            profile.table("note_abbreviations"),
            profile.table("note_number_after"),
            profile.table("note_number_between"),
            weights,
        )


def markers_of(rows: Sequence[Row], guards: Guards) -> list[Marker]:
    """All places of these rows that may call a note, in reading order."""
    found: list[Marker] = []
    for index, row in enumerate(rows):
        if row.stray:
            continue
        taken: list[tuple[int, int]] = []
        own: list[Marker] = []
        for marker in _in_row(rows, index, row, guards):
            if not any(start < marker.end and marker.start < end for start, end in taken):
                taken.append((marker.start, marker.end))
                own.append(marker)
        found.extend(sorted(own, key=lambda marker: marker.start))
    return found


def _in_row(rows: Sequence[Row], index: int, row: Row, guards: Guards) -> Iterator[Marker]:
    """Strongest first: what a better reading has taken, a weaker one does not get."""
    chars, weights = row.plain, guards.weights
    if row.raised:
        yield from _raised(index, row, weights)
    for match in _BRACKETS.finditer(chars):
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
    for match in _HALF.finditer(chars):
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
    for match in _AFTER_YEAR.finditer(chars):
        label = label_of(match["l"])
        if label is not None and not _raised_at(row, match.start("l")):
            yield _marker(index, row, match.start("l"), match.end("l"), label, Dress.GLUED, weights.year)
    yield from _symbols(index, row, weights)
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
                if whole != match[0].strip() or before[-1:].isdigit() or _ROMAN_OR_CODE.search(before):
                    continue  # an ordinal or an abbreviation: XIXe, no, Mme
                weight = weights.raised_letter
            elif label.sort is Sort.NUMBER and (
                before[-1:].isdigit() or (_UNITS.search(before) and label.value in (2, 3))
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
        weight = weights.symbol_alone if before[-1:].isspace() and after[:1].isspace() else weights.symbol
        if sign[0] == "*" and (before[-1:].isdigit() and after.lstrip()[:1].isdigit()):
            continue
        yield _marker(index, row, match.start(), match.end(), label, Dress.GLUED, weight)


def _digits(rows: Sequence[Row], index: int, row: Row, guards: Guards) -> Iterator[Marker]:
    chars, weights = row.plain, guards.weights
    for match in _DIGITS.finditer(chars):
        start, end = match.span("l")
        label = label_of(match["l"])
        if label is None or _raised_at(row, start):
            continue
        before, after = chars[:start], chars[end:]
        opens_line = not before.strip()
        if opens_line:
            if not index or rows[index - 1].page != row.page:
                continue
            before = rows[index - 1].chars.rstrip() + " "
        if not after.strip() and index + 1 < len(rows) and rows[index + 1].chars.lstrip()[:1].isalpha():
            after = " " + rows[index + 1].chars.lstrip()
        if after[:1].isalpha() or after[:1] in _BEFORE_SIGNS or (after[:1] == ")" and "(" not in before):
            continue
        weight, dress = _digit_weight(before, after, end == len(chars.rstrip()), guards)
        if weight is None:
            continue
        guarded = weight <= weights.guarded
        if opens_line:
            weight += weights.opens_line
        yield _marker(index, row, start, end, label, dress, weight, guarded)


def _digit_weight(before: str, after: str, at_end: bool, guards: Guards) -> tuple[float | None, Dress]:
    weights = guards.weights
    last = before[-1:]
    if last in "%‰°":
        return weights.stopped, Dress.GLUED
    if last.isalpha():
        word = _WORD_BEFORE.search(before)
        code = word is None or len(word[1]) < 3 or word[1].isupper() or _ROMAN_OR_CODE.search(before) is not None
        return (weights.glued_code if code else weights.glued), Dress.GLUED
    if last in _CLOSING and last not in "«“":
        core = before.rstrip(".,;:!?…»”’)]\"'›")
        if before[-2:-1].isdigit() and last in ".,:’'":
            return None, Dress.GLUED
        if last in ".:" and (_ROMAN_OR_CODE.search(before) or _is_abbreviation(before, guards)):
            return None, Dress.GLUED
        if last in "'’" and not core[-1:].isalpha():
            return None, Dress.GLUED
        return weights.stopped, Dress.GLUED
    if not last.isspace():
        return None, Dress.BARE
    core = before.rstrip()
    if not core or core[-1] in _OPENING or core[-1] in _BEFORE_SIGNS or core[-1].isdigit():
        return None, Dress.BARE
    stopped = core[-1] in ".!?…" and not _is_abbreviation(core, guards)
    if (not stopped and _goes_with_numbers(core, guards)) or _counts_something(after, guards):
        return weights.guarded, Dress.BARE
    follows = after.lstrip()[:1]
    if follows in _CLOSING and (not after[:1].isspace() or follows in "»”’;:!?"):
        if follows == "," and core[-1] == ",":
            return weights.guarded, Dress.BARE  # an enumeration: 1, 2, 3
        return weights.spaced_stop, Dress.BARE
    if core[-1] in _CLOSING and core[-1] not in ",'’«“":
        return weights.spaced_end + (0.5 if follows.isupper() else 0.0), Dress.BARE
    return (weights.spaced_end if at_end else weights.spaced_word), Dress.BARE


def _is_abbreviation(before: str, guards: Guards) -> bool:
    word = _WORD_BEFORE.search(before)
    return word is not None and word[1].casefold().rstrip(".") in guards.abbreviations


def _goes_with_numbers(before: str, guards: Guards) -> bool:
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    text = word[1].casefold()
    bare = text.rstrip(".")
    return (
        text in guards.before
        or bare in guards.before
        or bare in guards.abbreviations
        or bare.rsplit("'", 1)[-1].rsplit("’", 1)[-1] in guards.before
    )


def _counts_something(after: str, guards: Guards) -> bool:
    word = _WORD_AFTER.match(after)
    if word is None:
        return False
    text = word[1].casefold()
    if text in guards.between and word[2]:
        return True
    return (
        text[0] in "%‰€$£°"
        or text.rstrip(".") in guards.after
        or text in guards.after
        or (text.isdigit() and after[:1].isspace())
    )


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
        core[-1:] in _CLOSING and core != "",
        after[:1] in _CLOSING and after != "",
    )
    return Marker(index, start, end, label, text, setting, weight, guarded)
