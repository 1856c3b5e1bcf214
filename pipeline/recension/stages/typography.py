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

from recension.model import Block, Document, Draft, Kind, Revision, Text
from recension.rulebook import Profile

CLOSED_TIMES = 5
"""Times that a dash must stand without white for each time that it has some, for a line end beside it to be none."""

LINEWISE = (Kind.VERSE, Kind.TABLE)
"""Blocks whose line ends are the author's."""

_LINE_END = regex.compile(r"(?<!\s)[^\S\n\r\v\f\x85\u2028\u2029]*+[\n\r\v\f\x85\u2028\u2029]\s*+")
_FIXED = regex.compile(r"[\u00a0\u202f]")
_HYPHEN_BEFORE = regex.compile(r"[\p{L}\p{M}][-\u00ad\u2010\u2011]$")
_DASH = regex.compile(r"[–—]")
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
    if not _LINE_END.search(chars) and chars == chars.strip():
        return block
    pieces: list[Text] = []
    at = 0
    for match in _LINE_END.finditer(chars):
        pieces += [text[at : match.start()], _between(text, match, closed)]
        at = match.end()
    return replace(block, text=Text.join("", [*pieces, text[at:]]).strip())


def _between(text: Text, match: regex.Match[str], closed: str) -> Text:
    """What takes the place of a line end: a no-break space that stood there, nothing after a hyphen or beside a dash
    that takes no white, a space."""
    fixed = _FIXED.search(match.group())
    if fixed:
        return text[match.start() + fixed.start() : match.start() + fixed.end()]
    before = text.chars[max(0, match.start() - 2) : match.start()]
    if _HYPHEN_BEFORE.search(before) and _LETTER.match(text.chars, match.end()):
        return text[:0]
    sign, after = before[-1:], text.chars[match.end() : match.end() + 2]
    if sign == "–" and before[:1].isdigit() and after[:1].isdigit():
        return text[:0]  # a range of numbers
    if sign and sign in closed and before[:1].isalpha() and after[:1].isalpha():
        return text[:0]
    if after[:1] and after[0] in closed and sign.isalpha() and after[1:].isalpha():
        return text[:0]
    return Text.inserted(" ")
