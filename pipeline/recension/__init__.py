"""recension: the author's text back from the raw extraction of a publisher's PDF.

    import recension
    revision = recension.clean("chapter.pdf", language="fr")
    recension.write(revision, "chapter.tei.xml")
    for edit in revision.edits:
        print(edit.page, edit.before, "->", edit.after, edit.reason)

`clean` and `write` are the front door; `read` stops after reading, `trace` shows every
stage. Whatever goes wrong is a `RecensionError`. PDF engines, stages and writers are loaded
when they are first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recension.clean import clean, profile_of, read, trace, write
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

if TYPE_CHECKING:
    from recension.account import explain, in_words, list_stages, summary, table
    from recension.check import check_folder
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
    """The names that cost an import: found when somebody asks for them."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'recension' has no attribute {name!r}")
