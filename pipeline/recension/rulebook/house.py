"""House rules: a user's own pack on top of those of a language.

A user's pack is a TOML file of two kinds of tables, both optional:

    [tables]                      # words added to those of the language
    names_never_changed = ["MacDiarmid", "LeRoy"]

    [options.hyphenation]         # thresholds of a stage, by the names in its Options
    minimum_stem = 4

Every fault of a pack is reported at once, with file, line and key; a pack with a fault is
not used in part.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from recension.errors import RulesError
from recension.rulebook.languages import known_languages
from recension.rulebook.profile import NO_WORDS, Profile, language_tables


@dataclass(frozen=True, slots=True)
class Pack:
    """A user's file of rules."""

    path: Path
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_pack(path: Path) -> Pack:
    """Read and check a user's pack. Raises RulesError with every fault in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RulesError(f"{path}: the rules cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: the rules are not UTF-8 (first fault at byte {error.start})") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path}: not valid TOML: {error}") from error
    faults = list(_faults(content))
    if faults:
        raise RulesError("\n".join(f"{path}:{_line_of(text, key)}: {key}: {what}" for key, what in faults))
    tables = {name: frozenset(words) for name, words in content.get("tables", {}).items()}
    return Pack(path, tables, content.get("options", {}))


def stacked(language: str, packs: Iterable[Pack], defaults: Mapping[str, Any]) -> Profile:
    """The profile of a language with the user's packs on top; later ones win.

    `defaults` are the stages' Options by the stage's name. Raises RulesError for a table or
    an option that no stage knows.
    """
    tables = dict(language_tables(language))
    options: dict[str, Any] = {}
    known = _all_tables()
    faults: list[str] = []
    for pack in packs:
        for name, words in pack.tables.items():
            if name not in known:
                faults.append(f"{pack.path}: tables.{name}: no stage asks for this table{_near(name, known)}")
            tables[name] = tables.get(name, NO_WORDS) | words
        for stage, values in pack.options.items():
            if stage not in defaults:
                faults.append(f"{pack.path}: options.{stage}: there is no such stage{_near(stage, defaults)}")
                continue
            present = options.get(stage, defaults[stage])
            wrong = list(_wrong_options(present, values))
            faults.extend(f"{pack.path}: options.{stage}.{key}: {what}" for key, what in wrong)
            if not wrong:
                options[stage] = replace(present, **values)
    if faults:
        raise RulesError("\n".join(faults))
    return Profile(language, tables, options)


def _all_tables() -> frozenset[str]:
    return frozenset(name for language in ("common", *known_languages()) for name in language_tables(language))


def _faults(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key in content.keys() - {"tables", "options"}:
        yield key, "a pack has [tables] and [options.<stage>], nothing else"
    for kind in ("tables", "options"):
        if not isinstance(content.get(kind, {}), dict):
            yield kind, "must be a table"
            return
    for name, words in content.get("tables", {}).items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            yield name, 'must be a list of words, such as ["MacDiarmid", "LeRoy"]'
    for stage, values in content.get("options", {}).items():
        if not isinstance(values, dict):
            yield stage, f"must be a table: [options.{stage}]"


def _wrong_options(present: Any, values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    names = {field.name for field in fields(present)}
    for key, value in values.items():
        if key not in names:
            yield key, f"the stage has no such option{_near(key, names)}"
            continue
        wanted = type(getattr(present, key))
        if wanted is float and type(value) is int:
            continue
        if type(value) is not wanted:
            yield key, f"must be {wanted.__name__}, not {type(value).__name__}"


def _near(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; is {close[0]!r} meant?" if close else ""


def _line_of(text: str, key: str) -> int:
    """The first line that defines a key; 1 where none can be told."""
    for number, line in enumerate(text.splitlines(), 1):
        head = line.split("#")[0].split("=")[0].strip().strip("[]").split(".")[-1].strip().strip("\"'")
        if head == key:
            return number
    return 1
