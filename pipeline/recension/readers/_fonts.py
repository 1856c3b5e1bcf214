"""What a font's name and flags say of its style."""

from __future__ import annotations

import re
from functools import lru_cache

ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18
"""Bits 7 and 19 of /Flags (ISO 32000-1, table 123). Bit 18, SmallCap, is not asked: Typst sets it
on every font that *has* small capitals, whatever is drawn with it."""

_ITALIC = re.compile(
    r"ital|obliq|slant|kursiv|cursive|\bcmti|\bcmsl|[-,](?:semi)?(?:bold)?it$|(?-i:[a-z]O?[BZ]?I$)", re.I)
_BOLD = re.compile(r"bold|black|heavy|\bcmbx|[-,](?:bd|b|bi)$", re.I)
_SMALL_CAPITALS = re.compile(
    r"small ?cap|(?<![a-z])SC\b|SC(?:[-,_]|\d|$)|[Cc]aps\d|[-_]caps|\bcmcsc|smcp|Capitals|-Sc\b", re.I)


@lru_cache(maxsize=4096)
def font_traits(name: str, flags: int = 0, weight: int = 0) -> tuple[bool, bool, bool]:
    """(bold, italic, small capitals) by the font's name, its descriptor flags and its weight."""
    plain = name.partition("+")[2] or name
    return (bool(flags & _BOLD_FLAG or weight >= 600 or _BOLD.search(plain)),
            bool(flags & ITALIC_FLAG or _ITALIC.search(plain)),
            _SMALL_CAPITALS.search(plain) is not None)
