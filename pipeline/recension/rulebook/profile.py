"""A profile: what one run knows and allows. Language, word tables, rules, options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from recension.rulebook.rule import Rule

if TYPE_CHECKING:
    from recension.rulebook.packs import Pack

T = TypeVar("T")

NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Everything a stage may ask besides the document: a stack of packs, the later winning."""

    language: str = "fr"
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options per stage, by the stage's name; a stage takes its defaults where there are none."""
    rules: tuple[Rule, ...] = ()
    """In the order in which they act: defects, language, publisher, the user's own."""
    packs: tuple[Pack, ...] = ()
    disabled: tuple[Rule, ...] = ()
    """Rules that a pack of the stack switches off."""

    @classmethod
    def for_language(cls, language: str, *, publisher: str = "", **options: Any) -> Profile:
        """The shipped packs for a language; an unknown language gets the common ones alone."""
        from recension.rulebook.packs import stacked

        profile = stacked(language, publisher=publisher)
        return cls(profile.language, profile.tables, options, profile.rules, profile.packs, profile.disabled)

    def table(self, name: str) -> frozenset[str]:
        """A word table by name; empty where no pack has it."""
        return self.tables.get(name, NO_WORDS)

    def options_for(self, stage: str, defaults: T) -> T:
        """The options of a stage, or these defaults."""
        found = self.options.get(stage)
        return found if isinstance(found, type(defaults)) else defaults

    def rules_for(self, stage: str) -> tuple[Rule, ...]:
        """The active rules of a stage, in order."""
        return tuple(rule for rule in self.rules if rule.stage == stage)

    @property
    def digest(self) -> str:
        """SHA-256 over language, packs, what is switched off, and options: equal digests, equal rules."""
        total = sha256(self.language.encode())
        for pack in self.packs:
            total.update(f"\n{pack.name} {pack.digest}".encode())
        for rule in self.disabled:
            total.update(f"\n-{rule.id}".encode())
        for stage in sorted(self.options):
            total.update(f"\n{stage} {self.options[stage]!r}".encode())
        return total.hexdigest()
