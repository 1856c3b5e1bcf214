"""The formats read back as a stranger would read them: text of the body, and of each note by its id."""

from __future__ import annotations

import json
from typing import NamedTuple

import html5lib
import regex
from lxml import etree
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


class Told(NamedTuple):
    """What a file says; calls and labels of notes, and what editors add, left out."""

    body: str
    notes: dict[str, str]

    def words(self) -> tuple[list[str], dict[str, list[str]]]:
        """Letters and digits only, so that the sign before an item and white space do not matter."""
        return words(self.body), {name: words(text) for name, text in self.notes.items()}


def words(text: str) -> list[str]:
    return regex.findall(r"[\p{L}\p{M}\p{N}]+", text)


def markdown(data: bytes) -> Told:
    """By markdown-it with footnotes, tables, strikethrough and raw HTML: all that a plain text could be taken for."""
    parser = MarkdownIt("js-default", {"html": True}).use(footnote_plugin)
    body: list[str] = []
    notes: dict[str, list[str]] = {}
    into = [body]
    starts: list[bool] = []
    for token in parser.parse(data.decode("utf-8")):
        if token.type == "footnote_open":
            into.append(notes.setdefault(token.meta["label"], []))
        elif token.type == "footnote_close":
            into.pop()
        elif token.type in ("ordered_list_open", "bullet_list_open"):
            starts.append(token.type == "ordered_list_open")
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            starts.pop()
        elif token.type == "list_item_open" and starts[-1]:
            into[-1].append(f"{token.info}{token.markup} ")
        elif token.type == "inline":
            for child in token.children or ():
                if child.type in ("softbreak", "hardbreak"):
                    into[-1].append("\n")
                elif child.type in ("text", "text_special"):
                    into[-1].append(child.content)
                else:
                    assert child.type in ("em_open", "em_close", "strong_open", "strong_close", "footnote_ref"), (
                        f"Markdown takes text for {child.type}: {child.content!r}")
            into[-1].append("\n\n")
        else:
            assert token.type not in ("html_block", "code_block", "fence", "hr", "table_open"), (
                f"Markdown takes text for {token.type}: {token.content!r}")
    return Told("".join(body), {label: "".join(parts) for label, parts in notes.items()})


def tei(data: bytes) -> Told:
    root = etree.fromstring(data)
    notes: dict[str, str] = {}
    for note in root.iter(f"{TEI}note"):
        notes[note.get(XML_ID).removeprefix("fn-")] = _tei_text(note)
    return Told(_tei_text(root.find(f".//{TEI}body")), notes)


def _tei_text(element: etree._Element) -> str:
    parts: list[str] = []

    def walk(node: etree._Element) -> None:
        name = node.tag.removeprefix(TEI)
        if name in ("note", "orig", "gap", "fw", "ref"):
            return
        parts.append(node.text or "")
        for child in node:
            walk(child)
            if child.tag.removeprefix(TEI) in ("p", "head", "l", "item", "bibl", "cell", "byline"):
                parts.append("\n")
            parts.append(child.tail or "")

    parts.append(element.text or "")
    for child in element:
        walk(child)
        if child.tag.removeprefix(TEI) in ("p", "head", "l", "item", "bibl", "cell", "byline", "div", "lg"):
            parts.append("\n")
        parts.append(child.tail or "")
    return "".join(parts)


def html(data: bytes) -> Told:
    """By a parser that bears no error."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data, transport_encoding="utf-8")
    main = root.find(".//main")
    notes = {note.get("id").removeprefix("fn-"): _html_text(note, inside=True)
             for note in main.iter("aside")}
    return Told(_html_text(main), notes)


def _html_text(element: object, inside: bool = False) -> str:
    parts: list[str] = []

    def walk(node: object, top: bool) -> None:
        if not top and (node.tag == "section" or node.get("role") in ("doc-noteref", "doc-backlink")  # type: ignore[attr-defined]
                        or node.get("class") == "label"):  # type: ignore[attr-defined]
            return
        parts.append(node.text or "")  # type: ignore[attr-defined]
        for child in node:  # type: ignore[attr-defined]
            walk(child, False)
            if child.tag in ("p", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "br"):
                parts.append("\n")
            parts.append(child.tail or "")

    walk(element, True)
    return "".join(parts)


def interchange(data: bytes) -> Told:
    read = json.loads(data)
    return Told("\n\n".join(block["text"] for block in read["blocks"]),
                {note["id"]: note["text"] for note in read["notes"]})


def text(data: bytes, signs: dict[str, str]) -> Told:
    """Plain text has no escapes: `signs` are the notes' signs by id, and the text must not hold them by itself."""
    whole = data.decode("utf-8")
    for sign in signs.values():
        whole = whole.replace(f"[{sign}]", "")
    starts = []
    for name, sign in signs.items():
        found = regex.search(rf"(?m)^{regex.escape(sign)}\. ", whole)
        assert found, f"the note {sign} is not told"
        starts.append((found.start(), found.end(), name))
    starts.sort()
    ends = [start for start, _, _ in starts[1:]] + [len(whole)] * bool(starts)
    notes = {name: whole[begin:end] for (_, begin, name), end in zip(starts, ends, strict=True)}
    return Told(whole[: starts[0][0]] if starts else whole, notes)
