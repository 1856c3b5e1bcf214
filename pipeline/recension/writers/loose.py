"""Lines that still stand on the pages, as blocks: all lines before `paragraphs` has run, and any that were given
back to the text after it. No word is lost because it was not composed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recension.model import Block, Document, Kind, Layer, Line, Text


def blocks_in_order(document: Document) -> list[Block]:
    """The blocks, and between them the body lines that no block holds, by their place in the source."""
    loose = [_grouped(lines) for lines in _groups(document)]
    if not loose:
        return list(document.blocks)
    merged: list[Block] = []
    for block in document.blocks:
        first = block.text.first_glyph()
        while loose and loose[0].text.first_glyph() < first:
            merged.append(loose.pop(0))
        merged.append(block)
    return merged + loose


def _groups(document: Document) -> Iterator[list[Line]]:
    """Body lines that still stand on the pages, parted at blank lines and at the end of pages."""
    for page in document.pages:
        group: list[Line] = []
        for line in page.lines:
            if line.layer is Layer.BODY and not line.is_blank:
                group.append(line)
            elif group and line.is_blank:
                yield group
                group = []
        if group:
            yield group


def _grouped(lines: Iterable[Line]) -> Block:
    return Block(Kind.PARAGRAPH, Text.join("\n", (line.text for line in lines)))


def blocks_of_notes(document: Document) -> tuple[list[tuple[Block, ...]], list[tuple[Block, ...]]]:
    """The blocks of each note, its loose lines after them, and note lines that belong to no note."""
    lines: dict[int, list[Line]] = {}
    strays: list[tuple[Block, ...]] = []
    for page in document.pages:
        stray: list[Line] = []
        for line in page.lines:
            if line.layer is not Layer.NOTES or line.is_blank:
                continue
            if line.note is not None and 0 <= line.note < len(document.notes):
                lines.setdefault(line.note, []).append(line)
            else:
                stray.append(line)
        if stray:
            strays.append((_grouped(stray),))
    found = []
    for index, note in enumerate(document.notes):
        found.append((*note.blocks, _grouped(lines[index])) if index in lines else note.blocks)
    return found, strays
