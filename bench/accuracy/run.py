"""The public benchmark: build the documents, run every program on them, judge, report.

    python bench/accuracy/run.py                         everything; writes results.md and charts/
    python bench/accuracy/run.py --only recension        one program (or several, by commas); prints, writes nothing
    python bench/accuracy/run.py --check --only recension --quick
                                                         against figures.toml; 1 if a figure fell
    python bench/accuracy/run.py --update                put recension's present figures on record

`--quick` takes the few documents in `quick/`, which are files of the repository: no engine is needed, and every
machine judges the same bytes. Without it the documents are set here, by the engines that are installed.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import shutil
import sys
import time
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "pipeline")]

from bench.accuracy import documents, report  # noqa: E402
from bench.accuracy.facts import load  # noqa: E402
from bench.accuracy.peers import OUTPUTS, PEERS, Ready, ready  # noqa: E402
from bench.accuracy.remains import Figures  # noqa: E402
from bench.accuracy.scorer import LOWER, score, total  # noqa: E402

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "figures.toml"
TOLERANCE = 0.05
"""Percentage points a figure may lose on the same files: rounding, no more."""
KEPT = ("fr-sel-typst-stamped", "fr-voix-weasyprint-drop", "fr-greve-reportlab-download", "fr-greve-weasyprint-page",
        "fr-horlogers-typst-download", "fr-sel-xelatex-stamped", "en-tide-typst-stamped",
        "de-bruecke-weasyprint-stamped", "es-faro-typst-columns", "it-campane-typst-symbols")
"""The documents of `quick/`: every engine, every language, the worst defects."""


def main() -> int:
    parser = argparse.ArgumentParser(description="The public benchmark of recension and its peers.")
    parser.add_argument("--only", default="", metavar="NAME,...", help="only these programs")
    parser.add_argument("--quick", action="store_true", help="the few documents that are in the repository")
    parser.add_argument("--check", action="store_true", help="compare with the figures on record; 1 if one fell")
    parser.add_argument("--update", action="store_true", help="put recension's present figures on record")
    parser.add_argument("--keep", action="store_true", help="copy the documents of the short check into quick/")
    asked = parser.parse_args()
    if asked.keep:
        return _keep()
    folders, skipped = _folders(asked.quick)
    for name, reason in skipped.items():
        print(f"{name}: left out, {reason}")
    wanted = [peer for peer in PEERS if not asked.only or peer.name in asked.only.split(",")]
    able = list(map(ready, wanted))
    for one in able:
        print(f"{one.peer.name}: {one.version or 'skipped, ' + one.missing}")
    found: dict[str, dict[str, Figures]] = {}
    seconds: dict[str, float] = {}
    for one in able:
        if not one.missing:
            found[one.peer.name], seconds[one.peer.name] = _judge(one, folders, asked.quick)
    figures = {name: total(by_document.values()) for name, by_document in found.items()}
    print(report.table(figures, seconds))
    if asked.update:
        _record(asked.quick, figures["recension"])
    if asked.check:
        return _check(asked.quick, figures["recension"])
    if not asked.only and not asked.quick:
        _write(figures, seconds, found["recension"], able, folders, skipped)
    return 0


def _folders(quick: bool) -> tuple[list[Path], dict[str, str]]:
    if quick:
        return sorted(path for path in documents.QUICK.iterdir() if path.is_dir()), {}
    return documents.build(documents.planned())


def _judge(one: Ready, folders: list[Path], quick: bool) -> tuple[dict[str, Figures], float]:
    """Figures by document, and seconds a document. A document without an output counts as an empty one."""
    target = OUTPUTS / one.peer.name / ("quick" if quick else "full")
    target.mkdir(parents=True, exist_ok=True)
    made, took = {}, 0.0
    for folder in folders:
        out = target / f"{folder.name}.md"
        try:
            took += _ours(folder, out) if quick and one.peer.name == "recension" else one.run(folder / "doc.pdf", out)
            raw = out.read_text(encoding="utf-8", errors="replace")
        except RuntimeError as error:
            print(f"{one.peer.name}: nothing from {folder.name}: {error}")
            raw = ""
        made[folder.name] = score(load(folder / "facts.json"), raw)
    return made, took / max(1, len(folders))


def _ours(folder: Path, out: Path) -> float:
    """recension, in this process: the same as its command, without the second that Python takes to start."""
    import recension
    from recension.clean import render

    began = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", recension.Doubt)
        out.write_bytes(render(recension.clean(recension.read(folder / "doc.pdf")), "md"))
    return time.monotonic() - began


def _keep() -> int:
    built, skipped = documents.build((text, style) for text, style in documents.planned()
                                     if f"{text.id}-{style.name}" in KEPT)
    if skipped:
        print(skipped)
        return 1
    shutil.rmtree(documents.QUICK, ignore_errors=True)
    for folder in built:
        shutil.copytree(folder, documents.QUICK / folder.name, ignore=shutil.ignore_patterns("fingerprint"))
    return 0


# -- figures on record ---------------------------------------------------------------------


def _record(quick: bool, figures: Figures) -> None:
    on_record = tomllib.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    on_record["quick" if quick else "full"] = {
        key: round(value, 3) for key, pair in figures.items() if (value := report.percent(pair)) is not None}
    lines = ["# recension's figures on record, in percent; written by `run.py --update`. README.md defines them.",
             f"# Less is better for {', '.join(LOWER)}; more for all others."]
    for part, values in sorted(on_record.items()):
        lines += ["", f"[{part}]", *(f"{key} = {value}" for key, value in values.items())]
    FIGURES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def losses(before: Mapping[str, float], figures: Figures) -> list[str]:
    """What got worse, each in a line."""
    made = []
    for key, value in before.items():
        now = report.percent(figures.get(key, (0, 0)))
        if now is None:
            made.append(f"{key}: it is no longer measured")
        elif (now - value if key in LOWER else value - now) > TOLERANCE:
            made.append(f"{key}: was {value:g} %, is {now:.3f} %")
    return made


def _check(quick: bool, figures: Figures) -> int:
    part = "quick" if quick else "full"
    found = losses(tomllib.loads(FIGURES.read_text(encoding="utf-8"))[part], figures)
    for loss in found:
        print(f"LOST  {loss}")
    print(f"The benchmark ({part}): " + (f"{len(found)} figures fell." if found else "no figure fell."))
    return 1 if found else 0


def _write(figures: Mapping[str, Figures], seconds: Mapping[str, float], ours: Mapping[str, Figures],
           able: list[Ready], folders: list[Path], skipped: Mapping[str, str]) -> None:
    facts = [load(folder / "facts.json") for folder in folders]
    pages = sum(one.pages for one in facts)
    programs = ", ".join(f"{one.peer.name} {one.version}" for one in able if not one.missing)
    lines = [f"{datetime.date.today().isoformat()}, Python {sys.version.split()[0]}. {len(facts)} documents, {pages} "
             f"pages, {sum(one.language == 'fr' for one in facts)} of them in French; README.md says what each figure "
             "is, all in percent. Seconds are by the clock of one machine that does other work too. A program that "
             "leaves its lines as they were printed keeps a line-end hyphen, but with a break behind it: that is not "
             "counted as kept.", "", f"Programs: {programs}.",
             f"Engines: {', '.join(sorted({f'{one.engine}{_version(one.engine)}' for one in facts}))}."]
    lines += [f"Skipped: {one.peer.name}, {one.missing}." for one in able if one.missing]
    if skipped:
        lines.append(f"{len(skipped)} documents left out here: " + "; ".join(sorted(set(skipped.values()))) + ".")
    by_engine = {engine: total(ours[one.id] for one in facts if one.engine == engine)
                 for engine in sorted({one.engine for one in facts})}
    report.write(HERE, figures, seconds, "\n".join(lines) + "\n", by_engine)
    print(f"{(HERE / 'results.md').relative_to(ROOT)} is written.")


def _version(engine: str) -> str:
    try:
        return " " + importlib.metadata.version(engine)
    except importlib.metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
