"""Where a text has a name: a surname with initials after or before it, and what stands around.

The structure, not the letters: `Surname I.,`, `Surname J.-M. et`, `I. Surname`. It is the
evidence that letters alone cannot give, since a quarter of all ordinary words have a case
that fits a scrambled font.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import regex

from recension.model.text import ANCHOR

_ONE = r"(?:[CcTtPpSs][Hh]|[Cc][Hh][Rr]|[Ff][Rr]|[Cc][Ll]|\p{L}\p{M}?)"
_JOIN = r"(?:[-\u00ad\u2010\u2011 \u00a0\u202f]|[-\u00ad\u2010\u2011]\s?\n\s?|\s?\n\s?)?"
AFTER = regex.compile(
    rf"[ \u00a0\u202f]*(?:[ \u00a0\u202f]|\n)[ \u00a0\u202f]*"
    rf"(?P<all>(?P<i>{_ONE})[ ]?\.(?:{_JOIN}(?P<i>{_ONE})[ ]?\.)*)"
)
BEFORE = regex.compile(rf"(?<![\p{{L}}\p{{N}}.'’\-])(?P<all>(?P<i>{_ONE})\.(?:{_JOIN}(?P<i>{_ONE})\.)*)\s{{1,2}}$")

DELIMITER = regex.compile(rf"\.?\s*(?:[,;:()\[\]»”/–—&]|{ANCHOR}|$|\n[ ]*\n|\(?(?:1[4-9]|20)\d\d(?!\d))")
"""What may stand after the initials of a name."""

OPENING = regex.compile(
    rf"(?:^|\n)\s*(?:\[?\(?(?:\d{{1,3}}|[*†‡]{{1,3}})\)?\]?[.)]?\s+|[-–—•]\s+)?$|[;:(\[«“]\s*$|{ANCHOR}\s*$"
)
"""What stands before the first name of a note or a reference."""

NO_NAME_AFTER = regex.compile(r"\s?\d")
PAGE_LETTERS = frozenset("pntvfclsqgn")
"""Letters that with a stop and a figure count something: p. 12, n. 3, t. 2, f. 7."""

CONTAINERS = ("in", "dans", "en", "bei", "chez")
"""Words before the author of the book that a chapter stands in: `in Id.`"""

LOOK_BACK = 40


class Initials(NamedTuple):
    """Initials beside a surname: where they stand, and the letters of each."""

    start: int
    end: int
    letters: tuple[tuple[int, int], ...]


def initials_after(text: str, end: int) -> Initials | None:
    """The initials that follow a surname ending at `end`."""
    match = AFTER.match(text, end)
    if match is None:
        return None
    start, stop = match.span("all")
    spans = match.spans("i")
    if (
        len(spans) == 1
        and text[spans[0][0]].lower() in PAGE_LETTERS
        and NO_NAME_AFTER.match(text, stop)
        and text[spans[0][0]].islower()
    ):
        return None
    return Initials(start, stop, tuple(spans))


def initials_before(text: str, begin: int) -> Initials | None:
    """The initials that precede a surname starting at `begin`."""
    floor = max(0, begin - LOOK_BACK)
    match = BEFORE.search(text, floor, begin)
    if match is None:
        return None
    start, stop = match.span("all")
    return Initials(start, stop, tuple(match.spans("i")))


def is_delimited(text: str, end: int, words_after: Collection[str]) -> bool:
    """Does what follows the initials fit a name: punctuation, a year, or one of these words?"""
    if DELIMITER.match(text, end):
        return True
    word = regex.match(r"\s+(\p{L}+)", text, pos=end)
    return word is not None and word[1].lower() in words_after


def is_opening(text: str, start: int, words_before: Collection[str]) -> bool:
    """Does a note, a reference or an item of a list begin here?"""
    before = text[max(0, start - LOOK_BACK) : start]
    if OPENING.search(before):
        return True
    word = regex.search(r"(?<!\p{L})(\p{L}+)[.:]?\s+$", before)
    return word is not None and word[1].lower() in words_before


def follows_author(text: str, start: int, joiners: Collection[str]) -> bool:
    """Is this the second of two authors: `Ravenel É. et ...`?"""
    match = regex.search(r"[\p{L}\p{M}]{2}\s\p{L}\.\s(\p{L}+|&)\s$", text[max(0, start - LOOK_BACK) : start])
    return match is not None and (match[1] == "&" or match[1].lower() in joiners)


def is_address(text: str, start: int, end: int) -> bool:
    """Is the word part of a web or mail address, a file's name, or an identifier?"""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before and before in "/@_#\\=&%<{" or after[:1] and after[:1] in "/@_\\=&%({":
        return True
    if before.isdigit() or after[:1].isdigit():
        return True
    if before == "." and text[max(0, start - 2) : start - 1].isalnum():
        return True
    return after[:1] == "." and after[1:2].isalnum() and after[1:2].islower()
