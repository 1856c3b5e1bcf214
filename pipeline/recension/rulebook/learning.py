"""The pack that describes one book, learnt from what the stages found in it.

What a book says of its maker recurs: the stamp, the running heads, where the folio stands,
how notes are numbered, which font draws small capitals. What can be a rule is written as
one (stamps and heads, held to whole lines, to their place and to recurrence); what no rule
need say, since the stages find it by themselves, is written down as a comment, so that a
person can see whether the book was understood. Nothing is learnt from a line that stands
once, unless it runs up the margin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from recension.errors import UsageError
from recension.model import Document, Layer, Line, Note, Page, Revision
from recension.rulebook.evidence import Limits, in_zone
from recension.rulebook.scaffold import FEWEST_LETTERS, LONGEST_EXAMPLE, header, quoted, slug, whole_line

MOST_NAMES = 60
"""Names that are listed; a person will read them."""

_LIMITS = Limits()
_FOLIO_BESIDE = regex.compile(r"^(?:\d{1,4}[^\S\n]+)?(.*?)(?:[^\S\n]+\d{1,4})?$")
_FOLIO = regex.compile(r"[\W_]*(\d{1,4}|[ivxlcdm]{1,7})[\W_]*", regex.IGNORECASE)
_DIGITS = regex.compile(r"\d+")
_NAME = regex.compile(r"(?:\p{Lu}[’']?\p{L}{2,}|\p{Lu}\p{Ll}{2,})(?:-\p{L}{2,})*")
_SUBSET = regex.compile(r"^[A-Z]{6}\+")

Placed = tuple[Line, Page]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line that the pack should know, with every place where it stands."""

    text: str
    places: tuple[Placed, ...]

    @property
    def pages(self) -> list[int]:
        return sorted({page.number for _, page in self.places})


def learned(revision: Revision, leave_out: Collection[str] = (), asking: Collection[str] = ()) -> str:
    """A pack for books like this one, as text; every line of it is explained.

    `revision` is the book as cleaned. Rules named in `leave_out` are not written; those
    named in `asking` only ask.
    """
    document = revision.document
    taken: set[str] = set()
    rules: list[str] = []
    for stage, lessons in (("watermarks", stamps(document)), ("furniture", heads(document))):
        for lesson in lessons:
            name = slug(lesson.text, taken)
            taken.add(name)
            rule = _rule(lesson, stage, name, document, name in asking) if name not in leave_out else ""
            if rule:
                rules.append(rule)
    described = "".join(f"# {line}\n" for line in _described(revision))
    return "\n".join([header(f"Texts like {document.source.name}.") + described, *rules, *_tables(revision)])


def stamps(document: Document) -> list[Lesson]:
    """What the publisher prints on the pages beside the text: whole lines that recur, or run up the margin."""
    placed = [(line, page) for page in document.pages for line in page.lines if line.layer is Layer.BACKGROUND]
    return [lesson for lesson in _lessons((line.chars.strip(), line, page) for line, page in placed)
            if len(lesson.pages) > 1 or all(line.style is not None and line.style.angle for line, _ in lesson.places)]


def heads(document: Document) -> list[Lesson]:
    """Running heads and the like, without the folio beside them."""
    placed = [(line, page) for page in document.pages for line in page.lines if line.layer is Layer.FURNITURE]
    said = ((_without_folio(line.chars.strip()), line, page) for line, page in placed)
    return [lesson for lesson in _lessons(said) if len(lesson.pages) > 1]


def _lessons(said: Iterable[tuple[str, Line, Page]]) -> list[Lesson]:
    found: dict[str, list[Placed]] = {}
    texts: dict[str, str] = {}
    for text, line, page in said:
        if sum(char.isalpha() for char in text) < FEWEST_LETTERS or len(text) > LONGEST_EXAMPLE:
            continue
        key = _DIGITS.sub("0", " ".join(text.split()))
        texts.setdefault(key, text)
        found.setdefault(key, []).append((line, page))
    return [Lesson(texts[key], tuple(places)) for key, places in found.items()]


def _without_folio(text: str) -> str:
    match = _FOLIO_BESIDE.match(text)
    return match.group(1) if match else text


def _rule(lesson: Lesson, stage: str, name: str, document: Document, asks: bool) -> str:
    pages = lesson.pages
    where = f"Seen on {len(pages)} of {len(document.pages)} pages (first on page {pages[0]})."
    advice = ("Take it out if the next book has another head." if stage == "furniture" else
              "Numbers may differ; put \\p{L}+ or .+ for words that differ from book to book.")
    beside = r"(?:\d{1,4}[^\S\n]+)?", r"(?:[^\S\n]+\d{1,4})?"
    try:
        return whole_line(
            lesson.text, name, stage, doubtful=asks, zone=_zone(lesson, stage, document),
            recurs=2 if len(pages) > 1 else 0, language=document.language, notes=(where, advice),
            why="The publisher prints this over or under the text." if stage == "furniture" else
                "The publisher prints this stamp on its pages.",
            before=beside[0] if stage == "furniture" else "", after=beside[1] if stage == "furniture" else "")
    except UsageError:
        return ""


def _zone(lesson: Lesson, stage: str, document: Document) -> str:
    """The part of the page in which every one of these lines stands, or nothing."""
    if not document.source.has_geometry:
        return "edge" if stage == "furniture" else ""
    for zone in ("margin", "head", "foot", "edge"):
        if all(in_zone(zone, page, line, _LIMITS) for line, page in lesson.places):
            return zone
    return ""


def _described(revision: Revision) -> Iterator[str]:
    """What was understood of the book, a line each."""
    document = revision.document
    sizes = Counter((round(page.width), round(page.height)) for page in document.pages if page.width)
    size = f", {sizes.most_common(1)[0][0][0]} by {sizes.most_common(1)[0][0][1]} points" if sizes else ""
    yield f"Learnt from {quoted(document.source.name)}: {len(document.pages)} pages{size}, language " \
          f"{document.language or 'unknown'}. Lines that begin with # are remarks; nothing follows from them."
    yield from _fonts(revision)
    yield _folios(document)
    yield _notes(document.notes)
    lessons = heads(document)
    for lesson in lessons:
        sides = {number % 2 for number in lesson.pages}
        side = "" if len(sides) > 1 else (" of odd pages" if 1 in sides else " of even pages")
        yield f"Head{side} (pages by their place in the file): {quoted(lesson.text)}."
    if not lessons:
        yield "Heads: none that recurs."
    if not stamps(document):
        yield "Stamps: none that stands in a line of its own on more than one page."


def _fonts(revision: Revision) -> Iterator[str]:
    source = revision.document.source
    if not source.has_geometry:
        return
    fonts: Counter[tuple[str, float]] = Counter()
    for run, index in enumerate(source.run_styles):
        fonts[source.styles[index].font, round(source.styles[index].size, 1)] += (
            source.run_starts[run + 1] - source.run_starts[run])
    (font, size), _ = fonts.most_common(1)[0]
    yield f"Text: {_font(font) or 'a font that the file does not name'}, {size:g} points."
    known = sorted({_font(style.font) for style in source.styles if style.smallcaps})
    if known:
        yield f"Small capitals, in fonts that say so: {', '.join(known)}."
    spoilt: Counter[str] = Counter()
    for edit in revision.edits:
        style = source.style_of(max(edit.glyphs, default=-1)) if edit.stage == "smallcaps" and edit.applied else None
        if style is not None:
            spoilt[_font(style.font)] += 1
    for name, count in spoilt.most_common():
        yield f"Small capitals whose case was put right: {name}, {count} places."
    if not known and not spoilt:
        yield "Small capitals: none were told."


def _font(name: str) -> str:
    return str(_SUBSET.sub("", name))


def _folios(document: Document) -> str:
    labels = [page.label for page in document.pages if page.label]
    if not labels:
        return "Folios: none were told."
    places: Counter[str] = Counter()
    for page in document.pages:
        for line in page.lines:
            if line.layer is Layer.FURNITURE and line.box is not None and page.height and page.label in line.chars:
                match = _FOLIO.fullmatch(line.chars.strip())
                level = "head" if line.box.y1 < page.height / 2 else "foot"
                centre = (line.box.x0 + line.box.x1) / 2 / page.width if page.width else 0.5
                alone = "alone" if match else "beside the running head"
                places[f"at the {level}, {alone}, " + ("in the middle" if 0.4 < centre < 0.6 else "at the side")] += 1
    where = f" {places.most_common(1)[0][0]};" if places else ""
    return f"Folios:{where} {labels[0]} to {labels[-1]}. They are told by their order; no rule is needed."


def _notes(notes: Sequence[Note]) -> str:
    if not notes:
        return "Notes: none."
    labels = [note.label for note in notes]
    numbers = [int(label) for label in labels if label.isdecimal()]
    kind = "numbers" if len(numbers) == len(labels) else "signs or letters" if not numbers else "numbers and signs"
    order = ""
    if len(numbers) > 1:
        again = sum(later <= earlier for earlier, later in zip(numbers, numbers[1:], strict=False))
        order = ", counted through" if not again else f", beginning anew {again} times"
    place = "at the foot of pages" if all(note.place == "foot" for note in notes) else "at the end"
    lost = sum(note.missing or note.anchor is None for note in notes)
    return f"Notes: {len(notes)}, {place}, {kind}{order}" + (f"; {lost} without call or text." if lost else ".")


def _tables(revision: Revision) -> Iterator[str]:
    """Names that were put right, as a table that a person may switch on."""
    names = sorted({edit.after for edit in revision.edits if edit.stage == "smallcaps" and edit.applied
                    and "name" in edit.rule and _NAME.fullmatch(edit.after)})
    if names:
        yield ("# Names as they were put right in this book. Read them; without the # they hold for the next one too.\n"
               f"# [tables]\n# name_spellings = [{', '.join(map(quoted, names[:MOST_NAMES]))}]\n")
