"""Names in name case: what a name set in small capitals reads in upper and lower case.

A capital after the start, a hyphen, a space, an apostrophe; initials in capitals; particles in
lower case (`de`, `van der`), though not the French article after them (`de La Tour`); `Mc` with
a capital after it, `Mac` only for the names of a list, for there is Machin and Macé; regnal
numerals in capitals. What differs by language is in the tables of `names.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from recension.rulebook import Profile
from recension.stages.smallcaps.casewords import APOSTROPHES, HYPHENS, components, fold
from recension.stages.smallcaps.numerals import is_roman

INITIALS = regex.compile(r"(?:\p{L}\p{M}?|[CcTtPpSs][Hh]|[Cc][Hh][Rr]|[Ff][Rr]|[Cc][Ll]|[Gg][Uu][Yy])")
"""The letters of one initial, its stop left out: one letter, or a group that stands for one sound."""

SHORT_ELISION = 2
"""Letters before an apostrophe that stand for a word of their own: O', D', L', de."""

LONG_ELISIONS = frozenset(("dell", "dall", "nell", "all", "sant", "degl", "quell"))
"""Longer ones, all Italian."""

MC_LEAST = 5
"""Letters of a name in `Mc`, at least: `McKay`."""


@dataclass(frozen=True, slots=True)
class NameTables:
    """What a language says of names."""

    particles: frozenset[str]
    """In lower case inside a name, wherever they stand: de, van, von der."""
    dutch: frozenset[str]
    """With a capital where neither a given name nor an initial stands before them: Van den Broeck L., but L. van den
    Broeck, as Dutch spelling has it."""
    capital_articles: frozenset[str]
    """With a capital where they open a name or follow a particle: La, Le, Du, Des; Italian De, Di."""
    low_elisions: frozenset[str]
    """Elided particles in lower case: d'."""
    joiners: frozenset[str]
    """Between the names of two authors: et, and, und."""
    mac: frozenset[str]
    """Names in which `Mac` is followed by a capital, folded."""
    spellings: dict[str, str]
    """Names with a capital inside that no rule gives, by their folded form."""
    inner_low: frozenset[str]
    """In lower case between two hyphens: Saint-Jean-de-Luz, Bar-sur-Aube."""

    @classmethod
    def of(cls, profile: Profile) -> NameTables:
        return cls(
            profile.table("name_particles"),
            profile.table("name_dutch_particles"),
            profile.table("name_capital_articles"),
            profile.table("name_low_elisions"),
            profile.table("name_joiners"),
            frozenset(fold(name) for name in profile.table("name_mac")),
            {fold(name): name for name in sorted(profile.table("name_spellings"))},
            profile.table("name_inner_low") | profile.table("name_particles"),
        )

    def is_low(self, folded: str) -> bool:
        """Is this word of a name, or between two names, in lower case?"""
        return folded in self.joiners or (folded in self.particles and folded not in self.capital_articles)


def name_case(core: str, tables: NameTables, *, opens: bool = True, soft: frozenset[int] = frozenset()) -> str:
    """One word of a name in name case; the length stays.

    `opens`: the word opens the name. `soft`: offsets of hyphens that only divide the word at a
    line end and do not belong to it.
    """
    folded = fold(core)
    if tables.is_low(folded):
        return core.lower()
    known = tables.spellings.get(folded)
    if known is not None:
        return cased_like(core, known)
    if len(folded) > 1 and not opens and is_roman(folded) and set(folded) <= set("ivx"):
        return core.upper()
    letters = list(core.lower())
    parts = list(components(core))
    for number, (start, end) in enumerate(parts):
        if start - 1 in soft:
            continue
        part = fold(core[start:end])
        follows = core[end : end + 1]
        if follows and follows in APOSTROPHES and part in tables.low_elisions:
            continue
        if number and core[start - 1] in APOSTROPHES and not _takes_capital(fold(core[slice(*parts[number - 1])])):
            continue
        middle = 0 < number < len(parts) - 1 and core[start - 1] in HYPHENS
        if middle and part in tables.inner_low:
            continue
        for offset in capitals_of(part, tables):
            letters[start + offset] = core[start + offset].upper()
    made = "".join(letters)
    return made if len(made) == len(core) and made.lower() == core.lower() else core


def _takes_capital(before: str) -> bool:
    """Does a capital follow this part and its apostrophe? After O', D', Sant' it does; in Prud'hon it does not."""
    return len(before) <= SHORT_ELISION or before in LONG_ELISIONS


def capitals_of(part: str, tables: NameTables) -> tuple[int, ...]:
    """Where a part of a name, folded, has capitals."""
    if part.startswith("mc") and len(part) >= MC_LEAST:
        return 0, 2
    if part in tables.mac:
        return 0, 3
    return (0,)


def initials_case(letters: str) -> str:
    """One initial, without its stop: `c` to `C`, `ch` to `Ch`."""
    return letters[:1].upper() + letters[1:].lower()


def cased_like(core: str, model: str) -> str:
    """`core` with the case of `model`, letter by letter; unchanged where their letters differ."""
    cases = [char for char in model if char.isalpha()]
    letters = list(core)
    where = [index for index, char in enumerate(core) if char.isalpha()]
    if len(where) != len(cases) or any(
        core[index].lower() != char.lower() for index, char in zip(where, cases, strict=True)
    ):
        return core
    for index, char in zip(where, cases, strict=True):
        letters[index] = char
    return "".join(letters)
