"""Packs of rules: the shipped ones, and a user's own files.

A pack is a TOML file. It may hold rules (`[[watermarks]]`, an array per stage), word tables
(`[tables]`), thresholds (`[options.<stage>]`) and `disable`, a list of rules of earlier packs
to be switched off. A profile is a stack of packs: defects, then the language, then the
publisher, then the user's own; later ones win. Every fault of a pack is reported at once,
with file, line and key; a pack with a fault is not used in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import regex

from recension.errors import RulesError, UsageError
from recension.rulebook.checking import Faults, checked, near, trusted
from recension.rulebook.compiled import compiled_pack
from recension.rulebook.languages import known_languages
from recension.rulebook.places import rules_folder
from recension.rulebook.profile import NO_WORDS, Profile
from recension.rulebook.rule import Rule

LARGEST_PACK = 2_000_000
"""Bytes. A file larger than that is not a pack written by hand."""

ALL_PUBLISHERS, NO_PUBLISHER = "all", "none"
"""In place of a publisher's name: the packs of all of them, or of none."""


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One file of rules, checked."""

    path: Path
    name: str = ""
    about: str = ""
    rules: tuple[Rule, ...] = ()
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    detect: tuple[str, ...] = ()
    """Names of the rules whose hits tell that a document is this publisher's."""
    digest: str = ""
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    """Where the keys of `tables`, `options` and `disable` stand, for later faults."""

    def place(self, *path: str | int) -> str:
        """`file:line` of a key."""
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.path}:{self.lines.get(path, 1)}"


def known_publishers() -> tuple[str, ...]:
    """The publishers and portals that have a pack."""
    return tuple(sorted(path.stem for path in (rules_folder() / "publishers").glob("*.toml")))


def publisher_names(asked: str) -> tuple[str, ...]:
    """The publishers of `cairn`, `jstor,muse`, `all` or `none`, each once, by name. Raises UsageError for others."""
    names = {name for part in asked.split(",") if (name := part.strip().lower())} - {NO_PUBLISHER}
    for name in sorted(names - {ALL_PUBLISHERS, *known_publishers()}):
        raise UsageError(f"there are no rules for the publisher {name!r}{near(name, known_publishers())}"
                         f"; known: {', '.join(known_publishers())}, or {ALL_PUBLISHERS}, or {NO_PUBLISHER}")
    return known_publishers() if ALL_PUBLISHERS in names else tuple(sorted(names))


def read_pack(path: Path, name: str = "") -> Pack:
    """Read and check a pack. Raises RulesError with every fault in it."""
    try:
        data = path.read_bytes()[: LARGEST_PACK + 1]
    except OSError as error:
        what = "name the packs in it (*.toml)" if path.is_dir() else "check the name and the folder"
        raise RulesError(f"{path}: the rules cannot be read: {error.strerror or error}; {what}") from error
    if len(data) > LARGEST_PACK:
        raise RulesError(f"{path}: the file is larger than {LARGEST_PACK} bytes; that is no pack of rules")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: the rules are not UTF-8 (first fault at byte {error.start})") from error
    import tomllib  # the shipped packs do without

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = regex.search(r"\(at line (\d+), column (\d+)\)", str(error))
        raise RulesError(f"{path}:{found.group(1) if found else 1}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise RulesError(f"{path}: not valid TOML: lists within lists without end") from error
    faults = Faults(str(path), text)
    name = name or regex.sub(r"[^a-z0-9.]+", "-", path.stem.lower()).strip("-") or "own"
    rules = checked(content, name, faults)
    if faults.found:
        raise RulesError("\n".join(faults.messages()))
    tables = {table: frozenset(words) for table, words in content.get("tables", {}).items()}
    return Pack(path, name, content.get("about", ""), rules, tables, content.get("options", {}),
                tuple(content.get("disable", ())), tuple(content.get("detect", ())), sha256(data).hexdigest(),
                faults.lines)


def _shipped_pack(path: Path, name: str = "") -> Pack:
    """A shipped pack: in its compiled form, or else from its TOML."""
    data = path.read_bytes()
    found = compiled_pack(path, data)
    if found is None:
        return read_pack(path, name)
    content, name = found.content, name or path.stem
    return Pack(path, name, content.get("about", ""), trusted(content, name, str(path), found.lines),
                {table: frozenset(words) for table, words in content.get("tables", {}).items()},
                content.get("options", {}), tuple(content.get("disable", ())), tuple(content.get("detect", ())),
                sha256(data).hexdigest(), found.lines)


@cache
def shipped(kind: str, name: str = "") -> tuple[Pack, ...]:
    """The packs of a folder of `rules/`; a language's packs all bear the language's name."""
    folder = rules_folder() / kind
    if kind == "languages":
        return tuple(_shipped_pack(path, name) for path in sorted((folder / name).glob("*.toml")))
    if kind == "publishers":
        return tuple(_shipped_pack(path) for path in sorted(folder.glob(f"{name or '*'}.toml")))
    return tuple(_shipped_pack(path, kind) for path in sorted(folder.glob("*.toml")))


def language_tables(language: str) -> Mapping[str, frozenset[str]]:
    """The word tables that a profile of this language starts with."""
    return _merged(shipped("languages", "common") + shipped("languages", language))


def stacked(language: str, packs: Iterable[Pack] = (), defaults: Mapping[str, Any] | None = None, *,
            publisher: str = "") -> Profile:
    """The profile of a language with the user's packs on top; later ones win.

    `publisher` is a name, several joined by commas, `all` or `none`. `defaults` are the
    stages' Options by the stage's name; without them options are left out. Raises UsageError
    for an unknown publisher, RulesError for a table, an option or a rule that nobody knows.
    """
    own = tuple(packs)
    stack = (*shipped("defects"), *shipped("languages", "common"), *shipped("languages", language),
             *(pack for name in publisher_names(publisher) for pack in shipped("publishers", name)), *own)
    faults: list[str] = []
    rules, disabled = _stacked_rules(stack, faults)
    options = _stacked_options(stack, defaults, faults) if defaults is not None else {}
    known = _all_tables() | {rule.words for pack in stack for rule in pack.rules if rule.words} if own else frozenset()
    for pack in own:
        for name in pack.tables.keys() - known:
            faults.append(f"{pack.place('tables', name)}: tables.{name}: no stage and no rule asks for this table"
                          f"{near(name, known)}")
    tables = _merged(stack)
    for rule in rules:
        if rule.words and rule.words not in tables:
            faults.append(f'{rule.place}: {rule.id}: words: there is no table "{rule.words}"{near(rule.words, tables)}')
    if faults:
        raise RulesError("\n".join(faults))
    return Profile(language, tables, options, rules, stack, disabled)


def _stacked_rules(stack: Iterable[Pack], faults: list[str]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The active rules in order of the stack, and those that are switched off."""
    active: dict[str, Rule] = {}
    off: dict[str, Rule] = {}
    for pack in stack:
        for rule in pack.rules:
            earlier = active.pop(rule.id, None) or off.pop(rule.id, None)
            if earlier is not None:
                rule = replace(rule, won_over=(earlier.place, *earlier.won_over))
            elif not rule.id.startswith(f"{pack.name}/"):
                faults.append(f'{rule.place}: {rule.id}: there is no such rule to replace{near(rule.id, active)}')
            active[rule.id] = rule
        for wanted in pack.disable:
            named = [name for name in active if name == wanted or
                     (wanted.endswith("/*") and name.startswith(wanted[:-1]))]
            if not named and wanted not in off:
                faults.append(f'{pack.place("disable")}: disable: there is no rule "{wanted}"{near(wanted, active)}')
            off.update((name, active.pop(name)) for name in named)
    return tuple(active.values()), tuple(off.values())


def _stacked_options(stack: Iterable[Pack], defaults: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for pack in stack:
        for stage, values in pack.options.items():
            if stage not in defaults:
                faults.append(f"{pack.place('options', stage)}: options.{stage}: there is no such stage"
                              f"{near(stage, defaults)}")
                continue
            present = options.get(stage, defaults[stage])
            wrong = list(_wrong_options(present, values))
            faults.extend(f"{pack.place('options', stage, key)}: options.{stage}.{key}: {what}" for key, what in wrong)
            if not wrong:
                options[stage] = replace(present, **values)
    return options


def _wrong_options(present: Any, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = {field.name for field in fields(present)}
    for key, value in values.items():
        if key not in names:
            yield key, f"the stage has no such option{near(key, names)}"
            continue
        wanted = type(getattr(present, key))
        if wanted is float and type(value) is int:
            continue
        if type(value) is not wanted:
            yield key, f"must be {wanted.__name__}, not {type(value).__name__}"


@cache
def _all_tables() -> frozenset[str]:
    return frozenset(name for language in ("common", *known_languages())
                     for pack in shipped("languages", language) for name in pack.tables)


def _merged(packs: Iterable[Pack]) -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for pack in packs:
        for name, words in pack.tables.items():
            merged[name] = merged.get(name, NO_WORDS) | words
    return merged
