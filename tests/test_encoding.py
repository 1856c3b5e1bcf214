"""The stage `encoding`: what is repaired, and beside each repair what must be left alone."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from time import perf_counter

import pytest

from recension.model import Document, Line, Page, Revision, Source, Style, Text
from recension.model.laws import check_step
from recension.readers._runs import PageOfRuns, Run
from recension.readers.layout import compose
from recension.rulebook import Profile
from recension.rulebook.matching import by_rules
from recension.stages.encoding import Options, encoding

ROMAN = Style("Garamond", 11.0)
BROKEN = Style("ABCDEF+Bodoni", 10.0)


def document(*lines: str, style: Style | None = None, gaps: Sequence[Sequence[int]] = (),
             language: str = "fr") -> Document:
    """A page of these lines; with a style, as from a PDF. `gaps` are the whites of each line's spaces, in 1/100 em."""
    chars = "\n".join(lines) + "\n"
    known = array("h", [-32768]) * len(chars)
    made, at = [], 0
    for number, text in enumerate(lines):
        if number < len(gaps):
            places = [at + offset for offset, char in enumerate(text) if char == " "]
            for place, gap in zip(places, gaps[number], strict=True):
                known[place] = gap
        made.append(Line(Text.of(text, at), style=style))
        at += len(text) + 1
    runs = {} if style is None else {
        "run_starts": array("i", [0, len(chars)]), "run_boxes": array("f", [60, 90, 400, 500]),
        "run_baselines": array("f", [100]), "run_styles": array("i", [0]), "styles": (style,)}
    source = Source("essai", "0" * 64, chars, array("i", [0, len(chars)]), ((440.0, 660.0),),
                    gaps=known if gaps else array("h"), **runs)
    return Document(source, (Page(1, tuple(made)),), language=language)


def run(before: Document, options: Options | None = None) -> Revision:
    """The stage and its rules, under the law, and stable."""
    profile = Profile.for_language(before.language, **({"encoding": options} if options else {}))
    revision = encoding(before, profile)
    check_step(before, revision, "encoding")
    revision = revision.then(by_rules(revision.document, profile, "encoding"))
    check_step(before, revision, "encoding")
    again = encoding(revision.document, profile)
    assert [edit for edit in again.edits if edit.applied] == [], "a second pass makes edits"
    return revision


def text_of(revision: Revision) -> str:
    return "\n".join(line.chars for line in revision.document.lines())


def applied(revision: Revision) -> list[tuple[str, str, str]]:
    return [(edit.rule, edit.before, edit.after) for edit in revision.edits if edit.applied]


def asked(revision: Revision) -> list[str]:
    return [edit.rule for edit in revision.edits if not edit.applied]


# -- mojibake --------------------------------------------------------------------------------


def test_broken_utf8_is_read_again_with_minimal_edits() -> None:
    revision = run(document("Le rÃ©gisseur a laissÃ© l’annÃ©e entiÃ¨re passer."))
    assert text_of(revision) == "Le régisseur a laissé l’année entière passer."
    assert {(before, after) for _, before, after in applied(revision)} == {("Ã©", "é"), ("Ã¨", "è")}


def test_one_broken_word_is_enough_when_it_is_a_word() -> None:
    assert text_of(run(document("Il a dÃ©jà vu la rive, l’été."))) == "Il a déjà vu la rive, l’été."


@pytest.mark.parametrize("line", [
    "On écrit « Ã© » pour montrer un é mal lu, déjà naïf.",
    "SÃO JOÃO, Â-t-on idée, à Õhtu, l’Âne et l’Été",
    "« à » et « Â » sont deux lettres",
])
def test_letters_that_only_look_broken_are_left(line: str) -> None:
    revision = run(document(line))
    assert applied(revision) == []


def test_a_sequence_shown_on_purpose_is_asked_about() -> None:
    assert asked(run(document("On écrit « Ã© » pour montrer un é mal lu."))) == ["mojibake"]


# -- glyphs for letters ----------------------------------------------------------------------


def test_ligature_glyphs_are_spelt_out() -> None:
    revision = run(document("L’oﬃce conﬁe au greﬀe un ﬂot d’eﬄuves"))
    assert text_of(revision) == "L’office confie au greffe un flot d’effluves"


def test_letters_that_look_like_ligatures_stay() -> None:
    assert applied(run(document("Le cœur de l’œuvre, ex æquo, l’ĳ des Flamands"))) == []


def test_long_s_t_keeps_the_long_s_of_an_old_text() -> None:
    assert text_of(run(document("Die Geiﬅer ſind", language="de"))) == "Die Geiſter ſind"
    assert text_of(run(document("Die Geiﬅer sind", language="de"))) == "Die Geister sind"


def test_combining_accents_are_composed_and_only_those() -> None:
    assert text_of(run(document("Le maître e\u0301tait se\u0301ve\u0300re"))) == "Le maître était sévère"
    assert applied(run(document("une lettre x\u0304 sans forme composée"))) == []


def test_brackets_of_the_symbol_font() -> None:
    assert text_of(run(document("\uf8ee trait \uf8f9", style=ROMAN))) == "⎡ trait ⎤"


def test_small_capitals_of_the_private_use_area_are_left_to_their_stage() -> None:
    assert applied(run(document("P\uf761\uf76c\uf769\uf765\uf772 B., p. 4"))) == []
    assert asked(run(document("P\uf761\uf76c\uf769\uf765\uf772 B., p. 4"))) == []


def test_any_other_private_character_is_asked_about() -> None:
    assert asked(run(document("le signe \uf123 du relieur"))) == ["defects/private-character"]


# -- what a broken font means ----------------------------------------------------------------


def test_a_font_without_characters_is_learnt_from_the_words() -> None:
    lines = ("dé\x0cnir la \x0cgure et con\x0crmer la \x0cn", "le gre\x1bier o\x1bre l’e\x1bort")
    revision = run(document(*lines, style=BROKEN))
    assert text_of(revision) == "définir la figure et confirmer la fin\nle greffier offre l’effort"


def test_codes_that_are_white_space_to_python_are_read_as_well() -> None:
    assert text_of(run(document("dé\x1fnir la \x1fgure", style=BROKEN))) == "définir la figure"


def test_the_same_code_means_other_letters_in_another_font() -> None:
    first = document("le\U000f0051res et silhoue\U000f0051es", style=BROKEN)
    second = document("l’o\U000f0051re et l’e\U000f0051ort", style=ROMAN)
    assert text_of(run(first)) == "lettres et silhouettes"
    assert text_of(run(second)) == "l’offre et l’effort"


def test_foreign_letters_of_word_processors() -> None:
    revision = run(document("l’informaƟon et la naƟon", style=ROMAN))
    assert text_of(revision) == "l’information et la nation"
    assert applied(run(document("la lettre Ɵ du bariba", style=ROMAN))) == []


def test_a_control_code_that_cannot_be_read_becomes_a_hole() -> None:
    revision = run(document("un signe \x05 seul, un x\x05z", style=BROKEN))
    assert text_of(revision) == "un signe \ufffd seul, un x\ufffdz"
    assert "defects/unknown-character" in asked(revision)


def test_a_hole_of_the_file_itself_stays_a_hole() -> None:
    revision = run(document("le re\ufffdet des étoiles"))
    assert text_of(revision) == "le re\ufffdet des étoiles"
    assert asked(revision) == ["defects/unknown-character"]


# -- accents beside letters ------------------------------------------------------------------

TEX = ("Le caract`ere de la r´ep´etition, `a l’heure mˆeme o`u l’´ev´enement",
       "d´esormais c´el`ebre r`egne ; la fenˆetre du ch^ateau")


def test_accents_of_old_tex_fonts() -> None:
    revision = run(document(*TEX, style=ROMAN))
    assert text_of(revision) == ("Le caractère de la répétition, à l’heure même où l’événement\n"
                                 "désormais célèbre règne ; la fenêtre du château")


def test_an_accent_with_white_before_it() -> None:
    lines = ("le jour o `u l’´ecluse fut ferm´ee, le caract`ere du m´etier", "et la derni`ere, celle `a qui il pense")
    assert text_of(run(document(*lines))) == (
        "le jour où l’écluse fut fermée, le caractère du métier\net la dernière, celle à qui il pense")


def test_an_accent_behind_a_hyphen() -> None:
    lines = ("c’est- `a-dire l’´ecluse ferm´ee", "le caract`ere du m´etier, la derni`ere")
    assert text_of(run(document(*lines))) == "c’est-à-dire l’écluse fermée\nle caractère du métier, la dernière"


def test_an_accent_with_white_before_it_inside_a_compound() -> None:
    lines = ("die Leichenz ¨uge f¨ur die St¨adte", "die K¨onige und M¨uller")
    assert text_of(run(document(*lines, language="de"))) == "die Leichenzüge für die Städte\ndie Könige und Müller"


def test_unmapped_glyphs_in_words_that_lack_their_accents() -> None:
    lines = ("d´e\U000f0048nition m´e\U000f0048ance", "con\U000f0048rm´ees d´e\U000f0048er",
             "´etudi´es caract`ere m´etier")
    assert text_of(run(document(*lines))) == "définition méfiance\nconfirmées défier\nétudiés caractère métier"


def test_accents_after_their_letters() -> None:
    assert text_of(run(document("la re´pe´tition du caracte`re, un e´ve´nement ce´le`bre"))) == (
        "la répétition du caractère, un événement célèbre")


def test_dotless_i_and_cedilla() -> None:
    text = "la informaci´on y la cortes´ıa, la m´usica, el tel´efono, ´unico"
    assert text_of(run(document(text, language="es"))) == "la información y la cortesía, la música, el teléfono, único"
    french = "la franc¸aise et le gar¸con r´ep`etent la lec¸on d´ej`a apprise, ´etonn´es"
    assert "française" in text_of(run(document(french)))


@pytest.mark.parametrize("line", [
    "l´homme, d´une, qu´il, c´est, n´est, s´il et j´ai",
    "tapez `ls` puis `cd` et ``cat''",
    "la puissance x^n et le chemin ~/bac, a^e, o^u",
    "Entrez `a' ou `e' au clavier.",
])
def test_other_uses_of_these_signs_are_left(line: str) -> None:
    assert applied(run(document(line))) == []


def test_typed_signs_in_typewriter_type_are_left() -> None:
    code = document("caract`ere r´ep´etition ´ev´enement c´el`ebre fenˆetre", style=Style("CMTT10", 10.0))
    assert "caract`ere" in text_of(run(code))


# -- soft hyphens ----------------------------------------------------------------------------


def test_a_printed_soft_hyphen_is_a_hyphen() -> None:
    revision = run(document("vingt\u00addeux ans, de 1861\u00ad1914, à Val\u00adde\u00adRive", style=ROMAN))
    assert text_of(revision) == "vingt-deux ans, de 1861-1914, à Val-de-Rive"


def test_a_mark_of_division_falls_away_in_plain_text() -> None:
    assert text_of(run(document("une mai\u00adson et un gre\u00adnier-cave"))) == "une maison et un grenier-cave"


def test_the_only_hyphen_of_a_plain_text() -> None:
    lines = ("le vingt\u00addeux, peut\u00adêtre, avait\u00adil da\u00ad", "vantage")
    assert text_of(run(document(*lines))) == "le vingt-deux, peut-être, avait-il da\u00ad\nvantage"


def test_a_soft_hyphen_at_a_line_end_is_left() -> None:
    assert applied(run(document("la géné\u00ad", "ration"))) == []


def test_where_nothing_decides_it_is_asked() -> None:
    revision = run(document("le Xarb\u00adulon et le porte-clé"))
    assert (applied(revision), asked(revision)) == ([], ["soft-hyphen"])


# -- invisible characters --------------------------------------------------------------------


def test_invisible_characters_go() -> None:
    revision = run(document("\ufeffle pont\u200b, la ri\u200cve\u2060 et l’\u200eeau"))
    assert text_of(revision) == "le pont, la rive et l’eau"


@pytest.mark.parametrize("line", ["می\u200cخواهم", "क्\u200dष", "une famille 👩\u200d👧 ici", "un porte\u2011plume"])
def test_where_they_are_spelling_they_stay(line: str) -> None:
    assert applied(run(document(line))) == []


def test_two_words_that_make_no_third_are_asked_about() -> None:
    revision = run(document("le pont\u200bmaison"))
    assert (applied(revision), asked(revision)) == ([], ["invisible-character"])


def test_the_mark_of_a_picture_is_no_note_call() -> None:
    assert text_of(run(document("le pont \ufffc de bois"))) == "le pont  de bois"


# -- words split by kerning ------------------------------------------------------------------


def gapped(text: str, whites: Sequence[int], **more: object) -> Document:
    return document(text, style=ROMAN, gaps=[whites], **more)  # type: ignore[arg-type]


def test_a_space_without_white_is_none() -> None:
    revision = run(gapped("la lampe à pétr ole brûlait encore", [27, 27, 27, 0, 27, 27]))
    assert text_of(revision) == "la lampe à pétrole brûlait encore"
    assert applied(revision) == [("split-word", "pétr ole", "pétrole")]


def test_small_white_inside_a_word() -> None:
    assert text_of(run(gapped("dans une situ ation nouvelle encore", [27, 27, 18, 27, 26]))) == (
        "dans une situation nouvelle encore")
    assert text_of(run(gapped("venu a près la fin du jour", [29, 14, 29, 28, 29, 29]))) == "venu après la fin du jour"


@pytest.mark.parametrize(("text", "whites"), [
    ("il vint par ce pont de bois", [27, 27, 24, 27, 27, 27]),
    ("le mot et la lettre a près", [27, 27, 27, 27, 27, 26]),
    ("A. Martin vint à la rive", [27, 8, 27, 27, 27]),
    ("dans une situ ation nouvelle encore", [27, 27, 27, 27, 27]),
])
def test_ordinary_white_is_left(text: str, whites: Sequence[int]) -> None:
    assert applied(run(gapped(text, whites))) == []


def test_a_font_that_kerns_its_spaces_is_left() -> None:
    lines = ["the end of ten days of rain", "the side of that house of ours", "a man of old, one of them"]
    whites = [[26, 26, 13, 26, 26, 13], [26, 26, 13, 26, 26, 13], [26, 26, 13, 26, 26, 13]]
    whites[2] = whites[2][: lines[2].count(" ")]
    whites[0], whites[1] = whites[0][: lines[0].count(" ")], whites[1][: lines[1].count(" ")]
    assert applied(run(document(*lines, style=ROMAN, gaps=whites, language="en"))) == []


def test_halves_in_other_words_of_the_text_are_left() -> None:
    lines = ["il vint par ce pont de bois", "et par ce chemin de halage"]
    assert applied(run(document(*lines, style=ROMAN, gaps=[[27, 27, 12, 27, 27, 27], [27, 27, 27, 27, 27]]))) == []


def test_without_geometry_nothing_is_joined() -> None:
    assert applied(run(document("dans une situ ation nouvelle, p réfère"))) == []


# -- the whole -------------------------------------------------------------------------------


def test_clean_text_costs_no_edit_in_any_language() -> None:
    for language in ("fr", "en", "de", "es", "it", ""):
        text = "Łódź, Þingvellir, naïve, ναός, Москва, 12 m², № 7, 5 ′ 3 ″, l’été – « oui »"
        assert applied(run(document(text, language=language))) == []


def test_thresholds_can_be_set() -> None:
    text = document("dans une situ ation nouvelle encore", style=ROMAN, gaps=[[27, 27, 18, 27, 26]])
    assert applied(run(text, Options(split_slight=0.5))) == []


@pytest.mark.parametrize(("piece", "times"), [
    ("a", 30_000), ("a\u00ad", 1_500), ("Ã©", 30_000), ("´", 30_000), ("e´", 30_000), (" ", 30_000),
    ("\u200ba", 1_500), ("\x0c", 30_000), ("a\u0301", 1_500), ("\ufffd", 30_000), ("`a ", 30_000)])
def test_lines_without_end_take_no_time(piece: str, times: int) -> None:
    """A whole book on one line, a page of one character; where every place is an edit, that is what costs."""
    text = document(piece * times, style=BROKEN)
    start = perf_counter()
    encoding(text, Profile.for_language("fr"))
    assert perf_counter() - start < 10


# -- accents that come out as a second letter ----------------------------------------------


def accents_apart(*words: str, font: str = "ABCDEF+Caps", advance: float = 0.0) -> Document:
    """Words set glyph by glyph: each letter a run of its own, an accent as wide as `advance`, in ems."""
    size, chars = 10.0, "\n".join(words) + "\n"
    boxes, starts, made, x, at = array("f"), array("i"), [], 50.0, 0
    for char in chars:
        starts.append(at)
        width = size * (advance if char in "éñáü" else 0.0 if char == " " else 0.5)
        boxes.extend((x, 90.0, x + width, 100.0))
        x, at = x + width, at + 1
    starts.append(at)
    for word in words:
        made.append(Line(Text.of(word, chars.index(word)), style=Style(font, size)))
    source = Source("essai", "0" * 64, chars, array("i", [0, at]), ((440.0, 660.0),), starts, boxes,
                    array("f", [100.0]) * at, array("i", [0]) * at, (Style(font, size),))
    return Document(source, (Page(1, tuple(made)),), language="fr")


def test_accents_of_small_capitals_that_come_out_as_letters() -> None:
    revision = run(accents_apart("Kergueé len", "Heénaff", "Nunñez"))
    assert text_of(revision) == "Kerguélen\nHénaff\nNuñez"


def test_accents_called_by_the_first_letter_that_had_one() -> None:
    revision = run(accents_apart("Villafaáfila", "Garrandeás", "Pelaáez"))
    assert text_of(revision) == "Villafáfila\nGarrandés\nPeláez"
    assert {rule for rule, _, _ in applied(revision)} == {"accent-doubled"}


@pytest.mark.parametrize("words", [("réélire", "été"), ("reéel", "zeéen")], ids=["French", "with its width"])
def test_guard_letters_with_accents_that_have_their_width(words: tuple[str, ...]) -> None:
    assert applied(run(accents_apart(*words, advance=0.5))) == []


def test_guard_one_word_with_such_an_accent() -> None:
    assert applied(run(accents_apart("Heénaff", "Hénaff"))) == []


# -- letter-spaced lines of plain text -------------------------------------------------------


@pytest.mark.parametrize(("spaced", "language", "closed"), [
    ("L e  d é c l i n  d ’ u n  p o r t", "fr", "Le déclin d’un port"),
    ("L a b o r n e e t l a p a r o l e", "fr", "La borne et la parole"),
    ("S o u r c e s e t o u v r a g e s", "fr", "Sources et ouvrages"),
    ("D e r S t r e i t u m d i e K i r c h e", "de", "Der Streit um die Kirche"),
    ("T H E P R I C E O F S A L T", "en", "THE PRICE OF SALT"),
])
def test_letterspaced_lines_of_plain_text(spaced: str, language: str, closed: str) -> None:
    about = {"fr": "La parole et les ouvrages", "de": "Der Streit um das Salz", "en": "The price of bread"}[language]
    assert text_of(run(document(about, spaced, language=language))).splitlines()[1] == closed


@pytest.mark.parametrize("line", [
    "A B C D E F G H", "x y z x y z x y z", "a a a a a a a a a", "1 2 3 4 5 6 7 8 9 10", "J. P. M. R. S. T.",
    "t r q x v b n m w", "– – – – – – – – –",
])
def test_guard_letters_that_are_no_words(line: str) -> None:
    assert applied(run(document("La parole et les ouvrages", line))) == []


# -- digits that a font calls superscripts ---------------------------------------------------


def drawn(call: Style, raised: float) -> Document:
    """A line with a call behind it, and one with the same character in a year."""
    def piece(text: str, x: float, y: float, style: Style) -> Run:
        return Run(text, x, y - 8, x + 5 * len(text), y + 2, y, style)
    runs = (piece("la ville", 50, 100, ROMAN), piece("³", 90, 100 - raised, call),
            piece("en l’an 18³4", 50, 114, ROMAN), piece("10 m² de toile", 50, 128, ROMAN))
    return compose("essai", "0" * 64, [(1, PageOfRuns(440, 660, runs))], "fr").with_language("fr")


def test_a_digit_that_is_raised_elsewhere_is_a_digit() -> None:
    assert text_of(run(drawn(ROMAN._replace(size=7.0), 3.5))) == "la ville³\nen l’an 1834\n10 m² de toile"


def test_guard_superscripts_of_the_font() -> None:
    assert applied(run(drawn(ROMAN, 0.0))) == []


# -- glyphs without a character, read by the words ------------------------------------------


def test_short_words_tell_a_ligature_without_a_code() -> None:
    lines = ("\U000f0046i ne sait", "\U000f0046e reste-t-il", "de \U000f0046imper")
    assert text_of(run(document(*lines))) == "Qui ne sait\nQue reste-t-il\nde Quimper"


def test_names_say_nothing_of_a_glyph() -> None:
    names = "Barrient\U000f0749s Quir\U000f0749ga Mend\U000f0749rrez Z\U000f0749rrilla Br\U000f0749nchales"
    words = "c\U000f0749munes repart\U000f0749 l\U000f0749bos pied\U000f0749sas cam\U000f0749po cab\U000f0749llos"
    more = "m\U000f0749ntes c\U000f0749rdero past\U000f0749res"
    assert "comunes reparto lobos" in text_of(run(document(names, words, more, language="es")))


def test_the_marks_of_pdfminer_are_read_by_the_words() -> None:
    lines = ("la le(cid:81)re fut lue, une maisonne(cid:81)e", "les a(cid:119)aires et les chi(cid:119)res de 1868")
    assert text_of(run(document(*lines))) == "la lettre fut lue, une maisonnette\nles affaires et les chiffres de 1868"


def test_guard_marks_of_pdfminer_that_words_do_not_tell() -> None:
    revision = run(document("la le(cid:81)re, la fille(cid:81)e et la maisonne(cid:81)e de M. Gro(cid:81)in",
                            "(cid:12) le sac (cid:7)"))
    assert text_of(revision) == "la lettre, la fillette et la maisonnette de M. Gro(cid:81)in\n(cid:12) le sac (cid:7)"
    assert len(asked(revision)) == 3


def test_guard_a_glyph_that_words_do_not_tell() -> None:
    lines = ("\U000f0046a et x\U000f0046", "\U000f0046b, 3\U000f0046z")
    assert [rule for rule, _, _ in applied(run(document(*lines))) if rule == "unmapped-glyph"] == []


# -- a document whose only hyphen calls itself soft -------------------------------------------


def test_names_keep_the_hyphen_that_the_rest_of_the_text_proves() -> None:
    lines = ("Le demi\u00adsiècle des gardes\u00adbarrières, dix\u00adneuf procès, à Val\u00adde\u00adVerne, di\u00ad",
             "sait caTRice\u00adLOReY a., et j.\u00adL. Morin", "de 1860\u00ad1870")
    assert text_of(run(document(*lines))).splitlines() == [
        "Le demi-siècle des gardes-barrières, dix-neuf procès, à Val-de-Verne, di\u00ad",
        "sait caTRice-LOReY a., et j.-L. Morin", "de 1860-1870"]


def test_a_left_out_part_and_a_dash_are_no_divisions() -> None:
    line = "Die Verkehrs\u00ad und Zollsachen der Ahlhorn\u00adSeydel \u00ad im Haupt\u00ad und Nebenamt wur\u00ad"
    text = text_of(run(document(line, "den", language="de")))
    assert text == "Die Verkehrs- und Zollsachen der Ahlhorn-Seydel - im Haupt- und Nebenamt wur\u00ad\nden"


def test_guard_names_where_soft_hyphens_mark_divisions() -> None:
    line = "Die Ver\u00adwal\u00adtung der Zoll\u00adsta\u00adtion und die Ahlhorn\u00adSeydel wur\u00ad"
    assert "Ahlhorn\u00adSeydel" in text_of(run(document(line, "den geschlossen", language="de")))
