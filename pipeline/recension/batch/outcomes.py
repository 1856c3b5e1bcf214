"""What can become of a document, and the answer of a caged child, believed only after a look.

A child has parsed what a stranger wrote, so its answer is untrusted: it is bounded in size,
and every field is checked for kind and range before it comes near the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from recension.batch.naming import display

LONGEST_MESSAGE = 2000
MOST_FINDINGS = 50

UNREAD = "unread"
"""Kind of a failure that says nothing of the content: the next run looks again."""


class Status(StrEnum):
    """The final states of a document, the best first; PENDING is not one of them."""

    OK = "ok"
    FLAGGED = "flagged"
    """Cleaned and written, but its text may be incomplete; the message says why."""
    PARTIAL = "partial"
    """What could be read is written; some of the text is known to be missing."""
    FAILED = "failed"
    """Nothing is written: it cannot be read, or ran into a limit that it would run into again."""
    QUARANTINED = "quarantined"
    """It took its process down, or ran out of its limits, twice. Nothing is written."""
    PENDING = "pending"

    @property
    def is_written(self) -> bool:
        return self in (Status.OK, Status.FLAGGED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document."""

    status: Status
    message: str
    kind: str = ""
    """In one word: what a program can sort by (`encrypted`, `no-text`, `limit-memory`, ...)."""
    findings: tuple[str, ...] = ()
    pages: int = 0
    notes: int = 0
    edits: int = 0
    queries: int = 0
    letters: int = 0
    language: str = ""
    reader: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """Format to the SHA-256 of its file."""
    cpu: float = 0.0
    memory: int = 0
    """Peak of the child's resident memory in bytes."""


class NotUnderstood(ValueError):
    """The answer of a child is not one that a child of ours gives."""


def parsed(frame: bytes, formats: tuple[str, ...]) -> Outcome:
    """The outcome that a child reports. Raises NotUnderstood."""
    try:
        told: dict[str, Any] = json.loads(frame.decode("utf-8"))
        if not isinstance(told, dict):
            raise NotUnderstood("no answer")
        status = Status(_text(told, "status", 20))
        files = told.get("files", {})
        if status is Status.PENDING or not isinstance(files, dict):
            raise NotUnderstood("a state that no child may report")
        if status.is_written != bool(files) or (files and set(files) != set(formats)):
            raise NotUnderstood("files that were not asked for")
        for digest in files.values():
            if not (isinstance(digest, str) and len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
                raise NotUnderstood("a digest that is none")
        findings = told.get("findings", [])
        if not isinstance(findings, list) or not all(isinstance(one, str) for one in findings):
            raise NotUnderstood("findings that are none")
        message = _text(told, "message", LONGEST_MESSAGE)
        if not message:
            raise NotUnderstood("no message")
        return Outcome(
            status, message, _text(told, "kind", 40),
            tuple(display(one)[:LONGEST_MESSAGE] for one in findings[:MOST_FINDINGS]),
            _count(told, "pages"), _count(told, "notes"), _count(told, "edits"), _count(told, "queries"),
            _count(told, "letters"), _text(told, "language", 20), _text(told, "reader", 20), files)
    except NotUnderstood:
        raise
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotUnderstood(f"{type(error).__name__}") from error


def _text(told: Mapping[str, Any], name: str, most: int) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise NotUnderstood(f"{name} is no text")
    return display(value)[:most]


def _count(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 40:
        raise NotUnderstood(f"{name} is no number in range")
    return value
