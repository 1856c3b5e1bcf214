"""The samples against the truth: the author's words all there, in order, whole; the notes tied; the stamp gone.

What is compared is the model, not a rendering of it: that the words of all formats are those of
the model is tested elsewhere. A known failure is a strict xfail in `KNOWN`.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pytest
import regex

from recension.model import ANCHOR, Block, Document, Kind, Layer
from shelf import FOLDER, SAMPLES, facts_of, steps_of

KNOWN: dict[tuple[str, str], str] = {}
"""(test, sample) -> what is wrong today."""

_WORD = regex.compile(r"[\p{L}\p{N}\p{Co}\uFB00-\uFB06\uFFFD]+(?:[-\u2010\u2011\u00AD’'][\p{L}\p{N}]+)*")
_CALL = regex.compile(r"\[\^([^\]\s]+)\]")
_TITLES = (Kind.HEADING, Kind.SUBTITLE, Kind.AUTHOR)


@dataclass(frozen=True)
class Part:
    """A paragraph, heading, quotation ... as words, and after how many of its words which notes are called."""

    words: tuple[str, ...]
    calls: tuple[tuple[int, str], ...] = ()


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
            words += words_in(piece.casefold() if title else piece)
    return Part(tuple(words), tuple(calls))


# -- the truth -----------------------------------------------------------------------------


@cache
def truth_of(sample: str) -> tuple[tuple[Part, ...], dict[str, Part]]:
    """The parts of the body and the notes by number, out of `truth.md`."""
    body: list[Part] = []
    notes: dict[str, Part] = {}
    for block in regex.split(r"\n{2,}", FOLDER.joinpath(sample, "truth.md").read_text("utf-8").strip()):
        note = regex.match(r"\[\^([^\]]+)\]: ", block)
        text = regex.sub(r"(?m)^(#{1,6} |> ?|- )", "", block[note.end() :] if note else block)
        text = regex.sub(r"(?<!\w)\*(\S(?:[^*]*\S)?)\*(?!\w)", r"\1", text)
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
    notes = {str(number): part_of(" ".join(said(block, calls) for block in note.blocks))
             for number, note in enumerate(document.notes, 1)}
    return body, notes, document


def differences(truth: Sequence[str], found: Sequence[str]) -> list[str]:
    """Where two rows of words part, with a word on either side."""
    told = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, truth, found, autojunk=False).get_opcodes():
        if tag != "equal":
            told.append(f"{' '.join(truth[max(0, a - 2):a])} [{' '.join(truth[a:b])} -> {' '.join(found[c:d])}] "
                        f"{' '.join(truth[b:b + 2])}")
    return told


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
    assert differences(all_words(truth), all_words(found)) == []


@samples("notes")
def test_the_notes_have_the_words_of_the_author_and_no_others(sample: str) -> None:
    _, truth = truth_of(sample)
    _, found, _ = outcome_of(sample)
    told = {number: differences(part.words, found[number].words if number in found else ())
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
    assert differences(brief(truth), brief(found)) == []


def brief(parts: Sequence[Part]) -> list[str]:
    """Each part by its first and last words."""
    return [" ".join(part.words[:2]) + "…" + " ".join(part.words[-2:]) for part in parts if part.words]


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
    wrong = [name for name in facts_of(sample)["truth"]["names"] if " ".join(words_in(name)) not in text]
    assert wrong == []


def test_the_guard_comes_through_untouched() -> None:
    steps = steps_of("fr-moulins-txt")
    edits = [edit for step in steps for edit in step.revision.edits if edit.applied]
    assert [(edit.rule, edit.before, edit.after) for edit in edits] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_says_where_it_comes_from(sample: str) -> None:
    facts = facts_of(sample)
    assert facts["title"] and facts["origin"] and facts["licence"] and facts["shows"] and facts["setting"]["how"]
    assert sum(path.stat().st_size for path in FOLDER.joinpath(sample).glob("input.*")) < 80_000
