"""The reference PDF reader: pdfplumber, pure Python, some twenty times slower.

It fills the same `Source` through the same layout, by another road: pdfminer's own parser,
its own font tables, its own geometry. Where both readers agree the text is what the file
says; where they differ one of them is wrong, and a test shows it. Use it for files that
PDFium misreads.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from recension.errors import EncryptedInput, UnreadableInput
from recension.model import Document, Style
from recension.readers._fonts import font_traits
from recension.readers._runs import PageOfRuns, Run
from recension.readers.layout import compose

RUN_GAP = 0.12
"""White, in ems, that ends a run: pdfplumber has no words of its own at this level."""

THIN_SPACE = 0.1
"""The same before the marks that French sets off with a thin space."""

DESCENT = 0.22
"""Share of the size by which a usual font box reaches below the baseline; only where the matrix is unknown."""

SPACE = 0.17
"""White, in ems, taken for a word space; see `layout.WORD_GAP`."""


def read(file: Path | bytes, name: str, pages: Collection[int] | None = None) -> Document:
    """Read a PDF into a document of lines.

    `pages` are numbers from 1; None means all. Raises EncryptedInput when a password is
    needed, UnreadableInput when pdfminer cannot parse the file or a page of it.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            wanted = [page for page in pdf.pages if pages is None or page.page_number in pages]
            return compose(name, hashlib.sha256(data).hexdigest(), ((p.page_number, _page(p)) for p in wanted))
    except Exception as error:
        if "password" in repr(error).lower() or isinstance(error, PDFPasswordIncorrect):
            raise EncryptedInput(
                f"{name}: the PDF is encrypted and asks for a password. "
                "Save an unprotected copy (qpdf --decrypt --password=... IN OUT) and clean that.") from error
        raise UnreadableInput(f"{name}: pdfplumber cannot read this PDF ({type(error).__name__}: {error}). "
                              "Try the default reader: --reader pdfium") from error


def _page(page: Any) -> PageOfRuns:
    runs = list(_runs(page.chars))
    found = PageOfRuns(float(page.width), float(page.height), runs)
    page.close()
    return found


def _runs(chars: list[dict[str, Any]]) -> Iterator[Run]:
    """Characters of one style that follow one another on one baseline; white at their ends is a flag."""
    held: list[dict[str, Any]] = []
    style: Style | None = None
    space = False
    for char in chars:
        blank = char["text"].isspace()
        if blank and not held:
            space = True
            continue
        this = _style(char)
        if held and (this != style or not _follows(held[-1], char)):
            trailing = held[-1]["text"].isspace()
            yield _run(held, style or this, space)
            held, space = [], trailing
            if blank:
                space = True
                continue
        style = this
        held.append(char)
    if held and style is not None:
        yield _run(held, style, space)


def _style(char: dict[str, Any]) -> Style:
    a, b = char["matrix"][:2]
    angle = math.degrees(math.atan2(b, a))
    angle = 0.0 if abs(angle) < 2.0 else float(round(angle))
    bold, italic, small = font_traits(char["fontname"])
    size = float(char["size"]) if angle == 0.0 else abs(float(char.get("width", char["size"])))
    return Style(char["fontname"], round(size, 2), bold, italic, small, angle, False, char.get("tag") == "Artifact")


def _follows(previous: dict[str, Any], char: dict[str, Any]) -> bool:
    em = max(float(char["size"]), 1.0)
    if abs(previous["matrix"][5] - char["matrix"][5]) > 0.05 * em and _style(char).angle == 0.0:
        return False
    return bool(-RUN_GAP * em * 3 < char["x0"] - previous["x1"] < 1.5 * em)


def _run(chars: list[dict[str, Any]], style: Style, space: bool) -> Run:
    while len(chars) > 1 and chars[-1]["text"].isspace():
        chars = chars[:-1]
    text: list[str] = []
    gaps: list[tuple[int, int]] = []
    em = max(style.size, 1.0)
    length = 0
    inked = chars[0]
    for char in chars:
        white = (char["x0"] - inked["x1"]) / em
        if char["text"].isspace():
            text.append(" ")
        else:
            limit = THIN_SPACE if char["text"] in ";:!?»" else SPACE
            if text and text[-1] != " " and white > limit and style.angle == 0.0:
                text.append(" ")
                length += 1
            if text and text[-1] == " " and style.angle == 0.0:
                gaps.append((length - 1, round(100 * white)))
            text.append(_expanded(char["text"]))
            inked = char
        length += len(text[-1])
    first = chars[0]
    fallback = float(first["bottom"]) - DESCENT * em
    return Run("".join(text), float(first["x0"]), float(min(c["top"] for c in chars)), float(chars[-1]["x1"]),
               float(max(c["bottom"] for c in chars)), _baseline(first, fallback), style, space, b"", tuple(gaps))


def _baseline(char: dict[str, Any], fallback: float) -> float:
    """The origin's y, top down: pdfplumber keeps it in the matrix, bottom up."""
    y = char.get("y0")
    if y is None:
        return fallback
    return float(char["top"]) + (float(char["y1"]) - float(char["matrix"][5]))


def _expanded(text: str) -> str:
    """pdfminer writes (cid:81) for a glyph without Unicode; it comes as PDFium's reader gives it."""
    if text.startswith("(cid:") and text.endswith(")") and text[5:-1].isdigit():
        return chr(min(0xF0000 + int(text[5:-1]), 0xFFFFD))
    return text
