"""The default PDF reader: PDFium, asked once a text object and not once a character.

What it knows that others lose: the hyphen at a line end (PDFium writes U+FFFE or U+0002 for
it and joins the lines; here it is a hyphen again, for the hyphenation stage to judge), the
baseline of raised calls, the angle of stamps, the render mode of hidden layers, the ink
height of letters that tell small capitals, and the true white of every space, which tells
words that kerning split.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from recension.errors import EncryptedInput, UnreadableInput
from recension.model import Document
from recension.readers._page import PageReader
from recension.readers._pdfium import Buffer, library
from recension.readers._probes import Probes
from recension.readers._runs import PageOfRuns
from recension.readers.layout import compose

_BAD_PASSWORD, _BAD_SECURITY = 4, 5


def read(file: Path | bytes, name: str, pages: Collection[int] | None = None) -> Document:
    """Read a PDF into a document of lines.

    `pages` are numbers from 1; None means all. Raises EncryptedInput when a password is
    needed, UnreadableInput when PDFium cannot open the file.
    """
    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    with _opened(data, name) as (calls, handle):
        count = calls.GetPageCount(handle)
        wanted = [number for number in range(1, count + 1) if pages is None or number in pages]
        read_page = _page_reader(calls, handle)
        runs = ((number, read_page(number, False)) for number in wanted)
        return compose(name, hashlib.sha256(data).hexdigest(), runs, _language(calls, handle))


def read_runs(file: Path | bytes, exactly: bool = False) -> Iterator[PageOfRuns]:
    """The runs of every page, before layout. `exactly`: by the per-character walk."""
    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    with _opened(data, "the file") as (calls, handle):
        read_page = _page_reader(calls, handle)
        for number in range(1, calls.GetPageCount(handle) + 1):
            yield read_page(number, exactly)


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[tuple[SimpleNamespace, int]]:
    """PDFium's functions and the handle of the document; closed whatever happens."""
    calls = library()
    # PDFium reads from the bytes themselves, which this function holds until the document is closed.
    handle = calls.LoadMemDocument64(ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p), len(data), None)
    if not handle:
        raise _open_error(calls, name)
    try:
        yield calls, handle
    finally:
        calls.CloseDocument(handle)


def _open_error(calls: SimpleNamespace, name: str) -> Exception:
    error = calls.GetLastError()
    if error in (_BAD_PASSWORD, _BAD_SECURITY):
        return EncryptedInput(f"{name}: the PDF is encrypted and asks for a password. "
                              "Save an unprotected copy (qpdf --decrypt --password=... IN OUT) and clean that.")
    return UnreadableInput(f"{name}: this is not a PDF that can be opened; it is damaged, cut short, or no PDF at all. "
                           "Try to repair it (qpdf IN OUT, or mutool clean IN OUT), or fetch it again.")


def _language(calls: SimpleNamespace, handle: int) -> str:
    """The /Lang of the catalogue as an ISO 639-1 code, or empty."""
    buffer = Buffer(128)
    length = calls.Catalog_GetLanguage(handle, buffer.address, 128)
    if not 2 < length <= 128:
        return ""
    declared = bytes(buffer.bytes[: length - 2]).decode("utf-16-le", "replace").lower()
    return declared[:2] if re.match(r"[a-z]{2}(?:$|[-_])", declared) else ""


def _page_reader(calls: SimpleNamespace, handle: int) -> Callable[[int, bool], PageOfRuns]:
    """Reads pages of one document, by number, one at a time; a page is released before the next is loaded."""
    probes, buffer = Probes(calls), Buffer(1024)

    def read_page(number: int, exactly: bool) -> PageOfRuns:
        page = calls.LoadPage(handle, number - 1)
        if not page:
            return PageOfRuns(0.0, 0.0, ())
        text_page = calls.Text_LoadPage(page)
        try:
            if not text_page:
                return PageOfRuns(0.0, 0.0, ())
            return PageReader(calls, page, text_page, probes, buffer).read(exactly)
        finally:
            if text_page:
                calls.Text_ClosePage(text_page)
            calls.ClosePage(page)

    return read_page
