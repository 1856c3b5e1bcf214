"""Questions to PDFium about many characters at once: one call a character, and nothing else a character.

A call through ctypes costs several times PDFium's answer, and wrapping each in a method that
unpacks its own result doubles that. So the callers say which characters they need to know
about, page by page, and the answers come as one array, written side by side by C.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from ctypes import c_void_p
from functools import partial
from itertools import repeat
from types import SimpleNamespace

from recension.readers._pdfium import Buffer

_ROOM = 16
"""Bytes of an answer: four floats, or two doubles."""

_MOST = 1024
"""Characters asked about in one go: nearly all pages need no more, and a hostile one takes no more memory."""


class Probes:
    """Asks about characters of one text page after the other; its memory is used again."""

    def __init__(self, calls: SimpleNamespace) -> None:
        self._calls = calls
        self._text_page = c_void_p()
        self._text, self._buffer, self._spare_buffer = Buffer(1 << 13), Buffer(_ROOM * _MOST), Buffer(_ROOM)
        start = self._buffer.address
        self._first = [c_void_p(address) for address in range(start, start + _ROOM * _MOST, _ROOM)]
        self._second = [c_void_p(address) for address in range(start + _ROOM // 2, start + _ROOM * _MOST, _ROOM)]
        self._spare = c_void_p(self._spare_buffer.address)

    def turn_to(self, text_page: int) -> None:
        """What is asked from now on is asked of this text page."""
        self._text_page = c_void_p(text_page)
        self.object_at = partial(self._calls.Text_GetTextObject, self._text_page)

    def code_units(self, count: int) -> tuple[bytes, bool]:
        """The UTF-16 code units of the page, little-endian, and whether PDFium gave one to a character.

        Where it leaves control characters out of the text, the characters are asked for one by
        one, so that every one keeps its place.
        """
        if len(self._text.bytes) < 2 * count + 4:
            self._text = Buffer(4 * count + 4)
        got = self._calls.Text_GetText(self._text_page, 0, count, self._text.address) - 1
        if got == count:
            return bytes(memoryview(self._text.bytes)[: 2 * count]), True
        codes = map(self._calls.Text_GetUnicode, repeat(self._text_page), range(count))
        return b"".join([min(code, 0xFFFF).to_bytes(2, "little") for code in codes]), False

    def unmapped(self, indices: Iterable[int]) -> Iterable[int]:
        """1 for each character whose font has no Unicode for it, else 0."""
        return map(self._calls.Text_HasUnicodeMapError, repeat(self._text_page), indices)

    def loose_boxes(self, indices: Sequence[int]) -> array[float]:
        """Left, top, right, bottom of the advance boxes, in the page's own space."""
        return self._asked("f", self._calls.Text_GetLooseCharBox, indices, self._first)

    def origins(self, indices: Sequence[int]) -> array[float]:
        """x and y of the origins, in the page's own space."""
        return self._asked("d", self._calls.Text_GetCharOrigin, indices, self._first, self._second)

    def tops(self, indices: Sequence[int]) -> array[float]:
        """The upper edges of the ink."""
        spare = repeat(self._spare)
        return self._asked("d", self._calls.Text_GetCharBox, indices, spare, spare, spare, self._first)[::2]

    def _asked(self, kind: str, call: Callable[..., None], indices: Sequence[int],
               *places: Iterable[c_void_p]) -> array[float]:
        """The answers of a call for each of the characters, one after the other."""
        answers: array[float] = array(kind)
        for low in range(0, len(indices), _MOST):
            part = indices[low : low + _MOST]
            deque(map(call, repeat(self._text_page), part, *places), maxlen=0)
            answers.frombytes(memoryview(self._buffer.bytes)[: _ROOM * len(part)])
        return answers
