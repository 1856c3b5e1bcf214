"""Who made a file: the name and the version that outputs carry. No date: same input, same bytes."""

from __future__ import annotations

import sys

TOOL = "recension"


def tool_version() -> str:
    """The version of recension that runs, as the package says it.

    The package is loaded, since we are part of it; to import it by name would turn the layers
    upside down.
    """
    return str(sys.modules[TOOL].__version__)
