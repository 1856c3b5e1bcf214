"""Goldens: every sample after every stage, its outputs, and the record of its edits.

They say what `recension` does, not what it should do (`test_samples.py` says that), so that no
change of a cleaned text goes by unseen. `make goldens` writes them anew; then read the diff.
In what is shown ␣ is a no-break space, ⍽ a narrow one, ¬ a soft hyphen, · a space at a line's end.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from recension.clean import render
from recension.stages import STAGES
from shelf import FOLDER, SAMPLES, revision_of, shown, steps_of, told

STEPS = ("read", *(stage.__name__ for stage in STAGES))
OUTPUTS = {"md": "cleaned.md", "tei": "cleaned.tei.xml"}
RECORD = "edits.txt"

EVERY_SAMPLE = pytest.mark.parametrize("sample", SAMPLES)


def golden(sample: str, name: str) -> Path:
    """Where a golden of a sample is kept."""
    return FOLDER / sample / "golden" / name


def name_of(number: int) -> str:
    """The file of a step, numbered so that the files sort as the stages run."""
    return f"{number}-{STEPS[number]}.txt"


@EVERY_SAMPLE
@pytest.mark.parametrize("number", range(len(STEPS)), ids=STEPS)
def test_the_text_after_a_stage(sample: str, number: int, file_regression: FileRegressionFixture) -> None:
    text = shown(steps_of(sample)[number].revision.document)
    file_regression.check(text, encoding="utf-8", fullpath=golden(sample, name_of(number)))


@EVERY_SAMPLE
@pytest.mark.parametrize("form", OUTPUTS)
def test_an_output(sample: str, form: str, file_regression: FileRegressionFixture) -> None:
    text = render(revision_of(steps_of(sample)), form).decode("utf-8")
    file_regression.check(text, encoding="utf-8", fullpath=golden(sample, OUTPUTS[form]))


@EVERY_SAMPLE
def test_the_record(sample: str, file_regression: FileRegressionFixture) -> None:
    file_regression.check(told(revision_of(steps_of(sample))), encoding="utf-8", fullpath=golden(sample, RECORD))


@EVERY_SAMPLE
def test_no_golden_is_left_over(sample: str) -> None:
    expected = {name_of(number) for number in range(len(STEPS))} | {*OUTPUTS.values(), RECORD}
    found = {path.name for path in FOLDER.joinpath(sample, "golden").iterdir()}
    assert found - expected == set(), "goldens that no test compares; remove them"


def test_goldens_are_not_written_anew_in_ci(pytestconfig: pytest.Config) -> None:
    writing = pytestconfig.getoption("force_regen", False) or pytestconfig.getoption("regen_all", False)
    assert not (writing and os.environ.get("CI")), "CI compares with goldens; it must not write them"
