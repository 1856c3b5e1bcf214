"""Damage that PDF engines pass over in silence: files that break off, pages that come out empty.

Both would lose an author's words without a trace: an engine rebuilds what is left of a cut
file and reports success; a page that is a picture, or whose content is corrupt, reads as ''.
"""

from __future__ import annotations

import re

from recension.errors import UnreadableInput
from recension.model import Document

_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
_OFFSET = re.compile(rb"startxref\s+(\d+)")

SHOWN = 12
"""Page numbers listed in a message before it says `and more`."""


def refuse_truncated(data: bytes, name: str) -> None:
    """Raise UnreadableInput for a PDF that breaks off before its end.

    Evidence: a whole file ends with `startxref`, the place of its index, and `%%EOF`. In a
    cut file there is none, or the last one belongs to an earlier part (a linearised head, a
    version before the last save) and objects follow it. What stands after `%%EOF` otherwise,
    such as a mail footer, is let pass, and so is a missing `%%EOF` after a right index.
    """
    last = data.rfind(b"startxref")
    if last < 0:
        raise UnreadableInput(_broken_off(name, "its index is missing"))
    tail = data[last:]
    if _OBJECT.search(tail):
        raise UnreadableInput(_broken_off(name, "its last part has no index"))
    if b"%%EOF" not in tail and not _points_at_index(data, tail):
        raise UnreadableInput(_broken_off(name, "its closing mark is missing"))


def lost_pages(data: bytes, document: Document, name: str) -> tuple[str, ...]:
    """A sentence for pages that show something but read as nothing; blank pages are let pass."""
    start = document.source.page_starts
    silent = [page.number for place, page in enumerate(document.pages)
              if not document.source.chars[start[place] : start[place + 1]].strip()]
    if not silent:
        return ()
    drawn = _with_content(data, silent)
    if not drawn:
        return ()
    listed = ", ".join(map(str, drawn[:SHOWN])) + (" and more" if len(drawn) > SHOWN else "")
    which = f"page {listed} shows" if len(drawn) == 1 else f"pages {listed} show"
    return (f"{name}: {which} something but give{'s' if len(drawn) == 1 else ''} no text: a picture, or damage. "
            "If words should be there, recognise them first (ocrmypdf --skip-text IN.pdf OUT.pdf).",)


def _points_at_index(data: bytes, tail: bytes) -> bool:
    offset = _OFFSET.match(tail)
    if offset is None:
        return False
    place = int(offset[1])
    found = data[place : place + 40].lstrip()
    return found.startswith(b"xref") or _OBJECT.match(found) is not None


def _broken_off(name: str, why: str) -> str:
    return (f"{name}: the PDF breaks off before its end ({why}), so pages may be lost. Fetch it again; or rebuild what "
            "is left (qpdf IN.pdf OUT.pdf), look at it, and clean that.")


def _with_content(data: bytes, numbers: list[int]) -> list[int]:
    """Those of the pages that draw something, or that cannot be loaded at all."""
    import pypdfium2
    from pypdfium2 import raw

    pdf = pypdfium2.PdfDocument(data)
    try:
        found = []
        for number in numbers:
            try:
                page = pdf[number - 1]
            except (pypdfium2.PdfiumError, IndexError):
                found.append(number)
                continue
            if raw.FPDFPage_CountObjects(page) > 0:
                found.append(number)
            page.close()
        return found
    finally:
        pdf.close()
