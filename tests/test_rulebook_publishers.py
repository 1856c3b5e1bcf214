"""Publishers: told from their stamps, overridable, and harmless where the answer is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import recension
from recension.clean import render
from recension.cli import main
from recension.errors import RulesError, UsageError
from recension.model import Layer
from recension.rulebook.packs import Pack, known_publishers, publisher_names, read_pack, shipped
from recension.rulebook.publishers import detect_publisher, named

BODY = ("Le passeur tenait le registre des bacs, et chaque voyageur y laissait son nom.\n"
        "Nul n’aurait songé à traverser sans payer ; la rive était à tout le monde.\n")

ASKED = {"archive", "arxiv", "brill", "cairn", "cambridge", "degruyter", "elsevier", "gallica", "googlebooks", "hal",
         "hathitrust", "jstor", "muse", "openedition", "oxford", "persee", "pur", "springer", "taylorfrancis", "wiley"}


def packs() -> list[Pack]:
    return [pack for name in known_publishers() for pack in shipped("publishers", name)]


def stamped(*stamps: str, pages: int = 3) -> recension.Document:
    """A text of several pages, the stamp at the foot of each."""
    return recension.read("\f".join(BODY * 3 + "\n" + "\n".join(stamps) for _ in range(pages)).encode())


def test_the_publishers_that_were_asked_for_have_packs() -> None:
    assert set(known_publishers()) >= ASKED


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.name)
def test_each_publisher_is_told_from_each_of_its_signs_and_from_no_guard(pack: Pack) -> None:
    assert pack.detect, "a shipped pack says by which rules its publisher is told"
    for rule in (rule for rule in pack.rules if rule.id.split("/")[1] in pack.detect):
        for example in rule.finds:
            assert pack.name in named(detect_publisher(stamped(example))).split(","), example
        for guard in rule.spares:
            assert pack.name not in named(detect_publisher(stamped(guard))).split(","), guard


def test_a_text_without_stamps_has_no_publisher() -> None:
    assert detect_publisher(stamped("Presses de la Rive, 2014")) == []
    assert named([]) == "none"


def test_two_portals_and_the_evidence_for_them() -> None:
    found = detect_publisher(stamped("All use subject to https://about.jstor.org/terms", "Digitized by Google"))
    assert sorted(one.publisher for one in found) == ["googlebooks", "jstor"]
    assert {(one.page, one.signs) for one in found} == {(1, 3)}
    assert "page 1: ‹Digitized by Google› and 2 more" in str(found[0])


def test_names_and_addresses_in_a_bibliography_are_no_signs() -> None:
    references = [
        "Hale R., Ferries and Tolls, Oxford, Oxford University Press, 2014, https://academic.oup.com/rives/article/1.",
        "Persée, https://www.persee.fr/doc/rives_0000-0000_1998_num_4_2_1234", "https://theses.hal.science/tel-00000042",
        "Brill, Leiden, 2019", "Voir www.cairn.info, consulté le 3 février 2015", "https://doi.org/10.1515/9783110000000-004",
        "https://archive.org/details/registredesbacs00exam", "Gallica, Source gallica.bnf.fr", "© The Author(s) 2020",
        "https://hdl.handle.net/2027/exm.39000000000001", "Springer, 2014, DOI 10.1007/978-3-642-00000-0_4"]
    assert detect_publisher(recension.read("\n".join([BODY, *references]).encode())) == []


def test_a_wrong_publisher_does_no_harm() -> None:
    text = (BODY + "Downloaded from Brill.com in 2021, said the note.\n").encode()
    plain = recension.clean(text, language="fr", publisher="none")
    for name in known_publishers():
        other = recension.clean(text, language="fr", publisher=name)
        assert render(other) == render(plain)


def test_names_of_publishers() -> None:
    assert publisher_names("jstor, Muse,jstor") == ("jstor", "muse")
    assert publisher_names("none") == publisher_names("") == ()
    assert publisher_names("all") == known_publishers()
    with pytest.raises(UsageError, match='is "gallica" meant'):
        publisher_names("jstor,galica")


def test_the_command_says_what_it_found_and_can_be_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "chapter.txt"
    path.write_text("\f".join([BODY * 3 + "\nDigitized by VjOOQlC\n"] * 3), "utf-8")
    found = CliRunner().invoke(main, ["clean", str(path), "--language", "fr"])
    assert "with the rules for googlebooks (page 1: ‹Digitized by VjOOQlC› and 2 more)" in found.stderr
    assert "VjOO" not in found.stdout
    plain = CliRunner().invoke(main, ["clean", str(path), "--language", "fr", "--publisher", "none"])
    assert "googlebooks" not in plain.stderr
    quiet = CliRunner().invoke(main, ["clean", str(path), "--language", "fr", "-q"])
    assert quiet.stderr == ""
    assert quiet.stdout == found.stdout


def test_detect_names_rules_of_its_own_pack(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    rule = "[[watermarks]]\nid='stamp'\nwhy='w'\npattern='^Rive$'\nmove='background'\n"
    for detect, part in (('"stamps"', 'no rule "stamps"; is "stamp" meant'), ("3", "detect: must be a list of rules")):
        path.write_text(f"detect = [{detect}]\n{rule}", "utf-8")
        with pytest.raises(RulesError, match=part):
            read_pack(path)


def test_what_detection_sees_is_what_was_read() -> None:
    document = stamped("Digitized by Google")
    detect_publisher(document)
    assert not list(document.lines(Layer.BACKGROUND))
