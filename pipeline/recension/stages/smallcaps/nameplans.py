"""Changes of names, planned: the surname with its initials, a word by itself, `id.` in a name's place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import regex

from recension.stages.smallcaps.casewords import Stream, Word
from recension.stages.smallcaps.changes import Plan
from recension.stages.smallcaps.lettering import Lettering
from recension.stages.smallcaps.nameplaces import CONTAINERS, initials_before, is_opening
from recension.stages.smallcaps.names import initials_case
from recension.stages.smallcaps.plainnames import Place


def plan_name(plan: Plan, lettering: Lettering, place: Place, rule: str, reason: str, confidence: float) -> bool:
    """The surname and its initials, as one change."""
    spelt = lettering.name(place.word.core, place.word)
    places = [*place.word.at]
    letters = [*spelt.core]
    for start, end in place.initials.letters:
        places.extend(range(start, end))
        letters.extend(initials_case(place.stream.text[start:end]))
    return plan.recase(
        place.stream,
        places,
        "".join(letters),
        rule=rule,
        reason=f"{reason}; {spelt.reason}",
        confidence=min(confidence, spelt.confidence),
    )


def plan_word(plan: Plan, lettering: Lettering, stream: Stream, word: Word, confidence: float) -> bool:
    spelt = lettering.name(word.core, word)
    places, letters = [*word.at], [*spelt.core]
    first = initials_before(stream.text, word.start)
    if first is not None:
        for start, end in reversed(first.letters):
            places[:0] = range(start, end)
            letters[:0] = initials_case(stream.text[start:end])
    return plan.recase(
        stream,
        places,
        "".join(letters),
        rule="scrambled-name",
        reason=f"the letters fit the document's scrambled small capitals; {spelt.reason}",
        confidence=min(confidence, spelt.confidence),
    )


def plan_same_author(
    plan: Plan, lettering: Lettering, streams: Iterable[Stream], rule: str, is_meant: Callable[[str], bool]
) -> None:
    """`id.` and `ID.` in the place of an author: at the head of a note or a reference, or after `in`."""
    words = lettering.same_author
    pattern = regex.compile(
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}'’.-])(?:{'|'.join(sorted(words)) or '(?!)'})(?=[.,])", regex.I
    )
    for stream in streams:
        for match in pattern.finditer(stream.text):
            if is_meant(match[0]) and is_opening(stream.text, match.start(), CONTAINERS):
                plan.recase(
                    stream,
                    range(*match.span()),
                    match[0].capitalize(),
                    rule=rule,
                    confidence=0.75,
                    reason="it takes the place of an author's name, which the document sets in small capitals",
                )
