"""Setting with WeasyPrint (PyPI `weasyprint`): CSS for pages, notes as floats to the foot, Pango's lines."""

from __future__ import annotations

import html
import importlib
from typing import Any

from ..texts import Block, Text, pieces, rows
from .pages import NOTES_HEADING, first_page, font, font_folders, heads, stamp
from .styles import Style


def set_text(text: Text, style: Style) -> bytes:
    weasyprint: Any = importlib.import_module("weasyprint")
    return bytes(weasyprint.HTML(string=markup(text, style)).write_pdf())


def markup(text: Text, style: Style) -> str:
    words = html.escape(stamp(text, style))
    parts = [f'<html lang="{text.language}"><head><style>{_sheet(text, style)}</style></head><body>']
    if words:
        parts.append(f'<div class="{"download" if style.stamp == "foot" else "stamp"}">{words}</div>')
    dropped = False
    for block in text.blocks:
        begins = style.drop_capital and block.kind == "p" and not dropped
        dropped = dropped or begins
        parts.append(_block(text, style, block, begins))
    if style.notes == "end":
        parts.append(f"<h2>{NOTES_HEADING[text.language]}</h2>")
        parts += [f'<p class="end">{label}. {_inline(text, style, text.notes[label])}</p>' for label in text.calls]
    return "\n".join(parts) + "</body></html>"


def _sheet(text: Text, style: Style) -> str:
    left, right = (head.replace('"', '\\"') for head in heads(text, style))
    manner = "font-style: italic" if style.head_manner == "italic" else "font-variant: all-small-caps"
    family = font(style, "Source Serif Pro")
    faces = "".join(f'@font-face {{ font-family: "Source Serif Pro"; src: url("{path.as_uri()}"); {more} }}\n'
                    for folder in font_folders() for name, more in
                    (("Regular.otf", ""), ("It.otf", "font-style: italic"), ("Bold.otf", "font-weight: bold"))
                    if (path := folder / f"SourceSerifPro-{name}").is_file())
    folio = {"foot": "counter(page)", "decorated": '"– " counter(page) " –"'}.get(style.folio, "none")
    outer = "counter(page)" if style.folio == "head" else "none"
    side = "right: -13mm" if style.stamp == "outer" else "left: -15mm"
    small = {"all": "all-small-caps", "small": "small-caps"}[style.names]
    raised = "font-size: .68em; vertical-align: .4em; line-height: 0"
    label = f"content: counter(footnote); {raised}; margin-right: .2em" if style.note_label == "raised" \
        else f'content: counter(footnote) "{style.note_label}"'
    heading = {"spaced": "letter-spacing: .16em; font-weight: normal", "bold": "font-weight: bold",
               "plain": "font-weight: normal", "names": f"font-variant: {small}; font-weight: normal"}[style.heading]
    fresh = "counter-reset: footnote;" if style.notes == "page" else ""
    return f"""{faces}
@page {{ size: {style.paper[0]}mm {style.paper[1]}mm; margin: 22mm 20mm 25mm 21mm; {fresh}
  @footnote {{ border-top: .4pt solid black; padding-top: 3pt; margin-top: 8pt }}
  @bottom-center {{ content: {folio}; font-size: 8.5pt }} }}
@page :left {{ @top-center {{ content: "{left}"; font-size: 8.6pt; {manner} }}
  @top-left {{ content: {outer}; font-size: 8.6pt }} }}
@page :right {{ @top-center {{ content: "{right}"; font-size: 8.6pt; {manner} }}
  @top-right {{ content: {outer}; font-size: 8.6pt }} }}
@page :first {{ counter-reset: page {first_page(text)}; @top-center {{ content: none }}
  @top-left {{ content: none }} @top-right {{ content: none }} }}
body {{ font-family: "{family}"; font-size: {style.size}pt; line-height: 1.26; text-align: justify; margin: 0;
  hyphens: {"auto" if style.hyphenate else "manual"}; columns: {style.columns}; column-gap: 6mm;
  orphans: 1; widows: 1 }}
p {{ margin: 0; text-indent: 1.3em }} h1, h2, h3 {{ hyphens: manual; text-align: left; {heading} }}
h1 {{ font-size: 1.6em; margin: 0 0 10pt }} h2 {{ font-size: 1.15em; margin: 13pt 0 6pt }} h3 {{ font-size: 1em }}
.sub {{ font-style: italic; font-size: 1.1em; text-indent: 0; text-align: left; hyphens: manual }}
.author {{ font-variant: {small}; text-indent: 0; margin: 8pt 0 12pt }}
blockquote {{ font-size: .9em; margin: 7pt 2em }} blockquote p, .item, .caption, .bib {{ text-indent: 0 }}
.epigraph {{ margin-left: 45%; font-style: italic }} .source {{ text-align: right }} .item {{ margin-left: 1.3em }}
.caption {{ text-align: center; font-size: .88em; margin-bottom: 8pt }}
.bib {{ padding-left: 1.5em; text-indent: -1.5em }}
table {{ border-collapse: collapse; margin: 8pt auto; break-inside: avoid }}
td {{ border: .4pt solid; padding: 2pt 5pt }}
.sc {{ font-variant: {small} }} sup {{ font-size: .66em; line-height: 0 }} .end {{ font-size: .85em; text-indent: 0 }}
.note {{ float: footnote; font-size: {style.size * .82:.2f}pt; font-style: normal; font-variant: normal;
  line-height: 1.2 }}
.note::footnote-call {{ content: counter(footnote); {raised} }} .note::footnote-marker {{ {label} }}
.drop {{ float: left; font-size: 2.9em; line-height: .85; padding-right: .06em }}
.stamp {{ position: fixed; {side}; bottom: -8mm; width: 0; transform: rotate(-90deg); transform-origin: 0 100%;
  font-size: 5.4pt; white-space: nowrap; hyphens: manual; text-align: left }}
.download {{ position: fixed; left: -8mm; bottom: -18mm; font-size: 5pt; white-space: nowrap; hyphens: manual }}"""


def _block(text: Text, style: Style, block: Block, begins: bool) -> str:
    if block.kind == "table":
        lines = ("<tr>" + "".join(f"<td>{_inline(text, style, cell)}</td>" for cell in row) + "</tr>"
                 for row in rows(block.text))
        return "<table>" + "".join(lines) + "</table>"
    line = _inline(text, style, block.text).replace("\n", "<br>")
    if begins:
        line = f'<span class="drop">{line[0]}</span>{line[1:]}'
    if block.kind in ("h1", "h2", "h3"):
        return f"<{block.kind}>{line}</{block.kind}>"
    if block.kind in ("quote", "verse"):
        return f"<blockquote><p>{line}</p></blockquote>"
    if block.kind == "epigraph":
        source = f'<p class="source">{html.escape(block.source)}</p>' if block.source else ""
        return f'<blockquote class="epigraph"><p>{line}</p>{source}</blockquote>'
    if block.kind == "item":
        line = "– " + line
    names = {"subtitle": "sub", "author": "author", "caption": "caption", "item": "item", "bib": "bib"}
    manner = names.get(block.kind, "")
    return f'<p class="{manner}">{line}</p>'


def _inline(text: Text, style: Style, marked: str) -> str:
    made = []
    for piece in pieces(marked):
        if piece.manner == "call" and style.notes == "end":
            made.append(f"<sup>{piece.text}</sup>")
        elif piece.manner == "call":
            made.append(f'<span class="note">{_inline(text, style, text.notes[piece.text])}</span>')
        else:
            before, after = {"sc": ('<span class="sc">', "</span>"), "sup": ("<sup>", "</sup>"),
                             "it": ("<i>", "</i>")}.get(piece.manner, ("", ""))
            made.append(before + html.escape(piece.text, quote=False) + after)
    return "".join(made)
