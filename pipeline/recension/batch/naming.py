"""What the outputs of a document are called: after the input, never outside the folder, never twice.

`a/b/Chapter 1.pdf` becomes `a/b/Chapter 1.pdf.md`: the suffix of the input stays, so that
`x.pdf` and `x.txt` do not meet. A name that had to be altered to be harmless, or that some
other input of the run would take too (also where a file system does not tell `A` from `a`,
or é from e with an accent), bears eight hexadecimal digits of its path. Titles and other
content of a document never make a name.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable

import regex

LONGEST = 150
"""Bytes of one part of a name: 255 is the limit of file systems, suffixes and drafts need room."""

DEEPEST = 24
"""Folders one in the other; deeper ones are flattened."""

LONGEST_PATH = 1000
"""Bytes of the whole name below the output folder; the system's limit is 4096 for the path in full."""

_HARMFUL = regex.compile(r'[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}<>:"/\\|?*]')
"""Control, invisible and directional characters, halves of pairs, and what Windows or a shell would take amiss."""

_DEVICES = regex.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def plain_name(relative: bytes) -> tuple[str, bool]:
    """A harmless name for a relative path, and whether it is the path unaltered."""
    parts = [part for part in os.fsdecode(relative).split("/") if part not in ("", ".")]
    harmless = [_harmless(part) for part in parts] or ["_"]
    if len(harmless) > DEEPEST or len("/".join(harmless).encode()) > LONGEST_PATH:
        return _cut(harmless[-1]), False
    return "/".join(harmless), harmless == parts


def names(paths: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """Names for inputs, given as (absolute path, path to name it after); all different, whatever the order."""
    found = {path: plain_name(relative) for path, relative in paths}
    taken = Counter(folded(name) for name, _ in found.values())
    return {path: name if unaltered and taken[folded(name)] == 1 else marked(name, path)
            for path, (name, unaltered) in found.items()}


def marked(name: str, path: bytes) -> str:
    """The name with a mark of the whole path, before its suffix: no two paths share it."""
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    mark = hashlib.sha256(path).hexdigest()[:8]
    return folder + slash + (f"{stem}~{mark}{dot}{suffix}" if stem else f"{last}~{mark}")


def folded(name: str) -> str:
    """What a file system that does not tell case or composition apart would compare."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def display(path: bytes | str) -> str:
    """A path as it can be shown, logged, and put into a file: every odd character as an escape."""
    text = os.fsdecode(path)
    shown: str = _HARMFUL.sub(lambda match: match[0] if match[0] in '<>:"/\\|?*' else _escape(match[0]), text)
    return shown


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _harmless(part: str) -> str:
    name = _HARMFUL.sub("_", unicodedata.normalize("NFC", part))
    if name[0] in ".-~":
        name = "_" + name[1:]
    if name[-1] in ". ":
        name = name[:-1] + "_"
    if _DEVICES.match(name):
        name = "_" + name
    return _cut(name)


def _cut(name: str) -> str:
    """At most LONGEST bytes, the end kept: the suffix is there."""
    data = name.encode()
    return name if len(data) <= LONGEST else "_" + data[-LONGEST + 1 :].decode(errors="ignore")
