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
from recension.stages.smallcaps.inkcase import by_ink, of_reference, rule_of_ink
from recension.stages.smallcaps.lettering import Lettering, Spelt, Usual
from recension.stages.smallcaps.nameplaces import Initials, initials_after, initials_before, is_address, is_delimited
from recension.stages.smallcaps.names import initials_case
from recension.stages.smallcaps.numerals import is_roman
from recension.stages.smallcaps.smallwords import Doubt, Kind, is_pronounceable

BETWEEN = regex.compile(r"(?:[\s.,;:&/()«»“”‘’'–—\-\u00ad\u2010\[\]!?]|(?<!\p{L})[àâéèêôÀÂÉÈÊÔ](?!\p{L}))*")
"""What may stand between two words of one run of small capitals. A word of one accented letter is known by
neither its height nor, often, its character."""

RULES = {Kind.SCRAMBLED: "scrambled", Kind.CAPITALS: "capitals", Kind.LOWER: "lower-case", Kind.CLEAN: "ink"}

PAGES = frozenset({"p", "pp", "page", "pages", "s", "f", "ff", "fol"})
"""Before the number of a page, whose Roman numeral is printed in lower case as a rule."""

LOOK_BACK = 30

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
    ) -> None:
        """`may_be_small`: does nothing on the page say that the letter at this place is of ordinary type?"""
        self.stream, self.lettering, self.plan = stream, lettering, plan
        self.doubts = sorted(doubts, key=lambda doubt: doubt.word.start)
        self.beside: dict[int, Initials] = {}
        self.named: set[int] = set()
        self._asks = profile.table("numeral_preceded") | profile.table("numeral_follows_bare")
        self._lookalikes = profile.table("numeral_lookalikes")
        self._articles = lettering.names.capital_articles | lettering.names.particles
        self._headings: set[int] = set()
        """The lines that were taken for headings, by index."""
        self._after = lettering.reference | lettering.names.joiners
        self._places: set[int] | None = None
        self._may_be_small = may_be_small
        self._find_names()

    def proven(self) -> Iterator[str]:
        """The names, folded, that structure proves; not of fonts whose text is right anyway."""
        for index in sorted(self.named):
            if self.doubts[index].kind is not Kind.CLEAN and fold(self.doubts[index].base) not in self._articles:
                yield fold(self.doubts[index].base)

    def restore(self, proven: frozenset[str]) -> None:
        """Plan every change. `proven`: the names of all streams."""
        for run in self._runs():
            whole = self._is_whole_line(run)
            members = [self.doubts[index] for index in run]
            phrase = self._is_phrase(run, whole, proven)
            if whole and phrase:
                self._headings.add(self.stream.place(members[0].word.start)[0])
            for number, index in enumerate(run):
                doubt = self.doubts[index]
                if index in self.beside:
                    self._initials(doubt, self.beside[index])
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

    # -- what part a word plays ---------------------------------------------------------------

    def _find_names(self) -> None:
        text = self.stream.text
        for index, doubt in enumerate(self.doubts):
            if len(doubt.letters) < 2 or self._is_reference(doubt):
                continue
            found = initials_after(text, doubt.word.end) or initials_before(text, doubt.word.start)
            if is_roman(fold(doubt.base)) and initials_after(text, doubt.word.end) is None:
                continue  # t. ii
            if found is not None and fold(doubt.base) not in self._asks and self._are_initials(doubt, found):
                self.beside[index] = found
                self.named.add(index)
        for index in range(len(self.doubts) - 1, 0, -1):
            before, doubt = self.doubts[index - 1], self.doubts[index]
            if (
                index in self.named
                and text[before.word.end : doubt.word.start].isspace()
                and len(before.letters) > 1
                and not self._is_reference(before)
                and not self._is_low(before)
            ):
                self.named.add(index - 1)

    def _are_initials(self, doubt: Doubt, initials: Initials) -> bool:
        """Do the letters beside the word go with it: capitals, or small ones that may have lost their capital?"""
        small = {at for other in self.doubts for at in other.word.at} if self._places is None else self._places
        self._places = small
        text = self.stream.text
        for start, _ in initials.letters:
            if text[start].isupper() or start in small:
                continue
            if doubt.kind is not Kind.SCRAMBLED or not self._may_be_small(start):
                return False
            if initials.start > doubt.word.end and not is_delimited(text, initials.end, self._after):
                return False
        return True

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
        words = [self.doubts[index] for index in run if len(self.doubts[index].letters) > 1 and index not in self.named]
        plain = [
            doubt
            for doubt in words
            if fold(doubt.base) not in proven
            and not self._is_low(doubt)
            and self.lettering.usual(doubt.base) is Usual.LOWER
        ]
        met = [doubt for doubt in plain if fold(doubt.base) in self.lettering.spellings.ordinary(fold(doubt.base))]
        if whole and met or len(met) == len(words) > 1:
            return True
        return (whole or len(words) >= CLAUSE) and bool(plain) and 2 * len(plain) >= len(words)

    def _is_reference(self, doubt: Doubt) -> bool:
        return fold(doubt.base) in self.lettering.reference

    def _is_low(self, doubt: Doubt) -> bool:
        return self.lettering.names.is_low(fold(doubt.base))

    # -- how it is spelt ----------------------------------------------------------------------

    def _spelt(
        self, index: int, proven: frozenset[str], phrase: bool, whole: bool, first: bool, members: Sequence[Doubt]
    ) -> tuple[Spelt | None, str]:
        doubt = self.doubts[index]
        base, folded = doubt.base, fold(doubt.base)
        if not doubt.is_level:
            return by_ink(doubt), rule_of_ink(doubt)
        numeral = self._numeral(index)
        if numeral is not None:
            return numeral, "numeral"
        name = f"{RULES[doubt.kind]}-name"
        if doubt.kind is Kind.CLEAN or is_address(self.stream.text, doubt.word.start, doubt.word.end):
            return None, name
        if index in self.named:
            return self.lettering.name(base, doubt.word, opens=not self._follows_name(index)), name
        if doubt.by_size and all(other.is_level for other in members):
            return None, name  # capitals in a smaller size, as abbreviations and headings have them
        if self._is_reference(doubt) and (proven or doubt.kind is not Kind.CAPITALS or doubt.by_size):
            return of_reference(doubt, self.lettering), f"{RULES[doubt.kind]}-word"
        if folded in proven:
            return self.lettering.name(base, doubt.word), name
        if doubt.kind is Kind.LOWER:
            return None, name
        if doubt.by_size:
            low = self._is_low(doubt) or self.lettering.usual(base) is Usual.LOWER
            return Spelt(
                base.lower(), "small beside words with a full-sized capital", 0.9
            ) if low else None, "size-change"
        if doubt.kind is Kind.CAPITALS and not self._may_be_recased(index, phrase, whole, len(members), proven):
            return None, name
        usual = self.lettering.usual(base)
        if usual is Usual.ACRONYM or not is_pronounceable(base) and len(doubt.letters) > 1:
            return Spelt(base.upper(), "an abbreviation", 0.8), f"{RULES[doubt.kind]}-word"
        if phrase:
            return self._in_phrase(
                doubt, usual, whole and first
            ), f"{RULES[doubt.kind]}-heading" if whole else f"{RULES[doubt.kind]}-word"
        if len(doubt.letters) == 1:
            return None, name
        if usual is Usual.LOWER and not self._is_low(doubt):
            spelt = self.lettering.name(base, doubt.word)
            return Spelt(spelt.core, "taken for a name, though there is an ordinary word of these letters", 0.6), name
        return self.lettering.name(base, doubt.word), name

    def _numeral(self, index: int) -> Spelt | None:
        """A numeral in small capitals reads in capitals: a king's, a volume's, a chapter's."""
        doubt = self.doubts[index]
        folded = fold(doubt.base)
        if not is_roman(folded) or index in self.named or doubt.word.divisions:
            return None
        before = regex.search(
            r"(\p{L}+)[.]?\s+$", self.stream.text[max(0, doubt.word.start - LOOK_BACK) : doubt.word.start]
        )
        follows = before[1].lower() if before is not None else ""
        if follows in PAGES:
            is_lost = doubt.kind is Kind.SCRAMBLED and len(folded) > 1
            return Spelt(doubt.base.lower(), "the number of a page", 0.7) if is_lost else None
        if follows not in self._asks and (
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
        if usual is Usual.CAPITAL:
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

    def _follows_name(self, index: int) -> bool:
        return (
            index > 0
            and index - 1 in self.named
            and self.stream.text[self.doubts[index - 1].word.end : self.doubts[index].word.start].isspace()
        )

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
