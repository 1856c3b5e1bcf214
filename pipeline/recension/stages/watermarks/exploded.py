"""Is a run of splinters a stamp? The runs that `splinters` finds, read and weighed.

Also the letters of a word across the page ("DRAFT") that extraction scattered between the
lines of the text: alone on their lines, they spell a word of the stamp table on each page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from recension.model import Document, Layer, Line, Page
from recension.rulebook import Profile
from recension.stages._stamps import Options, Suspect, squeezed, weight, wording
from recension.stages.watermarks.splinters import Run, Shape, common_core, runs, without_folios

_WORD = regex.compile(r"\p{L}{4,}")
_CAPITALS = regex.compile(r"\p{Lu}{1,24}")


def exploded(document: Document, profile: Profile, options: Options) -> Iterator[Suspect]:
    """Runs of splinters, then runs of one word a line, with what they weigh."""
    vocabulary = _vocabulary(document)
    letters = Shape(options.splinter_letters, options.splinters_in_a_row, options.splinter_blanks, True)
    words = Shape(60, options.words_in_a_row, 1, False)
    for shape in (letters, words):
        found = [(page, run) for page in document.pages for run in runs(page.lines, shape)]
        spelt: list[str] = []
        taken: set[int] = set()
        for place, (page, run) in enumerate(found):
            others = [other for number, (other_page, other) in enumerate(found)
                      if 0 < abs(number - place) <= 4 and other_page is not page]
            shared = common_core(run, others, options.core_letters)
            core = run.part(*shared) if shared else None
            suspect = (_of_splinters(page, run, core, vocabulary, profile, options) if shape is letters
                       else _of_words(page, run, core, profile, options))
            if suspect is not None:
                if suspect.score >= options.enough:
                    taken.update(id(line) for line in suspect.lines)
                    spelt.append("".join(squeezed(line.chars) for line in suspect.lines))
                yield suspect
        if shape is letters and spelt:
            yield from _remnants(document, spelt, taken, options)


def _remnants(document: Document, spelt: list[str], taken: set[int], options: Options) -> Iterator[Suspect]:
    """Runs too short to judge alone that spell a piece of a stamp that other pages have whole."""
    short = Shape(options.splinter_letters, options.remnant, options.splinter_blanks, True)
    for page in document.pages:
        for run in runs(page.lines, short):
            lines = _lines(page, without_folios(run, None))
            if any(id(line) in taken for line in lines):
                continue
            piece = "".join(squeezed(line.chars) for line in lines)
            if len(lines) >= options.remnant and any(piece in text or piece in text[::-1] for text in spelt):
                yield Suspect(lines, options.enough, "exploded-stamp", (
                    f"{len(lines)} splinters spell a piece of the stamp of other pages, {piece!r}",))


def scattered(document: Document, profile: Profile, options: Options) -> Iterator[Suspect]:
    """Capitals alone on their lines that together are the letters of a word of stamps."""
    spelt = {word: Counter(char for char in squeezed(word) if char.isalpha()) for word in profile.table("stamp_words")}
    for page in document.pages:
        lone = [line for line in page.lines if line.layer is Layer.BODY and _CAPITALS.fullmatch(line.chars.strip())]
        letters = Counter("".join(line.chars.strip().casefold() for line in lone))
        for word in sorted(spelt):
            if sum(spelt[word].values()) >= 5 and letters == spelt[word]:
                yield Suspect(tuple(lone), options.stamp_word + options.spells_words, "scattered-stamp",
                              (f"{len(lone)} lines of capitals alone on the page spell {word!r}", "a word of stamps"))


def _of_splinters(page: Page, run: Run, core: Run | None, vocabulary: frozenset[str], profile: Profile,
                  options: Options) -> Suspect | None:
    whole = without_folios(run, core)
    text = max((whole.forwards(), whole.backwards()),
               key=lambda read: (weight(wording(read, profile)), _known_share(read, vocabulary)))
    kinds = wording(text, profile)
    score, reasons = weight(kinds), [f"{len(whole.lines)} splinters spell {text.strip()!r}", *kinds]
    if core is not None and 2 * len(core.lines) >= len(whole.lines):
        score += options.recurs_once
        reasons.append("another page says the same")
    if _known_share(text, vocabulary) >= options.known_share:
        score += options.spells_words
        reasons.append("they spell words of the document")
    return Suspect(_lines(page, whole), score, "exploded-stamp", tuple(reasons))


def _of_words(page: Page, run: Run, core: Run | None, profile: Profile, options: Options) -> Suspect | None:
    part = core or _telling_part(page, run, profile)
    text = " ".join(part.tokens)
    kinds = wording(text, profile)
    if not kinds or len(part.lines) < 3:
        return None
    score, reasons = weight(kinds), [f"{len(part.lines)} lines of one word spell {text!r}", *kinds]
    if core is not None:
        score += options.recurs_once
        reasons.append("another page says the same")
    return Suspect(_lines(page, part), score, "exploded-stamp", tuple(reasons))


def _telling_part(page: Page, run: Run, profile: Profile) -> Run:
    """The shortest part of a run that says all that the run says of a stamp.

    The words beside it are the stamp's as well where nothing else of the page stands beyond.
    """
    tokens = list(run.tokens)
    full = weight(wording(" ".join(tokens), profile))
    start, end = 0, len(tokens)
    while end - start > 1 and weight(wording(" ".join(tokens[start + 1 : end]), profile)) >= full:
        start += 1
    while end - start > 1 and weight(wording(" ".join(tokens[start : end - 1]), profile)) >= full:
        end -= 1
    return run.part(start, end)


def _lines(page: Page, run: Run) -> tuple[Line, ...]:
    return tuple(page.lines[index] for index in run.lines)


def _vocabulary(document: Document) -> frozenset[str]:
    """Words of the document that stand in real lines."""
    return frozenset(
        word.casefold() for line in document.lines(Layer.BODY) if len(line.text) > 30
        for word in _WORD.findall(line.chars))


def _known_share(text: str, vocabulary: frozenset[str]) -> float:
    """Share of the letters that words of the document cover, spaces ignored."""
    tight = "".join(char for char in squeezed(text) if char.isalpha())
    covered = bytearray(len(tight))
    for start in range(len(tight)):
        for size in range(min(15, len(tight) - start), 3, -1):
            if tight[start : start + size] in vocabulary:
                covered[start : start + size] = b"\1" * size
                break
    return sum(covered) / len(tight) if tight else 0.0
