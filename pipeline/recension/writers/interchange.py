"""JSON for programs: blocks, notes, pages with their furniture, and edits. `document.schema.json` describes it.

Offsets count Unicode code points of the `text` beside them, in which calls of notes do not
stand. Boxes are in PDF points from the top left of the page. One block, note, page or edit
stands on a line, so that versions of a file can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from recension.model import Box, Edit, Layer, Page, Source, Text
from recension.writers.flow import Break, Call, Flow, Footnote, Passage, Turn, Words
from recension.writers.imprint import TOOL, tool_version
from recension.writers.looks import PLAIN
from recension.writers.record import entry_of, one_line, rounded
from recension.writers.spans import cleaned

FORMAT = "recension-document"
VERSION = 1
"""Version of the form; raised when a reader of it would have to change."""


def render(flow: Flow, edits: Iterable[Edit]) -> str:
    """The whole file."""
    source = flow.document.source
    blocks = [_block(flow, passage) for passage in flow.passages]
    parts = {
        "format": one_line(FORMAT), "version": one_line(VERSION),
        "tool": one_line({"name": TOOL, "version": tool_version()}),
        "document": one_line({"name": source.name, "digest": source.digest,
                              "language": flow.document.language, "title": flow.title}),
        "blocks": _lines(blocks),
        "notes": _lines(_note(flow, note, anchor) for note, anchor in zip(flow.notes, _anchors(flow), strict=True)),
        "pages": _lines(map(_page, flow.document.pages)),
        "edits": _lines(map(entry_of, edits)),
    }
    return "{\n" + ",\n".join(f'"{name}": {value}' for name, value in parts.items()) + "\n}\n"


def _lines(entries: Iterable[object]) -> str:
    lines = [one_line(entry) for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def _block(flow: Flow, passage: Passage) -> dict[str, Any]:
    spans: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    offset = 0
    for piece in passage.pieces:
        if isinstance(piece, Words):
            end = offset + len(piece.text)
            if piece.look != PLAIN:
                looks = {name: True for name, present in piece.look._asdict().items() if present}
                spans.append({"start": offset, "end": end, **looks})
            offset = end
        elif isinstance(piece, Break):
            offset += 1
        elif isinstance(piece, Call):
            calls.append({"offset": offset, "note": flow.notes[piece.note].id})
        elif isinstance(piece, Turn):
            turns.append({"offset": offset, "page": piece.page.number})
    boxes = list(_boxes(flow, passage.text))
    return {"kind": str(passage.kind), "level": passage.level, "text": passage.words, "spans": spans, "calls": calls,
            "turns": turns, "pages": [page for page, _ in boxes],
            "boxes": [{"page": page, "box": rounded(box)} for page, box in boxes if box is not None]}


def _note(flow: Flow, note: Footnote, anchor: dict[str, Any] | None) -> dict[str, Any]:
    blocks = [_block(flow, passage) for passage in note.passages]
    return {"id": note.id, "label": note.note.label, "number": note.number, "place": note.note.place,
            "missing": note.is_missing, "anchor": anchor,
            "text": "\n\n".join(passage.words for passage in note.passages),
            "pages": sorted({page for block in blocks for page in block["pages"]}), "blocks": blocks}


def _anchors(flow: Flow) -> list[dict[str, Any] | None]:
    """Where each note is first called: a block of the body, or of the note named."""
    found: list[dict[str, Any] | None] = [None] * len(flow.notes)
    homes = [(None, flow.passages), *((note.id, note.passages) for note in flow.notes)]
    for home, passages in homes:
        for index, passage in enumerate(passages):
            offset = 0
            for piece in passage.pieces:
                if isinstance(piece, Call) and not piece.again:
                    found[piece.note] = {"note": home, "block": index, "offset": offset}
                offset += len(piece.text) if isinstance(piece, Words) else isinstance(piece, Break)
    return found


def _page(page: Page) -> dict[str, Any]:
    lines = [{"layer": str(line.layer), "text": cleaned(line.chars.strip()), "box": rounded(line.box)}
             for line in page.lines if line.layer in (Layer.FURNITURE, Layer.BACKGROUND) and not line.is_blank]
    return {"number": page.number, "label": page.label, "width": round(page.width, 2),
            "height": round(page.height, 2), "lines": lines}


def _boxes(flow: Flow, text: Text) -> Iterator[tuple[int, Box | None]]:
    """The pages of a text, by their number, each with the box around what stands there."""
    source: Source = flow.document.source
    boxes: dict[int, Box | None] = {}
    low = high = -1
    for glyph in text.origin:
        if glyph < 0 or low <= glyph < high:
            continue
        page = source.page_of(glyph)
        run = source.run_of(glyph)
        low, high = glyph, source.page_starts[page]
        box = boxes.get(page)
        if 0 <= run < len(source.run_styles):
            low, high = source.run_starts[run], min(high, source.run_starts[run + 1])
            box = source.run_box(run) if box is None else box.union(source.run_box(run))
        boxes[page] = box
    for page, box in boxes.items():
        yield flow.page_number(page), box
