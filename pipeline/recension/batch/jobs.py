"""What goes to a caged child, and what is known when it is gone. Plain data: it travels over pipes and networks."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from recension.batch.cage import Limits
from recension.batch.outcomes import Outcome

CHECKS = ("full", "quick", "off")
"""How hard to look for lost text: two readers and qpdf; PDFium's own account and qpdf; not at all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every document of a batch: the options of `clean`, the formats, the limits."""

    formats: tuple[str, ...] = ("md", "edits")
    language: str = "auto"
    publisher: str = ""
    rules: tuple[str, ...] = ()
    """Absolute paths of the user's own packs."""
    reader: str = "auto"
    pages: str | None = None
    strict: bool = False
    check: str = "full"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at one document."""

    path: bytes
    shown: str
    """The input's name as it may stand in outputs and messages."""
    name: str
    """What becomes of it is called so, below the output folder."""
    digest: str
    staging: str
    """Folder of this attempt alone."""
    settings: Settings
    without: tuple[str, ...] = ()
    """What took the process down before, and is left out now: a reader, or `second` (the second opinion)."""
    number: int = 0
    task: str = "clean"
    """Or, for an audit: `replay` the record on the source; clean `again` and compare as well."""
    reads: tuple[str, ...] = ()
    """Outputs that an audit reads."""
    overrides: str = ""
    """File of decisions about this document."""


class End(StrEnum):
    """How an attempt ended."""

    TOLD = "told"
    """The child gave an answer."""
    TROUBLE = "trouble"
    """It died, or ran out of a limit: charged to the document."""
    LOST = "lost"
    """Somebody else ended it (the system short of memory, a lost machine): nobody is charged."""
    STOPPED = "stopped"
    """The batch was interrupted."""
    FOLDER = "folder"
    """The child could not write: when that is true, the batch cannot go on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of one attempt."""

    job: Job
    end: End
    outcome: Outcome | None = None
    trouble: str = ""
    """What happened, in a few words."""
    kind: str = ""
    step: str = ""
    """What the child last said that it was doing."""
    seconds: float = 0.0


def as_data(job: Job) -> dict[str, Any]:
    """A job as JSON can carry it."""
    data = asdict(job)
    data["path"] = job.path.hex()
    data["settings"]["limits"] = list(job.settings.limits)
    return data


def from_data(data: dict[str, Any]) -> Job:
    """The job that `as_data` gave."""
    return Job(bytes.fromhex(data["path"]), data["shown"], data["name"], data["digest"], data["staging"],
               settings_from(data["settings"]),
               tuple(data["without"]), data["number"], data["task"], tuple(data["reads"]), data["overrides"])


def settings_from(data: dict[str, Any]) -> Settings:
    """Settings from what JSON kept of them."""
    kept = {key: value for key, value in data.items() if key != "overrides"}
    return Settings(**{**kept, "formats": tuple(data["formats"]), "rules": tuple(data["rules"]),
                       "limits": Limits(*data["limits"])})


def settings_data(settings: Settings, overrides: str = "") -> str:
    """The settings as the ledger keeps them, in JSON, so that `verify` can clean a document again."""
    data: dict[str, Any] = asdict(settings)
    data["limits"] = list(settings.limits)
    if overrides:
        data["overrides"] = overrides
    return json.dumps(data, sort_keys=True)
