"""The record of edits as JSON lines: a header, then one edit a line, in the order in which they were made.

With the source it is enough to make every edit again and to take it back: `read_record`
gives the edits as the program holds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from recension.errors import UnreadableInput
from recension.model import Act, Box, Edit, Layer, Revision
from recension.writers.imprint import TOOL, tool_version

VERSION = 1
"""Version of the record's form; raised when a reader of it would have to change."""


def render(revision: Revision) -> str:
    """The whole record."""
    source = revision.document.source
    queries = sum(not edit.applied for edit in revision.edits)
    header = {
        "record": TOOL, "version": VERSION, "tool": {"name": TOOL, "version": tool_version()},
        "name": source.name, "digest": source.digest, "language": revision.document.language,
        "profile": revision.profile, "edits": len(revision.edits) - queries, "queries": queries,
    }
    return "".join(one_line(entry) + "\n" for entry in (header, *map(entry_of, revision.edits)))


def entry_of(edit: Edit) -> dict[str, Any]:
    """An edit as plain data. `glyphs` are ranges (first, count); first is -1 where no glyph stands behind."""
    return {
        "stage": edit.stage, "rule": edit.rule, "act": str(edit.act), "page": edit.page,
        "box": rounded(edit.box), "before": edit.before, "after": edit.after, "glyphs": _ranges(edit.glyphs),
        "layer": str(edit.layer), "confidence": round(edit.confidence, 3), "reason": edit.reason,
        "readings": list(edit.readings),
    }


def read_record(data: bytes) -> tuple[dict[str, Any], tuple[Edit, ...]]:
    """The header and the edits of a record. Raises UnreadableInput where it is none, with the line."""
    number = 0
    try:
        entries = data.decode("utf-8").split("\n")
        header = json.loads(entries[0])
        if header["record"] != TOOL or header["version"] != VERSION:
            raise ValueError("it is no record of this form")
        edits = []
        while (number := number + 1) < len(entries):
            if entries[number]:
                edits.append(_edit_of(json.loads(entries[number])))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise UnreadableInput(f"the record of edits cannot be read, line {number + 1}: {error}") from error
    return header, tuple(edits)


def one_line(entry: object) -> str:
    """JSON on one line, whatever a program takes for the end of a line."""
    text = json.dumps(entry, ensure_ascii=False, separators=(", ", ": "))
    for char in "\x85\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def rounded(box: Box | None) -> list[float] | None:
    """A box as four numbers, in hundredths of a point."""
    return None if box is None else [round(number, 2) for number in box]


def _edit_of(entry: dict[str, Any]) -> Edit:
    glyphs = tuple(glyph for first, count in entry["glyphs"]
                   for glyph in (range(first, first + count) if first >= 0 else [-1] * count))
    return Edit(entry["stage"], entry["rule"], Act(entry["act"]), entry["page"],
                None if entry["box"] is None else Box(*entry["box"]), entry["before"], entry["after"], glyphs,
                Layer(entry["layer"]), entry["confidence"], entry["reason"], tuple(entry["readings"]))


def _ranges(glyphs: Iterable[int]) -> Sequence[list[int]]:
    ranges: list[list[int]] = []
    for glyph in glyphs:
        last = ranges[-1] if ranges else [0, 0]
        if ranges and glyph == (-1 if last[0] < 0 else last[0] + last[1]):
            last[1] += 1
        else:
            ranges.append([glyph, 1])
    return ranges
