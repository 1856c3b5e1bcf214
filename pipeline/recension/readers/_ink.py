"""Ink heights: of a tall letter or two a word, of every letter where case is in doubt.

They tell small capitals from capitals and ascenders. Which letters are asked about is told by
the words alone, all over the page, so that PDFium is asked once for the lot; where a letter
stands low for what it reads as, every letter of its run is asked about in a second round.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

_TALL = "A-ZÀ-ÖØ-ÞŒŠŽbdfhkl"
"""Letters whose ink stands well above the x-height in ordinary type."""

TALL = re.compile(f"[{_TALL}]")
FIRST_TALL = re.compile(rf"(?<![^\W\d_])[^\W\d_{_TALL}]*[{_TALL}]")
"""A word as far as its first tall letter."""

WORD = re.compile(r"[^\W\d_]+")
CAPITALS = re.compile(r"[^\W\d_a-zß-öø-ÿ](?<![^\W\d_].)[^\W\d_a-zß-öø-ÿ]+(?![^\W\d_])")
"""Words that may be all capitals; a true capital may lead small ones."""

NUMERAL = re.compile(r"[ivxlcdm](?<![^\W\d_].)[ivxlcdm]*(?![^\W\d_])")
INITIAL = re.compile(r"\.(?<=(?<![^\W\d_])[^\W\d_]\.)")
"""The stop after a single letter. Small capitals are often set for roman numerals and initials.

Here and above what may not stand before a word is looked for after its first letter has been
found: `re` skips to a letter of a set much faster than it looks behind every character."""

MIXED = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=[a-zß-öø-ÿ].)")
"""A capital inside a word: its case is in doubt."""

PRIVATE = re.compile("[\ue000-\uf8ff]")

SMALL_CAPITAL_DOUBT = 0.60
"""Ink of a tall letter below this share of the size: its whole run is probed. Not a verdict:
capitals stand at .62 to .74 in text faces, small capitals at .42 to .52."""


Drawn = tuple[str, int, float, float, bool]
"""A run to be looked at: its text, its first character on the page, size, baseline, and whether to ask for all."""

Tops = Callable[[Sequence[int]], Sequence[float]]
"""Asks for the upper edges of these characters."""


def ink_heights(runs: Sequence[Drawn], tops: Tops) -> list[bytes]:
    """For each run the height of each letter's ink in hundredths of the size; 0 where it was not asked for."""
    if not runs:
        return []
    texts = [run[0] for run in runs]
    text = "\n".join(texts)
    starts = [0, *accumulate([len(chars) + 1 for chars in texts[:-1]])]
    heights = bytearray(len(text))
    tall = [match.end() - 1 for match in FIRST_TALL.finditer(text)]
    for match in CAPITALS.finditer(text):
        if match[0].isupper() and TALL.search(match[0]):
            tall.append(match.end() - 1)
    wanted = {*tall, *_doubtful_letters(text)}
    for (chars, _, _, _, small), start in zip(runs, starts, strict=True):
        if small:
            wanted.update(_letters(text, start, start + len(chars)))
    _ask(wanted, runs, starts, tops, heights)
    low = [place for place in tall if 0 < heights[place] < SMALL_CAPITAL_DOUBT * 100]
    if low:
        doubtful = {bisect_right(starts, place) - 1 for place in low}
        more = {place for number in doubtful
                for place in _letters(text, starts[number], starts[number] + len(texts[number])) if not heights[place]}
        _ask(more, runs, starts, tops, heights)
    filled = bytes(heights)
    return [filled[start : start + len(chars)] for chars, start in zip(texts, starts, strict=True)]


def _ask(places: Iterable[int], runs: Sequence[Drawn], starts: Sequence[int], tops: Tops, heights: bytearray) -> None:
    """Ask about all these places of the joined text at once, and write their heights."""
    ordered = sorted(places)
    numbers = [bisect_right(starts, place) - 1 for place in ordered]
    shifts = [run[1] - start for run, start in zip(runs, starts, strict=True)]
    sizes, baselines = [run[2] for run in runs], [run[3] for run in runs]
    found = tops([place + shifts[number] for place, number in zip(ordered, numbers, strict=True)])
    for place, number, top in zip(ordered, numbers, found, strict=True):
        height = round(100 * (top - baselines[number]) / sizes[number])
        heights[place] = height if 0 <= height <= 255 else max(0, min(255, height))


def _doubtful_letters(text: str) -> list[int]:
    """Places of the letters of roman numerals, initials, words of mixed case, and of private characters."""
    found: list[int] = []
    for match in NUMERAL.finditer(text):
        found += range(*match.span())
    found += [match.start() - 1 for match in INITIAL.finditer(text)]
    for match in MIXED.finditer(text):
        first = match.start() - 1
        while first and WORD.match(text[first - 1]):
            first -= 1
        around = WORD.match(text, first)
        found += range(first, around.end() if around else first)
    found += [match.start() for match in PRIVATE.finditer(text)]
    return found


def _letters(text: str, start: int, end: int) -> list[int]:
    return [place for match in WORD.finditer(text, start, end) for place in range(*match.span())]
