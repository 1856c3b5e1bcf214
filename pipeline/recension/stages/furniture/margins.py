"""What printers put around the text besides head and folio: line numbers, signatures, catchwords.

All three are told by a sequence, never by looks: line numbers step evenly down the margin,
signatures step with the sheets of the book, a catchword is the word that the next page
begins with, on page after page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from recension.model import Box, Document, Line, Page
from recension.stages._rotated import letters_of, main_angle
from recension.stages.furniture.sheets import LAYERS, Row, Sheet
from recension.stages.furniture.weights import Options, Verdict

_LINE_NUMBER = regex.compile(r"\p{L}{0,2}(\d{1,3})\p{L}?")
_SIGNATURE = regex.compile(r"(?P<name>.*?)\s*(?P<number>\d{1,3})\s*(?P<star>[*†]?)")
_LETTERED = regex.compile(r"(?P<letter>[A-Z])\s?(?P<leaf>\d|ij|iij|iv|v)?[.,]?")
_ALPHABET = "ABCDEFGHIKLMNOPQRSTVXYZ"
"""The printers' alphabet: 23 letters, no J, U or W."""
_SHEETS = (16, 8, 12, 24, 32, 4, 6)
"""Pages to a printed sheet, the usual ones first."""
_LEAVES = {"ij": 2, "iij": 3, "iv": 4, "v": 5}


def line_numbers(document: Document, options: Options) -> Iterator[tuple[Line, str]]:
    """Numbers of lines in the margin, each with what tells it."""
    if document.source.has_geometry:
        columns = [column for page in document.pages for column in _columns(page, options)]
        sure = Counter(column.numbers for column in columns if column.outside)
        taken: set[int] = set()
        for column in columns:
            if not column.outside and sure[column.numbers] < options.same_columns:
                continue
            for line in column.lines:
                if id(line) not in taken:
                    taken.add(id(line))
                    yield line, f"{len(column.lines)} numbers that step evenly down the margin"
        return
    found = [run for page in document.pages for run in _counted(page, options)]
    starts = Counter(start for start, _ in found)
    for start, lines in found:
        if starts[start] >= max(3, len(document.pages) // 4):
            for line in lines:
                yield line, f"{len(lines)} numbers in a row from {start}, and the same on {starts[start]} pages"


def signatures(found: Sequence[Sheet], options: Options) -> list[Verdict]:
    """Sheet signatures at the foot: names with a number, or letters, that step with the sheets."""
    feet = [row for sheet in found for row in sheet.rows[-2:]]
    groups: dict[str, list[tuple[Row, int]]] = defaultdict(list)
    for row in feet:
        numbered = _SIGNATURE.fullmatch(row.text)
        if numbered and len(numbered["name"]) <= 40:
            groups[f"{letters_of(numbered['name'])} {numbered['star']}"].append((row, int(numbered["number"])))
        lettered = _LETTERED.fullmatch(row.text)
        if lettered and lettered["letter"] in _ALPHABET:
            leaf = lettered["leaf"] or "1"
            groups[f"letters {leaf}"].append((row, _ALPHABET.index(lettered["letter"])))
    verdicts: list[Verdict] = []
    for members in groups.values():
        verdicts.extend(_in_step(members, options))
    return verdicts


def catchwords(found: Sequence[Sheet], options: Options) -> list[Verdict]:
    """Last rows of one word that the next page begins with."""
    verdicts: list[Verdict] = []
    for sheet, following in zip(found, found[1:], strict=False):
        if not sheet.rows or not following.rows or following.number != sheet.number + 1:
            continue
        row, first = sheet.rows[-1], following.rows[0]
        if len(row.text.split()) <= 2 and len(row.key) >= 2 and first.key.startswith(row.key) and first.key != row.key:
            verdicts.append(Verdict(row, "catchword", options.head, (
                f"the next page begins with {first.text[:len(row.text) + 12]!r}",), True, edge="bottom"))
    return verdicts if len(verdicts) >= options.catchwords else []


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers that step evenly down a page, one above the other."""

    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    outside: bool
    """They stand beside the text of their page, not in it."""


def _columns(page: Page, options: Options) -> Iterator[Column]:
    if main_angle(page) != 0.0:
        return
    columns: dict[tuple[int, bool], list[tuple[Line, Box, int]]] = defaultdict(list)
    text: list[Box] = []
    for line in page.lines:
        if line.layer not in LAYERS or line.box is None or line.style is None or abs(line.style.angle) >= 1:
            continue
        printed = line.chars.strip()
        number = _LINE_NUMBER.fullmatch(printed) if len(printed) <= 6 else None
        if number:
            for place, left in ((line.box.x0, True), (line.box.x1, False)):
                columns[round(place / 4), left].append((line, line.box, int(number[1])))
        elif len(line.text) > 12 and not line.style.invisible:
            text.append(line.box)
    low, high = len(text) // 10, len(text) - 1 - len(text) // 10
    left_edge = sorted(box.x0 for box in text)[low] if text else 0.0
    right_edge = sorted(box.x1 for box in text)[high] if text else 0.0
    for column in sorted(columns, key=lambda key: (-len(columns[key]), key)):
        members = sorted(columns[column], key=lambda item: item[0].baseline)
        if len(members) >= options.numbered_lines and _steps_evenly(members):
            outside = bool(text) and not any(box.x1 > left_edge and box.x0 < right_edge for _, box, _ in members)
            yield Column(tuple(item[0] for item in members), tuple(item[2] for item in members), outside)


def _steps_evenly(members: Sequence[tuple[Line, Box, int]]) -> bool:
    """One step in number and one in height for nearly all, as lines have and paragraphs have not."""
    steps = Counter(later[2] - earlier[2] for earlier, later in zip(members, members[1:], strict=False))
    heights = Counter(round((later[0].baseline - earlier[0].baseline) / 2)
                      for earlier, later in zip(members, members[1:], strict=False))
    step, often = steps.most_common(1)[0]
    height, _ = heights.most_common(1)[0]
    near = sum(count for other, count in heights.items() if abs(other - height) <= 1)
    return step > 0 and often >= 0.75 * (len(members) - 1) and near >= 0.75 * (len(members) - 1)


def _counted(page: Page, options: Options) -> Iterator[tuple[int, list[Line]]]:
    """Runs of printed lines that are nothing but numbers, each one more than the last."""
    held: list[Line] = []
    start = 0
    for line in (*page.lines, None):
        if line is not None and (line.is_blank or line.layer not in LAYERS):
            continue
        number = _LINE_NUMBER.fullmatch(line.chars.strip()) if line is not None else None
        if number and held and int(number[1]) == start + len(held) and line is not None:
            held.append(line)
            continue
        if len(held) >= 3 * options.numbered_lines:
            yield start, held
        held, start = ([line], int(number[1])) if number and line is not None else ([], 0)


def _in_step(members: Sequence[tuple[Row, int]], options: Options) -> list[Verdict]:
    """Those whose number steps with the sheets, for the sheet size that most of them keep."""
    best: list[tuple[Row, int]] = []
    size = 0
    for pages in _SHEETS:
        places: dict[int, list[tuple[Row, int]]] = defaultdict(list)
        for row, number in members:
            places[row.sheet.number - pages * number].append((row, number))
        largest = max(places.values(), key=lambda group: len({number for _, number in group}), default=[])
        if len({number for _, number in largest}) > len({number for _, number in best}):
            best, size = largest, pages
    if len({number for _, number in best}) < options.signatures:
        return []
    return [Verdict(row, "signature", options.head, (
        f"{len(best)} signatures step with sheets of {size} pages",), True, edge="bottom") for row, _ in best]
