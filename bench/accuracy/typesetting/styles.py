"""The styles: what a page looks like, whatever engine sets it. A key an engine cannot do is left out for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """How a text is set. Lengths are in millimetres, sizes in points."""

    name: str
    engine: str
    paper: tuple[int, int] = (150, 220)
    columns: int = 1
    size: float = 10.0
    fonts: tuple[str, ...] = ()
    """Families by preference; the first one that is there is taken, else the one that comes with the engine."""
    names: str = "all"
    """Small capitals: `all` (capitals too are small), `small` (capitals stay), `fake` (smaller capitals)."""
    notes: str = "continuous"
    """continuous, page (numbered afresh on each page), symbols, letters, end."""
    note_label: str = ". "
    """What stands between a note's number and its text; `raised` for a raised number."""
    head: str = "author-title"
    """author-title (verso, recto), title (both), none."""
    head_manner: str = "italic"
    folio: str = "head"
    """head (outer end of the head line), foot, decorated (– 12 –), none."""
    stamp: str = ""
    """`inner`, `outer`: turned, up the margin; `foot`: a download line."""
    heading: str = "bold"
    """bold, plain, spaced (letter-spaced capitals as the text has them), names (small capitals)."""
    drop_capital: bool = False
    hyphenate: bool = True


TYPST = (
    Style("typst-stamped", "typst", paper=(112, 178), names="all", stamp="outer", heading="plain"),
    Style("typst-columns", "typst", paper=(210, 280), columns=2, size=9.5, names="small", note_label="raised",
          head="title", folio="foot", fonts=("EB Garamond",)),
    Style("typst-symbols", "typst", paper=(105, 165), size=9.5, notes="symbols", note_label=" ",
          folio="decorated", heading="spaced", head_manner="names", fonts=("TeX Gyre Pagella",)),
    Style("typst-download", "typst", paper=(135, 205), size=10.5, notes="page", stamp="foot", head_manner="names",
          heading="names", fonts=("Source Serif Pro",)),
    Style("typst-end", "typst", paper=(120, 190), notes="end", head="author-title", folio="foot", names="small",
          drop_capital=True, fonts=("Linux Libertine O",)),
)
WEASYPRINT = (
    Style("weasyprint-stamped", "weasyprint", paper=(120, 190), names="all", stamp="outer", folio="foot",
          fonts=("Source Serif Pro",)),
    Style("weasyprint-drop", "weasyprint", paper=(115, 180), size=9.6, names="small", note_label=" ",
          head="title", drop_capital=True, heading="spaced", fonts=("EB Garamond", "Source Serif Pro")),
    Style("weasyprint-columns", "weasyprint", paper=(200, 270), columns=2, size=9.4, notes="end", folio="decorated",
          names="all", fonts=("Linux Libertine O", "Source Serif Pro")),
    Style("weasyprint-page", "weasyprint", paper=(116, 182), notes="page", note_label="raised", stamp="foot",
          head_manner="names", fonts=("TeX Gyre Termes", "Source Serif Pro")),
)
REPORTLAB = (
    Style("reportlab-report", "reportlab", paper=(210, 297), size=11, names="fake", notes="end", head="title",
          folio="decorated"),
    Style("reportlab-columns", "reportlab", paper=(210, 280), columns=2, size=9.5, names="fake", notes="end",
          stamp="inner"),
    Style("reportlab-download", "reportlab", paper=(120, 190), size=10, names="fake", notes="end", note_label="raised",
          folio="foot", stamp="foot"),
)
LATEX = (
    Style("xelatex-stamped", "xelatex", paper=(122, 195), names="all", stamp="inner", fonts=("Linux Libertine O",)),
    Style("xelatex-columns", "xelatex", paper=(210, 280), columns=2, size=10, names="small", note_label="raised",
          folio="foot", head="title", fonts=("TeX Gyre Termes",)),
    Style("xelatex-letters", "xelatex", paper=(115, 180), size=10, names="small", notes="letters",
          head_manner="names", heading="names", drop_capital=True, fonts=("TeX Gyre Pagella",)),
    Style("pdflatex-thesis", "pdflatex", paper=(210, 297), size=12, names="small", folio="decorated", head="none"),
)
STYLES = {style.name: style for style in (*TYPST, *WEASYPRINT, *REPORTLAB, *LATEX)}
