"""In which language is a text? Right on a sentence, silent on a name."""

from __future__ import annotations

import pytest

from recension.rulebook.detect import detect_language

PROSE = {
    "fr": "Le passeur tenait le registre des barques, et chaque soir il y notait "
          "ceux qui avaient traversé sans payer.",
    "en": "The ferryman kept a register of the boats, and every evening he noted "
          "those who had crossed without paying.",
    "de": "Der Fährmann führte ein Verzeichnis der Boote, und jeden Abend "
          "schrieb er auf, wer ohne zu zahlen gefahren war.",
    "es": "El barquero llevaba el registro de las barcas, y cada noche apuntaba "
          "a los que habían cruzado sin pagar.",
    "it": "Il traghettatore teneva il registro delle barche e ogni sera vi "
          "annotava quelli che erano passati senza pagare.",
    "pt": "O barqueiro tinha o registo dos barcos, e todas as noites anotava os "
          "que não pagavam pela travessia do rio.",
    "nl": "De veerman hield het register van de boten bij, en elke avond schreef "
          "hij op wie er zonder te betalen was.",
    "la": "Nauta tabulas navium habebat, et omnes qui sine pretio transierunt in "
          "eis scripsit, quod ad eum non pertinebat.",
}


@pytest.mark.parametrize("language", PROSE)
def test_a_sentence(language: str) -> None:
    assert detect_language(PROSE[language]) == language


@pytest.mark.parametrize("language", PROSE)
def test_a_sentence_in_capitals_and_broken_lines(language: str) -> None:
    assert detect_language(PROSE[language].upper()) == language
    assert detect_language(PROSE[language].replace(" ", "\n")) == language


@pytest.mark.parametrize("language", ["fr", "en", "de", "es", "it"])
def test_a_noisy_page(language: str) -> None:
    noisy = "".join("x" if number % 13 == 0 and char.isalpha() else char
                    for number, char in enumerate(" ".join([PROSE[language]] * 4)))
    assert detect_language(noisy) == language


@pytest.mark.parametrize("text", [
    "", "   \n", "1234 56", "Introduction", "Ibid., p. 45.", "Paris, PUF, 2002",
    "Kerdaniel-Morvan (Anne), Aubrin, 1887, p. 12-15",
    "x = foo(bar); return baz[0]", "安全 第一", "\ufffc\ufffc",
])
def test_too_little_evidence(text: str) -> None:
    assert detect_language(text) == ""


def test_the_language_of_most_of_the_text() -> None:
    french, english = PROSE["fr"] * 6, PROSE["en"]
    assert detect_language(french + english) == detect_language(english + french) == "fr"
    assert detect_language(PROSE["fr"] + PROSE["en"]) == ""


def test_a_long_text_is_sampled() -> None:
    assert detect_language((PROSE["de"] + "\n") * 4000) == "de"


@pytest.mark.parametrize("language, text", [
    ("de", "Daß er ſeyn Amt nicht auf die Art vnd Weiſe führe, wie es ſich für einen ſolchen Mann ziemt."),
    ("fr", "Il eſtoit dans la maiſon, où l’on avoit mis les meubles que ſa tante luy avoit donnez."),
])
def test_old_spelling(language: str, text: str) -> None:
    assert detect_language(text) == language
