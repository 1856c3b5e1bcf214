"""The printed lines of the body as the search for notes sees them.

A `Row` is a line with its place, what stands above it, and, where there is geometry, how
many of its first glyphs are raised. Blank lines are not rows; they are remembered as white
above the next one, as is a wide gap between two baselines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from recension.model import Document, Layer, Line, Source
from recension.stages.footnotes.labels import SUPERSCRIPTS, Head, heads_of

CLOSED = regex.compile(
    r"(?:[.!?…][\p{Pf}\p{Pe}\"'”’»«\s\ufffc]*|\p{L}{3}[.!?…][\p{Pf}\p{Pe}\"'”’»«]*(?:\d{1,3}|[*†‡§‖¶]{1,4})\s*)$"
)
OPENS_LOWER = regex.compile(r"^[\s«“\"'‘’(\[\ufffc]*\p{Ll}")
_FIGURE = regex.compile(r"\d*[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[\d⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁰¹²³⁴⁵⁶⁷⁸⁹])?")
_STRAY = regex.compile(r"[(\[]?(?:[1-9]\d{0,2}|[*∗]{1,4}|[†‡§‖¶]{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})[)\].]?")
HYPHEN_END = regex.compile(r"\p{L}[-\u00ad\u2010¬⸗]\s*$")

RAISE, RAISED_SIZE = 0.1, 0.97
"""A glyph is raised when its baseline stands this share of the line's size above the line's
and it is smaller than the line: measured on engines that shrink a call to 0.58-0.75."""

TANGLE = 6.0
"""Ems: shorter pieces side by side are cells, labels and line numbers, not columns."""

LONE_CALL = 0.8
"""Times the size of the line above: less is no line of text."""

WHITE = 1.3
"""Times the leading: more is white that was put in. Raised calls and rounding stay below."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One printed line of the body."""

    line: Line
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
    """See `raised_marks`."""
    heads: tuple[Head, ...] = ()
    plain: str = ""
    """The text with superscript characters as figures."""
    closed: bool = False
    """A sentence ends with the row."""
    divided: bool = False
    """The row ends within a word."""
    opens_lower: bool = False
    """The row begins with a small letter."""
    width: float = 0.0
    """Estimated width of the text in average letters: plain text has no other measure."""

    @property
    def chars(self) -> str:
        return self.line.text.chars

    @property
    def size(self) -> float:
        return self.line.size

    @property
    def lone_call(self) -> bool:
        """Nothing but a raised figure or symbol."""
        return bool(self.raised) and _STRAY.fullmatch(self.plain.strip()) is not None


def rows_of(document: Document) -> list[Row]:
    """All printed, upright, visible lines of the body, in reading order."""
    rows: list[Row] = []
    leading = _leading(document)
    for page in document.pages:
        blank = False
        before: Line | None = None
        last = max(
            (at for at, line in enumerate(page.lines) if line.layer is Layer.BODY and not line.is_blank), default=-1
        )
        for at, line in enumerate(page.lines):
            if line.is_blank:
                blank = True
                continue
            stray = (
                before is not None
                and at < last
                and line.layer is Layer.FURNITURE
                and (_STRAY.fullmatch(line.text.chars.strip()) is not None)
            )
            if not (stray or line.layer is Layer.BODY) or not _upright(line):
                continue
            turn = before is None or before.column != line.column
            white = blank or (before is not None and not turn and _gap(before, line, leading))
            chars = line.text.chars
            marks = _with_superscripts(chars, raised_marks(document.source, line))
            if _is_lone_call(before, line):
                marks = b"\x01" * len(chars)
            plain = chars.translate(SUPERSCRIPTS)
            heads = heads_of(plain, _raised_at_start(chars, marks))
            rows.append(
                Row(
                    line,
                    page.number,
                    line.column,
                    white,
                    turn and not stray,
                    stray,
                    marks,
                    heads,
                    plain,
                    CLOSED.search(_without_call(chars, marks)) is not None,
                    HYPHEN_END.search(chars) is not None,
                    OPENS_LOWER.match(chars) is not None,
                    width_of(chars),
                )
            )
            blank = False
            if not stray:
                before = line
    return rows


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


def raised_marks(source: Source, line: Line) -> bytes:
    """One byte a character: 1 where it stands raised and small against its line, else 0. Empty: none does."""
    if line.box is None or not line.size or not source.has_geometry:
        return b""
    marks = bytearray(len(line.text))
    run, end, raised, found = -1, -1, False, False
    for index, glyph in enumerate(line.text.origin):
        if glyph < 0:
            continue
        if not (run >= 0 and source.run_starts[run] <= glyph < end):
            run = source.run_of(glyph)
            end = source.run_starts[run + 1] if run + 1 < len(source.run_starts) else len(source.chars)
            style, baseline = source.style_of(glyph), source.baseline_of(glyph)
            raised = (
                style is not None
                and baseline is not None
                and line.baseline - baseline > RAISE * line.size
                and style.size < RAISED_SIZE * line.size
            )
        if raised:
            marks[index] = 1
            found = True
    return bytes(marks) if found else b""


def _with_superscripts(chars: str, marks: bytes) -> bytes:
    """Superscript characters are raised, and so is the whole figure one stands in: fonts mix them (`1⁴`)."""
    found = [match.span() for match in _FIGURE.finditer(chars)]
    if not found:
        return marks
    raised = bytearray(marks or bytes(len(chars)))
    for start, end in found:
        raised[start:end] = b"\x01" * (end - start)
    return bytes(raised)


def _without_call(chars: str, marks: bytes) -> str:
    """The row without a raised call at its end."""
    end = len(chars.rstrip())
    while marks and end and marks[end - 1]:
        end -= 1
    return chars[:end]


def _raised_at_start(chars: str, marks: bytes) -> int:
    """How many of the first visible glyphs are raised."""
    count = 0
    for index in range(len(chars) - len(chars.lstrip()), len(marks)):
        if not marks[index] or chars[index].isspace():
            break
        count += 1
    return count


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


_WIDTHS: dict[str, float] = {}
for _chars, _width in (
    ("iljſ,.;:'’‘|!·´`", 0.6),
    ("tfrI()[]-‐\u00ad/ ", 0.68),
    ("sJ°*", 0.86),
    ("acez", 0.98),
    ('?”“„«»"', 0.98),
    ("w", 1.6),
    ("m", 1.72),
    ("—…", 2.2),
    ("ABCEFLPRTZ", 1.42),
    ("DGHKNOQUVXYÄÖÜ&", 1.6),
    ("S", 1.23),
    ("MW", 2.0),
):
    _WIDTHS.update(dict.fromkeys(_chars, _width))


def width_of(chars: str) -> float:
    """Width of a line in average letters, by the proportions of a common serif face; runs of white count once."""
    total = 0.0
    for char in " ".join(chars.split()):
        width = _WIDTHS.get(char)
        if width is None:
            width = _WIDTHS[char] = 1.5 if char.isupper() else 0.98 if char in "áàâäãåéèêëçóòôöõ" else 1.1
        total += width
    return total


def median(values: Sequence[float]) -> float:
    """The middle one of the values, which must not be empty."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _upright(line: Line) -> bool:
    return line.style is None or (line.style.angle == 0.0 and not line.style.invisible)


def _is_lone_call(before: Line | None, line: Line) -> bool:
    """A figure alone on its line, in the size of raised calls: the call of a listing or of an item above it."""
    return (
        before is not None
        and line.box is not None
        and 0 < line.size < LONE_CALL * before.size
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
