"""What rules cost: 150 active ones on pages of 3,000 characters. The budget is 3 ms a page.

    python bench/rules_speed.py

All shipped rules of all languages together, which no document ever meets, and copies of the
publishers' until there are 150. The page is a mixture of four languages, so that quotation
marks, apostrophes and spaces of every kind give the patterns something to look at.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pipeline"))

import recension
from recension.model import Block, Document, Kind, Text
from recension.rulebook import Profile
from recension.rulebook.languages import known_languages
from recension.rulebook.matching import by_rules
from recension.rulebook.packs import shipped
from recension.rulebook.rule import BLOCK_STAGES, STAGES

RULES, PAGES, CHARACTERS, BUDGET = 150, 40, 3000, 3.0

TEXT = ("Le premier registre, tenu de 1612 à 1618, compte 340 feuillets ; on y lit l’état des barrières, des péages et "
        "des « menus droits ». The ferryman’s book (vol. II, pp. 12–19) was kept at St. Mary’s. Die Zölle stiegen von "
        "12,5 % auf 17 %; vgl. Anm. 4. È l’anno del ponte: cominciò così. ")


def profile() -> Profile:
    """All shipped rules, and copies of the publishers' up to the number wanted."""
    languages = [pack for language in ("common", *known_languages()) for pack in shipped("languages", language)]
    rules = [rule for pack in (*shipped("defects"), *languages) for rule in pack.rules]
    theirs = [rule for pack in shipped("publishers") for rule in pack.rules]
    copies = [replace(rule, id=f"{rule.id}-again") for rule in theirs]
    return Profile("fr", rules=tuple([*rules, *theirs, *copies][:RULES]))


def documents() -> tuple[Document, Document]:
    """The same pages as lines and as blocks."""
    page = (TEXT * 20)[:CHARACTERS]
    lines = recension.read("\f".join(["\n".join(wrap(page, 66))] * PAGES).encode())
    third = CHARACTERS // 3
    blocks = tuple(Block(Kind.PARAGRAPH, Text.of(page[at : at + third], at))
                   for _ in range(PAGES) for at in range(0, CHARACTERS, third))
    return lines, replace(lines, pages=(), blocks=blocks)


def milliseconds_a_page() -> float:
    """The best of three, of processor time."""
    rules, (lines, blocks) = profile(), documents()
    best = float("inf")
    for _ in range(3):
        start = process_time()
        for stage in STAGES:
            by_rules(blocks if stage in BLOCK_STAGES else lines, rules, stage)
        best = min(best, (process_time() - start) * 1000 / PAGES)
    return best


def main() -> None:
    cost = milliseconds_a_page()
    print(f"{len(profile().rules)} rules: {cost:.2f} ms a page of {CHARACTERS} characters (budget {BUDGET:g})")
    sys.exit(cost > BUDGET)


if __name__ == "__main__":
    main()
