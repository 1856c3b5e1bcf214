"""Notes on drawn pages and in long texts: what the cases, a page or two of plain text, cannot show."""

from __future__ import annotations

from drawnpages import LEADING, Book, Drawn, sentence
from recension.model import Document, Revision
from recension.model.laws import check_step
from recension.readers import plain
from recension.rulebook import Profile
from recension.stages.footnotes import footnotes

FRENCH = Profile.for_language("fr")


def run(document: Document) -> Revision:
    revision = footnotes(document, FRENCH)
    check_step(document, revision, "footnotes")
    return revision


def notes(revision: Revision) -> list[tuple[str, str, bool]]:
    """Every note: its label, how its text begins, whether it is called."""
    first: dict[int, str] = {}
    for line in revision.document.lines():
        if line.note is not None:
            first.setdefault(line.note, line.chars.strip())
    return [(note.label, first.get(number, "")[:12], note.anchor is not None)
            for number, note in enumerate(revision.document.notes)]


def page(calls: dict[int, str], *foot: str, start: int = 0) -> list[Drawn]:
    """Twenty lines of text, some of which end with a call, and smaller lines at the foot."""
    body = [Drawn(sentence(100 * start + number) + calls.get(number, " et"), 60, 80 + LEADING * number)
            for number in range(20)]
    return body + [Drawn(text, 60, 480 + 10 * number, size=8) for number, text in enumerate(foot)]


def driven_over(call: str) -> Document:
    """Note 3 did not fit on the page that calls it, and stands above note 2 on the next one."""
    return Book().page(*page({3: "1.", 9: call}, "1. Archives du moulin, liasse 4.")).page(
        *page({2: "2.", 8: "4.", 15: "5."}, "3. Registre du notaire, acte 7.", "2. Le prix du grain, par saison.",
              "4. Plan de la vanne, au crayon.", "5. Lettre du meunier à la commune.", start=1)).document()


def test_a_note_that_was_driven_over_stands_above_one_that_was_not() -> None:
    found = notes(run(driven_over("3.")))
    assert sorted(found) == [("1", "Archives du ", True), ("2", "Le prix du g", True), ("3", "Registre du ", True),
                             ("4", "Plan de la v", True), ("5", "Lettre du me", True)]


def test_notes_stand_in_the_order_of_their_calls() -> None:
    assert [label for label, _, _ in notes(run(driven_over("3.")))] == ["1", "3", "2", "4", "5"]


def long_text() -> Document:
    """Thirty pages with a note `1)`; on the last its second line begins with a figure, and a 2 stands above."""
    pages = []
    for number in range(30):
        last = number == 29
        body = "\n".join(
            sentence(50 * number + line) + (" 1)." if line == 6 else " sacs2." if last and line == 10 else " et")
            for line in range(14))
        goes_on = "2 de la main du notaire, sans date, avec un plan." if last else "de la main du notaire, sans date."
        pages.append(f"{body}\n1) Archives du moulin, liasse {number + 4}, quaest.\n{goes_on}\n")
    return plain.of_string("\f".join(pages), "essai.txt")


def test_a_dress_that_the_document_never_uses_opens_no_note() -> None:
    revision = run(long_text())
    assert [label for label, _, _ in notes(revision)][:30] == ["1"] * 30
    kept = [line.note for line in revision.document.lines() if line.chars.startswith("2 de la main")]
    assert kept == [29], "the figure belongs to the line, and the line to note 1"


def test_a_note_that_nothing_calls_is_kept_and_asked_about() -> None:
    document = Book().page(*page({3: "1.", 12: "3."}, "1. Archives du moulin, liasse 4.",
                                 "2. Le prix du grain, par saison.", "3. Plan de la vanne, au crayon.")).document()
    revision = run(document)
    assert [(label, called) for label, _, called in notes(revision)] == [("1", True), ("2", False), ("3", True)]
    assert [edit.rule for edit in revision.edits if not edit.applied] == ["uncalled-note"]
