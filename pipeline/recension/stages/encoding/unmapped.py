"""Glyphs whose character is lost: which letters a font means by them, learnt from the words.

A font without a table of characters gives control codes, private characters or foreign
letters for its ligatures (`dé?nir`, `maisonne?es`, `informaƟon`). On what evidence: per font and character,
each sequence of letters is tried in all words that have it, and the one is taken that makes
words the language or the document knows of most of them, while no other comes near. Left
alone: private characters of small-capitals fonts (see `smallcaps`), and all that stand in no
word. A control code that cannot be read becomes U+FFFD: a hole that can be seen, and written
in any format.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import Words

LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "tt", "ti", "ft", "tf", "fft", "fj", "tti", "Th", "Qu", "ct", "st", "ch",
             "ck", "tz", "sp", "ſt", "ſi", "ſſ")
"""Tried where there are few words; what fonts draw as one glyph, the commonest first."""

ALPHABET = (*"abcdefghijklmnopqrstuvwxyzßàáâäæçèéêëìíîïñòóôöùúûüœ",)
"""Tried as well where there are many words: a font's variant of a single letter."""

FOREIGN = frozenset("ƟƩƮƫ")
"""Letters of no western language that word processors give for `ti`, `tt`, `tti`, `ft`."""

SEVERAL = 3
"""Tokens, at least, whose short words may speak for a reading."""

HOLE = "\ufffd"

KEPT_PRIVATE = ((0xE000, 0xE0FF), (0xF700, 0xF7FF))
"""Where fonts keep small capitals and old-style figures: the stage `smallcaps` reads them."""

WHITE_CODES = frozenset("\U000f0009\U000f000a\U000f000d\U000f0020")
"""A font's glyph for tab, line end or space, drawn as if it were text."""


class Limits(NamedTuple):
    """How much the words must agree."""

    share: float
    shortest: int
    many: int


class _Place(NamedTuple):
    line: Line
    at: int
    key: tuple[str, str]
    word: str
    """The word it stands in, with the character itself; empty where it stands in none."""
    whole: bool
    """Not one half of a word that is divided at a line end."""


def is_unmapped(char: str) -> bool:
    """Is this a character that no author wrote and that stands for a glyph?"""
    category = unicodedata.category(char)
    if category == "Co":
        return not any(first <= ord(char) <= last for first, last in KEPT_PRIVATE)
    return char in FOREIGN or category == "Cs" or (category == "Cc" and char not in "\t\n") or (
        category == "Cn" and (ord(char) & 0xFFFE) == 0xFFFE)


def repair_unmapped(document: Document, present: Iterable[str], words: Words, limits: Limits,
                    holes: bool = True) -> Revision:
    """Spell out what can be learnt; where `holes` are wanted, make them of what no format can hold."""
    wanted = frozenset(char for char in present if is_unmapped(char))
    if not wanted:
        return Revision(document)
    places = list(_places(document, words, wanted))
    learnt = _learnt(places, words, limits)
    draft = Draft(document, "encoding")
    for place in places:
        char = place.key[1]
        if place.key in learnt and place.word:
            letters, share = learnt[place.key]
            draft.replace(place.line, place.at, place.at + 1, letters, rule="unmapped-glyph", confidence=share,
                          reason=f"the font does not say what this glyph is; as {letters} it makes words")
        elif not holes:
            continue
        elif char in WHITE_CODES or (char.isspace() and not place.word):
            draft.replace(place.line, place.at, place.at + 1, " ", rule="white-glyph",
                          reason="the font's glyph for white or a line end, drawn as text")
        elif unicodedata.category(char) in ("Cc", "Cs", "Cn"):
            draft.replace(place.line, place.at, place.at + 1, HOLE, rule="unreadable-glyph", confidence=0.9,
                          reason="a control code stands for a glyph that cannot be read")
    return draft.revision()


def _places(document: Document, words: Words, wanted: frozenset[str]) -> Iterator[_Place]:
    inside = "".join(regex.escape(char, special_only=False) for char in sorted(wanted))
    token = regex.compile(rf"[\p{{L}}\p{{M}}{inside}]+")
    source = document.source
    after_hyphen = False
    for line in words.lines:
        chars = line.chars
        ends_divided = chars.rstrip()[-1:] in ("-", "\u2010", "\u00ad", "¬")
        if not wanted.isdisjoint(chars):
            for match in token.finditer(chars):
                word = match.group()
                has_letters = any(char not in wanted for char in word) or any(char in FOREIGN for char in word)
                divided = (after_hyphen and not chars[: match.start()].strip()) or (
                    ends_divided and match.end() >= len(chars.rstrip()) - 1)
                for at, char in enumerate(word, match.start()):
                    if char in wanted:
                        style = source.style_of(line.text.origin[at])
                        key = (style.font if style else "", char)
                        yield _Place(line, at, key, word if has_letters else "", not divided)
        after_hyphen = ends_divided


def _learnt(places: Iterable[_Place], words: Words, limits: Limits) -> dict[tuple[str, str], tuple[str, float]]:
    """What each glyph stands for, where the words say so, and the share of them that do."""
    tokens: dict[tuple[str, str], set[str]] = defaultdict(set)
    for place in places:
        others = [char for char in place.word if is_unmapped(char) and char != place.key[1]]
        if place.word and place.whole and not others:
            tokens[place.key].add(place.word)
    learnt = {}
    for key in sorted(tokens):
        found = reading_of(key[1], tokens[key], words, limits)
        if found:
            learnt[key] = found
    return learnt


def reading_of(char: str, tokens: Collection[str], words: Words, limits: Limits) -> tuple[str, float] | None:
    """The letters that a character stands for in these words, and the share of them that say so; or None."""
    if char in FOREIGN and (len(tokens) < 2 or any(words.in_lexicon(token) for token in tokens)):
        return None
    candidates = LIGATURES + (ALPHABET if len(tokens) >= limits.many else ())
    telling = _telling(char, tokens, candidates, words, limits.shortest)
    for is_word in (words.known, lambda word: words.known(word) or words.formed(word)):
        scores = []
        for number, letters in enumerate(candidates):
            spelt = {token.replace(char, letters) for token in tokens}
            score = sum(len(word) >= limits.shortest and is_word(word) for word in spelt)
            scores.append((score, -number, letters))
        scores.sort(reverse=True)
        (best, _, letters), (second, _, _) = scores[:2]
        share = best / len(tokens)
        if best and share >= limits.share and 2 * second <= best:
            return letters, min(0.99, 0.5 + share / 2)
        told = best / len(telling) if best >= limits.many else 0.0
        if told >= limits.share and 2 * second <= best:
            return letters, min(0.9, 0.5 + told / 2)
    return _of_short_words(char, tokens, words, limits.shortest)


def _telling(char: str, tokens: Collection[str], candidates: Iterable[str], words: Words,
             shortest: int) -> set[str]:
    """The tokens that one reading or another makes known: a name that nobody knows says nothing of its glyph."""
    return {token for token in tokens
            if any(len(spelt := token.replace(char, letters)) >= shortest and words.known(spelt)
                   for letters in candidates)}


def _of_short_words(char: str, tokens: Collection[str], words: Words, shortest: int) -> tuple[str, float] | None:
    """`Qui`, `Que`, `Quimper`: one reading makes all of several words known, and alone a long one of them."""
    if len(tokens) < SEVERAL:
        return None
    long = {letters for letters in LIGATURES for token in tokens
            if len(spelt := token.replace(char, letters)) >= shortest and words.known(spelt)}
    if len(long) != 1:
        return None
    (letters,) = long
    return (letters, 0.85) if all(words.known(token.replace(char, letters)) for token in tokens) else None
