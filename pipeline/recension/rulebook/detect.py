"""In which language is a text? Told by its small words.

Articles, prepositions, pronouns make up a third of any prose and differ by language; they
survive bad extraction, since they are short. A word that several languages share counts
for each of them in part. Names, titles and figures hold no such words, and then the answer
is that nothing is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import regex

from recension.rulebook.compiled import compiled_pack
from recension.rulebook.lexicon import folded
from recension.rulebook.places import rules_folder

WORD = regex.compile(r"[\p{L}\p{M}]+")

SAMPLE = 40_000
"""Characters that are read of each of three places in a long text; the answer settles after one page."""

LEAST = 2.0
"""Weight of small words below which nothing is known: four words that two languages share, or two of one alone."""

TYPICAL = {"fr": 0.29, "en": 0.38, "de": 0.36, "es": 0.23, "it": 0.27, "pt": 0.25, "nl": 0.34}
"""Share of the words of prose that are small words of its language, where those that n languages have count 1/n.
Measured on manuals, novels, scholarly books and aphorisms; without it the analytic languages would win every tie."""

USUAL = 0.25
"""The same for a language that is not in the list above."""

SHARE = 0.3
"""Part of that share that a text must reach. Lists of references have half of it, names and code under a tenth."""

MARGIN = 1.25
"""By how much the first language must lead the second. Spanish and Portuguese share most; a page of prose parts
them by more than 2, a line of ten words sometimes by 1.3."""


BILINGUAL = 150.0
"""Weight of small words of the second language from which a text is truly in two: a page of each."""

def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language that most of a text is in, or "" where the evidence is thin.

    Knows the languages that have a `detect.toml` (fr, en, de, es, it, pt, nl) and Latin. For a text in
    two languages the one with more words; below some ten words of prose often "".
    """
    if len(text) > 3 * SAMPLE:
        middle = len(text) // 2
        text = " ".join((text[:SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:]))
    first, second, shares = _ranked(text)
    if not first or shares[first] >= MARGIN * shares.get(second, 0.0):
        return first
    if shares[second] * TYPICAL.get(second, USUAL) < BILINGUAL:
        return ""
    # Two languages, each proven: licences, sources and summaries stand at the end, the author's text before.
    before, after, early = _ranked(text[: len(text) // 2])
    return before if before and early[before] >= MARGIN * early.get(after, 0.0) else ""


def _ranked(text: str) -> tuple[str, str, dict[str, float]]:
    """The likeliest language ("" where too little speaks for it), the next one, and the weight of each as prose."""
    words = Counter(WORD.findall(folded(text).lower()))
    total = sum(words.values())
    scores: dict[str, float] = defaultdict(float)
    for word, languages in _small_words().items():
        count = words.get(word, 0)
        if count:
            for language in languages:
                scores[language] += count / len(languages)
    shares = {language: score / TYPICAL.get(language, USUAL) for language, score in scores.items()}
    first, second, *_ = [*sorted(shares, key=lambda language: (-shares[language], language)), "", ""]
    if not first or scores[first] < LEAST or shares[first] < SHARE * total:
        first = ""
    return first, second, shares


@cache
def _small_words() -> Mapping[str, tuple[str, ...]]:
    """Every small word with the languages that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((rules_folder() / "languages").glob("*/detect.toml")):
        data = path.read_bytes()
        pack = compiled_pack(path, data)
        if pack is None:
            import tomllib

            content: Mapping[str, Any] = tomllib.loads(data.decode("utf-8"))
        else:
            content = pack.content
        for name, words in content.get("tables", {}).items():
            if name.startswith("detect_words"):
                language = name.removeprefix("detect_words").strip("_") or path.parent.name
                for word in words:
                    found[word].append(language)
    return {word: tuple(languages) for word, languages in found.items()}
