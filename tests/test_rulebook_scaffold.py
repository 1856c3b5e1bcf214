"""Beginnings of packs: proved as they stand, whatever the example."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from recension.cli import main
from recension.errors import RecensionError, UsageError
from recension.rulebook.packs import read_pack
from recension.rulebook.proof import prove
from recension.rulebook.scaffold import generalised, scaffold, slug

LINE = "Remis à l’Université (10.20.30.40) le 3 mai 2015 - https://rive.example/a?b=1"


def test_words_stay_and_numbers_are_let_go() -> None:
    assert generalised(LINE) == ("Remis à l’Université "
                                 r"\(\d{1,3}(?:\.\d{1,3}){3}\) le \d{1,4} mai (?:19|20)\d\d - "
                                 r"https://rive\.example\S*")


def test_the_name_comes_from_the_words_and_is_new() -> None:
    assert slug("Éditions de la Rive, 4711") == "editions-de-la-rive"
    assert slug("Éditions de la Rive, 4711", ["editions-de-la-rive"]) == "editions-de-la-rive-2"
    assert slug("4711") == "line"


@pytest.mark.parametrize(("line", "becomes"), [
    (LINE, None), ("l'Imprimeur'", None), ("C:\\rive\\bac {2,3} [a] ^$", None), ("«\u00a0Rivages\u00a0» (((", None),
    ("teh", "the"), ("rn\\oulin", "m\\1oulin"), ("l '' eau", "l’eau"), ("bac\tpont", "bac pont")])
def test_what_is_written_is_proved(tmp_path: Path, line: str, becomes: str | None) -> None:
    path = tmp_path / "house.toml"
    path.write_text(scaffold(line, becomes=becomes), "utf-8")
    (rule,) = read_pack(path).rules
    assert prove([rule]) == []


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_line_is_proved_or_refused_with_a_reason(line: str) -> None:
    try:
        text = scaffold(line)
    except RecensionError as error:
        assert str(error)
        return
    assert tomllib.loads(text)["watermarks"][0]["move"] == "background"


@pytest.mark.parametrize(("arguments", "part"), [
    ({"line": "12"}, "says too little"), ({"line": "  "}, "one line"), ({"line": "x" * 700}, "one line"),
    ({"line": "Presses de la Rive", "stage": "watermark"}, 'is "watermarks" meant'),
    ({"line": "Presses de la Rive", "stage": "typography"}, "--becomes"),
    ({"line": "teh", "becomes": "teh"}, "another one")])
def test_what_cannot_be_made_a_rule_is_refused(arguments: dict[str, str], part: str) -> None:
    with pytest.raises(UsageError, match=part):
        scaffold(**arguments)  # type: ignore[arg-type]


def test_rules_new_writes_proves_and_adds(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    run = CliRunner()
    first = run.invoke(main, ["rules", "new", "Presses de la Rive - commande 4711", "-o", str(path)])
    assert first.exit_code == 0, first.output
    second = run.invoke(main, ["rules", "new", "Presses de la Rive - commande 4712", "-o", str(path)])
    assert "2 rules: 2 proved, 0 at fault" in second.stderr
    assert [rule.id for rule in read_pack(path).rules] == ["house/presses-de-la-rive", "house/presses-de-la-rive-2"]
    shown = run.invoke(main, ["rules", "show", "house/presses-de-la-rive", "--rules", str(path)])
    assert f"from: {path}:4" in shown.stdout
    told = run.invoke(main, ["rules", "new", "teh", "--becomes", "the"])
    assert 'fixes   = [["teh", "the"]]' in told.stdout
    assert run.invoke(main, ["rules", "new", "12"]).exit_code == 2
