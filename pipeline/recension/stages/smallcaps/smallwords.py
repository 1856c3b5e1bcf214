"""The words that the page itself shows to be small capitals, and what kind of font sets them.

Evidence: the height of the ink, the name or flag of the font, Private Use characters that
stand for small capitals. A word with full and small letters has its case on the page: full
is a capital. Where all letters are small the case is lost, and what the text says of it is
worth as much as its font: `Kind` says how much that is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import regex

from recension.model import Source, Style
from recension.stages.smallcaps.casewords import APOSTROPHES, Stream, Word, components, ends_of, is_private
from recension.stages.smallcaps.inkheights import Heights, Ink

PREFIXED = regex.compile(
    r"(?:Mc|Ma[ck]|De|Del|Della|Di|Da|Du|La|Le|Las|Los|Les|Van|Von|Vander|Vande|Fitz|San|Saint|St|Des|Dos|[ODL]|Ap|Ab|Al|El|Abu|"
    r"Ibn|Ben|Te|Ten|Ter|Zu|Am)\p{Lu}\p{Ll}+"
)
"""Names whose capital inside is right, or may be."""


VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüý")

RAISED = 0.15
"""How far a letter stands above the line, in ems, to be a raised one."""


BY_CODE = "private use"
"""Stands for the font of words whose characters themselves say small capitals."""

PRIVATE = regex.compile(r"[\ue000-\uf8ff]")

BETWEEN_TWO = 2
"""Words in a row, at most, that are judged by their neighbours alone."""


ELISION = regex.compile(rf"(?:\p{{L}}|[Qq]u|[Dd]ell|[Nn]ell|[Dd]all|[Aa]ll|[Ss]ull)[{APOSTROPHES}](?=\p{{L}}{{2}})")

CAMEL = regex.compile(r"\p{Ll}{0,2}(?:\p{Lu}\p{Ll}+)+\p{Lu}*")


class Kind(Enum):
    """What the text of a small-capitals font is worth."""

    CLEAN = "clean"
    """Capitals and small letters as one would spell: the case is right."""
    SCRAMBLED = "scrambled"
    """Words that nobody spells so: each letter has the case that its glyph was given first."""
    CAPITALS = "capitals"
    """All in capitals."""
    LOWER = "lower"
    """All in lower case."""


@dataclass(slots=True, eq=False)
class Doubt:
    """A word set in small capitals. `inks` aligned with `word.core`."""

    stream: Stream
    word: Word
    base: str
    """`word.core`, with Private Use characters read as the letters they stand for."""
    inks: tuple[Ink, ...] = ()
    font: str = ""
    kind: Kind = Kind.CLEAN
    by_size: bool = False
    """Do sizes show it, and not the alphabet?"""
    evidence: str = ""
    """What shows that it is small capitals, for the record."""
    by_neighbours: bool = False
    """Does the page say nothing of the word itself?"""
    beside_capitals: bool = False
    """Has the font words with a full-sized capital? What is small all through has lost none, then."""

    @property
    def is_level(self) -> bool:
        """Are all letters of one height, so that the page does not show the case?"""
        return Ink.FULL not in self.inks

    @property
    def letters(self) -> str:
        return "".join(char for char in self.base if char.isalpha())


def inner_capitals(core: str) -> int:
    """Capitals inside the parts of a word, where small letters stand before them, or two and more after (`KLöti`)."""
    found = 0
    for start, end in components(core):
        part = core[start:end]
        low = False
        for index, char in enumerate(part):
            if char.islower():
                low = True
            elif char.isupper() and (low or index and sum(map(str.islower, part[index:])) > 1):
                found += 1
    return found


def is_pronounceable(base: str) -> bool:
    """Has it a vowel, and, if it is not short, a letter that is none?"""
    letters = {char for char in base.lower() if char.isalpha()}
    return bool(letters & VOWELS) and (bool(letters - VOWELS) or len(base) < 3)


def is_impossible(core: str, allowed: Collection[str]) -> bool:
    """A case that no normal spelling has: `CatriCe`, `lOrey`; not `McDonald`, not the `allowed` (folded)."""
    if not inner_capitals(core) or core.lower() in allowed or not is_pronounceable(core):
        return False
    return any(
        inner_capitals(core[start:end])
        and not PREFIXED.fullmatch(core[start:end])
        and core[start:end].lower() not in allowed
        for start, end in components(core)
    )


def is_camel(core: str) -> bool:
    """Words run together, each with its capital, as trade names have it: `DuckDuckGo`, `eBay`, `PowerPC`."""
    return all(CAMEL.fullmatch(core[start:end]) for start, end in components(core))


def doubts_by_ink(stream: Stream, source: Source, heights: Heights) -> Iterator[Doubt]:
    """The words whose ink or font says small capitals, in order.

    A word or two of which the page says nothing (`à`, `une`) go with those on either side.
    """
    small = heights.small_glyphs if heights else []
    named = [run for run, style in enumerate(source.run_styles) if source.styles[style].smallcaps]
    for start, end in stream.stretches(_marked_lines(stream, source, small, named)):
        waiting: list[Doubt] = []
        before: Doubt | None = None
        for word in stream.words(start, end):
            if before is None and not _may_be_marked(stream, word, source, small, named):
                continue
            doubt = _examined(stream, _without_raised(word, stream, source), source, heights)
            if doubt is None:
                before, waiting = None, []
            elif not doubt.evidence:
                waiting.append(doubt)
            else:
                if (
                    before is not None
                    and len(waiting) <= BETWEEN_TWO
                    and before.font == doubt.font
                    and not any(sign in stream.text[before.word.end : doubt.word.start] for sign in ".;:\n")
                ):
                    for other in waiting:
                        if other.font == doubt.font:
                            other.evidence, other.by_neighbours = "small capitals stand on either side", True
                            yield other
                yield doubt
                before, waiting = doubt, []


def doubts_by_code(stream: Stream, heights: Heights) -> Iterator[Doubt]:
    """The words with Private Use characters that the stream reads as letters.

    The height says of their other letters whether they are small capitals too (`queRcioli` with a Private `qu`);
    without it, their case.
    """
    last = -1
    for match in PRIVATE.finditer(stream.raw):
        if match.start() < last or is_private(stream.text[match.start()]):
            continue
        line, _ = stream.place(match.start())
        for start, end in stream.stretches((line,)):
            for word in stream.words(start, end):
                if word.start <= match.start() < word.end and not any(map(is_private, word.core)):
                    last = word.end
                    inks = tuple(
                        _ink_by_code(stream, at, char, heights) for at, char in zip(word.at, word.core, strict=True)
                    )
                    yield Doubt(
                        stream, word, word.core, inks, BY_CODE, evidence="Private Use characters for small capitals"
                    )


def _ink_by_code(stream: Stream, at: int, char: str, heights: Heights) -> Ink:
    if is_private(stream.raw[at]):
        return Ink.SMALL
    ink = heights.ink(stream.glyph(at), char)
    return Ink.FULL if ink is Ink.OPEN and char.isupper() else ink


def _marked_lines(stream: Stream, source: Source, small: list[int], named: list[int]) -> Iterator[int]:
    """The lines with a small capital by its ink, or with a run in a font that calls itself so."""
    heads = [source.run_starts[run] for run in named]
    for index, line in enumerate(stream.lines) if small or named else ():
        first, last = ends_of(line)
        if first >= 0 and (_any_between(small, first, last) or _any_between(heads, first, last)):
            yield index


def _may_be_marked(stream: Stream, word: Word, source: Source, small: list[int], named: list[int]) -> bool:
    """Has the word such a letter or run? Told at one look of the many words of its line that have not."""
    first, last = stream.glyph(word.start), stream.glyph(word.end - 1)
    if not 0 <= first <= last:
        return True
    return _any_between(small, first, last) or _any_between(named, source.run_of(first), source.run_of(last))


def _any_between(ordered: list[int], first: int, last: int) -> bool:
    at = bisect_left(ordered, first)
    return at < len(ordered) and ordered[at] <= last


def _without_raised(word: Word, stream: Stream, source: Source) -> Word:
    """The word without the raised letters at its end: XIX of XIXe."""
    first, last_run = source.run_of(stream.glyph(word.at[0])), source.run_of(stream.glyph(word.at[-1]))
    if first == last_run:
        return word
    style, base = source.style_of(stream.glyph(word.at[0])), source.baseline_of(stream.glyph(word.at[0]))
    end = len(word.core)
    while end > 1 and style is not None and base is not None:
        glyph = stream.glyph(word.at[end - 1])
        last, baseline = source.style_of(glyph), source.baseline_of(glyph)
        if last is None or baseline is None or last.size >= style.size or base - baseline < RAISED * style.size:
            break
        end -= 1
    if end == len(word.core):
        return word
    return Word(
        word.start,
        word.at[end - 1] + 1,
        word.core[:end],
        word.at[:end],
        tuple(hyphen for hyphen in word.divisions if hyphen < end),
    )


def _cut(word: Word, letters: int) -> Word:
    """The word without so many letters at its head."""
    divisions = tuple(hyphen - letters for hyphen in word.divisions if hyphen >= letters)
    return Word(word.at[letters], word.end, word.core[letters:], word.at[letters:], divisions)


def _without_elision(word: Word, inks: Sequence[Ink]) -> int:
    """How many letters at the head are an article in ordinary type before a word all in small capitals: l’UNESCO."""
    elided = ELISION.match(word.core)
    if elided is None or Ink.FULL in inks[elided.end() :] or Ink.SMALL not in inks[elided.end() :]:
        return 0
    head = inks[: elided.end()]
    is_plain = Ink.FULL in head or Ink.PLAIN in head or word.core[elided.end() :].isupper()
    return elided.end() if is_plain and Ink.SMALL not in head and elided[0].islower() else 0


def _examined(stream: Stream, word: Word, source: Source, heights: Heights) -> Doubt | None:
    """The word as a doubt; one without evidence where the page says nothing; None for ordinary type."""
    glyphs = stream.glyphs(word)
    letters = [index for index, char in enumerate(word.core) if char.isalpha()]
    if not letters:
        return None
    style = source.style_of(glyphs[0])
    if style is not None and source.run_of(glyphs[0]) == source.run_of(glyphs[-1]):
        styles: list[Style | None] = [style] * len(letters)
        inks = heights.inks(glyphs, word.core, style.font)
    else:
        styles = [source.style_of(glyphs[index]) for index in letters]
        inks = [heights.ink(glyph, char) for glyph, char in zip(glyphs, word.core, strict=True)]
    named = sum(style is not None and style.smallcaps for style in styles)
    elided = _without_elision(word, inks)
    if elided:
        word, inks = _cut(word, elided), inks[elided:]
        letters = [index - elided for index in letters if index >= elided]
        styles = styles[-len(letters) :]
    small, full = inks.count(Ink.SMALL), inks.count(Ink.FULL) + inks.count(Ink.PLAIN)
    font = next((style.font for style in styles if style is not None and style.smallcaps), "") or next(
        (style.font for style in styles if style is not None), ""
    )
    if small and (small >= full or named):
        evidence = "the letters stand no higher than small capitals"
    elif named * 2 >= len(letters) and full * 2 < len(letters):
        evidence = "the font calls itself small capitals"
    elif small or full:
        return None
    else:
        evidence = ""
    return Doubt(stream, word, word.core, tuple(inks), font, evidence=evidence)
