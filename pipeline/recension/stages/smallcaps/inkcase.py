"""How words in small capitals are spelt where the page itself says it, and where they serve a reference."""

from __future__ import annotations

import regex

from recension.stages.smallcaps.casewords import APOSTROPHES, components, fold
from recension.stages.smallcaps.inkheights import ASCENDERS, Ink
from recension.stages.smallcaps.lettering import Lettering, Spelt
from recension.stages.smallcaps.nameplaces import CONTAINERS, is_opening
from recension.stages.smallcaps.smallwords import BY_CODE, PREFIXED, Doubt, Kind, is_pronounceable

SENTENCE_END = regex.compile(r"(?:^|(?<!(?<!\p{L})\p{L})\.|[!?…:»”])\s*$|^\s*$|\n[ ]*\n\s*$")
"""Not behind an initial: `G. di Lampedusa`."""


def by_ink(doubt: Doubt) -> Spelt | None:
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
            if char in ASCENDERS or doubt.inks[offset - 1] is not Ink.FULL:
                return None  # but `Qu`, one glyph, has one height
        elif ink is Ink.SMALL or ink is Ink.OPEN and offset not in starts and doubt.kind is not Kind.CLEAN:
            letters[offset] = char.lower()
        elif ink is Ink.OPEN and char.isupper() and offset not in starts:
            if Ink.SMALL in doubt.inks[offset - 1 : offset + 2 : 2]:
                letters[offset] = char.lower()  # Œ among small capitals
    for start, end in starts.items():
        capitals = [at for at in range(start + 1, end) if doubt.inks[at] is Ink.FULL and letters[at].isupper()]
        if capitals and not PREFIXED.fullmatch("".join(letters[start:end])):
            return None
    return Spelt("".join(letters), "its full-sized letters are the capitals", 0.97)


def rule_of_ink(doubt: Doubt) -> str:
    if doubt.by_size:
        return "size-change"
    return "private-use" if doubt.font == BY_CODE else "ink-case"


def of_reference(doubt: Doubt, lettering: Lettering) -> Spelt:
    text, start = doubt.stream.text, doubt.word.start
    opens = fold(doubt.base) in lettering.openers and is_opening(text, start, CONTAINERS)
    if opens or SENTENCE_END.search(text[max(0, start - 4) : start]):
        return Spelt(doubt.base[:1].upper() + doubt.base[1:].lower(), "a word of references that opens one", 0.9)
    return Spelt(doubt.base.lower(), "a word of references", 0.9)
