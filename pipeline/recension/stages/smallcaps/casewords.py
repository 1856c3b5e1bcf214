"""The words of a document as a reader meets them, over line ends, each tied to its place.

A *stream* is the text of the lines of one kind, one after the other; a *word* is a stretch of
letters with the hyphens and apostrophes inside it, and, where a hyphen ends a line, with what
follows on the next. Private characters that may be small capitals count as letters.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
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


DIVISION = regex.compile(rf"({LETTERS}[{HYPHENS}])[ ]*\n[ ]*(?={LETTERS})")

DIVIDED = "\x00"
"""Stands for a line end within a word while a text is cut at its white. No text of ours has it."""

ENDS = ".,;:()[]«»“”„!?…\"*/–—0123456789"


MANY = 100
"""Different pieces from which a look through the whole text is quicker than one for each."""


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
        self._near = 0
        chunks: list[str] = []
        length = 0
        before: float | None = None
        for line in lines:
            text, size = line.text.chars, line.style.size if line.style else 0.0
            if before is not None:
                gap = "\n" if size == before or _runs_on(before, size) else "\n\n"
                chunks.append(gap)
                length += len(gap)
            self.lines.append(line)
            self.starts.append(length)
            chunks.append(text)
            length += len(text)
            before = size
        self.raw = "".join(chunks)
        self.text = self.raw
        """What the stream reads: `raw`, with the Private Use characters that are understood as letters."""

    @cached_property
    def tokens(self) -> Counter[str]:
        """What stands between white, with its count; a word divided at a line end is one piece, `DIVIDED` inside.

        A text has few different pieces, so that what is asked of its words is asked of these.
        """
        text = self.text
        for hyphen in HYPHENS:
            if f"{hyphen} \n" in text or f"{hyphen}\n " in text:
                text = DIVISION.sub(rf"\1{DIVIDED}", text)
            text = text.replace(f"{hyphen}\n", f"{hyphen}{DIVIDED}")
        return Counter(text.split())

    def word_counts(self) -> Counter[str]:
        """The words with their counts; those divided at a line end are left out: they may be no one word."""
        found: Counter[str] = Counter()
        for piece, count in self.tokens.items():
            bare = piece.strip(ENDS)
            if bare.isalpha():
                found[bare] += count
            elif DIVIDED not in piece:
                for chars in WORD.findall(piece):
                    found[chars] += count
            else:
                for chars in WORD.findall(piece.replace(DIVIDED, "\n")):
                    if "\n" not in chars:
                        found[chars] += count
        return found

    def places_of(self, wanted: Callable[[str], bool], pattern: regex.Pattern[str]) -> Sequence[int]:
        """Where the pattern, which knows no white, matches: only in pieces that are `wanted` it is looked for."""
        parts = {
            part for piece in self.tokens if wanted(piece) for part in piece.split(DIVIDED) if pattern.search(part)
        }
        if len(parts) > MANY:
            return [match.start() for match in pattern.finditer(self.text)]
        found: set[int] = set()
        for part in parts:
            offsets = [match.start() for match in pattern.finditer(part)]
            for start in places_of(self.text, part):
                found.update([start + offset for offset in offsets])
        return sorted(found)

    def decode(self, letters: Mapping[str, str]) -> None:
        """Read these characters as these letters, one for one."""
        self.__dict__.pop("tokens", None)
        self.text = self.raw.translate({ord(char): letter for char, letter in letters.items()})

    def place(self, at: int) -> tuple[int, int]:
        """(index of the line, offset in it) of a place in `text`."""
        starts, index = self.starts, self._near  # mostly the line asked for before
        if not starts[index] <= at or index + 1 < len(starts) and at >= starts[index + 1]:
            index = self._near = max(0, bisect_right(starts, at) - 1)
        return index, at - starts[index]

    def glyph(self, at: int) -> int:
        """The glyph behind a place, or -1."""
        index, offset = self.place(at)
        origin = self.lines[index].text.origin
        return origin[offset] if 0 <= offset < len(origin) else -1

    def glyphs(self, word: Word) -> Sequence[int]:
        """The glyphs behind the letters of a word."""
        if not word.divisions:
            index, offset = self.place(word.start)
            found = self.lines[index].text.origin[offset : offset + len(word.core)]
            if offset >= 0 and len(found) == len(word.core):
                return found
        return [self.glyph(at) for at in word.at]

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


def ends_of(line: Line) -> tuple[int, int]:
    """The first and the last glyph of a line; -1 where it has none."""
    origin = line.text.origin
    if origin and origin[0] >= 0 <= origin[-1]:
        return origin[0], origin[-1]
    return line.text.first_glyph(), line.text.last_glyph()


def places_of(text: str, chars: str) -> Iterator[int]:
    """Where these characters stand in a text, one place after the other."""
    at = text.find(chars)
    while at >= 0:
        yield at
        at = text.find(chars, at + 1)


def _runs_on(before: float, after: float) -> bool:
    """Are lines of these sizes one text?"""
    if before <= 0 or after <= 0:
        return True
    return abs(before - after) <= SAME_SIZE * before
