"""Which files a batch is about: files, folders, patterns, lists; in one order on every machine.

A folder means every file in it and below it that looks like a PDF or an extracted text by its
suffix; hidden files are left out, and so is the output folder. A file that is named is taken
whatever it is called. Files are told apart by their absolute path. Nothing is opened here.
"""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from recension.batch.naming import display, names
from recension.errors import UsageError

SUFFIXES = (b".pdf", b".txt")
"""What is taken from a folder."""


class Input(NamedTuple):
    """A file to clean: where it is, and the name, below the output folder, of what becomes of it."""

    path: bytes
    name: str


def collect(given: Iterable[str | os.PathLike[str]], lists: Iterable[str | os.PathLike[str]] = (),
            leave_out: Path | None = None) -> list[Input]:
    """The inputs in the order of their paths. Raises UsageError where one is missing, or none is found.

    `lists` are files that name an input a line (or, where they hold a zero byte, with zero
    bytes between); `-` is standard input.
    """
    found: dict[bytes, bytes] = {}
    closed = None if leave_out is None else os.fsencode(os.path.realpath(leave_out))
    for one in (*given, *(name for source in lists for name in _listed(source))):
        for path, relative in _expanded(os.fsencode(one), closed):
            found.setdefault(path, relative)
    if not found:
        raise UsageError("no input: the folders and patterns that were given hold no file that ends in .pdf or .txt"
                         + ("" if leave_out is None else " (the output folder is not looked into)"))
    named = names(found.items())
    return [Input(path, named[path]) for path in sorted(found)]


def shard(inputs: Iterable[Input], number: int, of: int) -> list[Input]:
    """Part `number` (from 1) of `of` parts. By the name, so that a part does not change when files come or go."""
    return [one for one in inputs
            if int.from_bytes(hashlib.sha256(one.name.encode()).digest()[:8], "big") % of == number - 1]


def _expanded(given: bytes, closed: bytes | None) -> Iterator[tuple[bytes, bytes]]:
    path = os.path.abspath(given)
    if os.path.isdir(path):
        for file in _below(path, closed):
            yield file, os.path.relpath(file, path)
    elif os.path.lexists(path):
        yield path, os.path.basename(path)
    elif glob.has_magic(given):
        matches = sorted(glob.glob(given, recursive=True))
        if not matches:
            raise UsageError(f"{display(given)}: nothing matches this pattern")
        base = _fixed_part(given)
        for match in matches:
            if os.path.isfile(match) and not _inside(os.path.abspath(match), closed):
                yield os.path.abspath(match), os.path.relpath(match, base or b".")
    else:
        raise UsageError(f"{display(given)}: there is no such file or folder; check the name")


def _below(folder: bytes, closed: bytes | None) -> Iterator[bytes]:
    """Files below a folder, links to folders not followed, so that a link to above cannot turn in circles."""
    for here, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith(b"."))
        if _inside(here, closed):
            folders.clear()
            continue
        for name in files:
            if not name.startswith(b".") and name.lower().endswith(SUFFIXES):
                yield os.path.join(here, name)


def _unreadable(error: OSError) -> None:
    raise UsageError(f"{display(error.filename)}: the folder cannot be read ({error.strerror}); "
                     "make it readable, or name the files") from error


def _inside(path: bytes, closed: bytes | None) -> bool:
    if closed is None:
        return False
    real = os.path.realpath(path)
    return real == closed or real.startswith(closed + b"/")


def _fixed_part(pattern: bytes) -> bytes:
    """The folders of a pattern before its first wildcard."""
    parts = pattern.split(b"/")
    fixed: list[bytes] = []
    for part in parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return b"/".join(fixed) or (b"/" if pattern.startswith(b"/") else b"")


def _listed(source: str | os.PathLike[str]) -> Iterator[str]:
    try:
        data = sys.stdin.buffer.read() if str(source) == "-" else Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"{display(os.fspath(source))}: the list cannot be read ({error.strerror}); check its "
                         "name, or give - for standard input") from error
    between = b"\0" if b"\0" in data else b"\n"
    for line in data.split(between):
        name = line.strip(b"\r") if between == b"\n" else line
        if name.strip():
            yield os.fsdecode(name)
