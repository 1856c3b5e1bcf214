"""Where on the page an edit stands.

The source knows the boxes of runs, not of characters: within a run the place is reckoned from
the share of its characters before and after, which is off by a letter or so in proportional
type. Edits that cross a line end get a box on each line.
"""

from __future__ import annotations

from recension.model import Act, Box, Edit, Source

UPRIGHT = 2.0
"""Degrees up to which a run counts as level; others get their whole box."""
ROOM = 1.0
"""Points that a box is drawn larger, so that it does not cover the ink."""


def boxes_of(edit: Edit, source: Source) -> list[Box]:
    """The boxes of an edit, one a printed line; none without geometry."""
    if edit.box is None:
        return []
    if edit.act is Act.MOVE:
        return [_roomy(edit.box)]
    found: list[Box] = []
    last_run = -1
    first = previous = -1
    for glyph in (*sorted({glyph for glyph in edit.glyphs if glyph >= 0}), -1):
        run = source.run_of(glyph)
        if run == last_run and run >= 0:
            previous = glyph
            continue
        if 0 <= last_run < len(source.run_styles):
            _add(found, _part(source, last_run, first, previous))
        last_run, first, previous = run, glyph, glyph
    return [_roomy(box) for box in found] or [_roomy(edit.box)]


def _part(source: Source, run: int, first: int, last: int) -> Box:
    """The part of a run's box that its glyphs from `first` to `last` take, about."""
    box = source.run_box(run)
    start, end = source.run_starts[run], source.run_starts[run + 1]
    style = source.styles[source.run_styles[run]]
    if abs(style.angle) > UPRIGHT or end <= start:
        return box
    text = source.chars[start:end]
    count = len(text.rstrip()) or 1
    left, right = min(first - start, count - 1) / count, min(last + 1 - start, count) / count
    return Box(box.x0 + box.width * left, box.y0, box.x0 + box.width * max(right, left + 0.5 / count), box.y1)


def _add(found: list[Box], box: Box) -> None:
    """Put a box to those of its line, or begin a line."""
    for index, other in enumerate(found):
        overlap = min(box.y1, other.y1) - max(box.y0, other.y0)
        if overlap > 0.5 * min(box.height, other.height):
            found[index] = other.union(box)
            return
    found.append(box)


def _roomy(box: Box) -> Box:
    return Box(box.x0 - ROOM, box.y0 - ROOM, box.x1 + ROOM, box.y1 + ROOM)
