"""Which words are words: for the language, and for this document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

import regex

from recension.model import Document, Layer, Line
from recension.rulebook.lexicon import Lexicon

WORD = regex.compile(r"[\p{L}\p{M}]+")

LONGEST = 80
"""Characters before a place that are looked at for the word there. A line may have a million."""


class Words:
    """The lexicon of the language, and the words of the document, counted when first asked for."""

    def __init__(self, document: Document, language: str) -> None:
        self.lexicon = Lexicon.for_language(language)
        self._counted: Counter[str] | None = None
        self.lines = tuple(text_lines(document))
        """The lines of body and notes that have something on them."""

    @cached_property
    def text(self) -> str:
        """These lines, one after the other: for one look whether a character or a sequence occurs at all."""
        return "\n".join([line.chars for line in self.lines])

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters that occur."""
        return frozenset(self.text)

    def in_lexicon(self, word: str) -> bool:
        """Does the language have the word, in whatever case it stands here?"""
        return self.lexicon.knows(word)

    def count(self, word: str) -> int:
        """How often the document has it, case aside."""
        if self._counted is None:
            self._counted = Counter()
            for token, times in Counter(self.text.split()).items():  # most stand in a text many times
                for found in (token,) if token.isalpha() else WORD.findall(token):
                    self._counted[found.casefold()] += times
        return self._counted[word.casefold()]

    def known(self, word: str, times: int = 1) -> bool:
        """Is it in the lexicon, or in the document so many times?"""
        return self.in_lexicon(word) or self.count(word) >= times

    def formed(self, word: str) -> bool:
        """Is it put together from words of the lexicon, as German compounds are?"""
        return len(self.lexicon.compound(word)) > 1


def text_lines(document: Document) -> Iterable[Line]:
    """Lines of body and notes that have something on them."""
    return (line for line in document.lines()
            if line.layer in (Layer.BODY, Layer.NOTES) and line.chars and not line.chars.isspace())
