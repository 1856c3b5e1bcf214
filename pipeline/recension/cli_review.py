"""The commands for eyes and gates: review, check, report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

STANDARD_INPUT = "-"


@click.command("review")
@click.argument("given", metavar="IN")
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="The page to write (.html).")
@click.option("--pictures", type=click.Choice(("auto", "inside", "beside", "none")), default="auto", show_default=True,
              help="Where the pictures of the pages go: into the file, or a folder beside it when they are many.")
@click.option("--dpi", type=click.IntRange(40, 400), default=110, show_default=True, help="Resolution of the pictures.")
def review_command(given: str, output: Path, **options: Any) -> None:
    """Write a page for the eye: every change beside the printed page, the open questions first.

    It opens in any browser, from disk, and asks for nothing outside itself. Decisions made on
    it are exported as a file that `clean --overrides` replays.
    """
    from recension.account import summary
    from recension.review import write_review

    revision = write_review(sys.stdin.buffer if given == STANDARD_INPUT else given, output, **options)
    click.echo(f"recension: {given}: {summary(revision)} -> {output}", err=True)


@click.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--init", "begin", is_flag=True, help="Make the folder, with a check.toml to fill in.")
@click.option("--update", is_flag=True, help="What comes out now is expected from now on. Read the diff, then commit.")
@click.option("--allow", multiple=True, metavar="[DOC:]STAGE[/RULE]",
              help="An intended change: told, but no reason to fail. Patterns (*) are fine; may be repeated.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Only documents and cases whose name fits.")
@click.option("--fresh", is_flag=True, help="Compute everything anew, also what is known from before.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Documents at a time; as many as processors.")
@click.option("--format", "format", type=click.Choice(("text", "github", "junit", "sarif", "json")), default="text",
              show_default=True, help="For people, GitHub annotations, JUnit XML, SARIF 2.1.0, or JSON.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the report to a file; the summary still goes to standard error.")
def check_command(folder: Path, begin: bool, update: bool, format: str, output: Path | None, **options: Any) -> None:
    """Do the texts of a folder still come out as they did? Exit status 1 when one does not.

    What differs is told by document, and by the stage that is the cause of it.
    """
    import os

    from recension.check import check_folder, init_folder
    from recension.check.formats import FORMATS, summary
    from recension.delivery import deliver
    from recension.errors import ExitStatus, UsageError

    if begin:
        for file in init_folder(folder):
            click.echo(f"recension: {file} made", err=True)
        click.echo(f"recension: put documents into {folder / 'inputs'}, then: recension check {folder} --update",
                   err=True)
        return
    if update and os.environ.get("CI", "").lower() not in ("", "0", "false"):
        raise UsageError("--update would write what CI is there to compare with; run it on your own machine")
    results = check_folder(folder, update=update, **options)
    report = FORMATS[format](results)
    if output is not None:
        deliver({output: report.encode("utf-8")})
    else:
        click.echo(report, nl=False)
    if output is not None or format not in ("text", "github"):
        click.echo(f"recension: {summary(results)}", err=True)
    if not all(result.is_ok for result in results):
        raise SystemExit(ExitStatus.DIFFERENCES)


@click.command("report")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="The page to write; report.html in DIR when left out.")
@click.option("--reviews", type=click.Choice(("none", "needed", "all")), default="none", show_default=True,
              help="Make review pages too: of documents that need a person, or of all; in DIR/review.")
def report_command(folder: Path, output: Path | None, reviews: str) -> None:
    """Write one page on a whole batch: totals, charts, and the documents that need a person first."""
    from recension.report import write_report

    file = write_report(folder, output, reviews=reviews, tell=lambda name: click.echo(f"recension: {name}", err=True))
    click.echo(f"recension: the report is {file}", err=True)


COMMANDS = (review_command,)
"""Commands that take the options of every command that cleans, and overrides."""

PLAIN_COMMANDS: tuple[click.Command, ...] = (check_command, report_command)
