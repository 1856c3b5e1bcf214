"""What differs between what is expected of a document and what became of it, stage by stage.

A stage is *touched* when its own edits differ, or when its text differs and that of the stage
before it does not. A stage whose text differs only because an earlier one does is not named
again: the reader is shown the cause.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from recension.check.folder import STAGES
from recension.check.outcome import Told, read_told

SHOWN = 160
"""Characters of a text shown before it is cut in the middle."""
AROUND = 4
"""Words shown on either side of a change."""


class Line(NamedTuple):
    """One difference in words; `line` counts from 1 in the expected file, 0 where there is none."""

    text: str
    line: int = 0
    rule: str = ""
    """The rule at work, where an edit differs."""


class Difference(NamedTuple):
    """What differs in one stage, or in one output when no stage is to blame."""

    place: str
    """The stage, or the name of the output."""
    file: str
    """The expected file, below the document's folder."""
    lines: tuple[Line, ...]


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> list[Difference]:
    """Differences by stage; those of outputs only where no stage differs."""
    if expected == found:
        return []
    told: list[Difference] = []
    upstream = False
    kinds: Counter[str] = Counter()
    for name in _stages(expected, found):
        text, edits = f"{STAGES}/{name}.txt", f"{STAGES}/{name}.edits.jsonl"
        stage = name.partition("-")[2]
        if text not in expected or text not in found:
            what = "this stage is new" if text not in expected else "this stage no longer runs"
            told.append(Difference(stage, text, (Line(what),)))
            continue
        differs = expected[text] != found[text]
        now = _kinds(expected[text], found[text]) if differs else Counter()
        lines = tuple(_of_edits(expected.get(edits, ""), found.get(edits, "")))
        if lines:
            told.append(Difference(stage, edits, lines))
        elif differs and (not upstream or (now and not kinds)):
            told.append(Difference(stage, text, tuple(readable(expected[text], found[text]))))
        upstream, kinds = differs, now
    if not told:
        for name in sorted(name for name in expected.keys() | found.keys() if not name.startswith(f"{STAGES}/")):
            if expected.get(name) != found.get(name):
                told.append(Difference(name, name, tuple(readable(expected.get(name, ""), found.get(name, "")))))
    return told


def readable(was: str, now: str) -> Iterator[Line]:
    """A diff for people: changed words within their line, lines that only moved told as moved."""
    old, new = was.splitlines(), now.splitlines()
    told: list[Line] = []
    deleted: list[tuple[int, str]] = []
    inserted: list[tuple[int, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(b - a, d - c) if tag == "replace" else 0
        for number in range(pairs):
            before, after = old[a + number], new[c + number]
            if difflib.SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() > 0.4:
                told.append(Line(_words(before, after), a + number + 1))
            else:
                deleted.append((a + number, before))
                inserted.append((c + number, after))
        deleted.extend((place, old[place]) for place in range(a + pairs, b))
        inserted.extend((place, new[place]) for place in range(c + pairs, d))
    arrived: dict[str, list[int]] = {}
    for place, text in inserted:
        arrived.setdefault(text.strip(), []).append(place)
    gone = []
    for place, text in deleted:
        places = arrived.get(text.strip())
        if places and text.strip():
            told.append(Line(f"moved to line {places.pop(0) + 1}: {shown(text.strip())}", place + 1))
        else:
            gone.append((place, text))
    told += [Line(f"- {shown(text)}", place + 1) for place, text in gone if text.strip()]
    told += [Line(f"+ {shown(new[place])}", min(place + 1, max(len(old), 1)))
             for places in arrived.values() for place in places if new[place].strip()]
    yield from sorted(told, key=lambda line: line.line) or [Line("only white space differs")]


def shown(text: str) -> str:
    """A text on one line, what cannot be seen named, cut in the middle when long."""
    seen = "".join(_visible(char) for char in text)
    return seen if len(seen) <= SHOWN else f"{seen[: SHOWN // 2]} … {seen[-SHOWN // 2 :]}"


def _of_edits(expected: str, found: str) -> Iterator[Line]:
    """Edits that are no longer made, made anew, or made in another way."""
    if expected == found:
        return
    lines = expected.splitlines()
    was, now = Counter(read_told(expected)), Counter(read_told(found))
    gone, come = list((was - now).elements()), list((now - was).elements())
    where = {edit: number for number, edit in enumerate(read_told("\n".join(lines)), 1)}
    partner: dict[tuple[int, str], list[Told]] = {}
    for edit in come:
        partner.setdefault((edit.page, edit.source), []).append(edit)
    for edit in gone:
        others = partner.get((edit.page, edit.source))
        if others:
            other = others.pop(0)
            yield Line(f"page {edit.page}: {_said(other)}, was: {_said(edit, False)}", where[edit], other.rule)
        else:
            yield Line(f"page {edit.page}: no longer: {_said(edit)}", where[edit], edit.rule)
    for others in partner.values():
        for edit in others:
            yield Line(f"page {edit.page}: new: {_said(edit)}", 0, edit.rule)
    if not gone and not come:
        yield Line("the same edits in another order")


def _said(edit: Told, whole: bool = True) -> str:
    source = f"‹{shown(edit.source)}› " if whole else ""
    if edit.act == "move":
        return f"{source}moved to {edit.layer} [{edit.rule}]"
    if edit.act == "query":
        readings = " or ".join(f"‹{shown(reading)}›" for reading in edit.readings)
        return f"{source}asked: {readings or 'left as it is'} [{edit.rule}]"
    return f"{source}reads ‹{shown(edit.after)}› [{edit.rule}]"


def _words(before: str, after: str) -> str:
    """Two lines as one, what changed in brackets, a few words on either side."""
    old, new = before.split(), after.split()
    parts: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            first, last = (AROUND if a else 0), (AROUND if b < len(old) else 0)
            words = old[a:b]
            cut = len(words) > first + last + 1
            parts += [*words[:first], "…", *words[len(words) - last :]] if cut else words
            continue
        if a < b:
            parts.append(f"[-{shown(' '.join(old[a:b]))}-]")
        if c < d:
            parts.append(f"{{+{shown(' '.join(new[c:d]))}+}}")
    return " ".join(parts) if old != new else "only white space differs"


def _stages(expected: Mapping[str, str], found: Mapping[str, str]) -> Sequence[str]:
    names = {name[len(STAGES) + 1 : -len(".txt")] for name in (*expected, *found)
             if name.startswith(f"{STAGES}/") and name.endswith(".txt")}
    return sorted(names, key=lambda name: (int(name.partition("-")[0] or 0), name))


def _kinds(was: str, now: str) -> Counter[str]:
    """How the number of blocks of each kind differs."""
    old, new = _heads(was.splitlines()), _heads(now.splitlines())
    return (old - new) + (new - old)


def _heads(lines: Iterable[str]) -> Counter[str]:
    return Counter(line.strip() for line in lines if line.strip().startswith("[") and line.strip().endswith("]"))


def _visible(char: str) -> str:
    if char == "\n":
        return "⏎"
    if char == "\ufffc":
        return "※"
    return char if char.isprintable() or char in "\u00a0\u202f\u2009" else f"[U+{ord(char):04X}]"
