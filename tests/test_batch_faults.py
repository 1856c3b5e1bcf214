"""Whatever the disk does, and whoever is killed: a later run ends where an undisturbed one ends."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batchkit import outputs, run, settled, shelf
from recension.batch import disk
from recension.batch.jobs import Answer, End, Job
from recension.batch.ledger import HOME
from recension.batch.plan import FolderFailed
from recension.batch.verify import verify
from recension.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
ERRORS = (errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EACCES)


class Failing:
    """Makes the n-th operation fail; `met` says whether there was one."""

    def __init__(self, number: int, code: int) -> None:
        self.left, self.code, self.met = number, code, False

    def __call__(self, operation: str, path: Path) -> None:
        self.left -= 1
        if self.left == 0:
            self.met = True
            raise OSError(self.code, os.strerror(self.code), str(path))


def test_every_operation_may_fail_and_the_next_run_makes_it_good(tmp_path: Path) -> None:
    source = shelf(tmp_path / "in", 2)
    run(source, tmp_path / "clean")
    wanted, rows = outputs(tmp_path / "clean"), settled(tmp_path / "clean")
    assert len(wanted) == 4
    number = 0
    while True:
        number += 1
        out = tmp_path / f"out-{number}"
        fault = Failing(number, ERRORS[number % len(ERRORS)])
        with disk.observed(fault):
            try:
                report = run(source, out)
            except UsageError as error:
                assert not fault.met or isinstance(error, FolderFailed)
                assert str(out) in str(error) or str(out.name) in str(error)
                report = None
        if not fault.met:
            assert report is not None and report.all_ok
            break
        if report is not None:  # a child's trouble with the disk: it was done again, uncharged
            assert report.all_ok and outputs(out) == wanted
        torn = {name: digest for name, digest in outputs(out).items() if wanted.get(name) != digest}
        assert not torn, f"operation {number}: {sorted(torn)}"
        assert run(source, out).all_ok
        assert outputs(out) == wanted
        assert settled(out) == rows
        assert not list((out / HOME).glob("staging*"))
    assert number > 20


def test_a_fault_at_every_operation_from_some_on(tmp_path: Path) -> None:
    """A full disk stays full: nothing that follows may make it worse."""
    source = shelf(tmp_path / "in", 2)
    run(source, tmp_path / "clean")

    for number in range(1, 30, 4):
        out = tmp_path / f"out-{number}"
        count = [0]

        def full(operation: str, path: Path, count: list[int] = count, number: int = number) -> None:
            count[0] += 1
            if count[0] >= number:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))

        with disk.observed(full), pytest.raises(UsageError):
            run(source, out)
        assert run(source, out).all_ok
        assert outputs(out) == outputs(tmp_path / "clean")


def started(source: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "recension", "batch", str(source), "-o", str(out), "--language", "en", "--workers", "2",
         *more], env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline")}, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, start_new_session=True)


def below(process: int) -> list[int]:
    """The processes that a process has begun, and those that they have."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if parent == process:
                found += [int(entry.name), *below(int(entry.name))]
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the processes")
def test_kill_9_of_anybody_loses_nothing_and_charges_nobody(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in", 40), tmp_path / "out"
    run(source, tmp_path / "clean")
    chance = random.Random(7)
    kills = 0
    for turn in range(3):
        process = started(source, out)
        deadline = time.monotonic() + 60
        while not list(out.glob("*.md")) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.5)
        children = below(process.pid)
        victim = process.pid if turn % 2 == 0 or not children else chance.choice(children)
        if process.poll() is None:
            kills += 1
            os.kill(victim, signal.SIGKILL)
        if victim == process.pid:
            process.wait()
            until = time.monotonic() + 10
            while [child for child in children if Path(f"/proc/{child}").exists()] and time.monotonic() < until:
                time.sleep(0.02)
            assert not [child for child in children if Path(f"/proc/{child}").exists()], "somebody survived"
        else:
            process.communicate(timeout=120)
    process = started(source, out)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert kills
    assert outputs(out) == outputs(tmp_path / "clean")
    assert settled(out) == settled(tmp_path / "clean")
    assert not verify(out, 2).faults


def test_interrupt_once_finishes_what_runs_and_the_rest_can_be_resumed(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in", 40), tmp_path / "out"
    process = started(source, out)
    deadline = time.monotonic() + 60
    while not list(out.glob("*.md")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    if process.returncode != 0:  # else it was done before the signal came
        assert process.returncode == 130, said
        assert b"interrupted" in said
    assert run(source, out).all_ok
    run(source, tmp_path / "clean")
    assert outputs(out) == outputs(tmp_path / "clean")


def test_a_second_batch_in_the_folder_is_refused_and_the_first_is_not_disturbed(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in", 2), tmp_path / "out"
    refused = []

    def meanwhile(job: Job) -> None:
        with pytest.raises(UsageError, match="another batch is at work") as caught:
            run(source, out)
        refused.append(str(caught.value))

    from batchkit import Inline

    assert run(source, out, engine=lambda settings, slots: Inline(settings, slots, meanwhile)).all_ok
    assert len(refused) == 2 and str(os.getpid()) in refused[0]


def test_an_attempt_that_is_lost_is_not_charged_and_one_in_trouble_is(tmp_path: Path) -> None:
    from batchkit import Inline

    source, out = shelf(tmp_path / "in", 3), tmp_path / "out"
    seen: dict[str, int] = {}

    def fate(job: Job) -> Answer | None:
        seen[job.name] = seen.get(job.name, 0) + 1
        if job.name.startswith("leaf-000") and seen[job.name] <= 3:
            return Answer(job, End.LOST, trouble="it was ended from outside (SIGKILL)")
        if job.name.startswith("leaf-001"):
            return Answer(job, End.TROUBLE, trouble="it crashed with SIGSEGV", kind="crash-sigsegv", step="pdfium")
        return None

    report = run(source, out, engine=lambda settings, slots: Inline(settings, slots, fate))
    assert not report.all_ok
    told = settled(out)
    assert told["leaf-000.txt"][0] == "ok" and seen["leaf-000.txt"] == 4
    assert told["leaf-001.txt"][0] == "quarantined" and seen["leaf-001.txt"] == 2
    assert "SIGSEGV" in told["leaf-001.txt"][1] and "2 attempts" in told["leaf-001.txt"][1]
    run(source, out)
    assert settled(out) == told, "what is quarantined is left alone"
    assert run(source, out, retry=True).all_ok
