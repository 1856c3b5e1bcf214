"""PAGE XML of any version (OCR-D, Transkribus, eScriptorium, Aletheia): text of prints, line by line.

Text stands there on regions, lines and words, often on all three; one level is read: the line,
with the boxes of its words where they spell the same. Of several readings (`TextEquiv`) the first
by index counts. The order is `ReadingOrder`, then the file's. Regions of the types header, footer,
page number, signature and catchword are marked as furniture, which is evidence, not a verdict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from recension.model import Style
from recension.readers._scan import DPI, PrintedLine, Scan, Word, furniture_outside
from recension.readers._xml import element_tree, every, local, number, signed, text_of

FURNITURE = {"header", "footer", "page-number", "signature-mark", "catch-word"}
"""Region types of the standard that are no text of the author."""

LANGUAGES = {"French": "fr", "English": "en", "German": "de", "Spanish": "es", "Italian": "it"}

_TYPE = re.compile(r"structure\s*\{[^}]*type:\s*([\w-]+)")
_PLACE = re.compile(r"readingOrder\s*\{[^}]*index:\s*(\d{1,6})")
_POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)")

Corners = tuple[float, float, float, float]


def pages(data: bytes, name: str) -> tuple[Iterator[Scan], str]:
    """The pages of a PAGE file, one for each `Page`, and the language it declares. Raises UnreadableInput."""
    root = element_tree(data, name)
    return (_scan(page) for page in every(root, "Page")), _language(root)


def _scan(page: etree._Element) -> Scan:
    dpi = number(page.get("imageXResolution")) if page.get("imageResolutionUnit") == "PPI" else 0.0
    unit = 72 / (dpi or DPI)
    lines: list[PrintedLine] = []
    for place, region in enumerate(_in_order(page)):
        angle = signed(number(region.get("readingOrientation")) or -number(region.get("orientation")))
        angle = angle if abs(angle) > 45 else 0.0  # a skewed scan is no rotated text
        kind = _type(region)
        lines += [PrintedLine(words, baseline, place, kind in FURNITURE, angle, kind == "drop-capital")
                  for words, baseline in _lines(region, unit) if words]
    return Scan(number(page.get("imageWidth")) * unit, number(page.get("imageHeight")) * unit,
                furniture_outside(lines))


def _in_order(page: etree._Element) -> list[etree._Element]:
    """The text regions as `ReadingOrder` has them, else by Transkribus's index, else as they stand."""
    regions = list(every(page, "TextRegion"))
    listed: dict[str, int] = {}
    for group in every(page, "ReadingOrder"):
        for element in group.iter():
            if (reference := element.get("regionRef")) is not None:
                listed.setdefault(reference, len(listed))
    if listed:
        _sort_groups(page, listed)
    places = {id(region): _place(region, place, listed) for place, region in enumerate(regions)}
    return sorted(regions, key=lambda region: places[id(region)])


def _sort_groups(page: etree._Element, listed: dict[str, int]) -> None:
    """Members of an ordered group go by their index, which need not be the order in the file."""
    walk = 0

    def visit(group: etree._Element) -> None:
        nonlocal walk
        members = list(group)
        if local(group).startswith("Ordered"):
            members.sort(key=lambda member: number(member.get("index")))
        for member in members:
            if (reference := member.get("regionRef")) is not None:
                listed[reference] = walk
                walk += 1
            visit(member)

    for order in every(page, "ReadingOrder"):
        visit(order)


def _place(region: etree._Element, place: int, listed: dict[str, int]) -> tuple[int, int]:
    """A region that the order does not name follows those that it names."""
    if listed:
        return listed.get(region.get("id", ""), len(listed)), place
    told = _PLACE.search(region.get("custom", ""))
    return (int(told.group(1)) if told else place), place


def _type(region: etree._Element) -> str:
    told = _TYPE.search(region.get("custom", ""))
    return region.get("type") or (told.group(1) if told else "")


def _lines(region: etree._Element, unit: float) -> Iterator[tuple[tuple[Word, ...], float | None]]:
    lines = [child for child in region if local(child) == "TextLine"]
    if lines:
        for line in lines:
            yield _words(line, unit), _baseline(line, unit)
        return
    x0, y0, x1, y1 = _box(region, unit)
    printed = [text for text in _text(region).splitlines() if text.strip()]
    height = (y1 - y0) / max(1, len(printed))
    for place, text in enumerate(printed):
        yield (Word(text, x0, y0 + place * height, x1, y0 + (place + 1) * height),), None


def _words(line: etree._Element, unit: float) -> tuple[Word, ...]:
    said = _text(line)
    words = [child for child in line if local(child) == "Word"]
    texts = [_text(word) for word in words]
    if words and (not said or " ".join(texts).split() == said.split()):
        return tuple(Word(text, *_box(word, unit), _style(word))
                     for word, text in zip(words, texts, strict=True) if text)
    return (Word(said, *_box(line, unit), _style(line)),) if said else ()


def _text(element: etree._Element) -> str:
    """The first reading of this level itself."""
    readings = [child for child in element if local(child) == "TextEquiv"]
    if not readings:
        return ""
    first = min(readings, key=lambda reading: number(reading.get("index")))
    return next((text_of(child) for child in first if local(child) == "Unicode"), "").strip()


def _style(element: etree._Element) -> Style:
    told = next((child for child in element if local(child) == "TextStyle"), None)
    if told is None:
        return Style("", 0.0)
    bold, italic, small = (told.get(trait) in ("true", "1") for trait in ("bold", "italic", "smallCaps"))
    return Style(told.get("fontFamily", ""), 0.0, bold=bold, italic=italic, smallcaps=small)


def _box(element: etree._Element, unit: float) -> Corners:
    """The box around the outline; the file has points, or single `Point` elements in old versions."""
    outline = next((child for child in element if local(child) == "Coords"), None)
    if outline is None:
        return (0.0, 0.0, 0.0, 0.0)
    points = _points(outline.get("points", "")) or [
        (number(point.get("x")), number(point.get("y"))) for point in outline if local(point) == "Point"]
    if not points:
        return (0.0, 0.0, 0.0, 0.0)
    across, down = zip(*points, strict=True)
    return min(across) * unit, min(down) * unit, max(across) * unit, max(down) * unit


def _baseline(line: etree._Element, unit: float) -> float | None:
    drawn = next((child for child in line if local(child) == "Baseline"), None)
    points = _points(drawn.get("points", "")) if drawn is not None else []
    return sum(y for _, y in points) / len(points) * unit if points else None


def _points(said: str) -> list[tuple[float, float]]:
    return [(number(x), number(y)) for x, y in _POINT.findall(said)]


def _language(root: etree._Element) -> str:
    said = Counter(region.get("primaryLanguage", "") for region in every(root, "TextRegion"))
    said.pop("", None)
    return LANGUAGES.get(said.most_common(1)[0][0], "") if said else ""
