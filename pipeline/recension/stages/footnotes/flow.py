"""Does a text that breaks off in one row go on in another? Over a page, the notes between.

Evidence: a divided word whose halves make a word of the document or of the lexicon; a
sentence left open and a small letter; a sentence closed and a capital.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex

from recension.rulebook.lexicon import Lexicon
from recension.stages.footnotes.rows import Row

_WORD = regex.compile(r"[\p{L}\p{M}]+(?:[-‐‑\u00ad][\p{L}\p{M}]+)*")
_TAIL = regex.compile(r"[\p{L}\p{M}\u00ad\u2010\u2011-]+[-\u00ad\u2010¬⸗]\s*$")
_LAST = regex.compile(r"([\p{L}\p{M}]+)[-\u00ad\u2010¬⸗]\s*$")
_FIRST = regex.compile(r"^\W*?([\p{L}\p{M}]+)")

WORD_GOES_ON = 3.5
"""The most that a divided word whose halves are known together may say."""
SMALL_LETTER, CAPITAL = 0.4, -1.5
"""What follows a divided word: a small letter, as a rule."""
BY_CHANCE = 0.03
"""Share of pairs of unrelated halves that make a known word."""
GOES_ON, OPEN, FITS, BREAKS = 0.6, -0.2, 1.0, -2.0
"""Open and small letter; open and capital; closed and capital; closed and small letter. Most lines of a page
begin with a small letter anyway, so that one after an open line says little."""
_SAMPLE = 400


class Flow:
    """Weighs, as a logarithm of odds, that one row goes on in another."""

    def __init__(self, rows: Sequence[Row], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # A word divided at the end of its line is no word yet.
        whole = "\n".join(_TAIL.sub("", row.chars) if row.divided else row.chars for row in rows)
        self._words = set(_WORD.findall(_folded(whole).casefold()))
        self._known = lru_cache(maxsize=None)(self._is_known)
        share = self._share_known(rows)
        self._yes = min(WORD_GOES_ON, math.log(share / BY_CHANCE))
        self._no = math.log((1.0 - share) / (1.0 - BY_CHANCE))
        self._weighed = lru_cache(maxsize=None)(self._weigh)

    def _share_known(self, rows: Sequence[Row]) -> float:
        """How many of the document's divided words are known: old spelling and names are not."""
        inner = [(before, after) for before, after in pairwise(rows) if before.divided and not after.turn][:_SAMPLE]
        known = sum(self._joins(before, after) for before, after in inner)
        return (known + 4.0) / (len(inner) + 6.0)

    def __call__(self, before: Row | None, after: Row) -> float:
        return 0.0 if before is None else self._weighed(before, after)

    def _weigh(self, before: Row, after: Row) -> float:
        lower = after.opens_lower
        if before.divided:
            return (self._yes if self._joins(before, after) else self._no) + (SMALL_LETTER if lower else CAPITAL)
        if before.closed:
            return BREAKS if lower else FITS
        return GOES_ON if lower else OPEN

    def _joins(self, before: Row, after: Row) -> bool:
        left, right = _LAST.search(before.chars), _FIRST.match(after.chars)
        return left is not None and right is not None and self._known(_folded(left[1]), _folded(right[1]))

    def _is_known(self, left: str, right: str) -> bool:
        joined, hyphenated = (left + right).casefold(), f"{left}-{right}".casefold()
        if joined in self._words or hyphenated in self._words:
            return True
        return right[0].islower() and self._lexicon.knows(left + right)


def _folded(chars: str) -> str:
    """Long s as s, any hyphen as a hyphen."""
    return chars.replace("ſ", "s").replace("\u00ad", "-").replace("\u2010", "-")
