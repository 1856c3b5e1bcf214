"""JSON and the record of edits: what the schema says, and that a record can be read back and undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from handmade import Maker, call, it, small, turn
from recension.errors import UnreadableInput
from recension.model import Act, Block, Box, Draft, Edit, Kind, Layer, Revision
from recension.model.laws import of_source, replay, undo
from recension.writers import interchange, write
from recension.writers.record import read_record
from test_writers_flow import divided, documents

SHIPPED = Path(interchange.__file__).with_name("document.schema.json")
PUBLISHED = Path(__file__).resolve().parents[1] / "docs" / "document.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SHIPPED.read_text("utf-8")))


def read(revision: Revision, **options: bool) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(write(revision, "json", **options))
    VALIDATOR.validate(data)
    return data


def hostile_edit() -> Edit:
    return Edit("encoding", "shipped/odd", Act.REPLACE, 1, Box(1.0, 2.004, 3.0, 4.0), "a\ud800\x85\u2028b\n", "",
                (3, 4, 5, -1, -1, 8), Layer.BODY, 0.12345, "It says « \u2029 ».", ("x", "y"))


def test_the_schema_is_one_and_the_same_wherever_it_lies() -> None:
    assert SHIPPED.read_bytes() == PUBLISHED.read_bytes()
    VALIDATOR.check_schema(VALIDATOR.schema)


@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_follows_the_schema(revision: Revision) -> None:
    data = read(Revision(revision.document, (hostile_edit(),)), keep_style=True)
    for block in [*data["blocks"], *(block for note in data["notes"] for block in note["blocks"])]:
        for span in block["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(block["text"])
            assert block["text"][span["start"] : span["end"]].strip() == block["text"][span["start"] : span["end"]]
        for each in (*block["calls"], *block["turns"]):
            assert 0 <= each["offset"] <= len(block["text"])
    ids = {note["id"] for note in data["notes"]}
    assert len(ids) == len(data["notes"])
    assert {one["note"] for block in data["blocks"] for one in block["calls"]} <= ids


def test_blocks_say_what_they_hold_and_where() -> None:
    made = Maker()
    made.page("xii")
    made.heading("Titre")
    made.block("Un ", it("mot"), call("1"), " et ", turn("xiii"), "la ", small("suite"))
    made.note("1", "Début.", "Fin.")
    data = read(made.revision(), keep_style=True)
    assert data["document"] == {"name": "essai.pdf", "digest": "0" * 64, "language": "fr", "title": "Titre"}
    block = data["blocks"][1]
    assert block["text"] == "Un mot et la suite"
    assert block["spans"] == [{"start": 3, "end": 6, "italic": True}, {"start": 13, "end": 18, "smallcaps": True}]
    assert block["calls"] == [{"offset": 6, "note": "1"}]
    assert block["turns"] == [{"offset": 10, "page": 2}]
    assert block["pages"] == [1, 2] and [box["page"] for box in block["boxes"]] == [1, 2]
    assert block["boxes"][1] == {"page": 2, "box": [60.0, 92.0, 85.0, 103.0]}
    note = data["notes"][0]
    assert note["anchor"] == {"note": None, "block": 1, "offset": 6}
    assert note["text"] == "Début.\n\nFin." and note["pages"] == [2] and not note["missing"]


def test_notes_may_be_missing_uncalled_or_called_by_notes() -> None:
    made = Maker()
    made.block("a", call("1"), "b", call("2"))
    made.note("1", ["voir", call("3")])
    made.note("2")
    made.note("3", "Trois.")
    made.note("4", "Quatre.")
    notes = read(made.revision())["notes"]
    assert [note["anchor"] and note["anchor"]["note"] for note in notes] == [None, None, "1", None]
    assert [note["anchor"] is None for note in notes] == [False, False, False, True]
    assert [note["missing"] for note in notes] == [False, True, False, False]


def test_pages_hold_what_is_no_part_of_the_text() -> None:
    made = Maker()
    made.page("12")
    made.line(" Le Registre ", layer=Layer.FURNITURE)
    made.line("épreuve", layer=Layer.BACKGROUND)
    made.block("Texte")
    page = read(made.revision())["pages"][0]
    assert (page["number"], page["label"], page["width"]) == (1, "12", 420.0)
    assert [(line["layer"], line["text"]) for line in page["lines"]] == [
        ("furniture", "Le Registre"), ("background", "épreuve")]
    assert page["lines"][0]["box"] == [60.0, 92.0, 360.0, 103.0]


def test_without_geometry_there_are_pages_and_no_boxes() -> None:
    made = Maker(geometry=False)
    made.block("Un ", turn(), "deux")
    block = read(made.revision())["blocks"][0]
    assert block["pages"] == [1, 2] and block["boxes"] == []


def test_pages_are_numbered_as_in_the_file_when_only_some_were_read() -> None:
    from dataclasses import replace

    made = Maker()
    made.block("Un ", turn(), "deux")
    document = made.document()
    document = replace(document, pages=tuple(replace(page, number=page.number + 6) for page in document.pages))
    data = read(Revision(document))
    assert data["blocks"][0]["pages"] == [7, 8]
    assert data["blocks"][0]["turns"] == [{"offset": 3, "page": 8}]
    assert b'facs="#page-8"' in write(Revision(document), "tei")


# -- the record ------------------------------------------------------------------------------


def test_the_record_is_a_header_and_a_line_for_each_edit() -> None:
    revision = divided("socio-\nlogie", "sociologie")
    draft = Draft(revision.document, "hyphenation")
    block = revision.document.blocks[0]
    draft.query(block, 0, 2, ("la", "là"), rule="accent", reason="Nothing decides.")
    revision = revision.then(draft.revision())
    header, *lines = write(revision, "edits").decode().splitlines()
    assert json.loads(header) == {
        "record": "recension", "version": 1, "tool": json.loads(header)["tool"], "name": "essai.pdf",
        "digest": "0" * 64, "language": "fr", "profile": "", "edits": 1, "queries": 1}
    assert [json.loads(line)["act"] for line in lines] == ["replace", "query"]
    first = json.loads(lines[0])
    assert (first["before"], first["after"], first["glyphs"]) == ("socio-\nlogie", "sociologie", [[3, 12]])
    assert json.loads(lines[1])["readings"] == ["la", "là"]


def test_a_record_can_be_read_back_made_again_and_undone() -> None:
    revision = divided("socio-\nlogie", "sociologie")
    _, edits = read_record(write(revision, "edits"))
    assert [edit._replace(box=None) for edit in edits] == [edit._replace(box=None) for edit in revision.edits]
    start = of_source(revision.document.source)
    made = replay(start, edits)
    assert "".join(made[Layer.BODY][glyph] for glyph in sorted(made[Layer.BODY])) == "lasociologiedumot"
    assert undo(made, edits) == start[Layer.BODY]


def test_a_record_bears_any_character_and_stays_a_line_an_edit() -> None:
    made = Maker()
    made.block("a")
    data = write(Revision(made.document(), (hostile_edit(),)), "edits")
    assert len(data.decode("utf-8").splitlines()) == 2
    _, (edit,) = read_record(data)
    assert edit == hostile_edit()._replace(box=Box(1.0, 2.0, 3.0, 4.0), confidence=0.123)


@pytest.mark.parametrize(("data", "line"), [
    (b"", "line 1"), (b"{}\n", "line 1"), (b"[]", "line 1"), (b'{"record": "recension", "version": 99}', "line 1"),
    (b'{"record": "recension", "version": 1}\n{"stage": 1}\n', "line 2"),
    (b'{"record": "recension", "version": 1}\n\nnonsense', "line 3"), (b"\xff\xfe", "line 1"),
])
def test_what_is_no_record_is_said_with_the_line(data: bytes, line: str) -> None:
    with pytest.raises(UnreadableInput, match=line):
        read_record(data)


def test_verse_keeps_its_lines_in_json() -> None:
    made = Maker()
    made.block("un\ndeux", kind=Kind.VERSE)
    made.note("1", Block(Kind.VERSE, made.text("a\nb")))
    data = read(made.revision())
    assert data["blocks"][0]["text"] == "un\ndeux" and data["notes"][0]["text"] == "a\nb"
