"""The parts of a clean, each timed by itself, in this process; prints JSON. Milliseconds of CPU a page.

    python bench/speed/inside.py FILE.pdf [ROUNDS]
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "pipeline"))

from recension import writers  # noqa: E402
from recension.clean import all_stages, profile_of, read, stage_name  # noqa: E402
from recension.model import Revision  # noqa: E402
from recension.model.laws import check_source, check_step, check_whole  # noqa: E402
from recension.readers.saved import read as read_saved  # noqa: E402
from recension.readers.saved import saved  # noqa: E402
from recension.rulebook.detect import detect_language  # noqa: E402
from recension.rulebook.matching import by_rules  # noqa: E402
from recension.rulebook.publishers import detect_publisher  # noqa: E402


class Clock:
    """CPU milliseconds by name."""

    def __init__(self) -> None:
        self.found: dict[str, list[float]] = defaultdict(list)
        self._begun = time.process_time()

    def start(self) -> None:
        self._begun = time.process_time()

    def stop(self, name: str) -> None:
        self.found[name].append(1000 * (time.process_time() - self._begun))
        self._begun = time.process_time()


def once(path: str, clock: Clock) -> int:
    """Clean a file once, timing each part; the number of its pages."""
    clock.start()
    document = read(path)
    clock.stop("reader")
    packed = saved(document)
    clock.stop("save the source")
    read_saved(packed, "saved")
    clock.stop("read the saved source")
    language = detect_language(document.source.chars) or "fr"
    clock.stop("language")
    detect_publisher(document)
    clock.stop("publisher")
    document = document.with_language(language)
    stages = all_stages()
    profile = profile_of(language, (), "none", stages)
    clock.stop("profile")
    check_source(document)
    clock.stop("law: source")
    revision = Revision(document)
    for stage in stages:
        name = stage_name(stage)
        clock.start()
        step = stage(revision.document, profile)
        clock.stop(f"stage: {name}")
        if profile.rules_for(name):
            step = step.then(by_rules(step.document, profile, name))
        clock.stop(f"rules: {name}")
        check_step(revision.document, step, name)
        clock.stop(f"law: {name}")
        revision = revision.then(step)
    clock.start()
    check_whole(revision)
    clock.stop("law: whole run (--strict)")
    for name in ("md", "txt", "tei", "html", "json", "edits"):
        writers.write(revision, name)
        clock.stop(f"writer: {name}")
    return len(document.pages)


def main() -> None:
    path, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    once(path, Clock())  # imports, patterns, lexicons
    clock = Clock()
    pages = max(once(path, clock) for _ in range(count))
    told: dict[str, Any] = {name: median(values) / pages for name, values in clock.found.items()}
    print(json.dumps({"pages": pages, "parts": told}))


if __name__ == "__main__":
    main()
