"""Setting with XeLaTeX or pdfLaTeX, where one is on the PATH."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..texts import Block, Text, pieces, rows
from .pages import NOTES_HEADING, first_page, font, heads, stamp
from .styles import Style

_BABEL = {"fr": "french", "en": "british", "de": "ngerman", "es": "spanish", "it": "italian"}


def available(engine: str) -> bool:
    return shutil.which(engine) is not None


def set_text(text: Text, style: Style) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.tex"
        source.write_text(markup(text, style), encoding="utf-8")
        for _ in range(2):
            done = subprocess.run([style.engine, "-interaction=nonstopmode", "-no-shell-escape", source.name],
                                  cwd=folder, capture_output=True, text=True, errors="replace", timeout=300)
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise RuntimeError(done.stdout[-800:])
        return made.read_bytes()


def markup(text: Text, style: Style) -> str:
    left, right = (_escaped(head) for head in heads(text, style))
    manner = r"\emph" if style.head_manner == "italic" else r"\textsc"
    family = font(style, "")
    unicode_engine = style.engine != "pdflatex"
    size = 12 if style.size >= 12 else 11 if style.size >= 11 else 10
    options = f"{size}pt,twoside" + (",twocolumn" if style.columns == 2 else "")
    foot = {"foot": r"\fancyfoot[C]{\thepage}", "decorated": r"\fancyfoot[C]{-- \thepage{} --}"}.get(style.folio, "")
    head = rf"\fancyhead[CE]{{{manner}{{{left}}}}}\fancyhead[CO]{{{manner}{{{right}}}}}" if left else ""
    if style.folio == "head":
        head += r"\fancyhead[LE,RO]{\thepage}"
    small = r"\newcommand{\scx}[1]{\textsc{#1}}"
    if style.names == "all" and unicode_engine:
        small = r"\newcommand{\scx}[1]{{\addfontfeatures{Letters={SmallCaps,UppercaseSmallCaps}}#1}}"
    numbering = {"letters": r"\renewcommand{\thefootnote}{\alph{footnote}}"}.get(style.notes, "")
    label = r"\makeatletter\renewcommand{\@makefntext}[1]{\parindent 1em\noindent\hb@xt@1.5em{\hss\@thefnmark." \
            r"\ }#1}\makeatother" if style.note_label != "raised" else ""
    words = _escaped(stamp(text, style))
    drawn = ""
    if words:
        drawn = r"\usepackage{eso-pic,graphicx}\AddToShipoutPictureBG{\put(18,90){\rotatebox{90}{\fontsize{6}{7}" \
                rf"\selectfont {words}}}}}}}"
    heading = {"names": r"\scx{#1}", "bold": r"\textbf{#1}"}.get(style.heading, "#1")
    parts = [
        rf"\documentclass[{options}]{{article}}",
        rf"\usepackage[paperwidth={style.paper[0]}mm,paperheight={style.paper[1]}mm,margin=21mm,headsep=5mm]{{geometry}}",
        r"\usepackage{fontspec}" + (rf"\setmainfont{{{family}}}" if family else "") if unicode_engine else
        r"\usepackage[T1]{fontenc}\usepackage{textcomp}\usepackage{lmodern}",
        rf"\usepackage[{_BABEL[text.language]}]{{babel}}",
        r"\frenchsetup{AutoSpacePunctuation=false,StandardLists=true}" if text.language == "fr" else "",
        r"\usepackage{fancyhdr}\fancyhf{}\renewcommand{\headrulewidth}{0pt}\setlength{\headheight}{14pt}",
        rf"\fancypagestyle{{plain}}{{\fancyhf{{}}{foot}}}\pagestyle{{fancy}}{head}{foot}",
        small, numbering, label, drawn, r"\setlength{\emergencystretch}{1em}", r"\hyphenpenalty=20",
        r"\begin{document}", rf"\setcounter{{page}}{{{first_page(text)}}}\thispagestyle{{plain}}"]
    parts += [_block(text, style, block, heading) for block in text.blocks]
    if style.notes == "end":
        parts.append(rf"\section*{{{NOTES_HEADING[text.language]}}}")
        parts += [rf"\noindent {label_}. {_inline(text, style, text.notes[label_])}" for label_ in text.calls]
    return "\n\n".join(part for part in parts if part) + "\n\n\\end{document}\n"


def _block(text: Text, style: Style, block: Block, heading: str) -> str:
    if block.kind == "table":
        table = rows(block.text)
        lines = (" & ".join(_inline(text, style, cell) for cell in row) + r"\\ \hline" for row in table)
        return rf"\begin{{center}}\small\begin{{tabular}}{{|{'l|' * len(table[0])}}}\hline" + "\n" + \
            "\n".join(lines) + "\n" + r"\end{tabular}\end{center}"
    line = _inline(text, style, block.text)
    if block.kind == "h1":
        return rf"{{\noindent\raggedright\LARGE\hyphenpenalty=10000 {line}\par}}\bigskip"
    if block.kind in ("h2", "h3"):
        return r"\subsection*{" + heading.replace("#1", line) + "}"
    if block.kind in ("quote", "verse"):
        return rf"\begin{{quote}}\small {line.replace(chr(10), chr(92) * 2 + ' ')}\end{{quote}}"
    if block.kind == "epigraph":
        return rf"\hfill\begin{{minipage}}{{.55\linewidth}}\itshape\small {line}\par\raggedleft " \
               rf"{_escaped(block.source)}\end{{minipage}}\par\bigskip"
    return {"subtitle": rf"{{\noindent\raggedright\itshape\hyphenpenalty=10000 {line}\par}}\medskip",
            "author": rf"{{\noindent\scx{{{line}}}\par}}\bigskip",
            "caption": rf"\begin{{center}}\small {line}\end{{center}}",
            "item": r"\hangindent=1.5em\noindent\hspace*{.6em}-- " + line,
            "bib": r"\hangindent=1.5em\noindent " + line}.get(block.kind, line)


def _inline(text: Text, style: Style, marked: str) -> str:
    made = []
    for piece in pieces(marked):
        if piece.manner == "call" and style.notes == "end":
            made.append(rf"\textsuperscript{{{piece.text}}}")
        elif piece.manner == "call":
            made.append(rf"\footnote{{{_inline(text, style, text.notes[piece.text])}}}")
        else:
            command = {"sc": r"\scx", "sup": r"\textsuperscript", "it": r"\emph"}.get(piece.manner)
            made.append(f"{command}{{{_escaped(piece.text)}}}" if command else _escaped(piece.text))
    return "".join(made)


def _escaped(text: str) -> str:
    text = re.sub(r"([&%$#_{}])", r"\\\1", text)
    return text.replace("~", r"\textasciitilde{}").replace("^", r"\^{}").replace("\u202f", r"\,").replace("\u00a0", "~")
