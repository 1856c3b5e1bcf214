"""The results of OCR: ALTO, PAGE and hOCR in their dialects, books of many files, and files that are no good."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import recension
from recension.cli import main
from recension.errors import UnreadableInput
from recension.model import Act, Document, Kind, Layer
from recension.model.laws import check_source
from recension.readers import read

FOLDER = Path(__file__).parent / "scans"
ALTO, PAGE, HOCR = (FOLDER.joinpath(f"{name}.xml").read_text("utf-8") for name in ("alto", "page", "hocr"))
"""Two lines of an invented book in three formats; `alto.xml` with places to fill."""


def alto(unit: str = "pixel", zone: str = "NumberingZone", hyp: str = '<HYP CONTENT="-"/>',
         namespace: str = "http://www.loc.gov/standards/alto/ns-v4#") -> bytes:
    return ALTO.format(unit=unit, zone=zone, hyp=hyp, namespace=namespace).encode()


def lines_of(document: Document) -> list[str]:
    return [line.chars for page in document.pages for line in page.lines]


def outcome(data: bytes) -> tuple[list[str], str, list[str]]:
    """Blocks, the label of the first page, and what went to the furniture."""
    document = recension.clean(data, language="fr").document
    return ([block.text.chars for block in document.blocks], document.pages[0].label,
            [line.chars for page in document.pages for line in page.lines if line.layer is Layer.FURNITURE])


@pytest.mark.parametrize("data", [alto(), PAGE.encode()], ids=["alto", "page"])
def test_a_divided_word_is_joined_and_a_folio_that_is_set_apart_labels_its_page(data: bytes) -> None:
    assert outcome(data) == (["Le passeur aime le brouillard."], "27", ["27"])


def test_hocr_has_the_same_words_and_leaves_a_lone_number_that_nothing_speaks_for() -> None:
    assert outcome(HOCR.encode())[0] == ["27", "Le passeur aime le brouillard."]


@pytest.mark.parametrize("data", [alto(), PAGE.encode(), HOCR.encode()], ids=["alto", "page", "hocr"])
def test_italics_sizes_and_places_are_told(data: bytes) -> None:
    document = read(data, "page")
    check_source(document)
    line = next(line for line in document.pages[0].lines if line.chars.startswith("Le passeur"))
    assert line.style is not None and line.box is not None and line.baseline is not None
    assert 10.0 < line.style.size < 11.5, "points, from the boxes: an l of 32 pixels at 300 dpi"
    assert abs(line.baseline - 336 * 72 / 300) < 1.0
    passeur = line.text.origin[line.chars.index("passeur")]
    style = document.source.style_of(passeur)
    assert style is not None and style.italic


@pytest.mark.parametrize(("unit", "points"), [("pixel", 360.0), ("mm10", 425.2), ("inch1200", 90.0)])
def test_units_of_alto(unit: str, points: float) -> None:
    assert abs(read(alto(unit), "page").pages[0].width - points) < 0.1


@pytest.mark.parametrize("namespace", [
    "http://schema.ccs-gmbh.com/ALTO", "http://bibnum.bnf.fr/ns/alto_prod", "http://www.loc.gov/standards/alto/ns-v2#",
    ""])
def test_alto_of_any_namespace(namespace: str) -> None:
    assert "Le passeur aime le bro-" in lines_of(read(alto(namespace=namespace), "page"))


@pytest.mark.parametrize("sign", ["-", "\u00ad", "¬", "\u2010"])
def test_the_sign_of_a_division_is_the_files_own(sign: str) -> None:
    data = alto(hyp=f'<HYP CONTENT="{sign}"/>')
    assert f"Le passeur aime le bro{sign}" in lines_of(read(data, "page")), "SUBS_CONTENT must not double the word"
    assert outcome(data)[0] == ["Le passeur aime le brouillard."]


def test_utf8_under_a_false_declaration_is_read_as_what_it_is() -> None:
    data = alto().replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"').replace(b"aime", "aimé".encode())
    assert "Le passeur aimé le bro-" in lines_of(read(data, "page"))
    honest = alto().replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"').replace(b"aime", "aimé".encode("latin-1"))
    assert "Le passeur aimé le bro-" in lines_of(read(honest, "page"))


def test_zones_listed_by_kind_are_read_in_their_places() -> None:
    assert lines_of(read(alto(), "page"))[0] == "27"
    assert lines_of(read(alto(zone="MainZone"), "page"))[-1] == "27", "text stays in the order of the file"


def test_what_is_set_apart_between_lines_of_text_stays_with_a_query() -> None:
    line = '<TextBlock TAGREFS="{1}"><TextLine {0}><String CONTENT="{2}" {0}/></TextLine></TextBlock>'
    middle = line.format('HPOS="200" VPOS="420" WIDTH="300" HEIGHT="40"', "T1", "Nuit noire.") + line.format(
        'HPOS="200" VPOS="480" WIDTH="300" HEIGHT="40"', "T2", "Le jour vint.") + "</PrintSpace>"
    revision = recension.clean(alto().replace(b"</PrintSpace>", middle.encode()), language="fr")
    assert any("Nuit noire." in block.text.chars for block in revision.document.blocks)
    queries = [edit for edit in revision.edits if edit.act is Act.QUERY]
    assert [edit.before for edit in queries if edit.rule.endswith("segmented")] == ["Nuit noire."]


def test_a_large_initial_opens_the_line_beside_it() -> None:
    outline = '<Coords points="120,290 190,290 190,400 120,400"/>'
    initial = (f'<TextRegion id="d" type="drop-capital">{outline}<TextLine>{outline}'
               "<TextEquiv><Unicode>D</Unicode></TextEquiv></TextLine></TextRegion></Page>")
    page = PAGE.replace("</Page>", initial).replace(">Le<", ">ans<").replace(">Le passeur", ">ans passeur")
    assert lines_of(read(page.encode(), "page"))[1:] == ["Dans passeur aime le bro-", "uillard."]


def test_lines_of_a_region_are_read_downwards_but_columns_as_the_file_has_them() -> None:
    region = ('<TextRegion id="r{0}"><Coords points="0,0 1,1"/>{1}</TextRegion>')
    line = '<TextLine><Coords points="{0},{1} {2},{3}"/><TextEquiv><Unicode>{4}</Unicode></TextEquiv></TextLine>'
    def page(*lines: tuple[int, int, str]) -> bytes:
        drawn = "".join(line.format(x, y, x + 300, y + 40, text) for x, y, text in lines)
        return f'<PcGts><Page imageWidth="900" imageHeight="900">{region.format(1, drawn)}</Page></PcGts>'.encode()
    assert lines_of(read(page((50, 300, "trois"), (50, 100, "un"), (50, 200, "deux")), "p")) == ["un", "deux", "trois"]
    columns = ((50, 100, "un"), (50, 200, "deux"), (500, 100, "trois"), (500, 200, "quatre"))
    assert lines_of(read(page(*columns), "p")) == ["un", "deux", "trois", "quatre"]


def test_a_small_number_that_stands_high_is_a_raised_call() -> None:
    call = "<span class='ocrx_word' title='bbox 352 360 362 378'>1</span></span>\n</p>"
    plain = "<span class='ocrx_word' title='bbox 372 364 390 396'>1</span></span>\n</p>"
    for said, raised in ((call, True), (plain, False)):
        document = read(HOCR.replace("</span></span>\n</p>", f"</span>{said}").encode(), "page")
        line = document.pages[0].lines[-1]
        style, foot = document.source.style_of(line.text.origin[-1]), document.source.baseline_of(line.text.origin[-1])
        assert style is not None and foot is not None and line.style is not None and line.baseline is not None
        assert (style.size < line.style.size and foot < line.baseline) is raised
        assert line.chars == ("uillard.1" if raised else "uillard. 1")


def test_letters_as_words_with_white_between_them_are_a_line() -> None:
    letters = "".join(f"<span class='ocrx_word' title='bbox {10 * x} 10 {10 * x + 8} 30'>{char}</span>\n"
                      for x, char in enumerate("le gué"))
    data = ("<html><body><div class='ocr_page' title='bbox 0 0 99 99'>"
            f"<span class='ocr_line' title='bbox 0 10 80 30'>{letters}")
    assert lines_of(read(data.encode(), "page")) == ["le gué"], "HTML that leaves its elements open is read too"


# -- books ---------------------------------------------------------------------------------


def book(folder: Path) -> Path:
    for number in (1, 2, 10):
        text = alto().replace(b'CONTENT="27"', f'CONTENT="{number}"'.encode())
        folder.joinpath(f"f{number}.xml").write_bytes(text.replace(b'"aime"', f'"aime{number}"'.encode()))
    folder.joinpath("mets.xml").write_text("<mets/>", "utf-8")
    return folder


def packed(folder: Path, names: Callable[[str], str] = str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir(), reverse=True):
            archive.writestr(names(file.name), file.read_bytes())
    return data.getvalue()


def test_a_folder_of_pages_is_a_book_and_so_is_an_archive(tmp_path: Path) -> None:
    folder = book(tmp_path)
    document = recension.read(folder)
    assert [page.number for page in document.pages] == [1, 2, 3]
    folios = [line for line in lines_of(document) if line.isdecimal()]
    assert folios == ["1", "2", "10"], "numbers in names by their value"
    assert lines_of(read(packed(folder), "book.zip")) == lines_of(document)
    assert lines_of(read(packed(folder, "alto/{}".format), "book.zip", pages=[2])) == lines_of(document)[3:6]
    assert recension.read(folder).source.digest == document.source.digest


def test_a_folder_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "livre").mkdir()
    book(tmp_path / "livre")
    call = ["clean", str(tmp_path / "livre"), "--language", "fr", "-o", str(tmp_path / "out.md")]
    run = CliRunner().invoke(main, call)
    assert run.exit_code == 0, run.output
    assert "3 pages" in run.stderr and "brouillard" in (tmp_path / "out.md").read_text("utf-8")


def test_a_folder_of_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<tei/>", "utf-8")
    with pytest.raises(UnreadableInput, match=r"this is a folder; name the files"):
        recension.read(tmp_path)


# -- files that are no good ----------------------------------------------------------------


@pytest.mark.parametrize("data", [alto(), PAGE.encode(), HOCR.encode()], ids=["alto", "page", "hocr"])
def test_entities_of_the_files_own_are_refused_and_no_file_is_opened(data: bytes, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("what nobody should read", "utf-8")
    start = max(data.find(root) for root in (b"<html", b"<alto", b"<PcGts"))
    declared = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    with pytest.raises(UnreadableInput, match="declares entities of its own"):
        read(declared + data[start:].replace(b"aime", b"&e;"), "page")


@pytest.mark.parametrize(("data", "said"), [
    (alto()[:900], "the XML is damaged"),
    (alto(hyp="").replace(b"CONTENT=", b"CONTENTS="), "no line in it has text"),
    (b'<alto><Layout><Page WIDTH="nan" HEIGHT="inf"/></Layout></alto>', "no line in it has text"),
    (b"<alto/>", "no page can be read"),
    (b"<TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>", "Of XML only ALTO, PAGE and hOCR are read"),
    (b"<html><body><p>Not found</p></body></html>", "login or error page"),
])
def test_other_xml_is_refused_with_advice(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        read(data, "page.xml")


def test_numbers_that_are_none_do_no_harm() -> None:
    for right, wrong in ((b'HPOS="200"', b'HPOS="1e999"'), (b'WIDTH="1500"', b'WIDTH="nan"'), (b'"304"', b'"x"')):
        assert "Le passeur aime le bro-" in lines_of(read(alto().replace(right, wrong), "page"))


def test_an_archive_that_swells_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", alto() + b" " * 20_000_000)
    with pytest.raises(UnreadableInput, match="would unpack to 1 files"):
        read(data.getvalue(), "bomb.zip")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed(book(tmp_path)))
    data[60:120] = bytes(60)
    with pytest.raises(UnreadableInput, match="cannot be unpacked"):
        read(bytes(data), "book.zip")


@pytest.mark.parametrize("reader", ["alto", "page", "hocr", "pdfium"])
def test_a_reader_that_does_not_fit_the_file_says_so(reader: str) -> None:
    with pytest.raises(UnreadableInput, match="it is plain text"):
        read(b"Le passeur aime le brouillard.", "text.txt", reader=reader)


def test_no_word_of_a_page_is_lost() -> None:
    revision = recension.clean(alto(), language="fr")
    assert [block.kind for block in revision.document.blocks] == [Kind.PARAGRAPH]
