"""One page through PDFium: its text objects as runs, with heights, gaps and unmapped glyphs told.

What is asked is settled from the text alone, for the whole page; PDFium is then asked once
about each character that matters, in a few rounds (`_probes`). Every character is asked one
thing only: whether its font has Unicode for it (`_unmapped`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from struct import Struct, unpack
from types import SimpleNamespace

from recension.model import Style
from recension.readers._ink import ink_heights
from recension.readers._pdfium import Buffer
from recension.readers._probes import Probes
from recension.readers._runs import PageOfRuns, Run, with_white
from recension.readers._styles import StyleReader
from recension.readers._unmapped import in_sound_fonts, unmapped
from recension.readers._walk import spans, spans_exactly
from recension.readers._white import HIDDEN_WHITE, SPLIT_GAP, inner_spaces, touching

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Hebrew and Arabic letters: PDFium turns their order, so that an object need not be one stretch."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_FLOATS4 = Struct("4f")

_Gaps = tuple[tuple[int, int], ...]
_Span = tuple[int, int, Style, bool, bool, _Gaps]
"""What one text object draws without a break, or the part of it that wide white leaves together: its first
character, the one after its last, its style, whether it can be measured (upright text of a known size, a code
unit a character), whether white stands before it, the white of its spaces."""


class PageReader:
    """Reads one page; lives as long as its handles."""

    def __init__(self, calls: SimpleNamespace, page: int, text_page: int, probes: Probes, buffer: Buffer) -> None:
        self.probes = probes
        probes.turn_to(text_page)
        self.count = calls.Text_CountChars(text_page)
        self.rotation = calls.Page_GetRotation(page)
        self.styles = StyleReader(calls, text_page, self.rotation, buffer)
        self.width, self.height = calls.GetPageWidthF(page), calls.GetPageHeightF(page)
        calls.GetPageBoundingBox(page, buffer.address)
        left, top, right, bottom = _FLOATS4.unpack_from(buffer.bytes)
        self.left, self.top, self.right, self.bottom = left, max(top, bottom), right, min(top, bottom)
        self.text = ""
        """One character for each of the page's code units."""
        self.doubled: dict[int, str] = {}
        """Text of the spans in which a character takes two code units, by their start."""

    def read(self, exactly: bool) -> PageOfRuns:
        """The runs of the page. `exactly`: by one call a character, as pages are read that run right to left."""
        if self.count <= 0:
            return PageOfRuns(self.width, self.height, ())
        raw, sound = self.probes.code_units(self.count)
        units = raw.decode("utf-16-le", "replace")
        paired = len(units) != self.count or "\ufffd" in units
        if paired:
            units = "".join(map(chr, unpack(f"<{self.count}H", raw)))
        exactly = exactly or not sound or RIGHT_TO_LEFT.search(units) is not None
        met = self._spans(units, exactly)
        self.text = units
        if paired:
            self._resolve_pairs(raw, met)
        self._mark(unmapped(self.probes, units), met)
        self.text = self.text.replace("\ufffe", "-").replace("\x02", "-")
        return PageOfRuns(self.width, self.height, self._runs(self._parted(met)))

    def _spans(self, units: str, exactly: bool) -> list[_Span]:
        walk = spans_exactly if exactly else spans
        style_of = self.styles.style_of
        met: list[_Span] = []
        last: int = 0
        style: Style | None = None
        measured = False
        for item, start, end, white in walk(self.probes.object_at, units):
            if item != last or style is None:
                last, style = item, style_of(item, start)
                measured = style.angle == 0.0 and style.size > 0 and not self.rotation
            met.append((start, end, style, measured, white == " ", ()))
        return met

    def _resolve_pairs(self, raw: bytes, met: list[_Span]) -> None:
        """Spell out, span by span, the characters that take two code units."""
        chars = list(self.text)
        for number, (start, end, style, _, white, gaps) in enumerate(met):
            if _SURROGATE.search(self.text, start, end):
                text = raw[2 * start : 2 * end].decode("utf-16-le", "replace")
                if len(text) == end - start:
                    chars[start:end] = text
                else:
                    self.doubled[start] = text.replace("\ufffe", "-").replace("\x02", "-")
                    met[number] = (start, end, style, False, white, gaps)
        self.text = "".join(chars)

    def _mark(self, found: dict[int, str], met: Sequence[_Span]) -> None:
        """Write the glyphs without Unicode into the text, where their font is sound otherwise."""
        if found:
            chars = list(self.text)
            for index, char in in_sound_fonts(found, [span[:3] for span in met]).items():
                chars[index] = char
            self.text = "".join(chars)

    # -- white -----------------------------------------------------------------------------

    def _parted(self, met: Sequence[_Span]) -> list[_Span]:
        """The spans with the white of their spaces, parted where it is wide; blank ones left out."""
        text = self.text
        inner = inner_spaces(text, [span[:2] for span in met])
        places = [place for span, spaces in zip(met, inner, strict=True) if spaces and span[3] for place in spaces]
        rights, lefts = self._edges([at - 1 for at, _ in places], [following for _, following in places])
        done = 0
        parts: list[_Span] = []
        for span, spaces in zip(met, inner, strict=True):
            start, end, style, measured, white, _ = span
            if not spaces or not measured:
                if start in self.doubled or not text[start:end].isspace():
                    parts.append(span)
                continue
            upto, size = done + len(spaces), style.size
            whites = [round(100 * (left - right) / size)
                      for left, right in zip(lefts[done:upto], rights[done:upto], strict=True)]
            gaps = tuple(zip([at - start for at, _ in spaces], whites, strict=True))
            done = upto
            if max(whites) > SPLIT_GAP * 100:
                parts.extend(self._cut(span, gaps))
            else:
                parts.append((start, end, style, measured, white, gaps))
        return parts

    def _cut(self, span: _Span, gaps: _Gaps) -> Iterator[_Span]:
        start, end, style, measured, white, _ = span
        cuts = [offset for offset, gap in gaps if gap > SPLIT_GAP * 100]
        at = 0
        for cut in (*cuts, end - start):
            if self.text[start + at : start + cut].strip():
                yield (start + at, start + cut, style, measured, white or at > 0,
                       tuple([(offset - at, gap) for offset, gap in gaps if at <= offset < cut]))
            at = cut + 1

    def _edges(self, befores: Sequence[int], afters: Sequence[int]) -> tuple[Sequence[float], Sequence[float]]:
        """The right edges of some characters, the left edges of others."""
        boxes = self.probes.loose_boxes([*befores, *afters])
        return boxes[2 : 4 * len(befores) : 4], boxes[4 * len(befores) :: 4]

    def _hidden_white(self, parts: Sequence[_Span]) -> dict[int, list[tuple[int, int]]]:
        """By part, where white stands that the engine took for kerning, and how much, in hundredths of the size."""
        places = [(number, at) for number, at in touching(self.text, parts) if parts[number][3]]
        rights, lefts = self._edges([at - 1 for _, at in places], [at for _, at in places])
        found: dict[int, list[tuple[int, int]]] = {}
        for (number, at), right, left in zip(places, rights, lefts, strict=True):
            white = (left - right) / parts[number][2].size
            if white > HIDDEN_WHITE:
                found.setdefault(number, []).append((at - parts[number][0], round(100 * white)))
        return found

    # -- runs ------------------------------------------------------------------------------

    def _runs(self, parts: Sequence[_Span]) -> list[Run]:
        firsts = [part[0] for part in parts]
        boxes = self.probes.loose_boxes(firsts + [part[1] - 1 for part in parts])
        origins = self.probes.origins(firsts)
        whites = self._hidden_white(parts)
        heights = self._heights(parts, origins[1::2])
        half = 4 * len(parts)
        seen = self._seen_boxes(map(min, boxes[:half:4], boxes[half::4]),
                                map(max, boxes[1:half:4], boxes[half + 1 :: 4]),
                                map(max, boxes[2:half:4], boxes[half + 2 :: 4]),
                                map(min, boxes[3:half:4], boxes[half + 3 :: 4]))
        baselines = [self.top - y for y in origins[1::2]] if self.rotation not in (1, 2, 3) else [
            self._seen(x, y)[1] for x, y in zip(origins[::2], origins[1::2], strict=True)]
        width, height, whole, doubled = self.width, self.height, self.text, self.doubled
        runs: list[Run] = []
        for (start, end, style, _, white, gaps), (x0, y0, x1, y1), baseline, ink in zip(
                parts, seen, baselines, heights, strict=True):
            if (x1 < 0 or y1 < 0 or x0 > width or y0 > height) and not style.invisible:
                style = style._replace(invisible=True)  # outside the visible page
            text = whole[start:end] if start not in doubled else doubled[start]
            runs.append(Run(text, x0, y0, x1, y1, baseline, style, white, ink, gaps))
        for number, added in whites.items():
            runs[number] = with_white(runs[number], added)
        return runs

    def _heights(self, parts: Sequence[_Span], baselines: Sequence[float]) -> list[bytes]:
        """The ink heights of each part; empty where they are not measured."""
        text = self.text
        drawn = [(text[start:end], start, style.size, baseline, style.smallcaps)
                 for (start, end, style, measured, _, _), baseline in zip(parts, baselines, strict=True) if measured]
        heights = iter(ink_heights(drawn, self.probes.tops))
        return [next(heights) if part[3] else b"" for part in parts]

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space as a reader sees it: top left origin, rotation applied."""
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        if self.rotation == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def _seen_boxes(self, *edges: Iterable[float]) -> list[tuple[float, float, float, float]]:
        """Boxes as a reader sees them, of their left, top, right and bottom edges in the page's own space."""
        if self.rotation not in (1, 2, 3):
            x, y = self.left, self.top
            boxes = [(left - x, y - top, right - x, y - bottom)
                     for left, top, right, bottom in zip(*edges, strict=True)]
        else:
            boxes = [(*self._seen(left, top), *self._seen(right, bottom))
                     for left, top, right, bottom in zip(*edges, strict=True)]
        return [box if box[0] <= box[2] and box[1] <= box[3] else
                (min(box[::2]), min(box[1::2]), max(box[::2]), max(box[1::2])) for box in boxes]
