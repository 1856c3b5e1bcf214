"""The few words that writers add of their own, in the language of the document.

They stand in square brackets or in attributes, never among the author's words. An unknown
language gets English.
"""

from __future__ import annotations

MISSING = {
    "fr": "note manquante dans la source",
    "en": "note missing in the source",
    "de": "Anmerkung fehlt in der Vorlage",
    "es": "nota ausente en la fuente",
    "it": "nota mancante nella fonte",
    "pt": "nota ausente na fonte",
    "nl": "noot ontbreekt in de bron",
    "ca": "nota absent a la font",
    "la": "nota deest in fonte",
}
"""Stands for the text of a note that is called and that the source does not have."""

UNCALLED = {
    "fr": "sans appel dans la source",
    "en": "not called in the source",
    "de": "in der Vorlage ohne Verweis",
    "es": "sin llamada en la fuente",
    "it": "senza richiamo nella fonte",
    "pt": "sem chamada na fonte",
    "nl": "zonder verwijzing in de bron",
    "ca": "sense crida a la font",
    "la": "sine signo in fonte",
}
"""Said, where editorial remarks are asked for, of a note that nothing in the text calls."""

BACK = {
    "fr": "Retour au texte", "en": "Back to the text", "de": "Zurück zum Text", "es": "Volver al texto",
    "it": "Torna al testo", "pt": "Voltar ao texto", "nl": "Terug naar de tekst", "ca": "Torna al text",
    "la": "Ad textum",
}
"""The spoken name of the link from a note to its call."""

NOTES = {
    "fr": "Notes", "en": "Notes", "de": "Anmerkungen", "es": "Notas", "it": "Note", "pt": "Notas",
    "nl": "Noten", "ca": "Notes", "la": "Notae",
}
"""The spoken name of the section of notes."""


def phrase(table: dict[str, str], language: str) -> str:
    """The entry of a table for a language code such as `fr` or `pt-BR`; English when there is none."""
    return table.get(language.replace("_", "-").split("-")[0].lower(), table["en"])
