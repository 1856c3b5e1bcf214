"""UTF-8 that was read as something else: `laissÃ©` for `laissé`.

On what evidence: ftfy finds the sequence and what it stands for, and the word that comes of
it is known; where several words of the document are broken in this way, all its sequences
are. A sequence that stands alone in a sound document may be shown on purpose: it is left,
with a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

import regex

from recension.model import Document, Draft, Line, Revision
from recension.stages.encoding.attested import WORD, Words

_LEADS = (0xC2, 0xC3, 0xC4, 0xC5, 0xCE, 0xCF, 0xD0, 0xD1, 0xE2, 0xEF, 0xF0)
"""First bytes of what is common in UTF-8: Latin, Greek, Cyrillic, punctuation, ligatures, emoji."""

_MAC_LEADS = (0xC2, 0xC3, 0xC4, 0xC5, 0xE2)
"""In Mac Roman the others are quotation marks and dashes, which stand before accents everywhere."""


_STRETCH = 400
"""Characters compared at once."""


class Broken(NamedTuple):
    """A sequence of a line, what it stands for, and the word that it then is part of."""

    line: Line
    start: int
    end: int
    after: str
    word: str


def repair_mojibake(document: Document, words: Words, enough: int) -> Revision:
    """Put back the characters that broken sequences stand for; `enough` known words convict a document."""
    leads, suspect = _suspects()
    if not any(_leads(words.text, lead, suspect) for lead in sorted(leads & words.characters)):
        return Revision(document)
    found = [broken for line in words.lines
             if not leads.isdisjoint(line.chars) and suspect.search(line.chars) for broken in _broken(line)]
    if not found:
        return Revision(document)
    draft = Draft(document, "encoding")
    spelt = {broken.word for broken in found if len(broken.word) > 1}
    known = {word for word in spelt if words.known(word)}
    convicted = len(known) >= enough or (not words.lexicon and len(spelt) >= 2 * enough)
    for broken in found:
        if convicted or broken.word in known:
            draft.replace(broken.line, broken.start, broken.end, broken.after, rule="mojibake",
                          reason="UTF-8 was read as another encoding; read rightly, the word is known",
                          confidence=0.99 if broken.word in known else 0.9)
        elif not _is_control(broken):
            draft.query(broken.line, broken.start, broken.end,
                        (broken.line.chars[broken.start : broken.end], broken.after), rule="mojibake",
                        reason="this looks like UTF-8 read as another encoding, but the rest of the text is sound")
    return draft.revision()


def _leads(text: str, lead: str, suspect: regex.Pattern[str]) -> bool:
    """Does a broken sequence begin with this character anywhere?"""
    at = text.find(lead)
    while at >= 0:
        if suspect.match(text, at):
            return True
        at = text.find(lead, at + 1)
    return False


def _is_control(broken: Broken) -> bool:
    """Controls alone, in no word: glyphs of a font without characters, for `unmapped` to see to."""
    before = broken.line.chars[broken.start : broken.end]
    return len(broken.word) < 2 and all("\x80" <= char <= "\x9f" for char in before)


def _broken(line: Line) -> Iterator[Broken]:
    from ftfy.badness import is_bad

    for at, chars in _stretches(line.chars):
        if is_bad(chars):
            yield from _broken_in(line, at, chars)


def _stretches(chars: str) -> Iterator[tuple[int, str]]:
    """A line in parts that can be compared in little time, cut at spaces where there are any."""
    start = 0
    while start < len(chars):
        end = len(chars) if len(chars) - start <= _STRETCH else (
            chars.rfind(" ", start + 1, start + _STRETCH) + 1 or start + _STRETCH)
        yield start, chars[start:end]
        start = end


def _broken_in(line: Line, at: int, chars: str) -> Iterator[Broken]:
    from ftfy import fix_encoding

    fixed = fix_encoding(chars, uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False,
                         normalization=None, unescape_html=False)
    if fixed == chars:
        return
    spans = [match.span() for match in WORD.finditer(fixed)]
    for act, start, end, after_start, after_end in SequenceMatcher(None, chars, fixed, autojunk=False).get_opcodes():
        if act != "equal":
            word = next((fixed[s:e] for s, e in spans if s < after_end and after_start < e), "")
            yield Broken(line, at + start, at + end, fixed[after_start:after_end], word)


@cache
def _suspects() -> tuple[frozenset[str], regex.Pattern[str]]:
    """Characters that a first byte of UTF-8 shows as in other encodings; such a one with a further byte after it."""
    follow = bytes(range(0x80, 0xC0))
    codecs = [("latin-1", _LEADS), ("cp1252", _LEADS), ("cp1250", _LEADS), ("iso8859-2", _LEADS),
              ("mac-roman", _MAC_LEADS), ("cp1251", _LEADS), ("cp1253", _LEADS), ("cp437", (0xC2, 0xC3, 0xE2))]
    leads = {char for codec, first in codecs for char in bytes(first).decode(codec, "ignore")}
    further = {char for codec, _ in codecs for char in follow.decode(codec, "ignore")} | {" "}
    controls = {chr(code) for code in range(0x80, 0xA0)}
    pattern = f"[{_class(leads)}][{_class(further)}]|[{_class(controls)}]"
    return frozenset(leads | controls), regex.compile(pattern)


def _class(chars: Iterable[str]) -> str:
    return "".join(regex.escape(char, special_only=False) for char in sorted(chars))
