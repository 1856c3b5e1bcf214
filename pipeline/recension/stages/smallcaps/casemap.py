"""The case that a scrambled font gives each letter, learned from the document.

Where one glyph serves for `A` and `a`, extraction gives it one case, the same throughout. The
map is learned from words that nobody spells so (`CatriCe`) where a name is expected, with a
vote for every letter; it is trusted when the votes agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from recension.stages.smallcaps.casewords import components

SURE_LETTERS = 4
SURE_PROOFS = 4
"""Letters that must fit, and words that the map must rest on, before a word with one capital inside (which may
be a trade name) is explained by the map alone."""


class Agreement(NamedTuple):
    """How a word fits the map: letters that do, letters that do not, letters that it does not know."""

    fit: int
    misfit: int
    unknown: int

    @property
    def share(self) -> float:
        known = self.fit + self.misfit
        return self.fit / known if known else 0.0


class CaseMap:
    """Letter to case. First letters are left out of the vote when they are capitals: they may be true ones."""

    def __init__(self) -> None:
        self._upper: Counter[str] = Counter()
        self._lower: Counter[str] = Counter()
        self.proofs: set[str] = set()
        """The words, folded, that the map was learned from."""

    def learn(self, core: str, initials: Iterable[str] = ()) -> None:
        """Learn from one word, once; from its initials where they are in lower case."""
        if core.lower() not in self.proofs:
            self.proofs.add(core.lower())
            for first, char in _letters(core):
                if char.isupper() and not first:
                    self._upper[char.lower()] += 1
                elif char.islower():
                    self._lower[char] += 1
        for letter in initials:
            if letter.islower():
                self._lower[letter[:1]] += 1

    @property
    def consistency(self) -> float:
        """Share of the votes that are with the majority of their letter."""
        total = self._upper.total() + self._lower.total()
        agreed = sum(max(self._upper[char], self._lower[char]) for char in self._upper | self._lower)
        return agreed / total if total else 0.0

    def agreement(self, core: str) -> Agreement:
        """How a word fits. A capital at the head of a part fits always."""
        fit = misfit = unknown = 0
        for first, char in _letters(core):
            up, low = self._upper[char.lower()], self._lower[char.lower()]
            if first and char.isupper():
                continue
            if up == low:
                unknown += 1
            elif (up > low) is char.isupper():
                fit += 1
            else:
                misfit += 1
        return Agreement(fit, misfit, unknown)

    def is_sure_of(self, core: str) -> bool:
        """Does the map explain the whole word, and rest on enough other words?"""
        found = self.agreement(core)
        others = len(self.proofs - {core.lower()})
        return not found.misfit and not found.unknown and found.fit >= SURE_LETTERS and others >= SURE_PROOFS

    def makes_lower(self, letter: str) -> bool:
        """Does the font make this letter a small one, or is nothing known against it?"""
        return self._lower[letter.lower()] >= self._upper[letter.lower()]


def _letters(core: str) -> Iterator[tuple[bool, str]]:
    for start, end in components(core):
        for index in range(start, end):
            if core[index].isalpha():
                yield index == start, core[index]
