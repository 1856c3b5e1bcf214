"""Every file that a batch opens, and every change that it makes on disk, one small operation at a time.

Nothing else in the batch opens a file, renames or removes one, but for SQLite. That keeps the
order of events in one place (write, fsync, rename, fsync of the folder), and lets a test make
the n-th operation fail, for every n. Symbolic links are never followed where we write.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Observer = Callable[[str, Path], None]

_observers: list[Observer] = []

PRIVATE = 0o700

MACHINE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Errors that say something of this machine and nothing of the file that was being opened."""


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Tell `observer` of every operation before it is done; what it raises, the operation raises."""
    _observers.append(observer)
    try:
        yield
    finally:
        _observers.remove(observer)


def announce(operation: str, path: Path) -> None:
    """An operation is about to happen: read (opening to read), open, write, fsync, rename, mkdir, commit."""
    for observer in _observers:
        observer(operation, path)


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make one folder; it may be there already, as a folder and not as a link to one."""
    announce("mkdir", path)
    with suppress(FileExistsError):
        os.mkdir(path, mode)
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        raise NotADirectoryError(f"{path} is not a folder of its own (a link, or a file)")


def make_folders(root: Path, parts: tuple[str, ...]) -> Path:
    """The folders `parts` below `root`, each a real one. A new one is on the disk when this returns."""
    path = root
    for part in parts:
        above, path = path, path / part
        if not path.is_dir() or path.is_symlink():
            make_folder(path)
            sync_folder(above)
    return path


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; when this returns it is on the disk."""
    announce("open", path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        announce("write", path)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        announce("fsync", path)
        os.fsync(handle)
    finally:
        os.close(handle)


def read_regular(path: Path | str | bytes, most: int, *, follow: bool = False) -> bytes:
    """The bytes of an ordinary file of at most `most` bytes; never waits for a pipe. Raises OSError."""
    announce("read", Path(os.fsdecode(path)))
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    handle = os.open(path, flags)
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is not an ordinary file")
        if found.st_size > most:
            raise OSError(f"it is larger than {most} bytes")
        data = file.read(most + 1)
        if len(data) > most:
            raise OSError(f"it is larger than {most} bytes")
        return data


def digest(path: bytes, most: int) -> tuple[str, int]:
    """SHA-256 and size of an ordinary file; never waits for a pipe. Raises OSError."""
    announce("read", Path(os.fsdecode(path)))
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is not an ordinary file")
        if found.st_size > most:
            raise OSError(f"it has {found.st_size} bytes, more than the {most} that one document may have here")
        return hashlib.file_digest(file, "sha256").hexdigest(), found.st_size


def rename(old: Path, new: Path) -> None:
    """Give a file its final name; what had the name is replaced in the same instant."""
    announce("rename", new)
    if new.is_dir() and not new.is_symlink():
        raise IsADirectoryError(f"{new} is a folder")
    os.replace(old, new)


def sync_folder(path: Path) -> None:
    """The names in a folder are on the disk when this returns."""
    announce("fsync", path)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """A file with new content under its name: whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        draft.unlink()
    try:
        write_new(draft, data)
        rename(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink()
    sync_folder(path.parent)


def clear(folder: Path) -> None:
    """Remove a folder and all in it, as far as that goes; links are removed, not followed."""
    with suppress(OSError):
        with os.scandir(folder) as entries:
            for entry in list(entries):
                if entry.is_dir(follow_symlinks=False):
                    clear(Path(entry.path))
                else:
                    with suppress(OSError):
                        os.unlink(entry.path)
        os.rmdir(folder)
