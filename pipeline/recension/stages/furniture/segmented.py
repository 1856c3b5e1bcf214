"""What the segmentation of an OCR file sets apart from the text, and the weighing has left.

Such a file has zones for running titles, numbers, signatures, catchwords and stamps, drawn by
a person or by a model that was trained for it; that alone is enough where the line is outermost,
with nothing but furniture between it and the edge. Between lines of text it may be a zone
wrongly named (all of a title page is a `header` in some files): there it stays, with a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recension.model import Document, Draft, Layer, Line, Page
from recension.stages.furniture.folios import roman

REASON = "set apart from the text by the file's own segmentation"


def take_segmented(draft: Draft, document: Document, confidence: float) -> None:
    """Move what is outermost, ask about the rest."""
    if not any(style.set_apart for style in document.source.styles):
        return
    for page in document.pages:
        lines = _from_above(page)
        outermost = {id(line) for line in (*_run(draft, lines), *_run(draft, lines[::-1]))}
        for line in lines:
            if draft.is_moved(line) or not _is_apart(line):
                continue
            if id(line) not in outermost:
                draft.query(line, 0, len(line.text), ("furniture", "text"), rule="segmented",
                            reason=f"{REASON}, and text stands on both sides of it")
                continue
            draft.move(line, Layer.FURNITURE, rule="segmented", reason=REASON, confidence=confidence)
            label = line.chars.strip()
            if not page.label and (label.isdecimal() or roman(label)):
                draft.label(page, label)


def _from_above(page: Page) -> list[Line]:
    lines = [line for line in page.lines if line.layer is Layer.BODY and line.box is not None and line.chars.strip()]
    return sorted(lines, key=lambda line: line.box.y0 + line.box.y1 if line.box is not None else 0.0)


def _run(draft: Draft, lines: Sequence[Line]) -> Iterator[Line]:
    """Lines from an edge on, as long as they are no text."""
    for line in lines:
        if not draft.is_moved(line) and not _is_apart(line):
            return
        yield line


def _is_apart(line: Line) -> bool:
    return line.style is not None and line.style.set_apart
