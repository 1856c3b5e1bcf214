"""Roman numerals: which words are one, and where a word that looks like one is one.

`dix`, `mi`, `vie`, `mix`, `di`, `civil` are made of the same letters; so a numeral is believed
only beside a word that asks for one (`siècle`, `chapitre`, `siglo`), after a king's name, or
where small capitals say it. A century's ordinal letter is no part of the numeral: XIXe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex

from recension.stages.smallcaps.casewords import DIVIDED, HYPHENS, Stream, places_of

ROMAN = regex.compile(r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", regex.I)
"""A numeral in its regular form, up to 3999."""

CENTURY = r"(?:x{0,2}(?:ix|iv|v?i{0,3})|xx?x)"
"""The numerals of centuries and of the like, 1 to 30."""

ORDINAL = r"(?:[èe]re|[èe]me|nde?|[ᵉe]s?|ᵉʳ|er|th|st|nd|rd|[ºªoa])"
"""The letters of an ordinal; a numeral can do without them in some languages only."""

LINK = (
    r"[ ]?(?:[-–—/,]|(?:,[ ])?(?:et|ou|au|à|y|o|e|ed|and|und|or|al|a)(?=\s))\s?(?:(?:le|la|du|au|el|del|al|il|the)\s)?"
)
"""What joins two centuries: `xve et xvie`, `du xve au xviie`, `xve-xviie`, `siglos xv y xvi`."""


WHITE_AT_BREAK = 6
"""Characters of white, at most, that a text has at a line end more than its token."""

AFTER_ARTICLE = regex.compile(r"(?:\b(?:du|au|le|les|el|del|al|il)\s|[-–])$", regex.I)
AFTER_NUMERAL = regex.compile(r"(?:\b(?:du|au|aux|des|le|les|el|del|al|il|et|ou|y|o)\s|[-–,]\s?)$", regex.I)


class Numeral(NamedTuple):
    """The letters of a numeral in a text, its ordinal letters left out."""

    start: int
    end: int


def is_roman(word: str) -> bool:
    """Is the whole word a regular Roman numeral, in any case?"""
    return ROMAN.fullmatch(word) is not None


class Centuries:
    """Finds the numerals beside a language's words for century and the like."""

    def __init__(self, after: frozenset[str], before: frozenset[str], lookalikes: frozenset[str]) -> None:
        """`after`: words that follow an ordinal (siècle); `before`: that precede a bare numeral (siglo, sec.)."""
        self._lookalikes = lookalikes
        self._words = sorted(after | before)
        self._following = _any_of(after)
        self._preceding = _any_of(before)
        number = rf"(?<![\p{{L}}\p{{N}}'’.]){CENTURY}"
        self._patterns: list[regex.Pattern[str]] = []
        if after:
            item = rf"(?P<n>{number})[ ]?{ORDINAL}(?!\p{{L}})"
            self._patterns.append(
                regex.compile(rf"(?:{item}{LINK})*{item}\s+(?:{self._following})(?!\p{{L}})", regex.I)
            )
        if before:
            item = rf"(?P<n>{number})(?:{ORDINAL})?(?!\p{{L}})"
            self._patterns.append(
                regex.compile(rf"(?<!\p{{L}})(?:{self._preceding})\s+(?:{item}{LINK})*{item}", regex.I)
            )
            self._patterns.append(regex.compile(rf"(?P<n>{number})\s+(?:{self._preceding})(?!\p{{L}})", regex.I))
        words = "|".join(filter(None, (self._following, self._preceding)))
        self._quick = regex.compile(rf"(?<!\p{{L}})(?:{words or '(?!)'})", regex.I)

    def places(self, stream: Stream) -> list[int]:
        """Where a word for century begins, in a text that is known by its tokens."""
        text = stream.text
        lower = text.lower()
        if len(lower) != len(text):
            return [match.start() for match in self._quick.finditer(text)]
        found = {at for word in self._words for at in places_of(lower, word) if not (at and text[at - 1].isalpha())}
        for token in stream.tokens:
            head, divided, _ = token.partition(DIVIDED)
            if divided and self._quick.search(token.replace(DIVIDED, "\n")):
                for at in places_of(text, head):
                    near = self._quick.search(text, at, at + len(token) + WHITE_AT_BREAK)
                    found |= {near.start()} if near is not None else set()
        return sorted(found)

    def find(self, text: str, places: Iterable[int]) -> Iterator[Numeral]:
        """The numerals of a text that are not in capitals yet, beside the words at these places."""
        seen: set[int] = set()
        for place in places:
            near = self._quick.match(text, place)
            if near is None:
                continue
            first, last = max(0, near.start() - 60), near.end() + 40
            for pattern in self._patterns:
                for match in pattern.finditer(text, first, min(len(text), last)):
                    if not match.start() <= near.start() < match.end():
                        continue
                    spans = match.spans("n")
                    for number, (start, end) in enumerate(spans):
                        letters = text[start:end]
                        if start in seen or not letters or letters.isupper():
                            continue
                        if self._is_lookalike(text, start, number == len(spans) - 1):
                            continue
                        seen.add(start)
                        yield Numeral(start, end)

    def _is_lookalike(self, text: str, start: int, last: bool) -> bool:
        """`de la vie au xxe siècle`: a word of its own, unless a masculine article or another numeral stands before."""
        word = regex.match(r"\p{L}+", text, pos=start)
        if word is None or word[0].lower() not in self._lookalikes:
            return False
        if len(word[0]) == 1:
            return True  # Italian `i secoli`
        before = AFTER_NUMERAL if last else AFTER_ARTICLE
        return before.search(text[max(0, start - 5) : start]) is None


def _any_of(words: frozenset[str]) -> str:
    """An alternative of the words, whole or divided at a line end (`siè-` / `cle`)."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    divided = [
        rf"{regex.escape(word[:cut])}[{HYPHENS}]\s*\n\s*{regex.escape(word[cut:])}"
        for word in ordered
        if word.isalpha()
        for cut in range(2, len(word) - 1)
    ]
    return "|".join([*(regex.escape(word) for word in ordered), *divided])
