"""Second opinions on a PDF: what pdfminer reads on each page, and what qpdf says of the file's build.

Each engine loses text in about three damaged files of ten without a word, but seldom the same
text, and qpdf knows most of the damage. Only letters are taken from pdfminer, without any
geometry, which costs a third of reading with it. Nothing here changes a text.
"""

from __future__ import annotations

import io
import logging
import re
import signal
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType
from typing import Any

MOST_COMPLAINTS = 200

_PLACE = re.compile(r"^(?:WARNING: )?(?:stream )?<[^>]*>:? ?")
"""How qpdf begins a complaint: with the address of an object in memory, which differs from run to run."""

SECONDS, SECONDS_A_PAGE = 20.0, 0.6
"""Processor time after which the second opinion is done without: it loops for ever on some files."""

BENIGN = (
    "CropBox missing from /Page", "MediaBox missing", "Cannot set gray", "Cannot set stroke", "Cannot set non-stroke",
    "Could not get FontBBox", "The PDF <", "Data-loss while decompressing",
)
"""Words with which pdfminer's log speaks of what cannot cost a letter, or of what qpdf judges better."""


@dataclass(slots=True)
class PageWitness:
    """The letters of a page, their order left out: engines order text differently, and both are right."""

    letters: Counter[str] = field(default_factory=Counter)
    failure: str = ""

    @property
    def count(self) -> int:
        return self.letters.total()


@dataclass(slots=True)
class Statement:
    """What an engine says of a whole file."""

    pages: list[PageWitness] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    failure: str = ""
    """Why there is no testimony, or no whole one."""


class _OutOfTime(BaseException):
    """The budget of a second opinion is spent. Not an Exception: parsers catch those."""


def letters_of(text: str) -> Counter[str]:
    """Letters and digits of a text, compatibility forms resolved, accents and case left out.

    Where small capitals carry their spelling in an /ActualText, one engine reads it and the other does not.
    """
    found: Counter[str] = Counter()
    for char, count in Counter(text).items():
        for plain in _plain(char):
            found[plain] += count
    return found


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    if "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000":
        return ""
    return "".join(part for part in unicodedata.normalize("NFKD", char) if part.isalnum()).casefold()


def by_pdfminer(data: bytes, tell: Callable[[str], None]) -> Statement:
    """The letters of every page as pdfminer reads them."""
    told = Statement()
    with _listening(told), _budget(SECONDS) as more:
        try:
            from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
            from pdfminer.pdfpage import PDFPage

            manager = PDFResourceManager()
            device = _device(manager)
            interpreter = PDFPageInterpreter(manager, device)
            for page in PDFPage.get_pages(io.BytesIO(data)):
                tell("second reader")
                more(SECONDS_A_PAGE)
                witness = PageWitness()
                try:
                    interpreter.process_page(page)
                except Exception as error:
                    witness.failure = _said(error)
                witness.letters = letters_of("".join(device.taken))
                device.taken.clear()
                told.pages.append(witness)
        except _OutOfTime:
            told.failure = "it does not come to an end"
        except MemoryError:
            told.failure = "it needs too much memory"
        except Exception as error:
            told.failure = _said(error)
    return told


def by_qpdf(data: bytes) -> Statement | None:
    """qpdf's page count (as that many empty pages) and complaints; None where pikepdf is not installed.

    To its own complaints are added what it does not look for: packed streams whose checksum is
    wrong, pages whose drawing breaks off, and pages that have fonts but no drawing at all.
    """
    try:
        import pikepdf
    except ImportError:
        return None
    from recension.batch.packing import broken_streams, odd_pages

    told = Statement()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            told.pages = [PageWitness() for _ in range(len(pdf.pages))]
            said = (*pdf.check_pdf_syntax(), *broken_streams(pdf), *odd_pages(pdf), *pdf.get_warnings())
            told.complaints = list(dict.fromkeys(map(_short, said)))
            del told.complaints[MOST_COMPLAINTS:]
    except MemoryError:
        told.failure = "it needs too much memory"
    except Exception as error:
        told.failure = _said(error)
    return told


def repaired(data: bytes) -> bytes | None:
    """What qpdf can make of a file that no reader opens, as a new file; None where it can make nothing."""
    try:
        import pikepdf

        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not len(pdf.pages):
                return None
            pdf.save(out, static_id=True)
        return out.getvalue()
    except Exception:
        return None


def _device(manager: Any) -> Any:
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdffont import PDFUnicodeNotDefined

    class Letters(PDFTextDevice):
        """Takes the characters of every string that is shown."""

        taken: list[str]

        def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
            font = textstate.font
            for item in seq:
                if isinstance(item, bytes):
                    for code in font.decode(item):
                        try:
                            self.taken.append(font.to_unichr(code))
                        except PDFUnicodeNotDefined:
                            continue  # counted where it matters: in the text as cleaned

    device = Letters(manager)
    device.taken = []
    return device


@contextmanager
def _listening(told: Statement) -> Iterator[None]:
    """What pdfminer logs as a warning is part of what it says."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(told.complaints) < MOST_COMPLAINTS:
                message = record.getMessage()
                if not message.startswith(BENIGN) and _short(message) not in told.complaints:
                    told.complaints.append(_short(message))

    logger, ear = logging.getLogger("pdfminer"), Ear(logging.WARNING)
    spread = logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(ear)
        logger.propagate = spread


@contextmanager
def _budget(seconds: float) -> Iterator[Callable[[float], None]]:
    """Raise _OutOfTime when so much processor time is spent. Gives a function that adds to it."""

    def over(number: int, frame: FrameType | None) -> None:
        raise _OutOfTime

    def more(added: float) -> None:
        signal.setitimer(signal.ITIMER_PROF, signal.getitimer(signal.ITIMER_PROF)[0] + added)

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield more
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _said(error: BaseException) -> str:
    return _short(str(error) or type(error).__name__)


def _short(message: str) -> str:
    return _PLACE.sub("", " ".join(str(message).split()))[:200]
