"""What operations need from outside: places, clock, chance, network, a word with the person."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import BadInput, Exit
from vault.records import Clock
from vault.settings import Places, places

if TYPE_CHECKING:
    from vault.pipeline.history import History
    from vault.pipeline.writer import Writer
    from vault.timestamp.authorities import Authority, Roots

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an operation: data for programs, lines for people, the exit code."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    exit_code: Exit = Exit.DONE


def system_clock() -> Clock:
    """Read the computer's two clocks."""
    return Clock(datetime.now(UTC), time.monotonic())


@dataclass
class Session:
    """One run of the program over one vault."""

    vault: Path | None = None
    kit: Path | None = None
    passphrase: Callable[[bool], str] = lambda _: ""
    """Asks for the passphrase; True when a new one is to be set."""
    say: Callable[[dict[str, Any]], None] = lambda _: None
    progress: Progress = lambda *_: None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    clock: Callable[[], Clock] = system_clock
    random: Callable[[int], bytes] = os.urandom
    sleep: Callable[[float], None] = time.sleep

    @cached_property
    def where(self) -> Places:
        """The folders in force."""
        return places(self.vault)

    @contextmanager
    def reading(self) -> Iterator["History"]:
        """Open the vault for reading, with the kit if one was given."""
        from vault.pipeline.history import find_vault_id
        from vault.pipeline.opening import open_history
        from vault.store.folder import Folder

        find_vault_id(Folder(self.where.vault))
        if self.kit is not None:
            history = open_history(self.where, self.random, kit=self.read_kit())
        else:
            history = open_history(self.where, self.random, passphrase=self.passphrase(False))
        try:
            yield history
        finally:
            history.close()

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """Open the vault for sealing; what was appended is covered by a checkpoint at the end."""
        from vault.pipeline.history import find_vault_id
        from vault.pipeline.opening import open_writer
        from vault.store.folder import Folder

        find_vault_id(Folder(self.where.vault))
        if self.kit is not None:
            raise BadInput(
                "The recovery kit opens and reads; it does not seal.", "Give the passphrase."
            )
        pen = open_writer(self.where, self.random, self.clock, self.passphrase(False))
        with pen:
            yield pen

    def read_kit(self) -> bytes:
        """Return the recovery kit's bytes from the file that was given."""
        from vault.pipeline.opening import read_kit

        if self.kit is None:
            raise BadInput("No recovery kit was given.", "Name its file with --kit.")
        return read_kit(read_text(self.kit, "recovery kit"))

    def roots(self) -> "Roots":
        """Return the trust anchors: the shipped ones and those added on this computer."""
        from vault import assets
        from vault.timestamp.authorities import roots

        extra = self.environment.get("SCRIPTVAULT_TSA_ROOTS")
        pem = None
        if extra:
            try:
                pem = Path(extra).read_bytes()
            except OSError as error:
                raise BadInput(
                    f"The roots file {extra} cannot be read.", "Correct SCRIPTVAULT_TSA_ROOTS."
                ) from error
        return roots(pem, pinned_pem=assets.pinned_roots())

    def authorities(self) -> tuple["Authority", ...]:
        """Return the time authorities in force: ``SCRIPTVAULT_TSA`` replaces the default ones."""
        from vault.timestamp.authorities import DEFAULTS, Authority

        given = self.environment.get("SCRIPTVAULT_TSA")
        if given is None:
            return DEFAULTS
        urls = [url.strip() for url in given.split(",") if url.strip()]
        return tuple(Authority(url, url, 0.0) for url in urls)

    @property
    def offline(self) -> bool:
        """Whether the network must not be used at all."""
        return self.environment.get("SCRIPTVAULT_OFFLINE", "") not in {"", "0"}

    def post(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
        """Send a request to a time authority, unless the network is switched off."""
        from vault.timestamp.ask import post_over_http

        if self.offline:
            raise OSError("the network is switched off (SCRIPTVAULT_OFFLINE)")
        return post_over_http(url, body, headers, timeout)


def read_text(path: Path, what: str) -> str:
    """Return a small text file's content; raises ``BadInput`` in words."""
    try:
        with path.open("rb") as file:
            return file.read(1 << 16).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The {what} {path} cannot be read.", "Check the file.") from error
