"""Divided words: what is joined, what keeps its hyphen, what is asked about, and what is none of our business."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recension.model import ANCHOR, Act, Block, Document, Edit, Kind, Note, Page, Revision, Source, Text
from recension.model.laws import check_step
from recension.rulebook import Profile
from recension.stages.hyphenation import Options, hyphenation
from recension.stages.hyphenation.divisions import divisions


def document(*texts: str, notes: tuple[str, ...] = (), kind: Kind = Kind.PARAGRAPH) -> Document:
    chars = ""
    made: list[Block] = []
    for text in (*texts, *notes):
        made.append(Block(kind, Text.of(text, len(chars))))
        chars += text + "\n"
    blocks, bodies = tuple(made[: len(texts)]), made[len(texts) :]
    return Document(Source("made", "", chars, array("i", [0, len(chars)])), (Page(1, ()),), blocks,
                    tuple(Note(str(number), None, (body,)) for number, body in enumerate(bodies, 1)))


def decided(text: str, language: str = "fr", *others: str) -> Revision:
    before = document(text, *others)
    revision = hyphenation(before, Profile.for_language(language))
    check_step(before, revision, "hyphenation")
    return revision


def read(text: str, language: str = "fr", *others: str) -> str:
    return decided(text, language, *others).document.blocks[0].text.chars


def rules(revision: Revision) -> set[str]:
    return {edit.rule for edit in revision.edits}


def queries(revision: Revision) -> list[Edit]:
    return [edit for edit in revision.edits if edit.act is Act.QUERY]


JOINED = {
    "fr": "généra-tions l’in-dustrialisation photo-graphie archi-vage aujour-d’hui lors-qu’il quaran-te-trois "
          "porte-pa-role INTRO-DUCTION é-conomie profession-nalisme jus-qu’à",
    "en": "conver-sation there-fore nick-named under-standing child-hood him-self short-hand",
    "de": "Verwal-tung Zusammen-hang Grund-lage Bewegungs-vorgang Schiffs-kapitän Fährhaus-verwalter",
    "es": "conver-sación adminis-traciones perdién-dose exmi-nistro",
    "it": "conver-sazione facil-mente dell’ac-qua abban-donandolo",
    "nl": "verga-dering vrij-heid",
    "pt": "adminis-trações conver-sação",
}

KEPT = {
    "fr": "peut-être porte-parole c’est-à-dire vis-à-vis dit-il celui-ci lui-même Arrivera-t-il veuillez-vous "
          "soixante-dix quatre-vingt-six socio-historique politico-religieux franco-italien Saint-Aubrin Jean-Baptiste "
          "sous-répertoire Kerdaniel-Morvan covid-19 1914-1918 non-violent L-Z",
    "en": "well-known self-sufficient twentieth-century forty-three mother-in-law e-mail T-shirt Anglo-Saxon "
          "non-negotiable",
    "de": "Nord-Süd E-Mail deutsch-französisch physikalisch-chemische Ost-Berliner",
    "es": "teórico-práctico franco-español Castilla-León",
    "it": "italo-francese politico-religioso ex-ministro",
    "pt": "disse-me encontrá-lo",
}


def divided(word: str) -> list[str]:
    """The word with a line break after each of its hyphens in turn."""
    return [word[: at + 1] + "\n" + word[at + 1 :] for at, char in enumerate(word) if char == "-"]


@pytest.mark.parametrize("language, word", [(lang, word) for lang, words in JOINED.items() for word in words.split()])
def test_divided_words_are_joined(language: str, word: str) -> None:
    head, _, tail = word.rpartition("-") if word != "quaran-te-trois" else ("quaran", "-", "te-trois")
    assert read(f"{head}-\n{tail}.", language) == f"{head}{tail}."


@pytest.mark.parametrize("language, text", [
    (lang, text) for lang, words in KEPT.items() for word in words.split() for text in divided(word)])
def test_real_hyphens_stay(language: str, text: str) -> None:
    revision = decided(f"Or {text} !", language)
    assert revision.document.blocks[0].text.chars == f"Or {text} !".replace("\n", "")
    assert all(edit.confidence < 1 and edit.reason for edit in revision.edits)


@pytest.mark.parametrize("text", [
    "Le bac –\nou ce qu’il en restait", "Le bac -\nou ce qu’il en restait", "Le bac --\nou", "Le bac—\nou", "Le bac -",
    "le pont-", "le pont-\n", "le pont-\n  \n", "", "-\nfoo", "…-\n–\nune liste", "Le pont est vendu.\nOn le démonte.",
])
def test_what_is_no_division(text: str) -> None:
    revision = decided(text)
    assert revision.edits == () and revision.document.blocks[0].text.chars == text


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "la mairie de Rochemorte-\nsur-Ande"), ("fr", "le canton de Vieux-Pertuis-\nlès-Ormes"),
    ("de", "in Nesselfurt-\nan-der-Lahn"), ("en", "at Thornby-\nupon-Swale"),
])
def test_names_of_places_keep_all_their_hyphens(language: str, text: str) -> None:
    revision = decided(text, language)
    assert read(text, language) == text.replace("\n", "") and rules(revision) == {"kept-place-name"}


def test_guard_a_divided_word_before_a_small_word_and_a_hyphen() -> None:
    assert read("la marou-\nlerie-de-luxe") == "la maroulerie-de-luxe"


@pytest.mark.parametrize("kind", [Kind.VERSE, Kind.TABLE])
def test_verse_and_tables_keep_their_lines(kind: Kind) -> None:
    before = document("Le fleuve et la conver-\nsation des rives", kind=kind)
    assert hyphenation(before, Profile.for_language("fr")).edits == ()


# -- the document is the first witness ------------------------------------------------------------


def test_the_document_joins_what_no_list_knows() -> None:
    revision = decided("La ma-\nroule est à l’eau. Sans maroule, pas de bac. La maroule, dis-je.")
    assert revision.document.blocks[0].text.chars.startswith("La maroule est")
    assert rules(revision) == {"joined-document"} and not queries(revision)


def test_the_document_keeps_what_no_list_knows() -> None:
    assert "vire-corde dormait" in read("Le vire-\ncorde dormait. Un vire-corde, deux vire-corde.")


def test_the_document_beats_the_list() -> None:
    assert read("Le contre-\ntemps.", "fr", "Un contre-temps est un contre-temps.") == "Le contre-temps."
    assert read("une photo-\ngraphie", "fr", "sa photo-graphie, ta photo-graphie") == "une photo-graphie"


def test_one_hyphen_left_inside_a_line_does_not_beat_the_list() -> None:
    assert read("des généra-\ntions", "fr", "les généra-tions passées") == "des générations"


def test_another_form_of_the_word_counts() -> None:
    assert read("un sous-\nmaroulier", "fr", "les sous-marouliers") == "un sous-maroulier"
    assert "marouleries" in read("des maroule-\nries", "fr", "une maroulerie")


def test_what_stands_at_line_ends_is_no_witness() -> None:
    once = decided("La mar-\noule dort.")
    twice = decided("La mar-\noule dort. La mar-\noule veille.")
    assert rules(once) == rules(twice) == {"joined-unknown-word"}


def test_a_document_that_has_both_is_asked_about() -> None:
    revision = decided("Le vire-\ncorde.", "fr", "Un vire-corde, un virecorde.")
    assert revision.document.blocks[0].text.chars == "Le vire-corde."
    assert queries(revision)[0].readings == ("virecorde", "vire-corde")


def test_notes_are_witnesses_and_are_decided_too() -> None:
    before = document("La maroule est là.", notes=("Voir la ma-\nroule de l’an-\nnée.",))
    revision = hyphenation(before, Profile.for_language("fr"))
    check_step(before, revision, "hyphenation")
    assert revision.document.notes[0].blocks[0].text.chars == "Voir la maroule de l’année."
    assert {str(edit.layer) for edit in revision.edits} == {"notes"}


def test_a_habit_of_the_document_counts() -> None:
    text = "On y voit un archi-\nmaroulier. Les proto-marouliers et les proto-bateliers. Un proto-\nhalage."
    assert read(text).endswith("Un proto-halage.")


def test_german_nouns_go_on_with_a_capital() -> None:
    text = "Die Zollhaus-\nverwaltung. Die Zollhaus-Verwaltung und der Zollhaus-Schreiber."
    assert read(text, "de").startswith("Die Zollhausverwaltung.")


# -- no certainty without a witness -----------------------------------------------------------------


@pytest.mark.parametrize("text", ["Monsieur Cha-\nvaroux", "la marou-\nlerie", "un zwyn-\ngelaar"])
def test_an_unknown_word_is_joined_with_a_query(text: str) -> None:
    revision = decided(text)
    assert revision.document.blocks[0].text.chars == text.replace("-\n", "")
    assert len(queries(revision)) == 1 and "-" in queries(revision)[0].readings[1]
    assert all(edit.confidence <= 0.85 for edit in revision.edits)


def test_two_words_that_no_list_has_as_one_keep_their_hyphen_and_are_asked_about() -> None:
    revision = decided("le jardin-\nmoulin du passeur")
    assert revision.document.blocks[0].text.chars == "le jardin-moulin du passeur"
    assert queries(revision)


def test_a_form_that_authors_also_hyphenate_is_asked_about() -> None:
    revision = decided("a noncommit-\ntal answer, a non-\nsmoker", "en")
    assert [edit.readings[0] for edit in queries(revision)] == ["nonsmoker"] or not queries(revision)


def test_a_word_of_another_language_is_joined_with_a_query() -> None:
    revision = decided("le concept de whole-\nsomeness selon lui")
    assert "wholesomeness" in revision.document.blocks[0].text.chars and queries(revision)


@pytest.mark.parametrize("text", [
    "la lumière supé-\n« Une citation", "la lumière supé-\n12. Une note", "la supé-\nLES CHAPITRES",
])
def test_a_fragment_that_does_not_go_on_is_left_and_asked_about(text: str) -> None:
    revision = decided(text)
    assert revision.document.blocks[0].text.chars == text
    assert rules(revision) == {"half-missing"}


def test_an_unknown_language_relies_on_the_document() -> None:
    assert read("maroo-\nlen", "xx", "de maroolen") == "maroolen"
    assert queries(decided("maroo-\nlen", "xx"))


# -- signs ------------------------------------------------------------------------------------------

AUTOMATIC = ("Il y a la conver\u00ad\nsation, la géné\u00ad\nration, l’admi\u00ad\nnistration, la répar\u00ad\ntition "
             "et la muta\u00ad\ntion. ")


def test_a_sign_that_only_divides_joins() -> None:
    assert read(AUTOMATIC + "Un porte-clefs. La xar\u00ad\nville.").endswith("La xarville.")


def test_and_then_the_other_sign_is_the_authors() -> None:
    text = AUTOMATIC + "Un porte-clefs. Un jardin-\nmoulin, un vire-\nxarde."
    assert read(text).endswith("Un jardin-moulin, un vire-xarde.")


def test_a_suspended_hyphen_keeps_its_space_whatever_the_sign() -> None:
    text = AUTOMATIC + "Un porte-clefs. La pré-\net la protohistoire."
    assert read(text).endswith("La pré- et la protohistoire.")


def test_but_not_where_it_is_the_only_hyphen_of_the_font() -> None:
    text = AUTOMATIC + "Un porte\u00adclefs. Peut\u00ad\nêtre, dit\u00ad\nil, un jardin\u00ad\nmoulin."
    assert read(text).endswith("Peut-être, dit-il, un jardin-moulin.")


def test_nor_where_an_earlier_stage_set_the_others_right() -> None:
    before = document(AUTOMATIC + "Un porte\u00adclefs. Un jardin\u00ad\nmoulin.")
    block = before.blocks[0]
    at = block.text.chars.index("\u00adclefs")
    mended = Document(before.source, before.pages, (Block(block.kind, block.text.spliced(at, at + 1, "-")),))
    revision = hyphenation(mended, Profile.for_language("fr"))
    assert revision.document.blocks[0].text.chars.endswith("Un jardin-moulin.")


@pytest.mark.parametrize("sign", ["-", "\u00ad", "\u2010", "¬"])
def test_every_sign_divides(sign: str) -> None:
    assert read(f"la conver{sign}\nsation") == "la conversation"
    kept = read(f"Peut{sign}\nêtre")
    assert kept == ("Peut‐être" if sign == "\u2010" else "Peut-être")


# -- places -----------------------------------------------------------------------------------------


def test_a_note_call_beside_the_break_keeps_its_glyph() -> None:
    before = document(f"la conver-{ANCHOR}\nsation et la géné{ANCHOR}-\nration")
    revision = hyphenation(before, Profile.for_language("fr"))
    check_step(before, revision, "hyphenation")
    text = revision.document.blocks[0].text
    assert text.chars == f"la conver{ANCHOR}sation et la géné{ANCHOR}ration"
    calls = [origin for char, origin in zip(text.chars, text.origin, strict=True) if char == ANCHOR]
    assert [before.source.chars[glyph] for glyph in calls] == [ANCHOR, ANCHOR]


def test_a_word_over_three_lines() -> None:
    assert read("une inter-\nnatio-\nnale") == "une internationale"
    assert read("c’est-\nà-\ndire") == "c’est-à-dire"


def test_white_space_around_the_break() -> None:
    assert read("la conver- \n  sation") == "la conversation"


def test_a_hyphen_that_waits_for_its_other_half_keeps_its_space() -> None:
    assert read("die Nord-\nund Südseite", "de") == "die Nord- und Südseite"
    assert read("la pré-\net la protohistoire") == "la pré- et la protohistoire"
    assert read("der Grund-\nund Boden", "de") == "der Grund- und Boden"
    assert read("ein Hu-\nnd", "de") == "ein Hund"


def test_addresses_keep_their_hyphens() -> None:
    assert read("voir https://exemple.example/les-\npasseurs/registre") == "voir https://exemple.example/les-passeurs/registre"
    assert read("écrire à bac-\naubrin@exemple.example") == "écrire à bac-aubrin@exemple.example"


def test_one_letter_is_not_left_behind_by_a_program_but_by_hand_setting() -> None:
    assert read("il é-\ntait là") == "il était là"
    assert read("un e-\nmail", "en") == "un e-mail"


def test_a_part_of_another_compound_proves_no_capital_inside() -> None:
    assert read("der Zoll-\nVerwalter", "de", "ein Zollverwalter") == "der Zoll-Verwalter"
    assert read("en Java-\nScript", "fr", "JavaScript et JavaScript") == "en JavaScript"


def test_capitals_before_the_break_keep_the_hyphen_only_before_a_word() -> None:
    assert rules(decided("une clef USB-\nmaison")) == {"kept-acronym"}
    revision = decided("les SPARQS-\ntations")
    assert revision.document.blocks[0].text.chars == "les SPARQStations" and queries(revision)


def test_every_reason_is_told_and_no_certainty_is_claimed() -> None:
    revision = decided("Peut-\nêtre la conver-\nsation, dit-\nil, de Cha-\nvaroux en 1914-\n1918.")
    assert len({edit.rule for edit in revision.edits}) == 5
    assert all(0 < edit.confidence < 1 and len(edit.reason) > 15 for edit in revision.edits)


def test_options_are_taken_from_the_profile() -> None:
    strict = Profile.for_language("fr", hyphenation=Options(productive=10**6))
    before = document("un politico-\nbatelier")
    assert rules(hyphenation(before, strict)) == {"kept-two-words"}
    assert rules(hyphenation(before, Profile.for_language("fr"))) == {"kept-productive-head"}


def test_a_second_pass_has_nothing_to_do() -> None:
    text = "Peut-\nêtre la conver-\nsation de Cha-\nvaroux, la supé-\n« rive »."
    once = decided(text).document
    assert all(edit.act is Act.QUERY for edit in hyphenation(once, Profile.for_language("fr")).edits)


@given(st.lists(st.sampled_from(
    ["conver", "sation", "peut", "être", "-\n", "-\n", "\u00ad\n", "¬\n", " ", "\n", "’", "l", "É", ANCHOR, "1", "–",
     "--", "-", "«", "@", "_", "."]), max_size=24))
def test_nothing_is_lost_whatever_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    revision = decided(text)
    letters = [char for char in text if char.isalnum() or char == ANCHOR]
    assert [char for char in revision.document.blocks[0].text.chars if char.isalnum() or char == ANCHOR] == letters


def test_divisions_are_found_with_their_halves() -> None:
    found = divisions("(l’intro-\nduction), vis-à-\nvis")
    assert [(d.left_core, d.right_core) for d in found] == [("l’intro", "duction"), ("vis-à", "vis")]


def test_two_english_words_that_are_also_one_are_joined_with_a_question() -> None:
    assert queries(decided("They appealed to the common-\nsense of the ferrymen.", "en"))


def test_two_french_words_inside_one_are_chance() -> None:
    assert not queries(decided("une question fonda-\nmentale pour les passeurs"))
