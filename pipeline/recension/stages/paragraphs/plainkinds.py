"""What a block of plain text is, where no geometry tells: heading, verse, item, or prose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from recension.model import ANCHOR, Kind
from recension.stages.paragraphs.kinds import NAME_LINE, NUMBERED_HEADING, KindOptions
from recension.stages.paragraphs.prose import (
    BULLET,
    CLOSED,
    OPEN_END,
    OPENS_LOWER,
    PlainSetting,
    ProseOptions,
    ended,
)

FIRST_LINES = 3
"""Full lines in a row that show prose: the first paragraph of a chapter has them."""

LONGEST_OPENING = 14
"""Lines from `Chapter Four` to its prose, at most: title, subtitle, authors, an epigraph with its source."""

LONGEST_EPIGRAPH = 6
"""Lines of an epigraph; more is prose."""

PARTICLES = frozenset({"de", "du", "des", "la", "le", "von", "van", "der", "den", "zu", "di", "da", "dos", "del", "y",
                       "e", "et", "and", "und"})
"""Small words inside the names of authors, and between two of them."""


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


def is_heading_line(before: str, line: str, after: str, setting: PlainSetting, options: ProseOptions) -> bool:
    """A short line that nothing closes, after the end of a sentence and before a full line: a heading.

    Only where no blank lines part the blocks; else they part headings, too.
    """
    if setting.blank_between or not ended(before) or OPENS_LOWER.match(line) or OPENS_LOWER.match(after):
        return False
    text = line.replace(ANCHOR, "").strip()
    clearly = options.clearly_short * setting.measure
    return (3 < len(text) < clearly <= len(after.strip()) and text[:1].isupper() and any(map(str.islower, text))
            and not CLOSED.search(text) and not OPEN_END.search(text) and not text.endswith((")", "]", "»", "”", "’")))


def openings(lines: Sequence[str], setting: PlainSetting, heading_words: Collection[str],
             options: ProseOptions) -> set[int]:
    """The lines of chapter openings: from the first line, or from `Chapter Four`, to the first full lines of prose."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if index and not is_chapter_line(line, heading_words):
            continue
        zone: list[int] = []
        for place in range(index, min(index + LONGEST_OPENING, len(lines))):
            ahead = [len(each.strip()) for each in lines[place : place + FIRST_LINES]]
            if len(ahead) == FIRST_LINES and min(ahead) >= options.full_share * setting.measure:
                break
            zone.append(place)
        else:
            continue
        if len(zone) > 1:
            found.update(zone)
    return found


def is_chapter_line(line: str, heading_words: Collection[str]) -> bool:
    """`Chapitre V`, `Part Two`, `Capitolo sesto`."""
    words = line.split()
    return 2 <= len(words) <= 3 and words[0].lower() in heading_words and len(line.strip()) < 30 and (
        not CLOSED.search(line))


def opening_kinds(groups: Sequence[tuple[int, Sequence[str]]], opening: Collection[int],
                  heading_words: Collection[str]) -> dict[int, tuple[Kind, int]]:
    """Kinds of the blocks in chapter openings, by their index: title, subtitle, author, epigraph and its source."""
    kinds: dict[int, tuple[Kind, int]] = {}
    titled = quoted = False
    for index, (start, chars) in enumerate(groups):
        text = " ".join(chars).replace(ANCHOR, "").strip()
        if start not in opening or start + len(chars) - 1 not in opening:
            titled = quoted = False
            continue
        if is_chapter_line(text, heading_words):
            titled = quoted = False
        elif CLOSED.search(text) or quoted:
            if not titled or len(chars) > LONGEST_EPIGRAPH:
                continue
            kinds[index] = Kind.EPIGRAPH, 0
            quoted = True
        elif not titled:
            kinds[index] = Kind.HEADING, 1
            titled = True
        elif all(word[:1].isupper() or word.lower() in PARTICLES for word in text.split()) and NAME_LINE.match(text):
            kinds[index] = Kind.AUTHOR, 0
        else:
            kinds[index] = Kind.SUBTITLE, 0
    return kinds
