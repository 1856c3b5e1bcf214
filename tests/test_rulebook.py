"""Packs and profiles: read, checked with all faults at once, stacked, and never dangerous."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
import regex

from recension.errors import RulesError, UsageError
from recension.model import Act, Layer
from recension.rulebook import Profile, compiled, packs, patterns
from recension.rulebook.keylines import key_lines
from recension.rulebook.packs import Pack, known_publishers, read_pack, shipped, stacked
from recension.rulebook.places import rules_folder
from recension.rulebook.rule import STAGES as STAGE_NAMES
from recension.stages import STAGES, encoding

GOOD = r"""
about = "Presses de la Rive"
disable = ["fr/space-after-elision"]

[[watermarks]]
id      = "stamp"
why     = "The press prints its name
on every page."
pattern = '''^Presses de la Rive, \d{4}$'''
move    = "background"
zone    = "edge"
recurs  = 2
finds   = ["Presses de la Rive, 2014"]
spares  = ["aux Presses de la Rive, 2014"]

[[typography]]
id      = "own-oddity"
why     = "The press writes it so."
replace = '\1-\g<last>'
pattern = '''(bac) (?<last>route)'''
fixes   = [["bac route", "bac-route"]]
spares  = ["bac-route"]

[[encoding]]
id  = "misread-words"
why = "The scanner reads them so."
fixes = [["le ltvre", "le livre"]]
spares = ["le livre"]
[encoding.spellings]
ltvre = "livre"
rn = "m"

[tables]
name_particles = ["Mac"]

[options.encoding]
mojibake_words = 7
""".replace('name\non', "name on")


def pack(folder: Path, text: str, name: str = "house.toml") -> Pack:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_pack(path)


def faults(folder: Path, text: str) -> list[str]:
    """`line: message` of every fault of a pack."""
    with pytest.raises(RulesError) as caught:
        pack(folder, text)
    return [line.removeprefix(f"{folder / 'house.toml'}:") for line in str(caught.value).splitlines()]


# -- reading ---------------------------------------------------------------------------------


def test_a_pack_is_read(tmp_path: Path) -> None:
    read = pack(tmp_path, GOOD)
    stamp, oddity, words = sorted(read.rules, key=lambda rule: rule.line)
    assert (stamp.id, stamp.stage, stamp.act, stamp.move, stamp.recurs) == (
        "house/stamp", "watermarks", Act.MOVE, Layer.BACKGROUND, 2)
    assert (oddity.act, oddity.line, stamp.line) == (Act.REPLACE, 15, 5)
    assert words.spellings == {"ltvre": "livre", "rn": "m"}
    assert read.tables == {"name_particles": frozenset({"Mac"})}


def test_every_fault_is_told_at_once_with_line_key_and_the_nearest_name(tmp_path: Path) -> None:
    told = faults(tmp_path, r"""
diable = ["a"]

[[watermark]]
id = "x"

[[watermarks]]
id = "Download Stamp"
why = "x"
patern = '''^Foo(.+$'''
move = "backgrund"
zone = "headd"
recurs = 1

[[typography]]
id = "a"
why = ""
pattern = '''(a)b(?<x>'''
replace = '\2'
finds = ["id = 3"]

[[typography]]
id = "a"
why = "w"
pattern = '(a)'
replace = '\2'
fixes = [["a"]]

[tables]
foo = [1]

[options.typografy]
x = 1
""")
    expected = [
        (2, "disable"), (4, "watermarks"), (7, "pattern: is missing"), (8, "lower-case"), (10, '"pattern" meant'),
        (11, '"background" meant'), (12, '"head" meant'), (13, "2 or more"), (17, "why: is empty"),
        (18, "not a valid regular expression"), (20, "under fixes"), (26, "group 2"), (27, "list of pairs"),
        (30, "tables.foo"), (32, '"typography" meant')]
    assert [int(line.split(":")[0]) for line in told] == [line for line, _ in expected]
    for line, (_, part) in zip(told, expected, strict=True):
        assert part in line


MALFORMED = {
    "not toml": ("[[watermarks]\nid = 1", ":1: not valid TOML"),
    "a table instead of an array": ('[typography]\nid = "a"', "two brackets"),
    "rules as a list of texts": ('typography = ["a"]', "two brackets"),
    "no id": ("[[typography]]\nwhy = 'w'\npattern = 'a'", "id: is missing"),
    "an id of two parts too many": ("[[typography]]\nid='a/b/c'\nwhy='w'\npattern='a'", "lower-case"),
    "pattern and words": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nwords='b'", "beside pattern"),
    "replace and move": ("[[furniture]]\nid='a'\nwhy='w'\npattern='a'\nreplace=''\nmove='furniture'", "beside replace"),
    "move of blocks": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nmove='furniture'", "lines on pages"),
    "zone of blocks": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nzone='head'", "lines on pages"),
    "prose of lines": ("[[encoding]]\nid='a'\nwhy='w'\npattern='a'\nprose=true", "only of blocks"),
    "slip without usual": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nslip=true", "no usual"),
    "notes as a layer": ("[[furniture]]\nid='a'\nwhy='w'\npattern='a'\nmove='notes'", "is not one of"),
    "a flag as a text": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\ndoubtful='yes'", "true or false"),
    "a flag as a count": ("[[furniture]]\nid='a'\nwhy='w'\npattern='a'\nrecurs=true", "whole number"),
    "an empty pattern": ("[[typography]]\nid='a'\nwhy='w'\npattern=''", "is empty"),
    "a pattern of nothing": ("[[typography]]\nid='a'\nwhy='w'\npattern='x*'", "matches nothing at all"),
    "fuzzy matching": ("[[typography]]\nid='a'\nwhy='w'\npattern='(?:pont){e<=2}'", "fuzzy"),
    "a named list": (r"[[typography]]" "\nid='a'\nwhy='w'\npattern='\\L<words>'", "pattern: "),
    "an unknown group": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nreplace='\\g<b>'", "has not got"),
    "a stray backslash": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nreplace='\\q'", "means nothing"),
    "a spelling of two words": ("[[typography]]\nid='a'\nwhy='w'\nspellings={'a b'='c'}", "not one word"),
    "a spelling and a replacement": ("[[typography]]\nid='a'\nwhy='w'\nspellings={a='c'}\nreplace='x'", "take replace"),
    "finds of a replacement": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nreplace='b'\nfinds=['a']", "under fixes"),
    "fixes of a query": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nfixes=[['a','b']]", "under finds"),
    "a broken antipattern": ("[[typography]]\nid='a'\nwhy='w'\npattern='a'\nunless=['(']", "unless:"),
    "tables without lists": ("[tables]\nwords = 'a'", "list of words"),
    "disable without a list": ("disable = 'fr/x'", "list of rules"),
    "options of no stage": ("[options]\nfoo = 3", "no stage"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_packs_are_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    text, part = MALFORMED[name]
    assert any(part in f":{line}" for line in faults(tmp_path, text))


def test_files_that_are_no_packs(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"):
        read_pack(tmp_path / "missing.toml")
    with pytest.raises(RulesError, match="cannot be read"):
        read_pack(tmp_path)
    (tmp_path / "latin.toml").write_bytes("about = \"é\"".encode("latin-1"))
    with pytest.raises(RulesError, match="not UTF-8"):
        read_pack(tmp_path / "latin.toml")
    (tmp_path / "deep.toml").write_text("x = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(RulesError):
        read_pack(tmp_path / "deep.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 2_000_001)
    with pytest.raises(RulesError, match="larger than"):
        read_pack(tmp_path / "large.toml")


def test_lines_of_keys_are_found_past_strings_that_look_like_keys() -> None:
    lines = key_lines("[[a]]\nid = '''\nid = 2\n[[a]]\n'''\nlist = [\n  'why = 3',\n]\nwhy = 1\n"
                      "[[a]]\n\"id\" = 4\n[t.u]\nv.w = 1\n")
    assert lines["a", 0, "id"] == 2
    assert lines["a", 0, "why"] == 9
    assert lines["a", 1, "id"] == 11
    assert lines["t", "u", "v", "w"] == 13


# -- hostile patterns ------------------------------------------------------------------------

BOMBS = [
    "((a{1000}){1000}){1000}", "(a{999}){999}", "(?:a{1,500}){500}", "a{99999999999}", "(" * 3000 + ")" * 3000,
    "(?:" * 60 + "a" + ")*" * 60, "x" * 5000, "[[:alpha:]]{30000}", r"(\w{200}){200}", "(?:(?:a{50}){50}){50}",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_patterns_that_would_fill_the_memory_are_never_compiled(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "compiled", lambda pattern: pytest.fail("this was compiled"))
    assert patterns.fault_of_pattern(bomb)


def test_honest_patterns_pass() -> None:
    for pack_ in [*shipped("defects"), *(p for name in known_publishers() for p in shipped("publishers", name))]:
        for rule in pack_.rules:
            assert patterns.fault_of_pattern(rule.pattern) == ""
    assert patterns.fault_of_pattern(r"^\d{1,4}\s[\p{Lu}\]{3}]{1,60}$") == ""


def test_templates() -> None:
    pattern = r"(a)(?<b>b)?"
    match = regex.match(pattern, "a")
    assert match is not None
    assert patterns.filled(patterns.template(r"\1\g<b>\u00a0\\\n", pattern), match) == "a\u00a0\\\n"


# -- stacking --------------------------------------------------------------------------------


def test_later_packs_win_and_say_over_what(tmp_path: Path) -> None:
    own = pack(tmp_path, """
[[typography]]
id = "defects/doubled-space"
why = "Here three are wanted."
pattern = ' {4,}'
replace = '   '
""")
    profile = stacked("fr", [own])
    (rule,) = (rule for rule in profile.rules if rule.id == "defects/doubled-space")
    assert rule.why == "Here three are wanted."
    assert rule.won_over[0].rsplit(":", 1)[0].endswith("defects/typography.toml")
    assert profile.rules[-1] is rule, "it acts where the later pack stands"


def test_rules_are_switched_off_one_by_one_or_by_pack(tmp_path: Path) -> None:
    one = stacked("fr", [pack(tmp_path, 'disable = ["fr/space-after-elision"]')])
    assert [rule.id for rule in one.disabled] == ["fr/space-after-elision"]
    every = stacked("fr", [pack(tmp_path, 'disable = ["fr/*"]', "none.toml")])
    assert not [rule for rule in every.rules if rule.id.startswith("fr/")]


def test_what_does_not_fit_the_stack_is_told(tmp_path: Path) -> None:
    own = pack(tmp_path, """
disable = ["fr/space-after-elisions"]
[[typography]]
id = "defects/doubled-spaces"
why = "w"
pattern = 'a'
[[typography]]
id = "words"
why = "w"
words = "particels"
[tables]
particels_ = ["x"]
[options.encoding]
mojibake_word = 3
accent_share = "much"
""")
    with pytest.raises(RulesError) as caught:
        stacked("fr", [own], {"encoding": encoding.Options()})
    told = str(caught.value)
    for part in ('house.toml:2: disable: there is no rule "fr/space-after-elisions"; is "fr/space-after-elision"',
                 'house.toml:3: defects/doubled-spaces: there is no such rule to replace; is "defects/doubled-space"',
                 'house.toml:7: house/words: words: there is no table "particels"',
                 "house.toml:12: tables.particels_",
                 'house.toml:14: options.encoding.mojibake_word: the stage has no such option; is "mojibake_words"',
                 "house.toml:15: options.encoding.accent_share: must be float"):
        assert part in told


def test_options_reach_the_stage(tmp_path: Path) -> None:
    profile = stacked("fr", [pack(tmp_path, GOOD)], {"encoding": encoding.Options()})
    assert profile.options_for("encoding", encoding.Options()).mojibake_words == 7
    assert profile.options_for("encoding", encoding.Options()).accent_words == encoding.Options().accent_words


def test_publishers_are_asked_for_by_name() -> None:
    assert {"pur", "cairn", "jstor", "hal"} <= set(known_publishers())
    plain = Profile.for_language("fr")
    assert not [rule for rule in plain.rules if rule.id.startswith("pur/")]
    assert [rule for rule in Profile.for_language("fr", publisher="pur").rules if rule.id.startswith("pur/")]
    every = {rule.id.split("/")[0] for rule in Profile.for_language("fr", publisher="all").rules}
    assert set(known_publishers()) <= every
    with pytest.raises(UsageError, match=r'is "cairn" meant'):
        Profile.for_language("fr", publisher="carin")


def test_an_unknown_language_has_the_common_rules() -> None:
    ids = {rule.id.split("/")[0] for rule in Profile.for_language("xx").rules}
    assert ids == {"defects"}


def test_the_digest_follows_all_that_can_change_a_text(tmp_path: Path) -> None:
    plain = Profile.for_language("fr")
    assert plain.digest == Profile.for_language("fr").digest
    others = [Profile.for_language("en"), Profile.for_language("fr", publisher="pur"),
              Profile.for_language("fr", encoding=encoding.Options(accent_words=9)),
              stacked("fr", [pack(tmp_path, 'disable = ["fr/*"]')])]
    assert len({plain.digest, *(profile.digest for profile in others)}) == 5


def test_the_rulebook_knows_the_stages() -> None:
    assert tuple(stage.__name__ for stage in STAGES) == STAGE_NAMES


def test_no_id_stands_twice_in_the_packs_of_one_stack() -> None:
    for language in ("fr", "en", "de", "es", "it"):
        packs = [*shipped("defects"), *shipped("languages", "common"), *shipped("languages", language)]
        ids = [rule.id for pack_ in packs for rule in pack_.rules]
        assert len(ids) == len(set(ids))


# -- what a pattern needs --------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "stretch"), [
    ("ab+c", "ab"), ("ab*c", "a"), ("xa{2}b", "x"), ("x|y", ""), ("(?i)abc", ""), ("(?:x|y)abc?", "ab"),
    (r"a\.b\d", "a.b"), ("[ab]cd", "cd"), ("a{2,3}?bc", "bc"), ("abc??d", "ab"), ("a++bc", "bc"), (r"\p{L}abc", "abc"),
    (r"\u00e9abc", "éabc"), (r"\x41bc", "bc"), ("(?i:a)bc", "bc"), (r"(a)\1bc", "bc"),
    ("^Fetched from [a-z]+$", "Fetched from "),
    ("", ""), ("(", ""), ("[", ""), ("\\", "")])
def test_the_stretch_that_a_pattern_cannot_do_without(pattern: str, stretch: str) -> None:
    assert patterns.needed(pattern) == stretch


@pytest.mark.parametrize(("pattern", "stretches"), [
    ("abc", ("abc",)), ("ab|cd", ("ab", "cd")), ("ab|", ("ab", "")), (r"\.(?:indd|qxd)x", ("indd", "qxd")),
    (r"a(?:bcd|[e])f", ("a",)), ("a(?:bcd|efg)?h", ("a",)), ("a(?:bcd|efg)*h", ("a",)), ("(?!abc)d", ("d",)),
    ("(?<!abc)d", ("d",)), ("(?=.*abc)d", ("abc",)), ("(?i:abc)d", ("d",)), ("(?i)abc|d", ("",)),
    (r"[(|]a\|b", ("a|b",)), ("x(?P<n>abc)", ("abc",)), ("x(?:ab(?:cde|fgh)|ijk)", ("cde", "fgh", "ijk")),
    ("a(?>bc)+", ("bc",)), ("x(abc)\\1", ("abc",)), ("(a", ("",)), ("|", ("",)), ("[", ("",))])
def test_alternatives_are_looked_into_for_what_a_pattern_needs(pattern: str, stretches: tuple[str, ...]) -> None:
    assert patterns.needed_one_of(pattern) == stretches


def test_shipped_examples_have_what_their_pattern_needs() -> None:
    folders = sorted(path.name for path in (rules_folder() / "languages").iterdir() if path.is_dir())
    packs = [*shipped("defects"), *shipped("publishers"), *(p for name in folders for p in shipped("languages", name))]
    for rule in (rule for pack_ in packs for rule in pack_.rules):
        for text in (*rule.finds, *(before for before, _ in rule.fixes)):
            assert patterns.needed(rule.pattern) in text
            assert not rule.pattern or any(stretch in text for stretch in patterns.needed_one_of(rule.pattern))
    stamps = [rule for pack_ in shipped("publishers") for rule in pack_.rules]
    assert sum(len(patterns.needed(rule.pattern)) > 3 for rule in stamps) > 0.7 * len(stamps), "pages without are cheap"


# -- packs as JSON -----------------------------------------------------------------------------


def compiled_folder(into: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the rules with the packs compiled, in place of the shipped ones."""
    folder = into / "rules"
    shutil.copytree(rules_folder(), folder, ignore=shutil.ignore_patterns("*.marisa", "packs.json"))
    (into / "pipeline" / "recension" / "rulebook").mkdir(parents=True)
    shutil.copy(Path(compiled.__file__).with_name("keylines.py"), into / "pipeline" / "recension" / "rulebook")
    subprocess.run([sys.executable, str(folder / "compile_packs.py")], check=True, capture_output=True)
    monkeypatch.setattr(compiled, "rules_folder", lambda: folder)
    monkeypatch.setattr(compiled, "_entries", cache(compiled._entries.__wrapped__))
    return folder


def test_a_compiled_pack_is_the_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = compiled_folder(tmp_path, monkeypatch)
    paths = sorted(folder.rglob("*.toml"))
    assert len(paths) > 60
    for path in paths:
        assert compiled.compiled_pack(path, path.read_bytes()) is not None, path
        for name in ("", "fr"):
            assert asdict(packs._shipped_pack(path, name)) == asdict(read_pack(path, name))


def test_a_pack_that_was_changed_is_read_from_its_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = compiled_folder(tmp_path, monkeypatch)
    path = folder / "defects" / "typography.toml"
    before = packs._shipped_pack(path)
    path.write_text(path.read_text("utf-8").replace('"doubled-space"', '"doubled-white"'), "utf-8")
    assert compiled.compiled_pack(path, path.read_bytes()) is None
    assert {rule.id for rule in packs._shipped_pack(path).rules} ^ {rule.id for rule in before.rules} == {
        "typography/doubled-space", "typography/doubled-white"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"form": 0, "packs": {}}', '{"form": 1}', "\\ud800"])
def test_without_a_good_file_the_toml_is_read(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = compiled_folder(tmp_path, monkeypatch)
    (folder / compiled.FILE).write_text(content, "utf-8")
    path = folder / "defects" / "typography.toml"
    assert compiled.compiled_pack(path, path.read_bytes()) is None
    assert packs._shipped_pack(path).rules
