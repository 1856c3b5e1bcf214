"""A saved source: a document as it was read, in a file of its own, so that it is read once and cleaned often.

The form: a mark that no text and no line-end conversion survives (as in PNG), the length of a
JSON header, the header, and the columns of the source and of its lines, each packed by zlib
one after the other. Numbers are little-endian; what only grows is told by its steps. Cleaning
a saved source gives the same bytes as cleaning the file it was made from.

A file may come from a stranger. Nothing in it is executed; every count, range and length is
checked before it is used, no more is unpacked than the header owns up to, and at last the law
itself: each visible glyph on one line. Whatever is wrong is an UnreadableInput that names the file.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import isfinite
from operator import sub
from typing import Any

from recension.errors import LawBroken, UnreadableInput, UsageError
from recension.model import Box, Document, Layer, Line, Page, Source, Style, Text
from recension.model.laws import check_source
from recension.readers._kinds import SAVED_MARK
from recension.readers._selection import only

FORM = 1
"""Raised when the form changes. A file of another form is refused, with what to do."""

LARGEST = 1 << 31
"""Bytes of all columns together: a book of 20,000 pages has a tenth of it."""

LARGEST_HEADER = 1 << 26
MOST_PAGES = 1_000_000

COLUMNS: Mapping[str, str] = {
    "chars": "B", "page_starts": "i", "run_starts": "i", "run_boxes": "f", "run_baselines": "f", "run_styles": "i",
    "heights": "B", "gaps": "h", "line_counts": "i", "line_starts": "i", "line_lengths": "i", "line_marks": "B",
    "line_boxes": "d", "line_baselines": "d", "line_styles": "i", "line_columns": "h"}
"""The columns in the order of the file, and the type of their numbers (as `array` names it)."""

STEPS = frozenset({"page_starts", "run_starts", "line_starts"})
BOXED, STYLED = 1, 2
"""Bits of `line_marks`: the line has a box; it has a style."""

_LENGTH = struct.Struct("<I")
_FAULTS = (ValueError, TypeError, KeyError, IndexError, OverflowError, ArithmeticError, RecursionError, MemoryError,
           struct.error, zlib.error)


def saved(document: Document, doubts: Iterable[str] = ()) -> bytes:
    """A document as it was read, as the bytes of a file; `doubts` are told again whenever it is cleaned.

    Raises UsageError for a document that a stage has worked on.
    """
    source = document.source
    lines = [line for page in document.pages for line in page.lines]
    starts = [line.text.origin[0] if len(line.text) else 0 for line in lines]
    if document.blocks or document.notes or not all(
            line.layer is Layer.BODY and line.note is None and source.chars.startswith(line.chars, start)
            and line.text.origin == array("i", range(start, start + len(line.text)))
            for line, start in zip(lines, starts, strict=True)):
        raise UsageError(f"{source.name}: only a document as it was read can be saved, not what a stage has made of it")
    styles = {style: number for number, style in enumerate(source.styles)}
    columns: dict[str, Sequence[Any]] = {
        "chars": source.chars.encode("utf-8", "surrogatepass"), "page_starts": source.page_starts,
        "run_starts": source.run_starts, "run_boxes": source.run_boxes, "run_baselines": source.run_baselines,
        "run_styles": source.run_styles, "heights": source.heights, "gaps": source.gaps,
        "line_counts": [len(page.lines) for page in document.pages], "line_starts": starts,
        "line_lengths": [len(line.text) for line in lines],
        "line_marks": [BOXED * (line.box is not None) + STYLED * (line.style is not None) for line in lines],
        "line_boxes": [side for line in lines if line.box is not None for side in line.box],
        "line_baselines": [line.baseline for line in lines],
        "line_styles": [styles.setdefault(line.style, len(styles)) for line in lines if line.style is not None],
        "line_columns": [line.column for line in lines]}
    packed = {name: _packed(columns[name], kind, name in STEPS) for name, kind in COLUMNS.items()}
    payload = b"".join(packed.values())
    header = {
        "form": FORM, "name": source.name, "digest": source.digest, "language": source.language,
        "doubts": list(doubts), "glyphs": len(source.chars), "own_styles": len(source.styles),
        "styles": [list(style) for style in styles], "sizes": [list(size) for size in source.page_sizes],
        "pages": [[page.number, page.label, page.width, page.height] for page in document.pages],
        "columns": [[name, len(columns[name]), len(packed[name])] for name in COLUMNS],
        "payload": hashlib.sha256(payload).hexdigest()}
    told = json.dumps(header, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    return SAVED_MARK + _LENGTH.pack(len(told)) + told + payload


def read(data: bytes, name: str, pages: Collection[int] | None = None) -> Document:
    """Read a saved source, whole or these pages of it (by their number in the file it was made from).

    Raises UnreadableInput for a file that is damaged, or not what it says.
    """
    header, payload = _header(data, name)
    try:
        document = _document(header, _columns(header, payload))
        check_source(document)
    except (*_FAULTS, LawBroken) as error:
        raise _damaged(name, error) from error
    return document if pages is None else only(document, pages)


def doubts_of(data: bytes, name: str) -> tuple[str, ...]:
    """What was in doubt when the source was saved."""
    return tuple(_header(data, name)[0]["doubts"])


def _packed(column: Sequence[Any], kind: str, in_steps: bool) -> bytes:
    values = array(kind, column)
    if in_steps:
        values = array(kind, [*values[:1], *map(sub, values[1:], values)])
    if sys.byteorder == "big":
        values.byteswap()
    return zlib.compress(values.tobytes(), 6)


def _header(data: bytes, name: str) -> tuple[Mapping[str, Any], memoryview]:
    """The header, its own parts checked, and what comes after it."""
    try:
        begin = len(SAVED_MARK) + _LENGTH.size
        (length,) = _LENGTH.unpack_from(data, len(SAVED_MARK))
        _must(length <= min(LARGEST_HEADER, len(data) - begin), "its header is cut short")
        header = json.loads(data[begin : begin + length])
        _must(isinstance(header, dict), "its header is no table")
        if header["form"] != FORM:
            raise UnreadableInput(f"{name}: this saved source has the form {str(header['form'])[:20]}, and this "
                                  f"recension knows the form {FORM}; save it anew (recension extract).")
        for key in ("name", "digest", "language", "payload"):
            _must(isinstance(header[key], str), f"{key} is no text")
        _must(isinstance(header["doubts"], list) and all(isinstance(one, str) for one in header["doubts"]),
              "its doubts are no texts")
        payload = memoryview(data)[begin + length :]
        _must(hashlib.sha256(payload).hexdigest() == header["payload"], "its content is not what was written")
        return header, payload
    except _FAULTS as error:
        raise _damaged(name, error) from error


def _columns(header: Mapping[str, Any], payload: memoryview) -> dict[str, array[Any]]:
    told = [tuple(entry) for entry in header["columns"]]
    _must([entry[0] for entry in told] == list(COLUMNS), "it has other columns")
    _must(all(len(entry) == 3 and _is_count(entry[1]) and _is_count(entry[2]) for entry in told), "a count is none")
    _must(sum(count * array(COLUMNS[name]).itemsize for name, count, _ in told) <= LARGEST, "it is too large")
    _must(sum(size for _, _, size in told) == len(payload), "its parts do not add up")
    columns: dict[str, array[Any]] = {}
    at = 0
    for name, count, size in told:
        values = array(COLUMNS[name])
        wanted = count * values.itemsize
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(payload[at : at + size], wanted + 1)
        _must(len(data) == wanted and unpacking.eof and not unpacking.unused_data, f"{name} has another length")
        values.frombytes(data)
        if sys.byteorder == "big":
            values.byteswap()
        columns[name] = array(values.typecode, accumulate(values)) if name in STEPS else values
        at += size
    return columns


def _document(header: Mapping[str, Any], columns: Mapping[str, array[Any]]) -> Document:
    chars = columns["chars"].tobytes().decode("utf-8", "surrogatepass")
    glyphs, runs = len(chars), len(columns["run_styles"])
    styles = tuple(_style(entry) for entry in header["styles"])
    own = header["own_styles"]
    pages = [_numbers(entry, 4) for entry in header["pages"]]
    _must(glyphs == header["glyphs"], "it has another number of glyphs")
    _must(_is_count(own) and own <= len(styles), "it has fewer styles than it says")
    _must(0 < len(pages) <= MOST_PAGES, "it has no pages, or more than a file can have")
    _must(_grows(columns["page_starts"], glyphs) and len(columns["page_starts"]) == len(pages) + 1, "pages overlap")
    _must(len(columns["run_starts"]) == runs + 1 and (
        _grows(columns["run_starts"], glyphs) if runs else list(columns["run_starts"]) in ([0], [glyphs])),
        "runs overlap")
    _must(len(columns["run_boxes"]) == 4 * runs and len(columns["run_baselines"]) == runs, "runs lack their places")
    _must(all(0 <= style < own for style in columns["run_styles"]), "a run has a style that there is not")
    _must(all(len(columns[name]) in (0, glyphs) for name in ("heights", "gaps")), "glyphs lack their heights or gaps")
    _must(all(all(map(isfinite, columns[name])) for name, kind in COLUMNS.items() if kind in "fd"), "a place is none")
    source = Source(
        header["name"], header["digest"], chars, columns["page_starts"],
        tuple(_size(entry) for entry in header["sizes"]), columns["run_starts"], columns["run_boxes"],
        columns["run_baselines"], columns["run_styles"], styles[:own], columns["heights"].tobytes(), columns["gaps"],
        header["language"])
    _must(len(source.page_sizes) in (0, len(pages)), "pages lack their sizes")
    _must(all(before[0] < after[0] for before, after in zip(pages, pages[1:], strict=False)) and pages[0][0] > 0,
          "pages are out of order")
    lines = list(_lines(source, styles, columns))
    counts = columns["line_counts"]
    _must(len(counts) == len(pages) and min(counts) >= 0 and sum(counts) == len(lines), "lines do not add up")
    made, at = [], 0
    for (number, label, width, height), count in zip(pages, counts, strict=True):
        made.append(Page(number, tuple(lines[at : at + count]), label, width, height))
        at += count
    for place, page in enumerate(made):
        low, high = source.page_starts[place : place + 2]
        _must(all(not len(line.text) or low <= line.text.origin[0] < line.text.origin[0] + len(line.text) <= high
                  for line in page.lines), "a line stands on another page")
    return Document(source, tuple(made))


def _lines(source: Source, styles: Sequence[Style], columns: Mapping[str, array[Any]]) -> Iterator[Line]:
    starts, lengths, marks = columns["line_starts"], columns["line_lengths"], columns["line_marks"]
    _must(len(starts) == len(lengths) == len(marks) == len(columns["line_baselines"]) == len(columns["line_columns"]),
          "lines lack something")
    boxed, styled = sum(mark & BOXED for mark in marks), sum(mark & STYLED for mark in marks) // STYLED
    _must(len(columns["line_boxes"]) == 4 * boxed and len(columns["line_styles"]) == styled, "lines lack something")
    _must(all(0 <= start <= start + length <= len(source.chars)
              for start, length in zip(starts, lengths, strict=True)), "a line stands outside the text")
    _must(sum(lengths) <= len(source.chars), "lines overlap")
    _must(all(0 <= style < len(styles) for style in columns["line_styles"]), "a line has a style that there is not")
    sides, drawn = iter(columns["line_boxes"]), iter(columns["line_styles"])
    for start, length, mark, baseline, column in zip(
            starts, lengths, marks, columns["line_baselines"], columns["line_columns"], strict=True):
        box = Box(next(sides), next(sides), next(sides), next(sides)) if mark & BOXED else None
        style = styles[next(drawn)] if mark & STYLED else None
        yield Line(Text.of(source.chars[start : start + length], start), box=box, baseline=baseline, style=style,
                   column=column)


def _style(entry: Any) -> Style:
    """A style; each of its fields is of the type that it has in any other."""
    model: Sequence[Any] = Style("", 0.0)
    _must(isinstance(entry, list) and len(entry) == len(model), "a style is none")
    _must(all(_is_number(value) if isinstance(usual, float) else type(value) is type(usual)
              for value, usual in zip(entry, model, strict=True)), "a style is none")
    fields: list[Any] = [float(value) if isinstance(usual, float) else value
                         for value, usual in zip(entry, model, strict=True)]
    return Style(*fields)


def _numbers(entry: Any, count: int) -> tuple[int, str, float, float]:
    number, label, width, height = entry
    _must(_is_count(number) and isinstance(label, str) and _is_number(width) and _is_number(height), "a page is none")
    return number, label, float(width), float(height)


def _size(entry: Any) -> tuple[float, float]:
    width, height = entry
    _must(_is_number(width) and _is_number(height), "a page's size is none")
    return float(width), float(height)


def _grows(starts: array[int], end: int) -> bool:
    """From 0 to the end, never back."""
    return len(starts) > 0 and starts[0] == 0 and starts[-1] == end and all(
        before <= after for before, after in zip(starts, starts[1:], strict=False))


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 31


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and isfinite(value)  # type: ignore[arg-type]


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _damaged(name: str, error: Exception) -> UnreadableInput:
    said = " ".join(str(error).split())[:120] or type(error).__name__
    return UnreadableInput(f"{name}: this saved source is damaged, or was not written by recension ({said}). "
                           "Make it anew from the original (recension extract).")
