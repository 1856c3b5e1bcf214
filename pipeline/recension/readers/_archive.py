"""ZIP archives of OCR pages: which of their files may be pages, and how each begins.

A module of its own, loaded only for an archive: `zipfile` costs more to load than a page to read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

SUFFIXES = (".xml", ".alto", ".page", ".hocr", ".html", ".htm", ".xhtml")
"""Of files that may hold the OCR of a page."""

LOOKS = 50
"""Files of an archive looked into for one that is the OCR of a page; METS and the like come first in some."""

DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
"""What is raised over an archive or a file in it that is damaged, encrypted, or packed in a way nobody knows."""


def page_files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files that may be pages, as the archive lists them."""
    return [member for member in archive.infolist() if not member.is_dir()
            and member.filename.lower().endswith(SUFFIXES) and not member.filename.startswith("__MACOSX/")]


def heads(data: bytes, length: int) -> Iterator[bytes]:
    """The first bytes of the first of these files; nothing of what is damaged."""
    with suppress(*DAMAGED, ValueError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in page_files(archive)[:LOOKS]:
            with suppress(*DAMAGED), archive.open(member) as opened:
                yield opened.read(length)
