"""What words a language has: a witness for divided words.

The shipped tables are compiled word lists (`rules/languages/<language>/*.marisa`, made by
`rules/build_lexicons.py`), opened by `mmap`: nothing is read before it is asked for, and
workers share the pages. Licences stand beside the tables.

A lexicon says what is a word, not what is right. It does not know names, and it knows words
that no author of a given book would write; that is why the document itself is asked first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import marisa_trie

from recension.rulebook.hunspell import expand
from recension.rulebook.places import rules_folder

FOLDED = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "‐": "-", "‑": "-", "\u00ad": "-", "¬": "-", "ſ": "s",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "ĳ": "ij", "Ĳ": "IJ",
})
"""Signs that print writes in more than one way, to the one that the tables use."""

JOINS_COMPOUNDS = ("de", "nl")
"""Languages that write the compound of two nouns as one word."""

LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")
"""What German and Dutch put between the parts of a compound, shortest evidence first."""

SMALLEST_PART = 4
"""Letters of the shortest part of a compound. With three, `Staatsver-träge` and half of all slips would pass
as compounds (`ver`, `ein`, `ort`)."""

MOST_PARTS = 4
"""Parts of the longest compound looked for; printed prose seldom has five."""

VOWELS = "eaoiu"
"""What an elision takes off: `l'` is `le` or `la`, `dell'` is `della`."""

OLD_SPELLINGS = {
    "de": (("th", "t"), ("ey", "ei"), ("ß", "ss"), ("ss", "ß"), ("iren", "ieren"), ("irt", "iert"), ("c", "k"),
           ("c", "z"), ("niß", "nis"), ("aa", "a"), ("sz", "ß")),
    "fr": (("oe", "œ"), ("ae", "æ"), ("oi", "ai"), ("ans", "ants"), ("ens", "ents")),
    "en": (("ae", "æ"), ("oe", "œ"), ("æ", "ae"), ("œ", "oe")),
}
"""Spellings of older print (and of typewriters) beside those of the tables. One is tried at a time."""


def folded(word: str) -> str:
    """A word as the tables spell it: composed accents, plain apostrophe and hyphen, no ligature, no long s."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", word).translate(FOLDED)


class Lexicon:
    """The words of one language. `in` looks a word up as it stands; `knows` as a reader would."""

    def __init__(self, language: str, tables: Iterable[marisa_trie.Trie] = ()) -> None:
        self.language = language
        self._tables = tuple(tables)
        self._old = OLD_SPELLINGS.get(language, ())

    @classmethod
    def for_language(cls, language: str) -> Lexicon:
        """The shipped lexicon; an empty one, which knows nothing, where there is none. Cached."""
        return _shipped(language)

    @classmethod
    def from_hunspell(cls, dictionary: Path, language: str) -> Lexicon:
        """A lexicon from a Hunspell list of the user's own (`.dic`, its `.aff` beside it), added to the shipped one.

        For lists whose licence keeps them out of the package. Takes seconds, and some hundred
        bytes a word. Raises OSError when a file is missing.
        """
        own = marisa_trie.Trie(word.replace("’", "'") for word in expand(dictionary))
        return cls(language, (own, *_shipped(language)._tables))

    def __bool__(self) -> bool:
        return bool(self._tables)

    def __contains__(self, word: str) -> bool:
        return any(word in table for table in self._tables)

    def knows(self, word: str) -> bool:
        """Is this a word: with any case that print gives it, after an elision, with a possessive, in old spelling?"""
        word = folded(word).strip("'-")
        if not word:
            return False
        return self._has(word) or self._elided(word) or self._spelt_of_old(word)

    def knows_hyphenated(self, word: str) -> bool:
        """Does the list itself have this word with its hyphens? Its halves being words proves nothing.

        Only the first letter may differ in case (or all, where all are capitals): `Nord-Süd` is no witness for
        a `nordsüd` divided at that place.
        """
        word = folded(word)
        if "-" not in word:
            return False
        _, apostrophe, rest = word.partition("'")
        forms = [word, rest] if apostrophe and "-" in rest else [word]
        forms += [form[:-1] for form in forms if form.endswith(("s", "x"))]
        return any(self._has_entry(form) for form in forms)

    def hyphenated_entries(self, head: str, lower: bool, most: int) -> int:
        """How many entries begin with `head` and a hyphen and go on in lower (or else upper) case.

        Counted up to `most`.
        """
        head = folded(head)
        found = 0
        for start in {head.lower() + "-", _capitalised(head.lower()) + "-"}:
            for table in self._tables:
                for entry in table.iterkeys(start):
                    found += entry[len(start) : len(start) + 1].islower() is lower
                    if found >= most:
                        return found
        return found

    def _has_entry(self, word: str) -> bool:
        if word in self or word[:1].swapcase() + word[1:] in self:
            return True
        return word.isupper() and (word.lower() in self or _capitalised(word.lower()) in self)

    def compound(self, word: str) -> tuple[str, ...]:
        """The known words that a German or Dutch word is put together from; empty for none, and for other languages."""
        if self.language not in JOINS_COMPOUNDS or len(word) < 2 * SMALLEST_PART:
            return ()
        return self._parts(folded(word).lower(), MOST_PARTS) or ()

    def _parts(self, word: str, most: int) -> tuple[str, ...] | None:
        for cut in range(len(word) - SMALLEST_PART, SMALLEST_PART - 1, -1):
            head, tail = word[:cut], word[cut:]
            link = next((link for link in LINKS if head.endswith(link) and len(head) - len(link) >= SMALLEST_PART
                         and self._is_part(head[: len(head) - len(link)])), None)
            if link is None:
                continue
            if self._is_part(tail):
                return head, tail
            rest = self._parts(tail, most - 1) if most > 2 and len(tail) >= 2 * SMALLEST_PART else None
            if rest:
                return head, *rest
        return None

    def _is_part(self, word: str) -> bool:
        return self._has(word) or self._spelt_of_old(word)

    def _has(self, word: str) -> bool:
        """As it stands, in lower case, or with a capital."""
        if word in self:
            return True
        lower = word.lower()
        if lower != word and lower in self:
            return True
        title = _capitalised(lower)
        return title != word and title in self

    def _elided(self, word: str) -> bool:
        head, apostrophe, rest = word.rpartition("'")
        if not apostrophe or not rest:
            return False
        if rest.lower() == "s":  # the English possessive
            return self._has(head)
        short = head.rpartition("'")[2].lower()
        return self._has(rest) and any(short + vowel in self for vowel in VOWELS)

    def _spelt_of_old(self, word: str) -> bool:
        lower = word.lower()
        return any(old in lower and self._has(lower.replace(old, new)) for old, new in self._old)


@cache
def languages() -> tuple[str, ...]:
    """The languages that a lexicon is shipped for."""
    return tuple(sorted({path.parent.name for path in (rules_folder() / "languages").glob("*/words.marisa")}))


def _capitalised(lower: str) -> str:
    """`saint-denis` to `Saint-Denis`: a capital after every hyphen, as names have it."""
    return "-".join(part[:1].upper() + part[1:] for part in lower.split("-"))


@cache
def _shipped(language: str) -> Lexicon:
    tables = []
    if language.isalpha():
        for path in sorted((rules_folder() / "languages" / language).glob("*.marisa"), reverse=True):
            tables.append(marisa_trie.Trie().mmap(str(path)))  # `words` before `frequent`
    return Lexicon(language, tables)
