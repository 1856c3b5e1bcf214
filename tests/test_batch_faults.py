"""Whatever the disk does, and whoever is killed: a later run ends where an undisturbed one ends."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sqlitefaults
from batchkit import Inline, outputs, run, settled, shelf
from recension.batch import disk
from recension.batch.jobs import Answer, End, Job
from recension.batch.ledger import HOME
from recension.batch.outcomes import UNREAD, Outcome, Status
from recension.batch.plan import FolderFailed
from recension.batch.verify import verify
from recension.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
ERRORS = (errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EACCES)


class Failing:
    """Makes the n-th operation fail; `met` says whether there was one, and which."""

    def __init__(self, number: int, code: int) -> None:
        self.left, self.code, self.met = number, code, ""

    def __call__(self, operation: str, path: Path) -> None:
        self.left -= 1
        if self.left == 0:
            self.met = f"{operation} {path.name}"
            raise OSError(self.code, os.strerror(self.code), str(path))


SLOW = bool(os.environ.get("RECENSION_SLOW"))
"""The slow job tries every errno at every operation; else they take turns."""

SQLITE = sqlitefaults.loaded()


@pytest.mark.parametrize("turn", range(len(ERRORS)) if SLOW else [0])
@pytest.mark.skipif(SQLITE is None, reason="Python's SQLite is not a library of its own, so its calls cannot be seen")
def test_every_operation_may_fail_and_the_next_run_makes_it_good(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int) -> None:
    """Ours and SQLite's: reads, opens, writes, syncs, renames, removals, folders, commits."""
    assert SQLITE is not None
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    source = shelf(tmp_path / "in", 2)
    run(source, tmp_path / "clean")
    wanted, rows = outputs(tmp_path / "clean"), settled(tmp_path / "clean")
    assert len(wanted) == 4
    number = 0
    kinds = set[str]()
    while True:
        number += 1
        out = tmp_path / f"out-{number}"
        fault = Failing(number, ERRORS[(number + turn) % len(ERRORS)])
        with disk.observed(fault), sqlitefaults.announced(SQLITE):
            try:
                report = run(source, out)
            except UsageError as error:
                assert isinstance(error, FolderFailed), f"{fault.met}: {error}"
                assert str(out) in str(error)
                report = None
        if not fault.met:
            assert report is not None and report.all_ok
            break
        kinds.add(fault.met)
        if report is not None and not report.all_ok:  # only an input that could not be opened is the document's own
            failed = [told for told in settled(out).values() if told[0] != "ok"]
            assert failed == [("failed", f"the file cannot be read ({os.strerror(fault.code)})")], fault.met
            assert fault.met.startswith("read leaf-")
        torn = {name: digest for name, digest in outputs(out).items() if wanted.get(name) != digest}
        assert not torn, f"operation {number}, {fault.met}: {sorted(torn)}"
        assert run(source, out).all_ok, fault.met
        assert outputs(out) == wanted
        assert settled(out) == rows, fault.met
        assert not list((out / HOME).glob("staging*"))
        shutil.rmtree(out)
    assert not list(here.iterdir()), "a file outside the output folder"
    met = {kind.split()[0] for kind in kinds}
    assert met == {"read", "open", "write", "fsync", "rename", "remove", "mkdir", "commit"}, met
    assert {"write the ledger", "fsync the ledger", "open ledger.sqlite", "open ledger.sqlite-wal"} <= kinds


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

    assert run(source, out, engine=lambda settings, slots: Inline(settings, slots, meanwhile)).all_ok
    assert len(refused) == 2 and str(os.getpid()) in refused[0]


def test_an_attempt_that_is_lost_is_not_charged_and_one_in_trouble_is(tmp_path: Path) -> None:
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


def test_a_child_that_could_not_open_its_input_says_nothing_of_the_content(tmp_path: Path) -> None:
    """The share was gone for a while: the next run looks again, without being asked to retry."""
    source, out = shelf(tmp_path / "in", 2), tmp_path / "out"
    gone = Outcome(Status.FAILED, "the file cannot be read (Stale file handle)", UNREAD)

    def fate(job: Job) -> Answer | None:
        return Answer(job, End.TOLD, gone) if job.name.startswith("leaf-000") else None

    assert not run(source, out, engine=lambda settings, slots: Inline(settings, slots, fate)).all_ok
    assert settled(out)["leaf-000.txt"] == ("failed", gone.message)
    again = run(source, out)
    assert again.all_ok and again.done_before == 1
