"""Roman numerals that lost their capitals, by what stands beside them.

A century needs no proof: nobody writes `xixe siècle` but where small capitals were meant. A
chapter's number (`chapitre xiii`) may be printed in lower case; it is changed where its case is
impossible (`Vi`) or the document's map of letters explains it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.casemap import CaseMap
from recension.stages.smallcaps.casewords import Stream, places_of
from recension.stages.smallcaps.changes import Plan
from recension.stages.smallcaps.numerals import Centuries, is_roman

ORDINAL_CAPITAL = regex.compile(r"(?<![\p{L}\p{N}'’.])(?P<n>[ivxIVX]+)(?:e|er|[èe]re)\s+$")
KING = regex.compile(r"(?<![\p{L}\p{M}])\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?\s(?P<n>[ivxIVX]{2,7})(?![\p{L}\p{M}\p{N}’'-])")
VOLUME = regex.compile(r"\p{L},\s(?P<n>[ivxlcIVXLC]{1,8}),\s(?:1[5-9]|20)\d\d(?!\d)")
"""Between a title and a year: `Archivio di tradizioni popolari, iii, 1891`."""

HEAD = regex.compile(r"[ivxlcIVXLC]{1,8}(?![\p{L}\p{M}\p{N}’'-]|\.\w)")

LETTERS_OF_NUMERALS = frozenset("ivxlcIVXLC")

LONGEST_NUMERAL = 12

LONGEST_ASKING = 24
"""Characters of the longest word before a numeral, and the white behind it."""


def plan_centuries(stream: Stream, plan: Plan, profile: Profile) -> None:
    """Centuries and the like, in every document."""
    finder = Centuries(
        profile.table("numeral_follows"), profile.table("numeral_follows_bare"), profile.table("numeral_lookalikes")
    )
    for found in finder.find(stream.text, finder.places(stream)):
        letters = stream.text[found.start : found.end]
        plan.recase(
            stream,
            range(found.start, found.end),
            letters.upper(),
            rule="numeral",
            reason="a century's numeral, set in small capitals",
            confidence=0.97,
        )
    for word in sorted(profile.table("numeral_follows_capital")):
        for at in places_of(stream.text, word):
            before = ORDINAL_CAPITAL.search(stream.text, max(0, at - 12), at)
            if stream.text[at + len(word) : at + len(word) + 1].isalpha():
                continue
            if before is not None and is_roman(before["n"]) and not before["n"].isupper():
                plan.recase(
                    stream,
                    range(*before.span("n")),
                    before["n"].upper(),
                    rule="numeral",
                    reason=f"the numeral of a {word}, set in small capitals",
                    confidence=0.9,
                )


def plan_numerals(stream: Stream, plan: Plan, profile: Profile, learned: CaseMap | None) -> None:
    """Chapters, volumes and kings. `learned`: the map of a document that is proved to be scrambled."""
    asks = profile.table("numeral_preceded")
    sure = profile.table("numeral_capital_after")
    lookalikes = profile.table("numeral_lookalikes")
    if not asks:
        return
    words = "|".join(sorted(map(regex.escape, asks), key=lambda word: (-len(word), word)))
    pattern = regex.compile(
        rf"(?<!\p{{L}})(?P<word>{words})\.?[ \u00a0\u202f]*\s[ ]*"
        rf"(?P<n>[ivxlcIVXLC]{{1,8}})(?![\p{{L}}\p{{M}}\p{{N}}'’-]|\.\w)",
        regex.I,
    )
    for match in _beside(stream, pattern, lookalikes, tuple(asks)):
        letters = match["n"]
        if letters.isupper() or not is_roman(letters) or letters.lower() in lookalikes:
            continue
        if len(letters) == 1 and stream.text[match.end() : match.end() + 1] == ".":
            continue  # art. c.
        impossible = any(char.isupper() for char in letters)
        if impossible or match["word"].lower() in sure and _explains(learned, letters):
            plan.recase(
                stream,
                range(*match.span("n")),
                letters.upper(),
                rule="numeral",
                reason="a numeral whose capitals went with its small capitals"
                if impossible
                else "a numeral; the document's small capitals come out so",
                confidence=0.95 if impossible else 0.85,
            )
    if learned is None:
        return
    for match in (*KING.finditer(stream.text), *VOLUME.finditer(stream.text)):
        letters = match["n"]
        if (
            not letters.isupper()
            and is_roman(letters)
            and letters.lower() not in lookalikes
            and _explains(learned, letters)
        ):
            plan.recase(
                stream,
                range(*match.span("n")),
                letters.upper(),
                rule="numeral",
                reason="a king's numeral, or a volume's; the document's small capitals come out so",
                confidence=0.8,
            )


def _beside(
    stream: Stream, pattern: regex.Pattern[str], lookalikes: Collection[str], asks: tuple[str, ...]
) -> Iterator[regex.Match[str]]:
    """What `pattern.finditer` gives of numerals that are not in capitals, found by the tokens that may be one."""
    text = stream.text
    tokens = [token for token in stream.tokens if token[0] in LETTERS_OF_NUMERALS]
    heads = {head[0] for token in tokens if (head := HEAD.match(token)) is not None}
    heads = {head for head in heads if not head.isupper() and head.lower() not in lookalikes and is_roman(head)}
    places = {at for head in heads for at in places_of(text, head) if at and text[at - 1].isspace()}
    for place in sorted(places):
        before = text[max(0, place - LONGEST_ASKING) : place].split()
        if not before or not before[-1].rstrip(".").lower().endswith(asks):
            continue
        for match in pattern.finditer(text, max(0, place - LONGEST_ASKING), place + LONGEST_NUMERAL):
            if match.start("n") == place:
                yield match


def _explains(learned: CaseMap | None, letters: str) -> bool:
    if learned is None:
        return False
    agreement = learned.agreement(letters)
    return not agreement.misfit and agreement.fit > 0
