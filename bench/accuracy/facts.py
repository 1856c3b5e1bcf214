"""The truth about one set document: blocks, notes, names, stamps, heads, folios, line-end hyphens.

What the text says comes from the text; where the engine broke lines and pages is read from the PDF itself: each
letter of the truth is found among its glyphs. A hyphen between two letters of the truth whose second stands on
another line, column or page is a line-end hyphen: one to `keep` if the truth has a hyphen there, else one to `join`.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from .align import NOWHERE, Letters, place
from .reading import fold
from .texts import Text, plain, scored_blocks

_HYPHENS = "-\u00ad\u2010\u2011\x02\ufffe"


@dataclass
class Passage:
    """A block or a note: folded text; calls (offset, label) and names (start, end) in it; pages it stands on."""

    kind: str
    text: str
    calls: list[tuple[int, str]] = field(default_factory=list)
    names: list[tuple[int, int]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    hyphens: list[tuple[int, str]] = field(default_factory=list)
    """Offset of the letter before a line-end hyphen, and `join` or `keep`."""
    label: str = ""


@dataclass
class Facts:
    """All of it, as it stands in `facts.json`."""

    id: str
    language: str
    engine: str
    style: str
    pages: int
    blocks: list[Passage]
    notes: list[Passage]
    stamps: list[str]
    heads: list[tuple[int, str]]
    folios: list[tuple[int, str]]

    @property
    def passages(self) -> list[Passage]:
        return self.blocks + self.notes


def passage(kind: str, marked: str, label: str = "") -> Passage:
    """A passage of the truth, folded; offsets follow the folding."""
    told = plain(marked)

    def at(offset: int) -> int:
        return len(fold(told.text[:offset] + "|")) - 1

    return Passage(kind, fold(told.text), [(at(offset), name) for offset, name in told.calls],
                   [(at(start), at(end)) for start, end in told.names], label=label)


def truth_of(text: Text) -> tuple[list[Passage], list[Passage]]:
    blocks = [passage(kind, marked) for kind, marked in scored_blocks(text)]
    return blocks, [passage("note", text.notes[label], label) for label in text.calls]


def locate(passages: list[Passage], pdf: Path) -> int:
    """Write pages and line-end hyphens into the passages; how many pages the file has."""
    chars, spots, pages = _glyphs(pdf)
    output = Letters(chars)
    used = bytearray(len(output))
    for group in ([one for one in passages if one.kind != "note"], [one for one in passages if one.kind == "note"]):
        truth = Letters("\n".join(one.text for one in group))
        found = place(truth, output, used)
        letter = 0
        for one in group:
            inside = Letters(one.text)
            spans = [output.places[at] if at != NOWHERE else NOWHERE for at in found[letter:letter + len(inside)]]
            letter += len(inside)
            one.pages = sorted({spots[at][0] for at in spans if at != NOWHERE})
            one.hyphens = _hyphens(one.text, inside, spans, chars, spots)
    return pages


def _hyphens(text: str, inside: Letters, spans: list[int], chars: str,
             spots: list[tuple[int, float, float]]) -> list[tuple[int, str]]:
    made = []
    for number, (here, after) in enumerate(pairwise(spans)):
        if NOWHERE in (here, after) or not any(char in _HYPHENS for char in chars[here + 1:here + 4]):
            continue
        between = text[inside.places[number] + 1:inside.places[number + 1]]
        (page, x, y), (other, other_x, other_y) = spots[here], spots[after]
        same_line = page == other and abs(y - other_y) < 3 and other_x > x
        if not same_line and between in ("", "-"):
            made.append((inside.places[number], "keep" if between else "join"))
    return made


def _glyphs(pdf: Path) -> tuple[str, list[tuple[int, float, float]], int]:
    """The characters of the file in its own order, with page, x and y of each."""
    import ctypes

    import pypdfium2
    import pypdfium2.raw as raw

    document = pypdfium2.PdfDocument(pdf)
    chars: list[str] = []
    spots: list[tuple[int, float, float]] = []
    for number in range(len(document)):
        page = document[number].get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        for index in range(page.count_chars()):
            code = raw.FPDFText_GetUnicode(page, index)
            raw.FPDFText_GetCharOrigin(page, index, x, y)
            for char in unicodedata.normalize("NFKC", chr(code)) if code > 127 else chr(code):
                chars.append(char)
                spots.append((number + 1, x.value, y.value))
    pages = len(document)
    document.close()
    return "".join(chars), spots, pages


def write(facts: Facts, path: Path) -> None:
    path.write_text(json.dumps(asdict(facts), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Facts:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for part in ("blocks", "notes"):
        told[part] = [Passage(**{**one, **{key: [tuple(pair) for pair in one[key]]
                                           for key in ("calls", "names", "hyphens")}}) for one in told[part]]
    for part in ("heads", "folios"):
        told[part] = [tuple(pair) for pair in told[part]]
    return Facts(**told)
