"""Where results go: the format that a file name asks for, and files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from recension.errors import UsageError

SUFFIXES: Mapping[str, str] = {
    "md": ".md",
    "txt": ".txt",
    "tei": ".tei.xml",
    "html": ".html",
    "json": ".json",
    "edits": ".edits.jsonl",
}
"""The formats, and the suffix under which each is written."""

_ALSO = {".markdown": "md", ".text": "txt", ".xml": "tei", ".htm": "html", ".jsonl": "edits"}


def format_of(path: Path) -> str | None:
    """The format that a file's name asks for; None where it does not say."""
    name = path.name.lower()
    known = {suffix: format for format, suffix in SUFFIXES.items()} | _ALSO
    fitting = [suffix for suffix in known if name.endswith(suffix)]
    return known[max(fitting, key=len)] if fitting else None


def checked_format(name: str) -> str:
    """The format's name, or UsageError that says which there are."""
    if name not in SUFFIXES:
        raise UsageError(f"the format {name!r} is unknown; there are {', '.join(SUFFIXES)}")
    return name


def deliver(files: Mapping[Path, bytes]) -> None:
    """Write these files, each whole or not at all.

    Everything is first written beside its target under another name; only when all of it is
    on the disk do the files take their names. A failure leaves the old files as they were,
    nothing new behind, and raises UsageError with what to do.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for target, data in files.items():
            if target.exists() and not (target.is_file() or target.is_dir()):
                _pour(data, target)
                continue
            draft = target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")
            waiting.append((draft, target))
            _write(draft, data, target)
        for draft, target in waiting:
            draft.replace(target)
    except OSError as error:
        raise UsageError(_why(error, target)) from error
    finally:
        for draft, _ in waiting:
            with suppress(OSError):
                draft.unlink()


def _pour(data: bytes, target: Path) -> None:
    """Into a pipe or a device, such as /dev/stdout: it takes what comes, and is not replaced by a file."""
    with open(target, "wb", buffering=0) as file:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]


def _write(draft: Path, data: bytes, target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _why(error: OSError, target: Path) -> str:
    if isinstance(error, IsADirectoryError):
        return f"{target} is a folder; name a file, or end the name with a slash to write into it"
    if isinstance(error, FileNotFoundError) and not target.parent.is_dir():
        return f"{target} cannot be written: the folder {target.parent} does not exist; make it first"
    if isinstance(error, PermissionError):
        return f"{target} cannot be written: permission denied; choose another place with -o"
    return f"{target} cannot be written: {error.strerror or error}; nothing was left behind"
