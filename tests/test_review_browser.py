"""The review page in a real browser, as an editor uses it: by keyboard, filtered, exported, replayed.

Skipped, with the reason, where there is no Chromium.
"""

from __future__ import annotations

import difflib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import recension
from browser import MISSING, NO_AXE, Browser, axe, browser
from recension.clean import render
from recension.pictures import Drawn, drawn
from recension.review import page_of, write_review
from test_review import GERMAN, HOSTILE, in_source

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "there")

READY = "return document.documentElement.dataset.ready"


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def window(downloads: Path) -> Iterator[Browser]:
    with browser(downloads) as opened:
        yield opened


@pytest.fixture(scope="module")
def german() -> recension.Revision:
    return recension.clean(GERMAN, language="de")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "review.html"
    write_review(GERMAN, target, language="de")
    return target


def fresh(window: Browser, page: Path) -> None:
    """The page as somebody opens it for the first time."""
    window.open(page)
    window.run("localStorage.clear()")
    window.open(page)
    window.wait(READY)


def exported(window: Browser, downloads: Path) -> Path:
    for old in downloads.glob("*.json"):
        old.unlink()
    window.run("document.getElementById('export').click()")
    end = time.monotonic() + 10
    while not (found := list(downloads.glob("*.overrides.json"))):
        assert time.monotonic() < end, "nothing was downloaded"
        time.sleep(0.05)
    return found[0]


def queries_of(revision: recension.Revision) -> list[recension.Edit]:
    """The queries in the order of the page."""
    return sorted((edit for edit in revision.edits if not edit.applied), key=lambda edit: edit.page)


def parted(revision: recension.Revision) -> tuple[int, recension.Edit]:
    """The first query about a hyphen that the stage has joined all the same, and its number."""
    joined = {edit.glyphs for edit in revision.edits if edit.stage == "hyphenation" and edit.applied}
    return next((number, edit) for number, edit in enumerate(queries_of(revision), 1)
                if edit.stage == "hyphenation" and edit.glyphs in joined)


def changed(one: recension.Revision, other: recension.Revision) -> list[tuple[str, str]]:
    was, now = (render(revision, "md").decode().split() for revision in (one, other))
    return [(" ".join(was[a:b]), " ".join(now[c:d])) for kind, a, b, c, d in
            difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes() if kind != "equal"]


def test_a_query_rejected_and_replayed(window: Browser, page: Path, german: recension.Revision,
                                       downloads: Path) -> None:
    fresh(window, page)
    window.press("j")
    first = queries_of(german)[0]
    head = "return document.getElementById('one-head').textContent"
    assert window.run(head).startswith(f"Query, page {first.page}, {first.stage}")
    shown = window.run("const b = document.querySelector('mark.now').getBoundingClientRect();"
                       "return [b.top, innerHeight]")
    assert 0 < shown[0] < shown[1], "the query is in sight"
    number, query = parted(german)
    window.press(*"j" * (number - 1))
    window.press("r")
    assert window.run("return document.getElementById('reject').getAttribute('aria-pressed')") == "true"
    window.press("e", "W", "o", "h", "e", "r", "?", "Escape")
    file = exported(window, downloads)
    content = json.loads(file.read_text())
    assert [(one["verdict"], one["note"]) for one in content["decisions"]] == [("reject", "Woher?")]

    ((was, now),) = changed(german, recension.clean(GERMAN, language="de", overrides=file))
    whole, parts = query.readings
    assert (whole in was, parts in now) == (True, True)
    assert window.console() == []


def test_a_reading_chosen_and_replayed(window: Browser, page: Path, german: recension.Revision,
                                       downloads: Path) -> None:
    fresh(window, page)
    number, query = parted(german)
    window.press(*"n" * number)
    window.run("document.querySelectorAll('#readings input')[1].click()")
    window.press("a")
    file = exported(window, downloads)
    assert json.loads(file.read_text())["decisions"][0]["reading"] == query.readings[1]
    ((_, now),) = changed(german, recension.clean(GERMAN, language="de", overrides=file))
    assert query.readings[1] in now


def test_decisions_are_there_after_the_page_was_closed(window: Browser, page: Path) -> None:
    fresh(window, page)
    window.press("j", "r")
    window.open(page)
    window.wait(READY)
    assert window.run("return document.getElementById('decided').textContent") == "1 decision."
    window.press("j", "u")
    assert window.run("return document.getElementById('decided').textContent") == "None yet."


def test_filters(window: Browser, page: Path, german: recension.Revision) -> None:
    fresh(window, page)
    count = "return document.getElementById('count').textContent"
    edits = german.edits
    queries = sum(not edit.applied for edit in edits)
    assert window.run(count) == f"{len(edits)} shown, {queries} of them queries"
    window.run("document.querySelector('[data-stage=hyphenation]').click()")
    kept = [edit for edit in edits if edit.stage != "hyphenation"]
    left = sum(not edit.applied for edit in kept)
    assert window.run(count) == f"{len(kept)} shown, {left} of them queries"
    assert window.run("return document.querySelectorAll('.text mark:not(.off)').length") > 0
    kind = window.run("return document.querySelector('[data-stage=hyphenation]').closest('label').className")
    assert not window.run("return [...document.querySelectorAll('.text mark')].some(m => "
                          f"!m.classList.contains('off') && m.classList.contains('{kind}'))"), "no mark of it is left"
    window.run("document.querySelector('[data-stage=hyphenation]').click()")
    window.run("const s = document.getElementById('which'); s.value = 'queries'; s.dispatchEvent(new Event('change'))")
    assert window.run(count) == f"{queries} shown, {queries} of them queries"
    window.run("const s = document.getElementById('which'); s.value = 'all'; s.dispatchEvent(new Event('change'));"
               "const c = document.getElementById('sure'); c.value = '0.899'; c.dispatchEvent(new Event('change'))")
    unsure = sum(not edit.applied or edit.confidence <= 0.899 for edit in edits)
    assert window.run(count) == f"{unsure} shown, {queries} of them queries"
    assert window.console() == []


def test_a_click_on_a_mark_and_on_a_box(window: Browser, page: Path) -> None:
    fresh(window, page)
    window.run("document.querySelector('#page-1 .text mark').click()")
    facts = window.run("return document.getElementById('one-facts').innerText")
    for name in ("Before", "After", "Neighbours", "Rule", "Reason", "Confidence"):
        assert name in facts
    window.run("document.querySelector('#page-1 rect').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert "watermarks" in window.run("return document.getElementById('one-head').textContent")


def test_keys_are_silent_where_people_write_and_can_be_switched_off(window: Browser, page: Path) -> None:
    fresh(window, page)
    window.run("document.getElementById('keys').click(); document.activeElement.blur()")
    window.press("j")
    assert window.run("return document.getElementById('one-head').textContent") == "No edit chosen"
    window.run("document.getElementById('keys').click(); document.getElementById('goto').focus()")
    window.press("j")
    assert window.run("return document.getElementById('one-head').textContent") == "No edit chosen"


def test_keyboard_alone_reaches_every_control(window: Browser, page: Path) -> None:
    fresh(window, page)
    reached = set()
    for _ in range(40):
        window.press("Tab")
        reached.add(window.run("const e = document.activeElement; return e.id || e.dataset.stage || e.className"))
    assert {"skip", "watermarks", "hyphenation", "sure", "which", "first", "keys", "goto", "help"} <= reached


@pytest.mark.parametrize("dark", [False, True])
def test_accessible(page: Path, downloads: Path, dark: bool) -> None:
    script = axe()
    if script is None:
        pytest.skip(NO_AXE)
    with browser(downloads, dark=dark) as window:
        window.open(page)
        window.wait(READY)
        assert window.run("return matchMedia('(prefers-color-scheme: dark)').matches") is dark
        window.press("j")
        window.run(script.read_text("utf-8"))
        found = window.run_async("const done = arguments[0]; axe.run(document).then(r => done(r.violations.map("
                                 "v => [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)])))")
    assert [one for one in found if one[0] in ("serious", "critical")] == []


def test_hostile_text_is_text(window: Browser, tmp_path: Path) -> None:
    source = tmp_path / "hostile.txt"
    source.write_text(HOSTILE, "utf-8")
    write_review(source, tmp_path / "r.html", language="fr")
    fresh(window, tmp_path / "r.html")
    text = window.run("return document.querySelector('.text').textContent"
                      " + document.querySelector('.witness').textContent")
    for piece in ("<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "javascript:alert(3)", "]]>"):
        assert text.count(piece) >= 2, piece
    assert "U+202E" in text and "U+2066" in text, "what nobody can see is named"
    assert window.run("return document.querySelectorAll('main script, main img, main a').length") == 0
    assert "\u202e" not in window.run("return document.documentElement.textContent.replace(/<script.*/s, '')")
    assert window.console() == []


def test_the_policy_holds(window: Browser, page: Path) -> None:
    fresh(window, page)
    window.run("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
               "const i = new Image(); i.src = 'https://recension.invalid/x.png'; document.body.append(i);"
               "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.ran = true\">x</b>');"
               "document.body.lastChild.click()")
    assert window.run("return window.ran") is None
    assert any("Content Security Policy" in message for message in window.console())


def test_printed_the_overview_comes_first_and_then_a_page_a_sheet(window: Browser, page: Path,
                                                                  german: recension.Revision) -> None:
    import pypdfium2

    fresh(window, page)
    sheets = [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(window.printed())]
    assert len(sheets) == 1 + len(german.document.pages)
    assert "Stages" in sheets[0] and "hyphenation" in sheets[0], "the legend of the colours"
    assert [sheet.split(",")[0].strip() for sheet in sheets[1:]] == [
        f"Page {number}" for number in range(1, len(sheets))]
    for word in ("Undecided", "Export", "single-key", "Confidence"):
        assert word not in "".join(sheets), "nothing that paper cannot do"


def test_pictures_beside_the_file_are_shown(window: Browser, tmp_path: Path) -> None:
    write_review(GERMAN, tmp_path / "r.html", language="de", pictures="beside")
    fresh(window, tmp_path / "r.html")
    loaded = ("const done = arguments[0], i = new Image();"
              "i.onload = () => done(i.naturalWidth); i.onerror = () => done(0);"
              "i.src = document.querySelector('#page-1 image').getAttribute('href')")
    window.wait("return document.querySelector('#page-1 image')")
    assert window.run_async(loaded) > 300
    assert window.console() == []


def test_a_book_of_300_pages(downloads: Path, tmp_path: Path) -> None:
    (drawing,) = drawn(GERMAN.read_bytes(), [2])
    words = "Un texte assez long pour remplir une page de cet essai, et pour que la colonne ait du poids. "
    document = in_source([words * 30] * 300)
    pages = [Drawn(number, drawing.width, drawing.height, drawing.png) for number in range(1, 301)]
    target = tmp_path / "book.html"
    target.write_bytes(page_of(recension.Revision(document), target, pages, "inside")[target])
    with browser(downloads) as window:
        window.open(target)
        window.wait(READY)
        paint: dict[str, Any] = {entry["name"]: entry["startTime"] for entry in window.run(
            "return performance.getEntriesByType('paint').map(e => ({name: e.name, startTime: e.startTime}))")}
        assert paint["first-contentful-paint"] < 1500
        for number in (40, 150, 151, 299, 2):
            window.run(f"document.getElementById('page-{number}').scrollIntoView()")
            window.wait(f"return document.querySelector('#page-{number} image') && "
                        f"document.querySelector('#page-{number} .text').textContent.length > 500", 2)
        kept = window.run("return document.querySelectorAll('svg image').length")
        assert kept < 40, "far pages give their pictures back"
        assert window.console() == []
