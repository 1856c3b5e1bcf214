"""What became of a document: its text after each stage, the edits of each, the outputs.

An edit is told by what the *source* has at its place, not by what earlier stages made of it, and
without its glyphs: a change in one stage then shows in that stage alone, and not in all that
come after it.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from recension.check.folder import STAGES, Case
from recension.clean import Step, render, trace
from recension.delivery import SUFFIXES
from recension.errors import Doubt, RecensionError
from recension.model import Act, Edit, Revision, Source
from recension.model.laws import check_whole

ODD = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]")


class Told(NamedTuple):
    """An edit as it is compared and kept."""

    page: int
    rule: str
    act: str
    source: str
    after: str
    layer: str
    readings: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """Files by their name below the expected folder, or the message of what went wrong."""

    files: dict[str, str]
    error: str = ""


def outcome_of(case: Case) -> Outcome:
    """Clean a document and tell what became of it at every stage. Never raises what `clean` raises on purpose."""
    from recension.writers.galley import galley

    files: dict[str, str] = {}
    revision: Revision | None = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Doubt)
            for number, step in enumerate(trace(case.input, **case.options())):
                revision = step.revision if revision is None else revision.then(step.revision)
                name = f"{STAGES}/{number}-{step.stage}"
                files[f"{name}.txt"] = _seen(galley(step.revision.document))
                if number:
                    files[f"{name}.edits.jsonl"] = "".join(_told(step))
            assert revision is not None
            check_whole(revision)
    except RecensionError as error:
        return Outcome({}, str(error))
    for format in case.settings.formats:
        files[f"text{SUFFIXES[format]}"] = render(revision, format).decode("utf-8")
    return Outcome(files)


def read_told(text: str) -> list[Told]:
    """The edits of a stage, as they were kept."""
    told = []
    for line in text.splitlines():
        entry: dict[str, Any] = json.loads(line)
        told.append(Told(entry["page"], entry["rule"], entry["act"], entry["source"], entry["after"], entry["layer"],
                         tuple(entry.get("readings", ()))))
    return told


def kept(folder: Path) -> dict[str, str]:
    """The files that are expected of a document."""
    files: dict[str, str] = {}
    for place, start in ((str(folder), ""), (f"{folder}/{STAGES}", f"{STAGES}/")):
        try:
            with os.scandir(place) as found:
                names = sorted((one.name, one.path) for one in found if one.is_file())
        except OSError:
            continue
        for name, path in names:
            with open(path, "rb") as file:
                files[start + name] = file.read().decode("utf-8", "surrogateescape")
    return files


def _told(step: Step) -> Iterator[str]:
    source = step.revision.document.source
    for edit in step.revision.edits:
        entry = {"page": edit.page, "rule": edit.rule, "act": str(edit.act), "source": _at(edit, source),
                 "after": "" if edit.act is not Act.REPLACE else edit.after, "layer": str(edit.layer)}
        if edit.readings:
            entry["readings"] = list(edit.readings)
        yield _seen(json.dumps(entry, ensure_ascii=False)) + "\n"


def _at(edit: Edit, source: Source) -> str:
    """What the source has where the edit was made."""
    real = [glyph for glyph in edit.glyphs if glyph >= 0]
    if not real or max(real) - min(real) > 2 * len(edit.glyphs) + 8:
        return edit.before
    return source.chars[min(real) : max(real) + 1]


def _seen(text: str) -> str:
    """Text that a file can hold, and whose lines end where a reader of a diff sees them end."""
    return str(ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
