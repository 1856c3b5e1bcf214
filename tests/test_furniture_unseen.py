"""Documents that no rule was fitted to: what is the author's stays, whatever it looks like, and the rest goes."""

from __future__ import annotations

import pytest

from drawnpages import LEADING, Book, Drawn, paragraph, sentence
from recension.model import Document, Layer, Revision
from recension.model.laws import check_step
from recension.readers import plain
from recension.rulebook import Profile
from recension.stages.furniture import furniture
from recension.stages.watermarks import watermarks

FRENCH = Profile.for_language("fr")
HEAD, FOOT = 40.0, 570.0
REFRAIN = "Et la rivière passe, et la meule s’endort"


def run(document: Document) -> Revision:
    stamped = watermarks(document, FRENCH)
    revision = furniture(stamped.document, FRENCH)
    check_step(stamped.document, revision, "furniture")
    return revision


def gone(revision: Revision) -> list[str]:
    return [line.chars.strip() for line in revision.document.lines() if line.layer is not Layer.BODY]


def as_text(book: Book) -> Document:
    """The same pages as an extraction without geometry gives them."""
    pages = ["\n".join(line.text for line in sorted(page, key=lambda line: line.y)) for page in book.pages]
    return plain.of_string("\n\f".join(pages) + "\n", "essai.txt")


def whole(top: float, lines: int, start: int) -> list[Drawn]:
    first, *rest = paragraph(top, lines, start)
    return [first._replace(text=first.text.capitalize()), *rest[:-1], rest[-1]._replace(text=rest[-1].text + ".")]


def verse(top: float, lines: int, start: int) -> list[Drawn]:
    return [Drawn(sentence(500 * start + line, 34).capitalize(), 80, top + LEADING * line) for line in range(lines)]


def refrains() -> Book:
    book = Book()
    for page in range(6):
        book.page(*verse(80, 12, page), Drawn(REFRAIN, 80, 80 + 12 * LEADING),
                  *verse(80 + 14 * LEADING, 12, page + 50), Drawn(REFRAIN, 80, 80 + 26 * LEADING))
    return book


def refrain_at_the_foot_and_folios() -> Book:
    book = refrains()
    for number, page in enumerate(book.pages, 31):
        page.append(Drawn(str(number), 200, FOOT, size=8.5))
    return book


def numbered_lists() -> Book:
    book = Book()
    for page in range(4):
        lines = [Drawn(f"{5 * page + item}", 60, 80 + 4 * LEADING * item) for item in range(1, 6)]
        texts = [line for item in range(1, 6) for line in whole(80 + LEADING * (4 * item + 1), 3, 10 * page + item)]
        book.page(*sorted([*lines, *texts], key=lambda line: line.y))
    return book


def numbers_of_paragraphs_at_the_foot() -> Book:
    book = Book()
    for page in range(5):
        book.page(*whole(80, 24, page), Drawn(f"{page + 1}. Voir la carte des halages.", 60, 80 + 25 * LEADING))
    return book


def a_series_list() -> Book:
    book = Book().page(*whole(80, 28, 1)).page(*whole(80, 28, 2))
    titles = [f"Varnier, Les eaux, tome {number}, ISBN 978-2-07-036822-8" for number in range(1, 9)]
    return book.page(*(Drawn(title, 60, 80 + LEADING * number) for number, title in enumerate(titles)))


def a_rotated_table() -> Book:
    book = Book()
    for page in range(3):
        cells = [Drawn(f"Corvol {7 * row + page}  {row} sacs  {3 * row} jours", 100 + 14 * row, 420, angle=90)
                 for row in range(12)]
        book.page(*cells)
    return book.page(*whole(80, 28, 3)).page(*whole(80, 28, 4))


def letters_with_dates() -> Book:
    book = Book()
    for page in range(6):
        book.page(Drawn(f"Corvol, le {page + 3} mars 1847", 200, 60), *whole(60 + 2.4 * LEADING, 22, page),
                  Drawn("Agnès Varnier", 260, 60 + 26 * LEADING))
    return book


def a_short_letter() -> Book:
    return Book().page(Drawn("Monsieur le préfet,", 60, 80), *whole(80 + 2 * LEADING, 20, 1)).page(
        *whole(80, 6, 2), Drawn("Agnès Varnier", 260, 80 + 9 * LEADING))


def dialogue() -> Book:
    book = Book()
    for page in range(5):
        lines = [Drawn(("LE MEUNIER." if line % 4 == 0 else "LA VEUVE." if line % 4 == 2 else
                        sentence(70 * page + line).capitalize() + "."), 60, 80 + LEADING * line) for line in range(28)]
        book.page(*lines)
    return book


def questions_under_each_lesson() -> Book:
    book = Book()
    for page in range(6):
        book.page(Drawn(f"Leçon {page + 1}", 60, 60, size=12, bold=True), *whole(60 + 3 * LEADING, 20, page),
                  Drawn("Questions", 60, 60 + 25 * LEADING, bold=True), *whole(60 + 26.5 * LEADING, 4, page + 40))
    return book


def the_header_of_a_table_over_pages() -> Book:
    book = Book()
    for page in range(4):
        book.page(Drawn("Année     Sacs     Jours", 60, 60, bold=True),
                  *(Drawn(f"18{30 + row}     {7 * row + page}     {row}", 60, 60 + LEADING * (row + 1))
                    for row in range(30)))
    return book


INNOCENT = [refrains, numbered_lists, numbers_of_paragraphs_at_the_foot, a_series_list, a_rotated_table,
            letters_with_dates, a_short_letter, dialogue, questions_under_each_lesson, the_header_of_a_table_over_pages]


@pytest.mark.parametrize("made", INNOCENT, ids=lambda made: made.__name__)
def test_the_author_s_text_stays(made: type) -> None:
    assert gone(run(made().document())) == []


@pytest.mark.parametrize("made", [one for one in INNOCENT if one is not a_rotated_table],
                         ids=lambda made: made.__name__)
def test_the_author_s_text_stays_without_geometry(made: type) -> None:
    assert gone(run(as_text(made()))) == []


def test_folios_go_and_the_refrain_above_them_stays() -> None:
    for document in (refrain_at_the_foot_and_folios().document(), as_text(refrain_at_the_foot_and_folios())):
        assert gone(run(document)) == [str(number) for number in range(31, 37)]


def headed(heads: list[str], folios: list[str], *, beside: bool = False) -> Book:
    book = Book()
    for page, (head, folio) in enumerate(zip(heads, folios, strict=True)):
        if beside:
            book.page(Drawn(f"{folio}     {head}" if page % 2 else f"{head}     {folio}", 60, HEAD, size=8.5),
                      *paragraph(80, 28, page))
        else:
            book.page(Drawn(head, 120, HEAD, size=8.5), *paragraph(80, 28, page), Drawn(folio, 200, FOOT, size=8.5))
    return book


WORDS = ["abri", "acte", "aigle", "amarre", "anse", "arche", "aube", "auge", "bac", "bail", "barge", "berge", "bief"]


@pytest.mark.parametrize("folios", [
    [str(number) for number in range(116, 128)],
    ["vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii"],
    [f"– {number} –" for number in range(116, 128)],
    [f"[{number}]" for number in range(6, 18)],
], ids=["arabic", "roman", "dashes", "brackets"])
@pytest.mark.parametrize("heads", [["Des eaux et des jours"] * 12, ["Des eaux", "Agnès Varnier"] * 6],
                         ids=["one", "two"])
def test_heads_and_folios_of_every_form_go(heads: list[str], folios: list[str]) -> None:
    for document in (headed(heads, folios).document(), as_text(headed(heads, folios))):
        assert sorted(gone(run(document))) == sorted([*heads, *folios])


def test_heads_of_a_dictionary_change_with_each_page() -> None:
    heads = [f"{first} – {last}" for first, last in zip(WORDS, WORDS[1:], strict=False)]
    folios = [str(number) for number in range(116, 128)]
    assert len(gone(run(headed(heads, folios).document()))) == 24
    assert len(gone(run(headed(heads, folios, beside=True).document()))) == 12


def test_a_first_line_that_is_the_head_of_another_page_stays() -> None:
    book = headed(["Des eaux"] * 6 + ["Des crues"] * 6, [str(number) for number in range(40, 52)])
    book.pages[3].insert(1, Drawn("Des crues", 60, 80 - LEADING))
    for document in (book.document(), as_text(book)):
        assert gone(run(document)).count("Des crues") in (5, 6)
        body = [line.chars for line in run(document).document.pages[3].lines if line.layer is Layer.BODY]
        assert "Des crues" in body


def test_crop_marks_and_the_slug_go() -> None:
    book = headed(["Des eaux"] * 4, ["12", "13", "14", "15"])
    for number, page in enumerate(book.pages, 12):
        page.insert(0, Drawn(f"halage_int.indd {number} 03/02/15 10:04", 40, -12, size=6))
    found = gone(run(book.document()))
    assert sum("indd" in line for line in found) == 4 and len(found) == 12


def test_download_lines_go_with_date_and_address() -> None:
    book = headed(["Des eaux"] * 3, ["12", "13", "14"])
    for page in book.pages:
        stamp = "Document téléchargé depuis www.portail.example - 10.0.0.1 - 03/02/2015 10h04"
        page.append(Drawn(stamp, 60, 590, size=6))
    for document in (book.document(), as_text(book)):
        found = gone(run(document))
        assert sum("téléchargé" in line for line in found) == 3


def test_two_pages_with_a_head_keep_all_else() -> None:
    book = Book().page(Drawn("Les eaux", 60, 110, size=18), *whole(150, 24, 0), Drawn("7", 200, FOOT, size=8.5))
    book.page(Drawn("Les eaux", 120, HEAD, size=8.5), *paragraph(80, 28, 1), Drawn("8", 200, FOOT, size=8.5))
    found = gone(run(book.document()))
    assert set(found) <= {"7", "8", "Les eaux"} and found.count("Les eaux") <= 1


def test_the_authors_line_under_the_title_is_no_head() -> None:
    author, title = "THÉODORE BELLEROSE", "La marge et le pont"
    stamp = Drawn(f"« {title} », Théodore Bellerose, ISBN 978-2-0000-6631-6, Éditions de la Rive, 1987, "
                  "www.rive.example", 400, 520, size=6.5, angle=90.0)
    book = Book().page(stamp, Drawn(title, 120, 90, size=17), Drawn(author, 150, 118, size=8),
                       *paragraph(190, 20))
    for number in range(1, 4):
        head = author if number % 2 else title.upper()
        book.page(stamp, Drawn(head, 150, HEAD, size=8), Drawn(str(40 + number), 60, HEAD, size=8),
                  *paragraph(80, 32, number))
    left = [line.chars for line in run(book.document()).document.lines() if line.layer is Layer.BODY]
    assert left[:2] == [title, author] and left.count(author) == 1


def test_a_title_before_a_lost_initial_is_no_head() -> None:
    title, author = "Eaux lentes et eaux vives", "Léopold Garnerin"
    text = f"{title}\n" + "".join(f"{sentence(line)}\n" for line in range(20)) + "L\n"
    for number in range(1, 4):
        head = f"{author if number % 2 else title}\n{40 + number}\n"
        text += "\f" + head + "".join(f"{sentence(100 * number + line)}\n" for line in range(24))
    left = [line.chars for line in run(plain.of_string(text, "essai.txt")).document.lines() if line.layer is Layer.BODY]
    assert left[0] == title and left.count(title) == 1
