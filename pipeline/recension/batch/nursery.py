"""The warm parent: a process that has loaded all that cleaning needs, and forks a child a document.

It is started once for a batch (`python -m recension.batch.nursery FD`), loads engines, stages,
writers and word lists, and then only forks, reaps, and kills when told to. It opens no input.
So a child costs milliseconds and not a second, starts clean, and takes nobody with it.

Over the socket come jobs (with the writing end of the pipe on which the child shall answer)
and orders to kill; back go `ready`, `born` and `dead`. When the socket closes, everything ends.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

MESSAGE = 1 << 17
"""Bytes of one message on the socket, at most."""

SOCKET_KIND = socket.SOCK_SEQPACKET if sys.platform.startswith("linux") else socket.SOCK_DGRAM


def main(handle: int) -> None:
    """Serve until the other side closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Maps of characters come from the packages alone, never from where a variable points.
    os.environ.pop("CMAP_PATH", None)
    _Nursery(socket.socket(fileno=handle)).serve()


class _Nursery:
    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.children: dict[int, int] = {}  # process to number of its job
        self.readable: tuple[Path, ...] = ()

    def serve(self) -> None:
        wake, ours = os.pipe()
        os.set_blocking(ours, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(ours)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        selector = selectors.DefaultSelector()
        selector.register(self.line, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select(1.0):
                if key.fileobj is not self.line:
                    with suppress(BlockingIOError):
                        os.read(wake, 4096)
                    continue
                data, handles, _, _ = socket.recv_fds(self.line, MESSAGE, 1)
                if not data:
                    self._end()
                self._obey(json.loads(data), handles)
            self._reap()

    def _obey(self, order: dict[str, Any], handles: list[int]) -> None:
        if "warm" in order:
            self._warm(order["warm"])
        elif "kill" in order:
            for process, number in self.children.items():
                if number == order["kill"]:
                    _kill(process)
        elif "job" in order:
            self._bear(order["job"], handles[0])
        for handle in handles:
            with suppress(OSError):
                os.close(handle)

    def _warm(self, settings: dict[str, Any]) -> None:
        from recension.batch import sandbox, work
        from recension.errors import RecensionError
        from recension.rulebook.places import rules_folder

        try:
            work.warm(settings)
        except RecensionError as error:
            self._tell({"refused": str(error), "status": int(error.exit_status)})
            return
        except Exception as error:
            self._tell({"refused": f"the worker cannot start: {type(error).__name__}: {error}", "status": 6})
            return
        gc.collect()
        gc.freeze()  # what is shared with the children stays shared: their collector does not write on it
        self.readable = sandbox.program_folders((rules_folder(), *map(Path, settings["rules"])))
        self._tell({"ready": os.getpid()})

    def _bear(self, job: dict[str, Any], pipe: int) -> None:
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            self._child(job, pipe, parent)
        self.children[process] = job["number"]
        self._tell({"born": job["number"], "process": process})

    def _child(self, job: dict[str, Any], pipe: int, parent: int) -> None:
        """The child's whole life. It never returns."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.line.close()
            from recension.batch import work

            work.live(job, pipe, self.readable, parent)
        except BaseException:
            os._exit(71)
        os._exit(0)

    def _reap(self) -> None:
        while self.children:
            try:
                process, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            number = self.children.pop(process, None)
            with suppress(OSError):  # what it may have left behind in its session
                os.killpg(process, signal.SIGKILL)
            if number is not None:
                scale = 1 if sys.platform == "darwin" else 1024
                self._tell({"dead": number, "code": os.waitstatus_to_exitcode(status),
                            "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * scale})

    def _tell(self, event: dict[str, Any]) -> None:
        try:
            self.line.send(json.dumps(event).encode())
        except OSError:
            self._end()

    def _end(self) -> None:
        for process in self.children:
            _kill(process)
        deadline = time.monotonic() + 5
        while self.children and time.monotonic() < deadline:
            for process in list(self.children):
                with suppress(ChildProcessError):
                    if os.waitpid(process, os.WNOHANG)[0] == 0:
                        continue
                del self.children[process]
            time.sleep(0.01)
        os._exit(0)


def _kill(process: int) -> None:
    """The child has its own session as soon as it is caged; before that, only itself can be meant."""
    with suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    with suppress(OSError):
        os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
