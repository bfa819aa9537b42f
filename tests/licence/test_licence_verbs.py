"""The verbs licences, licences show and licences read, and verify for PDFs, as one types them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.licence.papers import copy_of, issued, paper
from vault.cli.main import main
from vault.errors import Exit
from vault.licence.presets import PRESETS, USES


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program where no vault is and nobody can be asked."""
    monkeypatch.setenv("SCRIPTVAULT_HOME", "/nowhere/at/all")

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    return run


def test_the_presets_are_listed(run: Run) -> None:
    told = run("licences", "--json").json["licences"]
    assert [row["id"] for row in told] == [row.id for row in PRESETS]
    for row in told:
        assert {"id", "sentence", "notice", "uses"} <= set(row)
        assert list(row["uses"]) == list(USES)
        assert "{title}" in row["notice"]
        assert "©" not in row["notice"]
    assert [row["id"] for row in told if row["default"]] == ["no-ai"]
    said = run("licences")
    assert said.code == Exit.DONE
    assert all(row.id in said.out and row.sentence in said.out for row in PRESETS)


def test_one_is_shown_whole(run: Run) -> None:
    (told,) = run("--json", "licences", "show", "paid-train").json["licences"]
    assert told["id"] == "paid-train"
    assert told["notice_when_held"].startswith("“{title}” © {year} {writer}.")
    said = run("licences", "show", "paid-train")
    assert told["notice"].replace("{", "[").replace("}", "]") in said.out
    assert "“[title]” © [year] [writer]." in said.out
    assert "only if paid" in said.out
    assert "prevent nothing by themselves" in said.out


@pytest.mark.parametrize(
    "words", [["licences", "show"], ["licences", "show", "x"], ["licences", "read"],
              ["licences", "nothing"], ["licences", "read", "/nowhere.pdf"],
              ["licences", "read", "/"], ["licences", "show", "\x1b[31m"]],
    ids=lambda words: ascii(" ".join(words)),
)  # fmt: skip
def test_silly_words_get_plain_answers(words: list[str], run: Run) -> None:
    said = run("--json", *words)
    assert said.code == Exit.USAGE
    assert set(said.json["error"]) == {"message", "hint"}
    assert said.err.rstrip("\n").isprintable()


def test_the_terms_of_a_file_are_read_without_a_vault(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy_of(issued("no-ai")))
    told = run("licences", "read", path, "--json").json
    assert set(told) >= {"signals", "conflicts", "effective"}
    assert all(
        set(s) == {"source", "vocabulary", "property", "value", "says"} for s in told["signals"]
    )
    assert told["effective"]["ai_input"] == "prohibited"
    said = run("licences", "read", path)
    assert "giving it to an AI tool: prohibited" in said.out
    assert all(line.isprintable() for line in said.out.splitlines())


def test_a_file_without_terms_allows_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(paper())
    said = run("licences", "read", path)
    assert said.code == Exit.DONE
    assert "that allows nothing" in said.out


def test_signs_that_a_screen_would_obey_are_not_printed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<meta name="copyright" content="a\x1b[31mb\u202e\nIn the page\x07c">')
    shown = run("licences", "read", path).out
    assert "dc:rights = a" in shown
    assert all(line.isprintable() for line in shown.splitlines())


def test_verify_takes_a_copy(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy_of(issued()))
    said = run("verify", path, "--json")
    assert said.code == Exit.DONE
    assert said.json["verdict"] == "valid"
    assert said.json["copy"]["copy_id"] == "7F3K-Q2"
    other = run("verify", path, "--signer", "ab" * 32, "--json")
    assert (other.code, other.json["because"]) == (Exit.FAILED, ["signer"])


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0", b"hello", paper()], ids=range(4))
def test_verify_says_what_it_takes(data: bytes, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    said = run("verify", path)
    assert said.code == Exit.USAGE
    assert "a bundle (.zip), a certificate or a copy (.pdf)" in said.err
    assert len(said.err.splitlines()) == 1
