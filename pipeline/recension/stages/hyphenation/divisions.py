"""Where words are divided: a hyphen, a line break, and the two halves.

Told apart from a division: a dash (a space before the sign, or a second sign), a sign with
nothing after it. Halves are given as a reader sees them, without quotes, brackets and stops
around them, and without the characters that stand for note calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from recension.model.text import ANCHOR

SIGNS = "-\u00ad\u2010\u2011¬"
"""Hyphen-minus, soft hyphen, hyphen, non-breaking hyphen, and the sign of OCR and keyed texts."""

BREAK = regex.compile(rf"[{SIGNS}](?:{ANCHOR}|[^\S\n])*+\n\s*+(?=\S)")

NOT_BEFORE = frozenset(SIGNS + "–—−")
"""What stands before a sign that divides nothing: white space does not, either."""

ENDS_TOKEN = frozenset("–—…")
RIGHT_TOKEN = regex.compile(r"[^\s–—…]+")
LEFT_CORE = regex.compile(r"(?:[\p{L}\p{M}]+['’\-‐‑\u00ad])*[\p{L}\p{M}]+$")
RIGHT_CORE = regex.compile(r"^[\p{L}\p{M}]+(?:['’\-‐‑\u00ad][\p{L}\p{M}]+)*")
ADDRESS = regex.compile(r"://|@|^[(<\[]?www\.|\bdoi:|\b10\.\d{4,}/")
IDENTIFIER = regex.compile(r"\w_|_\w")

LONGEST = 80
"""Characters that a token may have on either side; a longer one is no word, and looking on costs time."""


class Division(NamedTuple):
    """A place where a line ends inside a word or a compound."""

    start: int
    """Offset of the sign."""
    end: int
    """Offset of the first character of the next line's text."""
    sign: str
    left: str
    """Everything up to the sign, back to white space."""
    right: str
    """Everything after the break, up to white space or the next division of the same word."""
    chained: bool
    """The left half begins at the division before: a word over three lines."""

    @property
    def is_address(self) -> bool:
        """Is this part of a web or mail address, or of a DOI? Their hyphens are their own: no program adds one."""
        return ADDRESS.search(self.left + "-" + self.right) is not None

    @property
    def is_identifier(self) -> bool:
        """Is this a name such as programs have, with underscores?"""
        return IDENTIFIER.search(self.left + self.right) is not None

    @property
    def left_core(self) -> str:
        """The letters at the end of the left half, with inner hyphens and apostrophes; empty if none."""
        found = LEFT_CORE.search(self.left)
        return found.group() if found else ""

    @property
    def right_core(self) -> str:
        """The letters at the head of the right half, with inner hyphens and apostrophes; empty if none."""
        found = RIGHT_CORE.match(self.right)
        return found.group() if found else ""


def divisions(chars: str) -> list[Division]:
    """The divisions of a text, in order."""
    found: list[Division] = []
    if "\n" not in chars:
        return found
    last_end = -1
    matches = [match for match in BREAK.finditer(chars) if not _is_dash(chars, match.start())]
    for number, match in enumerate(matches):
        start, end = match.start(), match.end()
        head, floor = start, max(0, start - LONGEST, last_end)
        while head > floor and not chars[head - 1].isspace() and chars[head - 1] not in ENDS_TOKEN:
            head -= 1
        right = RIGHT_TOKEN.match(chars, end, min(len(chars), end + LONGEST))
        if head == start or right is None:
            continue
        stop = right.end()
        if number + 1 < len(matches) and matches[number + 1].start() < stop:
            stop = matches[number + 1].start()
        found.append(Division(start, end, chars[start], chars[head:start].replace(ANCHOR, ""),
                              chars[end:stop].replace(ANCHOR, ""), head == last_end))
        last_end = end
    return found


def _is_dash(chars: str, place: int) -> bool:
    before = chars[place - 1 : place]
    return before.isspace() or before in NOT_BEFORE


def without_divided_words(chars: str, found: list[Division]) -> Iterator[str]:
    """The text that is left when every divided word is cut out: what may bear witness."""
    if not found:
        yield chars
        return
    place = 0
    for division in found:
        head = division.start
        while head > place and not chars[head - 1].isspace():
            head -= 1
        yield chars[place:head]
        tail = division.end
        while tail < len(chars) and not chars[tail].isspace():
            tail += 1
        place = max(place, tail)
    yield chars[place:]
