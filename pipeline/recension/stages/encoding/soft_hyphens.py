"""U+00AD within a line. At a line end it is a division, which `hyphenation` decides.

Two things bear this character. Where the font has only one hyphen and calls it soft, it is
printed: `vingt-deux` comes out with U+00AD. Where a program has marked possible divisions, it is
invisible and falls away. On what evidence: with geometry, a glyph is drawn there; in plain
text, whether the document has other hyphens, and which reading is a word. What neither
decides is left, with a query.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import LONGEST, Words

SOFT = "\u00ad"

ENOUGH = 3
"""Places where the words show that it is printed, from which it is printed at the others too."""

MAJORITY = 4
"""Of these to one where joined they are a word: `tollhouse` may stand beside `toll-house`. Marks of possible divisions
would stand in common words, and in many."""

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
    verdicts = [
        (line, at, _verdict(document, line, at, words, printed))
        for line in lines
        for at, char in enumerate(line.chars[: len(line.chars.rstrip().rstrip(SOFT))])
        if char == SOFT
    ]
    after = [verdict.after for _, _, verdict in verdicts]
    all_printed = printed and after.count("-") >= ENOUGH and after.count("-") >= MAJORITY * after.count("")
    for line, at, verdict in verdicts:
        if verdict.after is not None:
            _replace(draft, line, at, verdict.after, verdict.reason)
        elif all_printed:
            _replace(draft, line, at, "-", "the document's only hyphen calls itself soft, and its words show that "
                                           "it is printed")
        elif verdict.readings:
            draft.query(line, at, at + 1, verdict.readings, rule="soft-hyphen",
                        reason="a soft hyphen within a line, where neither reading proves itself")
    return draft.revision()


class _Verdict(NamedTuple):
    """What a soft hyphen is to become; None with readings where it alone does not tell."""

    after: str | None
    reason: str = ""
    readings: tuple[str, ...] = ()


def _verdict(document: Document, line: Line, at: int, words: Words, printed: bool) -> _Verdict:
    before, after = _BEFORE.search(line.chars[max(0, at - LONGEST) : at]), _AFTER.match(line.chars, at + 1)
    if before is None or after is None:
        if line.chars[at - 1 : at].isspace() and line.chars[at + 1 : at + 2].isspace():
            return _Verdict("-" if printed or _is_drawn(document, line, at) else "", "a hyphen that stands alone")
        if printed and before is not None and line.chars[at + 1 : at + 2].isspace():
            return _Verdict("-", "the document's only hyphen calls itself soft, and nothing is divided here")
        return _Verdict(None)
    left, right = before.group().replace(SOFT, ""), after.group()
    whole, parted = left + right, f"{left}-{right}"
    is_word = words.known(whole.rpartition("’")[2])
    is_compound = words.lexicon.knows_hyphenated(parted)
    near = left.rpartition("’")[2].rpartition("-")[2]
    halves = all(half.isdigit() or words.in_lexicon(half) for half in (near, right))
    if _is_drawn(document, line, at):
        if is_word and not is_compound and not halves:
            return _Verdict(None, readings=(whole, parted))
        return _Verdict("-", "the font's only hyphen calls itself soft, but it is printed")
    if is_compound and printed:
        return _Verdict("-", "the document's only hyphen calls itself soft, and the word has one")
    if is_word:
        return _Verdict("", "a mark of a possible division, which is not printed")
    if is_compound or (halves and printed):
        return _Verdict("-", "the document's only hyphen calls itself soft, and joined they are no word")
    return _Verdict(None, readings=(whole, parted))


def _is_drawn(document: Document, line: Line, at: int) -> bool:
    style = document.source.style_of(line.text.origin[at])
    return style is not None and not style.invisible


def _replace(draft: Draft, line: Line, at: int, after: str, reason: str) -> None:
    draft.replace(line, at, at + 1, after, rule="soft-hyphen", reason=reason, confidence=0.95)
