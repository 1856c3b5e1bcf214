"""Markdown within a block: escapes, emphasis, calls of notes, hard line breaks."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import regex

from recension.writers.escapes import CALL, places
from recension.writers.flow import Break, Call, Piece, Words, words_of
from recension.writers.looks import PLAIN, Look


class Mark(NamedTuple):
    """A stretch to be put between marks."""

    start: int
    end: int
    look: Look


def inline(pieces: Sequence[Piece], ids: Sequence[str], *, heading: bool = False,
           headings: Collection[str] = ()) -> str:
    """The pieces of a block as Markdown; a hard break is two spaces and a newline.

    `ids` are those of the notes, by their index. See `escapes.places` for the rest.
    """
    texts = [CALL if isinstance(piece, Call) else words_of((piece,)) for piece in pieces]
    plain = "".join(texts)
    instead: dict[int, str] = {}
    place = 0
    for index, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        if isinstance(piece, Call):
            instead[place] = f"[^{ids[piece.note]}]"
        elif isinstance(piece, Break) and piece.hard:
            beside = (*pieces[max(index - 1, 0) : index], *pieces[index + 1 : index + 2])
            instead[place] = "\n" if any(isinstance(other, Break) for other in beside) else "  \n"
        place += len(text)
    marks = list(_marks(plain, pieces, texts))
    before: dict[int, str] = {}
    for mark in marks:
        opening, closing = _signs(mark.look, plain[mark.start : mark.end])
        before[mark.start] = before.get(mark.start, "") + opening
        before[mark.end] = before.get(mark.end, "") + closing
    for place in places(plain, heading=heading, headings=headings, marked=[mark[:2] for mark in marks]):
        before[place] = before.get(place, "") + "\\"
    shown: list[str] = []
    last = 0
    for place in sorted(before.keys() | instead.keys()):
        shown += (plain[last:place], before.get(place, ""), instead.get(place, ""))
        last = place + (place in instead)
    return "".join(shown) + plain[last:]


def _marks(plain: str, pieces: Sequence[Piece], texts: Sequence[str]) -> Iterator[Mark]:
    """Where marks go, so that Markdown will take them for marks.

    A mark must not stand between a letter and a sign that it takes in (CommonMark: flanking),
    so such signs stay outside of it. Two marked stretches that touch could not be told apart:
    the second stays plain.
    """
    place = 0
    taken = -1
    for piece, text in zip(pieces, texts, strict=True):
        start, place = place, place + len(text)
        end = place
        if not isinstance(piece, Words) or piece.look == PLAIN or start == taken:
            continue
        while start < end and _stays_out(plain[start], plain[start - 1 : start]):
            start += 1
        while start < end and _stays_out(plain[end - 1], plain[end : end + 1]):
            end -= 1
        if start < end:
            taken = end
            yield Mark(start, end, piece.look)


def _stays_out(sign: str, neighbour: str) -> bool:
    """May a mark not stand between this neighbour and this sign, the sign being inside?"""
    if sign.isalnum():
        return False
    parts_words = (not neighbour or neighbour.isspace() or neighbour in string.punctuation or neighbour == CALL
                   or regex.match(r"\p{P}", neighbour) is not None)
    return sign.isspace() or not parts_words


def _signs(look: Look, text: str) -> tuple[str, str]:
    """What opens and closes a look in pandoc's Markdown."""
    emphasis = "*" * (look.italic + 2 * look.bold)
    opening, closing = emphasis, emphasis
    if look.smallcaps and "[" not in text and "]" not in text:
        opening, closing = f"{opening}[", f"]{{.smallcaps}}{closing}"
    if look.raised and not any(char.isspace() for char in text):
        opening, closing = f"{opening}^", f"^{closing}"
    return opening, closing
