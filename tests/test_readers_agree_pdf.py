"""The published certificates and copies: both readers find what must be found in each."""

import json
from pathlib import Path

import pytest

from tests import second_reader_pdf
from tests.second_reader import Refused
from vault import assets
from vault.errors import BadInput
from vault.timestamp.authorities import roots
from vault.verify.file import verify_file

PAPERS = assets.folder() / "spec" / "vectors" / "papers"
EXPECTED = json.loads((PAPERS / "expected.json").read_text())
LATER = {"not-before", "scene", "reading"}


def ours(path: Path) -> tuple[str, str, dict[str, str]]:
    told = verify_file(path, roots(None, pinned_pem={})).as_json()
    return told["kind"], told["verdict"], {c["name"]: c["result"] for c in told["checks"]}


@pytest.mark.parametrize("name", sorted(EXPECTED))
@pytest.mark.parametrize("reader", [ours, second_reader_pdf.check_pdf])
def test_each_finds_what_must_be_found(name: str, reader: object) -> None:
    expected = EXPECTED[name]
    kind, verdict, results = reader(PAPERS / f"{name}.pdf")  # type: ignore[operator]
    assert (kind, verdict) == (expected["kind"], expected["verdict"])
    assert sorted(c for c, result in results.items() if result == "fail") == expected["fail"]
    for check, result in expected["not"].items():
        assert results[check] == result


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_both_say_the_same_of_every_check(name: str) -> None:
    path = PAPERS / f"{name}.pdf"
    found, theirs = ours(path)[2], second_reader_pdf.check_pdf(path)[2]
    assert list(found) == list(theirs)
    assert {n: r for n, r in found.items() if n not in LATER} == {
        n: r for n, r in theirs.items() if n not in LATER
    }


def test_neither_takes_a_pdf_of_others(tmp_path: Path) -> None:
    import pikepdf

    path = tmp_path / "other.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path)
    with pytest.raises(Refused):
        second_reader_pdf.check_pdf(path)
    with pytest.raises(BadInput):
        ours(path)
