"""Letter-spaced lines of plain text: `L a b o r n e e t l a p a r o l e`.

Headings set with white between their letters come out of some extractions a letter at a time. On
what evidence: nearly all that stands on the line is single letters. Where wider white parts
the words, it tells them; where every white is the same, the words of the language must divide the line
in one way that needs fewer words than any other or, of those with as few, in one whose words
stand elsewhere in the document. Left alone:
initials, formulas, columns of letters, lines that words divide in two ways or in none (those
are asked about), and lines with geometry, whose white the reader has measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import Words

_PIECE = regex.compile(r"\S+")
_WIDE = regex.compile(r"(?<=\S)\s{2,}(?=\S)")
_SPELT = regex.compile(r"\s*\S(?: +\S{1,2}){5}")
_PART = regex.compile(r"[\p{L}\p{M}]+['’]?|[^\p{L}\p{M}]+")
"""Runs of letters, each with the apostrophe that may end it, and what stands between them."""
_ELISION = regex.compile(r"(?i:qu|[cdjlmnst])['’]")

LONGEST_WORD = 30
LONGEST_LINE = 200
LEAST_COMPOUND = 8
"""Letters of a compound, at least; shorter ones come of any row of letters."""


class Limits(NamedTuple):
    """When a line is letter-spaced."""

    letters: int
    share: float


class _Way(NamedTuple):
    """How the letters up to a place divide into words."""

    cost: tuple[int, int]
    """Words needed, and letters of those that stand nowhere else in the document."""
    ways: int
    """Divisions of that cost."""
    begin: int
    """Of the last word."""


class _Reading(NamedTuple):
    """A part of the line divided into words, and whether it is the only way with so few."""

    words: tuple[str, ...]
    only: bool


def repair_letterspaced(document: Document, words: Words, one_letter: frozenset[str], limits: Limits) -> Revision:
    """Close up the letters of such lines."""
    if document.source.has_geometry:
        return Revision(document)
    draft = Draft(document, "encoding")
    for line in words.lines:
        if len(line.chars) <= LONGEST_LINE and _SPELT.match(line.chars) and _is_spelt_out(line.chars, limits):
            _close_up(draft, line, words, one_letter)
    return draft.revision()


def _is_spelt_out(chars: str, limits: Limits) -> bool:
    pieces = chars.split()
    singles = [piece for piece in pieces if len(piece) == 1]
    letters = sum(piece.isalpha() for piece in singles)
    return letters >= limits.letters and len(singles) >= limits.share * len(pieces) and letters >= limits.share * len(
        singles) and len({piece.casefold() for piece in singles}) > 2


def _close_up(draft: Draft, line: Line, words: Words, one_letter: frozenset[str]) -> None:
    chars = line.chars
    stretches, start = [], len(chars) - len(chars.lstrip())
    for match in (*_WIDE.finditer(chars), None):
        stretches.append((start, match.start() if match else len(chars.rstrip())))
        start = match.end() if match else start
    told = len(stretches) > 1
    spaces: list[tuple[int, int]] = []
    for first, last in stretches:
        pieces = [match.span() for match in _PIECE.finditer(chars, first, last)]
        kept = set() if told else _kept(chars, pieces, words, one_letter)
        if kept is None:
            draft.query(line, first, last, (chars[first:last], "".join(chars[first:last].split())),
                        rule="letterspaced",
                        reason="its letters are set apart, and which of them make words cannot be told")
            return
        spaces += [(end, begin) for (_, end), (begin, _) in pairwise(pieces) if begin not in kept]
    for end, begin in spaces:
        draft.replace(line, end, begin, "", rule="letterspaced", confidence=0.97 if told else 0.9,
                      reason="the letters of the line are set apart; " + (
                          "wider white parts its words" if told else
                          "the words of the language divide it in this way with the fewest words"))
    if told:
        for (_, end), (begin, _) in pairwise(stretches):
            if begin - end > 1:
                draft.replace(line, end + 1, begin, "", rule="letterspaced", confidence=0.97,
                              reason="the white between words of a line whose letters are set apart")


def _kept(chars: str, pieces: Sequence[tuple[int, int]], words: Words, one_letter: frozenset[str]) -> set[int] | None:
    """Where the spaces stay: the beginnings of words. None where the words do not tell."""
    joined = "".join(chars[begin:end] for begin, end in pieces)
    lengths = accumulate((end - begin for begin, end in pieces), initial=0)
    begins = dict(zip(lengths, (begin for begin, _ in pieces), strict=False))
    kept: set[int] = set()
    for match in _PART.finditer(joined):
        part = match.group()
        reading = _divide(part, words, one_letter) if part[0].isalpha() else _Reading((part,), True)
        if reading is None or not reading.only:
            return None
        inner = list(accumulate(map(len, reading.words), initial=match.start()))[1:-1]
        kept.update(begins[at] for at in inner if at in begins)
    return kept


def _divide(part: str, words: Words, one_letter: frozenset[str]) -> _Reading | None:
    """The words of a run of letters, and whether no other division is as good."""
    tail = _ELISION.search(part) if part[-1] in "'’" else None
    if tail is not None and tail.end() == len(part):
        part, elided = part[: tail.start()], part[tail.start() :]
    else:
        elided = ""
    if not part:
        return _Reading((elided,), True)
    low = part.casefold()
    if len(low) != len(part):
        return None
    # A capital behind a small letter begins a word: headings have no other capitals inside words.
    forced = {at for at in range(1, len(part)) if part[at].isupper() and part[at - 1].islower()}
    best: list[_Way] = [_Way((0, 0), 1, 0)]
    for end in range(1, len(part) + 1):
        found = _Way((len(part) + 1, 0), 0, 0)
        for begin in range(max(0, end - LONGEST_WORD), end):
            word = part[begin:end]
            if not best[begin].ways or any(begin < at < end for at in forced) or not _is_word(word, words, one_letter):
                continue
            (needed, unmet), ways, _ = best[begin]
            cost = (needed + 1, unmet + (0 if words.count(word) else len(word)))
            if cost < found.cost:
                found = _Way(cost, ways, begin)
            elif cost == found.cost:
                found = found._replace(ways=found.ways + ways)
        best.append(found)
    if not best[-1].ways:
        return None
    made: list[str] = []
    at = len(part)
    while at:
        made.insert(0, part[best[at].begin : at])
        at = best[at].begin
    return _Reading((*made, elided) if elided else tuple(made), best[-1].ways == 1)


def _is_word(word: str, words: Words, one_letter: frozenset[str]) -> bool:
    if len(word) == 1:
        return word.casefold() in one_letter
    return words.known(word) or (len(word) >= LEAST_COMPOUND and words.formed(word))
