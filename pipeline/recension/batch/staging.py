"""From a child's staging folder to final names: look, sync, rename, sync; the ledger comes after.

Staging is on the file system of the outputs, so that a rename is one act. A child's files
are taken for data: they must be ordinary files of the right digest. Every attempt has a
folder of its own, so that a late one, of a machine that was thought lost, meets nobody.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from recension.batch import disk
from recension.batch.ledger import HOME
from recension.delivery import SUFFIXES

MOST = 1 << 30
"""Bytes of one output that are read back."""

PROBE = 1 << 16
"""Bytes written to see whether there is room."""


class Staging:
    """The staging folders of a batch, or of one shard of it."""

    def __init__(self, folder: Path, shard: str = "") -> None:
        self.folder = folder
        home = folder / HOME
        self._root = home / f"staging.{shard}" if shard else home / "staging"
        disk.clear(self._root)  # what a batch left that was cut short
        disk.make_folder(self._root, disk.PRIVATE)

    def new(self) -> Path:
        """An empty folder for one attempt."""
        path = self._root / secrets.token_hex(8)
        disk.make_folder(path, disk.PRIVATE)
        return path

    def drop(self, path: Path) -> None:
        disk.clear(path)

    def probe(self) -> None:
        """Does the folder take what is written? Raises OSError where it does not."""
        path = self.new()
        disk.write_new(path / "probe", b"x" * PROBE)
        self.drop(path)

    def close(self) -> None:
        disk.clear(self._root)

    def commit(self, path: Path, files: Mapping[str, str], name: str) -> dict[str, str]:
        """Give the files of an attempt their final names, and have them there for good.

        `files` are formats and digests as the child told them. Returns names below the output
        folder with their digests. Raises OSError where the folder does not take them, and
        Tampered where a file is not what it was said to be.
        """
        for format, digest in files.items():
            staged = path / f"out{SUFFIXES[format]}"
            try:
                found = hashlib.sha256(disk.read_regular(staged, MOST)).hexdigest()
            except FileNotFoundError as error:
                raise Tampered(f"the file {staged.name} is missing") from error
            if found != digest:
                raise Tampered(f"the file {staged.name} is not what it was said to be")
        *folders, last = name.split("/")
        place = disk.make_folders(self.folder, tuple(folders))
        final: dict[str, str] = {}
        for format, digest in files.items():
            disk.rename(path / f"out{SUFFIXES[format]}", place / (last + SUFFIXES[format]))
            final["/".join((*folders, last + SUFFIXES[format]))] = digest
        disk.sync_folder(place)
        self.drop(path)
        return final


class Tampered(Exception):
    """A child's files are not what it said."""


def standing(folder: Path, files: Mapping[str, str]) -> tuple[bool, list[str]]:
    """Are the outputs of a document all there; and which of them were changed since."""
    changed: list[str] = []
    for name, digest in files.items():
        path = folder / name
        try:
            if hashlib.sha256(disk.read_regular(path, MOST)).hexdigest() != digest:
                changed.append(name)
        except OSError as error:
            if error.errno in disk.MACHINE:
                raise
            if not os.path.lexists(path):
                return False, changed
            changed.append(name)
    return bool(files), changed
