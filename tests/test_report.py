"""The report on a batch: what needs a person stands first, and nothing of a stranger's becomes markup."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from browser import MISSING, NO_AXE, axe, browser
from recension.batch.ledger import Ledger
from recension.batch.outcomes import Outcome, Status
from recension.cli import main
from recension.errors import ExitStatus, UsageError
from recension.report import documents_of, write_report

HOSTILE = "<script>alert(1)</script> \u202egnirts"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def line(page: int, rule: str = "joined", act: str = "replace", stage: str = "hyphenation") -> str:
    return json.dumps({"stage": stage, "rule": rule, "act": act, "page": page}) + "\n"


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A batch of five: two that are fine, one with orphans, one with many queries, one that failed."""
    folder = tmp_path / "out"
    (folder / ".recension").mkdir(parents=True)
    ledger = Ledger(folder)
    try:
        for name, status, message, queries, edits in (
            ("b-fine.pdf", Status.OK, "done", 0, line(1) * 3),
            ("a-fine.pdf", Status.OK, "done", 1, line(1) + line(2, act="query")),
            ("orphan.pdf", Status.OK, "done", 1, line(1, "lost-note", stage="footnotes")),
            ("asking.pdf", Status.OK, "done", 30, line(3, act="query") * 30),
            ("bad.pdf", Status.FAILED, HOSTILE, 0, ""),
        ):
            path = f"/in/{name}".encode()
            ledger._write("INSERT INTO documents (path, name, folded) VALUES (?, ?, ?)", [(path, name, name)])
            files = {}
            if edits:
                (folder / f"{name}.edits.jsonl").write_text('{"record": "recension"}\n' + edits)
                files = {f"{name}.edits.jsonl": "0" * 64}
            ledger.settle(path, Outcome(status, message, pages=10, edits=edits.count("\n"), queries=queries,
                                        language="fr"), 1, 1.0, files)
    finally:
        ledger.close()
    return folder


def test_what_needs_a_person_stands_first(batch: Path) -> None:
    documents = documents_of(batch)
    names = [one.entry["name"] for one in documents]
    assert names == ["bad.pdf", "asking.pdf", "orphan.pdf", "a-fine.pdf", "b-fine.pdf"]
    reasons = {one.entry["name"]: one.reasons for one in documents}
    assert reasons["asking.pdf"] == ["30 queries on 10 pages", "pages with many queries: 3"]
    assert reasons["orphan.pdf"] == ["1 notes or calls without their other half"]
    assert reasons["a-fine.pdf"] == []


def test_the_page(batch: Path) -> None:
    result = run("report", batch)
    assert result.exit_code == ExitStatus.DONE, result.stderr
    html = (batch / "report.html").read_text("utf-8")
    assert "Documents that need a person first: 3" in html and "All documents: 5" in html
    assert "<script" not in html and "\u202e" not in html and "[U+202E]" in html
    assert not re.search(r"https?://(?!www\.w3)|\bstyle=|\son\w+=", html)


def test_review_pages_are_linked(batch: Path, tmp_path: Path) -> None:
    (batch / "review").mkdir()
    (batch / "review" / "orphan.pdf.html").write_text("x")
    file = write_report(batch, tmp_path / "elsewhere.html")
    assert 'href="out/review/orphan.pdf.html"' in file.read_text("utf-8")


def test_from_a_batch_to_its_review_pages(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "eins.txt").write_text("Ein Satz, der lang genug ist, um ein Satz zu sein, und noch mehr.\n" * 9)
    assert run("batch", source, "-o", tmp_path / "out", "--language", "de", "--check", "off", "-q").exit_code == 0
    assert run("report", tmp_path / "out", "--reviews", "all").exit_code == ExitStatus.DONE
    (page,) = (tmp_path / "out" / "review").glob("*.html")
    assert f"review/{page.name}" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_where_no_batch_has_been(tmp_path: Path) -> None:
    result = run("report", tmp_path)
    assert result.exit_code == ExitStatus.USAGE and "no batch has been here" in result.stderr
    with pytest.raises(UsageError):
        write_report(tmp_path, reviews="some")


@pytest.mark.skipif(bool(MISSING), reason=MISSING or "there")
def test_accessible(batch: Path, tmp_path: Path) -> None:
    script = axe()
    if script is None:
        pytest.skip(NO_AXE)
    write_report(batch)
    with browser(tmp_path) as window:
        window.open(batch / "report.html")
        window.run(script.read_text("utf-8"))
        found = window.run_async("const done = arguments[0]; axe.run(document).then(r => done(r.violations.map("
                                 "v => [v.impact, v.id, v.nodes[0].html.slice(0, 200)])))")
        assert [one for one in found if one[0] in ("serious", "critical")] == []
        assert window.console() == []
