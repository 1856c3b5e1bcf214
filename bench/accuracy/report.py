"""The table and the charts: figures by program, as Markdown and as SVG written by hand."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from .remains import Figures
from .scorer import LOWER

TITLES = {
    "cer": "body text wrong, % of characters",
    "lost": "body words lost, %",
    "names": "names and numerals in small capitals right, %",
    "recased": "innocent words whose case was changed, %",
    "stamps": "stamps left in, % of letters",
    "heads": "running heads left in, %",
    "folios": "folios left in, %",
    "hyphens_joined": "line-end hyphens joined where they should be, %",
    "hyphens_kept": "line-end hyphens kept where they should be, %",
    "markers": "note calls placed and linked, %",
    "markers_shown": "note calls that can be seen at their place, %",
    "markers_precise": "linked calls that are right, %",
    "notes_paired": "notes paired with their call, %",
    "notes_whole": "notes whole in a definition, %",
    "notes_shown": "notes whole anywhere, %",
    "notes_continued": "notes that run over a page whole, %",
    "notes_lost": "words of notes lost, %",
    "paragraphs": "paragraphs, F1, %",
    "joined": "paragraphs joined over pages, %",
    "headings": "headings right, %",
    "false_heads": "other blocks taken for headings, %",
}

_OURS, _OTHERS, _INK, _FAINT = "#0b5a8a", "#9a9a9a", "#1a1a1a", "#d9d9d9"


def percent(pair: tuple[float, float]) -> float | None:
    return 100 * pair[0] / pair[1] if pair[1] else None


def cell(pair: tuple[float, float] | None) -> str:
    value = percent(pair) if pair else None
    if value is None:
        return "–"
    return f"{value:.2f}" if 0 < value < 10 or 99 <= value < 100 else f"{value:.1f}" if value % 1 else f"{value:.0f}"


def table(figures: Mapping[str, Figures], seconds: Mapping[str, float]) -> str:
    """One row a figure, one column a program; the best of each row is bold."""
    names = list(figures)
    lines = ["| | better | " + " | ".join(names) + " |", "|---|---|" + "---:|" * len(names)]
    for key, title in TITLES.items():
        values = {name: percent(figures[name].get(key, (0, 0))) for name in names}
        known = [value for value in values.values() if value is not None]
        best = (min if key in LOWER else max)(known, default=None)
        cells = [f"**{cell(figures[name][key])}**" if values[name] is not None and values[name] == best
                 else cell(figures[name].get(key)) for name in names]
        lines.append(f"| {title} | {'less' if key in LOWER else 'more'} | " + " | ".join(cells) + " |")
    if seconds:
        lines.append("| seconds a document, start of the program included | less | "
                     + " | ".join(f"{seconds[name]:.2f}" for name in names) + " |")
    return "\n".join(lines) + "\n"


def chart(key: str, figures: Mapping[str, Figures]) -> str:
    """A bar for each program; the number stands beside its bar, and colour says nothing that the labels do not."""
    title = TITLES[key]
    better = "less is better" if key in LOWER else "more is better"
    rows = [(name, percent(of.get(key, (0, 0)))) for name, of in figures.items()]
    known = [value for _, value in rows if value is not None]
    top = 100.0 if key not in LOWER else max(1.0, max(known, default=1.0))
    told = "; ".join(f"{name} {value:.2f}" if value is not None else f"{name} none" for name, value in rows)
    height = 52 + 26 * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" width="640" height="{height}" role="img" '
        'aria-labelledby="title desc" font-family="Georgia, \'Source Serif 4\', serif" font-size="14">',
        f'<title id="title">{html.escape(title)}</title>',
        f'<desc id="desc">Bars, {better}. {html.escape(told)}.</desc>',
        f'<rect width="640" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="24" fill="{_INK}" font-size="16">{html.escape(title)} ({better})</text>']
    for number, (name, value) in enumerate(rows):
        y = 42 + 26 * number
        width = 0 if value is None else round(370 * value / top, 1)
        colour = _OURS if name == "recension" else _OTHERS
        label = "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
        weight = ' font-weight="bold"' if name == "recension" else ""
        parts += [f'<text x="160" y="{y + 15}" text-anchor="end" fill="{_INK}"{weight}>{html.escape(name)}</text>',
                  f'<rect x="170" y="{y}" width="370" height="20" fill="none" stroke="{_FAINT}"/>',
                  f'<rect x="170" y="{y}" width="{width}" height="20" fill="{colour}"/>',
                  f'<text x="548" y="{y + 15}" fill="{_INK}"{weight}>{label}</text>']
    return "\n".join([*parts, "</svg>"]) + "\n"


def write(folder: Path, figures: Mapping[str, Figures], seconds: Mapping[str, float], preface: str,
          by_engine: Mapping[str, Figures]) -> None:
    charts = folder / "charts"
    charts.mkdir(exist_ok=True)
    for key in TITLES:
        (charts / f"{key}.svg").write_text(chart(key, figures), encoding="utf-8")
    pictures = "\n\n".join(f"![{title}](charts/{key}.svg)" for key, title in TITLES.items())
    (folder / "results.md").write_text(
        f"# Results\n\n{preface}\n{table(figures, seconds)}\n## recension by engine\n\n{table(by_engine, {})}\n"
        f"## In pictures\n\n{pictures}\n", encoding="utf-8")
