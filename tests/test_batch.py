"""The batch as a user meets it: what is written, what is said, and with which status it ends. With real children."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from batchkit import outputs, pdf, shelf, text
from batchkit import run as inline
from recension.batch.cage import Limits
from recension.batch.coordinator import run as run_plan
from recension.batch.inputs import collect
from recension.batch.jobs import Settings
from recension.batch.ledger import HOME, entries
from recension.batch.plan import Plan
from recension.batch.verify import verify
from recension.cli import main
from recension.errors import ExitStatus

PAGE = "The keeper of the lamp wrote every night how much oil was left,\nand nobody ever read what he had written."
ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def unmapped(objects: list[bytes]) -> None:
    """One page of several has no text any more: its drawing is gone."""
    objects[5] = objects[5].replace(b"/Contents 7 0 R", b"")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sound files and bad ones, cleaned once for several tests."""
    folder = tmp_path_factory.mktemp("mixed")
    source = folder / "in"
    (source / "deep").mkdir(parents=True)
    (source / "sound.pdf").write_bytes(pdf(PAGE, PAGE))
    (source / "deep" / "sound.pdf").write_bytes(pdf(PAGE))
    (source / "note.txt").write_text(text(1), encoding="utf-8")
    (source / "empty.pdf").write_bytes(b"")
    (source / "page.pdf").write_bytes(b"<html><body>Please log in.</body></html>")
    (source / "cut.pdf").write_bytes(pdf(PAGE, PAGE)[:-120])
    (source / "gone.pdf").write_bytes(pdf(PAGE, PAGE, PAGE, damage=unmapped))
    result = run("batch", source, "-o", folder / "out", "--to", "md", "--to", "txt", "--language", "en",
                 "--manifest", folder / "list.csv")
    (folder / "said").write_text(result.stderr, encoding="utf-8")
    assert result.exit_code == ExitStatus.SOME_FAILED
    return folder


def test_every_document_has_one_status_and_a_message_of_its_own(mixed: Path) -> None:
    rows = {entry["name"]: entry for entry in entries(mixed / "out")}
    assert {name: row["status"] for name, row in rows.items()} == {
        "sound.pdf": "ok", "deep/sound.pdf": "ok", "note.txt": "ok", "empty.pdf": "failed", "page.pdf": "failed",
        "cut.pdf": "partial", "gone.pdf": "flagged"}
    assert "0 bytes" in rows["empty.pdf"]["message"] and "HTML page" in rows["page.pdf"]["message"]
    assert "breaks off before its end" in rows["cut.pdf"]["message"]
    assert "page 2 has fonts but nothing is drawn on it" in rows["gone.pdf"]["message"]
    assert rows["sound.pdf"]["pages"] == 2 and rows["sound.pdf"]["reader"] == "pdfium"


def test_outputs_are_named_after_inputs_and_always_with_the_record(mixed: Path) -> None:
    assert set(outputs(mixed / "out")) == {
        f"{name}{suffix}" for name in ("sound.pdf", "deep/sound.pdf", "note.txt", "cut.pdf", "gone.pdf")
        for suffix in (".md", ".txt", ".edits.jsonl")}


def test_a_file_whose_text_may_be_incomplete_says_so_at_its_head(mixed: Path) -> None:
    out = mixed / "out"
    assert (out / "gone.pdf.md").read_text("utf-8").startswith("<!-- The text of this file may be incomplete: ")
    assert (out / "cut.pdf.txt").read_text("utf-8").startswith("[The text of this file may be incomplete: ")
    assert "incomplete" not in (out / "sound.pdf.md").read_text("utf-8")
    assert json.loads((out / "gone.pdf.edits.jsonl").read_text("utf-8").split("\n")[0])["doubts"]


def test_troubles_are_told_as_they_come_and_counted_at_the_end(mixed: Path) -> None:
    said = (mixed / "said").read_text("utf-8")
    assert "empty.pdf: failed: " in said and "1 flagged" in said and "2 failed" in said and "3 ok" in said
    assert "\x1b" not in said


def test_status_and_manifest(mixed: Path) -> None:
    result = run("batch", "--status", mixed / "out", "--manifest", mixed / "list.jsonl")
    assert result.exit_code == ExitStatus.SOME_FAILED
    assert "7 documents" in result.stdout and "cut.pdf: part of the text is missing" in result.stdout
    rows = [json.loads(line) for line in (mixed / "list.jsonl").read_text("utf-8").splitlines()]
    table = list(csv.DictReader((mixed / "list.csv").read_text("utf-8").splitlines()))
    assert [row["name"] for row in rows] == [row["name"] for row in table] and len(rows) == 7
    assert all(row["message"] and row["status"] for row in table)


def test_what_is_done_is_left_out_and_other_settings_do_it_again(mixed: Path) -> None:
    before = outputs(mixed / "out")
    again = run("batch", mixed / "in", "-o", mixed / "out", "--to", "md", "--to", "txt", "--language", "en")
    assert "7 of them done before" in again.stderr and again.exit_code == ExitStatus.SOME_FAILED
    assert outputs(mixed / "out") == before


def test_verify_finds_a_letter_that_was_altered_and_a_file_that_is_gone(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in", 3), tmp_path / "out"
    command = ("batch", source, "-o", out, "--to", "json", "--to", "md", "--language", "en")
    assert run(*command).exit_code == ExitStatus.DONE
    assert run("verify", out).exit_code == ExitStatus.DONE
    sound = run("verify", out, "--again")
    assert "3 documents, 3 replayed, 0 faults" in sound.stderr
    target = out / "leaf-001.txt.md"
    target.write_bytes(target.read_bytes().replace(b"ledger", b"lodger", 1))
    (out / "leaf-002.txt.json").unlink()
    result = run("verify", out)
    assert result.exit_code == ExitStatus.DIFFERENCES
    assert "leaf-001.txt.md: is not what was written" in result.stdout
    assert "leaf-002.txt.json: cannot be read" in result.stdout
    again = run(*command)
    assert "leaf-001.txt.md: changed since it was written; left as it is" in again.stderr
    assert (out / "leaf-002.txt.json").exists()


@pytest.mark.parametrize("arguments, said", [
    (("batch", "IN"), "say where to write"),
    (("batch", "-o", "OUT"), "no input"),
    (("batch", "no-such-file.pdf", "-o", "OUT"), "there is no such file"),
    (("batch", "IN", "-o", "OUT", "--shard", "3/2"), "shards count from"),
    (("batch", "IN", "-o", "OUT", "--pages", "9-1"), "no range"),
    (("batch", "IN", "-o", "OUT", "--rules", "no.toml"), "no.toml"),
    (("batch", "--status", "OUT"), "no batch has been here"),
    (("verify", "OUT"), "no batch has been here"),
])
def test_a_wrong_call_is_told_before_any_work(arguments: tuple[str, ...], said: str, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shelf(tmp_path / "IN", 1)
    result = run(*arguments)
    assert result.exit_code in (ExitStatus.USAGE, ExitStatus.RULES), result.output
    assert said in result.stderr


def test_shards_together_make_the_whole(tmp_path: Path) -> None:
    source = shelf(tmp_path / "in", 8)
    for number in (1, 2):
        run("batch", source, "-o", tmp_path / "parts", "--shard", f"{number}/2", "--language", "en")
    run("batch", source, "-o", tmp_path / "whole", "--language", "en", "--workers", "4")
    assert outputs(tmp_path / "parts") == outputs(tmp_path / "whole")
    assert "8 documents" in run("batch", "--status", tmp_path / "parts").stdout
    assert len(list((tmp_path / "parts" / HOME).glob("ledger.*-of-2.sqlite"))) == 2


def test_same_bytes_whatever_the_workers_the_hash_seed_and_the_order(tmp_path: Path) -> None:
    source = shelf(tmp_path / "in", 3)
    (source / "drawn.pdf").write_bytes(pdf(PAGE, PAGE))
    found = []
    files = sorted(source.iterdir())
    for seed, workers, order in (("0", "1", files), ("1", "4", files[::-1]), ("4711", "2", files[2:] + files[:2])):
        out = tmp_path / f"out-{seed}"
        subprocess.run([sys.executable, "-m", "recension", "batch", *map(str, order), "-o", str(out),
                        "--workers", workers, "--to", "tei", "--to", "html", "--to", "json", "-q"],
                       check=True, capture_output=True,
                       env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "pipeline")})
        found.append(outputs(out))
    assert found[0] and found[0] == found[1] == found[2]


def test_a_document_that_takes_too_much_is_quarantined_and_the_others_are_not_hurt(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "sound.txt").write_text(text(3), encoding="utf-8")
    (source / "huge.txt").write_text("".join(text(number, 2000) for number in range(1200)), encoding="utf-8")
    settings = Settings(language="en", limits=Limits(cpu=1, cpu_a_page=0.0))
    report = run_plan(Plan(tuple(collect([source])), tmp_path / "out", settings, 2, quiet=True))
    rows = {entry["name"]: entry for entry in entries(tmp_path / "out")}
    assert not report.all_ok and rows["sound.txt"]["status"] == "ok"
    assert rows["huge.txt"]["status"] == "quarantined" and rows["huge.txt"]["attempts"] == 2
    assert rows["huge.txt"]["message"].count("processor time") == 2, rows["huge.txt"]["message"]
    assert not list((tmp_path / "out" / HOME).glob("staging*"))


def test_doctor_says_what_there_is() -> None:
    result = run("doctor")
    assert "Landlock" in result.stdout and "pdfminer.six" in result.stdout


def test_the_coordinator_loads_no_engine(tmp_path: Path) -> None:
    source = shelf(tmp_path / "in", 1)
    code = (f"import sys; from recension.cli import main\n"
            f"try: main(['batch', {str(source)!r}, '-o', {str(tmp_path / 'out')!r}, '--language', 'en'])\n"
            "except SystemExit: pass\n"
            "print(sorted({'pypdfium2_raw', 'pdfplumber', 'pdfminer', 'pikepdf', 'lxml', 'ftfy'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline")})
    assert done.stdout.strip().endswith("[]"), done.stdout


def test_a_saved_source_is_as_good_as_the_file_it_was_made_from(tmp_path: Path) -> None:
    """The same bytes, its doubts are findings, and the audit knows whose record it is."""
    import recension
    from recension.readers.saved import saved

    sample = ROOT / "samples" / "fr-glaciere" / "input.pdf"
    document = recension.extract(sample, tmp_path / "sound.source")
    (tmp_path / "doubtful.source").write_bytes(saved(document, ("input.pdf: page 3 has no text",)))
    report = inline([sample, tmp_path / "sound.source", tmp_path / "doubtful.source"], tmp_path / "out",
                    Settings(language="fr"))
    assert {status.value: count for status, count in report.counts.items()} == {"ok": 2, "flagged": 1}
    files = [tmp_path / "out" / f"{name}.md" for name in ("input.pdf", "sound.source", "doubtful.source")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"page 3 has no text" in files[2].read_bytes()[:300]
    audit = verify(tmp_path / "out")
    assert (audit.faults, audit.remarks, audit.replayed) == ([], [], 3)
