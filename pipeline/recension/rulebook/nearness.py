"""Is a guard a near miss? One that has nothing in common with its rule shows nothing about it."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

import regex

from recension.rulebook import patterns
from recension.rulebook.matching import Tables, hits
from recension.rulebook.rule import Rule

STRETCH = 8
"""Characters in a row that guard and example have in common: a word and a bit."""

SHARE = 3
"""In a short guard a third of it is enough."""

_COUNT = regex.compile(r"(?<!\\[pPuUxN])\{\d+(?:,\d*)?\}")
_EDGES = regex.compile(r"\\[bBAZmM]")


def is_near(rule: Rule, text: str, tables: Tables, seconds: float) -> bool:
    """Is the guard nearly a hit?

    It is, when the rule would hit it if it asked less: without its antipatterns, without what
    must stand before or after, without its counts. It is too, when it has a stretch in common with one of the
    examples (their corrections among them).
    """
    if hits(replace(rule, unless=()), text, tables, seconds=seconds):
        return True
    for looser in (without_assertions(rule.pattern), _COUNT.sub("*", rule.pattern)) if rule.pattern else ():
        if not patterns.fault_of_pattern(looser) and patterns.compiled(looser).search(text, timeout=seconds):
            return True
    examples = [*rule.finds, *(part for pair in rule.fixes for part in pair)]
    wanted = max(1, min(STRETCH, len(text) // SHARE))
    return any(_common(example, text) >= wanted for example in examples)


def without_assertions(pattern: str) -> str:
    """A pattern that asks nothing of what stands before or after: no anchors, edges, looks around."""
    kept: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            if not _EDGES.match(pattern, at):
                kept.append(pattern[at : at + 2])
            at += 2
        elif char == "[":
            end = patterns.class_end(pattern, at)
            kept.append(pattern[at:end])
            at = end
        elif pattern.startswith(("(?=", "(?!", "(?<=", "(?<!"), at):
            at = patterns.group_end(pattern, at)
        elif char in "^$":
            at += 1
        else:
            kept.append(char)
            at += 1
    return "".join(kept)


def _common(one: str, other: str) -> int:
    """Characters of the longest stretch that two texts share."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
