"""Patterns and replacement templates: what they may be, and what they compile to.

A pattern comes from people, some of them strangers. Matching runs under a time limit, but
compiling cannot: nested counted repetitions are written out by the engine and fill the
memory. So a pattern's size is estimated before it is compiled. Measured with regex 2026.11:
`(a{1000}){1000}` takes 0.6 s, one more level kills the process; at the limit here compiling
stays under 20 ms.
"""

from __future__ import annotations

from functools import lru_cache

import regex

LONGEST_PATTERN = 4000
"""Characters. The longest that is shipped has under 600."""

LARGEST_EXPANSION = 20_000
"""Nodes after counted repetitions are written out."""

DEEPEST_NESTING = 40
"""Groups inside groups; the compiler recurses, and Python ends at a thousand frames."""

LONGEST_REPLACEMENT = 500

_COUNT = regex.compile(r"\{(\d*)(?:,(\d*))?\}")
_LITERALS = regex.compile(r"\\[pPN]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", regex.DOTALL)
_CALL = regex.compile(r"\(\?(?:R|\d+|&\w+|P>\w+)\)")
_ESCAPE = regex.compile(r"\\(?:u(?P<code>[0-9A-Fa-f]{4})|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[pPN]\{[^}]*\}|[pP]\w"
                        r"|[gkL]<[^>]*>|\d+|(?P<sign>[^\p{L}\p{N}_])|.)", regex.DOTALL)
_FLAGS = regex.compile(r"\(\?[a-zA-Z0-9]*-?[a-zA-Z0-9]*\)")
_FUZZY = regex.compile(r"\{\s*(?:\d+\s*<=?\s*)?[eids]\s*(?:<=?|[,:}])")
_GROUP_REFERENCE = regex.compile(r"\\(?:(?P<number>\d)|g<(?P<name>\w+)>|u(?P<code>[0-9A-Fa-f]{4})|(?P<other>.?))",
                                 regex.DOTALL)
_LITERAL = {"\\": "\\", "n": "\n", "t": "\t"}

Template = tuple[str | int, ...]
"""Literal text, and numbers of groups to be put in."""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> regex.Pattern[str]:
    """A checked pattern, compiled; `^` and `$` stand at line ends, as people expect."""
    return regex.compile(pattern, regex.MULTILINE)


def fault_of_pattern(pattern: str) -> str:
    """What is wrong with a pattern, in words, or nothing."""
    if not pattern:
        return "is empty"
    if len(pattern) > LONGEST_PATTERN:
        return f"is {len(pattern)} characters long; {LONGEST_PATTERN} are allowed"
    size, depth = _expansion(pattern)
    if depth > DEEPEST_NESTING:
        return f"nests groups {depth} deep; {DEEPEST_NESTING} are allowed"
    if size > LARGEST_EXPANSION:
        return (f"repeats repetitions: written out it has about {size} parts, {LARGEST_EXPANSION} are allowed; "
                "use + or * instead of large numbers in braces")
    bare = _LITERALS.sub("", pattern)
    if _CALL.search(bare):
        return "calls itself or one of its groups, which may never end; write the part out"
    if _FUZZY.search(bare):
        return "asks for fuzzy matching, which can alter words that only look alike"
    try:
        found = compiled(pattern)
    except regex.error as error:
        where = f" at character {error.pos + 1}" if error.pos is not None else ""
        return f"is not a valid regular expression: {error.msg}{where}"
    except (RecursionError, OverflowError, MemoryError, ValueError, KeyError, IndexError, TypeError) as error:
        return f"cannot be compiled ({type(error).__name__})"
    try:
        if found.fullmatch("", timeout=0.2) is not None:
            return "matches nothing at all, so that every place of every page would be a hit"
    except TimeoutError:
        return "takes too long on an empty text"
    return ""


def _expansion(pattern: str) -> tuple[int, int]:
    """About how many parts a pattern has once its counted repetitions are written out, and its nesting."""
    sizes, depth, last, at = [0], 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        step, size = 1, 1
        if char == "\\":
            step = 2
        elif char == "[":
            step = max(1, class_end(pattern, at) - at)
        elif char == "(":
            sizes.append(0)
            depth = max(depth, len(sizes) - 1)
            at, last = at + 1, 0
            continue
        elif char == ")" and len(sizes) > 1:
            size = sizes.pop() + 1
        elif char == "{" and (count := _COUNT.match(pattern, at)) and count.group(0) != "{}":
            numbers = [int(number[:9]) for number in count.groups() if number]
            times = max(numbers, default=1)
            sizes[-1] += last * max(0, times - 1)
            last *= max(1, times)
            at = count.end()
            continue
        elif char in "*+?|":
            size = 0
        if size:
            last = size
        sizes[-1] += size
        at += step
    return sum(sizes), depth


def class_end(pattern: str, start: int) -> int:
    """Where a character class ends, taken as the simple kind; the compiler judges the rest."""
    at = start + 1
    if pattern[at : at + 1] == "^":
        at += 1
    if pattern[at : at + 1] == "]":
        at += 1
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


@lru_cache(maxsize=4096)
def needed(pattern: str) -> str:
    """A stretch of text without which the pattern cannot match anything, the longest there is; often a stamp's words.

    To look for it first costs a hundredth of what the pattern costs. Nothing where the
    pattern has alternatives at the top, or flags that change what a letter means.
    """
    if _FLAGS.search(pattern):
        return ""
    runs, at = [""], 0
    while at < len(pattern):
        char, end = pattern[at], at + 1
        literal = ""
        if escape := _ESCAPE.match(pattern, at):
            end = escape.end()
            literal = chr(int(escape["code"], 16)) if escape["code"] else escape["sign"] or ""
        elif char == "[":
            end = class_end(pattern, at)
        elif char == "(":
            end = group_end(pattern, at)
        elif char == "|":
            return ""
        elif char in "*?{":
            runs[-1] = runs[-1][:-1]
            end = pattern.find("}", at) + 1 if char == "{" else end
        elif char not in "+.^$})]\\":
            literal = char
        if literal:
            runs[-1] += literal
        elif char not in "^$":
            runs.append("")
        at = max(end, at + 1)
    return max(runs, key=len)


_GROUP = regex.compile(r"\((?:\?:|\?>|\?<?=|\?P?<\w+>|(?![?*]))")
"""A group that takes part in every match: plain, named, atomic, or asked for on either side."""


@lru_cache(maxsize=4096)
def needed_one_of(pattern: str) -> tuple[str, ...]:
    """Stretches of text of which a match needs at least one: as `needed`, but alternatives are looked into."""
    if _FLAGS.search(pattern):
        return ("",)
    parts = _alternatives(pattern)
    if len(parts) > 1:
        return tuple(dict.fromkeys(stretch for part in parts for stretch in needed_one_of(part)))
    best: tuple[str, ...] = (needed(pattern),)
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at = _ESCAPE.match(pattern, at).end() if _ESCAPE.match(pattern, at) else at + 1
        elif pattern[at] == "[":
            at = class_end(pattern, at)
        elif pattern[at] == "(":
            end = group_end(pattern, at)
            opening = _GROUP.match(pattern, at)
            if opening and pattern[end : end + 1] not in ("*", "?", "{"):
                found = needed_one_of(pattern[opening.end() : end - 1])
                if min(map(len, found)) > min(map(len, best)):
                    best = found
            at = end
        else:
            at += 1
    return best


def _alternatives(pattern: str) -> list[str]:
    """The parts of a pattern between the bars at its top; brackets and escapes are passed over."""
    parts, start, at = [], 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "|":
            parts.append(pattern[start:at])
            start = at = at + 1
        elif char == "\\":
            at += 2
        elif char == "[":
            at = class_end(pattern, at)
        elif char == "(":
            at = group_end(pattern, at)
        else:
            at += 1
    return [*parts, pattern[start:]]


def group_end(pattern: str, start: int) -> int:
    """Where the group that opens here ends."""
    depth, at = 0, start
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 2
            continue
        if char == "[":
            at = class_end(pattern, at)
            continue
        depth += (char == "(") - (char == ")")
        at += 1
        if not depth:
            break
    return at


@lru_cache(maxsize=1024)
def template(replacement: str, pattern: str) -> Template:
    """A replacement, taken apart. `\\1` and `\\g<name>` stand for groups, `\\u00a0` for a character.

    Raises ValueError, with the reason in words, for a group that the pattern has not got.
    """
    if len(replacement) > LONGEST_REPLACEMENT:
        raise ValueError(f"is {len(replacement)} characters long; {LONGEST_REPLACEMENT} are allowed")
    found = compiled(pattern)
    parts: list[str | int] = []
    at = 0
    for match in _GROUP_REFERENCE.finditer(replacement):
        parts.append(replacement[at : match.start()])
        at = match.end()
        number, name, code, other = match.group("number", "name", "code", "other")
        if code is not None:
            parts.append(chr(int(code, 16)))
        elif number is not None or (name is not None and name.isdigit()):
            index = int(number if number is not None else name)
            if index > found.groups:
                raise ValueError(f"speaks of group {index}, but the pattern has {found.groups or 'no'} groups")
            parts.append(index)
        elif name is not None:
            if name not in found.groupindex:
                raise ValueError(f"speaks of a group {name!r} that the pattern has not got")
            parts.append(found.groupindex[name])
        elif other in _LITERAL:
            parts.append(_LITERAL[other])
        else:
            raise ValueError(f"has \\{other}, which means nothing here; a backslash itself is written \\\\")
    parts.append(replacement[at:])
    return tuple(part for part in parts if part != "")


def filled(parts: Template, match: regex.Match[str]) -> str:
    """A template with the groups of a match put in; a group that took no part is empty."""
    return "".join(part if isinstance(part, str) else (match.group(part) or "") for part in parts)
