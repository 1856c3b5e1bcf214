"""Names all in capitals, where the page is not known.

Small capitals or capitals, the text does not say. Where a document sets several names so, each
with its initials, they are names set in small capitals far more often than not; the change is
recorded as the less certain one that it is. On a page, the height of the ink decides instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

from recension.stages.smallcaps.casewords import Stream, Word, fold
from recension.stages.smallcaps.changes import Plan
from recension.stages.smallcaps.lettering import Lettering, Usual
from recension.stages.smallcaps.nameplaces import is_opening
from recension.stages.smallcaps.nameplans import plan_name, plan_same_author
from recension.stages.smallcaps.nameproofs import Judge
from recension.stages.smallcaps.plainnames import shouts
from recension.stages.smallcaps.smallwords import is_pronounceable

NOBLE = regex.compile(r"(?<!\p{L})(?:von|van|van der|von der)\s$")
"""Particles that nothing but a name follows."""

GIVEN_NAME = regex.compile(
    r"(?<![\p{L}\p{M}.])(?P<given>\p{Lu}[\p{Ll}\p{M}]+(?:-\p{Lu}[\p{Ll}\p{M}]+)?)\s+(?:(?:de|von|van|di|da)\s+)?$"
)

LOOK_BACK = 30

REASON = "the document sets its names in capitals throughout; in small capitals or not, the text does not say"


class CapitalNames:
    """The names in capitals of one document."""

    def __init__(
        self, streams: tuple[Stream, ...], lettering: Lettering, plan: Plan, is_plain: Callable[[Stream, Word], bool]
    ) -> None:
        self._streams, self._lettering, self._plan, self._is_plain = streams, lettering, plan, is_plain

    def restore(self, judge: Judge) -> None:
        """Plan the names that the judge believes, and what stands in capitals for the same reason."""
        names: set[str] = set()
        for place in judge.capitals():
            if plan_name(self._plan, self._lettering, place, "capitals-name", REASON, 0.75):
                names.add(place.word.folded)
        if not names:
            return
        for stream in self._streams:
            for word in self._in_capitals(stream, names):
                spelt = self._lettering.name(word.core, word)
                reason = f"{REASON}; {spelt.reason}"
                self._plan.recase(stream, word.at, spelt.core, rule="capitals-name", reason=reason, confidence=0.7)
        plan_same_author(self._plan, self._lettering, self._streams, "capitals-word", str.isupper)

    def _in_capitals(self, stream: Stream, names: set[str]) -> Iterator[Word]:
        """Names met in capitals elsewhere: proved ones, those after a given name, first halves, the author's line."""
        for match in regex.finditer(r"(?<![\p{L}\p{M}\p{N}'’-])\p{Lu}{3,}", stream.text):
            word = next(stream.words(match.start(), min(len(stream.text), match.start() + 80)), None)
            if word is None or word.start != match.start() or not word.core.isupper() or self._is_plain(stream, word):
                continue
            joined = fold("".join(char for at, char in enumerate(word.core) if at not in word.divisions))
            if self._is_authors_line(stream, word):
                yield word
            elif shouts(stream, word):
                continue
            elif word.folded in names or joined in names or self._is_name_by_place(stream, word, names):
                yield word

    def _is_authors_line(self, stream: Stream, word: Word) -> bool:
        """Is the line two to four words in capitals, the first no ordinary word, ordinary words in the minority?"""
        start, end = stream.line_span(stream.place(word.start)[0])
        words = list(stream.words(start, end))
        if not 2 <= len(words) <= 4 or regex.search(r"[^\p{L}\p{M}\s.'’-]", stream.text[start:end]):
            return False
        usual = [self._lettering.usual(other.core) for other in words]
        ordinary = [other for other, kind in zip(words, usual, strict=True) if kind is Usual.LOWER]
        return (
            all(other.core.isupper() for other in words)
            and usual[0] is not Usual.LOWER
            and not any(self._lettering.spellings.is_acronym_in_dictionary(other.folded) for other in words)
            and 2 * len(ordinary) < len(words)
            and not any(self._lettering.spellings.ordinary(other.folded).get(other.folded) for other in ordinary)
            and len(words) - len(ordinary) > 1
        )

    def _is_name_by_place(self, stream: Stream, word: Word, names: set[str]) -> bool:
        if (
            not is_pronounceable(word.core)
            or len(word.core) < 4
            or self._lettering.spellings.is_acronym_in_dictionary(word.folded)
            or self._lettering.spellings.ordinary(word.folded).get(word.folded)
        ):
            return False
        following = next(stream.words(word.end, min(len(stream.text), word.end + 60)), None)
        if (
            following is not None
            and following.start == word.end + 1
            and following.folded in names
            and following.core.isupper()
        ):
            return True
        before = GIVEN_NAME.search(stream.text, max(0, word.start - LOOK_BACK), word.start)
        if NOBLE.search(stream.text[max(0, word.start - 9) : word.start]) is not None:
            return self._lettering.usual(word.core) is Usual.UNKNOWN
        if before is None or is_opening(stream.text, before.start(), ()):
            return False
        return self._lettering.spellings.is_name_in_dictionary(before["given"].lower())
