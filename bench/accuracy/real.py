"""Scorers for real documents whose truth is not Markdown: keyed prints, hand-labelled lines, notes by number.

    python bench/accuracy/real.py [NAME...]        NAME: dta grobid genero langsci culture jose stamped

Reads the folder `corpus/real` under RECENSION_CORPORA (else `../shared`). Each figure is printed
as numerator/denominator, and what it counts stands in the docstring of its scorer.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.accuracy.real_pages import body_text, cer, furniture_left, jose, paragraphs_of_markdown, stamped

import recension
from recension.model import ANCHOR, Document, Layer, Note

CORPORA = Path(os.environ.get("RECENSION_CORPORA", Path(__file__).parents[3] / "shared")) / "corpus" / "real"
Figures = dict[str, str]


def main(names: list[str]) -> None:
    for name in names or list(SCORERS):
        for title, figures in SCORERS[name]():
            print(f"{title:34}", "  ".join(f"{key} {value}" for key, value in figures.items()), flush=True)


def letters(text: str) -> str:
    """Letters and digits alone, case folded: what two copies of a text must share."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def alike(one: str, other: str) -> float:
    """Share of letters in common, in order, of two notes; quick bounds first."""
    a, b = letters(one), letters(other)
    if not a or not b or min(len(a), len(b)) < 0.8 * max(len(a), len(b)):
        return 0.0
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def note_text(note: Note) -> str:
    return " ".join(block.text.chars for block in note.blocks)


def share(right: int, of: int) -> str:
    return f"{right}/{of}" + (f" ({100 * right / of:.2f} %)" if of else "")


def f1(found: int, wanted: int, right: int) -> str:
    precision, recall = right / max(1, found), right / max(1, wanted)
    value = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{100 * value:.2f} % (P {100 * precision:.2f} R {100 * recall:.2f})"


def after(document: recension.Document, stage: str, language: str) -> Document:
    """The document as it is after a stage of the run."""
    for step in recension.trace(document, language=language):
        if step.stage == stage:
            return step.revision.document
    raise ValueError(stage)


# -- two German books keyed from print, no geometry -----------------------------------------


def dta() -> list[tuple[str, Figures]]:
    """Furniture: lines labelled header, sig or catch against lines moved. Notes: gold notes whose text a
    note has (>= 95 % of letters), with an anchor; merged: those of them that run over pages."""
    made = []
    for raw in sorted((CORPORA / "dta-de").glob("*.raw.txt.gz")):
        name = raw.name.removesuffix(".raw.txt.gz")
        data = gzip.decompress(raw.read_bytes())
        kinds = [line.split("\t")[1] for line in
                 gzip.decompress((raw.parent / f"{name}.kinds.tsv.gz").read_bytes()).decode().splitlines()]
        gold = json.loads(gzip.decompress((raw.parent / f"{name}.notes.json.gz").read_bytes()))
        document = recension.read(data, reader="text")
        offsets = _line_of_glyph(document)
        layers = after(document, "furniture", "de")
        moved = _moved(layers, offsets, Layer.FURNITURE)
        wanted = {number for number, kind in enumerate(kinds) if kind in ("header", "sig", "catch")}
        lost = sum(kinds[number] in ("body", "note") for number in moved)
        revision = recension.clean(document, language="de")
        right, merged, over, anchored = _notes(gold, revision.document)
        made.append((name, {"furniture F1": f1(len(moved), len(wanted), len(moved & wanted)), "body moved": str(lost),
                            "notes": share(right, len(gold)), "anchored": share(anchored, len(gold)),
                            "merged": share(merged, over)}))
    return made


def _line_of_glyph(document: Document) -> dict[int, int]:
    """The number of a line in the file, by its first glyph."""
    ends = [place for place, char in enumerate(document.source.chars) if char == "\n"]
    return {glyph: bisect_left(ends, glyph) for line in document.lines() if (glyph := line.text.first_glyph()) >= 0}


def _moved(document: Document, offsets: dict[int, int], layer: Layer) -> set[int]:
    """The numbers of the lines that stand in a layer."""
    return {offsets[glyph] for line in document.lines(layer) if (glyph := line.text.first_glyph()) >= 0}


def _calls(gold: str, letters_kept: int) -> list[tuple[str, str]]:
    """Every call of a Markdown truth: the letters before it, and its label."""
    return [(letters(gold[max(0, match.start() - 60) : match.start()])[-letters_kept:], match[1])
            for match in re.finditer(r"\[\^([^\]]+)\](?!:)", gold)]


def _notes(gold: list[dict[str, object]], document: Document) -> tuple[int, int, int, int]:
    """Gold notes found whole, those over pages among them, how many run over pages, and found with an anchor."""
    by_start: dict[str, list[Note]] = {}
    for note in document.notes:
        by_start.setdefault(letters(note_text(note))[:12], []).append(note)
    right = merged = over = anchored = 0
    for wanted in gold:
        text = re.sub("[\u00ac\u00ad]", "", str(wanted["text"]))
        long = len(wanted["pages"]) > 1  # type: ignore[arg-type]
        over += long
        candidates = by_start.get(letters(text)[:12], ())
        match = next((note for note in candidates if alike(note_text(note), text) >= 0.95), None)
        if match is None:
            continue
        by_start[letters(text)[:12]].remove(match)
        right, merged, anchored = right + 1, merged + long, anchored + (match.anchor is not None)
    return right, merged, over, anchored


# -- hand-labelled lines of articles --------------------------------------------------------


def grobid() -> list[tuple[str, Figures]]:
    """Furniture (note place="headnote", page) against body, by line; body lines that were moved.

    The labels call page feet and true footnotes by one name, and title, addresses and furniture of the first page
    by another (front); lines under either count on neither side. `with front` counts the second as text."""
    found = wanted = right = lost = body = front = 0
    for path in sorted((CORPORA / "grobid-segmentation").rglob("*.tei.xml")):
        lines, kinds = _labelled(path)
        if len(lines) < 40:
            continue
        document = recension.read("\n".join(lines).encode(), reader="text")
        layers = after(document, "furniture", "en")
        offsets = _line_of_glyph(document)
        moved = _moved(layers, offsets, Layer.FURNITURE) | _moved(layers, offsets, Layer.BACKGROUND)
        front += sum(kinds[number] == "front" for number in moved)
        moved = {number for number in moved if kinds[number] not in ("footnote", "front")}
        gold = {number for number, kind in enumerate(kinds) if kind == "furniture" and lines[number].strip()}
        found, wanted, right = found + len(moved), wanted + len(gold), right + len(moved & gold)
        body += sum(kind == "body" for kind in kinds)
        lost += sum(kinds[number] == "body" for number in moved)
    return [("grobid-segmentation", {
        "furniture F1": f1(found, wanted, right), "with front": f1(found + front, wanted, right),
        "body lines lost": share(lost, body), "front lines moved": str(front)})]


def _labelled(path: Path) -> tuple[list[str], list[str]]:
    from lxml import etree

    lines, kinds = [""], ["body"]
    root = etree.parse(str(path), etree.XMLParser(recover=True, resolve_entities=False)).getroot()
    text = root.find("text")

    def walk(element: etree._Element, kind: str) -> None:
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if tag == "lb":
            lines.append("")
            kinds.append(kind)
        elif tag == "page" or (tag == "note" and element.get("place") in ("headnote", "footnote")):
            kind = "footnote" if element.get("place") == "footnote" else "furniture"
            if lines[-1].strip():
                lines.append("")
                kinds.append(kind)
            kinds[-1] = kind
        else:
            inside = kind == "front" or tag in ("hi", "ref")
            kind = "front" if tag in ("front", "titlePage") else kind if inside else "body"
        add(element.text, kind)
        for child in element:
            walk(child, kind)
            add(child.tail, kind)

    def add(piece: str | None, kind: str) -> None:
        if piece and piece.strip():
            if not lines[-1].strip():
                kinds[-1] = kind
            lines[-1] += piece.replace("\n", " ")

    if text is not None:
        walk(text, "body")
    return [line.strip() for line in lines], kinds


# -- a French thesis, a linguistics chapter, a trade book -----------------------------------


def genero() -> list[tuple[str, Figures]]:
    """206 notes: in order, each with an anchor, the words before the call those of the truth's call."""
    revision = recension.clean(CORPORA / "these-genero-fr" / "genero.pdf")
    gold = (CORPORA / "these-genero-fr" / "genero.gt.md").read_text(encoding="utf-8")
    calls = _calls(gold, 12)
    found = _contexts(revision.document)
    right = sum(context in found for context, _ in calls if context)
    changed = sum(edit.stage == "smallcaps" and edit.applied for edit in revision.edits)
    return [("these-genero-fr", {"notes": share(len(revision.document.notes), len(calls)),
                                 "called right": share(right, len(calls)), "names changed": str(changed)})]


def _contexts(document: Document) -> Counter[str]:
    found: Counter[str] = Counter()
    for block in document.blocks:
        chars = block.text.chars
        for match in re.finditer(ANCHOR, chars):
            found[letters(chars[max(0, match.start() - 80) : match.start()].replace(ANCHOR, ""))[-12:]] += 1
    return found


def langsci() -> list[tuple[str, Figures]]:
    """28 notes: called, and no gloss line among them (a note begins with the words of the truth's note).

    The truth is TeX: a note that begins with a citation or a label is known by the words behind it."""
    revision = recension.clean(CORPORA / "langsci-163-en" / "langsci163.pdf")
    gold = json.loads((CORPORA / "langsci-163-en" / "footnotes.json").read_text(encoding="utf-8"))
    command = re.compile(r"\\[a-z]+\*?(?:\[[^\]]*\])*(?:\{[^}]*\})?|[{}$]")
    runs = [[letters(run) for run in command.split(note["tex"])] for note in gold]
    found = len(revision.document.notes)
    notes = [letters(note_text(note)) for note in revision.document.notes]
    right = 0
    for pieces in runs:
        match = next((text for text in notes if all(piece[:12] in text for piece in pieces)), None)
        right += match is not None
        if match is not None:
            notes.remove(match)
    anchored = sum(note.anchor is not None for note in revision.document.notes)
    return [("langsci-163-en", {"notes right": share(right, len(gold)), "notes found": str(found),
                                "anchored": str(anchored)})]


def culture() -> list[tuple[str, Figures]]:
    """222 endnotes: the truth's note is a note here, and is called after the same words.

    Notes begin alike (Ibid., See ...): any that begins so may be the one. Marks of the index are no text. Slug lines,
    line numbers in the margin and stamps that stand in the text, of all printed; body CER as `real_pages.py` says."""
    path = CORPORA / "free-culture-en" / "en.penguin-proof.pdf"
    revision = recension.clean(path)
    gold = (CORPORA / "free-culture-en" / "en.gt.md").read_text(encoding="utf-8")
    definitions = {m[1]: m[2] for m in re.finditer(r"(?ms)^\[\^([^\]]+)\]:\s*(.*?)(?=^\[\^|\Z)", gold)}
    calls = _calls(gold, 10)
    starts: dict[str, list[Note]] = {}
    for note in revision.document.notes:
        starts.setdefault(letters(note_text(note))[:14], []).append(note)
    contexts = _contexts_of(revision.document)
    linked = 0
    for context, label in calls:
        text = re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", definitions.get(label, ""))
        linked += any(note.anchor is not None and contexts.get(note.anchor, "").endswith(context[-8:])
                      for note in starts.get(letters(text)[:14], ()))
    left, printed = furniture_left(recension.read(path), revision.document)
    return [("free-culture-en", {"endnotes linked": share(linked, len(definitions)),
                                 "notes": str(len(revision.document.notes)), "furniture left": share(left, printed),
                                 "body CER": cer(paragraphs_of_markdown(gold), body_text(revision.document))})]


def _contexts_of(document: Document) -> dict[int, str]:
    found = {}
    for block in document.blocks:
        for match in re.finditer(ANCHOR, block.text.chars):
            before = block.text.chars[max(0, match.start() - 80) : match.start()].replace(ANCHOR, "")
            found[block.text.origin[match.start()]] = letters(before)[-12:]
    return found


SCORERS: dict[str, Callable[[], list[tuple[str, Figures]]]] = {
    "dta": dta, "grobid": grobid, "genero": genero, "langsci": langsci, "culture": culture,
    "jose": lambda: jose(CORPORA / "jose-jats-en"), "stamped": lambda: stamped(CORPORA / "stamped"),
}

if __name__ == "__main__":
    main(sys.argv[1:])
