"""The ledger: one row a document, in SQLite beside the outputs. What it says is done is done.

A row turns final only after the files it speaks of have their names on the disk. Rows are
kept by the input's path; content, settings and version are in the row, and a document is
done only for these. WAL with full syncs: a power cut costs at most the documents in flight.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from recension.batch import disk
from recension.batch.inputs import Input
from recension.batch.naming import display, folded
from recension.batch.outcomes import Outcome, Status
from recension.errors import UsageError

HOME = ".recension"
"""The folder, inside the output folder, for all that is not an output."""

FORM = 1
"""Version of the tables."""

COLUMNS = ("input", "name", "status", "kind", "message", "digest", "size", "pages", "notes", "edits", "queries",
           "letters", "language", "reader", "attempts", "seconds", "cpu", "memory", "findings", "files", "settings",
           "version")
"""What a manifest tells of a document."""

_TABLES = f"""
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    path BLOB PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL DEFAULT 'pending', kind TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0, settings TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL DEFAULT '', pages INTEGER NOT NULL DEFAULT 0, notes INTEGER NOT NULL DEFAULT 0,
    edits INTEGER NOT NULL DEFAULT 0, queries INTEGER NOT NULL DEFAULT 0, letters INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT '', reader TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
    troubles TEXT NOT NULL DEFAULT '[]', seconds REAL NOT NULL DEFAULT 0, cpu REAL NOT NULL DEFAULT 0,
    memory INTEGER NOT NULL DEFAULT 0, findings TEXT NOT NULL DEFAULT '[]', files TEXT NOT NULL DEFAULT '{{}}',
    asked TEXT NOT NULL DEFAULT '{{}}', without TEXT NOT NULL DEFAULT '[]');
INSERT OR IGNORE INTO about VALUES ('form', '{FORM}');
"""


class Row(NamedTuple):
    """What the ledger knows of a document before it is worked on."""

    path: bytes
    name: str
    status: Status
    digest: str
    settings: str
    files: dict[str, str]
    attempts: int
    troubles: tuple[str, ...]


class Ledger:
    """The rows of one output folder, or of one shard of it. Every method may raise `OSError`."""

    def __init__(self, folder: Path, shard: str = "") -> None:
        self.path = folder / HOME / (f"ledger.{shard}.sqlite" if shard else "ledger.sqlite")
        if self.path.is_symlink():
            raise UsageError(f"{self.path} is a link; the ledger must be a file of its own")
        self._folder = folder
        self._base = self._opened()

    def close(self) -> None:
        self._base.close()

    def register(self, inputs: Iterable[Input], elsewhere: frozenset[str] = frozenset()) -> None:
        """Have a row for every input. A name once given stays; a taken one is told apart by its path."""
        from recension.batch.naming import marked

        known = {path for (path,) in self._rows("SELECT path FROM documents")}
        taken = {name for (name,) in self._rows("SELECT folded FROM documents")} | elsewhere
        new: list[tuple[bytes, str, str]] = []
        for one in inputs:
            if one.path in known:
                continue
            name = one.name if folded(one.name) not in taken else marked(one.name, one.path)
            taken.add(folded(name))
            new.append((one.path, name, folded(name)))
        self._write("INSERT INTO documents (path, name, folded) VALUES (?, ?, ?)", new)

    def row(self, path: bytes) -> Row:
        """The row of a registered input."""
        (found,) = self._rows("SELECT path, name, status, digest, settings, files, attempts, troubles FROM documents "
                              "WHERE path = ?", path)
        return Row(found[0], found[1], Status(found[2]), found[3], found[4], json.loads(found[5]), found[6],
                   tuple(json.loads(found[7])))

    def begin(self, path: bytes, digest: str, size: int, settings: str, version: str, asked: str) -> None:
        """The document is about to be worked on, anew: what was known of other content or settings goes."""
        self._write("UPDATE documents SET status = 'pending', kind = '', message = '', digest = ?, size = ?, "
                    "settings = ?, version = ?, asked = ?, attempts = 0, troubles = '[]' WHERE path = ?",
                    [(digest, size, settings, version, asked, path)])

    def charge(self, path: bytes, troubles: tuple[str, ...]) -> None:
        """An attempt ended in trouble; kept, so that a document cannot hide behind a restart."""
        self._write("UPDATE documents SET attempts = ?, troubles = ? WHERE path = ?",
                    [(len(troubles), json.dumps(troubles), path)])

    def settle(self, path: bytes, outcome: Outcome, attempts: int, seconds: float, files: dict[str, str],
               without: tuple[str, ...] = ()) -> None:
        """The final word on a document; `files` are names below the output folder with their SHA-256, `without`
        what the attempt that succeeded left out."""
        self._write(
            "UPDATE documents SET status = ?, kind = ?, message = ?, pages = ?, notes = ?, edits = ?, queries = ?, "
            "letters = ?, language = ?, reader = ?, attempts = ?, seconds = ?, cpu = ?, memory = ?, findings = ?, "
            "files = ?, without = ? WHERE path = ?",
            [(outcome.status.value, outcome.kind, outcome.message, outcome.pages, outcome.notes, outcome.edits,
              outcome.queries, outcome.letters, outcome.language, outcome.reader, attempts, round(seconds, 3),
              round(outcome.cpu, 3), outcome.memory, json.dumps(outcome.findings, ensure_ascii=False),
              json.dumps(files, sort_keys=True), json.dumps(without), path)])

    def adopt(self, path: bytes, old: bytes) -> None:
        """A document that was moved: its row goes with it, unless the new place has one that is final."""
        self._write("DELETE FROM documents WHERE path = ? AND status = 'pending'", [(path,)])
        self._write("UPDATE documents SET path = ? WHERE path = ?", [(path, old)])

    def of_content(self, digest: str, settings: str) -> list[bytes]:
        """Paths of documents that are final for this content and these settings."""
        return [path for (path,) in self._rows("SELECT path FROM documents WHERE digest = ? AND settings = ? AND "
                                               "status != 'pending'", digest, settings)]

    def _opened(self) -> sqlite3.Connection:
        disk.announce("open", self.path)
        try:
            base = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        except sqlite3.Error as error:
            raise OSError(f"the ledger {self.path} cannot be opened: {error}") from error
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = FULL")
            base.executescript(_TABLES)
            (form,) = base.execute("SELECT value FROM about WHERE key = 'form'").fetchone()
            base.execute("CREATE INDEX IF NOT EXISTS by_content ON documents (digest)")
        except sqlite3.OperationalError as error:  # the disk, not the file
            base.close()
            raise OSError(f"the ledger {self.path} cannot be opened: {error}") from error
        except sqlite3.DatabaseError as error:
            base.close()
            raise UsageError(f"{self.path}: the ledger cannot be used ({error}); move it away to begin anew, "
                             "or give another folder with -o") from error
        if form != str(FORM):
            base.close()
            raise UsageError(f"{self.path}: the ledger is of another version of recension; use a new folder")
        return base

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise OSError(f"the ledger {self.path} cannot be read: {error}") from error

    def _write(self, query: str, rows: list[tuple[Any, ...]]) -> None:
        disk.announce("commit", self.path)
        try:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                self._base.executemany(query, rows)
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise OSError(f"the ledger {self.path} cannot be written: {error}") from error


def ledgers(folder: Path) -> list[Path]:
    """The ledgers of an output folder: one, or one a shard. Raises UsageError where there is none."""
    found = sorted((folder / HOME).glob("ledger*.sqlite"))
    if not found:
        raise UsageError(f"{display(os.fspath(folder))}: no batch has been here (there is no {HOME}/ledger.sqlite); "
                         "name the folder that was given to recension batch with -o")
    return found


def entries(folder: Path, leave_out: Path | None = None) -> Iterator[dict[str, Any]]:
    """Every document of an output folder, as plain data, in the order of its name; read while a batch runs, too."""
    rows: list[sqlite3.Row] = []
    for path in ledgers(folder):
        if path == leave_out:
            continue
        try:
            with closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=30)) as base:
                base.row_factory = sqlite3.Row
                rows += base.execute("SELECT * FROM documents").fetchall()
        except sqlite3.Error as error:
            raise UsageError(f"{path}: the ledger cannot be read ({error}); bring it back from a copy, or move it away "
                             "and run the batch again") from error
    best: dict[bytes, sqlite3.Row] = {}
    for row in rows:
        held = best.get(row["path"])
        if held is None or held["status"] == Status.PENDING:
            best[row["path"]] = row
    for row in sorted(best.values(), key=lambda row: row["name"]):
        entry = {column: row[column] for column in COLUMNS if column not in ("input", "findings", "files")}
        entry |= {"input": display(row["path"]), "findings": json.loads(row["findings"]),
                  "files": json.loads(row["files"]), "path": row["path"],
                  "asked": json.loads(row["asked"]), "without": row["without"]}
        yield entry


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(os.fspath(path.absolute()))
