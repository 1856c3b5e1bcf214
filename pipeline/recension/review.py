"""The review page of a file: clean it, draw its pages, write one HTML file."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recension.clean import Input, Progress, bytes_of, clean, read
from recension.delivery import deliver
from recension.errors import Doubt, UnreadableInput, UsageError
from recension.model import Revision
from recension.pictures import Drawn, drawn
from recension.readers._kinds import SAVED, kind_of

INSIDE = 40_000_000
"""Bytes of pictures up to which they go into the file itself; more lie in a folder beside it."""

CHOICES = ("auto", "inside", "beside", "none")


def write_review(source: Input, target: str | os.PathLike[str], *, pictures: str = "auto", dpi: int = 110,
           reader: str = "auto", pages: Any = None, strict: bool = False, progress: Progress = None,
           **options: Any) -> Revision:
    """Clean `source` and write its review page to `target`; returns the revision that it shows.

    `pictures`: `inside` the file, `beside` it in the folder `<name>.pages`, `none`, or `auto`
    (inside while they are not too large). `dpi` is their resolution. All other options are those
    of `clean`. Raises what `clean` raises, and UsageError for a target that cannot be written.
    """
    if pictures not in CHOICES:
        raise UsageError(f"pictures are {', '.join(CHOICES)}, not {pictures!r}")
    if Path(target).suffix.lower() not in (".html", ".htm", ".xhtml"):
        raise UsageError(f"{target}: the review page is HTML; give it a name that ends in .html")
    if not Path(target).absolute().parent.is_dir():
        raise UsageError(f"{target} cannot be written: the folder {Path(target).parent} does not exist; make it first")
    data, name = bytes_of(source)
    file = io.BytesIO(data)
    file.name = name
    document = read(file, reader=reader, pages=pages, strict=strict)
    revision = clean(document, strict=strict, progress=progress, **options)
    told = {key: str(value) for key, value in {"reader": reader, "pages": pages, **options}.items()
            if value and key in ("reader", "pages", "language", "publisher") and isinstance(value, str)}
    if progress is not None:
        progress("pictures")
    if pictures != "none" and kind_of(data) is SAVED:
        warnings.warn(f"{name}: a saved source has no pictures of the pages; review the original to see them.", Doubt,
                      stacklevel=2)
    wanted = [] if pictures == "none" or not data.startswith(b"%PDF") else [page.number for page in document.pages]
    deliver(page_of(revision, Path(target), _drawn(data, wanted, dpi), pictures, told))
    return revision


def page_of(revision: Revision, target: Path, pages: list[Drawn], pictures: str = "auto",
            settings: Mapping[str, Any] | None = None) -> dict[Path, bytes]:
    """The files of a review page: the page itself first, then pictures that lie beside it."""
    from recension.writers.review import Picture, render

    beside = pictures == "beside" or (pictures == "auto" and sum(len(page.png) for page in pages) > INSIDE)
    folder = target.with_name(f"{target.stem}.pages")
    if not beside:
        shown = {page.number: Picture(page.width, page.height, page.png) for page in pages}
        return {target: render(revision, shown, settings)}
    from urllib.parse import quote

    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {folder} for the pictures cannot be made: {error.strerror or error}") from error
    names = {page.number: f"{page.number:05}.png" for page in pages}
    shown = {page.number: Picture(page.width, page.height, href=f"{quote(folder.name)}/{names[page.number]}")
             for page in pages}
    return {target: render(revision, shown, settings)} | {folder / names[page.number]: page.png for page in pages}


def _drawn(data: bytes, pages: list[int], dpi: int) -> list[Drawn]:
    """The pictures; a file that the reader could read and PDFium cannot draw is shown without."""
    if not pages:
        return []
    try:
        return list(drawn(data, pages, dpi))
    except UnreadableInput as error:
        warnings.warn(str(error), Doubt, stacklevel=3)
        return []
