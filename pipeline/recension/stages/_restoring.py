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
from recension.stages._casewords import APOSTROPHES, Stream, components, fold
from recension.stages._changes import Plan
from recension.stages._inkheights import Ink
from recension.stages._lettering import Lettering, Spelt, Usual
from recension.stages._nameplaces import Initials, initials_after, initials_before, is_address, is_delimited, is_opening
from recension.stages._names import initials_case
from recension.stages._numerals import is_roman
from recension.stages._smallwords import PREFIXED, Doubt, Kind, is_pronounceable

BETWEEN = regex.compile(r"[\s.,;:&/()«»“”‘’'–—\-\u00ad\u2010\[\]!?]*")
"""What may stand between two words of one run of small capitals."""

SENTENCE_END = regex.compile(r"(?:^|[.!?…:»”])\s*$|^\s*$|\n[ ]*\n\s*$")

CONTAINERS = ("in", "dans", "en", "bei", "chez")
"""Words before the author of the book that a chapter stands in: `in Id.`"""

RULES = {Kind.SCRAMBLED: "scrambled", Kind.CAPITALS: "capitals", Kind.LOWER: "lower-case", Kind.CLEAN: "ink"}

PAGES = frozenset({"p", "pp", "page", "pages", "s", "f", "ff", "fol"})
"""Before the number of a page, whose Roman numeral is printed in lower case as a rule."""

CLAUSE = 3
"""Words of a run in small capitals, at least, for it to be a phrase and not a name."""


class Restorer:
    """Plans the changes of one stream's doubtful words."""

    def __init__(self, stream: Stream, doubts: Sequence[Doubt], lettering: Lettering, profile: Profile, plan: Plan,
                 may_be_small: Callable[[int], bool]) -> None:
        """`may_be_small`: does nothing on the page say that the letter at this place is of ordinary type?"""
        self.stream, self.lettering, self.plan = stream, lettering, plan
        self.doubts = sorted(doubts, key=lambda doubt: doubt.word.start)
        self.beside: dict[int, Initials] = {}
        self.named: set[int] = set()
        self._asks = profile.table("numeral_preceded") | profile.table("numeral_follows_bare")
        self._lookalikes = profile.table("numeral_lookalikes")
        self._after = lettering.reference | lettering.names.joiners
        self._places: set[int] | None = None
        self._may_be_small = may_be_small
        self._find_names()

    def proven(self) -> Iterator[str]:
        """The names, folded, that structure proves; not of fonts whose text is right anyway."""
        for index in sorted(self.named):
            if self.doubts[index].kind is not Kind.CLEAN:
                yield fold(self.doubts[index].base)

    def restore(self, proven: frozenset[str]) -> None:
        """Plan every change. `proven`: the names of all streams."""
        for run in self._runs():
            whole = self._is_whole_line(run)
            members = [self.doubts[index] for index in run]
            phrase = self._is_phrase(run, whole, proven)
            for number, index in enumerate(run):
                doubt = self.doubts[index]
                if index in self.beside:
                    self._initials(doubt, self.beside[index])
                spelt, rule = self._spelt(index, proven, phrase, whole, number == 0, members)
                if spelt is None:
                    continue
                self.plan.recase(self.stream, doubt.word.at, spelt.core, rule=rule,
                                 reason=f"{doubt.evidence}; {spelt.reason}", confidence=spelt.confidence)

    # -- what part a word plays ---------------------------------------------------------------

    def _find_names(self) -> None:
        text = self.stream.text
        for index, doubt in enumerate(self.doubts):
            if len(doubt.letters) < 2 or self._is_reference(doubt):
                continue
            found = initials_after(text, doubt.word.end) or initials_before(text, doubt.word.start)
            if found is not None and not self._asks_for_numeral(doubt) and self._are_initials(doubt, found):
                self.beside[index] = found
                self.named.add(index)
        for index in range(len(self.doubts) - 1, 0, -1):
            before, doubt = self.doubts[index - 1], self.doubts[index]
            if index in self.named and text[before.word.end : doubt.word.start].isspace() and len(before.letters) > 1 \
                    and not self._is_reference(before) and not self._is_low(before):
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
        return "\n\n" not in between and BETWEEN.fullmatch(between) is not None

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
        plain = [doubt for doubt in words if fold(doubt.base) not in proven and not self._is_low(doubt)
                 and self.lettering.usual(doubt.base) is Usual.LOWER]
        if whole and any(fold(doubt.base) in self.lettering.spellings.ordinary(fold(doubt.base)) for doubt in plain):
            return True
        return (whole or len(words) >= CLAUSE) and bool(plain) and 2 * len(plain) >= len(words)

    def _is_reference(self, doubt: Doubt) -> bool:
        return fold(doubt.base) in self.lettering.reference

    def _is_low(self, doubt: Doubt) -> bool:
        return self.lettering.names.is_low(fold(doubt.base))

    def _asks_for_numeral(self, doubt: Doubt) -> bool:
        return fold(doubt.base) in self._asks

    # -- how it is spelt ----------------------------------------------------------------------

    def _spelt(self, index: int, proven: frozenset[str], phrase: bool, whole: bool, first: bool,
               members: Sequence[Doubt]) -> tuple[Spelt | None, str]:
        doubt = self.doubts[index]
        base, folded = doubt.base, fold(doubt.base)
        if not doubt.is_level:
            return self._by_ink(doubt), self._rule_of(doubt)
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
            return self._reference(doubt), f"{RULES[doubt.kind]}-word"
        if folded in proven:
            return self.lettering.name(base, doubt.word), name
        if doubt.kind is Kind.LOWER:
            if base == doubt.word.core:
                return None, name
            return Spelt(base, "small capitals in lower case", 0.9), "private-use"
        if doubt.by_size:
            low = self._is_low(doubt) or self.lettering.usual(base) is Usual.LOWER
            return Spelt(base.lower(), "small beside words with a full-sized capital", 0.9) if low else None, "size-change"
        if doubt.kind is Kind.CAPITALS and not self._may_be_recased(index, phrase, whole, len(members), proven):
            return None, name
        usual = self.lettering.usual(base)
        if usual is Usual.ACRONYM or not is_pronounceable(base) and len(doubt.letters) > 1:
            return Spelt(base.upper(), "an abbreviation", 0.8), f"{RULES[doubt.kind]}-word"
        if phrase:
            return self._in_phrase(doubt, usual, whole and first), f"{RULES[doubt.kind]}-heading" if whole else f"{RULES[doubt.kind]}-word"
        if len(doubt.letters) == 1:
            return None, name
        if usual is Usual.LOWER and not self._is_low(doubt):
            spelt = self.lettering.name(base, doubt.word)
            return Spelt(spelt.core, "taken for a name, though there is an ordinary word of these letters", 0.6), name
        return self.lettering.name(base, doubt.word), name

    def _rule_of(self, doubt: Doubt) -> str:
        if doubt.by_size:
            return "size-change"
        return "private-use" if doubt.base != doubt.word.core else "ink-case"

    def _by_ink(self, doubt: Doubt) -> Spelt | None:
        """Full letters are capitals, small ones are not; a letter without evidence stays, unless the font is scrambled.

        None where a full letter stands inside the word, save after Mc and the like: no small capitals, then.
        """
        base = doubt.base
        if not is_pronounceable(base):
            return None
        starts = dict(components(base))
        letters = list(base)
        for offset, (char, ink) in enumerate(zip(base, doubt.inks, strict=True)):
            if ink is Ink.FULL and offset in starts:
                is_elision = starts[offset] == offset + 1 and base[offset + 1 : offset + 2] in tuple(APOSTROPHES)
                letters[offset] = char if is_elision else char.upper()
            elif ink is Ink.FULL and not char.isupper():
                return None
            elif ink is Ink.SMALL or ink is Ink.OPEN and offset not in starts and doubt.kind is not Kind.CLEAN:
                letters[offset] = char.lower()
        for start, end in starts.items():
            capitals = [at for at in range(start + 1, end) if doubt.inks[at] is Ink.FULL]
            if capitals and not PREFIXED.fullmatch("".join(letters[start:end])):
                return None
        return Spelt("".join(letters), "its full-sized letters are the capitals", 0.97)

    def _numeral(self, index: int) -> Spelt | None:
        """A numeral in small capitals reads in capitals: a king's, a volume's, a chapter's."""
        doubt = self.doubts[index]
        folded = fold(doubt.base)
        if not is_roman(folded) or index in self.named or doubt.word.divisions:
            return None
        before = regex.search(r"(\p{L}+)[.]?\s+$", self.stream.text[max(0, doubt.word.start - 30) : doubt.word.start])
        asked = before is not None and before[1].lower() in self._asks
        if not asked and (folded in self._lookalikes or len(folded) == 1 or not set(folded) <= set("ivx")
                          or before is not None and before[1].lower() in PAGES):
            return None
        return Spelt(doubt.base.upper(), "a numeral", 0.95)

    def _reference(self, doubt: Doubt) -> Spelt:
        text, start = self.stream.text, doubt.word.start
        opens = fold(doubt.base) in self.lettering.openers and is_opening(text, start, CONTAINERS)
        if opens or SENTENCE_END.search(text[max(0, start - 4) : start]):
            return Spelt(doubt.base[:1].upper() + doubt.base[1:].lower(), "a word of references that opens one", 0.9)
        return Spelt(doubt.base.lower(), "a word of references", 0.9)

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
        if not line:
            return False
        start, end = self.stream.line_span(line - 1)
        above = self.stream.text[start:end].rstrip()
        words = [other for other in self.doubts if start <= other.word.start < end]
        return bool(words) and words[0].font == doubt.font and not above.endswith((".", "!", "?")) \
            and self.stream.text[end : end + 2] != "\n\n" and len(words) * 2 >= len(above.split())

    def _may_be_recased(self, index: int, phrase: bool, whole: bool, count: int, proven: frozenset[str]) -> bool:
        """Capitals by the text, small capitals by the page: a heading, a known word, or a name after a given name?"""
        doubt = self.doubts[index]
        if phrase or whole and count > 1:
            return True
        if self.lettering.usual(doubt.base) is Usual.CAPITAL:
            return True
        return bool(proven) and is_pronounceable(doubt.base) and len(doubt.letters) > 3

    def _follows_name(self, index: int) -> bool:
        return index > 0 and index - 1 in self.named and self.stream.text[
            self.doubts[index - 1].word.end : self.doubts[index].word.start].isspace()

    def _initials(self, doubt: Doubt, initials: Initials) -> None:
        """The initials of a name go with it, where the name's own case is in doubt."""
        if doubt.kind is Kind.CLEAN and doubt.is_level:
            return
        places: list[int] = []
        letters: list[str] = []
        for start, end in initials.letters:
            places.extend(range(start, end))
            letters.extend(initials_case(self.stream.text[start:end]))
        self.plan.recase(self.stream, places, "".join(letters), rule=f"{RULES[doubt.kind]}-name",
                         reason=f"initials of a name: {doubt.evidence}", confidence=0.95)

