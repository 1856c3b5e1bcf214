"""Saved sources: the same bytes as from the original, and nothing but a clear message for what is no such file."""

from __future__ import annotations

import hashlib
import json
import random
import warnings
import zlib
from array import array
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import recension
from recension.cli import main
from recension.errors import Doubt, RecensionError, UnreadableInput, UsageError
from recension.model import Document, Kind, Layer, Source
from recension.model.document import Block
from recension.readers import saved as form
from recension.readers._kinds import SAVED_MARK
from recension.readers.saved import COLUMNS, saved

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
INPUTS = sorted(SAMPLES.glob("*/input.*"))
PDF, TEXT = SAMPLES / "fr-glaciere" / "input.pdf", SAMPLES / "fr-ecluses-txt" / "input.txt"


def outputs(source: Any, **options: Any) -> dict[str, bytes]:
    revision = recension.clean(source, **options)
    from recension.clean import render

    return {name: render(revision, name) for name in ("md", "json", "edits", "tei")}


def told(document: Document) -> list[object]:
    """Everything that a reader says of a file."""
    pages = [(page.number, page.label, page.width, page.height, [
        (line.chars, list(line.text.origin), line.layer, line.box, line.baseline, line.style, line.column, line.note)
        for line in page.lines]) for page in document.pages]
    return [[getattr(document.source, field.name) for field in fields(Source)], pages]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.parent.name)
def test_what_is_saved_is_what_was_read(path: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Doubt)
        document = recension.extract(path, tmp_path / "x.source")
        again = recension.read(tmp_path / "x.source")
    assert told(again) == told(document)


@pytest.mark.parametrize("path", [PDF, TEXT], ids=lambda path: path.parent.name)
def test_it_comes_out_the_same_to_the_byte(path: Path, tmp_path: Path) -> None:
    recension.extract(path, tmp_path / "x.source")
    assert outputs(tmp_path / "x.source", language="fr") == outputs(path, language="fr")
    assert (tmp_path / "x.source").stat().st_size < 40_000


@pytest.mark.parametrize("path", [PDF, TEXT], ids=lambda path: path.parent.name)
@pytest.mark.parametrize("pages", ["1", "2", "2-3", "1,3"])
def test_some_pages_of_it_are_those_pages_of_the_original(path: Path, pages: str, tmp_path: Path) -> None:
    recension.extract(path, tmp_path / "x.source")
    wanted = recension.read(path, pages=pages)
    if path is TEXT and len(recension.read(path).pages) < 3:
        pytest.skip("the text has fewer pages")
    assert told(recension.read(tmp_path / "x.source", pages=pages)) == told(wanted)
    recension.extract(path, tmp_path / "y.source", pages=pages)
    assert told(recension.read(tmp_path / "y.source")) == told(wanted)


def test_pages_that_it_has_not_are_an_error(tmp_path: Path) -> None:
    recension.extract(PDF, tmp_path / "x.source")
    with pytest.raises(UsageError, match="none of the pages"):
        recension.read(tmp_path / "x.source", pages="99")


def test_doubts_are_told_again(tmp_path: Path) -> None:
    data = saved(recension.read(PDF), ["page 7 shows something"])
    with pytest.warns(Doubt, match="page 7 shows something"):
        recension.read(data)
    with pytest.raises(UnreadableInput, match="page 7"):
        recension.read(data, strict=True)


def test_only_what_was_read_can_be_saved() -> None:
    document = recension.read(PDF)
    revision = recension.clean(document, language="fr")
    with pytest.raises(UsageError, match="as it was read"):
        saved(revision.document)
    page = document.pages[0]
    line = page.lines[0]
    for other in (replace(line, layer=Layer.FURNITURE), replace(line, note=1), replace(line, text=line.text[:3]
                  + line.text[4:])):
        with pytest.raises(UsageError):
            saved(replace(document, pages=(replace(page, lines=(other, *page.lines[1:])), *document.pages[1:])))
    with pytest.raises(UsageError):
        saved(replace(document, blocks=(Block(Kind.PARAGRAPH, line.text),)))


def test_an_own_reader_is_not_asked_for_it(tmp_path: Path) -> None:
    recension.extract(PDF, tmp_path / "x.source")
    for reader in ("pdfium", "pdfplumber", "text"):
        with pytest.raises(UnreadableInput, match="a saved source"):
            recension.read(tmp_path / "x.source", reader=reader)


# -- as a user -------------------------------------------------------------------------------


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_reads_once_and_the_others_take_it(tmp_path: Path) -> None:
    target = tmp_path / "x.source"
    assert run("extract", PDF, "-o", target)[0] == 0
    assert run("clean", target, "-q")[1] == run("clean", PDF, "-q")[1]
    assert run("explain", target, "--page", "2")[1] == run("explain", PDF, "--page", "2")[1]
    assert run("stages", target, "-o", tmp_path / "a")[0] == run("stages", PDF, "-o", tmp_path / "b")[0] == 0
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_a_review_page_of_it_says_that_it_has_no_pictures(tmp_path: Path) -> None:
    recension.extract(PDF, tmp_path / "x.source")
    status, _, said = run("review", tmp_path / "x.source", "-o", tmp_path / "x.html")
    assert status == 0 and "no pictures of the pages" in said
    assert "no pictures" not in run("review", tmp_path / "x.source", "-o", tmp_path / "y.html", "--pictures", "none")[2]


def test_the_input_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(PDF.read_bytes())
    assert run("extract", tmp_path / "x.pdf", "-o", tmp_path / "x.pdf")[0] == 2
    assert (tmp_path / "x.pdf").read_bytes() == PDF.read_bytes()


# -- from strangers --------------------------------------------------------------------------

GOOD = saved(recension.read(PDF, pages="1-2"))


def parts(data: bytes = GOOD) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The header and the columns, unpacked."""
    begin = len(SAVED_MARK) + 4
    end = begin + int.from_bytes(data[begin - 4 : begin], "little")
    header = json.loads(data[begin:end])
    columns, at = {}, end
    for name, _, size in header["columns"]:
        columns[name] = zlib.decompress(data[at : at + size])
        at += size
    return header, columns


def put_together(header: dict[str, Any], columns: dict[str, bytes], counts: dict[str, int] | None = None) -> bytes:
    """A file that says of itself that it is whole."""
    packed = {name: zlib.compress(column) for name, column in columns.items()}
    payload = b"".join(packed.values())
    sizes = {name: len(columns[name]) // array(COLUMNS[name]).itemsize for name in columns} | (counts or {})
    header = {"payload": hashlib.sha256(payload).hexdigest(),
              "columns": [[name, sizes[name], len(packed[name])] for name in columns]} | header
    said = json.dumps(header).encode()
    return SAVED_MARK + len(said).to_bytes(4, "little") + said + payload


def bare() -> tuple[dict[str, Any], dict[str, bytes]]:
    header, columns = parts()
    del header["payload"], header["columns"]
    return header, columns


def numbers(kind: str, column: bytes) -> array[Any]:
    values = array(kind)
    values.frombytes(column)
    return values


def test_a_file_put_together_by_hand_is_read() -> None:
    assert told(recension.read(put_together(*bare()))) == told(recension.read(GOOD))


@pytest.mark.parametrize(("change", "said"), [
    (lambda h: h.update(form=2), "knows the form 1"),
    (lambda h: h.update(form="<script>" * 50), "knows the form 1"),
    (lambda h: h.update(payload="0" * 64), "not what was written"),
    (lambda h: h.update(name=7), "name is no text"),
    (lambda h: h.update(doubts="x"), "doubts"),
    (lambda h: h.update(glyphs=3), "another number of glyphs"),
    (lambda h: h.update(own_styles=10**9), "fewer styles"),
    (lambda h: h.update(own_styles=0), "a style that there is not"),
    (lambda h: h.update(own_styles=True), "fewer styles"),
    (lambda h: h.update(styles=[]), ""),
    (lambda h: h["styles"].__setitem__(0, ["f", 1e400, *h["styles"][0][2:]]), "a style is none"),
    (lambda h: h["styles"].__setitem__(0, ["f", "10", *h["styles"][0][2:]]), "a style is none"),
    (lambda h: h["styles"].__setitem__(0, ["f"]), ""),
    (lambda h: h.update(pages=[]), "no pages"),
    (lambda h: h.update(pages=h["pages"][:1]), "pages overlap"),
    (lambda h: h["pages"][0].__setitem__(0, 5), "out of order"),
    (lambda h: h["pages"][0].__setitem__(0, 0), "out of order"),
    (lambda h: h["pages"][0].__setitem__(0, 1.5), "a page is none"),
    (lambda h: h["pages"][0].__setitem__(1, None), "a page is none"),
    (lambda h: h.update(sizes=[[1.0, 2.0]]), "lack their sizes"),
    (lambda h: h.update(sizes=[[1.0]]), ""),
    (lambda h: h.update(columns=[]), "other columns"),
    (lambda h: h.update(columns=[["chars", -1, 3]]), "other columns"),
    (lambda h: h.pop("language"), "language"),
])
def test_a_header_that_lies_is_refused(change: Callable[[dict[str, Any]], object], said: str) -> None:
    header, columns = bare()
    change(header)
    with pytest.raises(UnreadableInput, match=f"(?s)bytes: this saved source.*{said}"):
        recension.read(put_together(header, columns))


@pytest.mark.parametrize(("name", "place", "value"), [
    ("page_starts", 0, 1), ("page_starts", 1, 10**6), ("page_starts", 1, -4), ("page_starts", 2, 3),
    ("run_starts", 0, 2), ("run_starts", 3, -900), ("run_starts", 3, 2**31 - 1), ("run_styles", 0, 99),
    ("run_styles", 0, -1), ("run_boxes", 0, float("nan")), ("run_baselines", 0, float("inf")),
    ("line_counts", 0, -1), ("line_counts", 0, 10**9), ("line_counts", 0, 1), ("line_starts", 0, 4),
    ("line_starts", 0, -1), ("line_lengths", 0, -1), ("line_lengths", 0, 10**9), ("line_lengths", 1, 1),
    ("line_marks", 0, 0), ("line_marks", 0, 1), ("line_boxes", 2, float("nan")), ("line_baselines", 0, float("-inf")),
    ("line_styles", 0, -1), ("line_styles", 0, 10**6)])
def test_a_column_that_lies_is_refused(name: str, place: int, value: float) -> None:
    header, columns = bare()
    values = numbers(COLUMNS[name], columns[name])
    values[place] = value
    with pytest.raises(UnreadableInput, match="this saved source is damaged"):
        recension.read(put_together(header, columns | {name: values.tobytes()}))


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("change", [lambda column: column[:-8], lambda column: column + bytes(8), lambda column: b""])
def test_a_column_of_another_length_is_refused(name: str, change: Callable[[bytes], bytes]) -> None:
    header, columns = bare()
    changed = change(columns[name])
    if name in ("heights", "gaps") and not changed:
        recension.read(put_together(header, columns | {name: changed}))  # nothing is known of them: as with text
        return
    with pytest.raises(UnreadableInput, match="this saved source is damaged"):
        recension.read(put_together(header, columns | {name: changed}))


def test_no_more_is_unpacked_than_the_header_owns_up_to() -> None:
    header, columns = bare()
    bomb = columns | {"heights": bytes(50_000_000)}
    with pytest.raises(UnreadableInput, match="another length"):
        recension.read(put_together(header, bomb, {"heights": header["glyphs"]}))
    with pytest.raises(UnreadableInput, match="too large"):
        recension.read(put_together(header, columns, {"heights": 2**31 - 1, "gaps": 2**31 - 1}))


@pytest.mark.parametrize("end", [0, 5, len(SAVED_MARK), len(SAVED_MARK) + 3, len(SAVED_MARK) + 4, 400, len(GOOD) - 1])
def test_a_file_that_breaks_off_is_refused(end: int) -> None:
    with pytest.raises(RecensionError):
        recension.read(GOOD[:end])


def test_nested_lists_without_end_are_refused() -> None:
    deep = b"[" * 100_000
    with pytest.raises(UnreadableInput, match="this saved source is damaged"):
        recension.read(SAVED_MARK + len(deep).to_bytes(4, "little") + deep)


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_any_damage_is_refused_or_harmless(chance: random.Random, count: int) -> None:
    data = bytearray(GOOD)
    for _ in range(count):
        data[chance.randrange(len(SAVED_MARK), len(data))] = chance.randrange(256)
    read_or_refused(bytes(data))


@settings(deadline=None)
@given(st.sampled_from(sorted(COLUMNS)), st.randoms(use_true_random=False))
def test_any_lie_in_a_column_is_refused_or_harmless(name: str, chance: random.Random) -> None:
    header, columns = bare()
    column = bytearray(columns[name])
    for _ in range(chance.randrange(1, 4)):
        if column:
            at = chance.randrange(len(column))
            column[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    read_or_refused(put_together(header, columns | {name: bytes(column)}))


def read_or_refused(data: bytes) -> None:
    """Read, and then cleaned under the laws; or refused in words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Doubt)
            document = recension.read(data)
            recension.clean(document, language="fr", strict=False)
    except UnreadableInput as error:
        assert "saved source" in str(error) or "no text" in str(error)


def test_the_form_has_a_place_for_all_that_a_source_knows() -> None:
    """Whoever adds a column to `Source` saves it too, and raises FORM."""
    assert {field.name for field in fields(Source)} == {
        "name", "digest", "chars", "page_starts", "page_sizes", "run_starts", "run_boxes", "run_baselines",
        "run_styles", "styles", "heights", "gaps", "language"}
    assert form.FORM == 1
