"""On which line of a TOML file a key stands, which `tomllib` does not say."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)((?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


def key_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Line (from 1) of every table and key: `("watermarks", 0, "pattern")`, `("tables", "units")`.

    A scan, not a parser: it follows strings and brackets over line ends, so that what looks
    like a key inside an example is not taken for one.
    """
    found: dict[tuple[str | int, ...], int] = {}
    counts: dict[str, int] = {}
    table: tuple[str | int, ...] = ()
    quote, depth = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        rest = line
        if not quote and not depth:
            if header := _HEADER.match(line):
                names = [part.strip().strip("\"'") for part in header.group(2).split(".")]
                if header.group(1) == "[[":
                    counts[names[0]] = counts.get(names[0], -1) + 1
                    table = (names[0], counts[names[0]], *names[1:])
                else:
                    table = (names[0], counts[names[0]], *names[1:]) if names[0] in counts else tuple(names)
                for end in range(1, len(table) + 1):
                    found.setdefault(table[:end], number)
                continue
            if key := _KEY.match(line):
                names = [key.group(1).strip("\"'"), *(p.strip().strip("\"'") for p in key.group(2).split(".")[1:])]
                for end in range(1, len(names) + 1):
                    found.setdefault((*table, *names[:end]), number)
                rest = line[key.end() :]
        quote, depth = _scan(rest, quote, depth)
    return found


def _scan(line: str, quote: str, depth: int) -> tuple[str, int]:
    """The open quotation mark and the depth of brackets after a line."""
    at = 0
    while at < len(line):
        char = line[at]
        if quote:
            if char == "\\" and quote[0] == '"':
                at += 2
                continue
            if line.startswith(quote, at):
                at, quote = at + len(quote), ""
                continue
        elif char in "\"'":
            quote = char * 3 if line.startswith(char * 3, at) else char
            at += len(quote)
            continue
        elif char == "#":
            break
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth = max(0, depth - 1)
        at += 1
    return (quote if len(quote) == 3 else ""), depth
