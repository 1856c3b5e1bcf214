"""The programs that are measured: recension, and its peers as outside programs, each in an environment of its own.

A peer from the package index gets a virtual environment under `build/accuracy/peers`, made once. One that does not
install, or whose package does not hold what it is known for, is skipped, and the table says so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / "build" / "accuracy" / "peers"
OUTPUTS = ROOT / "build" / "accuracy" / "outputs"
TIMEOUT = 300


class Peer(NamedTuple):
    """A program: what to install for it, how its version is asked, and what is run.

    In `command`, `{python}` is the interpreter of its environment, `{bin}` the folder of that, `{pdf}` the document,
    `{out}` the file to write, `{folder}` an empty folder (then the one file written there is the output).
    """

    name: str
    package: str
    command: list[str]
    needs: str = ""
    """A program that must be on the PATH."""


def _script(code: str) -> list[str]:
    whole = f"import sys\npdf, out = sys.argv[1:]\n{code}\nopen(out, 'w', encoding='utf-8').write(text)"
    return ["{python}", "-c", whole, "{pdf}", "{out}"]


PEERS = [
    Peer("recension", "", [sys.executable, "-m", "recension", "clean", "--quiet", "{pdf}", "-o", "{out}"]),
    Peer("pdftotext", "", ["pdftotext", "{pdf}", "{out}"], needs="pdftotext"),
    Peer("pdfplumber", "pdfplumber", _script(
        "import pdfplumber\nwith pdfplumber.open(pdf) as d:\n"
        "    text = '\\n\\n'.join(p.extract_text() or '' for p in d.pages)")),
    Peer("pypdf", "pypdf", _script(
        "import pypdf\ntext = '\\n\\n'.join(p.extract_text() for p in pypdf.PdfReader(pdf).pages)")),
    Peer("markitdown", "markitdown[pdf]", ["{bin}/markitdown", "{pdf}", "-o", "{out}"]),
    Peer("opendataloader-pdf", "opendataloader-pdf", [
        "{bin}/opendataloader-pdf", "-q", "-f", "markdown", "--image-output", "off", "-o", "{folder}", "{pdf}"],
        needs="java"),
    Peer("pdf_oxide", "pdf_oxide", _script(
        "import pdf_oxide\ntext = pdf_oxide.PdfDocument(pdf).to_markdown_all()")),
    Peer("pymupdf4llm", "pymupdf4llm", _script("import pymupdf4llm\ntext = pymupdf4llm.to_markdown(pdf)")),
]


class Ready(NamedTuple):
    """A peer that can be run here, or in `missing` why it cannot."""

    peer: Peer
    version: str
    missing: str = ""

    def command(self, pdf: Path, out: Path, folder: Path) -> list[str]:
        """What is run for a document."""
        binaries = ENVIRONMENTS / self.peer.name / "bin"
        return [part.replace("{python}", str(binaries / "python")).replace("{bin}", str(binaries))
                .replace("{pdf}", str(pdf)).replace("{out}", str(out)).replace("{folder}", str(folder))
                for part in self.peer.command]

    def run(self, pdf: Path, out: Path) -> float:
        """Write the output of this peer on a document; the seconds it took. Raises RuntimeError if there is none."""
        folder = out.with_suffix(".made")
        shutil.rmtree(folder, ignore_errors=True)
        out.unlink(missing_ok=True)
        folder.mkdir(parents=True)
        filled = self.command(pdf, out, folder)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "pipeline") if not self.peer.package else ""}
        began = time.monotonic()
        try:
            done = subprocess.run(filled, capture_output=True, text=True, errors="replace", timeout=TIMEOUT,
                                  env=environment, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            raise RuntimeError("it took too long") from None
        took = time.monotonic() - began
        for made in folder.glob("**/*.md"):
            shutil.copy(made, out)
        shutil.rmtree(folder)
        if not out.is_file():
            raise RuntimeError((done.stderr or done.stdout or "it wrote nothing").strip()[-300:])
        return took


def ready(peer: Peer) -> Ready:
    if peer.needs and not shutil.which(peer.needs):
        return Ready(peer, "", f"{peer.needs} is not on the PATH")
    if peer.name == "recension":
        sys.path.insert(0, str(ROOT / "pipeline"))
        import recension

        return Ready(peer, recension.__version__)
    if not peer.package:
        told = subprocess.run([peer.needs, "-v"], capture_output=True, text=True)
        found = re.search(r"\d+[.\d]+", told.stderr + told.stdout)
        return Ready(peer, found[0] if found else "?")
    return _installed(peer)


def _installed(peer: Peer) -> Ready:
    folder = ENVIRONMENTS / peer.name
    python = folder / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    plain = re.sub(r"\[.*", "", peer.package)
    module = plain.replace("-", "_")
    ask = [str(python), "-c", f"import importlib.metadata as m, {module}; print(m.version('{plain}'))"]
    told = subprocess.run(ask, capture_output=True, text=True)
    if told.returncode:
        done = subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", peer.package],
                              capture_output=True, text=True)
        if done.returncode:
            return Ready(peer, "", "it did not install: " + done.stderr.strip().splitlines()[-1][:120])
        told = subprocess.run(ask, capture_output=True, text=True)
    if told.returncode:
        return Ready(peer, "", "it installed, but " + told.stderr.strip().splitlines()[-1][:120])
    return Ready(peer, told.stdout.strip().splitlines()[-1])
