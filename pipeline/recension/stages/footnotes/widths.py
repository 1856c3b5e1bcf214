"""How wide a line of plain text was printed, estimated from its characters."""

from __future__ import annotations

from functools import lru_cache


class _Widths(dict[str, int]):
    """Widths of characters in hundredths of an average letter, by the proportions of a common serif face."""

    def __missing__(self, char: str) -> int:
        return 150 if char.isupper() else 98 if char in "áàâäãåéèêëçóòôöõ" else 110


_WIDTHS = _Widths()
for _chars, _width in (
    ("iljſ,.;:'’‘|!·´`", 60),
    ("tfrI()[]-‐\u00ad/ ", 68),
    ("sJ°*", 86),
    ("acez", 98),
    ('?”“„«»"', 98),
    ("w", 160),
    ("m", 172),
    ("—…", 220),
    ("ABCEFLPRTZ", 142),
    ("DGHKNOQUVXYÄÖÜ&", 160),
    ("S", 123),
    ("MW", 200),
):
    _WIDTHS.update(dict.fromkeys(_chars, _width))


@lru_cache(maxsize=4096)
def width_of(chars: str) -> float:
    """Width of a line in average letters; runs of white count once."""
    return sum(map(_WIDTHS.__getitem__, " ".join(chars.split()))) / 100
