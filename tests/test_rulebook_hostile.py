"""Patterns and packs from strangers: none hangs, none crashes, each is told by name what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from recension.clean import clean
from recension.errors import RulesError
from recension.rulebook import patterns
from recension.rulebook.evidence import Limits
from recension.rulebook.packs import read_pack
from recension.rulebook.profile import Profile
from recension.rulebook.proof import Budget, prove
from recension.rulebook.rule import Rule
from test_rulebook_matching import blocks, run

HOSTILE = [
    # written out they fill the memory
    "((a{1000}){1000}){1000}", "(a{999}){999}", "(?:a{1,500}){500}", "a{99999999999}", "(" * 3000 + ")" * 3000,
    "(?:" * 60 + "a" + ")*" * 60, "x" * 5000, "[[:alpha:]]{30000}", r"(\w{200}){200}", "(?:(?:a{50}){50}){50}",
    "a{20001}", "(?:ab|cd){9000}x{9000}", "(?=(?:a{150}){150})", r"(?<n>\d{300}){300}",
    "[" + "a-z" * 1500 + "]", "(?i:(?:é{99}){99}){9}",
    # never done
    "(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", r"(\w+\s?)*!", r"^(\w+|\s+)*#", "(.*)*x", "(.*a){25}",
    r"(\d+)*[^\d]x", "(?:(?:a+)+)+b",
    r"(a+)\1+$b", r"(\w+) (?:\w+ )*\1 \1!", "(?:a?){30}a{30}b", r"^(?:.*?,){30}x", r"(?:[^,]*,?)*;",
    r"(?<=(a+)+)b", "(?=(a+)+$)a", "(?:x+x+)+y",
    r"(?:\s*\n?)*\Z.", "(?s:.*?.*?.*?.*?.*?.*?)z", r"(?r)(a|aa)+b", r"(?:.|\s)*?(?:.|\s)*?Q",
    r"(([a-z])+.)+[A-Z]([a-z])+$",
    # calls of itself
    "(?R)", "a(?R)?b", "(a|(?1)b)", "(?<x>(?&x))", "(?:(?R)|a)(?R)",
    # no patterns at all
    "(", ")", "[", "a**", "*a", "(?P<a>x)(?P=b)", r"\g<1>", "(?<=a", "(?z)a", r"\p{NoSuchThing}",
    r"\N{NO SUCH NAME}", "(?P<1a>x)", r"\L<names>",
    "(?:pont){e<=2}", "(?:pont){i,d}", "(?b)(?:pont){s<=1:[a-z]}", "a{2,1}", "\ud800", "(?(2)a|b)", "", "x*",
    "(?:)", "^", "$", r"\b", "(?=a)|", "(?#only a remark)",
    # matches everywhere
    r"[\s\S]", r"(?s:.)", r"(?=.)", "\x00", r"\X", "(?V1)[a--b]", "(*SKIP)a", "(*FAIL)", r"\K",
    "(?|(a)|(b))\\1", "(?>a+)+b", "(?p)a|ab",
]

LONGEST = 5.0
"""Seconds for anything, on a machine that is busy; usually under 0.3."""


def test_there_are_sixty_of_them() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("pattern", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_pattern_is_refused_or_caught_by_the_proof_and_never_hangs(pattern: str) -> None:
    start = perf_counter()
    fault = patterns.fault_of_pattern(pattern)
    if fault:
        assert len(fault.split()) > 1
        assert perf_counter() - start < LONGEST
        return
    rule = Rule("strange/rule", "typography", "w", pattern=pattern, finds=("a" * 40,), spares=("aaa a",))
    verdicts = prove([rule], budget=Budget(seconds=0.05))
    assert verdicts, "it passes as an honest rule"
    assert all(verdict.message for verdict in verdicts)
    assert perf_counter() - start < LONGEST


@pytest.mark.parametrize("pattern", [pattern for pattern in HOSTILE if len(pattern) < 60 and pattern.isprintable()
                                     and "'''" not in pattern and pattern])
def test_a_pack_with_it_is_refused_with_file_and_line_or_runs_to_its_end(tmp_path: Path, pattern: str) -> None:
    path = tmp_path / "strange.toml"
    path.write_text(f"[[typography]]\nid = 'rule'\nwhy = 'w'\npattern = '''{pattern}'''\n", "utf-8")
    try:
        pack = read_pack(path)
    except RulesError as error:
        assert f"{path}:4: typography rule \"rule\": pattern: " in str(error)
        return
    document = blocks("le bac " + "a" * 60, "a, " * 40 + "!", "\n \n" * 30 + "x7")
    start = perf_counter()
    after, edits = run(document, Profile("fr", rules=pack.rules), "typography", Limits(seconds=0.05))
    assert [block.text.chars for block in after.blocks] == [block.text.chars for block in document.blocks]
    assert perf_counter() - start < LONGEST
    for edit in edits:
        assert edit.rule == "strange/rule"


def test_a_pattern_that_hangs_is_reported_with_its_id_and_page_and_the_text_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "strange.toml"
    path.write_text("[[typography]]\nid = 'hangs'\nwhy = 'w'\npattern = '''(?:a|aa)+$'''\nreplace = 'b'\n", "utf-8")
    text = "Le passeur tenait le registre.\n" + "a" * 60 + "!\n"
    revision = clean(text.encode(), language="fr", rules=[path])
    (report,) = (edit for edit in revision.edits if edit.rule == "strange/hangs")
    assert (report.page, report.applied) == (1, False)
    assert "left out everywhere" in report.reason
    assert "a" * 60 in "".join(block.text.chars for block in revision.document.blocks)


def test_a_pack_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("le secret", "utf-8")
    path = tmp_path / "strange.toml"
    for key, value in (("include", '"secret.txt"'), ("words", '"secret.txt"'), ("extends", '"/etc/passwd"')):
        path.write_text(f"[[typography]]\nid = 'a'\nwhy = 'w'\n{key} = {value}\n", "utf-8")
        with pytest.raises(RulesError) as caught:
            clean(b"Le passeur.", language="fr", rules=[path])
        assert "secret" not in str(caught.value).replace("secret.txt", "")
