"""What the readers of OCR results have in common: printed lines of words with boxes, made into a document.

OCR programs give no font sizes, or guesses; here a size is told from the boxes, by the letters
that stand in them (an `o` reaches from the baseline to the x-height, a `b` to the ascender, a
`p` below the baseline). Such sizes wander from line to line by a tenth, so a line takes the
size of its page where it is near it, and of its region where that is. Where the file has boxes
for lines only, which reach into their neighbours, a line's own size is not believed at all. A
number that stands high and small is a raised call. The order of the lines is the file's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

import regex

from recension.model import Document, Style
from recension.readers._runs import Piece, Run, SourceBuilder

DPI = 300
"""Dots per inch where a file does not tell: what libraries scan at."""

X_HEIGHT, ASCENT, DESCENT = 0.45, 0.70, 0.22
"""Shares of the font size in usual text faces: x-height, ascenders and capitals, descenders."""

NEAR = 0.14
"""A size within this share of another is the same; notes are set a fifth or more smaller than the text."""

LOOSE = 0.45
"""The same for the size of a region whose lines have boxes of their own only: nothing below a title's size is told."""

RAISED_FOOT = 0.2
"""Ems above the baseline at which a raised number ends, at least."""

LONGEST_INITIAL = 2
"""Letters of a large initial, an apostrophe or a quote with it; more is a line by itself."""

RAISED_HEIGHT = 0.6
"""Ems that a raised number is high, at most; one in line stands about .7."""

_TALL = regex.compile(r"[\p{Lu}\p{Nd}bdfhklßþﬁﬂ()\[\]|/!?]|\p{M}")
_DEEP = regex.compile(r"[gjpqyçſþQ;,()\[\]|/]")
_NUMBER = regex.compile(r"[(\[]?(?:\p{Nd}{1,3}|\*{1,3}|[†‡§])[)\]]?[.,;:]?")


class Word(NamedTuple):
    """A word, or a line's whole text where a file does not part it; box in points, y down."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    style: Style | None = None
    """Traits that the file tells. Its size is not asked for: OCR programs guess it."""
    raised: bool = False


class PrintedLine(NamedTuple):
    """The words of one printed line, in reading order."""

    words: tuple[Word, ...]
    baseline: float | None = None
    region: int = 0
    """Lines of one number stand in one block."""
    furniture: bool = False
    """The file's own segmentation calls it a running head, a folio, a signature, a catchword or a stamp."""
    angle: float = 0.0
    drop_capital: bool = False
    """The file says that this is a large initial, whose word goes on in the line beside it."""


class Scan(NamedTuple):
    """A page: points, and its lines in reading order."""

    width: float
    height: float
    lines: Sequence[PrintedLine]


def compose(name: str, digest: str, pages: Iterable[tuple[int, Scan]], language: str = "") -> Document:
    """The document of lines that these scans make."""
    builder = SourceBuilder(name, digest, language)
    for number, scan in pages:
        builder.add_page(number, scan.width, scan.height, [(pieces, 0) for pieces in _pieces(scan) if pieces])
    source, made = builder.finish()
    return Document(source, made)


def downwards(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of each region from above, where no two of them stand side by side; else the file's order.

    Segmentations corrected by hand list a late line last, wherever it stands.
    """
    regions: dict[int, list[PrintedLine]] = {}
    for line in lines:
        regions.setdefault(line.region, []).append(line)
    return [line for region in regions.values() for line in (
        region if any(line.angle for line in region) or _has_neighbours(region) else sorted(region, key=_middle))]


def _has_neighbours(lines: Sequence[PrintedLine]) -> bool:
    """Do two of the lines stand side by side, as in columns?"""
    boxes = sorted((_box(line) for line in lines), key=lambda box: box[1])
    for place, (x0, _, x1, y1) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other[1] > y1:
                break
            shared = min(y1, other[3]) - other[1]
            if (other[0] >= x1 or other[2] <= x0) and shared > (other[3] - other[1]) / 2:
                return True
    return False


def furniture_outside(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The file's order, but what it calls furniture stands before or after the text, as on the page.

    Some programs list zones by kind, not by place.
    """
    lines = downwards(lines)
    body = [line for line in lines if not line.furniture]
    if not body:
        return list(lines)
    middle = median(_middle(line) for line in body)
    above = [line for line in lines if line.furniture and _middle(line) < middle]
    below = [line for line in lines if line.furniture and _middle(line) >= middle]
    return [*above, *body, *below]


def with_drop_capitals(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Each large initial at the head of the highest line that begins to its right."""
    found = [line for line in lines if not line.drop_capital]
    for initial in (line for line in lines if line.drop_capital):
        x0, y0, x1, y1 = _box(initial)
        letters = "".join(word.text.strip() for word in initial.words)
        beside = [place for place, line in enumerate(found) if not line.furniture and _box(line)[0] > (x0 + x1) / 2
                  and y0 - (y1 - y0) / 4 < _middle(line) < y1]
        if not beside or len(letters) > LONGEST_INITIAL:
            found.insert(next((place for place, line in enumerate(found) if _middle(line) > y0), len(found)), initial)
            continue
        place = min(beside, key=lambda place: _middle(found[place]))
        first, *others = found[place].words
        joined = first._replace(text=letters + first.text.lstrip(), x0=x0)
        found[place] = found[place]._replace(words=(joined, *others))
    return found


def _box(line: PrintedLine) -> tuple[float, float, float, float]:
    return (min(word.x0 for word in line.words), min(word.y0 for word in line.words),
            max(word.x1 for word in line.words), max(word.y1 for word in line.words))


def _middle(line: PrintedLine) -> float:
    return (min(word.y0 for word in line.words) + max(word.y1 for word in line.words)) / 2


def _pieces(scan: Scan) -> list[list[Piece]]:
    lines = with_drop_capitals([line for line in scan.lines if any(word.text.strip() for word in line.words)])
    sizes = _sizes(lines)
    return [_line(line, size) for line, size in zip(lines, sizes, strict=True)]


def _line(line: PrintedLine, size: float) -> list[Piece]:
    words = [word for word in line.words if word.text.strip()]
    baseline = line.baseline if line.baseline is not None else _baseline(words, size)
    pieces: list[Piece] = []
    for word in words:
        told = word.style or Style("", 0.0)
        raised = word.raised or (not line.angle and _is_raised(word, baseline, size))
        style = told._replace(size=round(size * (0.65 if raised else 1.0), 1), angle=line.angle,
                              set_apart=line.furniture)
        foot = baseline - 0.33 * size if raised else baseline
        run = Run(word.text, word.x0, word.y0, word.x1, word.y1, foot, style)
        pieces.append(Piece(run, bool(pieces) and not (raised and _touches(pieces[-1].run, word, size))))
    return pieces


def _touches(before: Run, word: Word, size: float) -> bool:
    return word.x0 - before.x1 < 0.17 * size


def _is_raised(word: Word, baseline: float, size: float) -> bool:
    return (_NUMBER.fullmatch(word.text) is not None and baseline - word.y1 >= RAISED_FOOT * size
            and word.y1 - word.y0 <= RAISED_HEIGHT * size)


def _baseline(words: Sequence[Word], size: float) -> float:
    """Where most words stand: their lower edges, without what hangs below."""
    standing = [word for word in words if any(char.isalpha() for char in word.text)] or words
    return median(word.y1 - (DESCENT * size if _DEEP.search(word.text) else 0.0) for word in standing)


def _sizes(lines: Sequence[PrintedLine]) -> list[float]:
    """The font size of each line, in points."""
    own = [_size(line) for line in lines]
    known = [size for size in own if size]
    if not known:
        return [10.0] * len(lines)
    page = _heaviest(lines, own)
    regions: dict[int, list[float]] = {}
    for line, size in zip(lines, own, strict=True):
        if size:
            regions.setdefault(line.region, []).append(size)
    found: list[float] = []
    for line, size in zip(lines, own, strict=True):
        region = median(regions.get(line.region, [page]))
        if not size or _is_loose(line):
            size = page if abs(region - page) <= LOOSE * page else region
        else:
            size = next((usual for usual in (page, region) if abs(size - usual) <= NEAR * usual), size)
        found.append(size)
    return found


def _is_loose(line: PrintedLine) -> bool:
    """One box for several words."""
    return len(line.words) == 1 and " " in line.words[0].text.strip()


def _heaviest(lines: Sequence[PrintedLine], sizes: Sequence[float]) -> float:
    """The median size, each line weighed by its letters."""
    weighed = sorted((size, sum(len(word.text) for word in line.words))
                     for line, size in zip(lines, sizes, strict=True) if size)
    half = sum(weight for _, weight in weighed) / 2
    for size, weight in weighed:
        half -= weight
        if half <= 0:
            return size
    return weighed[-1][0]


def _size(line: PrintedLine) -> float:
    upright = abs(line.angle) not in (90.0, 270.0)
    found = [((word.y1 - word.y0) if upright else (word.x1 - word.x0)) / _extent(word.text)
             for word in line.words if any(char.isalpha() for char in word.text)]
    return round(median(found), 2) if found else 0.0


def _extent(text: str) -> float:
    """The height of a word's ink, over the font size."""
    return (ASCENT if _TALL.search(text) else X_HEIGHT) + (DESCENT if _DEEP.search(text) else 0.0)
