"""What can go wrong, and the exit status each mishap leads to.

The library raises these; only the command line turns them into a status. Every message
says what happened, to which file, and what the reader of the message can do about it.
"""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """Exit statuses of the command line. Other people's scripts depend on them."""

    DONE = 0
    DIFFERENCES = 1
    USAGE = 2
    RULES = 3
    UNREADABLE = 4
    ENCRYPTED = 5
    LAW_BROKEN = 6
    SOME_FAILED = 7


class Doubt(UserWarning):
    """The work is done, but something about the input may have been lost before it came to us."""


class RecensionError(Exception):
    """Anything that `recension` raises on purpose; `exit_status` is what the command ends with."""

    exit_status = ExitStatus.UNREADABLE


class UnreadableInput(RecensionError):
    """The file is missing, empty, damaged, of an unknown kind, or holds no text."""


class EncryptedInput(RecensionError):
    """The PDF asks for a password."""

    exit_status = ExitStatus.ENCRYPTED


class UsageError(RecensionError):
    """The call itself is at fault: an unknown format, language or page range, a place that cannot be written to."""

    exit_status = ExitStatus.USAGE


class RulesError(RecensionError):
    """A rule pack is malformed; the message lists every fault with file, line and key."""

    exit_status = ExitStatus.RULES


class LawBroken(RecensionError):
    """A stage lost, doubled or altered text without a record. Our bug, never the user's."""

    exit_status = ExitStatus.LAW_BROKEN


class StageFailed(LawBroken):
    """A stage raised an exception instead of giving a revision. Our bug as well: a stage never raises."""
