"""Deliveries: what an entry says of one, its evidence, its memo, and who holds which draft."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipeline.small import TITLE, WRITER, Small
from vault.errors import BadInput, EnvironmentFailed
from vault.operations import delivering, drafting, sharing
from vault.operations.session import Outcome
from vault.pipeline import evidence, memos
from vault.pipeline.declaring import day
from vault.pipeline.deliveries import recorded
from vault.store.index import Row

SCRIPT = f"{TITLE}.fountain"
DAY = "2026-11-30"
MAIL = b"From: ottilie\nTo: mia\nSubject: The Lighthouse\n\nHere it is.\n"
Deliver = Callable[..., Outcome]


@pytest.fixture(scope="module")
def shared(prepared: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The filled vault with copies for two readers."""
    home = tmp_path_factory.mktemp("delivered") / "home"
    small = prepared.copy(home)
    (home / "copies").mkdir()
    sharing.share(
        small.session(), draft=f"{SCRIPT}#3", licence="no-ai", holder=None, to_csv=None,
        to=("Mia Okafor <mia@harrow.example>", "Jo Quill"), output=home / "copies",
    )  # fmt: skip
    return small


@pytest.fixture
def desk(shared: Small, tmp_path: Path) -> Small:
    small = shared.copy(tmp_path / "desk")
    small.clock.wall += 14 * 86_400
    return small


@pytest.fixture
def deliver(desk: Small, tmp_path: Path) -> Deliver:
    def deliver(copy: str | None, **given: Any) -> Outcome:
        asked = {"how": "by mail", "when": DAY, "output": tmp_path / "memo.pdf", **given}
        return delivering.deliver(desk.session(), copy=copy, **asked)

    return deliver


def number(small: Small, reader: str = "Mia Okafor") -> str:
    [one] = [holder for holder in held(small) if holder["recipient"] == reader]
    return str(one["copy_id"])


def held(small: Small, script: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = delivering.holders(small.session(), script=script).data["holders"]
    return found


def entries(small: Small, kind: str | None = None) -> list[Row]:
    with small.session().reading() as history:
        return list(history.rows(kind))


def words_of(pdf: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, timeout=60, check=True
    )
    return " ".join(done.stdout.decode().split())


def test_a_delivery_is_an_entry_that_cites_its_evidence(
    desk: Small, deliver: Deliver, tmp_path: Path
) -> None:
    mail, form = tmp_path / "mail.eml", tmp_path / "release form.pdf"
    mail.write_bytes(MAIL)
    form.write_bytes(b"%PDF-1.4 a release")
    copy = number(desk)
    before = len(entries(desk))
    done = deliver(
        copy.lower(), organisation="Harrow Films", capacity="head of development",
        authorised="yes", terms="offered for sale", evidence=(mail, form),
    )  # fmt: skip
    rows = entries(desk)
    assert [row.kind for row in rows[before:]] == ["attachment", "attachment", "delivery"]
    first, second, delivery = rows[before:]
    assert done.data == {"seq": delivery.seq, "memo": str(tmp_path / "memo.pdf")}
    [made] = [r for r in rows if r.field("details").get("copy") == copy and r.kind == "copy"]
    [draft] = [r for r in rows if r.leaf.hex() == made.field("details")["draft"]]
    assert delivery.field("details") == {
        "draft": draft.leaf.hex(), "copy": copy, "copy_entry": made.leaf.hex(),
        "method": "by mail", "delivered": DAY, "acknowledged": None, "amends": None,
        "evidence": [
            {"name": "mail.eml", "sha256": hashlib.sha256(MAIL).hexdigest(),
             "seq": first.seq, "leaf": first.leaf.hex()},
            {"name": "release form.pdf", "sha256": hashlib.sha256(form.read_bytes()).hexdigest(),
             "seq": second.seq, "leaf": second.leaf.hex()},
        ],
    }  # fmt: skip
    assert delivery.field("parties")["recipient"] == {
        "name": "Mia Okafor", "mail": "mia@harrow.example", "organisation": "Harrow Films",
        "capacity": "head of development", "authorised": "yes",
    }  # fmt: skip
    assert delivery.field("terms")["stated"] == "offered for sale"
    assert delivery.field("terms")["licence"] == "no-ai"
    assert delivery.field("script")["number"] == 3
    assert first.field("content")["media"] == "message/rfc822"
    with desk.session().reading() as history:
        assert history.objects.get(first.handle).content == MAIL
    assert desk.problems() == {}


def test_its_memo_is_a_page_that_others_read(desk: Small, deliver: Deliver, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(MAIL)
    copy = number(desk)
    deliver(copy, terms="offered for sale", evidence=(mail,))
    memo = tmp_path / "memo.pdf"
    said = words_of(memo)
    for part in (
        "Delivery memo", TITLE, copy, "Mia Okafor <mia@harrow.example>", "30 November 2026",
        "by mail", "offered for sale", "requested, not agreed", hashlib.sha256(MAIL).hexdigest(),
        "mail.eml", "Receipt", WRITER, "declared by the signer, not checked", "1 of 1",
    ):  # fmt: skip
        assert part in said, part
    [made] = [row for row in entries(desk, "copy") if row.field("details")["copy"] == copy]
    assert made.field("content")["sha256"] in said
    checked = subprocess.run(["qpdf", "--check", memo], capture_output=True, timeout=60, check=True)
    assert b"No syntax" in checked.stdout


def test_many_files_of_evidence_go_on_over_pages(
    desk: Small, deliver: Deliver, tmp_path: Path
) -> None:
    files = [tmp_path / f"mail {n} {'x' * 150}\n.eml" for n in range(evidence.MOST)]
    for file in files:
        file.write_bytes(file.name.encode())
    deliver(number(desk), evidence=files)
    said = words_of(tmp_path / "memo.pdf")
    assert "3 of 3" in said
    assert all(hashlib.sha256(file.name.encode()).hexdigest() in said for file in files)
    with pytest.raises(BadInput, match="too many"):
        deliver(number(desk), evidence=[*files, files[0]])


def test_who_holds_which_draft_is_told_of_all_copies(desk: Small, deliver: Deliver) -> None:
    copy = number(desk)
    assert [one["delivered"] for one in held(desk)] == [None, None]
    deliver(copy, acknowledged="by mail")
    waiting, mia = held(desk)
    assert (waiting["recipient"], waiting["delivered"], waiting["licence"]) == (
        "Jo Quill", None, "no-ai",
    )  # fmt: skip
    assert (mia["recipient"], mia["copy_id"], mia["delivered"]) == ("Mia Okafor", copy, DAY)
    assert (mia["script"], mia["number"], mia["acknowledged"]) == (SCRIPT, 3, "by mail")
    assert set(mia) == set(waiting)
    assert held(desk, SCRIPT) == [waiting, mia]
    assert held(desk, "One/Pilot.fountain") == []
    with pytest.raises(BadInput, match="2 scripts"):
        held(desk, "Pilot.fountain")
    lines = delivering.holders(desk.session(), script=None).lines
    assert "no delivery recorded" in lines[0]
    assert f"{DAY}, by mail; acknowledged: by mail" in lines[1]


def test_what_was_wrong_is_said_anew_and_nothing_changed(
    desk: Small, deliver: Deliver, tmp_path: Path
) -> None:
    mail, answer = tmp_path / "mail.eml", tmp_path / "answer.eml"
    mail.write_bytes(MAIL)
    answer.write_bytes(b"Thank you.")
    first = deliver(number(desk), capacity="reader", evidence=(mail,)).data["seq"]
    again = {"how": None, "when": None, "output": tmp_path / "second.pdf"}
    second = deliver(
        None, amends=str(first), acknowledged="by mail", evidence=(answer,), **again
    ).data["seq"]
    [one] = [holder for holder in held(desk) if holder["seq"]]
    assert (one["seq"], one["capacity"], one["how"]) == (second, "reader", "by mail")
    assert [file["name"] for file in one["evidence"]] == ["mail.eml", "answer.eml"]
    assert f"It says entry {first} anew" in words_of(tmp_path / "second.pdf")
    with desk.session().reading() as history:
        old, new = recorded(history)
    assert new.field("details")["amends"] == old.leaf.hex()
    assert old.field("details")["acknowledged"] is None
    with pytest.raises(BadInput, match="no delivery that stands"):
        deliver(None, amends=str(first), **again)
    leaf = new.leaf.hex()[:12]
    third = deliver(None, amends=leaf, how="by hand", when=None, output=tmp_path / "third.pdf")
    [one] = [holder for holder in held(desk) if holder["seq"]]
    assert (one["seq"], one["how"], one["acknowledged"]) == (
        third.data["seq"],
        "by hand",
        "by mail",
    )


def test_a_draft_goes_out_without_a_copy_too(
    desk: Small, deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = deliver(f"{SCRIPT}#1", to="Sam Reed <sam@reeds.example>", when="2020-02-29", output=None)
    assert Path(done.data["memo"]).name == "Delivery memo 2020-02-29 - Sam Reed - draft 1.pdf"
    assert "without marks" in words_of(Path(done.data["memo"]))
    sam = next(one for one in held(desk) if one["recipient"] == "Sam Reed")
    assert (sam["copy_id"], sam["licence"], sam["number"]) == (None, None, 1)
    with pytest.raises(BadInput, match="there already"):
        deliver(f"{SCRIPT}#1", to="Sam Reed", when="2020-02-29", output=None)


def test_a_memo_is_written_again(desk: Small, deliver: Deliver, tmp_path: Path) -> None:
    seq = deliver(number(desk)).data["seq"]
    before, other = len(entries(desk)), tmp_path / "again.pdf"
    nothing = {"how": None, "when": None}
    done = deliver(None, again=str(seq), output=other, **nothing)
    assert done.data == {"seq": seq, "memo": str(other)}
    assert f"ENTRY {seq}" in words_of(other)
    assert len(entries(desk)) == before
    with pytest.raises(BadInput, match="alone"):
        deliver(None, again=str(seq), output=other, how="by hand", when=None)


def test_a_delivery_that_was_recorded_says_so_when_its_memo_fails(
    desk: Small, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise EnvironmentFailed("The disk went away.")

    monkeypatch.setattr(memos, "written_whole", fails)
    with pytest.raises(EnvironmentFailed, match="The disk went away") as failed:
        deliver(number(desk))
    [row] = entries(desk, "delivery")
    assert f"recorded as entry {row.seq}" in failed.value.message
    assert f"deliver --again {row.seq}" in failed.value.hint


BAD: list[tuple[dict[str, Any], str]] = [
    ({"copy": "ZZZZ-Z2"}, "no copy ZZZZ-Z2"),
    ({"copy": "no such draft"}, "No draft is named"),
    ({"copy": None}, "Say what was delivered"),
    ({"copy": None, "amends": "99"}, "no delivery that stands 99"),
    ({"copy": None, "amends": "deadbeef"}, "no delivery that stands deadbeef"),
    ({"when": "last Tuesday"}, "last Tuesday is no date"),
    ({"when": "20261120"}, "20261120 is no date"),
    ({"when": "2026-11-20T10:00"}, "is no date"),
    ({"when": "2026-02-30"}, "no day 2026-02-30"),
    ({"when": "2126-01-01"}, "has not come yet"),
    ({"when": "2026-11-01"}, "was made on"),
    ({"when": None}, "Say how and when"),
    ({"how": None}, "Say how and when"),
    ({"how": "  "}, "is empty"),
    ({"how": "by\nmail"}, "line break"),
    ({"terms": "x" * 301}, "longer than 300"),
    ({"to": "<nobody>"}, "is missing|no mail"),
    ({"evidence": (Path("/nowhere/mail.eml"),)}, "cannot be read"),
    ({"evidence": (Path("/"),)}, "is a folder"),
    ({"evidence": (Path("/dev/null"),)}, "is empty"),
    ({"output": Path("/nowhere/memo.pdf")}, "no folder"),
]


@pytest.mark.parametrize(("wrong", "said"), BAD, ids=[said for _, said in BAD])
def test_bad_input_gets_a_sentence_and_leaves_no_trace(
    desk: Small, deliver: Deliver, tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    before = len(entries(desk))
    given = {"copy": number(desk), **wrong}
    with pytest.raises(BadInput, match=said) as error:
        deliver(**given)
    assert error.value.hint
    assert len(entries(desk)) == before
    assert not (tmp_path / "memo.pdf").exists()


@given(st.text(max_size=14) | st.dates().map(str))
def test_any_text_is_a_day_or_gets_a_sentence(text: str) -> None:
    try:
        found = day("The day", text, date(2500, 1, 1))
    except BadInput as error:
        assert str(error).isprintable()
        assert error.hint
    else:
        assert found.isoformat() == text.strip()
        assert found <= date(2500, 1, 1)


def test_a_label_that_looks_like_a_copys_number_still_names_its_draft(
    desk: Small, deliver: Deliver
) -> None:
    drafting.label(desk.session(), draft=f"{SCRIPT}#1", name="take-AB")
    deliver("take-AB", to="Sam Reed", when="2020-01-01")
    assert [one["number"] for one in held(desk) if one["recipient"] == "Sam Reed"] == [1]


def test_a_memo_is_never_taken_for_a_script(desk: Small, deliver: Deliver) -> None:
    for place in (desk.scripts / "memo.pdf", desk.scripts / "One" / "memo.pdf"):
        with pytest.raises(BadInput, match="is watched"):
            deliver(number(desk), output=place)
    with pytest.raises(BadInput, match="inside the vault"):
        deliver(number(desk), output=desk.vault / "memo.pdf")
    assert entries(desk, "delivery") == []


def test_evidence_that_is_too_large_is_refused(
    desk: Small, deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGEST_DELTA", len(MAIL) - 1)
    mail = tmp_path / "mail.eml"
    mail.write_bytes(MAIL)
    with pytest.raises(BadInput, match="larger than"):
        deliver(number(desk), evidence=(mail,))
    monkeypatch.setattr(evidence, "LARGEST_DELTA", len(MAIL))
    monkeypatch.setattr(evidence, "MOST_BYTES", 2 * len(MAIL) - 1)
    with pytest.raises(BadInput, match="in all"):
        deliver(number(desk), evidence=(mail, mail))
    deliver(number(desk), evidence=(mail,))


def test_the_draft_knows_nothing_of_it(desk: Small, deliver: Deliver) -> None:
    """What was agreed with one reader is no statement about the draft."""
    deliver(number(desk))
    told = drafting.show(desk.session(), draft=f"{SCRIPT}#3").data
    assert told["declarations"] == []
    assert len(told["copies"]) == 2


def test_what_went_out_of_a_lost_draft_is_still_told(desk: Small, deliver: Deliver) -> None:
    deliver(number(desk))
    with desk.session().reading() as history:
        draft = next(row for row in history.rows("draft") if row.field("script")["number"] == 3)
        handle = draft.handle
    for path in (desk.vault / "objects" / handle[:2]).glob(f"{handle}.*"):
        path.unlink()
    shutil.rmtree(desk.home / "cache")
    jo, mia = held(desk)
    assert {(one["recipient"], one["script"], one["number"]) for one in (jo, mia)} == {
        ("Jo Quill", TITLE, 3), ("Mia Okafor", TITLE, 3),
    }  # fmt: skip
    assert (mia["draft"], mia["sha256"], mia["how"]) == (None, None, "by mail")
    with pytest.raises(BadInput, match="not known any more"):
        deliver(None, again=str(mia["seq"]), how=None, when=None)
