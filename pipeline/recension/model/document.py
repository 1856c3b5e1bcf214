"""The document: pages of lines, and later blocks and notes, all pointing into one source.

Life of a document: a reader gives pages of lines in reading order. The early stages edit
lines and move them between layers. `paragraphs` composes the lines of BODY and NOTES into
blocks; what stays on the pages then is FURNITURE and BACKGROUND. Nothing is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from recension.model.rulings import Place, Ruling
from recension.model.source import Box, Source, Style
from recension.model.text import Text


class Layer(StrEnum):
    """What a stretch of text is on the page for."""

    BODY = "body"
    NOTES = "notes"
    FURNITURE = "furniture"
    """Running heads, folios, signatures, download lines."""
    BACKGROUND = "background"
    """Stamps and watermarks."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One printed line, its white space as the file has it. Without geometry `box` is None."""

    text: Text
    layer: Layer = Layer.BODY
    box: Box | None = None
    baseline: float = 0.0
    style: Style | None = None
    """The style that draws most of the line."""
    column: int = 0
    """Column within the page, from 0; -1 for a line that spans the columns."""
    note: int | None = None
    """Index into `Document.notes` of the note that the line belongs to."""

    @property
    def chars(self) -> str:
        return self.text.chars

    @property
    def size(self) -> float:
        """Size of most of the line in points; 0.0 when unknown."""
        return self.style.size if self.style else 0.0

    @property
    def is_blank(self) -> bool:
        return not self.text.chars.strip()


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page: its number in the file (from 1), its printed folio, its lines in reading order."""

    number: int
    lines: tuple[Line, ...]
    label: str = ""
    width: float = 0.0
    height: float = 0.0


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    SUBTITLE = "subtitle"
    AUTHOR = "author"
    EPIGRAPH = "epigraph"
    QUOTATION = "quotation"
    VERSE = "verse"
    ITEM = "item"
    TABLE = "table"
    CAPTION = "caption"
    BIBLIOGRAPHY = "bibliography"


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A unit of text. Until `hyphenation` has run, a line break inside it is a newline."""

    kind: Kind
    text: Text
    level: int = 0
    """Level of a heading, from 1; 0 otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """One note, even when it runs over three pages.

    `label` as printed ("12", "*"); `anchor` the glyph of its marker in the text, or None for
    a note that nothing calls. Its place in the text is the ANCHOR character of that origin.
    A marker whose note is missing in the source is a Note without blocks, `missing` set.
    """

    label: str
    anchor: int | None = None
    blocks: tuple[Block, ...] = ()
    missing: bool = False
    place: str = "foot"
    """`foot` or `end`."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A source and the present reading of it. `notes` stand in the order of their calls."""

    source: Source
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    language: str = ""
    rulings: Mapping[Place, Ruling] = field(default_factory=dict)
    """What a person decided about edits that the stages are to make; a `Draft` obeys."""

    def lines(self, layer: Layer | None = None) -> Iterator[Line]:
        """All lines on the pages, of one layer or of all."""
        for page in self.pages:
            for line in page.lines:
                if layer is None or line.layer is layer:
                    yield line

    def holders(self) -> Iterator[tuple[Text, Layer]]:
        """Every text of the document with its layer: lines, blocks, and the blocks of notes."""
        for line in self.lines():
            yield line.text, line.layer
        for block in self.blocks:
            yield block.text, Layer.BODY
        for note in self.notes:
            for block in note.blocks:
                yield block.text, Layer.NOTES

    def with_language(self, language: str) -> Document:
        return replace(self, language=language)

    def with_rulings(self, rulings: Iterable[Ruling]) -> Document:
        return replace(self, rulings={ruling.place: ruling for ruling in rulings})
