"""Folios: numbers that advance with the pages.

Read from a row: a number alone (`117`, `– 117 –`, `[12]`, `xiv`, `Page 3 of 9`), or at the
start or end of a head. A number is a folio on the strength of arithmetic: printed number
less page number is the same on other pages. Years, list numbers and notes do not keep step.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import regex

from recension.rulebook import Profile
from recension.stages.furniture.sheets import Row

_DECOR = r"[\s\-–—―‐·•*~|/\\\[\]().,:§‹›<>«»]*"
_ROMAN = regex.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", regex.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NUMBER = r"(?:[A-Z]?\d{1,5}|[ivxlcdm]{1,8}|[IVXLCDM]{1,8})"
_ARTICLE = r"[A-Za-z]?\d{5,}[-–.]"
"""Journals without page numbers of the volume count within the article: 043505-3."""
_OPENS = regex.compile(rf"(?P<label>{_NUMBER})(?=[\s|•·–—]+\S)|(?P<label>\d{{1,4}})(?=\p{{Lu}}\p{{L}})")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a row may have for its folio."""

    row: Row
    label: str
    value: int
    system: str
    """`arabic` (after its letter, as in S12), `roman` (lower case) or `Roman`."""
    place: str
    """`alone`, `start` or `end` of the row."""
    decorated: bool
    edge: str
    """`top` or `bottom` of its page."""

    @property
    def offset(self) -> int:
        return self.value - self.row.sheet.number


def numbers(row: Row, edge: str, profile: Profile) -> list[Number]:
    """The readings of a row as a folio, with or without a head."""
    return [Number(row, reading.label, reading.value, reading.system, reading.place, reading.decorated, edge)
            for reading in _readings(row.text, profile.table("folio_words"), profile.table("folio_of"))
            if reading.place == "alone" or len(row.key) >= 3]


def support(readings: Sequence[Number], settled: Sequence[Number], reach: int) -> list[float]:
    """For each reading on how many other pages the same step is kept.

    Only pages within `reach` count: a book may start anew at each chapter. What is settled as
    a folio counts in full; among the unsettled, numbers alone speak for numbers alone, numbers
    in heads for numbers in heads, and half for the other kind.
    """
    pages: dict[tuple[str, int], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for number in readings:
        pages[number.system, number.offset][number.row.sheet.number].add("alone" if number.place == "alone" else "head")
    for number in settled:
        pages[number.system, number.offset][number.row.sheet.number].update(("alone", "head"))
    sums = {step: _Sums(kinds) for step, kinds in pages.items()}
    return [sums[number.system, number.offset].around(number, reach) for number in readings]


class _Sums:
    """What the pages that keep one step are worth to numbers alone and to numbers in heads, added up in their order."""

    def __init__(self, kinds: Mapping[int, set[str]]) -> None:
        self._kinds = kinds
        self._pages = sorted(kinds)
        self._alone = [0.0, *accumulate(1.0 if "alone" in kinds[page] else 0.5 for page in self._pages)]
        self._head = [0.0, *accumulate(1.0 if "head" in kinds[page] else 0.5 for page in self._pages)]

    def around(self, number: Number, reach: int) -> float:
        """All pages within reach but the number's own."""
        here = number.row.sheet.number
        sums = self._alone if number.place == "alone" else self._head
        start, end = bisect_left(self._pages, here - reach), bisect_right(self._pages, here + reach)
        kind = "alone" if number.place == "alone" else "head"
        own = 0.0 if here not in self._kinds else 1.0 if kind in self._kinds[here] else 0.5
        return sums[end] - sums[start] - own


def roman(label: str) -> int:
    """The value of a roman numeral, or 0 for a string that is none."""
    low = label.casefold()
    if not low or not _ROMAN.fullmatch(low):
        return 0
    total = 0
    for char, following in zip(low, [*low[1:], ""], strict=True):
        value = _VALUES[char]
        total += -value if following and _VALUES[following] > value else value
    return total


class _Reading(NamedTuple):
    label: str
    value: int
    system: str
    place: str
    decorated: bool


@lru_cache(maxsize=50_000)
def _readings(text: str, words: frozenset[str], of: frozenset[str]) -> tuple[_Reading, ...]:
    alone = _alone(words, of).fullmatch(text)
    if alone:
        reading = _read(alone["label"], "alone", text != alone["label"])
        return (reading,) if reading else ()
    found = (_read(match["label"], place, False)
             for match, place in ((_OPENS.match(text), "start"), (_closes(of).search(text), "end")) if match)
    return tuple(reading for reading in found if reading)


def _read(label: str, place: str, decorated: bool) -> _Reading | None:
    digits = label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if digits.isdecimal():
        prefix = label[: len(label) - len(digits)]
        return _Reading(label, int(digits), prefix + "arabic", place, decorated) if int(digits) else None
    value = roman(label)
    if not value:
        return None
    return _Reading(label, value, "roman" if label.islower() else "Roman", place, decorated)


@lru_cache(maxsize=32)
def _alone(words: frozenset[str], of: frozenset[str]) -> regex.Pattern[str]:
    before = _any_of(words)
    lead = rf"(?:(?i:{before})\s*)?" if before else ""
    return regex.compile(rf"{_DECOR}{lead}(?:{_ARTICLE})?(?P<label>{_NUMBER}){_total(of)}{_DECOR}")


@lru_cache(maxsize=32)
def _closes(of: frozenset[str]) -> regex.Pattern[str]:
    return regex.compile(rf"(?:[\s|•·–—]+)(?P<label>{_NUMBER}){_total(of)}$|(?<=\p{{Ll}})(?P<label>\d{{1,4}})$")


def _total(of: frozenset[str]) -> str:
    """The pages there are in all: "3 of 9", "3/9"."""
    between = _any_of(of)
    return rf"(?:\s*(?i:{between})\s*\d{{1,5}})?" if between else ""


def _any_of(words: frozenset[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
