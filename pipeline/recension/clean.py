"""The library's front door: read, run the stages under the laws, write.

PDF engines, stages and writers are imported when they are first needed.
"""

from __future__ import annotations

import io
import os
import stat
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from recension.delivery import checked_format, deliver, format_of
from recension.errors import Doubt, LawBroken, StageFailed, UnreadableInput, UsageError
from recension.model import Document, Revision
from recension.model.laws import check_source, check_step, check_whole

if TYPE_CHECKING:
    from recension.rulebook import Profile

Input = str | os.PathLike[str] | bytes | IO[bytes] | IO[str]
"""A path, the bytes of a file, or an open file."""

Pages = str | Collection[int] | None
"""Pages by their number in the file, from 1: `"3-10,14"`, `range(3, 11)`, a set; None for all."""

Rules = Iterable[str | os.PathLike[str]]
"""Packs of the user's own, as files."""

Progress = Callable[[str], None] | None

Stage = Callable[[Document, "Profile"], Revision]


class Step(NamedTuple):
    """One stage's turn: its name, and the revision that it made of the document before it."""

    stage: str
    revision: Revision


def read(source: Input, *, reader: str = "auto", pages: Pages = None, strict: bool = False) -> Document:
    """Read a file into a document of lines, nothing repaired yet.

    Warns with `Doubt` when text may have been lost before it came to us; `strict` makes an
    error of it. Raises UnreadableInput, EncryptedInput, or UsageError.
    """
    return _read(source, reader, pages, strict)[0]


def extract(source: Input, target: str | os.PathLike[str], *, reader: str = "auto", pages: Pages = None,
            strict: bool = False) -> Document:
    """Read a file and save what was read; `clean` takes it in place of the original, to the same bytes.

    The file appears whole or not at all. Raises what `read` raises, and UsageError for a place to write.
    """
    from recension.readers.saved import saved

    document, doubts = _read(source, reader, pages, strict)
    deliver({Path(target): saved(document, doubts)})
    return document


def clean(source: Input | Document, *, language: str = "auto", publisher: str = "auto", rules: Rules = (),
          reader: str = "auto", pages: Pages = None, strict: bool = False,
          stages: Iterable[Stage] | None = None, progress: Progress = None, notice: Progress = None,
          overrides: str | os.PathLike[str] | None = None) -> Revision:
    """Give the author's text back: the document as cleaned, and the record of every change.

    `language` is an ISO 639 code, or `auto` to tell it from the text. `publisher` adds the
    rules for a publisher or portal (`auto`: those whose stamps stand in the text; `all`,
    `none`); `rules` are packs of the user's own (TOML), later ones win. `stages` are those of
    `recension.STAGES` unless others are given; `progress` is told the name of each step as it
    begins, `notice` which publishers the text has shown; `overrides` is a
    file of decisions about single edits, as the review page exports it. Raises what `read`
    raises, RulesError for a pack, and LawBroken (with the file and the stage) rather than
    hand out a text in which something went missing.
    """
    revision: Revision | None = None
    for step in trace(source, language=language, publisher=publisher, rules=rules, reader=reader, pages=pages,
                      strict=strict, stages=stages, progress=progress, notice=notice, overrides=overrides):
        revision = step.revision if revision is None else revision.then(step.revision)
    assert revision is not None
    if strict:  # source and steps that hold make a run that does: docs/decisions/laws.md
        try:
            check_whole(revision)
        except LawBroken as error:
            raise LawBroken(_law_message(revision.document, "the whole run", error)) from error
    if overrides is not None:
        from recension.overrides import tell_unmet, unmet

        tell_unmet(Path(overrides).name, unmet(revision.document.rulings.values(), revision.edits), strict)
    return revision


def trace(source: Input | Document, *, language: str = "auto", publisher: str = "auto", rules: Rules = (),
          reader: str = "auto", pages: Pages = None, strict: bool = False,
          stages: Iterable[Stage] | None = None, progress: Progress = None, notice: Progress = None,
          overrides: str | os.PathLike[str] | None = None) -> Iterator[Step]:
    """The same, a step at a time: first `read` with no edits, then the revision of each stage."""
    tell = progress or (lambda step: None)
    tell("read")
    document = source if isinstance(source, Document) else read(source, reader=reader, pages=pages, strict=strict)
    if overrides is not None:
        from recension.overrides import overruled, read_overrides

        document = overruled(document, read_overrides(overrides))
    document = document.with_language(_language(document, language, strict))
    chosen = tuple(all_stages() if stages is None else stages)
    profile = profile_of(document.language, rules, _publishers(document, publisher, notice), chosen)
    try:
        check_source(document)
    except LawBroken as error:
        raise LawBroken(_law_message(document, "the reader", error)) from error
    yield Step("read", Revision(document, profile=profile.digest))
    for stage in chosen:
        tell(stage_name(stage))
        revision = _run(stage, document, profile)
        yield Step(stage_name(stage), revision)
        document = revision.document


def write(revision: Revision, target: str | os.PathLike[str] | IO[bytes] | IO[str],
          format: str | None = None) -> None:
    """Write a revision to a file, which appears whole or not at all, or to an open file.

    The format is told from the file's name where it is not given (`.md .txt .tei.xml .html
    .json .edits.jsonl`). Raises UsageError for an unknown format or a place that cannot be
    written to.
    """
    if isinstance(target, str | os.PathLike):
        path = Path(target)
        named = format or format_of(path)
        if named is None:
            raise UsageError(f"{path}: the name does not tell the format; give one, such as format='md'")
        deliver({path: render(revision, named)})
        return
    data = render(revision, format or "md")
    if isinstance(target, io.TextIOBase):
        target.write(data.decode("utf-8"))
    else:
        target.write(data)  # type: ignore[arg-type]


def render(revision: Revision, format: str = "md") -> bytes:
    """The bytes of a revision in a format. Raises UsageError for an unknown one."""
    from recension import writers

    data: bytes = writers.write(revision, checked_format(format))
    return data


def page_numbers(pages: Pages) -> Collection[int] | None:
    """Page numbers from `3`, `3-10` or `1,3-10`. Raises UsageError for anything else."""
    if pages is None or not isinstance(pages, str):
        return pages
    wanted: set[int] = set()
    for part in pages.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise UsageError(f"the pages {pages!r} cannot be understood; write 3, 3-10 or 1,3-10")
        start, end = int(first), int(last) if dash else int(first)
        if not 1 <= start <= end or end > 1_000_000:
            raise UsageError(f"the pages {pages!r} are no range; pages count from 1, the smaller number first")
        wanted.update(range(start, end + 1))
    return wanted


def all_stages() -> tuple[Stage, ...]:
    """The stages that run unless others are given."""
    from recension.stages import STAGES

    return tuple(STAGES)


def stage_name(stage: Stage) -> str:
    """The name of a stage: that of its function."""
    return str(getattr(stage, "__name__", type(stage).__name__))


def options_of(stage: Stage) -> Any:
    """The default Options of the module that a stage is in; None where it has none."""
    options = getattr(sys.modules.get(stage.__module__), "Options", None)
    return None if options is None else options()


def profile_of(language: str, rules: Rules = (), publisher: str = "",
               stages: Iterable[Stage] | None = None) -> Profile:
    """What a run knows: the shipped packs for a language and a publisher, the user's own on top.

    Raises RulesError for a pack that is malformed, UsageError for a publisher without rules.
    """
    from recension.rulebook.packs import read_pack, stacked

    defaults = {stage_name(stage): options_of(stage) for stage in (all_stages() if stages is None else stages)}
    known = {name: options for name, options in defaults.items() if options is not None}
    return stacked(language, [read_pack(Path(rule)) for rule in rules], known, publisher=publisher)


def _read(source: Input, reader: str, pages: Pages, strict: bool) -> tuple[Document, tuple[str, ...]]:
    """The document, and what is in doubt about it, told as a warning."""
    from recension import readers

    data, name = bytes_of(source)
    document = readers.read(data, name, reader, page_numbers(pages))
    doubts = readers.doubts(data, document)
    for doubt in doubts:
        if strict:
            raise UnreadableInput(doubt)
        warnings.warn(doubt, Doubt, stacklevel=3)
    return document, doubts


def _run(stage: Stage, document: Document, profile: Profile) -> Revision:
    """One stage, and after it the rules of the packs that bear its name; the law holds over both."""
    from recension.rulebook.matching import by_rules

    name = stage_name(stage)
    try:
        revision = stage(document, profile)
        if profile.rules_for(name):
            revision = revision.then(by_rules(revision.document, profile, name))
    except Exception as error:
        raise StageFailed(
            f"{document.source.name}: the stage {name} failed ({type(error).__name__}: {error}). Nothing was written. "
            "This is a fault of recension: please report it, with the file if you may.") from error
    try:
        check_step(document, revision, name)
    except LawBroken as error:
        raise LawBroken(_law_message(document, f"the stage {name}", error)) from error
    return revision


def _law_message(document: Document, who: str, error: LawBroken) -> str:
    return (f"{document.source.name}: {who} broke the law of conservation. Nothing was written, so that no text "
            f"is lost. This is a fault of recension: please report it, with the file if you may. In detail: {error}")


def _language(document: Document, asked: str, strict: bool) -> str:
    """The language asked for; else what the text shows; else what the file declares; else none."""
    from recension.rulebook.detect import detect_language
    from recension.rulebook.languages import known_languages, language_code

    if asked != "auto":
        return language_code(asked)
    known = known_languages()
    found = detect_language(document.source.chars) or document.source.language
    if found in known:
        return found
    what = f"there are no rules for its language ({found})" if found else "its language cannot be told"
    doubt = (f"{document.source.name}: {what}; only rules that hold for all languages were used. "
             f"Name the language if you know better (--language {'|'.join(known)}).")
    if strict:
        raise UnreadableInput(doubt)
    warnings.warn(doubt, Doubt, stacklevel=3)
    return found


def _publishers(document: Document, asked: str, notice: Progress) -> str:
    """The publishers asked for; else those whose stamps and notices stand in the text."""
    from recension.rulebook.publishers import AUTO_PUBLISHER, detect_publisher, named

    if asked != AUTO_PUBLISHER:
        return asked
    found = detect_publisher(document)
    if found and notice is not None:
        notice(f"{document.source.name}: with the rules for {'; '.join(map(str, found))}. "
               "--publisher none leaves them out")
    return named(found)


def bytes_of(source: Input) -> tuple[bytes, str]:
    """The bytes of an input and the name it goes by. Raises UnreadableInput that says what to do."""
    if isinstance(source, bytes):
        return source, "bytes"
    if not isinstance(source, str | os.PathLike):
        content = source.read()
        name = getattr(source, "name", None)
        known = Path(name).name if isinstance(name, str) and not name.startswith("<") else "standard input"
        return (content.encode("utf-8") if isinstance(content, str) else content), known
    path = Path(source)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            from recension.readers.scans import archive_of

            return archive_of(path), path.resolve().name
        if not stat.S_ISREG(mode):
            raise UnreadableInput(f"{path}: this is not an ordinary file; pass its content on standard input (-).")
        return path.read_bytes(), path.name
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path}: there is no such file; check the name and the folder.") from error
    except PermissionError as error:
        raise UnreadableInput(f"{path}: permission denied; make it readable first (chmod u+r).") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{path}: the file cannot be read: {error}.") from error
