"""What a bare figure in running text is, if it calls no note: a year, a quantity, a page, a paragraph.

The guards of `markers`. They read the word before and the word after, in the tables of the
language, and give a weight; None where the figure certainly belongs to the author.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from recension.rulebook import Profile
from recension.stages.footnotes.labels import Dress

CLOSING = frozenset(".,;:!?…»”’)]\"'›«“")
OPENING = frozenset("([«“‘„‹¿¡/+=<>~°§$€£#&@_\\")
BEFORE_SIGNS = frozenset("-–—−×·^")
UNITS = regex.compile(r"(?:^|[\s\d])(?:[cdkmμ]?m|[kM]?s|in|ft|R|E|χ|x|X|[a-z])$")

ROMAN_OR_CODE = regex.compile(r"(?:^|[\s(«“‘/])(?:[IVXLCDM]+|\p{Lu}{1,3}|\p{L})[.:]?$")

_WORD_BEFORE = regex.compile(r"([\p{L}\p{M}'’.°º-]+|\d[\d.,  ]*)\s*$")

_LAST_WORD = regex.compile(r"(?r)([\p{L}\p{M}'’.°º-]+)\s*$")

_WORD_AFTER = regex.compile(r"^\s*([\p{L}\p{M}.]+|\d+|[%‰€$£°])(?:\s+(\d))?")
_NEAR = 40
"""Characters before a figure that are looked at: a word, and more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a place looks like a call, by how it is set (0 says nothing, 3 is hard to take for anything else)."""

    raised: float = 5.0
    raised_letter: float = 3.0
    exponent: float = 1.0
    """Raised behind a figure, or behind a unit of length: more often a power than a call."""
    symbol: float = 3.5
    symbol_alone: float = 0.8
    round: float = 2.0
    square: float = 2.0
    half: float = 2.5
    glued: float = 3.5
    glued_code: float = 0.3
    """Behind capitals or a single letter: H2, B12, MP3."""
    year: float = 0.5
    """Glued to a year: 188113 may be 1881 and call 13, where nothing else can."""
    stopped: float = 3.0
    """Glued behind punctuation or a closing quotation mark."""
    spaced_stop: float = 1.5
    """After a space and before punctuation: `emplois 1.`"""
    spaced_end: float = 0.6
    spaced_word: float = 0.2
    """After a space and before a word: nearly always a number."""
    opens_list: float = -1.8
    """A label in brackets at the beginning of a line, below one that ends a sentence: an item of a list."""
    opens_line: float = -1.0
    """A figure at the beginning of a line: of a list or a listing, more often than a call carried over."""
    broken: float = 4.5
    """At the end of a line, or alone on one, and the next begins with a stop: no printer begins a line so."""
    broken_guarded: float = -3.0
    """The same after a word that goes with numbers: `article 12`, broken off by something else."""
    behind: float = 3.0
    """The same behind another number: `en 1804 3`."""
    alone: float = 1.0
    """Alone on its line, the line above open."""
    letter: float = 1.2
    """A letter by itself before a mark, in text without geometry."""
    letter_word: float = 0.8
    """One that is a word of the language, or stands behind a number or a capital: `il y a.`, `12 c.`"""
    guarded: float = -2.0
    """After or before a word that goes with numbers."""


@dataclass(frozen=True, slots=True)
class Guards:
    """Words, by language, that go with numbers."""

    before: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    """Letters that are words by themselves."""
    weights: Weights = field(default_factory=Weights)

    @classmethod
    def of(cls, profile: Profile, weights: Weights) -> Guards:
        return cls(
            profile.table("note_number_before"),
            profile.table("note_abbreviations"),
            profile.table("note_number_after"),
            profile.table("note_number_between"),
            profile.table("note_letter_words"),
            weights,
        )


def _word_before(before: str) -> regex.Match[str] | None:
    """The word or number at the end of the text; read backwards where it ends in a letter."""
    if before.rstrip()[-1:].isalpha():
        return _LAST_WORD.search(before)
    return _WORD_BEFORE.search(before, max(0, len(before) - _NEAR))


def ends_in_code(before: str) -> bool:
    """Does the text end with a roman numeral, an initial, a code of capitals?"""
    return ROMAN_OR_CODE.search(before, max(0, len(before) - _NEAR)) is not None


def digit_weight(before: str, after: str, at_end: bool, guards: Guards) -> tuple[float | None, Dress]:
    weights = guards.weights
    last = before[-1:]
    if last in "%‰°":
        return weights.stopped, Dress.GLUED
    if last.isalpha():
        word = _word_before(before)
        code = word is None or len(word[1]) < 3 or word[1].isupper() or ends_in_code(before)
        return (weights.glued_code if code else weights.glued), Dress.GLUED
    if last in CLOSING and last not in "«“":
        core = before.rstrip(".,;:!?…»”’)]\"'›")
        if before[-2:-1].isdigit() and last in ".,:’'":
            return None, Dress.GLUED
        if last in ".:" and (ends_in_code(before) or _is_abbreviation(before, guards)):
            return None, Dress.GLUED
        if last in "'’" and not core[-1:].isalpha():
            return None, Dress.GLUED
        return weights.stopped, Dress.GLUED
    if not last.isspace():
        return None, Dress.BARE
    core = before.rstrip()
    if not core or core[-1] in OPENING or core[-1] in BEFORE_SIGNS or core[-1].isdigit():
        return None, Dress.BARE
    stopped = core[-1] in ".!?…" and not _is_abbreviation(core, guards)
    if (not stopped and _goes_with_numbers(core, guards)) or _counts_something(after, guards):
        return weights.guarded, Dress.BARE
    follows = after.lstrip()[:1]
    if follows in CLOSING and (not after[:1].isspace() or follows in "»”’;:!?"):
        if follows == "," and core[-1] == ",":
            return weights.guarded, Dress.BARE  # an enumeration: 1, 2, 3
        return weights.spaced_stop, Dress.BARE
    if core[-1] in CLOSING and core[-1] not in ",'’«“":
        return weights.spaced_end + (0.5 if follows.isupper() else 0.0), Dress.BARE
    return (weights.spaced_end if at_end else weights.spaced_word), Dress.BARE


def _is_abbreviation(before: str, guards: Guards) -> bool:
    word = _word_before(before)
    return word is not None and word[1].casefold().rstrip(".") in guards.abbreviations


def _goes_with_numbers(before: str, guards: Guards) -> bool:
    word = _word_before(before)
    if word is None:
        return False
    text = word[1].casefold()
    bare = text.rstrip(".")
    return (
        text in guards.before
        or bare in guards.before
        or bare in guards.abbreviations
        or bare.rsplit("'", 1)[-1].rsplit("’", 1)[-1] in guards.before
    )


def _counts_something(after: str, guards: Guards) -> bool:
    word = _WORD_AFTER.match(after)
    if word is None:
        return False
    text = word[1].casefold()
    if text in guards.between and word[2]:
        return True
    return (
        text[0] in "%‰€$£°"
        or text.rstrip(".") in guards.after
        or text in guards.after
        or (text.isdigit() and after[:1].isspace())
    )
