r"""Where a plain text needs a backslash so that Markdown reads it as plain text.

Judged by what CommonMark (with footnotes, tables, strikethrough) and pandoc's Markdown make
of a character *at its place*: `[…]`, `snake_case`, `p < q`, `M. Dupont` and `1996` inside a
line come through bare, `[^x]`, `_so_`, `<b>`, and a line that begins with `1996.` do not.
Where in doubt a backslash is put: it costs a reader nothing, a lost word does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import regex

CALL = "\x00"
"""Stands for a note's call in a text to be escaped; no clean text holds it."""

INLINE = regex.compile(
    rf"""
      [\\`*~^]                                  # code, emphasis, strikeout, raised and lowered letters, raw TeX
    | (?<![^\W_])_ | _(?![^\W_])                # emphasis; within a word _ is only itself
    | \[(?=[\^@])                               # notes, citations
    | \](?=[(\[{{{CALL}])                       # links, spans
    | (?<={CALL})[(\[{{:]                       # a call is no link and no definition
    | <(?=[^\s\d<=] | \d[^\s<>]*@)              # tags, addresses; p<0.05 is none
    | &(?=\#?\w+;)                              # entities
    | (?<![^\W_])@                               # citations
    | !(?=[\[{CALL}]) | (?<=<)!                 # images, comments
    """, regex.VERBOSE)

ROMAN = (r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})",
         r"(?=[IVXLCDM]{2})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
"""Roman numerals: `ii.` and `II.` begin an item for pandoc; `ici.` does not, nor does `M. Dupont`."""

LINE_START = regex.compile(
    rf"""(?m)^ [ \t]* (?:
      (?P<at>
        \#                                      # heading
      | >                                       # quotation
      | [+-](?=[\s+=-]|$)                       # item, rule, grid
      | [-=:|](?=[-=:|+ \t]*$)                  # rule, underlined heading, table
      | [:|](?=\s|:|$)                          # definition, division, line block
      | %                                       # title block
      | \[(?=[^\]]*\]:)                         # definition of a link
      | \[(?=[ xX]\]\s)                         # task
      | \((?=(?:[0-9]+|[A-Za-z]|{ROMAN[0]}|{ROMAN[1]}|@[\w-]*)\)(?:\s|$))
      )
    | (?:[0-9]+|[a-z]|{ROMAN[0]}|{ROMAN[1]}|\#|@[\w-]*)(?P<stop>[.)])(?=\s|$)    # numbered item
    | [A-Z](?P<letter>[)](?=\s|$)|\.(?=\s\s|$))
    )""", regex.VERBOSE)

DOLLARS = regex.compile(r"\$")
BRACKETED = regex.compile(r"\[([^\[\]]+)\]")
SQUARE = regex.compile(r"[\[\]]")
CLOSING_MARKS = regex.compile(r"#(?=#*\s*$)")
ATTRIBUTES = regex.compile(r"\{(?=[^{}]*\}\s*$)")
ANY = regex.compile(rf"[\\`*~^_\[\]<&@!$#>+=:|%(){{}}{CALL}.-]")


def places(text: str, *, heading: bool = False, headings: Collection[str] = (),
           marked: Sequence[tuple[int, int]] = ()) -> list[int]:
    """Offsets of the characters of a block that need a backslash, in order.

    The text may have several lines; a note's call stands in it as `CALL`. `headings` are the
    document's, case folded: pandoc takes their words in brackets for a link. `marked` are the
    stretches (start, end) that will be put between marks: brackets bind stronger than those, and
    beside a mark `_` no longer stands within a word.
    """
    if ANY.search(text) is None:
        return []
    found = {match.start() for match in INLINE.finditer(text)}
    seams = {place for mark in marked for place in mark}
    found.update(place for seam in seams for place in (seam - 1, seam) if text[place : place + 1] == "_")
    dollars = [match.start() for match in DOLLARS.finditer(text)]
    if len(dollars) > 1:
        found.update(dollars)
    if heading:
        found.update(match.start() for match in CLOSING_MARKS.finditer(text))
        found.update(match.start() for match in ATTRIBUTES.finditer(text))
    else:
        for match in LINE_START.finditer(text):
            found.add(next(match.start(name) for name in ("at", "stop", "letter") if match[name]))
    if headings:
        found.update(match.start() for match in BRACKETED.finditer(text)
                     if " ".join(match[1].split()).casefold() in headings)
    for pair in _brackets(text):
        parted = any((start <= pair[0] < end) != (start <= pair[-1] < end) for start, end in marked)
        if len(pair) == 1 or parted or not found.isdisjoint(pair):
            found.update(pair)
    return sorted(found)


def _brackets(text: str) -> Iterator[tuple[int, ...]]:
    """Square brackets in pairs, or alone where the other half is not in the block.

    Half a pair must not be left bare: pandoc looks for the other half beyond the paragraph,
    and loses what stands between.
    """
    opened: list[int] = []
    for match in SQUARE.finditer(text):
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            yield opened.pop(), match.start()
        else:
            yield (match.start(),)
    yield from ((start,) for start in opened)
