"""Matching: the rules of a stage against a document, through a recording draft.

Lines are matched on the joined text of their page, blocks on sheets of several blocks; a hit
is mapped back to the line or block it stands in. That is five times as fast as matching line
by line, and lets a pattern see over a line end. A hit that runs from one block into the next
is none.

A rule that runs out of time is left out for the whole document, so that no half of its work
remains, and a query says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from recension.model import Act, Block, Document, Draft, Kind, Line, Revision, Source
from recension.model.edits import Holder
from recension.rulebook.evidence import Limits, in_zone, is_typewriter
from recension.rulebook.patterns import compiled, filled, needed_one_of, template
from recension.rulebook.profile import Profile
from recension.rulebook.rule import Rule
from recension.rulebook.sheets import LONGEST, Piece, Sheet, sheets_of

LIMITS = Limits()

LINEWISE = (Kind.VERSE, Kind.TABLE)
"""Blocks whose white space is the author's."""

MOST_PASSES = 4
"""After which rules that go on finding something in each other's work are stopped. Two is usual."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_DIGITS = regex.compile(r"\d+")

Tables = Callable[[str], frozenset[str]]
Words = Mapping[str, Sequence[tuple[int, int]]]


class Hit(NamedTuple):
    """A place that a rule found, and what it puts there; None where it puts nothing."""

    start: int
    end: int
    after: str | None


class _Found(NamedTuple):
    """A hit on a sheet, and the pieces that it touches."""

    sheet: Sheet
    hit: Hit
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        return self.sheet.text[self.hit.start : self.hit.end]


def by_rules(document: Document, profile: Profile, stage: str) -> Revision:
    """The rules of a stage, in passes until one changes nothing, so that they see each other's work."""
    revision = Revision(document)
    for number in range(MOST_PASSES):
        draft = Draft(revision.document, stage)
        changed = apply_rules(draft, revision.document, profile, stage)
        later = draft.revision()
        if number:  # what the first pass has asked need not be asked again
            later = Revision(later.document, tuple(edit for edit in later.edits if edit.applied))
        revision = revision.then(later)
        if not changed:
            break
    return revision


def apply_rules(draft: Draft, document: Document, profile: Profile, stage: str, *,
                among: Iterable[Holder] | None = None, limits: Limits = LIMITS) -> int:
    """One pass of the rules of a stage; returns how many changes went into the draft.

    Before `paragraphs` rules see the lines of BODY and NOTES that the draft has not moved,
    after it the blocks. `among` gives the lines or blocks instead.
    """
    rules = profile.rules_for(stage)
    if not rules:
        return 0
    sheets = [sheet for sheet in sheets_of(document, among) if sheet.holders]
    words = [words_of(sheet.text) if any(not rule.pattern for rule in rules) else {} for sheet in sheets]
    return sum(_apply(rule, draft, sheets, words, profile.table, limits) for rule in rules)


def hits(rule: Rule, text: str, tables: Tables, *, seconds: float = LIMITS.seconds,
         words: Words | None = None) -> list[Hit]:
    """What a rule finds in a text. Raises TimeoutError when it takes longer than `seconds`."""
    if rule.pattern:
        if not any(stretch in text for stretch in needed_one_of(rule.pattern)):
            return []
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


def _apply(rule: Rule, draft: Draft, sheets: Sequence[Sheet], words: Sequence[Words], tables: Tables,
           limits: Limits) -> int:
    sheet = sheets[0] if sheets else None
    try:
        if rule.usual and not rule.slip and not _has_form(rule, sheets, limits):
            return 0
        found: list[_Found] = []
        for sheet, said in zip(sheets, words, strict=True):
            seconds = limits.seconds * max(1.0, len(sheet.text) / LONGEST)
            for hit in hits(rule, sheet.text, tables, seconds=seconds, words=said):
                pieces = tuple(sheet.touched(hit.start, hit.end))
                if _is_placed(rule, draft, _Found(sheet, hit, pieces), limits):
                    found.append(_Found(sheet, hit, pieces))
        if rule.recurs:
            found = _recurring(rule, found)
        if rule.usual and found and not _is_usual(rule, sheets, len(found), limits):
            return 0
    except TimeoutError:
        if sheet is not None:
            draft.query(sheet.holders[0], 0, 0, (), rule=rule.id, confidence=0.0, reason=(
                f"the rule took longer than {limits.seconds:g} s on this page and was left out everywhere"))
        return 0
    return sum(_act(rule, draft, place) for place in found)


def _act(rule: Rule, draft: Draft, place: _Found) -> bool:
    hit, pieces = place.hit, place.pieces
    if rule.act is Act.MOVE and rule.move is not None:
        if all(place.sheet.is_covered(piece, hit.start, hit.end) for piece in pieces):
            return sum(draft.move(piece.holder, rule.move, rule=rule.id, reason=rule.why)
                       for piece in pieces if isinstance(piece.holder, Line)) > 0
        return _ask(rule, draft, place, ("the rest of the line is text",))
    if rule.act is Act.QUERY or hit.after is None:
        return _ask(rule, draft, place, (place.before,) if hit.after is None else (place.before, hit.after))
    parts = [hit.after] if len(pieces) == 1 else hit.after.split("\n")
    if len(parts) != len(pieces):
        return _ask(rule, draft, place, (place.before, hit.after))
    return sum(draft.replace(piece.holder, *piece.within(hit.start, hit.end), part, rule=rule.id, reason=rule.why)
               for piece, part in zip(pieces, parts, strict=True)) > 0


def _ask(rule: Rule, draft: Draft, place: _Found, readings: Sequence[str]) -> bool:
    piece = place.pieces[0]
    draft.query(piece.holder, *piece.within(place.hit.start, place.hit.end), readings, rule=rule.id, reason=rule.why)
    return False


def _pattern_hits(rule: Rule, text: str, seconds: float) -> Iterator[Hit]:
    parts = template(rule.replace, rule.pattern) if rule.replace is not None else None
    for match in compiled(rule.pattern).finditer(text, timeout=seconds):
        after = filled(parts, match) if parts is not None else None
        if after is None or after != match.group():
            yield Hit(match.start(), match.end(), after)


def _word_hits(rule: Rule, words: Words, tables: Tables) -> list[Hit]:
    present = words.keys() & (rule.spellings.keys() if rule.spellings else tables(rule.words))
    return sorted(Hit(start, end, rule.spellings.get(word, rule.replace))
                  for word in present for start, end in words[word])


def _overlap(hit: Hit, start: int, end: int) -> bool:
    """Do they share a character? An insertion counts as the place between its neighbours."""
    if hit.start == hit.end:
        return start <= hit.start <= end
    return start < hit.end and hit.start < end


def _is_placed(rule: Rule, draft: Draft, place: _Found, limits: Limits) -> bool:
    """Does the hit lie in lines or in one block, in one that the rule may touch, in the zone it asks for?"""
    hit, pieces = place.hit, place.pieces
    holders = [piece.holder for piece in pieces]
    if not holders or any(isinstance(holder, Line) and draft.is_moved(holder) for holder in holders):
        return False
    first = pieces[0]
    if isinstance(first.holder, Block):
        if len(pieces) > 1 or not (first.start <= hit.start and hit.end <= first.end):
            return False
        if rule.prose and not _is_prose(first.holder, first.within(hit.start, hit.end)[0], draft.document.source):
            return False
    page = place.sheet.page
    for holder in holders if rule.zone and page is not None else ():
        there = in_zone(rule.zone, page, holder, limits) if page is not None and isinstance(holder, Line) else None
        if there is False or (there is None and not rule.recurs and hit.end - hit.start < limits.telling):
            return False
    return True


def _is_prose(block: Block, at: int, source: Source) -> bool:
    """Is this place neither in verse or a table nor in typewriter type?"""
    if block.kind in LINEWISE:
        return False
    return not is_typewriter(source.style_of(block.text.origin[max(0, at - 1)])) if block.text.chars else True


def _recurring(rule: Rule, found: Sequence[_Found]) -> list[_Found]:
    """Those whose text, digits aside, stands on enough pages."""
    keys = [" ".join(_DIGITS.sub("0", place.before).casefold().split()) for place in found]
    pages: dict[str, set[int]] = {}
    for key, place in zip(keys, found, strict=True):
        if place.sheet.page is not None:
            pages.setdefault(key, set()).add(place.sheet.page.number)
    return [place for key, place in zip(keys, found, strict=True) if len(pages.get(key, ())) >= rule.recurs]


def _has_form(rule: Rule, sheets: Iterable[Sheet], limits: Limits) -> bool:
    """Does the form that the rule restores stand anywhere? If not, its hits, often many, need no look."""
    form = compiled(rule.usual)
    return any(form.search(sheet.text, timeout=limits.seconds * max(1.0, len(sheet.text) / LONGEST))
               for sheet in sheets)


def _is_usual(rule: Rule, sheets: Iterable[Sheet], count: int, limits: Limits) -> bool:
    """Does the document otherwise have the form that the rule restores?"""
    if rule.slip and count <= limits.few:
        return True
    form = compiled(rule.usual)
    prevailing = sum(len(form.findall(sheet.text, timeout=limits.seconds * max(1.0, len(sheet.text) / LONGEST)))
                     for sheet in sheets)
    return prevailing >= limits.outnumbered * count
