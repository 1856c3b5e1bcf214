"""Judging what a tool gave back against the truth. Every figure is a numerator and a denominator: see README.md.

    python bench/accuracy/scorer.py FACTS.json OUTPUT.md

Each letter of the truth is first given its place in the output (`align.py`), the body's before the notes'; every
verdict is then read at that place (`overlay.py`): words and furniture in `remains.py`, the others here.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.accuracy.align import NOWHERE
from bench.accuracy.facts import Facts, load
from bench.accuracy.overlay import Judged, call_places, marks_at
from bench.accuracy.reading import Paragraph
from bench.accuracy.remains import Figures, left_in, words

LOWER = ("cer", "lost", "notes_lost", "recased", "stamps", "heads", "folios", "false_heads")
"""Figures of which less is better: all others are shares that are right."""

WHOLE = 0.95
"""Likeness (1 - edit distance / length) from which the text of a note counts as whole."""


def score(facts: Facts, raw: str) -> Figures:
    judged = Judged(facts, raw)
    figures: Figures = {}
    for judge in (words, left_in, _markers, _notes, _cer, _structure, _hyphens):
        figures.update(judge(judged))
    return figures


def total(all_figures: Iterable[Figures]) -> Figures:
    """Numerators and denominators added."""
    made: dict[str, tuple[float, float]] = {}
    for figures in all_figures:
        for name, (right, of) in figures.items():
            before = made.get(name, (0, 0))
            made[name] = (before[0] + right, before[1] + of)
    return made


# -- calls and notes -----------------------------------------------------------------------


def _markers(judged: Judged) -> Figures:
    """Calls at the right letter: as `[^x]`, or in any form that can be seen; and how many `[^x]` are right."""
    text = judged.output.text
    placed = shown = calls = 0
    for here, after, _ in call_places(judged):
        calls += 1
        marks = marks_at(judged, here, after)
        placed += any(mark.linked for mark in marks)
        bare = here != NOWHERE and re.match(r"[^\w*]{0,5}(?:\[?\d{1,3}\]?|\(\w{1,3}\)|[*†‡§]{1,3})",
                                            text[here + 1:after if after > here else here + 8])
        shown += bool(marks or bare)
    inside = [mark for mark in judged.output.marks if mark.linked]
    return {"markers": (placed, calls), "markers_shown": (shown, calls),
            "markers_precise": (min(placed, len(inside)), len(inside))}


def _notes(judged: Judged) -> Figures:
    """Notes whose text is whole in a definition that their own call names; whole anywhere; whole though continued."""
    text = judged.output.text
    definitions = [one for one in judged.output.paragraphs if one.kind == "note"]
    starts = [one.start for one in definitions]
    calls = {label: marks_at(judged, here, after) for here, after, label in call_places(judged)}
    paired = whole = anywhere = continued = of_continued = 0
    for note in judged.notes:
        known = [one for one in note.places if one != NOWHERE]
        inside = Counter(bisect_right(starts, one) - 1 for one in known)
        best, _ = inside.most_common(1)[0] if inside else (-1, 0)
        definition = definitions[best] if best >= 0 else Paragraph(0, 0, "note")
        defined = _alike(note.passage.text, text[definition.start:definition.end])
        labels = [mark.label for mark in calls.get(note.passage.label, []) if mark.linked]
        whole += defined
        paired += defined and definition.label in labels
        over = len(note.passage.pages) > 1
        of_continued += over
        continued += over and defined
        anywhere += defined or bool(known) and _alike(note.passage.text, text[min(known):max(known) + 1])
    number = len(judged.notes)
    return {"notes_paired": (paired, number), "notes_whole": (whole, number), "notes_shown": (anywhere, number),
            "notes_continued": (continued, of_continued)}


def _alike(truth: str, output: str) -> bool:
    """Whatever the case, which is judged with the names."""
    truth, output = (re.sub(r"\W+$|^\W+", "", one) for one in (truth.casefold(), output.replace("\n", " ").casefold()))
    return Levenshtein.normalized_similarity(truth, output, score_cutoff=WHOLE) >= WHOLE


# -- the body ------------------------------------------------------------------------------


def _cer(judged: Judged) -> Figures:
    """Edit distance of the whole body, notes' text and bare calls taken out first, by its characters."""
    text = list(judged.output.text)
    for one in judged.output.paragraphs:
        if one.kind == "note":
            text[one.start:one.end] = [""] * (one.end - one.start)
    for start, end in _note_spans(judged):
        text[start:end] = [""] * (end - start)
    for here, after, _ in call_places(judged):
        if here != NOWHERE and (call := re.match(
                r"([^\w\n*]{0,4})(\[?\d{1,3}\]?|\(\w{1,3}\)|[*†‡§]{1,3})",
                "".join(text[here + 1:after if after > here else here + 8]))):
            text[here + 1 + call.start(2):here + 1 + call.end(2)] = [""] * len(call[2])
    output = re.sub(r"\s+", " ", "".join(text)).strip()
    truth = " ".join(placed.passage.text for placed in judged.body)
    return {"cer": (Levenshtein.distance(truth, output), len(truth))}


def _note_spans(judged: Judged) -> Iterator[tuple[int, int]]:
    """Runs of a note's text outside definitions, the label before its first word with it."""
    text = judged.output.text
    defined = [(one.start, one.end) for one in judged.output.paragraphs if one.kind == "note"]
    for note in judged.notes:
        runs: list[list[int]] = []
        for place_ in (one for one in note.places if one != NOWHERE):
            slot = bisect_right(defined, (place_, len(text))) - 1
            if slot >= 0 and place_ < defined[slot][1]:
                continue
            if runs and 0 < place_ - runs[-1][1] <= 12:
                runs[-1][1] = place_
            else:
                runs.append([place_, place_])
        for number, (start, end) in enumerate(runs):
            label = re.search(r"[\[(]?(?:\w{1,3}|[*†‡§]{1,3})[\])]?\W{0,4}$", text[max(0, start - 8):start])
            low, high = bisect_left(judged.letters.places, start - 8), bisect_left(judged.letters.places, start)
            free = label and not any(judged.used[letter] for letter in range(low, high)
                                     if judged.letters.places[letter] >= start - len(label[0]))
            back = len(label[0]) if label and free and number == 0 else 0
            trail = re.match(r"[^\w\n]{0,3}", text[end + 1:end + 4])
            yield start - back, end + 1 + (len(trail[0]) if trail else 0)


def _structure(judged: Judged) -> Figures:
    """Starts of paragraphs found and true; paragraphs joined over pages; headings."""
    owner = {place_: placed.first + number for placed in judged.body
             for number, place_ in enumerate(placed.places) if place_ != NOWHERE}
    places = sorted(owner)
    free = {placed.first + number for placed in judged.body if placed.passage.kind in ("table", "verse")
            for number in range(1, len(placed.places))}
    heads: list[tuple[int, int]] = []
    found: set[int] = set()
    for one in judged.output.paragraphs:
        low, high = bisect_left(places, one.start), bisect_left(places, one.end)
        if one.kind == "note" or low == high:
            continue
        found.add(owner[places[low]])
        if one.kind == "head":
            heads.append((owner[places[low]], owner[places[high - 1]]))
    starts, joined, over, right_heads, true_heads, false_heads = set(), 0, 0, 0, 0, 0
    for placed in judged.body:
        numbers = [placed.first + number for number, one in enumerate(placed.places) if one != NOWHERE]
        if not numbers:
            continue
        starts.add(numbers[0])
        if len(placed.passage.pages) > 1 and placed.passage.kind in ("p", "quote", "item"):
            over += 1
            joined += not any(numbers[0] < one <= numbers[-1] for one in found)
        inside = [head for head in heads if numbers[0] <= head[0] <= numbers[-1]]
        if placed.passage.kind in ("h1", "h2", "h3"):
            true_heads += 1
            right_heads += len(inside) == 1 and inside[0] == (numbers[0], numbers[-1])
        elif placed.passage.kind not in ("subtitle", "author"):
            false_heads += len(inside)
    found -= free | {min(starts, default=0)}
    starts -= {min(starts, default=0)}
    right = len(found & starts)
    return {"paragraphs": (2 * right, len(found) + len(starts)), "joined": (joined, over),
            "headings": (right_heads, true_heads), "false_heads": (false_heads, len(judged.body) - true_heads)}


def _hyphens(judged: Judged) -> Figures:
    """At each line-end hyphen: nothing between the halves (join), or a hyphen alone (keep)."""
    text = judged.output.text
    made = {"join": [0, 0], "keep": [0, 0]}
    for placed in judged.body + judged.notes:
        for offset, kind in placed.passage.hyphens:
            here, after = placed.place_before(offset + 1)
            made[kind][1] += 1
            if NOWHERE not in (here, after) and here < after:
                made[kind][0] += text[here + 1:after] == ("-" if kind == "keep" else "")
    return {"hyphens_joined": (made["join"][0], made["join"][1]), "hyphens_kept": (made["keep"][0], made["keep"][1])}


if __name__ == "__main__":
    for name, (right_, of_) in score(load(Path(sys.argv[1])), Path(sys.argv[2]).read_text(encoding="utf-8")).items():
        print(f"{name:16} {right_:g}/{of_:g}" + (f"  {100 * right_ / of_:.2f} %" if of_ else ""))
