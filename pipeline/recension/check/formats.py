"""The results of a check, for people and for machines: text, GitHub, JUnit, SARIF, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import regex

import recension
from recension.check import Difference, Result

MOST = 40
"""Lines of one difference that are shown to people; the rest is counted."""
NOTES = 10
"""Lines in one annotation."""
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NOT_IN_XML = regex.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(results: Sequence[Result]) -> str:
    """For people."""
    lines: list[str] = []
    for result in results:
        if result.error:
            lines += [f"{result.name}: {result.error}", ""]
        elif result.updated:
            lines += [f"{result.name}: expected outputs written", ""]
        elif result.differences or result.allowed:
            lines += [f"{result.name}: {_where(result)}", *_told(result), ""]
    return "\n".join([*lines, summary(results)]) + "\n"


def summary(results: Sequence[Result]) -> str:
    """One line."""
    same = sum(result.is_ok and not result.updated for result in results)
    parts = [f"{len(results)} checked", f"{same} as expected"]
    for name, count in (("differ", sum(bool(result.differences) for result in results)),
                        ("could not be compared", sum(bool(result.error) for result in results)),
                        ("updated", sum(result.updated for result in results)),
                        ("with allowed changes", sum(bool(result.allowed and result.is_ok and not result.updated)
                                                     for result in results)),
                        ("known from before", sum(not result.fresh for result in results))):
        if count:
            parts.append(f"{count} {name}")
    return ", ".join(parts)


def github(results: Sequence[Result]) -> str:
    """Annotations of GitHub Actions."""
    lines = []
    for result in results:
        if result.error:
            lines.append(_annotation("error", result.path, 0, "recension check", result.error))
        for level, found in (("error", result.differences), ("notice", result.allowed)):
            for one in found if not result.updated else ():
                first = next((line.line for line in one.lines if line.line), 1)
                file = result.expected / one.file if result.expected.is_dir() else result.path
                told = "\n".join(line.text for line in one.lines[:NOTES])
                lines.append(_annotation(level, file, first, f"{result.name}: {one.place}", told))
    return "".join(line + "\n" for line in lines) + summary(results) + "\n"


def junit(results: Sequence[Result]) -> str:
    """JUnit's XML: a suite, a case a document; what differs by stage is the text of its failure.

    A document that cannot be compared is a failure too, of the type `error`: readers of JUnit
    disagree on the name of an element for errors.
    """
    cases, failed = [], 0
    for result in results:
        inner = ""
        if result.error:
            failed += 1
            inner = f'<failure type="error" message={_attribute(result.error)}>{_xml(result.error)}</failure>'
        elif result.differences:
            failed += 1
            told = "\n".join(_told(result))
            message = _attribute(f"differs in {_where(result)}")
            inner = f'<failure type="difference" message={message}>{_xml(told)}</failure>'
        name = _attribute(result.name)
        cases.append(f'<testcase classname="recension.check" name={name} time="0">{inner}</testcase>')
    return ('<?xml version="1.0" encoding="utf-8"?>\n'
            f'<testsuites><testsuite name="recension check" tests="{len(results)}" failures="{failed}" '
            f'errors="0" skipped="0" time="0">\n' + "".join(case + "\n" for case in cases)
            + "</testsuite></testsuites>\n")


def sarif(results: Sequence[Result]) -> str:
    """SARIF 2.1.0: a rule a stage, a result a difference; allowed ones are suppressed."""
    found: list[dict[str, Any]] = []
    places: dict[str, None] = {}
    for result in results:
        if result.error:
            places.setdefault("document")
            found.append(_result(result.path, 1, "document", "error", f"{result.name}: {result.error}"))
        for one in (*result.differences, *result.allowed) if not result.updated else ():
            places.setdefault(one.place)
            told = "\n".join(line.text for line in one.lines[:NOTES])
            line = next((line.line for line in one.lines if line.line), 1)
            file = result.expected / one.file if result.expected.is_dir() else result.path
            entry = _result(file, line, one.place, "error", f"{result.name} differs in {one.place}: {told}")
            if one in result.allowed:
                entry |= {"level": "note", "suppressions": [{"kind": "external", "justification": "--allow"}]}
            found.append(entry)
    rules = [{"id": f"recension/{place}", "shortDescription": {"text": f"The {place} comes out as expected."}}
             for place in places]
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "recension", "version": recension.__version__, "rules": rules}},
        "columnKind": "unicodeCodePoints", "results": found}]}
    return json.dumps(log, ensure_ascii=True, indent=1) + "\n"


def as_json(results: Sequence[Result]) -> str:
    """Everything, for programs of one's own."""
    def told(found: Sequence[Difference]) -> list[dict[str, Any]]:
        return [{"place": one.place, "file": one.file, "lines": [line._asdict() for line in one.lines]}
                for one in found]

    documents = [{"name": result.name, "ok": result.is_ok, "error": result.error, "updated": result.updated,
                  "differences": told(result.differences), "allowed": told(result.allowed)} for result in results]
    return json.dumps({"ok": all(result.is_ok for result in results), "summary": summary(results),
                       "documents": documents}, ensure_ascii=True, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Result]], str]] = {
    "text": text, "github": github, "junit": junit, "sarif": sarif, "json": as_json}


def _where(result: Result) -> str:
    parts = [f"{one.place} ({len(one.lines)})" for one in result.differences]
    parts += [f"{one.place} ({len(one.lines)}, allowed)" for one in result.allowed]
    return ", ".join(parts)


def _told(result: Result) -> Iterator[str]:
    for one in (*result.differences, *result.allowed):
        yield f"  {one.place}" + (" (allowed)" if one in result.allowed else "")
        yield from (f"    {line.text}" for line in one.lines[:MOST])
        if len(one.lines) > MOST:
            yield f"    and {len(one.lines) - MOST} more"


def _annotation(level: str, file: Path, line: int, title: str, message: str) -> str:
    def data(value: str) -> str:
        return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def property_(value: str) -> str:
        return data(value).replace(":", "%3A").replace(",", "%2C")

    where = f"file={property_(file.as_posix())}" + (f",line={line}" if line else "")
    return f"::{level} {where},title={property_(title)}::{data(message)}"


def _result(file: Path, line: int, place: str, level: str, message: str) -> dict[str, Any]:
    location = {"artifactLocation": {"uri": quote(file.as_posix())}, "region": {"startLine": max(line, 1)}}
    return {"ruleId": f"recension/{place}", "level": level, "message": {"text": message},
            "locations": [{"physicalLocation": location}]}


def _xml(value: str) -> str:
    return escape(str(NOT_IN_XML.sub("\ufffd", value)))


def _attribute(value: str) -> str:
    return quoteattr(str(NOT_IN_XML.sub("\ufffd", value)))
