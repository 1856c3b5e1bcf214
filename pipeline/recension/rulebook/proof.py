"""Proof: each rule is held to its own examples, and to the other rules beside it.

Every fault has a name:

*unproved*  no example shows the rule at work, or none shows what it leaves alone
*missed*    it finds nothing in an example in which it should
*wrong*     it finds something, but what comes out is not what the example says
*noisy*     it acts on a text that it must spare
*unstable*  it finds something again in its own correction
*idle*      an antipattern that no guard needs, or a guard that has nothing in common with the rule
*crossed*   another rule of the same stage undoes the correction
*slow*      it takes more time on a page than a rule may

In a proof the evidence of the page is taken as given: the example stands in the zone, recurs
often enough, and the document has the usual form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from recension.model import Act
from recension.rulebook.matching import Hit, Tables, hits, words_of
from recension.rulebook.nearness import is_near
from recension.rulebook.patterns import compiled
from recension.rulebook.rule import LINE_STAGES, Rule


@dataclass(frozen=True, slots=True)
class Budget:
    """What a rule may cost."""

    microseconds: float = 250.0
    """On an ordinary page of 3,000 characters. Shipped rules take 2 to 90; a pattern without a
    letter of its own to search for, such as `(\\w+) \\1`, takes 170; 150 rules have 3 ms together."""
    slower_machine: float = 4.0
    """A proof must not fail because the machine is busy: the limit that is held is this much wider."""
    seconds: float = 0.5
    """For one example, and for one text made to trip the pattern up."""
    rounds: int = 4
    """Times a page is timed; the best counts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fault of one rule, in words for people who do not program."""

    rule: Rule
    name: str
    """One of the eight names above."""
    message: str


BUDGET = Budget()

_PAGE = ("Le premier registre, tenu de 1612 à 1618, compte 340 feuillets ; on y lit l’état des barrières, "
         "des péages et des « menus droits ». The ferryman’s book (vol. II, pp. 12–19) was kept at St. Mary’s. "
         "Die Zölle stiegen von 12,5 % auf 17 %; vgl. Anm. 4. È l’anno del ponte: cominciò così.\n" * 12)[:3000]
"""An ordinary page, to time rules on."""


def no_tables(name: str) -> frozenset[str]:
    """Stands in where no word tables are at hand."""
    return frozenset()


def prove(rules: Sequence[Rule], beside: Iterable[Rule] = (), tables: Tables = no_tables,
          budget: Budget = BUDGET) -> list[Verdict]:
    """Every fault of these rules, in their order; an empty list means that all are proved.

    `beside` are the other rules that run with them (of earlier packs, say), which are not
    judged but may undo what these do.
    """
    company = [*rules, *beside]
    verdicts: list[Verdict] = []
    for rule in rules:
        try:
            verdicts.extend(_faults(rule, company, tables, budget))
        except TimeoutError:
            verdicts.append(Verdict(rule, "slow", f"it takes longer than {budget.seconds:g} s on one of its own "
                                                  "examples; look for a repetition inside a repetition, such as (a+)+"))
    return verdicts


def corrected(rule: Rule, text: str, tables: Tables = no_tables, seconds: float = BUDGET.seconds) -> str:
    """A text after one pass of a rule that replaces."""
    text = _as_matched(rule, text)
    for hit in reversed(_found(rule, text, tables, seconds)):
        if hit.after is not None:
            text = text[: hit.start] + hit.after + text[hit.end :]
    return text


def _faults(rule: Rule, company: Sequence[Rule], tables: Tables, budget: Budget) -> Iterator[Verdict]:
    def verdict(name: str, message: str) -> Verdict:
        return Verdict(rule, name, message)

    seconds = budget.seconds
    if not rule.fixes and not rule.finds:
        kind = "fixes" if rule.act is Act.REPLACE else "finds"
        yield verdict("unproved", f"no example shows it at work; give at least one under {kind}")
    if not rule.spares:
        yield verdict("unproved", "no example shows what it leaves alone; give a text that looks alike under spares")
    for before, after in rule.fixes:
        got = corrected(rule, before, tables, seconds)
        if not _found(rule, _as_matched(rule, before), tables, seconds):
            yield verdict("missed", f"it finds nothing in the example {shown(before)}")
        elif got != _as_matched(rule, after):
            yield verdict("wrong", f"the example {shown(before)} becomes {shown(got)}, "
                                   f"but it should become {shown(after)}")
        elif (again := corrected(rule, got, tables, seconds)) != got:
            yield verdict("unstable", f"it finds something again in its own correction: {shown(got)} "
                                      f"becomes {shown(again)}")
        if rule.usual and got == _as_matched(rule, after) and not compiled(rule.usual).search(got, timeout=seconds):
            yield verdict("wrong", f"its correction {shown(got)} is not of the form that `usual` describes")
    for text in rule.finds:
        found = _found(rule, _as_matched(rule, text), tables, seconds)
        if not found:
            yield verdict("missed", f"it finds nothing in the example {shown(text)}")
        elif rule.act is Act.MOVE and not _all_covered(_as_matched(rule, text), found):
            yield verdict("wrong", f"it moves whole lines, but in the example {shown(text)} it finds only a part: "
                                   f"{shown(_as_matched(rule, text)[found[0].start : found[0].end])}")
    for text in rule.spares:
        found = _found(rule, _as_matched(rule, text), tables, seconds)
        if found:
            hit = _as_matched(rule, text)[found[0].start : found[0].end]
            yield verdict("noisy", f"it finds {shown(hit)} in a text that it must leave alone: {shown(text)}")
    yield from _idle(rule, tables, seconds, verdict)
    for text in rule.spares:
        if not is_near(rule, _as_matched(rule, text), tables, seconds):
            yield verdict("idle", f"the guard {shown(text)} has nothing in common with what the rule looks for, so "
                                  "that it proves nothing; take a text that is nearly a hit")
    yield from _crossed(rule, company, tables, seconds, verdict)
    yield from _slow(rule, tables, budget, verdict)


def _idle(rule: Rule, tables: Tables, seconds: float, verdict: Callable[[str, str], Verdict]) -> Iterator[Verdict]:
    """An antipattern is needed when, without it, some guard is hit."""
    for antipattern in rule.unless:
        without = replace(rule, unless=tuple(other for other in rule.unless if other != antipattern))
        if not any(_found(without, _as_matched(rule, text), tables, seconds) for text in rule.spares):
            yield verdict("idle", f"no example under spares needs the antipattern {shown(antipattern)}; "
                                  "give one, or take it out")


def _crossed(rule: Rule, company: Sequence[Rule], tables: Tables, seconds: float,
             verdict: Callable[[str, str], Verdict]) -> Iterator[Verdict]:
    """Another rule undoes a correction when it makes of it a text that this one would correct again."""
    for other in company:
        if other is rule or other.id == rule.id or other.stage != rule.stage or other.act is not Act.REPLACE:
            continue
        for before, _ in rule.fixes:
            after = corrected(rule, before, tables, seconds)
            try:
                undone = corrected(other, after, tables, seconds)
            except TimeoutError:
                continue
            if undone != after and (undone == _as_matched(rule, before) or _found(rule, undone, tables, seconds)):
                yield verdict("crossed", f"{other.id} undoes it: it makes {shown(undone)} of its correction "
                                         f"{shown(after)}")
                break


def _slow(rule: Rule, tables: Tables, budget: Budget, verdict: Callable[[str, str], Verdict]) -> Iterator[Verdict]:
    limit = budget.microseconds * budget.slower_machine
    words = words_of(_PAGE) if not rule.pattern else None
    best = float("inf")
    try:
        for _ in range(budget.rounds):
            start = perf_counter()
            hits(rule, _PAGE, tables, seconds=budget.seconds, words=words)
            best = min(best, (perf_counter() - start) * 1e6)
            if best <= budget.microseconds:
                break
    except TimeoutError:
        yield verdict("slow", f"it takes longer than {budget.seconds:g} s on an ordinary page")
        return
    if best > limit:
        yield verdict("slow", f"it takes {best:.0f} microseconds on an ordinary page; {budget.microseconds:.0f} are "
                              "its share. Begin the pattern with a word or a character that stands there always")
        return
    for text in _trips(rule):
        try:
            hits(rule, text, tables, seconds=budget.seconds)
        except TimeoutError:
            yield verdict("slow", f"a page such as {shown(text)} stops it for longer than {budget.seconds:g} s; look "
                                  "for a repetition inside a repetition, such as (a+)+, or two that match the same")
            return


def _trips(rule: Rule) -> Iterator[str]:
    """Texts that are nearly hits, over and over: what makes a careless pattern explode."""
    examples = [before for before, _ in rule.fixes] + list(rule.finds)
    for example in examples[:2]:
        for part in (example, example[: max(1, len(example) // 2)], example[-1:] or " "):
            yield (part * (3000 // len(part) + 1))[:3000] + "\ufdd0"
    for char in "a1 \t.-":
        yield char * 3000 + "\ufdd0"


def _found(rule: Rule, text: str, tables: Tables, seconds: float) -> list[Hit]:
    return hits(rule, text, tables, seconds=seconds)


def _as_matched(rule: Rule, text: str) -> str:
    """A text as the stage's rules see it: lines without the white space at either end."""
    return "\n".join(line.strip() for line in text.split("\n")) if rule.stage in LINE_STAGES else text


def _all_covered(text: str, found: Sequence[Hit]) -> bool:
    """Do the hits cover every line that they touch?"""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        inside = [(max(hit.start, at), min(hit.end, end)) for hit in found if hit.start < end and hit.end > at]
        if inside and line[: inside[0][0] - at].strip() + line[inside[-1][1] - at :].strip():
            return False
        at = end + 1
    return True


def shown(text: str, longest: int = 90) -> str:
    """A text in quotation marks, unusual white space made visible, shortened in the middle."""
    marks = {"\n": "⏎", "\u00a0": "⍽", "\u202f": "⍽", "\u00ad": "[soft hyphen]", "\t": "⇥", "\ufffc": "[note]"}
    plain = "".join(marks.get(char, char if char.isprintable() else f"[U+{ord(char):04X}]") for char in text)
    if len(plain) > longest:
        plain = plain[: longest // 2] + " … " + plain[-longest // 2 :]
    return f"“{plain}”"
