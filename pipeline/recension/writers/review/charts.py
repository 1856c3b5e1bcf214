"""Small charts as SVG, drawn by hand: no styles inside, so that the strictest page policy holds.

Each chart has a title that says in words what it shows; the numbers stand beside it as a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from recension.writers.markup import attribute, escaped

HEIGHT = 120
BAR = 4
"""Width of a bar before the chart is stretched to its place."""


def stacked(columns: Sequence[Counter[str]], classes: Mapping[str, str], labels: Sequence[str], title: str) -> str:
    """A column a page, stacked by stage."""
    most = max((sum(column.values()) for column in columns), default=0) or 1
    width = max(len(columns), 1) * BAR
    drawn = []
    for place, column in enumerate(columns):
        top = float(HEIGHT)
        parts = []
        for stage, name in classes.items():
            if not column[stage]:
                continue
            height = column[stage] / most * (HEIGHT - 2)
            top -= height
            parts.append(f'<rect class="{name}" x="{place * BAR}" y="{top:.2f}" width="{BAR - 0.6}" '
                         f'height="{height:.2f}"/>')
        if parts:
            drawn.append(f"<g><title>page {attribute(labels[place])}: {sum(column.values())}</title>"
                         f"{''.join(parts)}</g>")
    return (f'<svg class="chart" role="img" aria-label="{attribute(title)}" viewBox="0 0 {width} {HEIGHT}" '
            f'preserveAspectRatio="none">{"".join(drawn)}</svg>')


def shares(parts: Sequence[tuple[str, int, str]], title: str) -> str:
    """One bar in parts: (name, count, class)."""
    total = sum(count for _, count, _ in parts) or 1
    at = 0.0
    drawn = []
    for name, count, kind in parts:
        width = count / total * 200
        if count:
            drawn.append(f'<rect class="{kind}" x="{at:.2f}" y="0" width="{max(width - 0.5, 0.5):.2f}" height="14">'
                         f"<title>{escaped(name)}: {count}</title></rect>")
        at += width
    return (f'<svg class="shares" role="img" aria-label="{attribute(title)}" viewBox="0 0 200 14" '
            f'preserveAspectRatio="none">{"".join(drawn)}</svg>')


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A plain table with its caption."""
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(
        f'<th scope="row">{escaped(str(cell))}</th>' if not number else f"<td>{escaped(str(cell))}</td>"
        for number, cell in enumerate(row)) + "</tr>" for row in rows)
    return (f"<table><caption>{escaped(caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>")
