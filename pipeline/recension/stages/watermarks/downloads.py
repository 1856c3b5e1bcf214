"""Download lines and one-line stamps: plain lines that a portal or a printing system adds.

A line at the head or foot of its page that opens with portal wording and says from where,
for whom or when is one by itself. Any other needs pages that say the same, and wording that
only stamps have: an address or an ISBN alone also stands in bibliographies and colophons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from recension.model import Document, Layer, Line, Page
from recension.rulebook import Profile
from recension.stages._rotated import letters_of
from recension.stages._stamps import WEIGHTS, Options, Suspect, squeezed, that_tell, weight, wording

_SAYS_FOR_WHOM = frozenset({"an address", "a network address", "a date and hour"})
LINES_APART = 40
"""Lines after which a text without page marks has come to another page, for counting."""
_ONLY_STAMPS = frozenset({"download wording", "a printing system"})


def download_lines(document: Document, profile: Profile, options: Options) -> Iterator[Suspect]:
    """Upright lines with stamp wording, and what they weigh."""
    openings = tuple(sorted(squeezed(phrase) for phrase in profile.table("stamp_downloads")))
    candidates: list[tuple[Page, int, Line, tuple[str, ...]]] = []
    pages: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for page in document.pages:
        long = len(page.lines) > 2 * LINES_APART and not document.source.has_geometry
        lines = [(index, line) for index, line in enumerate(page.lines)
                 if line.layer is Layer.BODY and len(line.chars) >= 8]
        for place in that_tell([line.chars for _, line in lines], profile):
            index, line = lines[place]
            kinds = wording(line.chars, profile)
            candidates.append((page, index, line, kinds))
            pages[_key(line, kinds)].add((page.number, index // LINES_APART if long else 0))
    taken: set[tuple[int, int]] = set()
    for page, index, line, kinds in candidates:
        count = len(pages[_key(line, kinds)])
        opens = squeezed(line.chars).startswith(openings)
        edge = at_edge(page, index, options.edge_lines)
        score, reasons = weight(kinds), list(kinds)
        if opens and edge and not _SAYS_FOR_WHOM.isdisjoint(kinds):
            reasons.append("opens with it, at the edge of the page")
        elif count >= options.download_pages and (edge or opens or 2 * count > len(document.pages)) and (
                not _ONLY_STAMPS.isdisjoint(kinds) or score >= options.enough):
            score += options.recurs_once
            reasons.append(f"{count} pages say the same")
        elif edge and not taken.isdisjoint(((page.number, index - 1), (page.number, index + 1))):
            reasons.append("beside a download line")
        else:
            continue
        taken.add((page.number, index))
        yield Suspect((line,), score, "download-line" if "download wording" in kinds else "stamp-line", tuple(reasons))


def at_edge(page: Page, index: int, lines: int) -> bool:
    """Is the line among the first or last that print something on its page?"""
    printed = [place for place, line in enumerate(page.lines) if not line.is_blank and line.layer is Layer.BODY]
    return index in printed[:lines] or index in printed[-lines:]


def _key(line: Line, kinds: tuple[str, ...]) -> str:
    """What must be the same on other pages: digits too, where an ISBN is the evidence."""
    if "an ISBN" in kinds or "an ISBN with a right check digit" in kinds:
        return squeezed(line.chars)
    return letters_of(line.chars)


assert _SAYS_FOR_WHOM | _ONLY_STAMPS <= WEIGHTS.keys()
