"""The pack that describes a book, checked on the book itself before it is handed out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recension.clean import Input, clean, read, render
from recension.rulebook.learning import learned
from recension.rulebook.packs import read_pack
from recension.rulebook.proof import prove


def learn_profile(source: Input, *, reader: str = "auto", pages: Any = None, strict: bool = False,
                  **options: Any) -> str:
    """A pack (TOML text) for books like this one: its stamps and heads as rules, the rest as remarks.

    Takes the options of `clean`. The book is cleaned again with the pack: a rule that takes
    lines which the stages had left in the text only asks, until a person has looked; one
    that its own examples do not prove is left out. Raises what `clean` raises.
    """
    document = read(source, reader=reader, pages=pages, strict=strict)
    revision = clean(document, strict=strict, **options)
    text = learned(revision)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "learnt.toml"
        path.write_text(text, "utf-8")
        leave_out = {verdict.rule.id.split("/")[1] for verdict in prove(read_pack(path).rules)}
        path.write_text(learned(revision, leave_out), "utf-8")
        again = clean(document, strict=strict, **{**options, "rules": (*options.get("rules", ()), path)})
        asking = {edit.rule.removeprefix("learnt/") for edit in again.edits
                  if edit.rule.startswith("learnt/") and edit.applied}
        if not asking and render(again) != render(revision):  # no rule of the pack has acted, so this cannot be
            asking = {rule.id.split("/")[1] for rule in read_pack(path).rules}
    return learned(revision, leave_out, asking)
