"""Who made a file: the name and the version that outputs carry. No date: same input, same bytes."""

from __future__ import annotations

TOOL = "recension"


def tool_version() -> str:
    """The version of recension that runs."""
    from recension import __version__  # not at the top: the package's front door leads here

    return __version__
