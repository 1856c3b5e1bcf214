"""The commands for rules: rules list, show, prove, new, and profile learn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from recension.clean import profile_of
from recension.errors import ExitStatus

if TYPE_CHECKING:
    from recension.rulebook import Profile

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group("rules")
def rules_group() -> None:
    """Look at the rules, begin new ones, and prove them by their own examples."""


def _of_profile(command: Command) -> Command:
    """The options that say which rules."""
    for option in (
        click.option("--rules", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
                     help="A rule pack of your own (TOML); may be repeated, later ones win."),
        click.option("--publisher", default="", metavar="ID", help="With the rules for a publisher or portal; or all."),
        click.option("--language", default="fr", show_default=True, metavar="CODE", help="fr, en, de, es, it."),
    ):
        command = option(command)
    return command


def _profile(language: str, publisher: str, rules: tuple[Path, ...]) -> Profile:
    from recension.rulebook.languages import language_code

    return profile_of(language_code(language), rules, publisher)


@rules_group.command("list")
@_of_profile
@click.option("--stages", "with_stages", is_flag=True, help="The stages and their options as well.")
def rules_list(with_stages: bool, **of_profile: Any) -> None:
    """List the rules that would run, stage by stage, and where each comes from."""
    from recension.account import list_stages
    from recension.rulebook.reports import list_rules

    if with_stages:
        click.echo(list_stages())
    click.echo(list_rules(_profile(**of_profile)), nl=False)


@rules_group.command("show")
@click.argument("name", metavar="ID")
@_of_profile
def rules_show(name: str, **of_profile: Any) -> None:
    """Show one rule in full: where it comes from, what it won over, its examples."""
    from recension.rulebook.reports import show_rule

    if not of_profile["publisher"]:
        of_profile["publisher"] = "all"
    click.echo(show_rule(_profile(**of_profile), name))


@rules_group.command("prove")
@click.argument("packs", nargs=-1, metavar="[FILE...]", type=click.Path(path_type=Path))
def rules_prove(packs: tuple[Path, ...]) -> None:
    """Hold rules to their own examples: these packs, or all that are shipped."""
    from recension.rulebook.reports import prove_packs

    report, proved = prove_packs(packs or None)
    click.echo(report)
    if not proved:
        raise SystemExit(ExitStatus.RULES)


COMMANDS = (rules_group,)
