"""Plans of the small-capitals stage: what cannot be put letter for letter is left alone."""

from __future__ import annotations

from recension.model import Line, Text
from recension.stages.smallcaps.casewords import Stream
from recension.stages.smallcaps.changes import Plan


def test_a_letter_that_becomes_two_with_its_case_is_left_alone() -> None:
    stream = Stream([Line(Text.of("Nß", 0))])
    plan = Plan([stream])
    assert not plan.recase(stream, (0, 1), "NSS", rule="scrambled-word", reason="an abbreviation")
    assert plan.changes == []
    assert plan.recase(stream, (0, 1), "Nẞ", rule="scrambled-word", reason="one for one")
    assert [change.after for change in plan.changes] == ["Nẞ"]
