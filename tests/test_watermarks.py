"""Stamps go to the background, and nothing else does."""

from __future__ import annotations

import pytest

from drawnpages import Book, Drawn, paragraph
from recension.model import Document, Layer, Revision
from recension.model.laws import check_step
from recension.readers import plain
from recension.rulebook import Profile
from recension.stages._stamps import is_isbn, wording
from recension.stages.watermarks import watermarks

FRENCH = Profile.for_language("fr")
STAMP = ("« Le halage », Agnès Varnier et Luc Sérac (dir.), ISBN 978-2-07-036822-8, Presses universitaires de Corvol, "
         "2013, www.puc.example")
PROSE = """\
Le meunier tenait le compte des sacs et des jours, et rien ne lui échappait de ce que
la rivière apportait ou refusait au halage, car les crues avaient leurs habitudes et
chacun dans la vallée, à Corvol, savait quand il fallait monter le grain.
"""


def run(document: Document, profile: Profile = FRENCH) -> Revision:
    revision = watermarks(document, profile)
    check_step(document, revision, "watermarks")
    again = watermarks(revision.document, profile)
    assert not [edit for edit in again.edits if edit.applied], "a second pass finds more"
    return revision


def text(chars: str) -> Document:
    return plain.of_string(chars, "essai.txt")


def background(revision: Revision) -> str:
    return "".join(line.chars for line in revision.document.lines(Layer.BACKGROUND))


def body(revision: Revision) -> list[str]:
    return [line.chars.strip() for line in revision.document.lines(Layer.BODY) if not line.is_blank]


def exploded(stamp: str, size: int = 2, blank: int = 2) -> str:
    """Splinters of `size` letters, a blank line after every `blank` of them, spaces at their heads."""
    pieces = [stamp[start : start + size] for start in range(0, len(stamp), size)]
    return "\n".join(piece + ("\n" if number % blank else "") for number, piece in enumerate(pieces))


def letter_by_letter(stamp: str) -> str:
    """One letter a line from the end, a blank line for a space."""
    return "\n".join(char.strip() for char in reversed(stamp))


def squeezed(chars: str) -> str:
    return "".join(chars.split())


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_stamp_exploded_into_splinters_goes_whole(size: int) -> None:
    found = run(text(PROSE + "\n" + exploded(STAMP, size) + "\n \n\n\n\nVarnier et Sérac\n\n8\n\nune suite."))
    assert squeezed(background(found)) == squeezed(STAMP)
    assert body(found) == [*PROSE.splitlines(), "Varnier et Sérac", "8", "une suite."]


def test_a_stamp_letter_by_letter_and_reversed_goes_and_the_folio_beside_it_stays() -> None:
    pages = [f"{PROSE}\n{folio}\n\n{letter_by_letter(STAMP)}\n\n" for folio in (117, 118)]
    found = run(text("\f".join(pages)))
    assert squeezed(background(found)) == squeezed(STAMP)[::-1] * 2
    assert body(found) == [*PROSE.splitlines(), "117", *PROSE.splitlines(), "118"]


def test_a_stamp_of_one_word_a_line_goes_and_the_words_beside_it_stay() -> None:
    pages = [f"{PROSE}{folio}\n{STAMP.replace(' ', chr(10))}\n" for folio in (117, 118)]
    found = run(text("\f".join(pages)))
    assert body(found) == [*PROSE.splitlines(), "117", *PROSE.splitlines(), "118"]


def test_a_stamp_of_one_word_a_line_on_a_single_page_ends_with_its_address() -> None:
    found = run(text(STAMP.replace(" ", "\n") + "\nIntroduction\n" + PROSE))
    assert body(found) == ["Introduction", *PROSE.splitlines()]


def test_letters_of_a_word_across_the_page_are_gathered() -> None:
    lines = PROSE.splitlines()
    found = run(text(f"ÉP\n{lines[0]}\nRE\n{lines[1]}\nUV\n{lines[2]}\nES\n"))
    assert body(found) == lines
    assert {edit.rule for edit in found.edits} == {"scattered-stamp"}


@pytest.mark.parametrize("innocent", [
    "\n".join("abcdefghijklmnop"),
    "\n".join(str(number) for number in range(1, 30)),
    "\n".join(f"{letter})" for letter in "abcdefghijkl"),
    "Oui.\nNon.\nSi.\nAh !\nBon.\nMais\nvous\nici ?\nMoi.\nOh !\nNon.\nAh.\nOui.",
    "Va,\nvis,\nris,\nlis,\ndis,\nfuis\nla\nnuit\nqui\nluit\net\nsuit\nle\nbruit\nqui\nfuit",
    "x\ny\nz\n1\n2\n3\n0,5\n0,7\nm\nn\nk\n12\n14\n16\n18",
    "A.\nB.\nJ.\nM.\nP.\nL.\nR.\nS.\nT.\nD.\nF.\nG.",
    "Corvol\nAubrac\nMorvan\nSologne\nBresse\nForez\nBrie\nVexin",
    "978\n2\n07\n036822\n8",
    "Collection du quai\nISBN 978-2-07-036822-8\nISBN 978-2-07-036024-6\nISBN 978-2-07-040850-4",
], ids=["letters", "numbers", "items", "dialogue", "verse", "table", "initials", "names", "digits", "series"])
def test_short_lines_of_the_text_stay(innocent: str) -> None:
    found = run(text(PROSE + "\n" + innocent + "\n" + PROSE))
    assert not [edit for edit in found.edits if edit.applied]


def test_a_download_line_goes_even_from_a_single_page() -> None:
    line = "Document téléchargé depuis www.portail.example - Université de Corvol - 192.0.2.7 - 12/03/2016 14h08"
    assert body(run(text(PROSE + "\n" + line + "\n"))) == PROSE.splitlines()


@pytest.mark.parametrize("innocent", [
    "Document téléchargé depuis peu, il n’avait pas été lu.",
    "Voir Agnès Varnier, Le Halage, Corvol, PUC, 2013, ISBN 978-2-07-036822-8, https://puc.example/halage.",
    "Consulté le 12/03/2016 sur www.portail.example, à la bibliothèque.",
])
def test_addresses_and_dates_of_the_author_stay(innocent: str) -> None:
    found = run(text(PROSE + innocent + "\n\f" + PROSE))
    assert not [edit for edit in found.edits if edit.applied]


def test_the_stamp_of_arxiv_goes_and_its_numbers_in_a_bibliography_stay() -> None:
    book = Book().page(*paragraph(60, 30), Drawn("arXiv:2101.01234v2  [cs.CL]  7 Jan 2021", 20, 400, size=20, angle=90))
    assert [edit.rule for edit in run(book.document()).edits] == ["rotated-stamp"]
    entries = "Varnier A., arXiv:1603.01360 [cs.CL], 2016.\narXiv:1611.01843, 2016.\n"
    assert not run(text(f"{PROSE}{entries}\f{entries}{PROSE}\f{entries}")).edits


def test_a_stamp_in_one_line_goes_when_the_pages_repeat_it() -> None:
    found = run(text(f"{PROSE}{STAMP}\n\f{STAMP}\n{PROSE}\f{PROSE}"))
    assert body(found) == PROSE.splitlines() * 3


def test_a_line_up_the_margin_is_a_stamp() -> None:
    book = Book()
    for start in range(3):
        book.page(*paragraph(60, 30, start), Drawn(STAMP, 20, 560, size=6, angle=90))
    found = run(book.document())
    assert [edit.rule for edit in found.edits] == ["rotated-stamp"] * 3
    assert squeezed(background(found)) == squeezed(STAMP) * 3


def test_chunks_of_a_stamp_are_one_stamp() -> None:
    chunks = [Drawn(STAMP[start : start + 3], 20, 560 - 8.1 * number, size=6, angle=90)
              for number, start in enumerate(range(0, len(STAMP), 3))]
    found = run(Book().page(*paragraph(60, 30), *chunks).document())
    assert squeezed(background(found)) == squeezed(STAMP)


def test_a_word_across_the_page_goes_even_from_one_page() -> None:
    found = run(Book().page(*paragraph(60, 30), Drawn("ÉPREUVES", 100, 450, size=64, angle=55)).document())
    assert [edit.rule for edit in found.edits] == ["diagonal-stamp"]


def test_pages_set_sideways_keep_their_text() -> None:
    sideways = [line._replace(x=line.y, y=540.0, angle=90.0) for line in paragraph(60, 20)]
    found = run(Book().page(*sideways).page(*sideways).page(*sideways).document())
    assert not found.edits


@pytest.mark.parametrize("innocent", [
    [Drawn("Tonnes de grain par an", 80, 300, size=8, angle=90)],
    [Drawn(name, 90 + 20 * number, 400, size=7, angle=45) for number, name in enumerate(("Corvol", "Forez", "Bresse"))],
    [Drawn("Tableau 3. Les sacs et les jours, par saison", 100 + 12 * number, 400, angle=90) for number in range(4)],
], ids=["axis", "ticks", "table"])
def test_rotated_labels_and_tables_stay(innocent: list[Drawn]) -> None:
    book = Book()
    for start in range(2):
        book.page(*paragraph(60, 12, start), *innocent, *paragraph(420, 10, start))
    assert not [edit for edit in run(book.document()).edits if edit.applied]


def test_an_invisible_copy_of_a_visible_line_goes() -> None:
    line = Drawn("Un portail imprime ceci au pied de la page", 60, 580, size=6)
    found = run(Book().page(*paragraph(60, 30), line, line._replace(invisible=True)).document())
    assert [(edit.rule, edit.before) for edit in found.edits] == [("hidden-copy", line.text)]


def test_a_page_of_invisible_text_is_an_ocr_layer() -> None:
    hidden = [line._replace(invisible=True) for line in paragraph(60, 30)]
    assert not run(Book().page(*hidden).page(*hidden).document()).edits


def test_the_reason_names_the_evidence() -> None:
    found = run(text(PROSE + "\n" + exploded(STAMP) + "\n"))
    reason = found.edits[0].reason
    assert "splinters spell" in reason and "an ISBN with a right check digit" in reason and "an address" in reason


def test_without_word_tables_the_numbers_still_tell() -> None:
    bare = Profile("fr")
    found = watermarks(text(PROSE + "\n" + exploded(STAMP) + "\n"), bare)
    assert squeezed(background(found)) == squeezed(STAMP)


def test_check_digits() -> None:
    assert is_isbn("978-2-07-036822-8") and is_isbn("2-07-036822-X".replace("X", "x"))
    assert not is_isbn("978-2-07-036822-7") and not is_isbn("12345")
    assert "an ISBN" in wording("ISBN 978-2-0000-1234-5", FRENCH)


@pytest.mark.parametrize("odd", ["\f", "a", "«\n" * 40, "\n".join("IVX" * 20), " \n" * 30 + "x"])
def test_odd_input_raises_nothing(odd: str) -> None:
    if odd.strip():
        run(text(odd))
    run(Book().page().page(Drawn("", 0, 0), Drawn(" ", 10, 10, angle=90)).document())


def test_the_rest_of_a_stamp_goes_where_other_pages_have_it_whole() -> None:
    whole = f"{PROSE}\n{letter_by_letter(STAMP)}\n"
    rest = f"{letter_by_letter(STAMP)[:16]}\n\n{PROSE}"
    found = run(text(f"{whole}\f{rest}"))
    assert body(found) == PROSE.splitlines() * 2
    assert not [edit for edit in run(text(f"{PROSE}\f{rest}")).edits if edit.applied]


def test_a_stamp_up_the_margin_of_a_page_of_plates_goes_as_well() -> None:
    book = Book()
    for start in range(3):
        book.page(*paragraph(60, 30, start), Drawn(f"HALAGE1{start}/GPX", 20, 560, size=4, angle=90, invisible=True))
    book.page(Drawn("Planche 4. Le halage, les crues et le pont", 60, 40),
              Drawn("HALAGE14/GPX", 20, 560, size=4, angle=90, invisible=True))
    assert background(run(book.document())).count("HALAGE") == 4
