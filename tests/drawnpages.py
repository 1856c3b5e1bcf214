"""Pages drawn line by line, with geometry, for the tests of stamps and furniture.

    book = Book()
    book.page(Drawn("A head", 60, 40, size=9), *paragraph(80, 12))
    document = book.document()
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from recension.model import Box, Document, Line, Page, Source, Style, Text

WIDTH, HEIGHT = 420.0, 600.0
LEADING = 13.0
WORDS = (
    "le", "meunier", "tenait", "compte", "sacs", "jours", "rien", "échappait", "rivière", "apportait", "refusait",
    "moulin", "crues", "avaient", "leurs", "habitudes", "chacun", "dans", "vallée", "savait", "quand", "fallait",
    "monter", "grain", "attendre", "eau", "baisse", "vanne", "ouvre", "meule", "recommence", "tourner", "comme",
    "elle", "avait", "tourné", "temps", "son", "père", "avant", "lui", "les", "riverains", "payaient", "deux",
    "fois", "par", "saison", "sans", "jamais", "dire", "pourquoi", "personne", "ne", "demandait", "au", "notaire",
    "ce", "que", "valait", "une", "année", "de", "pluie", "ni", "combien", "la", "commune", "devait", "aux",
    "enfants", "du", "pont",
)


def sentence(number: int, length: int = 66) -> str:
    """A line of running text in lower case; no two numbers give lines that are much alike."""
    made, place = [], number * 7 + 1
    while sum(len(word) + 1 for word in made) < length - 6:
        place = (place * 1103515245 + 12345) % 2**31
        made.append(WORDS[(place >> 8) % len(WORDS)])
    return " ".join(made)


class Drawn(NamedTuple):
    """A line: what it says, where it begins, its baseline, and how it is drawn."""

    text: str
    x: float
    y: float
    size: float = 10.0
    font: str = "Garamond"
    angle: float = 0.0
    italic: bool = False
    bold: bool = False
    invisible: bool = False
    artifact: bool = False

    @property
    def box(self) -> Box:
        length, height = 0.45 * self.size * len(self.text), self.size
        if round(self.angle) == 90:
            return Box(self.x - height, self.y - length, self.x, self.y)
        if self.angle:
            return Box(self.x, self.y - 0.8 * length, self.x + 0.6 * length, self.y)
        return Box(self.x, self.y - 0.75 * height, self.x + length, self.y + 0.25 * height)


def paragraph(top: float, lines: int, start: int = 0) -> list[Drawn]:
    """Full lines of text from a height down."""
    return [Drawn(sentence(100 * start + number), 60, top + LEADING * number) for number in range(lines)]


class Book:
    """Pages of drawn lines that become one document."""

    def __init__(self) -> None:
        self.pages: list[list[Drawn]] = []

    def page(self, *lines: Drawn) -> Book:
        self.pages.append(list(lines))
        return self

    def document(self) -> Document:
        chars = ""
        starts, runs = array("i", [0]), array("i")
        boxes, baselines, indices = array("f"), array("f"), array("i")
        styles: dict[Style, int] = {}
        made: list[Page] = []
        for number, drawn in enumerate(self.pages, 1):
            lines = []
            for item in drawn:
                style = Style(item.font, item.size, item.bold, item.italic, angle=item.angle, invisible=item.invisible,
                              artifact=item.artifact)
                runs.append(len(chars))
                boxes.extend(item.box)
                baselines.append(item.y)
                indices.append(styles.setdefault(style, len(styles)))
                lines.append(Line(Text.of(item.text, len(chars)), box=item.box, baseline=item.y, style=style))
                chars += item.text
            starts.append(len(chars))
            made.append(Page(number, tuple(lines), "", WIDTH, HEIGHT))
        runs.append(len(chars))
        source = Source("livre.pdf", "0" * 64, chars, starts, ((WIDTH, HEIGHT),) * len(made), runs, boxes, baselines,
                        indices, tuple(styles))
        return Document(source, tuple(made))
