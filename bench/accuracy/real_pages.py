"""Scorers for real PDFs: a trade book in page proofs, articles with JATS, papers stamped by their printer.

Body CER is read paragraph by paragraph: each paragraph of the truth with 60 letters or more is looked for in
the output by its pieces of 14 letters, and what stands there is compared with it, letters and digits alone, case
folded. So an order that differs, and text that the truth
does not have (index terms, captions), cost nothing, and what stands inside a paragraph counts.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.accuracy.align import Letters
from bench.accuracy.reading import fold

import recension
from recension.model import Document, Layer

LEAST = 60
"""Letters from which a paragraph of the truth has a place of its own."""
GRAM, RARE = 14, 5
"""Letters of a piece by which it is found, and how many places of a piece are tried where none stands once only."""
_STAMPED = re.compile(r"VerDate|Jkt \d|\bFrm \d|\bSfmt\b|</GPH>|\bon \w+PROD with\b")
_HEADED = re.compile(r"Federal Register|CFR|^\W*\d{1,5}\W*$|§|\bPt\.|Administration|Department|Subpart")
_SLUG = re.compile(r"4TH PASS|\.qxd|free-culture\.cc")
_LINE_NUMBER = re.compile(r"\W*(?:Po|S|R)?\d{1,2}\W*")


def body_cer(paragraphs: Iterable[str], output: str) -> tuple[int, int]:
    """Letters that are wrong, too many or missing, of how many."""
    text = Letters(output).keys
    grams: dict[str, list[int]] = {}
    for spot in range(len(text) - GRAM + 1):
        grams.setdefault(text[spot : spot + GRAM], []).append(spot)
    wrong = of = 0
    for paragraph in paragraphs:
        truth = Letters(paragraph).keys
        if len(truth) < LEAST:
            continue
        of += len(truth)
        wrong += min(len(truth), Levenshtein.distance(truth, _stretch(truth, text, grams)))
    return wrong, of


def _stretch(truth: str, text: str, grams: Mapping[str, Sequence[int]]) -> str:
    """What stands in the place of the truth: from its first to its last piece that is found near where most are."""
    found = [(at, grams.get(truth[at : at + GRAM], ())) for at in range(len(truth) - GRAM + 1)]
    pieces = [(at, spots[0]) for at, spots in found if len(spots) == 1] or [
        (at, spot) for at, spots in found for spot in spots[:RARE]]
    if not pieces:
        return ""
    votes = Counter((spot - at) // LEAST for at, spot in pieces)
    middle = max(votes, key=lambda vote: (votes[vote - 1] + votes[vote] + votes[vote + 1], -vote)) * LEAST
    near = [(at, spot) for at, spot in pieces if abs(spot - at - middle) <= max(LEAST, len(truth) // 2)]
    (first, start), (last, end) = min(near), max(near)
    return text[max(0, start - first) : end + len(truth) - last]


def cer(paragraphs: Iterable[str], output: str) -> str:
    wrong, of = body_cer(paragraphs, output)
    return f"{100 * wrong / max(1, of):.3f} % of {of}"


def body_text(document: Document) -> str:
    """The text of the body, without calls, as one would read it."""
    return fold("\n\n".join(block.text.chars.replace("\ufffc", "") for block in document.blocks))


def paragraphs_of_markdown(gold: str) -> list[str]:
    """Paragraphs of a truth in Markdown, without marks and notes."""
    body = re.sub(r"(?m)^\[\^[^\]]+\]:.*(?:\n(?!\n).*)*", "", gold)
    plain = re.sub(r"\[\^[^\]]+\]|[*_`>\\]|^#+ ", "", body, flags=re.MULTILINE)
    return [fold(part.replace("---", "—")) for part in re.split(r"\n\s*\n", plain) if part.strip()]


def furniture_left(source: Document, revised: Document) -> tuple[int, int]:
    """Slug lines, stamps and marginal line numbers: how many stand in the text, of how many printed."""
    printed = [line.chars for line in source.lines() if _is_proof_mark(line.chars)]
    left = [line for block in revised.blocks for line in block.text.chars.split("\n") if _is_proof_mark(line)]
    left += [match for block in revised.blocks for match in _SLUG.findall(block.text.chars)]
    return len(left), len(printed)


def _is_proof_mark(line: str) -> bool:
    return _SLUG.search(line) is not None or _LINE_NUMBER.fullmatch(line.strip()) is not None


# -- articles with JATS ---------------------------------------------------------------------


def jose(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Body CER of all articles together, and that of pdftotext where it is at hand."""
    ours = [0, 0]
    theirs = [0, 0]
    for pdf in sorted(folder.glob("*.pdf")):
        truth = _jats(pdf.with_suffix("").with_suffix(pdf.with_suffix("").suffix + ".jats.xml"))
        _add(ours, body_cer(truth, body_text(recension.clean(pdf).document)))
        if shutil.which("pdftotext"):
            text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
            _add(theirs, body_cer(truth, fold(text)))
    return [("jose-jats-en", {"body CER": _percent(ours), "pdftotext": _percent(theirs)})]


def _add(sums: list[int], figures: tuple[int, int]) -> None:
    sums[0] += figures[0]
    sums[1] += figures[1]


def _percent(figures: list[int]) -> str:
    return f"{100 * figures[0] / max(1, figures[1]):.2f} % of {figures[1]}"


def _jats(path: Path) -> list[str]:
    from lxml import etree

    root = etree.parse(str(path), etree.XMLParser(recover=True, resolve_entities=False)).getroot()
    return [fold(" ".join("".join(map(str, element.itertext())).split()))
            for element in root.iterfind(".//body//p") if element.find(".//p") is None]


# -- papers of the Government Printing Office -----------------------------------------------


def stamped(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Lines of stamps left in the text, of those printed; lines moved that are neither stamp, head nor folio."""
    made = []
    for pdf in sorted(folder.glob("*.pdf")):
        source, revised = recension.read(pdf), recension.clean(pdf).document
        printed = sum(_STAMPED.search(line.chars) is not None for line in source.lines())
        left = sum(len(_STAMPED.findall(block.text.chars)) for block in revised.blocks)
        gone = [line.chars for line in revised.lines() if line.layer in (Layer.BACKGROUND, Layer.FURNITURE)
                and not _STAMPED.search(line.chars) and not _HEADED.search(line.chars)]
        made.append((pdf.stem, {"stamps left": f"{left}/{printed}", "else gone": f"{len(gone)} {gone[:3] or ''}"}))
    return made
