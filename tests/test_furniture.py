"""Heads, folios and the rest of a page's furniture go to their layer, and nothing else does."""

from __future__ import annotations

import pytest

from drawnpages import LEADING, Book, Drawn, paragraph, sentence
from recension.model import Document, Layer, Revision
from recension.model.laws import check_step
from recension.readers import plain
from recension.rulebook import Profile
from recension.stages.furniture import furniture
from recension.stages.furniture.folios import roman

FRENCH = Profile.for_language("fr")
HEAD = "Le compte des sacs"


def run(document: Document, profile: Profile = FRENCH) -> Revision:
    revision = furniture(document, profile)
    check_step(document, revision, "furniture")
    again = furniture(revision.document, profile)
    assert not [edit for edit in again.edits if edit.applied], "a second pass finds more"
    return revision


def text(*pages: str) -> Document:
    return plain.of_string("\f".join(page.strip("\n") + "\n" for page in pages), "essai.txt")


def moved(revision: Revision) -> list[str]:
    return [line.chars.strip() for line in revision.document.lines(Layer.FURNITURE)]


def labels(revision: Revision) -> list[str]:
    return [page.label for page in revision.document.pages]


def rules(revision: Revision) -> set[str]:
    return {edit.rule for edit in revision.edits if edit.applied}


def prose(start: int, lines: int = 6) -> str:
    """Lines of a paragraph that runs on, from somewhere in the middle; no page has the lines of another."""
    return "\n".join(sentence(1000 * start + number) for number in range(lines))


def opening(start: int, lines: int = 9) -> str:
    """The same, but it begins with a sentence, as text does under its heading."""
    return prose(start, lines).capitalize()


# -- plain text ----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["{}", "– {} –", "[{}]", "- {} -", "p. {}", "{} / 240", "Page {}"])
def test_folios_in_step_become_labels(form: str) -> None:
    found = run(text(*(f"{prose(page)}\n\n{form.format(116 + page)}" for page in range(1, 5))))
    assert labels(found) == ["117", "118", "119", "120"]
    assert rules(found) == {"folio"} and len(moved(found)) == 4


def test_roman_folios() -> None:
    found = run(text(*(f"{label}\n{prose(page)}" for page, label in enumerate(("vi", "vii", "viii", "ix")))))
    assert labels(found) == ["vi", "vii", "viii", "ix"]


def test_heads_and_folios_in_one_line_on_facing_pages() -> None:
    heads = ["{0}   Livre deuxième. Des eaux", "Chapitre {0}. Des crues   {0}"]
    found = run(text(*(f"{heads[page % 2].format(page)}\n{prose(page)}" for page in range(40, 50))))
    assert labels(found) == [str(page) for page in range(40, 50)]
    assert rules(found) == {"head-with-folio"}


def test_heads_with_slips_of_recognition_are_one_head() -> None:
    heads = [HEAD, "Le cornpte des sacs", "Le compte des saes", HEAD, "Lc compte des sacs"]
    found = run(text(PAGE_ONE, *(f"{head}\n{prose(page)}" for page, head in enumerate(heads))))
    assert moved(found) == heads


PAGE_ONE = f"Avant-propos\n\n{opening(90)}"


def test_a_head_on_one_page_only_that_repeats_the_author_s_line() -> None:
    found = run(text(f"Les eaux du moulin\n\nAgnès Varnier et Luc Sérac\n\n{opening(0)}",
                     f"Agnès Varnier et Luc Sérac\n\n8\n\n{prose(1)}", prose(2)))
    assert moved(found) == ["Agnès Varnier et Luc Sérac", "8"] and labels(found)[1] == "8"


def test_a_head_in_capitals_whose_words_look_like_roman_numerals_is_known() -> None:
    found = run(text(f"Il libro di Mila\n{opening(1)}", f"{prose(2)}\n72", f"IL LIBRO DI MILA 73\n{prose(3)}"))
    assert "IL LIBRO DI MILA 73" in moved(found)


def test_the_heading_stays_where_the_heads_that_repeat_it_go() -> None:
    found = run(text(f"{HEAD}\n\n{opening(0)}",
                     *(f"{HEAD}\n{prose(page)}" for page in range(1, 6))))
    assert moved(found) == [HEAD] * 5
    assert found.document.pages[0].lines[0].layer is Layer.BODY


def test_a_chapter_opening_keeps_its_heading_in_the_middle_of_a_book() -> None:
    pages = [f"{page}  Des eaux\n{prose(page)}" for page in range(40, 46)]
    pages += ["Des crues\n\n" + opening(0), *(
        f"{page}  Des crues\n{prose(page)}" for page in range(47, 53))]
    found = run(text(*pages))
    assert "Des crues" not in moved(found) and len(moved(found)) == 12


def test_a_folio_after_the_first_of_two_columns() -> None:
    pages = [f"{prose(page)}\n\n{f'[{page}]' if page != 43 else ''}" for page in range(40, 47)]
    pages[3] = f"{prose(90)}\n\n[43]\n\n{prose(91)}"
    found = run(text(*pages))
    assert labels(found) == [str(page) for page in range(40, 47)]


def test_a_number_in_a_table_in_the_middle_of_a_page_is_no_folio() -> None:
    pages = [f"{prose(page)}\n\n{page if page != 43 else ''}" for page in range(40, 47)]
    pages[3] = f"{prose(90)}\n\n12\n\n43\n\n80\n\n{prose(91)}"
    assert labels(run(text(*pages)))[3] == ""


def test_texts_without_page_marks_are_parted_by_their_folios() -> None:
    pages = [f"{prose(page, 40)}\n{page}\n{HEAD}" for page in range(12, 20)]
    found = run(text("\n".join(pages)))
    assert moved(found) == [part for page in range(12, 20) for part in (str(page), HEAD)]


def test_signatures_step_with_the_sheets() -> None:
    pages = [prose(page) + (f"\nVarnier, Halage. {page // 16 + 1}" if page % 16 == 0 else "") for page in range(70)]
    found = run(text(*pages))
    assert rules(found) == {"signature"} and len(moved(found)) == 5


def test_catchwords_repeat_the_next_page() -> None:
    pages = [prose(page) + "\n          " + prose(page + 1).split()[0] for page in range(5)]
    found = run(text(*pages, prose(5)))
    assert rules(found) == {"catchword"} and len(moved(found)) == 5


def test_line_numbers_in_a_row_on_page_after_page() -> None:
    numbers = "\n".join(str(number) for number in range(1, 31))
    found = run(text(*(f"{prose(page, 12)}\n{numbers}" for page in range(4))))
    assert rules(found) == {"line-number"} and len(moved(found)) == 120


@pytest.mark.parametrize("pages", [
    [f"{prose(1)}\n1. Voir le registre.", f"{prose(2)}\n2. Voir le registre.", f"{prose(3)}\n3. Voir le registre."],
    [f"{prose(1)}\n1 Ibid., p. 12.", f"{prose(2)}\n2 Ibid., p. 14.", f"{prose(3)}\n3 Ibid., p. 15."],
    [f"{prose(1)}\n1812", f"{prose(2)}\n1815", f"{prose(3)}\n1830"],
    [f"1\n\n{prose(1)}\n\n2\n\n{prose(2)}", f"3\n\n{prose(3)}\n\n4\n\n{prose(4)}"],
    [f"1848 fut une année de crue.\n{prose(1)}", f"1849 le fut aussi.\n{prose(2)}", f"1850 de même.\n{prose(3)}"],
    [f"HAMLET.\n{prose(1)}\nHAMLET.\n{prose(2)}", f"HAMLET.\n{prose(3)}\nHORATIO.\nHAMLET.\n{prose(1)}",
     f"HAMLET.\n{prose(4)}\nHAMLET.\n{prose(2)}"],
    [f"Chapitre {number}\n\n{opening(70 + place)}" for place, number in enumerate(("I", "II", "III", "IV", "V"))],
    [f"Sources ............ {12 + number}\nEaux ............... {14 + number}\n{prose(1)}" for number in range(3)],
    [f"{prose(1)}\nAgnès Varnier", prose(2), f"{prose(3)}\nAgnès Varnier"],
], ids=["notes", "ibid", "dates", "sections", "years", "speakers", "chapters", "contents", "signed"])
def test_what_looks_like_furniture_and_is_the_author_s_stays(pages: list[str]) -> None:
    assert moved(run(text(*pages))) == []


# -- with geometry -------------------------------------------------------------------------


def opened(top: float, lines: int, start: int) -> list[Drawn]:
    """A paragraph from its beginning."""
    first, *rest = paragraph(top, lines, start)
    return [first._replace(text=first.text.capitalize()), *rest]


def printed(page: int, *, head: str = "", folio_y: float = 560) -> list[Drawn]:
    """A page of full text under a head, its folio at the foot."""
    lines = [Drawn(head, 150, 40, size=8.5, italic=True)] if head else []
    return [*lines, *paragraph(80, 30, page), Drawn(str(page), 60 if page % 2 == 0 else 340, folio_y, size=8.5)]


def test_one_head_and_folios_of_a_short_chapter() -> None:
    book = Book()
    book.page(Drawn("Les eaux", 60, 120, size=18), *paragraph(160, 24, 0), Drawn("203", 340, 560, size=8.5))
    book.page(*printed(204, head="Agnès Varnier"))
    found = run(book.document())
    assert moved(found) == ["203", "Agnès Varnier", "204"] and labels(found) == ["203", "204"]


def test_heads_that_change_with_the_section() -> None:
    book = Book()
    for page in range(20, 32):
        section = f"Section {page // 4}, des crues d’automne"
        book.page(*printed(page, head="Des eaux et des jours" if page % 2 else section))
    found = run(book.document())
    assert len(moved(found)) == 24 and labels(found) == [str(page) for page in range(20, 32)]


def test_a_heading_at_the_head_of_a_page_stays() -> None:
    book = Book()
    for page in range(20, 26):
        heading = [Drawn(f"Des crues de l’an {7 * page}", 60, 80, size=10, bold=True)]
        book.page(Drawn("Des eaux", 150, 40, size=8.5, italic=True), *heading, *opened(80 + 2.2 * LEADING, 26, page),
                  Drawn(str(page), 200, 560, size=8.5))
    found = run(book.document())
    assert moved(found) == [part for page in range(20, 26) for part in ("Des eaux", str(page))]


def test_chapter_openings_at_one_height_stay() -> None:
    book = Book()
    for page in range(20, 44):
        title = Drawn(f"Histoire {page // 4} : le vieux pont", 60, 60, size=11.5, italic=True)
        text = [title, *opened(120, 26, page)] if page % 4 == 0 else paragraph(60, 30, page)
        book.page(*text, Drawn(str(page), 200, 560, size=8.5))
    found = run(book.document())
    assert rules(found) == {"folio"}


def test_the_header_of_a_table_that_goes_on_stays() -> None:
    book = Book()
    for page in range(20, 23):
        rows = [Drawn("Année   Sacs   Jours", 60, 80)]
        rows += [Drawn(f"18{page + row}   {7 * row}   {row}", 60, 93 + 13 * row) for row in range(28)]
        book.page(Drawn("Des eaux", 150, 40, size=8.5, italic=True), *rows, Drawn(str(page), 200, 560, size=8.5))
    assert not [line for line in moved(run(book.document())) if line.startswith("Année")]


def test_a_note_of_one_line_at_the_foot_stays() -> None:
    book = Book()
    for page in range(3):
        book.page(*paragraph(60, 30, page), Drawn(f"{page + 1}. Voir le registre des eaux.", 60, 500, size=8))
    assert moved(run(book.document())) == []


def test_white_line_numbers_in_the_margin_go() -> None:
    numbers = [Drawn(str(number + 1), 390, 60 + LEADING * number, invisible=True) for number in range(30)]
    found = run(Book().page(*paragraph(60, 30), *numbers).page(*paragraph(60, 30), *numbers).document())
    assert rules(found) == {"line-number"} and len(moved(found)) == 60


def test_numbers_of_paragraphs_in_the_margin_stay() -> None:
    numbers = [Drawn(str(number + 1), 20, height) for number, height in enumerate((60, 112, 138, 242, 255, 385))]
    assert "line-number" not in rules(run(Book().page(*paragraph(60, 30), *numbers).document()))


def test_the_head_of_a_page_set_sideways() -> None:
    book = Book()
    for page in range(20, 24):
        upright = [Drawn("Des eaux", 150, 40, size=8.5, italic=True), *paragraph(80, 20, page),
                   Drawn(str(page), 200, 560, size=8.5)]
        if page == 22:
            upright = [line._replace(x=line.y, y=600 - line.x, angle=90.0) for line in upright]
        book.page(*upright)
    assert moved(run(book.document())).count("Des eaux") == 4


def test_an_artifact_mark_alone_moves_nothing() -> None:
    lines = [line._replace(artifact=True) for line in paragraph(60, 30)]
    assert moved(run(Book().page(*lines).page(*lines).document())) == []


# -- odds and ends -------------------------------------------------------------------------


def test_the_reason_names_the_evidence() -> None:
    found = run(text(*(f"{prose(page)}\n\n{116 + page}" for page in range(1, 5))))
    assert "3 other pages keep step with 117" in found.edits[0].reason


def test_doubt_is_reported_and_changes_nothing() -> None:
    found = run(text(f"{HEAD}\n{prose(0)}", *(f"12   {HEAD}\n{prose(page)}" for page in range(1, 3))))
    assert all(edit.applied or edit.readings == ("furniture", "text") for edit in found.edits)


@pytest.mark.parametrize(("label", "value"), [("iv", 4), ("XIX", 19), ("mcmxc", 1990), ("iiii", 0), ("vx", 0), ("", 0)])
def test_roman_numerals(label: str, value: int) -> None:
    assert roman(label) == value


@pytest.mark.parametrize("odd", ["a", "1", "\f1\f2\f", "—\f—\f—\f—\f—\f—", "1\n2\n3\n4\f", "ſ\u0301\f\ufffc 1"])
def test_odd_input_raises_nothing(odd: str) -> None:
    run(plain.of_string(odd, "essai.txt"))
    run(Book().page().page(Drawn("", 0, 0), Drawn(" ", 10, 10)).page(Drawn("1", 1e9, -1e9, size=0.0)).document())
