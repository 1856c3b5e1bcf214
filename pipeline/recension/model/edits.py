"""A change and its record are one act: `Draft` is the only way to a changed document.

A stage opens a draft, speaks of lines and blocks *as they were when the draft was opened*,
and asks for the revision at the end. Offsets never move under it, and nothing can be
changed unrecorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from recension.model.document import Block, Document, Layer, Line, Note, Page
from recension.model.source import Box
from recension.model.text import Text

Holder = Line | Block


class Act(StrEnum):
    """What an edit does."""

    REPLACE = "replace"
    MOVE = "move"
    """The text goes to another layer, unchanged."""
    QUERY = "query"
    """Nothing was changed: the evidence does not decide, `readings` says between what."""


class Edit(NamedTuple):
    """One entry of the record.

    `glyphs` is aligned with `before` (one origin a character, -1 where none). With
    `origins_after` that is enough to make the edit again on the source or to take it back.
    """

    stage: str
    rule: str
    act: Act
    page: int
    """Page of the first glyph, from 1."""
    box: Box | None
    before: str
    after: str
    glyphs: tuple[int, ...]
    layer: Layer
    """The layer the text is in after the edit."""
    confidence: float
    """0 to 1; 1 means that nothing else is possible."""
    reason: str
    readings: tuple[str, ...] = ()

    @property
    def applied(self) -> bool:
        return self.act is not Act.QUERY


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """A document and the edits that led to it."""

    document: Document
    edits: tuple[Edit, ...] = ()

    def then(self, later: Revision) -> Revision:
        """This revision followed by a later one of its document."""
        return Revision(later.document, self.edits + later.edits)


class Draft:
    """Collects the changes of one stage and records each of them."""

    def __init__(self, document: Document, stage: str) -> None:
        self.document = document
        self.stage = stage
        self._edits: list[Edit] = []
        self._splices: dict[int, list[tuple[int, int, str]]] = {}
        self._moves: dict[int, Layer] = {}
        self._notes_of: dict[tuple[int, int], int | None] = {}
        self._parts: dict[int, tuple[int, ...]] = {}
        self._labels: dict[int, str] = {}
        self._holders: dict[int, Holder] = {}  # keeps the objects alive, so that ids stay theirs
        self._body_blocks = {id(block) for block in document.blocks}
        self._notes: tuple[Note, ...] | None = None
        self._blocks: tuple[Block, ...] | None = None

    # -- changes ---------------------------------------------------------------------------

    def replace(self, holder: Holder, start: int, end: int, after: str, *, rule: str, reason: str,
                confidence: float = 1.0, layer: Layer | None = None) -> bool:
        """Replace `holder.text.chars[start:end]` by `after`.

        Returns False, and does nothing, when the place overlaps a change made before in this
        draft. A pure insertion of visible text is recorded on its neighbour, so that a glyph
        always answers for it.
        """
        chars, origin = holder.text.chars, holder.text.origin
        if start == end and after.strip():
            if start > 0:
                start, after = start - 1, chars[start - 1] + after
            elif end < len(chars):
                end, after = end + 1, after + chars[end]
        while start > 0 and start < end and origin[start] >= 0 and origin[start - 1] == origin[start]:
            start, after = start - 1, chars[start - 1] + after
        while end < len(chars) and start < end and origin[end] >= 0 and origin[end] == origin[end - 1]:
            end, after = end + 1, after + chars[end]
        if chars[start:end] == after:
            return False
        taken = self._splices.setdefault(id(holder), [])
        if any(s < end and start < e or (s, e) == (start, end) for s, e, _ in taken):
            return False
        self._holders[id(holder)] = holder
        taken.append((start, end, after))
        self._record(holder, start, end, after, Act.REPLACE, rule, reason, confidence, layer)
        return True

    def move(self, line: Line, layer: Layer, *, rule: str, reason: str, confidence: float = 1.0) -> bool:
        """Move a whole line to another layer. False when it is there, or was moved, already."""
        if line.layer is layer or id(line) in self._moves:
            return False
        self._holders[id(line)] = line
        self._moves[id(line)] = layer
        if not line.is_blank:
            self._record(line, 0, len(line.text), line.chars, Act.MOVE, rule, reason, confidence, layer)
        return True

    def query(self, holder: Holder, start: int, end: int, readings: Sequence[str], *, rule: str,
              reason: str, confidence: float = 0.5) -> None:
        """Leave the text and record that the evidence does not decide between `readings`."""
        self._record(holder, start, end, holder.text.chars[start:end], Act.QUERY, rule, reason,
                     confidence, None, tuple(readings))

    def split(self, line: Line, at: Iterable[int]) -> None:
        """Part a line before each of these offsets. No glyph changes, so there is no record."""
        cuts = tuple(sorted({cut for cut in at if 0 < cut < len(line.text)}))
        if cuts:
            self._holders[id(line)] = line
            self._parts[id(line)] = cuts

    def assign(self, line: Line, note: int | None, part: int = 0) -> None:
        """Give a line (or one part of a line that is split) to the note of that index."""
        self._holders[id(line)] = line
        self._notes_of[id(line), part] = note

    def label(self, page: Page, label: str) -> None:
        """Set the printed folio of a page."""
        self._labels[page.number] = label

    def set_notes(self, notes: Iterable[Note]) -> None:
        """Replace the notes of the document."""
        self._notes = tuple(notes)

    def compose(self, blocks: Iterable[Block], notes: Iterable[Note]) -> None:
        """Take all lines of BODY and NOTES off the pages; these blocks and notes hold them now."""
        self._blocks, self._notes = tuple(blocks), tuple(notes)

    # -- the result ------------------------------------------------------------------------

    def is_moved(self, line: Line) -> bool:
        """Has this draft moved the line to another layer?"""
        return id(line) in self._moves

    def is_touched(self, holder: Holder) -> bool:
        """Has this draft changed, moved or parted the line or block?"""
        return id(holder) in self._holders

    def revision(self) -> Revision:
        """The changed document and the record."""
        document = self.document
        if self._blocks is not None:
            pages = tuple(
                replace(page, lines=tuple(
                    line for line in page.lines if line.layer not in (Layer.BODY, Layer.NOTES)))
                for page in document.pages)
            document = replace(document, pages=pages, blocks=self._blocks, notes=self._notes or ())
            return Revision(document, tuple(self._edits))
        if self._holders or self._labels:
            document = replace(
                document,
                pages=tuple(self._new_page(page) for page in document.pages),
                blocks=tuple(self._new_block(block) for block in document.blocks),
                notes=tuple(self._new_note(note) for note in document.notes),
            )
        if self._notes is not None:
            document = replace(document, notes=self._notes)
        return Revision(document, tuple(self._edits))

    # -- inside ----------------------------------------------------------------------------

    def _record(self, holder: Holder, start: int, end: int, after: str, act: Act, rule: str, reason: str,
                confidence: float, layer: Layer | None, readings: tuple[str, ...] = ()) -> None:
        source = self.document.source
        glyphs = tuple(holder.text.origin[start:end])
        real = tuple(glyph for glyph in glyphs if glyph >= 0)
        first = real[0] if real else holder.text.first_glyph()
        if layer is None:
            layer = holder.layer if isinstance(holder, Line) else self._layer_of(holder)
        self._edits.append(Edit(
            self.stage, rule, act, source.page_of(first), source.box_of(real),
            holder.text.chars[start:end], after, glyphs, layer, confidence, reason, readings))

    def _layer_of(self, block: Block) -> Layer:
        return Layer.BODY if id(block) in self._body_blocks else Layer.NOTES

    def _new_text(self, holder: Holder) -> Text:
        splices = sorted(self._splices.get(id(holder), ()))
        return holder.text.spliced_at(splices) if splices else holder.text

    def _new_page(self, page: Page) -> Page:
        label = self._labels.get(page.number, page.label)
        if not any(id(line) in self._holders for line in page.lines):
            return replace(page, label=label) if label != page.label else page
        lines: list[Line] = []
        for line in page.lines:
            lines.extend(self._new_lines(line) if id(line) in self._holders else (line,))
        return replace(page, lines=tuple(lines), label=label)

    def _new_lines(self, line: Line) -> list[Line]:
        key = id(line)
        layer = self._moves.get(key, line.layer)
        note = self._notes_of.get((key, 0), line.note)
        cuts = (0, *self._parts.get(key, ()), len(line.text))
        if len(cuts) == 2:
            return [replace(line, text=self._new_text(line), layer=layer, note=note)]
        parts = []
        splices = sorted(self._splices.get(key, ()))
        for number, (start, end) in enumerate(zip(cuts, cuts[1:], strict=False)):
            own = [(s - start, e - start, after) for s, e, after in splices if start <= s and e <= end]
            text = line.text[start:end].spliced_at(own)
            part_note = self._notes_of.get((key, number), note)
            parts.append(replace(line, text=text, layer=layer, note=part_note))
        return parts

    def _new_block(self, block: Block) -> Block:
        return replace(block, text=self._new_text(block)) if id(block) in self._splices else block

    def _new_note(self, note: Note) -> Note:
        if not any(id(block) in self._splices for block in note.blocks):
            return note
        return replace(note, blocks=tuple(self._new_block(block) for block in note.blocks))
