"""The stage `typography` and its rules: white space only, and only where it strays."""

from __future__ import annotations

from array import array
from dataclasses import replace
from time import perf_counter

import pytest

from recension.model import ANCHOR, Block, Document, Kind, Note, Page, Revision, Source, Style, Text
from recension.model.laws import check_step
from recension.rulebook import Profile
from recension.rulebook.matching import by_rules
from recension.stages.typography import Options, typography

NB, NN = "\u00a0", "\u202f"


def document(*texts: str, kind: Kind = Kind.PARAGRAPH, language: str = "fr", notes: int = 0) -> Document:
    """A document of these blocks; the last `notes` of them are notes."""
    chars = "\n".join(texts)
    blocks, at = [], 0
    for text in texts:
        blocks.append(Block(kind, Text.of(text, at)))
        at += len(text) + 1
    body = blocks[: len(blocks) - notes]
    noted = tuple(Note(str(number), None, (block,)) for number, block in enumerate(blocks[len(body) :], 1))
    source = Source("essai", "0" * 64, chars, array("i", [0, len(chars)]))
    return Document(source, (Page(1, ()),), tuple(body), noted, language)


def run(before: Document, options: Options | None = None) -> Revision:
    """The stage and its rules, under the law, and stable."""
    profile = Profile.for_language(before.language, **({"typography": options} if options else {}))
    revision = typography(before, profile)
    revision = revision.then(by_rules(revision.document, profile, "typography"))
    check_step(before, revision, "typography")
    again = typography(revision.document, profile)
    again = again.then(by_rules(again.document, profile, "typography"))
    assert [edit for edit in again.edits if edit.applied] == [], "a second pass makes edits"
    for block, old in zip(revision.document.blocks, before.blocks, strict=True):
        assert "".join(block.text.chars.split()) == "".join(old.text.chars.split()), "a visible character has changed"
    return revision


def set_text(text: str, *context: str, language: str = "fr", kind: Kind = Kind.PARAGRAPH) -> str:
    """What becomes of a paragraph, in a document that has this context as well."""
    return run(document(text, *context, language=language, kind=kind)).document.blocks[0].text.chars


# -- lines -----------------------------------------------------------------------------------


def test_lines_become_one_without_an_entry_in_the_record() -> None:
    revision = run(document("Le passeur ne réglait \nrien ; il avertissait\ntout."))
    assert revision.document.blocks[0].text.chars == "Le passeur ne réglait rien ; il avertissait tout."
    assert revision.edits == ()


def test_a_no_break_space_at_a_line_end_stays() -> None:
    assert set_text(f"la page{NB}\n12, puis\n{NB}: rien") == f"la page{NB}12, puis{NB}: rien"


def test_a_hyphen_that_was_left_at_a_line_end_gets_no_space() -> None:
    assert set_text("le porte-\nplume –\nun stylo") == "le porte-plume – un stylo"


@pytest.mark.parametrize("kind", [Kind.VERSE, Kind.TABLE])
def test_lines_and_white_of_verse_and_tables_stay(kind: Kind) -> None:
    text = "  Ô rive,   ô pont\n      ô bac , lent"
    assert set_text(text, kind=kind) == text


def test_notes_are_lines_as_well() -> None:
    revision = run(document("Le pont.", "Voir le  registre\nde 1612.", notes=1))
    assert revision.document.notes[0].blocks[0].text.chars == "Voir le registre de 1612."


def test_lines_can_be_kept() -> None:
    text = document("un\ndeux")
    assert run(text, Options(join_lines=False)).document.blocks[0].text.chars == "un\ndeux"


def test_unchanged_text_is_the_same_object() -> None:
    text = document("Rien à faire ici.")
    assert typography(text, Profile.for_language("fr")).document is text


# -- doubled spaces --------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [
    ("et ainsi  établir", "et ainsi établir"),
    (f"du travail{NB} : l’accueil", f"du travail{NB}: l’accueil"),
    (f"106 140 {NB} ETP", f"106 140{NB}ETP"),
    (f"«{NB} le contrôle{NB}»", f"«{NB}le contrôle{NB}»"),
    ("un\tdeux", "un deux"),
    ("trois\n  quatre", "trois quatre"),
])
def test_doubled_spaces(before: str, after: str) -> None:
    assert set_text(before) == after


@pytest.mark.parametrize("text", [
    f"106 140{NB}ETP, 50{NB}%, p.{NB}12 ; 6 000{NB}unités", f"Nom{NB}{NB}{NB}{NB}Prénom", f"XIX{NN}e, 12{NN}000",
])
def test_single_spaces_of_every_kind_stay(text: str) -> None:
    assert set_text(text) == text


def test_rules_see_each_others_work() -> None:
    """Two spaces become one, and that one is then found to be a flattened one."""
    context = f"«{NB}un{NB}», «{NB}deux{NB}», «{NB}trois{NB}»{NB}; fin"
    assert set_text("en 2002  ; puis", context) == f"en 2002{NB}; puis"


# -- notes' calls ----------------------------------------------------------------------------


def test_a_call_stands_at_its_word() -> None:
    assert set_text(f"les péages {ANCHOR}, « le bac {ANCHOR} »") == f"les péages{ANCHOR}, « le bac{ANCHOR} »"


def test_space_after_a_call_stays() -> None:
    text = f"les péages{ANCHOR} et « le bac{ANCHOR} »"
    assert set_text(text) == text


# -- commas, stops, brackets -----------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [
    ("le bac , le pont .", "le bac, le pont."),
    ("( voir plus haut) et [ici ]", "(voir plus haut) et [ici]"),
])
def test_stray_spaces_at_marks(before: str, after: str) -> None:
    assert set_text(before) == after


@pytest.mark.parametrize("text", [
    "il hésita . . . Puis il partit", "cochez [ x ] ou [ ]", "if ( a ) then [ -d rive ]",
    "un fichier .txt et .NET", "14:30, 3:4, C:\\bac",
])
def test_spaces_that_mean_something_stay(text: str) -> None:
    assert set_text(text) == text


def test_typewriter_type_keeps_its_spaces() -> None:
    text = document("cd ~/rive ;  ls , puis . Fin")
    source = replace(text.source, run_starts=array("i", [0, len(text.source.chars)]), run_styles=array("i", [0]),
                     run_boxes=array("f", [0, 0, 9, 9]), run_baselines=array("f", [9]), styles=(Style("CMTT10", 10.0),))
    assert run(replace(text, source=source)).edits == ()


def test_a_book_that_spaces_its_commas_keeps_them() -> None:
    text = "le bac , le pont , la rive , le gué , la route , le quai"
    assert set_text(text) == text


# -- French ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [
    ("les travaux d’ Isabelle", "les travaux d’Isabelle"),
    ("à l’ histoire, qu’ il vit", "à l’histoire, qu’il vit"),
    (f"jusqu’{NB}à, aujourd’ hui", "jusqu’à, aujourd’hui"),
    (f"d’{NB}Isabelle", "d’Isabelle"),
])
def test_space_after_an_elision(before: str, after: str) -> None:
    assert set_text(before) == after


@pytest.mark.parametrize("text", [
    "la lettre ‘l’ est longue, ‘d’ aussi", "par 45° 30’ n’ et 3° o’", "les repères R’ et S’ sont",
    "the boys’ and girls’",
])
def test_apostrophes_that_end_something_stay(text: str) -> None:
    assert set_text(text) == text


def test_french_spacing_stays_what_it_is() -> None:
    for space in (" ", NB, NN):
        text = f"Il dit{space}: «{space}oui{space}»{space}; non{space}! quoi{space}?"
        assert set_text(text) == text


def test_a_flattened_space_where_the_document_has_others() -> None:
    context = f"«{NB}un{NB}», «{NB}deux{NB}», «{NB}trois{NB}»{NB}: fin"
    assert set_text("en 2002 ; Renan", context) == f"en 2002{NB}; Renan"
    assert set_text("un sourire :-) et 3:4", context) == "un sourire :-) et 3:4"
    assert set_text("en 2002 ; Renan ; Taine", f"«{NB}un{NB}»") == "en 2002 ; Renan ; Taine"


def test_a_space_that_the_extraction_has_lost_at_a_guillemet() -> None:
    context = "« un », « deux », « trois », « quatre »"
    assert set_text("le «bac» de", context) == f"le «{NB}bac{NB}» de"
    assert set_text("le «bac» et le «pont» de") == "le «bac» et le «pont» de"


def test_numbers_and_abbreviations_stay() -> None:
    text = "n° 12, no 126, n o 3, 1er, XIXe siècle, 6 000, 106 140, p. 4"
    assert set_text(text) == text


# -- other languages -------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "before", "after"), [
    ("en", "“ The crossing ” they’ re said; I don’ t", "“The crossing” they’re said; I don’t"),
    ("de", "der „ Wegzoll “ war", "der „Wegzoll“ war"),
    ("es", "¿ Qué pasa? el « paso »", "¿Qué pasa? el «paso»"),
    ("it", "il « passo » del fiume", "il «passo» del fiume"),
])
def test_marks_set_close(language: str, before: str, after: str) -> None:
    assert set_text(before, language=language) == after


@pytest.mark.parametrize(("language", "text"), [
    ("en", "‘Who goes there?’ the boys’ raft; 50% of £5: ’tis so!"),
    ("de", "so sagt man “quoted” dort; vgl. Anm. 4, z. B."),
    ("it", "l’ acqua, dell’ anno, un’ altra, quell’ uomo"),
    ("it", "un po’ alla volta, de’ anni passati, a’ suoi"),
    ("es", "los signos ¿ y ? van juntos"),
])
def test_what_languages_mean_stays(language: str, text: str) -> None:
    assert set_text(text, language=language) == text


def test_italian_apostrophes_where_the_document_sets_them_close() -> None:
    context = "l’acqua, dell’anno, un’altra, quell’uomo"
    assert set_text("la forza dell’ acqua", context, language="it") == "la forza dell’acqua"


def test_rules_of_one_language_stay_in_it() -> None:
    text = "the d’ Artagnan of ¿ marks « here »"
    assert set_text(text, language="en") == text


@pytest.mark.parametrize(("piece", "times"), [
    (" ", 20_000), ("\t", 20_000), (NB, 20_000), ("( ", 20_000), ("’ ", 20_000), (" ,", 20_000), ("« ", 20_000),
    ("a  ", 1_500), ("\n ", 20_000)])
def test_paragraphs_without_end_take_no_time(piece: str, times: int) -> None:
    text = document("a" + piece * times + "b")
    start = perf_counter()
    profile = Profile.for_language("fr")
    by_rules(typography(text, profile).document, profile, "typography")
    assert perf_counter() - start < 10


def lines_made_one(*texts: str) -> list[str]:
    made = typography(document(*texts, language="en"), Profile.for_language("en")).document
    return [block.text.chars for block in made.blocks]


def test_a_range_over_a_line_end_has_no_white() -> None:
    assert lines_made_one("see pp. 201–\n37 and 1914 –\n18") == ["see pp. 201–37 and 1914 – 18"]


def test_a_dash_that_takes_no_white_takes_none_at_a_line_end() -> None:
    habit = "the ferry—the old one—passed—or so they said—at night—and late"
    assert lines_made_one(habit, "the toll—\nand the bell\n—both gone")[1] == "the toll—and the bell—both gone"


def test_a_dash_whose_habit_is_not_known_keeps_its_space() -> None:
    assert lines_made_one("the toll—\nand the bell") == ["the toll— and the bell"]
    loose = "el barquero —dijo él— y otros —los dos— y el puente —viejo— de piedra"
    assert lines_made_one(loose, "el paso —nuevo—\ny el río") == [loose, "el paso —nuevo— y el río"]
