"""The command line: parse, one call, print. Everything it can do is a call of the library too."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from recension import __version__, cli_batch, cli_review, cli_rules
from recension.clean import Input, clean, extract, page_numbers, render, trace
from recension.delivery import SUFFIXES, deliver, format_of
from recension.errors import Doubt, ExitStatus, RecensionError, UsageError

READERS = ("auto", "pdfium", "pdfplumber", "text", "hocr", "alto", "page")
STANDARD_INPUT = "-"
INTERRUPTED = 130

Command = TypeVar("Command", bound=Callable[..., Any])

EPILOG = """\b
Exit status: 0 done, 2 the call is wrong, 3 the rules are wrong, 4 the input cannot be read,
5 it is encrypted, 6 recension broke its own law (please report it), 7 some of several inputs failed.
"""


class Statuses(click.Group):
    """Turns what the library raises into a message on standard error and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _telling():
                return super().invoke(ctx)
        except RecensionError as error:
            _tell(error)
            ctx.exit(error.exit_status)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except MemoryError:
            _tell("this takes more memory than there is; clean the file in parts (--pages 1-50).")
            ctx.exit(ExitStatus.UNREADABLE)


def _tell(message: object) -> None:
    click.echo(f"recension: {message}", err=True)


@contextmanager
def _telling() -> Iterator[None]:
    """Doubts of the library go to standard error, each as one line."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", Doubt)
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if issubclass(category, Doubt):
                _tell(message)
            else:
                usual(message, category, *rest, **more)

        warnings.showwarning = show
        yield


@contextmanager
def _progress(given: str, quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """The step that is at work, in one line that is wiped again; only where somebody looks on."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda step: click.echo(f"\r\x1b[Krecension: {given}: {step} ...", err=True, nl=False)
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


def _reading(command: Command) -> Command:
    """The options of every command that reads."""
    for option in (
        click.option("--strict", is_flag=True, help="Refuse input whose text may be incomplete; else only warn."),
        click.option("--pages", metavar="3-10,14", help="Only these pages, by their number in the file."),
        click.option("--reader", type=click.Choice(READERS), default="auto", show_default=True,
                     help="How to read; auto goes by what the file is."),
    ):
        command = option(command)
    return command


def _shared(command: Command) -> Command:
    """The options of every command that cleans."""
    command = _reading(command)
    for option in (
        click.option("--rules", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
                     help="A rule pack of your own (TOML); may be repeated, later ones win."),
        click.option("--publisher", default="auto", show_default=True, metavar="ID,...",
                     help="With the rules for a publisher or portal; auto goes by the stamps in the text; all; none."),
        click.option("--language", default="auto", show_default=True, metavar="CODE|auto",
                     help="Language of the text: fr, en, de, es, it; auto tells it from the text."),
    ):
        command = option(command)
    return command


def with_overrides(command: Command) -> Command:
    """The option of every command that can replay decisions made on a review page."""
    return click.option("--overrides", metavar="FILE", type=click.Path(path_type=Path),
                        help="Decisions about single edits, as the review page exports them.")(command)


@click.group(cls=Statuses, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="recension")
def main() -> None:
    """Give the author's text back from the raw extraction of a publisher's PDF.

    Running heads, folios and stamps go; divided words, names in small capitals and notes are
    made whole. Every change is on record, with its reason.
    """


@main.command("clean", epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("-o", "--output", metavar="FILE|DIR", help="Where to; without it Markdown goes to standard output.")
@click.option("--to", "formats", multiple=True, type=click.Choice(tuple(SUFFIXES)), help="Format; may be repeated.")
@click.option("-q", "--quiet", is_flag=True, help="Only say what goes wrong.")
@_shared
@with_overrides
def clean_command(inputs: tuple[str, ...], output: str | None, formats: tuple[str, ...], quiet: bool,
                  **options: Any) -> None:
    """Clean PDFs or extracted texts. IN may be - for standard input."""
    from recension.account import summary

    targets = _targets(inputs, output, formats)
    failed = 0
    for given in inputs:
        try:
            with _progress(given, quiet) as progress:
                revision = clean(_input(given), progress=progress, notice=None if quiet else _tell, **options)
            files = {path: render(revision, format) for path, format in targets[given].items() if path is not None}
            deliver(files)
        except RecensionError as error:
            if len(inputs) == 1:
                raise
            failed += 1
            _tell(error)
            continue
        for path, format in targets[given].items():
            if path is None:
                sys.stdout.flush()
                sys.stdout.buffer.write(render(revision, format))
        if not quiet:
            where = f" -> {', '.join(map(str, files))}" if files else ""
            _tell(f"{given}: {summary(revision)}{where}")
    if failed:
        _tell(f"{failed} of {len(inputs)} inputs failed.")
        raise SystemExit(ExitStatus.SOME_FAILED)


for _command in cli_batch.COMMANDS:
    main.add_command(_shared(_command))
for _command in cli_review.COMMANDS:
    main.add_command(_shared(with_overrides(_command)))
for _command in (*cli_batch.PLAIN_COMMANDS, *cli_review.PLAIN_COMMANDS):
    main.add_command(_command)


@main.command("extract", epilog=EPILOG)
@click.argument("given", metavar="IN")
@click.option("-o", "--output", metavar="FILE", required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="The saved source to write (.source).")
@click.option("-q", "--quiet", is_flag=True, help="Only say what goes wrong.")
@_reading
def extract_command(given: str, output: Path, quiet: bool, **options: Any) -> None:
    """Read once, clean often: save what was read of a file.

    What is saved can be given wherever a PDF can, and comes out the same, to the byte.
    """
    if output.resolve() == Path(given).resolve():
        raise UsageError(f"{output} is the input and would be overwritten; choose another name with -o")
    document = extract(_input(given), output, **options)
    if not quiet:
        _tell(f"{given}: {len(document.pages)} page{'s' if len(document.pages) != 1 else ''} -> {output}")


@main.command("stages", epilog=EPILOG)
@click.argument("given", metavar="IN")
@click.option("-o", "--output", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="Folder to write to.")
@_shared
@with_overrides
def stages_command(given: str, output: Path, **options: Any) -> None:
    """Write the text as it is after each stage, one file a stage."""
    from recension.writers.galley import galley

    files = {output / f"{number}-{step.stage}.txt": galley(step.revision.document).encode()
             for number, step in enumerate(trace(_input(given), **options))}
    _folder(output)
    deliver(files)
    _tell(f"{given}: {len(files)} files in {output}")


@main.command("explain", epilog=EPILOG)
@click.argument("given", metavar="IN")
@click.option("--page", "asked", metavar="12", help="The page or pages (3-10,14) to explain; all when left out.")
@_shared
@with_overrides
def explain_command(given: str, asked: str | None, **options: Any) -> None:
    """Tell the changes of a page in words: what, where, and why."""
    from recension.account import explain

    numbers = page_numbers(asked)
    click.echo(explain(clean(_input(given), **options), numbers))


for _group in cli_rules.COMMANDS:
    main.add_command(_group)


def _input(given: str) -> Input:
    return sys.stdin.buffer if given == STANDARD_INPUT else given


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if path.is_file() else error.strerror or error
        raise UsageError(f"the folder {path} cannot be made: {why}; give another with -o") from error


def _targets(inputs: tuple[str, ...], output: str | None,
             formats: tuple[str, ...]) -> dict[str, dict[Path | None, str]]:
    """For every input its files and their formats; None is standard output. Raises UsageError before any work."""
    if len(set(inputs)) < len(inputs):
        twice = next(given for number, given in enumerate(inputs) if given in inputs[:number])
        raise UsageError(f"{twice}: named twice; name every input once")
    if output is None:
        if len(inputs) > 1 or len(formats) > 1:
            raise UsageError("several results need a place to go: give a folder with -o DIR")
        return {inputs[0]: {None: formats[0] if formats else "md"}}
    place = Path(output)
    named = format_of(place)
    if not (output.endswith(("/", "\\")) or place.is_dir() or len(inputs) > 1 or len(formats) > 1):
        if named is None and not formats:
            raise UsageError(f"{place}: the name does not tell the format; end it in .md, .txt, .tei.xml, .html, .json "
                             "or .edits.jsonl, or add --to")
        targets: dict[str, dict[Path | None, str]] = {inputs[0]: {place: formats[0] if formats else named or "md"}}
    else:
        if place.is_file() or (named is not None and not place.is_dir()):
            raise UsageError(f"several results need a folder, and {place} is the name of a file; give -o DIR")
        _folder(place)
        stems = {given: "text" if given == STANDARD_INPUT else Path(given).stem for given in inputs}
        targets = {given: {place / (stem + SUFFIXES[format]): format for format in dict.fromkeys(formats or ("md",))}
                   for given, stem in stems.items()}
    _refuse_clashes(targets)
    return targets


def _refuse_clashes(targets: dict[str, dict[Path | None, str]]) -> None:
    taken = {Path(given).resolve(): given for given in targets if given != STANDARD_INPUT}
    for given, files in targets.items():
        for path in files:
            if path is None:
                continue
            other = taken.setdefault(path.resolve(), given)
            if path.resolve() in {Path(name).resolve() for name in targets if name != STANDARD_INPUT}:
                raise UsageError(f"{path} is an input and would be overwritten; choose another name with -o")
            if other != given:
                raise UsageError(f"{given} and {other} would both be written to {path}; clean them into two folders")
