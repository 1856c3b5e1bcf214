"""Accounts for people: what was done to a text and why, and what there is that can do it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields

from recension.clean import Stage, all_stages, options_of, stage_name
from recension.errors import UsageError
from recension.model import Act, Edit, Revision, Source

SHORT = 6
"""Characters up to which a change is shown within its word."""

CONTEXT = 20
"""Characters of the source looked at on either side of a short change."""

SHOWN = 100
"""Characters of a text shown in an account before it is cut in the middle."""


def explain(revision: Revision, pages: Collection[int] | None = None) -> str:
    """The edits of these pages in words, page by page, stage by stage; when None, a table first and then all.

    `pages` are numbers of the file. Raises UsageError for a page that was not read.
    """
    read = [page.number for page in revision.document.pages]
    by_page: dict[int, list[Edit]] = {number: [] for number in read}
    for edit in revision.edits:
        by_page[edit.page].append(edit)
    if pages is not None:
        for number in pages:
            if number not in by_page:
                raise UsageError(f"{revision.document.source.name}: there is no page {number}; "
                                 f"pages {read[0]} to {read[-1]} were read")
    told = [line for number in read if (by_page[number] if pages is None else number in pages)
            for line in _page(revision, number, by_page[number])]
    return (table(revision.edits) + "\n" if pages is None else "") + "\n".join(told)


def summary(revision: Revision) -> str:
    """One line: how much was read, changed, and left undecided."""
    document = revision.document
    queries = sum(not edit.applied for edit in revision.edits)
    return (f"{_count(len(document.pages), 'page')}, {_count(len(document.notes), 'note')}, "
            f"{_count(len(revision.edits) - queries, 'change')}, {_count(queries, 'query', 'queries')}"
            + (f", language {document.language}" if document.language else ""))


def list_stages() -> str:
    """The stages in the order in which they run, what each is for, and its options."""
    lines: list[str] = []
    for stage in all_stages():
        lines.append(f"{stage_name(stage):<13} {_first_sentence(stage)}")
        options = options_of(stage)
        for field in fields(options) if options is not None else ():
            lines.append(f"    {field.name} = {getattr(options, field.name)!r}")
    return "\n".join(lines) + "\n"


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
        yield from (f"    {in_words(edit, revision.document.source)}" for edit in made)
    yield ""


def in_words(edit: Edit, source: Source) -> str:
    """One edit in a sentence: what was changed, why, by which rule, and how sure it is."""
    left, right = _around(edit, source) if edit.act is not Act.MOVE and len(edit.before) <= SHORT else ("", "")
    was, is_now = left + edit.before + right, left + edit.after + right
    before, after = _shown(was), _shown(is_now)
    if edit.act is Act.QUERY:
        readings = " or ".join(_shown(reading) for reading in edit.readings)
        done = f"? {before} left as it is" + (f", it may be {readings}" if readings else "")
    elif edit.act is Act.MOVE:
        done = f"{before} taken out of the text ({edit.layer})"
    elif not is_now.strip():
        done = f"{before} removed"
    elif not was.strip():
        done = f"{after} put in"
    else:
        done = f"{before} now reads {after}"
    sure = "" if edit.confidence >= 1 or edit.act is Act.QUERY else f", {edit.confidence:.0%} sure"
    return f"{done}: {edit.reason} [{edit.rule}{sure}]"


def _around(edit: Edit, source: Source) -> tuple[str, str]:
    """What stands on either side of a small change in the source, to the next white space."""
    glyphs = [glyph for glyph in edit.glyphs if glyph >= 0]
    if not glyphs:
        return "", ""
    before = source.chars[max(0, glyphs[0] - CONTEXT) : glyphs[0]]
    after = source.chars[glyphs[-1] + 1 :][:CONTEXT].lstrip("\n")
    left = before.split()[-1] if before.strip() and not before[-1].isspace() else ""
    right = after.split()[0] if after.strip() and not after[0].isspace() else ""
    return left, right


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


def _first_sentence(stage: Stage) -> str:
    text = " ".join((inspect.getdoc(sys.modules[stage.__module__]) or "").split("\n\n")[0].split())
    return text.split(": ", 1)[-1] if len(text) > SHOWN else text


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def table(edits: Iterable[Edit]) -> str:
    """The record in short: how often each rule changed something, and how often it only asked."""
    found: dict[tuple[str, str], list[int]] = {}
    for edit in edits:
        found.setdefault((edit.stage, edit.rule), [0, 0])[not edit.applied] += 1
    width = max((len(rule) for _, rule in found), default=0) + 2
    rows = [f"{'stage':<13}{'rule':<{width}}{'changes':>8}{'queries':>9}"]
    rows += [f"{stage:<13}{rule:<{width}}{changes or '':>8}{queries or '':>9}".rstrip()
             for (stage, rule), (changes, queries) in found.items()]
    return "\n".join(rows) + "\n" if found else "Nothing was changed.\n"
