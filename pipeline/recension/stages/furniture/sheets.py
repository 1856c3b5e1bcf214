"""A page as furniture sees it: rows from the head to the foot, and what is usual in the document.

A row is what stands at one height: one printed line in plain text; with geometry also a
head and its folio, or the lines of two columns. Heights are measured along the page's own
upright, so a page set sideways has its head where its reader sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from recension.model import Box, Document, Layer, Line, Page, Style
from recension.stages._rotated import letters_of_each, main_angle

StyleKey = tuple[str, float, bool, bool]


@dataclass(slots=True)
class Row:
    """What stands at one height of a page."""

    sheet: Sheet
    lines: tuple[Line, ...]
    text: str
    key: str = ""
    """Its letters, case folded."""
    y: float = 0.0
    x0: float = 0.0
    x1: float = 0.0
    size: float = 0.0
    style: StyleKey | None = None
    artifact: bool = False
    off_page: bool = False
    blanks_after: int = 0
    recurs: bool = False
    """Without page marks: the text recurs, and no nearer than pages do."""
    may_be_folio: bool = True
    """False where the folio of the page is known to be another row."""
    place: int = 0
    """Rows above it on its page when nothing was peeled yet."""


@dataclass(slots=True)
class Sheet:
    """A page and its rows from head to foot; or, without page marks, what seems to be one."""

    page: Page
    number: int
    rows: list[Row] = field(default_factory=list)
    guessed: bool = False
    """Parted from a longer page, without a page mark."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is usual in the document. Without geometry all measures are 0."""

    size: float
    leading: float
    style: StyleKey | None
    edge_styles: frozenset[StyleKey]
    """Styles that are hardly met but at the edges of pages."""
    top: float
    """The height at which the text of nearly all pages begins, at the highest."""
    bottom: float
    measure: int
    """Characters of a full line."""
    blanks: float
    """Blank lines for each printed one."""

    @property
    def has_geometry(self) -> bool:
        return self.size > 0


LAYERS = (Layer.BODY, Layer.FURNITURE)
"""What makes rows: the text, and the furniture that an earlier pass has found."""


def sheets(document: Document, without: Iterable[Line] = ()) -> list[Sheet]:
    """The pages of the document as rows of text and of furniture found before."""
    gone = {id(line) for line in without}
    return [_sheet(page, gone) for page in document.pages]


@lru_cache(maxsize=4096)
def style_key(style: Style) -> StyleKey:
    return style.font, round(style.size * 4) / 4, style.italic, style.bold


def frame(found: Sequence[Sheet], depth: int, edge_share: float) -> Frame:
    """What is usual: size, leading, measure, and the styles of the edges."""
    styles: Counter[StyleKey] = Counter()
    at_edges: Counter[StyleKey] = Counter()
    steps: Counter[float] = Counter()
    lengths: list[int] = []
    blanks = printed = 0
    for sheet in found:
        for place, row in enumerate(sheet.rows):
            printed += 1
            blanks += row.blanks_after
            first, *others = row.lines
            lengths.append(max(len(line.chars) for line in row.lines) if others else len(first.chars))
            if row.style is None:
                continue
            styles[row.style] += len(row.text)
            if place < depth or place >= len(sheet.rows) - depth:
                at_edges[row.style] += len(row.text)
            if place and sheet.rows[place - 1].style == row.style:
                steps[round((row.y - sheet.rows[place - 1].y) * 2) / 2] += 1
    lengths.sort()
    measure = lengths[int(len(lengths) * 0.8)] if lengths else 0
    share = blanks / printed if printed else 0.0
    if not styles:
        return Frame(0.0, 0.0, None, frozenset(), 0.0, 0.0, measure, share)
    body, _ = styles.most_common(1)[0]
    leading = next((step for step, _ in steps.most_common() if step > 0.8 * body[1]), 1.2 * body[1])
    edges = frozenset(style for style, letters in at_edges.items() if letters >= edge_share * styles[style]
                      and style != body and style[1] <= 1.05 * body[1])
    text = [[row.y for row in sheet.rows if row.style == body] for sheet in found]
    tops = sorted(min(heights) for heights in text if heights)
    bottoms = sorted(max(heights) for heights in text if heights)
    return Frame(body[1], leading, body, edges, tops[len(tops) // 10], bottoms[-1 - len(bottoms) // 10], measure, share)


def gap_to_text(rows: Sequence[Row], place: int, edge: str, frame: Frame) -> float:
    """White between a row and the text, in leadings; in plain text 1, and 1 more for each blank line.

    A lone number or a second short row between them is furniture too, as a rule: the larger of
    the two gaps counts. 0.0 where there is nothing beyond.
    """
    step = 1 if edge == "top" else -1
    gaps: list[float] = []
    for near, far in ((place, place + step), (place + step, place + 2 * step)):
        if not 0 <= far < len(rows):
            break
        gaps.append(_gap(rows[min(near, far)], rows[max(near, far)], frame))
        if len(rows[far].text) > 12:
            break
    return max(gaps, default=0.0)


def _gap(upper: Row, lower: Row, frame: Frame) -> float:
    if not frame.has_geometry:
        return 1.0 + upper.blanks_after
    return (lower.y - upper.y) / frame.leading


def _sheet(page: Page, gone: set[int]) -> Sheet:
    sheet = Sheet(page, page.number)
    angle = main_angle(page)
    if any(line.box is not None for line in page.lines):
        _add_rows(sheet, angle, gone)
    else:
        _add_lines(sheet, gone)
    keys = letters_of_each([row.text for row in sheet.rows])
    for place, (row, key) in enumerate(zip(sheet.rows, keys, strict=True)):
        row.place, row.key = place, key
    return sheet


def _add_lines(sheet: Sheet, gone: set[int]) -> None:
    blank = 0
    for line in sheet.page.lines:
        if line.layer not in LAYERS or id(line) in gone:
            blank = 0  # the blank lines of a stamp tell nothing of the text
            continue
        if line.is_blank:
            blank += 1
            continue
        if sheet.rows:
            sheet.rows[-1].blanks_after = blank
        text = line.chars.strip()
        sheet.rows.append(Row(sheet, (line,), text))
        blank = 0


def _add_rows(sheet: Sheet, angle: float, gone: set[int]) -> None:
    upright: list[tuple[float, float, int, Box, Line]] = []
    main, page = round(angle), sheet.page
    for place, line in enumerate(page.lines):
        style, box = line.style, line.box
        if box is None or style is None or line.layer not in LAYERS or id(line) in gone or round(style.angle) != main:
            continue
        if main == 0:
            upright.append((line.baseline, box.x0, place, box, line))
        else:
            box, y = _turned(line, page, angle)
            upright.append((y, box.x0, place, box, line))
    upright = [item for item in upright if not item[4].is_blank]
    upright.sort()
    rows, held, top, size = sheet.rows, upright[:1], 0.0, 0.0
    if held:
        top, size = held[0][0], held[0][4].size
    for item in upright[1:]:
        if item[0] - top > 0.35 * max(min(item[4].size, size), 1.0):
            rows.append(_row(sheet, held) if len(held) > 1 else _row_of_one(sheet, held[0]))
            held, top, size = [item], item[0], item[4].size
        else:
            held.append(item)
    if held:
        rows.append(_row(sheet, held) if len(held) > 1 else _row_of_one(sheet, held[0]))


def _row_of_one(sheet: Sheet, item: tuple[float, float, int, Box, Line]) -> Row:
    y, x0, _, box, line = item
    style = line.style
    if style is None:
        return Row(sheet, (line,), line.chars.strip(), "", y, x0, box.x1)
    return Row(sheet, (line,), line.chars.strip(), "", y, x0, box.x1, style.size, style_key(style), style.artifact,
               _is_off(line, sheet.page))


def _row(sheet: Sheet, held: Sequence[tuple[float, float, int, Box, Line]]) -> Row:
    ordered = sorted(held, key=lambda item: item[1])
    lines = tuple(item[4] for item in ordered)
    text = "   ".join(line.chars.strip() for line in lines)
    main = max(lines, key=lambda line: len(line.text))
    return Row(sheet, lines, text, y=held[0][0], x0=ordered[0][1],
               x1=max(item[3].x1 for item in ordered), size=main.size,
               style=style_key(main.style) if main.style is not None else None,
               artifact=all(line.style is not None and line.style.artifact for line in lines),
               off_page=all(_is_off(line, sheet.page) for line in lines))


def _is_off(line: Line, page: Page) -> bool:
    box = line.box
    return box is not None and page.width > 0 and (
        box.x1 < 0 or box.x0 > page.width or box.y1 < 0 or box.y0 > page.height)


def _turned(line: Line, page: Page, angle: float) -> tuple[Box, float]:
    """The box and baseline as one sees them who holds the page so that its text is upright."""
    box = line.box or Box(0.0, 0.0, 0.0, 0.0)
    turn = round(angle / 90) % 4
    if turn == 1:
        return Box(page.height - box.y1, box.x0, page.height - box.y0, box.x1), box.x1
    if turn == 2:
        return Box(page.width - box.x1, page.height - box.y1, page.width - box.x0, page.height - box.y0), (
            page.height - box.y0)
    if turn == 3:
        return Box(box.y0, page.width - box.x1, box.y1, page.width - box.x0), page.width - box.x0
    return box, line.baseline
