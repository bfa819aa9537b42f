"""A small vault, made once a module and copied for each test that may spoil it."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vault.operations import drafting, vaulting
from vault.operations.session import Outcome, Session
from vault.records import Clock
from vault.seal import slots
from vault.settings import Places, load, name_for, save

PASSPHRASE = "marmalade and thunder"
WRITER = "Ottilie Quillfeather"
MAIL = "ottilie@quillfeather.example"
TITLE = "The Zanzibar Lighthouse"
WORDS = "Flamingos assemble beneath the barometer"
LABEL = "sent to Perpetua"
LONG_AGO = 1_600_000_000


class Chance:
    """Bytes that look random and are the same each time."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, 0

    def __call__(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(size)


class Ticking:
    """A clock that goes on by a second each time it is read; its wall part can be moved."""

    def __init__(self) -> None:
        self.wall, self.running = 1_795_000_000.0, 0.0

    def __call__(self) -> Clock:
        self.wall += 1
        self.running += 1
        return Clock(datetime.fromtimestamp(self.wall, UTC), self.running)


@dataclass
class Small:
    """A home with a vault, its watched folder, settings, cache and recovery kit."""

    home: Path
    seed: str
    clock: Ticking = field(default_factory=Ticking)
    environment: dict[str, str] = field(default_factory=lambda: {"SCRIPTVAULT_TSA": ""})

    def __post_init__(self) -> None:
        self.vault, self.scripts = self.home / "vault", self.home / "Scripts"
        self.kit = self.home / "kit.txt"
        self.random = Chance(self.seed)

    @property
    def where(self) -> Places:
        return Places(self.vault, self.home / "settings", self.home / "cache")

    def session(self, *, kit: Path | None = None, passphrase: str = PASSPHRASE) -> Session:
        session = Session(
            vault=self.vault,
            kit=kit,
            passphrase=lambda _: passphrase,
            environment=self.environment,
            clock=self.clock,
            random=self.random,
            sleep=lambda seconds: _pass(self.clock, seconds),
        )
        session.__dict__["where"] = self.where
        return session

    def init(self, **changed: Any) -> Outcome:
        given = {"writer": WRITER, "email": MAIL, "watch": [self.scripts], "kit": self.kit}
        return vaulting.init(self.session(), **{**given, "time": "off", **changed})

    def write(self, name: str, text: str) -> Path:
        path = self.scripts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))  # at rest: a watch need not wait for it to settle
        return path

    def seal(self, *paths: Path) -> list[dict[str, Any]]:
        drafts: list[dict[str, Any]] = drafting.seal(self.session(), files=paths).data["drafts"]
        return drafts

    def drafts(self) -> list[dict[str, Any]]:
        drafts: list[dict[str, Any]] = drafting.drafts(self.session(), script=None).data["drafts"]
        return drafts

    def check(self, *, thorough: bool = True, **options: Any) -> Outcome:
        return vaulting.check(self.session(**options), all=thorough)

    def problems(self) -> dict[str, str]:
        """What a thorough check fails, by path."""
        found = self.check().data["findings"]
        return {f["path"]: f["what"] for f in found if f["result"] == "fail"}

    @property
    def settings_path(self) -> Path:
        return next((self.home / "settings").glob("*.toml"))

    @property
    def logs(self) -> list[str]:
        return sorted(path.name for path in (self.vault / "logs").iterdir())

    def copy(self, home: Path) -> "Small":
        """The same home at another place, settings and all; the cache is left behind."""
        shutil.copytree(self.home, home, ignore=shutil.ignore_patterns("cache"))
        other = Small(home, f"{self.seed}/{home}", environment=dict(self.environment))
        other.clock.wall = self.clock.wall
        for path in (home / "settings").glob("*.toml"):
            settings = load(path)
            assert settings is not None
            watch = tuple(str(home / Path(w).relative_to(self.home)) for w in settings.watch)
            vault_id = path.name[:16]
            name = name_for(vault_id, other.vault)
            path.unlink()
            save(home / "settings" / f"{name}.toml", replace_watch(settings, watch))
        return other


def replace_watch(settings: Any, watch: tuple[str, ...]) -> Any:
    from dataclasses import replace

    return replace(settings, watch=watch)


def _pass(clock: Ticking, seconds: float) -> None:
    clock.wall += seconds
    clock.running += seconds


def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new passphrase slots cost next to no work; a slot says itself what it costs."""
    monkeypatch.setattr(slots, "ARGON2ID", {"m": 64, "t": 1, "p": 1})


def empty(home: Path, seed: str = "small") -> Small:
    """A home with a folder of scripts and no vault yet."""
    small = Small(home, seed)
    small.scripts.mkdir(parents=True)
    return small


def text(take: int) -> str:
    return f"Title: {TITLE}\n\nINT. LIGHTHOUSE - NIGHT\n\n{WORDS}.\n\nOTTO\nTake {take}.\n"


def fill(small: Small) -> Small:
    """Three drafts of one script, one each of two that share a name, a package, a label."""
    small.init()
    name = f"{TITLE}.fountain"
    for take in (1, 2, 3):
        small.seal(small.write(name, text(take)))
    small.seal(small.write("One/Pilot.fountain", text(11)))
    small.seal(small.write("Two/Pilot.fountain", text(12)))
    small.write("Bundle.textbundle/text.fountain", text(20))
    small.write("Bundle.textbundle/info.json", '{"version":2}')
    small.seal(small.scripts / "Bundle.textbundle")
    drafting.label(small.session(), draft=f"{name}#2", name=LABEL)
    return small


Maker = Callable[[], Small]
