"""Damaged copies of sound PDFs, always the same, for measuring what is lost in silence.

    python bench/damage.py OUT SOUND.pdf...      21 copies of each, named <file>-<number>-<damage>.pdf
    python bench/damage.py --seed WORD OUT ...   others, so that nothing is tuned to the first ones
    python bench/damage.py --judge OUT           after `recension batch OUT -o OUT.cleaned --to json`: how many
                                                 damaged copies lost letters, and how many of them count as ok

The truth is the sound file itself: its letters, with how often each occurs. A loss is silent
where the ledger says `ok` and the letters differ.
"""

from __future__ import annotations

import json
import random
import re
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

Damage = Callable[[bytes, random.Random], bytes]


def bits(count: int) -> Damage:
    def flip(data: bytes, chance: random.Random) -> bytes:
        changed = bytearray(data)
        for _ in range(count):
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(changed)
    return flip


def hole(size: int, fill: int | None) -> Damage:
    """A block of the file is zeros, or what was never there (None: it is left out)."""
    def punch(data: bytes, chance: random.Random) -> bytes:
        start = chance.randrange(max(1, len(data) - size))
        return data[:start] + (b"" if fill is None else bytes([fill]) * size) + data[start + size :]
    return punch


def cut(share: float) -> Damage:
    return lambda data, chance: data[: int(len(data) * share)]


def in_stream(change: Callable[[bytes, random.Random], bytes]) -> Damage:
    """Damage inside one stream, its length kept where that is possible."""
    def damage(data: bytes, chance: random.Random) -> bytes:
        streams = [match.span(1) for match in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
                   if match.end(1) - match.start(1) > 200]
        if not streams:
            return bits(8)(data, chance)
        start, end = chance.choice(streams)
        return data[:start] + change(data[start:end], chance) + data[end:]
    return damage


def in_text(change: Callable[[bytes, random.Random], bytes]) -> Damage:
    """Damage inside the decoded content of a page, packed again: qpdf finds nothing wrong with the packing."""
    def damage(data: bytes, chance: random.Random) -> bytes:
        found = []
        for match in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
            try:
                plain = zlib.decompressobj().decompress(match[1])
            except zlib.error:
                continue
            if plain.count(b"TJ") + plain.count(b"Tj") > 5:
                found.append((match.span(1), plain))
        if not found:
            return in_stream(change)(data, chance)
        (start, end), plain = chance.choice(found)
        packed = zlib.compress(change(plain, chance), 9)
        return data[:start] + packed[: end - start].ljust(end - start, b"\n") + data[end:]
    return damage


def word(old: bytes, new: bytes, count: int = 1) -> Damage:
    """Some keyword of the file's build is altered."""
    def alter(data: bytes, chance: random.Random) -> bytes:
        places = [match.start() for match in re.finditer(re.escape(old), data)]
        changed = data
        for place in sorted(chance.sample(places, min(count, len(places))), reverse=True):
            changed = changed[:place] + new + changed[place + len(old) :]
        return changed
    return alter


def garbled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(max(1, len(data) - 40))
    return data[:start] + chance.randbytes(40) + data[start + 40 :]


DAMAGES: dict[str, Damage] = {
    "bit": bits(1), "bits-10": bits(10), "bits-100": bits(100),
    "zeros-512": hole(512, 0), "zeros-4096": hole(4096, 0), "ones-512": hole(512, 255), "gap-512": hole(512, None),
    "gap-64": hole(64, None), "cut-50": cut(0.5), "cut-90": cut(0.9), "cut-99": cut(0.99),
    "stream-garbled": in_stream(garbled), "stream-head": in_stream(lambda data, chance: b"\0\0" + data[2:]),
    "stream-half": in_stream(lambda data, chance: data[: len(data) // 2].ljust(len(data), b"\0")),
    "text-garbled": in_text(garbled), "text-half": in_text(lambda data, chance: data[: len(data) // 2]),
    "no-endobj": word(b"endobj", b"      ", 1), "no-filter": word(b"/FlateDecode", b"/FlateDecodX", 1),
    "no-font": word(b"/ToUnicode", b"/ToUnicodX", 1), "no-kids": word(b"/Contents", b"/Contentz", 1),
    "text-mode": lambda data, chance: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
}


def make(out: Path, sounds: list[Path], seed: str = "") -> Iterator[Path]:
    out.mkdir(parents=True, exist_ok=True)
    for file, sound in enumerate(sounds):
        data = sound.read_bytes()
        (out / f"{file:02}-00-sound.pdf").write_bytes(data)
        for number, (name, damage) in enumerate(DAMAGES.items(), 1):
            path = out / f"{file:02}-{number:02}-{name}.pdf"
            path.write_bytes(damage(data, random.Random(f"{seed}{file} {name}")))
            yield path


def letters(path: Path) -> Counter[str]:
    """Letters and digits of a cleaned document, all layers, as its JSON tells."""
    told = json.loads(path.read_bytes())
    texts = [block["text"] for block in told["blocks"]] + [note["text"] + note["label"] for note in told["notes"]]
    texts += [line["text"] for page in told["pages"] for line in page["lines"]]
    return Counter(char for char in unicodedata.normalize("NFKC", "".join(texts)) if char.isalnum())


def judge(damaged: Path) -> int:
    from recension.batch.ledger import entries

    folder = damaged.with_name(damaged.name + ".cleaned")
    rows = {entry["name"]: entry for entry in entries(folder)}
    truth: dict[str, Counter[str]] = {}
    table: Counter[tuple[str, str]] = Counter()
    silent: list[str] = []
    false: list[str] = []
    for name, row in sorted(rows.items()):
        seed, number, _ = name.split("-", 2)
        out = folder / f"{name}.json"
        found = letters(out) if row["status"] in ("ok", "flagged", "partial") else Counter[str]()
        if number == "00":
            truth[seed] = found
            if row["status"] != "ok":
                false.append(f"{name}: {row['message']}")
            continue
        whole = found == truth[seed]
        table["whole" if whole else "loss" if found else "nothing", row["status"]] += 1
        if not whole and row["status"] == "ok":
            missing, added = (truth[seed] - found).total(), (found - truth[seed]).total()
            silent.append(f"{name}: {missing} letters missing, {added} added")
    lost = sum(count for (kind, _), count in table.items() if kind != "whole")
    for (kind, status), count in sorted(table.items()):
        print(f"{kind:<8} {status:<12} {count:>5}")
    print(f"lost or altered {lost}, of them in silence {len(silent)} ({len(silent) / max(lost, 1):.1%}); "
          f"sound copies not ok: {len(false)} of {len(truth)}")
    print(*silent, *false, sep="\n")
    return len(silent)


if __name__ == "__main__":
    if sys.argv[1] == "--judge":
        judge(Path(sys.argv[2]))
    else:
        given = sys.argv[1:]
        seed = f"{given[1]} " if given[0] == "--seed" else ""
        given = given[2:] if seed else given
        print(sum(1 for _ in make(Path(given[0]), [Path(name) for name in given[1:]], seed)), "damaged copies")
