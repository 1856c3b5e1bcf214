"""Characters that stand for others, and characters that stand for nothing.

Ligature glyphs, accents that came apart from their letter, invisible characters, the parts
of large brackets that old symbol fonts keep in the Private Use Area. What is alike for every
text is decided here; what the document must teach (which ligature a broken font means) is in
`unmapped`. Left alone: œ and æ, which are letters; joiners in scripts and emoji that need
them; U+2011, which is a hyphen that the author wanted whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import regex

from recension.model import ANCHOR, Document, Draft, Line, Revision
from recension.stages.encoding.attested import LONGEST, WORD, Words

LETTERS = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb06": "st",
    "\uf001": "fi", "\uf002": "fl",
}
"""Ligature glyphs of the standard, and the two that old Macintosh fonts keep in the Private Use Area."""

LONG_S_T = "\ufb05"

SIGNS = dict(zip(map(chr, range(0xF8EB, 0xF8FF)), "⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭", strict=True)) | {
    "\uf8e6": "⏐", "\uf8e7": "⎯", "\uf8e8": "®", "\uf8e9": "©", "\uf8ea": "™"}
"""What Adobe's symbol font means by its private characters."""

INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u034f\u180e\ufeff"
                      "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Zero-width spaces and joiners, marks of writing direction, byte order marks."""

_NEEDS_THEM = regex.compile(r"[^\p{Latin}\p{Greek}\p{Cyrillic}\p{Common}\p{Inherited}\p{Co}\p{Cn}]"
                            r"|\p{Extended_Pictographic}\p{M}*\u200d")
"""Scripts in which an invisible character can be spelling, and emoji put together from several."""

_CLUSTER = regex.compile(r"\P{M}\p{M}+")
_LETTER_BEFORE = regex.compile(r"[\p{L}\p{M}]+$")


def repair_characters(document: Document, present: Iterable[str], words: Words) -> Revision:
    """Replace what one of these characters stands for; `present` are the characters of the document."""
    present = frozenset(present)
    letters = {char: LETTERS.get(char) or SIGNS[char] for char in present if char in LETTERS or char in SIGNS}
    if LONG_S_T in present:
        letters[LONG_S_T] = "ſt" if "ſ" in present else "st"
    marks = frozenset(char for char in present if unicodedata.category(char).startswith("M"))
    unseen = present & INVISIBLE
    wanted = marks | unseen | letters.keys() | ({ANCHOR} & present)
    if not wanted:
        return Revision(document)
    draft = Draft(document, "encoding")
    for line in words.lines:
        if wanted.isdisjoint(line.chars):
            continue
        for at, char in enumerate(line.chars):
            if char in letters:
                _spell_out(draft, line, at, letters[char])
            elif char == ANCHOR:
                draft.replace(line, at, at + 1, "", rule="object-mark",
                              reason="the mark of a picture in the line; it stands for no text")
        if not marks.isdisjoint(line.chars):
            _compose(draft, line)
        if not unseen.isdisjoint(line.chars) and not _NEEDS_THEM.search(line.chars):
            _drop_unseen(draft, line, words)
    return draft.revision()


def _spell_out(draft: Draft, line: Line, at: int, letters: str) -> None:
    if letters[0].isalpha():
        draft.replace(line, at, at + 1, letters, rule="ligature-glyph",
                      reason="one glyph of the font for several letters")
    else:
        draft.replace(line, at, at + 1, letters, rule="symbol-font-sign",
                      reason="a sign of Adobe's symbol font, for which Unicode has a character")


def _compose(draft: Draft, line: Line) -> None:
    for match in _CLUSTER.finditer(line.chars):
        composed = unicodedata.normalize("NFC", match.group())
        if len(composed) < len(match.group()):
            draft.replace(line, match.start(), match.end(), composed, rule="accent-apart",
                          reason="letter and accent are two characters that mean one")


def _drop_unseen(draft: Draft, line: Line, words: Words) -> None:
    chars = line.chars
    for at, char in enumerate(chars):
        if char not in INVISIBLE:
            continue
        before, after = _LETTER_BEFORE.search(chars[max(0, at - LONGEST) : at]), WORD.match(chars, at + 1)
        if char == "\u200b" and before and after:
            left, right = before.group(), after.group()
            if words.in_lexicon(left) and words.in_lexicon(right) and not words.known(left + right, 2):
                draft.query(line, at, at + 1, (f"{left}{right}", f"{left} {right}"), rule="invisible-character",
                            reason="a space without width stands where two words meet that make no third")
                continue
        draft.replace(line, at, at + 1, "", rule="invisible-character",
                      reason="a character without width or ink, which no word of this script is spelt with")
