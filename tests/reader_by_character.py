"""The PDFium reader as it was written first: a call whenever something is asked, a check for every character.

The reference that the quick reader is held against: slow, straightforward, and the same answers.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from struct import Struct
from types import SimpleNamespace

from recension.model import Style
from recension.readers._fonts import ITALIC_FLAG, font_traits
from recension.readers._ink import PRIVATE, SMALL_CAPITAL_DOUBT, TALL, WORD
from recension.readers._pdfium import Buffer, library
from recension.readers._runs import PageOfRuns, Run, with_white
from recension.readers._unmapped import UNMAPPED, UNMAPPED_FONT
from recension.readers._walk import spans_exactly
from recension.readers._white import HIDDEN_WHITE, SPLIT_GAP

NUMERAL_OR_INITIAL = re.compile(r"[ivxlcdm]+(?![^\W\d_])|[^\W\d_]\.")
MIXED = re.compile(r"[^\W\d_]*[a-zß-ÿ][A-ZÀ-ÖØ-Þ]")
BOUNDARY = re.compile(
    r"(?<=[^\s(«])(?=[;:!?»])|(?<=[«])(?=\S)|(?<=[^\W\d_])(?=\d\d)|(?<=[,;:])(?=[^\W\d_])|(?<=[.!?])(?=[A-ZÀ-ÖØ-Þ])")

_WHITE = 0xFFFFFF
_FLOATS4, _FLOATS8, _FLOATS6 = Struct("4f"), Struct("8f"), Struct("6f")
_DOUBLES4, _DOUBLES2 = Struct("4d"), Struct("2d")
_COLOUR = Struct("4I")


_DECLARED: dict[str, tuple[object, int, int]] = {
    "Text_GetUnicode": (ctypes.c_uint, 1, 0), "Text_HasUnicodeMapError": (ctypes.c_int, 1, 0),
    "Text_GetTextObject": (ctypes.c_void_p, 1, 0), "Text_GetLooseCharBox": (ctypes.c_int, 1, 1),
    "Text_GetCharBox": (ctypes.c_int, 1, 4), "Text_GetMatrix": (ctypes.c_int, 1, 1),
    "Text_GetCharOrigin": (ctypes.c_int, 1, 2), "TextObj_GetFontSize": (ctypes.c_int, 0, 1),
    "TextObj_GetFont": (ctypes.c_void_p, 0, 0), "TextObj_GetTextRenderMode": (ctypes.c_int, 0, 0),
    "PageObj_GetFillColor": (ctypes.c_int, 0, 4), "PageObj_CountMarks": (ctypes.c_int, 0, 0),
}
"""Result, whether an index follows the handle, and how many pointers follow that."""


def _declared() -> SimpleNamespace:
    """PDFium's functions with every argument declared, unlike the reader's own."""
    known = library()
    loaded = ctypes.PyDLL(known.path)
    calls = SimpleNamespace(**vars(known))
    for name, (result, index, pointers) in _DECLARED.items():
        call = loaded["FPDF" + name]
        call.restype = result
        call.argtypes = (ctypes.c_void_p, *[ctypes.c_int] * index, *[ctypes.c_void_p] * pointers)
        setattr(calls, name, call)
    return calls


def read_runs(data: bytes) -> Iterator[PageOfRuns]:
    """The runs of every page."""
    calls = _declared()
    memory = ctypes.create_string_buffer(data, len(data))
    document = calls.LoadMemDocument64(ctypes.addressof(memory), len(data), None)
    for number in range(calls.GetPageCount(document)):
        page = calls.LoadPage(document, number)
        text_page = calls.Text_LoadPage(page)
        yield SlowPage(calls, page, text_page).read()
        calls.Text_ClosePage(text_page)
        calls.ClosePage(page)
    calls.CloseDocument(document)


def _to_mark(unmapped: dict[int, str], met: list[tuple[int, int, Style, bool]]) -> dict[int, str]:
    """Those unmapped characters whose font is sound otherwise."""
    total: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for start, end, style, _ in met:
        total[style.font] += end - start
        lacking[style.font] += sum(index in unmapped for index in range(start, end))
    sound = {font for font in lacking if lacking[font] <= UNMAPPED_FONT * total[font]}
    return {index: unmapped[index] for start, end, style, _ in met if style.font in sound
            for index in range(start, end) if index in unmapped}


class SlowPage:
    """Reads one page; lives as long as its handles."""

    def __init__(self, calls: SimpleNamespace, page: int, text_page: int) -> None:
        self.calls, self.text_page = calls, text_page
        self.buffer = Buffer(1024)
        self.fonts: dict[int, tuple[str, bool, bool, bool]] = {}
        self.rotation = calls.Page_GetRotation(page)
        self.width, self.height = calls.GetPageWidthF(page), calls.GetPageHeightF(page)
        calls.GetPageBoundingBox(page, self.buffer.address)
        left, top, right, bottom = _FLOATS4.unpack_from(self.buffer.bytes)
        self.left, self.top, self.right, self.bottom = left, max(top, bottom), right, min(top, bottom)

    def read(self) -> PageOfRuns:
        calls, text_page = self.calls, self.text_page
        count = calls.Text_CountChars(text_page)
        if count <= 0:
            return PageOfRuns(self.width, self.height, ())
        memory = ctypes.create_string_buffer(2 * count + 4)
        got = calls.Text_GetText(text_page, 0, count, ctypes.addressof(memory)) - 1
        raw = memory.raw[: 2 * count]
        if got != count:
            codes = [calls.Text_GetUnicode(text_page, index) for index in range(count)]
            raw = b"".join(min(code, 0xFFFF).to_bytes(2, "little") for code in codes)
        units = "".join(chr(int.from_bytes(raw[at : at + 2], "little")) for at in range(0, 2 * count, 2))
        unmapped = self._unmapped(count, raw)
        met: list[tuple[int, int, Style, bool]] = []
        last: int = 0
        style: Style | None = None
        for item, start, end, white in spans_exactly(lambda index: calls.Text_GetTextObject(text_page, index), units):
            if item != last or style is None:
                last, style = item, self._style(item, start)
            met.append((start, end, style, white == " "))
        marks = _to_mark(unmapped, met) if unmapped else {}
        runs: list[Run] = []
        for start, end, drawn, spaced in met:
            text = raw[2 * start : 2 * end].decode("utf-16-le", "replace")
            if marks and len(text) == end - start and any(start <= index < end for index in marks):
                text = "".join(marks.get(start + at, char) for at, char in enumerate(text))
            runs.extend(self._runs(text, start, end, drawn, spaced))
        return PageOfRuns(self.width, self.height, runs)

    def _unmapped(self, count: int, raw: bytes) -> dict[int, str]:
        """Characters whose font has no Unicode for them, by index; hyphens at line ends are none."""
        found = {}
        for index in range(count):
            if self.calls.Text_HasUnicodeMapError(self.text_page, index) == 1:
                code = int.from_bytes(raw[2 * index : 2 * index + 2], "little")
                if code not in (0x02, 0x20, 0x2D, 0xAD, 0xFFFE):
                    found[index] = chr(UNMAPPED + code)
        return found

    def _style(self, item: int, index: int) -> Style:
        calls, buffer = self.calls, self.buffer
        base = buffer.address
        calls.TextObj_GetFontSize(item, base)
        calls.Text_GetMatrix(self.text_page, index, base + 4)
        a, b, c, d, _, _ = _FLOATS6.unpack_from(buffer.bytes, 4)
        (size,) = Struct("f").unpack_from(buffer.bytes)
        scale = math.hypot(c, d) or math.hypot(a, b) or 1.0
        angle = math.degrees(math.atan2(b, a)) - 90.0 * self.rotation
        angle = (angle + 180.0) % 360.0 - 180.0
        angle = 0.0 if abs(angle) < 2.0 else float(round(angle))
        calls.PageObj_GetFillColor(item, base, base + 4, base + 8, base + 12)
        red, green, blue, alpha = _COLOUR.unpack_from(buffer.bytes)
        invisible = (calls.TextObj_GetTextRenderMode(item) == 3 or alpha == 0
                     or (red << 16 | green << 8 | blue) == _WHITE)
        name, bold, italic, small = self._font(calls.TextObj_GetFont(item))
        marks = calls.PageObj_CountMarks(item)
        artifact = marks > 0 and self._is_artifact(item, marks)
        return Style(name, round(abs(size) * scale, 2), bold, italic, small, angle, invisible, artifact)

    def _font(self, font: int) -> tuple[str, bool, bool, bool]:
        known = self.fonts.get(font)
        if known is None:
            if not font:
                return "", False, False, False
            calls, buffer = self.calls, self.buffer
            length = calls.Font_GetBaseFontName(font, buffer.address, 512)
            name = bytes(buffer.bytes[: max(0, min(length, 512) - 1)]).decode("utf-8", "replace")
            flags, weight = max(0, calls.Font_GetFlags(font)), calls.Font_GetWeight(font)
            if calls.Font_GetItalicAngle(font, buffer.address) and Struct("i").unpack_from(buffer.bytes)[0]:
                flags |= ITALIC_FLAG
            known = (name, *font_traits(name, flags, weight))
            self.fonts[font] = known
        return known

    def _is_artifact(self, item: int, marks: int) -> bool:
        calls, buffer = self.calls, self.buffer
        wanted = "Artifact".encode("utf-16-le") + b"\0\0"
        for index in range(marks):
            mark = calls.PageObj_GetMark(item, index)
            if mark and calls.PageObjMark_GetName(mark, buffer.address + 16, 512, buffer.address):
                if bytes(buffer.bytes[16 : 16 + len(wanted)]) == wanted:
                    return True
        return False

    def _runs(self, text: str, start: int, end: int, style: Style, white: bool) -> Iterator[Run]:
        """One run, or several where wide white parts it."""
        aligned = len(text) == end - start  # not so where a character takes two code units
        gaps = self._gaps(text, start, style) if aligned and " " in text.strip() else ()
        cuts = [offset for offset, gap in gaps if gap > SPLIT_GAP * 100]
        at = 0
        for cut in (*cuts, len(text)):
            part = text[at:cut]
            if part.strip():
                yield self._run(part, start + at, start + cut if aligned else end, style, white or at > 0,
                                tuple((offset - at, gap) for offset, gap in gaps if at <= offset < cut))
            at = cut + 1

    def _run(self, text: str, start: int, end: int, style: Style, white: bool,
             gaps: tuple[tuple[int, int], ...]) -> Run:
        calls, buffer = self.calls, self.buffer
        base = buffer.address
        calls.Text_GetLooseCharBox(self.text_page, start, base)
        calls.Text_GetLooseCharBox(self.text_page, end - 1, base + 16)
        l1, t1, r1, b1, l2, t2, r2, b2 = _FLOATS8.unpack_from(buffer.bytes)
        calls.Text_GetCharOrigin(self.text_page, start, base + 32, base + 40)
        x, y = _DOUBLES2.unpack_from(buffer.bytes, 32)
        x0, y0, x1, y1 = self._seen_box(min(l1, l2), max(t1, t2), max(r1, r2), min(b1, b2))
        _, baseline = self._seen(x, y)
        heights = self._heights(text, start, style, y) if style.angle == 0.0 and end - start == len(text) else b""
        if (x1 < 0 or y1 < 0 or x0 > self.width or y0 > self.height) and not style.invisible:
            style = style._replace(invisible=True)  # outside the visible page
        clean = text.replace("\ufffe", "-").replace("\x02", "-")
        run = Run(clean, x0, y0, x1, y1, baseline, style, white, heights, gaps)
        return with_white(run, self._hidden_white(text, start, style)) if end - start == len(text) else run

    def _hidden_white(self, text: str, start: int, style: Style) -> list[tuple[int, int]]:
        """Where white stands that the engine took for kerning, and how much, in hundredths of the size."""
        if style.angle or style.size <= 0 or self.rotation:
            return []
        found = []
        for boundary in BOUNDARY.finditer(text, 1):
            at = boundary.start()
            white = self._white(start + at - 1, start + at) / style.size
            if white > HIDDEN_WHITE:
                found.append((at, round(100 * white)))
        return found

    def _white(self, before: int, after: int) -> float:
        """Points between the advance of one character and the origin of another."""
        base = self.buffer.address
        self.calls.Text_GetLooseCharBox(self.text_page, before, base)
        self.calls.Text_GetLooseCharBox(self.text_page, after, base + 16)
        _, _, right, _, left, _, _, _ = _FLOATS8.unpack_from(self.buffer.bytes)
        return float(left - right)

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space as a reader sees it: top left origin, rotation applied."""
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        if self.rotation == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def _seen_box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        x0, y0 = self._seen(left, top)
        x1, y1 = self._seen(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _gaps(self, text: str, start: int, style: Style) -> tuple[tuple[int, int], ...]:
        """The white of every inner space, in hundredths of the size. Upright text of a known size only."""
        if style.angle or style.size <= 0 or self.rotation:
            return ()
        found = []
        at = text.find(" ", 1)
        while 0 < at < len(text) - 1:
            following = at + 1
            while following < len(text) - 1 and text[following] == " ":
                following += 1
            found.append((at, round(100 * self._white(start + at - 1, start + following) / style.size)))
            at = text.find(" ", following)
        return tuple(found)

    def _heights(self, text: str, start: int, style: Style, baseline: float) -> bytes:
        """Ink above the baseline: of a tall letter or two a word, of every letter where case is in doubt."""
        if style.size <= 0 or self.rotation:
            return b""
        heights = bytearray(len(text))

        def probe(at: int) -> int:
            if not heights[at]:
                heights[at] = self._height(start + at, style.size, baseline)
            return heights[at]

        doubtful = style.smallcaps
        for word in WORD.finditer(text):
            tall = TALL.search(text, word.start(), word.end())
            doubt = bool(doubtful or MIXED.match(word[0]) or NUMERAL_OR_INITIAL.match(text, word.start()))
            if tall is not None:
                low = 0 < probe(tall.start()) < SMALL_CAPITAL_DOUBT * 100
                if len(word[0]) > 1 and word[0].isupper():  # a true capital may lead small ones
                    low = 0 < probe(word.end() - 1) < SMALL_CAPITAL_DOUBT * 100 or low
                doubtful = doubtful or low
            if doubt or doubtful:
                for at in range(word.start(), word.end()):
                    probe(at)
        if doubtful:  # the words before the first doubtful one, and those without a tall letter
            for word in WORD.finditer(text):
                for at in range(word.start(), word.end()):
                    probe(at)
        for private in PRIVATE.finditer(text):
            probe(private.start())
        return bytes(heights)

    def _height(self, index: int, size: float, baseline: float) -> int:
        base = self.buffer.address
        if not self.calls.Text_GetCharBox(self.text_page, index, base, base + 8, base + 16, base + 24):
            return 0
        top: float = _DOUBLES4.unpack_from(self.buffer.bytes)[3]
        return max(0, min(255, round(100 * (top - baseline) / size)))
