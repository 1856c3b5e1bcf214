"""The parts of the batch by themselves: names, inputs, answers, the ledger, progress, findings."""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batchkit import SETTINGS, Inline, outputs, pdf, run, settled, shelf, text
from recension.batch import crosscheck, disk, witness
from recension.batch.crosscheck import Weight
from recension.batch.extraction import Way, extract
from recension.batch.heading import headed
from recension.batch.inputs import collect, shard
from recension.batch.jobs import Job, as_data, from_data
from recension.batch.ledger import HOME, entries
from recension.batch.manifest import write_manifest
from recension.batch.naming import display, folded, names, plain_name
from recension.batch.outcomes import NotUnderstood, Status, parsed
from recension.batch.progress import Progress, duration
from recension.batch.witness import PageWitness, Statement
from recension.errors import UsageError

# -- names ---------------------------------------------------------------------------------

NASTY = [b"../../../etc/passwd",
         b"/etc/passwd", b"a/../../b.pdf", b"caf\xe9.pdf", b"caf\xc3\xa9.pdf", b"cafe\xcc\x81.pdf",
         b"A.pdf", b"a.PDF", b"a.pdf", b"new\nline.pdf", b"esc\x1b[31m.pdf", b"\xe2\x80\xaefdp.exe", b"con.pdf", b"-rf",
         b"--help.pdf", b".hidden", b"...", b" ", b"x" * 255, b"d/" * 60 + b"deep.pdf", "\u00df".encode() * 120,
         b"<script>alert(1)</script>.pdf", b'quo"te.pdf', b"semi;colon`id`$(id).pdf", b"a:b.pdf", b"back\\slash.pdf",
         b"trailing. ", b".recension/ledger.sqlite", b"tilde~1.pdf", b"~root"]


def test_no_name_leaves_the_folder_or_meets_another() -> None:
    found = names((b"/in/" + name, name) for name in NASTY)
    assert len(found) == len(NASTY) == len({folded(name) for name in found.values()})
    for name in found.values():
        for part in name.split("/"):
            assert part and part not in (".", "..") and not part.startswith((".", "-")) and len(part.encode()) <= 165
            assert part.isprintable() and not set(part) & set('<>:"\\|?*')


@given(st.lists(st.binary(min_size=1, max_size=300).filter(lambda name: b"\0" not in name), unique=True, max_size=20))
def test_no_bytes_at_all_make_a_name_that_leaves_the_folder(given: list[bytes]) -> None:
    found = names((b"/in/" + name, name) for name in given)
    assert len({folded(name) for name in found.values()}) == len(found)
    for name in found.values():
        name.encode()
        path = os.path.normpath("/out/" + name)
        assert path.startswith("/out/") and path == "/out/" + name


def test_a_harmless_name_stays_what_it_is() -> None:
    for name in ("Kapitel 1.pdf", "a/b/c.pdf", "été/œuvre (2).pdf", "书.pdf"):
        assert plain_name(name.encode()) == (name, True)


def test_a_name_does_not_depend_on_order_and_a_path_is_shown_with_escapes() -> None:
    pairs = [(b"/in/" + name, name) for name in NASTY]
    assert names(pairs) == names(pairs[::-1])
    assert display(b"caf\xe9\n\x1b.pdf") == "caf\\xe9\\x0a\\x1b.pdf"


def test_hostile_names_on_the_disk(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    nasty = [b"caf\xe9.txt", b"new\nline.txt", b"\xe2\x80\xaetxt.txt", b"<b>.txt", b"-o.txt", b"A.txt", b"a.txt",
             b"x" * 240 + b".txt", b"=1+1.txt", b"e\xcc\x81.txt", b"\xc3\xa9.txt"]
    for number, name in enumerate(nasty):
        with open(os.path.join(os.fsencode(source), name), "wb") as file:
            file.write(text(number).encode())
    (source / "link.txt").symlink_to("/etc/hostname")
    (source / "gone.txt").symlink_to("/no/such/file")
    os.mkfifo(source / "pipe.txt")
    before = {path: path.read_bytes() for path in source.iterdir() if path.is_file() and not path.is_symlink()}
    report = run(source, tmp_path / "out")
    told = settled(tmp_path / "out")
    assert len(told) == len(nasty) + 3 and report.counts[Status.FAILED] == 2
    assert sum(status == "ok" for status, _ in told.values()) >= len(nasty)
    assert all(path.read_bytes() == data for path, data in before.items())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    write_manifest(tmp_path / "out", tmp_path / "out" / "manifest.csv")
    table = (tmp_path / "out" / "manifest.csv").read_text("utf-8")
    assert ",'=1+1.txt," in table and ",=1+1" not in table and "\x1b" not in table


def test_a_link_among_the_outputs_is_not_followed(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in" / "deep", 1).parent, tmp_path / "out"
    (tmp_path / "elsewhere").mkdir()
    out.mkdir()
    (out / "deep").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="takes no more"):
        run(source, out)
    assert not list((tmp_path / "elsewhere").iterdir())
    (out / "deep").unlink()
    target = tmp_path / "precious"
    target.write_text("precious")
    (out / "deep").mkdir()
    (out / "deep" / "leaf-000.txt.md").symlink_to(target)
    assert run(source, out).all_ok
    assert target.read_text() == "precious" and not (out / "deep" / "leaf-000.txt.md").is_symlink()


# -- inputs --------------------------------------------------------------------------------

def test_folders_patterns_and_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shelf(tmp_path / "a" / "b", 2)
    shelf(tmp_path / "c", 1)
    (tmp_path / "a" / "picture.png").write_bytes(b"x")
    (tmp_path / "a" / ".hidden.txt").write_bytes(b"x")
    (tmp_path / "list").write_text("c/leaf-000.txt\n\na/b/leaf-001.txt\n")
    assert [one.name for one in collect(["a"])] == ["b/leaf-000.txt", "b/leaf-001.txt"]
    assert [one.name for one in collect(["a/**/*.txt"])] == ["b/leaf-000.txt", "b/leaf-001.txt"]
    assert len(collect([], ["list"])) == 2
    assert len({one.name for one in collect(["a/b/leaf-000.txt", "c/leaf-000.txt"])}) == 2
    assert [one.name for one in collect(["."], leave_out=tmp_path / "a")] == ["c/leaf-000.txt"]
    with pytest.raises(UsageError, match="no such file"):
        collect(["nothing.pdf"])
    with pytest.raises(UsageError, match="nothing matches"):
        collect(["*.epub"])


def test_shards_part_the_inputs_and_stay_when_files_come(tmp_path: Path) -> None:
    shelf(tmp_path / "in", 20)
    every = collect([tmp_path / "in"])
    parts = [shard(every, number, 3) for number in (1, 2, 3)]
    assert sorted(one.path for part in parts for one in part) == [one.path for one in every]
    (tmp_path / "in" / "leaf-0005.txt").write_text("x")
    assert [set(part) - set(shard(collect([tmp_path / "in"]), number, 3)) for number, part in enumerate(parts, 1)] == [
        set(), set(), set()]


# -- resuming ------------------------------------------------------------------------------

def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in", 3), tmp_path / "out"
    done: list[str] = []

    def engine(settings: object, slots: int) -> Inline:
        return Inline(SETTINGS, slots, lambda job: done.append(job.name))

    run(source, out, engine=engine)
    (source / "leaf-001.txt").write_text(text(99))
    (out / "leaf-002.txt.md").unlink()
    (source / "leaf-003.txt").write_text(text(3))
    done.clear()
    run(source, out, engine=engine)
    assert sorted(done) == ["leaf-001.txt", "leaf-002.txt", "leaf-003.txt"]
    done.clear()
    run(source, out, engine=engine, resume=False)
    assert len(done) == 4


def test_a_collection_that_was_moved_is_known_again(tmp_path: Path) -> None:
    source, out = shelf(tmp_path / "in", 3), tmp_path / "out"
    run(source, out)
    before = outputs(out)
    source.rename(tmp_path / "moved")
    report = run(tmp_path / "moved", out)
    assert report.done_before == 3 and outputs(out) == before and len(list(entries(out))) == 3


def test_another_file_of_the_same_name_does_not_take_its_place(tmp_path: Path) -> None:
    one, other = shelf(tmp_path / "one", 1), tmp_path / "other"
    other.mkdir()
    (other / "leaf-000.txt").write_text(text(50))
    run([one / "leaf-000.txt"], tmp_path / "out")
    before = outputs(tmp_path / "out")
    run([other / "leaf-000.txt"], tmp_path / "out")
    after = outputs(tmp_path / "out")
    assert len(after) == 4 and before.items() <= after.items()


@pytest.mark.skipif(not os.environ.get("RECENSION_SLOW"), reason="the slow job's (make slow): some minutes")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to see what the process holds")
def test_ten_thousand_documents_leave_the_coordinator_flat(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(10_000):
        (tmp_path / "in" / f"{number:05}.txt").write_bytes(b"%d" % number)
    held = []

    def engine(settings: object, slots: int) -> Inline:
        def simulated(job: Job) -> dict[str, Any]:
            if job.number % 1000 == 0:
                held.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
            return {"status": "failed", "message": f"simulated {job.name}", "kind": "no-text", "findings": ["x" * 500]}

        return Inline(SETTINGS, slots, simulated)

    run(tmp_path / "in", tmp_path / "out", engine=engine)
    print("megabytes after each thousand:", *(round(each, 1) for each in held))
    assert len(held) == 10 and max(held[2:]) - held[1] < 5, held


def test_many_documents_cost_the_coordinator_no_memory(tmp_path: Path) -> None:
    """Some hundred simulated children: what is held afterwards does not grow with them."""
    import tracemalloc

    (tmp_path / "in").mkdir()
    for number in range(400):
        (tmp_path / "in" / f"{number:04}.txt").write_bytes(b"%d" % number)

    def engine(settings: object, slots: int) -> Inline:
        return Inline(SETTINGS, slots, lambda job: {"status": "failed", "message": "simulated", "kind": "no-text"})

    tracemalloc.start()
    try:
        run(tmp_path / "in", tmp_path / "out", engine=engine)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_500_000
    assert len(list((tmp_path / "out" / HOME).iterdir())) <= 4


# -- answers, jobs, headings ---------------------------------------------------------------

@pytest.mark.parametrize("told", [
    b"", b"[]", b"null", b"{}", b'{"status": "ok"}', b'{"status": "pending", "message": "x"}', b"\xff\xfe",
    b'{"status": "failed", "message": ""}', b'{"status": "failed", "message": "x", "pages": -1}',
    b'{"status": "failed", "message": "x", "pages": true}', b'{"status": "failed", "message": "x", "pages": 1e999}',
    b'{"status": "ok", "message": "x", "files": {"md": "00"}}', b'{"status": "failed", "message": ["x"]}',
    b"[" * 100_000,
    b'{"status": "ok", "message": "x", "files": {"../md": "' + b"0" * 64 + b'"}}',
])
def test_an_answer_that_no_child_of_ours_gives(told: bytes) -> None:
    with pytest.raises(NotUnderstood):
        parsed(told, ("md",))


def test_an_answer_cannot_forge_a_line_of_the_log() -> None:
    said = {"status": "failed", "message": "x\nrecension: all is well\x1b[2J\u202e"}
    told = parsed(json.dumps(said).encode(), ("md",))
    assert told.message == "x\\x0arecension: all is well\\x1b[2J\\u202e"


def test_a_job_travels_as_json() -> None:
    job = Job(b"/in/caf\xe9.pdf", "caf\\xe9.pdf", "caf_~12345678.pdf", "00" * 32, "/out/staging/1", SETTINGS,
              ("pdfium",), 7)
    assert from_data(json.loads(json.dumps(as_data(job)))) == job


def test_a_heading_leaves_every_format_well_formed(tmp_path: Path) -> None:
    from lxml import etree

    reasons = ["a -- b --> <script>alert(1)</script> ]]>"]
    settings = SETTINGS.__class__(language="en", formats=("md", "tei", "html", "json", "txt", "edits"))
    source = shelf(tmp_path / "in", 1)
    run(source, tmp_path / "out", settings)
    for format, suffix in {"tei": ".tei.xml", "html": ".html", "json": ".json", "md": ".md", "txt": ".txt"}.items():
        data = (tmp_path / "out" / f"leaf-000.txt{suffix}").read_bytes()
        assert headed(data, format, []) == data
        made = headed(data, format, reasons)
        assert b"may be incomplete" in made or b'"doubts"' in made
        if format == "tei":
            assert etree.fromstring(made) is not None
        if format == "json":
            assert json.loads(made)["doubts"] == reasons
        if format in ("html", "md"):
            assert b"<script" not in made


# -- findings ------------------------------------------------------------------------------

def statement(*texts: str) -> Statement:
    return Statement([PageWitness(witness.letters_of(one)) for one in texts])


LONG = "the keeper wrote how much oil was left and which ships had passed in the night " * 5


def test_readers_that_agree_raise_no_doubt_whatever_the_order_or_the_composition() -> None:
    mine = statement(LONG, "ﬁn de l’été").pages
    other = statement(" ".join(LONG.split()[::-1]), "fin de l'e\u0301te\u0301")
    assert crosscheck.compare(mine, other, (1, 2)) == []


@pytest.mark.parametrize("theirs", [LONG + " and a whole sentence more", LONG[:-40], ""])
def test_readers_that_differ_raise_one(theirs: str) -> None:
    found = crosscheck.compare(statement(LONG, LONG).pages, statement(LONG, theirs), (1, 2))
    assert [one.weight for one in found] == [Weight.DOUBT] and found[0].pages == (2,)


def test_a_guard_pieces_of_brackets_are_not_lost_words() -> None:
    assert crosscheck.compare(statement(LONG).pages, statement(LONG + "67" * 30 + "2345"), (1,)) == []


def test_a_guard_a_picture_as_cover_is_no_loss_but_one_inside_may_be(tmp_path: Path) -> None:
    from dataclasses import replace

    document = extract(pdf(LONG[:70], LONG[:70], LONG[:70]), "x.pdf", Way(check="off")).document
    assert [one.weight for one in crosscheck.silent(document, [1])] == [Weight.NOTE]
    assert [one.weight for one in crosscheck.silent(document, [2])] == [Weight.DOUBT]
    unread = replace(document, pages=(document.pages[0], replace(document.pages[1], width=0.0), document.pages[2]))
    assert [one.weight for one in crosscheck.silent(unread, [2])] == [Weight.LOST]


def test_a_page_that_pdfium_reads_short_is_read_by_the_other_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    from recension.readers import pdfium
    from recension.readers._runs import PageOfRuns

    data = pdf("One night the lamp went out, and nobody knew.", "The ledger says so in another hand.")
    whole = extract(data, "x.pdf", Way())
    assert not whole.findings and whole.reader == "pdfium"
    page_reader = pdfium._page_reader

    def short(*opened: Any) -> Any:
        read_page = page_reader(*opened)

        def read(number: int, *more: Any) -> PageOfRuns:
            page = read_page(number, *more)
            return page if number == 1 else PageOfRuns(page.width, page.height, ())

        return read

    monkeypatch.setattr(pdfium, "_page_reader", short)
    found = extract(data, "x.pdf", Way())
    assert "in another hand" in found.document.source.chars and found.reader == "pdfium+pdfplumber"
    assert [one.weight for one in found.findings] == [Weight.DOUBT]
    assert found.document.source.digest == whole.document.source.digest


def test_damage_in_a_packed_stream_is_found_though_every_reader_agrees() -> None:
    pytest.importorskip("pikepdf")
    import zlib

    packed = bytearray(zlib.compress(b"BT /F1 11 Tf 72 720 Td (The lamp.) Tj ET" + b" " * 200, 0))
    place = packed.find(b"lamp")
    packed[place] ^= 1

    def pack(objects: list[bytes]) -> None:
        objects[4] = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), bytes(packed))

    told = witness.by_qpdf(pdf("x", damage=pack))
    assert told is not None and any("checksum" in said for said in told.complaints)


def test_a_second_reader_that_never_ends_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    from pdfminer.pdfpage import PDFPage

    def endless(file: object) -> object:
        while True:
            Counter()
        yield

    monkeypatch.setattr(PDFPage, "get_pages", endless)
    monkeypatch.setattr(witness, "SECONDS", 0.2)
    assert "not come to an end" in witness.by_pdfminer(b"", lambda step: None).failure


# -- progress ------------------------------------------------------------------------------

def test_progress_without_a_terminal_is_plain_lines_now_and_then() -> None:
    now = [0.0]
    stream = io.StringIO()
    progress = Progress(100, 10, stream=stream, clock=lambda: now[0])
    for number in range(60):
        now[0] += 1.0
        progress.add(f"{number}.pdf", Status.OK if number != 5 else Status.FAILED, "no\ttext", 4)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "recension: 5.pdf: failed: no\\x09text"
    assert lines[1] == "recension: 40 of 100 (40 %), 1.0 documents/s, 4 pages/s, 60 s left, 1 failed"
    assert len(lines) == 3 and "\x1b" not in stream.getvalue()


def test_a_listener_that_went_away_does_not_stop_the_work() -> None:
    stream = io.StringIO()
    progress = Progress(2, 0, stream=stream)
    stream.close()
    progress.say("nobody hears this")
    assert progress.quiet


@pytest.mark.parametrize("seconds, said", [(4, "4 s"), (600, "10 min"), (12_000, "3 h 20 min"), (260_000, "3 d 0 h")])
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        disk.write_new(tmp_path / "no" / "folder", b"x")
    disk.replace(tmp_path / "file", b"one")
    disk.replace(tmp_path / "file", b"two")
    assert (tmp_path / "file").read_bytes() == b"two" and len(list(tmp_path.iterdir())) == 1
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="ordinary"):
        disk.read_regular(tmp_path / "pipe", 10)
    with pytest.raises(OSError, match="larger"):
        disk.read_regular(tmp_path / "file", 2)


# -- what a stranger may write -------------------------------------------------------------

PAYLOADS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</body></html><iframe src=//evil>",
            "[x](javascript:alert(1))", "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;", "]]><x>", "--><script>",
            "\u202egnp.exe", "$(touch /tmp/x)`id`"]


def test_nothing_that_a_stranger_writes_can_be_executed_or_breaks_an_output(tmp_path: Path) -> None:
    from html.parser import HTMLParser

    from lxml import etree

    source = tmp_path / "in"
    source.mkdir()
    body = "\n\n".join(f"The clerk copied {payload} into the book and went home." for payload in PAYLOADS)
    (source / "<script>alert(1)</script>.txt".replace("/", "_")).write_text(body, encoding="utf-8")
    settings = SETTINGS.__class__(language="en", formats=("md", "tei", "html", "json", "txt", "edits"))
    assert run(source, tmp_path / "out", settings).all_ok
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append(tag)
            assert not [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")]

    (page,) = (tmp_path / "out").glob("*.html")
    Tags().feed(page.read_text("utf-8"))
    assert not {"script", "img", "iframe", "object", "embed"} & set(seen)
    (tei,) = (tmp_path / "out").glob("*.tei.xml")
    words = "".join(etree.fromstring(tei.read_bytes()).itertext())
    assert all(payload.replace("\u202e", "") in words.replace("\u202e", "") for payload in PAYLOADS)
    (markdown,) = (tmp_path / "out").glob("*.md")
    assert "<script>" not in markdown.read_text("utf-8").replace("\\<", "&lt;")
    assert json.loads(next((tmp_path / "out").glob("*.json")).read_bytes())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


@pytest.mark.parametrize(("drawing", "said"), [
    (b"q 72 0 0 72 0 0 cm 10 10 m 20 20 l", "inside a path"), (b"q 1 0 0 1 0 0", "in the midst of an operation"),
    (b"BT /F1 9 Tf (a) Tj ET q (half a", "in the midst of an operation"), (b"BT /F1 9 Tf (a) Tj", "inside a text"),
    (b"BT (a) Tj ET Q", ""), (b"BT (a) Tj ET\n%%EndPage (draft)\n\0\n", ""), (b"10 10 m 20 20 l S", ""), (b"\n", ""),
    (b"0 0 9 9 re f*", ""), (b"q BT (m) ' ET Q\r", ""), (b"/Artifact BMC EMC", "")])
def test_a_drawing_that_breaks_off_is_found_and_a_whole_one_is_not(drawing: bytes, said: str) -> None:
    import pikepdf

    from recension.batch.packing import odd_pages

    made = pikepdf.new()
    page = made.add_blank_page()
    page.Contents = made.make_stream(drawing)
    told = [one.removeprefix("page 1: its drawing breaks off ") for one in odd_pages(made)]
    assert told == ([said] if said else [])
    page.Contents = pikepdf.Array([made.make_stream(drawing), made.make_stream(b" ")])
    assert len(list(odd_pages(made))) == bool(said)


def test_a_guard_readers_that_differ_in_the_case_of_small_capitals_agree() -> None:
    assert witness.letters_of("Catrice") == witness.letters_of("CATRICE") != witness.letters_of("CATRICES")
    assert witness.letters_of("groß") == witness.letters_of("GROSS")


def test_a_guard_a_drawing_in_one_endless_line_is_looked_at_in_no_time() -> None:
    import time

    import pikepdf

    from recension.batch.packing import odd_pages

    made = pikepdf.new()
    made.add_blank_page().Contents = made.make_stream(b"/" + b"a" * 2_000_000 + b" gs (")
    began = time.process_time()
    list(odd_pages(made))
    assert time.process_time() - began < 2
