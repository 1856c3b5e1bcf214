"""Documents made by hand, for the tests of the writers: text with styles, pages and notes in a few words.

    made = Maker()
    made.block("Il cite ", it("Le Registre"), call("1"), " deux fois.")
    made.note("1", "Un seul exemplaire.")
    revision = made.revision()
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from recension.model import (
    ANCHOR,
    Block,
    Box,
    Document,
    Edit,
    Kind,
    Layer,
    Line,
    Note,
    Page,
    Revision,
    Source,
    Style,
    Text,
)

ROMAN = Style("Garamond", 11.0)


class Part(NamedTuple):
    """Text in a style; or, with `does`, a call or the turn of a page."""

    text: str
    style: Style = ROMAN
    lift: float = 0.0
    does: str = ""


def it(text: str) -> Part:
    return Part(text, ROMAN._replace(italic=True))


def bold(text: str) -> Part:
    return Part(text, ROMAN._replace(bold=True))


def both(text: str) -> Part:
    return Part(text, ROMAN._replace(bold=True, italic=True))


def small(text: str) -> Part:
    return Part(text, ROMAN._replace(smallcaps=True))


def up(text: str) -> Part:
    return Part(text, ROMAN._replace(size=7.0), lift=4.0)


def call(label: str) -> Part:
    return Part(label, ROMAN, 4.0, "call")


def turn(label: str = "") -> Part:
    return Part(label, does="turn")


class Maker:
    """Writes a source and what points into it at the same time."""

    def __init__(self, name: str = "essai.pdf", language: str = "fr", geometry: bool = True) -> None:
        self.name, self.language, self.geometry = name, language, geometry
        self.chars: list[str] = []
        self.starts = [0]
        self.labels = [""]
        self.lines: list[list[Line]] = [[]]
        self.runs: list[tuple[int, Box, float, Style]] = []
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.calls: dict[str, int] = {}
        self.y = 100.0
        self.begun = False

    def page(self, label: str = "") -> None:
        """Begin a page; the first one is there already and only takes its label."""
        if self.begun:
            self.starts.append(len(self.chars))
            self.labels.append(label)
            self.lines.append([])
        else:
            self.labels[-1] = label
        self.begun = True
        self.y = 100.0

    def text(self, *parts: str | Part) -> Text:
        whole = Text("", array("i"))
        self.begun = True
        for part in (Part(part) if isinstance(part, str) else part for part in parts):
            if part.does == "turn":
                self.page(part.text)
                continue
            start = len(self.chars)
            self.chars.extend(part.text)
            baseline = self.y - part.lift
            box = Box(60, baseline - 8, 60 + 5 * len(part.text), baseline + 3)
            self.runs.append((start, box, baseline, part.style))
            if part.does == "call":
                self.calls[part.text] = start
                whole += Text(ANCHOR, array("i", [start]))
            else:
                whole += Text.of(part.text, start)
        self.chars.append("\n")
        self.y += 14
        return whole

    def block(self, *parts: str | Part, kind: Kind = Kind.PARAGRAPH, level: int = 0) -> Block:
        block = Block(kind, self.text(*parts), level)
        self.blocks.append(block)
        return block

    def heading(self, *parts: str | Part, level: int = 1) -> Block:
        return self.block(*parts, kind=Kind.HEADING, level=level)

    def note(self, label: str, *paragraphs: str | Part | Sequence[str | Part] | Block, place: str = "foot") -> Note:
        """A note with these paragraphs, each a text, a list of parts, or a block; none: missing."""
        blocks = []
        for each in paragraphs:
            if isinstance(each, Block):
                blocks.append(each)
            else:
                parts = [each] if isinstance(each, (str, Part)) else each
                blocks.append(Block(Kind.PARAGRAPH, self.text(*parts)))
        note = Note(label, self.calls.pop(label, None), tuple(blocks), missing=not blocks, place=place)
        self.notes.append(note)
        return note

    def line(self, *parts: str | Part, layer: Layer = Layer.BODY, note: int | None = None) -> Line:
        text = self.text(*parts)
        y = self.y - 14
        box = Box(60, y - 8, 360, y + 3) if self.geometry else None
        line = Line(text, layer, box, y, ROMAN if self.geometry else None, note=note)
        self.lines[-1].append(line)
        return line

    def blank(self) -> None:
        self.lines[-1].append(Line(Text.inserted("")))

    def source(self) -> Source:
        starts = array("i", [*self.starts, len(self.chars)])
        sizes = tuple((420.0, 595.0) for _ in self.starts)
        chars = "".join(self.chars)
        if not self.geometry:
            return Source(self.name, "0" * 64, chars, starts)
        styles = tuple(dict.fromkeys(style for *_, style in self.runs))
        return Source(
            self.name, "0" * 64, chars, starts, sizes,
            array("i", [*(run[0] for run in self.runs), len(chars)]),
            array("f", [number for run in self.runs for number in run[1]]),
            array("f", [run[2] for run in self.runs]),
            array("i", [styles.index(run[3]) for run in self.runs]), styles)

    def document(self) -> Document:
        width, height = (420.0, 595.0) if self.geometry else (0.0, 0.0)
        pages = tuple(
            Page(number, tuple(lines), label, width, height)
            for number, (label, lines) in enumerate(zip(self.labels, self.lines, strict=True), 1))
        return Document(self.source(), pages, tuple(self.blocks), tuple(self.notes), self.language)

    def revision(self, *edits: Edit) -> Revision:
        return Revision(self.document(), edits)
