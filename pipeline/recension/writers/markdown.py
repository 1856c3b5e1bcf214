"""Markdown with pandoc's footnotes.

A call `[^12]` stands directly where the marker stood; the definitions follow the text in
the order of the notes. Line breaks of verse are two spaces at the line's end; verse,
quotations and epigraphs are quotation blocks. Italics are `*so*`; bold where it does not
fill its block. Small capitals and raised letters stay plain letters (`XIXe`) unless
`keep_style` is asked for. A called note that the source does not have says so in brackets; a
note that nothing calls is a definition that nothing refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from recension.model import Kind
from recension.writers.flow import Break, Call, Flow, Footnote, Passage, Piece, Words, words_of
from recension.writers.inline import inline
from recension.writers.phrases import MISSING, UNCALLED, phrase

QUOTED = frozenset({Kind.QUOTATION, Kind.EPIGRAPH, Kind.VERSE})
BULLET = regex.compile(r"[•‣▪◦●■·∙–-][^\S\n]+(?=\S)")
"""Signs that the list mark of Markdown stands for. An em dash opens speech, and stays."""
NUMBER = regex.compile(r"([0-9]{1,9})([.)])[^\S\n]+(?=\S)")
INDENT = "    "


def render(flow: Flow, *, editorial: bool = False) -> str:
    """The whole file."""
    writer = _Writer(flow, editorial)
    blocks = [*writer.blocks(flow.passages), *(writer.definition(note) for note in flow.notes)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


class _Writer:
    def __init__(self, flow: Flow, editorial: bool) -> None:
        self.flow = flow
        self.editorial = editorial
        self.ids = [note.id for note in flow.notes]
        self.headings = frozenset(
            " ".join(passage.words.split()).casefold()
            for passage in flow.passages if passage.kind is Kind.HEADING)

    def blocks(self, passages: Sequence[Passage], in_note: bool = False) -> Iterator[str]:
        """Markdown blocks; passages of one quotation are one block."""
        held: list[str] = []
        last: Passage | None = None
        number = 0
        for passage in passages:
            if held and (last is None or last.kind is not passage.kind):
                yield "\n>\n".join(held)
                held = []
            if passage.kind in QUOTED:
                held.append("\n".join(f"> {line}" if line else ">" for line in self._lines(passage)))
            elif passage.kind is Kind.HEADING and not in_note:
                yield self._heading(passage)
            elif passage.kind is Kind.ITEM and not passage.words.startswith("—"):
                text, number = self._item(passage, number if last and last.kind is Kind.ITEM else 0)
                yield text
            else:
                yield "\n".join(self._lines(passage))
            last = passage
        if held:
            yield "\n>\n".join(held)

    def definition(self, note: Footnote) -> str:
        """`[^12]: text`, later lines and paragraphs set in by four spaces."""
        blocks = list(self.blocks(note.passages, in_note=True))
        if note.is_missing:
            blocks = [f"[{phrase(MISSING, self.flow.document.language)}]"]
        remarks = self._remarks(note)
        if remarks:
            blocks = [remarks, *blocks] if blocks[0].startswith(">") else [f"{remarks} {blocks[0]}", *blocks[1:]]
        text = "\n\n".join(blocks)
        lines = text.split("\n")
        return "\n".join([f"[^{note.id}]: {lines[0]}", *(INDENT + line if line else "" for line in lines[1:])])

    def _remarks(self, note: Footnote) -> str:
        if not self.editorial:
            return ""
        language = self.flow.document.language
        said = [] if note.label == note.id else [note.label]
        if not note.called:
            said.append(phrase(UNCALLED, language))
        return f"[{self._inline([Words(', '.join(said))], heading=True)}]" if said else ""

    def _heading(self, passage: Passage) -> str:
        pieces = [Words(" ") if isinstance(piece, Break) else piece for piece in passage.only(Call)]
        return f"{'#' * min(max(passage.level, 1), 6)} {self._inline(pieces, heading=True)}"

    def _item(self, passage: Passage, previous: int) -> tuple[str, int]:
        """An item, and its number if it stands as a numbered one: Markdown counts for itself, so a
        printed number may become a list number only where counting on gives the same."""
        pieces = passage.only(Call)
        text = words_of(pieces)
        bullet, counted = BULLET.match(text), NUMBER.match(text)
        mark, number = "-", 0
        if counted and (int(counted[1]) == previous + 1 or not previous) and str(int(counted[1])) == counted[1]:
            number, mark = int(counted[1]), counted[1] + counted[2]
        taken = counted if number else bullet
        if taken and isinstance(pieces[0], Words) and len(pieces[0].text) >= taken.end():
            pieces[0] = pieces[0]._replace(text=pieces[0].text[taken.end():])
        elif taken and number:
            mark, number = "-", 0
        lines = self._inline(pieces).split("\n")
        return "\n".join([f"{mark} {lines[0]}", *(" " * (len(mark) + 1) + line for line in lines[1:])]), number

    def _lines(self, passage: Passage) -> list[str]:
        return self._inline(passage.only(Call)).split("\n")

    def _inline(self, pieces: Sequence[Piece], heading: bool = False) -> str:
        return inline(pieces, self.ids, heading=heading, headings=self.headings)
