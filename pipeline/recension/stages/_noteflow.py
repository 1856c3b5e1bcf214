"""Does a text that breaks off in one row go on in another? Over a page, the notes between.

Evidence: a divided word whose halves make a word of the document or of the lexicon; a
sentence left open and a small letter; a sentence closed and a capital.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from recension.rulebook.lexicon import Lexicon
from recension.stages._noterows import Row

_WORD = regex.compile(r"[\p{L}\p{M}]+(?:[-‐‑\u00ad][\p{L}\p{M}]+)*")
_LAST = regex.compile(r"([\p{L}\p{M}]+)[-\u00ad\u2010¬⸗]\s*$")
_FIRST = regex.compile(r"^\W*?([\p{L}\p{M}]+)")

WORD_GOES_ON, MAY_GO_ON, NO_WORD = 3.5, 1.0, -1.0
"""A divided word: the halves are known together; unknown, but a small letter follows; a capital does."""
GOES_ON, OPEN, FITS, BREAKS = 2.0, 0.0, 0.5, -2.0
"""Open and small letter; open and capital; closed and capital; closed and small letter."""


class Flow:
    """Weighs, as a logarithm of odds, that one row goes on in another."""

    def __init__(self, rows: Sequence[Row], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words: set[str] = set()
        for row in rows:
            words = _WORD.findall(row.chars.replace("\u00ad", "-").replace("\u2010", "-"))
            self._words.update(word.casefold() for word in (words[:-1] if row.divided else words))
        self._known = lru_cache(maxsize=None)(self._is_known)

    def __call__(self, before: Row | None, after: Row) -> float:
        if before is None:
            return 0.0
        lower = after.opens_lower
        if before.divided:
            left, right = _LAST.search(before.chars), _FIRST.match(after.chars)
            if left is not None and right is not None and self._known(left[1], right[1]):
                return WORD_GOES_ON
            return MAY_GO_ON if lower else NO_WORD
        if before.closed:
            return BREAKS if lower else FITS
        return GOES_ON if lower else OPEN

    def _is_known(self, left: str, right: str) -> bool:
        joined, hyphenated = (left + right).casefold(), f"{left}-{right}".casefold()
        if joined in self._words or hyphenated in self._words:
            return True
        return right[0].islower() and self._lexicon.knows(left + right)
