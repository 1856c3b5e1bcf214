"""A rule: what it looks for, what it does, and the examples it is held to.

A rule is data, read from a pack and never changed. It has strings only; what they compile
to is kept by `patterns`, so that a rule can cross to a worker process at no cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recension.model import Act, Layer

LINE_STAGES = ("encoding", "watermarks", "furniture", "smallcaps", "footnotes")
"""Stages whose rules see the lines of a page."""

BLOCK_STAGES = ("paragraphs", "hyphenation", "typography")
"""Stages whose rules see blocks: paragraphs, headings, the blocks of notes."""

STAGES = (*LINE_STAGES, *BLOCK_STAGES)

ZONES = ("head", "foot", "edge", "margin")
"""Where on the page a rule may act; `edge` is head or foot."""

MOVES = {"background": Layer.BACKGROUND, "furniture": Layer.FURNITURE}
"""Layers that a rule may move a line to. Notes need more than a pattern."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of a pack, checked: every combination that the keys allow makes sense."""

    id: str
    """`<pack>/<name>`; the name says the defect, not the remedy."""
    stage: str
    why: str
    pattern: str = ""
    words: str = ""
    """Name of a word table, instead of a pattern."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Wrong word -> right word, instead of a pattern."""
    unless: tuple[str, ...] = ()
    """Antipatterns: a hit that one of them overlaps is left alone."""
    replace: str | None = None
    move: Layer | None = None
    zone: str = ""
    recurs: int = 0
    """On so many pages the same text (digits aside) must be hit; 0 asks nothing."""
    usual: str = ""
    """A pattern for the form that the document has as a rule: without it there, no change."""
    slip: bool = False
    """With `usual`: a few hits need no proof, since a custom of the document would show oftener."""
    prose: bool = False
    """Not in verse, tables and typewriter type, whose white space is the author's."""
    doubtful: bool = False
    fixes: tuple[tuple[str, str], ...] = ()
    finds: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    won_over: tuple[str, ...] = ()
    """Where the earlier rules of this id stand, `file:line` each, the nearest first."""

    @property
    def act(self) -> Act:
        """What the rule does where it is sure."""
        if self.doubtful:
            return Act.QUERY
        if self.move is not None:
            return Act.MOVE
        return Act.QUERY if self.replace is None and not self.spellings else Act.REPLACE

    @property
    def place(self) -> str:
        """`file:line` of the rule."""
        return f"{self.file}:{self.line}" if self.file else ""
