"""The documents of the benchmark: which text in which style; built once, kept under `build/accuracy/documents`.

A document is a folder with `doc.pdf`, `truth.md` and `facts.json`. An engine that is not installed is left out, and
that is said. A document is built anew when its text, its style or one of these programs has changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import texts
from .facts import Facts, locate, truth_of, write
from .texts import Text
from .typesetting import pages, with_latex, with_reportlab, with_typst, with_weasyprint
from .typesetting.styles import STYLES, Style

HERE = Path(__file__).resolve().parent
BUILT = HERE.parents[1] / "build" / "accuracy" / "documents"
QUICK = HERE / "quick"
"""A few documents that are kept in the repository, so that CI judges the same files everywhere, without any engine."""

_SETTERS = {"typst": with_typst.set_text, "weasyprint": with_weasyprint.set_text,
            "reportlab": with_reportlab.set_text}

PLAN = {
    "fr-sel": ("typst-stamped", "typst-columns", "typst-end", "weasyprint-stamped", "weasyprint-page",
               "reportlab-report", "xelatex-stamped", "pdflatex-thesis"),
    "fr-voix": ("typst-symbols", "typst-download", "weasyprint-drop", "weasyprint-columns", "reportlab-columns",
                "xelatex-columns", "xelatex-letters"),
    "fr-greve": ("typst-columns", "typst-end", "weasyprint-stamped", "weasyprint-page", "reportlab-download",
                 "xelatex-stamped", "xelatex-letters"),
    "fr-arpenteurs": ("typst-stamped", "weasyprint-page", "xelatex-columns"),
    "fr-horlogers": ("typst-download", "weasyprint-drop", "pdflatex-thesis"),
    "fr-postes": ("typst-symbols", "weasyprint-columns"),
    "fr-relieurs": ("typst-columns", "xelatex-letters"),
    "en-tide": ("typst-stamped", "weasyprint-drop", "xelatex-stamped"),
    "de-bruecke": ("typst-download", "weasyprint-stamped", "pdflatex-thesis"),
    "es-faro": ("typst-columns", "weasyprint-page"),
    "it-campane": ("typst-symbols", "xelatex-stamped"),
}


class Skipped(Exception):
    """Why a document could not be built here."""


def available(style: Style) -> str:
    """Why a style cannot be set here; empty if it can."""
    if style.engine in _SETTERS:
        missing = [name for name in (style.engine, "font_source_serif_pro", "font_caladea")
                   if importlib.util.find_spec(name) is None]
        return f"{', '.join(missing)} not installed" if missing else ""
    return "" if with_latex.available(style.engine) else f"{style.engine} is not on the PATH"


def planned() -> Iterator[tuple[Text, Style]]:
    known = {text.id: text for text in texts.every_text()}
    for id, names in PLAN.items():
        for name in names:
            yield known[id], STYLES[name]


def build(wanted: Iterable[tuple[Text, Style]], folder: Path = BUILT) -> tuple[list[Path], dict[str, str]]:
    """The folders of the documents, and for each one that is missing the reason."""
    made, skipped = [], {}
    for text, style in wanted:
        target = folder / f"{text.id}-{style.name}"
        if reason := available(style):
            skipped[target.name] = reason
            continue
        print_ = _fingerprint(text, style)
        kept = target / "fingerprint"
        if not kept.is_file() or kept.read_text() != print_:
            shutil.rmtree(target, ignore_errors=True)
            build_one(text, style, target)
            kept.write_text(print_)
        made.append(target)
    return made, skipped


def build_one(text: Text, style: Style, target: Path) -> None:
    target.mkdir(parents=True)
    setter = _SETTERS.get(style.engine, with_latex.set_text)
    pdf = target / "doc.pdf"
    pdf.write_bytes(setter(text, style))
    (target / "truth.md").write_text(texts.markdown(text), encoding="utf-8")
    blocks, notes = truth_of(text)
    number = locate(blocks + notes, pdf)
    heads, folios = pages.furniture(text, style, number)
    words = pages.stamp(text, style)
    write(Facts(target.name, text.language, style.engine, style.name, number, blocks, notes,
                [words] if words else [], heads, folios), target / "facts.json")


def _fingerprint(text: Text, style: Style) -> str:
    programs = [HERE / "texts.py", HERE / "facts.py", HERE / "align.py", HERE / "reading.py",
                *sorted((HERE / "typesetting").glob("*.py"))]
    made = hashlib.sha256(repr((text, style)).encode())
    for program in programs:
        if program.name != "styles.py" and (not program.name.startswith("with_") or program.stem[5:] in style.engine):
            made.update(program.read_bytes())
    return made.hexdigest()
