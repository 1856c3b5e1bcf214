"""Damage that a PDF's own packing gives away, and that engines pass over.

A packed stream ends with a checksum of what was packed. Engines ignore it, and so damage in a
font or in the drawing of a page turns into other letters, for every engine the same ones: no
second reader could tell. And a page whose drawing is gone looks blank to all of them; but a
blank page needs no fonts, and a drawing that breaks off leaves its text object open.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

MOST = 1 << 28
"""Bytes of one unpacked stream that are looked at: beyond, it is a picture or a bomb."""

STEP = 1 << 20

MOST_PAGES = 5000
"""Pages whose drawing is looked at one by one."""


def broken_streams(pdf: Any) -> Iterator[str]:
    """Packed streams, pictures left out, whose checksum is wrong or which end too early."""
    import pikepdf

    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream) or item.get("/Subtype") == "/Image":
            continue
        packing = item.get("/Filter")
        if isinstance(packing, pikepdf.Array):
            packing = packing[0] if len(packing) else None
        if packing == "/FlateDecode" and (fault := _fault(item.read_raw_bytes())):
            yield f"object {item.objgen[0]}: {fault}"


def _fault(packed: bytes) -> str:
    """What is wrong with a packed stream, or nothing."""
    engine = zlib.decompressobj()
    seen, rest = 0, packed
    try:
        while not engine.eof and rest and seen < MOST:
            seen += len(engine.decompress(rest, STEP))
            rest = engine.unconsumed_tail
    except zlib.error:
        return "a packed stream is damaged (its checksum or its packing is wrong)"
    if not engine.eof and seen < MOST and packed.strip():
        return "a packed stream ends too early"
    return ""


def odd_pages(pdf: Any) -> Iterator[str]:
    """Pages that have fonts of their own but draw nothing, and pages whose drawing stops inside a text object."""
    import pikepdf

    for number, page in enumerate(pdf.pages, 1):
        if number > MOST_PAGES:
            return
        contents = page.obj.get("/Contents")
        if contents is None:
            resources = page.obj.get("/Resources")
            if isinstance(resources, pikepdf.Dictionary) and len(resources.get("/Font", ())):
                yield f"page {number} has fonts but nothing is drawn on it"
            continue
        try:
            marks = pikepdf.parse_content_stream(page, "BT ET")
        except Exception as error:
            yield f"page {number}: its drawing cannot be followed ({type(error).__name__})"
            continue
        if len(marks) and str(marks[-1].operator) == "BT":
            yield f"page {number}: its drawing breaks off inside a text"
