"""Is this all of the text? Findings from two readers, from qpdf, and from the text itself.

No engine can be trusted to say that it is complete, so what is compared is testimony: how
many pages, which letters on each, which glyphs have no Unicode, what the parsers complain of.
A finding never changes a text; LOST makes a document partial, DOUBT flags it, NOTE only tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from recension.batch.witness import PageWitness, Statement
from recension.model import Document, Layer, Source

AGREE = 0.999
"""Share of the letters that two readers must have in common over the whole file. Sound files differ by
less (ligatures and accents are resolved before); one damaged string differs by more."""

PAGE_LETTERS = 12
"""Letters of one page that may differ before the page is looked at: a formula, a drawn ornament."""

PAGE_SHARE = 0.03
"""And the share of its letters."""

UNMAPPED = 0.005
"""Share of glyphs without Unicode, over the letters, above which a text counts as incomplete: the odd symbol
of a formula is a query, a font without a map is a loss (one ligature makes up a hundredth of a text)."""

PIECES = 20
"""Letters by which readers differ, at least, before they may be taken for pieces of brackets and the like:
a symbol font without a map gives the same one or two codes over and over, and lost words do not."""

PIECES_SHARE = 0.6
"""Share of them that two characters make up, then."""

HARMLESS = (
    "expected endstream", "stream dictionary lacks /Length", "file is damaged, attempting recovery is not needed",
    "reported number of objects", "object has offset 0", "dictionary has duplicated key",
    "this page has no /Resources", "leading whitespace", "extraneous whitespace", "treating as an indirect reference",
    "hint table", "has shared identifier entries", "page object offset mismatch", "no xref table entry for",
    "linearization", "in computed list but not",
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
        made.append(PageWitness(letters_of(chars)))
    return made


def lacking(first: PageWitness, second: PageWitness) -> bool:
    """Does the second reader have, on this page, text that the first has not, and next to nothing less?"""
    more = _words(second.letters - first.letters)
    less = (first.letters - second.letters).total()
    return more > _tolerance(second.count) and less <= max(2, 0.02 * first.count)


def differing(first: PageWitness, second: PageWitness) -> bool:
    """Do two readers differ on this page by more than engines do on sound pages?"""
    apart = max(_words(second.letters - first.letters), _words(first.letters - second.letters))
    return apart > _tolerance(max(first.count, second.count))


def _words(letters: Counter[str]) -> int:
    """How many letters, or none where they are the pieces of a symbol font."""
    total = letters.total()
    common = sum(count for _, count in letters.most_common(2))
    return 0 if total >= PIECES and common > PIECES_SHARE * total else total


def _tolerance(count: int) -> float:
    return max(2.0, min(PAGE_LETTERS, 0.1 * count), PAGE_SHARE * count)


def compare(mine: Sequence[PageWitness], other: Statement, numbers: Sequence[int]) -> list[Finding]:
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
        findings.append(Finding(Weight.DOUBT, f"the second reader fails on {listed(raised)} "
                                              f"({theirs[raised[0]].failure})", tuple(raised)))
    pairs = [(number, page, theirs[number]) for number, page in zip(numbers, mine, strict=True)
             if number in theirs and not theirs[number].failure]
    extra = sum(_words(page.letters - their.letters) for _, page, their in pairs)
    fewer = sum(_words(their.letters - page.letters) for _, page, their in pairs)
    most = max(sum(page.count for _, page, _ in pairs), sum(their.count for _, _, their in pairs))
    apart = [number for number, page, their in pairs if differing(page, their)]
    if apart:
        findings.append(Finding(Weight.DOUBT, f"two readers disagree on {listed(apart)}: "
                                + _counts(pairs, apart), tuple(apart)))
    elif max(extra, fewer) > max(2, (1 - AGREE) * most):
        findings.append(Finding(Weight.DOUBT, f"two readers differ by {max(extra, fewer)} of {most} letters"))
    findings += [Finding(Weight.DOUBT, f"the second reader warns: {said}") for said in other.complaints[:3]]
    return findings


def page_counts(found: int, second: Statement | None, qpdf: Statement | None) -> list[Finding]:
    """Do all agree on how many pages there are? Only for a file that was read whole."""
    said = {"the second reader": second, "qpdf": qpdf}
    return [Finding(Weight.DOUBT, f"{found} pages were read, but {who} finds {len(told.pages)}")
            for who, told in said.items() if told is not None and not told.failure and len(told.pages) != found]


def build(qpdf: Statement | None) -> list[Finding]:
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


def silent(document: Document, drawn: Sequence[int]) -> list[Finding]:
    """Pages that give no text although something is drawn on them; a picture as cover is let pass."""
    unread = [page.number for page in document.pages if not page.width and page.number in drawn]
    covers = {document.pages[0].number, document.pages[-1].number}
    inner = [number for number in drawn if number not in covers and number not in unread]
    outer = [number for number in drawn if number in covers and number not in unread]
    made = [Finding(Weight.LOST, f"nothing can be read on {listed(unread)}", tuple(unread))] if unread else []
    if inner:
        made.append(Finding(Weight.DOUBT, f"{listed(inner)}: something is drawn, but there is no text (a scan, a "
                                          "picture, or damage)", tuple(inner)))
    if outer:
        made.append(Finding(Weight.NOTE, f"{listed(outer)}: a picture without text", tuple(outer)))
    return made


def unmapped(document: Document) -> list[Finding]:
    """Glyphs that nobody can put into letters, in the text as cleaned: most are told by other letters of their font."""
    total = letters = 0
    where: set[int] = set()
    for text, layer in document.holders():
        if layer not in (Layer.BODY, Layer.NOTES):
            continue
        letters += len(text)
        for char, glyph in zip(text.chars, text.origin, strict=True):
            if char == "\ufffd" or char >= "\U000f0000" or "\ue000" <= char <= "\uf8ff":
                total += 1
                where.add(document.source.page_of(glyph))
    if not total:
        return []
    pages = tuple(document.pages[place - 1].number for place in sorted(where))
    told = f"{total} glyph{'s have' if total > 1 else ' has'} no Unicode ({listed(pages)})"
    return [Finding(Weight.DOUBT if total > max(4, UNMAPPED * letters) else Weight.NOTE, told, pages)]


def listed(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:SHOWN])) + (" and more" if len(pages) > SHOWN else "")
    return f"page{'s' if len(pages) > 1 else ''} {shown}"


def _counts(pairs: Iterable[tuple[int, PageWitness, PageWitness]], apart: Sequence[int]) -> str:
    told = [f"{page.count} letters here, {their.count} there" for number, page, their in pairs if number in apart]
    return told[0] if len(told) == 1 else f"{told[0]} on the first of them"
