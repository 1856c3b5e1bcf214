"""What TEI and HTML have in common: escaping, and passages in groups that one element encloses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recension.model import Kind
from recension.writers.flow import Passage, Turn
from recension.writers.spans import cleaned

GROUPED = frozenset({Kind.QUOTATION, Kind.EPIGRAPH, Kind.ITEM, Kind.BIBLIOGRAPHY})
"""Kinds that stand together in one element: a quotation of two paragraphs, the items of a list."""


def escaped(text: str) -> str:
    """Text for XML and HTML. What neither can hold was replaced when the flow was told."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Text between double quotes, on one line."""
    return escaped(cleaned(" ".join(text.split()))).replace('"', "&quot;")


def grouped(items: Iterable[Passage | Turn]) -> Iterator[list[Passage | Turn]]:
    """Passages that belong in one element, with the page turns between them; every other item alone."""
    group: list[Passage | Turn] = []
    turns: list[Passage | Turn] = []
    for item in items:
        if isinstance(item, Turn):
            turns.append(item)
            continue
        first = group[0] if group else None
        if isinstance(first, Passage) and first.kind is item.kind and item.kind in GROUPED:
            group += [*turns, item]
        else:
            if group:
                yield group
            yield from ([turn] for turn in turns)
            group = [item]
        turns = []
    if group:
        yield group
    yield from ([turn] for turn in turns)
