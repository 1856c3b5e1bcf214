"""What the file's characters should have been.

What defect: mojibake, ligature glyphs, accents apart from or beside their letters, glyphs that
a font has no character for, soft hyphens within a line, invisible and forbidden characters,
words that kerning has split. On what evidence: each says for itself, in the module of its
name; most ask whether what comes of the change is a word, for the language or in this
document. What is left alone: whatever a clean text may have, which is found out in one look at the
characters that occur at all; U+00AD at a line end, which `hyphenation` decides; private
characters of small-capitals fonts, which `smallcaps` reads. What cannot be read stays, with
a query (`rules/defects/encoding.toml`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from recension.model import Document, Revision
from recension.rulebook import Profile
from recension.stages.encoding import doubled_accents, letterspaced, split_words, unmapped
from recension.stages.encoding.accents import repair_accents
from recension.stages.encoding.attested import Words
from recension.stages.encoding.characters import repair_characters
from recension.stages.encoding.cids import repair_cids
from recension.stages.encoding.false_superscripts import repair_false_superscripts
from recension.stages.encoding.mojibake import repair_mojibake
from recension.stages.encoding.soft_hyphens import repair_soft_hyphens


@dataclass(frozen=True, slots=True)
class Options:
    """How much evidence is enough."""

    mojibake_words: int = 2
    """Different known words that come of broken sequences before a lone one is repaired too."""
    accent_words: int = 4
    """Different known words that come of accents beside letters: fewer may be chance."""
    accent_share: float = 0.6
    """Of the words with such accents, the share that must be known; names and rare forms are the rest."""
    doubled_words: int = 2
    """Different words of a font in which an accent comes out as a second letter behind its own."""
    doubled_share: float = 0.5
    """Of the accents of that font, the share that stand behind a letter that can bear them: some have lost it, and
    a capital may be whole."""
    unmapped_share: float = 0.6
    """Of the words with an unmapped glyph, the share that one reading must make known."""
    unmapped_shortest: int = 4
    """Letters of a word that may prove a reading; shorter ones are met by chance."""
    unmapped_many: int = 5
    """Words from which single letters are tried as well as ligatures."""
    superscript_small: float = 0.8
    """Share of the size of its line that a drawn superscript has at most; calls are set at .55 to .75."""
    superscript_raised: float = 0.15
    """Ems by which it stands above the baseline at least; calls are raised by .3 to .4."""
    letterspaced_letters: int = 8
    """Single letters on a line whose letters are set apart: initials and the letters of a formula are fewer."""
    letterspaced_share: float = 0.85
    """Share of single letters among what stands on it: a ligature and a stop may stand together."""
    split_nothing: float = 0.03
    """White, in ems, that is none: an em of 11 points has 0.3 points of it."""
    split_usual: float = 0.12
    """White, in ems, that the other spaces of the line must have: below it the line is set too tight to tell."""
    split_clear: float = 0.65
    """Share of the usual white of the line below which a space is no space, even between two words."""
    split_slight: float = 0.88
    """Share of the next smallest white below which a space is doubtful, where one half is no word.
    Spaces of one justified line differ by less than a twentieth."""


def encoding(document: Document, profile: Profile) -> Revision:
    """Repair the characters of body and notes, line by line."""
    options = profile.options_for("encoding", Options())
    limits = unmapped.Limits(options.unmapped_share, options.unmapped_shortest, options.unmapped_many)
    steps: tuple[Callable[[Document, Words], Revision], ...] = (
        lambda text, words: repair_mojibake(text, words, options.mojibake_words),
        lambda text, words: repair_characters(text, words.characters, words),
        lambda text, words: unmapped.repair_unmapped(text, words.characters, words, limits, holes=False),
        lambda text, words: repair_cids(text, words, limits),
        lambda text, words: repair_accents(text, words.characters, words, options.accent_words, options.accent_share),
        # Once more: words that lacked their accents too are known now.
        lambda text, words: unmapped.repair_unmapped(text, words.characters, words, limits),
        lambda text, words: doubled_accents.repair_doubled_accents(text, words, doubled_accents.Limits(
            options.doubled_words, options.doubled_share, options.split_usual)),
        lambda text, words: repair_false_superscripts(
            text, words, options.superscript_small, options.superscript_raised),
        lambda text, words: repair_soft_hyphens(text, words),
        lambda text, words: letterspaced.repair_letterspaced(
            text, words, profile.table("one_letter_words"), letterspaced.Limits(
                options.letterspaced_letters, options.letterspaced_share)),
        lambda text, words: split_words.repair_split_words(
            text, words, profile.table("one_letter_words"), split_words.Limits(
                options.split_nothing, options.split_usual, options.split_clear, options.split_slight)),
    )
    revision = Revision(document)
    words = Words(document, profile.language)
    for step in steps:
        later = step(revision.document, words)
        if later.document is not revision.document:
            words = Words(later.document, profile.language)
        revision = revision.then(later)
    return revision
