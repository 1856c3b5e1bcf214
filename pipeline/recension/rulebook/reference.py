"""The reference of the shipped rules, as a page for the documentation: what, why, before and after, guards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from recension.model import Act
from recension.rulebook.languages import known_languages
from recension.rulebook.packs import Pack, known_publishers, shipped
from recension.rulebook.proof import shown
from recension.rulebook.rule import Rule

_DOES = {Act.REPLACE: "corrects", Act.MOVE: "takes the whole line out of the text",
         Act.QUERY: "asks, and changes nothing"}
_SPACES = regex.compile(r"^ +| {2,}| +$")
_PLACES = {"head": "at the head of a page", "foot": "at the foot of a page", "edge": "at the head or foot of a page",
           "margin": "in the margin"}


def reference() -> str:
    """The page, as Markdown."""
    parts = ["# The rules\n\nMade from the packs as they are shipped. A rule that is not proved by the examples that "
             "stand here does not get in. ⍽ stands for a no-break space, ␣ for a space that would not show, ⏎ for a "
             "line end, `[note]` for the call of a note.\n"]
    parts += _chapter("Defects", "In force whatever the language.", shipped("defects"))
    for language in known_languages():
        parts += _chapter(f"Language: {language}", "In force when the text is in this language.",
                          shipped("languages", language))
    for publisher in known_publishers():
        packs = shipped("publishers", publisher)
        told = ", ".join(f"`{name}`" for name in packs[0].detect)
        parts += _chapter(f"Publisher: {publisher}", f"{packs[0].about}\n\nTold by {told}.", packs)
    return "\n".join(parts)


def _chapter(title: str, about: str, packs: Sequence[Pack]) -> Iterator[str]:
    rules = [rule for pack in packs for rule in pack.rules]
    if rules:
        yield f"## {title}\n\n{about}\n"
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### `{rule.id}`\n\n{_plain(rule.why)}\n"
    asks = [f"after the stage `{rule.stage}`", _DOES[rule.act]]
    if rule.zone:
        asks.append(f"only {_PLACES[rule.zone]}")
    if rule.recurs:
        asks.append(f"only where the same text stands on {rule.recurs} pages or more")
    if rule.usual:
        asks.append("only where the document otherwise has the form that it restores"
                    + (" (three slips need no such proof)" if rule.slip else ""))
    if rule.prose:
        asks.append("not in verse, tables and typewriter type")
    yield f"*{'; '.join(asks).capitalize()}.*\n"
    for before, after in rule.fixes:
        yield f"* {_code(before)} becomes {_code(after)}"
    for text in rule.finds:
        yield f"* finds {_code(text)}"
    for text in rule.spares:
        yield f"* leaves alone {_code(text)}"
    if rule.pattern:
        yield f"\n```text\n{rule.pattern}\n```"
    yield ""


def _code(text: str) -> str:
    """A text as code, whatever is in it."""
    visible = _SPACES.sub(lambda match: "␣" * len(match.group()), shown(text, longest=400)[1:-1])
    fence = "`"
    while fence in visible:
        fence += "`"
    return f"{fence} {visible} {fence}" if "`" in visible else f"{fence}{visible}{fence}"


def _plain(text: str) -> str:
    """A sentence in which nothing is taken for markup."""
    return "".join(f"\\{char}" if char in "*_`<[]&$" else char for char in text)
