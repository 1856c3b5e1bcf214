"""Lines into paragraphs, headings, quotations, verse, lists; over columns and pages.

What defect: print breaks a paragraph into lines, and pages break it again, with notes and
furniture between the halves. On what evidence: see `prose` for where a paragraph ends and
`kinds` for what a stretch of lines is. What is left alone: the words, their order, and
line breaks inside blocks, which stay as newlines for `hyphenation` to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

from recension.model import Block, Document, Draft, Kind, Layer, Note, Revision, Source, Text
from recension.rulebook import Profile
from recension.stages.paragraphs.hanging import are_near, ends_freely, hung_items, in_faces, is_hung, mono_faces
from recension.stages.paragraphs.kinds import KindOptions, Stretch, heading_levels, kind_of, stretches
from recension.stages.paragraphs.measure import Edges, Placed, Setting, placed_lines, setting_of
from recension.stages.paragraphs.plainblocks import plain_blocks, plain_notes
from recension.stages.paragraphs.prose import ProseOptions, breaks_by_geometry, ends_hanging, opens_item


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds, by what they serve."""

    prose: ProseOptions = field(default_factory=ProseOptions)
    kinds: KindOptions = field(default_factory=KindOptions)


def paragraphs(document: Document, profile: Profile) -> Revision:
    """Compose the lines of BODY and NOTES into blocks. No glyph changes."""
    options = profile.options_for("paragraphs", Options())
    draft = Draft(document, "paragraphs")
    if document.source.has_geometry:
        body = _blocks_by_geometry(document, options)
        notes = _notes_by_geometry(document, options)
    else:
        body = plain_blocks(document, profile.table("heading_words"), options.prose, options.kinds)
        notes = [with_blocks(note, blocks) for note, blocks in
                 zip(document.notes, plain_notes(document, options.prose), strict=True)]
    draft.compose([*document.blocks, *body], notes)
    return draft.revision()


# -- with geometry -------------------------------------------------------------------------


def _blocks_by_geometry(document: Document, options: Options) -> list[Block]:
    lines = placed_lines(document, Layer.BODY)
    setting = setting_of(lines)
    found = stretches(lines, setting, options.kinds, options.prose)
    levels = heading_levels(found)
    groups = [(index, group) for index, stretch in enumerate(found)
              for group in _paragraph_groups(stretch, setting, options)]
    listed = list(_listings(groups, found, setting, document.source))
    items = hung_items([group for _, group, _ in listed], setting, options.prose)
    blocks: list[Block] = []
    for number, (index, group, linewise) in enumerate(listed):
        kind, level = (Kind.TABLE, 0) if linewise else kind_of(group, found, index, levels, setting, options.kinds)
        if kind is Kind.PARAGRAPH and number in items:
            kind = Kind.ITEM
        blocks.append(Block(kind, Text.join("\n", [placed.line.text for placed in group]), level))
    return blocks


def _listings(groups: Sequence[tuple[int, list[Placed]]], found: Sequence[Stretch], setting: Setting,
              source: Source) -> Iterator[tuple[int, list[Placed], bool]]:
    """The groups, those of one listing made one, each with whether its lines stay lines."""
    faces = mono_faces([placed for _, group in groups for placed in group])
    pending: list[tuple[int, list[Placed]]] = []

    def flush() -> Iterator[tuple[int, list[Placed], bool]]:
        whole = [placed for _, group in pending for placed in group]
        if (len(pending) > 1 or len(whole) > 2) and ends_freely(whole, setting):
            yield pending[0][0], whole, True
        else:
            yield from ((index, group, False) for index, group in pending)
        pending.clear()

    for index, group in groups:
        code = bool(faces) and not found[index].display and in_faces(group, source, faces)
        if pending and not (code and are_near(pending[-1][1], group, setting)):
            yield from flush()
        if code:
            pending.append((index, group))
        else:
            yield index, group, False
    if pending:
        yield from flush()


def _paragraph_groups(stretch: Stretch, setting: Setting, options: Options) -> Iterator[list[Placed]]:
    """The lines of each paragraph of a stretch."""
    if stretch.whole:
        yield stretch.lines
        return
    group: list[Placed] = []
    lines = stretch.lines

    edges = Edges(0.0, 1.0)
    for placed, following in zip_longest(lines, lines[1:]):
        before, edges = edges, stretch.edges_at(placed, setting)
        if group and not _beside_drop_capital(group[0], placed) and (
                opens_item(group, placed) or ends_hanging(group, placed, options.prose)
                or breaks_by_geometry(group[-1], placed, setting, (before, edges), options.prose, stretch.indent,
                                      partial(is_hung, group, placed, following, setting, options.prose))):
            yield group
            group = []
        group.append(placed)
    if group:
        yield group


def _beside_drop_capital(first: Placed, placed: Placed) -> bool:
    """The box of a paragraph's first line reaches below this line's baseline: a drop capital stands there."""
    box = first.line.box
    return (box is not None and box.y1 > placed.line.baseline and first.line.baseline < placed.line.baseline
            and first.place == placed.place and box.height > 1.5 * first.line.size)


def _notes_by_geometry(document: Document, options: Options) -> list[Note]:
    lines = placed_lines(document, Layer.NOTES)
    setting = setting_of(lines)
    return _notes_with_blocks(document, lines, lambda own: _note_groups(own, setting, options))


def _note_groups(own: Sequence[Placed], setting: Setting, options: Options) -> Iterator[list[Placed]]:
    """Paragraphs inside one note: only an indented line after a short, closed one opens another."""
    group: list[Placed] = []
    for placed in own:
        if group and group[-1].line.box is not None and placed.line.box is not None:
            edges = (setting.edges_at(group[-1]), setting.edges_at(placed))
            if _note_breaks(group[-1], placed, edges, setting, options):
                yield group
                group = []
        group.append(placed)
    if group:
        yield group


def _note_breaks(before: Placed, after: Placed, edges: tuple[Edges, Edges], setting: Setting, options: Options) -> bool:
    if after.line.box is None:
        return False
    indented = after.line.box.x0 - edges[1].left > options.prose.indent * max(after.line.size, 1.0)
    return indented and breaks_by_geometry(before, after, setting, edges, options.prose, setting.indent)


# -- both ----------------------------------------------------------------------------------


def _notes_with_blocks(document: Document, lines: Sequence[Placed],
                 groups: Callable[[Sequence[Placed]], Iterable[list[Placed]]]) -> list[Note]:
    own: list[list[Placed]] = [[] for _ in document.notes]
    for placed in lines:
        if placed.line.note is not None and placed.line.note < len(own):
            own[placed.line.note].append(placed)
    made: list[Note] = []
    for note, its_lines in zip(document.notes, own, strict=True):
        blocks = [Block(Kind.PARAGRAPH, Text.join("\n", [placed.line.text for placed in group]))
                  for group in groups(its_lines)]
        made.append(with_blocks(note, blocks))
    return made


def with_blocks(note: Note, blocks: Sequence[Block]) -> Note:
    """The note with these blocks behind those that it has."""
    return Note(note.label, note.anchor, (*note.blocks, *blocks), note.missing, note.place)
