"""What this installation has, and what it lacks, for cleaning strangers' files: told, not guessed."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import NamedTuple

from recension.batch import sandbox
from recension.batch.identity import version

FLOORS = {"pdfminer.six": "20251230", "lxml": "6.1.0", "Pillow": "12.3.0"}
"""Versions below which a package has a known hole."""


class Sign(NamedTuple):
    """One thing looked at: is it as it should be, and what is there."""

    good: bool
    what: str
    found: str


def signs() -> Iterator[Sign]:
    """Everything looked at, the needful first."""
    from recension.rulebook.languages import known_languages
    from recension.rulebook.places import rules_folder

    yield Sign(True, "recension", f"{version()}, Python {platform.python_version()}, {platform.platform()}")
    try:
        yield Sign(True, "rules", f"{', '.join(known_languages())} in {rules_folder()}")
    except (FileNotFoundError, OSError) as error:
        yield Sign(False, "rules", str(error))
    for name in ("pypdfium2", "pdfplumber", "regex", "ftfy"):
        found = _version(name)
        yield Sign(bool(found), name, found or "missing; reinstall recension")
    for name, floor in FLOORS.items():
        found = _version(name)
        good = bool(found) and _numbers(found) >= _numbers(floor)
        yield Sign(good, name, found + ("" if good else f"; below {floor}, which closes a known hole: upgrade it"))
    yield Sign(bool(_version("pikepdf")), "pikepdf", _version("pikepdf") or "absent: damage is found less often; pip "
               "install 'recension[check]'")
    yield Sign(hasattr(os, "fork"), "processes", "a caged child a document" if hasattr(os, "fork") else
               "no fork here: batch does not run; use Linux, macOS, or WSL")
    landlock = sandbox.landlock_version()
    yield Sign(landlock > 0, "Landlock", f"version {landlock}: a child touches no foreign file" if landlock else
               "absent: limits and a process of its own remain, but a child could read foreign files")
    yield Sign(sandbox.has_seccomp(), "seccomp", "no network, no other programs, no new processes for a child"
               if sandbox.has_seccomp() else "absent: a child could open connections and start programs")
    yield Sign(sqlite3.sqlite_version_info >= (3, 24), "SQLite", sqlite3.sqlite_version)
    dask = _version("distributed")
    yield Sign(True, "Dask", dask or "absent: needed for --engine dask only (pip install 'recension[cluster]')")


def report() -> tuple[str, bool]:
    """The signs in lines, and whether all that is needed is there."""
    found = list(signs())
    width = max(len(sign.what) for sign in found)
    lines = [f"{'ok ' if sign.good else 'NO '} {sign.what:<{width}}  {sign.found}" for sign in found]
    needless = {"pikepdf", "Landlock", "seccomp", "Dask"}
    return "\n".join(lines) + "\n", all(sign.good for sign in found if sign.what not in needless)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


if __name__ == "__main__":
    sys.stdout.write(report()[0])
