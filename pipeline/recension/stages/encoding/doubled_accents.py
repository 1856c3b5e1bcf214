"""Accents that come out as a second letter: `Kergueélen` for `Kerguélen`, in small capitals above all.

What defect: a font draws the letter and its accent as two glyphs, and its table of characters gives
the whole letter for the accent (`e` + `é`), or the first such letter for all of them (`Quiroás`
for `Quirós`). On what evidence: font by font, nearly every letter with an accent stands behind one that can
bear it, and in several words behind its own (`eé`, `nñ`), as in no ordinary type (`été`); and on the page it
has no width: what follows stands where the letter before it ends. White that an engine sees there
goes with it. Left alone: fonts of which the page does not show that; text without geometry; Dutch `reëel`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision, Source
from recension.stages.encoding.attested import Words

MARKS = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327"

ACCENTED = {
    chr(code): (parts[0], parts[1])
    for code in (*range(0xC0, 0x180), 0x218, 0x219, 0x21A, 0x21B)
    if len(parts := unicodedata.normalize("NFD", chr(code))) == 2 and parts[1] in MARKS
}
"""Letters with one accent: their base and their mark."""

BEHIND = re.compile(f"[A-Za-z][{''.join(sorted(ACCENTED))}]")
"""Such a letter behind one without an accent."""

ANY = regex.compile(f"[{''.join(sorted(ACCENTED))}]")


class _Place(NamedTuple):
    """A letter with an accent, and what it stands behind."""

    line: Line
    at: int
    composed: str
    """The letter before it with its accent; empty where that bears none."""
    own: bool
    """Is that letter its own?"""


class Limits(NamedTuple):
    """What convicts a font: different words, the share of its accents, and white, in ems, that is none."""

    words: int
    share: float
    white: float


def repair_doubled_accents(document: Document, words: Words, limits: Limits) -> Revision:
    """Put such accents on their letters, in the fonts that their words and the page convict."""
    source = document.source
    if not source.has_geometry:
        return Revision(document)
    behind = set(BEHIND.findall(words.text))
    doubled = sorted(pair for pair in behind if pair[0].lower() == ACCENTED[pair[1]][0].lower())
    if not doubled:
        return Revision(document)
    suspected = {
        _font(source, line, line.chars.index(pair) + 1)
        for pair in doubled
        for line in words.lines
        if pair in line.chars
    } - {""}
    draft = Draft(document, "encoding")
    for places in _by_font(document, words, suspected).values():
        own = {_word(place) for place in places if place.own}
        borne = [place for place in places if place.composed]
        if (
            len(own) >= limits.words
            and len(borne) >= limits.share * len(places)
            and any(_is_without_width(place, source, limits.white) for place in borne)
        ):
            for place in borne:
                _repair(draft, place, source, limits.white)
    return draft.revision()


def _by_font(document: Document, words: Words, fonts: Collection[str]) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = defaultdict(list)
    for line in words.lines:
        for match in ANY.finditer(line.chars):
            font = _font(document.source, line, match.start())
            if font in fonts:
                found[font].append(_place(line, match.start(), document.source))
    return found


def _place(line: Line, at: int, source: Source) -> _Place:
    base, mark = ACCENTED[line.chars[at]]
    before = line.chars[at - 1] if at and _font(source, line, at - 1) == _font(source, line, at) else ""
    composed = unicodedata.normalize("NFC", before + mark) if before.isalpha() and before not in ACCENTED else ""
    return _Place(line, at, composed if len(composed) == 1 else "", before.lower() == base.lower())


def _repair(draft: Draft, place: _Place, source: Source, white: float) -> None:
    chars, end = place.line.chars, place.at + 1
    if chars[end : end + 1] == " " and _is_without_width(place, source, white):
        end += 1
    draft.replace(
        place.line,
        place.at - 1,
        end,
        place.composed,
        rule="accent-doubled",
        confidence=0.95,
        reason="the font draws the accent by itself and calls it a letter; every accent of the font is so",
    )


def _is_without_width(place: _Place, source: Source, white: float) -> bool:
    """Does the next letter of the word stand where the letter under the accent ends?

    The accent must begin a run of its own for the page to tell.
    """
    chars, origin = place.line.chars, place.line.text.origin
    after = place.at + 1 + (chars[place.at + 1 : place.at + 2] == " ")
    if not chars[after : after + 1].isalpha():
        return False
    base, accent, following = (source.run_of(origin[at]) for at in (place.at - 1, place.at, after))
    style = source.style_of(origin[place.at])
    if not 0 <= base < accent < following or style is None or style.size <= 0:
        return False
    return source.run_box(following).x0 - source.run_box(base).x1 <= white * style.size


def _font(source: Source, line: Line, at: int) -> str:
    style = source.style_of(line.text.origin[at])
    return style.font if style is not None else ""


def _word(place: _Place) -> str:
    found: Iterator[str] = (match[0] for match in regex.finditer(r"[\p{L}\p{M}]+", place.line.chars)
                            if match.start() <= place.at < match.end())
    return next(found, "").lower()
