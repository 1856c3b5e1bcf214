"""Sheets: texts joined for matching, and the way back from a place on one to its line or block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from recension.model import Block, Document, Layer, Line, Page
from recension.model.edits import Holder

BETWEEN_BLOCKS = "\n\ufdd0\n"
"""A noncharacter: no text has it, and neither letter, digit nor white-space classes match it."""

LONGEST = 8000
"""Characters of blocks on one sheet: enough to save calls, few enough to time."""


class Piece(NamedTuple):
    """One line or block on a sheet: from where to where it stands, how much is left out before it."""

    start: int
    end: int
    skipped: int
    holder: Holder

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The part of a stretch of the sheet that lies in this piece, as offsets of its holder."""
        first = max(start, self.start) - self.start + self.skipped
        last = min(end, self.end) - self.start + self.skipped
        return first, max(first, last)


class Sheet:
    """Lines of one page, or several blocks, as one text.

    Most sheets are looked at and found to have nothing: the pieces, which lead back to lines
    and blocks, are worked out when a place is asked for.
    """

    __slots__ = ("_pieces", "_starts", "holders", "page", "text")

    def __init__(self, text: str, holders: Sequence[Holder], page: Page | None = None) -> None:
        self.text = text
        self.holders = holders
        self.page = page
        self._pieces: Sequence[Piece] | None = None
        self._starts: Sequence[int] = ()

    @property
    def pieces(self) -> Sequence[Piece]:
        """Where each line or block stands."""
        if self._pieces is None:
            self._pieces = _block_pieces(self.holders) if self.page is None else _line_pieces(self.holders)
            self._starts = [piece.start for piece in self._pieces]
        return self._pieces

    @property
    def starts(self) -> Sequence[int]:
        """Where each of the pieces begins."""
        return self._starts if self.pieces else ()

    def touched(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces that a stretch has characters in; for an empty stretch, the one it stands in."""
        for number in range(max(0, bisect_right(self.starts, start) - 1), len(self.pieces)):
            piece = self.pieces[number]
            if piece.start > end or (piece.start == end and start < end):
                break
            if start < piece.end or piece.start == piece.end or start == end == piece.end:
                yield piece

    def is_covered(self, piece: Piece, start: int, end: int) -> bool:
        """Is there nothing but white in the piece outside the stretch?"""
        before = self.text[piece.start : max(piece.start, start)]
        return not (before + self.text[min(piece.end, end) : piece.end]).strip()


def sheets_of(document: Document, among: Iterable[Holder] | None) -> list[Sheet]:
    """The texts of a document that rules may touch, or of these lines and blocks of it.

    Blocks where there are any; else the lines of BODY and NOTES, a sheet a page.
    """
    if among is not None:
        wanted = list(among)
        lines = {id(holder) for holder in wanted if isinstance(holder, Line)}
        sheets = _block_sheets(holder for holder in wanted if isinstance(holder, Block))
        return sheets + [_line_sheet(page, lines) for page in document.pages] if lines else sheets
    if document.blocks or any(note.blocks for note in document.notes):
        return _block_sheets(
            [*document.blocks, *(block for note in document.notes for block in note.blocks)])
    return [_line_sheet(page, None) for page in document.pages]


def _line_sheet(page: Page, wanted: set[int] | None) -> Sheet:
    """Lines without the white space at either end, so that `^` and `$` mean what people expect."""
    body, notes = Layer.BODY, Layer.NOTES
    lines = [line for line in page.lines if (line.layer is body or line.layer is notes)
             and (wanted is None or id(line) in wanted)]
    return Sheet("\n".join([line.text.chars.strip() for line in lines]), lines, page)


def _line_pieces(lines: Iterable[Holder]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for line in lines:
        chars = line.text.chars
        text = chars.strip()
        pieces.append(Piece(at, at + len(text), len(chars) - len(chars.lstrip()) if text else 0, line))
        at += len(text) + 1
    return pieces


def _block_sheets(blocks: Iterable[Block]) -> list[Sheet]:
    sheets: list[Sheet] = []
    held: list[Block] = []
    length = 0
    for block in blocks:
        held.append(block)
        length += len(block.text.chars) + len(BETWEEN_BLOCKS)
        if length > LONGEST:
            sheets.append(_block_sheet(held))
            held, length = [], 0
    if held:
        sheets.append(_block_sheet(held))
    return sheets


def _block_sheet(blocks: Sequence[Block]) -> Sheet:
    return Sheet(BETWEEN_BLOCKS.join([block.text.chars for block in blocks]), blocks)


def _block_pieces(blocks: Iterable[Holder]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for block in blocks:
        pieces.append(Piece(at, at + len(block.text.chars), 0, block))
        at += len(block.text.chars) + len(BETWEEN_BLOCKS)
    return pieces
