"""The benchmark of speed: its documents are documents, and its short form refuses what is slow and nothing else."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import recension

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.speed import check, measure, report  # noqa: E402
from bench.speed.documents import KINDS, drawn  # noqa: E402
from bench.speed.measure import Cost, Failed  # noqa: E402


@pytest.mark.parametrize("kind", KINDS)
def test_the_drawn_documents_are_what_they_are_called(kind: str) -> None:
    data = drawn(kind, 6)
    assert data == drawn(kind, 6)
    document = recension.read(data)
    assert len(document.pages) == 6
    assert {line.column for line in document.lines()} >= ({0, 1} if kind == "columns" else {0})
    revision = recension.clean(document, language="fr")
    assert (len(revision.document.notes) >= 10) is (kind == "notes")
    assert {edit.stage for edit in revision.edits} >= {"furniture", "hyphenation"}


def test_the_cost_of_a_command_is_its_own_and_its_childrens() -> None:
    busy = "sum(range(3_000_000))"
    alone = measure.cost([sys.executable, "-c", "pass"])
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{busy}'])"
    child = measure.cost([sys.executable, "-c", starts])
    assert 0 < alone.cpu < child.cpu and alone.memory > 1
    with pytest.raises(Failed, match="no such thing"):
        measure.cost([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_ratios_are_taken_within_rounds() -> None:
    ours, theirs = [Cost(1, 1, 1), Cost(20, 1, 1), Cost(3, 1, 1)], [Cost(2, 1, 1), Cost(40, 1, 1), Cost(3, 1, 1)]
    assert measure.ratio(ours, theirs) == 0.5
    assert measure.middle(ours) == Cost(3, 1, 1)


def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ratios: list[float], instructions: float | None) -> int:
    """The short form's status when the rounds give these ratios, one after the other."""
    figures = tmp_path / "figures.toml"
    figures.write_text("[ratio]\nclean = 1.0\n[instructions]\nclean = 1.0\n", "utf-8")
    told = iter(ratios)
    monkeypatch.setattr(check, "FIGURES", figures)
    monkeypatch.setattr(check, "commands", lambda pages, out: {"clean": (["a"], ["b"])})
    monkeypatch.setattr(check, "_warm", lambda out: None)
    monkeypatch.setattr(check, "rounds", lambda commands, count: {
        "ours": [Cost(next(told), 0, 0)], "theirs": [Cost(1, 0, 0)]})
    monkeypatch.setattr(check.shutil, "which", lambda name: None if instructions is None else "/usr/bin/valgrind")
    monkeypatch.setattr(check, "_counted", lambda pair, folder: instructions)
    monkeypatch.setattr(sys, "argv", ["check.py"])
    return check.main()


@pytest.mark.parametrize(("ratios", "instructions", "status"), [
    ([1.1], None, 0), ([0.2], None, 0), ([1.5, 1.4, 1.1], None, 0), ([1.5, 1.4, 1.3, 1.2], None, 1),
    ([1.5, 1.5, 1.5, 1.5], 1.3, 1), ([1.5, 1.5, 1.5, 1.5], 1.1, 0)])
def test_only_what_is_slow_again_and_again_is_refused(
        ratios: list[float], instructions: float | None, status: int, monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path) -> None:
    assert measured(monkeypatch, tmp_path, ratios, instructions) == status


def test_the_chart_is_a_picture_with_words() -> None:
    root = ElementTree.fromstring(report.chart({"recension": 3.0, "other <&>": 250.0}))
    assert "other <&> 250.00" in "".join(root.itertext())
    assert report.table(["a", "b"], [["x", 1.234]]) == "| a | b |\n|---|---:|\n| x | 1.23 |\n"


def test_ci_runs_the_short_form_and_its_figures_are_on_record() -> None:
    assert "bench/speed/check.py" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert check.FIGURES.is_file()
