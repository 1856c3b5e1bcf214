"""The shipped packs as JSON, which is read twenty times as fast as TOML.

`rules/packs.json` holds, for each pack, what its TOML says, on which line each key stands, and
the digest of the TOML. It is written when the package is built or installed
(`rules/compile_packs.py`), is never edited and is not under version control. A pack whose
digest is another is read from its TOML, as all are where the file is missing: the JSON can be
absent or old, but not wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from recension.rulebook.places import rules_folder

FILE = "packs.json"
FORM = 1
"""Raised when what stands in the file changes its shape."""


class Compiled(NamedTuple):
    """What a pack's TOML says, and on which line each key stands."""

    content: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int]


def compiled_pack(path: Path, data: bytes) -> Compiled | None:
    """A shipped pack, if these bytes are those that were compiled."""
    folder = rules_folder()
    entry = _entries().get(path.relative_to(folder).as_posix()) if path.is_relative_to(folder) else None
    if entry is None or entry["digest"] != sha256(data).hexdigest():
        return None
    return Compiled(entry["content"], {tuple(key): line for key, line in entry["lines"]})


@cache
def _entries() -> Mapping[str, Any]:
    try:
        found = json.loads((rules_folder() / FILE).read_bytes())
        return found["packs"] if found["form"] == FORM else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
