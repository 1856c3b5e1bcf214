"""Whose print is this? Told by the stamps and notices that a publisher's pack knows.

A pack names under `detect` the rules whose hits tell the publisher: whole lines of a shape
that nobody else prints. They are asked of the document as it was read, with the evidence
that they ask for themselves (place on the page, recurrence). Addresses and names that stand
inside an author's sentence or bibliography are no whole lines and prove nothing. Where the
answer is wrong all the same, no harm is done: a publisher's rules only take whole lines of
those same shapes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from recension.model import Act, Document, Draft
from recension.rulebook.matching import apply_rules
from recension.rulebook.packs import NO_PUBLISHER, known_publishers, shipped
from recension.rulebook.profile import Profile

AUTO_PUBLISHER = "auto"
"""In place of a publisher's name: told from the text."""

FIRST, LAST = 20, 2
"""Pages looked at. A cover stands first or last, a stamp on every page."""

_STAGE = "detect"


class Detected(NamedTuple):
    """A publisher or portal, and why: the rule, the page and the words of one sign, and how many signs there are."""

    publisher: str
    rule: str
    page: int
    text: str
    signs: int

    def __str__(self) -> str:
        more = f" and {self.signs - 1} more" if self.signs > 1 else ""
        return f"{self.publisher} (page {self.page}: ‹{_shortened(self.text)}›{more})"


def detect_publisher(document: Document) -> list[Detected]:
    """The publishers and portals whose signs stand on these pages, the one with most signs first; often none.

    A chapter may bear the marks of two: the press's and the portal's. Expects a document as
    it was read; what a stage has moved is not seen.
    """
    pages = document.pages
    looked_at = pages if len(pages) <= FIRST + LAST else (*pages[:FIRST], *pages[-LAST:])
    draft = Draft(document, _STAGE)
    apply_rules(draft, replace(document, pages=looked_at), _signs(), _STAGE)
    moved = [edit for edit in draft.revision().edits if edit.act is Act.MOVE]
    found: list[Detected] = []
    for publisher, signs in Counter(edit.rule.split("/")[0] for edit in moved).items():
        first = next(edit for edit in moved if edit.rule.startswith(f"{publisher}/"))
        found.append(Detected(publisher, first.rule, first.page, first.before.strip(), signs))
    return sorted(found, key=lambda one: (-one.signs, one.publisher))


def named(detected: list[Detected]) -> str:
    """The publishers in the form in which a profile is asked for them."""
    return ",".join(sorted(one.publisher for one in detected)) or NO_PUBLISHER


def _signs() -> Profile:
    rules = [replace(rule, stage=_STAGE) for name in known_publishers() for pack in shipped("publishers", name)
             for rule in pack.rules if rule.id.split("/")[1] in pack.detect]
    return Profile("", rules=tuple(rules))


def _shortened(text: str, longest: int = 60) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
