"""Cases written by hand, one file a case: `<name>.case.toml`.

    about    = "What must hold, in words."
    language = "fr"                 # and publisher, reader, rules, pages: as in check.toml
    input    = \'\'\'the text to clean\'\'\'   # or: file = "chapter.pdf", from this file on
    stage    = "hyphenation"        # compare the text after this stage; else the finished text
    format   = "txt"                # of the finished text: txt (the default), md, ...
    expect   = \'\'\'the text that must come of it\'\'\'
    contains = ["pieces that must be in it"]
    lacks    = ["pieces that must not"]
    queries  = 0                    # how many questions may be left open

Whoever writes rules writes such cases without writing Python.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recension.check.differences import Line, readable, shown
from recension.clean import render, trace
from recension.errors import Doubt, RecensionError, UsageError
from recension.model import Document, Revision

TEXTS = ("about", "language", "publisher", "reader", "pages", "input", "file", "stage", "format", "expect", "overrides")
LISTS = ("rules", "contains", "lacks")
CLAIMS = ("expect", "contains", "lacks", "queries")


@dataclass(frozen=True, slots=True)
class Written:
    """A case as it was written."""

    file: Path
    content: dict[str, Any]


def read_written(file: Path) -> Written:
    """Read a case. Raises UsageError that says what is wrong with it."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: the case cannot be read: {error}") from error
    for key, value in content.items():
        if key in TEXTS:
            fits = isinstance(value, str)
        elif key in LISTS:
            fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
        elif key == "queries":
            fits = isinstance(value, int)
        else:
            raise UsageError(f"{file}: the key {key!r} is unknown; there are {', '.join((*TEXTS, *LISTS, 'queries'))}")
        if not fits:
            kind = "a list of texts" if key in LISTS else "a number" if key == "queries" else "a text"
            raise UsageError(f"{file}: {key} must be {kind}")
    if ("input" in content) == ("file" in content):
        raise UsageError(f"{file}: a case has either an `input` (text) or a `file` (a path from the case on)")
    if not any(claim in content for claim in CLAIMS):
        raise UsageError(f"{file}: the case claims nothing; give it `expect`, `contains`, `lacks` or `queries`")
    return Written(file, content)


def failures(case: Written) -> Iterator[Line]:
    """What does not hold; nothing when all does."""
    content = case.content
    try:
        text, queries = _outcome(case)
    except RecensionError as error:
        yield Line(str(error))
        return
    if "expect" in content and text.strip() != content["expect"].strip():
        yield from readable(content["expect"].strip() + "\n", text.strip() + "\n")
    yield from (Line(f"missing: {shown(piece)}") for piece in content.get("contains", ()) if piece not in text)
    yield from (Line(f"must not be there: {shown(piece)}") for piece in content.get("lacks", ()) if piece in text)
    if "queries" in content and queries != content["queries"]:
        yield Line(f"{queries} queries, expected {content['queries']}")


def _outcome(case: Written) -> tuple[str, int]:
    content, base = case.content, case.file.parent
    source = content["input"].encode("utf-8") if "input" in content else base / content["file"]
    given = ("language", "publisher", "reader", "pages")
    options: dict[str, Any] = {key: content[key] for key in given if key in content}
    options["rules"] = [base / rule for rule in content.get("rules", ())]
    if "overrides" in content:
        options["overrides"] = base / content["overrides"]
    wanted = content.get("stage")
    revision: Revision | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Doubt)
        for step in trace(source, **options):
            revision = step.revision if revision is None else revision.then(step.revision)
            if step.stage == wanted:
                break
        else:
            if wanted:
                raise UsageError(f"{case.file}: there is no stage {wanted!r}; `recension rules list --stages` "
                                 "prints them all")
    assert revision is not None
    queries = sum(not edit.applied and not edit.by_hand for edit in revision.edits)
    if wanted and "format" not in content:
        return _text(revision.document), queries
    return render(revision, content.get("format", "txt")).decode("utf-8"), queries


def _text(document: Document) -> str:
    """The text of a document at any stage, layers in the margin."""
    from recension.writers.galley import galley

    return galley(document)
