"""Thresholds of the stage `smallcaps`, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of the height of a font's tall letters. Measured: small capitals .64-.75 of the capitals in
    Garamond, Libertine, Pagella, Termes, Schola, Source Serif and Latin Modern; the lowest capital of an
    ordinary alphabet (Z, round letters without overshoot) .96."""

    small: float = 0.86
    """Below this share of its own font's tall letters, a tall letter is a small capital."""
    small_elsewhere: float = 0.80
    """The same against the document's main font, for a font in which no letter is taller. Lower, since some
    typewriter fonts have low capitals (.85 of a book face's)."""
    even: float = 1.18
    """Tall over low letters in a font of small capitals alone, at most; in ordinary type 1.3 (large x) to 1.7."""
    capital: float = 0.78
    """Capitals over ascenders, at least (Bembo and its like .84): where a font's capitals seem lower, they are
    small capitals all, and `usual_capital` is taken."""
    usual_capital: float = 0.85
    accented: float = 1.12
    """Above this share of a font's capitals, a capital with an accent is a full one. Measured on a few
    glyphs of EB Garamond and Pagella: full ones 1.2 (a dieresis) to 1.35, small ones .97 to 1.04."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Shares of the size of the capital before. Word processors and LaTeX set false small capitals at .7 to .85."""

    least: float = 0.62
    most: float = 0.92
    level: float = 0.08
    """How far apart two baselines of one line may be."""
    near: float = 0.03
    """How much two sizes of one kind may differ."""
    tight: float = 0.12
    """White between a capital and the smaller ones after it, in ems, that is no word space: those are .2 and more."""


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds of the stage `smallcaps`."""

    ink: Thresholds = field(default_factory=Thresholds)
    size: Sizes = field(default_factory=Sizes)
    constant: float = 0.85
    """Share of a font's letters, at least, that keep one case: a scrambled font has 1, apart from words that are
    not its own; a text with two cases has .6."""
    proofs: int = 2
    """Different impossible words at the place of a name, at least, to believe that a text is scrambled; those after
    initials count half (`H. lYVo` is a formula). One with two capitals inside will do, if its initial is small."""
    consistency: float = 0.8
    """Share of the map's votes that are with the majority. A real chapter has .97."""
    fit: float = 0.75
    """Share of an impossible word's letters that the map must explain, at a name's place."""
    loose_fit: float = 0.9
    """The same for an impossible word that stands anywhere."""
    systematic: int = 3
    """Different names in capitals, or in lower case, each with its initials, before a document without geometry is
    said to set its names so."""
    known: float = 0.5
    """Share of the words with a font's own Private Use characters that must come out as words."""
