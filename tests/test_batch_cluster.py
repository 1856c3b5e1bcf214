"""The Dask engine: the same bytes as here, and workers that die take no document with them."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from batchkit import SETTINGS, outputs, run, settled, shelf

distributed = pytest.importorskip("distributed")


@pytest.fixture(autouse=True)
def paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of the cluster are processes of their own, and import as we do."""
    root = Path(__file__).resolve().parents[1] / "pipeline"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    from recension.batch.cluster import dask_engine

    source = shelf(tmp_path / "in", 8)
    assert run(source, tmp_path / "dask", engine=dask_engine(None)).all_ok
    run(source, tmp_path / "here")
    assert outputs(tmp_path / "dask") == outputs(tmp_path / "here")
    assert settled(tmp_path / "dask") == settled(tmp_path / "here")


def test_workers_that_are_killed_charge_nobody(tmp_path: Path) -> None:
    from recension.batch.cluster import dask_engine

    source = shelf(tmp_path / "in", 40)
    make = dask_engine(None)
    over = threading.Event()

    def engine(settings: object, slots: int) -> object:
        made = make(SETTINGS, slots)

        def killer() -> None:
            while not over.wait(5.0):
                for worker in list(made.cluster.workers.values())[:1]:
                    if worker.pid:
                        os.kill(worker.pid, signal.SIGKILL)

        threading.Thread(target=killer, daemon=True).start()
        return made

    try:
        report = run(source, tmp_path / "dask", engine=engine)
    finally:
        over.set()
    assert report.all_ok, settled(tmp_path / "dask")
    run(source, tmp_path / "here")
    assert outputs(tmp_path / "dask") == outputs(tmp_path / "here")
