"""Proof: every fault has a name, every shipped rule is proved, and deleting what proves a rule is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from recension.errors import UsageError
from recension.model import Layer
from recension.rulebook import Profile
from recension.rulebook.packs import read_pack, shipped
from recension.rulebook.places import rules_folder
from recension.rulebook.proof import prove
from recension.rulebook.reports import list_rules, pack_schema, prove_packs, show_rule
from recension.rulebook.rule import Rule

GOOD = Rule("house/a", "typography", "why", pattern="bac(?= à)", replace="pont", unless=("bac à sable",),
            fixes=(("le bac à eau", "le pont à eau"),), spares=("le bac", "le bac à sable"))


def names(*rules: Rule, beside: tuple[Rule, ...] = ()) -> list[str]:
    return [verdict.name for verdict in prove(rules, beside)]


def test_a_good_rule_is_proved() -> None:
    assert names(GOOD) == []


@pytest.mark.parametrize(("name", "rule"), [
    ("unproved", replace(GOOD, fixes=())),
    ("unproved", replace(GOOD, unless=(), spares=())),
    ("missed", replace(GOOD, fixes=(("le gué à eau", "le pont à eau"),))),
    ("wrong", replace(GOOD, fixes=(("le bac à eau", "le quai à eau"),))),
    ("noisy", replace(GOOD, spares=("le bac à eau", "le bac à sable"))),
    ("noisy", replace(GOOD, unless=())),
    ("unstable", replace(GOOD, replace="bac bac")),
    ("idle", replace(GOOD, unless=("bac à sable", "bac à fleurs"))),
    ("idle", replace(GOOD, spares=("le bac",))),
    ("wrong", replace(GOOD, usual="gué")),
    ("slow", replace(GOOD, pattern=r"(?:b|bb|ba|a|c)+(?=c à)|(?:a|aa)+$", unless=())),
])
def test_each_fault_has_its_name(name: str, rule: Rule) -> None:
    if name == "unstable":
        rule = replace(rule, pattern="bac(?= )", unless=(), spares=("le bac",),
                       fixes=(("le bac à eau", "le bac bac à eau"),))
    assert name in names(rule)


def test_a_move_must_find_whole_lines() -> None:
    rule = Rule("house/m", "watermarks", "why", pattern="stamp", move=None, finds=("a stamp",), spares=("x",))
    moving = replace(rule, move=Layer.BACKGROUND)
    assert names(rule) == []
    assert names(moving) == ["wrong"]
    assert names(replace(moving, pattern="^a stamp$")) == []


def test_rules_that_undo_each_other() -> None:
    there = replace(GOOD, id="house/there", pattern="bac", replace="pont", unless=(), fixes=(("bac", "pont"),),
                    spares=("x",))
    back = replace(there, id="house/back", pattern="pont", replace="bac", fixes=(("pont", "bac"),))
    assert names(there, back) == ["crossed", "crossed"]
    assert names(there, beside=(back,)) == ["crossed"]
    assert names(there, replace(back, stage="encoding")) == []
    assert names(there, replace(back, doubtful=True, fixes=(), finds=("pont",))) == []


def test_messages_are_for_people() -> None:
    (verdict,) = prove([replace(GOOD, unless=(), spares=("le bac à\u00a0sable",))])
    assert verdict.message == "it finds “bac” in a text that it must leave alone: “le bac à⍽sable”"


# -- the shipped packs -----------------------------------------------------------------------


def test_every_shipped_rule_is_proved() -> None:
    outcome, proved = prove_packs()
    assert proved, outcome
    assert outcome.endswith("proved, 0 at fault\n")


def every_rule() -> list[Rule]:
    folders = sorted(path.name for path in (rules_folder() / "languages").iterdir() if path.is_dir())
    packs = [*shipped("defects"), *shipped("publishers"), *(p for name in folders for p in shipped("languages", name))]
    return [rule for pack in packs for rule in pack.rules]


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.id)
def test_deleting_an_antipattern_or_all_examples_of_a_kind_is_noticed(rule: Rule) -> None:
    for antipattern in rule.unless:
        without = tuple(other for other in rule.unless if other != antipattern)
        assert names(replace(rule, unless=without)) == ["noisy"]
    assert "unproved" in names(replace(rule, fixes=(), finds=()))
    assert "unproved" in names(replace(rule, spares=()))


def test_the_schema_is_that_of_the_checks() -> None:
    written = (rules_folder() / "pack.schema.json").read_text("utf-8")
    assert written == pack_schema(), "write rules/pack.schema.json again, from recension.rulebook.reports.pack_schema()"
    assert set(json.loads(written)["$defs"]["rule"]["required"]) == {"id", "why"}


def test_shipped_packs_fit_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    import tomllib

    schema = json.loads(pack_schema())
    for path in rules_folder().rglob("*.toml"):
        jsonschema.validate(tomllib.loads(path.read_text("utf-8")), schema)


def test_the_example_of_the_guide_is_proved(tmp_path: Path) -> None:
    guide = (rules_folder() / "README.md").read_text("utf-8")
    path = tmp_path / "house.toml"
    path.write_text(guide.split("```toml\n")[1].split("```")[0], "utf-8")
    assert prove_packs([path]) == (f"{path}\n  proved    house/foot-stamp\n1 rules: 1 proved, 0 at fault\n", True)


# -- reports ---------------------------------------------------------------------------------


def test_a_pack_of_ones_own_is_proved(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text("""
[[watermarks]]
id = "stamp"
why = "The press prints it."
pattern = '''^Presses de la Rive, \\d{4}$'''
move = "background"
finds = ["Presses de la Rive, 2014"]
spares = ["Presses de la Rive, 2014, p. 4"]
""", "utf-8")
    outcome, proved = prove_packs([path])
    assert (outcome, proved) == (f"{path}\n  proved    house/stamp\n1 rules: 1 proved, 0 at fault\n", True)
    path.write_text(path.read_text("utf-8").replace("2014, p. 4", "2015"), "utf-8")
    outcome, proved = prove_packs([path])
    assert not proved
    assert "noisy     house/stamp (line 2): it finds “Presses de la Rive, 2015” in a text that it must leave" in outcome


def test_lists_and_single_rules(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text('disable = ["fr/lost-space-before-guillemet"]\n[[typography]]\nid="defects/doubled-space"\n'
                    'why="w"\npattern="a"\nreplace="b"\n', "utf-8")
    from recension.rulebook.packs import stacked

    profile = stacked("fr", [read_pack(path)])
    listed = list_rules(profile)
    assert "switched off: fr/lost-space-before-guillemet" in listed
    line = regex_line(listed, "defects/doubled-space")
    assert f"[{path}:2, wins over rules/defects/typography.toml:" in line
    assert "[rules/defects/encoding.toml:" in regex_line(listed, "defects/private-character")
    shown = show_rule(profile, "doubled-space")
    assert "wins over: " in shown
    assert "rules/defects/typography.toml" in shown
    with pytest.raises(UsageError, match="is \"fr/space-after-elision\" meant"):
        show_rule(Profile.for_language("fr"), "fr/space-after-elison")


def regex_line(text: str, part: str) -> str:
    return next(line for line in text.splitlines() if part in line)
