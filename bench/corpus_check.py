"""Laws and accuracy over the corpora, where they are.

    bench/corpus_check.py [--update] [--every N] [--only CORPUS] [--minutes N]

The corpora belong to others and are not part of the project: they are looked for in the
folder that RECENSION_CORPORA names, else in `../shared` beside the checkout; where there is
none, nothing is checked and that is said.

1. The laws, on every document there is: the real ones, the typeset ones, raw text, and the
   damaged and hostile PDFs, each in a process of its own with limits. Every format is
   written as well. A breach, a stage or a writer that raises, is a failure; so is an honest
   document that cannot be read. A hostile one that runs into its limits is counted.
2. Accuracy, judged by the scorers that come with the corpora, against `figures.toml`. A
   loss beyond the tolerance is a failure; `--update` puts the present figures on record.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.isolated import Limits, Outcome, run_each  # noqa: E402

CORPORA = (ROOT / os.environ.get("RECENSION_CORPORA", "../shared")).resolve()
FIGURES = ROOT / "bench" / "figures.toml"
OUTPUT = ROOT / "build" / "corpus"

SCORED = ("typeset", "debian")

TOLERANCE = 0.15
"""Percentage points that a figure may lose: a repair may cost a word elsewhere, not ten."""

SHOWN = 30
"""Failures that are printed before it says how many more there are."""

LOWER_IS_BETTER = {"cer", "cers", "cerb", "head", "folio", "wm", "lost", "lostN", "contam"}
HIGHER_IS_BETTER = {"join", "keep", "xpg", "sc", "mark", "mkP", "def", "pair", "cont", "pP", "pR", "pjoin", "hd",
                    "quote"}

DAMAGED = Limits(memory=3 << 30, cpu=15, wall=120.0)
HONEST = Limits(memory=6 << 30, cpu=400, wall=900.0)


class Job(NamedTuple):
    """A document: its corpus, its path, and where its Markdown goes if it is to be scored."""

    corpus: str
    path: Path
    output: Path | None = None


def main() -> int:
    parser = argparse.ArgumentParser(description="Laws and accuracy over the corpora.")
    parser.add_argument("--update", action="store_true", help="put the present figures on record")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth of the damaged files")
    parser.add_argument("--only", action="append", metavar="CORPUS", help="only the laws on this one; may be repeated")
    parser.add_argument("--minutes", type=float, default=9.0, help="no damaged file is begun after that (default 9)")
    asked = parser.parse_args()
    if not (CORPORA / "corpus").is_dir():
        print(f"No corpora at {os.environ.get('RECENSION_CORPORA', '../shared')}: laws and accuracy not checked.")
        return 0
    deadline = time.monotonic() + 60 * asked.minutes
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    _load_everything()
    if asked.only:
        jobs = (job for job in chain(_scored(), _unscored(asked.every, deadline)) if job.corpus in asked.only)
        return 1 if _laws(jobs) else 0
    failures = _laws(_scored())
    scorers = {name: _start_scorer(name) for name in SCORED if (CORPORA / "corpus" / name).is_dir()}
    failures += _laws(_unscored(asked.every, deadline))
    found = {name: _read_scores(name, scorer) for name, scorer in scorers.items()} | _seed_figures()
    if asked.update:
        _record(found)
    else:
        for loss in _losses(found):
            failures.append(loss)
            print(f"FAILED  {loss}")
    print("The corpora: " + (f"{len(failures)} failures." if failures else "all laws hold, no figure fell."))
    return 1 if failures else 0


# -- laws ----------------------------------------------------------------------------------


def _scored() -> Iterator[Job]:
    for name in SCORED:
        for path in sorted((CORPORA / "corpus" / name).glob("*/doc.pdf")):
            yield Job(name, path, OUTPUT / name / f"{path.parent.name}.md")
    for path in sorted((CORPORA / "seed").glob("*.txt")):
        yield Job("seed", path, OUTPUT / "seed" / f"{path.stem}.md")


def _unscored(every: int, deadline: float) -> Iterator[Job]:
    """The real ones first; then the damaged ones in an order that is as good as chance, as far as the time goes."""
    corpus = CORPORA / "corpus"
    yield from (Job("real", path) for path in sorted((corpus / "real").rglob("*.pdf")))
    yield from (Job("raw text", path) for path in sorted((corpus / "real").rglob("*.raw.txt.gz")))
    for name in SCORED:
        yield from (Job("clean text", path) for path in sorted((corpus / name).glob("*/truth.txt")))
    damaged = (path for path in (corpus / "bad").rglob("*") if path.suffix.lower() == ".pdf")
    by_chance = sorted(damaged, key=lambda path: sha256(path.name.encode()).digest())[::every]
    for looked_at, path in enumerate(by_chance):
        if time.monotonic() > deadline:
            print(f"Time is up: {looked_at} of {len(by_chance)} damaged files looked at.")
            return
        yield Job("damaged", path)


def _laws(jobs: Iterable[Job]) -> list[str]:
    """Run these documents; the failures, each in a line."""
    counts: dict[str, Counter[str]] = {}
    failures: list[str] = []
    start = time.monotonic()
    for outcome in run_each(_work, jobs, lambda job: DAMAGED if job.corpus == "damaged" else HONEST):
        verdict, detail = _verdict(outcome)
        counts.setdefault(outcome.job.corpus, Counter())[verdict] += 1
        if verdict == "crashed" and outcome.job.corpus == "damaged":
            print(f"{detail}: {outcome.job.path.relative_to(CORPORA)}", flush=True)
        if verdict == "failed" or (outcome.job.corpus != "damaged" and verdict != "done"):
            failures.append(f"{outcome.job.path.relative_to(CORPORA)}: {detail}")
            if len(failures) <= SHOWN:
                print(f"FAILED  {failures[-1]}", flush=True)
    if len(failures) > SHOWN:
        print(f"... and {len(failures) - SHOWN} more")
    for corpus, found in counts.items():
        print(f"{corpus:<11} " + ", ".join(f"{number} {what}" for what, number in sorted(found.items())))
    total = sum(found.total() for found in counts.values())
    print(f"            {total} documents in {time.monotonic() - start:.0f} s", flush=True)
    return failures


def _work(job: Job) -> tuple[str, str]:
    """In a process of its own: read, clean under the laws, write every format. A verdict and a detail."""
    import recension
    from recension.clean import render
    from recension.delivery import SUFFIXES

    began = time.process_time()
    try:
        document = _document(job)
    except recension.UnreadableInput as error:
        return "unreadable", str(error)
    except recension.EncryptedInput as error:
        return "encrypted", str(error)
    if not document.source.chars.strip():
        return "without text", "no text"
    try:
        revision = recension.clean(document)
    except recension.LawBroken as error:
        return "failed", str(error)
    seconds = time.process_time() - began
    for format in SUFFIXES:
        try:
            data = render(revision, format)
        except Exception as error:
            return "failed", f"the writer {format} raised {type(error).__name__}: {error}"
        if format == "md" and job.output is not None:
            job.output.parent.mkdir(parents=True, exist_ok=True)
            job.output.write_bytes(data)
            job.output.with_suffix(".sec").write_text(f"{seconds:.3f}")
    return "done", ""


def _document(job: Job) -> Any:
    """Read a document; a damaged PDF without the front door's refusal of files that break off."""
    import recension
    from recension.readers import pdfium

    if job.path.suffix == ".gz":
        return recension.read(gzip.decompress(job.path.read_bytes()), reader="text")
    if job.corpus == "damaged":
        return pdfium.read(job.path.read_bytes(), job.path.name, None)
    return recension.read(job.path)


def _verdict(outcome: Outcome) -> tuple[str, str]:
    if not outcome.failure:
        verdict, detail = outcome.result
        return str(verdict), str(detail)
    if outcome.failure.startswith("raised"):
        return "failed", outcome.failure
    return "crashed" if outcome.failure.startswith("died") else "over its limits", outcome.failure


def _load_everything() -> None:
    """Import what the children need once, so that a fork has it; PDFium itself starts in the child."""
    import warnings

    import recension
    import recension.readers.pdfium
    import recension.readers.plain
    import recension.rulebook.detect
    import recension.stages
    import recension.writers

    warnings.simplefilter("ignore", recension.Doubt)


# -- accuracy ------------------------------------------------------------------------------


def _start_scorer(name: str) -> subprocess.Popen[bytes]:
    report = OUTPUT / f"{name}.json"
    return subprocess.Popen(
        [sys.executable, str(CORPORA / "tools" / "score_corpus.py"), "--corpus", str(CORPORA / "corpus" / name),
         "--outputs", str(OUTPUT / name), "--json", str(report)],
        stdin=subprocess.DEVNULL, stdout=(OUTPUT / f"{name}.txt").open("wb"))


def _read_scores(name: str, scorer: subprocess.Popen[bytes]) -> dict[str, float]:
    if scorer.wait():
        raise SystemExit(f"the scorer failed on {name}; see {OUTPUT / f'{name}.txt'}")
    total = json.loads((OUTPUT / f"{name}.json").read_text(encoding="utf-8"))["total"]
    wanted = LOWER_IS_BETTER | HIGHER_IS_BETTER
    return {key: round(100 * pair[0] / pair[1], 3) for key, pair in sorted(total.items())
            if key in wanted and pair and pair[1]}


def _seed_figures() -> dict[str, dict[str, float]]:
    """The excerpt of the real chapter, by its own scorer: hand-written cases and guards."""
    seed, output = CORPORA / "seed", OUTPUT / "seed" / "excerpt.md"
    if not (seed / "score.py").is_file() or not output.is_file():
        return {}
    done = subprocess.run(
        [sys.executable, str(seed / "score.py"), str(output), "--gold", str(seed / "excerpt.gold.md"),
         "--cases", str(seed / "excerpt.cases.tsv"), "--json"], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    guards = [found["guards"] for found in told["classes"].values()]
    return {"seed": {
        "cer": round(100 * told["cer_all"], 3),
        "repairs": round(100 * told["repairs_pass"] / told["repairs_total"], 3),
        "guards": round(100 * sum(kept for kept, _ in guards) / max(1, sum(total for _, total in guards)), 3),
        "pair": round(100 * told["pairing"] / told["pairing_total"], 3),
    }}


def _losses(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    if not FIGURES.is_file():
        return ["there are no figures on record; bench/corpus_check.py --update writes them"]
    on_record = tomllib.loads(FIGURES.read_text(encoding="utf-8"))
    lost = []
    for corpus, figures in found.items():
        print(f"{corpus}: " + ", ".join(f"{key} {value:g}" for key, value in figures.items()))
        for key, before in on_record.get(corpus, {}).items():
            now = figures.get(key)
            if now is None:
                lost.append(f"{corpus}: the figure {key} is gone")
            elif (now - before if key in LOWER_IS_BETTER else before - now) > TOLERANCE:
                lost.append(f"{corpus}: {key} was {before:g} %, is {now:g} %")
    return lost


def _record(found: Mapping[str, Mapping[str, float]]) -> None:
    lines = ["# Accuracy on record, in percent; written by `bench/corpus_check.py --update`, held to by `make corpus`.",
             f"# Lower is better for {', '.join(sorted(LOWER_IS_BETTER))}; higher for all others."]
    for corpus, figures in sorted(found.items()):
        lines += ["", f"[{corpus}]", *(f"{key} = {value}" for key, value in figures.items())]
    FIGURES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{FIGURES.relative_to(ROOT)} is written.")


if __name__ == "__main__":
    sys.exit(main())
