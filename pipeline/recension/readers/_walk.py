"""Which characters of a page belong to which text object, at a fraction of a call a character.

`spans` finds the end of each object by probing the end of the line and, failing that, by
galloping and bisection. `spans_exactly` asks for every character; it is the reference that
the tests hold the quick walk against, and the path for pages that the quick one cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Span = tuple[int, int, int, str]
"""A text object, its first character, the one after its last, and the white before: '', ' ' or newline."""

ObjectAt = Callable[[int], int | None]
"""The text object that draws a character; none where PDFium made it up."""

_LINE_END = re.compile("[\r\ufffe\x02]")


def spans_exactly(object_at: ObjectAt, text: str) -> list[Span]:
    """One call a character. `text` has one character of the page a place."""
    found: list[Span] = []
    current, start, end, white, before = 0, -1, -1, "", ""
    for index, item in enumerate(map(object_at, range(len(text)))):
        if not item:
            white = white or " " if text[index] == " " else "\n"
            continue
        if start >= 0 and (item != current or white == "\n"):
            found.append((current, start, end, before))
            start = -1
        if start < 0:
            current, start, before = item, index, white
        end, white = index + 1, ""
    if start >= 0:
        found.append((current, start, end, before))
    return found


def spans(object_at: ObjectAt, text: str) -> list[Span]:
    """About two calls a text object; the same spans as `spans_exactly` on sound pages."""
    found: list[Span] = []
    count = len(text)
    line_ends = [match.start() if match[0] == "\r" else match.end() for match in _LINE_END.finditer(text)]
    line_ends.append(count)
    line = 0
    index, current, start, end = 0, 0, -1, -1
    white = before = ""
    while index < count:
        item = object_at(index)
        if not item:
            white = white or " " if text[index] == " " else "\n"
            index += 1
            continue
        if start >= 0 and (item != current or white == "\n"):
            found.append((current, start, end, before))
            start = -1
        if start < 0:
            current, start, before = item, index, white
        while line_ends[line] <= index:
            line += 1
        top = line_ends[line] - 1
        end = index = (top if top <= index or object_at(top) == item else _last_of(object_at, item, index, top)) + 1
        white = ""
    if start >= 0:
        found.append((current, start, end, before))
    return found


def _last_of(object_at: ObjectAt, wanted: int, low: int, top: int) -> int:
    """The last character before `top` that `wanted` draws, known to draw `low` and not to draw `top`."""
    step = 4
    high = low + step
    while high < top:
        probe = high
        found = object_at(probe)
        if not found and probe - 1 > low:  # a generated space has no object: look beside it
            probe -= 1
            found = object_at(probe)
        if found != wanted:
            high = probe
            break
        low, step = probe, step * 2
        high = low + step
    high = min(high, top)
    while high - low > 1:
        middle = (low + high) // 2
        probe = middle
        found = object_at(probe)
        if not found and probe - 1 > low:
            probe -= 1
            found = object_at(probe)
        if found == wanted:
            low = probe if probe > low else middle
        else:
            high = probe
    return low
