"""Readers: the bytes of a file become a document of lines in reading order.

A file each: `pdfium` (the default for PDF), `pdfplumber` (the reference), `plain` text, and
`scans` for the results of OCR, with `hocr`, `alto` and `page` for their formats, `saved` for what was read before. This
module
chooses between them by what the bytes are, not by the file's name, and turns every way in
which a file can be no good into one message that says what to do.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from recension.errors import RecensionError, UnreadableInput, UsageError
from recension.model import Document
from recension.readers._damage import lost_pages, refuse_truncated
from recension.readers._kinds import ALTO, ARCHIVE, HOCR, PAGE, PDF, SAVED, TEXT, kind_of, what_to_do

READERS = ("auto", "pdfium", "pdfplumber", "text", "hocr", "alto", "page")
"""What may be asked for by name; `auto` goes by the bytes."""

_MODULES = {"pdfium": "recension.readers.pdfium", "pdfplumber": "recension.readers.pdfplumber",
            "text": "recension.readers.plain", "hocr": "recension.readers.scans",
            "saved": "recension.readers.saved", "alto": "recension.readers.scans", "page": "recension.readers.scans"}

_KINDS = {"pdfium": PDF, "pdfplumber": PDF, "hocr": HOCR, "alto": ALTO, "page": PAGE}
"""What a reader must be given; `text` takes whatever is text."""

_FOR_KIND = {PDF: "pdfium", TEXT: "text", HOCR: "hocr", ALTO: "alto", PAGE: "page", ARCHIVE: "page",
             SAVED: "saved"}

_OCR = ("hocr", "alto", "page")
"""Each of them reads an archive of pages too, whatever format these have."""


def read(data: bytes, name: str, reader: str = "auto", pages: Collection[int] | None = None) -> Document:
    """Read the bytes of a file into a document.

    `pages` are numbers from 1; None means all. Raises UnreadableInput or EncryptedInput for
    a file that is no good, UsageError for an unknown reader or pages that the file has not.
    """
    if reader not in READERS:
        raise UsageError(f"the reader {reader!r} is unknown; there are {', '.join(READERS)}")
    if not data:
        raise UnreadableInput(f"{name}: nothing came; pipe a text into it (recension clean - < IN.txt), or name a file."
                              if name == "standard input" else
                              f"{name}: the file is empty (0 bytes); fetch or export it again.")
    kind = kind_of(data)
    if reader == "auto":
        if kind not in _FOR_KIND or (kind is not PDF and name.lower().endswith(".pdf")):
            raise UnreadableInput(what_to_do(kind, name))
        reader = _FOR_KIND[kind]
    elif kind is SAVED:
        raise UnreadableInput(what_to_do(kind, name, _KINDS.get(reader, TEXT)))
    elif reader != "text" and kind is not _KINDS[reader] and not (kind is ARCHIVE and reader in _OCR):
        raise UnreadableInput(what_to_do(kind, name, _KINDS[reader]))
    elif reader == "text" and kind is PDF:
        raise UsageError(f"{name}: this is a PDF, not its text; leave --reader out, or choose pdfium or pdfplumber.")
    if kind is PDF:
        refuse_truncated(data, name)
    document = _read(data, name, reader, pages)
    if not document.pages:
        if pages is not None:
            raise UsageError(f"{name}: the file has none of the pages that were asked for; they count from 1, whatever "
                             "number is printed on them.")
        raise UnreadableInput(f"{name}: no page can be read; rebuild the PDF (qpdf IN.pdf OUT.pdf) and clean that.")
    if not document.source.chars.strip():
        raise UnreadableInput(_no_text(name, reader, pages))
    return document


def doubts(data: bytes, document: Document) -> tuple[str, ...]:
    """What may have been lost before the text came to us, each in a sentence; often nothing."""
    name = document.source.name
    kind = kind_of(data)
    if kind is SAVED:
        from recension.readers.saved import doubts_of

        return doubts_of(data, name)
    return lost_pages(data, document, name) if kind is PDF else ()


def _read(data: bytes, name: str, reader: str, pages: Collection[int] | None) -> Document:
    try:
        module = import_module(_MODULES[reader])
        document = module.read(data, name, pages)
        assert isinstance(document, Document)
        return document
    except RecensionError:
        raise
    except MemoryError as error:
        raise UnreadableInput(f"{name}: reading it takes more memory than there is; "
                              "clean it in parts (--pages 1-50).") from error
    except ImportError as error:
        raise UnreadableInput(f"{name}: the reader {reader} cannot be loaded ({error}); "
                              "reinstall recension.") from error
    except Exception as error:  # engines raise anything at all over a damaged file, often without a message
        said = str(error) or type(error).__name__
        raise UnreadableInput(f"{name}: the reader {reader} gives up ({said}); the file is damaged, or uses something "
                              f"it does not know. {_again(reader)}"
                              ) from error


def _again(reader: str) -> str:
    if reader in _OCR:
        return "Make or fetch the file again."
    return "Rebuild the PDF (qpdf IN.pdf OUT.pdf), or try another --reader."


def _no_text(name: str, reader: str, pages: Collection[int] | None) -> str:
    if reader == "text":
        return f"{name}: the file holds nothing but white space; extract the text again."
    if reader in _OCR:
        return f"{name}: no line in it has text, only regions or pictures; have the OCR program recognise the lines."
    where = "it" if pages is None else "the pages asked for"
    return (f"{name}: {where} can be shown but hold{'s' if pages is None else ''} no text: a scan, or letters drawn as "
            "shapes. Recognise the text first (ocrmypdf IN.pdf OUT.pdf) and clean the result.")
