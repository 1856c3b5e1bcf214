"""The public benchmark of speed: recension and its peers, CPU and memory, on documents that are drawn here.

    python bench/speed/run.py                     everything ; writes results.md and speed.svg
    python bench/speed/run.py --rounds 2 --pages 20 --longest 100
                                                  less of everything; with --only NAME,... it writes nothing
    python bench/speed/run.py FILE.pdf ...        these documents in place of the drawn ones; prints, writes nothing
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "pipeline")]

from bench.accuracy.peers import PEERS, Ready, ready  # noqa: E402
from bench.speed.documents import KINDS, document  # noqa: E402
from bench.speed.measure import Cost, Failed, cost, middle, ratio, recension, rounds  # noqa: E402
from bench.speed.report import chart, table  # noqa: E402

HERE = Path(__file__).resolve().parent
LEFT_OUT = ("pymupdf4llm",)
"""Measured for accuracy only: its licence (AGPL) keeps it out of what people compare here."""

PAGES = 60
GROWTH = (1, 10, 100, 1000, 4000)
RULES = (0, 100, 300, 1000)
READ_ALONE = "import sys, recension\nrecension.read(sys.argv[1])"


def main() -> int:
    parser = argparse.ArgumentParser(description="The public benchmark of recension's speed.")
    parser.add_argument("files", nargs="*", type=Path, help="documents in place of those drawn here")
    parser.add_argument("--only", default="", metavar="NAME,...", help="only these programs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=PAGES, help="of the drawn documents")
    parser.add_argument("--longest", type=int, default=GROWTH[-1], metavar="PAGES", help="of the row of lengths")
    asked = parser.parse_args()
    parts: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in _parts(asked, Path(folder)):
            print(part[0], flush=True)
            parts.append(part)
    if not asked.only and not asked.files:
        text = "\n".join(told for told, _ in parts)
        (HERE / "results.md").write_text(f"# Results\n\n{_preface(asked.rounds)}\n\n{text}", "utf-8")
        (HERE / "speed.svg").write_text(next(drawn for _, drawn in parts if drawn), "utf-8")
    return 0


def _parts(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[str, str]]:
    """Each part of the report, and the chart that goes with it or nothing."""
    documents = {file.stem: file for file in asked.files} or {kind: document(kind, asked.pages) for kind in KINDS}
    pages = {name: _pages(path) for name, path in documents.items()}
    able = [ready(peer) for peer in PEERS
            if peer.name not in LEFT_OUT and (not asked.only or peer.name in asked.only.split(","))]
    yield _against_peers(documents, pages, able, asked.rounds, folder)
    if not asked.only or "recension" in asked.only.split(","):
        yield _start(asked.rounds, folder), ""
        yield _inside(documents), ""
        yield _by_length(asked.longest, folder), ""
        yield _by_rules(asked.rounds, asked.pages, folder), ""
        yield _by_workers(asked.pages, folder), ""


def _against_peers(documents: Mapping[str, Path], pages: Mapping[str, int], able: Sequence[Ready], count: int,
                   folder: Path) -> tuple[str, str]:
    out = folder / "out.md"
    costs: dict[str, dict[str, list[Cost]]] = {}
    skipped = [f"- {one.peer.name}: left out, {one.missing}" for one in able if one.missing]
    for name, path in documents.items():
        commands: dict[str, Sequence[str]] = {}
        for one in able:
            if not one.missing:
                commands[f"{one.peer.name} {one.version}"] = one.command(path, out, folder)
        if any(one.peer.name == "recension" for one in able):
            saved = folder / f"{name}.source"
            cost(recension("extract", str(path), "-q", "-o", str(saved)))
            commands["recension, reader alone"] = [sys.executable, "-c", READ_ALONE, str(path)]
            commands["recension, saved source"] = recension("clean", str(saved), "-q", "-o", str(out))
        for command in list(commands):
            try:
                cost(commands[command])  # byte code is written, files are in the cache
            except Failed as error:
                skipped.append(f"- {command}: left out, {error}")
                del commands[command]
        for command, found in rounds(commands, count).items():
            costs.setdefault(command, {})[name] = found
    yardstick = next((name for name in costs if name.startswith("pdftotext")), "")
    rows, a_page = [], {}
    for name, of in costs.items():
        each = {one: 1000 * middle(found).cpu / pages[one] for one, found in of.items()}
        a_page[name] = _mean(each.values())
        against = [ratio(found, costs[yardstick][one]) for one, found in of.items()] if yardstick else []
        rows.append([name, *(each.get(one, "–") for one in documents), a_page[name],
                     _mean(against) if against else "–", max(middle(found).memory for found in of.values())])
    rows.sort(key=lambda row: float(row[len(documents) + 1]))
    head = ["program", *(f"{name}, ms a page" for name in documents), "mean, ms a page", "over pdftotext", "peak, MB"]
    told = f"## Programs\n\nWhole processes, {min(pages.values())} pages or more each.\n\n" + table(head, rows)
    if skipped:
        told += "\n" + "\n".join(skipped) + "\n"
    return told, chart(a_page)


def _start(count: int, folder: Path) -> str:
    one = str(document("notes", 1))
    commands = {"python -c pass": [sys.executable, "-c", "pass"], "recension --version": recension("--version"),
                "recension --help": recension("--help"),
                "recension clean, one page": recension("clean", one, "-q", "-o", str(folder / "one.md"))}
    found = rounds(commands, max(count, 5) + 1)
    rows = [[name, 1000 * middle(costs[1:]).cpu, middle(costs[1:]).memory] for name, costs in found.items()]
    return "## Start\n\n" + table(["command", "CPU, ms", "peak, MB"], rows)


def _inside(documents: Mapping[str, Path]) -> str:
    parts: dict[str, dict[str, float]] = {}
    for name, path in documents.items():
        done = subprocess.run([sys.executable, str(HERE / "inside.py"), str(path)], capture_output=True, text=True,
                              check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline")})
        for part, value in json.loads(done.stdout.splitlines()[-1])["parts"].items():
            parts.setdefault(part, {})[name] = value
    sums = {whole: {name: sum(of[name] for part, of in parts.items() if part.startswith(whole)) for name in documents}
            for whole in ("stage: ", "rules: ", "law: ")}
    shown = parts | {f"**{whole[:-2]}, all**": of for whole, of in sums.items()}
    needed = ("reader", "language", "publisher", "profile", "stage: ", "rules: ", "law: ", "writer: md")
    total = {name: sum(of[name] for part, of in parts.items() if part.startswith(needed) and "strict" not in part)
             for name in documents}
    record = {name: parts["writer: edits"][name] / total[name] + 1 for name in documents}
    shown["**a clean to Markdown**"] = total
    rows = [[part, *(of[name] for name in documents)] for part, of in shown.items()]
    rows.append(["record of edits written / not written", *record.values()])
    return ("## Parts of a clean\n\nMilliseconds of CPU a page, start not counted.\n\n"
            + table(["part", *documents], rows))


def _by_length(longest: int, folder: Path) -> str:
    rows = []
    for count in (count for count in GROWTH if count <= longest):
        path = str(document("notes", count))
        times = 3 if count <= 100 else 1
        costs = middle([cost(recension("clean", path, "-q", "-o", str(folder / "long.md"))) for _ in range(times)])
        rows.append([count, costs.cpu, 1000 * costs.cpu / count, costs.memory])
    return "## Pages\n\n" + table(["pages", "CPU, s", "ms a page", "peak, MB"], rows)


def _by_rules(count: int, pages: int, folder: Path) -> str:
    path = str(document("prose", pages))
    commands = {}
    for rules in RULES:
        pack = folder / f"rules{rules}.toml"
        pack.write_text("\n".join(map(_rule, range(rules))), "utf-8")
        more = ["--rules", str(pack)] if rules else []
        commands[str(rules)] = recension("clean", path, "-q", *more, "-o", str(folder / "rules.md"))
    found = rounds(commands, count)
    none = middle(found["0"]).cpu
    rows = [[name, 1000 * middle(costs).cpu / pages, 1000 * (middle(costs).cpu - none) / pages]
            for name, costs in found.items()]
    return ("## Rules\n\nRules of a user's own, beside those shipped: half are stamps, half correct a word.\n\n"
            + table(["rules", "ms a page", "more than without"], rows))


def _rule(number: int) -> str:
    stage, search, act, examples = (
        ("watermarks", f"^Archive {number}, [0-9]{{4}}$", "move = 'background'",
         f"finds = ['Archive {number}, 2014']\nspares = ['L’Archive {number}, 2014']")
        if number % 2 else
        ("encoding", f"\\bmo{number}t\\b", "replace = 'mot'", f"fixes = [['mo{number}t', 'mot']]\nspares = ['un mot']"))
    return f"[[{stage}]]\nid = 'rule-{number}'\nwhy = 'Measured.'\npattern = '{search}'\n{act}\n{examples}\n"


def _by_workers(pages: int, folder: Path) -> str:
    inputs = []
    for number, kind in enumerate(KINDS * 2):
        copy = folder / f"in{number}.pdf"
        copy.write_bytes(document(kind, pages).read_bytes())
        inputs.append(str(copy))
    rows, alone = [], 0.0
    for workers in (1, 2, 4):
        if workers > (os.cpu_count() or 1):
            break
        found = middle([cost(recension("batch", *inputs, "-o", str(folder / f"batch{workers}-{turn}"), "--check", "off",
                                       "--workers", str(workers), "-q")) for turn in range(2)])
        alone = alone or found.clock
        rows.append([workers, found.clock, alone / found.clock, found.cpu])
    return (f"## Processes\n\n`batch --check off` over {len(inputs)} documents of {pages} pages.\n\n"
            + table(["workers", "seconds", "times as fast", "CPU, s"], rows))


def _pages(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _mean(values: object) -> float:
    """The geometric mean."""
    found = [float(value) for value in values]  # type: ignore[attr-defined]
    return exp(sum(map(log, found)) / len(found))


def _preface(count: int) -> str:
    return (f"Measured on {datetime.date.today():%d %B %Y}: {platform.machine()}, {os.cpu_count()} processors, Python "
            f"{platform.python_version()}, a load of {os.getloadavg()[0]:.0f}. User and system CPU of the process and "
            f"its children, medians of {count} interleaved rounds; how: `README.md`.\n\n![CPU for a page](speed.svg)")


if __name__ == "__main__":
    sys.exit(main())
