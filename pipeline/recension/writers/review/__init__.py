"""The review page: one HTML file in which an editor sees every change beside the printed page.

It asks for nothing outside itself. Text of the document travels as data (JSON in blocks that a
browser does not run) and enters the page as text alone; a content policy with the hashes of
our own script and style forbids everything else. Pages are made when they come near the
window, so that a book of 500 pages opens at once.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from recension.model import Act, Edit, Layer, Revision, Ruling, Source
from recension.model.rulings import filled
from recension.writers.imprint import TOOL, tool_version
from recension.writers.markup import attribute, escaped
from recension.writers.record import entry_of, rounded
from recension.writers.review.charts import shares, stacked, table
from recension.writers.review.marks import Sheet, sheets
from recension.writers.review.outlook import Outlook, outlook
from recension.writers.review.places import boxes_of
from recension.writers.spans import cleaned

NEIGHBOURS = 40
"""Characters of the source shown on either side of an edit."""
COLOURS = 9
"""Colours for stages; what comes after the last shares the last."""


class Picture(NamedTuple):
    """The picture of a page: `data` holds it, or `href` says where it lies beside the file."""

    width: float
    height: float
    """In points, as the boxes of the source are."""
    data: bytes = b""
    kind: str = "image/png"
    href: str = ""


def render(revision: Revision, pictures: Mapping[int, Picture], settings: Mapping[str, Any] | None = None) -> bytes:
    """The page. `pictures` by page number in the file; `settings` are told again in the overrides."""
    return _Page(revision, pictures, dict(settings or {})).html().encode("utf-8", errors="backslashreplace")


def style() -> str:
    """The style sheet of the page, for other pages of the same house."""
    return _ours("page.css")


class _Page:
    def __init__(self, revision: Revision, pictures: Mapping[int, Picture], settings: dict[str, Any]) -> None:
        self.revision = revision
        self.document = revision.document
        self.source: Source = revision.document.source
        self.pictures = pictures
        self.settings = settings
        self.places = {page.number: place for place, page in enumerate(self.document.pages)}
        self.outlook: Outlook = outlook(revision)
        stages = dict.fromkeys(edit.stage for edit in revision.edits)
        self.classes = {stage: f"s{min(number, COLOURS - 1)}" for number, stage in enumerate(stages)}

    def html(self) -> str:
        style = _ours("page.css")
        script = _ours("page.js")
        images = "data:" if not any(picture.href for picture in self.pictures.values()) else "data: 'self' file:"
        policy = (f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
                  f"img-src {images}; base-uri 'none'; form-action 'none'")
        name = attribute(cleaned(self.source.name))
        body = _ours("page.html").replace("{{name}}", name).replace("{{summary}}", self._summary())
        body = body.replace("{{legend}}", self._legend()).replace("{{pages}}", self._pages())
        return "\n".join([
            "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="generator" content="{TOOL} {tool_version()}">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>Review: {name}</title>", f"<style>{style}</style>", "</head>", "<body>", body,
            *self._data(), f"<script>{script}</script>", "</body>", "</html>", ""])

    # -- what stands in the file as HTML ---------------------------------------------------

    def _summary(self) -> str:
        seen = self.outlook
        notes = [("paired", seen.paired, "good"), ("called nowhere", len(seen.uncalled), "doubt"),
                 ("missing in the source", len(seen.missing), "bad")]
        hyphens = [("joined", seen.hyphens["joined"], "good"), ("kept", seen.hyphens["kept"], "plain"),
                   ("undecided", seen.hyphens["undecided"], "bad")]
        labels = [page.label or str(page.number) for page in self.document.pages]
        facts = [("pages", seen.pages), ("changes", seen.changes), ("queries", seen.queries), ("notes", seen.notes)]
        if seen.decided:
            facts.append(("decided by hand", seen.decided))
        counted = "".join(f"<div><dt>{name}</dt><dd>{count}</dd></div>" for name, count in facts)
        odd = "".join(f'<li><a href="#page-{number}">page {number}</a>: {escaped(why)}</li>'
                      for number, why in seen.odd)
        return "\n".join([
            f'<dl class="facts">{counted}</dl>', '<div class="charts">',
            "<figure><figcaption>Changes and queries on each page, by stage</figcaption>",
            stacked(seen.by_page, self.classes, labels, f"Changes and queries by page and stage, {seen.pages} pages"),
            "</figure>",
            "<figure><figcaption>By stage</figcaption>",
            shares([(stage, seen.by_stage[stage], name) for stage, name in self.classes.items()],
                   "Share of each stage in all changes and queries"),
            table("Changes and queries", ("stage", "number"), list(seen.by_stage.items())), "</figure>",
            "<figure><figcaption>Notes and hyphens</figcaption>",
            shares(notes, "Notes: paired with their call, called nowhere, missing in the source"),
            table("Notes", ("state", "number"), [row[:2] for row in notes]),
            shares(hyphens, "Hyphens at line ends: joined, kept, undecided"),
            table("Hyphens at line ends", ("answer", "number"), [row[:2] for row in hyphens]), "</figure>",
            f"<figure><figcaption>Pages worth a look: {len(seen.odd)}</figcaption>"
            + (f'<ul class="odd">{odd}</ul>' if odd else "<p>None.</p>") + "</figure>", "</div>"])

    def _legend(self) -> str:
        return "".join(
            f'<label class="{name}"><input type="checkbox" data-stage="{attribute(stage)}" checked>'
            f'<span class="swatch"></span> {escaped(cleaned(stage))} <span class="count">{self.outlook.by_stage[stage]}'
            "</span></label>" for stage, name in self.classes.items())

    def _pages(self) -> str:
        return "\n".join(self._section(place) for place in range(len(self.document.pages)))

    def _section(self, place: int) -> str:
        page = self.document.pages[place]
        picture = self.pictures.get(page.number)
        folio = f", printed {escaped(cleaned(page.label))}" if page.label else ""
        left = '<div class="sheet witness" data-empty></div>'
        if picture is not None:
            left = (f'<div class="sheet"><svg viewBox="0 0 {picture.width:.2f} {picture.height:.2f}" role="img" '
                    f'aria-label="Picture of page {page.number}" data-empty></svg></div>')
        return (f'<section class="page" id="page-{page.number}" data-page="{place}" aria-labelledby="head-{place}" '
                f'tabindex="-1"><h2 id="head-{place}">Page {page.number}{folio}</h2>{left}'
                '<div class="text" data-empty></div></section>')

    # -- what stands in the file as data ---------------------------------------------------

    def _data(self) -> list[str]:
        made = sheets(self.revision, self.pictures.keys())
        blocks = [_block("edits", {
            "name": cleaned(self.source.name), "digest": self.source.digest, "tool": f"{TOOL} {tool_version()}",
            "language": self.document.language, "settings": self.settings, "classes": self.classes,
            "rulings": [_ruling(ruling) for ruling in self.document.rulings.values()],
            "edits": [self._edit(edit) for edit in self.revision.edits]})]
        for place, sheet in enumerate(made):
            blocks.append(_block(f"p{place}", self._sheet(place, sheet)))
        for place, page in enumerate(self.document.pages):
            picture = self.pictures.get(page.number)
            if picture is not None and not picture.href:
                image = base64.b64encode(picture.data).decode("ascii")
                blocks.append(f'<script type="text/plain" id="i{place}">data:{picture.kind};base64,{image}</script>')
        return blocks

    def _sheet(self, place: int, sheet: Sheet) -> dict[str, Any]:
        picture = self.pictures.get(self.document.pages[place].number)
        return sheet.data() | ({} if picture is None or not picture.href else {"i": picture.href})

    def _edit(self, edit: Edit) -> dict[str, Any]:
        entry = entry_of(edit)
        real = [glyph for glyph in edit.glyphs if glyph >= 0]
        left = right = ""
        if real:
            left = self.source.chars[max(0, real[0] - NEIGHBOURS) : real[0]]
            right = self.source.chars[real[-1] + 1 : real[-1] + 1 + NEIGHBOURS]
        entry |= {"boxes": [rounded(box) for box in boxes_of(edit, self.source)], "left": left, "right": right,
                  "page": self.places[edit.page]}
        if edit.by_hand:
            entry["hand"] = True
        if edit.act is Act.QUERY:
            entry["takes"] = [reading for reading in edit.readings if _can_take(edit, reading, left, right)]
        return entry


def _can_take(edit: Edit, reading: str, left: str, right: str) -> bool:
    """Can this reading be chosen, or is it only told? A line can go to a layer, a place can take letters."""
    if not edit.glyphs:
        return False
    if reading in tuple(Layer):
        return edit.layer is not Layer(reading) and edit.stage in ("watermarks", "furniture")
    if edit.stage in ("watermarks", "furniture", "footnotes", "paragraphs"):
        return False
    return filled(left + edit.before + right, len(left), len(left) + len(edit.before), reading) is not None


def _ruling(ruling: Ruling) -> dict[str, Any]:
    """An earlier decision, as an overrides file has it."""
    edit = Edit(ruling.stage, ruling.rule, ruling.act, ruling.page, None, ruling.before, "", ruling.glyphs, Layer.BODY,
                1.0, "")
    entry = {key: value for key, value in entry_of(edit).items()
             if key in ("stage", "rule", "act", "page", "before", "glyphs")}
    entry["verdict"] = "reject" if ruling.is_stet else "accept"
    return entry if ruling.reading is None else entry | {"reading": ruling.reading}


def _block(name: str, content: object) -> str:
    """Data that no browser runs, and that cannot end its element before its time."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _ours(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
