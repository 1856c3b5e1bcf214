"""Names in name case, Roman numerals, and the map of letters, each by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recension.model import Line, Text
from recension.rulebook import Profile
from recension.stages.smallcaps.casemap import CaseMap
from recension.stages.smallcaps.casewords import Stream
from recension.stages.smallcaps.nameplaces import initials_after, initials_before, is_address, is_delimited, is_opening
from recension.stages.smallcaps.names import NameTables, cased_like, name_case
from recension.stages.smallcaps.numerals import Centuries, is_roman
from recension.stages.smallcaps.smallwords import is_camel, is_impossible

NAMES = {
    "fr": "Catrice-Lorey Palier Thévenin-Roche d'Alembert d’Oriac O'Brien O’Brien McDonald McKay McAllister "
    "McEwan MacIntyre MacDonald Machin Macé Mackay Machado DeLillo Du La Le Des de van der von y "
    "Saint-Jean-de-Luz Val-de-Grâce L'Hermite N'Diaye Ömer Élie Æthelred Bar-sur-Aube",
    "it": "De Di Della D'Annunzio Dell'Acqua Lo Bracciforte von",
    "es": "de la del los y Ortega Núñez-Lagos",
    "de": "von und zu der Oestervall-Kühn Überlacker McKinsey",
    "en": "van O'Neill McGraw-Hill Okonjo-Barrett de",
}


@pytest.mark.parametrize(
    ("language", "name"), [(code, name) for code, names in NAMES.items() for name in names.split()]
)
@pytest.mark.parametrize("spoil", [str.upper, str.lower, str.swapcase])
def test_name_case(language: str, name: str, spoil) -> None:
    assert name_case(spoil(name), NameTables.of(Profile.for_language(language))) == name


def test_a_regnal_numeral_stays_in_capitals_inside_a_name_only() -> None:
    tables = NameTables.of(Profile.for_language("fr"))
    assert name_case("xiv", tables, opens=False) == "XIV"
    assert name_case("vi", tables) == "Vi"
    assert name_case("lixi", tables, opens=False) == "Lixi"


def test_a_hyphen_that_only_divides_the_word_makes_no_capital() -> None:
    tables = NameTables.of(Profile.for_language("fr"))
    assert name_case("leMOn-nier-vasseur", tables, soft=frozenset({5})) == "Lemon-nier-Vasseur"


@given(st.text(max_size=30))
def test_name_case_changes_nothing_but_case(text: str) -> None:
    tables = NameTables.of(Profile.for_language("fr"))
    made = name_case(text, tables)
    assert len(made) == len(text)
    assert made.lower() == text.lower() or made == text


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_model_of_other_letters_is_not_followed(core: str, model: str) -> None:
    made = cased_like(core, model)
    assert made == core or made.lower() == core.lower()


@pytest.mark.parametrize("word", ["i", "xix", "XIV", "mcmxcviii", "iv", "xl", "cd"])
def test_roman(word: str) -> None:
    assert is_roman(word)


@pytest.mark.parametrize("word", ["", "iiii", "vx", "ic", "civil", "xix-xx", "a", "lll"])
def test_not_roman(word: str) -> None:
    assert not is_roman(word)


def centuries(text: str, language: str = "fr") -> str:
    profile = Profile.for_language(language)
    finder = Centuries(
        profile.table("numeral_follows"), profile.table("numeral_follows_bare"), profile.table("numeral_lookalikes")
    )
    letters = list(text)
    for found in finder.find(text, finder.places(Stream([Line(Text.of(text, 0))]))):
        letters[found.start : found.end] = text[found.start : found.end].upper()
    return "".join(letters)


CENTURIES = {
    "fr": "au XIXe siècle|aux XVe et XVIe siècles|du XVe au XVIIe siècle|XVIe-XVIIIe siècles|IIe millénaire|"
    "au VIe siècle|au Ier siècle|des XIIe, XIIIe et XIVe siècles|la XVIIIe dynastie|"
    "XXe s. av. J.-C.|XIXème siècle|au XX e siècle",
    "es": "siglo XIX|siglos XV y XVI|el siglo XX-XXI|siglo II a. C.",
    "it": "secolo XIX|secoli XV-XVI|sec. XII|nel XIX secolo",
    "en": "the XIXth century",
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, all_ in CENTURIES.items() for text in all_.split("|")]
)
def test_centuries(language: str, text: str) -> None:
    spoilt = "".join(char.lower() if char in "IVX" else char for char in text)
    assert centuries(spoilt, language) == text


@pytest.mark.parametrize(
    "text",
    [
        "la vie siècle après siècle",
        "le siècle",
        "de siècle en siècle",
        "ce siècle",
        "la vie au XXe siècle",
        "dix siècles",
        "de la vie et du XXe siècle",
        "mille siècles",
        "le mix siècle",
    ],
)
def test_what_looks_like_a_century(text: str) -> None:
    assert centuries(text) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("it", "per oltre un secolo i tribunali"), ("it", "o i secoli di mezzo"), ("es", "un siglo mi padre")],
)
def test_what_looks_like_a_century_elsewhere(language: str, text: str) -> None:
    assert centuries(text, language) == text


@pytest.mark.parametrize("word", ["CatriCe-lOrey", "PaLier", "leMOnnier", "KLöti", "DuBoiS", "BuSSMann", "SPang"])
def test_impossible(word: str) -> None:
    assert is_impossible(word, frozenset())


@pytest.mark.parametrize(
    "word",
    [
        "McDonald",
        "DeLillo",
        "MacIntyre",
        "O’Brien",
        "d’Alembert",
        "LeBlanc",
        "VanDyke",
        "CNRS",
        "ONGs",
        "Palier",
        "palier",
        "Catrice-Lorey",
        "FitzGerald",
        "DuBois",
        "PhD",
        "hhPhh",
        "",
    ],
)
def test_possible(word: str) -> None:
    assert not is_impossible(word, frozenset({"phd"}))


@pytest.mark.parametrize(
    ("word", "camel"),
    [
        ("DuckDuckGo", True),
        ("eBay", True),
        ("PowerPC", True),
        ("BuSSMann", False),
        ("leMOnnier", False),
        ("rOChe", False),
    ],
)
def test_camel(word: str, camel: bool) -> None:
    assert is_camel(word) is camel


def test_the_map_votes_by_letter_and_knows_what_it_does_not_know() -> None:
    learned = CaseMap()
    learned.learn("PaLier")
    learned.learn("weLLer", ["j"])
    learned.learn("PaLier")
    assert learned.agreement("FeLier") == (5, 0, 0)
    assert learned.agreement("Felier").misfit == 1
    assert learned.agreement("Zozo").unknown == 3
    assert learned.makes_lower("j")
    assert learned.consistency == 1.0
    learned.learn("woLleR")
    assert learned.consistency < 1.0


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Palier B., Le", "B"),
        ("Weller J.-M., L", "J M"),
        ("anthony r. n., in", "r n"),
        ("Roche Ch. et", "Ch"),
        ("Roche J.-\nL., le", "J L"),
        ("Roche\nJ., le", "J"),
        ("Kerbrat Y ., le", "Y"),
    ],
)
def test_initials_after(text: str, letters: str) -> None:
    end = text.index(text.split()[0]) + len(text.split()[0])
    found = initials_after(text, end)
    assert found is not None
    assert " ".join(text[a:b] for a, b in found.letters) == letters


@pytest.mark.parametrize(
    "text", ["loin p. 12", "Palier, B.", "Palier et", "tome t. 2", "Palier 12", "la fin. A. Dupont"]
)
def test_no_initials_after(text: str) -> None:
    word = text.split()[0].rstrip(",")
    if text.startswith("la fin"):
        word = "la fin"
    assert initials_after(text, len(word)) is None


def test_initials_before() -> None:
    text = "voir J.-M. Weller"
    found = initials_before(text, text.index("Weller"))
    assert found is not None and [text[a:b] for a, b in found.letters] == ["J", "M"]
    assert initials_before("fin Weller", 4) is None


def test_surroundings() -> None:
    assert is_delimited("Palier B., Le", 9, ())
    assert is_delimited("Palier B. et", 9, {"et"})
    assert is_delimited("Palier B. (1998)", 9, ())
    assert not is_delimited("Palier B. parle", 9, {"et"})
    assert is_opening("12.  Palier", 5, ())
    assert is_opening("fin ; Palier", 6, ())
    assert is_opening("in Palier", 3, {"in"})
    assert not is_opening("selon Palier", 6, {"in"})
    assert is_address("www.exampleSite.org", 4, 15)
    assert is_address("a@exempleMail.fr", 2, 13)
    assert not is_address("PaLier B.", 0, 6)


def test_no_capital_inside_a_name_that_has_an_apostrophe_of_its_own() -> None:
    tables = NameTables.of(Profile.for_language("fr"))
    assert name_case("PRUD’HON", tables) == "Prud’hon"
    assert name_case("O’BRIEN", tables) == "O’Brien"
    assert name_case("SANT’ELIA", tables) == "Sant’Elia"
