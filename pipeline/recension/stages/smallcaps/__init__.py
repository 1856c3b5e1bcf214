"""Names and numerals set in small capitals get their upper and lower case back.

Defect: where one glyph serves for `A` and `a`, extraction gives it one case: `CatriCe-lOrey a.`,
`PaLier B.`, `xixe siècle`, `chapitre Vi`; or all capitals, all lower case, Private Use
characters, or capitals whose size changes (`M ADDEN`).

Evidence: on a page, the height of the ink, the font's name, the size; without a page, a map of
the letters learned from words that nobody spells so, together with the structure of a name. The
document's own spelling in ordinary type wins, then the rules of names.

Left alone: fonts whose text is right, words of ordinary type, capitals set as such, abbreviations,
McDonald, LaTeX, eBay, formulas, addresses. What the evidence does not decide is a query.
"""

from __future__ import annotations

from collections.abc import Callable

from recension.model import Document, Draft, Layer, Line, Revision
from recension.rulebook import Profile
from recension.stages.smallcaps.casewords import Stream, Word
from recension.stages.smallcaps.changes import Plan
from recension.stages.smallcaps.fontkinds import set_kinds
from recension.stages.smallcaps.inkheights import Heights, Ink
from recension.stages.smallcaps.lettering import Lettering
from recension.stages.smallcaps.numeralplaces import plan_centuries, plan_numerals
from recension.stages.smallcaps.options import Options
from recension.stages.smallcaps.plainplan import PlainText
from recension.stages.smallcaps.privateuse import readings
from recension.stages.smallcaps.restoring import Restorer
from recension.stages.smallcaps.sizechange import doubts_by_size, joints, smaller_capitals, uneven_lines
from recension.stages.smallcaps.smallwords import PRIVATE, Doubt, Kind, doubts_by_code, doubts_by_ink
from recension.stages.smallcaps.spellings import Spellings

__all__ = ["Options", "smallcaps"]


def smallcaps(document: Document, profile: Profile) -> Revision:
    """Restore the case of what was set in small capitals."""
    draft = Draft(document, "smallcaps")
    options = profile.options_for("smallcaps", Options())
    streams = tuple(stream for stream in _streams(document) if stream.lines)
    if not streams:
        return draft.revision()
    plan = Plan(streams)
    _decode(document, streams, profile, options)
    lettering = Lettering(Spellings(streams, profile.language, bool(document.source.heights)), profile)
    heights = Heights(document.source, options.ink)
    smaller = smaller_capitals(document.source, options.size)
    uneven = {id(stream): uneven_lines(stream, document.source, options.size, smaller) for stream in streams}
    doubts = _doubts(document, streams, uneven, heights, lettering, options)
    lettering.spellings.doubt(doubt.word for found in doubts.values() for doubt in found)
    for stream in streams:
        plan_centuries(stream, plan, profile)
    low = options.systematic
    restorers = [
        Restorer(stream, doubts[id(stream)], lettering, profile, plan, _may_be_small(stream, heights), low)
        for stream in streams
        if doubts[id(stream)]
    ]
    proven = frozenset(name for restorer in restorers for name in restorer.proven())
    for restorer in restorers:
        restorer.restore(proven)
    _join(document, streams, uneven, plan, lettering, options)
    text = PlainText(streams, lettering, profile, plan, options, _is_plain(heights, doubts))
    text.learn_from(
        doubt.word.core
        for found in doubts.values()
        for doubt in found
        if doubt.kind is Kind.SCRAMBLED and doubt.is_level
    )
    text.restore(proven)
    for stream in streams:
        plan_numerals(stream, plan, profile, None if heights else text.map)
        _keep_decoded(stream, plan)
    plan.make(draft)
    return draft.revision()


def _streams(document: Document) -> tuple[Stream, Stream]:
    """The text, and what furniture took out of it; stamps are not read."""
    text: list[Line] = []
    furniture: list[Line] = []
    for line in document.lines():
        if line.layer is Layer.FURNITURE:
            furniture.append(line)
        elif line.layer is not Layer.BACKGROUND:
            text.append(line)
    return Stream(text), Stream(furniture)


def _decode(document: Document, streams: tuple[Stream, ...], profile: Profile, options: Options) -> None:
    """Private Use characters are read as the letters they stand for."""
    if not any(PRIVATE.search(stream.raw) for stream in streams):
        return
    read = readings(streams, document.source, Spellings(streams, profile.language), options.known)
    for stream in streams:
        stream.decode(read)


def _keep_decoded(stream: Stream, plan: Plan) -> None:
    """What was read as letters and figures is changed to them, where nothing more is known."""
    if stream.text == stream.raw:
        return
    read = [at for at, (raw, char) in enumerate(zip(stream.raw, stream.text, strict=True)) if raw != char]
    reason = "Private Use characters for small capitals and old-style figures"
    start = read[0]
    for at, following in zip(read, [*read[1:], -1], strict=True):
        if following == at + 1 and plan.is_free(stream, at, following + 1):
            continue
        plan.recase(
            stream, range(start, at + 1), stream.text[start : at + 1], rule="private-use", reason=reason, confidence=0.9
        )
        start = following


def _doubts(
    document: Document,
    streams: tuple[Stream, ...],
    uneven: dict[int, list[int]],
    heights: Heights,
    lettering: Lettering,
    options: Options,
) -> dict[int, list[Doubt]]:
    """The words that are small capitals by the page or by their characters, per stream."""
    source = document.source
    found: dict[int, list[Doubt]] = {id(stream): [] for stream in streams}
    for stream in streams:
        taken: set[int] = set()
        sources = [doubts_by_code(stream, heights)] if stream.text != stream.raw else []
        if source.has_geometry:
            sources += [
                doubts_by_size(stream, source, options.size, uneven[id(stream)]),
                doubts_by_ink(stream, source, heights),
            ]
        for doubts in sources:
            for doubt in doubts:
                if not taken & set(doubt.word.at):
                    taken.update(doubt.word.at)
                    found[id(stream)].append(doubt)
    set_kinds((doubt for doubts in found.values() for doubt in doubts), lettering.allowed, options.constant)
    return found


def _is_plain(heights: Heights, doubts: dict[int, list[Doubt]]) -> Callable[[Stream, Word], bool]:
    """Does the page show ordinary type, or small capitals whose text is right?"""
    judged = {
        (stream, place)
        for stream, found in doubts.items()
        for doubt in found
        if doubt.kind is Kind.CLEAN or not doubt.is_level
        for place in doubt.word.at
    }

    def shown(stream: Stream, word: Word) -> bool:
        if any((id(stream), place) in judged for place in word.at):
            return True
        if not heights:
            return False
        inks = [heights.ink(stream.glyph(at), char) for at, char in zip(word.at, word.core, strict=True)]
        return Ink.SMALL not in inks and (Ink.FULL in inks or Ink.PLAIN in inks)

    return shown


def _may_be_small(stream: Stream, heights: Heights) -> Callable[[int], bool]:
    return lambda at: heights.ink(stream.glyph(at), stream.text[at]) in (Ink.SMALL, Ink.OPEN)


def _join(
    document: Document,
    streams: tuple[Stream, ...],
    uneven: dict[int, list[int]],
    plan: Plan,
    lettering: Lettering,
    options: Options,
) -> None:
    """`M ADDEN` is Madden where the page has no white between the two sizes."""
    if not document.source.has_geometry:
        return
    for stream in streams:
        for joint in joints(stream, document.source, options.size, uneven[id(stream)]):
            start, end = joint.capital.start, joint.rest.end
            joined = joint.capital.core + joint.rest.core.lower()
            if joint.white <= options.size.tight:
                plan.replace(
                    stream,
                    start,
                    end,
                    joined,
                    rule="size-change-gap",
                    confidence=0.95,
                    reason=f"a capital and smaller ones with {joint.white:.2f} em of white between them",
                )
            elif lettering.spellings.as_name(joined.lower()) == joined:
                plan.replace(
                    stream,
                    start,
                    end,
                    joined,
                    rule="size-change-gap",
                    confidence=0.9,
                    reason=f"a capital and smaller ones; the text has {joined} elsewhere",
                )
            else:
                plan.query(
                    stream,
                    start,
                    end,
                    (joined, f"{joint.capital.core} {joint.rest.core}"),
                    rule="size-change-gap",
                    reason="a capital before smaller ones: one word or two",
                )
