"""How far a batch is: one line that is written over where somebody looks on, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import TextIO

from recension.batch.naming import display
from recension.batch.outcomes import Status

EVERY = 30.0
"""Seconds between lines where there is no terminal."""

RECENT = 200
"""Documents over which the rate is taken: long enough to be steady, short enough to follow a change."""


class Progress:
    """Counts what is done, and tells. Troubles are told as they come."""

    def __init__(self, total: int, before: int, *, quiet: bool = False, stream: TextIO | None = None,
                 clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream or sys.stderr
        self.quiet = quiet
        self.total, self.before, self.done = total, before, 0
        self.pages = 0
        self.counts: Counter[Status] = Counter()
        self._clock = clock
        self._live = not quiet and self.stream.isatty()
        self._began = self._told = clock()
        self._recent: deque[tuple[float, int]] = deque([(self._began, 0)], maxlen=RECENT)

    def add(self, shown: str, status: Status, message: str, pages: int) -> None:
        """One more document is final."""
        self.done += 1
        self.pages += pages
        self.counts[status] += 1
        self._recent.append((self._clock(), pages))
        if status is not Status.OK:
            self.say(f"{shown}: {status.value}: {message}")
        self.show()

    def say(self, message: str) -> None:
        """A line that stays."""
        if not self.quiet:
            self._write(("\r\x1b[K" if self._live else "") + f"recension: {display(message)}\n")

    def show(self, *, now: bool = False) -> None:
        """The line of progress, if it is time for one."""
        time_now = self._clock()
        if self.quiet or (not now and time_now - self._told < (0.2 if self._live else EVERY)):
            return
        self._told = time_now
        self._write(f"\r\x1b[K{self.line()}" if self._live else f"recension: {self.line()}\n")

    def line(self) -> str:
        """`120 of 400 (30 %), 2.1 documents/s, 14 pages/s, 2 min left, 3 failed, 1 flagged`."""
        settled = self.before + self.done
        elapsed = max(self._clock() - self._recent[0][0], 1e-6)
        rate = (len(self._recent) - 1) / elapsed
        parts = [f"{settled} of {self.total} ({100 * settled // max(self.total, 1)} %)"]
        if self.done:
            parts.append(f"{rate:.1f} documents/s")
            parts.append(f"{sum(pages for _, pages in list(self._recent)[1:]) / elapsed:.0f} pages/s")
            if settled < self.total:
                parts.append(f"{duration((self.total - settled) / rate)} left")
        parts += [f"{count} {status.value}" for status, count in sorted(self.counts.items()) if status is not Status.OK]
        return ", ".join(parts)

    def end(self) -> None:
        if self._live:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):  # nobody listens any more; the work goes on
            self.quiet = True


def duration(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"
