"""The Dask engine: the same bytes as here, and workers that die take no document with them."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from pathlib import Path

import pytest

from batchkit import SETTINGS, outputs, run, settled, shelf

distributed = pytest.importorskip("distributed")

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SLOW = bool(os.environ.get("RECENSION_SLOW"))
"""The slow job does 200 documents that take a while each; else forty short ones."""


@pytest.fixture(autouse=True)
def paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of the cluster are processes of their own, and import as we do."""
    root = Path(__file__).resolve().parents[1] / "pipeline"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    from recension.batch.cluster import dask_engine

    source = shelf(tmp_path / "in", 8)
    for sample in sorted(SAMPLES.glob("*/input.pdf"))[:2]:
        shutil.copy(sample, source / f"{sample.parent.name}.pdf")
    run(source, tmp_path / "dask", engine=dask_engine(None))
    run(source, tmp_path / "here")
    assert outputs(tmp_path / "here")
    assert outputs(tmp_path / "dask") == outputs(tmp_path / "here")
    assert settled(tmp_path / "dask") == settled(tmp_path / "here")


def test_workers_that_are_killed_charge_nobody(tmp_path: Path) -> None:
    from recension.batch.cluster import dask_engine

    source = shelf(tmp_path / "in", 160 if SLOW else 40)
    for number, sample in enumerate(sorted(SAMPLES.glob("*/input.pdf")) * 40 if SLOW else ()):
        if number < 40:
            shutil.copy(sample, source / f"{number:02}-{sample.parent.name}.pdf")
    make = dask_engine(None)
    over = threading.Event()
    killed: list[int] = []

    def engine(settings: object, slots: int) -> object:
        made = make(SETTINGS, slots)

        def killer() -> None:
            while not over.wait(5.0):
                for worker in list(made.cluster.workers.values())[:1]:
                    if worker.pid:
                        os.kill(worker.pid, signal.SIGKILL)
                        killed.append(worker.pid)

        threading.Thread(target=killer, daemon=True).start()
        return made

    try:
        report = run(source, tmp_path / "dask", engine=engine)
    finally:
        over.set()
    print(f"{len(killed)} workers killed, {dict(report.counts)}")
    run(source, tmp_path / "here")
    assert settled(tmp_path / "dask") == settled(tmp_path / "here"), "nobody is charged, nobody quarantined"
    assert outputs(tmp_path / "dask") == outputs(tmp_path / "here")
    assert not SLOW or len(killed) >= 5


def test_a_cluster_that_forgot_its_workers_gets_others(tmp_path: Path) -> None:
    """Dask drops a worker that is away for long, and begins no other: what kills at a bad moment come to."""
    from recension.batch import cluster
    from recension.batch.cluster import dask_engine

    make = dask_engine(None)

    def engine(settings: object, slots: int) -> object:
        made = make(SETTINGS, slots)

        async def drop() -> None:
            for name, worker in list(made.cluster.workers.items()):
                await worker.close()
                del made.cluster.workers[name]

        made.cluster.sync(drop)
        assert not made.cluster.workers
        return made

    cluster.LOOK, before = 0.5, cluster.LOOK
    try:
        assert run(shelf(tmp_path / "in", 4), tmp_path / "dask", engine=engine).all_ok
    finally:
        cluster.LOOK = before
