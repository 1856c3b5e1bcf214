"""What an editor looks at first: how much was done, what is undecided, which pages are odd."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from recension.model import Edit, Revision
from recension.writers.flow import Flow, flow_of


@dataclass(frozen=True, slots=True)
class Options:
    """From when on a page is odd."""

    few: float = 0.25
    """Share of the median page's letters below which a page is short; ends of chapters are longer."""
    pages: int = 4
    """Pages below which there is no median worth the name."""
    queries: int = 4
    """Queries on one page that make it worth a look of its own."""
    unsure: float = 0.8
    """A change less sure than this counts as unsure."""
    changes: int = 5
    """Unsure changes on one page that make it worth a look."""


@dataclass(slots=True)
class Outlook:
    """The numbers of a revision; pages are numbers in the file."""

    pages: int = 0
    changes: int = 0
    queries: int = 0
    decided: int = 0
    """Edits and queries that a person has decided."""
    notes: int = 0
    paired: int = 0
    """Notes that the text calls, and that are there."""
    uncalled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    hyphens: Counter[str] = field(default_factory=Counter)
    """`joined`, `kept`, `undecided`."""
    by_stage: Counter[str] = field(default_factory=Counter)
    by_page: list[Counter[str]] = field(default_factory=list)
    """One a page, in order: changes and queries by stage."""
    odd: list[tuple[int, str]] = field(default_factory=list)
    """Page and why."""


def outlook(revision: Revision, options: Options | None = None) -> Outlook:
    """Count."""
    options = options or Options()
    document = revision.document
    flow = flow_of(revision)
    found = Outlook(pages=len(document.pages), by_page=[Counter() for _ in document.pages])
    places = {page.number: place for place, page in enumerate(document.pages)}
    queries: Counter[int] = Counter()
    unsure: Counter[int] = Counter()
    for edit in revision.edits:
        place = places[edit.page]
        found.by_stage[edit.stage] += 1
        found.by_page[place][edit.stage] += 1
        found.decided += edit.by_hand
        if not edit.applied:
            found.queries += not edit.by_hand
            queries[place] += not edit.by_hand
        else:
            found.changes += 1
            unsure[place] += edit.confidence < options.unsure and not edit.by_hand
        _count_hyphen(found, edit)
    for note in flow.notes:
        found.notes += 1
        if note.is_missing:
            found.missing.append(note.label)
        elif not note.called:
            found.uncalled.append(note.label)
        else:
            found.paired += 1
    letters = _letters(flow, len(document.pages))
    usual = median([count for count in letters if count] or [0])
    for place, page in enumerate(document.pages):
        reasons = []
        if not letters[place]:
            reasons.append("no text")
        elif len(letters) >= options.pages and letters[place] < options.few * usual:
            reasons.append(f"little text: {letters[place]} letters, {usual:.0f} on a usual page")
        if queries[place] >= options.queries:
            reasons.append(f"{queries[place]} queries")
        if unsure[place] >= options.changes:
            reasons.append(f"{unsure[place]} changes that are less sure than {options.unsure:.0%}")
        if reasons:
            found.odd.append((page.number, "; ".join(reasons)))
    return found


def _count_hyphen(found: Outlook, edit: Edit) -> None:
    if edit.stage != "hyphenation":
        return
    if not edit.applied:
        found.hyphens["undecided"] += not edit.by_hand
    elif any(char in "-\u00ad\u2010\u2011" for char in edit.after):
        found.hyphens["kept"] += 1
    else:
        found.hyphens["joined"] += 1


def _letters(flow: Flow, pages: int) -> list[int]:
    """Letters of body and notes on each page."""
    source = flow.document.source
    letters = [0] * pages
    texts = [passage.text for passage in flow.passages]
    texts += [passage.text for note in flow.notes for passage in note.passages]
    for text in texts:
        low = high = place = -1
        for glyph, char in zip(text.origin, text.chars, strict=True):
            if glyph >= 0 and not low <= glyph < high:
                place = min(source.page_of(glyph), pages) - 1
                low, high = source.page_starts[place], source.page_starts[place + 1]
            if place >= 0 and char.isalpha():
                letters[place] += 1
    return letters
