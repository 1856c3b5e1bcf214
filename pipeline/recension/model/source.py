"""The source: what the file said, never edited, only pointed into.

`Source` holds the characters in the order in which the reader met them and, where the file
has geometry, columns beside them. Geometry is kept *per run*: a run is what one text object
draws in one style. A glyph is an index into `chars`; it knows its run by bisection.

Units: PDF points (1/72 inch), origin at the top left of the page as a reader sees it
(rotation and crop applied), y growing downwards. Angles in degrees, counter-clockwise;
0 is upright text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page: left, top, right, bottom, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def union(self, other: Box) -> Box:
        return Box(min(self.x0, other.x0), min(self.y0, other.y0),
                   max(self.x1, other.x1), max(self.y1, other.y1))


class Style(NamedTuple):
    """How a run is drawn. `size` in points as seen (scaling applied)."""

    font: str
    size: float
    bold: bool = False
    italic: bool = False
    smallcaps: bool = False
    """The font says that it is a small-capitals font, by name or by flag."""
    angle: float = 0.0
    invisible: bool = False
    """Render mode 3 (an OCR layer), white, or fully transparent."""
    artifact: bool = False
    """Marked as /Artifact in a tagged PDF: strong evidence for furniture, not a verdict."""
    set_apart: bool = False
    """The segmentation of an OCR file calls it a head, a folio, a signature, a catchword or a stamp: a person
    has looked at the page, or a model that was trained for it."""


UNKNOWN_HEIGHT = 0


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The characters of a file and what is known of where and how they stand.

    Shapes: `page_starts` has one entry a page and a last one, `len(chars)`; `run_starts` one
    a run and a last one; `run_boxes` four numbers a run, `run_baselines` one, `run_styles`
    one (an index into `styles`); `heights` and `gaps` one a glyph, or empty.
    """

    name: str
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    chars: str
    page_starts: array[int]
    page_sizes: tuple[tuple[float, float], ...] = ()
    run_starts: array[int] = field(default_factory=lambda: array("i", [0]))
    run_boxes: array[float] = field(default_factory=lambda: array("f"))
    run_baselines: array[float] = field(default_factory=lambda: array("f"))
    run_styles: array[int] = field(default_factory=lambda: array("i"))
    styles: tuple[Style, ...] = ()
    heights: bytes = b""
    """Height of a glyph's ink in hundredths of the font size, where it was asked for; else 0."""
    gaps: array[int] = field(default_factory=lambda: array("h"))
    """For a space: the white it makes, in hundredths of the font size; -32768 where not known."""
    language: str = ""
    """The language that the file itself declares, as an ISO 639-1 code, or empty."""

    @property
    def has_geometry(self) -> bool:
        return bool(self.run_styles)

    @property
    def page_count(self) -> int:
        return len(self.page_starts) - 1

    def page_of(self, glyph: int) -> int:
        """The page (from 1) that a glyph stands on."""
        return max(1, min(bisect_right(self.page_starts, glyph), self.page_count))

    def run_of(self, glyph: int) -> int:
        """The run that draws a glyph, or -1 without geometry."""
        if not self.run_styles or glyph < 0:
            return -1
        return bisect_right(self.run_starts, glyph) - 1

    def style_of(self, glyph: int) -> Style | None:
        """How a glyph is drawn; None without geometry."""
        if glyph < 0:
            return None
        run = bisect_right(self.run_starts, glyph) - 1
        return self.styles[self.run_styles[run]] if 0 <= run < len(self.run_styles) else None

    def baseline_of(self, glyph: int) -> float | None:
        """The y of a glyph's baseline; None without geometry."""
        if glyph < 0:
            return None
        run = bisect_right(self.run_starts, glyph) - 1
        return self.run_baselines[run] if 0 <= run < len(self.run_styles) else None

    def run_box(self, run: int) -> Box:
        """The box of a run."""
        return Box(*self.run_boxes[4 * run : 4 * run + 4])

    def box_of(self, glyphs: array[int] | tuple[int, ...]) -> Box | None:
        """A box around the runs that draw these glyphs; None without geometry."""
        box: Box | None = None
        low = high = -1
        for glyph in glyphs:
            if low <= glyph < high:  # of the run before
                continue
            run = self.run_of(glyph)
            if run < 0 or run >= len(self.run_styles):
                continue
            low, high = self.run_starts[run], self.run_starts[run + 1]
            box = self.run_box(run) if box is None else box.union(self.run_box(run))
        return box

    def height_of(self, glyph: int) -> float | None:
        """Height of the glyph's ink over the font size (0.66 = a usual capital); None if unknown."""
        if not self.heights or glyph < 0 or self.heights[glyph] == UNKNOWN_HEIGHT:
            return None
        return self.heights[glyph] / 100

    def gap_of(self, glyph: int) -> float | None:
        """The white that a space makes, over the font size; None if unknown."""
        if not self.gaps or glyph < 0 or self.gaps[glyph] == -32768:
            return None
        return self.gaps[glyph] / 100
