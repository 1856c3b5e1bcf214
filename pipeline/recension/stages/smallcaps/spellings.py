"""How a word is spelt where its case can be trusted: elsewhere in the document, and in the dictionary.

The document is asked first: what its ordinary type says of a word (`McDonald`, `CNRS`, `palier`)
is what the author wrote. The dictionary only says whether a word exists in lower case or as a name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

import marisa_trie
import regex

from recension.rulebook.places import rules_folder
from recension.stages.smallcaps.casewords import APOSTROPHES, HYPHENS, PLAIN_HYPHEN, Stream, Word, fold, places_of

SENTENCE_START = regex.compile(r"(?:^|[.!?:…]|\d|[«»“”„‘\"(\[*•–—])[\s«“„‘\"(\[*]*$")
"""What stands before a word that has its capital from its place."""

ACRONYM = 5
"""Letters of a word that is believed to be an abbreviation because the document has it in capitals only; a
longer one may be a name in capitals."""

LONGEST_ELISION = 2

LOOK_BACK = 6
LOOK_AT = 40
"""Occurrences of a word that are looked at to see whether it keeps its capital inside a sentence."""


class Spellings:
    """The words of a document by their folded form, less those whose case is in doubt."""

    def __init__(self, streams: Iterable[Stream], language: str, knows_page: bool = False) -> None:
        """`knows_page`: is a word that is not in doubt in ordinary type, by its ink?"""
        self._streams = tuple(streams)
        self._knows_page = knows_page
        self._doubted_places: set[int] = set()
        self._dictionary = dictionary(language)
        self._doubted: dict[str, Counter[str]] = defaultdict(Counter)
        self._names: dict[str, bool] = {}

    @cached_property
    def _found(self) -> dict[str, dict[str, int]]:
        """The spellings of each word by its folded form; nothing is counted before it is asked for."""
        found: dict[str, dict[str, int]] = {}
        for stream in self._streams:
            for chars, count in stream.word_counts().items():
                for spelling in _and_stem(chars):
                    spellings = found.setdefault(fold(spelling), {})
                    spellings[spelling] = spellings.get(spelling, 0) + count
        return found

    def doubt(self, words: Iterable[Word]) -> None:
        """Take these occurrences out of the vote."""
        for word in words:
            self._doubted_places.add(word.start)
            if not word.divisions:
                for spelling in _and_stem(word.core):
                    self._doubted[fold(spelling)][spelling] += 1

    def ordinary(self, folded: str) -> Mapping[str, int]:
        """The spellings of a word in ordinary type, with their counts."""
        found = self._found.get(folded)
        if not found:
            return {}
        doubted = self._doubted.get(folded)
        return (
            found
            if not doubted
            else {word: n - doubted.get(word, 0) for word, n in found.items() if n > doubted.get(word, 0)}
        )

    def is_attested(self, folded: str) -> bool:
        """Does the document have the word at all, in whatever case?"""
        return folded in self._found

    def in_lower_case(self, folded: str) -> bool:
        """Is this an ordinary word: the document or the dictionary has it in lower case?"""
        return folded in self.ordinary(folded) or self.dictionary_has(folded)

    def in_lower_case_often(self, folded: str) -> bool:
        """Does the document have the word in lower case more than twice?"""
        return self.ordinary(folded).get(folded, 0) > 2

    def dictionary_has(self, word: str) -> bool:
        """Does the dictionary have the word, in just this case?"""
        return self._dictionary is not None and word in self._dictionary

    def as_name(self, folded: str) -> str:
        """The spelling with a capital that the document's ordinary type has inside sentences, or empty."""
        best = ""
        votes = 0
        for word, count in sorted(self.ordinary(folded).items()):
            if count > votes and _has_capital(word) and not is_shouted(word):
                best, votes = word, count
        return best

    def keeps_capital(self, spelling: str) -> bool:
        """Does the document set the word with its capital inside sentences?"""
        known = self._names.get(spelling)
        if known is None:
            known = self._names[spelling] = self._inside_sentences(spelling)
        return known

    def as_acronym(self, folded: str) -> str:
        """The word in capitals, where the document or the dictionary has it so and not in lower case."""
        upper = folded.upper()
        ordinary = self.ordinary(folded)
        if upper in ordinary and folded not in ordinary and (len(upper) <= ACRONYM or self._is_within_prose(upper)):
            return upper
        return upper if self.is_acronym_in_dictionary(folded) else ""

    def is_acronym_in_dictionary(self, folded: str) -> bool:
        """Does the dictionary have the word in capitals only?"""
        return len(folded) > 1 and self.dictionary_has(folded.upper()) and not self.dictionary_has(folded)

    def is_name_in_dictionary(self, folded: str) -> bool:
        """Does the dictionary have the word with a capital only?"""
        return self.dictionary_has(folded[:1].upper() + folded[1:]) and not self.dictionary_has(folded)

    def _is_within_prose(self, upper: str) -> bool:
        """Has the document the capitals directly after a word in lower case: `the UNESCO`, `l’UNESCO`?

        Where the page is not known, that may be a name in small capitals that extract as capitals.
        """
        if not self._knows_page:
            return False
        return any(
            not self._doubted_places & {start, start - 2}  # with its article, or without
            and _follows_lower_case(stream.text, start, start + len(upper))
            for stream in self._streams
            for start in places_of(stream.text, upper)
        )

    def _inside_sentences(self, spelling: str) -> bool:
        pattern = regex.compile(rf"(?<![\p{{L}}{HYPHENS}]){regex.escape(spelling)}(?![\p{{L}}])")
        for stream in self._streams:
            for number, match in enumerate(pattern.finditer(stream.text)):
                if number >= LOOK_AT:
                    break
                before = stream.text[max(0, match.start() - LOOK_BACK) : match.start()]
                if not SENTENCE_START.search(before):
                    return True
        return False


def _and_stem(chars: str) -> tuple[str, ...]:
    """A word, hyphens and apostrophes plain, and what stands behind its elided article: l'UNESCO, UNESCO."""
    word = chars.translate(PLAIN_HYPHEN)
    head, apostrophe, stem = word.partition("'")
    return (word, stem) if apostrophe and len(stem) > 1 and len(head) <= LONGEST_ELISION else (word,)


def is_shouted(word: str) -> bool:
    """All in capitals, and more than one of them?"""
    return sum(char.isupper() for char in word) > 1 and not any(char.islower() for char in word)


def _follows_lower_case(text: str, start: int, end: int) -> bool:
    return (
        start > 1
        and (text[start - 1] in APOSTROPHES or text[start - 1].isspace())
        and text[start - 2].islower()
        and not text[end : end + 1].isalpha()
    )


def _has_capital(word: str) -> bool:
    return any(char.isupper() for char in word)


@cache
def dictionary(language: str) -> marisa_trie.Trie | None:
    """The dictionary's own list, without the frequent words: those are in lower case, names too."""
    path = rules_folder() / "languages" / language / "words.marisa"
    if not language.isalpha() or not path.exists():
        return None
    return marisa_trie.Trie().mmap(str(path))
