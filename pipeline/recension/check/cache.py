"""What was computed before, so that inputs and rules that did not change are not cleaned again.

The key of an outcome is everything that it depends on: the input's bytes, the settings, the
packs and overrides they name, and the program with its own rules and the libraries it reads
with. There is nothing to invalidate: another key is another outcome.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import recension
from recension.check.folder import CACHE, Case
from recension.check.outcome import Outcome

READ_WITH = ("pypdfium2", "pdfplumber", "pdfminer.six", "regex", "ftfy", "lxml", "marisa-trie")


def key_of(case: Case) -> str:
    """The digest of all that the outcome of a case depends on. Raises OSError for a file that is not there."""
    digest = hashlib.sha256(program().encode())
    digest.update(repr(case.settings).encode("utf-8", "backslashreplace"))
    for name in (*case.settings.rules, *filter(None, (case.settings.overrides,))):
        digest.update(hashlib.sha256((case.base / name).read_bytes()).digest())
    digest.update(hashlib.sha256(case.input.read_bytes()).digest())
    return digest.hexdigest()


@cache
def program() -> str:
    """The digest of the program: its modules, its rules, and the versions of what it reads with."""
    from recension.rulebook.places import rules_folder

    digest = hashlib.sha256()
    home = Path(recension.__file__).parent
    for file in (*_files(home, (".py",)), *_files(rules_folder(), (".toml", ".txt", ".trie", ".marisa", ".gz"))):
        digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    for name in READ_WITH:
        with suppress(PackageNotFoundError):
            digest.update(f"{name}={version(name)}".encode())
    return digest.hexdigest()


def stored(case: Case, key: str) -> Outcome | None:
    """The outcome that was kept under this key; None where there is none, or where it cannot be read."""
    try:
        content = json.loads(gzip.decompress(_place(case).read_bytes()))
        if content["key"] != key:
            return None
        return Outcome({str(name): str(text) for name, text in content["files"].items()}, str(content["error"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        return None


def store(case: Case, key: str, outcome: Outcome) -> None:
    """Keep an outcome. A folder that cannot be written to is not a fault: nothing is kept then."""
    content = {"key": key, "files": outcome.files, "error": outcome.error}
    place = _place(case)
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        (place.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        draft = place.with_suffix(".tmp")
        draft.write_bytes(gzip.compress(json.dumps(content).encode(), 1, mtime=0))
        draft.replace(place)


def _place(case: Case) -> Path:
    name = hashlib.sha256(case.name.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    return case.base / CACHE / f"{name}.json.gz"


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    yield from sorted(file for file in folder.rglob("*") if file.suffix in suffixes)
