"""The samples against the truth: the author's words all there, in order, whole; the notes tied; the stamp gone.

What is compared is the model, not a rendering of it: that the words of all formats are those of
the model is tested elsewhere. A known failure is a strict xfail in `KNOWN`.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

import pytest
import regex

from recension.model import ANCHOR, Block, Document, Kind, Layer
from shelf import FOLDER, SAMPLES, facts_of, steps_of

KNOWN: dict[tuple[str, str], str] = {
    ("body", "fr-arpenteurs"): "reader: no white behind n’étaient",
    ("body", "fr-glaciere-pdfminer"): "the end of note 2 stands in the body; words split by a space stay split",
    ("body", "fr-herbiers"): "the last line of the last note, XLII, 2008 ..., stands in the body",
    ("notes", "en-lamplighters-raw"): "a scrambled surname without initials is not re-cased",
    ("notes", "fr-glaciere-pdfminer"): "the end of note 2 stands in the body; the Catalan i in Pons i Ferrer",
    ("notes", "fr-herbiers"): "the last line of the last note stands in the body",
    ("parts", "en-lamplighters-raw"): "headings without white around them run into the paragraphs",
    ("parts", "fr-herbiers"): "the last line of the last note stands in the body",
    ("names", "en-lamplighters-raw"): "a scrambled surname without initials is not re-cased",
}
"""(test, sample) -> what is wrong today."""

HEADS_OF_NOTES = (("Notes",), ("NOTES",), ("Anmerkungen",))
_WORD = regex.compile(r"[\p{L}\p{N}\p{Co}\uFB00-\uFB06\uFFFD]+(?:[-\u2010\u2011\u00AD’'][\p{L}\p{N}]+)*")
_CALL = regex.compile(r"\[\^([^\]\s]+)\]")
_TITLES = (Kind.HEADING, Kind.SUBTITLE, Kind.AUTHOR)


@dataclass(frozen=True)
class Part:
    """A paragraph, heading, quotation ... as words, and after how many of its words which notes are called."""

    words: tuple[str, ...]
    calls: tuple[tuple[int, str], ...] = ()
    title: bool = False
    """A heading, which may be printed in capitals: its case does not count."""


def words_in(text: str) -> list[str]:
    """Words, with one kind of apostrophe and of hyphen; `n°`, `nᵒ` read as `no`, XIXᵉ and xixe as one."""
    text = regex.sub(r"\bn[°ºᵒ](?=\s?\d)", "no", text).replace("ᵉ", "e")
    text = regex.sub(r"(?i)\b[ivxlc]+e?\b", lambda numeral: numeral[0].casefold(), text)
    return [regex.sub("[’']", "’", regex.sub("[\u2010\u2011]", "-", word)) for word in _WORD.findall(text)]


def part_of(text: str, title: bool = False) -> Part:
    """A text with calls written `[^n]`."""
    words: list[str] = []
    calls: list[tuple[int, str]] = []
    pieces = _CALL.split(text)
    for number, piece in enumerate(pieces):
        if number % 2:
            calls.append((len(words), piece))
        else:
            words += words_in(piece)
    return Part(tuple(words), tuple(calls), title)


# -- the truth -----------------------------------------------------------------------------


@cache
def truth_of(sample: str) -> tuple[tuple[Part, ...], dict[str, Part]]:
    """The parts of the body and the notes by number, out of `truth.md`."""
    body: list[Part] = []
    notes: dict[str, Part] = {}
    for block in regex.split(r"\n(?:>? *\n)+", FOLDER.joinpath(sample, "truth.md").read_text("utf-8").strip()):
        note = regex.match(r"\[\^([^\]]+)\]: ", block)
        text = regex.sub(r"(?m)^(#{1,6} |> ?|- )", "", block[note.end() :] if note else block)
        text = text.replace("*", "")
        if note:
            notes[note[1]] = part_of(text)
        else:
            body.append(part_of(text, title=block.startswith("#")))
    return tuple(body), notes


# -- what came of it -----------------------------------------------------------------------


def said(block: Block, calls: dict[int, str]) -> str:
    """The text of a block, its calls written `[^n]`, n counting the notes."""
    return "".join(
        f"[^{calls.get(glyph, '?')}]" if char == ANCHOR else char
        for char, glyph in zip(block.text.chars, block.text.origin, strict=True))


@cache
def outcome_of(sample: str) -> tuple[tuple[Part, ...], dict[str, Part], Document]:
    document = steps_of(sample)[-1].revision.document
    calls = {note.anchor: str(number) for number, note in enumerate(document.notes, 1) if note.anchor is not None}
    body = tuple(part_of(said(block, calls), title=block.kind in _TITLES) for block in document.blocks)
    at_the_end = facts_of(sample)["setting"].get("style", {}).get("note_style") == "end"
    if at_the_end and body and body[-1].words in HEADS_OF_NOTES:
        body = body[:-1]  # the heading over the notes stays where it was; the truth has none
    notes = {str(number): part_of(" ".join(said(block, calls) for block in note.blocks))
             for number, note in enumerate(document.notes, 1)}
    return body, notes, document


def differences(truth: Sequence[Part], found: Sequence[Part], beyond: Collection[str] = ()) -> list[str]:
    """Where two rows of words part, with two words on either side.

    The case of titles does not count, nor that of words whose capitals the print does not show.
    """
    ours, theirs = spelt(truth), spelt(found)
    a_words, b_words = [word for word, _ in ours], [word for word, _ in theirs]
    matcher = difflib.SequenceMatcher(None, folded(a_words), folded(b_words), autojunk=False)
    told = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            told += [seen(a_words, a + at, a + at + 1, b_words[c + at : c + at + 1]) for at in range(b - a)
                     if a_words[a + at] != b_words[c + at] and a_words[a + at] not in beyond
                     and not ours[a + at][1] and not theirs[c + at][1]]
        else:
            told.append(seen(a_words, a, b, b_words[c:d]))
    return told


def seen(words: Sequence[str], start: int, end: int, instead: Sequence[str]) -> str:
    around = " ".join(words[max(0, start - 2):start]), " ".join(words[end:end + 2])
    return f"{around[0]} [{' '.join(words[start:end])} -> {' '.join(instead)}] {around[1]}"


def spelt(parts: Sequence[Part]) -> list[tuple[str, bool]]:
    return [(word, part.title) for part in parts for word in part.words]


def folded(words: Sequence[str]) -> list[str]:
    return [word.casefold() for word in words]


def all_words(parts: Sequence[Part]) -> list[str]:
    return [word for part in parts for word in part.words]


def samples(test: str) -> pytest.MarkDecorator:
    """All samples, known failures marked."""
    rows = []
    for sample in SAMPLES:
        reason = KNOWN.get((test, sample))
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        rows.append(pytest.param(sample, marks=marks))
    return pytest.mark.parametrize("sample", rows)


# -- the tests -----------------------------------------------------------------------------


@samples("body")
def test_the_body_has_the_words_of_the_author_and_no_others(sample: str) -> None:
    truth, _ = truth_of(sample)
    found, _, _ = outcome_of(sample)
    assert differences(truth, found, beyond(sample)) == []


@samples("notes")
def test_the_notes_have_the_words_of_the_author_and_no_others(sample: str) -> None:
    _, truth = truth_of(sample)
    _, found, _ = outcome_of(sample)
    told = {number: differences([part], [found[number]] if number in found else [], beyond(sample))
            for number, part in truth.items()}
    assert {number: where for number, where in told.items() if where} == {}
    assert len(found) == len(truth)


@samples("calls")
def test_every_note_is_called_where_the_author_called_it(sample: str) -> None:
    truth, _ = truth_of(sample)
    found, _, _ = outcome_of(sample)
    assert called(found) == called(truth)


def called(parts: Sequence[Part]) -> list[tuple[str, str]]:
    """Each call with the three words before it."""
    return [(number, " ".join(part.words[max(0, place - 3):place])) for part in parts for place, number in part.calls]


@samples("parts")
def test_paragraphs_begin_and_end_where_the_author_began_and_ended_them(sample: str) -> None:
    truth, _ = truth_of(sample)
    found, _, _ = outcome_of(sample)
    lines = difflib.unified_diff(brief(truth), brief(found), "the author", "recension", lineterm="", n=0)
    assert [line for line in lines if not line.startswith("@@")] == []


def brief(parts: Sequence[Part]) -> list[str]:
    """Each part by its first and last words."""
    return [f"{' '.join(part.words[:3])} … {' '.join(part.words[-3:])}".casefold() for part in parts if part.words]


@samples("stamps")
def test_nothing_is_left_of_the_stamp(sample: str) -> None:
    truth, notes = truth_of(sample)
    found, found_notes, document = outcome_of(sample)
    ours = letters(" ".join(all_words([*truth, *notes.values()])))
    text = letters(" ".join(all_words([*found, *found_notes.values()])))
    for stamp in facts_of(sample)["truth"]["stamps"]:
        for run in (letters(stamp), letters(stamp)[::-1]):
            left = [run[at : at + 12] for at in range(0, len(run) - 11, 3)]
            assert [piece for piece in left if piece in text and piece not in ours] == []
    assert all(line.layer in (Layer.FURNITURE, Layer.BACKGROUND) for line in document.lines())


def letters(text: str) -> str:
    return regex.sub(r"[^\p{L}\p{N}]", "", text).casefold()


@samples("heads")
def test_no_head_stands_among_the_paragraphs(sample: str) -> None:
    truth, _ = truth_of(sample)
    found, _, _ = outcome_of(sample)
    for head in facts_of(sample)["truth"]["heads"]:
        row = tuple(word.casefold() for word in words_in(head))
        alone = [part for part in found if tuple(word.casefold() for word in part.words) == row]
        allowed = [part for part in truth if tuple(word.casefold() for word in part.words) == row]
        assert len(alone) <= len(allowed), head


@samples("names")
def test_names_in_small_capitals_are_spelt_as_names(sample: str) -> None:
    found, notes, _ = outcome_of(sample)
    text = " ".join(all_words([*found, *notes.values()]))
    names = [words_in(name) for name in facts_of(sample)["truth"]["names"]]
    wrong = [name for name in names if not beyond(sample).intersection(name) and " ".join(name) not in text]
    assert wrong == []


def beyond(sample: str) -> frozenset[str]:
    """Words whose capitals the print does not show: all small capitals look alike."""
    return frozenset(facts_of(sample)["truth"]["beyond"])


def test_the_guard_comes_through_untouched() -> None:
    steps = steps_of("fr-moulins-txt")
    edits = [edit for step in steps for edit in step.revision.edits if edit.applied]
    assert [(edit.rule, edit.before, edit.after) for edit in edits] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_says_where_it_comes_from(sample: str) -> None:
    facts = facts_of(sample)
    assert facts["title"] and facts["origin"] and facts["licence"] and facts["shows"] and facts["setting"]["how"]
    assert sum(path.stat().st_size for path in FOLDER.joinpath(sample).glob("input.*")) < 80_000
