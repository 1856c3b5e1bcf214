"""The traps of the PDFium reader, each in a PDF made by hand, and the quick reader against the slow one."""

from __future__ import annotations

from pathlib import Path

import pytest

import reader_by_character
from recension.model import laws
from recension.readers import pdfium
from recension.readers._probes import _MOST
from recension.readers._runs import PageOfRuns
from recension.readers._unmapped import UNMAPPED

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/input.pdf"))
TEXT = "/Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding"


def pdf(content: str, font: str = TEXT, extra: tuple[str, ...] = (), page: str = "") -> bytes:
    """A page that draws `content` with the font /F; `extra` are objects from number 6 on."""
    stream = content.encode("cp1252")
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] {page} "
               "/Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>",
               f"<< /Length {len(stream)} >>\nstream\n{content}\nendstream", f"<< {font} >>", *extra]
    made = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    index = "".join(f"{place:010} 00000 n \n" for place in places)
    return made + (f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{index}trailer\n<< /Size {len(objects) + 1} "
                   f"/Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n").encode()


def drawn(*lines: str) -> str:
    """Lines of operators, each 14 points below the one before."""
    return "BT /F 11 Tf 50 500 Td " + " 0 -14 Td ".join(lines) + " ET"


def to_unicode(mapping: dict[str, str]) -> str:
    """A stream that gives codes, in hexadecimal, their Unicode."""
    pairs = "\n".join(f"<{code}> <{unicode}>" for code, unicode in mapping.items())
    body = (f"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
            f"{len(mapping)} beginbfchar\n{pairs}\nendbfchar endcmap end")
    return f"<< /Length {len(body)} >>\nstream\n{body}\nendstream"


def mapped(mapping: dict[str, str], content: str) -> bytes:
    return pdf(content, f"{TEXT} /ToUnicode 6 0 R", (to_unicode(mapping),))


PRIVATE_GLYPHS = (
    f"/Type /Font /Subtype /Type1 /BaseFont /Times-Roman /FirstChar 32 /LastChar 126 /Widths [{'500 ' * 95}] "
    "/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [81 /odd.glyph] >>")

PICTURES = (
    "/Type /Font /Subtype /Type3 /FontBBox [0 0 500 500] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 66 "
    "/Widths [500 500] /CharProcs << /a 6 0 R >> /Resources << >> "
    "/Encoding << /Type /Encoding /Differences [65 /a /a] >>")

SQUARE = "<< /Length 42 >>\nstream\n500 0 0 0 500 500 d1 0 0 400 400 re f        \nendstream"

TRAPS = {
    "hyphen at the line end": pdf(drawn("(la mai-) Tj", "(son du peu-) Tj", "(ple et peer-to-) Tj", "(peer, 1914-) Tj",
                                        "(1918) Tj")),
    "detached accents": pdf(drawn("[(caract)] TJ (`) Tj [(ere m)] TJ (^) Tj -4 0 Td (eme) Tj")),
    "a gap in one object": pdf(drawn("[(I. Les postes) -20000 (17)] TJ",
                                    "[(un mot) -250 (puis) -90 (un) ( a) -30 (utre)] TJ")),
    "white text": pdf(drawn("(noir) Tj", "1 1 1 rg (blanc) Tj", "0 g (noir encore) Tj")),
    "mode 3": pdf(drawn("(vu) Tj", "3 Tr (cach\xe9) Tj")),
    "two code units": mapped({"41": "D835DC00", "42": "0042", "43": "D835"}, drawn("(BABB AB CB) Tj", "(BBBB BBB) Tj")),
    "control characters": mapped({"41": "0093", "42": "0003", "43": "0007"},
                                 drawn("(un A mot B de C plus) Tj", "(la fin) Tj")),
    "glyphs without Unicode": pdf(drawn("(une maisonneQes, deux Q, et la maison des voisins) Tj"), PRIVATE_GLYPHS),
    "a font without Unicode": pdf(drawn("(QQ Q QQQ ab) Tj"), PRIVATE_GLYPHS),
    "Type 3": pdf(drawn("(AB BA) Tj", "(BBA) Tj"), PICTURES, (SQUARE,)),
    "right to left": mapped({"61": "05D0", "62": "05D1", "63": "05D2", "64": "0062"},
                            drawn("(abc cba ddd ab) Tj", "(ddd) Tj")),
    "an object over two lines": pdf("BT /F 11 Tf 14 TL 50 500 Td (une ligne) Tj T* (une autre) ' (et la fin) ' ET"),
    "letters one by one": pdf(drawn(" ".join(f"({letter}) Tj" for letter in "une femme de lettres, en 1865;oui"))),
    "turned text": pdf("BT /F 11 Tf 0 1 -1 0 40 100 Tm (filigrane en marge) Tj ET "
                       + drawn("(Le texte du chapitre) Tj")),
    "a turned page": pdf(drawn("(Le texte, en 1865 ; du chapitre) Tj"), page="/Rotate 90"),
    "outside the page": pdf(drawn("(dedans) Tj", "500 0 Td (dehors) Tj")),
    "touching words": pdf(drawn("[(mot) -150 (;) -150 (\xab) -120 (oui) -120 (\xbb) -200 (en) "
                                "-150 (1865) -120 (,) -90 (puis)] TJ")),
    "capitals and numerals": pdf(drawn("(Le xixe si\xe8cle, M. d. PUF et deVilliers) Tj",
                                       "8 Tw (vi viii UNE A PUF.) Tj")),
    "a crowded page": pdf(drawn(*(f"({'ab ' * 40}{number}) Tj" for number in range(60)))),
    "nothing": pdf(""),
    "an artifact": pdf("/Artifact BMC " + drawn("(Titre courant 12) Tj") + " EMC " + drawn("(0 0) Tj")),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_quick_and_slow_readers_agree_in_every_trap(trap: str) -> None:
    data = TRAPS[trap]
    slow = list(reader_by_character.read_runs(data))
    assert list(pdfium.read_runs(data)) == slow
    assert list(pdfium.read_runs(data, exactly=True)) == slow
    laws.check_source(pdfium.read(data, trap))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_quick_and_slow_readers_agree_on_samples(path: Path) -> None:
    data = path.read_bytes()
    assert list(pdfium.read_runs(data)) == list(reader_by_character.read_runs(data))


def page(trap: str) -> PageOfRuns:
    (found,) = pdfium.read_runs(TRAPS[trap])
    return found


def lines(trap: str) -> list[str]:
    return [line.chars for line in pdfium.read(TRAPS[trap], trap).lines()]


def test_a_hyphen_at_the_line_end_is_never_lost() -> None:
    assert lines("hyphen at the line end") == ["la mai-", "son du peu-", "ple et peer-to-", "peer, 1914-", "1918"]


def test_wide_white_parts_an_object_and_words_keep_theirs() -> None:
    runs = page("a gap in one object").runs
    assert [run.text for run in runs[:2]] == ["I. Les postes", "17"]
    assert runs[1].x0 > runs[0].x1 + 200


def test_white_and_hidden_text_is_told() -> None:
    assert [run.style.invisible for run in page("white text").runs] == [False, True, False]
    assert [run.style.invisible for run in page("mode 3").runs] == [False, True]
    assert [run.style.invisible for run in page("outside the page").runs] == [False, True]


def test_characters_of_two_code_units_come_whole() -> None:
    assert lines("two code units")[0].startswith("B\U0001d400BB")


def test_glyphs_without_unicode_are_told_from_the_letter_they_pass_for() -> None:
    (text,) = lines("glyphs without Unicode")
    mark = chr(UNMAPPED + ord("Q"))
    assert text == f"une maisonne{mark}es, deux {mark}, et la maison des voisins"
    assert lines("a font without Unicode") == ["QQ Q QQQ ab"]


def test_control_characters_put_nothing_out_of_step() -> None:
    assert lines("control characters") == ["un \x93 mot \x03 de \x07 plus", "la fin"]


def test_more_spaces_than_are_asked_about_in_one_go() -> None:
    assert sum(len(run.gaps) for run in page("a crowded page").runs) > 2 * _MOST


def test_a_source_is_data_and_always_the_same() -> None:
    import pickle

    data = TRAPS["touching words"]
    one, two = (pickle.dumps(pdfium.read(data, "x").source) for _ in range(2))
    assert one == two
    assert pickle.loads(one).chars == pdfium.read(data, "x").source.chars
