"""What all engines need: the stamp's words, what stands in the head of a page, which fonts there are."""

from __future__ import annotations

import functools
import importlib.util
import subprocess
from pathlib import Path

from ..texts import Text
from .styles import Style

_DOWNLOADED = {
    "fr": "Document téléchargé depuis {url} - Université de Valserre - 192.0.2.44 - 12/03/2021 14h40. © {publisher}",
    "en": "Downloaded from {url} by University of Valserre, 192.0.2.44, on 12 March 2021 14:40. © {publisher}",
    "de": "Heruntergeladen von {url} - Universität Valserre - 192.0.2.44 - 12.03.2021 14:40. © {publisher}",
    "es": "Documento descargado de {url} - Universidad de Valserre - 192.0.2.44 - 12/03/2021 14:40. © {publisher}",
    "it": "Documento scaricato da {url} - Università di Valserre - 192.0.2.44 - 12/03/2021 14:40. © {publisher}"}
NOTES_HEADING = {"fr": "Notes", "en": "Notes", "de": "Anmerkungen", "es": "Notas", "it": "Note"}
_PACKAGES = {"Source Serif Pro": "font_source_serif_pro", "Caladea": "font_caladea"}


def stamp(text: Text, style: Style) -> str:
    """The words of the stamp: which book the chapter comes from, or who fetched it and when."""
    meta = text.meta
    if style.stamp == "foot":
        return _DOWNLOADED[text.language].format(**meta)
    if style.stamp:
        return f"« {meta['book']} », {meta['editors']}, ISBN {meta['isbn']}, {meta['publisher']}, {meta['year']}, " \
               f"{meta['url']}"
    return ""


def first_page(text: Text) -> int:
    return int(text.meta.get("first_page", 1))


def heads(text: Text, style: Style) -> tuple[str, str]:
    """What stands in the head of a left and of a right page."""
    title = str(text.meta["short_title"])
    return {"author-title": (str(text.meta["author"]), title), "title": (title, title), "none": ("", "")}[style.head]


def furniture(text: Text, style: Style, pages: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Heads and folios by page of the file. The first page has no head, and its folio only if that is at the foot."""
    first = first_page(text)
    left, right = heads(text, style)
    at = {page: right if (first + page - 1) % 2 else left for page in range(2, pages + 1)}
    begin = 2 if style.folio == "head" else 1
    folios = [(page, str(first + page - 1)) for page in range(begin, pages + 1)] if style.folio != "none" else []
    return [(page, head) for page, head in at.items() if head], folios


def font_folders() -> list[Path]:
    """The folders of fonts that come from the package index."""
    found = []
    for package in _PACKAGES.values():
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin:
            found.append(Path(spec.origin).parent / "files")
    return found


@functools.cache
def installed(family: str) -> bool:
    """Whether the system, or a package of fonts, has this family."""
    if importlib.util.find_spec(_PACKAGES.get(family, "no_such_package")) is not None:
        return True
    try:
        told = subprocess.run(["fc-list", family, "family"], capture_output=True, text=True, timeout=60)
    except OSError:
        return False
    return bool(told.stdout.strip())


def font(style: Style, otherwise: str) -> str:
    return next((family for family in style.fonts if installed(family)), otherwise)
