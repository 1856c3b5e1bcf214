"""A batch from beginning to end: what is to be done, who does it, what came of it, in the ledger.

The coordinator never looks into an input beyond its digest, loads no PDF engine, and believes
nothing that a child says without a look. Order of events for a document: a free slot, digest,
ledger (begun), attempt, files synced and named, ledger (final). A document that takes its
process down is tried once more without what it was doing then; after that it is quarantined.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from recension.batch import disk
from recension.batch.identity import identity, version, with_overrides
from recension.batch.inputs import Input, shard
from recension.batch.jobs import Answer, End, Job, Settings, settings_data
from recension.batch.ledger import HOME, Ledger, Row, entries, ledgers
from recension.batch.local import Engine, LocalEngine
from recension.batch.lock import Lock
from recension.batch.naming import display, folded
from recension.batch.outcomes import UNREAD, Outcome, Status
from recension.batch.plan import Interrupts, Plan, Report, folder_failed
from recension.batch.progress import Progress
from recension.batch.staging import Staging, Tampered, standing
from recension.errors import UsageError

ATTEMPTS = 2
"""After so many attempts that ended in trouble a document is quarantined."""

MOST_LOST = 10
"""Times that an attempt may be ended from outside before the document is quarantined after all."""


def run(plan: Plan, engine: Callable[[Settings, int], Engine] = LocalEngine) -> Report:
    """Run a batch. Raises UsageError, FolderFailed, RulesError; what became of the documents is in the report."""
    folder = plan.folder
    name = "" if plan.part is None else f"{plan.part[0]}-of-{plan.part[1]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        disk.make_folder(folder / HOME)
        lock = Lock(folder, name)
    except FileExistsError as error:
        raise UsageError(f"{display(os.fspath(folder))}: this is a file; give a folder with -o") from error
    except OSError as error:
        raise folder_failed(folder, error) from error
    try:
        inputs = plan.inputs if plan.part is None else shard(plan.inputs, *plan.part)
        ledger = Ledger(folder, name)
        try:
            return _Batch(plan, inputs, ledger, Staging(folder, name), engine).run()
        finally:
            ledger.close()
    except OSError as error:
        raise folder_failed(folder, error) from error
    finally:
        lock.close()


class _Batch:
    def __init__(self, plan: Plan, inputs: Iterable[Input], ledger: Ledger, staging: Staging,
                 engine: Callable[[Settings, int], Engine]) -> None:
        self.plan, self.ledger, self.staging = plan, ledger, staging
        self.inputs = list(inputs)
        self.settings = plan.settings
        self.identity = identity(plan.settings)
        self.version = version()
        self.make_engine = engine
        self.engine: Engine | None = None
        self.interrupts = Interrupts()
        self.running: dict[int, Input] = {}
        self.again: deque[Job] = deque()
        self.lost: Counter[bytes] = Counter()
        self.began: dict[bytes, float] = {}
        self.number = 0
        self.trouble: dict[bytes, tuple[str, ...]] = {}
        self.report = Report(Counter(), 0, [], False, 0.0, 0)

    def run(self) -> Report:
        start = time.monotonic()
        with self.interrupts.caught():
            self.ledger.register(self.inputs, self._names_elsewhere())
            self.progress = Progress(len(self.inputs), 0, quiet=self.plan.quiet)
            try:
                self._work()
            finally:
                if self.engine is not None:
                    self.engine.close()
                self.staging.close()
                self.progress.end()
        self.report.seconds = time.monotonic() - start
        self.report.pages = self.progress.pages
        return self.report

    # -- the loop --------------------------------------------------------------------------

    def _work(self) -> None:
        waiting = iter(self.inputs)
        more = True
        while more or self.running or self.again:
            if self.interrupts.count:
                self._interrupted()
                if not self.running:
                    return
            while not self.interrupts.count and len(self.running) < self._slots():
                job = self.again.popleft() if self.again else None
                if job is None and more:
                    one = next(waiting, None)
                    more = one is not None
                    job = None if one is None else self._prepared(one)
                    if job is None:
                        if one is None:
                            break
                        continue
                if job is None:
                    break
                self._submit(job)
            if self.running and self.engine is not None:
                for answer in self.engine.wait(0.5):
                    self._settle(answer)
            self.progress.show()

    def _slots(self) -> int:
        return self.plan.workers if self.engine is None else self.engine.slots

    def _interrupted(self) -> None:
        if not self.report.interrupted:
            self.report.interrupted = True
            if self.running:
                self.progress.say(f"interrupted; {len(self.running)} documents are brought to their end "
                                  "(once more to stop at once)")
        if self.interrupts.count > 1 and self.engine is not None:
            self.engine.stop()

    def _submit(self, job: Job) -> None:
        if self.engine is None:  # only now: where all is done already nothing need be loaded
            self.engine = self.make_engine(self.settings, self.plan.workers)
        self.number += 1
        job = replace(job, number=self.number, staging=os.fspath(self.staging.new().absolute()))
        self.running[job.number] = Input(job.path, "")
        self.began.setdefault(job.path, time.monotonic())
        self.engine.submit(job)

    # -- before ----------------------------------------------------------------------------

    def _prepared(self, one: Input) -> Job | None:
        """The job for an input; None when it is done already, or cannot even be opened."""
        row = self.ledger.row(one.path)
        shown = display(os.path.basename(one.path))
        try:
            digest, size = disk.digest(one.path, self.settings.limits.input_size)
        except OSError as error:
            if error.errno in disk.MACHINE:
                raise
            why = error.strerror or str(error)
            self.ledger.begin(one.path, "", 0, self.identity, self.version, settings_data(self.settings))
            outcome = Outcome(Status.FAILED, f"the file cannot be read ({why})", UNREAD)
            self._final(one.path, row.name, outcome, 1, 0.0)
            return None
        decided = self.plan.decisions.of(digest, row.name)
        overrides = "" if decided is None else decided.path
        known_by = self.identity if decided is None else with_overrides(self.identity, decided.digest)
        if self._is_done(one, row, digest, known_by):
            return None
        resumed = row.digest == digest and row.settings == known_by and row.status is Status.PENDING
        troubles = row.troubles if resumed else ()
        if not resumed:
            asked = settings_data(self.settings, overrides)
            self.ledger.begin(one.path, digest, size, known_by, self.version, asked)
        self.trouble[one.path] = troubles
        return Job(one.path, shown, row.name, digest, "", self.settings, _without(troubles), overrides=overrides)

    def _is_done(self, one: Input, row: Row, digest: str, known_by: str) -> bool:
        """Is there a final word for this content and these settings, and do its files stand?"""
        if not self.plan.resume:
            return False
        if row.status is Status.PENDING and not row.digest:
            row = self._moved(one, digest, known_by) or row
        if row.status is Status.PENDING or (row.digest, row.settings) != (digest, known_by):
            return False
        if not row.status.is_written:
            if self.plan.retry:
                return False
        else:
            there, changed = standing(self.plan.folder, row.files)
            if not there:
                return False
            self.report.changed += changed
        self.report.done_before += 1
        self.report.counts[row.status] += 1
        self.progress.before += 1
        return True

    def _moved(self, one: Input, digest: str, known_by: str) -> Row | None:
        """The row of the same content at a place where there is no file any more."""
        for old in self.ledger.of_content(digest, known_by):
            row = self.ledger.row(old)
            if not os.path.lexists(old) and os.path.basename(old) == os.path.basename(one.path):
                self.ledger.adopt(one.path, old)
                return row._replace(path=one.path)
        return None

    def _names_elsewhere(self) -> frozenset[str]:
        """Names that other shards of this folder have given."""
        own = self.ledger.path
        if len(ledgers(self.plan.folder)) < 2:
            return frozenset()
        mine = {one.path for one in self.inputs}
        return frozenset(folded(entry["name"]) for entry in entries(self.plan.folder, leave_out=own)
                         if entry["path"] not in mine)

    # -- after -----------------------------------------------------------------------------

    def _settle(self, answer: Answer) -> None:
        job = answer.job
        self.running.pop(job.number, None)
        outcome = answer.outcome
        if answer.end is End.TOLD and outcome is not None:
            try:
                files = self._committed(job, outcome)
            except Tampered as error:
                answer = replace(answer, end=End.TROUBLE, trouble=f"its files are wrong: {error}", kind="no-answer")
            else:
                self._told(job, outcome, files)
                return
        self.staging.drop(Path(job.staging))
        if answer.end is End.FOLDER:
            self.staging.probe()  # a child's word does not stop a batch
        if answer.end in (End.LOST, End.FOLDER):
            self._not_charged(answer)
        elif answer.end is End.TROUBLE:
            self._charged(answer)

    def _committed(self, job: Job, outcome: Outcome) -> dict[str, str]:
        if not outcome.status.is_written:
            self.staging.drop(Path(job.staging))
            return {}
        return self.staging.commit(Path(job.staging), outcome.files, job.name)

    def _told(self, job: Job, outcome: Outcome, files: dict[str, str]) -> None:
        if outcome.kind == UNREAD:  # as above: nothing is known of the content
            self.ledger.begin(job.path, "", 0, self.identity, self.version, settings_data(self.settings))
        troubles = self.trouble.get(job.path, ())
        if troubles:
            message = f"{outcome.message}; an attempt before this one: {troubles[0]}"
            outcome = replace(outcome, message=message)
        self._final(job.path, job.name, outcome, len(troubles) + 1, self._seconds(job), files, job.without)

    def _not_charged(self, answer: Answer) -> None:
        key = answer.job.path
        self.lost[key] += 1
        if self.lost[key] > MOST_LOST:
            message = f"{self.lost[key]} attempts were ended from outside ({answer.trouble}); is there enough memory?"
            self._final(answer.job.path, answer.job.name, Outcome(Status.QUARANTINED, message, "killed"),
                        self.lost[key], self._seconds(answer.job))
        else:
            self.again.append(answer.job)

    def _charged(self, answer: Answer) -> None:
        job = answer.job
        told = f"{answer.trouble or 'it ended without an answer'} at the step {answer.step or 'start'!r}"
        troubles = (*self.trouble.get(job.path, ()), told)
        self.trouble[job.path] = troubles
        if len(troubles) < ATTEMPTS:
            self.ledger.charge(job.path, troubles)
            self.again.append(replace(job, without=_without(troubles)))
            return
        message = (f"given up after {len(troubles)} attempts: {'; then: '.join(troubles)}. "
                   f"To see it fail by itself: recension batch -o DIR --retry {display(job.path)}")
        self._final(job.path, job.name, Outcome(Status.QUARANTINED, message, answer.kind), len(troubles),
                    self._seconds(job))

    def _final(self, path: bytes, shown: str, outcome: Outcome, attempts: int, seconds: float,
               files: dict[str, str] | None = None, without: tuple[str, ...] = ()) -> None:
        self.ledger.settle(path, outcome, attempts, seconds, files or {}, without)
        self.trouble.pop(path, None)
        self.lost.pop(path, None)
        self.began.pop(path, None)
        self.report.counts[outcome.status] += 1
        self.progress.add(shown, outcome.status, outcome.message, outcome.pages)

    def _seconds(self, job: Job) -> float:
        return time.monotonic() - self.began.get(job.path, time.monotonic())


def _without(troubles: tuple[str, ...]) -> tuple[str, ...]:
    """What to leave out, by the step at which an attempt ended."""
    steps = {"'pdfium'": "pdfium", "'second reader'": "second", "'qpdf'": "qpdf", "'pdfplumber'": "mend"}
    return tuple(what for step, what in steps.items() if any(trouble.endswith(f"step {step}") for trouble in troubles))
