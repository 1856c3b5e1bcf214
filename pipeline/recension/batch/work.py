"""What a caged child does: read, clean, check, write into its staging folder, say what came of it.

The same function serves every engine, and a test without a cage. The answer is one line of
JSON; before it come lines that begin with a full stop, the steps, as signs of life.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from recension.batch import cage, crosscheck, disk
from recension.batch.crosscheck import Finding, Weight
from recension.batch.jobs import Job, from_data
from recension.batch.outcomes import LONGEST_MESSAGE, UNREAD, Status
from recension.errors import EncryptedInput, LawBroken, RecensionError, RulesError, StageFailed, UnreadableInput

NO_MEMORY = b"!limit-memory:it needs more memory than one document may take\n"
"""Made beforehand: a child without memory could not make it."""

TRIAL = "The ferry was late.\n\nNobody had asked for it, and so nobody com-\nplained of the delay.\n"
"""A text of our own that is cleaned once, so that all that is loaded late is loaded before the fork."""


class NotWritten(Exception):
    """The staging folder does not take what is written."""


def warm(settings: dict[str, Any]) -> None:
    """Load what every document needs. Raises RulesError or UsageError for rules that are wrong."""
    from recension.batch import extraction, witness  # noqa: F401
    from recension.clean import clean, render
    from recension.delivery import SUFFIXES
    from recension.readers._pdfium import library
    from recension.rulebook.languages import known_languages

    asked = settings["language"]
    for language in known_languages() if asked == "auto" else (asked,):
        revision = clean(TRIAL.encode(), language=language, publisher=settings["publisher"],
                         rules=tuple(settings["rules"]), reader="text")
    for format in SUFFIXES:
        render(revision, format)
    library()
    for late in ("pdfminer.cmapdb", "pdfminer.pdfinterp", "pdfplumber", "pikepdf"):
        with suppress(ImportError):
            import_module(late)


def live(job_data: dict[str, Any], pipe: int, readable: Iterable[Path], parent: int) -> None:
    """The life of a child: into the cage, one document, one answer."""
    job = from_data(job_data)
    limits = job.settings.limits
    try:
        data = disk.read_regular(job.path, limits.input_size, follow=True)
    except OSError as error:
        _say(pipe, json.dumps(_failed(UNREAD, f"the file cannot be read ({error.strerror or error})")))
        return
    cage.enter(limits, (*readable, *map(Path, filter(None, (*job.reads, job.overrides)))), [Path(job.staging)], parent)
    try:
        answer = work(job, data, lambda step: _say(pipe, f".{step}"))
        _say(pipe, json.dumps(answer))
    except MemoryError:
        os.write(pipe, NO_MEMORY)
    except NotWritten as error:
        _say(pipe, f"!folder:its files could not be written ({error})")
    except Exception as error:  # a fault of ours: it must not pass for a fault of the document, nor stop the batch
        _say(pipe, f"!fault:recension fails on it ({type(error).__name__}: {str(error)[:200]})")


def work(job: Job, data: bytes, tell: Callable[[str], None]) -> dict[str, Any]:
    """One document from its bytes to files in the staging folder. Raises NotWritten where they cannot be written."""
    settings = job.settings
    if hashlib.sha256(data).hexdigest() != job.digest:
        return _failed("changed", "the file was changed while the batch ran; run it again")
    from recension.batch.extraction import Way, extract
    from recension.clean import clean, page_numbers

    way = Way(settings.reader, settings.check, frozenset(job.without), settings.limits.pages)
    try:
        found = extract(data, job.shown, way, page_numbers(settings.pages), tell,
                        lambda pages: cage.allow_for_pages(settings.limits, pages))
        if job.task == "replay":
            from recension.batch.verify import replayed

            return replayed(job, found.document)
        if settings.strict:
            _refuse(found.findings)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            revision = clean(found.document, language=settings.language, publisher=settings.publisher,
                             rules=settings.rules, strict=settings.strict, progress=tell,
                             overrides=job.overrides or None)
        doubts = tuple(Finding(Weight.NOTE, str(one.message).removeprefix(f"{job.shown}: ")) for one in said)
        findings = (*found.findings, *crosscheck.unmapped(revision.document), *doubts)
        files = _write(job, revision, findings, tell)
        if job.task == "again":
            return _compared(job, files, found.document)
    except RecensionError as error:
        return _failed(_kind(error), str(error).removeprefix(f"{job.shown}: "))
    edits = sum(edit.applied for edit in revision.edits)
    status, message = _verdict(findings)
    return {
        "status": status.value, "message": message, "kind": "" if status is Status.OK else "text-may-be-incomplete",
        "findings": [one.text for one in findings], "pages": len(revision.document.pages),
        "notes": len(revision.document.notes), "edits": edits, "queries": len(revision.edits) - edits,
        "letters": sum(map(str.isalnum, revision.document.source.chars)), "language": revision.document.language,
        "reader": found.reader, "files": files}


def _write(job: Job, revision: Any, findings: tuple[Finding, ...], tell: Callable[[str], None]) -> dict[str, str]:
    """The outputs in the staging folder, read back from the disk and compared. Their digests."""
    from recension.batch.heading import headed
    from recension.clean import render
    from recension.delivery import SUFFIXES

    reasons = [one.text for one in findings if one.weight is not Weight.NOTE]
    files: dict[str, str] = {}
    for format in job.settings.formats:
        tell(f"writing {format}")
        made = headed(render(revision, format), format, reasons)
        path = Path(job.staging) / ("out" + SUFFIXES[format])
        try:
            disk.write_new(path, made)
            if disk.read_regular(path, len(made)) != made:
                raise NotWritten("what was written does not read back the same")
        except OSError as error:
            if error.errno == errno.EFBIG:
                raise UnreadableInput("its output is larger than one document may write here") from error
            raise NotWritten(error.strerror or str(error)) from error
        files[format] = hashlib.sha256(made).hexdigest()
    return files


def _compared(job: Job, files: dict[str, str], document: Any) -> dict[str, Any]:
    """For an audit: what was made now against what was made then, and the record made again on the source."""
    from recension.batch.verify import replayed
    from recension.delivery import SUFFIXES

    for path in job.reads:
        format = next(format for format, suffix in SUFFIXES.items() if path.endswith(suffix))
        if hashlib.sha256(Path(path).read_bytes()).hexdigest() != files[format]:
            return {"status": "failed", "kind": "fault", "message": f"cleaned again, its {format} output is another"}
    return replayed(job, document)


def _refuse(findings: tuple[Finding, ...]) -> None:
    reasons = [one.text for one in findings if one.weight is not Weight.NOTE]
    if reasons:
        raise UnreadableInput(f"its text may be incomplete, and --strict refuses that: {'; '.join(reasons)}")


def _verdict(findings: tuple[Finding, ...]) -> tuple[Status, str]:
    heaviest = max((one.weight for one in findings), default=Weight.NOTE)
    told = "; ".join(one.text for one in sorted(findings, key=lambda one: -one.weight))
    if heaviest is Weight.LOST:
        return Status.PARTIAL, f"part of the text is missing: {told}"[:LONGEST_MESSAGE]
    if heaviest is Weight.DOUBT:
        return Status.FLAGGED, f"the text may be incomplete: {told}"[:LONGEST_MESSAGE]
    return Status.OK, (f"done; {told}" if told else "done")[:LONGEST_MESSAGE]


def _kind(error: RecensionError) -> str:
    if isinstance(error, EncryptedInput):
        return "encrypted"
    if isinstance(error, StageFailed):
        return "stage-failed"
    if isinstance(error, LawBroken):
        return "law-broken"
    if isinstance(error, RulesError):
        return "rules"
    return "no-text" if "no text" in str(error) else "unreadable"


def _failed(kind: str, message: str) -> dict[str, Any]:
    return {"status": Status.FAILED.value, "kind": kind, "message": message[:LONGEST_MESSAGE]}


def _say(pipe: int, line: str) -> None:
    data = memoryview(line.replace("\n", " ").encode("utf-8", "replace") + b"\n")
    while data:
        data = data[os.write(pipe, data) :]
