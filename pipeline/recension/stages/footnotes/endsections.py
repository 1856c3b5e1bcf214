"""Where endnotes stand: sections under a heading, or dense runs of labels, with chapters' names among them.

A section found here is only a candidate; `endnotes` believes it where the text calls it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import regex

from recension.rulebook import Profile
from recension.stages.footnotes.labels import Dress, Head, Label, Sort, is_first, steps
from recension.stages.footnotes.manner import Opening
from recension.stages.footnotes.notes import Found
from recension.stages.footnotes.rows import Row

_EDGES = regex.compile(r"^[\W\d_]+|[\W\d_]+$")


@dataclass(frozen=True, slots=True)
class EndOptions:
    """Thresholds of endnotes."""

    next: float = 2.0
    restart: float = 0.5
    """The first label again, under a line that may name a chapter."""
    bare_restart: float = -2.0
    skip: float = -1.5
    """For every label left out, up to three."""
    skips: int = 3
    undressed: float = -0.7
    """A bare figure, where others stand dressed."""
    unclosed: float = -0.8
    """The line above ends no sentence."""
    far: int = 70
    """Lines of one note, at most."""
    least: int = 2
    """Notes under a heading that make a section; without one, twice as many and a bit."""
    called: float = 0.5
    """Share of labels that must be called, under a heading; without one, more."""
    called_headless: float = 0.8
    sure_call: float = 1.0
    """Weight of a call that counts: figures between words stand everywhere in a text."""
    short: float = 0.75
    """Times the width of a full line: a chapter's name is shorter."""
    larger: float = 1.08
    """Times the size of the notes: a heading of the text ends the section."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of endnotes: its heading (-1: none), its notes, the chapters' names among them, its end."""

    heading: int
    found: tuple[Found, ...]
    names: tuple[int, ...]
    end: int
    intro: bool = False
    """Text stands between the heading and the first note."""
    called: int = 0
    """How many of its notes are called."""

    @property
    def rows(self) -> set[int]:
        """The rows of its notes."""
        return {row for note in self.found for row in note.rows}

    @property
    def furniture(self) -> tuple[int, ...]:
        """Rows that head nothing once the notes have gone to their calls."""
        return self.names if self.heading < 0 or self.intro else (self.heading, *self.names)


def headings_of(rows: Sequence[Row], profile: Profile) -> tuple[list[int], list[int]]:
    """Rows that head a section of notes, and rows that head a section which ends one."""
    return _headings(rows, profile.table("note_headings")), _headings(rows, profile.table("note_section_ends"))


def sections(
    rows: Sequence[Row], walls: Sequence[int], headings: tuple[list[int], list[int]], options: EndOptions
) -> Iterator[Section]:
    """Sections that may be endnotes, in order; none overlaps another."""
    begins, stops = headings
    taken = 0
    for heading in begins:
        if heading < taken:
            continue
        stop = min((at for at in [*stops, *begins, *walls] if at > heading), default=len(rows))
        section = _section(rows, heading, heading + 1, stop, options)
        if section is not None and len(section.found) >= options.least:
            taken = section.end
            yield section
    if not begins:
        for start in _runs(rows, walls):
            stop = min((at for at in [*stops, *walls] if at > start), default=len(rows))
            section = _section(rows, -1, start, stop, options)
            if section is not None and len(section.found) > 2 * options.least:
                yield section
                return


def _headings(rows: Sequence[Row], words: frozenset[str]) -> list[int]:
    """Rows that are one of these words, set apart as headings are."""
    if not words:
        return []
    edges = {word[0] for word in words}, {word[-1] for word in words}
    return [
        index
        for index, row in enumerate(rows)
        if len(row.chars) <= 60 and not row.stray and _fits(row.chars, *edges) and _is_heading(rows, index, words)
    ]


def _fits(chars: str, firsts: Collection[str], lasts: Collection[str]) -> bool:
    """Are the first and last letter of the line among these, so that it is worth a closer look?"""
    core = chars.strip()
    first, last = core[:1], core[-1:]
    return (not first.isalpha() or first.casefold() in firsts) and (not last.isalpha() or last.casefold() in lasts)


def _is_heading(rows: Sequence[Row], index: int, words: frozenset[str]) -> bool:
    row = rows[index]
    text = " ".join(row.chars.split())
    if len(text) > 4 and all(len(part) == 1 for part in text.split(" ")):
        text = text.replace(" ", "")  # letterspaced
    if _EDGES.sub("", text).casefold().replace("’", "'") not in words:
        return False
    before = rows[index - 1] if index else None
    alone = row.white or row.turn or before is None or before.closed
    return alone and (index + 1 == len(rows) or not rows[index + 1].opens_lower)


def _runs(rows: Sequence[Row], walls: Sequence[int]) -> Iterator[int]:
    """Where a run of labels may begin without a heading: the first label of a sequence, behind all notes of pages."""
    for index in range(max([len(rows) // 3, *(wall + 1 for wall in walls)]), len(rows)):
        row = rows[index]
        if (row.white or row.turn) and any(
            is_first(head.label) and head.label.sort is Sort.NUMBER for head in row.heads
        ):
            yield index


@dataclass(frozen=True, slots=True)
class _Link:
    score: float
    head: Head
    before: int
    count: int


def _section(rows: Sequence[Row], heading: int, start: int, stop: int, options: EndOptions) -> Section | None:
    """The best chain of labels from `start` to `stop`, with their rows."""
    best: dict[int, _Link] = {}
    recent: list[int] = []
    for index in range(start, stop):
        for head in rows[index].heads:
            link = _link(rows, index, head, best, recent, heading, options)
            if link is not None and (index not in best or link.score > best[index].score):
                best[index] = link
        if index in best:
            recent = [at for at in recent if index - at <= options.far][-60:] + [index]
    if not best:
        return None
    last = max(best, key=lambda at: (best[at].score, -at))
    openings: list[Opening] = []
    at = last
    while at >= 0:
        openings.append(Opening(at, best[at].head))
        at = best[at].before
    openings.reverse()
    return _with_rows(rows, heading, start, openings, stop, options)


def _link(
    rows: Sequence[Row],
    index: int,
    head: Head,
    best: dict[int, _Link],
    recent: Sequence[int],
    heading: int,
    options: EndOptions,
) -> _Link | None:
    row = rows[index]
    own = options.undressed if head.dress in (Dress.BARE, Dress.GLUED) else 0.0
    own += -2.0 if head.doubt else 0.0
    before = rows[index - 1] if index else None
    named = is_first(head.label) and bool(_name_rows(rows, index, options))
    if before is not None and not before.closed and not row.white and not row.turn and not named:
        own += options.unclosed * (4.0 if before.divided else 1.0)
    choice: _Link | None = None
    if head.label.sort is not Sort.SYMBOL and (is_first(head.label) or heading >= 0) and not (heading < 0 and best):
        choice = _Link(own + (0.5 if is_first(head.label) else -1.0), head, -1, 1)
    for prior in recent:
        link = best[prior]
        gain = _follows(link.head.label, head.label, rows, index, options)
        if gain is not None and (choice is None or link.score + gain + own > choice.score):
            choice = _Link(link.score + gain + own, head, prior, link.count + 1)
    return choice


def _follows(before: Label, label: Label, rows: Sequence[Row], index: int, options: EndOptions) -> float | None:
    step = steps(before, label)
    if step == 1:
        return options.next
    if is_first(label):
        if _name_rows(rows, index, options):
            return options.restart
        return options.bare_restart if before.value > 1 else None
    if step is not None and 1 < step <= options.skips + 1:
        return options.skip * (step - 1)
    return None


def _name_rows(rows: Sequence[Row], index: int, options: EndOptions) -> list[int]:
    """The rows right above a first label that name a chapter: short, set apart, below a closed line."""
    names: list[int] = []
    for at in range(index - 1, max(-1, index - 4), -1):
        row = rows[at]
        capitals = _is_capitals(row)
        if not capitals and (row.heads or row.closed or row.width > options.short * max(rows[index].width, 40.0)):
            break
        names.insert(0, at)
        if row.white or row.turn:
            return names
    if not names:
        return names
    top = rows[names[0]]
    above = rows[names[0] - 1] if names[0] else None
    apart = above is None or (above.closed and (_is_capitals(top) or _differs(top, above) or rows[index].white))
    return names if apart else []


def _is_capitals(row: Row) -> bool:
    letters = [char for char in row.chars if char.isalpha()]
    return len(letters) > 2 and sum(char.isupper() for char in letters) >= 0.8 * len(letters)


def _differs(row: Row, other: Row) -> bool:
    """Set in another size, weight or slope than the row above."""
    one, two = row.line.style, other.line.style
    if one is None or two is None:
        return False
    return abs(one.size - two.size) > 0.3 or one.bold is not two.bold or one.italic is not two.italic


def _end_of(rows: Sequence[Row], opening: int, stop: int, options: EndOptions) -> int:
    """Where the last note ends: at a white after a closed line, a larger size, a new page after a closed line."""
    for at in range(opening + 1, stop):
        row, before = rows[at], rows[at - 1]
        if row.size and row.size > options.larger * rows[opening].size:
            return at
        if before.closed and (row.white or row.turn):
            return at
    return stop


def _with_rows(
    rows: Sequence[Row], heading: int, start: int, openings: Sequence[Opening], stop: int, options: EndOptions
) -> Section:
    names: list[int] = []
    found: list[Found] = []
    for opening, after in zip(openings, [*openings[1:], None], strict=True):
        end = (
            after.row
            if after is not None
            else _end_of(rows, opening.row, min(stop, opening.row + options.far), options)
        )
        if after is not None and is_first(after.head.label) and opening.head.label.value > 0:
            above = _name_rows(rows, after.row, options)
            names.extend(above)
            end = min([end, *above])
        found.append(
            Found(
                opening,
                tuple(at for at in range(opening.row, end) if not rows[at].stray or at == opening.row),
                "end",
                heading if heading >= 0 else openings[0].row,
            )
        )
    first = openings[0].row
    if heading >= 0:
        names = _name_rows(rows, first, options) + names
        names = [at for at in names if at > heading]
    intro = any(at not in names and not rows[at].stray for at in range(start, first))
    return Section(heading, tuple(found), tuple(names), found[-1].rows[-1] + 1, intro)
