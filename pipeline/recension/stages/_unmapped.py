"""Glyphs that their font gives no Unicode for: mostly ligatures, told by the words they stand in.

The PDF readers pass such a glyph on as a private character of plane 15 that keeps its code.
The same glyph of the same font is the same letters everywhere, so all the words that hold it
vote: `silhoue?es`, `maisonne?es`, `le?re` have one common answer. The answer must make most
of those words known, more than one of them, and no other answer may do nearly as well.
What stays open is left as U+FFFD, which says that a letter stood there, with a query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import regex

from recension.model import Document, Draft, Line

UNMAPPED = regex.compile("[\U000f0000-\U000ffffd]")
WORD = regex.compile("[\\p{L}\\p{M}\U000f0000-\U000ffffd]+")
OPEN = "\ufffd"

LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "ft", "fj", "fb", "fh", "fk", "tt", "ti", "tf", "tti", "ttf", "ct", "st", "sp",
             "Th", "ch", "ck", "tz", "Qu", "ll", "ij", "gy", "ry", "rt", "fr", "fu", "ffr", "ffu", "fti", "tu", "ta", "oo", "œ", "æ", "ß")
LETTERS = tuple("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüñóíúáìò")


@dataclass(frozen=True, slots=True)
class UnmappedOptions:
    """Thresholds of the vote."""

    share: float = 0.6
    """Of the words with the glyph that the answer must make known: proper names will not be."""
    lead: float = 1.5
    """Times the words of the next best answer."""
    long_word: int = 5
    """Letters around the glyph that make one single word enough."""


@dataclass(frozen=True, slots=True)
class _Place:
    line: Line
    start: int
    end: int
    """Of the word."""
    word: str


Key = tuple[str, str]
"""Font and private character."""


def restore_unmapped(draft: Draft, document: Document, knows: Callable[[str], bool], options: UnmappedOptions) -> None:
    """Put letters for the glyphs whose words agree; U+FFFD and a query for the others."""
    places = _places(document)
    if not places:
        return
    answers: dict[Key, tuple[str, int]] = {}
    for _ in range(2):  # words with two such glyphs are read once the other one is known
        for key, found in places.items():
            if key not in answers:
                answer = _vote(key, found, answers, knows, options)
                if answer:
                    answers[key] = answer
    for key, found in places.items():
        for place in found:
            _write(draft, key, place, answers.get(key))


def _places(document: Document) -> dict[Key, list[_Place]]:
    source = document.source
    places: dict[Key, list[_Place]] = defaultdict(list)
    for line in document.lines():
        if not UNMAPPED.search(line.chars):
            continue
        for word in WORD.finditer(line.chars):
            for hole in UNMAPPED.finditer(word[0]):
                style = source.style_of(line.text.origin[word.start() + hole.start()])
                key = (style.font if style else "", hole[0])
                places[key].append(_Place(line, word.start(), word.end(), word[0]))
    return places


def _vote(key: Key, places: Sequence[_Place], answers: dict[Key, tuple[str, int]], knows: Callable[[str], bool],
          options: UnmappedOptions) -> tuple[str, int] | None:
    """The letters that most of the words ask for, and how many words asked."""
    words = {_filled(place, key, answers) for place in places}
    words = {word for word in words if len(UNMAPPED.sub("", word)) >= 2 and set(UNMAPPED.findall(word)) == {key[1]}}
    if not words:
        return None
    scores = sorted(((sum(knows(word.replace(key[1], letters)) for word in words), letters)
                     for letters in (*LIGATURES, *LETTERS)), key=lambda score: -score[0])
    (best, letters), (second, _) = scores[0], scores[1]
    enough = best >= 2 or (best == 1 and max(len(word) for word in words) > options.long_word and second == 0)
    if enough and best >= options.share * len(words) and best >= options.lead * second and best > second:
        return letters, best
    return None


def _filled(place: _Place, key: Key, answers: dict[Key, tuple[str, int]]) -> str:
    word = place.word
    for (font, private), (letters, _) in answers.items():
        if font == key[0]:
            word = word.replace(private, letters)
    return word


def _write(draft: Draft, key: Key, place: _Place, answer: tuple[str, int] | None) -> None:
    for at in _holes(place, key[1]):
        if answer:
            letters, votes = answer
            draft.replace(place.line, at, at + 1, letters, rule="unmapped-glyph", confidence=min(0.99, 0.8 + 0.05 * votes),
                          reason=f"the font gives this glyph no letter; {votes} words ask for “{letters}”")
        elif draft.replace(place.line, at, at + 1, OPEN, rule="unmapped-glyph", confidence=0.5,
                           reason="the font gives this glyph no letter; the words around do not tell which it is"):
            draft.query(place.line, place.start, place.end, (), rule="unmapped-glyph",
                        reason="a letter that the file does not name stands in this word; look at the page")


def _holes(place: _Place, private: str) -> Iterable[int]:
    return [place.start + index for index, char in enumerate(place.word) if char == private]
