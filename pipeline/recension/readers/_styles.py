"""How a text object is drawn: font, size as seen, angle, what is not to be seen."""

from __future__ import annotations

import math
import sys
from ctypes import c_void_p
from struct import Struct
from types import SimpleNamespace

from recension.model import Style
from recension.readers._fonts import ITALIC_FLAG, font_traits
from recension.readers._pdfium import Buffer

_WHITE = (255, 255, 255)
_INVISIBLE_MODE = 3
_ARTIFACT = "Artifact".encode("utf-16-le") + b"\0\0"

_DRAWN = 36
_COLOUR_SIZE_MATRIX = Struct("4I5f").unpack_from
"""Red, green, blue, alpha, size, the matrix without its place: side by side as C writes them."""

_BLACK = bytes(12) + (255).to_bytes(4, sys.byteorder)
_INT = Struct("i").unpack_from


class StyleReader:
    """Reads styles on one page. Fonts are known by address, and an address holds no longer than its page."""

    def __init__(self, calls: SimpleNamespace, text_page: int, rotation: int, buffer: Buffer) -> None:
        self._calls, self._text_page, self._rotation, self._buffer = calls, c_void_p(text_page), rotation, buffer
        base = buffer.address
        self._places = tuple(c_void_p(base + at) for at in (0, 4, 8, 12, 16, 20))
        self._ask = (calls.PageObj_GetFillColor, calls.TextObj_GetFontSize, calls.Text_GetMatrix, calls.TextObj_GetFont,
                     calls.TextObj_GetTextRenderMode, calls.PageObj_CountMarks)
        self._fonts: dict[int, tuple[str, bool, bool, bool]] = {}
        self._styles: dict[tuple[int | None, int, bool, bytes], Style] = {}

    def style_of(self, item: int, index: int) -> Style:
        """The style of a text object that draws the character `index`; equal ones are one object."""
        pointer = c_void_p(item)
        red, green, blue, alpha, size, matrix = self._places
        colour_of, size_of, matrix_of, font_of, mode_of, marks_of = self._ask
        if not colour_of(pointer, red, green, blue, alpha):
            self._buffer.bytes[:16] = _BLACK
        size_of(pointer, size)
        matrix_of(self._text_page, index, matrix)
        drawn = bytes(self._buffer.bytes[:_DRAWN])
        marks = marks_of(pointer)
        key = (font_of(pointer), mode_of(pointer), marks > 0 and self._is_artifact(item, marks), drawn)
        known = self._styles.get(key)
        if known is None:
            known = self._styles[key] = self._made(*key)
        return known

    def _made(self, font: int | None, mode: int, artifact: bool, drawn: bytes) -> Style:
        red, green, blue, alpha, size, a, b, c, d = _COLOUR_SIZE_MATRIX(drawn)
        scale = math.hypot(c, d) or math.hypot(a, b) or 1.0
        angle = math.degrees(math.atan2(b, a)) - 90.0 * self._rotation
        angle = (angle + 180.0) % 360.0 - 180.0
        angle = 0.0 if abs(angle) < 2.0 else float(round(angle))
        invisible = mode == _INVISIBLE_MODE or alpha == 0 or (red, green, blue) == _WHITE
        return Style(*self._font_and(font or 0, round(abs(size) * scale, 2)), angle, invisible, artifact)

    def _font_and(self, font: int, size: float) -> tuple[str, float, bool, bool, bool]:
        name, bold, italic, small = self._font(font)
        return name, size, bold, italic, small

    def _font(self, font: int) -> tuple[str, bool, bool, bool]:
        known = self._fonts.get(font)
        if known is None:
            if not font:
                return "", False, False, False
            calls, buffer = self._calls, self._buffer
            length = calls.Font_GetBaseFontName(font, buffer.address, 512)
            name = bytes(buffer.bytes[: max(0, min(length, 512) - 1)]).decode("utf-8", "replace")
            flags, weight = max(0, calls.Font_GetFlags(font)), calls.Font_GetWeight(font)
            if calls.Font_GetItalicAngle(font, buffer.address) and _INT(buffer.bytes)[0]:
                flags |= ITALIC_FLAG
            known = self._fonts[font] = (name, *font_traits(name, flags, weight))
        return known

    def _is_artifact(self, item: int, marks: int) -> bool:
        calls, buffer = self._calls, self._buffer
        for index in range(marks):
            mark = calls.PageObj_GetMark(item, index)
            if mark and calls.PageObjMark_GetName(mark, buffer.address + 64, 512, buffer.address + 56):
                if buffer.bytes[64 : 64 + len(_ARTIFACT)] == _ARTIFACT:
                    return True
        return False
