"""What people read about rules: lists, one rule in full, the outcome of a proof, the schema."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from recension.errors import UsageError
from recension.model import Act
from recension.rulebook import register
from recension.rulebook.checking import COUNT, FLAG, MAP, PAIRS, RULE_KEYS, TEXT, near
from recension.rulebook.languages import known_languages
from recension.rulebook.matching import Tables
from recension.rulebook.packs import Pack, known_publishers, read_pack, shipped, stacked
from recension.rulebook.places import rules_folder
from recension.rulebook.profile import NO_WORDS, Profile
from recension.rulebook.proof import Verdict, prove, shown
from recension.rulebook.rule import MOVES, STAGES, ZONES, Rule

_ACTS = {Act.REPLACE: "replaces", Act.MOVE: "moves", Act.QUERY: "asks"}


def list_rules(profile: Profile) -> str:
    """The active rules of a profile, stage by stage, one a line, with file and line; then what is switched off."""
    if not profile.rules:
        return "no rules\n"
    width = max(len(rule.id) for rule in (*profile.rules, *profile.disabled))
    lines: list[str] = []
    for stage in STAGES:
        rules = profile.rules_for(stage)
        if rules:
            lines.append(f"{stage}")
            lines.extend(f"  {rule.id:<{width}}  {_ACTS[rule.act]:<8}  {rule.why}  [{_short(rule.place)}"
                         + "".join(f", wins over {_short(place)}" for place in rule.won_over) + "]" for rule in rules)
    lines.extend(f"switched off: {rule.id}  [{_short(rule.place)}]" for rule in profile.disabled)
    return "\n".join(lines) + "\n"


def show_rule(profile: Profile, name: str) -> str:
    """One rule in full: what, why, where it comes from, what it won over, its examples.

    Raises UsageError for a rule that the profile has not got.
    """
    every = (*profile.rules, *profile.disabled)
    found = [rule for rule in every if rule.id == name] or [rule for rule in every if rule.id.split("/")[1] == name]
    if not found:
        raise UsageError(f'there is no rule "{name}"{near(name, [rule.id for rule in every])}; '
                         "`recension rules list` prints them all")
    return "\n".join(_shown_rule(rule, rule in profile.disabled) for rule in found)


def prove_packs(paths: Sequence[Path | str] | None = None) -> tuple[str, bool]:
    """Prove these packs, or all shipped ones; what to print, and whether all are proved.

    Shipped rules must have the examples that the register has. A pack of one's own is proved
    beside the rules it will run with: the defects and the common ones. Raises RulesError for
    a pack that cannot be read.
    """
    beside = [rule for pack in (*shipped("defects"), *shipped("languages", "common")) for rule in pack.rules]
    unrecorded: list[tuple[str, str]] = []
    if paths is not None:
        packs = [read_pack(Path(path)) for path in paths]
        known = _tables([*_every_shipped(), *packs])
        groups = [(pack, prove(pack.rules, beside, known)) for pack in packs]
    else:
        known = _tables(_every_shipped())
        groups = []
        for pack in _every_shipped():
            group = [rule for other in _siblings(pack) for rule in other.rules if other is not pack]
            groups.append((pack, prove(pack.rules, [*beside, *group], known)))
        for language in known_languages():
            stacked(language, publisher="all")  # raises for what does not fit together
        unrecorded = list(register.differences([pack for pack, _ in groups], register.recorded()))
    faulty = [f"  unproved  {name}: {what}\n" for name, what in unrecorded]
    return "".join(faulty) + _outcome(groups), not faulty and all(not verdicts for _, verdicts in groups)


def record_examples() -> str:
    """Write the register of examples of the shipped packs anew; where it is."""
    path = rules_folder() / register.NAME
    path.write_text(register.written(_every_shipped()), "utf-8")
    return str(path)


def pack_schema() -> str:
    """JSON Schema of a pack, from the same table of keys that the checks use; for editors to complete keys."""
    kinds: dict[str, dict[str, Any]] = {
        TEXT: {"type": "string"}, FLAG: {"type": "boolean"}, COUNT: {"type": "integer", "minimum": 2},
        PAIRS: {"type": "array", "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}},
        MAP: {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
    }
    texts = {"type": "array", "items": {"type": "string"}}
    keys = {key: {**kinds.get(kind, texts), "description": what} for key, (kind, what) in RULE_KEYS.items()}
    keys["move"]["enum"] = list(MOVES)
    keys["zone"]["enum"] = list(ZONES)
    rule = {
        "type": "object", "properties": keys, "required": ["id", "why"], "additionalProperties": False,
        "oneOf": [{"required": [key]} for key in ("pattern", "words", "spellings")],
        "not": {"required": ["replace", "move"]},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of rules for recension",
        "type": "object",
        "properties": {
            "about": {"type": "string", "description": "Whose texts the pack is for."},
            "detect": {**texts, "description": "Rules of this pack whose hits tell the publisher."},
            "disable": {**texts, "description": "Rules of earlier packs to be switched off; `fr/*` for all of a pack."},
            "tables": {"type": "object", "additionalProperties": texts,
                       "description": "Word tables, added to those known."},
            "options": {"type": "object", "additionalProperties": {"type": "object"},
                        "description": "Thresholds of a stage, by the names in its Options."},
            **{stage: {"type": "array", "items": {"$ref": "#/$defs/rule"},
                       "description": f"Rules of the stage {stage}."} for stage in STAGES},
        },
        "additionalProperties": False,
        "$defs": {"rule": rule},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _every_shipped() -> list[Pack]:
    packs = [*shipped("defects"), *shipped("languages", "common")]
    for language in known_languages():
        packs.extend(shipped("languages", language))
    return [*packs, *(pack for publisher in known_publishers() for pack in shipped("publishers", publisher))]


def _siblings(pack: Pack) -> tuple[Pack, ...]:
    """The packs of the same language."""
    return shipped("languages", pack.name) if pack.name in known_languages() else ()


def _tables(packs: Iterable[Pack]) -> Tables:
    merged: dict[str, frozenset[str]] = {}
    for pack in packs:
        for name, words in pack.tables.items():
            merged[name] = merged.get(name, NO_WORDS) | words
    return lambda name: merged.get(name, NO_WORDS)


def _outcome(groups: Sequence[tuple[Pack, Sequence[Verdict]]]) -> str:
    lines: list[str] = []
    total = faulty = 0
    for pack, verdicts in groups:
        if not pack.rules:
            continue
        lines.append(_short(str(pack.path)))
        for rule in pack.rules:
            total += 1
            faults = [verdict for verdict in verdicts if verdict.rule is rule]
            faulty += bool(faults)
            if not faults:
                lines.append(f"  proved    {rule.id}")
            lines.extend(f"  {fault.name:<8}  {rule.id} (line {rule.line}): {fault.message}" for fault in faults)
    lines.append(f"{total} rules: {total - faulty} proved, {faulty} at fault")
    return "\n".join(lines) + "\n"


def _shown_rule(rule: Rule, off: bool) -> str:
    target = f" to {rule.move}" if rule.act is Act.MOVE else ""
    lines = [rule.id + (" (switched off)" if off else ""), f"  {rule.why}",
             f"  stage: {rule.stage}; it {_ACTS[rule.act]}{target}",
             f"  from: {_short(rule.place)}"]
    lines.extend(f"  wins over: {_short(place)}" for place in rule.won_over)
    for key in ("pattern", "words", "replace", "zone", "recurs", "usual"):
        value = getattr(rule, key)
        if value or (key == "replace" and value is not None):
            lines.append(f"  {key}: {shown(value) if key == 'replace' else value}")
    lines.extend(f"  {wrong} -> {right}" for wrong, right in rule.spellings.items())
    lines.extend(f"  unless: {antipattern}" for antipattern in rule.unless)
    lines.extend(f"  fixes:  {shown(before)} -> {shown(after)}" for before, after in rule.fixes)
    lines.extend(f"  finds:  {shown(text)}" for text in rule.finds)
    lines.extend(f"  spares: {shown(text)}" for text in rule.spares)
    return "\n".join(lines) + "\n"


def _short(place: str) -> str:
    """A shipped pack's path from `rules/` on; any other as it is."""
    folder = f"{rules_folder()}{os.sep}"
    return f"rules/{place.removeprefix(folder)}" if place.startswith(folder) else place
