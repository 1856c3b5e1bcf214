"""The cage of one document: limits on what its process may take, and on what it may touch.

The child is in a session of its own, so that it can be ended with all that it may have
begun; it dies with its parent; its standard streams lead nowhere; processor time, address
space, size of files, and open files are bounded by the system. Processor time is the honest
measure on a busy machine; the clock only serves to notice that nothing moves.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from recension.batch import sandbox

MEGABYTE = 1 << 20


class Limits(NamedTuple):
    """What one document may take. No sound document of thousands studied came near these."""

    cpu: int = 120
    """Seconds of processor time, before the pages are known."""
    cpu_a_page: float = 1.0
    """Seconds of processor time that each page adds (the slowest sound page took 2, the average .05)."""
    memory: int = 2048 * MEGABYTE
    """Bytes of address space (a 600-page book takes less than 300 MB)."""
    file_size: int = 512 * MEGABYTE
    """Bytes of one output."""
    input_size: int = 1024 * MEGABYTE
    """Bytes of an input."""
    open_files: int = 64
    pages: int = 20_000

    @property
    def stall(self) -> float:
        """Seconds by the clock without a sign of life; wide, since a busy machine gives little time to each."""
        return 2.0 * self.cpu + 60

    @property
    def clock(self) -> float:
        """Seconds by the clock for all of it."""
        return 20.0 * self.cpu + 3600


def enter(limits: Limits, readable: Iterable[Path], writable: Iterable[Path], parent: int) -> None:
    """Put this process, a child of `parent`, into its cage. There is no way back."""
    import resource

    with suppress(OSError):
        os.setsid()
    _die_with(parent)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_AS, limits.memory, limits.memory)
    _limit(resource.RLIMIT_FSIZE, limits.file_size, limits.file_size)
    _limit(resource.RLIMIT_NOFILE, limits.open_files, limits.open_files)
    _limit(resource.RLIMIT_CPU, limits.cpu, int(limits.cpu + limits.cpu_a_page * limits.pages) + 5)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails with EFBIG and can be told
    sandbox.restrict(readable, writable)


def allow_for_pages(limits: Limits, pages: int) -> None:
    """More processor time for a document of so many pages, within what was fixed from outside."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(limits.cpu + limits.cpu_a_page * max(0, min(pages, limits.pages)))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if most < 0 else min(wanted, most), most))


def _die_with(parent: int) -> None:
    """Have the system end this process when its parent ends (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was gone already
        os._exit(1)


def _limit(kind: int, soft: int, hard: int) -> None:
    """Lower a limit; one that is lower already stays."""
    import resource

    _, most = resource.getrlimit(kind)
    if most >= 0:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))
