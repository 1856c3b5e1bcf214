"""Digits that a font calls superscripts: `18³4`, `pp. 15-³³`.

A subset in which one glyph serves the digit and the raised call has one code for both. On what
evidence: somewhere in the document the font draws that very character small and off the
baseline, which no glyph needs that is a superscript itself; so where it stands full size on
the baseline, it is the digit. Left alone: superscripts of fonts that have them, which are drawn
as large as the text around them and never raised; and the raised calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import Words

DIGITS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))


def repair_false_superscripts(document: Document, words: Words, small: float, raised: float) -> Revision:
    """Give digits their own code.

    `small`: share of the line's size below which a call is small; `raised`: ems by which it stands high.
    """
    if not document.source.has_geometry or DIGITS.keys().isdisjoint(words.characters):
        return Revision(document)
    places = list(_places(document, words, small, raised))
    digits = {key for key, _, _, is_raised in places if is_raised}
    draft = Draft(document, "encoding")
    for key, line, at, is_raised in places:
        if key in digits and not is_raised:
            draft.replace(line, at, at + 1, DIGITS[key[1]], rule="digit-as-superscript", confidence=0.97,
                          reason="the font draws this glyph small and raised elsewhere, so it is a digit; here it "
                                 "stands full size on the baseline")
    return draft.revision()


def _places(document: Document, words: Words, small: float,
            raised: float) -> Iterator[tuple[tuple[str, str], Line, int, bool]]:
    """Where such characters stand: font and character, line, offset, and whether small and raised."""
    source = document.source
    for line in words.lines:
        if DIGITS.keys().isdisjoint(line.chars) or line.style is None or line.baseline is None:
            continue
        for at, char in enumerate(line.chars):
            if char not in DIGITS:
                continue
            glyph = line.text.origin[at]
            style, baseline = source.style_of(glyph), source.baseline_of(glyph)
            if style is None or baseline is None:
                continue
            is_small = style.size <= small * line.style.size
            if is_small == (line.baseline - baseline >= raised * line.style.size):
                yield (style.font, char), line, at, is_small
