"""What operations need from outside: places, clock, chance, network, a word with the person."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import BadInput, EnvironmentFailed, Exit
from vault.records import Clock
from vault.settings import Places, places

if TYPE_CHECKING:
    from vault.pipeline.history import History
    from vault.pipeline.writer import Writer
    from vault.seal.keyring import Keyring
    from vault.seal.keys import Secrets
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


def system_keyring() -> "Keyring":
    """Return this computer's keyring; raises ``EnvironmentFailed`` where none encrypts."""
    from vault.seal.keyring import system_keyring as found

    return found()


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
    keyring: "Callable[[], Keyring]" = system_keyring
    stop: threading.Event = field(default_factory=threading.Event)
    """Set, from any thread, when an operation that runs on is to come to its end."""
    secrets: "Secrets | None" = field(default=None, repr=False)
    """What was opened; kept as long as the session lives, so that work is asked for once."""

    @cached_property
    def where(self) -> Places:
        """The folders in force."""
        return places(self.vault)

    def unlocked(self) -> "Secrets":
        """Return the vault's secrets; a slot is opened the first time only.

        Raises ``WrongPassphrase``, ``BadInput`` when there is no vault, ``Damaged``.
        """
        from vault.pipeline.history import find_vault_id
        from vault.pipeline.opening import open_secrets
        from vault.store.folder import Folder

        find_vault_id(Folder(self.where.vault))
        if self.secrets is None:
            if self.kit is not None:
                self.secrets = open_secrets(self.where, kit=self.read_kit())
            else:
                self.secrets = self.kept() or open_secrets(
                    self.where, passphrase=self.passphrase(False)
                )
        return self.secrets

    def kept(self) -> "Secrets | None":
        """Return the secrets if this computer's keyring opens the vault, without asking anyone."""
        from vault.pipeline import unlocking

        if not unlocking.is_kept(self.where):
            return None
        try:
            return unlocking.open_kept(self.where, self.keyring())
        except EnvironmentFailed:
            return None  # the passphrase opens it all the same

    def beside(self, **changed: Any) -> "Session":  # noqa: ANN401  # this record's own fields
        """Return a session over the same vault, opened as this one is, with some fields changed."""
        other = replace(self, **changed)
        other.__dict__["where"] = self.where
        return other

    @contextmanager
    def reading(self) -> Iterator["History"]:
        """Open the vault for reading, with the kit if one was given."""
        from vault.pipeline.opening import open_history

        history = open_history(self.where, self.random, secrets=self.unlocked())
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
        pen = open_writer(self.where, self.random, self.clock, self.unlocked())
        with pen:
            yield pen

    def read_kit(self) -> bytes:
        """Return the recovery kit's bytes from the file that was given."""
        from vault.pipeline.opening import read_kit

        if self.kit is None:
            raise BadInput("No recovery kit was given.", "Name its file with --kit.")
        return read_kit(read_bytes(self.kit, "recovery kit"))

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
        from vault.operations import outgoing
        from vault.timestamp.ask import post_over_http

        if self.offline:
            raise OSError("the network is switched off (SCRIPTVAULT_OFFLINE)")
        # Noted before it is sent: what cannot be listed does not leave.
        outgoing.note(self.where, self.clock().now, url, len(body))
        return post_over_http(url, body, headers, timeout)


def in_words(error: OSError) -> EnvironmentFailed:
    """Return what the system refused, for people, where no stage had better words."""
    reason = (error.strerror or type(error).__name__).lower()
    name = f" ({os.fsdecode(error.filename)})" if error.filename else ""
    return EnvironmentFailed(f"The system refused: {reason}{name}.", "Mend that and try again.")


def read_text(path: Path, what: str) -> str:
    """Return a small text file's content; raises ``BadInput`` in words."""
    try:
        return read_bytes(path, what)[: 1 << 16].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"The {what} {path} cannot be read.", "Check the file.") from error


def read_bytes(path: Path, what: str) -> bytes:
    """Return a file's content, 4 MiB at most; raises ``BadInput`` in words."""
    try:
        with path.open("rb") as file:
            return file.read(1 << 22)
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read.", "Check the file.") from error
