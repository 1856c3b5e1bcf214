"""What a command costs: user and system CPU of the process and its children, and its peak of memory.

CPU time still swings with the load of the machine, with its clock and its caches. So commands that are to be compared
run one after the other in rounds, each round in another order, and what is compared is the median of the ratios
within a round.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 900


class Cost(NamedTuple):
    """CPU seconds, seconds on the clock, and the peak of resident memory in megabytes.

    A child begins with the memory of the process that starts it: no peak below that of this one (30 MB) can be seen.
    """

    cpu: float
    clock: float
    memory: float


class Failed(Exception):
    """A command did not end as it should."""


def cost(command: Sequence[str]) -> Cost:
    """Run a command once. Raises Failed with the end of what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(ROOT / "pipeline"), "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile() as said:
        began = os.times().elapsed
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
                                   env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        clock = os.times().elapsed - began
        if process.returncode:
            said.seek(0)
            raise Failed(said.read().decode("utf-8", "replace").strip()[-300:] or f"status {process.returncode}")
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Cost(used.ru_utime + used.ru_stime, clock, used.ru_maxrss / unit)


def rounds(commands: Mapping[str, Sequence[str]], count: int) -> dict[str, list[Cost]]:
    """Every command so many times, in rounds of changing order."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    order = list(commands)
    for number in range(count):
        random.Random(number).shuffle(order)
        for name in order:
            found[name].append(cost(commands[name]))
    return found


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each."""
    return Cost(*(median(values) for values in zip(*costs, strict=True)))


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost]) -> float:
    """The median of the ratios of CPU within the rounds."""
    return median(one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True))


def recension(*arguments: str) -> list[str]:
    """The command of this checkout."""
    return [sys.executable, "-m", "recension", *arguments]
