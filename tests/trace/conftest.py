"""A vault that has issued copies of two scripts, one of them in two drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import small as made
from tests.pipeline.small import Small
from tests.share.conftest import LOST, TIDE
from vault.operations import sharing, tracing
from vault.operations.session import Outcome

READERS = ("Miriam Okafor", "Ada Byron", "Tom Vale")


@dataclass
class Issued:
    """The vault, and each copy's file by draft and reader."""

    small: Small
    files: dict[tuple[str, str], Path]

    def trace(self, *paths: Path) -> Outcome:
        return tracing.trace(self.small.session(), suspects=paths)

    def matches(self, *paths: Path) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.trace(*paths).data["matches"]
        return found


def share(small: Small, draft: str, readers: Sequence[str], out: Path, marks: str = "all") -> Any:
    out.mkdir()
    people = [f"{name} <{name[0].lower()}@reads.example>" for name in readers]
    return sharing.share(
        small.session(), draft=draft, to=people,
        to_csv=None, licence="no-ai", holder=None, output=out, marks=marks,  # type: ignore[arg-type]
    ).data["copies"]  # fmt: skip


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("issued")
        small = made.empty(folder / "home", "trace")
        small.init()
        tide = TIDE.read_text(encoding="utf-8")
        small.seal(small.write(TIDE.name, tide))
        small.seal(small.write(LOST.name, LOST.read_text(encoding="utf-8")))
        small.seal(small.write(TIDE.name, tide.replace("boat", "boats").replace("tide", "tides")))
        small.seal(small.write("Never shared.fountain", "INT. ROOM - DAY\n\nNobody is here.\n"))
        files = {}
        for draft, readers in (
            (f"{TIDE.name}#1", READERS),
            (f"{TIDE.name}#2", READERS[1:2]),
            (LOST.name + "#1", READERS[:1]),
        ):
            made_now = share(small, draft, readers, folder / f"out{len(files)}")
            for name, copy in zip(readers, made_now, strict=True):
                files[draft, name] = Path(copy["path"])
        return Issued(small, files)


@pytest.fixture(scope="session")
def copy(issued: Issued) -> Path:
    """One copy of the first draft, as its reader has it."""
    return issued.files[f"{TIDE.name}#1", "Ada Byron"]
