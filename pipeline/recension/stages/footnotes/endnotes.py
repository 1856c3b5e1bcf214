"""Notes at the end of a chapter or of the book: numbered paragraphs, mostly under a heading.

Evidence: a heading of one of the words that name such a section, and below it labels in sequence,
anew after each chapter's name; without a heading, a dense run of labels from the first on.
Either is believed only where calls earlier in the text answer most of its labels, in their
order. Left alone: numbered lists, bibliographies, and what stands above the first label.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from recension.rulebook import Profile
from recension.stages.footnotes.endsections import EndOptions, Section, headings_of, sections
from recension.stages.footnotes.labels import is_first
from recension.stages.footnotes.markers import Marker
from recension.stages.footnotes.notes import TieOptions, settings_of, tie
from recension.stages.footnotes.rows import Row


def believed(
    rows: Sequence[Row],
    markers: Sequence[Marker],
    free: Sequence[Marker],
    walls: Collection[int],
    profile: Profile,
    options: EndOptions,
    ties: TieOptions,
) -> list[Section]:
    """The sections of which calls earlier in the text answer most labels.

    `walls` are rows that open notes called on their own page, and `free` the markers that call none of
    those: no section reaches over them, unless it stands under a heading, nearly all of its notes
    are called, and no fewer than were called on their pages.
    """
    headings = headings_of(rows, profile)
    under = list(sections(rows, (), headings, options)) if headings[0] else []
    headed = [
        section
        for section in _called(rows, markers, under, options, ties)
        if section.called >= options.called_headless * len(section.found)
        and section.called >= sum(note.opening.row in walls for note in section.found)
    ]
    if headed:
        return headed
    return _called(rows, free, list(sections(rows, sorted(walls), headings, options)), options, ties)


def _called(
    rows: Sequence[Row], markers: Sequence[Marker], found: Sequence[Section], options: EndOptions, ties: TieOptions
) -> list[Section]:
    """What calls answer of these sections."""
    if not found:
        return []
    notes = [note for section in found for note in section.found]
    inside = [False] * len(rows)
    for section in found:
        for row in section.rows:
            inside[row] = True
    pairs = tie(notes, markers, rows, inside, {}, ties)
    settings, _ = settings_of(pairs, markers, ties)
    pairs = tie(notes, markers, rows, inside, settings, ties)
    kept: list[Section] = []
    at = 0
    for section in found:
        called = [
            at + number in pairs and markers[pairs[at + number]].weight >= options.sure_call
            for number in range(len(section.found))
        ]
        at += len(called)
        cut = _called_until(section, called, options)
        if cut >= (options.least if section.heading >= 0 else 2 * options.least):
            kept.append(replace(_shortened(section, cut), called=sum(called[:cut])))
    return kept


def _called_until(section: Section, called: Sequence[bool], options: EndOptions) -> int:
    """How many notes from the first on are believed: whole runs, one after the other, that are called."""
    share = options.called if section.heading >= 0 else options.called_headless
    starts = [number for number, note in enumerate(section.found) if not number or is_first(note.label)]
    until = 0
    for start, end in zip(starts, [*starts[1:], len(called)], strict=True):
        if sum(called[start:end]) >= share * (end - start):
            until = end
    return until if sum(called[:until]) >= share * until else 0


def _shortened(section: Section, cut: int) -> Section:
    if cut == len(section.found):
        return section
    found = section.found[:cut]
    end = found[-1].rows[-1] + 1
    return Section(section.heading, found, tuple(at for at in section.names if at < end), end, section.intro)
