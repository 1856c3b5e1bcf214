"""Reading what a tool gave back: Markdown or plain text into paragraphs, definitions of notes, and markers.

Marks of form go (emphasis, list signs, table bars, tags, escapes, front matter, comments, pictures); what they said
stays as the paragraph's kind. Characters that differ by typographic taste are folded, so that no tool wins by the
shape of its quotes: see `fold`. A file without any blank line counts one paragraph a line.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

_FOLDED = {**dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\t\f\v", " "),
           **dict.fromkeys("’‘ʼ‛′", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑–—−‒", "-"),
           **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\x02", ""),
           "…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_FOLDING = str.maketrans(_FOLDED)
_TAGS = re.compile(r"</?(?:a|b|i|u|p|q|s|em|div|span|strong|small|cite|center|font|table|thead|tbody|tr|td|th|img|"
                   r"figure|figcaption|section|blockquote|hr|mark)(?:\s[^<>]*)?/?>|<br\s*/?>", re.I)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTES_HEADS = {"notes", "note", "notas", "anmerkungen", "notes de bas de page", "endnotes", "footnotes"}
_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)|<sup>\s*\[?(\d{1,3}|[*†‡§a-z]{1,3})\]?\s*</sup>|([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


class Paragraph(NamedTuple):
    """A stretch of `Output.text`; kind is p, head, quote, item, table, code or note (a definition)."""

    start: int
    end: int
    kind: str
    label: str = ""


class Mark(NamedTuple):
    """A call, before the character at this place; linked if it was `[^x]`, else only raised."""

    at: int
    label: str
    linked: bool


class Output(NamedTuple):
    """What a tool gave: one folded string, paragraphs parted by line ends, without the markers."""

    text: str
    paragraphs: list[Paragraph]
    marks: list[Mark]


def fold(text: str) -> str:
    """NFC; quotes, dashes, spaces and ligatures in their plainest form; soft hyphens go; white space is one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_FOLDING)).strip()


def read(raw: str) -> Output:
    text, paragraphs, marks = "", [], []
    for kind, label, body in _paragraphs(raw):
        start = len(text)
        made, found = _inline(body)
        if kind != "note" and made.casefold().strip(" .:") in _NOTES_HEADS:
            continue
        if not made and not found:
            continue
        marks += [mark._replace(at=mark.at + start) for mark in found]
        text += made + "\n"
        paragraphs.append(Paragraph(start, start + len(made), kind, label))
    return Output(text, paragraphs, marks)


def _inline(body: str) -> tuple[str, list[Mark]]:
    """The folded text of a paragraph, and its calls at their places in it."""
    body = re.sub(r"!\[[^\]]*\]\([^)]*\)|<!--.*?-->", "", body, flags=re.S)
    body = re.sub(r"(?<!\\)\[([^\[\]^]*)\]\((?:https?:|mailto:|#|/)[^)\s]*\)", r"\1", body)
    body = _TAGS.sub(" ", body) if re.search(r"<(?:br|t[dhr])", body) else _TAGS.sub("", body)
    body = re.sub(r"(?<!\^)\^(\d{1,3})\^", r"<sup>\1</sup>", body)
    body = re.sub(r"\^([^\W\d]{1,4})\^|<sup>([^\W\d][^<>]{0,5})</sup>(?=\s*(?:si[eè]c|\w))",
                  lambda mark: mark[1] or mark[2], body)
    for sign in (r"\*\*\*", r"\*\*", r"\*", "___", "__", "_"):
        body = re.sub(rf"(?<![\w\\*_]){sign}(?=\S)(.+?)(?<=[^\s\\]){sign}(?![\w*_])", r"\1", body, flags=re.S)
    body = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<![*\\])\*(?=\w)([^*]+?)(?<=\w)\*(?!\*)",
                  lambda mark: mark[1] or mark[2], body, flags=re.S)
    made, marks, at = "", [], 0
    for mark in _MARK.finditer(body):
        made = _joined(made, body[at:mark.start()])
        label = mark[1] or mark[2] or mark[3].translate(_SUPERSCRIPTS)
        marks.append(Mark(len(made), label, mark[1] is not None))
        at = mark.end()
    made = _joined(made, body[at:])
    return made.rstrip(), [Mark(min(mark.at, len(made.rstrip())), mark.label, mark.linked) for mark in marks]


def _joined(before: str, piece: str) -> str:
    piece = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", html.unescape(piece))
    piece = re.sub(r"</?su[bp]>", "", piece)
    folded = fold(piece)
    if piece[:1].isspace() and before and not before.endswith(" "):
        folded = " " + folded
    return folded_end(before + folded, piece)


def folded_end(text: str, piece: str) -> str:
    """Keep the space that a piece ended with, which folding took off."""
    return text + " " if piece[-1:].isspace() and text and not text.endswith(" ") else text


def _paragraphs(raw: str) -> list[tuple[str, str, str]]:
    """Kind, label and text of each paragraph."""
    raw = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n" if "\n\n" in raw else "\n")
    raw = re.sub(r"\A---\n.*?\n(?:---|\.\.\.)\n", "", raw, flags=re.S)
    lines = raw.split("\n")
    if not any(not line.strip() for line in lines[:-1]) and len(lines) > 8:
        return [("p", "", line) for line in lines]
    made: list[tuple[str, str, list[str]]] = []
    blank, in_note = True, False
    for line in lines:
        bare = line.strip()
        if not bare or re.fullmatch(r"```.*|-{3,}|\*{3,}|_{3,}|={4,}", bare):
            if re.fullmatch(r"-{3,}|={3,}", bare) and not blank and len(made[-1][2]) == 1 and made[-1][0] == "p":
                made[-1] = ("head", "", made[-1][2])
            blank = True
            continue
        kind, label = "p", ""
        if definition := re.match(r" {0,3}\[\^([^\]\s]+)\]:\s*", line):
            kind, label, bare, in_note, blank = "note", definition[1], line[definition.end():], True, True
        elif in_note and (line.startswith(("  ", "\t")) or not blank):
            made[-1][2].append(bare)
            blank = False
            continue
        elif head := re.match(r"#{1,6}\s+(.*?)\s*#*$", bare):
            kind, bare, blank = "head", head[1], True
        elif bare.startswith("|"):
            if re.fullmatch(r"[|\s:-]+", bare):
                continue
            kind, bare = "table", re.sub(r"\s*\|\s*", " ", bare).strip()
        elif bare.startswith(">"):
            kind, bare = "quote", bare.lstrip("> ")
            if not bare:
                blank = True
                continue
        elif item := re.match(r"(?:[-*+•‣▪–] +)(?=\S)", bare):
            kind, bare, blank = "item", bare[item.end():], True
        if kind != "note":
            in_note = False
        same = not blank and made and made[-1][0] != "head" and (kind == made[-1][0] or kind == "p" != made[-1][0])
        if same and not (made[-1][0] in ("quote", "table") and kind == "p"):
            made[-1][2].append(bare)
        else:
            made.append((kind, label, [bare]))
        blank = kind == "head"
    return [(kind, label, "\n".join(re.sub(r"\\$|  $", "", part) for part in parts)) for kind, label, parts in made]
