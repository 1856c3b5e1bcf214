"""Labels of notes: what may stand at the head of a note or call one, and what follows what.

A label is a number, a letter or a symbol, bare or dressed (`1.`, `1)`, `(1)`, `[1]`), with
`bis` or `ter` behind it. OCR reads `l` and `I` for 1 and `O` for 0; such a reading is kept
with its doubt. Nothing here decides whether a figure *is* a label: only that it could be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import regex

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SYMBOLS = "*†‡§‖¶#"
PARALLEL, PILCROW = SYMBOLS.index("‖") + 1, SYMBOLS.index("¶") + 1
STARS = str.maketrans("∗⁎✱＊", "****")
SUFFIXES = {"bis": 1, "ter": 2, "quater": 3}
SKIPPED = "jvwuy"
"""Letters that printers leave out of a sequence: i, k; t, v or u, w."""
MISREAD = str.maketrans("lI|iOo", "111100")


class Sort(StrEnum):
    """What a label is made of."""

    NUMBER = "number"
    LETTER = "letter"
    SYMBOL = "symbol"


class Dress(StrEnum):
    """How a label is set: raised, in brackets, with a stop, or bare."""

    RAISED = "raised"
    ROUND = "(1)"
    SQUARE = "[1]"
    HALF = "1)"
    DOT = "1."
    DASH = "1 -"
    GLUED = "1x"
    """Bare, and glued to the word: before the note's first, or behind the word that calls."""
    BARE = "1"


class Label(NamedTuple):
    """A label: equal labels call each other."""

    sort: Sort
    value: int
    sub: int = 0
    """1 for `bis`, 2 for `ter`."""


@dataclass(frozen=True, slots=True)
class Head:
    """A label at the beginning of a line. `end` is where the note's own text begins."""

    label: Label
    text: str
    dress: Dress
    start: int
    end: int
    doubt: bool = False
    """Read through a likely misreading."""


_NUMBER = r"(?P<n>[1-9]\d{0,3})(?P<b>\s?(?:bis|ter|quater)(?!\w))?"
_LETTER = r"(?P<l>(?P<c>[a-z])(?P=c)?)(?!\w)"
_SYMBOL = r"(?P<s>[*∗⁎✱＊]{1,4}|†{1,4}|‡{1,4}|§{1,4}(?!\s?\d)|‖{1,4}|¶{1,4}|(?:\*\s){1,3}\*)"
_MISREAD = r"(?P<m>[lI|](?!\w)|(?=[lIOo]*\d)[1-9lI][\dlIOo]{1,2}(?!\w))"
_ANY = rf"(?:{_NUMBER}|{_LETTER}|{_SYMBOL}|{_MISREAD})"
_HEADS = tuple(
    (dress, regex.compile(rf"(?P<w>\s*){pattern}"))
    for dress, pattern in (
        (Dress.ROUND, rf"\(\s?{_ANY}\s?\)[.:]?(?P<e>\s*)"),
        (Dress.SQUARE, rf"\[\s?{_ANY}\s?\][.:]?(?P<e>\s*)"),
        (Dress.HALF, rf"{_ANY}\s?\)(?P<e>\s*)"),
        (Dress.DOT, rf"(?:{_NUMBER}|{_LETTER}|{_MISREAD})\s?[.](?:\s?[-–—](?=\s))?(?!\d|[.…])(?P<e>\s*)"),
        (Dress.DASH, rf"(?:{_NUMBER}|{_SYMBOL})\s?(?:[-–—](?=\s)|:(?=\s))(?P<e>\s*)"),
        (Dress.BARE, rf"(?:{_NUMBER}|{_SYMBOL})(?P<e>\s+|$)"),
        (Dress.GLUED, rf"(?:{_NUMBER}|{_SYMBOL})(?P<e>)(?=[\p{{Lu}}\p{{Pi}}\p{{Ps}}\"'‘“«»„]|(?<=[*†‡§‖¶]).)"),
    )
)
_LOWER = regex.compile(
    rf"(?P<w>\s*){_NUMBER}(?P<e>)(?=\p{{Ll}}[\p{{L}}'’])"
    r"(?!(?:[eè]?re?s?|[eè]me|nde?|st|th|rd|d|mo|vo|os|as|st?e[nrms]?|te[nrms]?|[ckm]?m|kg|km|ha|mn|min|bis|ter|quater)\b)"
)
"""Glued to a small letter: a particle, or a name in broken small capitals; not an ordinal, not a quantity."""
_WHOLE = regex.compile(_ANY)
_SIGNS = frozenset("([|" + SYMBOLS + "∗⁎✱＊")
_RAISED = regex.compile(rf"(?P<w>\s*)[(\[]?{_ANY}[)\]]?[.]?(?P<e>\s*)")


def heads_of(chars: str, raised: int = 0) -> tuple[Head, ...]:
    """The labels that a line may begin with: none, one, or two readings of one.

    `raised` says how many of the line's first visible glyphs stand raised.
    """
    if raised:
        lead = len(chars) - len(chars.lstrip())
        found = _RAISED.match(chars)
        if found is None:
            return ()
        if len(found.group(0).strip().rstrip(".")) <= raised:
            return _readings(_head(found, Dress.RAISED))
        if chars[lead : lead + raised].isalnum():
            return ()  # only part of the figure is raised: 1er, 12e
    elif not _may_begin(chars):
        return ()
    for dress, pattern in _HEADS:
        found = pattern.match(chars)
        if found is not None:
            return _readings(_head(found, dress))
    found = _LOWER.match(chars)
    return () if found is None else (replace(_head(found, Dress.GLUED), doubt=True),)


def _may_begin(chars: str) -> bool:
    """May the line begin with a label at all? Nearly none does, and this is cheaper than seven patterns."""
    core = chars.lstrip()
    first = core[:1]
    if "1" <= first <= "9" or first in _SIGNS:
        return True
    if first in "lI":
        return not core[1:2].isalpha() or core[1] in "lIOo"
    return "a" <= first <= "z" and (not core[1:2].isalnum() or (core[1] == first and not core[2:3].isalnum()))


@lru_cache(maxsize=2048)
def label_of(text: str) -> Label | None:
    """The label that a string reads, without its dress; None if it is none."""
    found = _WHOLE.fullmatch(text.strip())
    return None if found is None else _label(found)[0]


def _readings(head: Head) -> tuple[Head, ...]:
    """A letter l may be a figure that OCR misread."""
    if head.text != "l":
        return (head,)
    return head, Head(Label(Sort.NUMBER, 1), "1", head.dress, head.start, head.end, doubt=True)


def _head(found: regex.Match[str], dress: Dress) -> Head:
    label, text, doubt = _label(found)
    return Head(label, text, dress, len(found["w"]), found.end(), doubt)


def _label(found: regex.Match[str]) -> tuple[Label, str, bool]:
    groups = found.groupdict()
    if groups.get("n"):
        suffix = (groups.get("b") or "").strip()
        return Label(Sort.NUMBER, int(groups["n"]), SUFFIXES.get(suffix, 0)), f"{groups['n']} {suffix}".strip(), False
    if groups.get("l"):
        letters = groups["l"]
        return Label(Sort.LETTER, ord(letters[0]) - 96 + 26 * (len(letters) - 1)), letters, False
    if groups.get("s"):
        signs = groups["s"].translate(STARS).replace(" ", "")
        return Label(Sort.SYMBOL, SYMBOLS.index(signs[0]) + 1, len(signs) - 1), signs, False
    text = groups["m"]
    return Label(Sort.NUMBER, int(text.translate(MISREAD))), text.translate(MISREAD), True


def steps(before: Label, after: Label) -> int | None:
    """How far `after` stands behind `before` in its sequence: 1 is the next one; None across sorts."""
    if before.sort is not after.sort:
        return None
    if before.sort is Sort.NUMBER:
        if after.value == before.value:
            return after.sub - before.sub
        if after.value == before.value + 1 and after.sub:
            return 2
        return after.value - before.value
    if before.sort is Sort.LETTER:
        step = after.value - before.value
        if step == 2 and after.value <= 26 and chr(96 + before.value + 1) in SKIPPED:
            return 1
        return step
    if after.sub == before.sub:
        if {before.value, after.value} == {PARALLEL, PILCROW} or (before.value, after.value) == (PARALLEL - 1, PILCROW):
            return 1  # printers set * † ‡ § ‖ ¶, LaTeX and Typst * † ‡ § ¶ ‖
        return after.value - before.value
    if after.value == before.value:
        return after.sub - before.sub
    return 1 if after.sub == before.sub + 1 and after.value == 1 and before.value >= 3 else None


def is_first(label: Label) -> bool:
    """Does a sequence begin with this label?"""
    return label.value == 1 and label.sub == 0


def is_next(before: Label, after: Label) -> bool:
    """Is `after` the label that follows `before`?"""
    return steps(before, after) == 1
