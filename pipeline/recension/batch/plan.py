"""What a batch is asked for, how it ended, and how it is interrupted."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from recension.batch import disk
from recension.batch.decisions import Decisions
from recension.batch.inputs import Input
from recension.batch.jobs import Settings
from recension.batch.naming import display
from recension.batch.outcomes import Status
from recension.errors import UsageError


class FolderFailed(UsageError):
    """The output folder takes no more: the disk is full, or gone. The ledger is sound, a later run goes on."""


def folder_failed(folder: Path, error: OSError) -> FolderFailed:
    """Why the batch cannot go on, and what to do."""
    why = error.strerror or str(error)
    if error.errno in disk.MACHINE:
        return FolderFailed(f"{display(os.fspath(folder))}: this machine has no more to give ({why}). What is done is "
                            "kept; run the same command again, with fewer --workers.")
    if not folder.is_dir():
        return FolderFailed(f"{display(os.fspath(folder))}: the folder cannot be made ({why}); give another with -o.")
    return FolderFailed(f"{display(os.fspath(folder))}: the folder takes no more ({why}). What is done is kept; "
                        "make room, or make it writable, and run the same command again.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is asked for beyond its settings."""

    inputs: tuple[Input, ...]
    folder: Path
    settings: Settings
    workers: int
    part: tuple[int, int] | None = None
    """Shard i of n."""
    resume: bool = True
    retry: bool = False
    """Try failed and quarantined documents again, too."""
    quiet: bool = False
    decisions: Decisions = field(default_factory=Decisions)
    """Overrides of single documents."""


@dataclass(slots=True)
class Report:
    """How a batch ended."""

    counts: Counter[Status]
    done_before: int
    changed: list[str]
    """Outputs that somebody changed since an earlier run; they were left alone."""
    interrupted: bool
    seconds: float
    pages: int

    @property
    def all_ok(self) -> bool:
        return not self.interrupted and set(self.counts) <= {Status.OK}


class Interrupts:
    """The first signal asks for an orderly end, the second for an end at once."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def caught(self) -> Iterator[None]:
        def handler(number: int, frame: FrameType | None) -> None:
            self.count += 1

        before = {}
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                before[number] = signal.signal(number, handler)
        except ValueError:  # not in the main thread: somebody else handles signals
            pass
        try:
            yield
        finally:
            for number, old in before.items():
                signal.signal(number, old)
