"""Runs into lines in reading order: for every reader that has geometry.

Evidence is geometry alone, never words. Runs that follow one another in the stream on one
baseline, raised calls among them, make a fragment; fragments on one baseline make a line
unless a gutter parts them; gutters are vertical whites that few fragments cross while text
stands on both sides at the same heights. Lines that cross the gutter part the page into
bands; a band is read column by column. Rotated text comes last on its page, a line a stretch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recension.model import Document
from recension.readers._columns import Gutter, gutters
from recension.readers._runs import PageOfRuns, Piece, Run, SourceBuilder
from recension.readers._tracking import untracked

WORD_GAP = 0.17
"""White, in ems, that parts words where the engine saw no space: below the narrowest
word space of justified text (about .2), above kerning and the shoulder of a raised call."""

FRAGMENT_GAP = 1.6
"""White, in ems, across which runs that follow one another are still one fragment."""

LOWERED = 0.3
"""Ems by which a letter of full size may stand off the baseline, as in the TeX logo."""

BESIDE = 0.35
"""Ems within which two runs touch."""

DROP_CAPITAL = 1.7
"""A one- or two-letter run this many times larger than the line beside it is a drop capital."""


@dataclass(slots=True)
class Fragment:
    """Runs that belong together on one line, in reading order."""

    pieces: list[Piece] = field(default_factory=list)
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    weight: int = 0

    @classmethod
    def of(cls, run: Run) -> Fragment:
        return cls([Piece(run, False)], run.x0, run.y0, run.x1, run.y1, run.baseline, run.style.size,
                   len(run.text))

    def add(self, piece: Piece) -> None:
        text, x0, y0, x1, y1, baseline, style, _, _, _ = piece.run
        self.pieces.append(piece)
        if x0 < self.x0:
            self.x0 = x0
        if x1 > self.x1:
            self.x1 = x1
        if y0 < self.y0:
            self.y0 = y0
        if y1 > self.y1:
            self.y1 = y1
        size = style.size
        if size > self.size * 1.05 or (len(text) > self.weight and size >= self.size * 0.95):
            # The baseline is that of the main text, never of a raised call.
            self.baseline, self.size, self.weight = baseline, size, len(text)


def compose(name: str, digest: str, pages: Iterable[tuple[int, PageOfRuns]], language: str = "") -> Document:
    """The document of lines that these pages of runs make."""
    builder = SourceBuilder(name, digest, language)
    for number, page in pages:
        builder.add_page(number, page.width, page.height, page_lines(page))
    source, made = builder.finish()
    return Document(source, made)


def page_lines(page: PageOfRuns) -> list[tuple[list[Piece], int]]:
    """The lines of a page in reading order, as (pieces, column)."""
    upright = [run for run in page.runs if run.style.angle == 0.0]
    rotated = [run for run in page.runs if run.style.angle != 0.0]
    fragments = _fragments(upright)
    parts = gutters([(f.x0, f.y0, f.x1, f.y1, f.size) for f in fragments], page.width)
    lines = _lines(fragments, parts)
    ordered = _reading_order(lines, parts)
    closed = untracked([line.pieces for line, _ in ordered])
    upright_lines = [(pieces, column) for pieces, (_, column) in zip(closed, ordered, strict=True)]
    return upright_lines + [(pieces, -1) for pieces in _rotated_lines(rotated)]


def _fragments(runs: Sequence[Run]) -> list[Fragment]:
    """Join what the stream draws one after the other on one line."""
    fragments: list[Fragment] = []
    last: Fragment | None = None
    for run in runs:
        if last is not None and _continues(last, run):
            previous = last.pieces[-1].run
            last.add(Piece(run, _is_space(previous, run, last.size)))
        else:
            last = Fragment.of(run)
            fragments.append(last)
    return fragments


def _continues(fragment: Fragment, run: Run) -> bool:
    previous = fragment.pieces[-1].run
    style, before = run.style, previous.style
    own, size = style.size, fragment.size
    em = own if own > size else size
    if em < 1.0:
        em = 1.0
    gap = run.x0 - previous.x1
    if gap < -0.7 * em or gap > FRAGMENT_GAP * em:
        return False
    if style is before and run.baseline == fragment.baseline and own == size:
        return True  # the usual case, and a shorter way to what follows
    if style.invisible != before.invisible:
        return False
    if own > DROP_CAPITAL * size or size > DROP_CAPITAL * own:
        raised = min(size, own) / em < 0.45
        if raised or len(previous.text.strip()) <= 2:
            return False
    return _same_line(fragment.baseline, size, fragment.y0, fragment.y1, run, abs(gap) < BESIDE * em)


def _same_line(baseline: float, size: float, y0: float, y1: float, run: Run, beside: bool) -> bool:
    """On one baseline, or raised or lowered against it as calls and indices are."""
    stands = _stands(baseline, size, run.baseline, run.style.size)
    if stands is not None:
        return stands
    return _is_raised_or_lowered(baseline, size, y0, y1, run, run.baseline, run.style.size, run.y0, run.y1, beside)


def _stands(baseline: float, size: float, other: float, other_size: float) -> bool | None:
    """Whether two stretches stand on one baseline; None where one may be raised or lowered against the other."""
    shift = baseline - other if size >= other_size else other - baseline  # positive: the smaller one stands higher
    em = max(size, other_size, 1.0)
    if abs(shift) <= 0.12 * em:
        return True
    return None if -0.3 * em <= shift <= 0.65 * em else False


def _is_raised_or_lowered(baseline: float, size: float, y0: float, y1: float, run: Run,
                          other: float, other_size: float, other_y0: float, other_y1: float, beside: bool) -> bool:
    em = max(size, other_size, 1.0)
    if beside and abs(baseline - other) <= LOWERED * em and len(run.text.strip()) <= 2:
        return True
    overlap = min(y1, other_y1) - max(y0, other_y0)
    return min(size, other_size) < 0.88 * em and overlap > 0.4 * min(y1 - y0, other_y1 - other_y0)


def _is_space(previous: Run, run: Run, size: float) -> bool:
    if previous.text[-1:].isspace() or run.text[:1].isspace():
        return False
    gap = run.x0 - previous.x1
    before, own = previous.style.size, run.style.size
    em = max(before if before < own else own, 0.5 * size, 1.0)
    if run.space_before and abs(run.baseline - previous.baseline) < 0.1 * em:
        return gap > -0.2 * em  # an overhanging italic letter may reach over the white
    return gap > WORD_GAP * em


def _lines(fragments: Sequence[Fragment], parts: Sequence[Gutter]) -> list[Fragment]:
    """Join fragments that stand on one baseline and that no gutter parts."""
    order = sorted(fragments, key=lambda f: (f.baseline, f.x0))
    lines: list[Fragment] = []
    drops: list[Fragment] = []
    for fragment in order:
        if _is_drop_capital(fragment, fragments):
            drops.append(fragment)
            continue
        home = _home(lines, fragment, parts)
        if home is None:
            lines.append(Fragment(list(fragment.pieces), fragment.x0, fragment.y0, fragment.x1, fragment.y1,
                                  fragment.baseline, fragment.size, fragment.weight))
        else:
            _merge(home, fragment)
    for drop in drops:
        _attach_drop_capital(lines, drop)
    return lines


def _home(lines: Sequence[Fragment], fragment: Fragment, parts: Sequence[Gutter]) -> Fragment | None:
    for line in reversed(lines):
        em = max(line.size, fragment.size, 1.0)
        if fragment.baseline - line.baseline > 2.0 * em:
            break
        stands = _stands(line.baseline, line.size, fragment.baseline, fragment.size)
        if stands is False:
            continue
        first = fragment.pieces[0].run
        if first.style.invisible != line.pieces[0].run.style.invisible:
            continue  # white line numbers beside the text, a hidden copy under it
        if stands is None:
            beside = len(first.text) <= 2 and any(
                abs(fragment.x0 - piece.run.x1) < BESIDE * em or abs(piece.run.x0 - fragment.x1) < BESIDE * em
                for piece in line.pieces)
            if not _is_raised_or_lowered(line.baseline, line.size, line.y0, line.y1, first, fragment.baseline,
                                         fragment.size, fragment.y0, fragment.y1, beside):
                continue
        if any(gutter.parts(line.x0, line.x1, fragment.x0, fragment.x1, fragment.y0) for gutter in parts):
            continue
        overlap = min(line.x1, fragment.x1) - max(line.x0, fragment.x0)
        if overlap > 0.5 * em and overlap > 0.3 * min(line.x1 - line.x0, fragment.x1 - fragment.x0):
            continue  # drawn over one another: not one line
        return line
    return None


def _merge(line: Fragment, other: Fragment) -> None:
    """Put the pieces of both in the order of x, with the white between them."""
    pieces = sorted([*line.pieces, *other.pieces], key=lambda piece: piece.run.x0)
    runs = [piece.run for piece in pieces]
    for piece in other.pieces:
        line.add(piece)
    line.pieces = [Piece(runs[0], False)] + [
        Piece(run, _is_space(before, run, line.size)) for before, run in zip(runs, runs[1:], strict=False)]


def _is_drop_capital(fragment: Fragment, fragments: Sequence[Fragment]) -> bool:
    if len(fragment.pieces[0].run.text.strip()) > 2:
        return False
    text = "".join([piece.run.text for piece in fragment.pieces]).strip()
    if not 1 <= len(text) <= 2 or not text[-1].isalpha():
        return False
    return any(
        other is not fragment and other.size > 0 and fragment.size > DROP_CAPITAL * other.size
        and -0.2 * fragment.size < other.x0 - fragment.x1 < fragment.size
        and fragment.y0 - other.size < other.baseline < fragment.baseline + 0.2 * other.size
        for other in fragments)


def _attach_drop_capital(lines: list[Fragment], drop: Fragment) -> None:
    """A drop capital opens the highest line that stands beside it."""
    beside = [line for line in lines
              if -0.2 * drop.size < line.x0 - drop.x1 < drop.size
              and drop.y0 - line.size < line.baseline < drop.baseline + 0.2 * line.size]
    if not beside:
        lines.append(drop)
        return
    line = min(beside, key=lambda other: other.baseline)
    first = line.pieces[0].run
    letter = drop.pieces[-1].run.text.strip()
    apart = (first.x0 - drop.x1) > 0.25 * line.size and letter in "AÀOÔYIEÈ" and first.text[:1].islower()
    line.pieces = [*drop.pieces, Piece(first, apart), *line.pieces[1:]]
    line.x0 = min(line.x0, drop.x0)


def _reading_order(lines: Sequence[Fragment], parts: Sequence[Gutter]) -> list[tuple[Fragment, int]]:
    """Bands between the lines that span the gutters; columns inside a band."""
    by_height = sorted(lines, key=lambda line: (round(line.baseline, 1), line.x0))
    if not parts:
        return [(line, 0) for line in by_height]
    ordered: list[tuple[Fragment, int]] = []
    band: list[tuple[Fragment, int]] = []

    def flush() -> None:
        ordered.extend(sorted(band, key=lambda item: (item[1], item[0].baseline, item[0].x0)))
        band.clear()

    for line in by_height:
        crossing = [gutter for gutter in parts if gutter.crossed_by(line.x0, line.x1, line.y0)]
        outside = not any(gutter.y0 - line.size <= line.y0 <= gutter.y1 for gutter in parts)
        if crossing or outside:
            flush()
            ordered.append((line, -1))
        else:
            middle = (line.x0 + line.x1) / 2
            band.append((line, sum(middle > gutter.middle for gutter in parts)))
    flush()
    return ordered


def _rotated_lines(runs: Sequence[Run]) -> list[list[Piece]]:
    """Stretches of one angle that continue one another along their direction."""
    lines: list[list[Piece]] = []
    for run in runs:
        previous = lines[-1][-1].run if lines else None
        if previous is not None and previous.style.angle == run.style.angle and _follows(previous, run):
            space = run.space_before and not previous.text[-1:].isspace() and not run.text[:1].isspace()
            lines[-1].append(Piece(run, space))
        else:
            lines.append([Piece(run, False)])
    return lines


def _follows(previous: Run, run: Run) -> bool:
    em = max(previous.style.size, run.style.size, 1.0)
    angle = abs(run.style.angle)
    if 80 <= angle <= 100:
        return (abs((previous.x0 + previous.x1) / 2 - (run.x0 + run.x1) / 2) < 0.6 * em
                and min(abs(previous.y0 - run.y1), abs(run.y0 - previous.y1)) < 3 * em)
    if angle >= 170:
        return abs(previous.baseline - run.baseline) < 0.4 * em
    return abs(previous.x1 - run.x0) < 6 * em and abs(previous.y0 - run.y0) < 8 * em
