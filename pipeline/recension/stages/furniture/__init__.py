"""Running heads, folios and the rest of the page's furniture go to their own layer.

Defect: what a page prints for its reader to find his way (head, folio, signature, catchword,
line numbers, slug) stands in extraction between the halves of a sentence.

Evidence, weighed together: place on the page and white to the text, what other pages say in
that place, what title, headings, author's line and stamps say, numbers that keep step with
the pages, style, the artifact mark, and a sentence that runs on over the row. The folio
becomes the page's label.

Left alone: the only place where a heading stands, notes, the first line of the text, rows of
tables, dates, list numbers, and anything that one kind of evidence alone speaks for. What
comes close is reported and stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from recension.model import Document, Draft, Layer, Revision
from recension.rulebook import Profile
from recension.stages.furniture.edges import Edges
from recension.stages.furniture.margins import catchwords, line_numbers, signatures
from recension.stages.furniture.segmented import take_segmented
from recension.stages.furniture.sheets import sheets
from recension.stages.furniture.unmarked import with_page_marks
from recension.stages.furniture.weights import Options, Verdict

__all__ = ["Options", "furniture"]


def furniture(document: Document, profile: Profile) -> Revision:
    """Move furniture to its layer and label the pages with their folios."""
    draft = Draft(document, "furniture")
    options = profile.options_for("furniture", Options())
    counted = list(line_numbers(document, options))
    for line, reason in counted:
        draft.move(line, Layer.FURNITURE, rule="line-number", reason=reason, confidence=0.97)
    found = with_page_marks(sheets(document, (line for line, _ in counted)), profile, options)
    rows = sorted(len(sheet.rows) for sheet in found if sheet.rows)
    if not rows or rows[len(rows) // 2] < options.page_rows:
        found = []  # pages of a line or two have no edges: slides, plates, labels
    edges = Edges(document, found, profile, options)
    edges.peel()
    while edges.take([*signatures(edges.sheets, options), *catchwords(edges.sheets, options)]):
        edges.peel()
    _record(draft, edges.looks.found, options)
    take_segmented(draft, document, options.segmented)
    for verdict in edges.doubts.values():
        line = verdict.row.lines[0]
        if not draft.is_moved(line) and not (line.style and line.style.set_apart):
            draft.query(line, 0, len(line.text), ("furniture", "text"), rule=verdict.rule,
                        reason="; ".join(verdict.reasons))
    return draft.revision()


def _record(draft: Draft, verdicts: Iterable[Verdict], options: Options) -> None:
    labels: dict[int, str] = {}
    for verdict in verdicts:
        if not verdict.reasons:
            continue  # found by an earlier pass
        for line in verdict.row.lines:
            draft.move(line, Layer.FURNITURE, rule=verdict.rule, reason="; ".join(verdict.reasons),
                       confidence=round(min(0.99, 0.8 + 0.05 * (verdict.score - options.folio)), 2))
        page = verdict.row.sheet.page
        if verdict.label and page.number not in labels and not verdict.row.sheet.guessed:
            labels[page.number] = verdict.label
            draft.label(page, verdict.label)
