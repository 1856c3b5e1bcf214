"""Checking a pack: every fault at once, each with file, line, key and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import regex

from recension.model import Layer
from recension.rulebook import patterns
from recension.rulebook.keylines import key_lines
from recension.rulebook.rule import BLOCK_STAGES, LINE_STAGES, MOVES, STAGES, ZONES, Rule

PACK_KEYS = ("about", "detect", "disable", "tables", "options", *STAGES)

TEXT, FLAG, COUNT, TEXTS, PAIRS, MAP = "a text", "true or false", "a whole number", "a list of texts", \
    'a list of pairs, such as [["before", "after"]]', 'a table, such as { wrong = "right" }'

RULE_KEYS: Mapping[str, tuple[str, str]] = {
    "id": (TEXT, "Name of the defect: lower-case words and hyphens. `pack/name` replaces a rule of an earlier pack."),
    "why": (TEXT, "One sentence: what went wrong with the text, and how one can tell. It goes into the record."),
    "pattern": (TEXT, "Regular expression of what is looked for. `^` and `$` stand at the ends of lines."),
    "words": (TEXT, "Name of a word table under [tables], instead of a pattern: each of its words is a hit."),
    "spellings": (MAP, "Wrong word = right word, instead of a pattern and a replacement."),
    "unless": (TEXTS, "Antipatterns: a hit that one of them overlaps is left alone. Each needs an example in spares."),
    "replace": (TEXT, "What stands there instead. \\1 or \\g<name> puts in a group of the pattern."),
    "move": (TEXT, "Layer that the whole line goes to: background (stamps) or furniture (heads, folios)."),
    "zone": (TEXT, "Where on the page: head, foot, edge (head or foot), margin (beside the text, or turned)."),
    "recurs": (COUNT, "On how many pages the same text must stand before the rule acts; digits may differ."),
    "usual": (TEXT, "Pattern of the form this document has as a rule; the rule acts only where that one prevails."),
    "slip": (FLAG, "True, with usual: up to three hits in a document need no such proof; a custom shows oftener."),
    "prose": (FLAG, "True: not in verse, tables and typewriter type, whose white space is the author's."),
    "doubtful": (FLAG, "True: never change anything, only ask."),
    "fixes": (PAIRS, "Examples for a replacement: before, after."),
    "finds": (TEXTS, "Examples for a move or a query: texts in which the rule must find something."),
    "spares": (TEXTS, "Guards: texts that look alike and must be left alone."),
}

_NAME = regex.compile(r"(?:[a-z0-9][a-z0-9.-]*/)?[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Faults:
    """Collects what is wrong with one file."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = key_lines(text)
        self.found: list[tuple[int, str]] = []

    def line(self, *path: str | int) -> int:
        """The line of a key, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, path: tuple[str | int, ...], message: str) -> None:
        self.found.append((self.line(*path), message))

    def messages(self) -> list[str]:
        """`file:line: message`, by line."""
        return [f"{self.file}:{line}: {message}" for line, message in sorted(self.found, key=lambda fault: fault[0])]


def near(name: str, known: Iterable[str]) -> str:
    """`; is "x" meant?` for the nearest known name, or nothing."""
    import difflib

    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f'; is "{close[0]}" meant?' if close else ""


def checked(content: Mapping[str, Any], pack: str, faults: Faults) -> tuple[Rule, ...]:
    """The rules of a pack; what is wrong with it goes into `faults`."""
    for key in content:
        if key not in PACK_KEYS:
            hint = near(key, PACK_KEYS) or f"; its parts are {', '.join(PACK_KEYS)}"
            faults.add((key,), f'"{key}" is no part of a pack{hint}')
    _check_rest(content, faults)
    rules: list[Rule] = []
    known: dict[str, int] = {}
    for stage in STAGES:
        entries = content.get(stage, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            faults.add((stage,), f"rules of a stage are written [[{stage}]], with two brackets")
            continue
        for number, entry in enumerate(entries):
            rule = _rule(entry, stage, number, pack, faults)
            if rule is None:
                continue
            if rule.id in known:
                faults.add((stage, number, "id"), f'the id "{rule.id}" stands on line {known[rule.id]} already')
            known[rule.id] = rule.line
            rules.append(rule)
    _check_detect(content, [rule.id.split("/")[1] for rule in rules], faults)
    return tuple(rules)


def _check_detect(content: Mapping[str, Any], names: Iterable[str], faults: Faults) -> None:
    """The rules whose hits tell the publisher: rules of the same pack."""
    detect = content.get("detect", [])
    if not _is_texts(detect):
        faults.add(("detect",), 'detect: must be a list of rules of this pack, such as ["download-stamp"]')
        return
    for name in detect:
        if name not in names and not faults.found:
            faults.add(("detect",), f'detect: this pack has no rule "{name}"{near(name, names)}')


def _check_rest(content: Mapping[str, Any], faults: Faults) -> None:
    if not isinstance(content.get("about", ""), str):
        faults.add(("about",), "about: must be a text")
    if not _is_texts(content.get("disable", [])):
        faults.add(("disable",), 'disable: must be a list of rules, such as ["fr/stray-space"]')
    for kind in ("tables", "options"):
        if not isinstance(content.get(kind, {}), dict):
            header = "options.<stage>" if kind == "options" else kind
            faults.add((kind,), f"{kind}: must be a table, written [{header}]")
    tables = content.get("tables", {})
    for name, words in (tables.items() if isinstance(tables, dict) else ()):
        if not _is_texts(words) or not all(word.strip() for word in words):
            faults.add(("tables", name), f'tables.{name}: must be a list of words, such as ["ibid.", "loc. cit."]')
    options = content.get("options", {})
    for stage, values in (options.items() if isinstance(options, dict) else ()):
        if stage not in STAGES:
            faults.add(("options", stage), f'options.{stage}: there is no stage "{stage}"{near(stage, STAGES)}')
        elif not isinstance(values, dict):
            faults.add(("options", stage), f"options.{stage}: must be a table, written [options.{stage}]")


def trusted(content: Mapping[str, Any], pack: str, file: str,
            lines: Mapping[tuple[str | int, ...], int]) -> tuple[Rule, ...]:
    """The rules of a pack that has been checked before: of a shipped one, whose tests did it."""
    return tuple(_made(entry, stage, pack, file, lines.get((stage, number), 1))
                 for stage in STAGES for number, entry in enumerate(content.get(stage, ())))


def _rule(entry: Mapping[str, Any], stage: str, number: int, pack: str, faults: Faults) -> Rule | None:
    """One rule; None where it cannot be used. Later checks go on where earlier ones failed."""
    before = len(faults.found)
    name = entry.get("id") if isinstance(entry.get("id"), str) else f"number {number + 1}"

    def fault(key: str, message: str) -> None:
        faults.add((stage, number, key), f'{stage} rule "{name}": {key}: {message}')

    good: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in RULE_KEYS:
            fault(key, f"is not a key of a rule{near(key, RULE_KEYS)}")
        elif not _fits(value, RULE_KEYS[key][0]):
            fault(key, f"must be {RULE_KEYS[key][0]}")
        else:
            good[key] = value
    for key in ("id", "why"):
        if key not in entry:
            fault(key, "is missing; every rule has an id and a why")
        elif key in good and not good[key].strip():
            fault(key, "is empty")
    if "id" in good and good["id"].strip() and not _NAME.fullmatch(good["id"]):
        fault("id", 'must be lower-case words joined by hyphens, such as "download-stamp"')
    _check_search(entry, good, fault)
    _check_act(entry, good, stage, fault)
    if len(faults.found) > before:
        return None
    return _made(good, stage, pack, faults.file, faults.line(stage, number))


def _made(good: Mapping[str, Any], stage: str, pack: str, file: str, line: int) -> Rule:
    identity = good["id"] if "/" in good["id"] else f"{pack}/{good['id']}"
    return Rule(
        id=identity, stage=stage, why=" ".join(good["why"].split()), pattern=good.get("pattern", ""),
        words=good.get("words", ""), spellings=good.get("spellings", {}), unless=tuple(good.get("unless", ())),
        replace=good.get("replace"), move=_layer(good), zone=good.get("zone", ""), recurs=good.get("recurs", 0),
        usual=good.get("usual", ""), slip=good.get("slip", False), prose=good.get("prose", False),
        doubtful=good.get("doubtful", False),
        fixes=tuple((before, after) for before, after in good.get("fixes", ())),
        finds=tuple(good.get("finds", ())), spares=tuple(good.get("spares", ())),
        file=file, line=line)


def _check_search(entry: Mapping[str, Any], good: Mapping[str, Any], fault: Any) -> None:
    """What the rule looks for."""
    searches = [key for key in ("pattern", "words", "spellings") if key in entry]
    if not searches:
        fault("pattern", "is missing; a rule looks for a pattern, for the words of a table, or for spellings")
    for key in searches[1:]:
        fault(key, f"stands beside {searches[0]}; a rule has one of pattern, words, spellings")
    for key in ("pattern", "usual"):
        if key in good and (wrong := patterns.fault_of_pattern(good[key])):
            fault(key, wrong)
    for antipattern in good.get("unless", ()):
        if wrong := patterns.fault_of_pattern(antipattern):
            fault("unless", f'"{antipattern}" {wrong}')
    for word in good.get("spellings", {}):
        if not _WORD.fullmatch(word):
            fault("spellings", f'"{word}" is not one word of letters and digits; use a pattern for it')


def _check_act(entry: Mapping[str, Any], good: Mapping[str, Any], stage: str, fault: Any) -> None:
    """What the rule does, and that its examples are of the kind that shows it."""
    if "replace" in entry and "move" in entry:
        fault("move", "stands beside replace; a rule does one of the two, or neither (then it asks)")
    if "spellings" in entry and ("replace" in entry or "move" in entry):
        fault("spellings", "say the replacement themselves; take replace and move out")
    if "replace" in good and "pattern" in good and not patterns.fault_of_pattern(good["pattern"]):
        try:
            patterns.template(good["replace"], good["pattern"])
        except ValueError as wrong:
            fault("replace", str(wrong))
    if "replace" in good and "words" in good and "\\" in good["replace"]:
        fault("replace", "speaks of a group; words have none")
    if "move" in good and good["move"] not in MOVES:
        fault("move", f'"{good["move"]}" is not one of {", ".join(MOVES)}{near(good["move"], MOVES)}')
    for key in ("move", "zone", "recurs"):
        if key in entry and stage not in LINE_STAGES:
            fault(key, f"can be asked only while there are lines on pages: in {', '.join(LINE_STAGES)}")
    if "prose" in entry and stage in LINE_STAGES:
        fault("prose", f"can be told only of blocks: in {', '.join(BLOCK_STAGES)}")
    if "slip" in entry and "usual" not in entry:
        fault("slip", "says how usual is taken, but there is no usual")
    if "zone" in good and good["zone"] not in ZONES:
        fault("zone", f'"{good["zone"]}" is not one of {", ".join(ZONES)}{near(good["zone"], ZONES)}')
    if "recurs" in good and not 2 <= good["recurs"] <= 1000:
        fault("recurs", "must be 2 or more: the number of pages")
    changes = ("replace" in entry or "spellings" in entry) and entry.get("doubtful") is not True
    if "fixes" in entry and not changes:
        fault("fixes", "shows a change, but the rule makes none; its examples go under finds")
    if "finds" in entry and changes:
        fault("finds", "shows no result, but the rule replaces; its examples go under fixes")


def _layer(good: Mapping[str, Any]) -> Layer | None:
    return MOVES.get(good["move"]) if "move" in good else None


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _fits(value: object, kind: str) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if kind == FLAG:
        return isinstance(value, bool)
    if kind == COUNT:
        return type(value) is int
    if kind == TEXTS:
        return _is_texts(value)
    if kind == PAIRS:
        return isinstance(value, list) and all(_is_texts(pair) and len(pair) == 2 for pair in value)
    return isinstance(value, dict) and bool(value) and all(isinstance(item, str) for item in value.values())
