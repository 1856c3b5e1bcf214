"""HTML: one file that asks for nothing else, for reading and for screen readers.

Calls and notes are linked both ways with the roles of DPUB-ARIA; every printed page has a
mark that can be linked to (`#page-12`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from recension.model import Kind
from recension.writers.flow import Call, Flow, Footnote, Joint, Passage, Piece, Turn, Words, lines_of
from recension.writers.imprint import TOOL, tool_version
from recension.writers.looks import Look
from recension.writers.markup import attribute, escaped, grouped
from recension.writers.phrases import BACK, MISSING, NOTES, phrase
from recension.writers.spans import cleaned

STYLE = """
body { margin: 2rem auto; max-width: 38rem; padding: 0 1rem; font: 1.1rem/1.55 Georgia, "Times New Roman", serif; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; }
blockquote, .verse { margin: 1rem 2rem; }
.epigraph { margin-left: 40%; font-style: italic; }
.smallcaps { font-variant-caps: small-caps; }
.uncalled { border-left: 2px solid #999; padding-left: 0.5rem; }
.edited { text-decoration: underline dotted; }
sup { line-height: 0; }
ul { list-style: none; padding-left: 1.5rem; }
[role="doc-endnotes"] { border-top: 1px solid #999; margin-top: 3rem; font-size: 0.9em; }
"""

NOT_IN_HTML = regex.compile(r"[\x80-\x9f\p{Noncharacter_Code_Point}]")
"""Characters that XML bears and HTML does not. What an encoding left of them is seen as U+FFFD."""


def render(flow: Flow) -> str:
    """The whole file."""
    return str(NOT_IN_HTML.sub("\ufffd", _file(flow)))


def _file(flow: Flow) -> str:
    writer = _Writer(flow)
    language = f' lang="{attribute(flow.document.language)}"' if flow.document.language else ""
    body = [writer.group(group) for group in grouped(flow.body)]
    return "\n".join([
        "<!DOCTYPE html>",
        f"<html{language}>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="generator" content="{TOOL} {tool_version()}">',
        f"<title>{attribute(flow.title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>", "<main>", *body, *writer.notes(), "</main>", "</body>", "</html>", ""])


class _Writer:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.language = flow.document.language

    def group(self, group: Sequence[Passage | Turn]) -> str:
        """Passages that one element encloses."""
        first = group[0]
        if isinstance(first, Turn):
            return self._turn(first)
        if first.kind is Kind.ITEM:
            return self._enclosed("ul", "li", group)
        if first.kind is Kind.QUOTATION:
            return self._enclosed("blockquote", "p", group)
        if first.kind is Kind.EPIGRAPH:
            return self._enclosed("blockquote", "p", group, ' class="epigraph"')
        if first.kind is Kind.BIBLIOGRAPHY:
            return self._enclosed("div", "p", group, ' role="doc-bibliography"')
        return self._single(first)

    def notes(self) -> list[str]:
        """All notes, each with a way back to its first call."""
        if not self.flow.notes:
            return []
        return [f'<section role="doc-endnotes" aria-label="{attribute(phrase(NOTES, self.language))}">',
                *(self._note(note) for note in self.flow.notes), "</section>"]

    def _single(self, passage: Passage) -> str:
        if passage.kind is Kind.HEADING:
            level = min(max(passage.level, 1), 6)
            return f"<h{level}>{self._inline(passage.pieces)}</h{level}>"
        if passage.kind is Kind.VERSE:
            stanzas = "<br>\n".join(self._inline(line) for line in lines_of(passage.pieces))
            return f'<p class="verse">{stanzas}</p>'
        if passage.kind is Kind.TABLE:
            rows = "".join(f"<tr><td>{self._inline(line)}</td></tr>" for line in lines_of(passage.pieces) if line)
            return f"<table><tbody>{rows}</tbody></table>"
        name = "" if passage.kind is Kind.PARAGRAPH else f' class="{passage.kind}"'
        return f"<p{name}>{self._inline(passage.pieces)}</p>"

    def _enclosed(self, outer: str, inner: str, group: Iterable[Passage | Turn], attributes: str = "") -> str:
        lines: list[str] = []
        turns = ""  # a list holds nothing but items: the page begins with the next one
        for item in group:
            if isinstance(item, Turn):
                turns += self._turn(item)
            else:
                lines.append(f"<{inner}>{turns}{self._inline(item.pieces)}</{inner}>")
                turns = ""
        return "\n".join([f"<{outer}{attributes}>", *lines, f"</{outer}>"])

    def _inline(self, pieces: Iterable[Piece]) -> str:
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Words):
            text = escaped(piece.text)
            if piece.witness is not None:
                text = f'<span class="edited" title="{attribute(piece.witness)}">{text}</span>'
            return _styled(text, piece.look)
        if isinstance(piece, Call):
            note = self.flow.notes[piece.note]
            own = "" if piece.again else f' id="fnref-{note.id}"'
            return f'<sup><a{own} href="#fn-{note.id}" role="doc-noteref">{escaped(cleaned(note.sign))}</a></sup>'
        if isinstance(piece, Turn):
            return self._turn(piece)
        return "" if isinstance(piece, Joint) else "\n"

    def _note(self, note: Footnote) -> str:
        blocks = [self.group(group) for group in grouped(note.passages)]
        if note.is_missing:
            blocks = [f"<p>[{escaped(phrase(MISSING, self.language))}]</p>"]
        printed = "" if note.label == note.sign else f' title="{attribute(note.label)}"'
        label = f'<span class="label"{printed}>{escaped(cleaned(note.sign))}.</span> '
        back = ""
        if note.called:
            name = attribute(phrase(BACK, self.language))
            back = f' <a href="#fnref-{note.id}" role="doc-backlink" aria-label="{name}">↩</a>'
        if blocks[0].startswith("<p>"):
            blocks[0] = f"<p>{label}{blocks[0][3:]}"
        else:
            blocks.insert(0, f"<p>{label.strip()}</p>")
        if blocks[-1].endswith("</p>"):
            blocks[-1] = f"{blocks[-1][:-4]}{back}</p>"
        elif back:
            blocks.append(f"<p>{back.strip()}</p>")
        state = "" if note.called else ' class="uncalled"'
        return f'<aside id="fn-{note.id}" role="doc-footnote"{state}>{"".join(blocks)}</aside>'

    def _turn(self, turn: Turn) -> str:
        page = turn.page
        name = attribute(page.label or str(page.number))
        return f'<span id="page-{page.number}" role="doc-pagebreak" aria-label="{name}"></span>'


def _styled(text: str, look: Look) -> str:
    if look.smallcaps:
        text = f'<span class="smallcaps">{text}</span>'
    for name, present in (("sup", look.raised), ("em", look.italic), ("strong", look.bold)):
        if present:
            text = f"<{name}>{text}</{name}>"
    return text
