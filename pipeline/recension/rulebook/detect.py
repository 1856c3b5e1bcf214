"""In which language is a text? Told by its small words.

Articles, prepositions, pronouns make up a third of any prose and differ by language; they
survive bad extraction, since they are short. A word that several languages share counts
for each of them in part. Names, titles and figures hold no such words, and then the answer
is that nothing is known.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

import regex

from recension.rulebook.lexicon import folded
from recension.rulebook.places import rules_folder

WORD = regex.compile(r"[\p{L}\p{M}]+")

SAMPLE = 40_000
"""Characters that are read of each of three places in a long text; the answer settles after one page."""

LEAST = 2.0
"""Weight of small words below which nothing is known: four words that two languages share, or two of one alone."""

SHARE = 0.08
"""Share of the words that must be small words of the language. Prose has 0.2 to 0.4 (shared words counted in
part), the worst list of references 0.1, random names and code under 0.03."""

MARGIN = 1.25
"""By how much the first language must lead the second. Spanish and Portuguese share most; a page of prose parts them by
more than 1.5, a line of ten words sometimes by 1.3."""


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language that most of a text is in, or "" where the evidence is thin.

    Knows the languages that have a `detect.toml`: fr, en, de, es, it, pt, nl, la. For a text in
    two languages the one with more words; below some ten words of prose often "".
    """
    if len(text) > 3 * SAMPLE:
        middle = len(text) // 2
        text = " ".join((text[:SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:]))
    words = Counter(WORD.findall(folded(text).lower()))
    total = sum(words.values())
    scores: dict[str, float] = defaultdict(float)
    for word, languages in _small_words().items():
        count = words.get(word, 0)
        if count:
            for language in languages:
                scores[language] += count / len(languages)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < LEAST or ranked[0][1] < SHARE * total:
        return ""
    if len(ranked) > 1 and ranked[0][1] < MARGIN * ranked[1][1]:
        return ""
    return ranked[0][0]


@cache
def _small_words() -> Mapping[str, tuple[str, ...]]:
    """Every small word with the languages that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((rules_folder() / "languages").glob("*/detect.toml")):
        with path.open("rb") as file:
            for word in tomllib.load(file).get("tables", {}).get("detect_words", ()):
                found[word].append(path.parent.name)
    return {word: tuple(languages) for word, languages in found.items()}
