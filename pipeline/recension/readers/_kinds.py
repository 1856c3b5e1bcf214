"""What are these bytes? Told by their first bytes, never by the file's name."""

from __future__ import annotations

import re
from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind of file, and what somebody should do who wants its text cleaned."""

    name: str
    advice: str


PDF = FileKind("a PDF", "")
TEXT = FileKind("plain text", "If it is the extracted text, give it a name that ends in .txt; "
                "if it should be a PDF, fetch it again.")

HOCR = FileKind("hOCR", "Leave --reader out, and it is read as such.")
ALTO = FileKind("ALTO XML", "Leave --reader out, and it is read as such.")
PAGE = FileKind("PAGE XML", "Leave --reader out, and it is read as such.")

SAVED = FileKind("a saved source", "Leave --reader out: it has been read already.")
SAVED_MARK = b"\x89recension\r\n\x1a\n"
"""How a saved source begins; see `saved`."""

ARCHIVE = FileKind("an archive of OCR pages", "Leave --reader out, and it is read as such.")

_SAVE_AS_PDF = "Save it as PDF, or as plain text in UTF-8, and clean that."
_FETCH_AGAIN = "Fetch the file again."
_RECOGNISE = "Recognise the text first (for example: ocrmypdf --image-dpi 300 IN OUT.pdf) and clean the result."
_PAGE_OF_A_SITE = "Often the login or error page of a site, saved in place of the file; fetch the file again."

_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"PK\x03\x04", FileKind("a ZIP archive (.docx, .odt and .epub are such)",
                            f"Unpack it and clean what is inside, or: {_SAVE_AS_PDF[0].lower()}{_SAVE_AS_PDF[1:]}")),
    (b"PK\x05\x06", FileKind("an empty ZIP archive", _FETCH_AGAIN)),
    (b"\x1f\x8b", FileKind("a gzip archive", "Unpack it (gunzip) and clean what is inside.")),
    (b"\xd0\xcf\x11\xe0", FileKind("an old Office document (.doc and the like)", _SAVE_AS_PDF)),
    (b"{\\rtf", FileKind("a Rich Text document", _SAVE_AS_PDF)),
    (b"%!PS", FileKind("a PostScript file", "Make a PDF of it (ps2pdf IN OUT.pdf) and clean that.")),
    (b"\x89PNG", FileKind("a PNG picture", _RECOGNISE)),
    (b"\xff\xd8\xff", FileKind("a JPEG picture", _RECOGNISE)),
    (b"II*\x00", FileKind("a TIFF picture", _RECOGNISE)),
    (b"MM\x00*", FileKind("a TIFF picture", _RECOGNISE)),
    (b"AT&TFORM", FileKind("a DjVu file", "Extract its text (djvutxt IN OUT.txt) and clean that.")),
    (b"JVBERi0", FileKind("a PDF in base64, as mail carries it", "Decode it (base64 -d IN > OUT.pdf) and clean that.")),
)

_PDF_HEADER = re.compile(rb"%PDF-\d")
"""Readers accept it anywhere in the first kilobyte (ISO 32000-1, annex H, note 13)."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"\s*<(?:!doctype|\?xml|html|alto|pcgts|tei|[a-z]+:)", re.IGNORECASE)
_ROOT = re.compile(rb"<(?!!|\?)(?:[\w.-]+:)?(alto|pcgts)\b", re.IGNORECASE)
_OCR_PAGE = re.compile(rb"""class\s*=\s*["'][^"']*\bocr_page\b|name\s*=\s*["']ocr-(?:system|capabilities)["']""")
_HTML = re.compile(rb"<(?:!doctype\s+html|html)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a]")

HEAD = 4096
"""Bytes looked at. Enough for any signature, and for control bytes to show."""

OCR_HEAD = 65536
"""Bytes in which the first page of hOCR begins, if there is one: what stands before it is a head with styles."""

CONTROL_SHARE = 0.02
"""Share of control bytes above which bytes are no text. A stray one in an extraction is: fonts without
Unicode give them, and they are for the encoding stage to judge."""


def kind_of(data: bytes) -> FileKind:
    """What the bytes are: PDF, TEXT, or another kind that has advice."""
    head = data[:HEAD]
    if head.startswith(SAVED_MARK):
        return SAVED
    if _PDF_HEADER.search(head[:1024]):
        return PDF
    if head.startswith(b"PK\x03\x04") and _holds_pages(data):
        return ARCHIVE
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_UTF16_MARKS):
        return TEXT
    body = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(body):
        if (root := _ROOT.search(body)) is not None:
            return ALTO if root.group(1).lower() == b"alto" else PAGE
        if _OCR_PAGE.search(data[:OCR_HEAD]):
            return HOCR
        if _HTML.search(body[:1024]):
            return FileKind("an HTML page", _PAGE_OF_A_SITE)
        return FileKind("an XML file", "Of XML only ALTO, PAGE and hOCR are read; extract its text and clean that.")
    if not head.strip(b"\x00"):
        return FileKind("nothing but zero bytes", f"The transfer broke off. {_FETCH_AGAIN}")
    if _is_wide(head):
        return FileKind("text in UTF-16 without its mark",
                        "Convert it first (iconv -f UTF-16LE -t UTF-8 IN > OUT) and clean the result.")
    if len(_CONTROL.findall(head)) > CONTROL_SHARE * len(head):
        return FileKind("binary data of an unknown kind", _FETCH_AGAIN)
    return TEXT


def what_to_do(kind: FileKind, name: str, asked: FileKind = PDF) -> str:
    """One message: what the file is instead of what was hoped for, and what to do."""
    if asked is not PDF or kind in (HOCR, ALTO, PAGE, ARCHIVE, SAVED):
        wanted = f"not {asked.name}"
    else:
        wanted = "not a PDF" if kind is TEXT or name.lower().endswith(".pdf") else "neither a PDF nor plain text"
    return f"{name}: this is {wanted}, it is {kind.name}. {kind.advice}"


def _holds_pages(data: bytes) -> bool:
    """Is one of the first files in the archive a page? Office documents and e-books are archives of XML too."""
    from recension.readers._archive import heads

    return any(kind_of(head) in (HOCR, ALTO, PAGE) for head in heads(data, OCR_HEAD))


def _is_wide(head: bytes) -> bool:
    """Every other byte zero in most of it: letters of two bytes each."""
    half = len(head) // 2
    return half > 8 and max(head[0::2].count(0), head[1::2].count(0)) > 0.7 * half
