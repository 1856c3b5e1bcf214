"""The command line, as a user meets it: where results go, what is said, and with which status it ends."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import recension
from recension import delivery
from recension.cli import main
from recension.errors import ExitStatus
from recension.model import Document, Draft, Revision

TEXT = """Le bac de Courlande

Le passeur ne comptait pas les voyages. Il savait que la rivière était large, et que personne, sur
l’autre rive, ne l’attendait avant le soir. Dans les registres de la commune, on ne trouve de lui
qu’une signature, au bas d’une page où il est question d’autre chose.

On parle souvent de la patience des gens de rivière. Celle du passeur avait une autre origine : il
avait été horloger, et il avait vu, disait-il, assez de temps pour ne plus en avoir besoin.
"""


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "bac.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- clean ---------------------------------------------------------------------------------


def test_one_input_and_no_target_is_markdown_on_standard_output(source: Path) -> None:
    result = run("clean", source)
    assert result.exit_code == ExitStatus.DONE, result.stderr
    assert "Le passeur ne comptait pas les voyages." in result.stdout
    assert "recension: " not in result.stdout, "messages go to standard error"
    assert result.stderr.startswith("recension: ")


def test_standard_input_is_text(source: Path) -> None:
    assert run("clean", "-", stdin=TEXT.encode()).stdout == run("clean", source).stdout


def test_standard_input_may_be_a_pdf_too() -> None:
    sample = next(iter(sorted((Path(__file__).parents[1] / "samples").glob("*/input.pdf"))))
    assert run("clean", "-", "--language", "fr", stdin=sample.read_bytes()).stdout


@pytest.mark.parametrize(("name", "sign"), [
    ("out.md", "Le passeur"), ("out.markdown", "Le passeur"), ("out.txt", "Le passeur"), ("out.tei.xml", "<TEI"),
    ("out.xml", "<TEI"), ("out.html", "<html"), ("out.json", "{"), ("OUT.HTML", "<html"),
])
def test_the_format_goes_by_the_name(source: Path, tmp_path: Path, name: str, sign: str) -> None:
    result = run("clean", source, "-o", tmp_path / name)
    assert result.exit_code == ExitStatus.DONE, result.stderr
    assert result.stdout == ""
    assert sign in (tmp_path / name).read_text(encoding="utf-8")


def test_the_record_is_one_json_object_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.replace("registres", "regis-\ntres"), encoding="utf-8")
    assert run("clean", tmp_path / "a.txt", "-o", tmp_path / "a.edits.jsonl").exit_code == ExitStatus.DONE
    lines = (tmp_path / "a.edits.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)


def test_a_format_that_is_asked_for_wins_over_the_name(source: Path, tmp_path: Path) -> None:
    run("clean", source, "--to", "html", "-o", tmp_path / "page.txt")
    assert "<html" in (tmp_path / "page.txt").read_text(encoding="utf-8")


def test_several_formats_and_inputs_go_to_a_folder_that_is_made(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "autre.txt"
    other.write_text(TEXT, encoding="utf-8")
    result = run("clean", source, other, "--to", "md", "--to", "tei", "-o", tmp_path / "new" / "folder")
    assert result.exit_code == ExitStatus.DONE, result.stderr
    assert names(tmp_path / "new" / "folder") == ["autre.md", "autre.tei.xml", "bac.md", "bac.tei.xml"]


def test_one_input_into_a_folder(source: Path, tmp_path: Path) -> None:
    assert run("clean", source, "-o", f"{tmp_path / 'out'}/").exit_code == ExitStatus.DONE
    assert names(tmp_path / "out") == ["bac.md"]


def test_of_several_inputs_the_good_ones_are_done(source: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"")
    result = run("clean", bad, source, "-o", tmp_path / "out")
    assert result.exit_code == ExitStatus.SOME_FAILED
    assert names(tmp_path / "out") == ["bac.md"]
    assert "bad.pdf: the file is empty" in result.stderr and "1 of 2 inputs failed" in result.stderr


@pytest.mark.parametrize("arguments", [
    ("{source}", "{source}", "-o", "{tmp}/out"),
    ("{source}", "{tmp}/other.txt"),
    ("{source}", "--to", "md", "--to", "tei"),
    ("{source}", "--to", "docx"),
    ("{source}", "-o", "{tmp}/name-without-suffix"),
    ("{source}", "--to", "md", "--to", "tei", "-o", "{tmp}/one.md"),
    ("{source}", "-o", "{tmp}/no/such/folder/a.md"),
    ("{source}", "--language", "klingon"),
    ("{source}", "--publisher", "nobody"),
    ("{source}", "--reader", "crystal"),
    ("{source}", "--pages", "x"),
    ("{source}", "-o", "{source}"),
    ("{source}", "--to", "txt", "-o", "{tmp}"),
    ("{source}", "--no-such-option"),
    (),
])
def test_a_wrong_call_ends_with_2_and_changes_nothing(source: Path, tmp_path: Path,
                                                      arguments: tuple[str, ...]) -> None:
    (tmp_path / "other.txt").write_text("x", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = run("clean", *(argument.format(source=source, tmp=tmp_path) for argument in arguments))
    assert result.exit_code == ExitStatus.USAGE
    assert result.stderr.strip() and result.stdout == ""
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_two_inputs_of_one_name_are_not_written_over_each_other(source: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "bac.txt").write_text(TEXT, encoding="utf-8")
    result = run("clean", source, tmp_path / "b" / "bac.txt", "-o", tmp_path / "out")
    assert result.exit_code == ExitStatus.USAGE
    assert "both" in result.stderr
    assert not list(tmp_path.rglob("*.md"))


def test_malformed_rules_end_with_3_and_name_the_line(source: Path, tmp_path: Path) -> None:
    pack = tmp_path / "house.toml"
    pack.write_text("[tables]\nwords = 3\n", encoding="utf-8")
    result = run("clean", source, "--rules", pack)
    assert result.exit_code == ExitStatus.RULES
    assert f"{pack}:2" in result.stderr
    assert run("clean", source, "--rules", tmp_path / "gone.toml").exit_code == ExitStatus.RULES


def test_a_house_rule_runs_and_is_on_record(source: Path, tmp_path: Path) -> None:
    pack = tmp_path / "house.toml"
    pack.write_text("""
[[typography]]
id = "bac-spelt-out"
why = "The house writes the ferry with a capital."
pattern = '''\\bLe bac de Courlande\\b'''
replace = "Le Bac de Courlande"
fixes = [["Le bac de Courlande passe.", "Le Bac de Courlande passe."]]
spares = ["Le bac de Riga passe."]
""", encoding="utf-8")
    result = run("clean", source, "--rules", pack)
    assert result.exit_code == ExitStatus.DONE, result.stderr
    assert "Le Bac de Courlande" in result.stdout
    revision = recension.clean(source, rules=[pack])
    assert [edit.rule for edit in revision.edits if "Bac" in edit.after] == ["house/bac-spelt-out"]


def test_only_these_pages() -> None:
    text = "\f".join(f"La page {word} du registre ne dit rien du passeur.\n" for word in ("une", "deux", "trois"))
    out = run("clean", "-", "--pages", "2", "--language", "fr", stdin=text.encode()).stdout
    assert "deux" in out and "une" not in out.split() and "trois" not in out


def test_quiet_says_nothing_when_all_is_well(source: Path) -> None:
    assert run("clean", source, "-q").stderr == ""


def test_the_same_input_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    for format in delivery.SUFFIXES:
        assert run("clean", source, "--to", format).stdout == run("clean", source, "--to", format).stdout, format


# -- laws and failures ---------------------------------------------------------------------


def thief(document: Document, profile: object) -> Revision:
    """A stage that takes a line away without a word."""
    from dataclasses import replace

    first, *rest = document.pages
    return Revision(replace(document, pages=(replace(first, lines=first.lines[1:]), *rest)))


def stumbler(document: Document, profile: object) -> Revision:
    raise KeyError("page")


def asker(document: Document, profile: object) -> Revision:
    draft = Draft(document, "asker")
    draft.query(next(document.lines()), 0, 2, ["Le", "La"], rule="asker/which", reason="only asking")
    return draft.revision()


@pytest.mark.parametrize("stage", [thief, stumbler])
def test_a_broken_law_ends_with_6_names_file_and_stage_and_writes_nothing(
        source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: recension.clean) -> None:
    monkeypatch.setattr("recension.stages.STAGES", (stage,))
    result = run("clean", source, "-o", tmp_path / "out.md")
    assert result.exit_code == ExitStatus.LAW_BROKEN
    assert "bac.txt" in result.stderr and stage.__name__ in result.stderr and "report" in result.stderr
    assert names(tmp_path) == ["bac.txt"]


def test_a_stage_of_ones_own(source: Path) -> None:
    revision = recension.clean(source, stages=(asker,))
    assert [edit.rule for edit in revision.edits] == ["asker/which"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(source: Path, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.md"
    target.write_text("old", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("clean", source, "-o", target)
    assert result.exit_code == ExitStatus.USAGE
    assert "No space left" in result.stderr
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["bac.txt", "out.md"]


def test_files_have_the_usual_permissions(source: Path, tmp_path: Path) -> None:
    run("clean", source, "-o", tmp_path / "out.md")
    usual = tmp_path / "usual"
    usual.touch()
    assert stat.S_IMODE((tmp_path / "out.md").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_a_text_without_language_is_told_and_strict_refuses_it() -> None:
    text = b"kwx zzt prr 1234\n"
    assert "language" in run("clean", "-", stdin=text).stderr
    strict = run("clean", "-", "--strict", stdin=text)
    assert strict.exit_code == ExitStatus.UNREADABLE and strict.stdout == ""


# -- the other commands --------------------------------------------------------------------


def test_stages_writes_the_text_after_each(source: Path, tmp_path: Path) -> None:
    result = run("stages", source, "-o", tmp_path / "stages")
    assert result.exit_code == ExitStatus.DONE, result.stderr
    wanted = ["read", *(stage.__name__ for stage in recension.STAGES)]
    assert names(tmp_path / "stages") == [f"{number}-{name}.txt" for number, name in enumerate(wanted)]
    assert "  Le passeur ne comptait" in (tmp_path / "stages" / "0-read.txt").read_text(encoding="utf-8")


def test_some_pages_bear_the_numbers_that_they_have_in_the_file(tmp_path: Path) -> None:
    book = Path(__file__).parents[1] / "samples" / "fr-glaciere" / "input.pdf"
    edits = recension.clean(book, pages="3-4", language="fr").edits
    assert {edit.page for edit in edits} == {3, 4}
    told = run("explain", book, "--pages", "3-4", "--page", "4", "--language", "fr")
    assert told.exit_code == ExitStatus.DONE and told.stdout.startswith("Page 4")
    assert f": {sum(edit.applied and edit.page == 4 for edit in edits)} changes" in told.stdout.splitlines()[0]
    assert run("explain", book, "--pages", "3-4", "--page", "1").exit_code == ExitStatus.USAGE
    run("clean", book, "--pages", "3-4", "--language", "fr", "-o", tmp_path / "x.edits.jsonl")
    lines = (tmp_path / "x.edits.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["page"] for line in lines if '"page"' in line} == {3, 4}
    assert run("review", book, "--pages", "3-4", "-o", tmp_path / "x.html", "--pictures", "none").exit_code == 0


def test_explain_tells_a_page_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("registres", "regis-\ntres"), encoding="utf-8")
    result = run("explain", path, "--page", "1", "--language", "fr")
    assert result.exit_code == ExitStatus.DONE, result.stderr
    assert result.stdout.startswith("Page 1: ")
    assert "‹regis-⏎tres› now reads ‹registres›" in result.stdout
    assert run("explain", path, "--page", "9").exit_code == ExitStatus.USAGE


def test_rules_list_and_prove() -> None:
    listed = run("rules", "list", "--language", "fr", "--stages")
    assert listed.exit_code == ExitStatus.DONE, listed.stderr
    assert "hyphenation" in listed.stdout
    assert run("rules", "list", "--language", "xx").exit_code == ExitStatus.USAGE
    assert run("rules", "show", "no-such-rule").exit_code == ExitStatus.USAGE
    proved = run("rules", "prove")
    assert proved.exit_code == ExitStatus.DONE, proved.output


def test_help_and_version_name_every_command_and_status() -> None:
    told = run("--help").stdout
    for word in ("clean", "stages", "explain", "rules", "Exit status"):
        assert word in told
    assert recension.__version__ in run("--version").stdout


def test_the_module_runs_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "recension", "--version"], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(Path(recension.__file__).parents[1])})
    assert done.stdout.startswith("recension")


# -- the library ---------------------------------------------------------------------------


def test_the_library_does_what_the_command_does(source: Path, tmp_path: Path) -> None:
    revision = recension.clean(source, language="fr")
    recension.write(revision, tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == run("clean", source, "--language", "fr").stdout
    with (tmp_path / "b.md").open("wb") as file:
        recension.write(revision, file, "md")
    with (tmp_path / "c.md").open("w", encoding="utf-8", newline="") as file:
        recension.write(revision, file)
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes() == (tmp_path / "c.md").read_bytes()
    with pytest.raises(recension.UsageError):
        recension.write(revision, tmp_path / "a.docx")


def test_every_kind_of_source_reads_the_same(source: Path) -> None:
    with source.open("rb") as file, source.open(encoding="utf-8") as text:
        read = [recension.read(given).source.chars for given in (source, str(source), source.read_bytes(), file, text)]
    assert len(set(read)) == 1


def test_trace_gives_a_step_a_stage_and_together_they_are_the_whole(source: Path) -> None:
    steps = list(recension.trace(source, language="fr"))
    assert [step.stage for step in steps] == ["read", *(stage.__name__ for stage in recension.STAGES)]
    whole = recension.clean(source, language="fr")
    assert [edit for step in steps for edit in step.revision.edits] == list(whole.edits)
