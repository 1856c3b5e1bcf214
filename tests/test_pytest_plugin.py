"""The plugin for pytest, tried in a project of its own, and the hooks for pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from recension.check.cases import failures, read_written
from recension.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]

GOOD = """about = "A word divided at the end of a line is whole again."
language = "fr"
input = '''
Le passeur ne comptait pas les voyages. Il savait que la rivière était large, et que le voya-
ge serait long. Dans les registres de la commune, on ne trouve de lui qu’une signature.
'''
contains = ["le voyage serait long"]
lacks = ["voya-"]
queries = 0
"""

WRONG = """language = "fr"
input = '''Le passeur ne comptait pas les voyages. Il savait que la rivière était large.'''
expect = "Le passeur comptait les voyages. Il savait que la rivière était large."
"""


def tried(folder: Path) -> str:
    """What pytest says in a folder, in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "recension.pytest_plugin", "-p", "no:cacheprovider", "-q", "."],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    return told.stdout + told.stderr


def test_cases_are_tests_and_the_fixture_is_there(tmp_path: Path) -> None:
    (tmp_path / "good.case.toml").write_text(GOOD, "utf-8")
    (tmp_path / "wrong.case.toml").write_text(WRONG, "utf-8")
    (tmp_path / "broken.case.toml").write_text('input = "x"\n', "utf-8")
    (tmp_path / "other.toml").write_text("x = 1\n", "utf-8")
    (tmp_path / "test_own.py").write_text(
        "def test_own(recension):\n"
        "    french = recension.using(language='fr')\n"
        "    assert 'registre' in french.text('Un regis-\\ntre de la commune, une signature, une page.\\n')\n"
        "    assert french.clean('Une page.\\n').document.language == 'fr'\n", "utf-8")
    told = tried(tmp_path)
    assert "2 failed, 2 passed" in told, told
    assert "passeur [-ne-] comptait" in told or "[-comptait-]" in told or "{+ne+}" in told, "a readable diff"
    assert "the case claims nothing" in told
    assert "Traceback" not in told


def test_the_fixture_checks_a_folder(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "a.txt").write_text("Une page de texte, et rien de plus.\n")
    (tmp_path / "test_own.py").write_text("def test_own(recension):\n    recension.check('checks')\n", "utf-8")
    assert "nothing is expected of this document yet" in tried(tmp_path)


def test_a_case_after_a_stage(tmp_path: Path) -> None:
    file = tmp_path / "a.case.toml"
    text = 'language = "fr"\ninput = "Une page de texte.\\n"\n'
    file.write_text(text + 'stage = "watermarks"\ncontains = ["=== page 1"]\n')
    assert list(failures(read_written(file))) == []
    file.write_text(text + 'stage = "nosuch"\ncontains = ["x"]\n')
    assert "there is no stage 'nosuch'" in next(failures(read_written(file))).text


@pytest.mark.parametrize(("content", "told"), [
    ('inputt = "x"', "'inputt' is unknown"), ('input = "x"\nfile = "y"\nqueries = 0', "either"),
    ("input = 3", "must be a text"), ("input = ", "cannot be read"), ('input = "x"\nlacks = "y"', "a list of texts")])
def test_cases_that_are_wrong_are_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "a.case.toml").write_text(content)
    with pytest.raises(UsageError, match=told):
        read_written(tmp_path / "a.case.toml")


def test_the_hooks_name_commands_that_exist() -> None:
    from recension.cli import main

    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    entries = [line.split("entry: recension ", 1)[1] for line in hooks.splitlines() if "entry: recension " in line]
    assert entries == ["rules prove", "check"]
    for entry in entries:
        assert CliRunner().invoke(main, [*entry.split(), "--help"]).exit_code == 0
