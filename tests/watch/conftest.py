"""A watched folder under the real observer, and what it reported."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vault.watch.observer import Observer

PATIENCE = 20.0


class Hints:
    """Collects what is reported and waits for it."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.said: list[tuple[Path, Path, bool]] = []

    def __call__(self, root: Path, path: Path, subtree: bool) -> None:
        with self.changed:
            self.said.append((root, path, subtree))
            self.changed.notify_all()

    def until(self, done: Callable[[set[tuple[Path, bool]]], bool]) -> set[tuple[Path, bool]]:
        deadline = time.monotonic() + PATIENCE
        with self.changed:
            while not done(self.paths()):
                left = deadline - time.monotonic()
                assert left > 0, f"only {self.paths()} was reported"
                self.changed.wait(left)
            return self.paths()

    def paths(self) -> set[tuple[Path, bool]]:
        return {(path, subtree) for _, path, subtree in self.said}


class Desk:
    """A watched folder, an unwatched one beside it, and what was reported."""

    def __init__(self, base: Path) -> None:
        self.root, self.beside, self.hints = base / "Scripts", base / "beside", Hints()
        self.root.mkdir()
        self.beside.mkdir()
        self.observer = Observer([self.root], self.hints, exhausted=lambda _: False)

    def after(self, deed: Callable[[], object]) -> dict[str, bool]:
        """Do a deed and return what was reported for it: path below the root → subtree."""
        self.hints.said.clear()
        deed()
        # events come in order, so what was to be reported has been when the marker's are
        marker = self.root / f"marker{time.monotonic_ns()}.md"
        marker.touch()
        said = self.hints.until(lambda paths: (marker, False) in paths)
        return {
            path.relative_to(self.root).as_posix(): subtree
            for path, subtree in said
            if not path.name.startswith("marker")
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.observer.start()
    yield made
    made.observer.stop()


@pytest.fixture
def film(desk: Desk) -> Path:
    path = desk.root / "Film.fdx"
    desk.after(lambda: path.write_text("one"))
    return path


@pytest.fixture
def hints() -> Hints:
    return Hints()
