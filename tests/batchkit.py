"""For the tests of the batch: inputs in a moment, an engine without processes, and what a folder holds."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from recension.batch import coordinator, work
from recension.batch.inputs import collect
from recension.batch.jobs import Answer, End, Job, Settings
from recension.batch.ledger import HOME, entries
from recension.batch.outcomes import parsed
from recension.batch.plan import Plan, Report

SETTINGS = Settings(language="en")


def text(number: int, words: int = 60) -> str:
    """A text of our own, another for every number."""
    chance = random.Random(number)
    kit = ["ferry", "lamp", "harbour", "winter", "ledger", "keeper", "of", "the", "and", "never", "again", "had",
           "been", "lit", "before", "anyone", "came", "down", "to", "water", "where", "old", "boats", "lay"]
    body = " ".join(chance.choice(kit) for _ in range(words))
    return f"The keeper's ledger, leaf {number}\n\n{body.capitalize()}.\n\nNobody com-\nplained of leaf {number}.\n"


def shelf(folder: Path, count: int) -> Path:
    """A folder of so many texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"leaf-{number:03}.txt").write_text(text(number), encoding="utf-8")
    return folder


def pdf(*pages: str, damage: Callable[[list[bytes]], None] = lambda objects: None) -> bytes:
    """A PDF with a line of text to a line, its index right; `damage` may alter the objects before they are put down."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] "
               f"/Count {len(pages)} >>".encode(),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for number, page in enumerate(pages):
        lines = "".join(f"({line.replace('(', '[').replace(')', ']')}) Tj 0 -14 Td\n" for line in page.split("\n"))
        content = f"BT /F1 11 Tf 72 720 Td\n{lines}ET\n".encode("cp1252")
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                       b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    damage(objects)
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                   % (len(objects) + 1, table, len(objects) + 1, len(data)))


class Inline:
    """An engine without processes, so that a test sees every operation; `does` may stand in for the work."""

    def __init__(self, settings: Settings, slots: int,
                 does: Callable[[Job], Answer | dict[str, Any] | None] = lambda job: None) -> None:
        self.slots, self.does = slots, does
        self.jobs: list[Job] = []

    def submit(self, job: Job) -> None:
        self.jobs.append(job)

    def wait(self, seconds: float) -> list[Answer]:
        return [self._answer(self.jobs.pop())]

    def _answer(self, job: Job) -> Answer:
        import json

        told = self.does(job)
        if isinstance(told, Answer):
            return told
        try:
            told = told or work.work(job, Path(os.fsdecode(job.path)).read_bytes(), lambda step: None)
        except work.NotWritten as error:
            return Answer(job, End.FOLDER, trouble=str(error))
        return Answer(job, End.TOLD, parsed(json.dumps(told).encode(), job.settings.formats))

    def stop(self) -> None:
        self.jobs.clear()

    def close(self) -> None:
        pass


def run(inputs: Iterable[str | Path] | Path, out: Path, settings: Settings = SETTINGS, workers: int = 2,
        engine: Any = Inline, **more: Any) -> Report:
    """A batch, by default without processes."""
    given = [inputs] if isinstance(inputs, Path) else list(inputs)
    plan = Plan(tuple(collect(given, leave_out=out)), out, settings, workers, quiet=True, **more)
    return coordinator.run(plan, engine)


def outputs(folder: Path) -> dict[str, str]:
    """Every file below a folder, the batch's own left out, with its digest."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and HOME not in path.relative_to(folder).parts}


def settled(folder: Path) -> dict[str, tuple[str, str]]:
    """Status and message of every document."""
    return {entry["name"]: (entry["status"], entry["message"]) for entry in entries(folder)}
