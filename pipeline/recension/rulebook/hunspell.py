"""Every form that a Hunspell word list stands for.

A `.dic` file holds stems with flags, the `.aff` file beside it says what affixes the flags
allow. Expanding the two gives a plain list that can be compiled, or held in a set. Compounding
is not expanded (it has no end); prefixes that are elisions (`l'`, `d'`) are left out, because
`Lexicon.knows` takes them off a word before it looks.

The format is described in hunspell(5). Read here: SET, FLAG, AF, PFX, SFX with continuation
flags, NEEDAFFIX, ONLYINCOMPOUND, FORBIDDENWORD, NOSUGGEST. Left alone: all that serves
suggestions, break and input conversion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import regex

ELISIONS = "'’"


class Affix(NamedTuple):
    """One rule: take `strip` off, put `add` on, where `condition` holds."""

    strip: str
    add: str
    condition: regex.Pattern[str] | None
    further: frozenset[str]
    """Flags of the form that the affix makes."""
    crosses: bool
    """May be joined with an affix of the other end."""


class Affixes:
    """An `.aff` file."""

    def __init__(self, path: Path) -> None:
        self.encoding = _encoding_of(path)
        self._flag = "short"
        self._aliases: list[frozenset[str]] = []
        self.prefixes: dict[str, list[Affix]] = defaultdict(list)
        self.suffixes: dict[str, list[Affix]] = defaultdict(list)
        special: dict[str, str] = {}
        crosses: dict[tuple[str, str], bool] = {}
        for line in path.read_text(self.encoding, errors="replace").splitlines():
            fields = line.split()
            if not fields or fields[0].startswith("#"):
                continue
            name = fields[0]
            if name == "FLAG":
                self._flag = fields[1].lower()
            elif name == "AF" and len(fields) > 1 and (self._aliases or not fields[1].isdigit()):
                self._aliases.append(self._split(fields[1]))
            elif name == "AF":
                self._aliases.append(frozenset())  # aliases count from 1
            elif name in ("NEEDAFFIX", "ONLYINCOMPOUND", "FORBIDDENWORD", "NOSUGGEST") and len(fields) > 1:
                special[name] = fields[1]
            elif name in ("PFX", "SFX") and len(fields) >= 4:
                key = name, fields[1]
                if key not in crosses:
                    crosses[key] = fields[2] == "Y"
                else:
                    self._add(name, fields, crosses[key])
        self.bound = frozenset(v for k, v in special.items() if k in ("NEEDAFFIX", "ONLYINCOMPOUND"))
        self.forbidden = frozenset(v for k, v in special.items() if k in ("FORBIDDENWORD", "NOSUGGEST"))

    def flags(self, field: str) -> frozenset[str]:
        """The flags that a field of the dictionary stands for."""
        if self._aliases and field.isdigit():
            number = int(field)
            return self._aliases[number] if number < len(self._aliases) else frozenset()
        return self._split(field)

    def _split(self, field: str) -> frozenset[str]:
        if self._flag == "long":
            return frozenset(field[i : i + 2] for i in range(0, len(field), 2))
        if self._flag == "num":
            return frozenset(field.split(","))
        return frozenset(field)

    def _add(self, name: str, fields: list[str], crosses: bool) -> None:
        strip = "" if fields[2] == "0" else fields[2]
        add, _, further = fields[3].partition("/")
        add = "" if add == "0" else add
        if name == "PFX" and any(mark in add for mark in ELISIONS):
            return
        test = fields[4] if len(fields) > 4 else "."
        condition = None
        if test != ".":
            test = test.replace("-", r"\-") if "[" not in test else test
            condition = regex.compile(f"(?:{test})$" if name == "SFX" else f"^(?:{test})")
        table = self.suffixes if name == "SFX" else self.prefixes
        table[fields[1]].append(Affix(strip, add, condition, self.flags(further) if further else frozenset(), crosses))


def expand(dictionary: Path) -> Iterator[str]:
    """Every form of a `.dic` file, with its case; the `.aff` file must lie beside it. May repeat itself.

    Raises OSError when one of the two is missing.
    """
    affixes = Affixes(dictionary.with_suffix(".aff"))
    lines = dictionary.read_text(affixes.encoding, errors="replace").splitlines()
    for line in lines[1:]:
        entry = line.split("\t")[0].strip()
        if not entry or entry.startswith("#"):
            continue
        word, flags = _entry(entry, affixes)
        if word and not flags & affixes.forbidden:
            yield from _forms(word, flags, affixes)


def _entry(entry: str, affixes: Affixes) -> tuple[str, frozenset[str]]:
    """A line of the dictionary: word and flags. Morphological fields (`po:nom`) are dropped."""
    entry = regex.sub(r"(?:\s+[a-z]{2}:\S*)+\s*$", "", entry)
    entry = entry.replace(r"\/", "\0")
    word, slash, field = entry.partition("/")
    return word.replace("\0", "/").strip(), affixes.flags(field.split()[0]) if slash and field else frozenset()


def _forms(word: str, flags: frozenset[str], affixes: Affixes) -> Iterator[str]:
    if not flags & affixes.bound:
        yield word
    yield from _prefixed(word, flags, affixes)
    for flag in flags:
        for suffix in affixes.suffixes.get(flag, ()):
            form = _suffixed(word, suffix)
            if form is None:
                continue
            if not suffix.further & affixes.bound:
                yield form
            if suffix.crosses:
                yield from _prefixed(form, flags | suffix.further, affixes, crossing=True)
            for second in suffix.further:
                for again in affixes.suffixes.get(second, ()):
                    twice = _suffixed(form, again)
                    if twice is None:
                        continue
                    if not again.further & affixes.bound:
                        yield twice
                    if suffix.crosses and again.crosses:
                        yield from _prefixed(twice, flags | again.further, affixes, crossing=True)


def _prefixed(word: str, flags: frozenset[str], affixes: Affixes, crossing: bool = False) -> Iterator[str]:
    for flag in flags:
        for prefix in affixes.prefixes.get(flag, ()):
            if crossing and not prefix.crosses:
                continue
            if word.startswith(prefix.strip) and (prefix.condition is None or prefix.condition.search(word)):
                yield prefix.add + word[len(prefix.strip) :]


def _suffixed(word: str, suffix: Affix) -> str | None:
    if not word.endswith(suffix.strip) or (suffix.condition is not None and not suffix.condition.search(word)):
        return None
    return word[: len(word) - len(suffix.strip)] + suffix.add


def _encoding_of(path: Path) -> str:
    """The encoding that an `.aff` file declares for itself and its dictionary."""
    for line in path.read_bytes().splitlines():
        if line.startswith((b"SET ", b"\xef\xbb\xbfSET ")):
            return line.split()[1].decode("ascii", errors="replace").replace("microsoft-cp", "cp")
    return "iso-8859-1"
