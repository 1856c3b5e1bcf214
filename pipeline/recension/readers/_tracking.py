"""Letter-spaced lines: `U N E  A U T O R I T É` is two words, not twelve.

Tracking wide enough makes an engine see a space after every letter. On a line whose words
are nearly all single letters the whites fall into two heaps, between letters and between
words; where a clear step parts them, the narrow ones are no spaces. A line of initials or
of formula symbols has one heap, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from recension.model import Style
from recension.readers._runs import Piece, Run

MIN_LETTERS = 5
"""Single letters that a line must show: "A B C" is a list of names, not a tracked word."""

SINGLE_SHARE = 0.8
"""Share of single letters among the words of a tracked line."""

STEP = 1.5
"""A word white is at least this many times the widest white between letters."""

WORDS = 0.6
"""Share of the whites that are between words, at most: a word has two letters or three."""


def untracked(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The lines of a page without the spaces that tracking made.

    A line of one tracked word shows one heap only; the limit of another line in the same
    style decides for it.
    """
    limits: dict[Style, float] = {}
    doubtful: list[int] = []
    made = [list(pieces) for pieces in lines]
    for index, pieces in enumerate(made):
        if not _is_spelt_out(pieces):
            continue
        whites = sorted(white for white in (*_inner(pieces), *_between(pieces)) if white > 0)
        limit = _limit(whites)
        if limit is None:
            doubtful.append(index)
        else:
            limits[pieces[0].run.style] = limit
            made[index] = _closed_up(pieces, limit)
    for index in doubtful:
        limit = limits.get(made[index][0].run.style)
        if limit is not None:
            made[index] = _closed_up(made[index], limit)
    return made


def _is_spelt_out(pieces: Sequence[Piece]) -> bool:
    # The dots that lead to a page number, rules of hyphens and ornaments are no words of one letter.
    text = "".join([f" {piece.run.text}" if piece.space else piece.run.text for piece in pieces])
    words = text.split()
    if list(map(len, words)).count(1) < MIN_LETTERS:
        return False
    words = [word for word in words if any(map(str.isalnum, word))]
    singles = sum(len(word) == 1 and word.isalpha() for word in words)
    return singles >= MIN_LETTERS and singles >= SINGLE_SHARE * len(words)


def _closed_up(pieces: Sequence[Piece], limit: float) -> list[Piece]:
    kept: list[Piece] = []
    for number, (run, space) in enumerate(pieces):
        between = number > 0 and space and _white(pieces[number - 1].run, run) >= limit
        kept.append(Piece(_without(run, limit), between))
    return kept


def _inner(pieces: Sequence[Piece]) -> list[float]:
    return [gap / 100 for piece in pieces for _, gap in piece.run.gaps]


def _between(pieces: Sequence[Piece]) -> list[float]:
    return [_white(a.run, b.run) for a, b in zip(pieces, pieces[1:], strict=False) if b.space]


def _white(before: Run, run: Run) -> float:
    return (run.x0 - before.x1) / max(before.style.size, run.style.size, 1.0)


def _limit(whites: Sequence[float]) -> float | None:
    """The least white of a word space. With one heap only, the line is one word if it is long.

    A kerned pair inside a word may stand closer than all others; that step leaves nearly every
    letter a word, and is none between words.
    """
    steps = [(b / a, b) for at, (a, b) in enumerate(zip(whites, whites[1:], strict=False), 1)
             if len(whites) - at <= WORDS * len(whites)]
    step, limit = max(steps, default=(0.0, 0.0))
    return limit if step >= STEP else None


def _without(run: Run, limit: float) -> Run:
    drop = {offset for offset, gap in run.gaps if gap / 100 < limit}
    if not drop:
        return run
    keep = [index for index in range(len(run.text)) if index not in drop]
    place = {old: new for new, old in enumerate(keep)}
    heights = bytes(run.heights[index] for index in keep) if run.heights else b""
    gaps = tuple((place[offset], gap) for offset, gap in run.gaps if offset not in drop)
    return run._replace(text="".join(run.text[index] for index in keep), heights=heights, gaps=gaps)
