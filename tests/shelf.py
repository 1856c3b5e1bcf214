"""The samples, as the tests take them from the shelf: what to read, and what came of it, stage by stage."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import recension
from recension.clean import Step
from recension.model import ANCHOR, Act, Document, Edit, Revision
from recension.writers.galley import galley

FOLDER = Path(__file__).resolve().parents[1] / "samples"
SAMPLES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/sample.toml")))

VISIBLE = str.maketrans({
    "\u00a0": "␣",
    "\u202f": "⍽",
    "\u00ad": "¬",
    "\t": "→",
    **{chr(code): f"‹{code:04x}›" for code in (*range(9), *range(11, 32), *range(127, 160), *range(0xE000, 0xF900))},
})
"""White space and other characters that a reader of a diff could not tell apart, made visible."""


def input_of(sample: str) -> Path:
    """The file that `recension` is given."""
    (found,) = FOLDER.joinpath(sample).glob("input.*")
    return found


@cache
def facts_of(sample: str) -> dict[str, Any]:
    """`sample.toml`."""
    return tomllib.loads(FOLDER.joinpath(sample, "sample.toml").read_text("utf-8"))


@cache
def steps_of(sample: str) -> tuple[Step, ...]:
    """Every step of cleaning a sample, the reading first. Cleaned once for all tests."""
    return tuple(recension.trace(input_of(sample), language=facts_of(sample)["language"]))


def revision_of(steps: Sequence[Step]) -> Revision:
    """The steps as one revision."""
    whole = steps[0].revision
    for step in steps[1:]:
        whole = whole.then(step.revision)
    return whole


def told(revision: Revision) -> str:
    """The record in words: an edit a line with page and confidence; a reason once where a row of edits shares it."""
    lines = [recension.table(revision.edits)]
    before = ("", "")
    for edit in revision.edits:
        if edit.stage != before[0]:
            lines.append(f"\n== {edit.stage}")
        lines.append(f"{edit.rule} p. {edit.page} ({edit.confidence:.2f}): {_deed(edit)}".translate(VISIBLE))
        if (edit.stage, edit.reason) != before:
            lines.append(f"    {edit.reason}".translate(VISIBLE))
        before = (edit.stage, edit.reason)
    return "\n".join(lines) + "\n"


def _deed(edit: Edit) -> str:
    before, after = (text.replace("\n", "⏎").replace(ANCHOR, "[^]") for text in (edit.before, edit.after))
    if edit.act is Act.MOVE:
        return f"{before} -> the {edit.layer}"
    if edit.act is Act.QUERY:
        return f"{before} ? {' | '.join(edit.readings)}".replace("\n", "⏎")
    return f"{before} -> {after or 'nothing'}"


def shown(document: Document) -> str:
    """A document at any stage, readable in a diff: layers, pages, blocks, notes, and every kind of white space."""
    return galley(document).translate(VISIBLE)
