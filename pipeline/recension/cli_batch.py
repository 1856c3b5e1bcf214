"""The commands for many files: batch, verify, doctor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from recension.delivery import SUFFIXES
from recension.errors import ExitStatus, UsageError

INTERRUPTED = 130


@click.command("batch")
@click.argument("inputs", nargs=-1, metavar="IN...")
@click.option("-o", "--output", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--files-from", "lists", multiple=True, metavar="FILE", help="Inputs, one a line; - for standard input.")
@click.option("--to", "formats", multiple=True, type=click.Choice(tuple(SUFFIXES)),
              help="Format; may be repeated. Markdown when left out; the record of edits is always written.")
@click.option("--workers", type=click.IntRange(1, 1024), metavar="N",
              help="Documents at a time; else as many as processors.")
@click.option("--timeout", type=click.IntRange(1, 86400), default=120, show_default=True, metavar="SECONDS",
              help="Processor time for a document, and one second more for each of its pages.")
@click.option("--memory", type=click.IntRange(256, 1 << 20), default=2048, show_default=True, metavar="MB",
              help="Address space that a document may take.")
@click.option("--check", type=click.Choice(("full", "quick", "off")), default="full", show_default=True,
              help="Look for lost text: with a second reader; without; not at all.")
@click.option("--resume/--no-resume", default=True, show_default=True, help="Leave out what is done already.")
@click.option("--retry", is_flag=True, help="Try failed and quarantined documents again.")
@click.option("--shard", metavar="I/N", help="Only part I of N, for job arrays.")
@click.option("--engine", type=click.Choice(("local", "dask")), default="local", show_default=True,
              help="Where to work: here, or on a Dask cluster (pip install 'recension[cluster]').")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; without it a cluster on this machine.")
@click.option("--overrides", metavar="DIR", type=click.Path(path_type=Path),
              help="Folder of decisions, as review pages export them; each goes to the document it was made for.")
@click.option("--status", "status", metavar="DIR", type=click.Path(path_type=Path),
              help="Tell how the batch in DIR stands, and do nothing else.")
@click.option("--manifest", metavar="FILE", type=click.Path(path_type=Path),
              help="A row a document as .jsonl, .csv or .parquet; after the batch, or with --status.")
@click.option("-q", "--quiet", is_flag=True, help="Only say how it ended.")
def batch_command(inputs: tuple[str, ...], folder: Path | None, lists: tuple[str, ...], status: Path | None,
                  manifest: Path | None, **asked: Any) -> None:
    """Clean many files, each in a process of its own; stop and go on at any time.

    IN is a file, a folder (every .pdf and .txt in it and below), or a pattern. Outputs are named
    after the inputs. What is done is left out when the same command runs again. A document whose
    text may be incomplete is flagged, and then the exit status is 7, as when one failed.
    """
    from recension.batch.manifest import check_target, status_of, write_manifest

    if manifest is not None:
        check_target(manifest)
    if status is not None:
        told, all_ok = status_of(status)
        click.echo(told, nl=False)
        if manifest is not None:
            click.echo(f"{write_manifest(status, manifest)} rows in {manifest}", err=True)
        raise SystemExit(ExitStatus.DONE if all_ok else ExitStatus.SOME_FAILED)
    if folder is None:
        raise UsageError("say where to write: -o DIR")
    if not inputs and not lists:
        raise UsageError("no input: name files, folders or patterns, or give a list with --files-from")
    report = _run(inputs, lists, folder, **asked)
    click.echo(f"recension: {_ending(report)}", err=True)
    for name in report.changed[:20]:
        click.echo(f"recension: {name}: changed since it was written; left as it is", err=True)
    if manifest is not None:
        write_manifest(folder, manifest)
    if report.interrupted:
        raise SystemExit(INTERRUPTED)
    if not report.all_ok:
        click.echo(f"recension: for the reasons: recension batch --status {folder}", err=True)
        raise SystemExit(ExitStatus.SOME_FAILED)


def _run(inputs: tuple[str, ...], lists: tuple[str, ...], folder: Path, formats: tuple[str, ...],
         workers: int | None, timeout: int, memory: int, check: str, resume: bool, retry: bool, shard: str | None,
         engine: str, scheduler: str | None, quiet: bool, rules: tuple[Path, ...], overrides: Path | None,
         **options: Any) -> Any:
    from recension.batch.cage import MEGABYTE, Limits
    from recension.batch.coordinator import run
    from recension.batch.decisions import Decisions
    from recension.batch.inputs import collect
    from recension.batch.jobs import Settings
    from recension.batch.plan import Plan
    from recension.clean import page_numbers

    page_numbers(options["pages"])
    wanted = tuple(dict.fromkeys((*(formats or ("md",)), "edits")))
    settings = Settings(formats=wanted, rules=tuple(os.path.abspath(rule) for rule in rules), check=check,
                        limits=Limits(cpu=timeout, memory=memory * MEGABYTE), **options)
    plan = Plan(tuple(collect(inputs, lists, leave_out=folder)), folder, settings,
                workers or _processors(), _shard(shard), resume, retry, quiet, Decisions(overrides))
    if engine == "local":
        if scheduler:
            raise UsageError("--scheduler goes with --engine dask")
        report = run(plan)
    else:
        from recension.batch.cluster import dask_engine

        report = run(plan, dask_engine(scheduler))
    for name in plan.decisions.idle() if plan.part is None and not report.interrupted else ():
        click.echo(f"recension: {name}: these overrides are for no document of this batch; were they made for a file "
                   "that has changed since?", err=True)
    return report


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _shard(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    number, slash, of = given.partition("/")
    if slash and number.isdecimal() and of.isdecimal() and not 1 <= int(number) <= int(of):
        raise UsageError(f"there is no shard {given}: shards count from 1/{of} to {of}/{of}")
    if not (slash and number.isdecimal() and of.isdecimal()):
        raise UsageError(f"the shard {given!r} cannot be understood; write 1/8 for the first of eight parts")
    return int(number), int(of)


def _ending(report: Any) -> str:
    from recension.batch.progress import duration

    counts = ", ".join(f"{count} {status.value}" for status, count in sorted(report.counts.items())) or "nothing to do"
    before = f" ({report.done_before} of them done before)" if report.done_before else ""
    rate = f", {report.pages / report.seconds:.1f} pages/s" if report.pages and report.seconds else ""
    return (("interrupted: " if report.interrupted else "") + counts + before
            + f"; {report.pages} pages in {duration(report.seconds)}{rate}")


@click.command("verify")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--again", is_flag=True, help="Clean every document anew, too, and compare the bytes.")
@click.option("--workers", type=click.IntRange(1, 1024), metavar="N", help="Documents at a time.")
def verify_command(folder: Path, again: bool, workers: int | None) -> None:
    """Audit a batch: every output read again, and replayed against source and record.

    Exit status 1 when something is not as the ledger says.
    """
    from recension.batch.verify import verify

    audit = verify(folder, workers or _processors(), again=again)
    for line in (*audit.remarks, *audit.faults):
        click.echo(line)
    click.echo(f"recension: {audit.documents} documents, {audit.replayed} replayed, {len(audit.faults)} faults",
               err=True)
    if audit.faults:
        raise SystemExit(ExitStatus.DIFFERENCES)


@click.command("doctor")
def doctor_command() -> None:
    """Say what this installation has and lacks for cleaning strangers' files."""
    from recension.batch.doctor import report

    told, good = report()
    click.echo(told, nl=False)
    if not good:
        raise SystemExit(ExitStatus.USAGE)


COMMANDS = (batch_command,)
"""Those that take the options of cleaning."""

PLAIN_COMMANDS = (verify_command, doctor_command)
"""Those that do not."""
