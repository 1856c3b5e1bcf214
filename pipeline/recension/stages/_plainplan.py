"""Plans the changes that a text shows by itself: names, then what else the same proof explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import regex

from recension.rulebook import Profile
from recension.stages._capsoptions import Options
from recension.stages._casemap import CaseMap
from recension.stages._casewords import HYPHENS, Stream, Word, components, fold
from recension.stages._changes import Plan
from recension.stages._lettering import Lettering, Usual
from recension.stages._nameplaces import initials_before, is_address, is_opening
from recension.stages._names import initials_case
from recension.stages._plainnames import Evidence, Judge, Place, gather, loose_words, shouts
from recension.stages._smallwords import Doubt, Kind, inner_capitals, is_impossible, is_pronounceable

NOBLE = regex.compile(r"(?<!\p{L})(?:von|van|van der|von der)\s$")
"""Particles that nothing but a name follows."""

CONTAINERS = ("in", "dans", "en", "bei", "chez")

GIVEN_NAME = regex.compile(r"(?<![\p{L}\p{M}.])(?P<given>\p{Lu}[\p{Ll}\p{M}]+(?:-\p{Lu}[\p{Ll}\p{M}]+)?)\s+(?:(?:de|von|van|di|da)\s+)?$")

LOOK_BACK = 30


class PlainText:
    """The text path of the stage, for one document."""

    def __init__(self, streams: tuple[Stream, ...], lettering: Lettering, profile: Profile, plan: Plan, options: Options,
                 is_plain: Callable[[Stream, Word], bool]) -> None:
        self._streams, self._lettering, self._plan = streams, lettering, plan
        self._profile, self._is_plain, self._options = profile, is_plain, options
        self._found: Evidence = gather(streams, lettering, profile, is_plain)
        self._judge: Judge | None = None
        doubted = {(id(stream), word.start): word for stream, word in self._found.mixed}
        for place in self._found.places:
            if place.word.core[0].islower() or place.word.core.isupper():
                doubted.setdefault((id(place.stream), place.word.start), place.word)
        lettering.spellings.doubt(doubted.values())

    def learn_from(self, cores: Iterable[str]) -> None:
        """Words that the page shows to be scrambled teach the map too."""
        for core in cores:
            self._found.map.learn(core)

    @property
    def map(self) -> CaseMap | None:
        """The map of letters, where the document is proved to be scrambled."""
        return self._found.map if self._the_judge.is_scrambled else None

    def restore(self, proven: frozenset[str]) -> None:
        """Plan the names; `proven` are those that the page has shown."""
        judge = self._the_judge
        names = set(proven)
        for place in judge.scrambled():
            if self._name(place, "scrambled-name", "letters and place fit a scrambled name", 0.95):
                names.add(place.word.folded)
        if judge.is_scrambled:
            self._headings()
            self._loose(names)
            self._same_author("scrambled-word", str.islower)
        for place in judge.lower():
            if self._name(place, "lower-case-name", "the document sets its names in lower case throughout", 0.75):
                names.add(place.word.folded)
        self._capitals(judge)
        self._impossible()

    @property
    def _the_judge(self) -> Judge:
        if self._judge is None:
            self._judge = Judge(self._found, self._lettering, self._profile, self._options)
        return self._judge

    def _name(self, place: Place, rule: str, reason: str, confidence: float) -> bool:
        """The surname and its initials, as one change."""
        spelt = self._lettering.name(place.word.core, place.word)
        places = [*place.word.at]
        letters = [*spelt.core]
        for start, end in place.initials.letters:
            places.extend(range(start, end))
            letters.extend(initials_case(place.stream.text[start:end]))
        return self._plan.recase(place.stream, places, "".join(letters), rule=rule, reason=f"{reason}; {spelt.reason}",
                                 confidence=min(confidence, spelt.confidence))

    # -- a scrambled text ---------------------------------------------------------------------

    def _headings(self) -> None:
        """Lines whose words are impossible one after the other and fit the map: headings, the author's line."""
        by_line: dict[tuple[int, int], list[Word]] = {}
        for stream, word in self._found.mixed:
            by_line.setdefault((id(stream), stream.place(word.start)[0]), []).append(word)
        for stream in self._streams:
            for index in range(len(stream.lines)):
                mixed = by_line.get((id(stream), index), [])
                words = [word for word in stream.words(*stream.line_span(index)) if len(word.core) > 1]
                if mixed and 2 * len(mixed) >= len(words) and all(self._fits(word, 0.99) for word in words):
                    self._heading(stream, index, words)

    def _heading(self, stream: Stream, index: int, words: list[Word]) -> None:
        from recension.stages._restoring import Restorer

        doubts = [Doubt(stream, word, word.core, (), "text", Kind.SCRAMBLED, evidence="all words of the line fit the scrambled letters")
                  for word in stream.words(*stream.line_span(index)) if self._plan.is_free(stream, word.start, word.end)]
        Restorer(stream, doubts, self._lettering, self._profile, self._plan, lambda _: True).restore(frozenset())

    def _loose(self, names: set[str]) -> None:
        """Impossible words anywhere, and the names found so far wherever they stand."""
        for stream, word in self._found.mixed:
            if word.folded in names or inner_capitals(word.core) > 1 or any(
                    word.core[a].islower() for a, _ in components(word.core)) or self._is_known(word) \
                    or self._found.map.is_sure_of(word.core):
                if self._fits(word, self._options.loose_fit) and self._word(stream, word, 0.85):
                    names.add(word.folded)
        for stream in self._streams:
            for word in loose_words(stream, frozenset(names)):
                if self._is_plain(stream, word) or not self._fits(word, 0.99) or is_address(stream.text, word.start, word.end):
                    continue
                ordinary = self._lettering.usual(word.core) is Usual.LOWER
                if word.core[0].islower() and ordinary and HYPHENS[0] not in word.core:
                    continue
                self._word(stream, word, 0.85)
            self._hyphenated(stream)

    def _hyphenated(self, stream: Stream) -> None:
        """`Ouvrard-lesieur` on the author's line: a name whose second half fits the map."""
        for match in regex.finditer(r"(?<![\p{L}\p{M}\p{N}'’-])\p{Lu}\p{Ll}+[-\u00ad\u2010]\p{Ll}{2,}(?![\p{L}\p{M}'’-])", stream.text):
            line, _ = stream.place(match.start())
            words = list(stream.words(*stream.line_span(line)))
            word = next((word for word in words if word.start == match.start()), None)
            if word is None or not 2 <= len(words) <= 4 or self._is_plain(stream, word):
                continue
            text = stream.text[slice(*stream.line_span(line))].strip()
            if text.endswith((".", ",", ";", ":", "-")) or not all(self._fits(other, 0.99) for other in words):
                continue
            parts = [word.core[start:end] for start, end in components(word.core)]
            if all(self._lettering.usual(part) in (Usual.UNKNOWN, Usual.CAPITAL) for part in parts) \
                    and self._lettering.usual(word.core) is not Usual.LOWER and all(other.core[0].isupper() for other in words):
                self._word(stream, word, 0.7)

    def _word(self, stream: Stream, word: Word, confidence: float) -> bool:
        spelt = self._lettering.name(word.core, word)
        places, letters = [*word.at], [*spelt.core]
        first = initials_before(stream.text, word.start)
        if first is not None:
            for start, end in reversed(first.letters):
                places[:0] = range(start, end)
                letters[:0] = initials_case(stream.text[start:end])
        return self._plan.recase(stream, places, "".join(letters), rule="scrambled-name",
                                 reason=f"the letters fit the document's scrambled small capitals; {spelt.reason}",
                                 confidence=min(confidence, spelt.confidence))

    def _fits(self, word: Word, share: float) -> bool:
        agreement = self._found.map.agreement(word.core)
        return agreement.share >= share and agreement.fit >= agreement.unknown or not agreement.misfit and not agreement.unknown

    def _is_known(self, word: Word) -> bool:
        return self._lettering.usual(word.core) is not Usual.UNKNOWN

    def _impossible(self) -> None:
        """What nobody spells so and nothing explains is said."""
        for stream, word in self._found.mixed:
            if inner_capitals(word.core) > 1 and is_impossible(word.core, self._lettering.allowed) and self._found.map.proofs:
                self._plan.query(stream, word.start, word.end, (word.core, self._lettering.name(word.core, word).core),
                                 rule="scrambled-name", reason="capitals inside a word, and no proof that its font is scrambled")

    # -- a text in capitals -------------------------------------------------------------------

    def _capitals(self, judge: Judge) -> None:
        places = judge.capitals()
        reason = "the document sets its names in capitals throughout; in small capitals or not, the text does not say"
        names: set[str] = set()
        for place in places:
            if self._name(place, "capitals-name", reason, 0.75):
                names.add(place.word.folded)
        if not names:
            return
        for stream in self._streams:
            for word in self._in_capitals(stream, names):
                spelt = self._lettering.name(word.core, word)
                self._plan.recase(stream, word.at, spelt.core, rule="capitals-name", reason=f"{reason}; {spelt.reason}", confidence=0.7)
        self._same_author("capitals-word", str.isupper)

    def _same_author(self, rule: str, is_meant: Callable[[str], bool]) -> None:
        """`id.` and `ID.` in the place of an author: at the head of a note or a reference, or after `in`."""
        words = self._lettering.same_author
        pattern = regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}'’.-])(?:{'|'.join(sorted(words)) or '(?!)'})(?=[.,])", regex.I)
        for stream in self._streams:
            for match in pattern.finditer(stream.text):
                if is_meant(match[0]) and is_opening(stream.text, match.start(), CONTAINERS):
                    self._plan.recase(stream, range(*match.span()), match[0].capitalize(), rule=rule, confidence=0.75,
                                      reason="it takes the place of an author's name, which the document sets in small capitals")

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
        """Is the line two to four words in capitals, a first name or an unknown word first, ordinary words in the minority?"""
        start, end = stream.line_span(stream.place(word.start)[0])
        words = list(stream.words(start, end))
        if not 2 <= len(words) <= 4 or regex.search(r"[^\p{L}\p{M}\s.'’-]", stream.text[start:end]):
            return False
        usual = [self._lettering.usual(other.core) for other in words]
        ordinary = [other for other, kind in zip(words, usual, strict=True) if kind is Usual.LOWER]
        return all(other.core.isupper() for other in words) and usual[0] is not Usual.LOWER \
            and not any(self._lettering.spellings.is_acronym_in_dictionary(other.folded) for other in words) and 2 * len(ordinary) < len(words) \
            and not any(self._lettering.spellings.ordinary(other.folded).get(other.folded) for other in ordinary) \
            and len(words) - len(ordinary) > 1

    def _is_name_by_place(self, stream: Stream, word: Word, names: set[str]) -> bool:
        if not is_pronounceable(word.core) or len(word.core) < 4 \
                or self._lettering.spellings.is_acronym_in_dictionary(word.folded) \
                or self._lettering.spellings.ordinary(word.folded).get(word.folded):
            return False
        following = next(stream.words(word.end, min(len(stream.text), word.end + 60)), None)
        if following is not None and following.start == word.end + 1 and following.folded in names and following.core.isupper():
            return True
        before = GIVEN_NAME.search(stream.text, max(0, word.start - LOOK_BACK), word.start)
        if NOBLE.search(stream.text[max(0, word.start - 9) : word.start]) is not None:
            return self._lettering.usual(word.core) is Usual.UNKNOWN
        if before is None or is_opening(stream.text, before.start(), ()):
            return False
        return self._lettering.spellings.is_name_in_dictionary(before["given"].lower())
