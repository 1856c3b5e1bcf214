"""The commands for rules: rules list, show, prove, new, and profile learn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from recension.clean import profile_of
from recension.delivery import deliver
from recension.errors import ExitStatus, UsageError

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
@click.option("--record", is_flag=True, help="Put the examples of the shipped rules on record, and then prove.")
def rules_prove(packs: tuple[Path, ...], record: bool) -> None:
    """Hold rules to their own examples: these packs, or all that are shipped."""
    from recension.rulebook.reports import prove_packs, record_examples

    if record:
        click.echo(f"recorded in {record_examples()}", err=True)
    report, proved = prove_packs(packs or None)
    click.echo(report)
    if not proved:
        raise SystemExit(ExitStatus.RULES)


@rules_group.command("new")
@click.argument("line", metavar="LINE")
@click.option("-o", "--output", "path", metavar="FILE", type=click.Path(path_type=Path),
              help="Pack to write to; a rule is added where it exists. Without it, to standard output.")
@click.option("--becomes", metavar="TEXT", help="A correction: what the text should be. Else the line is moved.")
@click.option("--stage", default="watermarks", show_default=True, metavar="STAGE",
              help="Who runs it: watermarks for stamps, furniture for heads and notices.")
@click.option("--id", "name", default="", metavar="NAME", help="Name of the rule; made from its words when left out.")
@click.option("--language", default="fr", show_default=True, metavar="CODE", help="Language of the guards.")
def rules_new(line: str, path: Path | None, becomes: str | None, stage: str, name: str, language: str) -> None:
    """Begin a rule from an example: LINE as it stands in the text.

    The rule is proved as it stands; go on from there, above all with guards of your own.
    """
    from recension.rulebook.packs import read_pack
    from recension.rulebook.reports import prove_packs
    from recension.rulebook.scaffold import header, scaffold

    taken = [rule.id.split("/")[1] for rule in read_pack(path).rules] if path is not None and path.exists() else []
    made = scaffold(line, name=name, stage=stage, becomes=becomes, language=language, taken=taken)
    if path is None:
        click.echo(header() + "\n" + made, nl=False)
        return
    before = path.read_text("utf-8").rstrip("\n") + "\n" if path.exists() else header()
    deliver({path: f"{before}\n{made}".encode()})
    report, proved = prove_packs([path])
    click.echo(report, err=True)
    if not proved:
        raise SystemExit(ExitStatus.RULES)


@click.group("profile")
def profile_group() -> None:
    """Packs of rules that describe a book."""


@profile_group.command("learn")
@click.argument("given", metavar="BOOK")
@click.option("-o", "--output", "path", metavar="FILE", type=click.Path(path_type=Path),
              help="Pack to write; without it, to standard output.")
@click.option("--pages", metavar="3-10,14", help="Only these pages, by their number in the file.")
@click.option("--language", default="auto", show_default=True, metavar="CODE|auto", help="Language of the text.")
def profile_learn(given: str, path: Path | None, pages: str | None, language: str) -> None:
    """Read one book and write the pack that describes it, to be edited and used over a series.

    Stamps and running heads become rules; folios, notes and fonts are told in remarks.
    """
    from recension.profiles import learn_profile
    from recension.rulebook.reports import prove_packs

    if path is not None and path.exists():
        raise UsageError(f"{path} exists, and somebody may have edited it; choose another name with -o")
    text = learn_profile(given, pages=pages, language=language)
    if path is None:
        click.echo(text, nl=False)
        return
    deliver({path: text.encode()})
    click.echo(prove_packs([path])[0], err=True)


COMMANDS = (rules_group, profile_group)
