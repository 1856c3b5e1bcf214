"""The engine on this machine: a warm parent, and as many caged children at a time as there are slots."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from recension.batch.jobs import Answer, End, Job, Settings, as_data
from recension.batch.nursery import MESSAGE, SOCKET_KIND
from recension.batch.outcomes import NotUnderstood, parsed
from recension.errors import ExitStatus, RecensionError

MOST_ANSWER = 1 << 20
"""Bytes that a child may say in all."""

STARTS = 5
"""Times in a row that a warm parent may be lost before the batch gives up."""

WARM = 300.0
"""Seconds by the clock for the warm parent to be ready."""


class Engine(Protocol):
    """Where attempts are made. An engine never touches the ledger, nor gives a file its final name."""

    @property
    def slots(self) -> int:
        """Attempts that it takes at a time."""

    def submit(self, job: Job) -> None: ...

    def wait(self, seconds: float) -> list[Answer]: ...

    def stop(self) -> None:
        """End what runs, at once."""

    def close(self) -> None: ...


class CannotStart(RecensionError):
    """The rules are wrong, or the installation is: no document could be cleaned."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_status = ExitStatus(status)


@dataclass(slots=True)
class _Attempt:
    job: Job
    pipe: int
    began: float
    heard: float
    said: bytearray = field(default_factory=bytearray)
    step: str = ""
    verdict: bytes | None = None
    process: int = 0
    killed: str = ""
    dead: dict[str, Any] | None = None
    silent: bool = False


class LocalEngine:
    """Children of one warm parent on this machine."""

    nursery = "recension.batch.nursery"
    """The module that the warm parent runs."""

    def __init__(self, settings: Settings, slots: int) -> None:
        if not hasattr(os, "fork"):
            raise CannotStart("batch needs a system that can fork (Linux, macOS, or WSL on Windows)", 2)
        self.settings, self.slots = settings, slots
        self._attempts: dict[int, _Attempt] = {}
        self._pipes: dict[int, int] = {}
        self._lost: list[Answer] = []
        self._starts = 0
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        self._start()

    # -- the engine's face -----------------------------------------------------------------

    def submit(self, job: Job) -> None:
        reading, writing = os.pipe()
        now = time.monotonic()
        self._attempts[job.number] = _Attempt(job, reading, now, now)
        self._pipes[reading] = job.number
        os.set_blocking(reading, False)
        self._selector.register(reading, selectors.EVENT_READ)
        try:
            socket.send_fds(self._line, [json.dumps({"job": as_data(job)}).encode()], [writing])
        except OSError:
            self._rebuild()
        finally:
            os.close(writing)

    def wait(self, seconds: float) -> list[Answer]:
        for key, _ in self._selector.select(0 if self._lost else seconds):
            if key.fileobj is self._line:
                self._hear()
            elif isinstance(key.fileobj, int) and key.fileobj in self._pipes:
                self._listen(self._attempts[self._pipes[key.fileobj]])
        self._kill_late()
        answers, self._lost = self._lost, []
        for number in [number for number, attempt in self._attempts.items() if attempt.dead is not None]:
            answers.append(self._finish(self._attempts.pop(number)))
        return answers

    def stop(self) -> None:
        self._stopping = True
        for number, attempt in self._attempts.items():
            attempt.killed = "stopped"
            self._order({"kill": number})

    def close(self) -> None:
        with suppress(OSError):
            self._line.close()
        with suppress(subprocess.TimeoutExpired):
            self._parent.wait(10)
        self._parent.kill()
        self._parent.wait()
        for attempt in self._attempts.values():
            self._forget(attempt)
        self._attempts.clear()
        self._selector.close()

    # -- the warm parent -------------------------------------------------------------------

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, SOCKET_KIND)
        # The package is imported from where we were, in a checkout as well; never from the working folder.
        home = os.fspath(Path(__file__).resolve().parents[2])
        paths = [home, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        self._parent = subprocess.Popen(
            [sys.executable, "-P", "-m", self.nursery, str(theirs.fileno())], pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, start_new_session=True, env=environment)
        theirs.close()
        self._line = ours
        settings = {"language": self.settings.language, "publisher": self.settings.publisher,
                    "rules": self.settings.rules, "reader": self.settings.reader}
        ours.settimeout(WARM)
        try:
            ours.send(json.dumps({"warm": settings}).encode())
            told = json.loads(ours.recv(MESSAGE) or b"{}")
        except OSError as error:
            self._parent.kill()
            raise CannotStart(f"the warm parent of the workers does not start ({error})", 6) from error
        if "ready" not in told:
            self._parent.kill()
            self._parent.wait()
            raise CannotStart(told.get("refused", "the warm parent of the workers died as it started"),
                              told.get("status", 6))
        ours.setblocking(False)
        self._selector.register(ours, selectors.EVENT_READ)

    def _rebuild(self) -> None:
        """The warm parent is gone, and its children with it: nobody is charged, and another one starts."""
        self._starts += 1
        with suppress(KeyError, ValueError):
            self._selector.unregister(self._line)
        self._line.close()
        self._parent.kill()
        self._parent.wait()
        for attempt in self._attempts.values():
            self._forget(attempt)
            end = End.STOPPED if self._stopping else End.LOST
            self._lost.append(Answer(attempt.job, end, trouble="its parent process was ended from outside"))
        self._attempts.clear()
        if self._starts > STARTS:
            raise CannotStart("the warm parent of the workers is ended from outside again and again; "
                              "is there enough memory for so many workers (--workers, --memory)?", 6)
        if not self._stopping:
            self._start()

    def _order(self, order: dict[str, Any]) -> None:
        with suppress(OSError):
            self._line.send(json.dumps(order).encode())

    def _hear(self) -> None:
        for event in self._events():
            attempt = self._attempts.get(event.get("born", event.get("dead", -1)))
            if attempt is None:
                continue
            if "born" in event:
                attempt.process = event["process"]
                attempt.heard = time.monotonic()
            else:
                attempt.dead = event
                self._listen(attempt)

    def _events(self) -> Iterator[dict[str, Any]]:
        while True:
            try:
                data = self._line.recv(MESSAGE)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._rebuild()
                return
            yield json.loads(data)

    # -- the children ----------------------------------------------------------------------

    def _listen(self, attempt: _Attempt) -> None:
        """Take what the child says: steps a line each, the verdict last. More than a little is too much."""
        while not attempt.silent:
            try:
                data = os.read(attempt.pipe, 65536)
            except BlockingIOError:
                break
            if not data:
                self._forget(attempt)
                break
            attempt.said += data
            attempt.heard = time.monotonic()
            while (end := attempt.said.find(b"\n")) >= 0:
                line = bytes(attempt.said[:end])
                del attempt.said[: end + 1]
                if line.startswith(b"."):
                    attempt.step = line[1:60].decode("ascii", "replace")
                else:
                    attempt.verdict = line
            if len(attempt.said) > MOST_ANSWER:
                self._kill(attempt, "it said more than a child may say")
                self._forget(attempt)

    def _forget(self, attempt: _Attempt) -> None:
        if not attempt.silent:
            attempt.silent = True
            self._selector.unregister(attempt.pipe)
            del self._pipes[attempt.pipe]
            os.close(attempt.pipe)

    def _kill(self, attempt: _Attempt, why: str) -> None:
        if not attempt.killed:
            attempt.killed = why
            self._order({"kill": attempt.job.number})

    def _kill_late(self) -> None:
        now = time.monotonic()
        for attempt in self._attempts.values():
            limits = attempt.job.settings.limits
            if now - attempt.heard > limits.stall:
                self._kill(attempt, f"no sign of life for {limits.stall:.0f} s")
            elif now - attempt.began > limits.clock:
                self._kill(attempt, f"it took more than {limits.clock:.0f} s")

    def _finish(self, attempt: _Attempt) -> Answer:
        self._forget(attempt)
        self._starts = 0
        dead = attempt.dead or {}
        seconds = time.monotonic() - attempt.began
        code, cpu = int(dead.get("code", 0)), float(dead.get("cpu", 0.0))
        answer = Answer(attempt.job, End.TROUBLE, step=attempt.step, seconds=seconds)
        if self._stopping or attempt.killed == "stopped":
            return replace(answer, end=End.STOPPED)
        if attempt.killed:
            return replace(answer, trouble=attempt.killed, kind="limit-time")
        if attempt.verdict is not None and code == 0:
            return self._told(answer, attempt.verdict, cpu, int(dead.get("memory", 0)))
        if code == -signal.SIGXCPU:
            return replace(answer, trouble=f"it used up its processor time ({cpu:.0f} s)", kind="limit-cpu")
        if code == -signal.SIGKILL:
            # Not we: the limits end a child with other signals. Out of memory as a whole, or somebody's hand.
            return replace(answer, end=End.LOST, trouble="it was ended from outside (SIGKILL)", kind="killed")
        if code < 0:
            name = signal.Signals(-code).name if -code in signal.Signals.__members__.values() else str(-code)
            memory = " (the usual end when PDFium runs out of memory)" if name == "SIGABRT" else ""
            return replace(answer, trouble=f"it crashed with {name}{memory}", kind=f"crash-{name.lower()}")
        return replace(answer, trouble=f"it ended without an answer (status {code})", kind="no-answer")

    def _told(self, answer: Answer, verdict: bytes, cpu: float, memory: int) -> Answer:
        if verdict.startswith(b"!"):
            what, _, said = verdict[1:400].decode("utf-8", "replace").partition(":")
            end = End.FOLDER if what == "folder" else End.TROUBLE
            return replace(answer, end=end, trouble=said, kind=what)
        try:
            outcome = parsed(verdict, answer.job.settings.formats)
        except NotUnderstood as error:
            return replace(answer, trouble=f"its answer was not understood ({error})", kind="no-answer")
        return replace(answer, end=End.TOLD, outcome=replace(outcome, cpu=cpu, memory=memory))
