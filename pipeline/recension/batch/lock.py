"""One batch at a time in a folder, or several shards of one: held by the system, gone with the process.

A whole batch locks the folder for itself. Shards share that lock and each holds one of its
own, so that two runs of the same shard cannot meet. The lock file says who holds it.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from recension.batch import disk
from recension.batch.ledger import HOME
from recension.errors import UsageError


class Lock:
    """Held from its making until `close`. Raises UsageError when somebody else holds it."""

    def __init__(self, folder: Path, shard: str = "") -> None:
        self._handles: list[int] = []
        home = folder / HOME
        try:
            self._take(home / "lock", shared=bool(shard))
            if shard:
                self._take(home / f"lock.{shard}", shared=False)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        for handle in self._handles:
            os.close(handle)
        self._handles.clear()

    def _take(self, path: Path, shared: bool) -> None:
        import fcntl

        disk.announce("open", path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        self._handles.append(handle)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
            raise UsageError(f"{path.parent.parent}: another batch is at work in this folder"
                             + (f" ({who})" if who.isprintable() and who else "")
                             + "; wait for it, or give another folder with -o") from error
        if not shared:
            disk.announce("write", path)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
