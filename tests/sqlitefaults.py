"""Makes SQLite's own calls to the system fail: its opens, writes, syncs, truncations, maps of shared memory, removals.

Its layer over the system is a table of functions in the library that Python's module has
loaded as well; some of them are replaced in place, and tell `disk.announce` before they do
what they did. What an observer raises becomes the code that SQLite gives for that errno.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any

from recension.batch import disk

FULL, CANTOPEN, WRITE, FSYNC, TRUNCATE, DELETE, SHM_MAP = 13, 14, 778, 1034, 1546, 2570, 5386

METHODS = ("close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved", "control", "sector",
           "device", "map", "map_lock", "map_barrier", "unmap", "fetch", "unfetch")


class _Vfs(ctypes.Structure):
    _fields_ = [("version", c_int), ("size", c_int), ("longest", c_int), ("next", c_void_p), ("name", c_char_p),
                ("data", c_void_p), ("open", c_void_p), ("delete", c_void_p)]


class _Methods(ctypes.Structure):
    _fields_ = [("version", c_int), *((name, c_void_p) for name in METHODS)]


class _File(ctypes.Structure):
    _fields_ = [("methods", POINTER(_Methods))]


# Names go through as the addresses they came as: SQLite keeps that of a file it opens, and makes the names of its
# companions (`-shm`) from it; a copy of ours would be gone by then.
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
REMOVE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
CALLS: dict[str, tuple[str, int, Any]] = {
    "write": ("write", WRITE, CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)),
    "truncate": ("write", TRUNCATE, CFUNCTYPE(c_int, c_void_p, c_int64)),
    "sync": ("fsync", FSYNC, CFUNCTYPE(c_int, c_void_p, c_int)),
    "map": ("open", SHM_MAP, CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, c_void_p)),
}

_kept: list[object] = []
"""Functions and tables that files of SQLite may still point to."""


def loaded() -> ctypes.CDLL | None:
    """The library of SQLite that Python itself uses, where it is a library of its own."""
    for name in ("libsqlite3.so.0", "libsqlite3.dylib"):
        try:
            found = ctypes.CDLL(name)
        except OSError:
            continue
        found.sqlite3_libversion.restype = c_char_p
        found.sqlite3_vfs_find.restype = POINTER(_Vfs)
        found.sqlite3_vfs_find.argtypes = [c_char_p]
        mine = found.sqlite3_libversion().decode() == sqlite3.sqlite_version and _is_loaded_by_python(name)
        return found if mine else None
    return None


def _is_loaded_by_python(name: str) -> bool:
    import _sqlite3

    return name.encode() in Path(_sqlite3.__file__).read_bytes()


@contextmanager
def announced(found: ctypes.CDLL) -> Iterator[None]:
    """While this lasts, files that SQLite opens tell of every call."""
    vfs = found.sqlite3_vfs_find(None).contents
    old_open, old_delete = OPEN(vfs.open), REMOVE(vfs.delete)
    before = vfs.open, vfs.delete
    tables: dict[int, _Methods] = {}

    def opened(layer: int, name: int | None, file: Any, flags: int, given: int) -> int:
        if code := _code("open", _text(name), CANTOPEN):
            file.contents.methods = POINTER(_Methods)()
            return code
        code = old_open(layer, name, file, flags, given)
        if code == 0:
            own = file.contents.methods
            address = ctypes.addressof(own.contents)
            if address not in tables:
                tables[address] = _telling(own.contents)
            file.contents.methods = ctypes.pointer(tables[address])
        return code

    def removed(layer: int, name: int | None, sync: int) -> int:
        return _code("remove", _text(name), DELETE) or old_delete(layer, name, sync)

    new_open, new_delete = OPEN(opened), REMOVE(removed)
    _kept.extend((new_open, new_delete, tables))
    vfs.open, vfs.delete = ctypes.cast(new_open, c_void_p), ctypes.cast(new_delete, c_void_p)
    try:
        yield
    finally:
        vfs.open, vfs.delete = before


def _telling(methods: _Methods) -> _Methods:
    table = _Methods.from_buffer_copy(methods)
    for name, (operation, failure, kind) in CALLS.items():
        if not getattr(methods, name) or (name == "map" and methods.version < 2):
            continue
        made = kind(_call(operation, failure, kind(getattr(methods, name))))
        _kept.append(made)
        setattr(table, name, ctypes.cast(made, c_void_p))
    return table


def _call(operation: str, failure: int, old: Callable[..., int]) -> Callable[..., int]:
    def call(*values: Any) -> int:
        return _code(operation, b"the ledger", failure) or old(*values)

    return call


def _text(name: int | None) -> bytes | None:
    return None if name is None else ctypes.string_at(name)


def _code(operation: str, name: bytes | None, failure: int) -> int:
    """Tell of a call; 0, or the code of SQLite for what was raised."""
    try:
        disk.announce(operation, Path(os.fsdecode(name or b"a temporary file")))
    except OSError as error:
        return FULL if error.errno == errno.ENOSPC and failure != CANTOPEN else failure
    return 0
