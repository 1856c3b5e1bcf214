"""Decisions of a person about single edits, which a draft obeys.

A corrector writes *stet* beside a change that is to be undone: let it stand. A ruling names
one edit of one stage by the glyphs it speaks of and what they read before it, whatever rule
made it, so that no other rule of that stage makes the same change under another name. It is
obeyed where the change would be made, and not by mending the output: later stages then see
the text as it stands, and the laws hold for what they make of it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

BY_HAND = "by hand"
"""The reason of an edit or query that a person decided begins with this."""


class Act(StrEnum):
    """What an edit does."""

    REPLACE = "replace"
    MOVE = "move"
    """The text goes to another layer, unchanged."""
    QUERY = "query"
    """Nothing was changed: the evidence does not decide, `readings` says between what."""


Place = tuple[str, Act, tuple[int, ...], str]
"""Stage, act, glyphs (as in `Edit.glyphs`), and what they read before."""


class Ruling(NamedTuple):
    """What a person decided about one edit."""

    stage: str
    rule: str
    """For people: rulings are found by their place."""
    act: Act
    glyphs: tuple[int, ...]
    before: str
    page: int = 0
    is_stet: bool = True
    """The text stands as it is: the change is not made, the query is closed."""
    reading: str | None = None
    """For a query: the reading that was chosen. Nothing is undone then."""

    @property
    def place(self) -> Place:
        return self.stage, self.act, self.glyphs, self.before


def filled(chars: str, start: int, end: int, reading: str) -> str | None:
    """What must stand at `chars[start:end]` for the text to have this reading there.

    A reading is often told with the word around it: with `photo-` and `graphie` on either side
    of a line end, `photographie` asks for nothing there and `photo-graphie` for a hyphen. None
    where the words around do not fit the reading: then nobody knows what was meant.
    """
    left = right = 0
    while left < start and chars[start - left - 1].isalnum():
        left += 1
    while end + right < len(chars) and chars[end + right].isalnum():
        right += 1
    before, after = chars[start - left : start], chars[end : end + right]
    if left + right and len(reading) >= left + right and reading.startswith(before) and reading.endswith(after):
        return reading[left : len(reading) - right]
    return None if left + right or any(char.isalnum() for char in chars[start:end]) else reading
