"""The printed lines of the body as the search for notes sees them.

A `Row` is a line with its place, what stands above it, and, where there is geometry, how
many of its first glyphs are raised. Blank lines are not rows; they are remembered as white
above the next one, as is a wide gap between two baselines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from recension.model import Document, Layer, Line
from recension.stages.footnotes.labels import SUPERSCRIPTS, Head, heads_of
from recension.stages.footnotes.raised import Raised, raised_at_start, with_superscripts, without_call
from recension.stages.footnotes.widths import width_of

_TO_END = regex.compile(r"[\p{Pf}\p{Pe}\"'”’»«\s\ufffc]*$")
_CALL_TO_END = regex.compile(r"[\p{Pf}\p{Pe}\"'”’»«]*(?:\d{1,3}|[*†‡§‖¶]{1,4})\s*$")
OPENS_LOWER = regex.compile(r"^[\s«“\"'‘’(\[\ufffc]*\p{Ll}")
_STRAY = regex.compile(r"[(\[]?(?:[1-9]\d{0,2}|[*∗]{1,4}|[†‡§‖¶]{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})[)\].]?")
HYPHENS = "-\u00ad\u2010¬⸗"
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")

TANGLE = 6.0
"""Ems: shorter pieces side by side are cells, labels and line numbers, not columns."""

LONE_CALL = 0.8
"""Times the size of the line above: less is no line of text."""

WHITE = 1.3
"""Times the leading: more is white that was put in. Raised calls and rounding stay below."""


@dataclass(slots=True, eq=False)
class Row:
    """One printed line of the body. Made once and never changed; not frozen, since that triples its cost."""

    line: Line
    chars: str
    size: float
    page: int
    """Page number, from 1."""
    column: int
    white: bool
    """A blank line, or a wide gap, stands above it on its page."""
    turn: bool
    """The first row of its page or column."""
    stray: bool = False
    """A line of furniture between lines of the body that is nothing but a label: of a note, perhaps, not a folio."""
    raised: bytes = b""
    """One byte a character: 1 where it stands raised and small against its line, else 0. Empty: none does."""
    heads: tuple[Head, ...] = ()
    plain: str = ""
    """The text with superscript characters as figures."""
    closed: bool = False
    """A sentence ends with the row."""
    divided: bool = False
    """The row ends within a word."""
    opens_lower: bool = False
    """The row begins with a small letter."""

    @property
    def width(self) -> float:
        """Estimated width of the text in average letters: plain text has no other measure."""
        return width_of(self.chars)

    @property
    def lone_call(self) -> bool:
        """Nothing but a raised figure or symbol."""
        return bool(self.raised) and _STRAY.fullmatch(self.plain.strip()) is not None


def rows_of(document: Document) -> list[Row]:
    """All printed, upright, visible lines of the body, in reading order."""
    rows: list[Row] = []
    leading = _leading(document)
    raised = Raised(document.source)
    for page in document.pages:
        blank = False
        before: Line | None = None
        last = next(
            (at for at in range(len(page.lines) - 1, -1, -1)
             if page.lines[at].layer is Layer.BODY and not page.lines[at].is_blank), -1)
        for at, line in enumerate(page.lines):
            chars = line.text.chars
            if not chars or chars.isspace():
                blank = True
                continue
            stray = (
                line.layer is not Layer.BODY
                and before is not None
                and at < last
                and line.layer is Layer.FURNITURE
                and (_STRAY.fullmatch(chars.strip()) is not None)
            )
            if not (stray or line.layer is Layer.BODY) or not _upright(line):
                continue
            turn = before is None or before.column != line.column
            white = blank or (before is not None and not turn and _gap(before, line, leading))
            marks, plain = raised.marks(line), chars
            if _SUPERSCRIPT.search(chars):
                marks, plain = with_superscripts(chars, marks), chars.translate(SUPERSCRIPTS)
            if before is not None and line.size < LONE_CALL * before.size and _is_lone_call(line):
                marks = b"\x01" * len(chars)
            rows.append(
                Row(
                    line,
                    chars,
                    line.size,
                    page.number,
                    line.column,
                    white,
                    turn and not stray,
                    stray,
                    marks,
                    () if _opens_in_word(chars) and not marks else heads_of(plain, raised_at_start(chars, marks)),
                    plain,
                    is_closed(without_call(chars, marks) if marks else chars),
                    is_divided(chars),
                    opens_lower(chars),
                )
            )
            blank = False
            if not stray:
                before = line
    return rows


def is_closed(chars: str) -> bool:
    """Does a sentence end with the line? A call behind its stop does not count."""
    if chars.rstrip()[-1:].isalpha():
        return False
    stop = max(chars.rfind("."), chars.rfind("!"), chars.rfind("?"), chars.rfind("…"))
    if stop < 0:
        return False
    if _TO_END.match(chars, stop + 1):
        return True
    return stop > 2 and chars[stop - 3 : stop].isalpha() and _CALL_TO_END.match(chars, stop + 1) is not None


def opens_lower(chars: str) -> bool:
    """Does the line begin with a small letter, signs before it apart?"""
    first = chars[:1]
    if "a" <= first <= "z" or "A" <= first <= "Z":
        return first > "Z"
    return OPENS_LOWER.match(chars) is not None


def _opens_in_word(chars: str) -> bool:
    """Does the line begin with a word of two plain letters or more? Then it begins with no label."""
    first, second = chars[:1], chars[1:2]
    if not second.isalpha() or first == second:
        return False
    return "a" <= first <= "z" and first != "l" or "A" <= first <= "Z" and first != "I"


def is_divided(chars: str) -> bool:
    """Does the line end within a word?"""
    core = chars.rstrip()
    return core[-1:] in HYPHENS and core[-2:-1].isalpha() and core != ""


def tangled_pages(rows: Sequence[Row]) -> frozenset[int]:
    """Pages whose columns were read across: line after line one beside the other, not one below the other."""
    beside: Counter[int] = Counter()
    lines: Counter[int] = Counter()
    for before, row in pairwise(rows):
        one, two = before.line.box, row.line.box
        if (
            one is None
            or two is None
            or before.page != row.page
            or min(one.width, two.width) < TANGLE * max(row.size, 1.0)
        ):
            continue
        lines[row.page] += 1
        apart = one.x1 < two.x0 or two.x1 < one.x0
        beside[row.page] += (
            apart and before.column == row.column and abs(before.line.baseline - row.line.baseline) < row.size
        )
    return frozenset(page for page, count in beside.items() if count >= max(5, 0.15 * lines[page]))


def body_size(rows: Iterable[Row]) -> float:
    """The size of most text in the upper half of the pages, where notes seldom stand; 0 if unknown."""
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        if row.line.box is not None and row.size:
            by_page.setdefault(row.page, []).append(row)
    weights: Counter[float] = Counter()
    for page in by_page.values():
        boxes = [row.line.box for row in page if row.line.box is not None]
        middle = (min(box.y0 for box in boxes) + max(box.y1 for box in boxes)) / 2
        for row in page:
            if row.line.box is not None and row.line.box.y0 <= middle:
                weights[round(row.size, 1)] += len(row.chars)
    return weights.most_common(1)[0][0] if weights else 0.0


def median(values: Sequence[float]) -> float:
    """The middle one of the values, which must not be empty."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _upright(line: Line) -> bool:
    return line.style is None or (line.style.angle == 0.0 and not line.style.invisible)


def _is_lone_call(line: Line) -> bool:
    """A figure alone on its line, in the size of raised calls: the call of a listing or of an item above it."""
    return (
        line.box is not None
        and line.size > 0
        and _STRAY.fullmatch(line.text.chars.strip()) is not None
    )


def _leading(document: Document) -> float:
    """The usual distance of baselines, in ems of the larger line."""
    found: Counter[float] = Counter()
    for page in document.pages:
        for before, line in pairwise(page.lines):
            if before.box is not None and line.box is not None and line.size and before.column == line.column:
                step = (line.baseline - before.baseline) / max(before.size, line.size)
                if 0.8 < step < 3:
                    found[round(step, 1)] += 1
    return found.most_common(1)[0][0] if found else 1.2


def _gap(before: Line, line: Line, leading: float) -> bool:
    """White between two lines of one column: more than the document's leading explains."""
    if before.box is None or line.box is None:
        return False
    em = max(before.size, line.size, 1.0)
    return line.baseline - before.baseline > WHITE * leading * em
