"""A warm parent whose children do what the worst parser would do, by what stands in the document."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from recension.batch import nursery, work
from recension.batch.jobs import Job

GOOD = work.work


def bad(job: Job, data: bytes, tell: Callable[[str], None]) -> dict[str, Any]:
    what = data.decode("utf-8").split()[0]
    if what == "segfault":
        tell("pdfium")
        ctypes.string_at(0)
    if what == "abort-once" and "pdfium" not in job.without:
        tell("pdfium")
        os.abort()
    if what == "silent":
        os._exit(0)
    if what == "hang":
        time.sleep(1000)
    if what == "spin":
        while True:
            pass
    if what == "memory":
        return {"held": len(bytearray(1 << 33))}
    if what == "noise":
        for _ in range(100):
            os.write(1, b"x" * 100_000)
            os.write(2, b"x" * 100_000)
    if what == "flood":
        tell("x" * (3 << 20))
    if what == "lies":
        return {"status": "ok", "message": "done", "files": {"md": "f" * 64, "edits": "f" * 64}}
    if what == "nonsense":
        return {"status": "splendid", "message": 5}
    if what == "raises":
        raise RuntimeError("a parser of ours has a fault")
    if what == "fork":
        os.fork()
    if what == "socket":
        socket.socket()
    if what == "snoop":
        with open("/etc/passwd", encoding="utf-8") as file:
            return {"status": "failed", "message": file.read()}
    if what == "scribble":
        with open(os.path.join(job.staging, "..", "..", "..", "outside"), "w", encoding="utf-8") as file:
            file.write("x")
    return GOOD(job, data, tell)


if __name__ == "__main__":
    work.work = bad
    nursery.main(int(sys.argv[1]))
