"""The texts that are set: invented, ours, with their marks; and the truth about them in Markdown.

A text is a head in TOML between `+++` lines, then blocks with a blank line between them. What a block is, its
first sign says: `# ` `## ` `### ` headings, `%sub` `%author` `%epigraph text / source` `%caption`, `> ` a quotation,
`~ ` a line of verse, `- ` an item, `| a | b |` a row of a table; `[^x]:` a note. In the line: `{sc|Small Capitals}`,
`{sup|e}` raised, `*italic*` or `{it|italic}`, `[^x]` a call. The `text.json` of the samples says the same in JSON.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "samples"

_INLINE = re.compile(r"\{(sc|sup|it)\|([^{}]*)\}|\[\^([^\]]+)\]|(?<!\*)\*([^*]+)\*(?!\*)")
_OPENINGS = {"# ": "h1", "## ": "h2", "### ": "h3", "%sub ": "subtitle", "%author ": "author", "%caption ": "caption",
             "%epigraph ": "epigraph", "> ": "quote", "~ ": "verse", "- ": "item", "| ": "table"}


class Piece(NamedTuple):
    """A stretch of a line in one manner: plain, sc, sup, it, or call (then the text is the note's label)."""

    manner: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, quotation and so on, with its marks in the text; `source` is that of an epigraph."""

    kind: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Text:
    """A text to be set, its notes by label in the order of their calls."""

    id: str
    meta: dict[str, Any]
    blocks: list[Block]
    notes: dict[str, str]
    calls: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        return str(self.meta["lang"])


class Plain(NamedTuple):
    """A block without its marks: the characters, and where calls and small capitals stand in them."""

    text: str
    calls: list[tuple[int, str]]
    names: list[tuple[int, int]]


def pieces(text: str) -> Iterator[Piece]:
    """The stretches of a text, marks read."""
    at = 0
    for mark in _INLINE.finditer(text):
        if at < mark.start():
            yield Piece("plain", text[at:mark.start()])
        at = mark.end()
        if mark[3] is not None:
            yield Piece("call", mark[3])
        elif mark[4] and "{" in mark[4]:
            yield from (Piece("it", part.text) if part.manner == "plain" else part for part in pieces(mark[4]))
        else:
            yield Piece(mark[1] or "it", mark[2] if mark[1] else mark[4])
    if at < len(text):
        yield Piece("plain", text[at:])


def plain(text: str) -> Plain:
    """The characters as a reader sees them; a table's bars go."""
    if text.startswith("| "):
        text = "\n".join(" ".join(row) for row in rows(text))
    made, calls, names = "", [], []
    for piece in pieces(text):
        if piece.manner == "call":
            calls.append((len(made), piece.text))
            continue
        if piece.manner == "sc":
            names.append((len(made), len(made) + len(piece.text)))
        made += spelled(piece.text) if piece.manner == "sc" else piece.text
    return Plain(made, calls, names)


def spelled(small: str) -> str:
    """What stands in small capitals as its author would type it: a roman numeral is one in capitals."""
    return small.upper() if re.fullmatch(r"[ivxlc]+", small) else small


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()]


def load(path: Path) -> Text:
    """A text of `texts/`, or a sample's `text.json`."""
    if path.suffix == ".json":
        told = json.loads(path.read_text(encoding="utf-8"))
        blocks = [Block(block["type"], block["text"], block.get("source", "")) for block in told["blocks"]]
        return _ordered(path.parent.name, told["meta"], blocks, told["notes"])
    _, head, body = re.split(r"^\+\+\+$", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.M)
    meta = tomllib.loads(head)
    blocks, notes = [], {}
    for part in re.split(r"\n\s*\n", body.strip()):
        part = _spaced(part.strip(), meta["lang"])
        if note := re.match(r"\[\^([^\]]+)\]:\s*", part):
            notes[note[1]] = part[note.end():]
            continue
        opening = next((key for key in _OPENINGS if part.startswith(key)), "")
        kind = _OPENINGS.get(opening, "p")
        if kind in ("verse", "quote"):
            part = re.sub(rf"^{opening}", "", part, flags=re.M)
        elif kind != "table":
            part = part[len(opening):]
        text, _, source = part.partition(" / ") if kind == "epigraph" else (part, "", "")
        blocks.append(Block(kind, text, source))
    return _ordered(path.stem, meta, blocks, notes)


def every_text() -> list[Text]:
    """All texts there are, ours first; the same text set twice among the samples comes once."""
    found = [load(path) for path in sorted((HERE / "texts").glob("*.txt"))]
    found += [load(path) for path in sorted(SAMPLES.glob("*/text.json"))]
    seen: dict[str, Text] = {}
    for text in found:
        seen.setdefault(text.blocks[0].text + text.blocks[-1].text, text)
    return list(seen.values())


def _spaced(part: str, language: str) -> str:
    """No-break spaces where French puts them, which nobody types in a text by hand."""
    if language == "fr":
        part = re.sub(r" (?=[:»])", "\u00a0", part)
        part = re.sub(r" (?=[;!?])", "\u202f", part)
        part = part.replace("« ", "«\u00a0")
    return part


def _ordered(id: str, meta: dict[str, Any], blocks: list[Block], notes: dict[str, str]) -> Text:
    """Labels become 1, 2, 3 in the order of the calls."""
    order = [piece.text for block in blocks for piece in pieces(block.text) if piece.manner == "call"]
    assert sorted(order) == sorted(notes), f"{id}: calls and notes differ"
    new = {label: str(number) for number, label in enumerate(order, 1)}

    def renamed(text: str) -> str:
        return re.sub(r"\[\^([^\]]+)\]", lambda mark: f"[^{new[mark[1]]}]", text)

    return Text(id, meta, [Block(block.kind, renamed(block.text), block.source) for block in blocks],
                {new[label]: notes[label] for label in order}, list(new.values()))


# -- the truth -----------------------------------------------------------------------------


def scored_blocks(text: Text) -> list[tuple[str, str]]:
    """Kind and marked text of each block of the truth; an epigraph's source is a block of its own."""
    made = []
    for block in text.blocks:
        made.append((block.kind, block.text))
        if block.source:
            made.append(("source", block.source))
    return made


def markdown(text: Text) -> str:
    """The truth, in Markdown with pandoc's notes; small capitals are plain text there, italics stay marked."""
    made = []
    for kind, marked in scored_blocks(text):
        line = _without_marks(marked)
        line = re.sub(r"\{it\|([^{}]*)\}", r"*\1*", line)
        if kind in ("h1", "h2", "h3"):
            line = "#" * int(kind[1]) + " " + line
        elif kind in ("quote", "verse", "epigraph", "source"):
            line = "> " + line.replace("\n", "\\\n> ")
        elif kind == "item":
            line = "- " + line
        elif kind == "table":
            table = rows(line)
            head = ["| " + " | ".join(table[0]) + " |", "|" + " --- |" * len(table[0])]
            line = "\n".join(head + ["| " + " | ".join(row) + " |" for row in table[1:]])
        made.append(line)
    for label in text.calls:
        made.append(f"[^{label}]: {_without_marks(text.notes[label])}")
    return "\n\n".join(made) + "\n"


def _without_marks(marked: str) -> str:
    return re.sub(r"\{(sc|sup)\|([^{}]*)\}",
                  lambda mark: spelled(mark[2]) if mark[1] == "sc" else mark[2], marked)
