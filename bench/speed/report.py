"""The table and the chart: what a page costs, as Markdown and as SVG written by hand."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from math import log10

_OURS, _OTHERS, _INK, _FAINT = "#0b5a8a", "#9a9a9a", "#1a1a1a", "#d9d9d9"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def chart(costs: Mapping[str, float]) -> str:
    """Milliseconds of CPU a page, a bar a program, on a scale of tens; the number stands beside its bar."""
    title = "CPU for a page, start of the program included, ms (less is better; each line is ten times the last)"
    rows = sorted(costs.items(), key=lambda one: one[1])
    low, high = 0.1, max(1000.0, max(costs.values(), default=1.0))
    told = "; ".join(f"{name} {value:.2f}" for name, value in rows)
    height = 60 + 26 * len(rows)

    def across(value: float) -> float:
        return round(370 * log10(max(value, low) / low) / log10(high / low), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" width="720" height="{height}" role="img" '
        'aria-labelledby="title desc" font-family="Georgia, \'Source Serif 4\', serif" font-size="14">',
        f'<title id="title">{html.escape(title)}</title>', f'<desc id="desc">Bars. {html.escape(told)}.</desc>',
        f'<rect width="720" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="24" fill="{_INK}" font-size="15">{html.escape(title)}</text>']
    mark = low
    while mark <= high:
        x = 190 + across(mark)
        parts.append(f'<line x1="{x}" y1="38" x2="{x}" y2="{height - 14}" stroke="{_FAINT}"/>')
        mark *= 10
    for number, (name, value) in enumerate(rows):
        y = 42 + 26 * number
        ours = name.startswith("recension")
        weight = ' font-weight="bold"' if ours else ""
        parts += [f'<text x="180" y="{y + 15}" text-anchor="end" fill="{_INK}"{weight}>{html.escape(name)}</text>',
                  f'<rect x="190" y="{y}" width="{across(value)}" height="20" fill="{_OURS if ours else _OTHERS}"/>',
                  f'<text x="{198 + across(value)}" y="{y + 15}" fill="{_INK}"{weight}>{_cell(value)}</text>']
    return "\n".join([*parts, "</svg>"]) + "\n"


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
