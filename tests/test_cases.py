r"""Cases drawn by hand, one file a case: `tests/cases/<stage>/<defect>.txt`.

    # language: de               first lines, all optional: the language (French unless said),
    # stages: footnotes typography       the stages to run (unless said: that of the folder),
    # known failure: why                 a strict xfail
    the page as an extraction would give it
    # page
    the next page
    # output
    what must become of it

No output means that it must come through unchanged, without a single edit. In the drawn page
`·` at a line's end is a space, and `\u00ad` the character of that code. The output shows the
text that is left: running heads and stamps are gone from it, a call is `[^1]`, a note
`[^1]: its text`, blank lines do not count before `paragraphs`; after it a blank line parts
paragraphs, and kinds are marked as in Markdown (`# heading`, `> quotation`, `- item`, `| verse`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pytest
import regex

import recension
from recension.model import ANCHOR, Block, Document, Kind, Layer, Revision, Text
from recension.stages import STAGES

FOLDER = Path(__file__).parent / "cases"
BEFORE = {"hyphenation": ("paragraphs", "hyphenation"), "typography": ("paragraphs", "typography")}
"""Stages that work on blocks, with the one that makes them."""

_MARKS = {Kind.QUOTATION: "> ", Kind.EPIGRAPH: "> ", Kind.ITEM: "- ", Kind.VERSE: "| "}


@dataclass(frozen=True)
class Case:
    """One file: what is drawn, and what must become of it (None: nothing)."""

    drawn: str
    output: str | None
    stages: tuple[str, ...]
    language: str = "fr"
    failure: str = ""
    edits: list[str] = field(default_factory=list)


def read_case(path: Path) -> Case:
    text = path.read_text("utf-8").rstrip("\n")
    head: dict[str, str] = {}
    while found := regex.match(r"# (language|stages?|known failure): ?(.*)\n", text):
        head[found[1].rstrip("s")] = found[2].strip()
        text = text[found.end():]
    drawn, divider, output = text.partition("\n# output\n")
    if not divider and text.endswith("\n# output"):
        drawn, divider, output = text.removesuffix("\n# output"), "# output", ""
    names = tuple(head["stage"].split()) if "stage" in head else BEFORE.get(path.parent.name, (path.parent.name,))
    assert set(names) <= {stage.__name__ for stage in STAGES}, f"{path}: unknown stage among {names}"
    return Case(unescaped(drawn), unescaped(output).strip("\n") if divider else None, names,
                head.get("language", "fr"), head.get("known failure", ""))


def unescaped(text: str) -> str:
    text = regex.sub(r"·(?=\n|$)", " ", text)
    text = text.replace("\n# page\n", "\n\f")
    return regex.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


def shown(document: Document, before_paragraphs: bool) -> str:
    """What is left of the text, in the words of a case."""
    numbers = {note.anchor: note.label for note in document.notes if note.anchor is not None}
    if before_paragraphs:
        lines = [said(line.text, numbers).rstrip() for line in document.lines(Layer.BODY)]
        shown_lines = [line for line in lines if line.strip()]
        for index, note in enumerate(document.notes):
            own = [said(line.text, numbers).strip() for line in document.lines(Layer.NOTES) if line.note == index]
            text = "(missing)" if note.missing else "\n    ".join(filter(None, own))
            shown_lines.append(f"[^{note.label}]: {text}")
        return "\n".join(shown_lines)
    parts = [drawn(block, numbers) for block in document.blocks]
    for note in document.notes:
        text = "\n    ".join(drawn(block, numbers) for block in note.blocks)
        parts.append(f"[^{note.label}]: " + ("(missing)" if note.missing else text))
    return "\n\n".join(parts)


def drawn(block: Block, numbers: dict[int, str]) -> str:
    mark = "#" * block.level + " " if block.kind is Kind.HEADING else _MARKS.get(block.kind, "")
    return "\n".join(mark + line if number == 0 or mark in ("| ", "> ") else line
                     for number, line in enumerate(said(block.text, numbers).split("\n")))


def said(text: Text, numbers: dict[int, str]) -> str:
    return "".join(f"[^{numbers.get(glyph, '?')}]" if char == ANCHOR else char
                   for char, glyph in zip(text.chars, text.origin, strict=True))


def run(case: Case) -> Revision:
    stages = [getattr(import_module(f"recension.stages.{name}"), name) for name in case.stages]
    return recension.clean(case.drawn.encode("utf-8"), language=case.language, reader="text", stages=stages)


def drawn_cases() -> Iterator[object]:
    for path in sorted(FOLDER.glob("*/*.txt")):
        case = read_case(path)
        marks = [pytest.mark.xfail(strict=True, reason=case.failure)] if case.failure else []
        yield pytest.param(case, id=f"{path.parent.name}/{path.stem}", marks=marks)


@pytest.mark.parametrize("case", list(drawn_cases()))
def test_case(case: Case) -> None:
    revision = run(case)
    if case.output is None:
        applied = [(edit.rule, edit.before, edit.after) for edit in revision.edits if edit.applied]
        assert applied == [], "this page must come through unchanged"
        return
    assert shown(revision.document, "paragraphs" not in case.stages) == case.output


@pytest.mark.parametrize("stage", [stage.__name__ for stage in STAGES])
def test_a_stage_has_repairs_and_guards(stage: str) -> None:
    """Beside what a stage must do there is what it must leave alone."""
    found = [read_case(path) for path in FOLDER.glob(f"{stage}/*.txt")]
    assert sum(case.output is not None for case in found) >= 2
    assert sum(case.output is None for case in found) >= 2
