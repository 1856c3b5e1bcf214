"""Learning the pack of a book: valid, proved, and the same book comes out the same with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from recension.clean import clean, read, render
from recension.cli import main
from recension.profiles import learn_profile
from recension.rulebook.packs import read_pack
from recension.rulebook.reports import prove_packs

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

BODY = ("Le passeur tenait le registre des bacs, et chaque voyageur y laissait son nom.\n"
        "Nul n’aurait songé à traverser sans payer ; la rive était à tout le monde.\n")


@pytest.mark.parametrize("sample", ["fr-relieurs/input.pdf", "en-lamplighters-raw/input.txt", "de-salzbuch/input.pdf"])
def test_the_pack_of_a_book_is_proved_and_changes_nothing_in_it(tmp_path: Path, sample: str) -> None:
    path = tmp_path / "house.toml"
    path.write_text(learn_profile(SAMPLES / sample), "utf-8")
    outcome, proved = prove_packs([path])
    assert proved, outcome
    assert render(clean(SAMPLES / sample, rules=[path])) == render(clean(SAMPLES / sample))


def test_stamp_and_head_become_rules_and_the_rest_is_told(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    text = learn_profile(SAMPLES / "en-lamplighters-raw" / "input.txt")
    path.write_text(text, "utf-8")
    stamp, *others = read_pack(path).rules
    assert (stamp.stage, stamp.recurs) == ("watermarks", 2)
    assert {(head.stage, head.zone) for head in others} <= {("furniture", "edge")}
    assert "# Folios: 97 to 100." in text
    assert "# Notes: 7, at the foot of pages, numbers, counted through." in text
    path.write_text(learn_profile(SAMPLES / "fr-relieurs" / "input.pdf"), "utf-8")
    head = next(rule for rule in read_pack(path).rules if rule.stage == "furniture")
    assert (head.zone, head.recurs, head.finds) == ("head", 2, ("LA MARGE ET LE FIL",))
    assert "# Small capitals whose case was put right: LinLibertineO" in path.read_text("utf-8")


def test_every_line_is_explained() -> None:
    for line in learn_profile(SAMPLES / "fr-relieurs" / "input.pdf").splitlines():
        assert not line or line.startswith(("#", "about = ", "[[")) or "  # " in line


def test_the_pack_serves_another_book_of_the_series(tmp_path: Path) -> None:
    stamp = "Exemplaire de l’abonné 4711 - Presses de la Rive"
    first = "\f".join([f"{BODY * 3}\n{stamp}\n"] * 3)
    path = tmp_path / "house.toml"
    path.write_text(learn_profile(first.encode(), language="fr"), "utf-8")
    second = "\f".join(f"{BODY * 3}{stamp.replace('4711', number)}\n{BODY.splitlines()[0]}\n" for number in ("88", "9"))
    with_it = render(clean(second.encode(), language="fr", rules=[path])).decode()
    assert "abonné" not in with_it
    assert with_it.count("registre") == second.count("registre")


def test_a_book_without_stamp_or_head_gives_an_empty_pack(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(learn_profile(BODY.encode(), language="fr"), "utf-8")
    assert read_pack(path).rules == ()
    assert "# Heads: none that recurs." in path.read_text("utf-8")


def test_the_command_never_overwrites(tmp_path: Path) -> None:
    book, path = tmp_path / "book.txt", tmp_path / "house.toml"
    book.write_text(BODY, "utf-8")
    run = CliRunner()
    assert run.invoke(main, ["profile", "learn", str(book), "-o", str(path), "--language", "fr"]).exit_code == 0
    again = run.invoke(main, ["profile", "learn", str(book), "-o", str(path), "--language", "fr"])
    assert again.exit_code == 2
    assert "somebody may have edited it" in again.stderr


def test_what_was_read_is_left_as_it_was() -> None:
    document = read(BODY.encode())
    learn_profile(BODY.encode(), language="fr")
    assert render(clean(document, language="fr")) == render(clean(BODY.encode(), language="fr"))
