"""Words that are lost or changed, and what should have gone: stamps, heads, folios. README.md defines the figures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from .align import NOWHERE, Letters
from .overlay import Judged, Placed

Figures = dict[str, tuple[float, float]]


# -- words ---------------------------------------------------------------------------------


def words(judged: Judged) -> Figures:
    """Words without a place; words of names as the truth writes them; other words whose case was changed."""
    text = judged.output.text
    lost: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    names = right = innocent = recased = 0
    strays = Counter(word.casefold() for start, end in judged.leftovers()
                     for word in re.findall(r"\w+", text[start:end]))
    for part, placed in [("lost", one) for one in judged.body] + [("notes_lost", one) for one in judged.notes]:
        for start, end, word in placed.words():
            counted[part] += 1
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
    return {"lost": (lost["lost"], counted["lost"]), "notes_lost": (lost["notes_lost"], counted["notes_lost"]),
            "names": (right, names), "recased": (recased, innocent)}


def _astray(word: str, strays: Counter[str]) -> bool:
    """Whether a word without a place stands somewhere all the same, whole or as a part of three letters or more."""
    for stray in (word, *(one for one in strays if len(one) > 2 and (word.startswith(one) or word.endswith(one)))):
        if strays[stray]:
            strays[stray] -= 1
            return True
    return False


# -- what should have gone -----------------------------------------------------------------


def left_in(judged: Judged) -> Figures:
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
