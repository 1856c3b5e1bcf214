"""What a block of plain text is, where no geometry tells: heading, verse, item, or prose."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from recension.model import ANCHOR, Kind
from recension.stages.paragraphs.kinds import NUMBERED_HEADING, KindOptions
from recension.stages.paragraphs.prose import BULLET, CLOSED, PlainSetting


def plain_kind(lines: Sequence[str], blank_before: bool, blank_after: bool, setting: PlainSetting,
               options: KindOptions) -> tuple[Kind, int]:
    """Kind and level of a block of plain text."""
    text = " ".join(line.strip() for line in lines).replace(ANCHOR, "").strip()
    letters = [char for char in text if char.isalpha()]
    if BULLET.match(text):
        return Kind.ITEM, 0
    alone = blank_before and blank_after and len(lines) <= 2 and setting.measure
    if alone and len(letters) > 2 and len(text) < options.plain_heading * setting.measure and not CLOSED.search(text):
        if all(char.isupper() for char in letters):
            return Kind.HEADING, 1
        if NUMBERED_HEADING.match(text) and not text.endswith(","):
            return Kind.HEADING, 2
        if text[:1].isupper() and not text.endswith((",", "-", "–", "—")) and all(
                len(line.strip()) < options.plain_heading * setting.measure for line in lines):
            return Kind.HEADING, 2
    lengths = [len(line.strip()) for line in lines]
    if len(lines) >= 4 and setting.measure and max(lengths) < 0.7 * setting.measure and all(
            line.strip()[:1].isupper() for line in lines) and all(
            len(b.split(maxsplit=1)[0]) + len(a.strip()) < 0.8 * setting.measure for a, b in pairwise(lines)):
        return Kind.VERSE, 0
    return Kind.PARAGRAPH, 0
