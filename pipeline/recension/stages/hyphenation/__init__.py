"""Words divided at a line end: joined, left with their hyphen, or left and asked about.

What defect: print divides words at line ends, so that a hyphen before a line break is either
the printer's (`généra-tions`) or the author's (`peut-être`). On what evidence: see
`witnesses`; the document itself first, then the lexicon of the language. What is left
alone: dashes, verse and tables, and line breaks without a hyphen, which `typography` turns
into spaces. Where the witnesses do not decide, a query says between which readings.
"""

from __future__ import annotations

from collections.abc import Iterator

from recension.model import Block, Document, Draft, Kind, Revision
from recension.rulebook import Profile
from recension.rulebook.lexicon import Lexicon, languages
from recension.stages.hyphenation.bench import Answer, Bench, Options, Verdict, Word, torn
from recension.stages.hyphenation.divisions import Division, divisions
from recension.stages.hyphenation.vocabulary import Vocabulary
from recension.stages.hyphenation.witnesses import judge

__all__ = ["Options", "hyphenation"]

LINEWISE = (Kind.VERSE, Kind.TABLE)
"""Blocks whose line breaks are the author's."""

UNSEEN = "\u00ad¬"
"""Signs that a kept hyphen cannot stay: one is not drawn inside a line, the other is no author's."""


def hyphenation(document: Document, profile: Profile) -> Revision:
    """Decide every divided word of body and notes."""
    draft = Draft(document, "hyphenation")
    blocks = list(_prose(document))
    found = [(block, divisions(block.text.chars)) for block in blocks]
    if any(places for _, places in found):
        others = tuple(Lexicon.for_language(other) for other in languages() if other != profile.language)
        vocabulary = Vocabulary((block.text.chars, places) for block, places in found)
        bench = Bench(vocabulary, Lexicon.for_language(profile.language), profile,
                      profile.options_for("hyphenation", Options()), others, document.source.chars)
        bench.watch(_word(place) for _, places in found for place in places if not place.chained)
        for block, places in found:
            _decide(draft, block, places, bench)
    return draft.revision()


def _prose(document: Document) -> Iterator[Block]:
    yield from (block for block in document.blocks if block.kind not in LINEWISE)
    for note in document.notes:
        yield from (block for block in note.blocks if block.kind not in LINEWISE)


def _decide(draft: Draft, block: Block, places: list[Division], bench: Bench) -> None:
    carried = ""
    for number, place in enumerate(places):
        left = carried + place.left if place.chained else place.left
        right = [place.right]
        for later in range(number + 1, len(places)):  # a word over three lines and more
            if not places[later].chained:
                break
            right.append(places[later].right)
        whole = place._replace(left=left, right="".join(right))
        if len(right) > 1:
            hyphened = place._replace(left=left, right="-".join(right))
            if bench.attests(_word(hyphened)):
                whole = hyphened
        verdict = _verdict(whole, bench)
        carried = left + ("" if verdict.answer is Answer.JOIN else "-")
        _apply(draft, block, whole, verdict)


def _verdict(place: Division, bench: Bench) -> Verdict:
    left, right = place.left_core, place.right_core
    if place.is_address:
        return Verdict(Answer.KEEP, "kept-address", "an address loses nothing but its line break", 0.9)
    if place.is_identifier:
        return Verdict(Answer.JOIN, "joined-identifier", "a name with underscores has no hyphens of its own", 0.8, True)
    if left and right:
        return judge(_word(place), bench)
    if left and bench.is_torn(_word(place)):
        return torn(left)
    return Verdict(Answer.KEEP, "kept-mark", "the hyphen stands beside a figure or a mark, not between two halves of a "
                   "word", 0.97)


def _word(place: Division) -> Word:
    left = place.left_core
    before = place.left[: len(place.left) - len(left)]
    return Word(left, place.right_core, place.sign, not any(char.isalnum() for char in before))


def _apply(draft: Draft, block: Block, place: Division, verdict: Verdict) -> None:
    rule, reason, confidence = verdict.rule, verdict.reason, verdict.confidence
    if verdict.doubtful:
        head, tail = place.left_core or place.left, place.right_core or place.right
        draft.query(block, place.start, place.end, (head + tail, f"{head}-{tail}"), rule=rule, reason=reason,
                    confidence=confidence)
    if verdict.answer is Answer.LEAVE:
        return
    hyphen = "" if verdict.answer is Answer.JOIN else "-" if place.sign in UNSEEN else place.sign
    gap = " " if rule == "kept-suspended" else ""
    chars = block.text.chars
    last = max(index for index in range(place.start, place.end) if not chars[index].isspace())
    if last == place.start:
        draft.replace(block, place.start, place.end, hyphen + gap, rule=rule, reason=reason, confidence=confidence)
        return
    # A note call stands between the sign and the line break: it must keep its own glyph.
    draft.replace(block, place.start, place.start + 1, hyphen, rule=rule, reason=reason, confidence=confidence)
    draft.replace(block, last + 1, place.end, gap, rule=rule, reason=reason, confidence=confidence)
