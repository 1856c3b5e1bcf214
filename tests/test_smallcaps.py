"""Small capitals on a page: by the ink, the font, the size, the characters; and what must be left alone."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from recension.model import Act, Box, Document, Layer, Line, Page, Revision, Source, Style, Text
from recension.model.laws import check_step
from recension.rulebook import Profile
from recension.stages.smallcaps import Options, smallcaps

CAPITAL, ASCENDER, LOW, SMALL = 66, 71, 43, 46


class Run(NamedTuple):
    """What one text object draws. `small`: from a small-capitals alphabet; letters in `full` are true capitals."""

    text: str
    small: bool = False
    size: float = 10.0
    font: str = "AAAAAA+Garamond"
    full: str = ""
    lift: float = 0.0
    flag: bool = False
    probed: bool = True


def sc(text: str, full: str = "", **rest: object) -> Run:
    return Run(text, True, full=full, **rest)  # type: ignore[arg-type]


def height(char: str, run: Run) -> int:
    if not char.isalpha() or not run.probed:
        return 0
    if run.small and char not in run.full:
        return SMALL + (20 if char in "éÉèÈ" else 0)
    if char.isupper():
        return CAPITAL + (20 if char in "ÉÈ" else 0)
    return ASCENDER if char in "bdfhkl" else 64 if char in "ij" else 56 if char == "t" else LOW


def page(*lines: Sequence[Run] | str, heights: bool = True, layer: Layer = Layer.BODY, gap: float = 2.5) -> Document:
    """A document of one page. A line that is a string is ordinary type."""
    chars, ink = "", bytearray()
    starts, styles, boxes, baselines = array("i"), array("i"), array("f"), array("f")
    table: dict[Style, int] = {}
    made: list[Line] = []
    for number, line in enumerate(lines):
        runs = [Run(line)] if isinstance(line, str) else line
        start, x, y = len(chars), 50.0, 100.0 + 13 * number
        main = max(runs, key=lambda run: len(run.text))
        for run in runs:
            style = Style(run.font, run.size, smallcaps=run.flag)
            starts.append(len(chars))
            styles.append(table.setdefault(style, len(table)))
            x += gap if run.text.startswith(" ") else 0.0
            width = 0.5 * run.size * len(run.text.strip())
            boxes.extend((x, y - run.size, x + width, y))
            x += width + (gap if run.text.endswith(" ") else 0.0)
            baselines.append(y - run.lift)
            chars += run.text
            ink += bytes(height(char, run) for char in run.text)
        style = Style(main.font, main.size, smallcaps=main.flag)
        made.append(Line(Text.of(chars[start:], start), layer, Box(50, y - 10, x, y), y, style))
        chars += "\n"
        ink += b"\0"
    starts.append(len(chars))
    source = Source(
        "made.pdf",
        "",
        chars,
        array("i", [0, len(chars)]),
        ((400.0, 600.0),),
        starts,
        boxes,
        baselines,
        styles,
        tuple(table),
        bytes(ink) if heights else b"",
    )
    return Document(source, (Page(1, tuple(made), "", 400.0, 600.0),))


def restored(document: Document, language: str = "fr", **options: Options) -> Revision:
    profile = Profile.for_language(language, **options)
    revision = smallcaps(document, profile)
    check_step(document, revision, "smallcaps")
    again = smallcaps(revision.document, profile)
    assert [edit for edit in again.edits if edit.applied] == [], "a second pass must find nothing to do"
    return revision


def read(*lines: Sequence[Run] | str, language: str = "fr", heights: bool = True, gap: float = 2.5) -> str:
    revision = restored(page(*lines, heights=heights, gap=gap), language)
    return "\n".join(line.chars for line in revision.document.lines())


BODY = (
    "Les gardes de la barrière ont laissé peu de lettres, mais beaucoup de plaintes.",
    "Dans les Archives de la Compagnie, à Tours, on lit les deux mains de Berthe Kerbastiou.",
    "Le palier de la lanterne fut réparé par le chef de la halte en Février.",
)
"""Ordinary type, from which the heights of the font are learned."""


def test_scrambled_letters_in_the_body_font() -> None:
    text = read(
        *BODY,
        [Run("1. "), sc("CatriCe-lOrey a."), Run(", Le registre, Tours, 1981 ; "), sc("PaLier B."), Run(", 2002.")],
    )
    assert text.splitlines()[-1] == "1. Catrice-Lorey A., Le registre, Tours, 1981 ; Palier B., 2002."


def test_a_name_in_running_text_without_initials() -> None:
    text = read(
        *BODY,
        [Run("Comme le note "), sc("leMOnnier-vasseur"), Run(", la garde dormait ; "), sc("farGes"), Run(" en doute.")],
    )
    assert text.splitlines()[-1] == "Comme le note Lemonnier-Vasseur, la garde dormait ; Farges en doute."


def test_the_first_capital_is_a_true_one() -> None:
    text = read(*BODY, [Run("1. "), sc("PalieR B.", "PB"), Run(", Tours ; "), sc("McDONald R.", "MDR"), Run(", Cork.")])
    assert text.splitlines()[-1] == "1. Palier B., Tours ; McDonald R., Cork."


def test_small_capitals_that_come_out_in_capitals() -> None:
    text = read(
        *BODY, [sc("MATHILDE OUVRARD-LESIEUR")], [Run("1. "), sc("CATRICE-LOREY A."), Run(", Le registre, 1981.")]
    )
    assert text.splitlines()[-2:] == ["Mathilde Ouvrard-Lesieur", "1. Catrice-Lorey A., Le registre, 1981."]


def test_small_capitals_that_come_out_in_lower_case() -> None:
    text = read(*BODY, [Run("1. "), sc("linhart d."), Run(", Tours ; "), sc("bledel k."), Run(", Brest.")])
    assert text.splitlines()[-1] == "1. Linhart D., Tours ; Bledel K., Brest."


def test_the_spelling_of_ordinary_type_wins() -> None:
    text = read(
        *BODY,
        "Selon McAdamson et DeVilliers, rien ne bouge.",
        [Run("1. "), sc("mcadAmson r."), Run(", Cork ; "), sc("devilLiers h."), Run(", Tours.")],
    )
    assert text.splitlines()[-1] == "1. McAdamson R., Cork ; DeVilliers H., Tours."


def test_numerals_in_small_capitals() -> None:
    text = read(
        *BODY,
        [
            Run("Sous Louis "),
            sc("xiv"),
            Run(", au "),
            sc("xix"),
            Run("e", size=6.0, lift=3.0),
            Run(" siècle, tome "),
            sc("ii"),
            Run(", p. "),
            sc("xii"),
            Run("."),
        ],
        [Run("Voir "), sc("CatriCe-lOrey a."), Run(", tome III.")],
    )
    assert text.splitlines()[-2] == "Sous Louis XIV, au XIXe siècle, tome II, p. xii."


def test_a_heading_has_the_case_of_a_sentence_and_the_author_that_of_a_name() -> None:
    text = read(
        *BODY,
        [sc("MAthiLDe OuvrArD-LesieuR")],
        [sc("uNe LANterNe et LA hALte De tours")],
        [Run("1. "), sc("CAtriCe-LOrey A."), Run(", Le registre.")],
    )
    assert text.splitlines()[-3:-1] == ["Mathilde Ouvrard-Lesieur", "Une lanterne et la halte de Tours"]


def test_words_of_references_in_small_capitals() -> None:
    text = read(
        *BODY, [Run("1. "), sc("iD."), Run(", Le quai, "), sc("iN"), Run(" "), sc("PaLier B."), Run(" (dir.), Tours.")]
    )
    assert text.splitlines()[-1] == "1. Id., Le quai, in Palier B. (dir.), Tours."


def test_abbreviations_stay_in_capitals() -> None:
    text = read(*BODY, "Le CNRS a payé.", [Run("Voir "), sc("cnrS"), Run(" et "), sc("PaLier B."), Run(", Tours.")])
    assert text.splitlines()[-1] == "Voir CNRS et Palier B., Tours."


def test_a_name_divided_at_the_line_end() -> None:
    text = read(
        *BODY,
        [Run("Voir "), sc("leMOnnier-vasseur C."), Run(", Tours, et encore "), sc("leMOn-")],
        [sc("nier-vasseur C."), Run(", Brest, puis "), sc("garriGOu-")],
        [sc("delMas P."), Run(", Lyon.")],
    )
    assert text.splitlines()[-3:] == [
        "Voir Lemonnier-Vasseur C., Tours, et encore Lemon-",
        "nier-Vasseur C., Brest, puis Garrigou-",
        "Delmas P., Lyon.",
    ]


def test_a_german_noun_behind_a_line_end_is_no_name_of_its_own() -> None:
    text = read(
        "Die Brücke hielt dem Fluß stand, und der Advokat las die Akten der Kammer.",
        "Auf dem Berg über dem Flecken brannte das Licht der Abtei bis zum Morgen.",
        "Der Kanzler befahl, die Fähre und die Halde dem Amt zu lassen.",
        [Run("Es sprach der Advokat von "), sc("zWingen-")],
        [sc("Berg-aBel"), Run(", der dagegen hielt, und "), sc("faLkner a."), Run(", Lauch, 1980.")],
        language="de",
    )
    assert text.splitlines()[-2:] == ["Es sprach der Advokat von Zwingen-",
                                      "berg-Abel, der dagegen hielt, und Falkner A., Lauch, 1980."]


def test_capitals_of_two_sizes() -> None:
    text = read(
        *BODY,
        [
            Run("1. C"),
            Run("ATRICE", size=8.0),
            Run("-L"),
            Run("OREY", size=8.0),
            Run(" A., 1981 ; "),
            Run("D"),
            Run("E ", size=8.0),
            Run("L"),
            Run("A ", size=8.0),
            Run("T"),
            Run("OUR", size=8.0),
            Run(" H., Tours."),
        ],
    )
    assert text.splitlines()[-1] == "1. Catrice-Lorey A., 1981 ; De La Tour H., Tours."


def test_the_gap_after_the_large_capital_goes() -> None:
    line = [Run("See A"), Run(" BADI", size=8.0), Run(", D. J., M"), Run(" ADDEN", size=8.0), Run(", R. and others")]
    assert read(*BODY, line, gap=0.6).splitlines()[-1] == "See Abadi, D. J., Madden, R. and others"


def test_a_wide_gap_is_asked_about() -> None:
    revision = restored(page(*BODY, [Run("See A"), Run(" BADI", size=8.0), Run(" and others of that kind")], gap=3.0))
    asked = [edit for edit in revision.edits if edit.act is Act.QUERY]
    assert [edit.readings for edit in asked] == [("Abadi", "A BADI")]
    assert not [edit for edit in revision.edits if edit.applied]


def test_a_font_with_one_height_is_small_capitals_whatever_its_size() -> None:
    odd = "BBBBBB+Sans-All-Small-Caps"
    runs = [Run("Voir "), Run("KerbrAt m.", size=8.0, font=odd, flag=True, full="KerbrAtm"), Run(", Tours.")]
    document = page(*BODY, runs)
    heights = bytearray(document.source.heights)
    start = document.source.chars.index("KerbrAt")
    for at in range(start, start + 10):
        heights[at] = CAPITAL if document.source.chars[at].isalpha() else 0
    source = Source(**{name: getattr(document.source, name) for name in Source.__slots__} | {"heights": bytes(heights)})
    revision = restored(Document(source, document.pages))
    assert [line.chars for line in revision.document.lines()][-1] == "Voir Kerbrat M., Tours."


def test_private_use_characters() -> None:
    adobe = str.maketrans({letter: chr(0xF761 + index) for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz")})
    text = read(*BODY, "1. P" + "alier".translate(adobe) + " B., Tours, " + "\uf731\uf739" + "11.")
    assert text.splitlines()[-1] == "1. Palier B., Tours, 1911."
    text = read(*BODY, "1. " + "palier b".translate(adobe) + "., Tours.")
    assert text.splitlines()[-1] == "1. Palier B., Tours."


def test_another_private_area_is_believed_where_its_words_are_words() -> None:
    libertine = str.maketrans(
        {letter: chr(0xE051 + index) for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
    )
    text = read(*BODY, "barrière" + " " + "lanterne".translate(libertine) + " " + "plaintes".translate(libertine))
    assert text.splitlines()[-1] == "barrière lanterne plaintes"
    other = "zz" + "xqz".translate(libertine)
    assert read(*BODY, other).splitlines()[-1] == other


# -- what is left alone ------------------------------------------------------------------------


def untouched(*lines: Sequence[Run] | str, language: str = "fr", heights: bool = True) -> None:
    revision = restored(page(*lines, heights=heights), language)
    assert [(edit.before, edit.after) for edit in revision.edits if edit.applied] == []


def test_a_small_capitals_font_whose_text_is_right() -> None:
    flagged = {"font": "CCCCCC+LMRomanCaps10-Regular", "flag": True}
    untouched(
        *BODY,
        [
            Run("1. "),
            sc("Sperberg-McQueen M.", "SMQ", **flagged),
            Run(", "),
            sc("Le Fournier A.", "LFA", **flagged),
            Run(", "),
            sc("url", **flagged),
            Run(" et "),
            sc("doi", **flagged),
            Run(" de "),
            sc("Belaïd K.", "BK", **flagged),
        ],
    )


def test_level_small_capitals_whose_text_is_right() -> None:
    untouched(
        *BODY,
        [
            Run("1. "),
            sc("Palier B."),
            Run(", puis "),
            sc("Catrice-Lorey A."),
            Run(", puis "),
            sc("Delmas J."),
            Run("."),
        ],
    )


def test_glosses_in_lower_case_small_capitals() -> None:
    untouched(
        *BODY, [sc("subj"), Run(" "), sc("obj"), Run("  b. Kim "), sc("refl"), Run(" a. Lee "), sc("dat"), Run(" ici.")]
    )


def test_full_sized_capitals_stay() -> None:
    untouched(
        *BODY,
        "1. CATRICE-LOREY A., Le registre ; PALIER B., Tours ; DELMAS P., Lyon ; FARGES R., Brest.",
        "MATHILDE OUVRARD-LESIEUR",
        "Le CNRS, la SNCF, H NMR, C NMR, kWh, pH, McDonald, LaTeX, eBay, PowerPC.",
    )


def test_capitals_in_a_smaller_size_stay() -> None:
    untouched(
        *BODY,
        [
            Run("Le "),
            Run("CNRS", size=8.5),
            Run(" et l’"),
            Run("UNESCO", size=8.5),
            Run(", licence "),
            Run("CC BY", size=8.5),
            Run(", ont payé la réfection."),
        ],
        [Run("CHAPTER TWO", size=8.0), Run(" Le retour des gardes de la halte")],
    )


def test_raised_letters_and_drop_capitals_stay() -> None:
    untouched(
        *BODY,
        [Run("L", size=30.0), Run("ORSQUE la garde revint à la halte, la neige tombait.")],
        [
            Run("La M"),
            Run("E", size=7.0, lift=3.0),
            Run(" et L"),
            Run("A", size=7.0, lift=2.0),
            Run("T"),
            Run("E", size=10.0, lift=-2.0),
            Run("X sont en ordre ici."),
        ],
    )


def test_a_music_font_has_letters_too() -> None:
    signs = [Run("hhhhPP hPh hh NNPP khP hP", small=True, font="DDDDDD+Emmentaler")]
    untouched(*BODY, signs, signs)


def test_one_odd_letter_in_ordinary_type_proves_nothing() -> None:
    document = page(*BODY)
    heights = bytearray(document.source.heights)
    heights[document.source.chars.index("barrière")] = SMALL
    source = Source(**{name: getattr(document.source, name) for name in Source.__slots__} | {"heights": bytes(heights)})
    assert not restored(Document(source, document.pages)).edits


def test_stamps_are_not_read() -> None:
    document = page([sc("CatriCe-lOrey a., LemOnnier b., PaLier c.")], layer=Layer.BACKGROUND)
    assert not restored(document).edits


def test_without_heights_the_flag_of_the_font_and_its_words_decide() -> None:
    flagged = {"font": "CCCCCC+Text-SC", "flag": True}
    line = [
        Run("1. "),
        sc("CatriCe-lOrey a.", **flagged),
        Run(", Tours ; "),
        sc("palier b.", **flagged),
        Run(", Lyon."),
    ]
    assert read(*BODY, line, heights=False).splitlines()[-1] == "1. Catrice-Lorey A., Tours ; Palier B., Lyon."


# -- the page says which letters were capitals ---------------------------------------------------


def fake(text: str, size: float = 10.0) -> list[Run]:
    """False small capitals: what is in lower case is drawn as a smaller capital."""
    parts = regex.findall(r"\p{Ll}+|[^\p{Ll}]+", text)
    return [Run(part.upper(), size=0.78 * size if part[0].islower() else size) for part in parts]


def test_a_heading_in_false_small_capitals_is_mostly_in_the_smaller_size() -> None:
    text = read(*BODY, fake("La Fosse"), fake("Les communs avant le partage", 12.0), fake("A la borne", 12.0))
    assert text.splitlines()[3:] == ["La Fosse", "Les communs avant le partage", "A la borne"]


def test_particles_and_elisions_in_false_small_capitals() -> None:
    text = read(*BODY, fake("Ansquer de Kerveno") + [Run(" ; ")] + fake("d’Escorailles") + [Run(", Tours.")])
    assert text.splitlines()[-1] == "Ansquer de Kerveno ; d’Escorailles, Tours."


def test_abbreviations_beside_false_small_capitals_stay() -> None:
    text = read(*BODY, [*fake("Jean Madden"), Run(", "), Run("CNRS", size=7.8), Run(" et "), Run("UNESCO", size=7.8)])
    assert text.splitlines()[-1] == "Jean Madden, CNRS et UNESCO"


def test_small_words_beside_a_true_capital_were_in_lower_case() -> None:
    line = [Run("1. "), sc("ANSQUER DE KERVENO J.", full="AKJ"), Run(", Le clos, Tours, 1970.")]
    names = [sc("BARBENTANE R.", full="BR"), Run(", "), sc("MALVOISIN H.", full="MH")]
    assert read(*BODY, names, line).splitlines()[-1] == "1. Ansquer de Kerveno J., Le clos, Tours, 1970."


def test_a_numeral_in_capitals_with_its_ordinal_letter_is_no_name() -> None:
    line = [Run("Au "), sc("XVII"), Run("e siècle, "), sc("KERBASTIOU D."), Run(", et au "), sc("IX"), Run("e encore.")]
    assert read(*BODY, line).splitlines()[-1] == "Au XVIIe siècle, Kerbastiou D., et au IXe encore."


def test_an_article_in_ordinary_type_before_small_capitals() -> None:
    line = [Run("Selon l’"), sc("UNESCO"), Run(" et l’"), sc("ONU"), Run(", "), sc("KERBASTIOU D."), Run(" ment.")]
    text = read(*BODY, line, "Le rapport de l’UNESCO et de l’ONU a été lu.")
    assert "Selon l’UNESCO et l’ONU, Kerbastiou D. ment." in text


def test_lower_case_beside_true_capitals_is_right() -> None:
    line = [sc("G. di Lampedusina", full="GL"), Run(", Il lupo; "), sc("A. De Benedictis", full="ADB"), Run(".")]
    assert read(*BODY, line, language="it").splitlines()[-1] == "G. di Lampedusina, Il lupo; A. De Benedictis."


def test_names_in_lower_case_throughout_without_initials() -> None:
    names = [sc("kerbastiou d."), Run(", Tours, "), sc("marseguin p."), Run(", Lyon, "), sc("ollivrault j."), Run(",")]
    alone = [Run("cela est dit chez "), sc("ansquer"), Run(" et dans celle de "), sc("linhart"), Run(".")]
    assert read(*BODY, names, alone).splitlines()[-1] == "cela est dit chez Ansquer et dans celle de Linhart."


def test_guard_a_lower_case_word_is_no_name_where_the_names_are_right() -> None:
    line = [sc("Kerbastiou D.", full="KD"), Run(", Tours, "), sc("ansquer"), Run(" et "), sc("bc"), Run(".")]
    assert read(*BODY, line).splitlines()[-1] == "Kerbastiou D., Tours, ansquer et bc."


def test_initials_before_particles() -> None:
    line = [sc("k. von der osten-sackEn"), Run(", Der Stab; "), sc("quitzow M."), Run(", "), sc("brAckEnhofEr j.")]
    text = read(*BODY, line, language="de")
    assert text.splitlines()[-1] == "K. von der Osten-Sacken, Der Stab; Quitzow M., Brackenhofer J."


def test_a_dutch_particle_leads_a_name_with_its_capital() -> None:
    line = [Run("1. "), sc("VAN DEN HECKE W."), Run(" ; "), sc("L. VAN DEN BROECK"), Run(", Gand.")]
    assert read(*BODY, line).splitlines()[-1] == "1. Van den Hecke W. ; L. van den Broeck, Gand."


def test_a_numeral_that_initials_follow_is_no_name() -> None:
    line = [Run("Voir chap. "), sc("vi P. de Saint-Preuil", full="PSP"), Run(", La haie.")]
    assert read(*BODY, line).splitlines()[-1] == "Voir chap. VI P. de Saint-Preuil, La haie."


def test_guard_words_between_names_in_another_font_are_ordinary() -> None:
    line = [sc("barbagianni", font="BBBBBB+Caps"), Run(" poi "), sc("quAttromAni g.", font="BBBBBB+Caps"), Run(".")]
    assert " poi " in read(*BODY, line, language="it")


def test_capitals_with_an_accent_are_small_by_their_height() -> None:
    line = [sc("KERGUÉHENNEC P.", full="KP"), Run(", "), sc("HÉNAFF M.", full="HM"), Run(", Été.")]
    assert read(*BODY, line).splitlines()[-1] == "Kerguéhennec P., Hénaff M., Été."


# -- without a page -----------------------------------------------------------------------------

SCRAMBLED = (
    "1. CatriCe-lOrey a., Le registre, Tours, 1981.",
    "2. tassin P., La halte, Lyon, 1990 ; PaLier B., La nasse, 2002.",
    "3. KerbastiOu d., Les filets, Brest, 1977 ; OLLiVrault j., La barque, 1980.",
)


def plain_text(*lines: str, language: str = "fr") -> list[str]:
    chars = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    source = Source("made", "", chars, array("i", [0, len(chars)]))
    made = tuple(Line(Text.of(line, start)) for line, start in zip(lines, starts, strict=True))
    return [line.chars for line in restored(Document(source, (Page(1, made),)), language).document.lines()]


def test_a_proven_name_opens_a_sentence_without_its_capital() -> None:
    text = plain_text("Tout sèche. barbier le savait, le barbier du haut.", *SCRAMBLED, "4. barbier s., Le bac.")
    assert text[0] == "Tout sèche. Barbier le savait, le barbier du haut."


def test_a_volume_between_title_and_year() -> None:
    text = plain_text(*SCRAMBLED, "Archives de la halte, iii, 1891, p. 210.")
    assert text[-1] == "Archives de la halte, III, 1891, p. 210."


def test_guard_a_volume_in_lower_case_where_nothing_is_scrambled() -> None:
    text = ("Archives de la halte, iii, 1891, p. 210.", "Palier B., La nasse, Tours, 2002.")
    assert plain_text(*text) == list(text)


def test_two_surnames_after_a_given_name() -> None:
    text = plain_text("Le rapport de Philippe kerbrat-tassen, lu à la halte.", *SCRAMBLED)
    assert text[0] == "Le rapport de Philippe Kerbrat-Tassen, lu à la halte."


# -- the record, and laws ----------------------------------------------------------------------


def test_every_change_says_why_and_points_to_its_glyphs() -> None:
    document = page(*BODY, [Run("1. "), sc("CatriCe-lOrey a."), Run(", Le registre, Tours, 1981.")])
    revision = restored(document)
    edits = [edit for edit in revision.edits if edit.applied]
    assert {edit.rule for edit in edits} == {"scrambled-name"}
    for edit in edits:
        assert edit.reason and 0 < edit.confidence <= 1 and edit.stage == "smallcaps" and edit.box is not None
        assert "".join(document.source.chars[glyph] for glyph in edit.glyphs) == edit.before


@pytest.mark.parametrize("language", ["fr", "en", "de", "es", "it", "xx"])
@given(st.lists(st.text(alphabet="aAbBcClLiIxXvVeE.-’' ,;\n\ue051\uf761éß()1", max_size=60), max_size=8))
def test_nothing_but_letters_case_changes_in_any_text(language: str, texts: list[str]) -> None:
    chars = "\n".join(texts)
    lines = chars.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    source = Source("made", "", chars, array("i", [0, len(chars)]))
    document = Document(
        source, (Page(1, tuple(Line(Text.of(line, start)) for line, start in zip(lines, starts, strict=True))),)
    )
    revision = smallcaps(document, Profile.for_language(language))
    check_step(document, revision, "smallcaps")
    for edit in revision.edits:
        if edit.applied and not any("\ue000" <= char <= "\uf8ff" for char in edit.before):
            assert edit.before.lower() == edit.after.lower()


def test_empty_documents() -> None:
    assert not restored(Document(Source("made", "", "", array("i", [0, 0])), (Page(1, ()),))).edits
    assert not restored(page("", " ")).edits
