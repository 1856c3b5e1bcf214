"""A profile: what one run knows and allows. Language, word tables, lexicon, rules, options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Everything a stage may ask besides the document."""

    language: str = "fr"
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options per stage, by the stage's name; a stage takes its defaults where there are none."""

    def options_for(self, stage: str, defaults: T) -> T:
        """The options of a stage, or these defaults."""
        found = self.options.get(stage)
        return found if isinstance(found, type(defaults)) else defaults
