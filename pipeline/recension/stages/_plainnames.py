"""Names in small capitals where the page is not known: by the letters' case and by structure together.

Three things extraction can leave of such a name, each needing its own proof:

* scrambled (`CatriCe-lOrey a.`): words that nobody spells so give a map of letters; a name is
  changed where its place is a name's *and* its letters fit the map;
* all lower case (`linhart d.`) and all capitals (`LINHART D.`): only where the document sets its
  names so throughout, or has the name in ordinary type.

Left alone: words of dictionary or document, what the map does not explain, addresses,
identifiers, abbreviations, McDonald, LaTeX, eBay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from recension.rulebook import Profile
from recension.stages._capsoptions import Options
from recension.stages._casemap import CaseMap
from recension.stages._casewords import HYPHENS, LETTERS, WORD, Stream, Word, components, fold, word_of
from recension.stages._lettering import Lettering, Usual
from recension.stages._nameplaces import (
    AFTER,
    Initials,
    follows_author,
    initials_after,
    initials_before,
    is_address,
    is_delimited,
    is_opening,
)
from recension.stages._smallwords import inner_capitals, is_impossible, is_pronounceable

MIXED = regex.compile(r"\p{Ll}\p{M}*\p{Lu}|\p{Lu}\p{Lu}\p{Ll}{2}")
SURNAME = regex.compile(rf"(?<![\p{{L}}\p{{N}}'’\-])(?:{WORD.pattern})$")
FIRST_HALF = regex.compile(r"(?<![\p{L}\p{M}])\p{Lu}{3,}(?:-\p{Lu}+)*\s$")
"""A word in capitals before: the first of two surnames."""

NO_NAMES = frozenset({"sl", "sd", "sn", "nd", "np", "sp", "op", "ca", "ie", "eg", "zb", "dh", "ua", "uä", "oä", "vgl", "og", "ug", "ff",
                      "av", "ap", "jc", "bc", "ad", "pm", "am", "ps", "nb", "sv", "us", "uk"})
"""Letters with stops that are no initials: sans lieu, no date, e. g., z. B., J.-C."""

LOOK_BACK = 80

SHORT = 3
"""Letters of a word in capitals that is rather an abbreviation, where nothing but an initial shows a name."""


class Place(NamedTuple):
    """A word with initials beside it."""

    stream: Stream
    word: Word
    initials: Initials
    delimited: bool
    opening: bool

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(self.stream.text[start:end] for start, end in self.initials.letters)


@dataclass(slots=True)
class Evidence:
    """What a text without geometry shows."""

    places: list[Place] = field(default_factory=list)
    mixed: list[tuple[Stream, Word]] = field(default_factory=list)
    """Words that nobody spells so."""
    map: CaseMap = field(default_factory=CaseMap)


def gather(streams: tuple[Stream, ...], lettering: Lettering, profile: Profile,
           is_plain: Callable[[Stream, Word], bool]) -> Evidence:
    """Look for names and for impossible words. `is_plain`: the page shows that the word is ordinary type."""
    found = Evidence()
    after = profile.table("name_joiners") | profile.table("reference_words")
    before = after | profile.table("name_particles")
    for stream in streams:
        for word in _mixed_words(stream, lettering.allowed):
            if not is_plain(stream, word):
                found.mixed.append((stream, word))
        for place in _places(stream, after, before):
            if not is_plain(stream, place.word):
                found.places.append(place)
    mixed = {(id(stream), word.start) for stream, word in found.mixed}
    for place in found.places:
        if (id(place.stream), place.word.start) in mixed and (place.delimited or place.opening):
            found.map.learn(place.word.core, place.letters)
    for stream, word in found.mixed:
        first = initials_before(stream.text, word.start)
        if first is not None:
            found.map.learn(word.core, (stream.text[a:b] for a, b in first.letters))
    return found


def _mixed_words(stream: Stream, allowed: frozenset[str]) -> Iterator[Word]:
    last = -1
    for match in MIXED.finditer(stream.text):
        if match.start() < last:
            continue
        line, _ = stream.place(match.start())
        start = stream.line_span(max(0, line - 1))[0]
        end = stream.line_span(min(len(stream.lines) - 1, line + 1))[1]
        for word in stream.words(start, end):
            if word.start <= match.start() < word.end:
                last = word.end
                if is_impossible(word.core, allowed) and not is_address(stream.text, word.start, word.end):
                    yield word
                break


def _places(stream: Stream, after: frozenset[str], before: frozenset[str]) -> Iterator[Place]:
    text = stream.text
    for match in AFTER.finditer(text):
        surname = SURNAME.search(text, max(0, match.start() - LOOK_BACK), match.start())
        if surname is None or len(surname[0]) < 2:
            continue
        word = word_of(surname.start(), surname[0])
        initials = initials_after(text, word.end)
        if initials is None or is_address(text, word.start, word.end):
            continue
        delimited = is_delimited(text, initials.end, after) or follows_author(text, word.start, after)
        yield Place(stream, word, initials, delimited, is_opening(text, word.start, before))


class Judge:
    """Says which of the places are names to be restored, by each of the three proofs."""

    def __init__(self, found: Evidence, lettering: Lettering, profile: Profile, options: Options) -> None:
        self.found, self.lettering = found, lettering
        self._options = options
        self._no_surnames = (profile.table("not_surnames") | profile.table("reference_words") | profile.table("numeral_preceded")
                             | profile.table("name_joiners") | profile.table("name_particles"))
        strong = len(found.map.proofs) >= options.proofs or any(inner_capitals(word.core) > 1 for _, word in found.mixed
                                                        if word.core.lower() in found.map.proofs)
        self.is_scrambled = strong and found.map.consistency >= options.consistency
        """Has the document a scrambled font, and is its map to be trusted?"""

    def scrambled(self) -> Iterator[Place]:
        """The names that the map explains."""
        if not self.is_scrambled:
            return
        for place in self.found.places:
            agreement = self.found.map.agreement(place.word.core)
            if is_impossible(place.word.core, self.lettering.allowed):
                if agreement.share >= self._options.fit:
                    yield place
            elif place.delimited and not agreement.misfit and agreement.fit >= agreement.unknown and self._is_miscased(place) \
                    and self._may_be_surname(place):
                yield place

    def lower(self) -> list[Place]:
        """Names all in lower case, where the document has several at the head of a note or a reference."""
        found = [place for place in self.found.places
                 if place.word.core.islower() and place.delimited and place.opening and self._may_be_surname(place)
                 and all(letter.islower() for letter in place.letters)
                 and not self.lettering.spellings.in_lower_case_often(place.word.folded)
                 and not self.lettering.spellings.dictionary_has(place.word.folded)]
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
        return word.core.isupper() and len(word.letters) > 2 and all(letter[:1].isupper() for letter in place.letters) \
            and self._may_be_surname(place) and is_pronounceable(word.core) \
            and not self.lettering.spellings.is_acronym_in_dictionary(word.folded) and not shouts(place.stream, word)

    def _is_miscased(self, place: Place) -> bool:
        if any(letter[:1].islower() for letter in place.letters):
            return all(self.found.map.makes_lower(letter[:1]) for letter in place.letters if letter[:1].islower())
        return any(place.word.core[start].islower() and place.word.core[start:end] not in self.lettering.names.inner_low
                   for start, end in components(place.word.core))

    def _may_be_surname(self, place: Place) -> bool:
        folded = place.word.folded
        if folded in self._no_surnames or "".join(place.letters).lower() in NO_NAMES:
            return False
        usual = self.lettering.usual(place.word.core)
        if place.word.core.isupper() and FIRST_HALF.search(place.stream.text, max(0, place.word.start - LOOK_BACK), place.word.start):
            return True
        if usual is Usual.LOWER and place.word.core[0].islower():
            return place.opening
        return usual is not Usual.LOWER or place.opening or any(char in HYPHENS for char in place.word.core)


def shouts(stream: Stream, word: Word) -> bool:
    """Do capitals make up the line, apart from the word itself?"""
    line, _ = stream.place(word.start)
    start, end = stream.line_span(line)
    rest = stream.text[start : max(start, word.start)] + stream.text[min(end, word.end) : end]
    letters = regex.findall(r"\p{L}", rest)
    return len(letters) > 3 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)


def loose_words(stream: Stream, wanted: frozenset[str]) -> Iterator[Word]:
    """The words of a stream whose folded form is wanted."""
    if not wanted:
        return
    heads = sorted({name[:2] for name in wanted})
    pattern = regex.compile(rf"(?<!{LETTERS})(?:{'|'.join(map(regex.escape, heads))})", regex.I)
    for match in pattern.finditer(stream.text):
        found = WORD.match(stream.text, match.start())
        if found is None:
            continue
        word = word_of(match.start(), found[0])
        joined = fold("".join(char for index, char in enumerate(word.core) if index not in word.divisions))
        if word.folded in wanted or joined in wanted:
            yield word
