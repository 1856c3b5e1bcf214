"""The workflow files in docs/check.md, run step by step in a project as it describes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml

from recension.check.cases import failures, read_written

ROOT = Path(__file__).resolve().parents[1]
DOCS = (ROOT / "docs" / "check.md").read_text("utf-8")
BASH = shutil.which("bash")

PACK = """[[typography]]
id = "grand-canal"
why = "The house writes the name of the canal with a capital."
pattern = '''\\bgrand canal\\b'''
replace = "{name}"
fixes = [["le grand canal", "le {name}"]]
spares = ["un grand canaliseur"]
"""


def blocks(language: str) -> list[str]:
    return [found[1] for found in regex.finditer(rf"```{language}\n(.*?)```", DOCS, regex.DOTALL)]


def workflow(mark: str) -> Any:
    return yaml.safe_load(next(block for block in blocks("yaml") if mark in block))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a pack, a check folder, and `recension` on the path."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "house.toml").write_text(PACK.format(name="Grand Canal"))
    (tmp_path / "checks" / "inputs").mkdir(parents=True)
    (tmp_path / "checks" / "check.toml").write_text('language = "fr"\nrules = ["../rules/house.toml"]\n')
    (tmp_path / "checks" / "inputs" / "a.txt").write_text(
        "Le passeur a fini sur le grand canal, un matin de mars, entre deux péniches.\n", "utf-8")
    (tmp_path / "bin").mkdir()
    for name, call in (("recension", f'exec "{sys.executable}" -m recension "$@"'), ("pip", "exit 0")):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{call}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    assert run(tmp_path, "recension check checks --update", CI="").returncode == 0
    return tmp_path


def run(project: Path, command: str, **more: str) -> subprocess.CompletedProcess[str]:
    assert BASH
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "pipeline"), "CI": "true", **more,
                   "PATH": f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run([BASH, "-e", "-c", command], cwd=project, env=environment, capture_output=True, text=True,
                          check=False)


@pytest.mark.skipif(BASH is None, reason="the workflow files speak to a shell, and there is no bash")
def test_the_github_workflow(project: Path) -> None:
    steps = [step["run"] for step in workflow("runs-on")["jobs"]["check"]["steps"] if "run" in step]
    assert len(steps) == 4
    assert [run(project, step).returncode for step in steps] == [0, 0, 0, 0]
    (project / "rules" / "house.toml").write_text(PACK.format(name="Grand canal"))
    outcomes = [run(project, step) for step in steps]
    assert [outcome.returncode for outcome in outcomes] == [0, 0, 1, 0]
    assert outcomes[2].stdout.startswith("::error file=checks/expected/inputs/a.txt/")
    assert '"recension/typography"' in (project / "texts.sarif").read_text()


@pytest.mark.skipif(BASH is None, reason="the workflow files speak to a shell, and there is no bash")
def test_the_gitlab_workflow(project: Path) -> None:
    job = workflow("image: python")["texts"]
    assert run(project, "\n".join(job["script"])).returncode == 0
    (project / "rules" / "house.toml").write_text(PACK.format(name="Grand canal"))
    assert run(project, "\n".join(job["script"])).returncode == 1
    assert 'failures="1"' in (project / job["artifacts"]["reports"]["junit"]).read_text()


def test_the_hooks_that_the_docs_name_are_there() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    named = [hook["id"] for repo in workflow("repos:")["repos"] for hook in repo["hooks"]]
    assert named == list(hooks)
    assert all(hook["language"] == "python" and hook["entry"].startswith("recension ") for hook in hooks.values())


def test_the_case_in_the_docs_holds(tmp_path: Path) -> None:
    text = next(block for block in blocks("toml") if "about =" in block)
    (tmp_path / "docs.case.toml").write_text(regex.sub(r"(?m)^rules = .*\n", "", text), "utf-8")
    assert list(failures(read_written(tmp_path / "docs.case.toml"))) == []
