"""Document -> file: Markdown, plain text, TEI, HTML, JSON, and the record of edits.

All of them print the same words, taken from one `flow`. Each writer is loaded when it is asked for.
"""

from __future__ import annotations

from recension.errors import UsageError
from recension.model import Revision

FORMATS = ("md", "txt", "tei", "html", "json", "edits")
"""The names of the formats."""


def write(revision: Revision, format: str, *, keep_style: bool = False, furniture: bool = False,
          line_breaks: bool = False, editorial: bool = False) -> bytes:
    """A revision as the bytes of a file: UTF-8, LF, the same for the same input on any machine.

    `keep_style` marks small capitals and raised letters too (Markdown, TEI, HTML, JSON).
    `furniture` prints running heads, folios and stamps where their page begins (TEI), and
    `line_breaks` the places where a word that the source divided was joined (TEI).
    `editorial` shows the editor's hand: what the source had where the text departs from it
    (TEI, HTML), the printed label of a note whose id is another, and notes that nothing calls
    (Markdown, text).

    It works on a document after any stage. Raises UsageError for an unknown format.
    """
    if format not in FORMATS:
        raise UsageError(f"the format {format!r} is unknown; there are {', '.join(FORMATS)}")
    if format == "edits":
        from recension.writers import record

        return _encoded(record.render(revision))
    from recension.writers.flow import flow_of

    flow = flow_of(revision, keep_style=keep_style, joints=line_breaks and format == "tei",
                   witness=editorial and format in ("tei", "html"))
    if format == "md":
        from recension.writers import markdown

        return _encoded(markdown.render(flow, editorial=editorial))
    if format == "txt":
        from recension.writers import plain

        return _encoded(plain.render(flow, editorial=editorial))
    if format == "tei":
        from recension.writers import tei

        return _encoded(tei.render(flow, furniture=furniture))
    if format == "html":
        from recension.writers import html

        return _encoded(html.render(flow))
    from recension.writers import interchange

    return _encoded(interchange.render(flow, revision.edits))


def _encoded(text: str) -> bytes:
    """UTF-8. Half of a surrogate pair, which UTF-8 cannot hold, becomes an escape: JSON reads it
    back, and nothing else can contain one, since the flow is cleaned."""
    return text.encode("utf-8", errors="backslashreplace")
