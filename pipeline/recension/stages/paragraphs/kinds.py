"""What a stretch of lines is: prose, heading, subtitle, author line, quotation, epigraph, verse, item.

A *stretch* is a run of lines set alike (size, weight, inset). Size and weight against the
body tell display lines; an inset on both sides, or a smaller size with an inset, tells
quotations; lines that end although the next word would fit, and begin with capitals, tell
verse. Where nothing tells, a stretch is prose: a paragraph is never wrong, only plain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from recension.model import ANCHOR, Kind
from recension.stages.paragraphs.hanging import hangs_on, runs_on
from recension.stages.paragraphs.measure import Edges, Place, Placed, Setting, own_edges
from recension.stages.paragraphs.prose import (
    BULLET,
    CLOSED,
    ITEM,
    ProseOptions,
    common_indent,
    ends_in_hyphen,
    goes_on_divided,
)

NUMBERED_HEADING = regex.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-H]\.)\s+\p{Lu}")
NAME_LINE = regex.compile(r"^\s*(?:\p{L}[\p{L}.'’-]*\s+){1,5}\p{L}[\p{L}.'’-]*[\s\ufffc*]*$")
CAPTION = regex.compile(
    r"^\s*(?:Fig(?:ure|\.|ura)?|Tab(?:leau|le|elle|ella|la|\.)|Abb(?:ildung|\.)|Illustration|Carte|Graphique)"
    r"\s*\.?\s*(?:\d|[IVX]+\b)")


@dataclass(frozen=True, slots=True)
class KindOptions:
    """Thresholds; ems of the body or shares."""

    display: float = 1.07
    """Times the body size: publishers set second-level heads a bare tenth larger."""
    small: float = 0.985
    """Times the body size: quotations are set half a point smaller at least."""
    inset: float = 0.8
    """Ems: below is optical margin, above is an inset."""
    heading_letters: int = 220
    """Longer display text is a standfirst, not a heading."""
    epigraph_shift: float = 0.22
    """Share of the measure that an epigraph is pushed to the right, at least."""
    plain_heading: float = 0.7
    """Of the measure: a heading in plain text is a short line."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines set alike, and what they share."""

    lines: list[Placed]
    display: bool = False
    small: bool = False
    inset: bool = False
    whole: bool = False
    """The stretch is one block: a heading over several lines, a verse."""
    indent: float = 0.0
    edges: dict[Place, Edges] = field(default_factory=dict)

    def edges_at(self, placed: Placed, setting: Setting) -> Edges:
        """Own edges for lines that are not set to the body's measure."""
        return self.edges.get(placed.place) or setting.edges_at(placed)


def stretches(lines: Sequence[Placed], setting: Setting, options: KindOptions, prose: ProseOptions) -> list[Stretch]:
    """Part the lines where their setting changes."""
    keys: list[_Key] = []
    hung = False
    for index in range(len(lines)):
        keys.append(_key(lines, index, setting, options))
        if index and keys[index] != keys[index - 1] and {keys[index][0], keys[index - 1][0]} == {"body", "inset"}:
            hung = keys[index][0] == "inset" and hangs_on(lines, index, hung, setting, prose)
            if hung or runs_on(lines[index - 1], lines[index], setting, prose):
                keys[index] = keys[index - 1]
        else:
            hung = False
        if index and (_closes_inset(lines[index - 1], lines[index], keys, setting)
                      or goes_on_divided(lines[index - 1].line.chars, lines[index].line.chars)):
            keys[index] = keys[index - 1]
    found: list[Stretch] = []
    start = 0
    for index in range(1, len(lines) + 1):
        same = index < len(lines) and keys[index] == keys[start]
        if same and not _white_parts(lines[index - 1], lines[index], keys[start]):
            continue
        found.append(_stretch(lines[start:index], keys[start], setting))
        start = index
    return found


_Key = tuple[str, float, bool]
"""'body', 'inset', 'display' or 'small'; the size; bold."""


def _key(lines: Sequence[Placed], index: int, setting: Setting, options: KindOptions) -> _Key:
    placed = lines[index]
    size = placed.size
    bold = placed.heavy and not setting.bold
    if size >= options.display * setting.size and not setting.is_size(size):
        return "display", round(size, 1), bold
    if bold and len(placed.line.chars.strip()) > 1:
        return "display", round(size, 1), True
    if size <= options.small * setting.size and not setting.is_size(size):
        return "small", round(size, 1), False
    return ("inset" if _is_inset(lines, index, setting, options) else "body"), 0.0, False


def _closes_inset(before: Placed, placed: Placed, keys: Sequence[_Key], setting: Setting) -> bool:
    """The source line under a quotation or epigraph, pushed further right than any first-line indent."""
    if keys[-2][0] != "inset" or keys[-1][0] != "body" or before.place != placed.place or placed.line.box is None:
        return False
    step = placed.line.box.x0 - setting.edges_at(placed).left
    return step > setting.indent + 2.0 * (setting.size or 1.0)


def _is_inset(lines: Sequence[Placed], index: int, setting: Setting, options: KindOptions) -> bool:
    """Inset on the left together with a neighbour, and on the right: not a first-line indent."""
    box = lines[index].line.box
    if box is None:
        return False
    em = setting.size or 1.0
    step = box.x0 - setting.edges_at(lines[index]).left
    if step < options.inset * em:
        return False
    for near in (index - 1, index + 1):
        if not 0 <= near < len(lines):
            continue
        other = lines[near]
        if other.line.box is None or other.place != lines[index].place or not (
                setting.is_size(other.size) or setting.is_size(other.size, lines[index].size)):
            continue
        edges = setting.edges_at(other)
        if abs(other.line.box.x0 - edges.left - step) > 0.3 * em:
            continue
        longest = max(box.x1, other.line.box.x1)
        if edges.right - longest > options.inset * em or step > setting.indent + 1.0 * em:
            return True
    return False


def _white_parts(before: Placed, after: Placed, key: _Key) -> bool:
    """White inside display lines parts two headings; prose is parted elsewhere."""
    if key[0] != "display":
        return False
    if before.place != after.place:
        return True
    em = max(before.line.size, 1.0)
    return after.line.baseline - before.line.baseline > 1.75 * em


def _stretch(lines: Sequence[Placed], key: _Key, setting: Setting) -> Stretch:
    kind = key[0]
    if kind == "body":
        return Stretch(list(lines), indent=setting.indent)
    if kind == "display":
        return Stretch(list(lines), display=True, whole=True)
    edges = own_edges(lines)
    inset = kind == "inset" or _all_inset(lines, setting)
    stretch = Stretch(list(lines), small=kind == "small", inset=inset, edges=edges)
    if _is_verse(stretch, setting):
        return Stretch(list(lines), small=stretch.small, inset=True, whole=True, edges=edges)
    own = Setting(key[1] or setting.size, False, False, setting.leading, 0.0, True, edges)
    return Stretch(list(lines), small=stretch.small, inset=stretch.inset, indent=common_indent(lines, own), edges=edges)


def _all_inset(lines: Sequence[Placed], setting: Setting) -> bool:
    em = setting.size or 1.0
    return all(placed.line.box is not None and placed.line.box.x0 - setting.edges_at(placed).left > 0.5 * em
               for placed in lines)


def _is_verse(stretch: Stretch, setting: Setting) -> bool:
    """Three lines or more that begin with capitals and end early, none divided by a hyphen."""
    if len(stretch.lines) < 3 or not stretch.inset:
        return False
    texts = [placed.line.chars.strip() for placed in stretch.lines]
    if any(ends_in_hyphen(text) for text in texts) or all(ITEM.match(text) for text in texts):
        return False
    capitals = sum(text[:1].isupper() or text[:1] in "«“\"—–" for text in texts)
    measure = max(setting.edges_at(stretch.lines[0]).width, 1.0)
    short = sum(placed.line.box is not None and placed.line.box.width < 0.75 * measure for placed in stretch.lines)
    ends = sorted(placed.line.box.x1 for placed in stretch.lines if placed.line.box is not None)
    ragged = ends[-1] - ends[len(ends) // 3] > setting.size
    return capitals >= 0.85 * len(texts) and short >= 0.9 * len(texts) and ragged


Levels = dict[tuple[float, bool], int]
"""Level of a heading by its size and weight."""


def heading_levels(found: Sequence[Stretch]) -> Levels:
    """Larger before smaller, bold before light; subtitles do not count."""
    keys = {(round(s.lines[0].size, 1), s.lines[0].heavy)
            for index, s in enumerate(found) if s.display and not _is_subtitle(found, index) and _has_letters(s)}
    return {key: min(6, level) for level, key in enumerate(sorted(keys, reverse=True), 1)}


def _has_letters(stretch: Stretch) -> bool:
    """Rows of ornaments are set large too."""
    return any(char.isalpha() for placed in stretch.lines for char in placed.line.chars)


def kind_of(group: Sequence[Placed], found: Sequence[Stretch], index: int, levels: Levels, setting: Setting,
            options: KindOptions) -> tuple[Kind, int]:
    """Kind and heading level of the block that these lines of `found[index]` make."""
    stretch = found[index]
    text = " ".join([placed.line.text.chars for placed in group]).replace(ANCHOR, "").strip()
    if stretch.display:
        return _display_kind(text, found, index, levels, options)
    if CAPTION.match(text) and len(group) <= 4 and (stretch.small or len(text) < 160):
        return Kind.CAPTION, 0
    if stretch.whole:
        return Kind.VERSE, 0
    if _is_heading_in_body_size(text, group, stretch, setting):
        if _opens(found, index) and NAME_LINE.match(text):
            return Kind.AUTHOR, 0
        return Kind.HEADING, min(6, len(set(levels.values())) + 1)
    if _opens(found, index) and len(group) == 1 and NAME_LINE.match(text) and _is_small_capitals(group[0]):
        return Kind.AUTHOR, 0
    if BULLET.match(text):
        return Kind.ITEM, 0
    if stretch.inset:
        edges = setting.edges_at(group[0])
        first = stretch.edges_at(group[0], setting)
        if _opens(found, index) and first.left - edges.left > options.epigraph_shift * edges.width:
            return Kind.EPIGRAPH, 0
        return (Kind.ITEM if ITEM.match(text) else Kind.QUOTATION), 0
    return Kind.PARAGRAPH, 0


def _display_kind(text: str, found: Sequence[Stretch], index: int, levels: Levels,
                  options: KindOptions) -> tuple[Kind, int]:
    if len(text) > options.heading_letters or not any(char.isalnum() for char in text):
        return Kind.PARAGRAPH, 0
    if len(text) > 90 and text.endswith(".") and not NUMBERED_HEADING.match(text):
        return Kind.PARAGRAPH, 0
    if _is_subtitle(found, index):
        return Kind.SUBTITLE, 0
    first = found[index].lines[0]
    if index and found[index - 1].display and NAME_LINE.match(text) and _is_small_capitals(first):
        return Kind.AUTHOR, 0
    return Kind.HEADING, levels.get((round(first.size, 1), first.heavy), 2)


def _is_subtitle(found: Sequence[Stretch], index: int) -> bool:
    """Right under a larger heading of the same page, in italics where the heading is not."""
    if not index or not found[index].display or not found[index - 1].display:
        return False
    title, line = found[index - 1].lines[0], found[index].lines[0]
    if title.page != line.page or title.line.style is None or line.line.style is None:
        return False
    return (title.size > line.size * 1.1
            and line.line.style.italic and not title.line.style.italic)


def _opens(found: Sequence[Stretch], index: int) -> bool:
    """Nothing but display lines, author lines and epigraphs since the last heading of this page or the one before."""
    for near in range(index - 1, max(-1, index - 6), -1):
        stretch = found[near]
        if stretch.display:
            return True
        if sum(len(placed.line.chars) for placed in stretch.lines) > 400:
            return False
    return False


def _is_small_capitals(placed: Placed) -> bool:
    style = placed.line.style
    letters = [char for char in placed.line.chars if char.isalpha()]
    return (style is not None and style.smallcaps) or (bool(letters) and all(char.isupper() for char in letters)) or (
        sum(char.isupper() for char in letters) >= 2)


def _is_heading_in_body_size(text: str, group: Sequence[Placed], stretch: Stretch, setting: Setting) -> bool:
    """A line in capitals or small capitals, alone between whites, unpunctuated."""
    if len(group) > 2 or not 2 < len(text) < 120 or CLOSED.search(text) or stretch.small or stretch.inset:
        return False
    letters = [char for char in text if char.isalpha()]
    capitals = len(letters) > 3 and all(char.isupper() for char in letters)
    small = all(placed.line.style is not None and placed.line.style.smallcaps for placed in group)
    return (capitals or small) and _between_whites(group, stretch, setting)


def _between_whites(group: Sequence[Placed], stretch: Stretch, setting: Setting) -> bool:
    lines = stretch.lines
    first = next(i for i, placed in enumerate(lines) if placed is group[0])
    last = first + len(group) - 1
    leading = setting.leading or 1.2 * (setting.size or 1.0)
    neighbours = [(lines[first - 1], lines[first])] if first else []
    if last + 1 < len(lines):
        neighbours.append((lines[last], lines[last + 1]))
    return all(b.line.baseline - a.line.baseline > 1.3 * leading or a.place != b.place for a, b in neighbours)
