"""A check folder: inputs, the packs they are cleaned with, and what must come of them.

    check.toml            how to clean: language, rules, formats (every key may be left out)
    inputs/               PDFs and texts, in folders as you like; or beside check.toml
    expected/<input>/     the text after each stage, the edits of each stage, the outputs
    *.case.toml           cases written by hand, each with its input and what is expected
    .recension-check/     what was computed before; may be deleted, and is not for version control
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from recension.delivery import checked_format
from recension.errors import UsageError

SETTINGS = "check.toml"
EXPECTED = "expected"
CACHE = ".recension-check"
STAGES = "stages"
SUFFIXES = (".pdf", ".txt")

TEMPLATE = """# How the documents of this folder are cleaned: see `recension check --help`.
language = "auto"          # an ISO 639 code, or auto
# publisher = "all"        # rules for a publisher or portal
# rules = ["../house.toml"]  # packs of your own, from this folder on
formats = ["md"]           # outputs to compare, beside the text and the edits of every stage
# inputs = ["inputs/**/*"] # patterns; without them every .pdf and .txt here and below

# Another language for one document, or other rules:
# [documents."inputs/chapter.pdf"]
# language = "de"
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a document is cleaned."""

    language: str = "auto"
    publisher: str = ""
    reader: str = "auto"
    pages: str = ""
    rules: tuple[str, ...] = ()
    overrides: str = ""
    formats: tuple[str, ...] = ("md",)


@dataclass(frozen=True, slots=True)
class Case:
    """A document to be checked."""

    name: str
    """Its path below the folder, with slashes."""
    input: Path
    expected: Path
    settings: Settings
    base: Path
    """Where the paths in the settings begin."""

    def options(self) -> dict[str, Any]:
        """What `recension.clean` is called with."""
        return {"language": self.settings.language, "publisher": self.settings.publisher,
                "reader": self.settings.reader, "pages": self.settings.pages or None,
                "rules": [self.base / rule for rule in self.settings.rules],
                "overrides": self.base / self.settings.overrides if self.settings.overrides else None}


@dataclass(frozen=True, slots=True)
class Folder:
    """All that a check folder holds."""

    path: Path
    cases: tuple[Case, ...]
    written: tuple[Path, ...]
    """Cases written by hand (`*.case.toml`)."""
    left: tuple[str, ...] = field(default=())
    """Documents that something is expected of, and that are no longer there."""


def read_folder(path: Path) -> Folder:
    """Read a check folder. Raises UsageError that says what is wrong with it, and where."""
    if not path.is_dir():
        raise UsageError(f"{path}: there is no such folder; make one with `recension check --init {path}`")
    content = _content(path / SETTINGS)
    patterns = content.pop("inputs", None)
    documents = content.pop("documents", {})
    common = _settings(content, path / SETTINGS)
    present = list(_present(path))
    names = sorted(_inputs(path, patterns, present))
    inputs = [path / name for name in names]
    if not isinstance(documents, Mapping) or not set(documents) <= set(names):
        unknown = ", ".join(sorted(set(documents) - set(names))) if isinstance(documents, Mapping) else "no table"
        raise UsageError(f"{path / SETTINGS}: `documents` speaks of what is not there: {unknown}")
    cases = tuple(Case(name, file, path / EXPECTED / name,
                       _settings(documents.get(name, {}), path / SETTINGS, common), path)
                  for name, file in zip(names, inputs, strict=True))
    written = tuple(path / name for name in sorted(present) if name.endswith(".case.toml"))
    return Folder(path, cases, written, tuple(sorted(_expected(path / EXPECTED) - set(names))))


def init_folder(path: Path) -> list[Path]:
    """Make what a check folder needs and does not have yet; the files that were made."""
    made = []
    try:
        (path / "inputs").mkdir(parents=True, exist_ok=True)
        if not (path / SETTINGS).exists():
            (path / SETTINGS).write_text(TEMPLATE, encoding="utf-8")
            made.append(path / SETTINGS)
    except OSError as error:
        raise UsageError(f"{path}: the folder cannot be made: {error.strerror or error}") from error
    return made


def _content(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: it cannot be read: {error}") from error


def _settings(content: Any, file: Path, base: Settings | None = None) -> Settings:
    base = base or Settings()
    if not isinstance(content, dict):
        raise UsageError(f"{file}: settings are a table of keys and values")
    values = {}
    for key, value in content.items():
        default = getattr(base, key, None)
        if key not in (one.name for one in fields(Settings)):
            raise UsageError(f"{file}: the key {key!r} is unknown; there are inputs, documents, "
                             f"{', '.join(one.name for one in fields(Settings))}")
        if isinstance(default, tuple):
            if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
                raise UsageError(f"{file}: {key} must be a list of texts")
            value = tuple(value)
        elif not isinstance(value, str):
            raise UsageError(f"{file}: {key} must be a text")
        values[key] = value
    for name in values.get("formats", ()):
        checked_format(name)
    return Settings(**{one.name: getattr(base, one.name) for one in fields(Settings)} | values)


def _present(path: Path) -> Iterator[str]:
    """Every file of the folder but what is expected, what is kept, and what is hidden, by its path with slashes."""
    for place, folders, names in os.walk(path):
        here = os.path.relpath(place, path).replace(os.sep, "/")
        folders[:] = [name for name in folders if not name.startswith(".") and (here, name) != (".", EXPECTED)]
        start = "" if here == "." else f"{here}/"
        yield from (start + name for name in names if not name.startswith("."))


def _expected(path: Path) -> set[str]:
    """The documents that something is expected of."""
    found = set()
    for place, folders, _ in os.walk(path):
        if STAGES in folders:
            found.add(os.path.relpath(place, path).replace(os.sep, "/"))
            folders.remove(STAGES)
    return found


def _inputs(path: Path, patterns: Any, present: list[str]) -> set[str]:
    if patterns is None:
        return {name for name in present if name.lower().endswith(SUFFIXES)}
    if not (isinstance(patterns, list) and all(isinstance(one, str) for one in patterns)):
        raise UsageError(f"{path / SETTINGS}: inputs must be a list of patterns")
    found = {file.relative_to(path).as_posix() for pattern in patterns for file in path.glob(pattern)}
    return {name for name in present if name in found and not name.endswith(".toml")}
