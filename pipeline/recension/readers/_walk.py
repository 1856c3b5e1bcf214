"""Which characters of a page belong to which text object, at a fraction of a call a character.

`spans` finds the end of each object by probing the end of the line and, failing that, by
galloping and bisection. `spans_exactly` asks for every character; it is the reference that
the tests hold the quick walk against, and the path for pages that the quick one cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Span = tuple[int, int, int, str]
"""A text object, its first character, the one after its last, and the white before: '', ' ' or newline."""

ObjectAt = Callable[[int, int], int | None]

_LINE_END = re.compile(rb"\r\0|(?<=\xfe\xff)|(?<=\x02\0)", re.DOTALL)


def spans_exactly(object_at: ObjectAt, text_page: int, raw: bytes, count: int) -> Iterator[Span]:
    """One call a character."""
    current, start, white = 0, -1, ""
    end = -1
    before = ""
    for index in range(count):
        found = object_at(text_page, index)
        if not found:
            white = white or " " if raw[2 * index : 2 * index + 2] == b" \0" else "\n"
            continue
        if start >= 0 and (found != current or white == "\n"):
            yield current, start, end, before
            start = -1
        if start < 0:
            current, start, before = found, index, white
        end, white = index + 1, ""
    if start >= 0:
        yield current, start, end, before


def spans(object_at: ObjectAt, text_page: int, raw: bytes, count: int) -> Iterator[Span]:
    """About two calls a text object; the same spans as `spans_exactly` on sound pages."""
    line_ends = [match.start() // 2 for match in _LINE_END.finditer(raw) if not match.start() & 1]
    line_ends.append(count)
    line = 0
    index, current, start, end = 0, 0, -1, -1
    white = before = ""
    while index < count:
        found = object_at(text_page, index)
        if not found:
            white = white or " " if raw[2 * index : 2 * index + 2] == b" \0" else "\n"
            index += 1
            continue
        if start >= 0 and (found != current or white == "\n"):
            yield current, start, end, before
            start = -1
        if start < 0:
            current, start, before = found, index, white
        while line_ends[line] <= index:
            line += 1
        end = _last_of(object_at, text_page, found, index, line_ends[line] - 1) + 1
        white, index = "", end
    if start >= 0:
        yield current, start, end, before


def _last_of(object_at: ObjectAt, text_page: int, wanted: int, low: int, top: int) -> int:
    """The last character up to `top` that `wanted` draws, known to draw `low`."""
    if top <= low or object_at(text_page, top) == wanted:
        return max(low, top)
    step = 4
    high = low + step
    while high < top:
        probe = high
        found = object_at(text_page, probe)
        if not found and probe - 1 > low:  # a generated space has no object: look beside it
            probe -= 1
            found = object_at(text_page, probe)
        if found != wanted:
            high = probe
            break
        low, step = probe, step * 2
        high = low + step
    high = min(high, top)
    while high - low > 1:
        middle = (low + high) // 2
        probe = middle
        found = object_at(text_page, probe)
        if not found and probe - 1 > low:
            probe -= 1
            found = object_at(text_page, probe)
        if found == wanted:
            low = probe if probe > low else middle
        else:
            high = probe
    return low
