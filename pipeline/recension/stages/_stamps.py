"""What a stamp says of itself: ISBN, address, portal, publisher, rights.

Asked of a string whose spaces cannot be trusted (a stamp put together from its splinters),
so everything is compared without white space and without case. A kind of evidence is a word
for the record; how much it weighs is said here once, for every stage that asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from recension.model import Line
from recension.rulebook import Profile


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds of `watermarks`. What a stamp says weighs as `WEIGHTS` tells, on the same scale."""

    enough: float = 3.5
    """From here a line moves: about an ISBN with an address, or three pages that say the same in
    the margin. One piece of evidence alone never gets there."""
    doubt: float = 2.5
    """From here a line that stays is reported."""
    recurs_once: float = 2.0
    """One other page says the same."""
    recurs: float = 3.0
    """Two or more other pages say the same."""
    margin: float = 1.0
    """Outside the text block of its page, or across it at a slant."""
    artifact: float = 1.5
    """The file marks it as an artifact."""
    hidden: float = 1.0
    """Invisible on a page whose text is visible."""
    large: float = 1.5
    """At least twice the size of the text: a word across the page."""
    stamp_word: float = 3.0
    """The whole text is a word of the stamp table (DRAFT, ÉPREUVES)."""
    key_letters: int = 6
    """Letters that two pages must share before they count as saying the same."""
    splinter_letters: int = 3
    """Visible characters of a splinter: extraction leaves one letter group, one to three letters."""
    splinters_in_a_row: int = 10
    """Shorter runs do not hold enough of a string to judge it."""
    remnant: int = 5
    """Splinters in a row that may be the rest of a stamp that other pages have whole."""
    splinter_blanks: int = 4
    """Blank lines inside a run, at most; a page break leaves more."""
    words_in_a_row: int = 4
    """Lines of one word each before the run is looked at; what moves one is wording and repetition."""
    core_letters: int = 15
    """Letters that two runs must share for the shared part to be taken as the stamp."""
    spells_words: float = 1.0
    """Splinters that spell words of the document, not a column of a table."""
    known_share: float = 0.5
    """Share of a run's letters that must make words of the document for that."""
    many_pages: float = 0.6
    """Share of pages on which a hidden text must recur when it says nothing of itself."""
    edge_lines: int = 4
    """Printed lines from the head or foot of a page among which a download line is sought."""
    download_pages: int = 2
    """Pages on which a line with stamp wording must recur when it does not say when and for whom."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Lines of one page that may be a stamp: what they weigh, and why."""

    lines: tuple[Line, ...]
    score: float
    rule: str
    reasons: tuple[str, ...]

WEIGHTS = {
    "an ISBN with a right check digit": 2.5,
    "an ISBN": 2.0,
    "an address": 1.5,
    "download wording": 2.5,
    "a printing system": 2.5,
    "a network address": 1.0,
    "a date and hour": 1.0,
    "rights wording": 1.0,
    "publisher's words": 0.5,
    "editors": 0.5,
    "a title in guillemets": 0.5,
    "a year": 0.25,
}
"""A kind of evidence and its weight; 3 together are a stamp beyond doubt, wherever it stands.

An address, a publisher or a year alone also stand in notes and bibliographies, and weigh
little; download wording and the marks of printing systems stand nowhere else.
"""

_ISBN = regex.compile(r"e?isbn(?:-?1[03])?[:.]?((?:[\dx][-\u00ad‐‑–—−.]?){10,13})")
_ADDRESS = regex.compile(r"https?://\w|www\.[\p{L}\p{N}-]+\.\p{L}|doi\.org/|doi:10\.")
_NETWORK = regex.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
_HOUR = regex.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[h:]\d{2}(?::\d{2}|[ap]m)?")
_TITLE = regex.compile(r"[«“„].{4,}?[»”“]")
_YEAR = regex.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SLUG = regex.compile(r"\.(?:qx[dpb]|indd|p65|pmd|fm|3b2|3d)\d.*(?:page|\d{1,2}:\d{2})|verdate.*jkt")
_ARXIV = regex.compile(r"arxiv:\d{4}\.\d{4,5}v\d+\[[a-z.-]+\]\d{1,2}[a-z]{3}\d{4}")
_MARKS = ("://", "www.", "doi.org/", "doi:10.", "arxiv:", ".qx", ".indd", ".p65", ".pmd", ".fm", ".3b2", ".3d",
          "verdate")
"""What addresses, slugs and the arXiv stamp cannot do without."""
_SPACE = regex.compile(r"\s+")


def squeezed(text: str) -> str:
    """Without white space, case folded: splinters have no spaces that one could trust."""
    return str(_SPACE.sub("", text)).casefold()


def wording(text: str, profile: Profile) -> tuple[str, ...]:
    """The kinds of stamp evidence in a string, strongest first."""
    tight = squeezed(text)
    found = []
    isbn = _ISBN.search(tight)
    if isbn:
        found.append("an ISBN with a right check digit" if is_isbn(isbn[1]) else "an ISBN")
    if _SLUG.search(tight) or _ARXIV.search(tight) or _phrases(profile.table("stamp_systems")).search(tight):
        found.append("a printing system")
    for pattern, kind in ((_ADDRESS, "an address"), (_NETWORK, "a network address"), (_HOUR, "a date and hour"),
                          (_TITLE, "a title in guillemets"), (_YEAR, "a year"),
                          (_phrases(profile.table("stamp_downloads")), "download wording"),
                          (_phrases(profile.table("stamp_rights")), "rights wording"),
                          (_phrases(profile.table("stamp_publishers")), "publisher's words"),
                          (_phrases(profile.table("stamp_editors")), "editors")):
        if pattern.search(tight):
            found.append(kind)
    return tuple(sorted(found, key=lambda kind: (-WEIGHTS[kind], kind)))


def that_tell(texts: Sequence[str], profile: Profile) -> list[int]:
    """The places of the texts that hold any strong evidence at all; most pages have none, and cost next to nothing."""
    marks, pattern = _telling(profile.table("stamp_downloads"), profile.table("stamp_systems"),
                              profile.table("stamp_rights"))
    page = "\n".join(["".join(text.split()) for text in texts]).casefold()
    here = [mark for mark in marks if mark in page]
    if not here:
        return []
    return [place for place, tight in enumerate(page.split("\n"))
            if any(mark in tight for mark in here) and pattern.search(squeezed(texts[place]))]


@lru_cache(maxsize=16)
def _telling(*tables: frozenset[str]) -> tuple[tuple[str, ...], regex.Pattern[str]]:
    """What a text that tells must hold, one of these at least, and the pattern that it must match."""
    words = sorted({squeezed(word) for table in tables for word in table} | {"isbn"})
    marks = [*words, *_MARKS]
    return (tuple(mark for mark in marks if not any(other != mark and other in mark for other in marks)),
            regex.compile(rf"{_ADDRESS.pattern}|{_SLUG.pattern}|{_ARXIV.pattern}|\L<words>", words=words))


@lru_cache(maxsize=64)
def _phrases(words: frozenset[str]) -> regex.Pattern[str]:
    """One pass for however many phrases; a pattern that nothing matches where there are none."""
    if not words:
        return regex.compile(r"(?!)")
    return regex.compile(r"\L<words>", words=sorted(squeezed(word) for word in words))


def weight(kinds: tuple[str, ...]) -> float:
    """What these kinds weigh together."""
    return sum(WEIGHTS[kind] for kind in kinds)


def is_isbn(chars: str) -> bool:
    """Ten or thirteen digits whose check digit is right (ISO 2108)."""
    digits = [10 if char == "x" else int(char) for char in chars.casefold() if char.isdecimal() or char == "x"]
    if len(digits) == 13 and 10 not in digits:
        return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    if len(digits) == 10 and 10 not in digits[:9]:
        return sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    return False


def is_stamp_word(text: str, profile: Profile) -> bool:
    """Is the whole text, digits and punctuation aside, a word of the stamp table?"""
    tight = "".join(char for char in squeezed(text) if char.isalpha())
    return any(tight == "".join(char for char in squeezed(word) if char.isalpha())
               for word in profile.table("stamp_words"))
