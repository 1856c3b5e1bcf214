"""By what a result is known: the settings, the rules, and the versions of all that makes the text.

Two runs of one identity give the same bytes for the same input. Limits are not part of it:
they decide whether there is a result, not which.
"""

from __future__ import annotations

import hashlib
import json
import sys
from importlib import metadata
from pathlib import Path

from recension.batch.jobs import Settings
from recension.batch.naming import display
from recension.errors import RulesError

ENGINES = ("pypdfium2", "pdfplumber", "pdfminer.six", "pikepdf", "ftfy", "regex")


def identity(settings: Settings) -> str:
    """A digest of all but the input that the outputs depend on. Raises RulesError for a pack that is not there."""
    return hashlib.sha256(json.dumps(described(settings), sort_keys=True).encode()).hexdigest()


def with_overrides(identity: str, overrides: str) -> str:
    """The identity of a result that decisions of this digest had a part in."""
    return hashlib.sha256(f"{identity} {overrides}".encode()).hexdigest() if overrides else identity


def described(settings: Settings) -> dict[str, object]:
    """The same, so that it can be read."""
    from recension.rulebook.places import rules_folder

    return {
        "version": version(), "formats": list(settings.formats), "language": settings.language,
        "publisher": settings.publisher, "reader": settings.reader, "pages": settings.pages,
        "strict": settings.strict, "check": settings.check,
        "rules": [_digest(Path(rule)) for rule in settings.rules],
        "shipped": _of_folder(rules_folder()),
        "engines": {name: _version(name) for name in ENGINES},
    }


def version() -> str:
    """The version of recension that runs. The package is loaded, since we are part of it."""
    return str(sys.modules["recension"].__version__)


def _of_folder(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".toml", ".marisa"):
            total.update(f"{path.relative_to(folder).as_posix()}\0{_digest(path)}\n".encode())
    return total.hexdigest()


def _digest(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RulesError(f"{display(str(path))}: the rule pack cannot be read ({error.strerror})") from error


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
