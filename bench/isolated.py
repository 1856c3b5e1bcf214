"""One job, one throw-away process, with limits: a document that crashes or eats memory takes only itself down."""

from __future__ import annotations

import faulthandler
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple


class Limits(NamedTuple):
    """What one job may take."""

    memory: int = 3 << 30
    """Bytes of address space, the parent's own (about 0.3 GiB) included."""
    cpu: int = 30
    """Seconds of processor time: the honest measure on a busy machine."""
    wall: float = 240.0
    """Seconds by the clock, in case it sleeps."""


class Outcome(NamedTuple):
    """What came of a job: its result, or in `failure` why there is none."""

    job: Any
    result: Any = None
    failure: str = ""


def run_each(work: Callable[[Any], Any], jobs: Iterable[Any], limits: Callable[[Any], Limits],
             at_once: int | None = None) -> Iterator[Outcome]:
    """Do the jobs, a few at a time, each in a process of its own; outcomes come as they are ready."""
    context = multiprocessing.get_context("fork")
    waiting = iter(jobs)
    running: dict[Connection, tuple[Any, Any, float]] = {}
    slots = at_once or os.cpu_count() or 1
    more = True
    while more or running:
        while more and len(running) < slots:
            job = next(waiting, None)
            if job is None:
                more = False
                break
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_child, args=(work, job, limits(job), theirs))
            process.start()
            theirs.close()
            running[ours] = (job, process, time.monotonic() + limits(job).wall)
        for ready in multiprocessing.connection.wait(list(running), timeout=1.0):
            assert isinstance(ready, Connection)
            job, process, _ = running.pop(ready)
            yield _outcome(ready, job, process)
        for late in [pipe for pipe, (_, _, deadline) in running.items() if time.monotonic() > deadline]:
            job, process, _ = running.pop(late)
            process.kill()
            process.join()
            late.close()
            yield Outcome(job, failure="time by the clock ran out")


def _outcome(pipe: Connection, job: Any, process: Any) -> Outcome:
    try:
        result = pipe.recv()
    except EOFError:
        process.join()
        status = process.exitcode or 0
        why = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return Outcome(job, failure="processor time ran out" if why == "SIGXCPU" else f"died: {why}")
    finally:
        pipe.close()
    process.join()
    return Outcome(job, *result)


def _child(work: Callable[[Any], Any], job: Any, limits: Limits, pipe: Connection) -> None:
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    try:
        answer = (work(job), "")
    except MemoryError:
        answer = (None, "memory ran out")
    except BaseException as error:
        answer = (None, f"raised {type(error).__name__}: {error}")
    pipe.send(answer)
    pipe.close()
    os._exit(0)
