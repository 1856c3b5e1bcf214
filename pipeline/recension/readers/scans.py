"""The results of OCR: one file of pages, or a book as an archive or a folder with a file a page.

Libraries keep a file for each page (ALTO, PAGE), in which no running head recurs and no note goes
on. So a ZIP archive of such files is one document, its pages in the order of the names, numbers
in them by their value; and a folder of them is read as if it were such an archive. Other files
in it, such as METS, are passed over where one page at least is there.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from recension.errors import UnreadableInput
from recension.model import Document
from recension.readers import alto, hocr, page
from recension.readers._archive import DAMAGED, SUFFIXES, page_files
from recension.readers._kinds import ALTO, ARCHIVE, HOCR, PAGE, kind_of
from recension.readers._scan import Scan, compose

MOST_FILES = 20_000
MOST_BYTES = 2 << 30
"""Of all pages of a book, unpacked; the largest books have some hundreds of megabytes of ALTO."""

MOST_SWELLING = 400
"""Bytes unpacked to a byte packed; XML of OCR packs about twenty to one, a bomb a thousand to one."""

_FORMATS = {HOCR: hocr, ALTO: alto, PAGE: page}
_PARTS = re.compile(r"(\d+)")


def read(file: Path | bytes, name: str, pages: Collection[int] | None = None) -> Document:
    """Read hOCR, ALTO or PAGE, or an archive of them, into a document of lines.

    `pages` are numbers from 1 over the whole; None means all. Raises UnreadableInput.
    """
    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    languages: Counter[str] = Counter()
    scans = ((number, scan) for number, scan in enumerate(_scans(data, name, languages), 1)
             if pages is None or number in pages)
    held = list(scans)
    language = languages.most_common(1)[0][0] if languages else ""
    return compose(name, hashlib.sha256(data).hexdigest(), held, language)


def archive_of(folder: Path) -> bytes:
    """The files of a folder as one archive; the same files give the same bytes. Raises UnreadableInput."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
    if not any(_is_page(file) for file in files[:MOST_FILES]):
        raise UnreadableInput(f"{folder}: this is a folder; name the files in it ({folder}/*.pdf). "
                              "Only a folder of OCR pages (ALTO, PAGE, hOCR) is read as one book.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes())
    return packed.getvalue()


def _is_page(file: Path) -> bool:
    with file.open("rb") as opened:
        return kind_of(opened.read(1 << 16)) in _FORMATS


def _scans(data: bytes, name: str, languages: Counter[str]) -> Iterator[Scan]:
    for part, inner in _files(data, name):
        kind = kind_of(part)
        if kind not in _FORMATS:
            continue
        scans, language = _FORMATS[kind].pages(part, inner)
        if language:
            languages[language] += 1
        yield from scans


def _files(data: bytes, name: str) -> Iterator[tuple[bytes, str]]:
    if kind_of(data) is not ARCHIVE:
        yield data, name
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = page_files(archive)
            _refuse_bomb(members, name)
            for member in sorted(members, key=lambda member: _natural(member.filename)):
                yield archive.read(member), f"{name}: {member.filename}"
    except DAMAGED as error:
        raise UnreadableInput(f"{name}: the archive cannot be unpacked ({error}); pack the pages again.") from error


def _refuse_bomb(members: list[zipfile.ZipInfo], name: str) -> None:
    size, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if len(members) > MOST_FILES or size > MOST_BYTES or size > MOST_SWELLING * max(packed, 1 << 10):
        raise UnreadableInput(f"{name}: the archive would unpack to {len(members)} files of {size} bytes; it is not "
                              "read. Unpack it yourself, and clean the folder in parts.")


def _natural(name: str) -> list[tuple[int, int, str]]:
    """`f10` after `f9`."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PARTS.split(name)]


