"""Join, keep, or undecided: what the witnesses say of one divided word.

Asked in this order: the typesetter's habits; the word elsewhere in the document; whether the
hyphen waits for a second half; the sign itself; case; the lexicon, its hyphenated entries
before the joined form; what the language always writes with a hyphen; regular word formation;
other forms of the word; other languages; the halves. A joined word that neither document nor
lexicon has is never certain: it comes with a query.
"""

from __future__ import annotations

from collections.abc import Callable

from recension.rulebook.lexicon import Lexicon
from recension.stages.hyphenation.bench import Answer, Bench, Verdict, Word, torn

SYLLABLES = "aiouyàâéèêîôûäöüáíóú"
"""Letters that are a syllable by themselves, so that a hand-set book may part them from their word: `a-voir`.
Not `e`, whose compounds outnumber such words."""

JOIN, KEEP = Answer.JOIN, Answer.KEEP


def judge(word: Word, bench: Bench) -> Verdict:
    """What the first witness says that has an answer; the last one always has."""
    for witness in WITNESSES:
        verdict = witness(word, bench)
        if verdict is not None:
            return verdict
    return unknown(word, bench)


def typesetter(word: Word, bench: Bench) -> Verdict | None:
    """No modern program leaves one letter of a word on a line, or carries one over: that hyphen is the author's.

    Hand-set books do (`é-tait`), and show it: then some tail of theirs is no word.
    """
    if len(word.right) == 1:
        return Verdict(KEEP, "kept-single-letter", "no typesetter carries one letter over", 0.95)
    if len(word.left) > 1 or not word.alone or bench.parts_letters or not bench.is_any_word(word.tail):
        return None
    if word.left.lower() in SYLLABLES and (not word.left.isascii() or bench.lexicon.knows(word.joined)):
        return None
    return Verdict(KEEP, "kept-single-letter", "no word of this document is divided after its first letter, and "
                   f"“{word.tail}” is a word", 0.95)


def document(word: Word, bench: Bench) -> Verdict | None:
    """The same word elsewhere in the document."""
    words = bench.vocabulary
    # Titles in English have capitals that the same words have not in the text; elsewhere `Linux-System`
    # says nothing of a `Linuxsystem`.
    count = words.count if bench.lexicon.language == "en" else words.count_cased
    joined, hyphenated = words.count(word.joined), count(word.hyphenated)
    if not joined and not hyphenated and word.head + word.tail != word.joined and not word.ends_in_letter:
        joined = words.count_part(word.head + word.tail)
        hyphenated = count(f"{word.head}-{word.tail}")
    if word.has_own_capital and not words.has_written(word.head + word.tail):
        joined = 0
    if not joined and not hyphenated:
        return None
    known = bench.lexicon.knows(word.joined)
    if hyphenated == 1 and not joined and known and not (
            bench.lexicon.knows(word.head) and bench.lexicon.knows(word.tail)):
        return None  # a hyphen left inside a line by whoever made the text: no witness against the lexicon
    said = f"this document has “{word.joined}” {_times(joined)} and “{word.hyphenated}” {_times(hyphenated)}"
    most = bench.options.majority
    if not hyphenated:
        doubtful = joined < most and bench.may_take_hyphen(word)
        return Verdict(JOIN, "joined-document", said, 0.9 if doubtful else 0.99, doubtful)
    if not joined:
        return Verdict(KEEP, "kept-document", said, 0.99)
    if joined >= most * hyphenated:
        return Verdict(JOIN, "joined-document", said, 0.9, True)
    if hyphenated >= most * joined or bench.lexicon.knows_hyphenated(word.hyphenated):
        return Verdict(KEEP, "kept-document", said, 0.9, True)
    if joined > hyphenated and known:
        return Verdict(JOIN, "joined-document", said, 0.8, True)
    return Verdict(KEEP, "undecided", said, 0.5, True)


def sign(word: Word, bench: Bench) -> Verdict | None:
    """The sign that divides: some files tell the printer's hyphen from the author's."""
    if not bench.dividers:
        return None
    entry, known = bench.lexicon.knows_hyphenated(word.hyphenated), bench.lexicon.knows(word.joined)
    if word.sign in bench.dividers:
        if entry and not known:
            return None
        if word.has_own_capital:
            return torn(word.head)
        return Verdict(JOIN, "joined-sign", f"{_named(word.sign)} stands at line ends only in this document, which "
                       "writes its hyphens otherwise", 0.98 if known else 0.9, not known)
    if known and not bench.are_words(word):
        return None
    return Verdict(KEEP, "kept-sign", "divided words have another sign in this document; "
                   f"{_named(word.sign)} is how it writes its own hyphens", 0.95)


def case(word: Word, bench: Bench) -> Verdict | None:
    """A capital that a divided word would not have inside."""
    head, tail = word.head, word.tail
    if head == "Mc":
        return Verdict(JOIN, "joined-name", "“Mc” is the head of a name written as one", 0.95)
    if word.has_own_capital:
        if bench.is_torn(word):
            return torn(head)
        return Verdict(KEEP, "kept-capital", f"“{tail}” has a capital of its own", 0.97)
    if len(head) > 1 and head.isupper() and tail[:1].islower() and bench.is_any_word(tail):
        return Verdict(KEEP, "kept-acronym", f"“{head}” is in capitals and “{tail}” is not", 0.95)
    return None


def suspended(word: Word, bench: Bench) -> Verdict | None:
    """`nord- und süddeutsch`, `pré- et protohistoire`: the hyphen ends a word."""
    if word.right.lower() not in bench.table("hyphen_conjunctions") or bench.lexicon.knows(word.joined):
        return None
    return Verdict(KEEP, "kept-suspended", f"“{word.right}” is a word of its own: the hyphen stands for the second "
                   "half of a compound that follows", 0.9)


def place_name(word: Word, bench: Bench) -> Verdict | None:
    """`Rochemaure-` / `sur-Ande`, `Neustadt-` / `an-der-Lahn`: a small word that links the parts of a name."""
    link, _, rest = word.right.partition("-")
    if rest and rest.split("-")[-1][:1].isupper() and word.left[:1].isupper() and link in bench.table("place_links"):
        return Verdict(KEEP, "kept-place-name", f"“{link}” links the parts of a place's name", 0.95)
    return None


def lexicon(word: Word, bench: Bench) -> Verdict | None:
    """The word list: its hyphenated entries before the joined form, the whole word before its parts."""
    words, name = bench.lexicon, _list_of(bench.lexicon)
    entry, known = words.knows_hyphenated(word.hyphenated), words.knows(word.joined)
    if entry:
        also = f", and “{word.joined}” as well" if known else ""
        return Verdict(KEEP, "kept-hyphenated-entry", f"{name} has “{word.hyphenated}”{also}",
                       0.7 if known else 0.97, known)
    if known:
        others, two_words = bench.may_take_hyphen(word), bench.may_be_two_words(word)
        doubtful = others or two_words
        also = f", but others that begin with “{word.head}-” too" if others else (
            f", but “{word.head}” and “{word.tail}” are words as well" if two_words else "")
        return Verdict(JOIN, "joined-lexicon", f"{name} has “{word.joined}”{also}",
                       0.85 if doubtful else 0.97, doubtful)
    part, pair = word.head + word.tail, f"{word.head}-{word.tail}"
    if part == word.joined:
        return None
    if word.ends_in_letter:
        return Verdict(KEEP, "kept-compound", "a compound with several hyphens keeps them all", 0.95)
    # A longer compound broken inside one of its parts: `quarante-trois` in `quarante`.
    if words.knows_hyphenated(pair):
        return Verdict(KEEP, "kept-hyphenated-entry", f"{name} has “{pair}”", 0.95)
    if words.knows(part):
        return Verdict(JOIN, "joined-lexicon", f"{name} has “{part}”", 0.96)
    if "-" in word.left and bench.is_word(word.head) and bench.is_word(word.tail):
        return Verdict(KEEP, "kept-compound", "a compound with several hyphens keeps them all", 0.9)
    return None


def grammar(word: Word, bench: Bench) -> Verdict | None:
    """What the language always writes with a hyphen; asked only when the joined form is no known word."""
    head, tail, table = word.head.lower(), word.tail.lower(), bench.table
    if tail in table("hyphen_followers") and bench.is_word(head):
        return Verdict(KEEP, "kept-inversion", f"“{tail}” follows “{head}” with a hyphen", 0.95)
    if not bench.is_word(word.tail):
        return None
    if head in table("hyphen_numerals"):
        return Verdict(KEEP, "kept-numeral", f"numerals keep their hyphen after “{head}”", 0.95)
    if head in table("hyphen_heads"):
        return Verdict(KEEP, "kept-head", f"“{head}” takes a hyphen before a word such as “{tail}”", 0.92)
    if len(head) >= bench.options.part and len(tail) >= bench.options.tail and head not in table("joined_prefixes"):
        rests = bench.rests(word)
        if len(rests) > 1:
            return Verdict(KEEP, "kept-document-head", f"this document writes “{head}-{rests[0]}” and "
                           f"“{head}-{rests[1]}”", 0.9)
        if bench.is_productive(word):
            return Verdict(KEEP, "kept-productive-head", f"{_list_of(bench.lexicon)} has many words that begin with "
                           f"“{head}-”, and none has “{word.joined}”", 0.9)
    if _ends(head, table("hyphen_pair_heads")) and _ends(tail, table("hyphen_pair_tails")):
        return Verdict(KEEP, "kept-pair", f"“{head}” and “{tail}” are two adjectives side by side", 0.85)
    return None


def formation(word: Word, bench: Bench) -> Verdict | None:
    """Words that no list has but that the language makes by rule."""
    parts = bench.lexicon.compound(word.joined)
    if parts:
        adjectives = word.head.islower() and bench.are_words(word)  # `lebendig-beweglich` is as good German
        made = " and ".join(f"“{part}”" for part in parts)
        return Verdict(JOIN, "joined-compound", f"“{word.joined}” is put together from {made}",
                       0.85 if adjectives else 0.95, adjectives)
    head, tail = word.head.lower(), word.tail.lower()
    if head in bench.table("joined_prefixes") and bench.is_word(tail):
        return Verdict(JOIN, "joined-derivation", f"“{head}” is put before “{tail}” without a hyphen", 0.85, True)
    if tail in bench.table("joined_endings"):
        return Verdict(JOIN, "joined-derivation", f"“{tail}” is an ending", 0.85, True)
    return None


def kin(word: Word, bench: Bench) -> Verdict | None:
    """Another form of the same word elsewhere in the document: its plural, another ending."""
    hyphenated = bench.vocabulary.kin(word.hyphenated)
    if "-" in hyphenated and not bench.is_noun(word):
        return Verdict(KEEP, "kept-document-kin", f"this document has “{hyphenated}”", 0.95)
    joined = bench.vocabulary.kin(word.joined)
    if joined and not bench.is_word(word.tail):
        return Verdict(JOIN, "joined-document-kin", f"this document has “{joined}”", 0.95)
    return None


def other_languages(word: Word, bench: Bench) -> Verdict | None:
    """A quotation, a title, a term: another language may know the word."""
    for words in bench.others:
        if words.knows_hyphenated(word.hyphenated):
            return Verdict(KEEP, "kept-other-language", f"{_list_of(words)} has “{word.hyphenated}”", 0.85)
        if len(word.joined) >= 2 * bench.options.part and words.knows(word.joined):
            return Verdict(JOIN, "joined-other-language", f"{_list_of(words)} has “{word.joined}”", 0.85, True)
    return None


def halves(word: Word, bench: Bench) -> Verdict | None:
    """Two words side by side that no list has as one."""
    if not bench.are_words(word):
        return None
    if bench.joins_compounds and word.tail[:1].islower():
        return Verdict(JOIN, "joined-two-words", f"“{word.head}” and “{word.tail}” are words, and a compound with a "
                       "hyphen would go on with a capital", 0.85, True)
    long = min(len(word.head), len(word.tail)) >= bench.options.long and word.head.lower() in bench.lexicon
    if word.head[:1].isupper() and not bench.vocabulary.count(word.head) and not long:
        return None  # a name: its halves are words by chance (`Chester-field`)
    return Verdict(KEEP, "kept-two-words", f"“{word.head}” and “{word.tail}” are words, and no list has "
                   f"“{word.joined}”", 0.8, True)


def unknown(word: Word, bench: Bench) -> Verdict:
    """No witness. Nine in ten such words are names and terms that were divided; the query says so."""
    nobody = f"no witness has “{word.joined}” or “{word.hyphenated}”"
    rests = bench.rests(word)
    if rests:
        return Verdict(KEEP, "undecided", f"{nobody}; this document writes “{word.head}-{rests[0]}”", 0.5, True)
    head, tail = word.head, word.tail
    if word.in_capitals:  # acronyms, keys, titles: what is in capitals is seldom divided
        return Verdict(KEEP, "undecided", f"{nobody}, and words in capitals are seldom divided", 0.5, True)
    if (head.islower() and len(head) >= bench.options.part and len(tail) >= bench.options.tail
            and head not in bench.table("joined_prefixes")
            and any(words.knows(head) and words.knows(tail) for words in bench.others)):
        return Verdict(KEEP, "undecided", f"{nobody}; both halves are words of another language", 0.5, True)
    return Verdict(JOIN, "joined-unknown-word", f"{nobody}, but its halves are no two words either, as those of a "
                   "compound would be", 0.7, True)


WITNESSES: tuple[Callable[[Word, Bench], Verdict | None], ...] = (
    typesetter, document, suspended, sign, case, place_name, lexicon, grammar, formation, kin, other_languages, halves)


def _ends(half: str, endings: frozenset[str]) -> bool:
    return any(half.endswith(ending) for ending in endings)


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


NAMES = {"fr": "French", "en": "English", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch",
         "pt": "Portuguese"}


def _list_of(words: Lexicon) -> str:
    return f"the {NAMES.get(words.language, words.language)} word list"


def _named(sign: str) -> str:
    return {"-": "the hyphen", "\u00ad": "the soft hyphen (U+00AD)", "\u2010": "the hyphen U+2010",
            "\u2011": "the non-breaking hyphen", "¬": "the sign ¬"}.get(sign, sign)
