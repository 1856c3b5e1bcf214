"""Kill a batch again and again, at random moments, until it is done; then hold it against one that was left alone.

    python bench/soak.py KILLS [--documents N] [--seed S]

Half of the kills hit the coordinator (SIGKILL), the others its warm parent or a child. Afterwards
every output must be there once, whole, and byte for byte as without kills; every document has
one final status and nobody was charged; no process and no staging is left. Exit status 1 otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recension.batch.ledger import HOME, entries
from recension.batch.verify import verify

ROOT = Path(__file__).resolve().parents[1]
LEAF = "The keeper's ledger, leaf {0}\n\nNobody had lit the lamp since winter, and nobody com-\nplained of leaf {0}.\n"


def shelf(folder: Path, count: int, chance: random.Random) -> None:
    folder.mkdir()
    samples = sorted(ROOT.glob("samples/*/input.pdf"))
    for number in range(count):
        if number % 5 == 0 and samples:
            shutil.copy(samples[number // 5 % len(samples)], folder / f"{number:04}.pdf")
        else:
            folder.joinpath(f"{number:04}.txt").write_text(LEAF.format(number) * chance.randrange(1, 20), "utf-8")


def started(source: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "recension", "batch", str(source), "-o", str(out), "--workers", "2",
                             "--language", "en", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline")})


def below(process: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            if parent == process:
                found += [int(entry.name), *below(int(entry.name))]
    return found


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and HOME not in path.relative_to(folder).parts}


def told(folder: Path) -> dict[str, tuple[str, str]]:
    return {entry["name"]: (entry["status"], entry["message"]) for entry in entries(folder)}


def faults_of(out: Path, clean: Path, wanted: dict[str, str]) -> list[str]:
    """What is not as it was without kills, each in words."""
    found = contents(out)
    faults = [f"lost: {name}" for name in sorted(set(wanted) - set(found))]
    faults += [f"one too many: {name}" for name in sorted(set(found) - set(wanted))]
    faults += [f"torn: {name}" for name in sorted(set(wanted) & set(found)) if wanted[name] != found[name]]
    ours, theirs = told(out), told(clean)
    faults += [f"ledger: {name}: {ours.get(name)} and not {theirs.get(name)}"
               for name in sorted(set(ours) | set(theirs)) if ours.get(name) != theirs.get(name)]
    faults += [f"verify: {fault}" for fault in verify(out, 2).faults]
    return faults + [f"left behind: {path}" for path in sorted((out / HOME).glob("staging*"))]


def one_round(place: Path, source: Path, wanted: dict[str, str], chance: random.Random,
              most: int) -> tuple[int, list[str]]:
    """One batch under fire until it is done. Returns the kills, and what is wrong at the end."""
    out = place / "out"
    kills = 0
    while True:
        process = started(source, out)
        while process.poll() is None and kills < most:
            before = sum(1 for _ in out.glob("*.md"))
            while process.poll() is None and sum(1 for _ in out.glob("*.md")) == before:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.05)
            victims = below(process.pid)
            victim = process.pid if chance.random() < 0.5 or not victims else chance.choice(victims)
            if process.poll() is None:
                try:
                    os.kill(victim, signal.SIGKILL)
                    kills += 1
                except ProcessLookupError:
                    continue
            if victim == process.pid:
                process.wait()
        process.wait()
        if process.returncode in (0, 7):
            break
    faults = faults_of(out, place / "clean", wanted)
    shutil.rmtree(out)
    return kills, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    total = wrong = rounds = 0
    with tempfile.TemporaryDirectory(prefix="recension-soak-") as name:
        place = Path(name)
        shelf(place / "in", given.documents, chance)
        if started(place / "in", place / "clean").wait() not in (0, 7):
            print("the undisturbed batch does not end well", file=sys.stderr)
            return 1
        wanted = contents(place / "clean")
        while total < given.kills:
            kills, faults = one_round(place, place / "in", wanted, chance, given.kills - total)
            total, wrong, rounds = total + kills, wrong + len(faults), rounds + 1
            for fault in faults:
                print(f"  {fault}", flush=True)
            print(f"{total} kills in {rounds} rounds of {given.documents} documents, {wrong} faults", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
