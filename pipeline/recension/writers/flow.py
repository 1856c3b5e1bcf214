"""The one flow of words that every writer prints.

A `Flow` is a document told from beginning to end: passages of pieces, with the notes that
they call. All text is taken from the model here and nowhere else, so that the words of
txt, Markdown, TEI, HTML and JSON cannot differ: a writer adds marks around pieces, it never
makes, drops or orders a word.

It works after any stage. Blocks come first; body lines that still stand on the pages (all
of them, before `paragraphs` has run) are told as passages of their own, at their place in
the source, and lines of notes under their note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from recension.model import Block, Document, Kind, Note, Page, Revision, Text
from recension.writers.labels import note_ids, signs
from recension.writers.looks import LETTER, PLAIN, Look, settle
from recension.writers.loose import blocks_in_order, blocks_of_notes
from recension.writers.spans import Spans, cleaned, squared


class Words(NamedTuple):
    """A stretch of text in one look. `witness` is what the source has there, where it differs
    and where that was asked for."""

    text: str
    look: Look = PLAIN
    witness: str | None = None


class Call(NamedTuple):
    """The place where a note is called; `note` is an index into `Flow.notes`."""

    note: int
    again: bool = False
    """The same note was called before."""


class Turn(NamedTuple):
    """Here a page begins."""

    page: Page
    inside: bool = False
    """In the middle of a word."""


class Break(NamedTuple):
    """A line ends: for good in verse and tables, until `typography` has run in prose."""

    hard: bool = False


class Joint(NamedTuple):
    """Here the source divided a word, or broke the line after a hyphen; told on demand."""


Piece = Words | Call | Turn | Break | Joint


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A block, ready to be printed. `text` is what the model holds, for whoever needs its glyphs."""

    kind: Kind
    level: int
    pieces: tuple[Piece, ...]
    text: Text

    @property
    def words(self) -> str:
        """The text without notes and marks; a line break is a newline."""
        return words_of(self.pieces)

    def only(self, *kept: type) -> list[Piece]:
        """The pieces but for those kinds that a format has no use for. Words and breaks always stay."""
        return joined(piece for piece in self.pieces if isinstance(piece, (Words, Break, *kept)))


@dataclass(frozen=True, slots=True, eq=False)
class Footnote:
    """A note, ready to be printed: `id` is unique in the file, `called` says that the text calls it."""

    note: Note
    id: str
    sign: str
    """What a reader sees: the label as printed, or the id where the label would be ambiguous."""
    number: int
    passages: tuple[Passage, ...]
    called: bool

    @property
    def is_missing(self) -> bool:
        """Nothing stands under this label in the source."""
        return not self.passages

    @property
    def label(self) -> str:
        """The label as printed; the id when none is."""
        return cleaned(self.note.label) or self.id


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A document told from beginning to end; `body` is passages, and the page turns between them."""

    document: Document
    title: str
    body: tuple[Passage | Turn, ...]
    notes: tuple[Footnote, ...]

    def page_number(self, page: int) -> int:
        """The number in the file of a page as the source counts it."""
        pages = self.document.pages
        place = _places(self.document)(page)
        return pages[place].number if 0 <= place < len(pages) else page

    @property
    def passages(self) -> list[Passage]:
        """The body without the page turns between passages."""
        return [item for item in self.body if isinstance(item, Passage)]


def words_of(pieces: Iterable[Piece]) -> str:
    """The text of pieces, a newline for a break."""
    return "".join(piece.text if isinstance(piece, Words) else "\n" if isinstance(piece, Break) else ""
                   for piece in pieces)


def lines_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces parted at line breaks. Never empty."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, Break):
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


def joined(pieces: Iterable[Piece], whole: tuple[str, ...] = ()) -> list[Piece]:
    """Pieces with neighbouring words of one look in one piece, and looks fit for marking."""
    result: list[Piece] = []
    stretch: list[tuple[str, Look]] = []
    pieces = list(pieces)
    if all(piece.look == PLAIN and piece.witness is None for piece in pieces if isinstance(piece, Words)):
        return _plainly_joined(pieces)

    def close() -> None:
        result.extend(Words(text, look) for text, look in settle(stretch, whole))
        stretch.clear()

    for piece in pieces:
        if isinstance(piece, Words) and piece.witness is None:
            stretch.append((piece.text, piece.look))
        else:
            close()
            result.append(piece)
    close()
    return result


def _plainly_joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The same where no look is to be settled."""
    result: list[Piece] = []
    for piece in pieces:
        if not isinstance(piece, Words):
            result.append(piece)
        elif result and isinstance(last := result[-1], Words):
            result[-1] = Words(last.text + piece.text)
        elif piece.text:
            result.append(piece)
    return result


def flow_of(revision: Revision, *, keep_style: bool = False, joints: bool = False, witness: bool = False) -> Flow:
    """Tell a document.

    `keep_style` reads small capitals and raised letters too, `joints` adds where words were
    divided, `witness` what the source has where the text departs from it.
    """
    document = revision.document
    anchors: dict[int, list[int]] = {}
    for index, note in enumerate(document.notes):
        if note.anchor is not None:
            anchors.setdefault(note.anchor, []).append(index)
    spans = Spans(revision, anchors.keys(), keep_style=keep_style, joints=joints, witness=witness)
    body_blocks = blocks_in_order(document)
    note_blocks, strays = blocks_of_notes(document)
    notes = [*document.notes, *(Note(label="") for _ in strays)]
    teller = _Teller(document, spans, anchors)
    body = teller.body(body_blocks)
    passages = [tuple(teller.passages(blocks)) for blocks in (*note_blocks, *strays)]
    labels = [note.label for note in notes]
    ids = note_ids(labels)
    footnotes = tuple(
        Footnote(note, ids[index], sign, index + 1, passages[index], index in teller.called)
        for index, (note, sign) in enumerate(zip(notes, signs(labels, ids), strict=True)))
    return Flow(document, _title(document, body), tuple(body), footnotes)


class _Teller:
    """Makes passages of blocks, one after the other, and knows what has been told already."""

    def __init__(self, document: Document, spans: Spans, anchors: dict[int, list[int]]) -> None:
        self.spans = spans
        self.anchors = anchors
        self.called: set[int] = set()
        self.pages = document.pages
        self.turned = 0  # how many pages have begun
        self.place_of = _places(document)

    def body(self, blocks: Iterable[Block]) -> list[Passage | Turn]:
        """The body: every page of the document begins once, whether it has text or not."""
        told: list[Passage | Turn] = []
        for block in blocks:
            passage = self._passage(block, self._turns)
            if passage is None:
                continue
            lead = 0
            while lead < len(passage.pieces) and isinstance(passage.pieces[lead], Turn):
                lead += 1
            told += [piece for piece in passage.pieces[:lead] if isinstance(piece, Turn)]
            told.append(Passage(passage.kind, passage.level, passage.pieces[lead:], passage.text))
        told += (Turn(page) for page in self.pages[self.turned:])
        self.turned = len(self.pages)
        return told

    def passages(self, blocks: Iterable[Block]) -> Iterator[Passage]:
        """The passages of a note. Its pages do not turn: they have begun in the body."""
        for block in blocks:
            passage = self._passage(block, None)
            if passage is not None:
                yield passage

    def _passage(self, block: Block, turns: Callable[[int, bool], list[Piece]] | None) -> Passage | None:
        text = squared(block.text)
        if not text.chars:
            return None
        hard = block.kind in (Kind.VERSE, Kind.TABLE)
        pieces: list[Piece] = []
        for cut in self.spans.of(text):
            if cut.page and turns is not None:
                pieces += turns(cut.page, cut.inside)
            if cut.joint:
                pieces.append(Joint())
            if cut.char == "\n":
                pieces.append(Break(hard))
            elif cut.char:
                for note in self.anchors[cut.glyph]:
                    pieces.append(Call(note, note in self.called))
                    self.called.add(note)
            elif cut.text:
                pieces.append(Words(cut.text, cut.look, cut.witness))
        return Passage(block.kind, block.level, tuple(_settled(pieces, block.kind)), text)

    def _turns(self, page: int, inside: bool) -> list[Piece]:
        place = self.place_of(page)
        turns: list[Piece] = [Turn(each, inside) for each in self.pages[self.turned : place + 1]]
        self.turned = max(self.turned, place + 1)
        return turns


DESIGNED = frozenset({Kind.HEADING, Kind.SUBTITLE, Kind.AUTHOR, Kind.EPIGRAPH, Kind.QUOTATION, Kind.VERSE,
                      Kind.CAPTION})
"""Kinds that are often set in italics as a whole: there italics that fill the block are design."""


def _settled(pieces: list[Piece], kind: Kind) -> list[Piece]:
    words = [piece for piece in pieces if isinstance(piece, Words) and LETTER.search(piece.text)]
    whole = [name for name in (("italic", "bold") if kind in DESIGNED else ("bold",))
             if words and all(getattr(piece.look, name) for piece in words)]
    if whole:
        off = dict.fromkeys(whole, False)
        pieces = [piece._replace(look=piece.look._replace(**off)) if isinstance(piece, Words) else piece
                  for piece in pieces]
    return joined(pieces)


def _places(document: Document) -> Callable[[int], int]:
    """From the page that the source gives for a glyph to an index into the document's pages."""
    if len(document.pages) == document.source.page_count:
        return lambda page: page - 1
    numbers = {page.number: place for place, page in enumerate(document.pages)}
    return lambda page: numbers.get(page, -1)


def _title(document: Document, body: Iterable[Passage | Turn]) -> str:
    """The first heading of the first level, on one line; else the name of the file."""
    for item in body:
        if isinstance(item, Passage) and item.kind is Kind.HEADING and item.level <= 1:
            return " ".join(item.words.split())
    return cleaned(document.source.name) or "document"
