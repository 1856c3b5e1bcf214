"""Hung lines and lines of code: what is set to the right of its own first line, or in a face of one width.

Items, descriptions and bibliography entries begin further left than they go on. On what
evidence: a full line is followed by one that starts deeper, and reaches the right margin as
the body does; a first line of a paragraph is never followed by a deeper one. Program code
and what a terminal said stand in a face whose letters are all of one width (by its name, or
measured on its lines) in a book that is not, and their lines end although the next word
would have fitted. What is left alone: quotations, which stand off the right margin or after
white; prose in a typewriter face, whose lines are full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

import regex

from recension.model import Source
from recension.stages.paragraphs.measure import Placed, Setting
from recension.stages.paragraphs.prose import (
    CLOSED,
    ITEM,
    OPENS_LOWER,
    SENTENCE_END,
    ProseOptions,
    goes_on_divided,
    next_word_fits,
)

MONO_NAME = regex.compile(r"(?i)mono(?!type)|courier|typewriter|teletype|consol|lmtt|cmtt|\d*tt\d+$")
"""How foundries name faces of one width; not Monotype, who made many others."""

LEAST_LINES = 6
"""Lines that a face must have drawn, long and short, before its widths say anything."""

SAME_WIDTH = 0.01
"""Share by which the mean width of a letter may differ from line to line where all letters are alike."""

LONG_LINE = 12
"""Letters of a line, at least, for its mean width to be measured."""


def hangs_on(lines: Sequence[Placed], index: int, hung: bool, setting: Setting, options: ProseOptions) -> bool:
    """Does this line hang under the first line of an item? `hung`: the line before does."""
    before, placed = lines[index - 1], lines[index]
    a, b = before.line, placed.line
    if a.box is None or b.box is None or not setting.is_size(b.size) or not setting.is_size(a.size):
        return False
    em = max(b.size, 1.0)
    edges = setting.edges_at(before), setting.edges_at(placed)
    steps = a.box.x0 - edges[0].left, b.box.x0 - edges[1].left
    if hung and abs(steps[0] - steps[1]) < 0.3 * em:
        return True
    if before.place != placed.place or steps[1] - steps[0] < options.indent * em:
        return False
    if b.baseline - a.baseline > options.white * max(setting.leading, em):
        return False
    if next_word_fits(before, placed, edges[0]):
        return False
    if steps[0] > options.indent * em or ITEM.match(a.chars):
        return True  # the first line of a paragraph is not followed by a deeper one
    if CLOSED.search(a.chars):
        return False
    after = lines[index + 1] if index + 1 < len(lines) else None
    last = after is None or after.line.box is None or after.place != placed.place or (
        abs(after.line.box.x0 - b.box.x0) > 0.3 * em
        or after.line.baseline - b.baseline > 1.1 * max(setting.leading, em))
    return last or edges[1].right - b.box.x1 < options.short * em


def runs_on(before: Placed, placed: Placed, setting: Setting, options: ProseOptions) -> bool:
    """Does a full line go on in one that begins at the same x, without white between?"""
    a, b = before.line, placed.line
    return (a.box is not None and b.box is not None and before.place == placed.place
            and abs(a.box.x0 - b.box.x0) < 0.1 * max(b.size, 1.0)
            and b.baseline - a.baseline < options.white * max(setting.leading, b.size)
            and not next_word_fits(before, placed, setting.edges_at(before)))


def is_hung(group: Sequence[Placed], placed: Placed, following: Placed | None, setting: Setting,
            options: ProseOptions) -> bool:
    """Does this line stand where the lines of its item hang, so that its indent opens no paragraph?

    `group` are the lines of the item so far, `following` the line after.
    """
    first, last, line = group[0], group[-1], placed.line
    if first.line.box is None or last.line.box is None or line.box is None or last.place != placed.place:
        return False
    em = max(line.size, 1.0)
    if len(group) > 1:
        return (first.place == placed.place and last.line.box.x0 - first.line.box.x0 > options.indent * em
                and abs(last.line.box.x0 - line.box.x0) < 0.3 * em)
    if line.box.x0 - first.line.box.x0 < options.indent * em:
        return False
    if setting.edges_at(first).right - first.line.box.x1 > options.short * em and (
            SENTENCE_END.search(first.line.chars) and not OPENS_LOWER.match(line.chars)):
        return False  # a short line that is closed: a motto, and the one who said it
    if first.line.box.x0 - setting.edges_at(first).left > options.indent * em:
        return True  # the first line of a paragraph is not followed by a deeper one
    if ITEM.match(first.line.chars):
        return True
    return (following is not None and following.line.box is not None and following.place == placed.place
            and abs(following.line.box.x0 - line.box.x0) < 0.3 * em
            and following.line.baseline - line.baseline < options.white * max(setting.leading, em))


def mono_faces(lines: Sequence[Placed]) -> frozenset[str]:
    """The faces of one width, in a document whose own face is another; else none."""
    letters: dict[str, int] = defaultdict(int)
    for placed in lines:
        if placed.line.style is not None:
            letters[placed.line.style.font] += len(placed.line.chars)
    if len(letters) < 2:
        return frozenset()
    most = max(letters, key=lambda font: letters[font])
    others = _mono_among(letters.keys() - {most}, lines)
    return others if others and not _mono_among({most}, lines) else frozenset()


def _mono_among(fonts: Collection[str], lines: Sequence[Placed]) -> frozenset[str]:
    named = {font for font in fonts if MONO_NAME.search(font)}
    widths: dict[str, list[float]] = {font: [] for font in fonts if font not in named}
    for placed in lines:
        line = placed.line
        if line.style is None or line.style.font not in widths or line.box is None:
            continue
        length = len(line.chars.strip())
        if length >= LONG_LINE:
            widths[line.style.font].append(line.box.width / length / max(line.size, 1.0))
    return frozenset(named | {font for font in widths if _of_one_width(widths[font])})


def _of_one_width(widths: Sequence[float]) -> bool:
    if len(widths) < LEAST_LINES:
        return False
    middle = sorted(widths)[len(widths) // 2]
    return sum(abs(width - middle) < SAME_WIDTH * middle for width in widths) >= 0.9 * len(widths)


def in_faces(group: Sequence[Placed], source: Source, faces: frozenset[str]) -> bool:
    """Is every line of this group set in these faces from end to end?"""
    return bool(faces) and all(placed.line.style is not None and placed.line.style.font in faces and all(
        style is not None and style.font in faces
        for style in (source.style_of(placed.line.text.first_glyph()), source.style_of(placed.line.text.last_glyph())))
        for placed in group)


def are_near(before: Sequence[Placed], after: Sequence[Placed], setting: Setting) -> bool:
    """Do two groups of lines of code belong to one listing: no more than two blank lines between?"""
    a, b = before[-1], after[0]
    return a.place != b.place or b.line.baseline - a.line.baseline < 3.2 * max(setting.leading, a.line.size)


def ends_freely(group: Sequence[Placed], setting: Setting) -> bool:
    """Do most lines end although the next word would have fitted, and none in a divided word? That is no prose."""
    if len(group) < 2 or any(goes_on_divided(a.line.chars, b.line.chars) for a, b in pairwise(group)):
        return False
    free = sum(next_word_fits(a, b, setting.edges_at(a)) for a, b in pairwise(group))
    return 2 * free >= len(group) - 1


def hung_items(groups: Sequence[Sequence[Placed]], setting: Setting, options: ProseOptions) -> set[int]:
    """Which of these blocks are items: they open with a dash or a number, and their lines hang, or a neighbour's do."""
    opening = [index for index, group in enumerate(groups) if ITEM.match(group[0].line.chars)]
    items = {index for index in opening if _hangs(groups[index], options)}
    for order, near in ((opening, -1), (opening[::-1], 1)):
        for index in order:
            if index + near in items and abs(_step(groups[index], setting) - _step(groups[index + near], setting)) < (
                    0.3 * groups[index][0].line.size):
                items.add(index)
    return items


def _hangs(group: Sequence[Placed], options: ProseOptions) -> bool:
    if len(group) < 2 or group[0].place != group[1].place:
        return False
    first, second = group[0].line, group[1].line
    return first.box is not None and second.box is not None and (
        second.box.x0 - first.box.x0 > options.indent * max(first.size, 1.0))


def _step(group: Sequence[Placed], setting: Setting) -> float:
    box = group[0].line.box
    return box.x0 - setting.edges_at(group[0]).left if box is not None else 0.0
