"""Markdown and plain text: what they look like, and that nothing in a text is taken for a mark."""

from __future__ import annotations

import pytest

import readback
from handmade import Maker, Part, bold, both, call, it, small, up
from recension.model import Block, Kind
from recension.writers import write
from recension.writers.escapes import places
from recension.writers.labels import note_ids, signs


def markdown(made: Maker, **options: bool) -> str:
    return write(made.revision(), "md", **options).decode("utf-8")


def block(*parts: str | Part, kind: Kind = Kind.PARAGRAPH, level: int = 0, **options: bool) -> str:
    """One block as Markdown; notes that it calls are there, and left out here."""
    made = Maker()
    made.block(*parts, kind=kind, level=level)
    for label in list(made.calls):
        made.note(label, "Note.")
    return markdown(made, **options).split("\n\n[^")[0].removesuffix("\n")


# -- blocks ----------------------------------------------------------------------------------


def test_headings_have_their_level() -> None:
    assert block("Un chapitre", kind=Kind.HEADING, level=1) == "# Un chapitre"
    assert block("Une section\ncoupée", kind=Kind.HEADING, level=3) == "### Une section coupée"
    assert block("Trop bas", kind=Kind.HEADING, level=9) == "###### Trop bas"


def test_quotations_of_several_paragraphs_are_one_block() -> None:
    made = Maker()
    made.block("Première partie.", kind=Kind.QUOTATION)
    made.block("Seconde.", kind=Kind.QUOTATION)
    made.block("Texte.")
    made.block("Exergue.", kind=Kind.EPIGRAPH)
    assert markdown(made) == "> Première partie.\n>\n> Seconde.\n\nTexte.\n\n> Exergue.\n"


def test_lines_of_verse_end_with_a_hard_break_and_stanzas_with_an_empty_line() -> None:
    assert block("Un vers,\nun autre.\n\nEt puis un.", kind=Kind.VERSE) == "> Un vers,  \n> un autre.\n>\n> Et puis un."


def test_items_are_bullets_or_numbers_that_markdown_would_count_alike() -> None:
    made = Maker()
    for text in ("1. un", "2. deux", "4. quatre", "– cinq", "6) six", "7) sept", "a) huit", "3. neuf", "03. dix"):
        made.block(text, kind=Kind.ITEM)
    assert markdown(made).split("\n\n") == [
        "1. un", "2. deux", "- 4\\. quatre", "- cinq", "6) six", "7) sept", "- a\\) huit", "3. neuf",
        "- 03\\. dix\n"]


def test_a_number_of_a_second_list_is_not_counted_on_from_the_first() -> None:
    made = Maker()
    made.block("1. un", kind=Kind.ITEM)
    made.block("Entre.")
    made.block("2. deux", kind=Kind.ITEM)
    assert markdown(made) == "1. un\n\nEntre.\n\n2. deux\n"


def test_speech_with_a_dash_is_no_list() -> None:
    assert block("— Viens, dit-il.", kind=Kind.ITEM) == "— Viens, dit-il."


def test_an_items_later_lines_are_set_in() -> None:
    assert block("• un\nsuite", kind=Kind.ITEM) == "- un\n  suite"
    assert block("12. un\nsuite", kind=Kind.ITEM) == "12. un\n    suite"


# -- emphasis --------------------------------------------------------------------------------


@pytest.mark.parametrize(("parts", "shown"), [
    ([it("Le Registre"), ", 1740"], "*Le Registre*, 1740"),
    (["voir ", it("L’"), "État"], "voir *L*’État"),
    (["l’", it("Histoire"), " et"], "l’*Histoire* et"),
    (["(", it("id."), ", p. 3)"], "(*id.*, p. 3)"),
    (["mot", it("(s)")], "mot(*s)*"),
    ([bold("Gras"), " et ", both("les deux")], "**Gras** et ***les deux***"),
    ([it("un"), bold("deux"), " trois"], "*un*deux trois"),
    (["« ", it("mot"), " »"], "« *mot* »"),
    ([it("nom_du"), "_", it("paquet"), "_v"], r"*nom_du*\_*paquet*\_v"),
    ([it("a*b"), " c"], r"*a\*b* c"),
    (["XIX", up("e"), " siècle, ", small("Durand")], "XIXe siècle, Durand"),
])
def test_emphasis_stands_where_markdown_takes_it_for_emphasis(parts: list[str | Part], shown: str) -> None:
    assert block(*parts) == shown


def test_styles_are_kept_on_demand() -> None:
    assert block("XIX", up("e"), " siècle, ", small("Durand"), keep_style=True) == (
        "XIX^e^ siècle, [Durand]{.smallcaps}")


# -- escapes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "[…] il écrit", "[sic]", "p < q", "p<0.05", "snake_case", "M. Dupont", "En 1996. Après", "R&D", "AT&T",
    "50 % de 3 + 4 = 7", "une note - ou deux", "prix : 5 $", "a (b) c", "l'« Histoire »", "d’accord !", "mot|mot",
    "C# et F#", "moi@exemple.org", "1996", "1.5 et 2.5", "(a) et (b)", "—", "a ~ b".replace("~", "–"),
])
def test_a_text_that_markdown_reads_right_is_not_escaped(text: str) -> None:
    assert places(text if not text.startswith("(a)") else f"voir {text}") == []


@pytest.mark.parametrize(("text", "shown"), [
    ("a*b*", r"a\*b\*"), ("_a_", r"\_a\_"), ("`a`", r"\`a\`"), ("a\\b", r"a\\b"), ("[^1]", r"\[\^1\]"),
    ("[a](b)", r"\[a\](b)"), ("[a] (b)", "[a] (b)"), ("ouvert [ et", r"ouvert \[ et"), ("fermé ] et", r"fermé \] et"),
    ("<b>", r"\<b>"), ("<!-- a -->", r"\<\!-- a -->"), ("<12@exemple.org>", r"\<12@exemple.org>"),
    ("&amp;", r"\&amp;"), ("@id", r"\@id"), ("$a$ et $b$", r"\$a\$ et \$b\$"), ("a~b", r"a\~b"), ("a^b", r"a\^b"),
    ("# a", r"\# a"), ("> a", r"\> a"), ("- a", r"\- a"), ("+ a", r"\+ a"), ("1. a", r"1\. a"), ("12) a", r"12\) a"),
    ("a) b", r"a\) b"), ("(a) b", r"\(a) b"), ("II. b", r"II\. b"), ("1996.", r"1996\."), ("---", r"\---"),
    ("===", r"\==="), ("| a", r"\| a"), (": a", r"\: a"), ("% a", r"\% a"), ("[a]: b", r"\[a\]: b"),
    ("vi. b", r"vi\. b"), ("Ici\nici. Là", "Ici\nici. Là"), ("(iv) b", r"\(iv) b"),
    ("[ ] a", r"\[ \] a"), ("un\n- deux\n3. trois", "un\n\\- deux\n3\\. trois"), ("A.  b", r"A\.  b"),
])
def test_what_markdown_would_misread_is_escaped(text: str, shown: str) -> None:
    assert block(text) == shown
    assert readback.markdown(shown.encode()).body.strip() == text


def test_headings_escape_what_would_be_taken_for_their_end() -> None:
    assert block("Le langage C#", kind=Kind.HEADING, level=1) == r"# Le langage C\#"
    assert block("Ensemble {a}", kind=Kind.HEADING, level=1) == r"# Ensemble \{a}"
    assert block("1. Débuts", kind=Kind.HEADING, level=2) == "## 1. Débuts"


def test_brackets_around_the_words_of_a_heading_are_no_link_to_it() -> None:
    made = Maker()
    made.heading("Le Registre")
    made.block("voir [le registre] et [la suite]")
    assert markdown(made).endswith("voir \\[le registre\\] et [la suite]\n")


def test_brackets_bind_stronger_than_emphasis() -> None:
    assert block("un [mot ", it("en] italique")) == r"un \[mot *en\] italique*"


# -- notes -----------------------------------------------------------------------------------


def test_a_call_stands_directly_where_its_marker_stood() -> None:
    assert block("mot", call("1"), ". Suite") == "mot[^1]. Suite"


@pytest.mark.parametrize(("after", "shown"), [
    (": suite", r"[^1]\: suite"), ("(bis)", r"[^1]\(bis)"), ("[sic]", r"[^1]\[sic\]"), ("{a}", r"[^1]\{a}"),
    (" (bis)", "[^1] (bis)"),
])
def test_what_follows_a_call_does_not_make_a_link_or_a_definition_of_it(after: str, shown: str) -> None:
    assert block("mot", call("1"), after) == f"mot{shown}"


def test_what_stands_before_a_call_does_not_make_an_image_of_it() -> None:
    assert block("Quoi !", call("1")) == r"Quoi \![^1]"


def test_definitions_follow_in_order_with_all_their_paragraphs() -> None:
    made = Maker()
    made.block("Un", call("1"), ", deux", call("2"), ".")
    quoted, verse = Block(Kind.QUOTATION, made.text("cité")), Block(Kind.VERSE, made.text("a\nb"))
    made.note("1", "Début.", quoted, verse, "Fin\nici.")
    made.note("2", "- tiret")
    assert markdown(made) == (
        "Un[^1], deux[^2].\n\n"
        "[^1]: Début.\n\n    > cité\n\n    > a  \n    > b\n\n    Fin\n    ici.\n\n"
        "[^2]: \\- tiret\n")


@pytest.mark.parametrize(("language", "said"), [
    ("fr", "note manquante dans la source"), ("en", "note missing in the source"), ("pt-BR", "nota ausente na fonte"),
    ("xx", "note missing in the source"), ("", "note missing in the source")])
def test_a_marker_without_a_note_says_so(language: str, said: str) -> None:
    made = Maker(language=language)
    made.block("mot", call("24"), ".")
    made.note("24")
    assert markdown(made) == f"mot[^24].\n\n[^24]: [{said}]\n"
    assert write(made.revision(), "txt").decode() == f"mot[24].\n\n24. [{said}]\n"


def test_a_note_that_nothing_calls_is_defined_at_its_place() -> None:
    made = Maker()
    made.block("a", call("1"), "b", call("3"))
    for label in "123":
        made.note(label, f"Note {label}.")
    assert markdown(made) == "a[^1]b[^3]\n\n[^1]: Note 1.\n\n[^2]: Note 2.\n\n[^3]: Note 3.\n"
    assert "[^2]: [sans appel dans la source] Note 2.\n" in markdown(made, editorial=True)


def test_a_note_may_call_a_note() -> None:
    made = Maker()
    made.block("a", call("1"))
    made.note("1", ["voir", call("2")])
    made.note("2", "Deux.")
    assert markdown(made) == "a[^1]\n\n[^1]: voir[^2]\n\n[^2]: Deux.\n"


@pytest.mark.parametrize(("labels", "ids"), [
    (["1", "2", "12"], ["1", "2", "12"]),
    (["1", "2", "1", "2", "3"], ["1", "2", "3", "4", "5"]),
    (["*", "†", "*"], ["1", "2", "3"]),
    (["*", "1", "2", "3"], ["star", "1", "2", "3"]),
    (["**", "1", "2", "3", "", "4"], ["star-star", "1", "2", "3", "note", "4"]),
    (["1", "2", "2", "3", "4", "5"], ["1", "2", "2-2", "3", "4", "5"]),
    (["a", "A", "b", "c", "d"], ["a", "A-2", "b", "c", "d"]),
    (["²", "1 2", "1", "2", "3", "4", "5"], ["note", "note-2", "1", "2", "3", "4", "5"]),
    ([], []),
])
def test_ids_are_the_printed_labels_where_they_can_be(labels: list[str], ids: list[str]) -> None:
    assert list(note_ids(labels)) == ids


def test_readers_see_the_printed_label_unless_it_could_mean_another_note() -> None:
    assert signs(["*", "1", "2", "3"], ["star", "1", "2", "3"]) == ("*", "1", "2", "3")
    assert signs(["1", "1", "2"], ["1", "2", "3"]) == ("1", "2", "3")


def test_the_printed_label_is_told_on_demand_where_it_is_no_id() -> None:
    made = Maker()
    made.block("a", call("*"), "b")
    made.note("*", "Un.")
    made.block("c", call("*"), "d")
    made.note("*", "Deux.")
    assert markdown(made) == "a[^1]b\n\nc[^2]d\n\n[^1]: Un.\n\n[^2]: Deux.\n"
    assert "[^2]: [\\*] Deux.\n" in markdown(made, editorial=True)


# -- plain text ------------------------------------------------------------------------------


def test_plain_text() -> None:
    made = Maker()
    made.heading("Le Registre")
    made.block("Un ", it("mot"), call("1"), ".")
    made.block("Un vers,\nun autre.", kind=Kind.VERSE)
    made.note("1", "Début.", "Suite.")
    made.note("2", "Seule.")
    assert write(made.revision(), "txt").decode() == (
        "Le Registre\n\nUn mot[1].\n\nUn vers,\nun autre.\n\n1. Début.\n\n    Suite.\n\n2. Seule.\n")
    assert "2. [sans appel dans la source] Seule." in write(made.revision(), "txt", editorial=True).decode()
