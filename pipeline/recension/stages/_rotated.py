"""Lines that stand at an angle to the text of their page, or are not seen at all.

Rotated is not the same as stamp: a page may be set sideways altogether, and a table, a
caption or the label of an axis may stand at an angle and be the author's. So the angle of
most of a page's letters is that page's upright, and a line at another angle is judged by
what it says, by whether other pages say the same, and by where it stands. Invisible text is
a stamp when it doubles what stands visibly in its place or recurs; on a page where most text
is invisible it is an OCR layer, and the page's text.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from recension.model import Box, Document, Layer, Line, Page
from recension.rulebook import Profile
from recension.stages._stamps import Options, Suspect, is_stamp_word, squeezed, weight, wording

_NOT_LETTER = regex.compile(r"[^\p{L}\p{Co}]+")
_NOT_LETTER_NOR_END = regex.compile(r"[^\p{L}\p{Co}\n]+")


LINES_OF_A_BLOCK = 5
"""Lines of text, at least, before a page has a text block, and so a margin."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of one page that continue one another at one angle."""

    page: int
    lines: tuple[Line, ...]
    text: str
    angle: float
    size: float
    box: Box
    at_main_angle: bool
    """The page itself is set at this angle."""

    @property
    def key(self) -> str:
        return letters_of(self.text)


def letters_of(text: str) -> str:
    """Letters only, case folded: what stays the same when dates and numbers change. Private Use
    code points are letters of fonts without a proper table."""
    return str(_NOT_LETTER.sub("", text)).casefold()


def letters_of_each(texts: Sequence[str]) -> list[str]:
    """The same of many lines, in one pass."""
    found = str(_NOT_LETTER_NOR_END.sub("", "\n".join(texts))).casefold().split("\n") if texts else []
    return found if len(found) == len(texts) else [letters_of(text) for text in texts]


def main_angle(page: Page) -> float:
    """The angle of most of the page's letters: its upright."""
    if not is_turned(page):
        return 0.0
    weight: Counter[int] = Counter()
    for line in page.lines:
        if line.style is not None and line.layer is Layer.BODY:
            weight[round(line.style.angle)] += len(line.text)
    return float(weight.most_common(1)[0][0]) if weight else 0.0


def is_turned(page: Page) -> bool:
    """Does anything on the page stand at an angle? On most pages nothing does, and nothing more need be asked."""
    return any(line.style is not None and abs(line.style.angle) > 0.5 for line in page.lines)


def body_size(document: Document) -> float:
    """The size of most letters of the document; 0.0 without geometry."""
    weight: Counter[float] = Counter()
    for line in document.lines(Layer.BODY):
        if line.style is not None and not line.style.invisible:
            weight[round(line.style.size, 1)] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 0.0


def text_block(page: Page, angle: float) -> Box | None:
    """The rectangle of the page's own text: where most of its lines begin and end."""
    boxes = [line.box for line in page.lines
             if line.box is not None and line.style is not None and not line.style.invisible
             and round(line.style.angle) == round(angle) and len(line.text) > 12]
    if len(boxes) < LINES_OF_A_BLOCK:
        return None
    low, high = len(boxes) // 10, len(boxes) - 1 - len(boxes) // 10
    return Box(sorted(box.x0 for box in boxes)[low], sorted(box.y0 for box in boxes)[low],
               sorted(box.x1 for box in boxes)[high], sorted(box.y1 for box in boxes)[high])


def usual_block(document: Document, angle: float) -> Box | None:
    """For a page of plates, which has no text block of its own: what the text blocks of all pages cover together."""
    whole: Box | None = None
    for page in document.pages:
        block = text_block(page, angle) if main_angle(page) == angle else None
        if block is not None:
            whole = block if whole is None else whole.union(block)
    return whole


def stretches(page: Page) -> list[Stretch]:
    """Everything on the page that is not upright paper-wise, lines on one axis taken together."""
    main = main_angle(page)
    groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in page.lines:
        if line.box is None or line.style is None or line.layer is not Layer.BODY or abs(line.style.angle) < 1:
            continue
        angle = line.style.angle
        across = _across(line.box, angle)
        size = max(line.style.size, 1.0)
        home = next((key for key in groups if key[0] == round(angle) and abs(key[1] - across) < 0.7 * size), None)
        groups[home or (round(angle), round(across))].append(line)
    found: list[Stretch] = []
    for (angle, _), lines in groups.items():
        parts = [lines] if round(main) != angle else [[line] for line in lines]
        for part in parts:
            ordered = sorted(part, key=lambda line: _along(line.box, angle)) if len(part) > 1 else part
            box = ordered[0].box
            for line in ordered[1:]:
                box = box.union(line.box) if box is not None and line.box is not None else box
            if box is not None:
                text = " ".join(line.chars for line in ordered)
                found.append(Stretch(page.number, tuple(ordered), text, float(angle),
                                     max(line.size for line in ordered), box, round(main) == angle))
    return found


def recurrences(found: Iterable[Stretch], fewest_letters: int) -> Counter[str]:
    """On how many pages each text stands at an angle."""
    pages: dict[str, set[int]] = defaultdict(set)
    for stretch in found:
        if len(stretch.key) >= fewest_letters:
            pages[stretch.key].add(stretch.page)
    return Counter({key: len(numbers) for key, numbers in pages.items()})


def in_margin(box: Box, block: Box | None, page: Page) -> bool:
    """Outside the text block, or off the page. Unknown counts as no."""
    if page.width and (box.x1 < 0 or box.x0 > page.width or box.y1 < 0 or box.y0 > page.height):
        return True
    if block is None:
        return False
    middle_x, middle_y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return not (block.x0 <= middle_x <= block.x1 and block.y0 <= middle_y <= block.y1)


def is_diagonal(angle: float) -> bool:
    """Neither upright nor at a right angle to it."""
    return abs(math.sin(math.radians(2 * angle))) > 0.2


def covers(box: Box, page: Page, angle: float) -> bool:
    """Does the box lie over two lines, at least, of the page's own text?"""
    hit = 0
    for line in page.lines:
        if line.box is None or line.style is None or round(line.style.angle) != round(angle) or len(line.text) < 12:
            continue
        hit += _overlap(box, line.box)
    return hit >= 2


def at_an_angle(document: Document, profile: Profile, options: Options) -> Iterator[Suspect]:
    """Rotated and diagonal stretches with what they weigh."""
    turned = [page for page in document.pages if is_turned(page)]
    if not turned:
        return
    found = {page.number: stretches(page) for page in turned}
    pages = recurrences((stretch for page in found.values() for stretch in page), options.key_letters)
    size = body_size(document)
    for page in turned:
        if not found[page.number]:
            continue
        main = main_angle(page)
        block = text_block(page, main) or usual_block(document, main)
        for stretch in found[page.number]:
            margin = in_margin(stretch.box, block, page)
            kinds = wording(stretch.text, profile)
            if stretch.at_main_angle and not (margin and weight(kinds) >= 1.0):
                continue  # the page is set sideways: this is its text
            score, reasons = weight(kinds), list(kinds)
            for told, piece, reason in (
                    (pages[stretch.key] == 2, options.recurs_once, "another page says the same at an angle"),
                    (pages[stretch.key] > 2, options.recurs, f"{pages[stretch.key]} pages say the same at an angle"),
                    (is_stamp_word(stretch.text, profile), options.stamp_word, "a word of stamps"),
                    (0 < 2 * size <= stretch.size, options.large, "much larger than the text"),
                    (margin and not is_diagonal(stretch.angle), options.margin, "in the margin"),
                    (is_diagonal(stretch.angle) and covers(stretch.box, page, main), options.margin, "across the text"),
                    (any(line.style is not None and line.style.artifact for line in stretch.lines), options.artifact,
                     "marked as an artifact"),
                    (not is_hidden(page) and all(line.style is not None and line.style.invisible
                                                 for line in stretch.lines), options.hidden, "invisible")):
                if told:
                    score += piece
                    reasons.append(reason)
            rule = "diagonal-stamp" if is_diagonal(stretch.angle) else "rotated-stamp"
            yield Suspect(stretch.lines, score, rule, tuple(reasons))


def hidden(document: Document, profile: Profile, options: Options) -> Iterator[Suspect]:
    """Upright invisible lines with what they weigh."""
    unseen = [page for page in document.pages
              if any(line.style is not None and line.style.invisible for line in page.lines)]
    found = [(page, line) for page in unseen if not is_hidden(page) for line in page.lines
             if line.style is not None and line.style.invisible and abs(line.style.angle) < 1 and not line.is_blank]
    places = Counter((letters_of(line.chars), round(line.baseline / 4)) for _, line in found)
    for page, line in found:
        if _stands_visibly(line, page):
            yield Suspect((line,), options.enough, "hidden-copy",
                          ("invisible", "the same text stands visibly in its place"))
            continue
        kinds = wording(line.chars, profile)
        key = letters_of(line.chars)
        pages = places[key, round(line.baseline / 4)] if len(key) >= options.key_letters else 1
        score, reasons = weight(kinds) + options.hidden, [*kinds, "invisible"]
        if pages > max(2, options.many_pages * len(document.pages)) or (pages > 1 and kinds):
            score += options.recurs
            reasons.append(f"the same in one place on {pages} pages")
        yield Suspect((line,), score, "hidden-stamp", tuple(reasons))


def is_hidden(page: Page) -> bool:
    """Is most of the page's text invisible, as an OCR layer is?"""
    unseen = sum(len(line.text) for line in page.lines if line.style is not None and line.style.invisible)
    return unseen > 0.5 * sum(len(line.text) for line in page.lines)


def _stands_visibly(line: Line, page: Page) -> bool:
    key = squeezed(line.chars)
    return bool(key) and line.box is not None and any(
        other.box is not None and other.style is not None and not other.style.invisible
        and _overlap(line.box, other.box)
        and key in squeezed(other.chars)
        for other in page.lines)


def _overlap(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0) and min(one.y1, other.y1) > max(one.y0, other.y0)


def _across(box: Box | None, angle: float) -> float:
    """Distance of a box's middle from the axis through the origin at this angle."""
    if box is None:
        return 0.0
    turn = math.radians(angle)
    return (box.x0 + box.x1) / 2 * math.sin(turn) + (box.y0 + box.y1) / 2 * math.cos(turn)


def _along(box: Box | None, angle: float) -> float:
    """Place of a box's middle along its own direction of reading."""
    if box is None:
        return 0.0
    turn = math.radians(angle)
    return (box.x0 + box.x1) / 2 * math.cos(turn) - (box.y0 + box.y1) / 2 * math.sin(turn)
