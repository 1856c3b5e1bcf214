"""recension: the author's text back from the raw extraction of a publisher's PDF.

    import recension
    revision = recension.clean("chapter.pdf", language="fr")
    recension.write(revision, "chapter.tei.xml")
    for edit in revision.edits:
        print(edit.page, edit.before, "->", edit.after, edit.reason)

`clean` and `write` are the front door; `read` stops after reading, `trace` shows every
stage. Whatever goes wrong is a `RecensionError`. Every name is loaded when it is first asked for.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recension.account import explain, in_words, list_stages, summary, table
    from recension.check import check_folder
    from recension.clean import clean, extract, profile_of, read, trace, write
    from recension.errors import (
        Doubt,
        EncryptedInput,
        ExitStatus,
        LawBroken,
        RecensionError,
        RulesError,
        StageFailed,
        UnreadableInput,
        UsageError,
    )
    from recension.model import (
        Act,
        Block,
        Box,
        Document,
        Edit,
        Kind,
        Layer,
        Line,
        Note,
        Page,
        Revision,
        Source,
        Style,
        Text,
    )
    from recension.report import write_report
    from recension.review import write_review
    from recension.rulebook import Profile
    from recension.rulebook.reports import list_rules, prove_packs, show_rule
    from recension.stages import STAGES

__version__ = "0.1.0"

__all__ = [
    "STAGES",
    "Act",
    "Block",
    "Box",
    "Document",
    "Doubt",
    "Edit",
    "EncryptedInput",
    "ExitStatus",
    "Kind",
    "LawBroken",
    "Layer",
    "Line",
    "Note",
    "Page",
    "Profile",
    "RecensionError",
    "Revision",
    "RulesError",
    "Source",
    "StageFailed",
    "Style",
    "Text",
    "UnreadableInput",
    "UsageError",
    "__version__",
    "check_folder",
    "clean",
    "detect_publisher",
    "explain",
    "extract",
    "in_words",
    "learn_profile",
    "list_rules",
    "list_stages",
    "profile_of",
    "prove_packs",
    "read",
    "show_rule",
    "summary",
    "table",
    "trace",
    "write",
    "write_report",
    "write_review",
]

_LATER = {
    "clean": "recension.clean",
    "extract": "recension.clean",
    "profile_of": "recension.clean",
    "read": "recension.clean",
    "trace": "recension.clean",
    "write": "recension.clean",
    "Doubt": "recension.errors",
    "EncryptedInput": "recension.errors",
    "ExitStatus": "recension.errors",
    "LawBroken": "recension.errors",
    "RecensionError": "recension.errors",
    "RulesError": "recension.errors",
    "StageFailed": "recension.errors",
    "UnreadableInput": "recension.errors",
    "UsageError": "recension.errors",
    "Act": "recension.model",
    "Block": "recension.model",
    "Box": "recension.model",
    "Document": "recension.model",
    "Edit": "recension.model",
    "Kind": "recension.model",
    "Layer": "recension.model",
    "Line": "recension.model",
    "Note": "recension.model",
    "Page": "recension.model",
    "Revision": "recension.model",
    "Source": "recension.model",
    "Style": "recension.model",
    "Text": "recension.model",
    "STAGES": "recension.stages",
    "Profile": "recension.rulebook",
    "explain": "recension.account",
    "in_words": "recension.account",
    "list_stages": "recension.account",
    "summary": "recension.account",
    "table": "recension.account",
    "check_folder": "recension.check",
    "write_report": "recension.report",
    "write_review": "recension.review",
    "detect_publisher": "recension.rulebook.publishers",
    "learn_profile": "recension.profiles",
    "list_rules": "recension.rulebook.reports",
    "prove_packs": "recension.rulebook.reports",
    "show_rule": "recension.rulebook.reports",
}


def __getattr__(name: str) -> object:
    """The public names: found when somebody asks for them, and kept."""
    if name in _LATER:
        from importlib import import_module

        found = getattr(import_module(_LATER[name]), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'recension' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """`recension.clean` is the function, also after somebody has imported the module of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if name == "clean" and isinstance(value, ModuleType):
            value = value.clean
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
