"""A rotated line that extraction has broken up: splinters of 1 to 3 letters, or a word a line.

Without geometry a line printed up the margin comes out as one letter group a line, blank
lines between, forwards or backwards, or as one word a line. A run of such lines is put
together again into one string, read both ways. What the string says, and that other pages
say the same, tells a stamp from a list, a column of a table, verse, initials or dialogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

from recension.model import Line

_FOLIO = regex.compile(r"[-–—\[(]?\s*(?:\d{1,4}|[ivxlcdm]{1,7})\s*[-–—\])]?", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What counts as a splinter, and how many make a run."""

    longest: int
    """Visible characters of a line, at most; white inside is allowed for short ones only."""
    fewest: int
    """Lines in a run, at least."""
    blanks: int
    """Blank lines between two splinters of one run, at most."""
    spaced: bool
    """May a line hold white inside?"""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of splinters on a page: the indices of its lines that print something, in order."""

    lines: tuple[int, ...]
    texts: tuple[str, ...]
    """The lines as they stand, white space at their ends included."""
    gaps: tuple[int, ...]
    """Blank lines before each of them; the first is not told."""

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(text.strip() for text in self.texts)

    def part(self, start: int, end: int) -> Run:
        return Run(self.lines[start:end], self.texts[start:end], (0, *self.gaps[start + 1 : end]))

    def forwards(self) -> str:
        """The string that the run spells as it stands."""
        if sum(len(token) for token in self.tokens) > 3 * len(self.texts):
            return " ".join(self.tokens)
        return "".join(self.texts)

    def backwards(self) -> str:
        """The string that the run spells from its end; a blank line stands for a space."""
        return "".join(
            token + (" " if gap else "") for token, gap in zip(reversed(self.tokens), reversed(self.gaps), strict=True))

    def letters(self) -> tuple[str, tuple[int, ...]]:
        """The run without white space, and for each character the place of its line in the run."""
        tokens = ["".join(token.split()).casefold() for token in self.tokens]
        return "".join(tokens), tuple(place for place, token in enumerate(tokens) for _ in token)


def runs(lines: Sequence[Line], shape: Shape) -> list[Run]:
    """The runs of a page. A run ends at a longer line, and at white that is not usual in it."""
    found: list[Run] = []
    held: list[tuple[int, str, int]] = []
    blank = 0
    for index, line in enumerate(lines):
        text = line.chars
        visible = text.strip()
        if not visible:
            blank += 1
            continue
        if _is_splinter(visible, shape) and (blank <= shape.blanks or not held):
            held.append((index, text, blank if held else 0))
        else:
            found.extend(_parts(held, shape))
            held = [(index, text, 0)] if _is_splinter(visible, shape) else []
        blank = 0
    found.extend(_parts(held, shape))
    return found


def common_core(run: Run, others: Iterable[Run], fewest: int) -> tuple[int, int] | None:
    """The longest stretch of lines that spells the same in a run of another page.

    Returns (start, end) within the run, or None when no stretch of `fewest` letters is shared.
    """
    mine, owner = run.letters()
    best_start = best_size = 0
    for other in others:
        theirs, _ = other.letters()
        if mine == theirs or mine in theirs:
            best_start, best_size = 0, len(mine)
            break
        match = SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
        if match.size > best_size:
            best_start, best_size = match.a, match.size
    if best_size < fewest:
        return None
    start, end = owner[best_start], owner[best_start + best_size - 1] + 1
    if best_start and owner[best_start - 1] == start:
        start += 1  # a line that is shared only in part is not the stamp's
    if best_start + best_size < len(owner) and owner[best_start + best_size] == end - 1:
        end -= 1
    return (start, end) if start < end else None


def without_folios(run: Run, core: Run | None) -> Run:
    """The run without the numbers at its ends that are the page's own, not the stamp's.

    Such a number stands apart by white, is longer than the splinters are, or stands outside
    what the run shares with other pages.
    """
    usual = Counter(len(token) for token in run.tokens).most_common(1)[0][0] if run.texts else 0
    usual_gap = Counter(run.gaps[1:]).most_common(1)[0][0] if len(run.gaps) > 1 else 0

    def is_folio(place: int, gap: int) -> bool:
        token = run.tokens[place]
        if not _FOLIO.fullmatch(token):
            return False
        if core is not None:
            return run.lines[place] not in core.lines
        return gap > usual_gap or (len(token) > usual and any(char.isdecimal() for char in token))

    start, end = 0, len(run.texts)
    while start < end - 1 and is_folio(start, run.gaps[start + 1]):
        start += 1
    while end - 1 > start and is_folio(end - 1, run.gaps[end - 1]):
        end -= 1
    return run.part(start, end)


def _is_splinter(visible: str, shape: Shape) -> bool:
    if len(visible) > shape.longest:
        return False
    return shape.spaced or not any(char.isspace() for char in visible)


def _parts(held: Sequence[tuple[int, str, int]], shape: Shape) -> list[Run]:
    """Cut where the white is larger than is usual inside the run; what is too short is none."""
    if len(held) < shape.fewest:
        return []
    usual = Counter(gap for _, _, gap in held[1:]).most_common(1)[0][0]
    pieces: list[list[tuple[int, str, int]]] = [[]]
    for item in held:
        if pieces[-1] and item[2] > usual + 2:
            pieces.append([])
        pieces[-1].append(item)
    return [
        Run(tuple(item[0] for item in piece), tuple(item[1] for item in piece), tuple(item[2] for item in piece))
        for piece in pieces if len(piece) >= shape.fewest]
