"""The record: what was done to a document, where, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from recension.model.document import Document, Layer
from recension.model.rulings import BY_HAND, Act
from recension.model.source import Box


class Edit(NamedTuple):
    """One entry of the record.

    `glyphs` is aligned with `before` (one origin a character, -1 where none). With
    `origins_after` that is enough to make the edit again on the source or to take it back.
    """

    stage: str
    rule: str
    act: Act
    page: int
    """Page of the first glyph, by its number in the file, from 1."""
    box: Box | None
    before: str
    after: str
    glyphs: tuple[int, ...]
    layer: Layer
    """The layer the text is in after the edit."""
    confidence: float
    """0 to 1; 1 means that nothing else is possible."""
    reason: str
    readings: tuple[str, ...] = ()

    @property
    def applied(self) -> bool:
        return self.act is not Act.QUERY

    @property
    def by_hand(self) -> bool:
        """Did a person decide it? See `model.rulings`."""
        return self.reason.startswith(BY_HAND)


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """A document and the edits that led to it."""

    document: Document
    edits: tuple[Edit, ...] = ()
    profile: str = ""
    """Digest of the profile that was followed: equal digests, equal rules."""

    def then(self, later: Revision) -> Revision:
        """This revision followed by a later one of its document."""
        return Revision(later.document, self.edits + later.edits, later.profile or self.profile)
