"""Proof: every fault has a name, every shipped rule is proved, and deleting what proves a rule is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import regex

from recension.errors import UsageError
from recension.model import Layer
from recension.rulebook import Profile, patterns, register
from recension.rulebook.languages import known_languages
from recension.rulebook.nearness import without_assertions
from recension.rulebook.packs import Pack, read_pack, shipped
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
    rule = Rule("house/m", "watermarks", "why", pattern="stamp", move=None, finds=("a stamp",), spares=("a stem",))
    moving = replace(rule, move=Layer.BACKGROUND)
    assert names(rule) == []
    assert names(moving) == ["wrong"]
    assert names(replace(moving, pattern="^a stamp$")) == []


def test_rules_that_undo_each_other() -> None:
    there = replace(GOOD, id="house/there", pattern="bac", replace="pont", unless=(), fixes=(("bac", "pont"),),
                    spares=("bax",))
    back = replace(there, id="house/back", pattern="pont", replace="bac", fixes=(("pont", "bac"),), spares=("ponx",))
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


def without(texts: Sequence[Any], number: int) -> tuple[Any, ...]:
    return (*texts[:number], *texts[number + 1 :])


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.id)
def test_deleting_any_antipattern_guard_or_example_is_noticed(rule: Rule) -> None:
    known = {rule.id: register.recorded()[rule.id]}
    assert list(register.differences([Pack(Path("house.toml"), rules=(rule,))], known)) == []
    for kind in ("fixes", "finds", "spares", "unless"):
        texts = getattr(rule, kind)
        for number in range(len(texts)):
            mutant = replace(rule, **{kind: without(texts, number)})
            ((name, what),) = register.differences([Pack(Path("house.toml"), rules=(mutant,))], known)
            assert name == rule.id
            assert "not those on record" in what
    for number in range(len(rule.unless)):
        assert names(replace(rule, unless=without(rule.unless, number))) == ["noisy"]
    assert "unproved" in names(replace(rule, fixes=(), finds=()))
    assert "unproved" in names(replace(rule, spares=()))


OPEN = regex.compile(r"(?:\.|\[\^[^\]]*\])\{\d+,\d*\}\??\)?\??")
"""A stretch of anything: an anchor outside it is there for speed."""


def loosened(pattern: str) -> Iterator[str]:
    """A pattern without one of its anchors or one of its looks around, those beside an open stretch left out."""
    at = 0
    while at < len(pattern):
        char, end = pattern[at], at + 1
        if char == "\\":
            end = at + 2
        elif char == "[":
            end = patterns.class_end(pattern, at)
        elif pattern.startswith(("(?=", "(?!", "(?<=", "(?<!"), at):
            end = patterns.group_end(pattern, at)
            if not OPEN.search(pattern[at:end]) and ".*?" not in pattern[at:end]:
                yield pattern[:at] + pattern[end:]
        elif (char == "$" and not OPEN.search(pattern[:at][-14:])) or (
                char == "^" and not OPEN.search(pattern[end:][:14]) and not pattern.startswith("(?=.*?", end)):
            yield pattern[:at] + pattern[end:]
        at = end


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.id)
def test_letting_go_of_any_anchor_is_noticed(rule: Rule) -> None:
    for pattern in loosened(rule.pattern):
        if not patterns.fault_of_pattern(pattern):
            assert names(replace(rule, pattern=pattern)), pattern


def test_the_register_is_that_of_the_packs() -> None:
    written = (rules_folder() / register.NAME).read_text("utf-8")
    packs = [*shipped("defects"), *shipped("publishers"),
             *(pack for language in ("common", *known_languages()) for pack in shipped("languages", language))]
    assert written == register.written(packs), "recension rules prove --record"


def test_the_register_tells_what_is_new_gone_and_other(tmp_path: Path) -> None:
    pack = Pack(tmp_path / "house.toml", rules=(GOOD, replace(GOOD, id="house/b")))
    path = tmp_path / "examples.tsv"
    path.write_text(register.written([pack]), "utf-8")
    known = register.recorded(path)
    other = Pack(pack.path, rules=(replace(GOOD, spares=("le bac!", "le bac à sable")), replace(GOOD, id="house/c")))
    told = dict(register.differences([other], known))
    assert told["house/a"].startswith("one of its examples or antipatterns is not the one on record")
    assert told["house/b"].startswith("it is on record, but no pack has it")
    assert told["house/c"].startswith("it is not on record yet")
    assert register.recorded(tmp_path / "none.tsv") == {}


def test_a_lost_guard_of_a_shipped_rule_fails_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    known = register.recorded()
    monkeypatch.setattr(register, "recorded", lambda: {**known, "jstor/subject-to-terms": "finds 2 spares 9\t0"})
    outcome, proved = prove_packs()
    assert not proved
    assert "unproved  jstor/subject-to-terms: its examples are not those on record: finds 2 spares 9 then" in outcome


@pytest.mark.parametrize(("guard", "near"), [
    ("le bac", True), ("le bac à sable", True), ("un pont à eau", True), ("Il pleut.", False), ("x", False)])
def test_a_guard_that_has_nothing_in_common_with_the_rule_is_idle(guard: str, near: bool) -> None:
    rule = replace(GOOD, spares=(*GOOD.spares, guard))
    assert names(rule) == ([] if near else ["idle"])


def test_patterns_without_what_they_ask_of_their_neighbours() -> None:
    assert without_assertions(r"^(?<=a[)])\bbac(?= à(?:b)c)[$^]\$$") == r"bac[$^]\$"


def test_the_schema_is_that_of_the_checks() -> None:
    written = (rules_folder() / "pack.schema.json").read_text("utf-8")
    assert written == pack_schema(), "write rules/pack.schema.json again, from recension.rulebook.reports.pack_schema()"
    assert set(json.loads(written)["$defs"]["rule"]["required"]) == {"id", "why"}


def test_shipped_packs_fit_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    import tomllib

    validator = jsonschema.Draft202012Validator(json.loads(pack_schema()))
    for path in rules_folder().rglob("*.toml"):
        content = tomllib.loads(path.read_text("utf-8"))
        for table in content.get("tables", {}).values():  # thousands of words, of which a few tell as much
            del table[20:]
        validator.validate(content)


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
