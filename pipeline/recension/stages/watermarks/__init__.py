"""Stamps and watermarks go to the background.

Defect: a portal or publisher prints its stamp up the margin, across the page or at its foot,
and extraction takes it for text: as a line at an angle, as a hidden second copy, as one
plain line, or, without geometry, exploded into splinters of 1 to 3 letters or a word a line.

Evidence: what the string says (ISBN and its check digit, address, portal wording, publisher,
rights), that other pages say the same, and where it stands (margin, off the page, over the
text). Each piece has a weight; the sum decides between move, query and nothing.

Left alone: pages whose own text is set at an angle, rotated tables, captions and axis
labels, an ISBN in a list or a colophon, lists, verse, initials, columns of a table, and the
folio or head that stands beside a stamp.
"""

from __future__ import annotations

from collections.abc import Iterator

from recension.model import Document, Draft, Layer, Revision
from recension.rulebook import Profile
from recension.stages._rotated import at_an_angle, hidden
from recension.stages._stamps import Options, Suspect
from recension.stages.watermarks.downloads import download_lines
from recension.stages.watermarks.exploded import exploded, scattered

__all__ = ["Options", "watermarks"]


def watermarks(document: Document, profile: Profile) -> Revision:
    """Move stamps to the background."""
    draft = Draft(document, "watermarks")
    options = profile.options_for("watermarks", Options())
    for suspect in _suspects(document, profile, options):
        lines = [line for line in suspect.lines if line.layer is Layer.BODY and not draft.is_moved(line)]
        if not lines:
            continue
        reason = "; ".join(suspect.reasons)
        if suspect.score >= options.enough:
            for line in lines:
                draft.move(line, Layer.BACKGROUND, rule=suspect.rule, reason=reason,
                           confidence=_confidence(suspect, options))
        elif suspect.score >= options.doubt:
            draft.query(lines[0], 0, len(lines[0].text), ("background", "text"), rule=suspect.rule, reason=reason)
    return draft.revision()


def _suspects(document: Document, profile: Profile, options: Options) -> Iterator[Suspect]:
    if document.source.has_geometry:
        yield from at_an_angle(document, profile, options)
        yield from hidden(document, profile, options)
    else:
        yield from exploded(document, profile, options)
        yield from scattered(document, profile, options)
    yield from download_lines(document, profile, options)


def _confidence(suspect: Suspect, options: Options) -> float:
    """From .8 at the threshold to .99 at twice its weight."""
    return round(min(0.99, 0.8 + 0.19 * (suspect.score - options.enough) / options.enough), 2)
