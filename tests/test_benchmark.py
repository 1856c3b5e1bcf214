"""The public benchmark: what its scorer says about outputs whose defects are known, one by one."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.accuracy import documents, report, run, texts
from bench.accuracy.facts import Facts, load, locate, truth_of
from bench.accuracy.reading import fold, read
from bench.accuracy.remains import Figures
from bench.accuracy.scorer import LOWER, score, total
from bench.accuracy.texts import Block, Text

TEXT = Text("gué", {"lang": "fr"}, [
    Block("h1", "Le gué des trois saisons"),
    Block("p", "Les passeurs de la rive connaissaient le courant mieux que les ingénieurs. {sc|d’Escoublac J.} l’a dit "
               "le premier, dès le {sc|xviii}{sup|e} siècle[^1], et personne ne l’a contredit depuis lors."),
    Block("p", "Celui-ci tenait le bac, celui-là tenait la caisse, et la caisse pesait davantage que le bac[^2]."),
    Block("verse", "On passe avec la lune,\non revient sans soulier."),
    Block("p", "Le dernier passeur mourut sans héritier, ce qui simplifia grandement la succession du bac."),
], {"1": "{sc|Von Altenau K.}, *Gués et ponts*, Genève, Aux Trois-Ponts, 1987, p. 14-19.",
    "2": "Registre du bac, feuillet 12, où la caisse est pesée deux fois par an."}, ["1", "2"])

STAMP = "« Chemins sans carte », ISBN 978-2-0000-4471-2, Presses de Mortagne, www.pum.example"


@pytest.fixture
def facts() -> Facts:
    blocks, notes = truth_of(TEXT)
    for one in blocks + notes:
        one.pages = [1]
    blocks[2].pages, blocks[3].pages, blocks[4].pages, notes[0].pages = [1, 2], [2], [2], [1, 2]
    blocks[1].hyphens = [(blocks[1].text.index("courant") + 2, "join")]
    blocks[2].hyphens = [(blocks[2].text.index("là") - 2, "keep")]
    return Facts("gué", "fr", "none", "none", 2, blocks, notes, [STAMP], [(2, "Le livre des gués")],
                 [(1, "41"), (2, "42")])


GOOD = texts.markdown(TEXT)


def changed(facts: Facts, *pairs: tuple[str, str]) -> Figures:
    raw = GOOD
    for before, after in pairs:
        assert before in raw
        raw = raw.replace(before, after, 1)
    return score(facts, raw)


def faults(figures: Figures) -> dict[str, tuple[float, float]]:
    """The figures that are not perfect."""
    return {key: (right, of) for key, (right, of) in figures.items() if (right if key in LOWER else right != of)}


@pytest.mark.parametrize("text", texts.every_text(), ids=lambda text: text.id)
def test_the_truth_itself_has_no_fault(text: Text) -> None:
    blocks, notes = truth_of(text)
    figures = score(Facts(text.id, text.language, "", "", 1, blocks, notes, [], [], []), texts.markdown(text))
    assert faults(figures) == {}


def test_nothing_given_is_everything_wrong(facts: Facts) -> None:
    figures = score(facts, "")
    for key, (right, of) in figures.items():
        assert right == (of if key in ("cer", "lost", "notes_lost") else 0), key


def test_typographic_taste_is_not_judged(facts: Facts) -> None:
    assert faults(changed(facts, ("d’Escoublac", "d'Escoublac"), ("14-19", "14–19"), ("*Gués", "_Gués"),
                          ("ponts*", "ponts_"))) == {}


@pytest.mark.parametrize(("before", "after", "wrong"), [
    ("mieux que les", "mieux les", {"cer", "lost"}),
    ("d’Escoublac", "D’ESCOUBLAC", {"cer", "names"}),
    ("XVIIIe", "xviiie", {"cer", "names"}),
    ("ingénieurs", "Ingénieurs", {"cer", "recased"}),
    ("courant", "cou-rant", {"cer", "hyphens_joined"}),
    ("courant", "cou- rant", {"cer", "hyphens_joined"}),
    ("celui-là", "celuilà", {"cer", "hyphens_kept"}),
    ("[^1]", "<sup>1</sup>", {"markers", "notes_paired"}),
    ("le bac[^2]", "le[^2] bac", {"markers", "markers_precise", "notes_paired", "markers_shown"}),
    ("[^1]:", "[^7]:", {"notes_paired"}),
    ("et la caisse", "\n\net la caisse", {"paragraphs", "joined"}),
    ("# Le gué", "Le gué", {"headings"}),
    ("succession du bac.", "succession du bac.\n\n# Le livre des gués", {"cer", "heads"}),
    ("le bac, celui", "le bac, 42 celui", {"cer", "folios"}),
    ("Celui-ci", "## Celui-ci", {"false_heads"}),
    ("Genève, Aux Trois-Ponts, 1987", "Lausanne", {"notes_lost", "notes_paired", "notes_whole", "notes_shown",
                                                   "notes_continued"}),
])
def test_each_defect_shows_in_its_own_figures(facts: Facts, before: str, after: str, wrong: set[str]) -> None:
    assert set(faults(changed(facts, (before, after)))) == wrong


def test_a_stamp_counts_forwards_and_letter_by_letter_backwards(facts: Facts) -> None:
    plain = changed(facts, ("\n\nCelui", f"\n\n{STAMP}\n\nCelui"))
    exploded = changed(facts, ("\n\nCelui", "\n\n" + "\n".join(reversed(STAMP)) + "\n\nCelui"))
    assert plain["stamps"] == exploded["stamps"]
    assert plain["stamps"][0] * 2 == plain["stamps"][1]


def test_moved_text_is_not_lost(facts: Facts) -> None:
    paragraph = "Le dernier passeur mourut sans héritier, ce qui simplifia grandement la succession du bac."
    figures = changed(facts, (paragraph, ""), ("# Le gué", paragraph + "\n\n# Le gué"))
    assert figures["lost"][0] == 0
    assert figures["cer"][0] > 100


def test_notes_at_the_foot_of_the_page_are_shown_and_not_charged_to_the_body(facts: Facts) -> None:
    figures = changed(facts, ("[^1]", "1"), ("[^2]", "2"), ("[^1]:", "1."), ("[^2]:", "2."))
    assert set(faults(figures)) == {"markers", "notes_whole", "notes_paired", "notes_continued"}
    assert figures["notes_shown"] == (2, 2)


def test_reading_takes_marks_of_form_off() -> None:
    output = read("---\ntitle: x\n---\n\n## Un *titre*\n\n- une **chose** et\n  sa suite[^a]\n\n> cité\\\n> encore\n\n"
                  "| a | b |\n|---|---|\n| c | d |\n\nNotes\n\n[^a]: dit\n    et redit\n")
    assert [(one.kind, output.text[one.start:one.end]) for one in output.paragraphs] == [
        ("head", "Un titre"), ("item", "une chose et sa suite"), ("quote", "cité encore"), ("table", "a b c d"),
        ("note", "dit et redit")]
    assert [(mark.label, output.text[:mark.at].endswith("suite")) for mark in output.marks] == [("a", True)]


def test_folding_keeps_case_and_drops_soft_hyphens() -> None:
    assert fold("« L’été\u00a0»  caf\u00ade – ﬁn…") == "« L'été » cafe - fin..."


def test_line_end_hyphens_are_found_in_a_pdf_of_another_engine(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    text = next(one for one in texts.every_text() if one.id == "fr-greve")
    style = documents.STYLES["typst-end"]
    if documents.available(style):
        pytest.skip(documents.available(style))
    documents.build_one(text, style, tmp_path / "made")
    made = load(tmp_path / "made" / "facts.json")
    kinds = [kind for one in made.passages for _, kind in one.hyphens]
    assert kinds.count("join") > 5
    assert all(one.pages for one in made.passages)
    assert all(one.text[at + 1] == "-" for one in made.passages for at, kind in one.hyphens if kind == "keep")
    assert all(one.text[at:at + 2].isalpha() for one in made.passages for at, kind in one.hyphens if kind == "join")


def test_the_kept_documents_agree_with_their_texts() -> None:
    folders = [path for path in documents.QUICK.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == set(run.KEPT)
    path = documents.QUICK / "it-campane-typst-symbols"
    made = load(path / "facts.json")
    blocks, notes = truth_of(next(text for text in texts.every_text() if text.id == "it-campane"))
    assert locate(blocks + notes, path / "doc.pdf") == made.pages
    assert (blocks, notes) == (made.blocks, made.notes)


def test_a_loss_is_told_and_a_gain_is_not() -> None:
    before = {"cer": 0.3, "names": 95.0}
    assert run.losses(before, {"cer": (29, 10000), "names": (951, 1000)}) == []
    assert len(run.losses(before, {"cer": (40, 10000), "names": (949, 1000)})) == 2
    assert run.losses(before, {"cer": (29, 10000)}) == ["names: it is no longer measured"]


def test_figures_add_numerators_and_denominators() -> None:
    assert total([{"cer": (1, 10)}, {"cer": (2, 30), "names": (1, 1)}]) == {"cer": (3, 40), "names": (1, 1)}


def test_a_chart_says_in_words_what_it_shows() -> None:
    drawn = ElementTree.fromstring(report.chart("cer", {"recension": {"cer": (1, 200)}, "a<b": {}}))
    told = {child.tag.split("}")[1]: child.text for child in drawn}
    assert "less is better" in (told["desc"] or "") and "recension 0.50" in (told["desc"] or "")
    assert told["title"]
    assert "| – |" in report.table({"one": {"cer": (1, 200)}, "two": {}}, {}).splitlines()[2]
