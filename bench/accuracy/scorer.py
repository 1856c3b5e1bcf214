"""Judging what a tool gave back against the truth. Every figure is a numerator and a denominator: see README.md.

    python bench/accuracy/scorer.py FACTS.json OUTPUT.md

Each letter of the truth is first given its place in the output (`align.py`), the body's before the notes'; every
verdict is then read at that place.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.accuracy.align import NOWHERE, Letters, place
from bench.accuracy.facts import Facts, Passage, load
from bench.accuracy.reading import Mark, Output, Paragraph, read

Figures = dict[str, tuple[float, float]]

LOWER = ("cer", "lost", "notes_lost", "recased", "stamps", "heads", "folios", "false_heads")
"""Figures of which less is better: all others are shares that are right."""

WHOLE = 0.95
"""Likeness (1 - edit distance / length) from which the text of a note counts as whole."""


class Placed(NamedTuple):
    """A passage with, for each of its letters, the place in the output's text, or NOWHERE."""

    passage: Passage
    letters: Letters
    places: list[int]
    first: int
    """Number of its first letter among those of its part (all blocks, or all notes)."""

    def place_before(self, offset: int) -> tuple[int, int]:
        """Places of the last letter before an offset of the passage's text and of the first one from there on."""
        number = bisect_left(self.letters.places, offset)
        return (self.places[number - 1] if number else NOWHERE,
                self.places[number] if number < len(self.places) else NOWHERE)

    def words(self) -> Iterator[tuple[int, int, str]]:
        """Start and end of each word as numbers of letters, and its characters."""
        for start, end in pairwise(self.letters.starts):
            yield start, end, self.passage.text[self.letters.places[start]:self.letters.places[end - 1] + 1]

    def stands(self, start: int, end: int, output: str) -> str:
        """The characters in the output where these letters stand; empty if they have no place."""
        if NOWHERE in self.places[start:end]:
            return ""
        return output[self.places[start]:self.places[end - 1] + 1]


class Judged:
    """One output laid over one truth."""

    def __init__(self, facts: Facts, raw: str) -> None:
        self.facts = facts
        self.output: Output = read(raw)
        self.letters = Letters(self.output.text)
        used = bytearray(len(self.letters))
        self.body = self._placed(facts.blocks, used)
        self.notes = self._placed(facts.notes, used)
        self.used = used

    def _placed(self, passages: list[Passage], used: bytearray) -> list[Placed]:
        found = place(Letters("\n".join(one.text for one in passages)), self.letters, used)
        made, first = [], 0
        for one in passages:
            letters = Letters(one.text)
            places = [self.letters.places[at] if at != NOWHERE else NOWHERE
                      for at in found[first:first + len(letters)]]
            made.append(Placed(one, letters, places, first))
            first += len(letters)
        return made

    def leftovers(self) -> list[tuple[int, int]]:
        """Stretches of the output's text that hold letters without a place in the truth."""
        made: list[tuple[int, int]] = []
        before = NOWHERE
        for letter, place_ in enumerate(self.letters.places):
            if self.used[letter]:
                continue
            if made and before == letter - 1:
                made[-1] = (made[-1][0], place_ + 1)
            else:
                made.append((place_, place_ + 1))
            before = letter
        return made


def score(facts: Facts, raw: str) -> Figures:
    judged = Judged(facts, raw)
    figures: Figures = {}
    for judge in (_words, _left_in, _markers, _notes, _cer, _structure, _hyphens):
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


# -- words ---------------------------------------------------------------------------------


def _words(judged: Judged) -> Figures:
    """Words without a place; words of names as the truth writes them; other words whose case was changed."""
    text = judged.output.text
    lost: Counter[str] = Counter()
    words: Counter[str] = Counter()
    names = right = innocent = recased = 0
    strays = Counter(word.casefold() for start, end in judged.leftovers()
                     for word in re.findall(r"\w+", text[start:end]))
    for part, placed in [("lost", one) for one in judged.body] + [("notes_lost", one) for one in judged.notes]:
        for start, end, word in placed.words():
            words[part] += 1
            if placed.places[start:end].count(NOWHERE) * 2 > end - start:
                lost[part] += not _astray(word.casefold(), strays)
            offset = placed.letters.places[start]
            stands = placed.stands(start, end, text)
            if any(low <= offset < high for low, high in placed.passage.names):
                names += 1
                right += stands == word
            elif placed.passage.kind in ("p", "quote", "verse", "item", "note"):
                innocent += 1
                recased += stands != word and stands.casefold() == word.casefold()
    return {"lost": (lost["lost"], words["lost"]), "notes_lost": (lost["notes_lost"], words["notes_lost"]),
            "names": (right, names), "recased": (recased, innocent)}


def _astray(word: str, strays: Counter[str]) -> bool:
    """Whether a word without a place stands somewhere all the same, whole or as a part of three letters or more."""
    for stray in (word, *(one for one in strays if len(one) > 2 and (word.startswith(one) or word.endswith(one)))):
        if strays[stray]:
            strays[stray] -= 1
            return True
    return False


# -- what should have gone -----------------------------------------------------------------


def _left_in(judged: Judged) -> Figures:
    """Stamps (share of letters, forwards or backwards), heads and folios (instances) that are still there."""
    facts = judged.facts
    rest = "".join(judged.letters.keys[at] if not judged.used[at] else "\n"
                   for at in range(len(judged.letters)))
    rest = re.sub("\n+", "\n", rest)
    exploded = rest.replace("\n", "")
    pieces = left = 0
    for stamp in facts.stamps:
        keys = Letters(stamp).keys
        shingles = [keys[at:at + 8] for at in range(0, len(keys) - 7, 8)]
        pieces += len(shingles) * facts.pages
        left += sum(min(facts.pages, max(exploded.count(shingle), exploded[::-1].count(shingle)))
                    for shingle in shingles)
    heads = Counter(Letters(head).keys for _, head in facts.heads)
    heads_left = sum(min(number, rest.count(head)) for head, number in heads.items())
    return {"stamps": (left, pieces), "heads": (heads_left, sum(heads.values())),
            "folios": (_folios_left(judged), len(facts.folios))}


def _folios_left(judged: Judged) -> int:
    """Folios that stand as a token of their own between letters of their page, the last one or the next."""
    text = judged.output.text
    pages = sorted((place_, page) for placed in judged.body + judged.notes if placed.passage.pages
                   for place_, page in ((one, _page(placed, one)) for one in placed.places if one != NOWHERE))
    places = [place_ for place_, _ in pages]
    labels = _label_places(judged)
    tokens: dict[str, list[int]] = {}
    for token in re.finditer(r"[0-9]+|[ivxlc]+", text, re.I):
        low, high = bisect_left(judged.letters.places, token.start()), bisect_left(judged.letters.places, token.end())
        if not any(judged.used[low:high]) and token.start() not in labels:
            tokens.setdefault(token[0].lower(), []).append(token.start())
    left = 0
    for page, folio in judged.facts.folios:
        candidates = tokens.get(folio.lower(), [])
        for at in candidates:
            near = bisect_left(places, at)
            around = {pages[i][1] for i in (near - 1, near) if 0 <= i < len(pages)}
            if any(abs(page - one) <= 1 for one in around):
                candidates.remove(at)
                left += 1
                break
    return left


def _page(placed: Placed, place_: int) -> int:
    """The page a letter stands on, as far as its passage tells: passages over pages are taken at their ends."""
    pages = placed.passage.pages
    known = [one for one in placed.places if one != NOWHERE]
    return pages[min(len(pages) - 1, bisect_left(known, place_) * len(pages) // max(1, len(known)))]


def _label_places(judged: Judged) -> set[int]:
    """Where labels of notes and bare calls stand, which are no folios."""
    text, made = judged.output.text, set()
    for note in judged.notes:
        first = next((one for one in note.places if one != NOWHERE), NOWHERE)
        if first != NOWHERE and (label := re.search(r"(\w{1,3})\W{0,4}$", text[max(0, first - 8):first])):
            made.add(max(0, first - 8) + label.start(1))
    for block in judged.body:
        for offset, _ in block.passage.calls:
            here, _ = block.place_before(offset)
            if here != NOWHERE and (label := re.match(r"\W{0,5}(\d{1,3})", text[here + 1:here + 9])):
                made.add(here + 1 + label.start(1))
    return made


# -- calls and notes -----------------------------------------------------------------------


def _markers(judged: Judged) -> Figures:
    """Calls at the right letter: as `[^x]`, or in any form that can be seen; and how many `[^x]` are right."""
    text = judged.output.text
    placed = shown = calls = 0
    for here, after, _ in _call_places(judged):
        calls += 1
        marks = _marks_at(judged, here, after)
        placed += any(mark.linked for mark in marks)
        bare = here != NOWHERE and re.match(r"[^\w*]{0,5}(?:\[?\d{1,3}\]?|\(\w{1,3}\)|[*†‡§]{1,3})",
                                            text[here + 1:after if after > here else here + 8])
        shown += bool(marks or bare)
    inside = [mark for mark in judged.output.marks if mark.linked]
    return {"markers": (placed, calls), "markers_shown": (shown, calls),
            "markers_precise": (min(placed, len(inside)), len(inside))}


def _call_places(judged: Judged) -> Iterator[tuple[int, int, str]]:
    for block in judged.body:
        for offset, label in block.passage.calls:
            yield (*block.place_before(offset), label)


def _marks_at(judged: Judged, here: int, after: int) -> list[Mark]:
    """The marks behind this letter, before any other letter."""
    if here == NOWHERE:
        return []
    text, made = judged.output.text, []
    first = bisect_right(judged.output.marks, here, key=lambda mark: mark.at)
    for mark in judged.output.marks[first:first + 4]:
        if any(char.isalnum() for char in text[here + 1:mark.at]) or (after > here and mark.at > after):
            break
        made.append(mark)
    return made


def _notes(judged: Judged) -> Figures:
    """Notes whose text is whole in a definition that their own call names; whole anywhere; whole though continued."""
    text = judged.output.text
    definitions = [one for one in judged.output.paragraphs if one.kind == "note"]
    starts = [one.start for one in definitions]
    calls = {label: _marks_at(judged, here, after) for here, after, label in _call_places(judged)}
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
    for here, after, _ in _call_places(judged):
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
