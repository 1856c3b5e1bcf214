"""One job, one process: a job that crashes, hangs or eats memory takes nobody with it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.isolated import Limits, run_each

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of address space are Linux's")


def work(job: str) -> str:
    if job == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if job == "leave":
        os._exit(0)
    if job == "raise":
        raise ValueError("no good")
    if job == "hang":
        time.sleep(60)
    if job == "spin":
        while True:
            pass
    if job == "eat":
        bytearray(8 << 30)
    return job.upper()


def test_each_job_ends_on_its_own_account() -> None:
    jobs = ["one", "crash", "two", "leave", "raise", "hang", "three", "eat", "spin", "four"]
    usual, soon = Limits(memory=4 << 30, cpu=1, wall=120.0), Limits(wall=1.0)
    outcomes = {outcome.job: outcome for outcome in
                run_each(work, jobs, lambda job: soon if job == "hang" else usual, at_once=3)}
    assert set(outcomes) == set(jobs)
    assert [outcomes[job].result for job in ("one", "two", "three", "four")] == ["ONE", "TWO", "THREE", "FOUR"]
    assert {job: outcome.failure for job, outcome in outcomes.items() if outcome.failure} == {
        "crash": "died: SIGSEGV", "leave": "died: exit status 0", "raise": "raised ValueError: no good",
        "hang": "time by the clock ran out", "eat": "memory ran out", "spin": "processor time ran out"}
