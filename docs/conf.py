"""How the documentation is built: Sphinx, Furo, MyST. What can be made from the program is made from it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "pipeline"))

import recension  # noqa: E402

project = "recension"
author = "The recension contributors"
copyright = author
version = release = recension.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"recension {version}"
html_copy_source = False
html_show_sphinx = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "undoc-members": False}

# Pages in the order in which one reads them; those that are not there yet are left out.
GUIDE = ("install", "first-book", "saved-source", "batch", "review", "check", "writing-rules", "model", "formats")
REFERENCE = ("commands", "stages", "rule-reference", "api")


def _toctree(caption: str, pages: tuple[str, ...]) -> str:
    there = [page for page in pages if (HERE / f"{page}.md").is_file()]
    return "\n".join(["```{toctree}", ":maxdepth: 2", f":caption: {caption}", "", *there, "```", ""])


def _rest() -> tuple[str, ...]:
    """Pages that nobody has put into the order above."""
    known = {*GUIDE, *REFERENCE, "index"}
    return tuple(sorted(path.stem for path in HERE.glob("*.md") if path.stem not in known))


def _decisions() -> tuple[str, ...]:
    return tuple(sorted(f"decisions/{path.stem}" for path in (HERE / "decisions").glob("*.md")))


def _contents() -> str:
    parts = [_toctree("Guide", GUIDE), _toctree("Reference", REFERENCE)]
    if _rest():
        parts.append(_toctree("More", _rest()))
    return "\n".join([*parts, _toctree("Decisions", _decisions())])


def _commands() -> str:
    """The help of every command, as it is printed."""
    import click

    from recension.cli import main

    def told(command: click.Command, path: str, depth: int) -> list[str]:
        context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
        parts = [f"{'#' * depth} {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"]
        for name, child in sorted(command.commands.items() if isinstance(command, click.Group) else ()):
            parts += told(child, f"{path} {name}", min(depth + 1, 3))
        return parts

    return "\n".join(told(main, "recension", 2))


def _stages() -> str:
    from recension.account import list_stages

    return f"```text\n{list_stages().rstrip()}\n```\n"


def _rules() -> str:
    from recension.rulebook.reference import reference

    return reference()


MADE = {"contents": _contents, "commands": _commands, "stages": _stages, "rules": _rules}
"""What stands for `<!-- made: NAME -->` in a page."""


LEAVING = re.compile(r"\[([^\]]*)\]\((?:\.\./)+([^)#:\s]+)[^)]*\)")
"""A link to a file of the checkout that is no page of the site."""


def _named(match: re.Match[str]) -> str:
    text, path = match.groups()
    page = HERE / path
    if page.suffix == ".md" and page.is_file():  # from a page in a folder of the site to another one
        return match.group()
    return text if path in text else f"{text} (`{path}`)"


def _fill(app: Any, docname: str, source: list[str]) -> None:
    for name, make in MADE.items():
        mark = f"<!-- made: {name} -->"
        if mark in source[0]:
            source[0] = source[0].replace(mark, make())
    source[0] = LEAVING.sub(_named, source[0])


def _as_rst(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Our docstrings are plain text with `code`; Sphinx takes them for reStructuredText."""
    for number, line in enumerate(lines):
        quiet = line.replace("\\", "\\\\").replace("*", "\\*").replace("|", "\\|").replace("_ ", "\\_ ")
        lines[number] = "``".join(quiet.split("`")) if quiet.count("`") % 2 == 0 and "``" not in quiet else \
            quiet.replace("`", "\\`")


def setup(app: Any) -> None:
    app.connect("source-read", _fill)
    app.connect("autodoc-process-docstring", _as_rst)
