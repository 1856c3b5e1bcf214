"""The text of every page in segments, each with the edits that made it what it is.

The words are those of the flow that all writers print. An edit shows where its glyphs now
stand; one that left nothing behind (a joint, a removed space) shows on the word around it, and
a line that was moved on its first word, since a whole note under one mark would hide the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from recension.model import ANCHOR, Act, Edit, Layer, Revision, Source, Text
from recension.model.text import origins_after
from recension.writers.flow import Flow, Footnote, flow_of

ITALIC, CALL = 1, 2
REACH = 60
"""Glyphs looked back over for a neighbour of an edit that left nothing behind."""

Segment = list[Any]
"""[text], or [text, edits], or [text, edits, flags]."""


@dataclass(slots=True)
class Sheet:
    """What a page of the review shows beside its picture."""

    blocks: list[Any] = field(default_factory=list)
    """[kind, level, continued, segments]"""
    notes: list[Any] = field(default_factory=list)
    """[sign, continued, segments]"""
    aside: list[Any] = field(default_factory=list)
    """[layer, segments]: furniture and background"""
    witness: list[Segment] = field(default_factory=list)
    """The source as it came, where there is no picture of the page."""

    def data(self) -> dict[str, Any]:
        return {"b": self.blocks, "n": self.notes, "a": self.aside, "w": self.witness}


def sheets(revision: Revision, pictured: Collection[int]) -> list[Sheet]:
    """One sheet a page of the document; `pictured` are the numbers of the pages that have a picture."""
    return _Marker(revision).sheets(pictured)


class _Marker:
    def __init__(self, revision: Revision) -> None:
        self.document = revision.document
        self.source: Source = revision.document.source
        self.edits = revision.edits
        self.flow: Flow = flow_of(revision)
        self.signs = {note.note.anchor: note.sign for note in reversed(self.flow.notes) if note.note.anchor is not None}
        standing = {glyph for text, _ in self.document.holders() for glyph in text.origin if glyph >= 0}
        self.at: dict[int, list[int]] = {}
        """Glyph to the edits that show on it."""
        self.gaps: dict[int, list[int]] = {}
        """Glyph to the edits that show between it and its neighbour."""
        for index, edit in enumerate(self.edits):
            shown = _shown(edit, standing)
            for glyph in shown:
                self.at.setdefault(glyph, []).append(index)
            if not shown:
                beside = _beside(edit, standing)
                if beside is not None:
                    self.gaps.setdefault(beside, []).append(index)

    def sheets(self, pictured: Collection[int]) -> list[Sheet]:
        made = [Sheet() for _ in self.document.pages]
        for passage in self.flow.passages:
            self._put(made, passage.text, lambda sheet, cont, segments, passage=passage: sheet.blocks.append(
                [str(passage.kind), passage.level, cont, segments]))
        for note in self.flow.notes:
            self._note(made, note)
        for place, page in enumerate(self.document.pages):
            for line in page.lines:
                if line.layer in (Layer.FURNITURE, Layer.BACKGROUND) and not line.is_blank:
                    segments = [segment for _, segment in self._segments(line.text, self.at, self.gaps)]
                    made[place].aside.append([str(line.layer), segments])
            if page.number not in pictured:
                made[place].witness = self._witness(place)
        return made

    def _note(self, made: list[Sheet], note: Footnote) -> None:
        first = True
        for passage in note.passages:
            begun = not first
            self._put(made, passage.text, lambda sheet, cont, segments, begun=begun: sheet.notes.append(
                [note.sign, cont or begun, segments]))
            first = False

    def _put(self, made: list[Sheet], text: Text, put: Any) -> None:
        """Give the segments of a text to the pages they stand on."""
        parts: dict[int, list[Segment]] = {}
        for page, segment in self._segments(text, self.at, self.gaps):
            parts.setdefault(min(max(page, 1), len(made)), []).append(segment)
        for number, page in enumerate(sorted(parts)):
            put(made[page - 1], number > 0, parts[page])

    def _witness(self, place: int) -> list[Segment]:
        source = self.source
        start, end = source.page_starts[place], source.page_starts[place + 1]
        at: dict[int, list[int]] = {}
        for index, edit in enumerate(self.edits):
            for glyph in edit.glyphs if edit.page == self.document.pages[place].number else ():
                if start <= glyph < end:
                    at.setdefault(glyph, []).append(index)
        return [segment for _, segment in self._segments(Text.of(source.chars[start:end], start), at, {})]

    def _segments(self, text: Text, at: Mapping[int, Sequence[int]],
                  gaps: Mapping[int, Sequence[int]]) -> Iterable[tuple[int, Segment]]:
        """(page, segment) in order. A segment ends where the page, the edits or the look change."""
        chars, origin = text.chars, text.origin
        marks: list[tuple[int, ...]] = [tuple(at.get(glyph, ())) for glyph in origin]
        for place, glyph in enumerate(origin):
            if glyph in gaps and (place + 1 == len(origin) or origin[place + 1] != glyph):
                start, end = _word(chars, place)
                for inside in range(start, end):
                    marks[inside] += tuple(index for index in gaps[glyph] if index not in marks[inside])
        for place in range(1, len(marks) - 1):  # white space within an edit is part of it
            before = marks[place - 1]
            if before and not marks[place] and chars[place].isspace() and before == marks[place + 1]:
                marks[place] = before
        page, italic, low, high = 1, False, -1, -1
        begun = 0
        key: tuple[int, tuple[int, ...], int] = (0, (), 0)
        for place, glyph in enumerate(origin):
            if glyph >= 0 and not low <= glyph < high:
                page, italic, low, high = self._reach(glyph)
            call = chars[place] == ANCHOR and glyph in self.signs
            now = (page, marks[place], (CALL if call else 0) | (ITALIC if italic else 0))
            if now != key or call:
                if place > begun:
                    yield key[0], self._segment(text, begun, place, key)
                begun, key = place, now
        if len(origin) > begun:
            yield key[0], self._segment(text, begun, len(origin), key)

    def _segment(self, text: Text, start: int, end: int, key: tuple[int, tuple[int, ...], int]) -> Segment:
        _, edits, flags = key
        shown = self.signs[text.origin[start]] if flags & CALL else text.chars[start:end]
        return [shown, list(edits), flags] if flags else [shown, list(edits)] if edits else [shown]

    def _reach(self, glyph: int) -> tuple[int, bool, int, int]:
        """The page and slant of a glyph, and the glyphs around it that share them."""
        source = self.source
        page = source.page_of(glyph)
        low, high = source.page_starts[page - 1], source.page_starts[page]
        style = source.style_of(glyph)
        if style is not None:
            run = bisect_right(source.run_starts, glyph) - 1
            low, high = max(low, source.run_starts[run]), min(high, source.run_starts[run + 1])
        return page, bool(style and style.italic), low, high


def _shown(edit: Edit, standing: Collection[int]) -> list[int]:
    """The glyphs on which an edit shows; none where it left nothing that can be seen."""
    if edit.act is Act.REPLACE:
        after = origins_after(edit.before, edit.glyphs, edit.after)
        changed = {glyph for glyph, char in zip(after, edit.after, strict=True) if not char.isspace()}
    else:
        word = edit.before.split(maxsplit=1)[0] if edit.before.strip() else ""
        start = edit.before.find(word)
        glyphs = edit.glyphs[start : start + len(word)] if edit.act is Act.MOVE else edit.glyphs
        changed = {glyph for glyph, char in zip(glyphs, edit.before[start:] if edit.act is Act.MOVE else edit.before,
                                                strict=False) if not char.isspace()}
    return sorted(glyph for glyph in changed if glyph >= 0 and glyph in standing)


def _beside(edit: Edit, standing: Collection[int]) -> int | None:
    """The last glyph before an edit that still stands in the text; else the first after it."""
    real = [glyph for glyph in edit.glyphs if glyph >= 0]
    if not real:
        return None
    near = (*range(real[0], real[0] - REACH, -1), *range(real[-1] + 1, real[-1] + REACH))
    return next((glyph for glyph in near if glyph in standing), None)


def _word(chars: str, place: int) -> tuple[int, int]:
    """The word that a place is in, as a stretch of at least one character."""
    start, end = place, place + 1
    while start > 0 and chars[start - 1].isalnum() and chars[start].isalnum():
        start -= 1
    while end < len(chars) and (chars[end].isalnum() or (chars[end] in "-‐'’" and end == place + 1)):
        end += 1
    return start, end
