"""Readers: the bytes of a file become a document of lines in reading order.

A file each: `pdfium` (the default for PDF), `pdfplumber` (the reference), `plain` text. This
module chooses between them by what the bytes are, not by the file's name, and turns every
way in which a file can be no good into one message that says what to do.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from recension.errors import RecensionError, UnreadableInput, UsageError
from recension.model import Document
from recension.readers._damage import lost_pages, refuse_truncated
from recension.readers._kinds import PDF, TEXT, kind_of, what_to_do

READERS = ("auto", "pdfium", "pdfplumber", "text")
"""What may be asked for by name; `auto` goes by the bytes."""

_MODULES = {"pdfium": "recension.readers.pdfium", "pdfplumber": "recension.readers.pdfplumber",
            "text": "recension.readers.plain"}


def read(data: bytes, name: str, reader: str = "auto", pages: Collection[int] | None = None) -> Document:
    """Read the bytes of a file into a document.

    `pages` are numbers from 1; None means all. Raises UnreadableInput or EncryptedInput for
    a file that is no good, UsageError for an unknown reader or pages that the file has not.
    """
    if reader not in READERS:
        raise UsageError(f"the reader {reader!r} is unknown; there are {', '.join(READERS)}")
    if not data:
        raise UnreadableInput(f"{name}: the file is empty (0 bytes); fetch or export it again.")
    kind = kind_of(data)
    if reader == "auto":
        reader = "pdfium" if kind is PDF else "text"
        if kind is not PDF and (kind is not TEXT or name.lower().endswith(".pdf")):
            raise UnreadableInput(what_to_do(kind, name))
    elif reader != "text" and kind is not PDF:
        raise UnreadableInput(what_to_do(kind, name))
    elif reader == "text" and kind is PDF:
        raise UsageError(f"{name}: this is a PDF, not its text; leave --reader out, or choose pdfium or pdfplumber.")
    if reader != "text":
        refuse_truncated(data, name)
    document = _read(data, name, reader, pages)
    if not document.pages:
        if pages is not None:
            raise UsageError(f"{name}: the file has none of the pages that were asked for.")
        raise UnreadableInput(f"{name}: no page can be read; rebuild the PDF (qpdf IN.pdf OUT.pdf) and clean that.")
    if not document.source.chars.strip():
        raise UnreadableInput(_no_text(name, reader, pages))
    return document


def doubts(data: bytes, document: Document) -> tuple[str, ...]:
    """What may have been lost before the text came to us, each in a sentence; often nothing."""
    name = document.source.name
    return lost_pages(data, document, name) if document.source.has_geometry else ()


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
                              "it does not know. Rebuild the PDF (qpdf IN.pdf OUT.pdf), or try another --reader."
                              ) from error


def _no_text(name: str, reader: str, pages: Collection[int] | None) -> str:
    if reader == "text":
        return f"{name}: the file holds nothing but white space; extract the text again."
    where = "it" if pages is None else "the pages asked for"
    return (f"{name}: {where} can be shown but hold{'s' if pages is None else ''} no text: a scan, or letters drawn as "
            "shapes. Recognise the text first (ocrmypdf IN.pdf OUT.pdf) and clean the result.")
