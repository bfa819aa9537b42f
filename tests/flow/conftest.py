"""The program as a writer runs it: real processes on real folders, watched with deadlines."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
PASSPHRASE = "a tide clerk counts the boats"

Event = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """How a run of the program ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def sentence(self) -> str:
        """The one error of this run: said on both channels, without a traceback."""
        told = self.json["error"]
        assert "Traceback" not in self.err, self.err
        assert told["message"] in self.err.replace("\\n", "\n")
        assert len(self.err.strip().splitlines()) == 1, self.err
        return told["message"]


class Watch:
    """A running ``watch --json``; ``events`` are what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.events: list[Event] = []
        self.complaints: list[str] = []
        self._changed = threading.Condition()
        self._open = True
        self._threads = [
            threading.Thread(target=self._listen, daemon=True),
            threading.Thread(target=self._hear_complaints, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if not line.endswith("\n"):
                break  # cut off by a kill: nothing was acknowledged
            with self._changed:
                self.events.append(json.loads(line))
                self._changed.notify_all()
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def _hear_complaints(self) -> None:
        assert self.process.stderr is not None
        self.complaints.extend(self.process.stderr)

    def until(
        self, done: Callable[[list[Event]], object], what: str = "", patience: float = PATIENCE
    ) -> Any:
        """Wait until what was said satisfies ``done``, and return what that returned."""
        deadline = time.monotonic() + patience
        with self._changed:
            while not (found := done(self.events)):
                left = deadline - time.monotonic()
                told = "\n".join(map(str, self.events)) + "".join(self.complaints)
                assert left > 0, f"waited in vain for {what}; said was:\n{told}"
                assert self._open, f"the watch ended before {what}; said was:\n{told}"
                self._changed.wait(left)
            return found

    def sealed(self, script: str | None = None) -> list[Event]:
        with self._changed:
            return [
                event
                for event in self.events
                if event["event"] == "sealed" and script in (None, event["script"])
            ]

    def states(self) -> list[str]:
        with self._changed:
            return [event["state"] for event in self.events if event["event"] == "health"]

    def skipped(self) -> list[Event]:
        with self._changed:
            return [event for event in self.events if event["event"] == "skipped"]

    def until_ready(self) -> Event:
        return self.until(lambda _: [e for e in self.events if e["event"] == "health"], "health")[0]

    def until_sealed(self, script: str, sha256: str, patience: float = PATIENCE) -> Event:
        def found(_: list[Event]) -> list[Event]:
            return [e for e in self.sealed(script) if e["sha256"] == sha256]

        return self.until(found, f"{script} sealed as {sha256[:8]}", patience)[-1]

    def until_state(self, state: str, patience: float = PATIENCE) -> None:
        self.until(lambda _: self.states()[-1:] == [state], f"state {state}", patience)

    def kill(self) -> None:
        """As a power cut does it to a process: no handler, no flush, no goodbye."""
        self.process.kill()
        self._finish()

    def stop(self) -> int:
        """End it as a person does."""
        self.process.send_signal(signal.SIGINT)
        self._finish()
        assert "Traceback" not in "".join(self.complaints), "".join(self.complaints)
        return self.process.returncode

    def _finish(self) -> None:
        self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def memory_peak(self) -> int:
        """Bytes this process has held at most at a time."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024


class Desk:
    """A computer of its own: a home, a vault, a folder of scripts, and the program."""

    def __init__(self, base: Path, vault: Path | None = None) -> None:
        self.base = base
        self.scripts = base / "Scripts"
        self.vault = vault or base / "vault"
        self.watches: list[Watch] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(base / "home"),
            "XDG_CONFIG_HOME": str(base / "config"),
            "XDG_CACHE_HOME": str(base / "cache"),
            "XDG_DATA_HOME": str(base / "data"),
            "SCRIPTVAULT_HOME": str(self.vault),
            "SCRIPTVAULT_PASSPHRASE": PASSPHRASE,
            "SCRIPTVAULT_TSA": "",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        for folder in (base / "home", self.scripts):
            folder.mkdir(parents=True, exist_ok=True)

    def run(self, *words: object, **more: Any) -> Done:
        """Run a verb to its end."""
        done = subprocess.run(
            self.command(*words),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * 2,
            **more,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def ask(self, *words: object) -> Any:
        """Run a verb that must succeed, and return its document."""
        done = self.run(*words)
        assert done.code == 0, done.out + done.err
        return done.json

    def init(self, *more: object) -> Any:
        return self.ask("init", "--writer", "Ada Marsh", "--watch", self.scripts, *more)

    def watch(self, *words: object, **more: Any) -> Watch:
        """Start watching; the caller waits for what it needs."""
        process = subprocess.Popen(
            self.command("watch", *words),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **more,
        )
        watch = Watch(process)
        self.watches.append(watch)
        return watch

    def drafts(self) -> list[Event]:
        drafts: list[Event] = self.ask("drafts")["drafts"]
        return drafts

    def restored(self, draft: object, name: str = "restored") -> bytes:
        """The bytes of a draft as ``restore`` gives them back."""
        place = self.base / name
        self.ask("restore", draft, "-o", place, "--force")
        return place.read_bytes()

    def check(self) -> None:
        """The vault keeps every promise."""
        done = self.run("check", "--all")
        problems = [f for f in done.json["findings"] if f["result"] == "fail"]
        assert (done.code, done.json["verdict"]) == (0, "valid"), problems

    def close(self) -> None:
        """End whatever still runs here."""
        for watch in self.watches:
            if watch.process.poll() is None:
                watch.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def command(self, *words: object) -> list[str]:
        # The long options first: what follows may be a name that begins with a dash.
        return [sys.executable, "-m", "vault", "--json", *map(str, words)]


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Give computers; whatever still runs on them at the end is ended."""
    desks: list[Desk] = []

    def make(name: str = "desk", vault: Path | None = None) -> Desk:
        desks.append(Desk(tmp_path / name, vault))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    """A computer with a vault that watches an empty folder of scripts."""
    desk = new_desk()
    desk.init()
    return desk
