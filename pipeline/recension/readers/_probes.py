"""Questions to PDFium about many characters at once: one call a character, and nothing else a character.

A call through ctypes costs several times PDFium's answer, and wrapping each in a method that
unpacks its own result doubles that. So the callers say which characters they need to know
about, page by page, and the answers come as one array, written side by side by C.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from ctypes import c_void_p
from functools import partial
from itertools import repeat
from types import SimpleNamespace

from recension.readers._pdfium import Buffer

_ROOM = 16
"""Bytes of an answer: four floats, or two doubles."""


class Probes:
    """Asks about characters of one text page after the other; its memory is used again."""

    def __init__(self, calls: SimpleNamespace) -> None:
        self._calls = calls
        self._text_page = c_void_p()
        self._first: list[c_void_p] = []
        self._text = Buffer(1 << 13)
        self._make_room(256)

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
        self._make_room(len(indices))
        deque(map(self._calls.Text_GetLooseCharBox, repeat(self._text_page), indices, self._first), maxlen=0)
        return self._answers("f", 4 * len(indices))

    def origins(self, indices: Sequence[int]) -> array[float]:
        """x and y of the origins, in the page's own space."""
        self._make_room(len(indices))
        deque(map(self._calls.Text_GetCharOrigin, repeat(self._text_page), indices, self._first, self._second),
              maxlen=0)
        return self._answers("d", 2 * len(indices))

    def tops(self, indices: Sequence[int]) -> array[float]:
        """The upper edges of the ink."""
        self._make_room(len(indices))
        spare = repeat(self._spare)
        deque(map(self._calls.Text_GetCharBox, repeat(self._text_page), indices, spare, spare, spare, self._first),
              maxlen=0)
        return self._answers("d", 2 * len(indices))[::2]

    def _make_room(self, count: int) -> None:
        """Memory for so many answers, and the addresses of their first and second halves."""
        if count <= len(self._first):
            return
        self._buffer = Buffer(2 * _ROOM * count)
        start, end = self._buffer.address, self._buffer.address + 2 * _ROOM * count
        self._first = [c_void_p(address) for address in range(start, end, _ROOM)]
        self._second = [c_void_p(address) for address in range(start + _ROOM // 2, end, _ROOM)]
        self._spare_buffer = Buffer(_ROOM)
        self._spare = c_void_p(self._spare_buffer.address)

    def _answers(self, kind: str, count: int) -> array[float]:
        answers: array[float] = array(kind)
        answers.frombytes(memoryview(self._buffer.bytes)[: answers.itemsize * count])
        return answers
