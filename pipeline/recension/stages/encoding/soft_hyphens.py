"""U+00AD within a line. At a line end it is a division, which `hyphenation` decides.

Two things bear this character. Where the font has only one hyphen and calls it soft, it is
printed: `vingt-deux` comes out with U+00AD. Where a program has marked possible divisions, it is
invisible and falls away. On what evidence: with geometry, a glyph is drawn there; in plain
text, whether the document has other hyphens, and which reading is a word. What neither
decides is left, with a query.
"""

from __future__ import annotations

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import LONGEST, Words

SOFT = "\u00ad"

_HARD = regex.compile(r"[\p{L}\p{N}][-\u2010][\p{L}\p{N}]")
_BEFORE = regex.compile(r"(?:[\p{L}\p{M}\p{N}]+[’'\-\u00ad])*[\p{L}\p{M}\p{N}]+$")
_AFTER = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def repair_soft_hyphens(document: Document, words: Words) -> Revision:
    """Print those that are printed, drop those that are not."""
    if SOFT not in words.characters:
        return Revision(document)
    lines = [line for line in words.lines if SOFT in line.chars.rstrip().rstrip(SOFT)]
    if not lines:
        return Revision(document)
    printed = not any(_HARD.search(line.chars) for line in words.lines) and any(
        line.chars.rstrip().endswith(SOFT) for line in words.lines)
    draft = Draft(document, "encoding")
    for line in lines:
        end = len(line.chars.rstrip().rstrip(SOFT))
        for at, char in enumerate(line.chars[:end]):
            if char == SOFT:
                _decide(draft, line, at, words, printed)
    return draft.revision()


def _decide(draft: Draft, line: Line, at: int, words: Words, printed: bool) -> None:
    before, after = _BEFORE.search(line.chars[max(0, at - LONGEST) : at]), _AFTER.match(line.chars, at + 1)
    if before is None or after is None:
        if line.chars[at - 1 : at].isspace() and line.chars[at + 1 : at + 2].isspace():
            _replace(draft, line, at, "-" if _is_drawn(draft.document, line, at) else "", "a hyphen that stands alone")
        return
    left, right = before.group().replace(SOFT, ""), after.group()
    whole, parted = left + right, f"{left}-{right}"
    is_word = words.known(whole.rpartition("’")[2])
    is_compound = words.lexicon.knows_hyphenated(parted)
    near = left.rpartition("’")[2].rpartition("-")[2]
    halves = all(half.isdigit() or words.in_lexicon(half) for half in (near, right))
    if _is_drawn(draft.document, line, at):
        if is_word and not is_compound and not halves:
            _ask(draft, line, at, whole, parted)
        else:
            _replace(draft, line, at, "-", "the font's only hyphen calls itself soft, but it is printed")
    elif is_compound and printed:
        _replace(draft, line, at, "-", "the document's only hyphen calls itself soft, and the word has one")
    elif is_word:
        _replace(draft, line, at, "", "a mark of a possible division, which is not printed")
    elif is_compound or (halves and printed):
        _replace(draft, line, at, "-", "the document's only hyphen calls itself soft, and joined they are no word")
    else:
        _ask(draft, line, at, whole, parted)


def _is_drawn(document: Document, line: Line, at: int) -> bool:
    style = document.source.style_of(line.text.origin[at])
    return style is not None and not style.invisible


def _replace(draft: Draft, line: Line, at: int, after: str, reason: str) -> None:
    draft.replace(line, at, at + 1, after, rule="soft-hyphen", reason=reason, confidence=0.95)


def _ask(draft: Draft, line: Line, at: int, whole: str, parted: str) -> None:
    draft.query(line, at, at + 1, (whole, parted), rule="soft-hyphen",
                reason="a soft hyphen within a line, where neither reading proves itself")
