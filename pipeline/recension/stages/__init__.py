"""The stages, in the one order in which they run.

Each place has a reason. `encoding` first: no later rule should have to know of mojibake or
ligature glyphs. `watermarks` before `furniture`: a stamp recurs too, and before anything joins
its splinters to words. `furniture` before notes and words are joined over the page.
`smallcaps` before `hyphenation`: a name's case decides whether its hyphen stays.
`footnotes` before `paragraphs`: notes stand between the halves of a paragraph. `paragraphs`
before `hyphenation`: then a page break is just a line break. `typography` last: quotes
pair within paragraphs.

`STAGES` is a plain tuple; a user passes `stages=(*STAGES, mine)`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from recension.model import Document, Revision
from recension.rulebook import Profile

Stage = Callable[[Document, Profile], Revision]

NAMES = ("encoding", "watermarks", "furniture", "smallcaps", "footnotes", "paragraphs", "hyphenation", "typography")


def _present() -> tuple[Stage, ...]:
    stages = []
    for name in NAMES:
        try:
            stages.append(getattr(import_module(f"recension.stages.{name}"), name))
        except ModuleNotFoundError as missing:
            if missing.name != f"recension.stages.{name}":
                raise
    return tuple(stages)


STAGES: tuple[Stage, ...] = _present()
