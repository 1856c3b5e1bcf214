"""Notes lifted from the page foot or the end of the text, and tied to the places that call them.

Defect: in extracted text notes stand between the halves of a sentence, or far from it, and
their calls are bare figures. Evidence: labels in sequence, size and place or the width of lines,
places that look like calls, all weighed over the whole document (`heads`, `zones`,
`alignment`). Every note keeps its lines and its label, every call becomes an anchor.

Left alone: figures of the author's that no note answers, lists, numbered headings, examples,
bibliographies. A note that nothing calls is kept and asked about; a call whose note is missing
becomes an anchor only where the sequence leaves no other reading, else it is a query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from recension.model import Document, Draft, Layer, Revision
from recension.rulebook import Profile
from recension.rulebook.lexicon import Lexicon
from recension.stages.footnotes.calls import Calls, called_rows
from recension.stages.footnotes.endnotes import believed
from recension.stages.footnotes.endsections import EndOptions, Section
from recension.stages.footnotes.feet import LeanOptions, feet_of
from recension.stages.footnotes.flow import Flow
from recension.stages.footnotes.guards import Guards, Weights
from recension.stages.footnotes.heads import openings_of
from recension.stages.footnotes.labels import Dress
from recension.stages.footnotes.lean import (
    NEVER,
    Edges,
    below_larger,
    edges_of,
    lean_by_size,
    lean_by_width,
    lean_by_words,
    part_from_above,
)
from recension.stages.footnotes.manner import HeadOptions, Manner, Opening, manner_of
from recension.stages.footnotes.markers import Marker, Setting, markers_of
from recension.stages.footnotes.notes import Found, TieOptions, collect, settings_of, tie
from recension.stages.footnotes.rows import Row, rows_of, tangled_pages
from recension.stages.footnotes.writing import Reading, write
from recension.stages.footnotes.zones import ZoneOptions, zones

__all__ = ["Options", "footnotes"]


@dataclass(frozen=True, slots=True)
class Options:
    """Weights and thresholds, each with its reason where it stands."""

    weights: Weights = field(default_factory=Weights)
    heads: HeadOptions = field(default_factory=HeadOptions)
    lean: LeanOptions = field(default_factory=LeanOptions)
    zones: ZoneOptions = field(default_factory=ZoneOptions)
    ties: TieOptions = field(default_factory=TieOptions)
    ends: EndOptions = field(default_factory=EndOptions)
    rounds: int = 3
    """The document's manner is learned from one round to the next."""
    called: float = 0.5
    """Share of notes that must be called before any is believed."""
    called_placed: float = 0.8
    """The same in a document with geometry whose notes are not smaller than its body."""
    few: float = 0.3
    """Share under which not even the called ones are believed, where their labels are not raised."""
    sure_call: float = 1.0
    """Weight of a call that counts: figures between words stand everywhere in a text."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the geometry of the rows says once and for all."""

    feet: list[range]
    edges: Edges

    @classmethod
    def of(cls, rows: Sequence[Row], options: LeanOptions) -> Ground:
        feet = feet_of(rows, options)
        return cls(feet, edges_of(rows, feet))


def footnotes(document: Document, profile: Profile) -> Revision:
    """Move notes to their layer and tie them to their calls."""
    draft = Draft(document, "footnotes")
    options = profile.options_for("footnotes", Options())
    rows = rows_of(document)
    if not rows or document.notes:
        return draft.revision()
    guards = Guards.of(profile, options.weights)
    ground = Ground.of(rows, options.lean)
    markers = markers_of(rows, guards)
    flow = Flow(rows, Lexicon.for_language(profile.language))
    tangled = tangled_pages(rows)
    never = frozenset(index for index, row in enumerate(rows) if row.page in tangled)
    foot = _at_foot(rows, markers, never, guards, flow, ground, options)
    walls = _walls(foot)
    used = {at for index, at in foot.pairs.items() if foot.found[index].opening.row in walls}
    free = [marker for at, marker in enumerate(markers) if at not in used]
    ends = believed(rows, markers, free, walls, profile, options.ends, options.ties)
    reading = foot
    if ends:
        barred = never | {row for section in ends for row in section.rows}
        foot = _at_foot(rows, markers, barred, guards, flow, ground, options)
        reading = _with_ends(foot, ends, rows, markers, options)
    if reading.found:
        write(draft, rows, markers, reading, options.ties)
        for section in ends:
            for row in section.furniture:
                if not draft.is_touched(rows[row].line):
                    draft.move(
                        rows[row].line,
                        Layer.FURNITURE,
                        rule="notes-heading",
                        confidence=0.9,
                        reason="it heads notes that now stand with their calls",
                    )
    return draft.revision()


def _walls(foot: Reading) -> set[int]:
    """Rows that open notes surely called on their page: nearly all of the notes about them are called too."""
    called = [index in foot.pairs for index in range(len(foot.found))]
    return {
        foot.found[index].opening.row
        for index in range(len(called))
        if called[index] and sum(near := called[max(0, index - 2) : index + 3]) >= 0.8 * len(near)
    }


def _with_ends(
    foot: Reading, ends: Sequence[Section], rows: Sequence[Row], markers: Sequence[Marker], options: Options
) -> Reading:
    """The notes of pages and those of sections, tied to their calls together."""
    late = {row for section in ends for row in section.rows}
    flags = [flag or index in late for index, flag in enumerate(foot.flags)]
    found = sorted(
        [*foot.found, *(note for section in ends for note in section.found)], key=lambda note: note.opening.row
    )
    settings: dict[Setting, float] = {}
    pairs: dict[int, int] = {}
    for _ in range(2):
        pairs = tie(found, markers, rows, flags, settings, options.ties)
        settings, _counts = settings_of(pairs, markers, options.ties)
    return Reading(flags, found, pairs, settings)


def _at_foot(
    rows: Sequence[Row],
    markers: Sequence[Marker],
    barred: frozenset[int],
    guards: Guards,
    flow: Flow,
    ground: Ground,
    options: Options,
) -> Reading:
    """Rounds of reading: what one has found of the document's manner, the next one uses."""
    manner, stopped, last = Manner(), 0.5, None
    settings: dict[Setting, float] = {}
    reading = nothing = Reading([False] * len(rows), [], {}, {})
    first = Calls(markers, rows, manner)
    answered = {
        index for index, row in enumerate(rows) if row.heads and index not in barred and first.answers(index, rows)
    }
    leans = lean_by_size(rows, ground.feet, answered, options.lean)
    sized = leans is not None
    if not sized:
        barred |= below_larger(rows, options.lean)
    for _ in range(options.rounds):
        calls = Calls(markers, rows, manner)
        use = list(leans) if leans is not None else [0.0] * len(rows)
        openings = openings_of(rows, use, calls, manner, guards, flow, options.heads, sized, barred)
        if not openings:
            return nothing
        starts = {opening.row for opening in openings}
        if sized:
            part_from_above(rows, use, starts, ground.edges, options.lean)
        else:
            samples = _samples(rows, openings, reading.flags if reading.found else None, barred)
            use = [
                width + words
                for width, words in zip(
                    lean_by_width(rows, *samples, options.lean),
                    lean_by_words(rows, *samples, options.lean),
                    strict=True,
                )
            ]
        for row in called_rows(openings, calls, rows):
            use[row] = min(use[row], options.lean.calls)
        for row in barred:
            use[row] = NEVER
        flags = zones(
            rows, use, starts, options.zones, _measure(rows, openings), _whites(rows, openings), stopped, flow
        )
        found = collect(openings, flags, rows)
        pairs = tie(found, markers, rows, flags, settings, options.ties)
        settings, counts = settings_of(pairs, markers, options.ties)
        manner = manner_of(openings, counts, rows, options.heads)
        stopped = _stopped(found, rows)
        answered = {found[index].opening.row for index in pairs}
        if sized and answered:
            leans = lean_by_size(rows, ground.feet, answered, options.lean)
        again = (manner, stopped, answered, reading.flags == flags, reading.settings == settings)
        reading = Reading(flags, found, pairs, settings)
        if again == last:
            break
        last = manner, stopped, answered, True, True
    return _credible(reading, markers, sized, bool(rows[0].line.box), options)


def _credible(reading: Reading, markers: Sequence[Marker], sized: bool, placed: bool, options: Options) -> Reading:
    """What of a reading may be believed, by how many of its notes are called.

    Where size and place speak for notes, half of them will do, and raised labels speak for themselves.
    Where nothing but the labels does, most must be called, and by places that are hard to take for anything else.
    """
    strong = {index for index, at in reading.pairs.items() if markers[at].weight >= options.sure_call}
    share = len(strong if not sized else reading.pairs) / max(1, len(reading.found))
    if share >= (options.called if sized or not placed else options.called_placed):
        return reading
    keep = [
        index
        for index, note in enumerate(reading.found)
        if sized and (note.opening.head.dress is Dress.RAISED or (share >= options.few and index in reading.pairs))
    ]
    found = [reading.found[index] for index in keep]
    flags = [False] * len(reading.flags)
    for note in found:
        for row in note.rows:
            flags[row] = True
    pairs = {place: reading.pairs[index] for place, index in enumerate(keep) if index in reading.pairs}
    return Reading(flags, found, pairs, reading.settings)


def _samples(
    rows: Sequence[Row], openings: Sequence[Opening], flags: Sequence[bool] | None, barred: frozenset[int]
) -> tuple[list[int], list[int]]:
    """Rows that are surely notes, and rows that are surely body, to learn their widths from."""
    starts = [opening.row for opening in openings]
    first: dict[int, int] = {}
    for start in starts:
        first.setdefault(rows[start].page, start)
    body = [index for index, row in enumerate(rows) if index < first.get(row.page, len(rows)) and index not in barred]
    if flags is not None:
        return [index for index, flag in enumerate(flags) if flag], [index for index in body if not flags[index]]
    notes: list[int] = []
    for start, after in zip(starts, [*starts[1:], -1], strict=True):
        together = after > start and rows[after].page == rows[start].page
        notes.extend(range(start, after) if together and after - start < 25 else (start,))
    return notes, body


def _measure(rows: Sequence[Row], openings: Sequence[Opening]) -> float:
    """Width of a full line of notes: that of the wider of the lines that open one."""
    opened = [rows[opening.row] for opening in openings]
    widths = sorted(row.line.box.width if row.line.box is not None else row.width for row in opened)
    return widths[int(0.8 * (len(widths) - 1))] if widths else 0.0


def _stopped(found: Sequence[Found], rows: Sequence[Row]) -> float:
    """Share of notes that end with a stop, of those that another note follows on their page."""
    ends = [
        rows[note.rows[-1]].closed
        for note, after in pairwise(found)
        if rows[note.rows[-1]].page == rows[after.opening.row].page
    ]
    return (sum(ends) + 1) / (len(ends) + 2)


def _whites(rows: Sequence[Row], openings: Sequence[Opening]) -> bool:
    """Does white stand above the first note of most pages?"""
    firsts: dict[int, Row] = {}
    for opening in openings:
        firsts.setdefault(rows[opening.row].page, rows[opening.row])
    return sum(row.white for row in firsts.values()) > 0.6 * len(firsts)
