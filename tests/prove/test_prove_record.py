"""Bundles with the record of what left the desk: in them where it is asked for, and checked."""

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.authority import TimeAuthority
from tests.pipeline import small as made
from tests.pipeline.small import TITLE, Small
from tests.prove import recorded
from tests.prove.conftest import report
from vault.errors import BadInput
from vault.merkle import leaf_hash
from vault.operations import proving
from vault.prove.statement_money import of_entry

SCRIPT = f"{TITLE}.fountain"
OTHER = "One/Pilot.fountain"


@pytest.fixture(scope="module")
def left(prepared: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The vault of these tests with a record of one script, its time given."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        small = prepared.copy(tmp_path_factory.mktemp("recorded") / "home")
        recorded.leave(small, SCRIPT, small.home / "copies")
        proving.stamp(small.session(), wait=False)
        return small


@pytest.fixture(scope="module")
def whole(left: Small, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of that script with its record, its statement and table beside it."""
    folder = tmp_path_factory.mktemp("whole")
    recorded.state(left, folder / "statement.pdf")
    return recorded.prove(left, SCRIPT, folder / "bundle.zip", record=True)


def fields(bundle: Path) -> dict[int, dict[str, Any]]:
    """What each entry shown says, by its number."""
    with zipfile.ZipFile(bundle) as archive:
        shown = {
            int(Path(name).stem): json.loads(archive.read(name))["fields"]
            for name in archive.namelist()
            if name.startswith("entries/") and name.endswith(".json")
        }
    return {seq: {k: v.get("value") for k, v in told.items()} for seq, told in shown.items()}


def ledger_of(told: dict[int, dict[str, Any]]) -> Counter[str]:
    return Counter(
        str(one["details"]["declaration"])
        for one in told.values()
        if one["kind"] == "declaration" and one["details"]["declaration"] != "label"
    )


def test_the_record_goes_along_and_all_of_it_is_checked(left: Small, whole: Path) -> None:
    found = report(left, whole)
    assert (found.verdict, found.because) == ("valid", [])
    told = fields(whole)
    kinds = Counter(str(one["kind"]) for one in told.values())
    assert {kind: kinds[kind] for kind in recorded.KINDS} == recorded.KINDS
    assert ledger_of(told) == recorded.LEDGER
    with zipfile.ZipFile(whole) as archive:
        names = archive.namelist()
        bytes_of = {
            Path(name).name: archive.read(name) for name in names if name.startswith("data/")
        }
        text = archive.read("READ-ME-FIRST.txt").decode("ascii")
    for seq, one in told.items():
        if one["content"] is not None:
            [data] = [data for name, data in bytes_of.items() if name.startswith(f"{seq}.")]
            assert hashlib.sha256(data).hexdigest() == one["content"]["sha256"]
    assert {recorded.MAIL, recorded.ADVICE} < set(bytes_of.values())
    for what in ("a copy", "a delivery", "a licence granted", "a payment", "a file of evidence"):
        assert f": {what}\n" in text


def test_the_statement_of_three_grants_holds_in_the_bundle(whole: Path) -> None:
    """Each line's entry is there under its leaf, and the entries' own amounts give the sums."""
    table = whole.with_name("statement.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    told = fields(whole)
    with zipfile.ZipFile(whole) as archive:
        leaves = {
            Path(name).stem: leaf_hash(archive.read(name)).hex()
            for name in archive.namelist()
            if name.endswith(".line")
        }
        [head] = [
            name for name in archive.namelist() if name.endswith(f"/{rows[-1]['entry']}.leaves")
        ]
        assert head
    lines = [row for row in rows if row["leaf"] and row["line"] != "log"]
    assert len({row["entry"] for row in lines}) == sum(recorded.LEDGER.values())
    assert all(leaves[row["entry"]] == row["leaf"] for row in lines)
    received: Counter[str] = Counter()
    for one in told.values():
        if one["kind"] == "declaration" and one["details"]["declaration"] == "grant-payment":
            amount = of_entry(one["details"]["amount"])
            received[amount.currency] += amount.minor
    sums = {row["currency"]: row for row in rows if row["line"] == "sum"}
    assert received == {"USD": 250_050, "JPY": 250_000}
    assert {code: row["received"] for code, row in sums.items()} == {
        "EUR": "0.00", "JPY": "250000", "USD": "2500.50",
    }  # fmt: skip
    assert (sums["USD"]["due"], sums["USD"]["balance"]) == ("12000.00", "9499.50")


def test_the_statement_says_which_time_its_entries_have(whole: Path) -> None:
    said = subprocess.run(
        ["pdftotext", "-layout", whole.with_name("statement.pdf"), "-"],
        capture_output=True, timeout=60, check=True,
    ).stdout.decode()  # fmt: skip
    assert "all entries named existed no later than" in " ".join(said.split())


def test_without_asking_nothing_of_it_goes_along(left: Small, tmp_path: Path) -> None:
    bare = recorded.prove(left, SCRIPT, tmp_path / "bare.zip", record=False)
    told = fields(bare)
    kinds = {str(one["kind"]) for one in told.values()}
    assert kinds == {"draft", "reading", "declaration", "key"}
    assert ledger_of(told) == {}
    with zipfile.ZipFile(bare) as archive:
        everything = b"".join(
            archive.read(name) for name in archive.namelist() if not name.startswith("verify.")
        )
    for word in (b"Mia Okafor", b"Harrow", b"Nordlicht", b"offered for sale", b"minor"):
        assert word not in everything


def test_the_record_is_of_the_scripts_that_are_proved(left: Small, tmp_path: Path) -> None:
    other = recorded.prove(left, OTHER, tmp_path / "other.zip", record=True)
    assert ledger_of(fields(other)) == {}
    logged = recorded.prove(left, OTHER, tmp_path / "log.zip", record=True, with_log=True)
    assert report(left, logged).verdict == "valid"


def test_the_record_does_not_go_without_words(left: Small, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not go without words"):
        recorded.prove(left, SCRIPT, tmp_path / "b.zip", record=True, evidence_only=True)
    assert not (tmp_path / "b.zip").exists()


def test_what_is_recorded_after_the_stamp_is_pending(
    left: Small, authority: TimeAuthority, tmp_path: Path
) -> None:
    small = left.copy(tmp_path / "home")
    small.clock.wall += 86_400
    recorded.granting.due(small.session(), grant=first_grant(small), when="2026-12-02", what="more")
    found = report(small, recorded.prove(small, SCRIPT, tmp_path / "b.zip", record=True))
    assert (found.verdict, found.because) == ("incomplete", ["time"])


def first_grant(small: Small) -> str:
    return str(recorded.granting.grants(small.session()).data["grants"][0]["seq"])
