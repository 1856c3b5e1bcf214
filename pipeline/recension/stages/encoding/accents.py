"""Accents set beside their letters: `caract`ere`, `informaci´on`, as old TeX fonts give them.

On what evidence: the words of the document that have such accents are known once letter and
accent are one, with the accent before its letter (TeX) or after it, whichever makes more
words. A document in which few or no words come of it is left alone: there ´ is an apostrophe,
` a quotation mark or a sign of a programming language. Engines see a space before some such
accents (`o `u`): it goes where the letter with its accent is no word and both halves are one, and
behind a hyphen between letters (`est- `a-dire`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.rulebook.evidence import is_typewriter
from recension.stages.encoding.attested import Words

MARKS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304",
    "˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327",
    "˛": "\u0328",
}
"""Spacing accents and the combining marks that they are the ink of."""

BELOW = frozenset("¸˛")
"""TeX draws these after their letter."""

TYPED = frozenset("`^~")
"""Signs that people type for other ends; they are taken for accents only inside a word."""

DOTLESS = {"ı": "i", "ȷ": "j"}

_ACCENTS = "".join(regex.escape(char, special_only=False) for char in MARKS)
_APART = regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?P<left>[\p{{L}}\p{{M}}]+) (?P<right>[{_ACCENTS}][\p{{L}}\p{{M}}]+)")
_BEHIND_HYPHEN = regex.compile(rf"(?<=[\p{{L}}\p{{M}}]-) (?=(?P<right>[{_ACCENTS}][\p{{L}}\p{{M}}]))")
_TOKEN = regex.compile(rf"[\p{{L}}\p{{M}}{_ACCENTS}]{{2,}}+")


class Pair(NamedTuple):
    """An accent and its letter in a token: where they stand, and the letter they make."""

    start: int
    end: int
    letter: str


def repair_accents(document: Document, present: Collection[str], words: Words, enough: int, share: float) -> Revision:
    """Put accents on their letters, where `enough` words, and this share of them, are known by it."""
    if not any(char in MARKS for char in present):
        return Revision(document)
    places = list(_places(document, words))
    tokens = {match.group() for _, match in places}
    best: dict[bool, set[str]] = {}
    for before in (True, False):
        best[before] = {token for token in tokens if words.in_lexicon(spelt(token, before) or "")}
    before = len(best[True]) >= len(best[False])
    known = best[before]
    possible = {token for token in tokens if spelt(token, before) is not None}
    if len(known) < enough or len(known) < share * len(possible):
        return Revision(document)
    draft = Draft(document, "encoding")
    apart = list(_apart(places, words)) if before else []
    for line, at, letter in apart:
        draft.replace(line, at, at + 3, letter, rule="accent-apart", confidence=0.97,
                      reason="the font sets the accent as a sign of its own, with white before it; with both halves it "
                             "makes a word of the language, alone it makes none")
    taken = {(id(line), at + 1) for line, at, _ in apart}
    for line, match in places:
        if (id(line), match.start()) in taken:
            continue
        token = match.group()
        for pair in pairs(token, before):
            accent = next(char for char in token[pair.start : pair.end] if char in MARKS)
            inner = pair.start > 0 and token[pair.start - 1].isalpha()
            if token not in known and accent in TYPED and not (inner and len(known) >= 2 * enough):
                continue
            draft.replace(line, match.start() + pair.start, match.start() + pair.end, pair.letter, rule="accent-beside",
                          reason="the font sets the accent as a sign of its own; on its letter it makes words of the "
                                 "language", confidence=0.99 if token in known else 0.9)
    return draft.revision()


def _apart(places: Collection[tuple[Line, regex.Match[str]]], words: Words) -> Iterator[tuple[Line, int, str]]:
    """Lines and offsets of spaces before an accent that belongs to the word before; and the letter with it."""
    for line in {id(line): line for line, _ in places}.values():
        for match in _BEHIND_HYPHEN.finditer(line.chars):
            for pair in pairs(match["right"], True):
                yield line, match.start(), pair.letter
        for match in _APART.finditer(line.chars):
            right = match["right"]
            first = next(pairs(right, True), None)
            whole = spelt(right, True)
            if first is None or first.end != 2 or whole is None or words.in_lexicon(whole):
                continue
            joined = match["left"] + whole
            if words.in_lexicon(joined) or words.formed(joined):
                yield line, match.start("right") - 1, first.letter


def pairs(token: str, before: bool) -> Iterator[Pair]:
    """Accents with their letters, the accent standing before (or, like a cedilla, after) its letter."""
    at = 0
    while at < len(token) - 1:
        first, second = token[at], token[at + 1]
        accent, letter = (first, second) if before and first not in BELOW and second not in BELOW else (second, first)
        if accent in MARKS and letter not in MARKS:
            composed = unicodedata.normalize("NFC", DOTLESS.get(letter, letter) + MARKS[accent])
            if len(composed) == 1:
                yield Pair(at, at + 2, composed)
                at += 2
                continue
        at += 1


def spelt(token: str, before: bool) -> str | None:
    """A token with all its accents on letters; None where one finds none."""
    parts, at = [], 0
    for pair in pairs(token, before):
        parts += [token[at : pair.start], pair.letter]
        at = pair.end
    word = "".join([*parts, token[at:]])
    return None if not at or any(char in MARKS for char in word) else word


def _places(document: Document, words: Words) -> Iterator[tuple[Line, regex.Match[str]]]:
    for line in words.lines:
        if MARKS.keys().isdisjoint(line.chars):
            continue
        for match in _TOKEN.finditer(line.chars):
            if MARKS.keys().isdisjoint(match.group()):
                continue
            style = document.source.style_of(line.text.origin[match.start()])
            if not is_typewriter(style) or not TYPED.intersection(match.group()):
                yield line, match
