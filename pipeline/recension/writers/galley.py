"""The galley: a document at any stage as text for people, one printed line a line.

A galley proof is text set but not yet made up into pages. This one shows what the stages do,
in a form that reads well in a diff: which layer a line is in, where lines end, and, once
`paragraphs` has run, the blocks and notes. It shows white space at line ends (as `·`), since
that is evidence. It is for looking at, not for reading back.
"""

from __future__ import annotations

from collections.abc import Iterator

from recension.model import ANCHOR, Block, Document, Layer, Line, Note, Page, Text

_MARGIN = {Layer.BODY: "  ", Layer.NOTES: "n ", Layer.FURNITURE: "f ", Layer.BACKGROUND: "b "}


def galley(document: Document) -> str:
    """The text of a document at its present stage, with layers in the left margin."""
    calls = {note.anchor: note.label for note in document.notes if note.anchor is not None}
    lines: list[str] = []
    for page in document.pages:
        lines.extend(_page(page, calls))
    for block in document.blocks:
        lines.extend(_block(block, calls, ""))
    for number, note in enumerate(document.notes, 1):
        lines.extend(_note(number, note, calls))
    return "\n".join(lines) + "\n"


def _page(page: Page, calls: dict[int, str]) -> Iterator[str]:
    if page.lines or page.label:
        label = f", folio {page.label}" if page.label else ""
        yield f"=== page {page.number}{label}"
    for line in page.lines:
        yield _line(line, calls)
    if page.lines:
        yield ""


def _line(line: Line, calls: dict[int, str]) -> str:
    note = "" if line.note is None else f"[{line.note + 1}] "
    shown = _shown(line.text, calls)
    kept = shown.rstrip(" ")
    return f"{_MARGIN[line.layer]}{note}{kept}{'·' * (len(shown) - len(kept))}".rstrip()


def _block(block: Block, calls: dict[int, str], indent: str) -> Iterator[str]:
    level = f" {block.level}" if block.level else ""
    yield f"{indent}[{block.kind}{level}]"
    yield from (f"{indent}  {line}".rstrip() for line in _shown(block.text, calls).split("\n"))
    yield ""


def _note(number: int, note: Note, calls: dict[int, str]) -> Iterator[str]:
    state = ", missing in the source" if note.missing else "" if note.anchor is not None else ", called nowhere"
    yield f"=== note {number}, label {note.label or 'none'}, {note.place}{state}"
    for block in note.blocks:
        yield from _block(block, calls, "  ")


def _shown(text: Text, calls: dict[int, str]) -> str:
    """The characters, with a note's call as `[^label]`."""
    if ANCHOR not in text.chars:
        return text.chars
    return "".join(f"[^{calls.get(glyph, '?')}]" if char == ANCHOR else char
                   for char, glyph in zip(text.chars, text.origin, strict=True))
