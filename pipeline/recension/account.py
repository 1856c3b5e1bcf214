"""Accounts for people: what was done to a text and why, and what there is that can do it."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from recension.clean import stage_name
from recension.errors import UsageError
from recension.model import Act, Edit, Revision

SHOWN = 100
"""Characters of a text shown in an account before it is cut in the middle."""


def explain(revision: Revision, pages: Collection[int] | None = None) -> str:
    """The edits of these pages (all when None) in words, page by page, stage by stage.

    `pages` are numbers of the file. Raises UsageError for a page that was not read.
    """
    read = [page.number for page in revision.document.pages]
    by_page: dict[int, list[Edit]] = {number: [] for number in read}
    for edit in revision.edits:
        by_page[read[edit.page - 1]].append(edit)
    if pages is not None:
        for number in pages:
            if number not in by_page:
                raise UsageError(f"{revision.document.source.name}: there is no page {number}; "
                                 f"pages {read[0]} to {read[-1]} were read")
    told = [line for number in read if (by_page[number] if pages is None else number in pages)
            for line in _page(revision, number, by_page[number])]
    return "\n".join(told) or "Nothing was changed."


def summary(revision: Revision) -> str:
    """One line: how much was read, changed, and left undecided."""
    document = revision.document
    queries = sum(not edit.applied for edit in revision.edits)
    return (f"{_count(len(document.pages), 'page')}, {_count(len(document.notes), 'note')}, "
            f"{_count(len(revision.edits) - queries, 'change')}, {_count(queries, 'query', 'queries')}"
            + (f", language {document.language}" if document.language else ""))


def list_rules(language: str = "fr", rules: Iterable[str | os.PathLike[str]] = ()) -> str:
    """The stages in their order with their options, and the word tables of a language and of the user's packs."""
    from recension.rulebook.house import read_pack, stacked
    from recension.rulebook.languages import language_code
    from recension.rulebook.places import rules_folder
    from recension.stages import STAGES

    code = language_code(language)
    packs = [read_pack(Path(rule)) for rule in rules]
    options = {stage_name(stage): _options(stage) for stage in STAGES}
    profile = stacked(code, packs, {name: made for name, made in options.items() if made is not None})
    lines = ["Stages, in the order in which they run:", ""]
    for stage in STAGES:
        name = stage_name(stage)
        lines.append(f"  {name:<12}  {_first_sentence(sys.modules[stage.__module__])}")
        lines.extend(_option_lines(profile.options_for(name, options[name]), options[name]))
    lines += ["", f"Word tables for {code}:", ""]
    for name, words in sorted(profile.tables.items()):
        lines.append(f"  {name:<28} {_count(len(words), 'word'):>12}  {_sample(words)}")
    lines += ["", "Packs:", ""]
    for folder in ("common", code):
        lines.extend(f"  languages/{folder}/{path.name}"
                     for path in sorted((rules_folder() / "languages" / folder).glob("*.toml")))
    lines.extend(f"  {pack.path}" for pack in packs)
    return "\n".join(lines)


def _page(revision: Revision, number: int, edits: Iterable[Edit]) -> Iterator[str]:
    edits = list(edits)
    label = next((page.label for page in revision.document.pages if page.number == number), "")
    folio = f" (printed {label})" if label else ""
    queries = sum(not edit.applied for edit in edits)
    yield (f"Page {number}{folio}: {_count(len(edits) - queries, 'change')}"
           + (f", {_count(queries, 'query', 'queries')}" if queries else ""))
    by_stage: dict[str, list[Edit]] = {}
    for edit in edits:
        by_stage.setdefault(edit.stage, []).append(edit)
    for stage, made in by_stage.items():
        yield f"  {stage}"
        yield from (f"    {in_words(edit)}" for edit in made)
    yield ""


def in_words(edit: Edit) -> str:
    """One edit in a sentence: what was changed, why, by which rule, and how sure it is."""
    before, after = _shown(edit.before), _shown(edit.after)
    if edit.act is Act.QUERY:
        readings = " or ".join(_shown(reading) for reading in edit.readings)
        done = f"? {before} left as it is" + (f", it may be {readings}" if readings else "")
    elif edit.act is Act.MOVE:
        done = f"{before} taken out of the text ({edit.layer})"
    elif not edit.after.strip():
        done = f"{before} removed"
    elif not edit.before.strip():
        done = f"{after} put in"
    else:
        done = f"{before} now reads {after}"
    sure = "" if edit.confidence >= 1 or edit.act is Act.QUERY else f", {edit.confidence:.0%} sure"
    return f"{done}: {edit.reason} [{edit.rule}{sure}]"


def _shown(text: str) -> str:
    visible = "".join(_visible(char) for char in text)
    if len(visible) > SHOWN:
        visible = f"{visible[: SHOWN // 2]} … {visible[-SHOWN // 2 :]}"
    return f"‹{visible}›"


def _visible(char: str) -> str:
    """Line ends, notes' anchors and invisible characters as something that can be seen."""
    if char == "\n":
        return "⏎"
    if char == "\ufffc":
        return "※"
    return char if char.isprintable() or char in "\u00a0\u202f\u2009" else f"[U+{ord(char):04X}]"


def _options(stage: Any) -> Any:
    options = getattr(sys.modules.get(stage.__module__), "Options", None)
    return None if options is None else options()


def _option_lines(present: Any, default: Any) -> Iterator[str]:
    for field in fields(present) if present is not None else ():
        value, usual = getattr(present, field.name), getattr(default, field.name)
        yield f"      {field.name} = {value!r}" + ("" if value == usual else f"   (usually {usual!r})")


def _first_sentence(module: object) -> str:
    text = " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())
    return text.split(": ")[-1] if len(text) > SHOWN else text


def _sample(words: Collection[str]) -> str:
    shown = sorted(words)[:4]
    return ", ".join(shown) + (" …" if len(words) > len(shown) else "")


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def tally(edits: Iterable[Edit]) -> Mapping[tuple[str, str], tuple[int, int]]:
    """How often each rule changed something, and how often it asked: (stage, rule) -> (changes, queries)."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for edit in edits:
        changes, queries = found.get((edit.stage, edit.rule), (0, 0))
        found[edit.stage, edit.rule] = (changes + edit.applied, queries + (not edit.applied))
    return found
