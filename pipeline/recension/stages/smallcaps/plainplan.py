"""Plans the changes that a text shows by itself: names, then what else the same proof explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.capitalnames import CapitalNames
from recension.stages.smallcaps.casemap import CaseMap
from recension.stages.smallcaps.casewords import HYPHENS, Stream, Word, components
from recension.stages.smallcaps.changes import Plan
from recension.stages.smallcaps.lettering import Lettering, Usual
from recension.stages.smallcaps.nameplaces import is_address, is_opening
from recension.stages.smallcaps.nameplans import plan_name, plan_same_author, plan_word
from recension.stages.smallcaps.nameproofs import Judge
from recension.stages.smallcaps.options import Options
from recension.stages.smallcaps.plainnames import Evidence, before_name, gather, loose_words
from recension.stages.smallcaps.restoring import Restorer
from recension.stages.smallcaps.smallwords import Doubt, Kind, inner_capitals, is_impossible

SENTENCE_END = regex.compile(r"\p{Ll}{2}[.!?]\s$")
"""A sentence ends, and what follows it has lost its capital."""

LOW_AFTER_GIVEN = regex.compile(
    r"(?<![\p{L}\p{M}])(?P<given>\p{Lu}[\p{Ll}\p{M}]+)\s(?P<name>[\p{Ll}\p{M}]{3,}-[\p{Ll}\p{M}]{3,})"
    r"(?![\p{L}\p{M}’'-])"
)
"""`Judith penhallow-reyes`: two surnames after a given name; one word by itself may be a verb."""


class PlainText:
    """The text path of the stage, for one document."""

    def __init__(
        self,
        streams: tuple[Stream, ...],
        lettering: Lettering,
        profile: Profile,
        plan: Plan,
        options: Options,
        is_plain: Callable[[Stream, Word], bool],
    ) -> None:
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
            self._found.strength += core.lower() not in self._found.map.proofs
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
            self._particles(place.stream, place.word)
            if plan_name(
                self._plan, self._lettering, place, "scrambled-name", "letters and place fit a scrambled name", 0.95
            ):
                names.add(place.word.folded)
        if judge.is_scrambled:
            self._headings()
            self._loose(names)
            plan_same_author(self._plan, self._lettering, self._streams, "scrambled-word", str.islower)
        for place in judge.lower():
            if plan_name(
                self._plan,
                self._lettering,
                place,
                "lower-case-name",
                "the document sets its names in lower case throughout",
                0.75,
            ):
                names.add(place.word.folded)
        CapitalNames(self._streams, self._lettering, self._plan, self._is_plain).restore(judge)
        self._impossible()

    @property
    def _the_judge(self) -> Judge:
        if self._judge is None:
            self._judge = Judge(self._found, self._lettering, self._profile, self._options)
        return self._judge

    def _particles(self, stream: Stream, word: Word) -> None:
        """`VAn der VeLden`, `le GoFF`, `PonS i FeRReR`: what belongs to the name before it and fits the map."""
        before = before_name(stream, word, self._lettering.names)
        if before:
            end = before[-1].start - 1
            first = next((other for at, other in self._found.mixed if at is stream and other.end == end), None)
            if first is not None and self._fits(first, 0.99):
                plan_word(self._plan, self._lettering, stream, first, 0.85)
        for particle in before:
            core = particle.core
            is_odd = core not in (core.lower(), core.capitalize())
            fits = not self._found.map.agreement(core).misfit and (is_odd or self._opens_reference(stream, particle))
            if not fits and not self._is_written(particle, word):
                continue
            spelt = self._lettering.name(core, particle)
            reason = f"it belongs to a scrambled name; {spelt.reason}"
            self._plan.recase(
                stream,
                particle.at,
                spelt.core,
                rule="scrambled-name",
                reason=reason,
                confidence=min(0.85, spelt.confidence),
            )

    def _opens_reference(self, stream: Stream, particle: Word) -> bool:
        articles = self._lettering.names.capital_articles
        return particle.folded in articles and is_opening(stream.text, particle.start, ())

    def _is_written(self, particle: Word, word: Word) -> bool:
        """Has the document the article with its capital before this name?"""
        written = f"{particle.core.capitalize()} {self._lettering.name(word.core, word).core}"
        return particle.folded in self._lettering.names.capital_articles and any(
            written in stream.text for stream in self._streams
        )

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
                    self._heading(stream, index)

    def _heading(self, stream: Stream, index: int) -> None:
        doubts = [
            Doubt(
                stream,
                word,
                word.core,
                (),
                "text",
                Kind.SCRAMBLED,
                evidence="all words of the line fit the scrambled letters",
            )
            for word in stream.words(*stream.line_span(index))
            if self._plan.is_free(stream, word.start, word.end)
        ]
        low = self._options.systematic
        Restorer(stream, doubts, self._lettering, self._profile, self._plan, lambda _: True, low).restore(frozenset())

    def _loose(self, names: set[str]) -> None:
        """Impossible words anywhere, and the names found so far wherever they stand."""
        for stream, word in self._found.mixed:
            if (
                word.folded in names
                or inner_capitals(word.core) > 1
                or any(word.core[a].islower() for a, _ in components(word.core))
                or self._is_known(word)
                or self._found.map.is_sure_of(word.core)
            ):
                if self._fits(word, self._options.loose_fit) and plan_word(
                    self._plan, self._lettering, stream, word, 0.85
                ):
                    names.add(word.folded)
        for stream in self._streams:
            names |= self._hyphenated(stream)
        for stream in self._streams:
            for word in loose_words(stream, frozenset(names)):
                if (
                    self._is_plain(stream, word)
                    or not self._fits(word, 0.99)
                    or is_address(stream.text, word.start, word.end)
                ):
                    continue
                ordinary = self._lettering.usual(word.core) is Usual.LOWER
                opens = SENTENCE_END.search(stream.text, max(0, word.start - 4), word.start)  # nothing ordinary does so
                if word.core[0].islower() and ordinary and HYPHENS[0] not in word.core and not opens:
                    continue
                plan_word(self._plan, self._lettering, stream, word, 0.85)

    def _hyphenated(self, stream: Stream) -> set[str]:
        """`Ouvrard-lesieur` on the author's line, `Judith penhallow-reyes`: names whose halves fit the map."""
        found = set()
        for match in regex.finditer(
            r"(?<![\p{L}\p{M}\p{N}'’-])\p{Lu}\p{Ll}+[-\u00ad\u2010]\p{Ll}{2,}(?![\p{L}\p{M}'’-])", stream.text
        ):
            line, _ = stream.place(match.start())
            words = list(stream.words(*stream.line_span(line)))
            word = next((word for word in words if word.start == match.start()), None)
            if word is None or not 2 <= len(words) <= 4 or self._is_plain(stream, word):
                continue
            text = stream.text[slice(*stream.line_span(line))].strip()
            if text.endswith((".", ",", ";", ":", "-")) or not all(self._fits(other, 0.99) for other in words):
                continue
            parts = [word.core[start:end] for start, end in components(word.core)]
            if (
                all(self._lettering.usual(part) in (Usual.UNKNOWN, Usual.CAPITAL) for part in parts)
                and self._lettering.usual(word.core) is not Usual.LOWER
                and all(other.core[0].isupper() for other in words)
            ):
                plan_word(self._plan, self._lettering, stream, word, 0.7)
        for match in LOW_AFTER_GIVEN.finditer(stream.text):
            word = next(stream.words(match.start("name"), match.end("name")))
            is_given = self._lettering.spellings.is_name_in_dictionary(match["given"].lower())
            halves = {self._lettering.usual(word.core[start:end]) for start, end in components(word.core)}
            if (
                is_given
                and halves != {Usual.LOWER}
                and not self._lettering.spellings.dictionary_has(word.folded)
                and self._fits(word, 0.99)
                and not self._is_plain(stream, word)
                and plan_word(self._plan, self._lettering, stream, word, 0.7)
            ):
                found.add(word.folded)
        return found

    def _fits(self, word: Word, share: float) -> bool:
        agreement = self._found.map.agreement(word.core)
        return (
            agreement.share >= share
            and agreement.fit >= agreement.unknown
            or not agreement.misfit
            and not agreement.unknown
        )

    def _is_known(self, word: Word) -> bool:
        return self._lettering.usual(word.core) is not Usual.UNKNOWN

    def _impossible(self) -> None:
        """At a name's place what nobody spells so and nothing explains is said."""
        for place in self._found.places:
            word = place.word
            if place.delimited and is_impossible(word.core, self._lettering.allowed):
                self._plan.query(
                    place.stream,
                    word.start,
                    word.end,
                    (word.core, self._lettering.name(word.core, word).core),
                    rule="scrambled-name",
                    reason="capitals inside a name, and no proof that the font is scrambled",
                )
