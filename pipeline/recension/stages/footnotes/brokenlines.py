"""Lines that an extraction broke off behind a raised call.

Defect: programs that read text by baselines end a line where a raised figure stands; the figure
ends it, or stands alone on the next, and the rest of the printed line makes a line of its own:
`bien 1`, `. Le comte`. Evidence: that rest begins with a stop, a comma or a closing bracket, which
no printer sets at the head of a line. Others keep the line and leave a white on either side of the figure,
before a stop too: `bien 1 . Le comte`. Left alone: lines that begin with points of omission or with
a mark before which French sets a white, since such a white may break; unless they hold nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from recension.stages.footnotes.rows import Row

_REST = regex.compile(r"\s*(?:[.](?![.\d])|,(?!\d)|[)\]](?!\w)|[.,:;!?»”)\]\s]+$)")
_OFF = regex.compile(r"\s[.,](?:\s|$)")


def broken_off(rows: Sequence[Row], index: int) -> bool:
    """Does the next row go on, with a mark that begins no printed line, from what ends this one?"""
    return (
        index + 1 < len(rows)
        and rows[index + 1].page == rows[index].page
        and _REST.match(rows[index + 1].chars) is not None
    )


def stands_off(after: str) -> bool:
    """Does a white stand before the stop or comma that follows? No printer sets one; a raised call leaves it."""
    return _OFF.match(after) is not None
