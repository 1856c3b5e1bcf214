"""A reading of the notes written into the draft: lines moved, labels taken off, calls made anchors.

Nothing is decided here. What the reading leaves open is asked: a note that nothing calls, a
call whose note is missing, a place that might call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recension.model import ANCHOR, Draft, Layer, Line, Note
from recension.model.text import origins_after
from recension.stages.footnotes.markers import Marker, Setting
from recension.stages.footnotes.notes import Found, TieOptions, lost_calls
from recension.stages.footnotes.rows import Row


@dataclass(frozen=True, slots=True)
class Reading:
    """One round's reading of the document."""

    flags: list[bool]
    """True for every row of a note."""
    found: list[Found]
    pairs: dict[int, int]
    settings: dict[Setting, float]


def write(draft: Draft, rows: Sequence[Row], markers: Sequence[Marker], reading: Reading, ties: TieOptions) -> None:
    lost, doubtful = lost_calls(
        reading.found, reading.pairs, markers, rows, reading.flags, reading.settings, ties
    )
    order = _order(reading, markers, lost)
    for index, (found, marker) in enumerate(order):
        if found is not None:
            _move(draft, rows, found, index, marker is not None)
    notes: list[Note] = []
    for found, marker in order:
        anchor = None
        if marker is not None:
            anchor = _anchor(draft, rows[marker.row].line, marker, found is not None, reading.flags[marker.row])
        label = found.opening.head.text if found is not None else marker.text if marker is not None else ""
        notes.append(Note(label, anchor, missing=found is None, place=found.place if found is not None else "foot"))
    draft.set_notes(notes)
    for marker in doubtful:
        draft.query(
            rows[marker.row].line,
            marker.start,
            marker.end,
            ("note call", "text"),
            rule="doubtful-call",
            reason="it is set like a call of a note, but no note answers it",
        )


def _order(
    reading: Reading, markers: Sequence[Marker], lost: Sequence[Marker]
) -> list[tuple[Found | None, Marker | None]]:
    """Notes and missing notes in the order of their calls; what nothing calls stays behind the note before it."""
    keyed: list[tuple[tuple[int, int, int], Found | None, Marker | None]] = []
    place = (-1, 0, 0)
    for index, found in enumerate(reading.found):
        at = reading.pairs.get(index)
        if at is not None:
            place = (markers[at].row, markers[at].start, 0)
            keyed.append((place, found, markers[at]))
        else:
            place = (place[0], place[1], place[2] + 1)
            keyed.append((place, found, None))
    keyed.extend(((marker.row, marker.start, 0), None, marker) for marker in lost)
    keyed.sort(key=lambda item: item[0])
    return [(found, marker) for _, found, marker in keyed]


def _move(draft: Draft, rows: Sequence[Row], found: Found, index: int, called: bool) -> None:
    head = found.opening.head
    first = rows[found.opening.row].line
    for row in found.rows:
        line = rows[row].line
        reason = f"note {head.text}: " + (
            "its label goes on the sequence of the notes"
            if line is first
            else "it stands below the label and goes on from it"
        )
        draft.move(line, Layer.NOTES, rule="note", reason=reason, confidence=0.98 if called else 0.9)
        draft.assign(line, index)
    draft.replace(
        first,
        head.start,
        head.end,
        "",
        rule="note-label",
        layer=Layer.NOTES,
        reason=f"the number of the note ({head.text}) is kept as its label",
    )
    if not called:
        draft.query(
            first,
            head.start,
            head.end,
            ("note without a call", "text"),
            rule="uncalled-note",
            reason=f"no place in the text was found that calls note {head.text}",
        )


def _anchor(draft: Draft, line: Line, marker: Marker, answered: bool, inside: bool) -> int:
    """Put the anchor where the marker stands, the white before it gone; the glyph it stands for."""
    chars, layer = line.text.chars, Layer.NOTES if inside else None
    start = marker.start
    while start > 0 and chars[start - 1].isspace():
        start -= 1
    if 0 < start < marker.start:
        draft.replace(
            line,
            start,
            marker.start,
            "",
            rule="note-white",
            layer=layer,
            reason="the white before a call is the typesetter's",
        )
    before = chars[marker.start : marker.end]
    origins = origins_after(before, line.text.origin[marker.start : marker.end], ANCHOR)
    reason = f"it calls note {marker.text}" + ("" if answered else ", which is missing in the source")
    draft.replace(
        line,
        marker.start,
        marker.end,
        ANCHOR,
        rule="note-call" if answered else "lost-note",
        layer=layer,
        reason=reason,
        confidence=0.97 if answered else 0.85,
    )
    return origins[0]
