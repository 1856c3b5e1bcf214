"""Beginnings of packs, for people to go on from: a rule made from one example line.

The pattern keeps the words of the example and lets go of what differs from copy to copy:
numbers, days, network addresses, the ends of web addresses. The guards are near misses, the
line inside a sentence; they hold the pattern to whole lines, and a person puts better ones
in their place.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Sequence

import regex

from recension.errors import UsageError
from recension.rulebook.checking import near
from recension.rulebook.patterns import LONGEST_PATTERN
from recension.rulebook.rule import BLOCK_STAGES, STAGES

BEFORE = {"fr": "Voir", "en": "See", "de": "Vgl.", "es": "Véase", "it": "Cfr."}
"""What an author may write before such a line, by language."""

LONGEST_EXAMPLE = 600

FEWEST_LETTERS = 6
"""Of a line that is to be moved wherever it stands."""

_LAYERS = {"watermarks": "background"}
_ID_WORDS = 4
_SPECIAL = regex.compile(r"[\\.^$*+?{}\[\]|()]")

_PARTS = regex.compile(r"""
    (?P<network>\b\d{1,3}(?:\.\d{1,3}){3}\b)
  | (?P<address>https?://[\w.-]+(?=[/?#]))(?P<rest>[/?#]\S*)
  | (?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
  | (?P<year>(?<!\d)(?:19|20)\d\d(?!\d))
  | (?P<number>\d+)
  | (?P<white>\s+)
""", regex.VERBOSE)


def scaffold(line: str, *, name: str = "", stage: str = "watermarks", becomes: str | None = None,
             language: str = "fr", taken: Collection[str] = ()) -> str:
    """A pack with one rule made from an example, every line explained; proved as it stands.

    `becomes` makes a correction of it (by default in `typography`), else the line is moved.
    Raises UsageError for an example that nothing can be made of.
    """
    text = line if becomes is not None else " ".join(line.split())
    if becomes is not None and stage == "watermarks":
        stage = "typography"
    if stage not in STAGES:
        raise UsageError(f"there is no stage {stage!r}{near(stage, STAGES)}; there are {', '.join(STAGES)}")
    if not text.strip() or len(text) > LONGEST_EXAMPLE or "\n" in text:
        raise UsageError(f"the example must be one line of 1 to {LONGEST_EXAMPLE} characters, as it stands in the text")
    if becomes is None and stage in BLOCK_STAGES:
        raise UsageError(f"lines are moved only while there are lines on pages, and {stage} comes after that; "
                         "say what the text becomes (--becomes), or take another stage")
    if becomes is None and sum(char.isalpha() for char in text) < FEWEST_LETTERS:
        raise UsageError(f"{text!r} says too little: an author's line could be the same "
                         "(folios are found by their order)")
    identity = name or slug(text, taken)
    return _correction(text, becomes, identity, stage) if becomes is not None else \
        whole_line(text, identity, stage, language=language)


def header(about: str = "Whose texts this is for.") -> str:
    """What stands at the top of a pack."""
    return (f"about = {quoted(about)}\n"
            "# `recension rules prove FILE` says whether the rules do what they claim; `--rules FILE` uses them.\n")


def whole_line(text: str, name: str, stage: str, *, why: str = "", zone: str = "", recurs: int = 0,
               doubtful: bool = False, language: str = "fr", notes: Sequence[str] = (), before: str = "",
               after: str = "") -> str:
    """A rule that takes a whole line out of the text; `notes` are comments over it.

    `before` and `after` are patterns for what may stand beside the text, a folio say.
    """
    pattern = f"^{before}{generalised(text)}{after}$"
    if len(pattern) > LONGEST_PATTERN:
        raise UsageError(f"the example makes a pattern of more than {LONGEST_PATTERN} characters")
    word = BEFORE.get(language, BEFORE["en"])
    rows = [
        *(f"# {note}" for note in notes),
        f"[[{stage}]]",
        _row("id", quoted(name), "names the defect; the record of edits says it"),
        _row("why", quoted(why or "The publisher prints this line on its pages."), "one sentence, for the record"),
        _row("pattern", literal(pattern), "^ and $: the line holds nothing else; \\d{1,4} is a number"),
        _row("move", quoted(_LAYERS.get(stage, "furniture")), "where the line goes; nothing is thrown away"),
    ]
    if zone:
        rows.append(_row("zone", quoted(zone), "only there on the page: head, foot, edge or margin"))
    if recurs:
        rows.append(_row("recurs", str(recurs), "only where it stands on so many pages, digits aside"))
    if doubtful:
        rows.append(_row("doubtful", "true", "it only asks; take this out when you have looked at what it finds"))
    rows += [
        _row("finds", f"[{quoted(text)}]", "the line as it was met"),
        _row("spares", f"[{quoted(f'{word} {text}')}, {quoted(f'{text}, p. 4')}]",
             "texts that look alike and stay: put an author's own sentence here"),
    ]
    return "\n".join(rows) + "\n"


def generalised(text: str) -> str:
    """A pattern for a line and its like: words as they are, numbers and addresses let go."""
    parts: list[str] = []
    at = 0
    for match in _PARTS.finditer(text):
        parts.append(_escaped(text[at : match.start()]))
        at = match.end()
        if match["network"]:
            parts.append(r"\d{1,3}(?:\.\d{1,3}){3}")
        elif match["address"]:
            parts.append(_escaped(match["address"]) + r"\S*")
        elif match["mail"]:
            parts.append(r"\S+@\S+")
        elif match["year"]:
            parts.append(r"(?:19|20)\d\d")
        elif match["number"]:
            parts.append(rf"\d{{1,{max(4, len(match['number']))}}}")
        else:
            parts.append(r"[^\S\n]+" if match["white"] != " " else " ")
    parts.append(_escaped(text[at:]))
    return "".join(parts)


def slug(text: str, taken: Collection[str] = ()) -> str:
    """A name for a rule from the first words of its example; another one where it is taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in regex.findall(r"[a-z]{2,}", plain) if word not in ("http", "https", "www")]
    base = "-".join(words[:_ID_WORDS]) or "line"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def literal(text: str) -> str:
    """A pattern as TOML, in the quotation marks that leave backslashes alone, where it can be."""
    if "'''" in text or text.endswith("'") or any(ord(char) < 32 or ord(char) == 127 for char in text):
        return quoted(text)
    return f"'''{text}'''"


def quoted(text: str) -> str:
    """A text as TOML in double quotation marks."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _escaped(text: str) -> str:
    """A text as a pattern of itself; unlike `regex.escape` it leaves hyphens and the like readable."""
    return str(_SPECIAL.sub(r"\\\g<0>", text))


def _correction(text: str, becomes: str, name: str, stage: str) -> str:
    if "\n" in becomes or becomes == text:
        raise UsageError("the correction must be one line, and another one than the example")
    pattern = _escaped(text)
    edge = r"\b" if text[:1].isalnum() else ""
    pattern = edge + pattern + (r"\b" if text[-1:].isalnum() else "")
    rows = [
        f"[[{stage}]]",
        _row("id", quoted(name), "names the defect; the record of edits says it"),
        _row("why", quoted("The extraction has spoilt this."), "one sentence, for the record"),
        _row("pattern", literal(pattern), "what is looked for; \\b is the edge of a word"),
        _row("replace", quoted(becomes.replace("\\", "\\\\")), "what stands there instead"),
        _row("fixes", f"[[{quoted(text)}, {quoted(becomes)}]]", "before, after"),
        _row("spares", f"[{quoted(becomes)}]", "texts that look alike and stay: put an author's own sentence here"),
    ]
    return "\n".join(rows) + "\n"


def _row(key: str, value: str, comment: str) -> str:
    return f"{key:<7} = {value}  # {comment}"
