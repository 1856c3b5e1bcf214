"""The stage `paragraphs` with geometry: items whose lines hang, listings, contents, the edges of a page."""

from __future__ import annotations

from drawnpages import LEADING, Book, Drawn, sentence
from recension.model import Block, Box, Kind, Style
from recension.readers._runs import PageOfRuns, Run
from recension.readers.layout import compose
from recension.rulebook import Profile
from recension.stages.paragraphs import paragraphs

LEFT, FULL = 60.0, 66
"""Where the body's lines begin, and how many letters a full one has (4.5 points each)."""


class Full(Drawn):
    """A line that reaches the right margin, however many letters it has."""

    @property
    def box(self) -> Box:
        return super().box._replace(x1=LEFT + 4.5 * FULL)


class Sheet(Book):
    """A page that is written line by line from the top."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Drawn] = []
        self.y = 60.0
        self.number = 0

    def prose(self, count: int, step: float = 0.0, last: int = 40, first: float | None = None) -> Sheet:
        """A paragraph of full lines and one of `last` letters, `step` points from the left."""
        for line in range(count):
            self.number += 1
            x = LEFT + (step if line or first is None else first)
            room = FULL - round((x - LEFT) / 4.5)
            full = line < count - 1
            length = room - self.number % 5 if full else min(last, room)
            text = (sentence(self.number, 90) + " " + sentence(self.number + 500, 90))[:length - 1].strip()
            text = text.ljust(length - 1, "e")
            text = (text.capitalize() if line == 0 else text) + ("." if line == count - 1 else "n")
            self.line(text, x - LEFT)
            if full:
                self.lines[-1] = Full(*self.lines[-1])
        return self

    def line(self, text: str, step: float = 0.0, font: str = "Garamond", width: float = 0.0) -> Sheet:
        self.lines.append(Drawn(text, LEFT + step, self.y, font=font))
        self.y += LEADING
        return self

    def white(self, times: float = 0.6) -> Sheet:
        self.y += times * LEADING
        return self

    def turn(self) -> Sheet:
        self.page(*self.lines)
        self.lines, self.y = [], 60.0
        return self

    def blocks(self) -> list[Block]:
        if self.lines:
            self.turn()
        return list(paragraphs(self.document(), Profile.for_language("fr")).document.blocks)


def body() -> Sheet:
    """A page of ordinary paragraphs with first-line indents."""
    sheet = Sheet()
    for _ in range(6):
        sheet.prose(5, first=12.0)
    return sheet.turn()


def counted(blocks: list[Block]) -> list[int]:
    return [block.text.chars.count("\n") + 1 for block in blocks]


def test_paragraphs_of_the_body() -> None:
    assert counted(body().blocks()) == [5] * 6


def test_an_item_keeps_the_lines_that_hang_under_it() -> None:
    sheet = body().prose(4, first=12.0)
    for _ in range(3):
        sheet.white().prose(4, step=24.0, first=12.0)
    sheet.white().prose(4, first=12.0)
    assert counted(sheet.blocks()[6:]) == [4, 4, 4, 4, 4]


def test_a_closed_full_line_of_an_item_is_not_its_end() -> None:
    sheet = body().prose(4, first=12.0).white()
    sheet.line("— " + "Le bac du pont ne passe plus la nuit depuis la grande crue."[:60], 12.0)
    sheet.line("Le passeur dort au moulin et la cloche n'est plus sonnée non"[:60], 24.0)
    sheet.line("plus.", 24.0)
    sheet.line("— La cloche sonne.", 12.0)
    blocks = sheet.white().prose(4, first=12.0).blocks()[6:]
    assert counted(blocks) == [4, 3, 1, 4]
    assert [block.kind for block in blocks[1:3]] == [Kind.ITEM, Kind.ITEM]


def test_a_dialogue_with_dashes_is_no_list() -> None:
    sheet = body()
    for _ in range(4):
        sheet.line("— Le bac du pont ne passe plus la nuit depuis la grande crue,"[:60], 12.0)
        sheet.line("et le passeur dort au moulin.")
    assert {block.kind for block in sheet.blocks()} == {Kind.PARAGRAPH}


def test_a_second_paragraph_of_an_item_is_no_quotation() -> None:
    sheet = body().prose(3, first=12.0).white().prose(3, step=24.0, first=12.0)
    sheet.white().prose(3, step=24.0).white().prose(4, first=12.0)
    blocks = sheet.blocks()[6:]
    assert counted(blocks) == [3, 3, 3, 4]
    assert all(block.kind is Kind.PARAGRAPH for block in blocks)


def test_a_quotation_inset_on_both_sides_stays_one() -> None:
    sheet = body().prose(4, first=12.0).white()
    for text in ("Le bac passait la nuit, et nul ne savait au village",
                 "qui le menait ni ce que valait la traversée en hiver,",
                 "quand les glaces prenaient la rivière au moulin."):
        sheet.line(text, 24.0)
    sheet.white().prose(4)
    blocks = sheet.blocks()[6:]
    assert [block.kind for block in blocks] == [Kind.PARAGRAPH, Kind.QUOTATION, Kind.PARAGRAPH]


def test_a_quotation_a_shade_larger_is_a_quotation() -> None:
    sheet = body().prose(4, first=12.0).white()
    start = len(sheet.lines)
    for text in ("Le bac passait la nuit, et nul ne savait au village",
                 "qui le menait ni ce que valait la traversée en hiver,",
                 "quand les glaces prenaient la rivière au moulin."):
        sheet.line(text, 24.0)
    sheet.lines[start:] = [line._replace(size=10.3) for line in sheet.lines[start:]]
    sheet.white().prose(4)
    assert [block.kind for block in sheet.blocks()[6:]] == [Kind.PARAGRAPH, Kind.QUOTATION, Kind.PARAGRAPH]


def test_lines_of_a_listing_stay_lines() -> None:
    sheet = body().prose(4).white()
    for text in ("pour chaque bac dans la liste", "lire le registre", "fermer la porte du bac", "rendre"):
        sheet.line(text, 24.0, font="FaceMono-Regular")
    blocks = sheet.white().prose(4).blocks()[6:]
    assert [block.kind for block in blocks] == [Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH]
    assert counted(blocks) == [4, 4, 4]


def test_prose_in_a_typewriter_face_is_prose() -> None:
    sheet = body().prose(4, first=12.0).white()
    start = len(sheet.lines)
    sheet.prose(5).prose(5, first=12.0)
    sheet.lines[start:] = [line._replace(font="FaceMono-Regular") for line in sheet.lines[start:]]
    blocks = sheet.white().prose(4, first=12.0).blocks()[6:]
    assert all(block.kind is Kind.PARAGRAPH for block in blocks)
    assert counted(blocks) == [4, 5, 5, 4]


def test_a_book_in_a_typewriter_face_has_no_listings() -> None:
    sheet = Sheet()
    for _ in range(4):
        sheet.prose(5, first=12.0)
    sheet.white()
    for _ in range(4):
        sheet.line("Un vers du passeur", 24.0)
    sheet.lines = [line._replace(font="FaceMono-Regular") for line in sheet.lines]
    assert not [block for block in sheet.blocks() if block.kind is Kind.TABLE]


def test_every_entry_of_the_contents_is_its_own() -> None:
    sheet = body()
    for number, title in enumerate(("Le bac", "Le pont de la commune", "Le moulin"), 3):
        dots = " ".join("." * ((FULL - len(title) - 6) // 2))
        sheet.line(f"{title} {dots} {number}".ljust(FULL, " ").rstrip())
    assert [block.text.chars[:6] for block in sheet.blocks()[6:]] == ["Le bac", "Le pon", "Le mou"]


def test_entries_with_dashes_are_no_verse() -> None:
    sheet = body().prose(4, first=12.0).white()
    for name in ("Le Registre des eaux", "La Cloche", "Le Livre des crues et des ponts", "Les Barrières"):
        sheet.line(f"— {name} ;", 24.0)
    blocks = sheet.white().prose(4, first=12.0).blocks()[6:]
    assert [block.kind for block in blocks].count(Kind.VERSE) == 0
    assert counted(blocks) == [4, 1, 1, 1, 1, 4]


def test_a_page_of_items_keeps_the_margin_of_the_book() -> None:
    sheet = body().prose(3)
    for _ in range(5):
        sheet.white().prose(6, step=24.0, first=12.0)
    sheet.turn().prose(5, first=12.0)
    assert counted(sheet.blocks()[6:]) == [3, 6, 6, 6, 6, 6, 5]


def test_a_heading_in_false_small_capitals_has_the_size_of_its_capitals() -> None:
    large, small = Style("Garamond", 12.0), Style("Garamond", 9.4)
    runs, y = [], 60.0

    def prose(lines: int, number: int) -> None:
        nonlocal y
        for line in range(lines):
            text = sentence(number + line, 70)
            text = text.capitalize() if not line else text + "." if line == lines - 1 else text
            runs.append(Run(text, 72 if not line else 60, y - 8, 260 if line == lines - 1 else 400, y + 2, y,
                            Style("Garamond", 10.0)))
            y += LEADING
    prose(12, 0)
    y += LEADING
    for part, style in (("L", large), ("A BORNE ET LA PAROLE", small)):
        runs.append(Run(part, 60 if style is large else 67, y - 8, 67 if style is large else 190, y + 2, y, style))
    y += 2 * LEADING
    prose(12, 40)
    document = compose("essai", "0" * 64, [(1, PageOfRuns(440, 660, runs))], "fr")
    blocks = paragraphs(document, Profile.for_language("fr")).document.blocks
    assert [(block.kind, block.text.chars) for block in blocks if block.kind is Kind.HEADING] == [
        (Kind.HEADING, "LA BORNE ET LA PAROLE")]


def test_a_dash_behind_a_colon_opens_an_item_though_nothing_hangs() -> None:
    sheet = Sheet().prose(5, first=12.0).prose(5, first=12.0)
    sheet.line("Trois sortes de pierres marquaient le chemin du halage vers :", 12.0)
    for item in ("les pierres de la commune, hautes et presque toutes", "les pierres du moulin, que chacun poussait"):
        sheet.line(f"– {item}", 12.0).line("jamais le dire à personne ;", 12.0)
    found = [block.text.chars.split("\n")[0][:8] for block in sheet.turn().prose(5, first=12.0).turn().blocks()]
    assert "– les pi" in found and found.count("– les pi") == 2


def test_the_name_under_a_motto_is_no_hanging_line() -> None:
    sheet = Sheet()
    for text, step in (("Qui garde le pont garde la rive.", 141.0), ("Dicton des gens de Corvol", 195.0)):
        sheet.lines.append(Drawn(text, LEFT + step, sheet.y, size=9.0))
        sheet.y += LEADING
    blocks = sheet.prose(5, first=12.0).prose(5, first=12.0).turn().prose(9, first=12.0).turn().blocks()
    assert [block.text.chars for block in blocks[:2]] == [
        "Qui garde le pont garde la rive.", "Dicton des gens de Corvol"]
