"""Documents of any length, drawn here, so that anybody can measure the same: prose, notes, columns.

Sentences come from the truth of the samples, in an order that a fixed seed decides, so that no page is like another.
Lines are justified in Times (its widths are Adobe's, and known to everybody), words divided at line ends; a running
head and a folio stand on each page, and footnotes with raised calls in the kind `notes`.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "speed" / "documents"

KINDS = ("prose", "notes", "columns")
LEADING, SIZE, SMALL = 13.0, 10.5, 8.5
WIDTH, HEIGHT, MARGIN = 420.0, 595.0, 54.0

_NARROW = dict(zip("ijlt.,:;'/! frsI-()", (278, 278, 278, 278, 250, 250, 278, 278, 180, 278, 333, 250, 333, 333, 389,
                                            333, 333, 333, 333), strict=True))
_WIDE = dict(zip("mwMWABCDEFGHJKLNOPQRSTUVXYZacez«»?&", (
    778, 722, 889, 944, 722, 667, 667, 722, 611, 556, 722, 722, 389, 722, 611, 722, 722, 556, 722, 667, 556, 611, 722,
    722, 722, 722, 611, 444, 444, 444, 444, 500, 500, 444, 778), strict=True))
_PLAIN = str.maketrans("éèêëàâäîïôöûüùçÉÈÀÇ’“”–—…œŒ", "eeeeaaaiioouuucEEAC'\"\"--.oO")


def document(kind: str, pages: int) -> Path:
    """The file of a document; made once."""
    path = BUILT / f"{kind}-{pages}.pdf"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".tmp")
        draft.write_bytes(drawn(kind, pages))
        draft.replace(path)
    return path


def drawn(kind: str, pages: int) -> bytes:
    """The bytes of a document; the same on every machine."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary({f"/F{number}": pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding)) for number, name in enumerate(("Times-Roman", "Times-Italic"))})
    told = _paragraphs(random.Random(f"{kind} {pages}"))
    lines: list[tuple[str, bool]] = []
    number = 0
    for page in range(pages):
        parts = [f"BT /F1 9 Tf 1 0 0 1 {MARGIN} {HEIGHT - 36} Tm ({_head(page)}) Tj ET",
                 f"BT /F0 9 Tf 1 0 0 1 {WIDTH / 2:.1f} 30 Tm ({page + 1}) Tj ET"]
        columns = 2 if kind == "columns" else 1
        measure = (WIDTH - 2 * MARGIN - 14 * (columns - 1)) / columns
        notes = 2 if kind == "notes" else 0
        rows = int((HEIGHT - 2 * MARGIN) / LEADING) - 3 * notes
        for column in range(columns):
            x = MARGIN + column * (measure + 14)
            while len(lines) < rows:
                lines += _set(next(told), measure, SIZE)
            taken, lines = lines[:rows], lines[rows:]
            for row, (line, is_last) in enumerate(taken):
                y = HEIGHT - MARGIN - 12 - row * LEADING
                parts.append(_line(line, x, y, measure, SIZE, is_last))
                if row and row % 13 == 0 and number < (page + 1) * notes:
                    number += 1
                    parts.append(f"BT /F0 6 Tf 1 0 0 1 {x + measure + 1:.1f} {y + 4:.1f} Tm ({number}) Tj ET")
        for place, label in enumerate(range(page * notes + 1, number + 1)):
            note = _set(f"{label}. " + " ".join(next(told).split()[:22]) + ".", measure, SMALL)[:3]
            for row, (line, is_last) in enumerate(note):
                y = 54 + (notes - place) * 33 - row * 10
                parts.append(_line(line, MARGIN, y, measure, SMALL, is_last))
        content = pdf.make_stream("\n".join(parts).encode("cp1252", "replace"))
        pdf.pages.append(pikepdf.Page(pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=[0, 0, WIDTH, HEIGHT], Contents=content,
            Resources=pikepdf.Dictionary(Font=fonts))))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _head(page: int) -> str:
    return "Les pages et les heures" if page % 2 else "Histoire des machines"


def _set(text: str, measure: float, size: float) -> list[tuple[str, bool]]:
    """The lines of a paragraph, and whether each is the last; long words are divided where it helps."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if _width(longer) * size <= measure:
            line = longer
            continue
        head = word[: len(word) // 2]
        if len(word) > 9 and word.isalpha() and _width(f"{line} {head}-") * size <= measure:
            lines.append(f"{line} {head}-")
            line = word[len(head):]
        else:
            lines.append(line)
            line = word
    return [*((one, False) for one in lines if one), (line, True)]


def _line(line: str, x: float, y: float, measure: float, size: float, is_last: bool) -> str:
    spaces = line.count(" ")
    white = 0.0 if is_last or not spaces else (measure - _width(line) * size) / spaces
    shown = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F0 {size} Tf {white:.3f} Tw 1 0 0 1 {x:.2f} {y:.2f} Tm ({shown}) Tj ET"


def _width(text: str) -> float:
    """In ems."""
    return sum(_NARROW.get(char) or _WIDE.get(char, 500) for char in text.translate(_PLAIN)) / 1000


def _paragraphs(chance: random.Random) -> Iterator[str]:
    sentences = _sentences()
    while True:
        yield " ".join(chance.choice(sentences) for _ in range(chance.randint(3, 8)))


@cache
def _sentences() -> list[str]:
    """Sentences of our own: the truth of the French samples, without marks and notes."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "samples").glob("fr-*/truth.md")):
        text = re.sub(r"\[\^[^\]]*\]:?|[*_#>`]", "", path.read_text("utf-8"))
        for sentence in re.findall(r"[A-ZÉÀ][^.!?\n]{40,220}[.!?]", text):
            found[" ".join(sentence.split())] = None
    return list(found)
