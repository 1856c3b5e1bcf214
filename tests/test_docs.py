"""The documentation: its rule reference is made from the packs, and what the guide shows works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import recension
from recension.clean import clean, render, stage_name
from recension.cli import main
from recension.model import Document, Layer, Revision
from recension.rulebook import Profile
from recension.rulebook.packs import read_pack, shipped
from recension.rulebook.reference import reference
from recension.rulebook.reports import prove_packs

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = (ROOT / "rules" / "README.md").read_text("utf-8")


def test_the_reference_has_every_rule_with_its_examples() -> None:
    page = reference()
    for pack in (*shipped("defects"), *shipped("publishers"), *shipped("languages", "fr")):
        for rule in pack.rules:
            assert f"### `{rule.id}`" in page
            assert not rule.pattern or f"\n{rule.pattern}\n" in page
    assert "* `un␣␣␣deux` becomes `un deux`" in page
    assert "* leaves alone " in page


@pytest.mark.parametrize("path", sorted(DOCS.glob("**/*.md")), ids=lambda path: path.stem)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), f"{path.name}: {target}"


# -- the guide, followed ---------------------------------------------------------------------

BODY = ["The ferryman kept the register of the crossings, and every traveller left a name in it.",
        "Nobody would have thought of crossing without paying; the bank belonged to everyone who",
        "lived upon it, and the toll was a custom rather than a law. Press and river were older",
        "than the order, wrote the clerk, and he was right about the one if not about the other."]

PACK = r"""
about = "Press of the River"

[[watermarks]]
id      = "order-stamp"
why     = "The press prints its name and the order number on every page."
pattern = '''^Press of the River, order \d+, copy for .+$'''
move    = "background"
finds   = ["Press of the River, order 4711, copy for A. Hale"]
spares  = ["In the Press of the River, order 4711, copy for A. Hale"]

[[furniture]]
id      = "head-of-the-river-library"
why     = "The series prints its name and the folio over the text."
pattern = '''^(?:\d+ )?THE RIVER LIBRARY(?: \d+)?$'''
move    = "furniture"
finds   = ["12 THE RIVER LIBRARY", "THE RIVER LIBRARY 13"]
spares  = ["THE RIVER LIBRARY OF HALE", "SEE THE RIVER LIBRARY"]
"""


def book() -> bytes:
    """Two pages of a press that nobody ships a pack for: too few for the stages to go by recurrence alone."""
    first = ["12 THE RIVER LIBRARY", "", *BODY, "Press of the River, order 4711, copy for A. Hale"]
    second = [*BODY[::-1], "", "THE RIVER LIBRARY", "Press of the River, order 4712, copy for the Harbour Office"]
    return "\f".join("\n".join(page) for page in (first, second)).encode()


def test_a_pack_of_under_twenty_lines_serves_a_press_that_is_not_shipped(tmp_path: Path) -> None:
    path = tmp_path / "river.toml"
    path.write_text(PACK.lstrip(), "utf-8")
    assert len([line for line in PACK.splitlines() if line.strip()]) < 20
    assert prove_packs([path])[1], prove_packs([path])[0]
    assert "order 47" in render(clean(book(), language="en"), "txt").decode(), "the stages alone leave it in"
    revision = clean(book(), language="en", rules=[path])
    text = render(revision, "txt").decode()
    assert "order 47" not in text
    assert "RIVER LIBRARY" not in text
    words = re.findall(r"\w+", text.replace("\n", " "))
    assert words == re.findall(r"\w+", " ".join([*BODY, *BODY[::-1]])), "and of the author's words none is missing"
    taken = {line.chars for page in revision.document.pages for line in page.lines if line.layer is not Layer.BODY}
    assert {"12 THE RIVER LIBRARY", "THE RIVER LIBRARY"} <= taken, "and nothing is thrown away"


def test_the_examples_of_the_guide_work(tmp_path: Path) -> None:
    commands = [line.removeprefix("$ ") for line in GUIDE.splitlines() if line.startswith("$ recension ")]
    assert commands
    path = tmp_path / "house.toml"
    path.write_text(GUIDE.split("```toml\n")[1].split("```")[0], "utf-8")
    assert [rule.id for rule in read_pack(path).rules] == ["house/foot-stamp"]
    made = CliRunner().invoke(main, ["rules", "new", "Presses de la Rive - commande 4711"])
    assert "[[watermarks]]" in made.stdout


SERIES = r"""
about = "The yearbook of the sample fr-glaciere"
disable = ["defects/reader-and-address"]

[[watermarks]]
id      = "fetched-from"
why     = "The portal prints reader and day on every page."
pattern = '''^Document téléchargé depuis www\.cairnelle\.example - .+$'''
move    = "background"
finds   = ["Document téléchargé depuis www.cairnelle.example - Université Exemple - 10.20.30.40"]
spares  = ["Un Document téléchargé depuis www.cairnelle.example - celui-ci"]

[[furniture]]
id      = "title-and-folio"
why     = "Yearbook and article stand over the text, beside the folio."
pattern = '''^(?:\d+ )?(?i:Cahiers d’histoire des climats|Le froid en partage)(?: \d+)?$'''
zone    = "head"
move    = "furniture"
finds   = ["58 CAhIErs D’hIstOIrE DEs ClIMAts", "Le froid en partage 59"]
spares  = ["Le froid en partage (sic)", "lire Le froid en partage 59"]
"""


def test_a_pack_does_it_alone_on_a_typeset_chapter(tmp_path: Path) -> None:
    """The stages for stamps and heads do nothing here, so that what is gone is gone by the pack."""

    def watermarks(document: Document, profile: Profile) -> Revision:
        return Revision(document)

    def furniture(document: Document, profile: Profile) -> Revision:
        return Revision(document)

    path = tmp_path / "yearbook.toml"
    path.write_text(SERIES.lstrip(), "utf-8")
    assert len([line for line in SERIES.splitlines() if line.strip()]) < 20
    assert prove_packs([path])[1], prove_packs([path])[0]
    sample = ROOT / "samples" / "fr-glaciere" / "input.pdf"
    stages = tuple({"watermarks": watermarks, "furniture": furniture}.get(stage_name(stage), stage)
                   for stage in recension.STAGES)
    nothing = tmp_path / "nothing.toml"
    nothing.write_text('disable = ["defects/reader-and-address"]', "utf-8")
    plain = render(clean(sample, language="fr", publisher="none", rules=[nothing], stages=stages), "txt").decode()
    with_pack = clean(sample, language="fr", publisher="none", rules=[path], stages=stages)
    text = render(with_pack, "txt").decode()
    for line in ("Document téléchargé depuis", "58 Cahiers d’histoire des climats", "Le froid en partage 59"):
        assert line in plain
        assert line not in text
    moved = [edit for edit in with_pack.edits if edit.rule.startswith("yearbook/")]
    assert {edit.rule for edit in moved} == {"yearbook/fetched-from", "yearbook/title-and-folio"}
    assert {edit.page for edit in moved if edit.rule.endswith("fetched-from")} == {1, 2, 3, 4, 5}
