"""An output laid over the truth: where each letter of each passage stands, and what stands nowhere in the truth."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .align import NOWHERE, Letters, place
from .facts import Facts, Passage
from .reading import Mark, Output, read


class Placed(NamedTuple):
    """A passage with, for each of its letters, the place in the output's text, or NOWHERE."""

    passage: Passage
    letters: Letters
    places: list[int]
    first: int
    """Number of its first letter among those of its part (all blocks, or all notes)."""

    def place_before(self, offset: int) -> tuple[int, int]:
        """Places of the last letter before an offset of the passage's text and of the first one from there on."""
        number = bisect_left(self.letters.places, offset)
        return (self.places[number - 1] if number else NOWHERE,
                self.places[number] if number < len(self.places) else NOWHERE)

    def words(self) -> Iterator[tuple[int, int, str]]:
        """Start and end of each word as numbers of letters, and its characters."""
        for start, end in pairwise(self.letters.starts):
            yield start, end, self.passage.text[self.letters.places[start]:self.letters.places[end - 1] + 1]

    def stands(self, start: int, end: int, output: str) -> str:
        """The characters in the output where these letters stand; empty if they have no place."""
        if NOWHERE in self.places[start:end]:
            return ""
        return output[self.places[start]:self.places[end - 1] + 1]


class Judged:
    """One output laid over one truth."""

    def __init__(self, facts: Facts, raw: str) -> None:
        self.facts = facts
        self.output: Output = read(raw)
        self.letters = Letters(self.output.text)
        used = bytearray(len(self.letters))
        self.body = self._placed(facts.blocks, used)
        self.notes = self._placed(facts.notes, used)
        self.used = used

    def _placed(self, passages: list[Passage], used: bytearray) -> list[Placed]:
        found = place(Letters("\n".join(one.text for one in passages)), self.letters, used)
        made, first = [], 0
        for one in passages:
            letters = Letters(one.text)
            places = [self.letters.places[at] if at != NOWHERE else NOWHERE
                      for at in found[first:first + len(letters)]]
            made.append(Placed(one, letters, places, first))
            first += len(letters)
        return made

    def leftovers(self) -> list[tuple[int, int]]:
        """Stretches of the output's text that hold letters without a place in the truth."""
        made: list[tuple[int, int]] = []
        before = NOWHERE
        for letter, place_ in enumerate(self.letters.places):
            if self.used[letter]:
                continue
            if made and before == letter - 1:
                made[-1] = (made[-1][0], place_ + 1)
            else:
                made.append((place_, place_ + 1))
            before = letter
        return made


def call_places(judged: Judged) -> Iterator[tuple[int, int, str]]:
    for block in judged.body:
        for offset, label in block.passage.calls:
            yield (*block.place_before(offset), label)


def marks_at(judged: Judged, here: int, after: int) -> list[Mark]:
    """The marks behind this letter, before any other letter."""
    if here == NOWHERE:
        return []
    text, made = judged.output.text, []
    first = bisect_right(judged.output.marks, here, key=lambda mark: mark.at)
    for mark in judged.output.marks[first:first + 4]:
        if any(char.isalnum() for char in text[here + 1:mark.at]) or (after > here and mark.at > after):
            break
        made.append(mark)
    return made
