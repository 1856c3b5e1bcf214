"""Some pages of a document that was read whole, as a reader gives them that reads no others."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import replace

from recension.model import Document, Line, Page, Source, Style, Text


def only(document: Document, numbers: Collection[int]) -> Document:
    """The document of these pages, by their number in the file; glyphs, runs and styles count anew.

    Without geometry pages have no number of their own and are counted anew too, as by the reader of plain text.
    """
    source = document.source
    chars: list[str] = []
    page_starts, run_starts, run_styles = array("i", [0]), array("i"), array("i")
    run_boxes, run_baselines, gaps = array("f"), array("f"), array("h")
    heights = bytearray()
    styles: dict[Style, int] = {}
    pages: list[Page] = []
    length, run = 0, 0
    for place, page in enumerate(document.pages):
        first, last = source.page_starts[place], source.page_starts[place + 1]
        begun = run
        while run < len(source.run_styles) and source.run_starts[run] < last:
            run += 1
        if page.number not in numbers:
            continue
        shift = length - first
        for number in range(begun, run):
            run_starts.append(source.run_starts[number] + shift)
            run_styles.append(styles.setdefault(source.styles[source.run_styles[number]], len(styles)))
        run_boxes += source.run_boxes[4 * begun : 4 * run]
        run_baselines += source.run_baselines[begun:run]
        heights += source.heights[first:last]
        gaps += source.gaps[first:last]
        chars.append(source.chars[first:last])
        length += last - first
        page_starts.append(length)
        moved = tuple(_moved(line, shift) for line in page.lines)
        pages.append(replace(page, lines=moved, number=page.number if source.has_geometry else len(pages) + 1))
    kept = {page.number for page in pages}
    sizes = tuple(size for size, page in zip(source.page_sizes, document.pages, strict=False) if page.number in kept)
    run_starts.append(length if source.run_styles or source.run_starts[-1] else 0)
    return Document(Source(
        source.name, source.digest, "".join(chars), page_starts, sizes, run_starts, run_boxes, run_baselines,
        run_styles, tuple(styles), bytes(heights), gaps, source.language), tuple(pages))


def _moved(line: Line, shift: int) -> Line:
    return replace(line, text=Text.of(line.chars, line.text.origin[0] + shift)) if len(line.text) else line
