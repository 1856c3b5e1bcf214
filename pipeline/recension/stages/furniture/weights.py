"""Thresholds and weights of `furniture`, all on one scale, and what a judgement is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from recension.stages.furniture.sheets import Row


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds and weights. A row gets the sum of what speaks for and against it."""

    head: float = 5.0
    """From here a row is a running head. Four other pages that say the same reach it alone; anything
    less needs two more signs: a half-title is known and outermost and has white below it."""
    folio: float = 4.0
    """From here a number alone is a folio: two other pages in step, or one and signs of its place."""
    doubt: float = 4.0
    """From here a row that stays is reported."""
    page_rows: int = 3
    """Rows of half of the pages, at least, for pages to have edges at all."""
    depth: int = 3
    """Rows from either edge among which furniture is looked for."""
    rounds: int = 14
    """Rows that can be peeled off one edge: slug, stamp, head, folio, and what a foot adds."""
    reach: int = 24
    """Pages to either side on which folios must keep step; chapters may be numbered anew."""
    edge_share: float = 0.8
    """Share of a style's letters that must stand at edges for it to be a style of the edges."""
    same_size: float = 0.1
    """Two rows say the same only in the same size, within this share."""
    top_letters: int = 4
    """Letters that a text must have to recur at the head of pages; shorter ones recur by chance."""
    bottom_letters: int = 8
    """The same at the foot, where notes say "ibid." on many pages."""
    recurs_often: float = 5.0
    """On four or more other pages."""
    recurs: float = 4.0
    """On two or three other pages."""
    recurs_once: float = 2.5
    """On one other page."""
    run_on_share: float = 0.2
    """Share of the pages with such a row on which the text below must begin in lower case for them to be
    heads; below headings it never does."""
    carried: int = 4
    """Pages with such a row, from which on one of them at least must begin in the middle of a sentence."""
    recurs_but: float = 1.5
    """On two or more, with other numbers: "Sonnet 12" heads a page as well."""
    folio_in_row: float = 3.0
    """A folio in step with other pages stands in the row."""
    folio_in_row_once: float = 2.0
    """The same, and only one page keeps step."""
    folio_in_row_often: float = 4.5
    """The same, and six pages around or more keep step."""
    folio_beside: float = 2.0
    """A folio of this page stands right beside the row."""
    folio_inside: float = 1.5
    """And the folio stands between the row and the text."""
    head_beside: float = 3.5
    """A running head of this page stands right beside the number."""
    known: float = 2.5
    """Says what a heading, the title, the author's line or a stamp says."""
    runs_on: float = 2.0
    """The text runs on over the row: a short line that begins like a title, and the next in lower case."""
    gap: float = 1.5
    """White to the text; in plain text half of it, for a blank line."""
    zone: float = 1.5
    """Stands where other pages have furniture: at their height in their size, or in their form."""
    zone_often: float = 2.5
    """The same, on three other pages or more."""
    usual: float = 0.4
    """Share of all pages that have a head before a page without one is odd; plain text only."""
    style: float = 1.0
    """In a style that hardly stands anywhere but at edges."""
    artifact: float = 3.0
    """The file marks it as an artifact."""
    segmented: float = 0.9
    """How sure a line is furniture that an OCR file's segmentation sets apart and nothing else speaks for: models
    that name zones are right in nine cases of ten and more on prints like those they learned from."""
    display: float = 1.2
    """Times the body's size from which a row is a title; what stands under it is not the page's head."""
    inner: float = -2.0
    """Something that is not furniture stands outside it."""
    in_margin: float = 1.0
    """Small, and beyond where the text of nearly all pages begins or ends."""
    off_page: float = 2.0
    """Wholly outside the page as it is trimmed: a printer's slug."""
    outermost: float = 0.5
    """Nothing else stands between it and the edge of the page."""
    wide: float = 1.4
    """Leadings from which white is a gap; below it stand paragraph skips."""
    wider: float = 2.0
    """Leadings from which a small row stands apart from the text."""
    tight: float = 1.2
    """Leadings up to which there is no gap."""
    no_gap: float = -2.5
    """No more white to the text than between lines of the text."""
    no_gap_once: float = -4.0
    """The same, for a row that at most one other page repeats: the header of a table that goes on."""
    large: float = -3.0
    """A sixth larger than the text: a heading."""
    larger: float = 1.17
    """Times the size of the text from which a row is large."""
    text_like: float = -3.0
    """Ends in a divided word, opens like a note, or is as long as the text's lines and stands once."""
    second: float = -2.0
    """The page has its head, and nothing else says that this is one: a heading below it."""
    second_line: int = 6
    """In plain text, other pages that must say the same before a second row is part of the head and
    not, say, the header of a table that goes on."""
    opening: float = -2.0
    """"Chapter V": recurs as a head, but on its first page it is the heading."""
    sentence: float = -1.5
    """Ends with the stop of a sentence, or begins in lower case."""
    out_of_step: float = -3.0
    """A number that does not keep step where the folios around do."""
    decorated: float = 1.0
    """Between dashes or brackets, or after "page"."""
    apart: float = 1.0
    """Small, with wide white to the text."""
    in_step_often: float = 4.5
    """Three or more other pages keep step with it."""
    in_step: float = 4.0
    """Two other pages keep step, or three in four of the few that there are."""
    in_step_once: float = 2.5
    """One other page keeps step."""
    scraps: int = 4
    """Other pages on which a row without words must stand outermost to go with the head beside it."""
    unmarked: int = 70
    """Printed lines on one page of plain text from which page marks are thought to be missing."""
    sheet_lines: tuple[int, int] = (12, 180)
    """Printed lines between two folios of a text without page marks, fewest and most."""
    chain: int = 3
    """Folios in a row that make out the pages of a text without page marks."""
    chains_tried: int = 6
    """Runs of numbers that are looked at, the fullest first: tables hold some that are no folios."""
    numbered_lines: int = 5
    """Numbers in a row, in step with the lines of the text, from which they are line numbers."""
    same_columns: int = 3
    """Pages with the very same line numbers beside their text, for those among the text of a page with
    few lines to be line numbers as well."""
    signatures: int = 3
    """Signatures in step with the sheets of the book before any of them is one."""
    catchwords: int = 3
    """Pages whose foot repeats the next page's first word before any of them has a catchword."""
    stray: int = 30
    """A folio alone in the middle of a page, after a column, without decoration: none below it is believed."""


KNOWN = "says what a heading, the title, the author's line or a stamp says"


class Piece(NamedTuple):
    """One piece of evidence. `here`: it speaks of a running head and not of a heading in its place."""

    weight: float
    reason: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row that is furniture, or, where not `sure`, may be."""

    row: Row
    rule: str
    score: float
    reasons: tuple[str, ...]
    sure: bool
    label: str = ""
    """The folio, without its decoration."""
    edge: str = "top"
