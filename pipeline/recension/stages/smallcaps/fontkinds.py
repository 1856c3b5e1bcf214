"""What the text of a small-capitals font is worth, judged by all its words together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

import regex

from recension.stages.smallcaps.casewords import components
from recension.stages.smallcaps.inkheights import Ink
from recension.stages.smallcaps.smallwords import BY_CODE, Doubt, Kind, is_impossible, is_pronounceable

ORDINAL = regex.compile(r"([IVXLC]+)(?:e|er|[èe]re|[èe]me|nde?|th|st|nd|rd|o|a)")


def set_kinds(doubts: Iterable[Doubt], allowed: Collection[str], constant: float) -> dict[str, Kind]:
    """Judge each font by its words, and give the judgement to the words."""
    by_font: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_font[doubt.font].append(doubt)
    kinds = {}
    for font, group in by_font.items():
        level = [doubt for doubt in group if doubt.is_level]
        kind = _kind_of_code(group) if font == BY_CODE else _kind(level or group, allowed, constant)
        led = any(doubt.inks[:1] == (Ink.FULL,) and Ink.SMALL in doubt.inks for doubt in group)
        kinds[font] = Kind.CLEAN if led and kind is Kind.LOWER and font != BY_CODE else kind
        for doubt in group:
            doubt.kind, doubt.beside_capitals = kinds[font], led
    return kinds


def _kind_of_code(group: list[Doubt]) -> Kind:
    """Characters for small capitals have no case. Beside true capitals they are what was in lower case."""
    return Kind.SCRAMBLED if all(doubt.is_level for doubt in group) else Kind.LOWER


def _kind(group: list[Doubt], allowed: Collection[str], constant: float) -> Kind:
    words = {own_letters(doubt) for doubt in group if len(doubt.letters) > 1 and not doubt.by_neighbours}
    if 2 * sum(map(is_pronounceable, words)) < len(words):
        return Kind.CLEAN  # signs, not words: a music font has letters, too
    if any(_contradicts(doubt, allowed) for doubt in group) and _is_constant(words, constant):
        return Kind.SCRAMBLED
    upper = sum(word.isupper() for word in words)
    lower = sum(word.islower() for word in words)
    if upper and upper == len(words):
        return Kind.CAPITALS
    if lower and lower == len(words):
        return Kind.LOWER
    return Kind.CLEAN


def own_letters(doubt: Doubt) -> str:
    """The word without the ordinal letters that stand beside a numeral in ordinary type: XIX of XIXe."""
    ordinal = ORDINAL.fullmatch(doubt.base)
    return ordinal[1] if ordinal is not None and Ink.SMALL not in doubt.inks[len(ordinal[1]) :] else doubt.base


def _contradicts(doubt: Doubt, allowed: Collection[str]) -> bool:
    """Is the text of the word impossible, and its full-sized letters do not explain it?"""
    if not is_impossible(doubt.base, allowed):
        return False
    return doubt.is_level or any(
        ink is Ink.SMALL and char.isupper() for ink, char in zip(doubt.inks, doubt.base, strict=True)
    )


def _is_constant(words: Iterable[str], constant: float) -> bool:
    """Has every letter one case, the first letters of words left out (they may be true capitals)?"""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for word in words:
        for start, end in components(word):
            for char in word[start + 1 : end]:
                (upper if char.isupper() else lower)[char.lower()] += 1
    total = sum(upper.values()) + sum(lower.values())
    return sum(max(upper[char], lower[char]) for char in upper | lower) >= constant * total
