"""Acceptances: the page a reader signs, the entry that says so, and what changes by it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import TITLE, Small
from vault.errors import BadInput
from vault.operations import accepting, delivering, drafting, proving, sharing

SCRIPT = f"{TITLE}.fountain"
DAY = "2026-11-30"


@pytest.fixture(scope="module")
def shared(prepared: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The filled vault with copies for three readers, one of whom is asked no promise."""
    home = tmp_path_factory.mktemp("accepted") / "home"
    small = prepared.copy(home)
    (home / "copies").mkdir()
    for licence, people in (
        ("reserve-only", ("Coverage desk",)),
        ("no-ai", ("Mia Okafor <mia@harrow.example>", "Jo Quill")),
    ):
        sharing.share(
            small.session(), draft=f"{SCRIPT}#3", licence=licence, holder=None, to_csv=None,
            to=people, output=home / "copies",
        )  # fmt: skip
    return small


@pytest.fixture
def desk(shared: Small, tmp_path: Path) -> Small:
    small = shared.copy(tmp_path / "desk")
    small.clock.wall += 14 * 86_400
    (small.home / "pages").mkdir()
    return small


def statuses(small: Small) -> dict[str, tuple[str, str]]:
    """Return number and status of each copy, by its reader."""
    held = delivering.holders(small.session(), script=None).data["holders"]
    return {one["recipient"]: (one["copy_id"], one["status"]) for one in held}


def pages(small: Small, *numbers: str) -> list[dict[str, Any]]:
    folder = small.home / "pages"
    told = accepting.pages(small.session(), copies=numbers, output=folder, force=False)
    made: list[dict[str, Any]] = told.data["pages"]
    return made


def record(small: Small, number: str, *files: Path, when: str = DAY, how: str = "by mail") -> int:
    told = accepting.record(small.session(), copy=number, when=when, how=how, evidence=files)
    return int(told.data["seq"])


def test_the_page_has_the_terms_word_for_word(desk: Small) -> None:
    made = pages(desk, "last")
    assert [one["recipient"] for one in made] == ["Mia Okafor", "Jo Quill"]
    page = Path(made[0]["path"])
    read = subprocess.run(
        ["pdftotext", "-layout", page, "-"], capture_output=True, text=True, check=True
    )
    words = " ".join(read.stdout.split())
    with desk.session().reading() as history:
        terms = next(
            row.field("terms")["terms"]
            for row in history.rows("copy")
            if row.field("details")["copy"] == made[0]["copy_id"]
        )
    for wanted in (terms["notice"], terms["sentence"], made[0]["copy_id"], "Mia Okafor"):
        assert " ".join(wanted.split()) in words
    assert read.stdout.count("\f") == 1


def test_a_page_that_is_there_is_not_replaced(desk: Small) -> None:
    made = pages(desk, "last")
    Path(made[0]["path"]).write_bytes(b"signed")
    with pytest.raises(BadInput, match="is there already"):
        pages(desk, made[0]["copy_id"])
    assert Path(made[0]["path"]).read_bytes() == b"signed"


def test_accepted_terms_are_agreed_for_that_copy_alone(desk: Small) -> None:
    before = statuses(desk)
    assert {status for _, status in before.values()} == {"requested, not agreed"}
    signed = desk.home / "signed.pdf"
    signed.write_bytes(b"%PDF-1.7 signed by Mia")
    seq = record(desk, before["Mia Okafor"][0], signed)
    after = statuses(desk)
    assert after["Mia Okafor"][1] == "agreed"
    assert after["Jo Quill"] == before["Jo Quill"]
    listed = accepting.acceptances(desk.session()).data["acceptances"]
    assert [(one["seq"], one["accepted"], len(one["evidence"])) for one in listed] == [
        (seq, DAY, 1)
    ]
    shown = drafting.show(desk.session(), draft=f"{SCRIPT}#3").data["copies"]
    assert sorted(copy["status"] for copy in shown) == ["agreed"] + ["requested, not agreed"] * 2


def test_one_recorded_wrongly_is_struck_and_may_be_recorded_anew(desk: Small) -> None:
    number = statuses(desk)["Mia Okafor"][0]
    seq = record(desk, number)
    with pytest.raises(BadInput, match=f"stands in entry {seq} already"):
        record(desk, number)
    accepting.strike(desk.session(), entry=str(seq), why="she signed for another script")
    assert statuses(desk)["Mia Okafor"][1] == "requested, not agreed"
    with pytest.raises(BadInput, match="no acceptance that stands"):
        accepting.strike(desk.session(), entry=str(seq), why="twice")
    assert record(desk, number) > seq


@pytest.mark.parametrize(
    ("reader", "given", "words"),
    [
        ("Coverage desk", {}, "ask no promise"),
        ("Mia Okafor", {"when": "yesterday"}, "is no date"),
        ("Mia Okafor", {"when": "2199-01-01"}, "has not come yet"),
        ("Mia Okafor", {"when": "2020-01-01"}, "after the day of this acceptance"),
        ("Mia Okafor", {"how": ""}, "Nothing shows"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    desk: Small, reader: str, given: dict[str, str], words: str
) -> None:
    number = statuses(desk)[reader][0]
    with pytest.raises(BadInput, match=words):
        record(desk, number, **given)
    assert {status for _, status in statuses(desk).values()} == {"requested, not agreed"}


def test_a_copy_that_is_not_there_is_said_and_no_page_written(desk: Small) -> None:
    number = statuses(desk)["Mia Okafor"][0]
    with pytest.raises(BadInput, match="no copy ZZZZ-ZZ"):
        pages(desk, number, "ZZZZ-ZZ")
    assert list((desk.home / "pages").iterdir()) == []


def test_a_bundle_names_the_reader_only_with_the_record(desk: Small) -> None:
    seq = record(desk, statuses(desk)["Mia Okafor"][0])
    for with_record in (False, True):
        out = desk.home / f"bundle-{with_record}.zip"
        proving.prove(
            desk.session(), drafts=[f"{SCRIPT}#3"], script=None, all=False, output=out,
            with_record=with_record, with_log=False, force=False,
        )  # fmt: skip
        listed = subprocess.run(["unzip", "-l", out], capture_output=True, text=True, check=True)
        assert (f"/{seq}.json" in listed.stdout) is with_record
        said = subprocess.run(["unzip", "-p", out], capture_output=True, check=True).stdout
        assert (b"Okafor" in said) is with_record
