"""hOCR of any program (Tesseract, OCRopus, kraken, ABBYY converters), XHTML or looser HTML.

Read are the printed lines of each `ocr_page`, and the words in them with their boxes; where a
line has no words, its text. hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/) keeps what it knows in
the `title` of an element: `bbox`, `baseline`, `textangle`, `scan_res`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from recension.errors import UnreadableInput
from recension.model import Style
from recension.readers._scan import DPI, PrintedLine, Scan, Word, downwards
from recension.readers._xml import html_tree, local, number, signed, text_of

LINES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
"""What programs call a printed line. `ocr_header` is a line that looks like a title to Tesseract, no running head."""

LANGUAGES = {"fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "frk": "de", "spa": "es", "ita": "it"}

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_BOX = re.compile(rf"\bbbox\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}")
_BASELINE = re.compile(rf"\bbaseline\s+{_NUMBER}\s+{_NUMBER}")
_ANGLE = re.compile(rf"\btextangle\s+{_NUMBER}")
_RESOLUTION = re.compile(rf"\bscan_res\s+{_NUMBER}")

Corners = tuple[float, float, float, float]


def pages(data: bytes, name: str) -> tuple[Iterator[Scan], str]:
    """The pages of an hOCR file, one for each `ocr_page`, and the language it declares. Raises UnreadableInput."""
    root = html_tree(data, name)
    found = [element for element in root.iter() if "ocr_page" in _classes(element)]
    if not found:
        raise UnreadableInput(f"{name}: this is HTML without a page of hOCR in it (class ocr_page); "
                              "have the OCR program write hOCR, ALTO or PAGE.")
    return (_scan(page) for page in found), _language(root)


def _scan(page: etree._Element) -> Scan:
    title = page.get("title", "")
    resolution = _RESOLUTION.search(title)
    unit = 72 / ((number(resolution.group(1)) if resolution else 0.0) or DPI)
    lines: list[PrintedLine] = []
    regions: dict[etree._Element | None, int] = {}
    for element in page.iter():
        if LINES & _classes(element):
            words = tuple(_words(element, unit))
            if words:
                region = regions.setdefault(element.getparent(), len(regions))
                lines.append(PrintedLine(words, _baseline(element, unit), region, False, _angle(element)))
    box = _box(page, unit) or _around(lines)
    return Scan(box[2], box[3], downwards(lines))


def _words(line: etree._Element, unit: float) -> Iterator[Word]:
    found = [element for element in line.iter() if "ocrx_word" in _classes(element)]
    outer = _box(line, unit)
    if not found:
        text = " ".join(text_of(line).split())
        if text and outer is not None:
            yield Word(text, *outer)
        return
    texts = [text_of(element) for element in found]
    if any(text and text.isspace() for text in texts):  # white is a word of its own: the others are letters
        yield Word("".join(texts).strip(), *(outer or (0.0, 0.0, 0.0, 0.0)))
        return
    for element, text in zip(found, texts, strict=True):
        box = _box(element, unit) or outer
        if text.strip() and box is not None:
            yield Word(" ".join(text.split()), *box, _style(element))


def _style(word: etree._Element) -> Style:
    inside = {local(element) for element in word.iter()}
    return Style("", 0.0, bold=bool(inside & {"strong", "b"}), italic=bool(inside & {"em", "i"}))


def _box(element: etree._Element, unit: float) -> Corners | None:
    found = _BOX.search(element.get("title", ""))
    if found is None:
        return None
    x0, y0, x1, y1 = (number(part) * unit for part in found.groups())
    return x0, y0, x1, y1


def _baseline(line: etree._Element, unit: float) -> float | None:
    """The height of the baseline in the middle of the line; told as slope and offset from the lower left corner."""
    box, told = _box(line, unit), _BASELINE.search(line.get("title", ""))
    if box is None or told is None or _ANGLE.search(line.get("title", "")):
        return None
    slope, offset = (number(part) for part in told.groups())
    return box[3] + offset * unit + slope * (box[2] - box[0]) / 2


def _angle(line: etree._Element) -> float:
    told = _ANGLE.search(line.get("title", ""))
    return signed(number(told.group(1))) if told else 0.0


def _around(lines: list[PrintedLine]) -> Corners:
    words = [word for line in lines for word in line.words]
    return 0.0, 0.0, max((word.x1 for word in words), default=1.0), max((word.y1 for word in words), default=1.0)


def _classes(element: etree._Element) -> set[str]:
    return set(element.get("class", "").split()) if isinstance(element.tag, str) else set()


def _language(root: etree._Element) -> str:
    said = Counter(element.get("lang", "") for element in root.iter() if "ocr_par" in _classes(element))
    said.pop("", None)
    return LANGUAGES.get(said.most_common(1)[0][0], "") if said else ""
