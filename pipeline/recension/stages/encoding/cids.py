"""`kün(cid:77)ig`: what pdfminer writes for a glyph that its font has no character for.

On what evidence: as for unmapped glyphs (`unmapped`), each number is read as the letters that make
known words of the words it stands in; but the text does not say whose font the number is of, so
a reading is taken only for a word that it makes known. Left alone, and asked about: all others.
With geometry nothing is done: there the glyphs have private characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import Words
from recension.stages.encoding.unmapped import Limits, reading_of

MARK = "(cid:"
_CID = regex.compile(r"\(cid:(\d{1,5})\)")
_WORD = regex.compile(r"(?:[\p{L}\p{M}]|\(cid:\d{1,5}\))*\(cid:\d{1,5}\)(?:[\p{L}\p{M}]|\(cid:\d{1,5}\))*")
PRIVATE = 0xF0000


class _Place(NamedTuple):
    line: Line
    start: int
    end: int
    char: str
    """A private character in place of the mark."""
    word: str
    """The word with private characters in place of all its marks."""


def repair_cids(document: Document, words: Words, limits: Limits) -> Revision:
    """Spell out what the words tell."""
    if document.source.has_geometry or MARK not in words.text:
        return Revision(document)
    places = list(_places(words))
    tokens: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if sum(map(_is_private, place.word)) == 1 and len(place.word) > 1:
            tokens[place.char].add(place.word)
    learnt = {char: found for char in sorted(tokens) if (found := reading_of(char, tokens[char], words, limits))}
    draft = Draft(document, "encoding")
    for place in places:
        letters, share = learnt.get(place.char, ("", 0.0))
        whole = place.word
        for char, (other, _) in learnt.items():
            whole = whole.replace(char, other)
        if letters and not any(map(_is_private, whole)) and (words.known(whole) or words.formed(whole)):
            draft.replace(place.line, place.start, place.end, letters, rule="unmapped-glyph", confidence=share,
                          reason=f"pdfminer found no character for this glyph; as {letters} it makes a word")
        else:
            draft.query(place.line, place.start, place.end, (letters,) if letters else (), rule="unmapped-glyph",
                        reason="pdfminer found no character for this glyph, and no word tells what it is")
    return draft.revision()


def _places(words: Words) -> Iterator[_Place]:
    for line in words.lines:
        if MARK not in line.chars:
            continue
        for match in _WORD.finditer(line.chars):
            word = _CID.sub(lambda mark: _private(mark[1]), match.group())
            for mark in _CID.finditer(line.chars, match.start(), match.end()):
                yield _Place(line, mark.start(), mark.end(), _private(mark[1]), word)


def _private(number: str) -> str:
    return chr(PRIVATE + min(int(number), 0xFFFD))


def _is_private(char: str) -> bool:
    return ord(char) >= PRIVATE
