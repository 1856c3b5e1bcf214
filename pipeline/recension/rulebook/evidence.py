"""Evidence from the page: where a line stands on it.

Three answers: yes, no, unknown. Without geometry the head and the foot of a page are its
first and last lines; nothing is known of margins.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from recension.model import Line, Page, Style

_TYPEWRITER = regex.compile(r"(?i)mono|courier|typewriter|consol|terminal|CMTT|LMTT|SFTT")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a rule is allowed to cost, and how much evidence is enough."""

    seconds: float = 1.0
    """For one rule on one page (longer sheets get more). Honest patterns need under a thousandth of it, so that a slow
    machine does not change what is found."""
    telling: int = 25
    """Characters from which a hit speaks for itself where its place on the page is unknown:
    a portal's stamp has more, a folio or a line number fewer."""
    outnumbered: int = 4
    """How many times as often as the hits a document must have the form of `usual`."""
    few: int = 3
    """Hits that a rule with `slip` takes without such proof: three spaces before a comma in a
    book are three slips, thirty may be its custom."""
    edge_lines: int = 3
    """Without geometry: lines at either end of a page that are its head and foot."""
    edge_share: float = 0.14
    """Of the page's height: head and foot reach so far in. Heads and download lines of A5 to A4
    stand within a tenth; the rest is for small formats."""
    margin_share: float = 0.1
    """Of the page's width: what lies wholly outside this is beside the text."""


def is_typewriter(style: Style | None) -> bool:
    """Is this set in typewriter type, by the font's name? There white space is a program's."""
    return style is not None and _TYPEWRITER.search(style.font) is not None


def in_zone(zone: str, page: Page, line: Line, limits: Limits) -> bool | None:
    """Does the line stand in that part of the page? None where that cannot be told."""
    if zone == "margin":
        if line.box is None or not page.width:
            return None
        if line.style is not None and line.style.angle:
            return True
        return (line.box.x1 <= page.width * limits.margin_share
                or line.box.x0 >= page.width * (1 - limits.margin_share))
    if line.box is not None and page.height:
        head = line.box.y1 <= page.height * limits.edge_share
        foot = line.box.y0 >= page.height * (1 - limits.edge_share)
    else:
        printed = [other for other in page.lines if not other.is_blank]
        head = any(other is line for other in printed[: limits.edge_lines])
        foot = any(other is line for other in printed[-limits.edge_lines :])
    return {"head": head, "foot": foot, "edge": head or foot}[zone]
