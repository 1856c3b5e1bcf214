"""Glyphs whose font has no Unicode for them.

PDFium passes the code of such a glyph off as a letter ("maisonneQes" for a `tt` ligature). It
comes as a private character of plane 15 that keeps the code; `encoding` lets the words vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress

from recension.model import Style
from recension.readers._probes import Probes

UNMAPPED = 0xF0000
"""A glyph without Unicode comes as this plus its code."""

UNMAPPED_FONT = 0.3
"""Share of a font's glyphs without Unicode above which its codes are taken as they are: such a
font is readable by its codes alone or not at all, and no single glyph can be told apart."""

_NONE = frozenset((0x02, 0x20, 0x2D, 0xAD, 0xFFFE))
"""Codes of spaces and of hyphens at line ends, which PDFium flags without need."""


def unmapped(probes: Probes, text: str) -> dict[int, str]:
    """Characters of a page whose font has no Unicode for them, by their place in its text."""
    everywhere = range(len(text))
    if not any(probes.unmapped(everywhere)):
        return {}
    flagged = compress(everywhere, probes.unmapped(everywhere))
    return {index: chr(UNMAPPED + ord(text[index])) for index in flagged if ord(text[index]) not in _NONE}


def in_sound_fonts(found: dict[int, str], spans: Sequence[tuple[int, int, Style]]) -> dict[int, str]:
    """Those unmapped characters whose font is sound otherwise."""
    total: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    held: list[tuple[int, str]] = []
    for start, end, style in spans:
        total[style.font] += end - start
        here = [index for index in range(start, end) if index in found]
        lacking[style.font] += len(here)
        held += [(index, style.font) for index in here]
    return {index: found[index] for index, font in held if lacking[font] <= UNMAPPED_FONT * total[font]}
