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


COMMANDS = (review_command,)
"""Commands that take the options of every command that cleans, and overrides."""

PLAIN_COMMANDS: tuple[click.Command, ...] = ()
