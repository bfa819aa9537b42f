"""A vault with scripts to share, and records to draw copies from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import small as made
from tests.pipeline.small import Small
from vault.licence.issuing import issue
from vault.licence.presets import preset
from vault.licence.record import Recipient, Record, Sealed, Work
from vault.operations import sharing
from vault.operations.session import Outcome
from vault.screenplay.reading import Script, read
from vault.seal.keys import SigningKeys
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.copies import draw_copy, lay_out

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "samples"
TIDE, LOST = RESOURCES / "The Tide Clerk.fountain", RESOURCES / "Lost Property.fdx"
KEYS = SigningKeys(b"\x01" * 32, b"\x02" * 32, "ab" * 32)


def script_of(path: Path) -> Script:
    found = read(path.read_bytes(), path.name)
    assert isinstance(found, Script)
    return found


def record_for(name: str = "Miriam Okafor", copy: str = "7F3K-Q2", **changed: Any) -> Record:
    """The record of one copy; licence, holder, organisation and title may differ."""
    return issue(
        preset(changed.get("licence", "no-ai")),
        holder=changed.get("holder", "unsaid"),
        work=Work(changed.get("title", "The Tide Clerk"), "Odile Farrow", "o@farrow.example", 2026),
        copy_id=copy,
        recipient=Recipient(name, "m@harrow.example", changed.get("organisation", "Harrow Films")),
        issued=date(2026, 11, 20),
        sealed=Sealed("ab" * 32, "cd" * 32, "ef" * 16, 12, "12" * 32),
        keys=KEYS.public,
    )


def drawn(script: Script, record: Record) -> bytes:
    return draw_copy(lay_out(script), record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw))


@dataclass
class Desk:
    """A vault with a few scripts, and a folder for copies."""

    small: Small
    out: Path

    def share(self, draft: str | None = "latest:The Tide Clerk.fountain", **given: Any) -> Outcome:
        asked = {"to": ("Miriam Okafor <m@harrow.example>",), "to_csv": None, "licence": "no-ai",
                 "holder": None, "output": self.out, **given}  # fmt: skip
        return sharing.share(self.small.session(), draft=draft, **asked)

    def copies(self, draft: str = "latest:The Tide Clerk.fountain", **given: Any) -> list[Any]:
        found: list[Any] = self.share(draft, **given).data["copies"]
        return found

    def files(self) -> list[Path]:
        return sorted(self.out.iterdir())

    def entries(self) -> int:
        """How many lines the vault's logs have."""
        logs = (self.small.vault / "logs").glob("*/entries.jsonl")
        return sum(log.read_bytes().count(b"\n") for log in logs)


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    made.cheap_keys(monkeypatch)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A vault with two scripts of our own, one that nobody can read and one that paper cannot."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        small = made.empty(tmp_path_factory.mktemp("share") / "home", "share")
        small.init()
        for path in (TIDE, LOST):
            small.seal(small.write(path.name, path.read_text(encoding="utf-8")))
        small.seal(small.write("Opaque.docx", "PK\x03\x04 not a script"))
        kanji = "INT. 病院 - 日\n\n" + "この場所は何ですか？沈黙。\n\n" * 40
        small.seal(small.write("Silence.fountain", kanji))
        small.seal(small.write("Empty.fountain", "[[only a note]]\n"))
        return small


@pytest.fixture
def desk(written: Small, tmp_path: Path) -> Desk:
    """A copy of that vault, to issue copies from."""
    out = tmp_path / "copies"
    out.mkdir()
    return Desk(written.copy(tmp_path / "home"), out)


Draw = Callable[..., Path]


@pytest.fixture(scope="session")
def tide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of a short script of our own, as a file."""
    path = tmp_path_factory.mktemp("tide") / "tide.pdf"
    path.write_bytes(drawn(script_of(TIDE), record_for()))
    return path
