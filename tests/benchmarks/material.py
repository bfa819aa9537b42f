"""Scripts to measure with, and a vault to put them in."""

import os
import random
import time
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from vault.pipeline import opening
from vault.pipeline.writer import Writer
from vault.records import Clock
from vault.settings import Places

SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeiou"]
VOCABULARY = 2500
PASSPHRASE = "benchmark"


def _vocabulary() -> list[str]:
    chance = random.Random(0)
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(VOCABULARY)]


KNOWN = _vocabulary()
WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
"""Few words are common and most are rare, as in any language (Zipf's law)."""


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(KNOWN, cum_weights=WEIGHTS, k=count))


def fdx(size: int, seed: int) -> bytes:
    """A script as Final Draft writes it, of about ``size`` bytes, in words nobody knows."""
    chance, rows, length = random.Random(seed), [], 0
    kinds = ["Action", "Character", "Dialogue", "Dialogue", "Action", "Character", "Dialogue"]
    while length < size - 400:
        number = len(rows)
        kind = "Scene Heading" if number % 25 == 0 else kinds[number % len(kinds)]
        text = words(chance, 3 if kind in {"Character", "Scene Heading"} else 14)
        if kind == "Scene Heading":
            text = f"INT. {text.upper()} - DAY"
        row = f'    <Paragraph Type="{kind}">\n      <Text>{text}</Text>\n    </Paragraph>\n'
        rows.append(row)
        length += len(row)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft '
    head += 'DocumentType="Script" Template="No" Version="4">\n  <Content>\n'
    return (head + "".join(rows) + "  </Content>\n</FinalDraft>\n").encode()


def saves(size: int, count: int, seed: int) -> list[bytes]:
    """A script being written: each save adds a line or two somewhere and now and then cuts one."""
    chance = random.Random(seed)
    rows = fdx(size, seed).decode().split("</Paragraph>\n")
    found = []
    for _ in range(count):
        at = chance.randrange(1, len(rows) - 1)
        text = words(chance, chance.randint(4, 30))
        rows.insert(at, f'    <Paragraph Type="Action">\n      <Text>{text}</Text>\n    ')
        if chance.random() < 0.3:
            del rows[chance.randrange(1, len(rows) - 1)]
        found.append("</Paragraph>\n".join(rows).encode())
    return found


def clock() -> Clock:
    return Clock(datetime.now(UTC), time.monotonic())


def new_vault(folder: Path) -> Places:
    where = Places(folder / "vault", folder / "configuration", folder / "cache")
    opening.create(
        where, passphrase=PASSPHRASE, writer="Bench", email="", watch=[], time=False,
        kit_path=folder / "kit.txt", clock=clock, random=os.urandom,
    )  # fmt: skip
    return where


def open_vault(where: Places) -> Writer:
    return opening.open_writer(where, os.urandom, clock, PASSPHRASE)


def environment(folder: Path) -> dict[str, str]:
    own = {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "xdg-config"),
        "XDG_CACHE_HOME": str(folder / "xdg-cache"),
        "XDG_DATA_HOME": str(folder / "xdg-data"),
        "SCRIPTVAULT_HOME": str(folder / "vault"),
        "SCRIPTVAULT_PASSPHRASE": PASSPHRASE,
        "SCRIPTVAULT_OFFLINE": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent),
    }
    return {**os.environ, **own}


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
