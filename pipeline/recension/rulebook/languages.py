"""The languages that have rules, and the codes by which people name them."""

from __future__ import annotations

from recension.errors import UsageError
from recension.rulebook.places import rules_folder

_THREE_LETTERS = {"fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "ita": "it",
                  "por": "pt", "nld": "nl", "dut": "nl", "cat": "ca"}
"""ISO 639-2 codes that OCR programs use, for the languages that packs may exist for."""


def known_languages() -> tuple[str, ...]:
    """The languages that have a folder of packs."""
    folders = (rules_folder() / "languages").iterdir()
    return tuple(sorted(f.name for f in folders if f.name != "common" and any(f.glob("*.toml"))))


def language_code(name: str) -> str:
    """`fr` for fr, FR, fr-CA, fr_FR or fra. Raises UsageError for a language without packs."""
    code = name.strip().lower().replace("_", "-").split("-")[0]
    code = _THREE_LETTERS.get(code, code)
    known = known_languages()
    if code not in known:
        raise UsageError(f"there are no rules for the language {name!r}, only for {', '.join(known)}; "
                         "or take --language auto, which uses the common rules alone for others")
    return code
