"""Texts without page marks: their pages are found by heads and folios, and by nothing of the author's."""

from __future__ import annotations

import pytest

from drawnpages import sentence
from recension.model import Document, Layer, Revision
from recension.model.laws import check_step
from recension.readers import plain
from recension.rulebook import Profile
from recension.stages.furniture import furniture

FRENCH = Profile.for_language("fr")
HEAD, AUTHOR = "Le compte des sacs", "Varnier et Sérac"


def text(*parts: str) -> Document:
    return plain.of_string("\n".join(parts) + "\n", "essai.txt")


def run(document: Document) -> Revision:
    revision = furniture(document, FRENCH)
    check_step(document, revision, "furniture")
    return revision


def moved(revision: Revision) -> list[str]:
    return [line.chars.strip() for line in revision.document.lines(Layer.FURNITURE)]


def running(start: int, lines: int = 40) -> str:
    """Lines of a page that begins and ends in the middle of a sentence."""
    return "\n".join(sentence(1000 * start + number) for number in range(lines))


def whole(start: int, lines: int = 40) -> str:
    """Lines of a chapter: it begins with a capital and ends with a stop."""
    return running(start, lines).capitalize() + "."


def test_five_folios_alone_that_interrupt_sentences() -> None:
    pages = [part for page in range(843, 848) for part in (running(page), str(page))]
    assert moved(run(text(*pages))) == [str(page) for page in range(843, 848)]


def test_heads_of_facing_pages_that_stand_twice_each() -> None:
    pages = [running(0)]
    for page in range(284, 288):
        pages += [f"{page}", HEAD, running(page)] if page % 2 == 0 else [AUTHOR, f"{page}", running(page)]
    found = moved(run(text(*pages)))
    assert [line for line in found if line.isdigit()] == ["284", "285", "286", "287"]
    assert HEAD in found and AUTHOR in found


def test_folios_that_say_how_many_pages_there_are() -> None:
    pages = [part for page in range(1, 4) for part in (running(page, 30), f"Page {page} / 3")]
    assert moved(run(text(*pages))) == ["Page 1 / 3", "Page 2 / 3", "Page 3 / 3"]


def test_folios_of_pages_that_hold_little_but_a_figure() -> None:
    pages = [running(0)]
    for page in range(1344, 1354):
        pages += [f"{page} |", AUTHOR, running(page, 40 if page % 2 == 0 else 12)]
    assert moved(run(text(*pages))).count(AUTHOR) >= 9


def test_a_table_with_numbers_does_not_hide_the_folios() -> None:
    pages = []
    for page in range(37, 47):
        pages += [running(page), str(page)]
        if page == 41:
            pages += [part for row in range(1, 9) for part in ("Sacs", str(row), str(7 * row), *["Jours", "0,5"] * 9)]
    found = moved(run(text(*pages)))
    assert set(found) <= {str(page) for page in range(37, 47)} and len(found) >= 5


@pytest.mark.parametrize("parts", [
    [part for number in range(1, 12) for part in (str(number), whole(number, 50 + 7 * (number % 3)))],
    [part for number in range(1, 12) for part in (f"Lettre {number}", whole(number, 60))],
    [part for number in range(1, 12) for part in (f"{number}.", whole(number, 40))],
    [part for number in range(1, 12) for part in ("Questions", whole(number, 60))],
    [part for number in range(1, 12) for part in (str(number), "À relire", whole(number, 60))],
    [part for number in range(1, 9) for part in (running(number, 40), "Tableau des sacs", *["12", "Sacs", "7"] * 5)],
    [part for number in range(1, 9) for part in ("\n".join(sentence(60 * number + line, 24).capitalize()
                                                            for line in range(30)), str(number))],
    [part for number in range(1, 30) for part in (str(number), "Voir le registre des eaux", sentence(number), "Ibid.")],
], ids=["chapters", "letters", "paragraphs", "questions", "numbered questions", "tables", "poems", "references"])
def test_what_counts_up_or_comes_again_in_the_author_s_text_stays(parts: list[str]) -> None:
    assert moved(run(text(*parts))) == []


def test_title_and_author_of_the_first_page_stay_where_heads_repeat_them() -> None:
    pages = [HEAD, AUTHOR, running(0, 30), "1"]
    for page in range(2, 12):
        pages += [HEAD, AUTHOR, running(page), str(page)]
    revision = run(text(*pages))
    stays = [line.chars.strip() for line in revision.document.lines(Layer.BODY)]
    assert HEAD in stays[:1] and AUTHOR in stays[1:2] and moved(revision).count(HEAD) == 10
