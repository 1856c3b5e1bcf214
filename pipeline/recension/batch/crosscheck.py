"""Is this all of the text? Findings from two readers, from qpdf, and from the text itself.

No engine can be trusted to say that it is complete, so what is compared is testimony: how
many pages, which letters on each, which glyphs have no Unicode, what the parsers complain of.
A finding never changes a text; LOST makes a document partial, DOUBT flags it, NOTE only tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from recension.batch.witness import PageWitness, Testimony
from recension.model import Source

AGREE = 0.999
"""Share of the letters that two readers must have in common over the whole file. Sound files differ by
less (ligatures and accents are resolved before); one damaged string differs by more."""

PAGE_LETTERS = 12
"""Letters of one page that may differ before the page is looked at: a formula, a drawn ornament."""

PAGE_SHARE = 0.03
"""And the share of its letters."""

UNMAPPED = 0.002
"""Share of glyphs without Unicode, over the letters, above which a text counts as incomplete: the odd symbol
of a formula is a query, a font without a map is a loss."""

HARMLESS = (
    "expected endstream", "stream dictionary lacks /Length", "file is damaged, attempting recovery is not needed",
    "reported number of objects", "object has offset 0", "dictionary has duplicated key",
    "this page has no /Resources", "leading whitespace", "extraneous whitespace", "treating as an indirect reference",
)
"""What qpdf may say of files whose text is whole."""

SHOWN = 12


class Weight(IntEnum):
    NOTE = 0
    DOUBT = 1
    LOST = 2


class Finding(NamedTuple):
    """One reason to think that text is missing."""

    weight: Weight
    text: str
    pages: tuple[int, ...] = ()


def page_witnesses(source: Source) -> list[PageWitness]:
    """The pages of what was read, as testimony."""
    from recension.batch.witness import letters_of

    starts = source.page_starts
    made = []
    for page in range(source.page_count):
        chars = source.chars[starts[page] : starts[page + 1]]
        made.append(PageWitness(letters_of(chars), sum(char == "\ufffd" or char >= "\U000f0000" for char in chars)))
    return made


def lacking(first: PageWitness, second: PageWitness) -> bool:
    """Does the second reader have, on this page, text that the first has not, and next to nothing less?"""
    more = (second.letters - first.letters).total()
    less = (first.letters - second.letters).total()
    return more > _tolerance(second.count) and less <= max(2, 0.02 * first.count)


def differing(first: PageWitness, second: PageWitness) -> bool:
    """Do two readers differ on this page by more than engines do on sound pages?"""
    apart = max((second.letters - first.letters).total(), (first.letters - second.letters).total())
    return apart > _tolerance(max(first.count, second.count))


def _tolerance(count: int) -> float:
    return max(2.0, min(PAGE_LETTERS, 0.1 * count), PAGE_SHARE * count)


def compare(mine: Sequence[PageWitness], other: Testimony, numbers: Sequence[int]) -> list[Finding]:
    """What the second reader says against what was read. `numbers` are the numbers of my pages in the file."""
    findings: list[Finding] = []
    if other.failure and not other.pages:
        return [Finding(Weight.DOUBT, f"the second reader cannot read the file ({other.failure})")]
    if other.failure:
        findings.append(Finding(Weight.DOUBT, f"the second reader stopped on page {len(other.pages) + 1} "
                                              f"({other.failure})"))
    theirs = {number: other.pages[number - 1] for number in numbers if number <= len(other.pages)}
    raised = [number for number, page in theirs.items() if page.failure]
    if raised:
        findings.append(Finding(Weight.DOUBT, f"the second reader fails on {_listed(raised)} "
                                              f"({theirs[raised[0]].failure})", tuple(raised)))
    pairs = [(number, page, theirs[number]) for number, page in zip(numbers, mine, strict=True)
             if number in theirs and not theirs[number].failure]
    shared = sum((page.letters & their.letters).total() for _, page, their in pairs)
    most = max(sum(page.count for _, page, _ in pairs), sum(their.count for _, _, their in pairs))
    apart = [number for number, page, their in pairs if differing(page, their)]
    if apart:
        findings.append(Finding(Weight.DOUBT, f"two readers disagree on {_listed(apart)}: "
                                + _counts(pairs, apart), tuple(apart)))
    elif most and shared < AGREE * most and most - shared > 2:
        findings.append(Finding(Weight.DOUBT, f"two readers agree on {shared} of {most} letters only"))
    findings += [Finding(Weight.DOUBT, f"the second reader warns: {said}") for said in other.complaints[:3]]
    return findings


def page_counts(found: int, second: Testimony | None, qpdf: Testimony | None) -> list[Finding]:
    """Do all agree on how many pages there are? Only for a file that was read whole."""
    said = {"the second reader": second, "qpdf": qpdf}
    return [Finding(Weight.DOUBT, f"{found} pages were read, but {who} finds {len(told.pages)}")
            for who, told in said.items() if told is not None and not told.failure and len(told.pages) != found]


def build(qpdf: Testimony | None) -> list[Finding]:
    """What qpdf says of the file's build."""
    if qpdf is None:
        return []
    if qpdf.failure:
        return [Finding(Weight.DOUBT, f"qpdf cannot open the file ({qpdf.failure})")]
    serious = [said for said in qpdf.complaints if not any(words in said for words in HARMLESS)]
    if not serious:
        return []
    more = f" (and {len(serious) - 1} more)" if len(serious) > 1 else ""
    return [Finding(Weight.DOUBT, f"the file is damaged, says qpdf: {serious[0]}{more}")]


def unmapped(mine: Iterable[PageWitness], numbers: Sequence[int]) -> list[Finding]:
    """Glyphs that nobody can put into letters."""
    pages = list(mine)
    total, letters = sum(page.unmapped for page in pages), sum(page.count for page in pages)
    if not total:
        return []
    where = tuple(number for number, page in zip(numbers, pages, strict=True) if page.unmapped)
    text = f"{total} glyph{'s have' if total > 1 else ' has'} no Unicode ({_listed(where)})"
    return [Finding(Weight.DOUBT if total > max(4, UNMAPPED * letters) else Weight.NOTE, text, where)]


def _listed(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:SHOWN])) + (" and more" if len(pages) > SHOWN else "")
    return f"page{'s' if len(pages) > 1 else ''} {shown}"


def _counts(pairs: Iterable[tuple[int, PageWitness, PageWitness]], apart: Sequence[int]) -> str:
    told = [f"{page.count} letters here, {their.count} there" for number, page, their in pairs if number in apart]
    return told[0] if len(told) == 1 else f"{told[0]} on the first of them"
