"""Names of notes: one id a note, unique in the file, and the printed label wherever it can be.

A label that is printed once in the document is the best id there is: it is what the book
says and what the author's "see note 12" means. Where the numbering starts afresh on each
page or chapter, or uses signs (*, †), labels repeat; then the notes are numbered through.
The printed label is never lost: the TEI and the JSON have it beside the id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

USABLE = regex.compile(r"[0-9A-Za-z]{1,12}")
"""Plain letters and digits: an id that Markdown, XML and HTML all take, and that needs no escape."""

SIGNS = {"*": "star", "∗": "star", "†": "dagger", "‡": "ddagger", "§": "section", "¶": "pilcrow"}


@dataclass(frozen=True, slots=True)
class Options:
    """When printed labels stop being good ids."""

    tolerated: float = 0.5
    """Share of the labels that may repeat or be signs. One author's note with an asterisk, or one
    misread number, must not renumber a book; more than half means that the numbering restarts."""


def note_ids(labels: Sequence[str], options: Options | None = None) -> tuple[str, ...]:
    """An id for each of these printed labels, which come in the order of the notes."""
    options = options or Options()
    seen = Counter(label.casefold() for label in labels)
    odd = sum(1 for label in labels if not USABLE.fullmatch(label) or seen[label.casefold()] > 1)
    if odd > options.tolerated * len(labels):
        return tuple(str(number) for number in range(1, len(labels) + 1))
    taken = {label.casefold() for label in labels if USABLE.fullmatch(label)}
    given: set[str] = set()
    ids: list[str] = []
    for label in labels:
        if USABLE.fullmatch(label) and label.casefold() not in given:
            chosen = label
        else:
            chosen = _free(label if USABLE.fullmatch(label) else _spelt(label), taken | given)
        given.add(chosen.casefold())
        ids.append(chosen)
    return tuple(ids)


def signs(labels: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """What readers see of each note: its printed label, unless another note could be meant by it."""
    seen = Counter(labels)
    named = Counter(ids)
    return tuple(
        label if label.strip() and seen[label] == 1 and named[label] == (label == name) else name
        for label, name in zip(labels, ids, strict=True))


def _spelt(label: str) -> str:
    """A sign by its name: `**` is `star-star`; anything else is just `note`."""
    names = [SIGNS.get(char, "") for char in label]
    return "-".join(names) if names and all(names) else "note"


def _free(stem: str, taken: Iterable[str]) -> str:
    used = set(taken)
    if stem.casefold() not in used:
        return stem
    number = 2
    while f"{stem}-{number}".casefold() in used:
        number += 1
    return f"{stem}-{number}"
