"""The engine on a Dask cluster: the same cage, inside the workers of the cluster.

Each worker process of Dask keeps a warm parent of its own and runs one document at a time in
a caged child. A worker that dies takes no document with it: what it was at is handed out
again, and nobody is charged, since a document cannot kill more than its own child. Inputs
and the output folder must be on a file system that all machines see.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

from recension.batch.jobs import Answer, End, Job, Settings
from recension.batch.local import CannotStart, Engine, LocalEngine
from recension.errors import Doubt, UsageError

FAILURES = 1000
"""Workers that may die under one task before Dask itself gives up on it; we count by ourselves."""

LOOK = 5.0
"""Seconds between looks at whether the cluster still has its workers."""

ALONE = 120.0
"""Seconds without any worker after which that is told of, once: whoever runs the cluster may not know."""

_here: dict[Settings, LocalEngine] = {}
"""The engine of this worker process, kept warm between documents."""


def dask_engine(scheduler: str | None) -> Callable[[Settings, int], Engine]:
    """A maker of engines, as the coordinator wants it. Raises UsageError where Dask is not installed."""
    try:
        import distributed
    except ImportError as error:
        raise UsageError("--engine dask needs Dask: pip install 'recension[cluster]'") from error

    def make(settings: Settings, slots: int) -> Engine:
        import dask

        dask.config.set({"distributed.scheduler.allowed-failures": FAILURES})
        cluster: Any = None
        try:
            if scheduler is None:
                cluster = distributed.LocalCluster(
                    n_workers=slots, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0)
            client = distributed.Client(cluster or scheduler, timeout="30s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            where = scheduler or "on this machine"
            raise UsageError(f"the Dask scheduler {where} cannot be reached ({error})") from error
        return DaskEngine(client, cluster, settings, slots)

    return make


def attempt(job: Job) -> Answer:
    """One attempt, in a caged child of this worker. What a task of the cluster does."""
    engine = _here.get(job.settings)
    if engine is None:
        for old in _here.values():
            old.close()
        _here.clear()
        engine = _here[job.settings] = LocalEngine(job.settings, 1)
    try:
        engine.submit(job)
        while True:
            for answer in engine.wait(1.0):
                return answer
    except CannotStart:
        _here.pop(job.settings).close()
        raise


class DaskEngine:
    """Attempts as tasks of a Dask cluster."""

    def __init__(self, client: Any, cluster: Any, settings: Settings, slots: int) -> None:
        self.client, self.cluster, self.settings = client, cluster, settings
        self._least = slots
        self._futures: dict[Any, Job] = {}
        self._looked = self._seen = time.monotonic()

    @property
    def slots(self) -> int:
        """A few more than there are threads, so that no worker waits for us."""
        threads = sum(self.client.nthreads().values()) if self.client.status == "running" else 0
        return max(self._least, threads + threads // 4)

    def _keep(self) -> None:
        """Have as many workers as at the beginning.

        A local cluster of Dask forgets a worker that is away for a moment too long, and one whose start
        was cut short, and never begins another: without this, kills drain it, and the batch waits for ever.
        """
        now = time.monotonic()
        if now - self._looked < LOOK or self.client.status != "running":
            return
        self._looked = now
        if self.client.nthreads():
            self._seen = now
        elif now - self._seen > ALONE:
            self._seen = float("inf")
            warnings.warn("the Dask cluster has no worker; the batch waits for one", Doubt, stacklevel=2)
        if self.cluster is not None:
            self.cluster.sync(self._forget_dead)
            self.cluster.scale(self._least)

    async def _forget_dead(self) -> None:
        for name, worker in list(self.cluster.workers.items()):
            if worker.status.name in ("closed", "failed"):
                del self.cluster.workers[name]

    def submit(self, job: Job) -> None:
        self._futures[self.client.submit(attempt, job, pure=False, retries=0)] = job

    def wait(self, seconds: float) -> list[Answer]:
        deadline = time.monotonic() + seconds
        self._keep()
        while True:
            done = [future for future in self._futures if future.done()]
            if done or time.monotonic() >= deadline:
                return [self._answer(future) for future in done]
            time.sleep(0.01)

    def _answer(self, future: Any) -> Answer:
        job = self._futures.pop(future)
        if future.status == "finished":
            answer: Answer = future.result()
            return answer
        if future.status == "cancelled":
            return Answer(job, End.LOST, trouble="the cluster gave the task up", kind="killed")
        error = future.exception()
        if isinstance(error, CannotStart):
            raise error
        return Answer(job, End.LOST, trouble=f"its worker was lost ({type(error).__name__})", kind="killed")

    def stop(self) -> None:
        for future in self._futures:
            future.cancel()
        self._futures.clear()

    def close(self) -> None:
        self.client.close(timeout=10)
        if self.cluster is not None:
            self.cluster.close(timeout=10)
