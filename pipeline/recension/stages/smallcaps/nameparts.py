"""Which doubtful words are parts of names: surnames, by the initials beside them, and the particles before.

The initials must go with the word: capitals, or small ones that may have lost their capital as the
word has. Left to others: names in running text, which only their spelling elsewhere shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.casewords import Stream, fold
from recension.stages.smallcaps.lettering import Lettering, Usual
from recension.stages.smallcaps.nameplaces import Initials, initials_after, initials_before, is_delimited
from recension.stages.smallcaps.numerals import is_roman
from recension.stages.smallcaps.smallwords import Doubt, Kind

GIVEN = regex.compile(r"(?<!\p{L})(?:\p{L}\.|(?P<word>[\p{L}\p{M}]{2,}(?:-[\p{L}\p{M}]+)?))\s$")
"""An initial, or a word, directly before."""

ASKING = regex.compile(r"(\p{L}+)[.]?\s+$")

LOOK_BACK = 30

MOST_PARTICLES = 3



class NameParts:
    """The parts of names among one stream's doubtful words."""

    def __init__(
        self,
        stream: Stream,
        doubts: Sequence[Doubt],
        lettering: Lettering,
        profile: Profile,
        may_be_small: Callable[[int], bool],
    ) -> None:
        self.stream, self.doubts, self.lettering = stream, doubts, lettering
        self.named: set[int] = set()
        """Surnames, by index."""
        self.beside: dict[int, Initials] = {}
        """Their initials."""
        self.particles: set[int] = set()
        """The particles and articles before names, by index."""
        self.asks = profile.table("numeral_preceded") | profile.table("numeral_follows_bare")
        """The words that ask for a numeral after them."""
        self._articles = lettering.names.capital_articles | lettering.names.particles
        self._after = lettering.reference | lettering.names.joiners
        self._places: set[int] | None = None
        self._may_be_small = may_be_small
        self._find_names()

    def _find_names(self) -> None:
        text = self.stream.text
        for index, doubt in enumerate(self.doubts):
            if len(doubt.letters) < 2 or self.is_reference(doubt):
                continue
            found = initials_after(text, doubt.word.end) or initials_before(text, self._begin_of_name(index))
            if is_roman(fold(doubt.base)) and (initials_after(text, doubt.word.end) is None or self.is_asked(doubt)):
                continue  # t. ii, and `chap. vi P. Morin`
            if found is not None and fold(doubt.base) not in self.asks and self._are_initials(doubt, found):
                self.beside[index] = found
                self.named.add(index)
        for index in range(len(self.doubts) - 1, 0, -1):
            before, doubt = self.doubts[index - 1], self.doubts[index]
            if (
                index in self.named
                and text[before.word.end : doubt.word.start].isspace()
                and len(before.letters) > 1
                and not self.is_reference(before)
                and not self.is_low(before)
            ):
                self.named.add(index - 1)

    def _begin_of_name(self, index: int) -> int:
        """Where the particles before a surname begin: `k. von der osten`."""
        begin = self.doubts[index].word.start
        for before in reversed(self.doubts[max(0, index - MOST_PARTICLES) : index]):
            if not self.is_particle(before) or not self.stream.text[before.word.end : begin].isspace():
                break
            begin = before.word.start
        return begin

    def find_particles(self, proven: frozenset[str]) -> None:
        """The particles and articles that stand before a name: `VAN DEN BROECK`, `DE LA TOUR`."""
        for index, doubt in enumerate(self.doubts):
            if index not in self.named and fold(doubt.base) not in proven or self.is_particle(doubt):
                continue
            begin = self._begin_of_name(index)
            while index and self.doubts[index - 1].word.start >= begin:
                index -= 1
                self.particles.add(index)

    def _are_initials(self, doubt: Doubt, initials: Initials) -> bool:
        """Do the letters beside the word go with it: capitals, or small ones that may have lost their capital?"""
        small = {at for other in self.doubts for at in other.word.at} if self._places is None else self._places
        self._places = small
        text = self.stream.text
        for start, _ in initials.letters:
            if text[start].isupper() or start in small:
                continue
            if doubt.kind not in (Kind.SCRAMBLED, Kind.LOWER) or not self._may_be_small(start):
                return False
            if initials.start > doubt.word.end and not is_delimited(text, initials.end, self._after):
                return False
        return True

    def is_particle(self, doubt: Doubt) -> bool:
        return fold(doubt.base) in self._articles

    def is_asked(self, doubt: Doubt) -> bool:
        """Does a word before it ask for a numeral?"""
        before = ASKING.search(self.stream.text, max(0, doubt.word.start - LOOK_BACK), doubt.word.start)
        return before is not None and before[1].lower() in self.asks

    def is_reference(self, doubt: Doubt) -> bool:
        return fold(doubt.base) in self.lettering.reference

    def is_low(self, doubt: Doubt) -> bool:
        return self.lettering.names.is_low(fold(doubt.base))

    def leads(self, index: int) -> bool:
        """Is it the first particle of a name, without a given name or an initial before it?"""
        if index not in self.particles:
            return False
        start = self.doubts[index].word.start
        before = GIVEN.search(self.stream.text, max(0, start - LOOK_BACK), start)
        if before is None or index and self._touches(index) and index - 1 not in self.particles:
            return before is None
        word = before["word"]
        is_name = word is None or word[0].isupper() and self.lettering.usual(word) is not Usual.LOWER
        return not is_name and not (index and index - 1 in self.particles and self._touches(index))

    def _touches(self, index: int) -> bool:
        """Does nothing but white part it from the doubtful word before it?"""
        return self.stream.text[self.doubts[index - 1].word.end : self.doubts[index].word.start].isspace()

    def follows_name(self, index: int) -> bool:
        return index > 0 and index - 1 in self.named and self._touches(index)
