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

_SIZE_MATRIX_COLOUR = Struct("5f8x4I").unpack_from
"""Size, the matrix without its place, red, green, blue, alpha: side by side as C writes them."""

_BLACK = bytes(12) + (255).to_bytes(4, sys.byteorder)
_INT = Struct("i").unpack_from


class StyleReader:
    """Reads styles on one page. Fonts are known by address, and an address holds no longer than its page."""

    def __init__(self, calls: SimpleNamespace, text_page: int, rotation: int, buffer: Buffer) -> None:
        self._calls, self._text_page, self._rotation, self._buffer = calls, c_void_p(text_page), rotation, buffer
        base = buffer.address
        self._size, self._matrix, *self._colour = (c_void_p(base + at) for at in (0, 4, 28, 32, 36, 40))
        self._fonts: dict[int, tuple[str, bool, bool, bool]] = {}
        self._styles: dict[tuple[int | None, int, bool, tuple[float, ...]], Style] = {}

    def style_of(self, item: int, index: int) -> Style:
        """The style of a text object that draws the character `index`; equal ones are one object."""
        calls, pointer = self._calls, c_void_p(item)
        calls.TextObj_GetFontSize(pointer, self._size)
        calls.Text_GetMatrix(self._text_page, index, self._matrix)
        if not calls.PageObj_GetFillColor(pointer, *self._colour):
            self._buffer.bytes[28:44] = _BLACK
        font, mode = calls.TextObj_GetFont(pointer), calls.TextObj_GetTextRenderMode(pointer)
        drawn = _SIZE_MATRIX_COLOUR(self._buffer.bytes)
        marks = calls.PageObj_CountMarks(pointer)
        artifact = marks > 0 and self._is_artifact(item, marks)
        key = (font, mode, artifact, drawn)
        known = self._styles.get(key)
        if known is None:
            known = self._styles[key] = self._made(font or 0, mode, artifact, drawn)
        return known

    def _made(self, font: int, mode: int, artifact: bool, drawn: tuple[float, ...]) -> Style:
        size, a, b, c, d, *colour, alpha = drawn
        scale = math.hypot(c, d) or math.hypot(a, b) or 1.0
        angle = math.degrees(math.atan2(b, a)) - 90.0 * self._rotation
        angle = (angle + 180.0) % 360.0 - 180.0
        angle = 0.0 if abs(angle) < 2.0 else float(round(angle))
        invisible = mode == _INVISIBLE_MODE or alpha == 0 or tuple(colour) == _WHITE
        return Style(*self._font_and(font, round(abs(size) * scale, 2)), angle, invisible, artifact)

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
