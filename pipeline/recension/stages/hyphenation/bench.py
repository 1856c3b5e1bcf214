"""What is known about a divided word before anyone judges it: its halves, and who may be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from recension.rulebook import Profile
from recension.rulebook.lexicon import JOINS_COMPOUNDS, Lexicon
from recension.stages.hyphenation.vocabulary import Vocabulary


class Answer(StrEnum):
    JOIN = "join"
    KEEP = "keep"
    LEAVE = "leave"
    """Not even the line break goes: what follows is not the other half."""


class Verdict(NamedTuple):
    """What to do with a divided word, and who says so."""

    answer: Answer
    rule: str
    reason: str
    confidence: float
    doubtful: bool = False
    """A query goes with it: the other reading is possible."""


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds. Where they come from: `docs/decisions/hyphenation.md`."""

    dividers: int = 5
    """Divisions by one sign from which its never standing inside a line means something."""
    majority: int = 3
    """Times that one spelling must outnumber the other where the document has both."""
    part: int = 3
    """Letters of a half, at least, for its being a word to mean anything: nearly all pairs of letters are words."""
    tail: int = 4
    """The same for the second half: endings such as `tes`, `ses`, `mes`, `ion` are words, too."""
    long: int = 5
    """Letters of both halves from which a capital before them is a sentence's, not a name's as in `Chester-field`."""
    productive: int = 5
    """Entries of the word list that begin with the same half and a hyphen, from which it takes one before any word."""


class Word(NamedTuple):
    """The two halves of a divided word in letters, as found."""

    left: str
    right: str
    sign: str
    alone: bool = True
    """Nothing but the left half stands before the sign: no `und/` before `o`."""

    @property
    def joined(self) -> str:
        return self.left + self.right

    @property
    def hyphenated(self) -> str:
        return f"{self.left}-{self.right}"

    @property
    def head(self) -> str:
        """The part before the break, without elision and without parts before another hyphen."""
        left = self.left
        for mark in "-‐‑\u00ad'’":
            left = left.rpartition(mark)[2]
        return left

    @property
    def tail(self) -> str:
        """The part after the break, up to another hyphen."""
        return self.right.replace("‐", "-").replace("‑", "-").partition("-")[0]

    @property
    def ends_in_letter(self) -> bool:
        """Is the part before the break a single letter after another hyphen, as in `va-t-il`?"""
        return len(self.head) == 1 and self.left[-2:-1] in ("-", "‐", "‑")

    @property
    def in_capitals(self) -> bool:
        return self.head.isupper() and self.tail.isupper()

    @property
    def has_own_capital(self) -> bool:
        """A capital after the break that is not there because all is in capitals."""
        return self.tail[:1].isupper() and not self.in_capitals


class Bench:
    """The witnesses of one document: its words, the lexicon of its language, the tables, other languages."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, profile: Profile, options: Options,
                 others: tuple[Lexicon, ...] = (), source: str = "") -> None:
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.options = options
        self.others = others
        self.table = profile.table
        self.dividers = vocabulary.dividers(options.dividers, source)
        self.joins_compounds = lexicon.language in JOINS_COMPOUNDS
        self.parts_letters = False
        """Does this document divide words after their first letter?"""

    def watch(self, words: Iterable[Word]) -> None:
        """Look at all divided words of the document for the habits of its typesetter."""
        self.parts_letters = any(
            len(word.left) == 1 and word.alone and word.right[:1].islower() and not self.is_any_word(word.tail)
            for word in words)

    def attests(self, word: Word) -> bool:
        """Does the document or the list have the word, joined or with its hyphen?"""
        return bool(self.vocabulary.count(word.joined) or self.vocabulary.count(word.hyphenated)
                    or self.lexicon.knows(word.joined) or self.lexicon.knows_hyphenated(word.hyphenated))

    def is_word(self, half: str) -> bool:
        """A word of the language, or of the document."""
        return bool(half) and (self.lexicon.knows(half) or self.vocabulary.count_part(half) > 0)

    def is_any_word(self, half: str) -> bool:
        """A word of the language, of the document, or of another language."""
        return self.is_word(half) or any(lexicon.knows(half) for lexicon in self.others)

    def are_words(self, word: Word) -> bool:
        """Are both halves words, long enough for that to mean something?"""
        return (len(word.head) >= self.options.part and len(word.tail) >= self.options.tail
                and self.is_word(word.head) and self.is_word(word.tail))

    def is_noun(self, word: Word) -> bool:
        """A German compound that began as a noun: with a hyphen it would go on with a capital."""
        return self.joins_compounds and word.head[:1].isupper() and word.tail[:1].islower()

    def is_productive(self, word: Word) -> bool:
        """Does the list put a hyphen after this half as a habit? `politico-`, `porte-`, `self-`."""
        least = self.options.productive
        lower = word.tail[:1].islower()
        return not self.is_noun(word) and self.lexicon.hyphenated_entries(word.head, lower, least) >= least

    def may_take_hyphen(self, word: Word) -> bool:
        """Is the joined form one of those that authors also write with a hyphen (`nonviolent`, `coauthor`)?

        By habit of the language, or of this author, who sets the same head off from another word.
        """
        if len(word.tail) < self.options.part or not self.is_word(word.tail):
            return False
        if not self.is_noun(word) and self.vocabulary.rests(word.head, word.tail[:1].islower()):
            return True
        return word.head.lower() in self.table("hyphen_heads") or (
            len(word.head) >= self.options.part and self.is_productive(word))

    def may_be_two_words(self, word: Word) -> bool:
        """`common-` / `sense`: English joins such pairs in one use and hyphens them in another.

        Elsewhere a pair of words inside a word is chance (`fonda-` / `mental`).
        """
        least = self.options.part + 1
        if self.lexicon.language != "en" or len(word.head) < least or len(word.tail) < least:
            return False
        return self.lexicon.knows(word.head) and self.lexicon.knows(word.tail)

    def is_torn(self, word: Word) -> bool:
        """Is the left half a fragment in lower case, so that a capital, a figure or a mark cannot go on with it?"""
        head = word.head.lower()
        if not word.head.islower() or len(head) < 2 or head in self.table("hyphen_heads"):
            return False
        return not (self.is_any_word(head) or self.is_productive(word) or self.vocabulary.rests(head, False))

    def rests(self, word: Word) -> list[str]:
        """What the document puts after this head and a hyphen, in the case of this tail."""
        head = word.head.lower()
        if self.is_noun(word) or len(head) < self.options.part or head in self.table("joined_prefixes"):
            return []
        return self.vocabulary.rests(word.head, word.tail[:1].islower())


def torn(half: str) -> Verdict:
    """The verdict on a fragment whose other half stands elsewhere, or is lost."""
    return Verdict(Answer.LEAVE, "half-missing", f"what follows “{half}-” cannot be its second half: something stands "
                   "between, or is lost", 0.5, True)
