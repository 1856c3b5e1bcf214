"""Writes the packs as JSON beside them, for a quick start (see `recension/rulebook/compiled.py`).

Run by the build of the package, also by an editable install; needs nothing but Python:

    python rules/compile_packs.py
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import tomllib
from pathlib import Path
from typing import Any

RULES = Path(__file__).resolve().parent
FORM = 1


def compiled() -> dict[str, Any]:
    """Every pack by its path: what it says, where each key stands, the digest of its bytes."""
    key_lines = _key_lines()
    packs = {}
    for path in sorted(RULES.rglob("*.toml")):
        data = path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        packs[path.relative_to(RULES).as_posix()] = {
            "digest": hashlib.sha256(data).hexdigest(), "content": tomllib.loads(text),
            "lines": [[list(key), line] for key, line in key_lines(text).items()]}
    return {"form": FORM, "packs": packs}


def write() -> Path:
    """Write the file; it appears whole or not at all."""
    target = RULES / "packs.json"
    draft = target.with_suffix(".tmp")
    draft.write_text(json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    draft.replace(target)
    return target


def _key_lines() -> Any:
    """The program's own function, found beside the rules; the program itself need not be installed."""
    path = RULES.parent / "pipeline" / "recension" / "rulebook" / "keylines.py"
    spec = importlib.util.spec_from_file_location("keylines", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.key_lines


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # not in a build
    pass
else:

    class CompiledPacks(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
        """Called by the build."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if self.target_name == "wheel":
                write()


if __name__ == "__main__":
    print(write())
