"""Setting with reportlab (PyPI), as reports are: small capitals are smaller capitals, notes stand at the end."""

from __future__ import annotations

import html
import importlib
import io
from pathlib import Path
from typing import Any

from ..texts import Block, Text, pieces, rows
from .pages import NOTES_HEADING, first_page, font_folders, heads, stamp
from .styles import Style

_MM = 72 / 25.4
_HYPHENATION = {"fr": "fr_FR", "en": "en_GB", "de": "de_DE", "es": "es_ES", "it": "it_IT"}


def set_text(text: Text, style: Style) -> bytes:
    _fonts()
    platypus: Any = importlib.import_module("reportlab.platypus")
    width, height = (side * _MM for side in style.paper)
    inner, top, bottom, gutter = 20 * _MM, 23 * _MM, 25 * _MM, 6 * _MM
    column = (width - 2 * inner - gutter * (style.columns - 1)) / style.columns
    frames = [platypus.Frame(inner + number * (column + gutter), bottom, column, height - top - bottom,
                             leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
              for number in range(style.columns)]
    data = io.BytesIO()
    document = platypus.BaseDocTemplate(data, pagesize=(width, height), title=text.meta["title"])
    document.addPageTemplates(platypus.PageTemplate(
        frames=frames, onPage=lambda canvas, _: _around(canvas, text, style)))
    document.build(_flow(text, style, platypus))
    return data.getvalue()


def _fonts() -> None:
    metrics: Any = importlib.import_module("reportlab.pdfbase.pdfmetrics")
    ttf: Any = importlib.import_module("reportlab.pdfbase.ttfonts")
    folder = next(path for path in font_folders() if (path / "Caladea-Regular.ttf").is_file())
    files = {"Caladea": "Regular", "Caladea-Bold": "Bold", "Caladea-Italic": "Italic"}
    for name, file in files.items():
        metrics.registerFont(ttf.TTFont(name, Path(folder) / f"Caladea-{file}.ttf"))
    metrics.registerFontFamily("Caladea", normal="Caladea", bold="Caladea-Bold", italic="Caladea-Italic",
                               boldItalic="Caladea-Bold")


def _around(canvas: Any, text: Text, style: Style) -> None:
    """Head, folio and stamp of a page."""
    width, height = (side * _MM for side in style.paper)
    page = canvas.getPageNumber()
    number = first_page(text) + page - 1
    left, right = heads(text, style)
    head = right if number % 2 else left
    if page > 1:
        canvas.setFont("Caladea-Italic", 8.8)
        canvas.drawCentredString(width / 2, height - 15 * _MM, head)
        if style.folio == "head":
            canvas.setFont("Caladea", 8.8)
            if number % 2:
                canvas.drawRightString(width - 20 * _MM, height - 15 * _MM, str(number))
            else:
                canvas.drawString(20 * _MM, height - 15 * _MM, str(number))
    canvas.setFont("Caladea", 8.8)
    if style.folio in ("foot", "decorated"):
        canvas.drawCentredString(width / 2, 15 * _MM, f"– {number} –" if style.folio == "decorated" else str(number))
    words = stamp(text, style)
    canvas.setFont("Caladea", 4.8)
    if style.stamp == "foot":
        canvas.drawCentredString(width / 2, 8 * _MM, words)
    elif words:
        canvas.saveState()
        canvas.translate(9 * _MM if style.stamp == "inner" else width - 7 * _MM, 40 * _MM)
        canvas.rotate(90)
        canvas.drawString(0, 0, words)
        canvas.restoreState()


def _flow(text: Text, style: Style, platypus: Any) -> list[Any]:
    sheet: Any = importlib.import_module("reportlab.lib.styles")
    size, leading = style.size, style.size * 1.24
    base = sheet.ParagraphStyle("p", fontName="Caladea", fontSize=size, leading=leading, alignment=4,
                                firstLineIndent=13, embeddedHyphenation=1, allowWidows=1, allowOrphans=1,
                                uriWasteReduce=0,
                                hyphenationLang=_HYPHENATION[text.language] if style.hyphenate else "")

    def kind(name: str, **more: Any) -> Any:
        return sheet.ParagraphStyle(name, parent=base, **more)

    plain = {"hyphenationLang": "", "alignment": 0, "firstLineIndent": 0}
    kinds = {
        "h1": kind("h1", **plain, fontSize=size * 1.6, leading=size * 1.9, spaceAfter=8, fontName="Caladea-Bold"),
        "h2": kind("h2", **plain, fontSize=size * 1.15, leading=size * 1.4, spaceBefore=12, spaceAfter=6,
                   fontName="Caladea-Bold", keepWithNext=1),
        "subtitle": kind("subtitle", **plain, fontName="Caladea-Italic", spaceAfter=6),
        "author": kind("author", **plain, spaceAfter=12),
        "caption": kind("caption", hyphenationLang="", alignment=1, firstLineIndent=0, fontSize=size * .88,
                        spaceAfter=8),
        "note": kind("note", fontSize=size * .84, leading=size * 1.05, firstLineIndent=0, spaceAfter=2),
        "item": kind("item", leftIndent=14, firstLineIndent=0),
        "bib": kind("bib", leftIndent=16, firstLineIndent=-16),
        **dict.fromkeys(("quote", "verse"), kind("quote", leftIndent=20, rightIndent=20, fontSize=size * .9,
                                                 firstLineIndent=0, spaceBefore=7, spaceAfter=7)),
        **dict.fromkeys(("epigraph", "source"), kind("epigraph", leftIndent=90, firstLineIndent=0, spaceAfter=4,
                                                     fontName="Caladea-Italic", fontSize=size * .9)),
    }
    kinds["h3"] = kinds["h2"]
    flow = []
    for block in text.blocks:
        if block.kind == "table":
            flow.append(_table(text, style, block, platypus, kinds["note"]))
            continue
        line = _inline(text, style, block.text).replace("\n", "<br/>")
        flow.append(platypus.Paragraph(("– " if block.kind == "item" else "") + line, kinds.get(block.kind, base)))
        if block.source:
            flow.append(platypus.Paragraph(html.escape(block.source), kinds["source"]))
    flow.append(platypus.Paragraph(NOTES_HEADING[text.language], kinds["h2"]))
    for label in text.calls:
        before = f"<super>{label}</super> " if style.note_label == "raised" else f"{label}{style.note_label}"
        flow.append(platypus.Paragraph(before + _inline(text, style, text.notes[label]), kinds["note"]))
    return flow


def _table(text: Text, style: Style, block: Block, platypus: Any, manner: Any) -> Any:
    cells = [[platypus.Paragraph(_inline(text, style, cell), manner) for cell in row] for row in rows(block.text)]
    return platypus.Table(cells, style=[("GRID", (0, 0), (-1, -1), .4, "black")], spaceBefore=8, spaceAfter=4)


def _inline(text: Text, style: Style, marked: str) -> str:
    made = []
    for piece in pieces(marked):
        inside = html.escape(piece.text, quote=False)
        if piece.manner == "sc":
            # Capitals in a smaller size; a true capital keeps the text's size, as word processors do it.
            inside = "".join(char if char.isupper() or not char.isalpha() else
                             f'<font size="{style.size * .78:.1f}">{char.upper()}</font>' for char in piece.text)
            inside = inside.replace(f'</font><font size="{style.size * .78:.1f}">', "")
        made.append({"sup": f"<super>{inside}</super>", "it": f"<i>{inside}</i>",
                     "call": f"<super>{inside}</super>"}.get(piece.manner, inside))
    return "".join(made)
