"""Setting with Typst (PyPI `typst`): its own line and page breaking, bottom notes, small capitals by font features."""

from __future__ import annotations

import importlib
import re
import tempfile
from pathlib import Path
from typing import Any

from ..texts import Block, Text, pieces, rows
from .pages import NOTES_HEADING, first_page, font, font_folders, heads, stamp
from .styles import Style


def set_text(text: Text, style: Style) -> bytes:
    typst: Any = importlib.import_module("typst")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.typ"
        source.write_text(markup(text, style), encoding="utf-8")
        return bytes(typst.compile(source, font_paths=[str(path) for path in font_folders()]))


def markup(text: Text, style: Style) -> str:
    parts = [_page(text, style), _manners(text, style)]
    dropped = False
    for block in text.blocks:
        if style.drop_capital and block.kind == "p" and not dropped:
            dropped = True
            parts.append(_dropped(text, style, block))
        else:
            parts.append(_block(text, style, block))
    if style.notes == "end":
        parts.append(f"#heading(level: 2)[{NOTES_HEADING[text.language]}]")
        parts.append("#set par(first-line-indent: 0pt)\n#set text(size: .84em)")
        parts += [f"{label}. {_inline(text, style, text.notes[label])}" for label in text.calls]
    return "\n\n".join(parts) + "\n"


def _page(text: Text, style: Style) -> str:
    left, right = (_escaped(head) for head in heads(text, style))
    manner = {"italic": "emph", "names": "scx"}[style.head_manner]
    verso, recto = (f"#{manner}[{head}]" if head else "" for head in (left, right))
    number = "#context counter(page).display()"
    if style.folio == "head":
        verso, recto = f"{number} #h(1fr) {verso}", f"{recto} #h(1fr) {number}"
    else:
        verso, recto = f"#align(center)[{verso}]", f"#align(center)[{recto}]"
    foot = {"foot": number, "decorated": f"– {number} –"}.get(style.folio, "")
    words = _escaped(stamp(text, style))
    back = ""
    if style.stamp == "foot":
        foot += f" #linebreak() #text(size: 6pt)[{words}]"
    elif words:
        side = "left, dx: 5mm" if style.stamp == "inner" else "right, dx: -5mm"
        back = f"background: place(horizon + {side}, rotate(-90deg, reflow: true)[#text(size: 6pt)[{words}]]),"
    # On the first page the number is set after its head is drawn, so heads begin by the page of the file.
    return f"""#let scx(x) = {'text(features: ("smcp", "c2sc"))[#x]' if style.names == "all" else "smallcaps(x)"}
#let first = {first_page(text)}
#set page(width: {style.paper[0]}mm, height: {style.paper[1]}mm, columns: {style.columns}, {back}
  margin: (inside: 21mm, outside: 18mm, top: 22mm, bottom: 24mm),
  header: context {{ let n = counter(page).get().first()
    if here().page() > 1 {{ if calc.even(n) [{verso}] else [{recto}] }} }},
  footer: [#align(center)[{foot}]])
#counter(page).update(first)"""


def _manners(text: Text, style: Style) -> str:
    numbering = {"symbols": "*", "letters": "a"}.get(style.notes, "1")
    heading = {"bold": 'weight: "bold"', "plain": 'weight: "regular"', "spaced": 'weight: "regular", tracking: .15em',
               "names": 'weight: "regular"'}[style.heading]
    made = f"""#set text(font: "{font(style, 'Libertinus Serif')}", size: {style.size}pt, lang: "{text.language}",
  hyphenate: {str(style.hyphenate).lower()}, costs: (hyphenation: 15%))
#set par(justify: true, first-line-indent: 1.2em, leading: .58em, spacing: .58em)
#set footnote(numbering: "{numbering}")
#show heading: set text(hyphenate: false, {heading})
#show heading: set block(above: 1.5em, below: .9em)
#show heading: set par(justify: false)"""
    if style.heading == "names":
        made += "\n#show heading.where(level: 2): it => block(scx(it.body))"
    if style.note_label != "raised":
        made += f"""
#show footnote.entry: it => {{
  let n = counter(footnote).at(it.note.location())
  [#h(1em)#numbering(it.note.numbering, ..n){style.note_label}#it.note.body] }}"""
    if style.notes == "page":
        made += """
#let started = state("page of last note", 0)
#let note(body) = context { let here = counter(page).get().first()
  if started.get() != here { counter(footnote).update(0) }
  started.update(here)
  footnote(body) }"""
    else:
        made += "\n#let note(body) = footnote(body)"
    return made


def _block(text: Text, style: Style, block: Block) -> str:
    if block.kind == "table":
        cells = [f"[{_inline(text, style, cell)}]" for row in rows(block.text) for cell in row]
        return f"#align(center, block(breakable: false, table(columns: {len(rows(block.text)[0])}, " \
               f"stroke: .4pt, {', '.join(cells)})))"
    line = _inline(text, style, block.text)
    if block.kind in ("h1", "h2", "h3"):
        return f"#heading(level: {block.kind[1]})[{line}]"
    if block.kind == "quote" or block.kind == "verse":
        line = line.replace("\n", " \\ ")
        return f"#block(inset: (x: 2em, y: .6em))[#set text(size: .9em); #set par(first-line-indent: 0pt)\n{line}]"
    return {"subtitle": f"#block(below: 1em)[#emph[#text(size: 1.1em, hyphenate: false)[{line}]]]",
            "author": f"#block(below: 1.4em)[#scx[{line}]]",
            "epigraph": f"#block(inset: (left: 45%))[#set text(size: .9em, style: \"italic\")\n{line}\n\n"
                        f"#align(right)[{_escaped(block.source)}]]",
            "caption": f"#align(center)[#text(size: .88em)[{line}]]",
            "item": f"#block(inset: (left: 1.2em))[#set par(first-line-indent: 0pt, hanging-indent: 1em)\n– {line}]",
            "bib": f"#block[#set par(first-line-indent: 0pt, hanging-indent: 1.5em)\n{line}]",
            }.get(block.kind, line)


def _dropped(text: Text, style: Style, block: Block) -> str:
    """A capital over two lines; Typst sets no text around it, so it stands out in the indent of the first line."""
    first, rest = block.text[0], block.text[1:]
    return f"#box(height: .6em)[#text(size: 2.1em)[{_escaped(first)}]]{_inline(text, style, rest)}"


def _inline(text: Text, style: Style, marked: str) -> str:
    made = []
    for piece in pieces(marked):
        if piece.manner == "call" and style.notes == "end":
            made.append(f"#super[{piece.text}]")
        elif piece.manner == "call":
            made.append(f"#note[{_inline(text, style, text.notes[piece.text])}]")
        else:
            command = {"sc": "#scx", "sup": "#super", "it": "#emph"}.get(piece.manner)
            made.append(f"{command}[{_escaped(piece.text)}]" if command else _escaped(piece.text))
    return "".join(made)


def _escaped(text: str) -> str:
    text = re.sub(r"([\\#@$_`<>~*=\[\]])", r"\\\1", text)
    # A hyphen, a dash or a stop that begins a line would begin a list; three points would become one sign.
    return re.sub(r"^([-+/])", r"\\\1", text, flags=re.M) \
        .replace("--", "-\\-").replace("...", ".\\..").replace("//", "/\\/")
