"""How words look: italic, bold, small capitals, raised. Read from the source, never stored.

Evidence is the style of the run that draws a glyph, and, for raised letters, size and
baseline against their neighbours. Without geometry every word is plain. What is design and
not emphasis is left out: bold that fills its block, italics that fill a heading or an
epigraph, a style that covers nothing but punctuation or white space.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from recension.model import Source, Style, Text


class Look(NamedTuple):
    """What marks a stretch of words out from the rest."""

    italic: bool = False
    bold: bool = False
    smallcaps: bool = False
    raised: bool = False


PLAIN = Look()


LETTER = re.compile(r"[^\W_]")
"""What `str.isalnum` says of a character; that is how the standard library's pattern is defined."""


@dataclass(frozen=True, slots=True)
class Options:
    """Limits for raised letters, as shares of the size of the words around."""

    small: float = 0.85
    """A raised letter is smaller than the rest: typesetters take 0.58 to 0.75."""
    lift: float = 0.1
    """It stands at least this much higher: less is noise in the file's numbers."""
    ceiling: float = 0.9
    """Higher than this it stands on another line."""


def look_of(style: Style | None, keep_style: bool) -> Look:
    """The look that a style gives. Small capitals count only when styles are to be kept."""
    if style is None:
        return PLAIN
    return Look(style.italic, style.bold, keep_style and style.smallcaps, False)


def raised_runs(source: Source, text: Text, options: Options | None = None) -> frozenset[int]:
    """The runs behind this text that stand above the line, such as the `e` of `XIXe`."""
    options = options or Options()
    runs: list[int] = []
    lengths: Counter[int] = Counter()
    low = high = -1
    for glyph in text.origin:
        if not low <= glyph < high:
            run = source.run_of(glyph)
            if not 0 <= run < len(source.run_styles):
                continue
            low, high = source.run_starts[run], source.run_starts[run + 1]
            runs.append(run)
        lengths[runs[-1]] += 1
    if not runs:
        return frozenset()
    sizes: Counter[float] = Counter()
    for run, length in lengths.items():
        sizes[_size(source, run)] += length
    usual = max(sizes, key=lambda size: (sizes[size], size))
    full = [place for place, run in enumerate(runs) if _size(source, run) > options.small * usual]
    raised: set[int] = set()
    for place in sorted(set(range(len(runs))) - set(full)):
        after = bisect_left(full, place)
        for other in full[max(after - 1, 0) : after + 1]:  # the words before it, and those after
            lift = source.run_baselines[runs[other]] - source.run_baselines[runs[place]]
            if options.lift * usual <= lift <= options.ceiling * usual:
                raised.add(runs[place])
    return frozenset(raised)


def _size(source: Source, run: int) -> float:
    return round(source.styles[source.run_styles[run]].size, 1)


def settle(stretches: list[tuple[str, Look]], whole: Collection[str]) -> list[tuple[str, Look]]:
    """Looks made fit for marking.

    `whole` names the looks that say nothing when they fill the block (`italic`, `bold`). White
    space takes the look of the words it parts when both agree, and is never marked at the edge
    of a stretch; a look without a letter or digit under it is dropped.
    """
    told = [(text, look) for text, look in stretches if LETTER.search(text)]
    for name in whole:
        if told and all(getattr(look, name) for _, look in told):
            stretches = [(text, look._replace(**{name: False})) for text, look in stretches]
    settled: list[tuple[str, Look]] = []
    for place, (text, look) in enumerate(stretches):
        if not LETTER.search(text):
            before = stretches[place - 1][1] if place else PLAIN
            after = stretches[place + 1][1] if place + 1 < len(stretches) else PLAIN
            joins = before == after and (text.isspace() or look == before)
            look = before if joins else PLAIN
        settled.append((text, look))
    return _trimmed(_merged(settled))


def _merged(stretches: list[tuple[str, Look]]) -> list[tuple[str, Look]]:
    merged: list[tuple[str, Look]] = []
    for text, look in stretches:
        if merged and merged[-1][1] == look:
            merged[-1] = (merged[-1][0] + text, look)
        elif text:
            merged.append((text, look))
    return merged


def _trimmed(stretches: list[tuple[str, Look]]) -> list[tuple[str, Look]]:
    trimmed: list[tuple[str, Look]] = []
    for text, look in stretches:
        core = text.strip()
        if look == PLAIN or core == text:
            trimmed.append((text, look))
            continue
        start = text.index(core) if core else len(text)
        trimmed += [(text[:start], PLAIN), (core, look), (text[start + len(core):], PLAIN)]
    return _merged(trimmed)
