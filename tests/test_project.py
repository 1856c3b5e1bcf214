"""The project as a package: what it costs to ask for the version, and what travels in the wheel."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import recension

ROOT = Path(__file__).resolve().parents[1]

HEAVY = {"pdfplumber", "pdfminer", "pypdfium2", "pypdfium2_raw", "ftfy", "lxml", "regex", "marisa_trie", "PIL",
         "cryptography"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded after running this in a fresh interpreter."""
    told = subprocess.run([sys.executable, "-c", f"import sys\ntry:\n  {code}\nexcept SystemExit: pass\n"
                           "print('|'.join(sorted({name.split('.')[0] for name in sys.modules})))"],
                          capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "pipeline")})
    return set(told.stdout.splitlines()[-1].split("|"))


@pytest.mark.parametrize("code", [
    "import recension; recension.clean, recension.write, recension.UnreadableInput",
    "from recension.cli import main; main(['--version'])",
    "from recension.cli import main; main(['--help'])",
    "from recension.cli import main; main(['clean', '--help'])",
])
def test_nothing_heavy_is_loaded_for_the_version_or_for_help(code: str) -> None:
    assert not loaded_by(code) & HEAVY


def test_every_public_name_exists() -> None:
    for name in recension.__all__:
        assert getattr(recension, name) is not None
    with pytest.raises(AttributeError):
        recension.no_such_name  # noqa: B018


def test_the_front_door_is_callable_whatever_is_imported_first() -> None:
    for first in ("recension.clean", "recension.cli", "recension.account"):
        code = f"import {first}, recension; assert callable(recension.clean) and callable(recension.explain)"
        loaded_by(code)


def test_the_change_log_knows_the_version_and_has_the_heading_for_cleaned_text() -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "### Changes to cleaned text" in log
    assert recension.__version__ in log or "## [Unreleased]" in log


def test_the_wheel_carries_the_rules_and_the_typing_mark() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"rules": "recension/rules"}
    assert (ROOT / "pipeline" / "recension" / "py.typed").is_file()
    assert "/rules" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


def test_floors_close_the_known_holes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"pdfplumber>=0.11.8", "lxml>=6.1", "Pillow>=12.3"} <= set(project["dependencies"])
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
                if "==" in line)
    assert int(pins["pdfminer.six"]) >= 20251230


def test_goldens_cannot_be_written_in_ci() -> None:
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "--force-regen", "--collect-only", __file__],
                          capture_output=True, text=True, cwd=ROOT, check=False,
                          env={"CI": "true", "PATH": "", "PYTHONPATH": str(ROOT / "pipeline")})
    assert done.returncode != 0
    assert "make goldens" in done.stderr + done.stdout


def test_the_version_alone_loads_nothing() -> None:
    told = subprocess.run([sys.executable, "-X", "importtime", "-m", "recension", "--version"], capture_output=True,
                          text=True, check=True, env={"PYTHONPATH": str(ROOT / "pipeline")})
    loaded = {line.split("|")[-1].strip() for line in told.stderr.splitlines()}
    assert "recension" in loaded and recension.__version__ in told.stdout
    assert not {"click", "dataclasses", "recension.model", "recension.clean", "recension.cli"} & loaded


def test_the_demo_cleans_every_sample() -> None:
    run = subprocess.run([sys.executable, str(ROOT / "samples" / "demo.py")], capture_output=True, encoding="utf-8",
                         check=False, env={"PYTHONPATH": str(ROOT / "pipeline"), "PYTHONIOENCODING": "utf-8"})
    assert run.returncode == 0, run.stderr
    assert f"{len(list((ROOT / 'samples').glob('*/sample.toml')))} samples cleaned" in run.stdout
