"""The files that travel with the program are there, whole, and are what they say."""

import json
import re
from pathlib import Path

import pytest

from vault import assets
from vault.errors import EnvironmentFailed


def test_the_folder_is_found_and_holds_the_specification() -> None:
    folder = assets.folder()
    for name in ("spec/format.md", "spec/readings.md", "spec/checks.json"):
        assert (folder / name).is_file()
        assert assets.read(name) == (folder / name).read_bytes()


def test_the_pinned_roots_are_certificates_other_programs_read() -> None:
    import subprocess

    roots = assets.pinned_roots()
    assert list(roots) == sorted(roots)
    assert len(roots) >= 4
    for name, pem in roots.items():
        shown = subprocess.run(
            ["openssl", "x509", "-noout", "-subject", "-issuer", "-checkend", "0"],
            input=pem, capture_output=True, timeout=30, check=True,
        ).stdout.decode()  # fmt: skip
        subject, issuer, *_ = shown.splitlines()
        assert subject.partition("=")[2] == issuer.partition("=")[2], name


def test_the_checks_of_the_table_are_those_of_the_specification() -> None:
    table = json.loads(assets.read("spec/checks.json"))
    text = assets.read("spec/format.md").decode()
    section = text.partition("## 10.")[2].partition("## 11.")[0]
    named = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    names = re.findall(r"`([a-z0-9-]+)`", " ".join(named))
    told = [check["name"] for check in table["checks"]]
    assert told == names
    for check in table["checks"]:
        assert check["scope"].endswith(".")


def test_an_incomplete_installation_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assets.folder.cache_clear()
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "vault" / "assets.py"))
    with pytest.raises(EnvironmentFailed, match="missing"):
        assets.folder()
    frozen = tmp_path / "frozen"
    place = frozen / "vault" / "resources" / "spec"
    place.mkdir(parents=True)
    (place / "checks.json").write_text("{}")
    monkeypatch.setattr("sys._MEIPASS", str(frozen), raising=False)
    assert assets.folder() == place.parent
    assets.folder.cache_clear()
    monkeypatch.undo()
    assert (assets.folder() / "spec" / "format.md").is_file()
