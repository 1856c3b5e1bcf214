"""What a word reads in upper and lower case, once it is known to have lost its case.

The document's ordinary type is asked first, then the rules of names, or, in a heading or a
phrase, the dictionary. Nothing here asks whether the word may be changed.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from recension.rulebook import Profile
from recension.stages.smallcaps.casewords import Word, components, fold
from recension.stages.smallcaps.names import NameTables, cased_like, name_case
from recension.stages.smallcaps.smallwords import is_impossible
from recension.stages.smallcaps.spellings import Spellings

LONGEST_SURNAME = 13
"""Letters of a surname without a hyphen, at most; a longer one, divided at a line end, has a hyphen of its own. Of
the names of the French and English dictionaries fewer than one in a hundred are longer."""

SURE_SURNAME = 10
"""The same where what follows the hyphen is a name by itself: Grand-jean, but Chesnaye-Morin."""

LEAST_SURNAME = 4


class Usual(Enum):
    """How a word is written inside a sentence."""

    LOWER = "lower"
    CAPITAL = "capital"
    ACRONYM = "acronym"
    UNKNOWN = "unknown"


class Spelt(NamedTuple):
    """A spelling, why it is this one, and how sure that is."""

    core: str
    reason: str
    confidence: float


class Lettering:
    """Gives words their case back."""

    def __init__(self, spellings: Spellings, profile: Profile) -> None:
        self.spellings = spellings
        self.names = NameTables.of(profile)
        self.allowed = frozenset(word.lower() for word in profile.table("mixed_case_words"))
        self.reference = profile.table("reference_words")
        self.openers = profile.table("reference_openers")
        self.nouns_have_capitals = profile.language == "de"
        self.same_author = profile.table("same_author")

    def name(self, base: str, word: Word, opens: bool = True, leads: bool = False) -> Spelt:
        """A word that is part of a name. The length stays that of `base`.

        `leads`: is it the first word of the name, no given name and no initial before it?
        """
        folded = fold(base)
        if leads and folded in self.names.dutch:
            return Spelt(base[:1].upper() + base[1:].lower(), "a Dutch particle that leads the name", 0.8)
        if self.names.is_low(folded):
            return Spelt(base.lower(), "a particle", 0.9)
        if not word.divisions:
            model = self._model(folded)
            if model:
                return Spelt(cased_like(base, model), f"the text has {model} in ordinary type", 0.99)
        soft, sure = self._soft(base, word)
        for hyphen in soft:
            whole = base[:hyphen] + base[hyphen + 1 :]
            model = self._model(fold(whole))
            if model and len(soft) == 1:
                return Spelt(cased_like(base, model), f"the text has {model} in ordinary type", 0.98)
        core = name_case(base, self.names, opens=opens, soft=soft)
        return Spelt(
            core,
            "a name" if sure else "a name; whether its hyphen at the line end stays is not known",
            0.95 if sure else 0.7,
        )

    def usual(self, base: str) -> Usual:
        """How the word is written inside a sentence, by the document, then by the dictionary."""
        folded = fold(base)
        found = self.spellings.ordinary(folded)
        lower = found.get(folded, 0)
        model = self._model(folded)
        capital = found.get(model, 0) if model else 0
        if (
            capital
            and capital >= lower
            and self.spellings.keeps_capital(model)
            and not self._is_rather_low(folded, capital, lower)
        ):
            return Usual.CAPITAL
        if lower:
            return Usual.LOWER
        if self.spellings.as_acronym(folded):
            return Usual.ACRONYM
        if self.spellings.dictionary_has(folded):
            return Usual.LOWER
        if capital or self.spellings.is_name_in_dictionary(folded):
            return Usual.CAPITAL
        stem = folded.rpartition("'")[2]
        if stem != folded and stem:
            return self.usual(stem)
        return Usual.UNKNOWN

    def _is_rather_low(self, folded: str, capital: int, lower: int) -> bool:
        """A word of the dictionary, in lower case only, that the document hardly has otherwise: `Rail` in a title."""
        return (
            self.spellings.dictionary_has(folded)
            and not self.spellings.dictionary_has(folded[:1].upper() + folded[1:])
            and capital <= 2 + 3 * lower
        )

    def _model(self, folded: str) -> str:
        """The spelling of ordinary type, where it is one that a name can have."""
        model = self.spellings.as_name(folded)
        if not model or is_impossible(model, self.allowed):
            return ""
        for start, end in components(model):
            part = model[start:end]
            if part[0].islower() and part not in self.names.inner_low and part not in self.names.low_elisions:
                return ""
        return model

    def _length_around(self, base: str, hyphen: int) -> int:
        """Letters of the part of a word that comes of joining at this hyphen."""
        joined = base[:hyphen] + base[hyphen + 1 :]
        return next(end - start for start, end in components(joined) if start < hyphen <= end)

    def _names_follow(self, base: str, hyphen: int) -> bool:
        """Is what follows the hyphen a name by itself?"""
        part = next((base[start:end] for start, end in components(base) if start == hyphen + 1), "")
        if self.nouns_have_capitals and self._is_noun(part):
            return False  # a capital is no sign of a name there: `Zwingen-` / `berg`
        return len(part) >= LEAST_SURNAME and self.usual(part) is Usual.CAPITAL

    def _is_noun(self, part: str) -> bool:
        """Has the dictionary the word, small or with a capital?"""
        folded = fold(part)
        return self.spellings.dictionary_has(folded) or self.spellings.dictionary_has(folded.capitalize())

    def _soft(self, base: str, word: Word) -> tuple[frozenset[int], bool]:
        soft = set()
        sure = True
        for hyphen in word.divisions:
            joined = fold(base[:hyphen] + base[hyphen + 1 :])
            if (
                self.spellings.is_attested(joined)
                or self.spellings.dictionary_has(joined)
                or self.spellings.is_name_in_dictionary(joined)
            ):
                soft.add(hyphen)
            elif not self.spellings.is_attested(fold(base)):
                sure = False
                longest = SURE_SURNAME if self._names_follow(base, hyphen) else LONGEST_SURNAME
                if self._length_around(base, hyphen) <= longest:
                    soft.add(hyphen)
        return frozenset(soft), sure
