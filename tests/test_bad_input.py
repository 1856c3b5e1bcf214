"""Input that is no good: each kind ends with its own status and one message that says what to do."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import recension
from recension.cli import main
from recension.errors import ExitStatus, UsageError

TEXT = "Le bac de Courlande passait deux fois par jour, et l’on n’en parlait plus.\n"


def pdf(*pages: str, tail: bytes = b"%%EOF\n") -> bytes:
    """A whole PDF made by hand, a line of text on each page; a page of '' has no content."""
    count = len(pages)
    kids = " ".join(f"{3 + number} 0 R" for number in range(count))
    contents = [f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b"" for text in pages]
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()]
    font = 3 + 2 * count
    bodies += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {3 + count + number} 0 R "
               f"/Resources << /Font << /F1 {font} 0 R >> >> >>".encode() for number in range(count)]
    bodies += [b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content) for content in contents]
    bodies += [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    index = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n" % (len(bodies) + 1, index)
    return bytes(out) + tail


def encrypted(data: bytes) -> bytes:
    """The same PDF behind a password."""
    pikepdf = pytest.importorskip("pikepdf")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


SOUND = pdf("The ferry crossed twice a day.", "Nobody spoke of it.")

BAD: dict[str, tuple[str, bytes, ExitStatus, tuple[str, ...]]] = {
    "text that calls itself a PDF": ("a.pdf", TEXT.encode(), ExitStatus.UNREADABLE,
                                     ("not a PDF", "plain text", ".txt")),
    "a web page in place of the PDF": ("a.pdf", b"<!DOCTYPE html><html><body>Log in</body></html>",
                                       ExitStatus.UNREADABLE, ("HTML page", "fetch")),
    "a ZIP archive": ("a.pdf", zipped(), ExitStatus.UNREADABLE, ("ZIP archive", ".docx")),
    "a picture": ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(64), ExitStatus.UNREADABLE, ("PNG picture", "ocrmypdf")),
    "zero bytes": ("a.pdf", bytes(5000), ExitStatus.UNREADABLE, ("zero bytes", "Fetch")),
    "binary data": ("a.txt", bytes(range(256)) * 8, ExitStatus.UNREADABLE, ("binary data",)),
    "a PDF cut in the middle": ("a.pdf", SOUND[: len(SOUND) // 2], ExitStatus.UNREADABLE, ("breaks off", "qpdf")),
    "a PDF cut before its index": ("a.pdf", SOUND[: SOUND.rindex(b"startxref")], ExitStatus.UNREADABLE,
                                   ("breaks off", "qpdf")),
    "a PDF cut within its last lines": ("a.pdf", SOUND[: SOUND.rindex(b"startxref") + 11], ExitStatus.UNREADABLE,
                                        ("breaks off",)),
    "a PDF cut within its last update": ("a.pdf", SOUND + b"\n9 0 obj\n<< /Type /Page >>\nendobj\n",
                                         ExitStatus.UNREADABLE, ("breaks off", "no index")),
    "a header and nothing else": ("a.pdf", b"%PDF-1.7\n", ExitStatus.UNREADABLE, ("breaks off",)),
    "rubbish between header and end": ("a.pdf", b"%PDF-1.7\n" + b"\x93\x11rubbish" * 90 + b"\nstartxref\n9\n%%EOF\n",
                                       ExitStatus.UNREADABLE, ("qpdf",)),
    "a PDF without text": ("a.pdf", pdf("", ""), ExitStatus.UNREADABLE, ("no text", "ocrmypdf")),
    "a PDF without pages": ("a.pdf", pdf(), ExitStatus.UNREADABLE, ("no page",)),
    "an empty file": ("a.pdf", b"", ExitStatus.UNREADABLE, ("empty", "again")),
    "an empty text": ("a.txt", b"", ExitStatus.UNREADABLE, ("empty",)),
    "a text of white space": ("a.txt", b" \n\n\t\n", ExitStatus.UNREADABLE, ("text",)),
    "Latin-1": ("a.txt", TEXT.replace("’", "'").replace("parlait", "parlé").encode("latin-1"), ExitStatus.UNREADABLE,
                ("UTF-8", "byte 6", "iconv")),
    "UTF-16 without a mark": ("a.txt", TEXT.encode("utf-16-le"), ExitStatus.UNREADABLE, ("UTF-16", "iconv")),
    "a damaged UTF-16 text": ("a.txt", b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], ExitStatus.UNREADABLE, ("iconv",)),
    "an encrypted PDF": ("a.pdf", b"", ExitStatus.ENCRYPTED, ("password", "qpdf --decrypt")),
}


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.mark.parametrize("case", BAD)
def test_bad_input_has_its_status_and_says_what_to_do(case: str, tmp_path: Path) -> None:
    name, data, status, said = BAD[case]
    if case == "an encrypted PDF":
        data = encrypted(SOUND)
    source = tmp_path / name
    source.write_bytes(data)
    result = run("clean", source, "-o", tmp_path / "out.md")
    assert result.exit_code == status, result.stderr
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, "one message, on one line"
    assert result.stderr.startswith(f"recension: {name}: ")
    for word in said:
        assert word in result.stderr
    assert left_behind(tmp_path) == [name]


def test_the_sound_pdf_that_the_bad_ones_are_made_of_is_read(tmp_path: Path) -> None:
    document = recension.read(SOUND)
    assert [page.number for page in document.pages] == [1, 2]
    assert "ferry" in document.source.chars


def test_a_guard_bytes_after_the_end_are_no_sign_of_a_cut() -> None:
    assert recension.read(pdf("Yes.", tail=b"%%EOF\n-- \nsent by mail\n")).pages
    assert recension.read(pdf("Yes.", tail=b"")).pages, "a right index is enough, without %%EOF"
    assert recension.read(b"junk before\n" + SOUND).pages


def test_a_folder(tmp_path: Path) -> None:
    result = run("clean", tmp_path)
    assert result.exit_code == ExitStatus.UNREADABLE
    assert "folder" in result.stderr and "*.pdf" in result.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run("clean", tmp_path / "gone.pdf")
    assert result.exit_code == ExitStatus.UNREADABLE
    assert "no such file" in result.stderr


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    result = run("clean", tmp_path / "pipe.pdf")
    assert result.exit_code == ExitStatus.UNREADABLE
    assert "standard input" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(SOUND)
    (tmp_path / "mine.pdf").chmod(0)
    result = run("clean", tmp_path / "mine.pdf")
    assert result.exit_code == ExitStatus.UNREADABLE
    assert "permission denied" in result.stderr


def test_empty_standard_input() -> None:
    result = run("clean", "-", stdin=b"")
    assert result.exit_code == ExitStatus.UNREADABLE
    assert "standard input: nothing came" in result.stderr


def test_text_in_utf8_and_in_utf16_with_its_mark_reads_the_same() -> None:
    plain, marked, wide = (recension.read(data).source.chars for data in (
        TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16")))
    assert plain == marked == wide


def test_a_page_that_shows_something_but_reads_as_nothing_is_told() -> None:
    drawn = pdf("Words.", "x").replace(b"BT /F1 12 Tf 72 720 Td (x) Tj ET", b"0 0 m 99 99 l 99 9 l h f    ")
    with pytest.warns(recension.Doubt, match="page 2 shows something but gives no text"):
        recension.read(drawn)
    with pytest.raises(recension.UnreadableInput, match="page 2"):
        recension.read(drawn, strict=True)


def test_a_guard_a_blank_page_is_no_reason_for_doubt(recwarn: pytest.WarningsRecorder) -> None:
    recension.read(pdf("Words.", "", "More words."), strict=True)
    assert not recwarn


def test_the_wrong_reader_is_an_error_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SOUND)
    result = run("clean", tmp_path / "a.pdf", "--reader", "text")
    assert result.exit_code == ExitStatus.USAGE
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = run("clean", tmp_path / "a.txt", "--reader", "pdfium")
    assert result.exit_code == ExitStatus.UNREADABLE
    assert "not a PDF" in result.stderr


def test_pages_that_the_file_has_not(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SOUND)
    for asked, status in (("7", ExitStatus.USAGE), ("0", ExitStatus.USAGE), ("3-1", ExitStatus.USAGE),
                          ("one", ExitStatus.USAGE), ("2", ExitStatus.DONE)):
        assert run("clean", tmp_path / "a.pdf", "--pages", asked).exit_code == status, asked


def test_a_device_takes_the_output_and_is_not_replaced(tmp_path: Path) -> None:
    """`-o /dev/stdout`, a pipe: a file put in their place would be a surprise, in /dev a bad one."""
    import threading

    from recension.delivery import deliver

    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()))
    reader.start()
    deliver({pipe: b"x" * 200_000})
    reader.join(10)
    assert came == [b"x" * 200_000] and not pipe.is_file()
    if Path("/dev/full").exists():
        with pytest.raises(UsageError, match="No space left"):
            deliver({Path("/dev/full"): b"x"})
        assert not Path("/dev/full").is_file()
