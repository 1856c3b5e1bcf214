"""Is what we ship what we tested? The wheel, built from the source archive, in an empty environment.

Builds the source archive and from it the wheel, installs the wheel where nothing else is,
and runs the command in an empty folder as a user would. The text must be the same, to the
byte, as that of the checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "wheel"


def main() -> None:
    shutil.rmtree(BUILD, ignore_errors=True)
    _run(sys.executable, "-m", "build", "--outdir", str(BUILD), str(ROOT))
    (wheel,) = BUILD.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    shipped = {"recension/" + path.relative_to(ROOT).as_posix()
               for path in (ROOT / "rules" / "languages").rglob("*") if path.suffix in (".toml", ".marisa")}
    missing = sorted(({"recension/py.typed", "recension/rules/packs.json"} | shipped) - inside)
    if missing:
        raise SystemExit(f"the wheel lacks {', '.join(missing[:10])}")
    sample = next((path for path in sorted((ROOT / "samples").glob("*/input.*"))), None)
    if sample is None:
        raise SystemExit("there is no sample to run")
    here = Path(sys.executable).parent / "recension"
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty"
        empty.mkdir()
        environment = Path(folder) / "environment"
        venv.create(environment, with_pip=True)
        python = environment / "bin" / "python"
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--constraint", str(ROOT / "constraints.txt"), str(wheel))
        command = environment / "bin" / "recension"
        _run(str(command), "--version", cwd=empty)
        _run(str(command), "rules", "list", "--language", "fr", cwd=empty, stdout=subprocess.DEVNULL)
        _run(str(command), "clean", str(sample), "-o", "there.md", cwd=empty)
        _run(str(here), "clean", str(sample), "-q", "-o", "here.md", cwd=empty)
        if (empty / "there.md").read_bytes() != (empty / "here.md").read_bytes():
            raise SystemExit(f"the wheel and the checkout give different texts for {sample.parent.name}")
    size = wheel.stat().st_size / 1e6
    print(f"{wheel.name}: {len(inside)} files, {size:.1f} MB; it runs alone and gives the same text.")


def _run(*command: str, cwd: Path = ROOT, stdout: int | None = None) -> None:
    clear = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=clear, stdin=subprocess.DEVNULL, stdout=stdout, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}")


if __name__ == "__main__":
    main()
