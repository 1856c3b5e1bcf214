"""Pictures of printed pages, for eyes: grey, small, drawn by PDFium.

Text pages in 16 greys are half the size of those in 256 and read as well.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import NamedTuple

from recension.errors import UnreadableInput

GREYS = 16
_NEAREST = [round(value * (GREYS - 1) / 255) for value in range(256)]
_PALETTE = [value * 255 // (GREYS - 1) for value in range(GREYS) for _ in "rgb"]
LARGEST = 6000
"""Pixels of the longer side: a poster is drawn coarser, and never fills the memory."""


class Drawn(NamedTuple):
    """A page as a PNG, and its size in points as the boxes of the source count."""

    number: int
    width: float
    height: float
    png: bytes


def drawn(data: bytes, pages: Collection[int], dpi: int = 110) -> Iterator[Drawn]:
    """Draw these pages (from 1) of a PDF, one after the other. Raises UnreadableInput."""
    import pypdfium2
    from PIL import Image

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableInput(f"the pages cannot be drawn: {error}; review them without pictures (--pictures none)."
                              ) from error
    try:
        for number in sorted(pages):
            if not 1 <= number <= len(pdf):
                continue
            page = pdf[number - 1]
            width, height = page.get_size()
            scale = min(dpi / 72, LARGEST / max(width, height, 1))
            bitmap = page.render(scale=scale, grayscale=True)
            grey = bitmap.to_pil().convert("L")
            few = Image.frombytes("P", grey.size, grey.point(_NEAREST).tobytes())
            few.putpalette(_PALETTE)
            out = io.BytesIO()
            few.save(out, "PNG", compress_level=6, bits=4)
            page.close()
            yield Drawn(number, width, height, out.getvalue())
    finally:
        pdf.close()
