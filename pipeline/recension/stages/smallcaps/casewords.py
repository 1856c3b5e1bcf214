"""The words of a document as a reader meets them, over line ends, each tied to its place.

A *stream* is the text of the lines of one kind, one after the other; a *word* is a stretch of
letters with the hyphens and apostrophes inside it, and, where a hyphen ends a line, with what
follows on the next. Private characters that may be small capitals count as letters.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from recension.model import Line

HYPHENS = "-\u00ad\u2010\u2011"
APOSTROPHES = "'’ʼ"

LETTERS = r"[\p{L}\p{M}\ue000-\uf8ff]"
WORD = regex.compile(rf"{LETTERS}+(?:(?:[{HYPHENS}](?:[ ]*\n[ ]*)?|[{APOSTROPHES}]){LETTERS}+)*")

PLAIN_HYPHEN = str.maketrans({"\u00ad": "-", "\u2010": "-", "\u2011": "-", "’": "'", "ʼ": "'"})

SAME_SIZE = 0.05
"""Two lines whose sizes differ by more (as a share) are not one text running on: notes are set
a tenth smaller than the body, at least."""


class Word(NamedTuple):
    """A word of a stream. `core` is what it reads without the break; `at[i]` the place of `core[i]`."""

    start: int
    end: int
    core: str
    at: Sequence[int]
    divisions: tuple[int, ...] = ()
    """Offsets in `core` of the hyphens that end a line."""

    @property
    def folded(self) -> str:
        return fold(self.core)

    @property
    def letters(self) -> str:
        return "".join(char for char in self.core if char.isalpha() or is_private(char))


def fold(word: str) -> str:
    """A word without its case, its hyphens and apostrophes plain."""
    return word.lower().translate(PLAIN_HYPHEN)


def is_private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff"


def components(core: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of the parts of a word between its hyphens and apostrophes."""
    start = 0
    for index, char in enumerate(core):
        if char in HYPHENS or char in APOSTROPHES:
            if index > start:
                yield start, index
            start = index + 1
    if len(core) > start:
        yield start, len(core)


class Stream:
    """The lines of a kind, read on. `text` has one newline between lines that may run on, two between others."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines: list[Line] = []
        self.starts = array("q")
        chunks: list[str] = []
        length = 0
        before: Line | None = None
        for line in lines:
            if before is not None:
                gap = "\n" if _runs_on(before, line) else "\n\n"
                chunks.append(gap)
                length += len(gap)
            self.lines.append(line)
            self.starts.append(length)
            chunks.append(line.chars)
            length += len(line.chars)
            before = line
        self.raw = "".join(chunks)
        self.text = self.raw
        """What the stream reads: `raw`, with the Private Use characters that are understood as letters."""

    def decode(self, letters: Mapping[str, str]) -> None:
        """Read these characters as these letters, one for one."""
        self.text = self.raw.translate({ord(char): letter for char, letter in letters.items()})

    def place(self, at: int) -> tuple[int, int]:
        """(index of the line, offset in it) of a place in `text`."""
        index = max(0, bisect_right(self.starts, at) - 1)
        return index, at - self.starts[index]

    def glyph(self, at: int) -> int:
        """The glyph behind a place, or -1."""
        index, offset = self.place(at)
        origin = self.lines[index].text.origin
        return origin[offset] if 0 <= offset < len(origin) else -1

    def words(self, start: int = 0, end: int | None = None) -> Iterator[Word]:
        """The words from `start` to `end`."""
        for match in WORD.finditer(self.text, start, len(self.text) if end is None else end):
            yield word_of(match.start(), match[0])

    def line_span(self, index: int) -> tuple[int, int]:
        """(start, end) of a line in `text`."""
        return self.starts[index], self.starts[index] + len(self.lines[index].chars)

    def stretches(self, lines: Iterable[int]) -> Iterator[tuple[int, int]]:
        """These lines as stretches of the text, those added that share a divided word with one of them."""
        wanted = set(lines)
        wanted |= {index + 1 for index in wanted if self._is_divided(index)}
        wanted |= {index - 1 for index in wanted if index and self._is_divided(index - 1)}
        first = last = -2
        for index in sorted(wanted):
            if index != last + 1:
                if first >= 0:
                    yield self.line_span(first)[0], self.line_span(last)[1]
                first = index
            last = index
        if first >= 0:
            yield self.line_span(first)[0], self.line_span(last)[1]

    def _is_divided(self, index: int) -> bool:
        return index + 1 < len(self.lines) and self.lines[index].chars.rstrip()[-1:] in tuple(HYPHENS)

    def pieces(self, start: int, end: int) -> Iterator[tuple[Line, int, int, int]]:
        """(line, start and end in it, start in `text`) of the parts of a stretch."""
        index, _ = self.place(start)
        while index < len(self.lines):
            first, last = self.line_span(index)
            if first >= end:
                return
            a, b = max(start, first), min(end, last)
            if a < b:
                yield self.lines[index], a - first, b - first, a
            index += 1


def word_of(start: int, chars: str) -> Word:
    """The word that stands at `start` and reads `chars`, breaks included."""
    if "\n" not in chars:
        return Word(start, start + len(chars), chars, range(start, start + len(chars)))
    core: list[str] = []
    at: list[int] = []
    divisions: list[int] = []
    for offset, char in enumerate(chars):
        if char == "\n":
            if len(core) - 1 not in divisions:
                divisions.append(len(core) - 1)
        elif char != " ":
            core.append(char)
            at.append(start + offset)
    return Word(start, start + len(chars), "".join(core), at, tuple(divisions))


def _runs_on(before: Line, after: Line) -> bool:
    if before.size <= 0 or after.size <= 0:
        return True
    return abs(before.size - after.size) <= SAME_SIZE * before.size
