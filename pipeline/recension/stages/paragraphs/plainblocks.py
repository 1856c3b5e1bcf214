"""Blocks of plain text: where lines are made paragraphs without any geometry.

What each line break means is asked of `prose`, what a block is of `plainkinds`. Two places
are read as a whole: the opening of a chapter, whose short lines are its title, its author
and an epigraph rather than prose; and a short line that nothing closes between a sentence
that ended and a full line, which is a heading. What is left alone: words and their order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from recension.model import Block, Document, Kind, Layer, Text
from recension.stages.paragraphs.kinds import KindOptions
from recension.stages.paragraphs.plainkinds import is_heading_line, opening_kinds, openings, plain_kind
from recension.stages.paragraphs.prose import (
    PlainSetting,
    ProseOptions,
    breaks_plain,
    ended,
    goes_on_after_call,
    plain_setting,
)


@dataclass(frozen=True, slots=True)
class _PlainLine:
    text: Text
    page: int
    blanks: int
    """Blank lines before it on its page."""
    note: int | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """The lines of a block, and whether white stands around it."""

    lines: list[_PlainLine]
    start: int
    """Index of its first line among all lines."""
    blank_before: bool
    blank_after: bool

    @property
    def chars(self) -> list[str]:
        return [line.text.chars for line in self.lines]

    def block(self, kind: Kind, level: int = 0) -> Block:
        return Block(kind, Text.join("\n", [line.text for line in self.lines]), level)


def _plain_lines(document: Document, layer: Layer) -> list[_PlainLine]:
    found: list[_PlainLine] = []
    for page in document.pages:
        blanks = 0
        for line in page.lines:
            if line.is_blank:
                blanks += 1
                continue
            if line.layer is layer:
                found.append(_PlainLine(line.text, page.number, blanks, line.note))
            blanks = 0
    return found


def _setting(lines: Sequence[_PlainLine], options: ProseOptions) -> PlainSetting:
    return plain_setting([line.text.chars for line in lines], sum(line.blanks > 0 for line in lines), options)


def plain_blocks(document: Document, heading_words: Collection[str], options: ProseOptions,
                 kinds: KindOptions) -> list[Block]:
    """The blocks of the body. `heading_words` begin the number of a chapter: `chapitre`, `part`."""
    lines = _plain_lines(document, Layer.BODY)
    setting = _setting(lines, options)
    chars = [line.text.chars for line in lines]
    opening = openings(chars, setting, heading_words, options)
    groups = list(_groups(lines, setting, options, opening))
    titles = opening_kinds([(group.start, group.chars) for group in groups], opening, heading_words)
    solid = not any(line.blanks for line in lines)
    blocks: list[Block] = []
    for index, group in enumerate(groups):
        if index in titles:
            blocks.append(group.block(*titles[index]))
            continue
        before, after = group.blank_before, group.blank_after
        if solid:  # no blank line anywhere: the paragraphs around must say that a heading stands between them
            before = index == 0 or ended(groups[index - 1].chars[-1])
            after = index + 1 < len(groups) and len(groups[index + 1].lines) > 1
        blocks.append(group.block(*plain_kind(group.chars, before, after, setting, kinds)))
    return blocks


def _groups(lines: Sequence[_PlainLine], setting: PlainSetting, options: ProseOptions,
            opening: Collection[int]) -> Iterator[_Group]:
    group: list[_PlainLine] = []
    blank_before = True
    printed = 0
    for index, line in enumerate(lines):
        length = len(line.text.chars.strip())
        if group:
            last = group[-1]
            turned = last.page != line.page
            chars = last.text.chars, line.text.chars
            heads = index + 1 < len(lines) and not line.blanks and is_heading_line(
                *chars, lines[index + 1].text.chars, setting, options)
            if not line.blanks and goes_on_after_call(*chars, printed, setting, options):
                length += printed
            elif heads or breaks_plain(*chars, line.blanks > 0, turned, setting, options, printed, index in opening):
                blank_after = line.blanks > 0 or turned
                yield _Group(group, index - len(group), blank_before, blank_after)
                group, blank_before = [], blank_after
        group.append(line)
        printed = length
    if group:
        yield _Group(group, len(lines) - len(group), blank_before, True)


def plain_notes(document: Document, options: ProseOptions) -> list[list[Block]]:
    """The blocks of each note."""
    every = _plain_lines(document, Layer.NOTES)
    setting = _setting(every, options)
    own: list[list[_PlainLine]] = [[] for _ in document.notes]
    for line in every:
        if line.note is not None and 0 <= line.note < len(own):
            own[line.note].append(line)
    return [[Block(Kind.PARAGRAPH, Text.join("\n", [line.text for line in group]))
             for group in _note_groups(lines, setting)] for lines in own]


def _note_groups(own: Sequence[_PlainLine], setting: PlainSetting) -> Iterator[list[_PlainLine]]:
    """A blank line inside a note parts paragraphs only after a short line; else it is a page's."""
    group: list[_PlainLine] = []
    for line in own:
        if group and line.blanks and group[-1].page == line.page and (
                len(group[-1].text.chars.strip()) < 0.8 * setting.measure
                and group[-1].text.chars.rstrip().endswith((".", "!", "?", "»", "”"))):
            yield group
            group = []
        group.append(line)
    if group:
        yield group
