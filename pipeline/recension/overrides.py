"""Overrides: decisions of a person about single edits, as a file that `clean --overrides` replays.

The review page exports them (JSON); by hand they are as well written in TOML. A decision names
an edit by stage, act, glyphs and what they read before it. `reject` undoes it, or leaves a query
as it stands; `accept` confirms it, or, for a query, chooses one of its readings. Nothing else in
the text can be changed this way: an override that fits no edit does nothing, and is told of.
"""

from __future__ import annotations

import json
import os
import tomllib
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recension.errors import Doubt, UnreadableInput, UsageError
from recension.model import Act, Document, Edit, Ruling

FORM = "recension"
VERSION = 1
ACCEPT, REJECT = "accept", "reject"
SHOWN = 5
"""Overrides without an edit that are told of one by one."""
MOST_GLYPHS = 1_000_000
"""Glyphs of one decision; a file from somewhere else could ask for more than there is memory."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """The decisions of one file, made for the input of this digest (empty: for any)."""

    name: str
    digest: str
    rulings: tuple[Ruling, ...]


def read_overrides(path: str | os.PathLike[str]) -> Overrides:
    """Read an overrides file, JSON or TOML. Raises UnreadableInput that says where it is at fault."""
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{file}: the overrides cannot be read: {error.strerror or error}; check the name, or "
                              "export them from the review page.") from error
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        if content.get("overrides") != FORM or content.get("version") != VERSION:
            raise ValueError(f'it does not begin with overrides = "{FORM}" and version = {VERSION}')
        digest, decisions = content.get("digest", ""), content.get("decisions", [])
        if not isinstance(digest, str) or not isinstance(decisions, list):
            raise ValueError("`digest` must be a text and `decisions` a list")
    except (ValueError, AttributeError, RecursionError) as error:
        raise UnreadableInput(f"{file}: this is no overrides file, as the review page exports it: {error}.") from error
    return Overrides(file.name, digest, tuple(
        _ruling(entry, f"{file}: decision {number}") for number, entry in enumerate(decisions, 1)))


def overruled(document: Document, overrides: Overrides) -> Document:
    """The document with these decisions in force. Raises UsageError when they were made for another file."""
    if overrides.digest and overrides.digest != document.source.digest:
        raise UsageError(f"{overrides.name}: these overrides were made for another file than {document.source.name} "
                         f"(its digest begins with {document.source.digest[:12]}, theirs with "
                         f"{overrides.digest[:12]}); make a review page of this file and decide anew")
    return document.with_rulings(overrides.rulings)


def unmet(rulings: Iterable[Ruling], edits: Iterable[Edit]) -> list[Ruling]:
    """Decisions that no edit answered: the stages now do something else there."""
    places = {(edit.stage, edit.glyphs, edit.before) for edit in edits if edit.by_hand}
    made = {(edit.stage, edit.act, edit.glyphs, edit.before) for edit in edits}
    return [ruling for ruling in rulings
            if (ruling.place not in made if _confirms(ruling)
                else (ruling.stage, ruling.glyphs, ruling.before) not in places)]


def tell_unmet(name: str, rulings: Sequence[Ruling], strict: bool) -> None:
    """Warn of decisions that were not met; with `strict` raise UsageError."""
    if not rulings:
        return
    some = "; ".join(f"{ruling.stage}/{ruling.rule} on page {ruling.page} ({ruling.before[:40]!r})"
                     for ruling in rulings[:SHOWN])
    told = (f"{name}: {len(rulings)} of the overrides fit no edit of this run and did nothing: {some}"
            f"{' ...' if len(rulings) > SHOWN else ''}. Were they made with other options (--reader, --pages, "
            "--language, --rules), or with other rules? Review the file again.")
    if strict:
        raise UsageError(told)
    warnings.warn(told, Doubt, stacklevel=3)


def _confirms(ruling: Ruling) -> bool:
    return not ruling.is_stet and ruling.reading is None


def _ruling(entry: Any, where: str) -> Ruling:
    try:
        verdict, reading = entry["verdict"], entry.get("reading")
        if verdict not in (ACCEPT, REJECT):
            raise ValueError(f'the verdict is "{ACCEPT}" or "{REJECT}", not {verdict!r}')
        for key in ("stage", "before"):
            if not isinstance(entry[key], str):
                raise ValueError(f"`{key}` must be a text")
        if not isinstance(reading, str | None):
            raise ValueError("`reading` must be a text")
        act = Act(entry["act"])
        glyphs = tuple(_glyphs(entry["glyphs"]))
        if len(glyphs) != len(entry["before"]):
            raise ValueError(f"it names {len(glyphs)} glyphs for {len(entry['before'])} characters")
        return Ruling(entry["stage"], str(entry.get("rule", "")), act, glyphs, entry["before"],
                      int(entry.get("page", 0)), verdict == REJECT, reading if verdict == ACCEPT else None)
    except KeyError as error:
        raise UnreadableInput(f"{where}: `{error.args[0]}` is missing.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableInput(f"{where}: {error}.") from error


def _glyphs(ranges: Any) -> Iterable[int]:
    """From ranges (first, count), as the record of edits has them; first is -1 where no glyph stands behind."""
    total = 0
    for first, count in ranges:
        if not (isinstance(first, int) and isinstance(count, int) and count >= 0):
            raise ValueError("`glyphs` is a list of pairs [first, count]")
        total += count
        if total > MOST_GLYPHS:
            raise ValueError("it names more glyphs than a book has")
        yield from range(first, first + count) if first >= 0 else (-1,) * count
