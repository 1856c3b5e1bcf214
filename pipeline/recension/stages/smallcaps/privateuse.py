"""Private Use characters that stand for small capitals, and for the figures that go with them.

Adobe's corporate use area has fixed places for them (Adobe Glyph List: `Asmall` is U+F761, `oneoldstyle` U+F731).
Linux Libertine and Biolinum put them, in the order of the alphabet, from U+E051 on; since other fonts
use that area for other things, it is believed only with the font's name or where the words
that come out are words.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase

import regex

from recension.model import Source
from recension.stages.smallcaps.casewords import WORD, Stream, fold, is_private, word_of
from recension.stages.smallcaps.spellings import Spellings

ADOBE = {chr(0xF761 + index): letter for index, letter in enumerate(ascii_lowercase)}
ADOBE |= {chr(0xF7E0 + index): letter for index, letter in enumerate("àáâãäåæçèéêëìíîïðñòóôõö") if letter}
ADOBE |= {chr(0xF7F8 + index): letter for index, letter in enumerate("øùúûüýþÿ")}
ADOBE |= {"\uf6f9": "ł", "\uf6fa": "œ", "\uf6fd": "š", "\uf6ff": "ž"}

ADOBE |= {chr(0xF730 + index): figure for index, figure in enumerate("0123456789")}
ADOBE |= {"\uf726": "&", "\uf721": "!", "\uf73f": "?", "\uf724": "$", "\uf7a2": "¢", "\uf7a1": "¡", "\uf7bf": "¿"}

LIBERTINE = {chr(0xE051 + index): letter for index, letter in enumerate(ascii_lowercase)}

LIBERTINE_FONT = regex.compile(r"lib(?:ertine|ertinus)|biolinum", regex.I)

PRIVATE = regex.compile(r"[\ue000-\uf8ff]")


def readings(streams: Iterable[Stream], source: Source, spellings: Spellings, share: float) -> dict[str, str]:
    """The Private Use characters of the document that are small capitals, and what they stand for.

    `share`: of the words with characters of a font's own area, so many must come out as known.
    """
    words: set[str] = set()
    fonts: set[str] = set()
    for stream in streams:
        if not PRIVATE.search(stream.text):
            continue
        for match in WORD.finditer(stream.text):
            if PRIVATE.search(match[0]):
                words.add(word_of(0, match[0]).core)
                style = source.style_of(stream.glyph(match.start()))
                if style is not None:
                    fonts.add(style.font)
    if not words:
        return {}
    known = dict(ADOBE)
    others = {word for word in words if any(char in LIBERTINE for char in word)}
    if others:
        read = ["".join(LIBERTINE.get(char, char) for char in word) for word in sorted(others)]
        sure = [
            word
            for word in read
            if not any(map(is_private, word))
            and (spellings.is_attested(fold(word)) or spellings.in_lower_case(fold(word)))
        ]
        if any(LIBERTINE_FONT.search(font) for font in fonts) or len(sure) >= share * len(read):
            known |= LIBERTINE
    return known
