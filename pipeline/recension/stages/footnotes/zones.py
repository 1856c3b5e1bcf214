"""Which rows are notes: the best change between body and notes down the whole document.

A line that opens a note is a note. The rest is told by the lean of each row, by white above
it, and by what goes on where: the body from the last line above the notes to the first line
of the next page, a note from the last line of one page to the first of the notes of the
next, where it has no label. So a note is followed over pages without anything but its text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from recension.stages.footnotes.flow import WORD_GOES_ON, Flow
from recension.stages.footnotes.lean import NEVER
from recension.stages.footnotes.rows import Row


@dataclass(frozen=True, slots=True)
class ZoneOptions:
    """Costs of a change, as logarithms of odds."""

    continues: float = -3.0
    """Notes go on without a label at the foot of a later page or column."""
    finished: float = -4.5
    """More of a note whose last line ended a sentence well short of the measure."""
    finished_full: float = -2.5
    """The same where the last line was full."""
    abbreviated: float = 0.5
    """A small letter goes on from a line of notes that ends with a stop: notes are full of abbreviations."""
    white: float = 1.0
    """White above the first line of a continued note."""
    no_white: float = -4.0
    """No white there, although the document parts its notes by white."""
    back: float = -5.0
    """The body comes again below notes, on the same page and column."""
    back_white: float = 0.5
    back_unopened: float = -15.0
    """And no note opened between: a page holds more of a note only below its body."""
    back_tight: float = -2.0
    """No white above it either."""
    most_lent: float = 8.0
    """The most that the leans of all rows of a continued note may say."""
    stays: float = -3.0
    """A page begins with notes."""
    open_end: float = -3.0
    """A note's last line ends no sentence, and nothing goes on from it; times the share that end with a stop."""
    open_body: float = -1.0
    """The document ends in an open sentence."""
    divided_end: float = -4.0
    turn: float = 1.0
    """Times the flow of the body over a page."""


@dataclass(slots=True)
class _State:
    score: float
    note: bool
    last_body: int
    last_note: int
    open_note: bool
    opened: bool
    """A note opens in the present stretch of notes."""
    lent: float
    """What the leans of rows gave so far to a stretch of notes in which none has opened."""
    ahead: float
    """What was already counted for the body's going on after these notes."""
    before: _State | None
    row: int


def zones(
    rows: Sequence[Row],
    leans: Sequence[float],
    openings: Collection[int],
    options: ZoneOptions,
    measure: float,
    whites: bool,
    stopped: float,
    flow: Flow,
) -> list[bool]:
    """True for every row that is a note.

    `openings` are the rows that open notes; `measure` the width of a full line of notes, 0 if
    unknown; `whites` says that white stands above the notes of this document; `stopped` is the
    share of its notes that end with a stop.
    """
    scale = _Scale(rows, leans, options, measure, whites, stopped, flow, _turns(rows))
    body: _State | None = _State(0.0, False, -1, -1, False, False, 0.0, 0.0, None, -1)
    note: _State | None = None
    for index, row in enumerate(rows):
        opens = index in openings
        if row.stray and not opens:
            body, note = _pass(body, index), _pass(note, index)
            continue
        if note is None and body is not None and not opens and not row.turn and leans[index] <= NEVER:
            body.last_body = index  # nothing but body can be here, and rows without a state are body
            continue
        to_body: list[_State] = []
        to_note: list[_State] = []
        if not opens:
            if body is not None:
                to_body.append(scale.body_on(body, index))
            if note is not None and (body is None or row.turn or scale.may_return(note, body)):
                to_body.append(scale.note_to_body(note, index))
        if opens or leans[index] > NEVER:
            if body is not None:
                state = scale.body_to_note(body, index, opens)
                if state is not None:
                    to_note.append(state)
            if note is not None:
                to_note.append(scale.note_on(note, index, opens))
        body = max(to_body, key=lambda state: state.score, default=None)
        note = max(to_note, key=lambda state: state.score, default=None)
    ends = [scale.end(state) for state in (body, note) if state is not None]
    flags = [False] * len(rows)
    last: _State | None = max(ends, key=lambda state: state.score, default=None)
    while last is not None and last.row >= 0:
        flags[last.row] = last.note
        last = last.before
    return flags


def _turns(rows: Sequence[Row]) -> list[int]:
    found, following = [-1] * len(rows), -1
    for index in range(len(rows) - 1, -1, -1):
        found[index] = following
        if rows[index].turn:
            following = index
    return found


def _pass(state: _State | None, index: int) -> _State | None:
    """Past a row that counts for nothing."""
    return None if state is None else replace(state, before=state, row=index)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Weighs one step from row to row."""

    rows: Sequence[Row]
    leans: Sequence[float]
    options: ZoneOptions
    measure: float
    whites: bool
    stopped: float
    flow: Flow
    turns: Sequence[int]
    """For every row the first row of the next page or column, or -1."""

    def body_on(self, state: _State, index: int) -> _State:
        """From body to body."""
        gain = 0.0
        if self.rows[index].turn and state.last_body >= 0:
            gain = self.options.turn * self.flow(self.rows[state.last_body], self.rows[index])
        return _State(state.score + gain, False, index, state.last_note, state.open_note, False, 0.0, 0.0, state, index)

    def note_to_body(self, state: _State, index: int) -> _State:
        """From a note to the body: at the turn of a page or column, hardly elsewhere."""
        row, gain = self.rows[index], -self._excess(state)
        if not row.turn:
            gain += self._goes_on(state.last_body, index) - state.ahead
            gain += self.options.back + (self.options.back_white if row.white else self.options.back_tight)
            gain -= max(0.0, self.flow(self.rows[state.last_note], row))
            if not state.opened:
                gain += self.options.back_unopened
        return _State(state.score + gain, False, index, state.last_note, True, False, 0.0, 0.0, state, index)

    def _goes_on(self, last: int, index: int) -> float:
        """How well the body goes on from one row to another over the notes between."""
        return self.options.turn * self.flow(self.rows[last], self.rows[index]) if last >= 0 and index >= 0 else 0.0

    def may_return(self, note: _State, body: _State) -> bool:
        """Could a return to the body within a page be better than to have stayed there?"""
        most = self.options.turn * WORD_GOES_ON - note.ahead + self.options.back + self.options.back_white
        return note.score + most > body.score

    def body_to_note(self, state: _State, index: int, opens: bool) -> _State | None:
        """From the body to a note that begins or goes on."""
        options, row = self.options, self.rows[index]
        last = self.rows[state.last_note] if state.last_note >= 0 else None
        ahead = self._goes_on(state.last_body, self.turns[index])
        if opens:
            gain = ahead + (self._open_end(last) if state.open_note else 0.0)
            return _State(
                state.score + gain + max(0.0, self.leans[index]),
                True,
                state.last_body,
                index,
                False,
                True,
                0.0,
                ahead,
                state,
                index,
            )
        if last is None or (last.page, last.column) == (row.page, row.column) or row.page - last.page > 1:
            return None
        gain = ahead + options.continues + self._note_flow(last, row)
        gain += options.white if row.white else options.no_white if self.whites and not row.turn else 0.0
        if row.turn:
            gain += options.stays
        lean = self.leans[index]
        return _State(state.score + gain + lean, True, state.last_body, index, False, False, lean, ahead, state, index)

    def note_on(self, state: _State, index: int, opens: bool) -> _State:
        """From note to note."""
        row = self.rows[index]
        gain = 0.0
        if row.turn:
            gain = self.options.stays
            if not opens:
                last = self.rows[state.last_note]
                gain += self._note_flow(last, row)
        lean = max(0.0, self.leans[index]) if opens else self.leans[index]
        if opens and not state.opened:
            gain -= self._excess(state)
        return _State(
            state.score + gain + lean,
            True,
            state.last_body,
            index,
            False,
            opens or state.opened,
            state.lent + lean,
            state.ahead,
            state,
            index,
        )

    def _excess(self, state: _State) -> float:
        """What the leans of a stretch without a label gave beyond their fill: many rows prove no more than a few."""
        return 0.0 if state.opened else max(0.0, state.lent - self.options.most_lent)

    def end(self, state: _State) -> _State:
        """At the end of the document: what is left open there was read wrongly."""
        gain = -self._excess(state) if state.note else 0.0
        if state.last_body >= 0 and not self.rows[state.last_body].closed:
            gain += self.options.divided_end if self.rows[state.last_body].divided else self.options.open_body
        if state.last_note >= 0 and (state.note or state.open_note):
            gain += self._open_end(self.rows[state.last_note])
        return replace(state, score=state.score + gain)

    def _open_end(self, last: Row | None) -> float:
        if last is None:
            return 0.0
        if last.divided:
            return self.options.divided_end
        return 0.0 if last.closed else self.options.open_end * self.stopped

    def _note_flow(self, last: Row, row: Row) -> float:
        """Does a note go on from its last line to this one? Its stop may be that of an abbreviation."""
        if not last.closed:
            return self.flow(last, row)
        if row.opens_lower:
            return self.options.abbreviated
        return self.flow(last, row) + self._finished(last)

    def _finished(self, last: Row) -> float:
        if not last.closed:
            return 0.0
        options = self.options
        if not self.measure:
            return 0.5 * (options.finished + options.finished_full)
        width = last.line.box.width if last.line.box is not None else last.width
        return options.finished_full if width >= 0.93 * self.measure else options.finished
