"""The words of a document, counted once: the first witness for its divided words.

Words at line ends do not count, since what they are is the question. A word is counted as it
stands, without its elision (`l'`), and, where it has hyphens, by its parts as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable

import regex

from recension.rulebook.lexicon import folded
from recension.stages.hyphenation.divisions import SIGNS, Division, without_divided_words

WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’\-‐‑\u00ad][\p{L}\p{M}]+)*")
INSIDE = regex.compile(rf"(?<=[\p{{L}}\p{{M}}])[{SIGNS}](?=[\p{{L}}\p{{M}}])")

SOFT_SIGNS = "\u00ad\u2010¬"
"""Signs that a typesetting program, an OCR program or a keyer may use for its own hyphens alone."""

_SIGNS = frozenset(SIGNS)

_AROUND = "«»“”„\"'’‘().,;:!?…[]"
"""Marks around a word that are no part of it, and no letters."""

SHORTEST_KIN = 6
"""Letters that two forms of one word must share from the start (`génération`, `générations`)."""

LONGEST_ENDING = 3
"""Letters by which two forms of one word may differ at the end."""


class Vocabulary:
    """What words stand in a document, and how it writes its hyphens."""

    def __init__(self, texts: Iterable[tuple[str, list[Division]]]) -> None:
        """Count the words of these texts, each given with its divisions."""
        self.at_ends: Counter[str] = Counter()
        stretches: list[str] = []
        for chars, found in texts:
            self.at_ends.update([division.sign for division in found])
            stretches += without_divided_words(chars, found)
        written: dict[str, int] = {}
        self.inside: Counter[str] = Counter()
        # A token is looked at once, however often it stands: four in five tokens are there already.
        for token, times in Counter("\n".join(stretches).split()).items():
            core = token.strip(_AROUND)
            if core.isalpha():
                written[core] = written.get(core, 0) + times
                continue
            for word in WORD.findall(token):
                written[word] = written.get(word, 0) + times
            if not _SIGNS.isdisjoint(token):
                for mark in INSIDE.findall(token):
                    self.inside[mark] += times
        forms: dict[str, int] = {}
        self.parts: Counter[str] = Counter()
        self._cased: Counter[str] = Counter()
        self._rests: dict[str, set[str]] = defaultdict(set)
        cased: list[str] = []
        for found_word, count in written.items():
            word = folded(found_word)
            if not word[1:].islower():
                cased.append(word)
            lower = word.lower()
            forms[lower] = forms.get(lower, 0) + count
            if not lower.isalpha():
                self._add(word, lower, count, forms)
        self.forms: Counter[str] = Counter(forms)
        self._written = frozenset(cased)
        self._sorted: list[str] = []

    def _add(self, written: str, word: str, count: int, forms: dict[str, int]) -> None:
        """What a word with an apostrophe or a hyphen adds to itself."""
        bare = word.rpartition("'")[2] if "'" in word else word
        if bare != word and bare:
            forms[bare] = forms.get(bare, 0) + count
        if "-" in bare:
            for part in bare.split("-"):
                self.parts[part] += count
            written = written[len(word) - len(bare) :]
            if written.isupper():
                written = bare
            self._cased[written[:1].lower() + written[1:]] += count
            head, _, rest = written.partition("-")
            self._rests[head.lower()].add(rest)

    def count(self, word: str) -> int:
        """How often this form stands in the document, any case, with or without an elision before it."""
        return self.forms[folded(word).lower()]

    def count_cased(self, word: str) -> int:
        """How often this hyphenated word stands in the document with the same case, the first letter's apart."""
        word = folded(word).rpartition("'")[2]
        return self._cased[word.lower()] if word.isupper() else self._cased[word[:1].lower() + word[1:]]

    def has_written(self, word: str) -> bool:
        """Does this word stand in the document with these very capitals inside (`JavaScript`)?"""
        return folded(word) in self._written

    def count_part(self, word: str) -> int:
        """How often this form stands alone or as one part of a hyphenated word."""
        word = folded(word).lower()
        return self.forms[word] + self.parts[word]

    def kin(self, word: str) -> str:
        """Another form of the same word, if the document has one: alike but for the last letters."""
        word = folded(word).lower()
        share = max(SHORTEST_KIN, len(word) - LONGEST_ENDING)
        if len(word) < share:
            return ""
        if not self._sorted:
            self._sorted = sorted(self.forms)
        stem = word[:share]
        place = bisect_left(self._sorted, stem)
        while place < len(self._sorted) and self._sorted[place].startswith(stem):
            if len(self._sorted[place]) <= len(word) + LONGEST_ENDING:
                return self._sorted[place]
            place += 1
        return ""

    def rests(self, head: str, lower: bool) -> list[str]:
        """What the document puts after this head and a hyphen, in lower (or else upper) case."""
        return sorted(rest for rest in self._rests.get(folded(head).lower(), ()) if rest[:1].islower() is lower)

    def dividers(self, least: int, source: str) -> frozenset[str]:
        """Signs that stand at line ends only, in a document that writes its hyphens with the hyphen-minus.

        Such a sign was put there by the typesetting program, and a hyphen-minus at a line end is then
        the author's. With fewer than `least` at line ends, or without a hyphen inside a line to compare with,
        nothing is known. The untouched `source` is asked as well: some fonts call every hyphen U+00AD, and
        an earlier stage may have set those inside the lines right.
        """
        if not self.inside["-"]:
            return frozenset()
        candidates = {sign for sign in SOFT_SIGNS if self.at_ends[sign] >= least and not self.inside[sign]}
        if candidates:
            candidates -= set(INSIDE.findall(source))
        return frozenset(candidates)
