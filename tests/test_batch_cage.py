"""Whatever a child does, it does it to itself: the batch goes on, and says what happened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from batchkit import run, text
from recension.batch import sandbox
from recension.batch.cage import Limits
from recension.batch.jobs import Settings
from recension.batch.ledger import entries
from recension.batch.local import LocalEngine

DEEDS = {
    # what the child does: status, words of the message
    "segfault": ("quarantined", "SIGSEGV"),
    "abort-once": ("ok", "an attempt before this one: it crashed with SIGABRT"),
    "silent": ("quarantined", "without an answer"),
    "hang": ("quarantined", "no sign of life for 6 s"),
    "spin": ("quarantined", "processor time"),
    "memory": ("quarantined", "more memory than one document may take"),
    "noise": ("ok", "done"),
    "flood": ("quarantined", "said more than a child may say"),
    "lies": ("quarantined", "is missing"),
    "nonsense": ("quarantined", "not understood"),
    "raises": ("quarantined", "a parser of ours has a fault"),
    "sound": ("ok", "done"),
}
FORBIDDEN = {"fork": "", "socket": "", "snoop": "", "scribble": ""}


class BadEngine(LocalEngine):
    nursery = "badnursery"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, int]]:
    folder = tmp_path_factory.mktemp("cage")
    source = folder / "in"
    source.mkdir()
    for number, deed in enumerate((*DEEDS, *FORBIDDEN)):
        (source / f"{deed}.txt").write_text(f"{deed}\n\n{text(number)}", encoding="utf-8")
    settings = Settings(language="en", limits=Limits(cpu=1, cpu_a_page=0.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limits, "stall", 6.0)
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]))
        run(source, folder / "out", settings, workers=4, engine=BadEngine)
    assert not (folder / "outside").exists() and not (folder / "out" / "outside").exists()
    return {entry["name"].removesuffix(".txt"): (entry["status"], entry["message"], entry["attempts"])
            for entry in entries(folder / "out")}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_child_hurts_only_itself(told: dict[str, tuple[str, str, int]], deed: str) -> None:
    status, words = DEEDS[deed]
    assert told[deed][0] == status, told[deed]
    assert words in told[deed][1]
    assert told[deed][2] == (2 if status == "quarantined" or deed == "abort-once" else 1)


@pytest.mark.skipif(not (sandbox.landlock_version() and sandbox.has_seccomp()), reason="no Landlock or seccomp here")
@pytest.mark.parametrize("deed", FORBIDDEN)
def test_a_child_is_forbidden_what_it_does_not_need(told: dict[str, tuple[str, str, int]], deed: str) -> None:
    assert "root:" not in told[deed][1]
    assert told[deed][0] != "ok", told[deed]
