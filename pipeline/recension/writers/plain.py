"""Plain text: a paragraph a line, a blank line between, calls `[12]`, notes at the end as `12. text`."""

from __future__ import annotations

from collections.abc import Iterator

from recension.writers.flow import Break, Call, Flow, Footnote, Passage, Words
from recension.writers.phrases import MISSING, UNCALLED, phrase

INDENT = "    "


def render(flow: Flow, *, editorial: bool = False) -> str:
    """The whole file. Later paragraphs of a note are set in by four spaces."""
    blocks = [*(_passage(flow, passage) for passage in flow.passages),
              *(_note(flow, note, editorial) for note in flow.notes)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _passage(flow: Flow, passage: Passage) -> str:
    return "".join(_pieces(flow, passage))


def _pieces(flow: Flow, passage: Passage) -> Iterator[str]:
    for piece in passage.pieces:
        if isinstance(piece, Words):
            yield piece.text
        elif isinstance(piece, Break):
            yield "\n"
        elif isinstance(piece, Call):
            yield f"[{flow.notes[piece.note].sign}]"


def _note(flow: Flow, note: Footnote, editorial: bool) -> str:
    language = flow.document.language
    text = "\n\n".join(_passage(flow, passage) for passage in note.passages)
    if note.is_missing:
        text = f"[{phrase(MISSING, language)}]"
    said = [note.label] if note.label != note.sign else []
    if not note.called:
        said.append(phrase(UNCALLED, language))
    if editorial and said:
        text = f"[{', '.join(said)}] {text}"
    first, *rest = text.split("\n")
    return "\n".join([f"{note.sign}. {first}", *(INDENT + line if line else "" for line in rest)])
