"""A warning at the head of an output whose text may be incomplete, in the way in which the format bears one.

A file travels without its ledger; whoever opens it must see that it is not to be trusted
whole. Sound files are not touched.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

WARNING = "The text of this file may be incomplete"


def headed(data: bytes, format: str, reasons: Sequence[str]) -> bytes:
    """The bytes of an output with the reasons at their head; unchanged where there are none."""
    if not reasons:
        return data
    said = f"{WARNING}: {'; '.join(reasons)}".replace("\n", " ")
    if format == "txt":
        return f"[{said}]\n\n".encode() + data
    if format in ("md", "html", "tei"):
        comment = f"<!-- {_in_comment(said)} -->\n".encode()
        first, end, rest = data.partition(b"\n")
        # A declaration (XML, HTML) must stay the first line.
        return comment + b"\n" + data if format == "md" else first + end + comment + rest
    entry = json.dumps(list(reasons), ensure_ascii=False).encode("utf-8", "backslashreplace")
    if format == "json":
        return data.replace(b"{\n", b'{\n"doubts": ' + entry + b",\n", 1)
    return data.replace(b"{", b'{"doubts": ' + entry + b", ", 1)


def _in_comment(said: str) -> str:
    """Two hyphens would end a comment, or make it ill-formed."""
    return html.escape(said, quote=False).replace("--", "- -").rstrip("-")
