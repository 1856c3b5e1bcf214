"""What the PDF readers have in common: runs, and the builder that turns lines of runs into a source."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from recension.model import Box, Line, Page, Source, Style, Text

UNKNOWN_GAP = -32768


class Run(NamedTuple):
    """What one text object draws in one style on one line.

    Points, origin top left, y down. `heights` is aligned with `text` or empty; `gaps` holds
    (offset of a space in `text`, its white in hundredths of the size).
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    style: Style
    space_before: bool = False
    """The engine says that white stands before this run."""
    heights: bytes = b""
    gaps: tuple[tuple[int, int], ...] = ()


def with_white(run: Run, whites: Sequence[tuple[int, int]]) -> Run:
    """The run with a space before each of these offsets; heights and gaps stay in step."""
    for at, white in reversed(whites):
        heights = run.heights[:at] + b"\0" + run.heights[at:] if run.heights else b""
        gaps = sorted([(offset + (offset >= at), gap) for offset, gap in run.gaps] + [(at, white)])
        run = run._replace(text=f"{run.text[:at]} {run.text[at:]}", heights=heights, gaps=tuple(gaps))
    return run


class PageOfRuns(NamedTuple):
    """The runs of one page in the order of its content stream."""

    width: float
    height: float
    runs: Sequence[Run]


class Piece(NamedTuple):
    """A run on its line; `space` when white stands before it."""

    run: Run
    space: bool


class SourceBuilder:
    """Collects lines of pieces into the columns of a `Source`."""

    def __init__(self, name: str, digest: str, language: str = "") -> None:
        self._name, self._digest, self._language = name, digest, language
        self._chars: list[str] = []
        self._length = 0
        self._page_starts = array("i", [0])
        self._page_sizes: list[tuple[float, float]] = []
        self._run_starts = array("i")
        self._run_boxes = array("f")
        self._run_baselines = array("f")
        self._run_styles = array("i")
        self._styles: dict[Style, int] = {}
        self._heights = bytearray()
        self._gaps = array("h")
        self._pages: list[Page] = []

    def add_page(self, number: int, width: float, height: float,
                 lines: Iterable[tuple[Sequence[Piece], int]], label: str = "") -> None:
        """Add a page; `lines` are (pieces in reading order, column). Columns grow a page at a time."""
        start = self._length
        drawn = _DrawnPage(start, self._styles)
        spans = [drawn.add_line(pieces, column) for pieces, column in lines]
        chars = "".join(drawn.chars)
        origin = array("i", range(start, start + len(chars)))
        made = tuple([Line(Text(chars[low:high], origin[low:high]), box=box, baseline=baseline, style=style,
                           column=column) for low, high, box, baseline, style, column in spans])
        self._chars.append(chars)
        self._length += len(chars)
        self._run_starts.extend(drawn.starts)
        self._run_boxes.extend(drawn.boxes)
        self._run_baselines.extend(drawn.baselines)
        self._run_styles.extend(drawn.styles)
        self._heights += b"".join(drawn.heights)
        self._add_gaps(len(chars), drawn.gaps)
        self._page_starts.append(self._length)
        self._page_sizes.append((width, height))
        self._pages.append(Page(number, made, label, width, height))

    def finish(self) -> tuple[Source, tuple[Page, ...]]:
        """The source and the pages that point into it."""
        self._run_starts.append(self._length)
        chars = "".join(self._chars)
        self._chars.clear()
        source = Source(
            self._name, self._digest, chars, self._page_starts, tuple(self._page_sizes),
            self._run_starts, self._run_boxes, self._run_baselines, self._run_styles, tuple(self._styles),
            bytes(self._heights), self._gaps, self._language)
        return source, tuple(self._pages)

    def _add_gaps(self, length: int, known: Sequence[tuple[int, Sequence[tuple[int, int]]]]) -> None:
        gaps = array("h", [UNKNOWN_GAP]) * length
        for start, spaces in known:
            for offset, gap in spaces:
                gaps[start + offset] = gap if -32767 <= gap <= 32767 else max(-32767, min(32767, gap))
        self._gaps += gaps


_Spread = tuple[int, int, Box, float, Style, int]
"""A line: its first character on the page, the one after its last, box, baseline, style, column."""


class _DrawnPage:
    """The columns of one page while its lines are put down."""

    def __init__(self, origin: int, styles: dict[Style, int]) -> None:
        self._origin, self._known = origin, styles
        self._numbers: dict[int, int] = {}
        """Number of a style by its identity; the runs of the page keep it alive."""
        self._length = 0
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.boxes: list[float] = []
        self.baselines: list[float] = []
        self.styles: list[int] = []
        self.heights: list[bytes] = []
        self.gaps: list[tuple[int, Sequence[tuple[int, int]]]] = []
        """(First character of a run on the page, its gaps.)"""

    def add_line(self, pieces: Sequence[Piece], column: int) -> _Spread:
        start = length = self._length
        chars, heights, starts, boxes = self.chars, self.heights, self.starts, self.boxes
        weights: dict[int, int] = {}
        left = top = right = bottom = 0.0
        for run, space in pieces:
            text, x0, y0, x1, y1, baseline, style, _, ink, gaps = run
            if space:  # it belongs to the run before it, so that every glyph has a run
                chars.append(" ")
                heights.append(b"\0")
                length += 1
            number = self._numbers.get(id(style))
            if number is None:
                number = self._numbers[id(style)] = self._known.setdefault(style, len(self._known))
            if not weights:
                left, top, right, bottom = x0, y0, x1, y1
            else:
                left, top = x0 if x0 < left else left, y0 if y0 < top else top
                right, bottom = x1 if x1 > right else right, y1 if y1 > bottom else bottom
            starts.append(self._origin + length)
            boxes += (x0, y0, x1, y1)
            self.baselines.append(baseline)
            self.styles.append(number)
            chars.append(text)
            heights.append(ink or bytes(len(text)))
            if gaps:
                self.gaps.append((length, gaps))
            weights[number] = weights.get(number, 0) + len(text)
            length += len(text)
        chars.append("\n")
        heights.append(b"\0")
        self._length = length + 1
        most = max(weights, key=weights.__getitem__)
        first = pieces[0].run if len(weights) == 1 else next(
            run for run, _ in pieces if self._numbers[id(run.style)] == most)
        return start, length, Box(left, top, right, bottom), first.baseline, first.style, column
