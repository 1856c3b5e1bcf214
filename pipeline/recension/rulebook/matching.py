"""Matching: the rules of a stage against a document, through a recording draft.

Lines are matched on the joined text of their page, without the white space at either end
of a line, blocks on sheets of several blocks; a hit is mapped back to the line or block it
stands in. That is five times as fast as matching line by line, and lets a pattern see over
a line end. A hit that runs from one block into the next is none.

A rule that runs out of time is left out for the whole document, so that no half of its work
remains, and a query says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from recension.model import Act, Block, Document, Draft, Layer, Line, Page
from recension.model.edits import Holder
from recension.rulebook.evidence import Limits, in_zone
from recension.rulebook.patterns import compiled, filled, template
from recension.rulebook.profile import Profile
from recension.rulebook.rule import Rule

LIMITS = Limits()

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_DIGITS = regex.compile(r"\d+")
_BETWEEN_BLOCKS = "\n\ufdd0\n"
"""A noncharacter: no text has it, and neither letter, digit nor white-space classes match it."""

Tables = Callable[[str], frozenset[str]]


class Hit(NamedTuple):
    """A place that a rule found, and what it puts there; None where it puts nothing."""

    start: int
    end: int
    after: str | None


class _Piece(NamedTuple):
    """One line or block on a sheet: where it starts there, what is left out before it."""

    start: int
    end: int
    skipped: int
    holder: Holder


@dataclass(slots=True)
class _Sheet:
    text: str
    pieces: list[_Piece]
    page: Page | None = None
    starts: list[int] = field(default_factory=list)
    words: dict[str, list[tuple[int, int]]] | None = None


def hits(rule: Rule, text: str, tables: Tables, *, seconds: float = LIMITS.seconds,
         words: Mapping[str, Sequence[tuple[int, int]]] | None = None) -> list[Hit]:
    """What a rule finds in a text. Raises TimeoutError when it takes longer than `seconds`."""
    if rule.pattern:
        found = list(_pattern_hits(rule, text, seconds))
    else:
        found = _word_hits(rule, words if words is not None else words_of(text), tables)
    if not found or not rule.unless:
        return found
    shields = [match.span() for antipattern in rule.unless
               for match in compiled(antipattern).finditer(text, timeout=seconds)]
    return [hit for hit in found if not any(_overlap(hit, start, end) for start, end in shields)]


def words_of(text: str) -> dict[str, list[tuple[int, int]]]:
    """Every word of a text (a run of letters, marks and digits) and where it stands."""
    places: dict[str, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        places.setdefault(match.group(), []).append(match.span())
    return places


def apply_rules(draft: Draft, document: Document, profile: Profile, stage: str, *,
                among: Iterable[Holder] | None = None, limits: Limits = LIMITS) -> int:
    """Run the rules of a stage over a document; returns how many changes went into the draft.

    Before `paragraphs` rules see the lines of BODY and NOTES that the draft has not moved,
    after it the blocks. `among` gives the lines or blocks instead.
    """
    rules = profile.rules_for(stage)
    if not rules:
        return 0
    if among is not None:
        sheets = _given_sheets(document, among, limits)
    elif document.blocks or any(note.blocks for note in document.notes):
        sheets = _block_sheets([*document.blocks, *(block for note in document.notes for block in note.blocks)], limits)
    else:
        sheets = [_line_sheet(page, [line for line in page.lines if not draft.is_moved(line)])
                  for page in document.pages]
    return sum(_apply(rule, draft, sheets, profile.table, limits) for rule in rules)


def _apply(rule: Rule, draft: Draft, sheets: Sequence[_Sheet], tables: Tables, limits: Limits) -> int:
    found: list[tuple[_Sheet, Hit]] = []
    for sheet in sheets:
        if not sheet.pieces:
            continue
        if not rule.pattern and sheet.words is None:
            sheet.words = words_of(sheet.text)
        try:
            here = hits(rule, sheet.text, tables, seconds=limits.seconds, words=sheet.words)
            found.extend((sheet, hit) for hit in here if _is_placed(rule, sheet, hit, limits))
        except TimeoutError:
            _report_timeout(rule, draft, sheet, limits)
            return 0
    if rule.recurs:
        found = _recurring(rule, found)
    if found and rule.usual:
        try:
            prevailing = sum(len(compiled(rule.usual).findall(sheet.text, timeout=limits.seconds)) for sheet in sheets)
        except TimeoutError:
            _report_timeout(rule, draft, found[0][0], limits)
            return 0
        if prevailing < limits.outnumbered * len(found):
            return 0
    return sum(_act(rule, draft, sheet, hit) for sheet, hit in found)


def _act(rule: Rule, draft: Draft, sheet: _Sheet, hit: Hit) -> bool:
    touched = list(_touched(sheet, hit))
    if rule.act is Act.MOVE and rule.move is not None:
        if all(_is_covered(sheet, piece, hit) for piece in touched):
            lines = [piece.holder for piece in touched if isinstance(piece.holder, Line)]
            return sum(draft.move(line, rule.move, rule=rule.id, reason=rule.why) for line in lines) > 0
        _query(rule, draft, touched[0], hit, ("the rest of the line is text",))
        return False
    if rule.act is Act.QUERY or hit.after is None:
        before = sheet.text[hit.start : hit.end]
        _query(rule, draft, touched[0], hit, (before,) if hit.after in (None, before) else (before, hit.after or ""))
        return False
    if len(touched) == 1:
        return draft.replace(touched[0].holder, *_within(touched[0], hit), hit.after, rule=rule.id, reason=rule.why)
    parts = hit.after.split("\n")
    if len(parts) != len(touched):
        _query(rule, draft, touched[0], hit, (sheet.text[hit.start : hit.end], hit.after))
        return False
    return sum(draft.replace(piece.holder, *_within(piece, hit), part, rule=rule.id, reason=rule.why)
               for piece, part in zip(touched, parts, strict=True)) > 0


def _query(rule: Rule, draft: Draft, piece: _Piece, hit: Hit, readings: Sequence[str]) -> None:
    draft.query(piece.holder, *_within(piece, hit), readings, rule=rule.id, reason=rule.why)


def _report_timeout(rule: Rule, draft: Draft, sheet: _Sheet, limits: Limits) -> None:
    draft.query(sheet.pieces[0].holder, 0, 0, (), rule=rule.id, confidence=0.0,
                reason=f"the rule took longer than {limits.seconds:g} s on this page and was left out everywhere")


def _pattern_hits(rule: Rule, text: str, seconds: float) -> Iterator[Hit]:
    parts = template(rule.replace, rule.pattern) if rule.replace is not None else None
    for match in compiled(rule.pattern).finditer(text, timeout=seconds):
        after = filled(parts, match) if parts is not None else None
        if after is None or after != match.group():
            yield Hit(match.start(), match.end(), after)


def _word_hits(rule: Rule, words: Mapping[str, Sequence[tuple[int, int]]], tables: Tables) -> list[Hit]:
    if rule.spellings:
        present = words.keys() & rule.spellings.keys()
        found = [Hit(start, end, rule.spellings[word]) for word in present for start, end in words[word]]
    else:
        present = words.keys() & tables(rule.words)
        found = [Hit(start, end, rule.replace) for word in present for start, end in words[word]]
    return sorted(found)


def _overlap(hit: Hit, start: int, end: int) -> bool:
    """Do they share a character? An insertion counts as the place between its neighbours."""
    if hit.start == hit.end:
        return start <= hit.start <= end
    return start < hit.end and hit.start < end


def _recurring(rule: Rule, found: Sequence[tuple[_Sheet, Hit]]) -> list[tuple[_Sheet, Hit]]:
    """Those whose text, digits aside, stands on enough pages."""
    pages: dict[str, set[int]] = {}
    keys = []
    for sheet, hit in found:
        key = " ".join(_DIGITS.sub("0", sheet.text[hit.start : hit.end]).casefold().split())
        keys.append(key)
        if sheet.page is not None:
            pages.setdefault(key, set()).add(sheet.page.number)
    return [place for place, key in zip(found, keys, strict=True) if len(pages.get(key, ())) >= rule.recurs]


def _is_placed(rule: Rule, sheet: _Sheet, hit: Hit, limits: Limits) -> bool:
    """Does the hit lie in lines or in one block, and in the zone that the rule asks for?"""
    touched = list(_touched(sheet, hit))
    if not touched or (len(touched) > 1 and isinstance(touched[0].holder, Block)):
        return False
    if len(touched) == 1 and not (touched[0].start <= hit.start and hit.end <= touched[0].end):
        return False
    if not rule.zone or sheet.page is None:
        return True
    for piece in touched:
        if isinstance(piece.holder, Line):
            place = in_zone(rule.zone, sheet.page, piece.holder, limits)
            if place is False or (place is None and not rule.recurs and hit.end - hit.start < limits.telling):
                return False
    return True


def _touched(sheet: _Sheet, hit: Hit) -> Iterator[_Piece]:
    """The pieces that a hit has characters in, or that it touches where it has none."""
    number = max(0, bisect_right(sheet.starts, hit.start) - 1)
    while number < len(sheet.pieces):
        piece = sheet.pieces[number]
        if piece.start > hit.end or (piece.start == hit.end and hit.start < hit.end):
            break
        if hit.start < piece.end or piece.start == piece.end or hit.start == hit.end == piece.end:
            yield piece
        number += 1


def _within(piece: _Piece, hit: Hit) -> tuple[int, int]:
    """The part of a hit that lies in a piece, as offsets of its holder."""
    start = max(hit.start, piece.start) - piece.start + piece.skipped
    end = min(hit.end, piece.end) - piece.start + piece.skipped
    return start, max(start, end)


def _is_covered(sheet: _Sheet, piece: _Piece, hit: Hit) -> bool:
    rest = sheet.text[piece.start : max(piece.start, hit.start)] + sheet.text[min(piece.end, hit.end) : piece.end]
    return not rest.strip()


def _line_sheet(page: Page, lines: Iterable[Line]) -> _Sheet:
    pieces, parts, at = [], [], 0
    for line in lines:
        if line.layer not in (Layer.BODY, Layer.NOTES):
            continue
        chars = line.chars
        text = chars.strip()
        pieces.append(_Piece(at, at + len(text), len(chars) - len(chars.lstrip()) if text else 0, line))
        parts.append(text)
        at += len(text) + 1
    return _Sheet("\n".join(parts), pieces, page, [piece.start for piece in pieces])


def _block_sheets(blocks: Iterable[Block], limits: Limits) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    pieces: list[_Piece] = []
    parts: list[str] = []
    at = 0
    for block in blocks:
        chars = block.text.chars
        pieces.append(_Piece(at, at + len(chars), 0, block))
        parts.append(chars)
        at += len(chars) + len(_BETWEEN_BLOCKS)
        if at > limits.sheet:
            sheets.append(_Sheet(_BETWEEN_BLOCKS.join(parts), pieces, None, [piece.start for piece in pieces]))
            pieces, parts, at = [], [], 0
    if pieces:
        sheets.append(_Sheet(_BETWEEN_BLOCKS.join(parts), pieces, None, [piece.start for piece in pieces]))
    return sheets


def _given_sheets(document: Document, among: Iterable[Holder], limits: Limits) -> list[_Sheet]:
    wanted = list(among)
    sheets = _block_sheets([holder for holder in wanted if isinstance(holder, Block)], limits)
    lines = {id(holder) for holder in wanted if isinstance(holder, Line)}
    if lines:
        sheets += [_line_sheet(page, [line for line in page.lines if id(line) in lines]) for page in document.pages]
    return sheets
