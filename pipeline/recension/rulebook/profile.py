"""A profile: what one run knows and allows. Language, word tables, rules, options."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from recension.rulebook.places import rules_folder

T = TypeVar("T")

NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Everything a stage may ask besides the document."""

    language: str = "fr"
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options per stage, by the stage's name; a stage takes its defaults where there are none."""

    @classmethod
    def for_language(cls, language: str, **options: Any) -> Profile:
        """The shipped tables for a language; an unknown language gets the common ones alone."""
        return cls(language, language_tables(language), options)

    def table(self, name: str) -> frozenset[str]:
        """A word table by name; empty where no pack has it."""
        return self.tables.get(name, NO_WORDS)

    def options_for(self, stage: str, defaults: T) -> T:
        """The options of a stage, or these defaults."""
        found = self.options.get(stage)
        return found if isinstance(found, type(defaults)) else defaults


@cache
def language_tables(language: str) -> Mapping[str, frozenset[str]]:
    """The `[tables]` of `rules/languages/common/*.toml` and `rules/languages/<language>/*.toml`, merged."""
    merged: dict[str, frozenset[str]] = {}
    for folder in ("common", language):
        for path in sorted((rules_folder() / "languages" / folder).glob("*.toml")):
            with path.open("rb") as file:
                for name, words in tomllib.load(file).get("tables", {}).items():
                    merged[name] = merged.get(name, NO_WORDS) | frozenset(words)
    return MappingProxyType(merged)
