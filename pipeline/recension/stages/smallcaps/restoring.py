"""Words that are known to be small capitals get the case that they have in ordinary type.

Each such word has a part to play, found from what stands around it: a surname (initials beside
it), an initial, a numeral, a word of references, a word of a heading, a name in running text.
How freely it may be changed depends on its font: where that font's text is right, only what
the page itself contradicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.casewords import Stream, fold
from recension.stages.smallcaps.changes import Plan
from recension.stages.smallcaps.fontkinds import own_letters
from recension.stages.smallcaps.inkcase import by_ink, of_reference, rule_of_ink
from recension.stages.smallcaps.inkheights import Ink
from recension.stages.smallcaps.lettering import Lettering, Spelt, Usual
from recension.stages.smallcaps.nameparts import ASKING, LOOK_BACK, NameParts
from recension.stages.smallcaps.nameplaces import Initials, is_address
from recension.stages.smallcaps.names import initials_case
from recension.stages.smallcaps.numerals import is_roman
from recension.stages.smallcaps.smallwords import Doubt, Kind, is_pronounceable

BETWEEN = regex.compile(r"(?:[\s.,;:&/()«»“”‘’'–—\-\u00ad\u2010\[\]!?]|(?<!\p{L})[àâéèêôÀÂÉÈÊÔ](?!\p{L}))*")
"""What may stand between two words of one run of small capitals. A word of one accented letter is known by
neither its height nor, often, its character."""

RULES = {Kind.SCRAMBLED: "scrambled", Kind.CAPITALS: "capitals", Kind.LOWER: "lower-case", Kind.CLEAN: "ink"}

PAGES = frozenset({"p", "pp", "page", "pages", "s", "f", "ff", "fol"})
"""Before the number of a page, whose Roman numeral is printed in lower case as a rule."""

INITIAL_STOP = regex.compile(r"\.(?!\s?\d)")
"""Behind an initial; `p. 3` is none."""

SHORTEST_NAME = 3
"""Letters of a word that is taken for a name although no initial stands beside it: `ad` and `bc` are none."""

CLAUSE = 3
"""Words of a run in small capitals, at least, for it to be a phrase and not a name."""


class Restorer:
    """Plans the changes of one stream's doubtful words."""

    def __init__(
        self,
        stream: Stream,
        doubts: Sequence[Doubt],
        lettering: Lettering,
        profile: Profile,
        plan: Plan,
        may_be_small: Callable[[int], bool],
        systematic: int,
    ) -> None:
        """`may_be_small`: does nothing on the page say that the letter at this place is of ordinary type?

        `systematic`: names with initials, all in lower case, from which the font is one that has no capitals.
        """
        self.stream, self.lettering, self.plan = stream, lettering, plan
        self.doubts = sorted(doubts, key=lambda doubt: doubt.word.start)
        self.names = NameParts(stream, self.doubts, lettering, profile, may_be_small)
        self._lookalikes = profile.table("numeral_lookalikes")
        self._headings: set[int] = set()
        """The lines that were taken for headings, by index."""
        low = {fold(self.doubts[index].base) for index in self.names.named if self.doubts[index].kind is Kind.LOWER}
        self._sets_names_low = len(low) >= systematic

    def proven(self) -> Iterator[str]:
        """The names, folded, that structure proves; not of fonts whose text is right anyway."""
        for index in sorted(self.names.named):
            if self.doubts[index].kind is not Kind.CLEAN and not self.names.is_particle(self.doubts[index]):
                yield fold(self.doubts[index].base)

    def restore(self, proven: frozenset[str]) -> None:
        """Plan every change. `proven`: the names of all streams."""
        self.names.find_particles(proven)
        for run in self._runs():
            members = [self.doubts[index] for index in run]
            is_right = all(doubt.kind is Kind.CLEAN for doubt in members)  # then only a numeral can be lost
            whole = not is_right and self._is_whole_line(run)
            phrase = not is_right and self._is_phrase(run, whole, proven)
            if whole and phrase:
                self._headings.add(self.stream.place(members[0].word.start)[0])
            for number, index in enumerate(run):
                doubt = self.doubts[index]
                if index in self.names.beside:
                    self._initials(doubt, self.names.beside[index])
                spelt, rule = self._spelt(index, proven, phrase, whole, number == 0, members)
                if spelt is None:
                    continue
                self.plan.recase(
                    self.stream,
                    doubt.word.at,
                    spelt.core,
                    rule=rule,
                    reason=f"{doubt.evidence}; {spelt.reason}",
                    confidence=spelt.confidence,
                )

    # -- runs ---------------------------------------------------------------------------------

    def _runs(self) -> Iterator[list[int]]:
        """Doubtful words that stand beside each other, nothing else between."""
        run: list[int] = []
        for index, doubt in enumerate(self.doubts):
            if run and not self._joined(self.doubts[run[-1]], doubt):
                yield run
                run = []
            run.append(index)
        if run:
            yield run

    def _joined(self, before: Doubt, after: Doubt) -> bool:
        between = self.stream.text[before.word.end : after.word.start]
        return "\n" not in between and BETWEEN.fullmatch(between) is not None

    def _is_whole_line(self, run: Sequence[int]) -> bool:
        """Does the run fill its line or lines, white and punctuation aside?"""
        first, last = self.doubts[run[0]].word, self.doubts[run[-1]].word
        start = self.stream.line_span(self.stream.place(first.start)[0])[0]
        end = self.stream.line_span(self.stream.place(max(first.start, last.end - 1))[0])[1]
        before, after = self.stream.text[start : first.start], self.stream.text[last.end : end]
        return not regex.search(r"\p{L}", before) and not regex.search(r"\p{L}", after)

    def _is_phrase(self, run: Sequence[int], whole: bool, proven: frozenset[str]) -> bool:
        """Is this a heading or a clause, and not a row of names?"""
        words = [
            self.doubts[index]
            for index in run
            if len(self.doubts[index].letters) > 1
            and index not in self.names.named
            and not self.names.is_low(self.doubts[index])
        ]
        plain = [
            doubt
            for doubt in words
            if fold(doubt.base) not in proven
            and self.lettering.usual(doubt.base) is Usual.LOWER
        ]
        met = [doubt for doubt in plain if fold(doubt.base) in self.lettering.spellings.ordinary(fold(doubt.base))]
        if whole and met or len(met) == len(words) > 1:
            return True
        return (whole or len(words) >= CLAUSE) and bool(plain) and 2 * len(plain) >= len(words)

    # -- how it is spelt ----------------------------------------------------------------------

    def _spelt(
        self, index: int, proven: frozenset[str], phrase: bool, whole: bool, first: bool, members: Sequence[Doubt]
    ) -> tuple[Spelt | None, str]:
        doubt = self.doubts[index]
        base, folded = doubt.base, fold(doubt.base)
        if not doubt.is_level:
            return by_ink(doubt), rule_of_ink(doubt)
        if own_letters(doubt) != base:
            return None, "numeral"  # XIXe
        numeral = self._numeral(index)
        if numeral is not None:
            return numeral, "numeral"
        name = f"{RULES[doubt.kind]}-name"
        if doubt.kind is Kind.CLEAN or is_address(self.stream.text, doubt.word.start, doubt.word.end):
            return None, name
        if doubt.beside_capitals and base.isupper() and any(not other.is_level for other in members):
            return self._beside_capitals(doubt), name
        if index in self.names.named or index in self.names.particles and doubt.kind is not Kind.LOWER:
            follows = self.names.follows_name(index)
            return self.lettering.name(base, doubt.word, opens=not follows, leads=self.names.leads(index)), name
        if doubt.by_neighbours and not phrase and base.islower() and self.lettering.usual(base) is Usual.LOWER:
            return None, name
        if doubt.by_size and all(other.is_level for other in members):
            return None, name  # capitals in a smaller size, as abbreviations and headings have them
        if self.names.is_reference(doubt) and (proven or doubt.kind is not Kind.CAPITALS or doubt.by_size):
            return of_reference(doubt, self.lettering), f"{RULES[doubt.kind]}-word"
        if folded in proven:
            return self.lettering.name(base, doubt.word), name
        if doubt.kind is Kind.LOWER and not self._sets_names_low:
            return None, name
        if doubt.by_size:
            return self._beside_capitals(doubt), "size-change"
        if doubt.kind is Kind.CAPITALS and not self._may_be_recased(index, phrase, whole, len(members), proven):
            return None, name
        usual = self.lettering.usual(base)
        if usual is Usual.ACRONYM or not is_pronounceable(base) and len(doubt.letters) > 1:
            return Spelt(base.upper(), "an abbreviation", 0.8), f"{RULES[doubt.kind]}-word"
        if phrase:
            return self._in_phrase(
                doubt, usual, whole and first
            ), f"{RULES[doubt.kind]}-heading" if whole else f"{RULES[doubt.kind]}-word"
        if doubt.inks == (Ink.SMALL,) and INITIAL_STOP.match(self.stream.text, doubt.word.end):
            return Spelt(base.upper(), "an initial", 0.8), name
        if len(doubt.letters) < SHORTEST_NAME and not (index and index - 1 in self.names.named):
            return None, name
        if usual is Usual.LOWER and not self.names.is_low(doubt):
            spelt = self.lettering.name(base, doubt.word)
            return Spelt(spelt.core, "taken for a name, though there is an ordinary word of these letters", 0.6), name
        return self.lettering.name(base, doubt.word), name

    def _beside_capitals(self, doubt: Doubt) -> Spelt | None:
        """Small all through, beside words with a full-sized capital: what has none was in lower case."""
        base = doubt.base
        usual = self.lettering.usual(base)
        if not is_pronounceable(base) or usual is Usual.ACRONYM:
            return None
        sure = self.names.is_low(doubt) or usual is Usual.LOWER
        return Spelt(base.lower(), "small beside words with a full-sized capital", 0.95 if sure else 0.8)

    def _numeral(self, index: int) -> Spelt | None:
        """A numeral in small capitals reads in capitals: a king's, a volume's, a chapter's."""
        doubt = self.doubts[index]
        folded = fold(doubt.base)
        if not is_roman(folded) or index in self.names.named or doubt.word.divisions:
            return None
        before = ASKING.search(self.stream.text, max(0, doubt.word.start - LOOK_BACK), doubt.word.start)
        follows = before[1].lower() if before is not None else ""
        if follows in PAGES:
            is_lost = doubt.kind is Kind.SCRAMBLED and len(folded) > 1
            return Spelt(doubt.base.lower(), "the number of a page", 0.7) if is_lost else None
        if follows not in self.names.asks and (
            folded in self._lookalikes or len(folded) == 1 or not set(folded) <= set("ivx")
        ):
            return None
        return Spelt(doubt.base.upper(), "a numeral", 0.95)

    def _in_phrase(self, doubt: Doubt, usual: Usual, opens: bool) -> Spelt:
        base = doubt.base
        continues = opens and self._continues(doubt)
        if opens and not continues:
            low = base.lower()
            first = next(i for i, char in enumerate(low) if char.isalpha())
            rest = self.lettering.name(base, doubt.word).core if usual is Usual.CAPITAL else low
            return Spelt(rest[:first] + rest[first].upper() + rest[first + 1 :], "the first word of a heading", 0.85)
        if usual is Usual.CAPITAL and not self.names.is_particle(doubt):
            return self.lettering.name(base, doubt.word)
        sure = 0.9 if usual is Usual.LOWER else 0.6
        return Spelt(base.lower(), "a word of a heading or a phrase", sure)

    def _continues(self, doubt: Doubt) -> bool:
        """Is the line before this heading's line a line of the same heading?"""
        line, _ = self.stream.place(doubt.word.start)
        if line - 1 not in self._headings:
            return False
        end = self.stream.line_span(line - 1)[1]
        above = self.stream.text[max(0, end - LOOK_BACK) : end].rstrip()
        return not above.endswith((".", "!", "?")) and self.stream.text[end : end + 2] != "\n\n"

    def _may_be_recased(self, index: int, phrase: bool, whole: bool, count: int, proven: frozenset[str]) -> bool:
        """Capitals by the text, small capitals by the page: a heading, a known word, or a name after a given name?"""
        doubt = self.doubts[index]
        if phrase or whole and count > 1:
            return True
        if self.lettering.usual(doubt.base) is Usual.CAPITAL:
            return True
        return bool(proven) and is_pronounceable(doubt.base) and len(doubt.letters) > 3

    def _initials(self, doubt: Doubt, initials: Initials) -> None:
        """The initials of a name go with it, where the name's own case is in doubt."""
        if doubt.kind is Kind.CLEAN and doubt.is_level:
            return
        places: list[int] = []
        letters: list[str] = []
        for start, end in initials.letters:
            places.extend(range(start, end))
            letters.extend(initials_case(self.stream.text[start:end]))
        self.plan.recase(
            self.stream,
            places,
            "".join(letters),
            rule=f"{RULES[doubt.kind]}-name",
            reason=f"initials of a name: {doubt.evidence}",
            confidence=0.95,
        )
