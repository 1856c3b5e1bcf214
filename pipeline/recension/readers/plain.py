"""Plain text: what `pdftotext`, pdfminer or an OCR program left, without geometry.

A glyph is an offset in the text. Lines keep their white space, and blank lines stay, since
both are evidence. Pages part at form feeds. Extractions without form feeds leave fainter
traces, used only where they are clear: a printed line that begins with a single space in a
text whose other lines do not (the first line of a page, in some extractions), and the end
of a run of splinters (a stamp up the margin, drawn last on its page).
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from recension.errors import UnreadableInput
from recension.model import Document, Line, Page, Source, Text

SPLINTER = 3
"""Visible characters of a stamp's fragment, at most."""

SPLINTER_RUN = 12
"""Fragments in a row before a run is taken for a stamp's; verse and lists do not get there."""

RARE_INDENT = 0.06
"""Share of lines with a leading space, at most, for a leading space to mean a new page."""

PAGE_LINE = 20
"""Length of a line, at least, whose leading space can mean a new page."""


def read(data: bytes, name: str, pages: Collection[int] | None = None) -> Document:
    """Read extracted text into a document of lines.

    UTF-8, with or without mark, or UTF-16 with mark. `pages` are numbers from 1; None means
    all. Raises UnreadableInput for other bytes and for a text without a visible character.
    """
    chars = decode(data, name)
    if not chars.strip():
        raise UnreadableInput(f"{name}: the file holds no text, only white space; is it the right file?")
    return of_string(chars, name, hashlib.sha256(data).hexdigest(), pages)


def of_string(chars: str, name: str, digest: str = "", pages: Collection[int] | None = None) -> Document:
    """A document of the lines of a string; line ends of any system."""
    chars = chars.replace("\r\n", "\n").replace("\r", "\n")
    lines = _lines(chars)
    breaks = _page_breaks(lines)
    starts = [0, *breaks]
    made: list[Page] = []
    kept: list[str] = []
    page_starts = array("i", [0])
    length = 0
    offsets = list(accumulate((len(line) for line in lines), initial=0))
    for number, (start, end) in enumerate(zip(starts, [*breaks, len(lines)], strict=True), 1):
        if pages is not None and number not in pages:
            continue
        text = "".join(lines[start:end])
        offset = length - offsets[start]
        page_lines = tuple(
            Line(Text.of(_without_end(lines[index]), offsets[index] + offset)) for index in range(start, end))
        kept.append(text)
        length += len(text)
        page_starts.append(length)
        made.append(Page(number, page_lines))
    source = Source(name, digest, "".join(kept), page_starts)
    if pages is not None:
        made = [replace(page, number=position) for position, page in enumerate(made, 1)]
    return Document(source, tuple(made))


def decode(data: bytes, name: str) -> str:
    """The text of the bytes. Raises UnreadableInput that says where and what to do."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name}: the bytes are not UTF-8 text (first fault at byte {error.start}). "
            "Convert the file first, for example: iconv -f WINDOWS-1252 -t UTF-8 IN > OUT") from error


def _lines(chars: str) -> list[str]:
    """Lines with their ends; a form feed ends a line, and stands at its end."""
    return re.findall(r"[^\n\f]*(?:\n\f?|\f)|[^\n\f]+", chars)


def _without_end(line: str) -> str:
    return line.rstrip("\n\f")


def _page_breaks(lines: Sequence[str]) -> list[int]:
    """Indices of the lines that open a page, the first page left out."""
    fed = [index + 1 for index, line in enumerate(lines) if line.endswith("\f") and index + 1 < len(lines)]
    if fed:
        return fed
    found = _after_splinters(lines)
    printed = [index for index, line in enumerate(lines) if len(line.strip()) >= PAGE_LINE]
    spaced = [index for index in printed if lines[index][0] == " " and lines[index][1] != " "]
    indented = [index for index in printed if lines[index][0].isspace()]
    if len(indented) <= max(1, RARE_INDENT * len(printed)):
        found |= {index for index in spaced if index and lines[index - 1].strip()}
    return sorted(found - {0})


def _after_splinters(lines: Sequence[str]) -> set[int]:
    """The first printed line after each run of splinters, where blank lines stand between."""
    found: set[int] = set()
    run = 0
    for index, line in enumerate(lines):
        visible = len(line.strip())
        if not visible:
            continue
        if visible <= SPLINTER:
            run += 1
            continue
        if run >= SPLINTER_RUN and not lines[index - 1].strip():
            found.add(index)
        run = 0
    return found
