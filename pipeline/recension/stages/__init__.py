"""The stages, in the one order in which they run.

Each place has a reason. `encoding` first: no later rule should have to know of mojibake or
ligature glyphs. `watermarks` before `furniture`: a stamp recurs too, and before anything joins
its splinters to words. `furniture` before notes and words are joined over the page.
`smallcaps` before `hyphenation`: a name's case decides whether its hyphen stays.
`footnotes` before `paragraphs`: notes stand between the halves of a paragraph. `paragraphs`
before `hyphenation`: then a page break is just a line break. `typography` last: quotes
pair within paragraphs.

`STAGES` is a plain tuple; a user passes `stages=(*STAGES, mine)`. A stage of several modules is a
package of its own, and its function stands in the package's `__init__`; what two stages ask for
is a private module beside them.
"""

from __future__ import annotations

from collections.abc import Callable

from recension.model import Document, Revision
from recension.rulebook import Profile
from recension.stages import (
    encoding,
    footnotes,
    furniture,
    hyphenation,
    paragraphs,
    smallcaps,
    typography,
    watermarks,
)

Stage = Callable[[Document, Profile], Revision]

STAGES: tuple[Stage, ...] = (
    encoding.encoding,
    watermarks.watermarks,
    furniture.furniture,
    smallcaps.smallcaps,
    footnotes.footnotes,
    paragraphs.paragraphs,
    hyphenation.hyphenation,
    typography.typography,
)
