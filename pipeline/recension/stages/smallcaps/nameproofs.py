"""Which names of a text without geometry are to be restored, by one of three proofs.

Scrambled: the map of letters explains the word, and it stands where a name stands. Lower case
and capitals: the document sets several of its names so, each with its initials.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.casewords import HYPHENS, components
from recension.stages.smallcaps.lettering import Lettering, Usual
from recension.stages.smallcaps.options import Options
from recension.stages.smallcaps.plainnames import LOOK_BACK, Evidence, Place, before_name, shouts
from recension.stages.smallcaps.smallwords import inner_capitals, is_impossible, is_pronounceable

FIRST_HALF = regex.compile(r"(?<![\p{L}\p{M}])\p{Lu}{3,}(?:-\p{Lu}+)*\s$")
"""A word in capitals before: the first of two surnames."""

SHORT = 3
"""Letters of a word in capitals that is rather an abbreviation, where nothing but an initial shows a name."""


class Judge:
    """Says which of the places are names to be restored, by each of the three proofs."""

    def __init__(self, found: Evidence, lettering: Lettering, profile: Profile, options: Options) -> None:
        self.found, self.lettering = found, lettering
        self._options = options
        self._no_initials = profile.table("no_initials")
        self._no_surnames = (
            profile.table("not_surnames")
            | profile.table("reference_words")
            | profile.table("numeral_preceded")
            | profile.table("name_joiners")
            | profile.table("name_particles")
        )
        strong = found.strength >= options.proofs or any(self._is_strong(place) for place in found.places)
        self.is_scrambled = strong and found.map.consistency >= options.consistency
        """Has the document a scrambled font, and is its map to be trusted?"""

    def _is_strong(self, place: Place) -> bool:
        """A name that alone proves the font: several capitals inside, and an initial that lost its own."""
        return (
            place.word.core.lower() in self.found.map.proofs
            and inner_capitals(place.word.core) > 1
            and any(letter[:1].islower() for letter in place.letters)
        )

    def scrambled(self) -> Iterator[Place]:
        """The names that the map explains."""
        if not self.is_scrambled:
            return
        for place in self.found.places:
            agreement = self.found.map.agreement(place.word.core)
            if is_impossible(place.word.core, self.lettering.allowed):
                if agreement.share >= self._options.fit:
                    yield place
            elif (
                place.delimited
                and not agreement.misfit
                and agreement.fit >= agreement.unknown
                and self._is_miscased(place)
                and self._may_be_surname(place)
            ):
                yield place

    def lower(self) -> list[Place]:
        """Names all in lower case, where the document has several at the head of a note or a reference."""
        found = [
            place
            for place in self.found.places
            if place.word.core.islower()
            and place.delimited
            and place.opening
            and self._may_be_surname(place)
            and all(letter.islower() for letter in place.letters)
            and not self.lettering.spellings.in_lower_case_often(place.word.folded)
            and not self.lettering.spellings.dictionary_has(place.word.folded)
        ]
        return found if len({place.word.folded for place in found}) >= self._options.systematic else []

    def capitals(self) -> list[Place]:
        """Names all in capitals, where the document has several."""
        found = [place for place in self.found.places if self._is_in_capitals(place)]
        sure = {place.word.folded for place in found if place.delimited or place.opening}
        if len(sure) < self._options.systematic:
            return []
        return [place for place in found if place.delimited or place.opening or len(place.word.letters) > SHORT]

    def _is_in_capitals(self, place: Place) -> bool:
        word = place.word
        return (
            word.core.isupper()
            and len(word.letters) > 2
            and all(letter[:1].isupper() for letter in place.letters)
            and self._may_be_surname(place)
            and is_pronounceable(word.core)
            and not self.lettering.spellings.is_acronym_in_dictionary(word.folded)
            and not shouts(place.stream, word)
        )

    def _is_miscased(self, place: Place) -> bool:
        if any(letter[:1].islower() for letter in place.letters):
            return all(self.found.map.makes_lower(letter[:1]) for letter in place.letters if letter[:1].islower())
        return any(
            place.word.core[start].islower() and place.word.core[start:end] not in self.lettering.names.inner_low
            for start, end in components(place.word.core)
        )

    def _may_be_surname(self, place: Place) -> bool:
        folded = place.word.folded
        if folded in self._no_surnames or "".join(place.letters) in self._no_initials:
            return False
        usual = self.lettering.usual(place.word.core)
        if place.word.core.isupper() and FIRST_HALF.search(
            place.stream.text, max(0, place.word.start - LOOK_BACK), place.word.start
        ):
            return True
        if usual is Usual.LOWER and place.word.core[0].islower():
            return place.opening or any(
                word.core.isupper() for word in before_name(place.stream, place.word, self.lettering.names)
            )
        return usual is not Usual.LOWER or place.opening or any(char in HYPHENS for char in place.word.core)
