"""ALTO XML, versions 1 to 4, of any namespace (Library of Congress, CCS, BnF): what OCR in libraries gives.

Read are `String`s line by line with their boxes, styles and baselines, `HYP` as the sign that
it holds. `SUBS_CONTENT`, the word that a program thinks was divided, is left alone: it stands on
both halves, and whether to join is the hyphenation's to say. Zones tagged in the SegmOnto
vocabulary (https://segmonto.github.io) as running titles, numbering, quire marks, stamps or
damage are marked as furniture, which is evidence, not a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from recension.model import Style
from recension.readers._scan import DPI, PrintedLine, Scan, Word, furniture_outside
from recension.readers._xml import element_tree, every, local, number, signed

UNITS = {"pixel": 72 / DPI, "mm10": 72 / 254, "inch1200": 72 / 1200}
"""Points to a unit of measurement; pixels at the usual resolution, since ALTO has no place for another."""

FURNITURE = ("RunningTitleZone", "NumberingZone", "QuireMarksZone", "StampZone", "SealZone", "DigitizationArtefactZone")
"""SegmOnto zones that are no text of the author; a number after `#` or a part after `-` may follow."""


def pages(data: bytes, name: str) -> tuple[Iterator[Scan], str]:
    """The pages of an ALTO file, one for each `Page`, and the language it declares. Raises UnreadableInput."""
    root = element_tree(data, name)
    unit = _unit(root)
    styles = {element.get("ID", ""): element for element in every(root, "TextStyle")}
    zones = {element.get("ID", ""): element.get("LABEL", "")
             for element in root.iter() if local(element).endswith("Tag")}
    return (_scan(page, unit, styles, zones) for page in every(root, "Page")), _language(root)


def _scan(page: etree._Element, unit: float, styles: dict[str, etree._Element], zones: dict[str, str]) -> Scan:
    lines: list[PrintedLine] = []
    for region, block in enumerate(every(page, "TextBlock")):
        labels = [zones.get(tag, "") for tag in block.get("TAGREFS", "").split()]
        furniture = any(label.split("#")[0].split("-")[0] in FURNITURE for label in labels)
        initial = any(label.startswith("DropCapital") for label in labels)
        angle = signed(-number(block.get("ROTATION")))
        for line in every(block, "TextLine"):
            words = tuple(_words(line, block, unit, styles))
            if words:
                kinds = [zones.get(tag, "") for tag in line.get("TAGREFS", "").split()]
                lines.append(PrintedLine(words, _baseline(line, unit), region, furniture, angle,
                                         initial or "DropCapitalLine" in kinds))
    width, height = number(page.get("WIDTH")) * unit, number(page.get("HEIGHT")) * unit
    if not (width and height):
        width = max((word.x1 for line in lines for word in line.words), default=1.0)
        height = max((word.y1 for line in lines for word in line.words), default=1.0)
    return Scan(width, height, furniture_outside(lines))


def _words(line: etree._Element, block: etree._Element, unit: float,
           styles: dict[str, etree._Element]) -> Iterator[Word]:
    held: Word | None = None
    for element in line:
        kind = local(element)
        if kind == "String":
            if held is not None:
                yield held
            held = _word(element, line, block, unit, styles)
        elif kind == "HYP" and held is not None:
            sign = element.get("CONTENT", "-")
            if not held.text.endswith(sign):
                held = held._replace(text=held.text + sign)
    if held is not None:
        yield held


def _word(string: etree._Element, line: etree._Element, block: etree._Element, unit: float,
          styles: dict[str, etree._Element]) -> Word:
    x0, y0, width, height = (
        number(string.get(side, line.get(side))) * unit for side in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    traits = string.get("STYLE", "").lower().split()
    font = ""
    references = " ".join(element.get("STYLEREFS", "") for element in (string, line, block)).split()
    style = next((styles[reference] for reference in references if reference in styles), None)
    if style is not None:
        traits += style.get("FONTSTYLE", "").lower().split()
        font = style.get("FONTFAMILY", "")
    told = Style(font, 0.0, bold="bold" in traits, italic="italics" in traits, smallcaps="smallcaps" in traits)
    return Word(string.get("CONTENT", ""), x0, y0, x0 + width, y0 + height, told, raised="superscript" in traits)


def _baseline(line: etree._Element, unit: float) -> float | None:
    """One number, or points of which the middle height counts."""
    numbers = [number(part) for part in line.get("BASELINE", "").replace(",", " ").split()]
    if not numbers:
        return None
    heights = numbers if len(numbers) == 1 else numbers[1::2]
    return sum(heights) / len(heights) * unit


def _unit(root: etree._Element) -> float:
    said = next((element.text or "" for element in every(root, "MeasurementUnit")), "pixel")
    return UNITS.get(said.strip().lower(), UNITS["pixel"])


def _language(root: etree._Element) -> str:
    said = Counter(value[:2].lower() for element in every(root, "TextBlock")
                   if (value := element.get("LANG") or element.get("language") or ""))
    return said.most_common(1)[0][0] if said else ""
