"""The laws, over every sample and every stage, and over generated documents.

Conserved: source plus edits is the output, output minus edits the source. Stable: a stage
finds nothing more to do in what it made. Blind: without geometry, and with half of it, no
stage raises. Deterministic: the same bytes twice, and whatever the hash seed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from array import array
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import recension
from recension.clean import render
from recension.model import Document, Line, Page, Revision, Source, Style, Text
from recension.model.laws import check_source, check_step, check_whole
from recension.rulebook import Profile
from recension.stages import STAGES
from shelf import SAMPLES, facts_of, input_of, revision_of, shown, steps_of

Stage = Callable[[Document, Profile], Revision]

EVERY_SAMPLE = pytest.mark.parametrize("sample", SAMPLES)
EVERY_STAGE = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
NAMES = tuple(stage.__name__ for stage in STAGES)

UNSTABLE: dict[tuple[str, str], str] = {}
"""(stage, sample) -> why a second pass still finds something today."""


# -- over the samples ----------------------------------------------------------------------


@EVERY_SAMPLE
def test_the_readers_give_every_glyph_once(sample: str) -> None:
    check_source(steps_of(sample)[0].revision.document)


@EVERY_SAMPLE
def test_text_is_conserved_by_every_stage_and_by_the_whole_run(sample: str) -> None:
    steps = steps_of(sample)
    for before, after in pairwise(steps):
        check_step(before.revision.document, after.revision, after.stage)
    check_whole(revision_of(steps))


@EVERY_SAMPLE
def test_every_edit_says_why(sample: str) -> None:
    for step in steps_of(sample):
        for edit in step.revision.edits:
            assert edit.stage == step.stage and edit.rule and edit.reason.strip()
            assert 0 <= edit.confidence <= 1 and edit.page >= 1
            assert edit.applied or edit.readings, edit


@EVERY_SAMPLE
def test_a_second_pass_finds_nothing(sample: str) -> None:
    """A stage on its own output, and a stage on the output of the whole run."""
    steps = steps_of(sample)
    profile = Profile.for_language(facts_of(sample)["language"])
    found = {}
    for stage, step in zip(STAGES, steps[1:], strict=True):
        again = stage(step.revision.document, profile)
        applied = [(edit.rule, edit.before, edit.after) for edit in again.edits if edit.applied]
        if applied:
            found[step.stage] = applied[:5]
        check_step(step.revision.document, again, step.stage)
        assert applied or shown(again.document) == shown(step.revision.document), f"{step.stage}: no record"
    known = {stage for stage, name in UNSTABLE if name == sample}
    assert {stage: edits for stage, edits in found.items() if stage not in known} == {}
    assert known <= found.keys(), "these are stable now: take them out of UNSTABLE"


@EVERY_SAMPLE
def test_the_same_bytes_twice(sample: str) -> None:
    once = revision_of(steps_of(sample))
    twice = recension.clean(input_of(sample).read_bytes(), language=facts_of(sample)["language"])
    assert shown(once.document) == shown(twice.document)
    assert once.edits == twice.edits


DIGESTS = """
import hashlib, sys
import recension
from recension.clean import render
for path, language in zip(sys.argv[1::2], sys.argv[2::2]):
    revision = recension.clean(path, language=language)
    for form in ("md", "edits"):
        print(hashlib.sha256(render(revision, form)).hexdigest())
"""


def test_the_hash_seed_changes_nothing() -> None:
    chosen = SAMPLES[::4]
    arguments = [text for sample in chosen for text in (str(input_of(sample)), facts_of(sample)["language"])]
    here = [hashlib.sha256(render(revision_of(steps_of(sample)), form)).hexdigest()
            for sample in chosen for form in ("md", "edits")]
    package = str(Path(recension.__file__).resolve().parents[1])
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": package}
        run = subprocess.run([sys.executable, "-c", DIGESTS, *arguments], env=environment, text=True,
                             capture_output=True, check=True, timeout=120)
        assert run.stdout.split() == here, f"PYTHONHASHSEED={seed}"


# -- without geometry, and with half of it ---------------------------------------------------


def blind(document: Document) -> Document:
    """The document with every question of place answered by `unknown`."""
    source = replace(
        document.source, page_sizes=(), run_starts=array("i", [0]), run_boxes=array("f"), run_baselines=array("f"),
        run_styles=array("i"), styles=(), heights=b"", gaps=array("h"))
    pages = tuple(
        replace(page, width=0.0, height=0.0, lines=tuple(
            replace(line, box=None, baseline=0.0, style=None, column=0) for line in page.lines))
        for page in document.pages)
    return replace(document, source=source, pages=pages)


def half_blind(document: Document) -> Document:
    """Every other line without a box; heights and gaps gone."""
    pages = tuple(
        replace(page, lines=tuple(
            replace(line, box=None, style=None, baseline=0.0) if number % 2 else line
            for number, line in enumerate(page.lines)))
        for page in document.pages)
    return replace(document, source=replace(document.source, heights=b"", gaps=array("h")), pages=pages)


@pytest.mark.parametrize("dim", [blind, half_blind])
@pytest.mark.parametrize("sample", [name for name in SAMPLES if input_of(name).suffix == ".pdf"])
def test_stages_do_without_geometry(sample: str, dim: Callable[[Document], Document]) -> None:
    document = dim(steps_of(sample)[0].revision.document)
    check_whole(recension.clean(document, language=facts_of(sample)["language"]))


@EVERY_STAGE
@pytest.mark.parametrize("sample", SAMPLES[::3])
def test_a_stage_can_run_alone(sample: str, stage: Stage) -> None:
    """Nobody has to run the stages before it: on lines as read, it makes what it can and loses nothing."""
    check_whole(recension.clean(steps_of(sample)[0].revision.document, language=facts_of(sample)["language"],
                                stages=[stage]))


# -- over generated documents ----------------------------------------------------------------

ODDITIES = (
    "le la une que enfin socio- -t-il per peut-être aujourd’hui sonne PaLier B., caTRice-LoRey a. xxe siècle 6 000 "
    "50 % 12 1. [3] * † n° p. 27-31 « » « mot » ; : ! ? . , ( ) – — … http://www.a.example ISBN 978-2-0000-8846-2 oﬃce "
    "\ufffe \x02 \x1f \xad \u2010 \ufffd \uf764 \u200b \xa0 \u202f ﬁn É œ ß Ã© ½ ² ¹ ᵉ")
WORDS = st.sampled_from(ODDITIES.split(" "))
ODD = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\f"), max_size=6)
WHITE = st.sampled_from(["", " ", "  ", "\t", "\u00a0", "\u3000"])
LINE = st.one_of(
    st.builds(lambda lead, words, tail: lead + " ".join(words) + tail,
              st.sampled_from(["", "", " ", "    "]), st.lists(WORDS, max_size=12),
              st.sampled_from(["", "", " ", "-", "- ", "\xad", ". ", "-\t"])),
    st.builds(lambda number, words: f"{number}. " + " ".join(words), st.integers(1, 30), st.lists(WORDS, max_size=8)),
    st.builds(lambda white, odd: white + odd, WHITE, ODD),
    st.just(""),
    st.sampled_from(["12", "– 13 –", "XIV", "Titre courant 15", "16 Titre courant", "a", "«", " e", "(", "* * *"]),
)
PAGE = st.lists(LINE, max_size=14)
TEXT = st.lists(PAGE, min_size=1, max_size=4).map(lambda pages: "\f".join("\n".join(page) for page in pages))


SENTENCES = (
    "le passeur ne réglait rien il avertissait son contrat renouvelé tous les trois ans lui donnait un loge- ment et "
    "du bois sans autre gage peut- être celui- ci organi- sation Jean- Marc Corvol Kerdaniel-Morvan 1788 XIXe")
PROSE = st.sampled_from(SENTENCES.split(" "))
STAMPS = st.sampled_from(["« La marge », Agnès V. (dir.), ISBN 978-2-0000-8846-2", "www.corvol.example"])


@st.composite
def chapters(draw: st.DrawFn) -> str:
    """Pages that look like pages: a head and a folio, prose with divided words and calls, notes at the foot."""
    number = draw(st.integers(1, 98))
    heads = draw(st.lists(st.sampled_from(["Titre courant", "A. Auteur", "CHAPITRE II", "La marge 1", ""]),
                          min_size=1, max_size=2))
    called = 0
    pages = []
    for page in range(draw(st.integers(1, 4))):
        head = heads[page % len(heads)]
        lines = [draw(st.sampled_from([head, f"{head} {number + page}", f"{number + page}", ""])), ""]
        notes = []
        for _ in range(draw(st.integers(0, 9))):
            words = draw(st.lists(WORDS | PROSE, min_size=1, max_size=11))
            if draw(st.booleans()):
                called += 1
                words.insert(draw(st.integers(1, len(words))), draw(st.sampled_from([f"{called}", f"{called}.", "*"])))
                text = " ".join(draw(st.lists(WORDS | PROSE, max_size=14)))
                after = draw(st.sampled_from([". ", ".  ", " ", ""]))
                notes += [f"{called}{after}{text}", draw(st.sampled_from(["", text]))]
            lines.append(" ".join(words) + draw(st.sampled_from([" ", "", "-", ".", " "])))
            if draw(st.integers(0, 4)) == 0:
                lines.append("")
        lines += ["", *notes, draw(st.sampled_from(["", f"{number + page}", "– " + str(number + page) + " –"]))]
        if draw(st.integers(0, 3)) == 0:
            stamp = draw(STAMPS)
            lines += ["\n".join((stamp[at : at + 2], stamp[at + 2 : at + 4], "")) for at in range(0, len(stamp), 4)]
        pages.append("\n".join(lines))
    return draw(st.sampled_from(["\f", "\n\f", "\n "])).join(pages)


LANGUAGES = st.sampled_from(["fr", "en", "de", "es", "it", "xx"])

EXAMPLES = int(os.environ.get("RECENSION_EXAMPLES", "0"))
"""How many documents to draw; set, they are new ones each time. Unset, a few, always the same."""

FEW = settings(max_examples=EXAMPLES or 60, deadline=None, derandomize=not EXAMPLES, database=None,
               suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def read_text(text: str) -> Document | None:
    """The text as the plain-text reader gives it; None where there is nothing to read."""
    try:
        return recension.read(text.encode("utf-8", "replace"), reader="text")
    except recension.UnreadableInput:
        return None


def conserved_and_stable(document: Document, language: str) -> Revision:
    """Every stage in turn: conserved, then stable. The whole: conserved both ways."""
    profile = Profile.for_language(language)
    whole = Revision(document.with_language(language))
    for stage in STAGES:
        revision = stage(whole.document, profile)
        check_step(whole.document, revision, stage.__name__)
        again = stage(revision.document, profile)
        assert [(edit.rule, edit.before, edit.after) for edit in again.edits if edit.applied] == [], stage.__name__
        whole = whole.then(revision)
    check_whole(whole)
    return whole


@FEW
@given(TEXT, LANGUAGES)
def test_any_plain_text_is_conserved_and_stable(text: str, language: str) -> None:
    document = read_text(text)
    if document is not None:
        check_source(document)
        conserved_and_stable(document, language)


@FEW
@given(chapters(), LANGUAGES)
def test_any_chapter_is_conserved_and_stable(text: str, language: str) -> None:
    document = read_text(text)
    if document is not None:
        conserved_and_stable(document, language)


@FEW
@given(st.lists(st.lists(LINE, max_size=10), min_size=1, max_size=3),
       st.lists(st.sampled_from([6.0, 8.5, 10.0, 14.0]), min_size=1, max_size=5),
       st.lists(st.sampled_from([40.0, 52.0, 90.0, 300.0]), min_size=1, max_size=5),
       st.sampled_from([0.0, 0.0, 90.0]), LANGUAGES)
def test_any_page_with_geometry_is_conserved_and_stable(
        pages: list[list[str]], sizes: list[float], lefts: list[float], angle: float, language: str) -> None:
    conserved_and_stable(set_in_type(pages, sizes, lefts, angle), language)


def set_in_type(pages: list[list[str]], sizes: list[float], lefts: list[float], angle: float) -> Document:
    """Lines put on pages, a run each: sizes and left edges by turns, the last line of each page turned."""
    chars = ""
    starts, runs = array("i", [0]), array("i", [0])
    boxes, baselines, styles = array("f"), array("f"), array("i")
    table = [Style("Serif", size) for size in sizes] + [Style("Serif", sizes[0], angle=angle)]
    made = []
    for number, lines in enumerate(pages, 1):
        kept = []
        y = 40.0
        for place, text in enumerate(line for line in lines if line.strip()):
            which = len(table) - 1 if angle and place == len(lines) - 1 else place % len(sizes)
            style, left = table[which], lefts[place % len(lefts)]
            box = (left, y, left + style.size * 0.45 * len(text), y + style.size)
            kept.append(Line(Text.of(text, len(chars)), box=recension.Box(*box), baseline=y + style.size * 0.8,
                             style=style))
            chars += text
            boxes.extend(box)
            baselines.append(y + style.size * 0.8)
            styles.append(which)
            runs.append(len(chars))
            y += style.size * 1.3
        starts.append(len(chars))
        made.append(Page(number, tuple(kept), width=400.0, height=600.0))
    source = Source("set.pdf", "0" * 64, chars, starts, tuple((400.0, 600.0) for _ in pages), runs, boxes, baselines,
                    styles, tuple(table))
    return Document(source, tuple(made))


@settings(FEW, max_examples=EXAMPLES or 25)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but an error of our own may come out of the front door."""
    try:
        recension.clean(data, language="fr")
    except recension.LawBroken:
        raise
    except recension.RecensionError as error:
        assert str(error).strip()
