"""TEI P5, valid against TEI All; `docs/formats.md` and `docs/recension.rng` say which part of it is used.

Divisions nest by the level of their headings. A page begins with `<pb/>` where its first
word stands, in the middle of a word with `break="no"`; `facs` points to the page's surface
in `<facsimile>`. A note stands at its call, and again in `n` what the book prints. Notes
that nothing calls stand in `<back>`: no place in the text is made up for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from recension.model import Kind, Layer, Line, Page
from recension.writers.flow import Call, Flow, Footnote, Joint, Passage, Piece, Turn, Words, lines_of
from recension.writers.imprint import TOOL, tool_version
from recension.writers.looks import PLAIN, Look
from recension.writers.markup import attribute, escaped, grouped
from recension.writers.phrases import MISSING, phrase
from recension.writers.spans import cleaned

NAMESPACE = "http://www.tei-c.org/ns/1.0"

FRONT = frozenset({Kind.SUBTITLE, Kind.AUTHOR, Kind.EPIGRAPH, Kind.CAPTION})
"""Kinds of which alone no body can consist."""


def render(flow: Flow, *, furniture: bool = False) -> str:
    """The whole file; `furniture` prints running heads, folios and stamps as `<fw>`."""
    writer = _Writer(flow, furniture)
    body, back = writer.body(), writer.back()
    language = f' xml:lang="{attribute(flow.document.language)}"' if flow.document.language else ""
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<TEI xmlns="{NAMESPACE}"{language}>',
        *_header(flow),
        *_facsimile(flow.document.pages),
        "<text>", "<body>", *body, "</body>", *back, "</text>", "</TEI>", ""])


def _header(flow: Flow) -> Iterator[str]:
    source, language = flow.document.source, flow.document.language
    yield "<teiHeader>"
    yield f"<fileDesc><titleStmt><title>{_plain(flow.title)}</title></titleStmt>"
    yield f"<publicationStmt><p>Made by {TOOL} {tool_version()}.</p></publicationStmt>"
    name = f"<title>{_plain(source.name or 'unnamed')}</title>"
    digest = f' <idno type="sha256">{escaped(source.digest)}</idno>' if source.digest else ""
    yield f"<sourceDesc><bibl>{name}{digest}</bibl></sourceDesc></fileDesc>"
    yield (f'<encodingDesc><appInfo><application ident="{TOOL}" version="{tool_version()}">'
           f"<label>{TOOL}</label></application></appInfo></encodingDesc>")
    if language:
        code = attribute(language)
        yield f'<profileDesc><langUsage><language ident="{code}">{code}</language></langUsage></profileDesc>'
    yield "</teiHeader>"


def _facsimile(pages: Iterable[Page]) -> Iterator[str]:
    surfaces = []
    for page in pages:
        size = f' ulx="0" uly="0" lrx="{page.width:.2f}" lry="{page.height:.2f}"' if page.width and page.height else ""
        surfaces.append(f'<surface xml:id="page-{page.number}" n="{_page_name(page)}"{size}/>')
    return iter(["<facsimile>", *surfaces, "</facsimile>"] if surfaces else [])


class _Writer:
    def __init__(self, flow: Flow, furniture: bool) -> None:
        self.flow = flow
        self.furniture = furniture
        self.written: set[int] = set()
        self.open: list[int] = []  # levels of the divisions that are open
        self.at_top = True  # nothing but headings and the like in this division so far

    # -- the frame -------------------------------------------------------------------------

    def body(self) -> list[str]:
        lines: list[str] = []
        waiting: list[Turn] = []  # a page that begins with a division begins inside of it
        for group in grouped(self.flow.body):
            first = group[0]
            if isinstance(first, Turn):
                waiting.append(first)
                continue
            if first.kind is Kind.HEADING:
                lines += self._divided(max(first.level, 1))
            lines += (self._turn(turn) for turn in waiting)
            waiting = []
            lines += self._group(group)
        lines += (self._turn(turn) for turn in waiting)
        lines += ["</div>"] * len(self.open)
        filled = self.open or any(passage.kind not in FRONT for passage in self.flow.passages)
        return lines if filled else [*lines, "<p/>"]

    def back(self) -> list[str]:
        """Notes that no word of the text has led to."""
        lines: list[str] = []
        for index in range(len(self.flow.notes)):
            if index not in self.written:
                lines.append(self._note(index))
        return ["<back>", '<div type="notes">', *lines, "</div>", "</back>"] if lines else []

    def _divided(self, level: int) -> list[str]:
        closed = []
        while self.open and self.open[-1] >= level:
            self.open.pop()
            closed.append("</div>")
        self.open.append(level)
        self.at_top = True
        return [*closed, "<div>"]

    # -- passages --------------------------------------------------------------------------

    def _group(self, group: Sequence[Passage | Turn], in_note: bool = False) -> list[str]:
        first = group[0]
        assert isinstance(first, Passage)
        kind = first.kind
        opening, closing, inner = "", "", "p"
        if kind is Kind.ITEM:
            opening, closing, inner = "<list>", "</list>", "item"
        elif kind is Kind.BIBLIOGRAPHY:
            opening, closing, inner = "<listBibl>", "</listBibl>", "bibl"
        elif kind is Kind.EPIGRAPH and self.at_top and not in_note:
            opening, closing = "<epigraph>", "</epigraph>"
        elif kind in (Kind.QUOTATION, Kind.EPIGRAPH):
            opening, closing = "<quote>" if kind is Kind.QUOTATION else '<quote rend="epigraph">', "</quote>"
        if opening:
            self.at_top = self.at_top and kind is Kind.EPIGRAPH
            return [opening, *(self._turn(item) if isinstance(item, Turn) else self._element(inner, item.pieces)
                               for item in group), closing]
        return [self._single(first, in_note)]

    def _single(self, passage: Passage, in_note: bool) -> str:
        kind, at_top = passage.kind, self.at_top and not in_note
        if not in_note:
            self.at_top = at_top and kind in (Kind.HEADING, Kind.SUBTITLE, Kind.AUTHOR)
        if kind is Kind.HEADING and not in_note:
            return self._element("head", passage.pieces)
        if kind is Kind.SUBTITLE and at_top:
            return self._element("head", passage.pieces, ' type="sub"')
        if kind is Kind.AUTHOR and at_top:
            return self._element("byline", passage.pieces)
        if kind is Kind.VERSE:
            return self._verse(passage)
        if kind is Kind.TABLE:
            return self._table(passage)
        if kind is Kind.CAPTION:
            return f"<figure>{self._element('head', passage.pieces)}</figure>"
        if kind is Kind.PARAGRAPH:
            return self._element("p", passage.pieces)
        return self._element("p", passage.pieces, f' rend="{kind}"')

    def _element(self, name: str, pieces: Iterable[Piece], attributes: str = "") -> str:
        return f"<{name}{attributes}>{self._inline(pieces)}</{name}>"

    def _verse(self, passage: Passage) -> str:
        stanzas: list[list[str]] = [[]]
        for line in lines_of(passage.pieces):
            if line:
                stanzas[-1].append(self._element("l", line))
            elif stanzas[-1]:
                stanzas.append([])
        return "\n".join(f"<lg>{''.join(stanza)}</lg>" for stanza in stanzas if stanza)

    def _table(self, passage: Passage) -> str:
        rows = "".join(f"<row>{self._element('cell', line)}</row>" for line in lines_of(passage.pieces) if line)
        return f"<table>{rows}</table>"

    # -- within a passage ------------------------------------------------------------------

    def _inline(self, pieces: Iterable[Piece]) -> str:
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Words):
            text = escaped(piece.text)
            if piece.witness is not None:
                text = f"<choice><orig>{escaped(piece.witness)}</orig><reg>{text}</reg></choice>"
            return text if piece.look == PLAIN else f'<hi rend="{_rend(piece.look)}">{text}</hi>'
        if isinstance(piece, Call):
            if piece.note not in self.written:
                return self._note(piece.note)
            note = self.flow.notes[piece.note]
            return f'<ref type="note" target="#fn-{note.id}">{escaped(note.sign)}</ref>'
        if isinstance(piece, Turn):
            return self._turn(piece)
        return '<lb break="no"/>' if isinstance(piece, Joint) else "\n"

    def _note(self, index: int) -> str:
        self.written.add(index)  # first, since notes may call one another
        note = self.flow.notes[index]
        missing, called = note.is_missing, note.called
        state = ' type="missing"' if missing else "" if called else ' type="uncalled"'
        content = "".join("".join(self._group(group, in_note=True)) for group in grouped(note.passages))
        if missing:
            said = escaped(phrase(MISSING, self.flow.document.language))
            content = f'<p><gap reason="missing"><desc>{said}</desc></gap></p>'
        return (f'<note xml:id="fn-{note.id}" n="{attribute(note.label)}" place="{_place(note)}"{state}>'
                f"{content}</note>")

    def _turn(self, turn: Turn) -> str:
        page = turn.page
        inside = ' break="no"' if turn.inside else ""
        begun = f'<pb n="{_page_name(page)}" facs="#page-{page.number}"{inside}/>'
        if not self.furniture:
            return begun
        return begun + "".join(_forme_work(line, page) for line in page.lines
                               if line.layer in (Layer.FURNITURE, Layer.BACKGROUND) and not line.is_blank)


def _forme_work(line: Line, page: Page) -> str:
    """A running head, folio or stamp. What it is, is told by its words; where, by its box."""
    text = " ".join(line.chars.split())
    place = ""
    if line.style is not None and line.style.angle:
        place = ' place="margin"'
    elif line.box is not None and page.height:
        place = ' place="top"' if line.box.y0 < page.height / 2 else ' place="bottom"'
    kind = "header" if "top" in place else "footer" if "bottom" in place else "furniture"
    if line.layer is Layer.BACKGROUND:
        kind = "stamp"
    elif text == page.label or text.isdecimal():
        kind = "pageNum"
    return f'<fw type="{kind}"{place}>{_plain(text)}</fw>'


def _plain(text: str) -> str:
    return escaped(cleaned(text))


def _rend(look: Look) -> str:
    names = (("small-caps", look.smallcaps), ("bold", look.bold), ("italic", look.italic), ("sup", look.raised))
    return " ".join(name for name, present in names if present)


def _page_name(page: Page) -> str:
    return attribute(page.label or str(page.number))


def _place(note: Footnote) -> str:
    return "end" if note.note.place == "end" else "foot"
