"""A text cut where something begins: another look, page, note, line, or a word that was divided.

The only place where writers read characters off the model. Cleaning is done here, once for
all formats: what no output may hold (control characters, half surrogates) becomes U+FFFD,
seen by the reader and not dropped in silence; odd line and page controls become spaces.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import regex

from recension.model import ANCHOR, Act, Revision, Source, Text
from recension.model.standing import following
from recension.model.text import origins_after
from recension.writers.looks import PLAIN, Look, look_of, raised_runs

WHITE = " \t\n\r\f\v"
"""White space at the edge of a block or line is layout; a no-break space there is left alone."""
CONTROLS = regex.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")
SIGNS = regex.compile(f"[\n{ANCHOR}]")
BREAKS = regex.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v]*")
HYPHENS = "-\u00ad\u2010\u2011\u00ac"


class Cut(NamedTuple):
    """A stretch of one look, or one sign: `char` is an anchor or a newline, and then `text` is empty."""

    text: str = ""
    look: Look = PLAIN
    witness: str | None = None
    char: str = ""
    glyph: int = -1
    page: int = 0
    """The page that begins here, as the source counts; 0 when none does."""
    inside: bool = False
    """Page or joint stand inside a word."""
    joint: bool = False


def squared(text: Text) -> Text:
    """A text without white space at its edges and around its line breaks."""
    start = len(text.chars) - len(text.chars.lstrip(WHITE))
    end = len(text.chars.rstrip(WHITE))
    text = text[start:end] if start < end else text[:0]
    if not any(found.end() - found.start() > 1 for found in BREAKS.finditer(text.chars)):
        return text
    result, last = text[:0], 0
    for found in BREAKS.finditer(text.chars):
        place = text.chars.index("\n", found.start())
        result, last = result + text[last : found.start()] + text[place : place + 1], found.end()
    return result + text[last:]


def cleaned(chars: str) -> str:
    """Characters that every output format can hold; as many as before."""
    if CONTROLS.search(chars) is None:
        return chars
    return str(CONTROLS.sub(lambda found: " " if found[0].isspace() else "\ufffd", chars))


class Head(NamedTuple):
    """How a stretch begins: see `Cut`."""

    look: Look = PLAIN
    page: int = 0
    inside: bool = False
    joint: bool = False


class Spans:
    """Cuts texts of one revision. See `flow.flow_of` for the switches."""

    def __init__(self, revision: Revision, anchors: Collection[int], *, keep_style: bool, joints: bool,
                 witness: bool) -> None:
        self.source: Source = revision.document.source
        self.anchors = anchors
        self.keep_style = keep_style
        self.joints = _joints(revision) if joints else frozenset()
        self.small = _small_capitals(revision) if keep_style else frozenset()
        self.stops = sorted({place for glyph in self.joints | self.small for place in (glyph, glyph + 1)})
        """Glyphs at which a stretch may end or begin, whatever the runs say."""
        self.gone = _gone(revision) if witness else None
        self._looks: dict[int, Look] = {}
        self._starts: list[int] = []
        self._drawn: list[Look] = []
        if not keep_style:
            self._part()

    def of(self, text: Text) -> Iterator[Cut]:
        """The cuts of a text, in order."""
        chars, origin = text.chars, text.origin
        said = origin.tobytes()
        raised = raised_runs(self.source, text) if self.keep_style else frozenset()
        signs = [found.start() for found in SIGNS.finditer(chars)
                 if found[0] == "\n" or origin[found.start()] in self.anchors]
        signs.append(len(chars))
        sign = iter(signs)
        next_sign = next(sign)
        low = high = -1  # glyphs of [low, high) stand on one page and in one look: no need to ask again
        start = page = place = 0
        head = Head()
        while place < len(chars):
            glyph = origin[place]
            if place == next_sign:
                yield from self._stretch(text, start, place, head)
                now = self.source.page_of(glyph) if chars[place] == ANCHOR else page
                yield Cut(char=chars[place], glyph=glyph, page=now if now != page else 0)
                page, start, head = now, place + 1, Head(head.look)
                place, next_sign = place + 1, next(sign)
                continue
            if glyph >= 0 and not low <= glyph < high:
                low, high, look = self._reach(glyph, raised)
                turned = self.source.page_of(glyph)
                if turned != page and chars[place].isspace():
                    turned, high = page, glyph + 1  # a page begins with the first word on it
                joint = self._divided(chars, origin, place)
                if look != head.look or turned != page or joint:
                    yield from self._stretch(text, start, place, head)
                    inside = place > 0 and not chars[place - 1].isspace() and chars[place - 1] != ANCHOR
                    head = Head(look, turned if turned != page else 0, inside, joint)
                    page, start = turned, place
            place += following(said, place, min(place + high - glyph, next_sign)) if glyph >= 0 else 1
        yield from self._stretch(text, start, len(chars), head)

    def _stretch(self, text: Text, start: int, end: int, head: Head) -> Iterator[Cut]:
        """One look from `start` to `end`, in parts where the source has something else."""
        if start >= end:
            return
        parts: Iterable[tuple[int, int, str | None]] = ((start, end, None),)
        if self.gone is not None:
            parts = self._departures(text, start, end)
        for first, last, witness in parts:
            yield Cut(cleaned(text.chars[first:last]), head.look, witness, page=head.page, inside=head.inside,
                      joint=head.joint)
            head = Head(head.look)

    def _departures(self, text: Text, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
        """The words in which text and source differ, and what stands between them."""
        done = start
        for found in regex.finditer(r"\S+", text.chars, pos=start, endpos=end):
            witness = self._witness(text, *found.span())
            if witness is None:
                continue
            if done < found.start():
                yield done, found.start(), None
            yield found.start(), found.end(), witness
            done = found.end()
        if done < end:
            yield done, end, None

    def _witness(self, text: Text, start: int, end: int) -> str | None:
        """What the source has for a word, with what an edit deleted after its glyphs; None if the same."""
        read: list[str] = []
        last = -1
        for glyph in text.origin[start:end]:
            if glyph < 0 or glyph == last:
                continue
            read.append(self.source.chars[glyph])
            last = glyph
            while self.gone is not None and last + 1 in self.gone:
                last += 1
                read.append(self.source.chars[last])
        witness = cleaned("".join("".join(read).split()))
        return witness if witness != cleaned(text.chars[start:end]) else None

    def _reach(self, glyph: int, raised: Collection[int]) -> tuple[int, int, Look]:
        """The glyphs around this one that nothing tells apart from it, and their look."""
        source = self.source
        if self._starts:
            place = bisect_right(self._starts, glyph)
            return self._starts[place - 1], self._starts[place], self._drawn[place - 1]
        page = bisect_right(source.page_starts, glyph)
        low, high = source.page_starts[page - 1] if page else 0, len(source.chars)
        if page < len(source.page_starts):
            high = source.page_starts[page]
        look = PLAIN
        run = source.run_of(glyph)
        if 0 <= run < len(source.run_styles):
            low, high = max(low, source.run_starts[run]), min(high, source.run_starts[run + 1])
            style = source.run_styles[run]
            if style not in self._looks:
                self._looks[style] = look_of(source.styles[style], self.keep_style)
            look = self._looks[style]
            if run in raised:
                look = look._replace(raised=True)
        if glyph in self.small:
            look = look._replace(smallcaps=True)
        stop = bisect_right(self.stops, glyph)
        if stop:
            low = max(low, self.stops[stop - 1])
        if stop < len(self.stops):
            high = min(high, self.stops[stop])
        return low, high, look

    def _part(self) -> None:
        """Stretches of the source that `_reach` gives where no letter is small or raised: runs of one look are one."""
        source = self.source
        looks: dict[int, Look] = {}
        for start, style in zip(source.run_starts, source.run_styles, strict=False):
            if style not in self._looks:
                self._looks[style] = look_of(source.styles[style], False)
            looks[start] = self._looks[style]
        end, edges = len(source.chars), {*source.page_starts, *self.stops}
        look = PLAIN
        for start in sorted({0, *edges, *looks}):
            drawn = looks.get(start, look)
            if start < end and (start in edges or drawn != look or not self._starts):
                self._starts.append(start)
                self._drawn.append(drawn)
            look = drawn
        self._starts.append(end)

    def _divided(self, chars: str, origin: array[int], place: int) -> bool:
        """Was a word divided just before this character? Its hyphen is in `joints`."""
        if not self.joints or place == 0 or chars[place - 1].isspace():
            return False
        before = origin[place - 1]
        return before in self.joints or (before + 1 in self.joints and origin[place] != before + 1)


def _joints(revision: Revision) -> frozenset[int]:
    """Glyphs of hyphens that an edit found at the end of a line, and joined the line to the next."""
    found: set[int] = set()
    for edit in revision.edits:
        if edit.act is not Act.REPLACE or "\n" not in edit.before or "\n" in edit.after:
            continue
        for place in range(len(edit.before) - 1):
            rest = edit.before[place + 1 :].lstrip(" \t")
            if edit.before[place] in HYPHENS and rest.startswith("\n"):
                found.add(edit.glyphs[place])
    return frozenset(found - {-1})


def _small_capitals(revision: Revision) -> frozenset[int]:
    """Glyphs that the stage `smallcaps` restored: they were small capitals, whatever the font says."""
    return frozenset(glyph for edit in revision.edits if edit.stage == "smallcaps" and edit.act is Act.REPLACE
                     for glyph in edit.glyphs if glyph >= 0)


def _gone(revision: Revision) -> frozenset[int]:
    """Glyphs that an edit deleted or drew together with their neighbour."""
    gone: set[int] = set()
    for edit in revision.edits:
        if edit.act is Act.REPLACE:
            after = set(origins_after(edit.before, edit.glyphs, edit.after))
            gone.difference_update(after)
            gone.update(glyph for glyph in edit.glyphs if glyph >= 0 and glyph not in after)
    return frozenset(gone)
