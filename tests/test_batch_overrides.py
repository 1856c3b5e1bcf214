"""Overrides in a batch: each file of decisions goes to the document it was made for, and changes nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from batchkit import Inline, outputs, run, settled, shelf
from recension.batch.decisions import Decisions
from recension.batch.local import LocalEngine
from recension.batch.verify import verify
from recension.errors import RecensionError, UsageError


def decision(record: Path) -> dict[str, object]:
    """The rejection of the hyphenation that the record of a leaf has."""
    lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    edit = next(line for line in lines[1:] if line["stage"] == "hyphenation" and line["act"] == "replace")
    return {"overrides": "recension", "version": 1, "digest": lines[0]["digest"], "decisions": [
        {"verdict": "reject", **{key: edit[key] for key in ("stage", "rule", "act", "glyphs", "before", "page")}}]}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A batch of three leaves, done, and a folder with a decision about the second."""
    run(shelf(tmp_path / "in", 3), tmp_path / "out")
    (tmp_path / "decided" / "by-anna").mkdir(parents=True)
    made = decision(tmp_path / "out" / "leaf-001.txt.edits.jsonl")
    (tmp_path / "decided" / "by-anna" / "whatever.overrides.json").write_text(json.dumps(made), "utf-8")
    return tmp_path


@pytest.mark.parametrize("engine", [Inline, LocalEngine])
def test_a_decision_changes_its_document_and_no_other(place: Path, engine: type) -> None:
    before = outputs(place / "out")
    report = run(place / "in", place / "out", engine=engine, decisions=Decisions(place / "decided"))
    assert report.all_ok and report.done_before == 2
    after = outputs(place / "out")
    assert {name for name in before if before[name] != after[name]} == {"leaf-001.txt.md", "leaf-001.txt.edits.jsonl"}
    assert "com-plained" in (place / "out" / "leaf-001.txt.md").read_text("utf-8").replace("-\n", "-")
    again = run(place / "in", place / "out", engine=engine, decisions=Decisions(place / "decided"))
    assert again.done_before == 3
    audit = verify(place / "out", again=True)
    assert not audit.faults and not audit.remarks and audit.replayed == 3


def test_without_the_overrides_the_document_is_cleaned_anew(place: Path) -> None:
    before, told = outputs(place / "out"), settled(place / "out")
    run(place / "in", place / "out", decisions=Decisions(place / "decided"))
    assert run(place / "in", place / "out").done_before == 2
    assert (outputs(place / "out"), settled(place / "out")) == (before, told)


def test_other_decisions_are_another_result(place: Path) -> None:
    file = next((place / "decided").rglob("*.json"))
    run(place / "in", place / "out", decisions=Decisions(place / "decided"))
    file.write_text(file.read_text("utf-8").replace("reject", "accept"), "utf-8")
    audit = verify(place / "out")
    assert audit.replayed == 2 and "overrides" in audit.remarks[0]
    assert run(place / "in", place / "out", decisions=Decisions(place / "decided")).done_before == 2
    assert "complained" in (place / "out" / "leaf-001.txt.md").read_text("utf-8")


def test_a_file_without_a_digest_goes_by_its_name(place: Path) -> None:
    file = next((place / "decided").rglob("*.json"))
    made = json.loads(file.read_text("utf-8"))
    del made["digest"]
    file.unlink()
    (place / "decided" / "leaf-001.txt.overrides.json").write_text(json.dumps(made), "utf-8")
    run(place / "in", place / "out", decisions=Decisions(place / "decided"))
    assert "complained" not in (place / "out" / "leaf-001.txt.md").read_text("utf-8")
    assert "complained" in (place / "out" / "leaf-002.txt.md").read_text("utf-8")


def test_what_is_for_nobody_is_told_of(place: Path) -> None:
    file = next((place / "decided").rglob("*.json"))
    made = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**made, "digest": "0" * 64}), "utf-8")
    decisions = Decisions(place / "decided")
    assert run(place / "in", place / "out", decisions=decisions).done_before == 3
    assert decisions.idle() == [str(file)]


def test_a_decision_that_meets_no_edit_stands_in_the_ledger(place: Path) -> None:
    file = next((place / "decided").rglob("*.json"))
    file.write_text(file.read_text("utf-8").replace("hyphenation", "typography"), "utf-8")
    run(place / "in", place / "out", decisions=Decisions(place / "decided"))
    assert "fit no edit" in settled(place / "out")["leaf-001.txt"][1]


def test_files_that_cannot_be_used_stop_the_batch_before_it_begins(place: Path) -> None:
    file = next((place / "decided").rglob("*.json"))
    file.with_name("second.overrides.json").write_bytes(file.read_bytes())
    with pytest.raises(UsageError, match="both are overrides of one document"):
        Decisions(place / "decided")
    file.with_name("second.overrides.json").write_text("{", "utf-8")
    with pytest.raises(RecensionError, match=r"second\.overrides\.json"):
        Decisions(place / "decided")
    with pytest.raises(UsageError, match="no overrides are in this folder"):
        Decisions(place / "in")
    with pytest.raises(UsageError, match="no such file or folder"):
        Decisions(place / "nowhere")
