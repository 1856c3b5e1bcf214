"""The audit: every output read from the disk again, and held against the record, the source, and the ledger.

What a file says must be what the ledger says that was written (SHA-256). The source is read
anew and the recorded edits are made on it again; the letters that come out must be those of
the outputs, none missing. With `again` each document is cleaned anew, too, and must give the
same bytes. All of it in caged children; nothing is changed on the disk.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recension.batch import disk
from recension.batch.decisions import content_digest
from recension.batch.identity import identity, with_overrides
from recension.batch.jobs import End, Job, Settings, settings_from
from recension.batch.ledger import entries
from recension.batch.local import Engine, LocalEngine
from recension.batch.naming import display
from recension.batch.outcomes import Status
from recension.batch.staging import MOST
from recension.delivery import SUFFIXES
from recension.errors import LawBroken, RecensionError

MARKUP = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Audit:
    """What an audit found."""

    documents: int = 0
    replayed: int = 0
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What could not be looked at, and why."""


def verify(folder: Path, workers: int = 1, *, again: bool = False,
           engine: Callable[[Settings, int], Engine] = LocalEngine,
           tell: Callable[[str], None] = lambda message: None) -> Audit:
    """Audit an output folder. Raises UsageError where no batch has been."""
    audit = Audit()
    groups: dict[Settings, list[Job]] = {}
    with tempfile.TemporaryDirectory(prefix="recension-verify-") as place:
        for number, entry in enumerate(entries(folder), 1):
            audit.documents += 1
            if entry["status"] == Status.PENDING:
                audit.faults.append(f"{entry['name']}: not done yet; run the batch again")
                continue
            if not Status(entry["status"]).is_written:
                continue
            if _files(folder, entry, audit):
                job = _job(folder, entry, audit, place, number, again)
                if job is not None:
                    groups.setdefault(job.settings, []).append(job)
        for settings, jobs in groups.items():
            _replay(settings, jobs, workers, engine, audit, tell)
    return audit


def _files(folder: Path, entry: dict[str, Any], audit: Audit) -> bool:
    """Are the files on the disk those that the ledger speaks of?"""
    good = bool(entry["files"])
    for name, digest in entry["files"].items():
        path = folder / name
        try:
            found = hashlib.sha256(disk.read_regular(path, MOST)).hexdigest()
        except OSError as error:
            audit.faults.append(f"{display(name)}: cannot be read ({error.strerror or error})")
            good = False
            continue
        if found != digest:
            audit.faults.append(f"{display(name)}: is not what was written; changed, or damaged on the disk")
            good = False
    return good


def _job(folder: Path, entry: dict[str, Any], audit: Audit, place: str, number: int, again: bool) -> Job | None:
    settings = settings_from(entry["asked"])
    shown = display(os.path.basename(entry["path"]))
    try:
        with open(entry["path"], "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        digest = ""
    if digest != entry["digest"]:
        audit.remarks.append(f"{entry['name']}: the input is gone, or another; only the digests were checked")
        return None
    try:
        overrides = entry["asked"].get("overrides", "")
        same = with_overrides(identity(settings), content_digest(overrides) if overrides else "") == entry["settings"]
    except RecensionError:
        same = False
    if not same:
        audit.remarks.append(f"{entry['name']}: made by other rules, overrides or another version; only the digests "
                             "were checked")
        return None
    staging = Path(place) / str(number)
    staging.mkdir()
    reads = tuple(os.fspath((folder / name).absolute()) for name in entry["files"])
    without = tuple(json.loads(entry["without"]))
    return Job(entry["path"], shown, entry["name"], digest, os.fspath(staging), settings, without, number,
               "again" if again else "replay", reads, overrides)


def _replay(settings: Settings, jobs: list[Job], workers: int, engine: Callable[[Settings, int], Engine],
            audit: Audit, tell: Callable[[str], None]) -> None:
    made = engine(settings, workers)
    waiting, running = iter(jobs), 0
    try:
        more = True
        while more or running:
            while more and running < made.slots:
                job = next(waiting, None)
                more = job is not None
                if job is not None:
                    made.submit(job)
                    running += 1
            for answer in made.wait(0.5) if running else ():
                running -= 1
                told = answer.outcome
                if answer.end is End.TOLD and told is not None and told.kind == "sound":
                    audit.replayed += 1
                elif answer.end is End.TOLD and told is not None:
                    audit.faults.append(f"{answer.job.name}: {told.message}")
                else:
                    audit.remarks.append(f"{answer.job.name}: could not be replayed ({answer.trouble})")
                disk.clear(Path(answer.job.staging))
                tell(f"{audit.replayed} replayed")
    finally:
        made.close()


# -- inside the cage -----------------------------------------------------------------------


def replayed(job: Job, document: Any) -> dict[str, Any]:
    """Make the recorded edits on the source again and hold the letters against every output."""
    from recension.model import Layer
    from recension.model.laws import of_source, replay
    from recension.writers.record import read_record

    outputs = {format: Path(path).read_bytes() for path in job.reads for format, suffix in SUFFIXES.items()
               if path.endswith(suffix)}
    try:
        header, edits = read_record(outputs["edits"])
        if header["digest"] != document.source.digest:  # of a saved source: that of the file it was made from
            return _fault("the record speaks of another input")
        state = replay(of_source(document.source), edits)
    except (RecensionError, LawBroken, KeyError) as error:
        return _fault(f"the record cannot be made again on the source: {error}")
    expected = Counter[str]()
    for layer in (Layer.BODY, Layer.NOTES):
        expected += letters("".join(state[layer].values()))
    for format, data in outputs.items():
        if format == "edits":
            continue
        found = letters(_text(format, data))
        missing = expected - found
        if missing:
            return _fault(f"{missing.total()} letters of the source are missing from its {format} output")
        if format == "json" and found - expected:
            return _fault(f"{(found - expected).total()} letters too many in its json output")
    return {"status": "failed", "kind": "sound", "message": "replayed"}


def letters(text: str) -> Counter[str]:
    """Letters without accents; digits are left out, since labels of notes and pages are made of them."""
    return Counter(char for char in unicodedata.normalize("NFKD", text) if char.isalpha())


def _text(format: str, data: bytes) -> str:
    text = data.decode("utf-8")
    if format == "json":
        return "\n".join(_of_json(json.loads(text)))
    if format in ("html", "tei"):
        return html.unescape(MARKUP.sub(" ", text))
    return html.unescape(text) if format == "md" else text


def _of_json(told: dict[str, Any]) -> Iterator[str]:
    for block in told["blocks"]:
        yield block["text"]
    for note in told["notes"]:
        if not note["missing"]:
            yield note["text"]


def _fault(message: str) -> dict[str, Any]:
    return {"status": "failed", "kind": "fault", "message": message}
