"""Do the texts still come out as they did? For whoever changes a rule, before it is merged.

A check folder holds documents and what is expected of them at every stage. `check_folder` cleans
them again, in parallel, and tells what differs: by document, and by the stage that is the cause.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from recension.check.cache import key_of, store, stored
from recension.check.cases import failures, read_written
from recension.check.differences import Difference, Line, differences
from recension.check.folder import Case, Folder, init_folder, read_folder
from recension.check.outcome import Outcome, kept, outcome_of
from recension.errors import RecensionError, UsageError

__all__ = ["Case", "Difference", "Folder", "Line", "Result", "check_folder", "init_folder", "read_folder"]


@dataclass(frozen=True, slots=True)
class Result:
    """How one document, or one case written by hand, came out."""

    name: str
    """Its path below the folder."""
    path: Path
    """The input, or the file of the case."""
    expected: Path
    differences: tuple[Difference, ...] = ()
    allowed: tuple[Difference, ...] = ()
    """Differences that were announced with `allow`."""
    error: str = ""
    """Why there is nothing to compare."""
    fresh: bool = True
    """False when the outcome was known from before."""
    updated: bool = False

    @property
    def is_ok(self) -> bool:
        return not self.differences and not self.error


def check_folder(path: str | os.PathLike[str], *, update: bool = False, allow: Sequence[str] = (),
                 only: Sequence[str] = (), fresh: bool = False, workers: int | None = None,
                 tell: Callable[[str], None] | None = None) -> list[Result]:
    """Check every document and case of a folder; the results in the order of their names.

    `update` writes what came out as expected from now on. `allow` names intended changes:
    `stage`, `stage/rule`, or one of these after a document's pattern and a colon
    (`inputs/a*.pdf:hyphenation`). `only` are patterns of names. `fresh` computes everything
    anew. `tell` is told each name when it is done. Raises UsageError for a folder or a case
    that is malformed.
    """
    folder = read_folder(Path(path))
    cases = [case for case in folder.cases if _asked(case.name, only)]
    written = [file for file in folder.written if _asked(file.relative_to(folder.path).as_posix(), only)]
    if not cases and not written and not folder.left:
        raise UsageError(f"{folder.path}: there is nothing to check; put PDFs or texts into {folder.path / 'inputs'}, "
                         f"then run `recension check {folder.path} --update`" + (" (--only fits none)" if only else ""))
    results = []
    for case, outcome, known in _outcomes(cases, fresh, workers):
        result = _compared(case, outcome, allow)
        if update and not outcome.error:
            result = _update(case, outcome, result)
        results.append(replace(result, fresh=not known))
        if tell is not None:
            tell(case.name)
    for file in written:
        results.append(_written(folder, file))
    for name in folder.left if not only else ():
        place = folder.path / "expected" / name
        if update:
            shutil.rmtree(place)
            results.append(Result(name, folder.path / name, place, updated=True))
        else:
            results.append(Result(name, folder.path / name, place, error=(
                "the document is gone, but its expected outputs are still there; put it back, or run with --update")))
    return sorted(results, key=lambda result: result.name)


def _outcomes(cases: Sequence[Case], fresh: bool, workers: int | None) -> Iterable[tuple[Case, Outcome, bool]]:
    """Every case with its outcome, and whether that was known; those that must be computed, in parallel."""
    keys: dict[str, str] = {}
    known: dict[str, Outcome] = {}
    for case in cases:
        try:
            keys[case.name] = key_of(case)
        except OSError as error:
            known[case.name] = Outcome({}, f"{error.filename}: it cannot be read: {error.strerror or error}; "
                                          "see to it, or to its name in check.toml")
            continue
        before = None if fresh else stored(case, keys[case.name])
        if before is not None:
            known[case.name] = before
    waiting = [case for case in cases if case.name not in known]
    computed = dict(zip((case.name for case in waiting), _computed(waiting, workers), strict=True))
    for case in cases:
        if case.name in computed:
            outcome = computed[case.name]
            if not outcome.error:
                store(case, keys[case.name], outcome)
            yield case, outcome, False
        else:
            yield case, known[case.name], True


def _computed(cases: Sequence[Case], workers: int | None) -> list[Outcome]:
    count = min(workers or os.cpu_count() or 1, len(cases))
    if count <= 1:
        return [outcome_of(case) for case in cases]
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(count) as pool:
        futures = [pool.submit(outcome_of, case) for case in cases]
        for future in futures:
            try:
                outcomes.append(future.result())
            except BrokenProcessPool:
                outcomes.append(Outcome({}, "a process that cleaned documents died before this one was done; "
                                            "run again with --workers 1 to see which document does it"))
    return outcomes


def _compared(case: Case, outcome: Outcome, allow: Sequence[str]) -> Result:
    result = Result(case.name, case.input, case.expected)
    if outcome.error:
        return replace(result, error=outcome.error)
    expected = kept(case.expected)
    if not expected:
        return replace(result, error="nothing is expected of this document yet; look at what comes out, then run with "
                                     "--update")
    found = differences(expected, outcome.files)
    allowed = tuple(one for one in found if _is_allowed(case.name, one, allow))
    return replace(result, differences=tuple(one for one in found if one not in allowed), allowed=allowed)


def _is_allowed(name: str, difference: Difference, allow: Sequence[str]) -> bool:
    for entry in allow:
        pattern, colon, what = entry.rpartition(":")
        if colon and not fnmatch.fnmatchcase(name, pattern):
            continue
        stage, slash, rule = what.partition("/")
        if fnmatch.fnmatchcase(difference.place, stage) and (
                not slash or all(fnmatch.fnmatchcase(line.rule, rule) for line in difference.lines)):
            return True
    return False


def _update(case: Case, outcome: Outcome, result: Result) -> Result:
    """Write what came out; only files that differ are touched."""
    before = kept(case.expected)
    if before == outcome.files:
        return result
    try:
        for name in before.keys() - outcome.files.keys():
            (case.expected / name).unlink()
        for name, text in outcome.files.items():
            if before.get(name) != text:
                place = case.expected / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"{error.filename}: it cannot be written: {error.strerror or error}") from error
    return Result(result.name, result.path, result.expected, allowed=result.differences + result.allowed, updated=True)


def _written(folder: Folder, file: Path) -> Result:
    name = file.relative_to(folder.path).as_posix()
    try:
        lines = tuple(failures(read_written(file)))
    except RecensionError as error:
        return Result(name, file, file, error=str(error))
    return Result(name, file, file, (Difference("case", file.name, lines),) if lines else ())


def _asked(name: str, only: Sequence[str]) -> bool:
    return not only or any(fnmatch.fnmatchcase(name, pattern) for pattern in only)
