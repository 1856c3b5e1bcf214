"""White space: lines made one, and stray spaces taken out.

What defect: line ends inside paragraphs, doubled spaces, spaces that justification or kerning
has put after an apostrophe, before a comma, inside a bracket. On what evidence: the rules
(`rules/defects/typography.toml`, and per language `rules/languages/*/typography.toml`), most
of which ask first what the document does elsewhere. What is left alone: every visible
character; no-break spaces; French spacing before ; : ! ? and inside « », which stays as the
source has it; the lines of verse and of tables.

This stage itself makes lines one; the rules run after it. A line end becomes a space without
an entry in the record, because nothing that can be seen changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from recension.model import NO_GLYPH, Block, Document, Draft, Kind, Revision, Text
from recension.rulebook import Profile

CLOSED_TIMES = 5
"""Times that a dash must stand without white for each time that it has some, for a line end beside it to be none."""

LINEWISE = (Kind.VERSE, Kind.TABLE)
"""Blocks whose line ends are the author's."""

_LINE_END = regex.compile(r"(?<!\s)[^\S\n\r\v\f\x85\u2028\u2029]*+[\n\r\v\f\x85\u2028\u2029]\s*+")
_FIXED = regex.compile(r"[\u00a0\u202f]")
_HYPHEN_BEFORE = regex.compile(r"[\p{L}\p{M}][-\u00ad\u2010\u2011]$")
_DASH = regex.compile(r"[–—]")
_MARKED = frozenset(char for char in map(chr, range(0x3001)) if char.isspace() or char in "-\u00ad\u2010\u2011–—")
"""What makes a line end more than a space: more white, a hyphen, a dash."""
_WHITE = frozenset(" \u00a0\u202f\u2009")
_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen."""

    join_lines: bool = True
    """False keeps the line ends of prose: for comparing with a print line by line."""


def typography(document: Document, profile: Profile) -> Revision:
    """Make one line of the lines of each paragraph, in the body and in notes."""
    if not profile.options_for("typography", Options()).join_lines:
        return Revision(document)
    closed = _closed_dashes([*document.blocks, *(block for note in document.notes for block in note.blocks)])
    blocks = tuple(_on_one_line(block, closed) for block in document.blocks)
    notes = tuple(replace(note, blocks=tuple(_on_one_line(block, closed) for block in note.blocks))
                  for note in document.notes)
    if all(new is old for new, old in zip(blocks, document.blocks, strict=True)) and all(
            new is old for note, before in zip(notes, document.notes, strict=True)
            for new, old in zip(note.blocks, before.blocks, strict=True)):
        return Revision(document)
    draft = Draft(document, "typography")
    draft.compose(blocks, notes)
    return draft.revision()


def _closed_dashes(blocks: Sequence[Block]) -> str:
    """The dashes that this document sets without white on either side, as English does: a line end beside them is none.

    Dashes at line ends and line beginnings do not count, since what stands there is the question.
    """
    tight: Counter[str] = Counter()
    loose: Counter[str] = Counter()
    for block in blocks:
        chars = block.text.chars
        for match in _DASH.finditer(chars):
            place = match.start()
            before, after = chars[place - 1 : place], chars[place + 1 : place + 2]
            if before.isalpha() and after.isalpha():
                tight[match.group()] += 1
            elif before in _WHITE and after != "\n" or after in _WHITE and before != "\n":
                loose[match.group()] += 1
    return "".join(dash for dash, count in sorted(tight.items()) if count >= CLOSED_TIMES * max(1, loose[dash]))


def _on_one_line(block: Block, closed: str) -> Block:
    """The block with a space for each line end; the same block where it has none."""
    text = block.text
    chars = text.chars
    if block.kind in LINEWISE or not chars:
        return block
    pieces: list[Text] = []
    at = 0
    for start, end in _line_ends(chars):
        pieces += (text[at:start], _between(text, start, end, closed))
        at = end
    if not pieces and "\n" not in chars:
        return replace(block, text=text.strip()) if chars[0].isspace() or chars[-1].isspace() else block
    whole = Text.join("", [*pieces, text[at:]]) if pieces else text
    return replace(block, text=_spaced(whole).strip())


def _line_ends(chars: str) -> list[tuple[int, int]]:
    """The line ends that are more than one sign between two letters or stops: stretches of white with a line end."""
    if len(chars.splitlines()) > chars.count("\n") + 1:  # some other sign ends lines here
        return [match.span() for match in _LINE_END.finditer(chars)]
    found: list[tuple[int, int]] = []
    place = chars.find("\n")
    last = len(chars) - 1
    while place >= 0:
        if place and place < last and chars[place - 1] not in _MARKED and chars[place + 1] not in _MARKED:
            place = chars.find("\n", place + 1)
            continue
        start, end = place, place + 1
        while start and chars[start - 1].isspace():
            start -= 1
        while end <= last and chars[end].isspace():
            end += 1
        found.append((start, end))
        place = chars.find("\n", end)
    return found


def _spaced(text: Text) -> Text:
    """With a space, behind which no glyph stands, for every line end that is left."""
    if "\n" not in text.chars:
        return text
    origin, place = text.origin[:], text.chars.find("\n")
    while place >= 0:
        origin[place] = NO_GLYPH
        place = text.chars.find("\n", place + 1)
    return Text(text.chars.replace("\n", " "), origin)


def _between(text: Text, start: int, end: int, closed: str) -> Text:
    """What takes the place of a line end: a no-break space that stood there, nothing after a hyphen or beside a dash
    that takes no white, a space."""
    fixed = _FIXED.search(text.chars, start, end)
    if fixed:
        return text[fixed.start() : fixed.end()]
    before, after = text.chars[max(0, start - 2) : start], text.chars[end : end + 2]
    if _HYPHEN_BEFORE.search(before) and _LETTER.match(after):
        return text[:0]
    sign = before[-1:]
    if sign == "–" and before[:1].isdigit() and after[:1].isdigit():
        return text[:0]  # a range of numbers
    if sign and sign in closed and before[:1].isalpha() and after[:1].isalpha():
        return text[:0]
    if after[:1] and after[0] in closed and sign.isalpha() and after[1:].isalpha():
        return text[:0]
    return Text.inserted(" ")
