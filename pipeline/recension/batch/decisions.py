"""Overrides of a whole batch: a folder of files, each for the document whose digest it carries.

The review page exports one file a document, named after it; two documents of one name would
meet, so the name decides nothing where the file has a digest. A file written by hand may leave
the digest out; then it is for the document that its own path names (`a/b.pdf.overrides.toml`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recension.batch.naming import display
from recension.errors import UsageError

SUFFIXES = (".json", ".toml")
MARK = ".overrides"


class File(NamedTuple):
    """One file of overrides, and the digest of its content: other decisions, another result."""

    path: str
    digest: str


class Decisions:
    """Which document has overrides. Raises UsageError or UnreadableInput for files that are not what they should be."""

    def __init__(self, place: Path | None = None) -> None:
        self._by_digest: dict[str, File] = {}
        self._by_name: dict[str, File] = {}
        self._used: set[str] = set()
        for path in () if place is None else _found(place):
            self._take(path, place if place is not None and place.is_dir() else path.parent)

    def of(self, digest: str, name: str) -> File | None:
        """The overrides of the document of this content and this name below the output folder."""
        found = self._by_digest.get(digest) or self._by_name.get(name)
        if found is not None:
            self._used.add(found.path)
        return found

    def idle(self) -> list[str]:
        """Files that no document has asked for."""
        return sorted({file.path for file in (*self._by_digest.values(), *self._by_name.values())} - self._used)

    def _take(self, path: Path, root: Path) -> None:
        from recension.overrides import read_overrides

        read = read_overrides(path)
        file = File(os.path.abspath(path), content_digest(path))
        key = read.digest or path.relative_to(root).with_suffix("").as_posix().removesuffix(MARK)
        other = (self._by_digest if read.digest else self._by_name).setdefault(key, file)
        if other is not file:
            raise UsageError(f"{display(other.path)} and {display(file.path)}: both are overrides of one document; "
                             "keep one of them in the folder")


def content_digest(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file; empty where it cannot be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def _found(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        found = sorted(path for path in place.rglob("*") if path.name.endswith(tuple(MARK + end for end in SUFFIXES)))
        if not found:
            raise UsageError(f"{display(os.fspath(place))}: no overrides are in this folder; the review page exports "
                             f"them as NAME{MARK}.json")
        yield from found
    else:
        raise UsageError(f"{display(os.fspath(place))}: there is no such file or folder of overrides; check the name")
