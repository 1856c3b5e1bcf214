"""The lexicons: what they know, what they must not know, what they cost; and the Hunspell lists they are made from."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from recension.rulebook.hunspell import expand
from recension.rulebook.lexicon import Lexicon, folded, languages
from recension.rulebook.places import rules_folder


@pytest.fixture
def french() -> Lexicon:
    return Lexicon.for_language("fr")


@pytest.fixture
def german() -> Lexicon:
    return Lexicon.for_language("de")


def test_the_languages_of_the_wheel() -> None:
    assert set(languages()) >= {"fr", "en", "de", "es", "it"}


@pytest.mark.parametrize("language, words", [
    ("fr", "mutualisation générations économiques cœur aujourd'hui à photographie archivage"),
    ("en", "colour color conversation nonsense mother-in-law whistling"),
    ("de", "Verwaltung verwaltet Häuser daß seit abarbeitete"),
    ("es", "conversación perdiéndose administraciones niño"),
    ("it", "conversazione abbandonandolo perché facilmente"),
    ("nl", "vergadering huizen vrijheid"),
    ("pt", "conversação administrações não"),
])
def test_words_of_each_language(language: str, words: str) -> None:
    lexicon = Lexicon.for_language(language)
    assert [word for word in words.split() if not lexicon.knows(word)] == []


@pytest.mark.parametrize("word", [
    "celuici", "peutêtre", "audelà", "quelquesuns", "bienêtre", "sociohistorique", "judéochrétienne", "porteparole",
])
def test_no_word_whose_hyphen_was_lost(french: Lexicon, word: str) -> None:
    assert not french.knows(word)


@pytest.mark.parametrize("word", [
    "L’Homme", "l’industrialisation", "qu’elle", "jusqu’à", "PEUT-ÊTRE", "Générations", "GÉNÉRATIONS", "ﬁnance",
    "d’économie", "saint-denis", "coeur", "cœur",
])
def test_a_word_is_known_as_a_reader_knows_it(french: Lexicon, word: str) -> None:
    assert french.knows(word)


@pytest.mark.parametrize("word", ["", "-", "'", "zz’amour", "zwq", "lal’"])
def test_what_is_no_word(french: Lexicon, word: str) -> None:
    assert not french.knows(word)


@pytest.mark.parametrize("word, entry", [
    ("peut-être", True), ("Peut-être", True), ("porte-parole", True), ("c’est-à-dire", True),
    ("socio-historique", True), ("Saint-Denis", True), ("SAINT-DENIS", True), ("l’avant-veille", True),
    ("avant‐veille", True),
    ("maison-jardin", False), ("peutêtre", False), ("généra-tions", False),
])
def test_hyphenated_entries_are_those_of_the_list(french: Lexicon, word: str, entry: bool) -> None:
    assert french.knows_hyphenated(word) is entry


def test_a_capital_inside_is_not_overlooked(german: Lexicon) -> None:
    assert Lexicon.for_language("fr").knows_hyphenated("Saint-Denis")
    assert not Lexicon.for_language("fr").knows_hyphenated("Saint-denis")


def test_halves_that_take_a_hyphen_as_a_habit(french: Lexicon) -> None:
    assert french.hyphenated_entries("porte", lower=True, most=5) == 5
    assert french.hyphenated_entries("géné", lower=True, most=5) == 0


@pytest.mark.parametrize("word, parts", [
    ("Bewegungsvorgang", ("bewegungs", "vorgang")), ("Zollhausverwalter", ("zollhaus", "verwalter")),
    ("Erkenntnißgrund", ("erkenntniß", "grund")),
])
def test_german_compounds(german: Lexicon, word: str, parts: tuple[str, ...]) -> None:
    assert german.compound(word) == parts


@pytest.mark.parametrize("word", ["Haus", "Verwal", "Prozeßxyzung", "Kerdanielmorvan", ""])
def test_what_is_no_german_compound(german: Lexicon, word: str) -> None:
    assert german.compound(word) == ()


def test_compounds_are_a_german_matter(french: Lexicon) -> None:
    assert french.compound("maisonjardin") == ()


def test_old_spelling_and_long_s(german: Lexicon) -> None:
    assert all(german.knows(word) for word in ("ſeyn", "Thätigkeit", "Erkenntniß", "Weſen", "regiren"))


def test_folding_leaves_plain_words_alone() -> None:
    assert folded("plain") == "plain"
    assert folded("l’eﬀort") == "l'effort"
    assert folded("e\u0301te\u0301") == "été"


def test_a_language_without_a_lexicon_knows_nothing() -> None:
    for language in ("xx", "", "../fr", "."):
        lexicon = Lexicon.for_language(language)
        assert not lexicon
        assert not lexicon.knows("maison")


def test_it_is_opened_once() -> None:
    assert Lexicon.for_language("fr") is Lexicon.for_language("fr")


def test_every_table_has_its_licence() -> None:
    folder = rules_folder() / "languages"
    for table in folder.glob("*/words.marisa"):
        notice = (table.parent / "LICENSE-words.txt").read_text("utf-8")
        assert "Source:" in notice or "compiled from" in notice
        assert "words.marisa" in notice and "build_lexicons.py" in notice
    assert "ShareAlike" in (folder / "LICENSE-frequent.txt").read_text("utf-8")


def test_the_tables_for_hyphens_are_lists_of_words() -> None:
    for path in (rules_folder() / "languages").glob("*/hyphenation.toml"):
        tables = tomllib.loads(path.read_text("utf-8"))["tables"]
        for name, words in tables.items():
            assert len(set(words)) == len(words), f"{path.parent.name}/{name} names a word twice"
            assert all(word == word.lower().strip() for word in words), f"{path.parent.name}/{name}"


# -- Hunspell lists ------------------------------------------------------------------------------


def dictionary(folder: Path, aff: str, dic: str, encoding: str = "utf-8") -> Path:
    (folder / "own.aff").write_text(aff, encoding)
    (folder / "own.dic").write_text(dic, encoding)
    return folder / "own.dic"


AFF = """SET UTF-8
NEEDAFFIX (
FORBIDDENWORD !
PFX A Y 1
PFX A 0 re .
PFX L Y 1
PFX L 0 l' .
SFX S Y 2
SFX S 0 s [^sx]
SFX S al aux al
SFX M Y 1
SFX M 0 ment/S .
SFX N N 1
SFX N 0 ure .
"""


def test_affixes_are_expanded(tmp_path: Path) -> None:
    dic = "7\nlire/A\nmal/SL\nbas/SM\nkra/(S\nfaux/!\nmot po:nom is:mas\nlie/AN\n"
    assert set(expand(dictionary(tmp_path, AFF, dic))) == {
        "lire", "relire", "mal", "mals", "maux", "bas", "basment", "basments", "kras", "mot", "lie", "lieure", "relie"}


@pytest.mark.parametrize("kind, dic", [("long", "1\nmot/SsAa\n"), ("num", "1\nmot/12,7\n")])
def test_flags_of_every_kind(tmp_path: Path, kind: str, dic: str) -> None:
    suffix, prefix = ("Ss", "Aa") if kind == "long" else ("12", "7")
    aff = f"SET UTF-8\nFLAG {kind}\nSFX {suffix} Y 1\nSFX {suffix} 0 s .\nPFX {prefix} Y 1\nPFX {prefix} 0 re .\n"
    assert set(expand(dictionary(tmp_path, aff, dic))) == {"mot", "mots", "remot", "remots"}


def test_aliases_and_encodings(tmp_path: Path) -> None:
    aff = "SET ISO8859-1\nAF 2\nAF S\nAF A\nSFX S Y 1\nSFX S 0 s .\n"
    assert set(expand(dictionary(tmp_path, aff, "1\nété/1\n", "iso-8859-1"))) == {"été", "étés"}


def test_a_list_of_the_users_own_is_added(tmp_path: Path) -> None:
    own = Lexicon.from_hunspell(dictionary(tmp_path, AFF, "2\nmaroule/S\nvire-corde\n"), "fr")
    assert own.knows("maroules") and own.knows_hyphenated("vire-corde") and own.knows("maison")
    assert not Lexicon.for_language("fr").knows("maroules")
    with pytest.raises(OSError):
        Lexicon.from_hunspell(tmp_path / "none.dic", "fr")
