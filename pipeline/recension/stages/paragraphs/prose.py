"""Where a paragraph ends: between two printed lines of the same kind.

Evidence with geometry, strongest first: white above the line; a first-line indent; a line
that stops short of the measure although the next word would have fitted. Over a column or
page there is no white to see, and indent and shortness decide alone. Without geometry:
blank lines, which lie often; the length of the line against the measure in characters; the
line-final space that some extractions leave where a paragraph goes on; closing punctuation;
and the case of the next letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from recension.model import ANCHOR
from recension.stages.paragraphs.measure import Edges, Placed, Setting

CLOSED = regex.compile(r"[.!?…:;][\p{Pf}\p{Pe}\"'”’»\s\ufffc\d]*$")
SENTENCE_END = regex.compile(r"[.!?…][\p{Pf}\p{Pe}\"'”’»\s\ufffc]*$")
OPENS_LOWER = regex.compile(r"^[\s«“\"'‘’(\[\ufffc]*\p{Ll}")
OPEN_END = regex.compile(r"(?:[,(«“‘–—-]|\b\p{Ll}{1,3})[\s\ufffc]*$")
BULLET = regex.compile(r"^\s*[•‣▪◦●■]")
OPENERS = frozenset("•‣▪◦●■·*-–—")
BULLET_OR_DASH = regex.compile(r"^\s*(?:[•‣▪◦●■·*]|[-–—](?=\s))")
ITEM = regex.compile(r"^\s*(?:[•‣▪◦●■·]|[-–—](?=\s)|\(?(?:\d{1,2}|[a-z])[.)](?=\s))\s*")
LEADERS = regex.compile(r"(?:[.…·_]\s*){4,}(?:\d{1,4}|[ivxlc]{1,7})\s*$")
ROMAN = frozenset("ivxlc")
HYPHENS = frozenset("-\u00ad\u2010¬")
BEHIND = "".join(char for char in map(chr, range(0x3001)) if char.isspace()) + ANCHOR
"""What may stand behind the last letter of a line: white space and calls of notes."""


@dataclass(frozen=True, slots=True)
class ProseOptions:
    """Thresholds of the paragraph break; lengths in ems of the body or shares of the measure."""

    white: float = 1.35
    """Times the leading: below are raised calls and rounding, above is white that was put in."""
    indent: float = 0.6
    """Ems: less is optical margin or a protruding quotation mark."""
    short: float = 1.5
    """Ems that a justified line must fall short of the measure to be a paragraph's last."""
    full_share: float = 0.86
    """Of the measure in characters: plain text of a proportional face wavers by a tenth."""
    clearly_short: float = 0.7
    """Of the measure in characters: no line inside a paragraph of justified prose is that short."""
    broken_line: float = 1.05
    """Of the measure in characters: two parts of a line that a raised call broke are no longer together."""
    spaced_share: float = 0.5
    """Share of lines that end in a space, at least, for that space to mean anything."""


@dataclass(frozen=True, slots=True)
class PlainSetting:
    """What plain text shows of its measure: usual length of a full line, use of final spaces."""

    measure: int = 0
    final_spaces: bool = False
    blank_between: bool = False
    """Blank lines stand between paragraphs: they part few enough lines to mean something."""


def plain_setting(lines: Sequence[str], blanks: int, options: ProseOptions) -> PlainSetting:
    """Learn the measure of plain text from its lines; `blanks` is how many blank lines stand between."""
    lengths = sorted(len(line.strip()) for line in lines)
    if not lengths:
        return PlainSetting()
    measure = lengths[min(len(lengths) - 1, int(len(lengths) * 0.8))]
    full = [line for line in lines if len(line.strip()) > options.full_share * measure]
    open_lines = [line for line in full if not ends_in_hyphen(line)]
    final = sum(line.rstrip("\n").endswith((" ", "\u00a0")) for line in open_lines)
    return PlainSetting(measure, bool(open_lines) and final >= options.spaced_share * len(open_lines),
                        0 < blanks <= 0.5 * len(lines))


def breaks_by_geometry(before: Placed, after: Placed, setting: Setting, edges: tuple[Edges, Edges],
                       options: ProseOptions, indent: float, hung: Callable[[], bool] = lambda: False) -> bool:
    """Does a paragraph end between two lines of one size? `edges` are those of either line.

    `hung` says whether `after` stands where the lines of its item hang; then its indent says nothing.
    """
    a, b = before.line, after.line
    if a.box is None or b.box is None:
        return ended(a.chars) and not OPENS_LOWER.match(b.chars)
    em = max(b.size, 1.0)
    same_place = before.place == after.place
    step = b.box.x0 - edges[1].left
    lacking = edges[0].right - a.box.x1
    short = lacking > options.short * em and next_word_fits(before, after, edges[0])
    if is_entry(a.chars):
        return True
    if ends_in_hyphen(a.chars) and not (same_place and b.baseline - a.baseline > 2 * setting.leading):
        return False
    if same_place:
        leading = setting.leading * em / max(setting.size, 1.0) if setting.leading else 1.2 * em
        if b.baseline - a.baseline > options.white * max(leading, em):
            return not _goes_on_over_white(a.chars, b.chars, short)
    indented = step > options.indent * em and (not indent or step < indent + 1.5 * em) and not hung()
    before_step = a.box.x0 - edges[0].left
    if indented and before_step > options.indent * em and abs(before_step - step) < 0.3 * em and not short:
        indented = bool(indent) and abs(step - indent) < 0.5 * em and bool(SENTENCE_END.search(a.chars))
    if indented:
        # A full line that nothing closes goes on, whatever the indent: hanging items, descriptions.
        return short or (CLOSED.search(a.chars) is not None and not OPENS_LOWER.match(b.chars))
    if setting.justified:
        return short and (CLOSED.search(a.chars) is not None or not OPENS_LOWER.match(b.chars)
                          or lacking > 0.4 * edges[0].width)
    return short and SENTENCE_END.search(a.chars) is not None and not OPENS_LOWER.match(b.chars) and (
        not indent or lacking > 0.25 * edges[0].width)


def opens_item(group: Sequence[Placed], after: Placed) -> bool:
    """A bullet, a dash behind a colon, or one where that of the group's first line stands, or stood a page before."""
    first, line = group[0].line, after.line
    if line.chars.lstrip()[:1] not in OPENERS or first.box is None or line.box is None or (
            BULLET_OR_DASH.match(line.chars) is None):
        return False
    if BULLET.match(line.chars) or group[-1].line.chars.rstrip().endswith(":"):
        return True
    return BULLET_OR_DASH.match(first.chars) is not None and (
        group[0].page != after.page or abs(first.box.x0 - line.box.x0) < 0.3 * max(line.size, 1.0))


def ends_hanging(group: Sequence[Placed], after: Placed, options: ProseOptions) -> bool:
    """Back to the left of lines that hung: an item, a description or a bibliography entry is over."""
    first, last, line = group[0].line, group[-1].line, after.line
    if len(group) < 2 or first.box is None or last.box is None or line.box is None or group[-1].place != after.place:
        return False
    em = max(line.size, 1.0)
    hung = group[-2].place != after.place or group[-2] is group[0] or (
        group[-2].line.box is not None and abs(group[-2].line.box.x0 - last.box.x0) < 0.3 * em)
    hangs = last.box.x0 - first.box.x0 > options.indent * em and hung and group[0].place == after.place
    beside_drop = first.box.height > 1.5 * max(first.size, 1.0)
    return (hangs and not beside_drop and last.box.x0 - line.box.x0 > options.indent * em
            and not goes_on_divided(last.chars, line.chars))


def breaks_plain(before: str, after: str, blank: bool, turned: bool, setting: PlainSetting,
                 options: ProseOptions, length: int, opening: bool = False) -> bool:
    """Does a paragraph end between two lines of plain text?

    `opening`: `after` stands between the number of a chapter and its prose, where short lines are titles.
    `turned`: a page turns between them. `length`: characters of the printed line that `before` ends;
    more than its own where a raised call broke that line in two (`goes_on_after_call`).
    """
    if ends_in_hyphen(before) and not (blank and not turned and not OPENS_LOWER.match(after)):
        return False
    if after.lstrip().startswith(ANCHOR):
        return False  # a call that an extraction has put on a line of its own
    words = after.split(maxsplit=1)
    room = setting.measure - length
    short = length < options.full_share * setting.measure and (not words or room > len(words[0]) + 1)
    closed = ended(before)
    lower = OPENS_LOWER.match(after) is not None
    goes_on = setting.final_spaces and before.endswith((" ", "\u00a0"))
    if lower:
        return (blank and not turned and not goes_on and short and CLOSED.search(before) is not None)
    if turned:
        return closed and short and not goes_on
    if blank:
        return not (goes_on and not closed and not short)
    if goes_on:
        return False
    if setting.blank_between and setting.final_spaces:
        return short and closed and length < options.clearly_short * setting.measure
    if opening and short and OPEN_END.search(before) is None and after.lstrip()[:1] not in ("(", "["):
        return True
    # A line that ends far short of the measure ends a block even where nothing closes it: a heading.
    clearly = length < options.clearly_short * setting.measure and OPEN_END.search(before) is None
    return short and (CLOSED.search(before) is not None or clearly)


def goes_on_after_call(before: str, after: str, length: int, setting: PlainSetting, options: ProseOptions) -> bool:
    """Extraction breaks a line after a raised call: the two parts make one printed line."""
    if not before.rstrip().endswith(ANCHOR):
        return False
    if after.lstrip()[:1] in ".,;:!?)]»”" or OPENS_LOWER.match(after):
        return True
    together = (length + len(after.strip())) / max(1, setting.measure)
    return options.full_share <= together <= options.broken_line


def goes_on_divided(before: str, after: str) -> bool:
    """A word is divided between the lines: no block ends there, whatever the geometry says."""
    return ends_in_hyphen(before) and OPENS_LOWER.match(after) is not None


def ends_in_hyphen(line: str) -> bool:
    """A letter and a hyphen end the line."""
    tail = line.rstrip(BEHIND)
    return tail[-1:] in HYPHENS and tail[-2:-1].isalpha()


def is_entry(line: str) -> bool:
    """An entry of a table of contents: dots that lead to a page number."""
    last = line.rstrip()[-1:]
    return (last.isdigit() or last in ROMAN) and any(line.count(dot) > 3 for dot in ".…·_") and (
        LEADERS.search(line) is not None)


def ended(line: str) -> bool:
    """Does the line end a sentence?"""
    return SENTENCE_END.search(line) is not None


def next_word_fits(before: Placed, after: Placed, edges: Edges) -> bool:
    """Would the first word of the next line have fitted at the end of this one?"""
    a, b = before.line, after.line
    if a.box is None or b.box is None:
        return True
    words = b.chars.replace(ANCHOR, "").split(maxsplit=1)
    if not words:
        return True
    per_letter = b.box.width / max(1, len(b.chars.strip()))
    return edges.right - a.box.x1 > per_letter * (len(words[0]) + 1)


def _goes_on_over_white(before: str, after: str, short: bool) -> bool:
    """White in the middle of a sentence: a figure or a formula stood there."""
    return not short and CLOSED.search(before) is None and OPENS_LOWER.match(after) is not None


def common_indent(lines: Sequence[Placed], setting: Setting) -> float:
    """The first-line indent of a run of lines set in another size: the commonest step to the right."""
    steps: Counter[int] = Counter()
    for placed in lines:
        if placed.line.box is not None:
            step = placed.line.box.x0 - setting.edges_at(placed).left
            if step > 0.5 * max(placed.line.size, 1.0):
                steps[round(step)] += 1
    return float(steps.most_common(1)[0][0]) if steps else 0.0
