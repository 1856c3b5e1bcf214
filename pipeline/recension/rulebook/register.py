"""The register of examples: what the shipped rules were proved with, so that none is lost unnoticed.

The proof finds an antipattern that no guard needs, and a rule without examples. It cannot
see that a rule had three guards yesterday and has two today: those that are left still hold.
So the shipped packs have a register beside them, one line a rule: how many examples, guards
and antipatterns it has, and a digest over them. `recension rules prove --record` writes it
anew; the difference is then there for everybody to see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from recension.rulebook.packs import Pack
from recension.rulebook.places import rules_folder
from recension.rulebook.rule import Rule

NAME = "examples.tsv"

_KINDS = ("fixes", "finds", "spares", "unless")
_HEAD = "# What each rule is proved with; written by `recension rules prove --record`. Do not edit.\n"


def entry_of(rule: Rule) -> str:
    """A rule's line in the register: counts, and a digest over the examples themselves."""
    counts = " ".join(f"{kind} {len(getattr(rule, kind))}" for kind in _KINDS if getattr(rule, kind))
    content = json.dumps([sorted(getattr(rule, kind)) for kind in _KINDS], ensure_ascii=False)
    return f"{counts}\t{sha256(content.encode()).hexdigest()[:12]}"


def written(packs: Iterable[Pack]) -> str:
    """The whole register, by the rules' ids."""
    entries = {rule.id: entry_of(rule) for pack in packs for rule in pack.rules}
    return _HEAD + "".join(f"{name}\t{entries[name]}\n" for name in sorted(entries))


def recorded(path: Path | None = None) -> dict[str, str]:
    """The register as it is on record; empty where there is none."""
    path = path or rules_folder() / NAME
    if not path.is_file():
        return {}
    rows = (line.partition("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {name: entry for name, _, entry in rows}


def differences(packs: Iterable[Pack], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Ids of rules whose examples are not those on record, with what differs, in words."""
    present = {rule.id: entry_of(rule) for pack in packs for rule in pack.rules}
    for name in sorted(present.keys() | known.keys()):
        was, now = known.get(name), present.get(name)
        if was == now:
            continue
        if was is None:
            what = "it is not on record yet"
        elif now is None:
            what = "it is on record, but no pack has it"
        else:
            before, after = was.split("\t")[0], now.split("\t")[0]
            what = (f"its examples are not those on record: {before or 'none'} then, {after or 'none'} now"
                    if before != after else "one of its examples or antipatterns is not the one on record")
        yield name, f"{what}. If that is meant: recension rules prove --record"
