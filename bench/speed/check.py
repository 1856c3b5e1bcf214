"""The short form, for CI: has recension become slower against pdfplumber, on this machine, in this run?

    python bench/speed/check.py             against figures.toml; 1 if it has, by more than 15 %
    python bench/speed/check.py --update    put the present figures on record (--count: instructions too)

A ratio within one run leaves the machine out, and most of its load. What is left is noise, which goes both ways: so a
figure that is too high is measured again, up to four times, and the best median counts. If it still is too high,
valgrind is there and instructions are on record, these decide, which no load can change.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "pipeline")]

from bench.speed.documents import document  # noqa: E402
from bench.speed.measure import ratio, recension, rounds  # noqa: E402

FIGURES = Path(__file__).with_name("figures.toml")
TOLERANCE = 0.15
TRIES, ROUNDS = 4, 3
PAGES = 24
PAGES_COUNTED = 6
"""Pages under valgrind, which is fifty times as slow."""

PLUMBER = [sys.executable, "-c",
           "import sys, pdfplumber\nfor page in pdfplumber.open(sys.argv[1]).pages: page.extract_text()"]
"""What everything is measured by. It comes with recension, in a version that constraints.txt fixes."""


def commands(pages: int, out: str) -> dict[str, tuple[Sequence[str], Sequence[str]]]:
    """By figure: what is measured, and against what."""
    pdf = str(document("notes", pages))
    one = str(document("notes", 1))
    return {"clean": (recension("clean", pdf, "-q", "--language", "fr", "-o", out), [*PLUMBER, pdf]),
            "one_page": (recension("clean", one, "-q", "--language", "fr", "-o", out), [*PLUMBER, one]),
            "version": (recension("--version"), [*PLUMBER, one])}


def main() -> int:
    parser = argparse.ArgumentParser(description="Has recension become slower?")
    parser.add_argument("--update", action="store_true", help="put the present figures on record")
    parser.add_argument("--count", action="store_true", help="with --update: instructions too, by valgrind (minutes)")
    asked = parser.parse_args()
    on_record = tomllib.loads(FIGURES.read_text("utf-8")) if FIGURES.is_file() else {}
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out.md")
        _warm(out)
        limits = {} if asked.update else on_record.get("ratio", {})
        known = {} if asked.update else on_record.get("instructions", {})
        found = {name: _best(pair, limits.get(name, float("inf"))) for name, pair in commands(PAGES, out).items()}
        slow = [name for name, value in found.items() if value > limits.get(name, float("inf")) * (1 + TOLERANCE)]
        counted: dict[str, float] = {}
        if shutil.which("valgrind"):
            counted = {name: _counted(pair, folder) for name, pair in commands(PAGES_COUNTED, out).items()
                       if asked.count or (name in slow and name in known)}
    for name, value in found.items():
        told = f", {counted[name]:.3f} in instructions" if name in counted else ""
        print(f"{name}: {value:.3f} of pdfplumber{told} ({limits.get(name, value):.3f} on record)")
    if asked.update:
        _record(found, counted)
        return 0
    slow = [name for name in slow if name not in counted or name not in known
            or counted[name] > known[name] * (1 + TOLERANCE)]
    if slow:
        print(f"slower by more than {TOLERANCE:.0%}: {', '.join(slow)}. Where the time goes: CONTRIBUTING.md, Speed. "
              "If it is worth its price: bench/speed/check.py --update, and say why in the commit.")
    return 1 if slow else 0


def _warm(out: str) -> None:
    """Byte code is written, files are in the cache."""
    rounds({name: pair[side] for side in (0, 1) for name, pair in commands(PAGES, out).items()}, 1)


def _best(pair: tuple[Sequence[str], Sequence[str]], limit: float) -> float:
    """The ratio; the best of several medians where the first is too high."""
    best = float("inf")
    for _ in range(TRIES):
        found = rounds({"ours": pair[0], "theirs": pair[1]}, ROUNDS)
        best = min(best, ratio(found["ours"], found["theirs"]))
        if best <= limit * (1 + TOLERANCE):
            break
    return best


def _counted(pair: tuple[Sequence[str], Sequence[str]], folder: str) -> float:
    ours, theirs = (_instructions(command, folder) for command in pair)
    return ours / theirs


def _instructions(command: Sequence[str], folder: str) -> int:
    """Instructions of a command, by callgrind."""
    import os

    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(ROOT / "pipeline"), "PYTHONHASHSEED": "0"}
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind", *command],
                          capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)
    told = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or told is None:
        raise SystemExit(f"valgrind could not run {command[:4]}: {done.stderr[-300:]}")
    return int(told[1].replace(",", ""))


def _record(found: Mapping[str, float], counted: Mapping[str, float]) -> None:
    parts = ["# CPU of recension over that of pdfplumber on the same document, whole processes; see check.py.",
             "# Written by bench/speed/check.py --update.", "", "[ratio]"]
    parts += [f"{name} = {value:.3f}" for name, value in found.items()]
    if counted:
        parts += ["", "[instructions]", *(f"{name} = {value:.3f}" for name, value in counted.items())]
    FIGURES.write_text("\n".join(parts) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
