"""A file becomes a document, by every road there is: one reader, the other, page by page, a repaired copy.

PDFium reads; pdfminer and qpdf are asked whether that is all. A page on which PDFium lacks
text that pdfminer has is read again by pdfplumber; a file that PDFium cannot open is read by
it whole; a file that neither can, once more after qpdf has rebuilt it. Each such turn is a
finding: the text may be incomplete, and the document will not count as ok.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, NamedTuple

from recension import readers
from recension.batch import crosscheck, witness
from recension.batch.crosscheck import Finding, Weight
from recension.batch.witness import PageWitness, Statement
from recension.errors import EncryptedInput, RecensionError, UnreadableInput, UsageError
from recension.model import Document, Source
from recension.readers._damage import _with_content, refuse_truncated
from recension.readers._kinds import PDF, kind_of

Tell = Callable[[str], None]


class Extraction(NamedTuple):
    """A document of lines, and every reason to think that some of the text is missing."""

    document: Document
    findings: tuple[Finding, ...]
    reader: str


class Way(NamedTuple):
    """How to read: which reader was asked for, how hard to check, what to leave out since it crashed before."""

    reader: str = "auto"
    check: str = "full"
    without: frozenset[str] = frozenset()
    most_pages: int = 20_000


def extract(data: bytes, name: str, way: Way, pages: Collection[int] | None = None,
            tell: Tell = lambda step: None, paged: Callable[[int], None] = lambda count: None) -> Extraction:
    """Read a file. `paged` is told how many pages there are, as soon as that is known.

    Raises UnreadableInput, EncryptedInput or UsageError where nothing can be read.
    """
    kind = kind_of(data)
    if kind is not PDF or way.reader == "text" or not data:
        tell("reading")
        reader = readers._FOR_KIND.get(kind, "text") if way.reader == "auto" else way.reader
        document = readers.read(data, name, way.reader, pages)
        doubts = tuple(Finding(Weight.DOUBT, _without_name(doubt, name)) for doubt in readers.doubts(data, document))
        return Extraction(document, doubts, reader)
    findings: list[Finding] = []
    try:
        refuse_truncated(data, name)
    except UnreadableInput as error:
        findings.append(Finding(Weight.LOST, _without_name(error, name)))
    tell("qpdf")
    qpdf = None if way.check == "off" or "qpdf" in way.without else witness.by_qpdf(data)
    if qpdf is not None and len(qpdf.pages) > way.most_pages and pages is None:
        raise UnreadableInput(f"{name}: {len(qpdf.pages)} pages are more than the {way.most_pages} that one document "
                              "may have here; clean it in parts (--pages).")
    if qpdf is not None and not qpdf.failure:
        paged(len(qpdf.pages))
    findings += crosscheck.build(qpdf)
    try:
        found = _read(data, name, way, pages, tell, paged, qpdf)
    except EncryptedInput:
        raise
    except (UnreadableInput, UsageError) as error:
        copy = witness.repaired(data) if way.check != "off" and pages is None else None
        if copy is None or copy == data:
            raise _with_reasons(error, findings) from error
        tell("repaired copy")
        try:
            found = _read(copy, name, way, pages, tell, paged, None)
        except RecensionError:
            raise _with_reasons(error, findings) from error
        findings.append(Finding(Weight.DOUBT, "no reader opens the file; it was read from a copy that qpdf rebuilt"))
    document = _of_file(found.document, data)
    return Extraction(document, (*findings, *found.findings), found.reader)


def _read(data: bytes, name: str, way: Way, pages: Collection[int] | None, tell: Tell,
          paged: Callable[[int], None], qpdf: Statement | None) -> Extraction:
    """Read a PDF by PDFium and, where that does not do, by pdfplumber. Raises UnreadableInput and its kin."""
    first: Document | None = None
    failure: RecensionError | None = None
    by_hand = way.reader == "pdfplumber" or "pdfium" in way.without
    if not by_hand:
        tell("pdfium")
        try:
            first = _whole("pdfium", data, name, pages)
        except EncryptedInput:
            raise
        except RecensionError as error:
            failure = error
    if first is not None:
        paged(first.source.page_count)
    if first is None:
        if failure is not None and way.reader == "pdfium":
            raise failure
        found = _by_pdfplumber(data, name, pages, tell, failure)
        why = ([Finding(Weight.DOUBT, f"PDFium cannot read the file ({_without_name(failure, name)}); "
                        "pdfplumber read it, and no second reader can confirm it")] if failure is not None
               else [Finding(Weight.DOUBT, "PDFium took its process down; pdfplumber read the file, and no second "
                             "reader can confirm it")] if "pdfium" in way.without else [])
        counts = crosscheck.page_counts(len(found.document.pages), None, qpdf) if pages is None else []
        return Extraction(found.document, (*why, *found.findings, *counts), "pdfplumber")
    return _checked(first, data, way, pages, tell, qpdf)


def _checked(first: Document, data: bytes, way: Way, pages: Collection[int] | None, tell: Tell,
             qpdf: Statement | None) -> Extraction:
    """What PDFium read, held against the second reader; pages on which it lacks text are read anew."""
    numbers = [page.number for page in first.pages]
    mine = crosscheck.page_witnesses(first.source)
    reader = "pdfium"
    findings: list[Finding] = []
    second: Statement | None = None
    if way.check == "full" and "second" not in way.without:
        tell("second reader")
        second = witness.by_pdfminer(data, tell)
        poor = {number for number, page in zip(numbers, mine, strict=True)
                if number <= len(second.pages) and crosscheck.lacking(page, second.pages[number - 1])}
        if poor and "mend" in way.without:
            findings.append(Finding(Weight.DOUBT, f"PDFium loses text on {crosscheck.listed(sorted(poor))}, and "
                                                  "pdfplumber took its process down over it"))
            poor = set()
        mended, replaced = _mend(first, mine, data, poor, tell) if poor else (first, ())
        if replaced:
            first, reader = mended, "pdfium+pdfplumber"
            mine = crosscheck.page_witnesses(first.source)
            findings.append(Finding(Weight.DOUBT, "PDFium loses text that pdfplumber has, which was taken from there: "
                                    + crosscheck.listed(replaced), tuple(replaced)))
        findings += crosscheck.compare(mine, second, numbers)
    elif "second" in way.without:
        findings.append(Finding(Weight.DOUBT, "the second reader took its process down and was left out"))
    if not first.source.chars.strip():
        raise UnreadableInput(readers._no_text(first.source.name, reader, pages))
    if way.check != "off":
        findings += crosscheck.page_counts(len(first.pages), second, qpdf) if pages is None else []
        blank = [number for number, page in zip(numbers, mine, strict=True) if not page.count]
        findings += crosscheck.silent(first, _with_content(data, blank) if blank else ())
    return Extraction(first, tuple(findings), reader)


def _whole(reader: str, data: bytes, name: str, pages: Collection[int] | None) -> Document:
    """A file by one reader; a page without text is a page, a file without one is not."""
    document = readers._read(data, name, reader, pages)
    if not document.pages:
        if pages is not None:
            raise UsageError(f"{name}: the file has none of the pages that were asked for.")
        raise UnreadableInput(f"{name}: no page can be read; rebuild the PDF (qpdf IN.pdf OUT.pdf) and clean that.")
    return document


def _by_pdfplumber(data: bytes, name: str, pages: Collection[int] | None, tell: Tell,
                   failure: RecensionError | None) -> Extraction:
    """A file by pdfplumber, page by page: one bad page does not cost the others."""
    from recension.readers._runs import PageOfRuns
    from recension.readers.layout import compose
    from recension.readers.pdfplumber import _page

    runs: list[tuple[int, PageOfRuns]] = []
    lost: list[int] = []
    for number, page in _pages(data, name, pages, failure):
        tell("pdfplumber")
        try:
            runs.append((number, _page(page)))
        except Exception:
            runs.append((number, PageOfRuns(0.0, 0.0, ())))
            lost.append(number)
    document = compose(name, "", runs)
    if not document.source.chars.strip():
        raise failure or UnreadableInput(readers._no_text(name, "pdfplumber", pages) if runs else
                                         f"{name}: no page can be read; rebuild the PDF (qpdf IN.pdf OUT.pdf).")
    findings = [Finding(Weight.LOST, f"nothing can be read on {crosscheck.listed(lost)}", tuple(lost))] if lost else []
    return Extraction(document, tuple(findings), "pdfplumber")


def _pages(data: bytes, name: str, pages: Collection[int] | None, failure: RecensionError | None) -> list[Any]:
    """The pages of a file, as pdfplumber opens it."""
    import io

    import pdfplumber

    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        return [(number, page) for number, page in enumerate(pdf.pages, 1) if pages is None or number in pages]
    except Exception as error:
        if "password" in repr(error).lower():
            raise EncryptedInput(f"{name}: the PDF is encrypted and asks for a password. Save an unprotected copy "
                                 "(qpdf --decrypt --password=... IN OUT) and clean that.") from error
        raise failure or UnreadableInput(
            f"{name}: pdfplumber cannot read this PDF ({str(error) or type(error).__name__}).") from error


def _mend(document: Document, mine: list[PageWitness], data: bytes, poor: set[int],
          tell: Tell) -> tuple[Document, tuple[int, ...]]:
    """The document with those pages read by pdfplumber on which that has more, what is drawn twice left out."""
    from recension.readers.layout import compose
    from recension.readers.pdfium import read_runs
    from recension.readers.pdfplumber import _page

    known = dict(zip((page.number for page in document.pages), mine, strict=True))
    better: dict[int, Any] = {}
    try:
        for number, page in _pages(data, document.source.name, poor, None):
            tell("pdfplumber")
            try:
                runs = _page(page.dedupe_chars())
            except Exception:
                continue
            letters = PageWitness(witness.letters_of("".join(run.text for run in runs.runs)))
            if crosscheck.lacking(known[number], letters):
                better[number] = runs
    except RecensionError:
        return document, ()
    if not better:
        return document, ()
    source = document.source
    numbers = {page.number for page in document.pages}
    chosen = [(number, better.get(number, runs)) for number, runs in enumerate(read_runs(data), 1) if number in numbers]
    return compose(source.name, source.digest, chosen, source.language), tuple(sorted(better))


def _of_file(document: Document, data: bytes) -> Document:
    """The document with the digest of the file as it was given, whatever copy was read."""
    import hashlib

    digest = hashlib.sha256(data).hexdigest()
    if document.source.digest == digest:
        return document
    source: Source = replace(document.source, digest=digest)
    return replace(document, source=source)


def _with_reasons(error: RecensionError, findings: list[Finding]) -> RecensionError:
    """The same error; where the file is known to be damaged, that is the likelier reason, and is told."""
    if isinstance(error, UsageError) or not findings:
        return error
    return UnreadableInput(f"{str(error).rstrip('.')}. What is known of it: {findings[0].text}.")


def _without_name(said: object, name: str) -> str:
    return str(said).removeprefix(f"{name}: ").rstrip(".")
