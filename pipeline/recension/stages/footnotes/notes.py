"""Notes found in the document: their lines, their labels, their calls."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recension.stages.footnotes.alignment import Tie, best_ties
from recension.stages.footnotes.labels import Dress, Label, Sort, is_first, is_next
from recension.stages.footnotes.manner import Opening
from recension.stages.footnotes.markers import Marker, Setting
from recension.stages.footnotes.rows import Row


@dataclass(frozen=True, slots=True)
class TieOptions:
    """Gains of a tie, as logarithms of odds."""

    base: float = 1.0
    """A note wants a call."""
    same_page: float = 1.5
    below: float = -1.5
    """The call stands below its note: columns that an extraction has put one under the other."""
    page_before: float = -0.5
    page_after: float = -2.0
    """The note stands on the page before its call, whose line was driven over; no other note has its label."""
    inside_note: float = -2.0
    """The call stands in another note."""
    far: float = -1.0
    """An endnote's call, anywhere before it."""
    familiar: float = 2.0
    """The most that the document's manner may add or take."""
    crossing: float = 5.0
    """Gain from which a call is believed out of order, if it is the only one of its label on the page."""
    lost: float = 3.0
    """Weight, with the manner, from which a place may be a call although its note is missing."""
    doubtful: float = 2.5
    """Weight from which such a place is worth a question."""
    known: int = 3
    """Ties that a document must have before a note is believed to be missing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A note: the line that opens it, and all its rows."""

    opening: Opening
    rows: tuple[int, ...]
    place: str = "foot"
    section: int = -1
    """The row where the section of endnotes begins; calls stand above it."""

    @property
    def label(self) -> Label:
        return self.opening.head.label


def collect(openings: Sequence[Opening], flags: Sequence[bool], rows: Sequence[Row]) -> list[Found]:
    """Notes with the rows that are theirs: from one opening to the next."""
    starts = {opening.row: opening for opening in openings}
    found: list[tuple[Opening, list[int]]] = []
    for index, flag in enumerate(flags):
        if not flag or (rows[index].stray and index not in starts):
            continue
        if index in starts:
            found.append((starts[index], [index]))
        elif found:
            found[-1][1].append(index)
    return [Found(opening, tuple(rows)) for opening, rows in found]


def tie(
    found: Sequence[Found],
    markers: Sequence[Marker],
    rows: Sequence[Row],
    inside: Sequence[bool],
    settings: Mapping[Setting, float],
    options: TieOptions,
) -> dict[int, int]:
    """The call of each note: index into `found` to index into `markers`. Each sort and place is its own sequence."""
    pairs: dict[int, int] = {}
    heads = {note.opening.row: note.opening.head.end for note in found}
    pages = [rows[marker.row].page for marker in markers]
    series: dict[tuple[Sort, str], list[int]] = defaultdict(list)
    for index, note in enumerate(found):
        series[note.label.sort, note.place].append(index)
    for (_, place), own in sorted(series.items(), key=lambda item: (item[0][1] != "foot", item[0][0])):
        taken = set(pairs.values())
        labels = Counter(found[index].label for index in own)
        by_label: dict[Label, list[int]] = defaultdict(list)
        for at, marker in enumerate(markers):
            if marker.label in labels and not marker.guarded and at not in taken and not _is_head(marker, heads):
                by_label[marker.label].append(at)
        ties = []
        foot = place == "foot"
        for order, index in enumerate(own):
            note, page = found[index], rows[found[index].opening.row].page
            for at in by_label.get(note.label, ()):
                if foot and not -2 < pages[at] - page < 2:
                    continue
                gain = _gain(markers[at], note, rows, inside, settings, options, labels[note.label] == 1)
                if gain is not None:
                    ties.append(Tie(at, order, gain))
        for chosen in best_ties(ties):
            pairs[own[chosen.note]] = chosen.call
        _crossing(own, ties, found, markers, rows, pairs, options)
        _between(own, found, markers, rows, inside, settings, pairs)
    return pairs


def _is_head(marker: Marker, heads: Mapping[int, int]) -> bool:
    """Is this the label at the head of a note?"""
    return marker.start < heads.get(marker.row, 0)


def _crossing(
    own: Sequence[int],
    ties: Sequence[Tie],
    found: Sequence[Found],
    markers: Sequence[Marker],
    rows: Sequence[Row],
    pairs: dict[int, int],
    options: TieOptions,
) -> None:
    """Notes left over: the one strong place on their page is their call, though out of order (columns mixed up)."""
    used = set(pairs.values())
    for order, index in enumerate(own):
        if index in pairs:
            continue
        page = rows[found[index].opening.row].page
        near = [
            each
            for each in ties
            if each.note == order
            and each.call not in used
            and each.gain >= options.crossing
            and rows[markers[each.call].row].page in (page, page - 1)
        ]
        if len(near) == 1:
            pairs[index] = near[0].call
            used.add(near[0].call)


def _between(
    own: Sequence[int],
    found: Sequence[Found],
    markers: Sequence[Marker],
    rows: Sequence[Row],
    inside: Sequence[bool],
    settings: Mapping[Setting, float],
    pairs: dict[int, int],
) -> None:
    """A note left over between two that are called, one label apart: a guarded figure between their calls is its call.

    `version 3.` may be a version or a call. It is a call where it is the only figure that can be, set
    as the calls of the document are, before a mark, and the sequence of calls has just this hole.
    """
    for before, index, after in zip(own, own[1:], own[2:], strict=False):
        if index in pairs or before not in pairs or after not in pairs:
            continue
        if not (is_next(found[before].label, found[index].label) and is_next(found[index].label, found[after].label)):
            continue
        label, page = found[index].label, rows[found[index].opening.row].page
        may = [at for at in range(pairs[before] + 1, pairs[after]) if markers[at].label == label]
        may = [
            at
            for at in may
            if markers[at].guarded
            and markers[at].setting.before_mark
            and not inside[markers[at].row]
            and rows[markers[at].row].page in (page, page - 1)
            and settings.get(markers[at].setting, -1.0) > 0
        ]
        if len(may) == 1:
            pairs[index] = may[0]


def _gain(
    marker: Marker,
    note: Found,
    rows: Sequence[Row],
    inside: Sequence[bool],
    settings: Mapping[Setting, float],
    options: TieOptions,
    alone: bool,
) -> float | None:
    call, opening = rows[marker.row], rows[note.opening.row]
    gain = options.base + marker.weight
    if settings:
        gain += settings.get(marker.setting, -options.familiar)
    if inside[marker.row]:
        if marker.row in note.rows or marker.setting.dress is not Dress.RAISED:
            return None
        gain += options.inside_note
    if note.place == "end":
        return gain + options.far if marker.row < note.section else None
    if call.page == opening.page:
        if marker.row > note.opening.row and call.column == opening.column:
            gain += options.below
        return gain + options.same_page
    if call.page == opening.page - 1:
        return gain + options.page_before
    if alone and call.page == opening.page + 1 and marker.setting.dress is not Dress.BARE:
        return gain + options.page_after
    return None


def settings_of(
    pairs: Mapping[int, int], markers: Sequence[Marker], options: TieOptions
) -> tuple[dict[Setting, float], Counter[Setting]]:
    """How calls are set in this document, as weights and as counts."""
    counts = Counter(markers[at].setting for at in pairs.values())
    total = sum(counts.values())
    if total < 3:
        return {}, counts
    dresses: Counter[tuple[Dress, bool]] = Counter()
    for setting, count in counts.items():
        dresses[setting.dress, setting.spaced] += count
    weights: dict[Setting, float] = {}
    for dress in Dress:
        for spaced in (False, True):
            for after in (False, True):
                for before in (False, True):
                    setting = Setting(dress, spaced, after, before)
                    share = (0.5 * counts[setting] + 0.5 * dresses[dress, spaced] / 2 + 0.2) / (total + 1)
                    weights[setting] = max(-options.familiar, min(options.familiar, math.log(share * 8)))
    return weights, counts


def lost_calls(
    found: Sequence[Found],
    pairs: Mapping[int, int],
    markers: Sequence[Marker],
    rows: Sequence[Row],
    inside: Sequence[bool],
    settings: Mapping[Setting, float],
    options: TieOptions,
) -> tuple[list[Marker], list[Marker]]:
    """Calls whose note is missing, and places that may be calls but that nothing decides.

    Evidence for the first: the label is the next one after the call before it, the call after it goes on
    from it (or none follows), no note bears it, and it is set as the document's calls are. A bare figure must
    besides leave a hole among the notes, or stand where a number of the author's hardly can: before a closing mark.
    """
    sure: list[Marker] = []
    doubtful: list[Marker] = []
    if len(pairs) < options.known:
        return sure, doubtful
    used = set(pairs.values())
    borne: dict[Label, set[int]] = defaultdict(set)
    for note in found:
        borne[note.label].add(rows[note.opening.row].page)
    heads = {note.opening.row: note.opening.head.end for note in found}
    after = _labels_after(markers, used)
    last: dict[Sort, Label] = {}
    for at, marker in enumerate(markers):
        sort = marker.label.sort
        if at in used:
            last[sort] = marker.label
            continue
        if sort not in last or marker.guarded or inside[marker.row] or _is_head(marker, heads):
            continue
        strength = marker.weight + settings.get(marker.setting, -options.familiar)
        if strength < options.doubtful:
            continue
        page = rows[marker.row].page
        follows = after[at].get(sort)
        next_one = is_next(last[sort], marker.label) and borne[marker.label].isdisjoint((page, page + 1))
        hole = follows is not None and is_next(marker.label, follows)
        if sort is Sort.SYMBOL or not next_one or not (hole or follows is None or is_first(follows)):
            if strength >= options.lost and marker.setting.dress is not Dress.BARE:
                doubtful.append(marker)
        elif strength >= options.lost and (
            marker.setting.dress is Dress.RAISED or hole or _hardly_a_number(marker, rows)
        ):
            sure.append(marker)
            last[sort] = marker.label
        else:
            doubtful.append(marker)
    return sure, doubtful


def _labels_after(markers: Sequence[Marker], used: set[int]) -> list[dict[Sort, Label]]:
    """For every marker the labels of the next tied calls behind it, by sort."""
    found: list[dict[Sort, Label]] = [{} for _ in markers]
    present: dict[Sort, Label] = {}
    for at in range(len(markers) - 1, -1, -1):
        found[at] = present
        if at in used:
            present = {**present, markers[at].label.sort: markers[at].label}
    return found


def _hardly_a_number(marker: Marker, rows: Sequence[Row]) -> bool:
    follows = rows[marker.row].chars[marker.end :].lstrip()[:1]
    return marker.setting.dress is Dress.GLUED or (follows != "" and follows in "»”’›;:!?)]")
