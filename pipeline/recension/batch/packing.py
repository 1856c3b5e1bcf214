"""Damage that a PDF's own packing gives away, and that engines pass over.

A packed stream ends with a checksum of what was packed. Engines ignore it, and so damage in a
font or in the drawing of a page turns into other letters, for every engine the same ones: no
second reader could tell. And a page whose drawing is gone looks blank to all of them; but a
blank page needs no fonts, and a drawing that breaks off leaves its text object open, or stops
in the midst of an operation or of a path.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

MOST = 1 << 28
"""Bytes of one unpacked stream that are looked at: beyond, it is a picture or a bomb."""

STEP = 1 << 20

TAIL, LONGEST = 4096, 100
"""Bytes of a drawing, and of its last line, that are looked at: a line may be megabytes of picture."""

TOKEN = re.compile(rb"[^\s()<>\[\]{}/%]+$")

OPERATORS = frozenset(
    b"b B b* B* BDC BMC BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re RG rg ri "
    b"s S sc SC scn SCN sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split())
"""What a drawing can end with: a drawing is operations, and an operation ends with its operator."""

UNFINISHED = frozenset(b"m l c v y h re W W*".split())
"""Operators of a path that nothing has painted or closed yet: no drawing ends with one."""

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
    """Pages that have fonts of their own but draw nothing, and pages whose drawing stops in the midst of something."""
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
        elif (where := _breaks_off(contents)):
            yield f"page {number}: its drawing breaks off {where}"


def _breaks_off(contents: Any) -> str:
    """Where a drawing stops, if not behind an operation and outside a path."""
    import pikepdf

    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    for part in reversed(parts):
        end = part.read_bytes()[-TAIL:] if isinstance(part, pikepdf.Stream) else b""
        lines = (line.rstrip(b" \t\f\0") for line in end.replace(b"\r", b"\n").split(b"\n"))
        told = [line for line in lines if line and not line.startswith(b"%")]
        if told:
            last = TOKEN.search(told[-1][-LONGEST:])
            operator = last[0] if last else b""
            if operator not in OPERATORS:
                return "in the midst of an operation"
            return "inside a path" if operator in UNFINISHED else ""
    return ""
