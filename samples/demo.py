"""`make demo`: clean every sample to Markdown and TEI, and show what was changed and why."""

from __future__ import annotations

import textwrap
import tomllib
from pathlib import Path

import recension

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "build" / "demo"

LINES = 6
"""Lines of a cleaned text that are shown."""

LONGEST = 200
"""Characters of a change that is told in words; one of each stage is."""

WIDTH = 110


def main() -> None:
    samples = sorted(HERE.glob("*/sample.toml"))
    for sheet in samples:
        told = tomllib.loads(sheet.read_text(encoding="utf-8"))
        (source,) = sheet.parent.glob("input.*")
        revision = recension.clean(source, language=told.get("language", "auto"))
        targets = [OUTPUT / f"{sheet.parent.name}{suffix}" for suffix in (".md", ".tei.xml")]
        OUTPUT.mkdir(parents=True, exist_ok=True)
        for target in targets:
            recension.write(revision, target)
        _show(sheet.parent.name, source, str(told.get("title", "")), revision, targets)
    where = OUTPUT.relative_to(HERE.parent)
    print(f"{len(samples)} samples cleaned; the results are in {where}/. To see every change of one:")
    print(f"  .venv/bin/recension explain {source.relative_to(HERE.parent)}")
    print("Now your own:")
    print("  .venv/bin/recension clean chapter.pdf -o chapter.md")


def _show(name: str, source: Path, title: str, revision: recension.Revision, targets: list[Path]) -> None:
    print(f"──── {name}  {title}")
    print(f"     {source.name}: {recension.summary(revision)}")
    print()
    print(textwrap.indent(recension.table(revision.edits), " " * 5), end="")
    told: set[str] = set()
    for edit in revision.edits:
        if edit.stage not in told and len(edit.before) <= LONGEST and edit.before.strip():
            told.add(edit.stage)
            print()
            print(_wrapped(recension.in_words(edit, revision.document.source), f"     p. {edit.page}  "))
    print()
    text = targets[0].read_text(encoding="utf-8").splitlines()
    shown = [line for line in text if line.strip()][:LINES]
    for line in shown:
        print(f"     | {textwrap.shorten(line, WIDTH - 7, placeholder=' …')}")
    print()


def _wrapped(text: str, head: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


if __name__ == "__main__":
    main()
