"""Where the packs are: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def rules_folder() -> Path:
    """The folder of the shipped packs: `recension/rules` in a wheel, `rules` in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "rules", package.parents[1] / "rules"):
        if (folder / "languages").is_dir():
            return folder
    raise FileNotFoundError("the rule packs are missing: the installation of recension is incomplete")
