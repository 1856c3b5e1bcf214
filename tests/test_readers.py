"""The PDF readers against each other, and layout on pages drawn by hand."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from recension.model import Style, laws
from recension.readers import pdfium, pdfplumber, plain
from recension.readers._columns import gutters
from recension.readers._runs import PageOfRuns, Run
from recension.readers.layout import compose

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/input.pdf"))
ROMAN = Style("Face-Roman", 10.0)
SMALL = Style("Face-Roman", 6.0)


def run(text: str, x: float, y: float, style: Style = ROMAN, width: float | None = None, space: bool = False) -> Run:
    """A run whose letters are half an em wide; `y` is its baseline."""
    x1 = x + (width if width is not None else len(text) * style.size / 2)
    return Run(text, x, y - 0.8 * style.size, x1, y + 0.2 * style.size, y, style, space)


def lines_of(*runs: Run, width: float = 400.0) -> list[str]:
    document = compose("drawn", "", [(1, PageOfRuns(width, 600.0, runs))])
    laws.check_source(document)
    return [line.chars for line in document.lines()]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_quick_walk_is_exact(path: Path) -> None:
    assert list(pdfium.read_runs(path)) == list(pdfium.read_runs(path, exactly=True))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_every_glyph_stands_on_a_page_once(path: Path) -> None:
    laws.check_source(pdfium.read(path, path.name))


@pytest.mark.parametrize("path", SAMPLES[:3], ids=lambda path: path.parent.name)
def test_readers_agree(path: Path) -> None:
    """The words are the same by both roads; white space, and what is drawn rotated, may differ."""
    texts = []
    for reader in (pdfium, pdfplumber):
        document = reader.read(path, path.name)
        upright = [line.chars for line in document.lines() if line.style is not None and line.style.angle == 0.0]
        texts.append([unicodedata.normalize("NFKC", re.sub(r"\s+", "", line)) for line in upright])
    shared = sum(line in set(texts[1]) for line in texts[0])
    assert shared >= 0.97 * len(texts[0])


def test_raised_call_stays_on_its_line() -> None:
    runs = (run("une femme", 50, 100), run("1", 95, 96, SMALL), run(". Car ce", 98, 100))
    assert lines_of(*runs) == ["une femme1. Car ce"]


def test_raised_label_opens_its_note() -> None:
    assert lines_of(run("*", 50, 98, SMALL), run("Archives du canton", 56, 100)) == ["* Archives du canton"]


def test_lines_of_a_column_are_read_before_the_next_column() -> None:
    left = [run("gauche " + "m" * 24, 50, 100 + 12 * n) for n in range(10)]
    right = [run("droite " + "m" * 24, 230, 100 + 12 * n) for n in range(10)]
    mixed = [r for pair in zip(left, right, strict=True) for r in pair]
    found = lines_of(*mixed)
    assert [line.split()[0] for line in found] == ["gauche"] * 10 + ["droite"] * 10


def test_a_last_column_of_a_few_lines_is_a_column() -> None:
    left = [run("gauche " + "m" * 24, 50, 100 + 12 * n, width=160) for n in range(20)]
    right = [run("droite " + "m" * 24, 222, 100 + 12 * n, width=160) for n in range(2)]
    found = lines_of(*left, *right)
    assert [line.split()[0] for line in found] == ["gauche"] * 20 + ["droite"] * 2


def test_notes_in_a_margin_are_no_column() -> None:
    left = [run("gauche " + "m" * 24, 50, 100 + 12 * n, width=160) for n in range(20)]
    notes = [run("marge", 222, 100 + 12 * n, width=40) for n in (3, 9)]
    assert sum("gauche" in line and "marge" in line for line in lines_of(*left, *notes)) == 2


def test_a_narrow_column_beside_the_text_is_read_by_itself() -> None:
    text = [run("texte " + "m" * 40, 150, 100 + 12 * n, width=220) for n in range(20)]
    keys = [run("Archives du lieu", 40, 103 + 10.5 * n, Style("Face-Roman", 8.5), width=80) for n in range(8)]
    foot = [run("pied " + "m" * 80, 40, 400, width=340), run("suite", 40, 412, width=60)]
    for shift in (0, 350):
        moved = [each._replace(x0=each.x0 + shift, x1=each.x1 + shift) for each in keys]
        found = lines_of(*text, *foot[: 1 if shift else 2], *moved, width=600)
        assert all(line.split()[0] in ("texte", "Archives", "pied", "suite") and "lieu t" not in line for line in found)
        assert sum("Archives" in line for line in found) == 8 == sum(line == "Archives du lieu" for line in found)


def test_labels_on_the_lines_of_the_text_stay_in_them() -> None:
    text = [run("texte " + "m" * 40, 150, 100 + 12 * n, width=220) for n in range(20)]
    labels = [run("Archives du lieu", 40, 100 + 12 * n, width=80) for n in range(8)]
    assert sum(line.startswith("Archives du lieu texte") for line in lines_of(*text, *labels)) == 8


def test_a_table_is_not_two_columns() -> None:
    rows = [r for n in range(10) for r in (run("Avril", 50, 100 + 12 * n), run("12 400", 230, 100 + 12 * n))]
    assert lines_of(*rows) == ["Avril 12 400"] * 10


def test_words_across_a_word_space_but_not_across_kerning() -> None:
    assert lines_of(run("mai", 50, 100), run("son", 65.5, 100)) == ["maison"]
    assert lines_of(run("mai", 50, 100), run("son", 68, 100)) == ["mai son"]


def test_drop_capital_opens_the_first_line() -> None:
    drop = run("L", 50, 112, Style("Face-Roman", 28.0), width=14)
    first = run("orsque la compagnie ouvre la ligne", 65, 100)
    second = run("du canton, elle bâtit une maison", 65, 112)
    assert lines_of(drop, first, second)[0].startswith("Lorsque la compagnie")


def test_white_line_numbers_stay_apart() -> None:
    number = run("17", 420, 100, ROMAN._replace(invisible=True))
    assert lines_of(run("Since the inception of the law", 50, 100), number, width=500) == [
        "Since the inception of the law", "17"]


def test_tracked_capitals_are_words() -> None:
    letters = "UNE AUTORITÉ"
    runs, x = [], 50.0
    for letter in letters:
        if letter == " ":
            x += 6
            continue
        runs.append(run(letter, x, 100, width=6, space=bool(runs)))
        x += 6 + 2.5
    assert lines_of(*runs) == ["UNE AUTORITÉ"]


def test_words_drawn_letter_by_letter_keep_their_spaces() -> None:
    runs, x = [], 50.0
    for place, letter in enumerate("de la ville, et ne repartit"):
        if letter == " ":
            x += 2.1 + 0.3 * (place % 3)
            continue
        runs.append(run(letter, x, 100, width=5, space=bool(runs) and x > runs[-1].x1))
        x += 5
    assert lines_of(*runs) == ["de la ville, et ne repartit"]


def test_a_kerned_pair_in_a_tracked_line_is_no_word() -> None:
    runs, x = [], 50.0
    for letter in "Le passé d’une fonction":
        if letter == " ":
            x += 2.5
            continue
        x -= 1.3 if letter == "o" and runs[-1].text == "f" else 0.0
        runs.append(run(letter, x, 100, width=5, space=bool(runs)))
        x += 5 + 1.8
    assert lines_of(*runs) == ["Le passé d’une fonction"]


def test_initials_are_not_a_tracked_word() -> None:
    runs = [run(letter, 50 + 20 * n, 100, width=6, space=n > 0) for n, letter in enumerate("ABCDEF")]
    assert lines_of(*runs) == ["A B C D E F"]


def test_dots_that_lead_to_a_page_number_are_no_tracked_word() -> None:
    runs, x = [], 50.0
    for word in ("La", "porte", "du", "canal", *"." * 30):
        runs.append(run(word, x, 100, width=5 * len(word), space=bool(runs)))
        x += 5 * len(word) + (5.2 if word == "." else 2.6)
    assert lines_of(*runs, run("12", x, 100, space=True))[0].startswith("La porte du canal . . .")


def test_rotated_text_is_one_line_after_the_rest() -> None:
    turned = Style("Face-Roman", 6.0, angle=90.0)
    stamp = [Run(part, 20, 300 - 12 * n, 26, 310 - 12 * n, 310 - 12 * n, turned, n > 0)
             for n, part in enumerate(("Le", "tra", "vail"))]
    assert lines_of(*stamp, run("Texte du chapitre", 50, 100))[-1] == "Le tra vail"


def test_one_column_has_no_gutter() -> None:
    extents = [(50.0, 100.0 + 12 * n, 350.0, 110.0 + 12 * n, 10.0) for n in range(30)]
    assert gutters(extents, 400.0) == []


def test_plain_pages_part_at_form_feeds() -> None:
    document = plain.of_string("un\n\fdeux\n\ntrois\n\f", "texte")
    assert [[line.chars for line in page.lines] for page in document.pages] == [["un"], ["deux", "", "trois"]]


def test_plain_pages_part_at_a_lone_leading_space() -> None:
    body = "".join(f"une ligne de texte assez longue, la numéro {n}\n" for n in range(20))
    document = plain.of_string(body + " une page nouvelle commence ici par un blanc\n" + body, "texte")
    assert len(document.pages) == 2


def test_indented_plain_text_is_one_page() -> None:
    body = "".join((" " if n % 4 == 0 else "") + f"une ligne de texte assez longue, la numéro {n}\n" for n in range(40))
    assert len(plain.of_string(body, "texte").pages) == 1


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system(ends: str) -> None:
    assert [line.chars for line in plain.of_string(f"a{ends}b{ends}", "texte").lines()] == ["a", "b"]
