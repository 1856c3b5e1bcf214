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

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.casemap import CaseMap
from recension.stages.smallcaps.casewords import DIVIDED, LETTERS, WORD, Stream, Word, fold, word_of
from recension.stages.smallcaps.lettering import Lettering
from recension.stages.smallcaps.nameplaces import (
    AFTER,
    Initials,
    follows_author,
    initials_after,
    initials_before,
    is_address,
    is_delimited,
    is_opening,
)
from recension.stages.smallcaps.names import NameTables
from recension.stages.smallcaps.smallwords import is_camel, is_impossible

MIXED = regex.compile(r"\p{Ll}\p{M}*\p{Lu}|\p{Lu}\p{Lu}\p{Ll}{2}")
SURNAME = regex.compile(rf"(?<![\p{{L}}\p{{N}}'’\-])(?:{WORD.pattern})$")
LAST_WORD = regex.compile(r"(?<![\p{L}\p{M}'’.-])([\p{L}\p{M}]+)\s$")
MOST_PARTICLES = 3

BLANKS = frozenset(" \u00a0\u202f\n")

NEAR_INITIAL = re.compile(r"[ \u00a0\u202f\n][^\s.]{1,4} ?\.")
"""White, and what may be an initial with its stop."""

LOOK_BACK = 80


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
    strength: float = 0.0
    """Different impossible words at the place of a name; one with its initials before it counts half."""


def gather(
    streams: tuple[Stream, ...], lettering: Lettering, profile: Profile, is_plain: Callable[[Stream, Word], bool]
) -> Evidence:
    """Look for names and for impossible words. `is_plain`: the page shows that the word is ordinary type."""
    found = Evidence()
    after = profile.table("name_joiners") | profile.table("reference_words")
    before = after | profile.table("name_particles")
    no_initials = profile.table("no_initials")
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
            found.strength += place.word.core.lower() not in found.map.proofs
            found.map.learn(place.word.core, place.letters)
    for stream, word in found.mixed:
        first = initials_before(stream.text, word.start)
        if first is None or is_camel(word.core) or "\n" in stream.text[first.end : word.start]:
            continue
        letters = [stream.text[start:end] for start, end in first.letters]
        if "".join(letters) not in no_initials:
            found.strength += 0.5 * (word.core.lower() not in found.map.proofs)
            found.map.learn(word.core, letters)
    return found


def _is_odd(token: str, allowed: frozenset[str]) -> bool:
    """Has what stands between white a word of an impossible case?"""
    if token[1:].islower() or token.islower() or token.isupper() or not MIXED.search(token):
        return False
    words = (word_of(0, chars).core for chars in WORD.findall(token.replace(DIVIDED, "\n")))
    return any(is_impossible(word, allowed) for word in words)


def _mixed_words(stream: Stream, allowed: frozenset[str]) -> Iterator[Word]:
    last = -1
    for at in stream.places_of(lambda token: _is_odd(token, allowed), MIXED):
        if at < last:
            continue
        line, _ = stream.place(at)
        start = stream.line_span(max(0, line - 1))[0]
        end = stream.line_span(min(len(stream.lines) - 1, line + 1))[1]
        for word in stream.words(start, end):
            if word.start <= at < word.end:
                last = word.end
                if is_impossible(word.core, allowed) and not is_address(stream.text, word.start, word.end):
                    yield word
                break


def _initials(text: str) -> Iterator[regex.Match[str]]:
    """What `AFTER.finditer` gives, found by what may be an initial: there is less of that than of white."""
    end = 0
    for near in NEAR_INITIAL.finditer(text):
        start = near.start()
        while start > end and text[start - 1] in BLANKS:
            start -= 1
        for at in range(max(start, end), near.start() + 1):
            match = AFTER.match(text, at)
            if match is not None:
                yield match
                end = match.end()
                break


def _places(stream: Stream, after: frozenset[str], before: frozenset[str]) -> Iterator[Place]:
    text = stream.text
    for match in _initials(text):
        surname = SURNAME.search(text, max(0, match.start() - LOOK_BACK), match.start())
        if surname is None or len(surname[0]) < 2:
            continue
        word = word_of(surname.start(), surname[0])
        initials = initials_after(text, word.end)
        if initials is None or is_address(text, word.start, word.end):
            continue
        delimited = is_delimited(text, initials.end, after) or follows_author(text, word.start, after)
        yield Place(stream, word, initials, delimited, is_opening(text, word.start, before))


def before_name(stream: Stream, word: Word, names: NameTables) -> list[Word]:
    """The particles and articles that stand directly before a surname, nearest first."""
    found: list[Word] = []
    begin = word.start
    while len(found) < MOST_PARTICLES:
        match = LAST_WORD.search(stream.text, max(0, begin - LOOK_BACK), begin)
        if match is None or match[1].lower() not in names.particles | names.capital_articles:
            break
        found.append(word_of(match.start(1), match[1]))
        begin = match.start(1)
    return found


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
