"""Words that kerning has split: `situ ation`, `a près`.

On what evidence: the white of every space is known; the white here falls clearly below that
of the other spaces of its line, and below what this font sets beside these letters; and
together the halves are a word. Many fonts draw the space after an f, or before a T, half as wide as
others, all through the book (`of the`); so what is small is asked per font and letter. What
is left alone: halves in different type, initials, spaces of a pair of words that the document
has elsewhere. Without geometry nothing is done: `par ce` and `parce` are both French.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from statistics import median
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import LONGEST, Words

_LEFT = regex.compile(r"[\p{L}\p{M}]+$")
_RIGHT = regex.compile(r"[\p{L}\p{M}]+")
_GOES_ON = regex.compile(r"['’]|[-\u2010]\S")

UNKNOWN_GAP = -32768


class Limits(NamedTuple):
    """White of a space, in ems and in shares of the usual white of its line."""

    nothing: float
    usual: float
    clear: float
    slight: float


class _Space(NamedTuple):
    """A space between two letters."""

    line: Line
    at: int
    gap: float
    """Its white, in ems."""
    share: float
    """Of the usual white of its line."""


class _Suspect(NamedTuple):
    """A space whose white is small, between halves that may be one word."""

    space: _Space
    left: str
    right: str
    is_word: bool
    """Together they are one."""
    are_words: bool
    """Each of them is one."""

    @property
    def letters(self) -> tuple[tuple[str, bool], tuple[str, bool]]:
        """The letters beside the space, and whether they stand after it."""
        return (self.left[-1], False), (self.right[0], True)


Kerning = Mapping[tuple[str, tuple[str, bool]], float]
"""Per font, letter and side: the share of the usual white that the book sets there."""


def repair_split_words(document: Document, words: Words, one_letter: frozenset[str], limits: Limits) -> Revision:
    """Take out spaces that were not printed as such."""
    if not document.source.gaps:
        return Revision(document)
    suspects = [suspect for line in words.lines if not _is_even(line, document.source.gaps, limits.slight)
                for space in _spaces(line, document, limits, limits.slight)
                if (suspect := _suspect(space, document, words, one_letter, limits))]
    twice = _standing_twice(words, {f"{s.left} {s.right}".casefold() for s in suspects if s.are_words})
    suspects = [s for s in suspects if f"{s.left} {s.right}".casefold() not in twice]
    if not suspects:
        return Revision(document)
    kerning = _kerning(document, words, {letter for suspect in suspects for letter in suspect.letters}, limits)
    draft = Draft(document, "encoding")
    for suspect in suspects:
        _decide(draft, suspect, kerning, limits)
    return draft.revision()


def _is_even(line: Line, gaps: array[int], most: float) -> bool:
    """Is all the white of the line alike? Told of most lines at one look, without finding its spaces."""
    origin = line.text.origin
    first, last = origin[0], origin[-1]
    if first < 0 or last - first != len(origin) - 1:
        return False
    whites = set(gaps[first : last + 1])
    whites.discard(UNKNOWN_GAP)
    return len(whites) < 2 or min(whites) > most * max(whites)


def _spaces(line: Line, document: Document, limits: Limits, most: float) -> Iterator[_Space]:
    """The spaces between two letters that have at most this share of the usual white of their line."""
    chars, origin, gaps = line.chars, line.text.origin, document.source.gaps
    known: list[tuple[int, int]] = []
    at = chars.find(" ", 1)
    while at != -1:
        glyph = origin[at]
        if chars[at - 1].isalpha() and chars[at + 1 : at + 2].isalpha() and glyph >= 0 and gaps[glyph] != UNKNOWN_GAP:
            known.append((at, gaps[glyph]))
        at = chars.find(" ", at + 1)
    if len(known) < 2:
        return
    whites = sorted([gap for _, gap in known])
    usual = whites[len(whites) // 2]
    if usual >= 100 * limits.usual and whites[0] <= most * usual:
        yield from (_Space(line, at, gap / 100, gap / usual) for at, gap in known if gap <= most * usual)


def _suspect(space: _Space, document: Document, words: Words, one_letter: frozenset[str],
             limits: Limits) -> _Suspect | None:
    """What the words say: None where they acquit the space."""
    chars = space.line.chars
    left, right = _LEFT.search(chars[max(0, space.at - LONGEST) : space.at]), _RIGHT.match(chars, space.at + 1)
    if left is None or right is None or right.group()[0].isupper() or _GOES_ON.match(chars, right.end()):
        return None
    if _font(document, space, -1) != _font(document, space, 1):
        return None
    joined = left.group() + right.group()
    if len(joined) < 3:
        return None
    are_words = all(_is_word(half, words, one_letter) for half in (left.group(), right.group()))
    if are_words and space.share > limits.clear:
        return None
    is_word = words.in_lexicon(joined) or words.count(joined) > 2
    if not is_word and space.gap > limits.nothing:
        return None
    return _Suspect(space, left.group(), right.group(), is_word, are_words)


def _decide(draft: Draft, suspect: _Suspect, kerning: Kerning, limits: Limits) -> None:
    space, font = suspect.space, _font(draft.document, suspect.space, -1)
    expected = min(1.0, *(kerning.get((font, letter), 1.0) for letter in suspect.letters))
    share = space.share / max(expected, 0.01)
    nothing = space.gap <= limits.nothing and share <= limits.clear
    enough = limits.clear if suspect.are_words else limits.slight
    if suspect.is_word and (nothing or share <= enough):
        confidence = 0.85 if suspect.are_words else 0.95
        reason = "the white here is far below that of the other spaces of the line, and together it is a word"
    elif nothing and not suspect.are_words:
        confidence, reason = 0.8, "no white is printed here, and one half is no word"
    else:
        return
    draft.replace(space.line, space.at - len(suspect.left), space.at + 1 + len(suspect.right),
                  suspect.left + suspect.right, rule="split-word", reason=reason, confidence=confidence)


def _kerning(document: Document, words: Words, letters: Collection[tuple[str, bool]], limits: Limits) -> Kerning:
    """For these letters, wherever they stand beside a space; three places are enough to speak."""
    found: dict[tuple[str, tuple[str, bool]], list[float]] = defaultdict(list)
    for line in words.lines:
        for space in _spaces(line, document, limits, float("inf")):
            for side in (-1, 1):
                letter = (line.chars[space.at + side], side > 0)
                if letter in letters:
                    found[_font(document, space, side), letter].append(space.share)
    return {key: median(shares) for key, shares in found.items() if len(shares) > 2}


def _font(document: Document, space: _Space, side: int) -> str:
    style = document.source.style_of(space.line.text.origin[space.at + side])
    return style.font if style else ""


def _standing_twice(words: Words, pairs: Collection[str]) -> set[str]:
    """The pairs of words that the document has in more than one place: a custom, not a slip."""
    if not pairs:
        return set()
    text = words.text.casefold()
    return {pair for pair in pairs if len(_apart(pair).findall(text)) > 1}


def _apart(pair: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}]){regex.escape(pair)}(?![\p{{L}}\p{{M}}])")


def _is_word(half: str, words: Words, one_letter: frozenset[str]) -> bool:
    if len(half) == 1:
        return half.lower() in one_letter
    return words.in_lexicon(half) if words.lexicon else words.count(half) > 1
