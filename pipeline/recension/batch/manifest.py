"""The ledger for people and programs: how a batch stands; a row a document as JSON lines, CSV or Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from recension.batch import disk
from recension.batch.ledger import COLUMNS, entries
from recension.batch.outcomes import Status
from recension.errors import UsageError

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a cell for a formula."""

SHOWN = 20

NO_PARQUET = "a Parquet manifest needs pyarrow: pip install 'recension[parquet]'"


def status_of(folder: Path) -> tuple[str, bool]:
    """How a batch stands, in words, and whether every document is ok."""
    counts: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    troubles: list[str] = []
    more = 0
    for entry in entries(folder):
        counts[entry["status"]] += 1
        pages[entry["status"]] += entry["pages"]
        if entry["status"] in (Status.OK, Status.PENDING):
            continue
        kinds[entry["kind"] or "other"] += 1
        if len(troubles) < SHOWN:
            troubles.append(f"  {entry['status']}  {entry['input']}: {entry['message']}")
        else:
            more += 1
    lines = [f"{sum(counts.values())} documents, {sum(pages.values())} pages read"]
    lines += [f"  {status.value:<12}{counts[status]:>9} documents{pages[status]:>11} pages"
              for status in Status if counts[status]]
    if troubles:
        lines += ["", "Not ok: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()), *troubles]
    if more:
        lines.append(f"  and {more} more: recension batch --status DIR --manifest FILE.csv lists them all")
    return "\n".join(lines) + "\n", set(counts) <= {Status.OK.value}


def check_target(target: Path) -> None:
    """Can a manifest be written there? To be asked before a batch of days. Raises UsageError."""
    if target.suffix not in WRITERS:
        raise UsageError(f"{target}: a manifest is a .jsonl, .csv or .parquet file")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"{target}: the folder {target.parent} does not exist; make it first")
    if target.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise UsageError(NO_PARQUET)


def write_manifest(folder: Path, target: Path) -> int:
    """One row a document, in the form that the file's name asks for. Returns their number. Raises UsageError."""
    check_target(target)
    rows = [{column: entry[column] for column in COLUMNS} for entry in entries(folder)]
    try:
        disk.replace(target, WRITERS[target.suffix](rows))
    except OSError as error:
        raise UsageError(f"{target}: the manifest cannot be written ({error.strerror or error})") from error
    return len(rows)


def _json_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "backslashreplace")


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    for row in _flat(rows):
        table.writerow({name: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
                        for name, value in row.items()})
    return out.getvalue().encode("utf-8", "backslashreplace")


def _flat(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row | {"findings": "; ".join(row["findings"]), "files": " ".join(sorted(row["files"]))}


def _parquet(rows: Iterable[dict[str, Any]]) -> bytes:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError(NO_PARQUET) from error
    flat = list(_flat(rows))
    sink = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({name: [row[name] for row in flat] for name in COLUMNS}), sink)
    return sink.getvalue()


WRITERS = {".jsonl": _json_lines, ".csv": _csv, ".parquet": _parquet}
