"""The command line, run in this process over a copy of a small vault."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import small as made
from tests.pipeline.ring import Backend
from tests.pipeline.small import PASSPHRASE, Small
from vault.cli.main import main
from vault.seal import keyring
from vault.settings import places
from vault.watch import rules


@dataclass
class Said:
    """What one run came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    made.cheap_keys(monkeypatch)
    ring = keyring.SystemKeyring(Backend(), "a keyring")
    monkeypatch.setattr(keyring, "system_keyring", lambda: ring)
    for name in ("QUIET", "SLOW_QUIET"):
        monkeypatch.setattr(rules, name, 0.02)
    monkeypatch.setenv("SCRIPTVAULT_OFFLINE", "1")
    monkeypatch.setenv("SCRIPTVAULT_PASSPHRASE", PASSPHRASE)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        return made.fill(made.empty(tmp_path_factory.mktemp("prepared") / "home", "cli"))


@pytest.fixture
def small(prepared: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """A copy of the vault, with its settings where the program itself looks for them."""
    small = prepared.copy(tmp_path / "home")
    monkeypatch.setenv("SCRIPTVAULT_HOME", str(small.vault))
    configuration = places().configuration
    configuration.mkdir(parents=True)
    shutil.copy(small.settings_path, configuration)
    return small


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program with these words."""

    def run(*words: object) -> Said:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return run
