"""One page for a whole batch: totals, charts, and the documents that need a person first.

All of it is read from the ledger of the batch and from the records of edits beside the outputs;
no document is opened again. What needs a person: what failed or may be incomplete, notes
without a call or calls without a note, many open questions, pages with several of them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from recension.delivery import deliver
from recension.errors import RecensionError, UsageError
from recension.writers.imprint import TOOL, tool_version
from recension.writers.markup import attribute, escaped
from recension.writers.review import style
from recension.writers.review.charts import shares, stacked, table

REVIEWS = ("none", "needed", "all")
ORPHANS = ("uncalled-note", "lost-note", "doubtful-call")
"""Rules of the footnotes whose edits and queries speak of a note or a call that has no other half."""
STATES = {"ok": "good", "flagged": "doubt", "partial": "doubt", "failed": "bad", "quarantined": "bad",
          "pending": "plain"}
URGENT = {"quarantined": 5, "failed": 4, "partial": 3, "flagged": 2, "pending": 1, "ok": 0}


@dataclass(frozen=True, slots=True)
class Options:
    """From when on a document is shown to a person."""

    queries: float = 1.0
    """Queries a page: an editor decides some twenty a minute, not more than one a page."""
    page: int = 4
    """Queries on one page that make it odd."""
    rows: int = 5000
    """Rows of the table of all documents; a browser is no database."""
    columns: int = 400
    """Columns of the chart; more documents are drawn together."""


@dataclass(slots=True)
class Found:
    """What is known of one document."""

    entry: Mapping[str, Any]
    stages: Counter[str] = field(default_factory=Counter)
    orphans: int = 0
    undecided: int = 0
    """Queries of the hyphenation."""
    odd: list[int] = field(default_factory=list)
    """Pages with many queries."""
    reasons: list[str] = field(default_factory=list)
    review: str = ""
    """Link to its review page, from the report on."""

    @property
    def urgency(self) -> tuple[int, int, float, str]:
        entry = self.entry
        return (-URGENT.get(entry["status"], 0), -self.orphans - len(self.odd),
                -entry["queries"] / max(entry["pages"], 1), entry["name"])


def write_report(folder: str | os.PathLike[str], target: str | os.PathLike[str] | None = None, *,
                 reviews: str = "none", options: Options | None = None,
                 tell: Callable[[str], None] | None = None) -> Path:
    """Write the report on a batch; its file (`report.html` in the folder unless `target` is given).

    `reviews` makes review pages first: of the documents that need a person, or of all. Raises
    UsageError where no batch has been, or where the file cannot be written.
    """
    if reviews not in REVIEWS:
        raise UsageError(f"reviews are {', '.join(REVIEWS)}, not {reviews!r}")
    place, options = Path(folder), options or Options()
    file = Path(target) if target is not None else place / "report.html"
    documents = documents_of(place, options)
    for one in documents:
        page = place / "review" / f"{one.entry['name']}.html"
        if reviews == "all" or (reviews == "needed" and one.reasons):
            _review(one.entry, page, tell)
        if page.exists():
            one.review = quote(os.path.relpath(page, file.parent).replace(os.sep, "/"))
    deliver({file: _html(place, documents, options).encode("utf-8", errors="backslashreplace")})
    return file


def documents_of(folder: Path, options: Options | None = None) -> list[Found]:
    """Every document of a batch, the most urgent first."""
    from recension.batch.ledger import entries

    options = options or Options()
    documents = [_found(folder, entry, options) for entry in entries(folder)]
    return sorted(documents, key=lambda one: one.urgency)


def _found(folder: Path, entry: Mapping[str, Any], options: Options) -> Found:
    found = Found(entry)
    queries: Counter[int] = Counter()
    for edit in _record(folder, entry):
        found.stages[edit["stage"]] += 1
        found.orphans += edit["rule"] in ORPHANS
        if edit["act"] == "query":
            queries[edit["page"]] += 1
            found.undecided += edit["stage"] == "hyphenation"
    found.odd = sorted(page for page, count in queries.items() if count >= options.page)
    status = entry["status"]
    if status != "ok":
        found.reasons.append(f"{status}: {entry['message']}")
        found.reasons += [one for one in entry["findings"][:3] if one != entry["message"]]
    if found.orphans:
        found.reasons.append(f"{found.orphans} notes or calls without their other half")
    if entry["queries"] > options.queries * max(entry["pages"], 1):
        found.reasons.append(f"{entry['queries']} queries on {entry['pages']} pages")
    if found.odd:
        pages = ", ".join(map(str, found.odd[:8]))
        found.reasons.append(f"pages with many queries: {pages}{' ...' if len(found.odd) > 8 else ''}")
    return found


def _record(folder: Path, entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The edits of a document, as far as its record can be read."""
    for name in entry["files"]:
        if not name.endswith(".edits.jsonl"):
            continue
        try:
            with open(folder / name, encoding="utf-8") as file:
                next(file, None)
                for line in file:
                    edit = json.loads(line)
                    if {"stage", "rule", "act", "page"} <= edit.keys():
                        yield edit
        except (OSError, ValueError, AttributeError):
            return


def _review(entry: Mapping[str, Any], page: Path, tell: Callable[[str], None] | None) -> None:
    """The review page of a document, made with the options of the batch."""
    from recension.review import write_review

    if entry["status"] not in ("ok", "flagged", "partial"):
        return
    asked = entry["asked"]
    if tell is not None:
        tell(entry["name"])
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        write_review(os.fsdecode(entry["path"]), page, **{
            key: asked[key] for key in ("language", "publisher", "reader", "pages", "rules", "overrides")
            if asked.get(key)})
    except (OSError, RecensionError) as error:
        if tell is not None:
            tell(f"{entry['name']}: no review page: {error}")


def _html(folder: Path, documents: list[Found], options: Options) -> str:
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    name = attribute(folder.resolve().name)
    needed = [one for one in documents if one.reasons]
    return "\n".join([
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'sha256-{digest}\'; '
        'base-uri \'none\'; form-action \'none\'">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="generator" content="{TOOL} {tool_version()}">', f"<title>Report: {name}</title>",
        f"<style>{css}</style>", "</head>", '<body class="report">', f"<header><h1>Report: {name}</h1>",
        *_totals(documents, options), "</header>", "<main>",
        f"<h2>Documents that need a person first: {len(needed)}</h2>",
        _first(needed, options) if needed else "<p>None.</p>", f"<h2>All documents: {len(documents)}</h2>",
        _all(documents, options), "</main>", "</body>", "</html>", ""])


def _totals(documents: list[Found], options: Options) -> Iterator[str]:
    sums = {key: sum(one.entry[key] for one in documents) for key in ("pages", "edits", "queries", "notes")}
    sums["notes or calls alone"] = sum(one.orphans for one in documents)
    sums["hyphens undecided"] = sum(one.undecided for one in documents)
    states = Counter(one.entry["status"] for one in documents)
    languages = Counter(one.entry["language"] or "unknown" for one in documents if one.entry["pages"])
    stages: Counter[str] = Counter()
    for one in documents:
        stages.update(one.stages)
    classes = {stage: f"s{min(number, 8)}" for number, stage in enumerate(stages)}
    facts = [("documents", len(documents)), ("changes", sums.pop("edits")), *sums.items()]
    yield '<dl class="facts">' + "".join(f"<div><dt>{escaped(key)}</dt><dd>{count}</dd></div>" for key, count in facts)
    yield '</dl><div class="charts"><figure><figcaption>Changes and queries in each document, by stage</figcaption>'
    columns, labels = _together(sorted(documents, key=lambda one: one.entry["name"]), options.columns)
    yield stacked(columns, classes, labels, f"Changes and queries by document and stage, {len(documents)} documents")
    yield "</figure><figure><figcaption>State</figcaption>"
    rows = [(state, states[state]) for state in STATES if states[state]]
    yield shares([(state, count, STATES[state]) for state, count in rows], "Documents by state")
    yield table("Documents by state", ("state", "documents"), rows)
    yield "</figure><figure><figcaption>By stage</figcaption>"
    yield shares([(stage, stages[stage], kind) for stage, kind in classes.items()], "Changes and queries by stage")
    yield table("Changes and queries by stage", ("stage", "number"), list(stages.items()))
    yield "</figure><figure><figcaption>Languages</figcaption>"
    yield table("Documents by language", ("language", "documents"), languages.most_common(12))
    yield "</figure></div>"


def _together(documents: list[Found], most: int) -> tuple[list[Counter[str]], list[str]]:
    """A column a document, or one for several neighbours when there are too many."""
    step = max(1, -(-len(documents) // most))
    columns, labels = [], []
    for start in range(0, len(documents), step):
        group = documents[start : start + step]
        column: Counter[str] = Counter()
        for one in group:
            column.update(one.stages)
        columns.append(column)
        labels.append(group[0].entry["name"] if step == 1 else f"{group[0].entry['name']} to {group[-1].entry['name']}")
    return columns, labels


def _first(documents: Iterable[Found], options: Options) -> str:
    rows = []
    for one in list(documents)[: options.rows]:
        reasons = "".join(f"<li>{_text(reason)}</li>" for reason in one.reasons)
        rows.append(f'<tr><th scope="row">{_name(one)}</th><td class="state">{_state(one)}</td>'
                    f"<td><ul>{reasons}</ul></td></tr>")
    return ('<table class="wide"><thead><tr><th scope="col">document</th><th scope="col">state</th>'
            f'<th scope="col">why</th></tr></thead><tbody>{"".join(rows)}</tbody></table>')


def _all(documents: list[Found], options: Options) -> str:
    heads = ("document", "state", "pages", "notes", "changes", "queries", "alone", "language")
    rows = []
    for one in sorted(documents, key=lambda one: one.entry["name"])[: options.rows]:
        entry = one.entry
        numbers = (entry["pages"], entry["notes"], entry["edits"], entry["queries"], one.orphans, entry["language"])
        rows.append(f'<tr><th scope="row">{_name(one)}</th><td class="state">{_state(one)}</td>'
                    + "".join(f"<td>{_text(str(number))}</td>" for number in numbers) + "</tr>")
    more = len(documents) - len(rows)
    told = f"<p>{more} more: recension batch --status DIR --manifest FILE.csv lists them all.</p>" if more else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (f'<table class="wide"><thead><tr>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table>{told}')


def _name(one: Found) -> str:
    name = _text(one.entry["name"])
    return f'<a href="{attribute(one.review)}">{name}</a>' if one.review else name


def _state(one: Found) -> str:
    return f'<span class="state-{STATES.get(one.entry["status"], "plain")}">{_text(one.entry["status"])}</span>'


def _text(value: str) -> str:
    """Text of a stranger, on one line, what turns its direction named."""
    shown = "".join(char if char.isprintable() else f"[U+{ord(char):04X}]" for char in value)
    return escaped(shown)
