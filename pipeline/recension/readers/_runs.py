"""What the PDF readers have in common: runs, and the builder that turns lines of runs into a source."""

from __future__ import annotations

from array import array
from collections import Counter
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
        """Add a page; `lines` are (pieces in reading order, column)."""
        made = tuple(self._line(pieces, column) for pieces, column in lines)
        self._page_starts.append(self._length)
        self._page_sizes.append((width, height))
        self._pages.append(Page(number, made, label, width, height))

    def finish(self) -> tuple[Source, tuple[Page, ...]]:
        """The source and the pages that point into it."""
        self._run_starts.append(self._length)
        source = Source(
            self._name, self._digest, "".join(self._chars), self._page_starts, tuple(self._page_sizes),
            self._run_starts, self._run_boxes, self._run_baselines, self._run_styles, tuple(self._styles),
            bytes(self._heights), self._gaps, self._language)
        return source, tuple(self._pages)

    def _line(self, pieces: Sequence[Piece], column: int) -> Line:
        start = self._length
        weights: Counter[Style] = Counter()
        box: Box | None = None
        first = len(self._chars)
        for run, space in pieces:
            if space:
                self._append(" ", b"\0", ())
                # The white belongs to the run before it, so that every glyph has a run.
            self._run_starts.append(self._length)
            self._run_boxes.extend((run.x0, run.y0, run.x1, run.y1))
            self._run_baselines.append(run.baseline)
            self._run_styles.append(self._styles.setdefault(run.style, len(self._styles)))
            self._append(run.text, run.heights, run.gaps)
            weights[run.style] += len(run.text)
            here = Box(run.x0, run.y0, run.x1, run.y1)
            box = here if box is None else box.union(here)
        chars = "".join(self._chars[first:])
        style = weights.most_common(1)[0][0]
        baseline = next(run.baseline for run, _ in pieces if run.style == style)
        self._append("\n", b"\0", ())
        return Line(Text.of(chars, start), box=box, baseline=baseline, style=style, column=column)

    def _append(self, chars: str, heights: bytes, gaps: Iterable[tuple[int, int]]) -> None:
        self._chars.append(chars)
        self._heights += heights or bytes(len(chars))
        start = len(self._gaps)
        self._gaps.extend([UNKNOWN_GAP] * len(chars))
        for offset, gap in gaps:
            self._gaps[start + offset] = max(-32767, min(32767, gap))
        self._length += len(chars)
