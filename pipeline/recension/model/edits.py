"""A change and its record are one act: `Draft` is the only way to a changed document.

A stage opens a draft, speaks of lines and blocks *as they were when the draft was opened*,
and asks for the revision at the end. Offsets never move under it, and nothing can be
changed unrecorded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from recension.model.document import Block, Document, Layer, Line, Note, Page
from recension.model.record import Edit, Revision
from recension.model.rulings import BY_HAND, Act, Ruling, filled
from recension.model.text import ANCHOR, Text, origins_after

Holder = Line | Block


class Draft:
    """Collects the changes of one stage and records each of them."""

    def __init__(self, document: Document, stage: str) -> None:
        self.document = document
        self.stage = stage
        self._numbers = [page.number for page in document.pages]
        if len(self._numbers) != document.source.page_count:  # pages of a source are the document's, in order
            self._numbers = list(range(1, document.source.page_count + 1))
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
        self._stet_lines, self._stet_calls = set[int](), set[int]()

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
        place = bisect_left(taken, (start, end))  # kept in order: only the neighbours can overlap
        if any(s < end and start < e or (s, e) == (start, end) for s, e, _ in taken[max(0, place - 1) : place + 2]):
            return False
        glyphs = tuple(origin[start:end])
        if id(holder) in self._stet_lines or self._is_stet(Act.REPLACE, glyphs, chars[start:end]):
            self._let_stand(holder, start, end, (chars[start:end], after), rule, reason, confidence)
            if ANCHOR in after:
                self._stet_calls.update(origins_after(chars[start:end], glyphs, after))
                self._give_back_white(holder, start)
            return False
        self._holders[id(holder)] = holder
        taken.insert(place, (start, end, after))
        self._record(holder, start, end, after, Act.REPLACE, rule, reason, confidence, layer)
        return True

    def move(self, line: Line, layer: Layer, *, rule: str, reason: str, confidence: float = 1.0) -> bool:
        """Move a whole line to another layer. False when it is there, or was moved, already."""
        if line.layer is layer or id(line) in self._moves:
            return False
        if self.document.rulings and self._is_stet(Act.MOVE, tuple(line.text.origin), line.chars):
            self._stet_lines.add(id(line))
            self._let_stand(line, 0, len(line.text), (line.layer, layer), rule, reason, confidence)
            return False
        self._holders[id(line)] = line
        self._moves[id(line)] = layer
        if not line.is_blank:
            self._record(line, 0, len(line.text), line.chars, Act.MOVE, rule, reason, confidence, layer)
        return True

    def query(self, holder: Holder, start: int, end: int, readings: Sequence[str], *, rule: str,
              reason: str, confidence: float = 0.5) -> None:
        """Leave the text and record that the evidence does not decide between `readings`.

        Where a person has decided, that is done instead.
        """
        ruling = self._ruling(Act.QUERY, tuple(holder.text.origin[start:end]), holder.text.chars[start:end])
        if ruling is not None:
            if ruling.reading is not None and self._take(holder, start, end, ruling.reading, rule, reason):
                return
            if ruling.is_stet:
                return self._let_stand(holder, start, end, readings, rule, reason, confidence)
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
        if id(line) not in self._stet_lines:
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
        if self._stet_calls and self._notes is not None:
            self._notes = tuple(replace(note, anchor=None) if note.anchor in self._stet_calls else note
                                for note in self._notes)
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

    def _ruling(self, act: Act, glyphs: tuple[int, ...], before: str) -> Ruling | None:
        return self.document.rulings.get((self.stage, act, glyphs, before)) if self.document.rulings else None

    def _is_stet(self, act: Act, glyphs: tuple[int, ...], before: str) -> bool:
        """Is this change ruled out? Who lets a queried place stand rules out a change of it as well."""
        found = (self._ruling(each, glyphs, before) for each in (act, Act.QUERY))
        return any(ruling is not None and ruling.is_stet for ruling in found)

    def _let_stand(self, holder: Holder, start: int, end: int, readings: Sequence[str], rule: str, reason: str,
                   confidence: float) -> None:
        """A change is not made, or a query closed, since a person wants the text as it is."""
        self._record(holder, start, end, holder.text.chars[start:end], Act.QUERY, rule,
                     f"{BY_HAND}: it stands as it is ({reason})", confidence, None, tuple(map(str, readings)))

    def _take(self, holder: Holder, start: int, end: int, reading: str, rule: str, reason: str) -> bool:
        """Make the reading that a person chose; False where this place cannot take it."""
        why = f"{BY_HAND}: {reading!r} was chosen ({reason})"
        if isinstance(holder, Line) and (start, end) == (0, len(holder.text)) and reading in tuple(Layer):
            return self.move(holder, Layer(reading), rule=rule, reason=why)
        after = filled(holder.text.chars, start, end, reading)
        if after == holder.text.chars[start:end]:
            self._record(holder, start, end, after, Act.QUERY, rule, why, 1.0, None, (reading,))
            return True
        return after is not None and self.replace(holder, start, end, after, rule=rule, reason=why)

    def _give_back_white(self, holder: Holder, end: int) -> None:
        """The white before a note's call goes with the call, and stays with it."""
        taken = self._splices.get(id(holder), [])
        for splice in taken:
            white = holder.text.chars[splice[0] : end]
            if splice[1:] == (end, "") and white.isspace():
                taken.remove(splice)
                glyphs = tuple(holder.text.origin[splice[0] : end])
                self._edits = [one for one in self._edits if (one.glyphs, one.before, one.after) != (glyphs, white, "")]
                return

    def _record(self, holder: Holder, start: int, end: int, after: str, act: Act, rule: str, reason: str,
                confidence: float, layer: Layer | None, readings: tuple[str, ...] = ()) -> None:
        source = self.document.source
        glyphs = tuple(holder.text.origin[start:end])
        real = tuple(glyph for glyph in glyphs if glyph >= 0)
        first = real[0] if real else holder.text.first_glyph()
        if layer is None:
            layer = holder.layer if isinstance(holder, Line) else self._layer_of(holder)
        self._edits.append(Edit(
            self.stage, rule, act, self._page_of(first), source.box_of(real),
            holder.text.chars[start:end], after, glyphs, layer, confidence, reason, readings))

    def _page_of(self, glyph: int) -> int:
        """The number in the file of the page that a glyph stands on."""
        place = self.document.source.page_of(glyph) - 1
        return self._numbers[place] if place < len(self._numbers) else place + 1

    def _layer_of(self, block: Block) -> Layer:
        return Layer.BODY if id(block) in self._body_blocks else Layer.NOTES

    def _new_text(self, holder: Holder) -> Text:
        splices = self._splices.get(id(holder), [])
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
        splices = self._splices.get(key, [])
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
