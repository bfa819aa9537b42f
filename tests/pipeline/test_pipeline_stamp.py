"""Independent time: who is owed, who is asked, what is kept, and where it ends."""

from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.pipeline.small import LABEL, PASSPHRASE, TITLE, Small, text
from vault.operations import drafting
from vault.operations.proving import prove, stamp
from vault.operations.verifying import verify
from vault.pipeline import readings, stamping
from vault.pipeline.history import History
from vault.pipeline.opening import open_history
from vault.timestamp.authorities import Authority

SCRIPT = f"{TITLE}.fountain"


def opened(small: Small) -> History:
    return open_history(small.where, small.random, passphrase=PASSPHRASE)


def newest(small: Small) -> int | None:
    history = opened(small)
    head = stamping.newest_asking(history, history.settings.log)
    history.close()
    return head.size if head else None


def statuses(small: Small) -> set[str]:
    return {draft["time_status"] for draft in small.drafts()}


def tokens(small: Small) -> list[Path]:
    return sorted((small.vault / "anchors").glob("*/*"))


def test_stamping_ends_and_asks_nobody_twice(trusting: Small, authority: TimeAuthority) -> None:
    assert statuses(trusting) == {"none"}
    done = stamp(trusting.session(), wait=False)
    assert done.data == {"sent": 1, "confirmed": 1, "pending": 0, "failed": []}
    assert done.exit_code == 0
    assert statuses(trusting) == {"stamped"}
    again = stamp(trusting.session(), wait=False)
    assert again.data == {"sent": 0, "confirmed": 0, "pending": 0, "failed": []}
    assert len(authority.received) == 1
    assert trusting.check().data["verdict"] == "valid"


def test_the_token_is_kept_as_received(trusting: Small, authority: TimeAuthority) -> None:
    from vault.encoding import sha256

    stamp(trusting.session(), wait=False)
    [path] = tokens(trusting)
    data = path.read_bytes()
    assert data == authority.sent[-1]
    assert path.name == f"{sha256(data).hex()}.tsr"
    told = drafting.show(trusting.session(), draft=LABEL).data
    assert [anchor["token"] for anchor in told["anchors"]] == [path.stem]
    assert told["not_later_than"] is not None


def test_a_label_asks_again_and_a_token_does_not(trusting: Small, authority: TimeAuthority) -> None:
    before = newest(trusting)
    stamp(trusting.session(), wait=False)
    assert newest(trusting) == before
    drafting.label(trusting.session(), draft=f"{SCRIPT}#1", name="again")
    after = newest(trusting)
    assert after is not None
    assert before is not None
    assert after > before
    assert stamp(trusting.session(), wait=False).data["confirmed"] == 1
    assert stamp(trusting.session(), wait=False).data["sent"] == 0
    assert len(authority.received) == 2


def test_the_first_time_of_a_draft_stays(trusting: Small) -> None:
    stamp(trusting.session(), wait=False)
    first = trusting.drafts()[0]["not_later_than"]
    trusting.seal(trusting.write(SCRIPT, text(9)))
    waiting = trusting.drafts()[-1]
    assert (waiting["time_status"], waiting["not_later_than"]) == ("none", None)
    stamp(trusting.session(), wait=False)
    assert statuses(trusting) == {"stamped"}
    assert trusting.drafts()[0]["not_later_than"] == first


def test_a_new_authority_is_owed_a_token(
    trusting: Small, chained_authority: TimeAuthority, tmp_path: Path
) -> None:
    stamp(trusting.session(), wait=False)
    chained_authority.mood = "grant"
    both = tmp_path / "both.pem"
    both.write_bytes(
        Path(trusting.environment["SCRIPTVAULT_TSA_ROOTS"]).read_bytes()
        + chained_authority.root_pem.read_bytes()
    )
    trusting.environment["SCRIPTVAULT_TSA"] += f", {chained_authority.url} ,"
    trusting.environment["SCRIPTVAULT_TSA_ROOTS"] = str(both)
    done = stamp(trusting.session(), wait=False).data
    assert (done["sent"], done["confirmed"], done["pending"]) == (1, 1, 0)
    assert len(tokens(trusting)) == 2
    assert trusting.check().data["verdict"] == "valid"


@pytest.mark.parametrize("mood", ["refuse", "http-500", "garbage", "other-imprint", "wrong-nonce"])
def test_a_refusal_costs_a_proof_and_never_a_draft(
    trusting: Small, authority: TimeAuthority, mood: str
) -> None:
    authority.mood = mood  # type: ignore[assignment]
    done = stamp(trusting.session(), wait=False)
    assert (done.data["sent"], done.data["confirmed"], done.data["pending"]) == (1, 0, 1)
    assert done.exit_code == 3
    [failed] = done.data["failed"]
    assert set(failed) == {"authority", "reason"}
    assert tokens(trusting) == []
    authority.mood = "grant"
    assert stamp(trusting.session(), wait=False).exit_code == 0
    assert statuses(trusting) == {"stamped"}


def test_offline_nobody_is_asked(trusting: Small, authority: TimeAuthority) -> None:
    trusting.environment["SCRIPTVAULT_OFFLINE"] = "1"
    done = stamp(trusting.session(), wait=False)
    assert (done.exit_code, done.data["pending"]) == (3, 1)
    assert "switched off" in done.data["failed"][0]["reason"]
    assert authority.received == []


def test_waiting_ends_after_a_minute_of_its_own_clock(
    trusting: Small, authority: TimeAuthority
) -> None:
    authority.mood = "http-500"
    began = trusting.clock.running
    done = stamp(trusting.session(), wait=True)
    assert done.exit_code == 3
    assert 60 <= trusting.clock.running - began < 120
    assert 3 <= len(authority.received) < 20
    assert len(done.data["failed"]) == 1


def test_waiting_ends_when_the_token_comes(trusting: Small, authority: TimeAuthority) -> None:
    authority.mood = "http-500"
    session = trusting.session()

    def better(seconds: float) -> None:
        authority.mood = "grant"
        trusting.clock.running += seconds

    session.sleep = better
    done = stamp(session, wait=True)
    assert (done.exit_code, done.data["confirmed"], done.data["failed"]) == (0, 1, [])


def test_a_token_of_an_unknown_root_is_kept_and_not_asked_again(
    trusting: Small, authority: TimeAuthority
) -> None:
    known = trusting.environment.pop("SCRIPTVAULT_TSA_ROOTS")
    done = stamp(trusting.session(), wait=False)
    assert done.data["confirmed"] == 1
    assert len(tokens(trusting)) == 1
    assert statuses(trusting) == {"waiting"}
    assert stamp(trusting.session(), wait=False).data["sent"] == 0
    assert len(authority.received) == 1
    trusting.environment["SCRIPTVAULT_TSA_ROOTS"] = known
    assert statuses(trusting) == {"stamped"}


def test_no_authority_is_no_debt(small: Small) -> None:
    done = stamp(small.session(), wait=True)
    assert (done.exit_code, done.data["sent"], done.data["pending"]) == (0, 0, 0)


def test_an_address_that_is_none_is_a_refusal(small: Small) -> None:
    small.environment = {"SCRIPTVAULT_TSA": "file:///etc/passwd,not a url,http://[::bad"}
    done = stamp(small.session(), wait=False)
    assert done.exit_code == 3
    assert len(done.data["failed"]) == 3
    assert tokens(small) == []


def test_a_missing_or_changed_token_gives_no_time(trusting: Small) -> None:
    stamp(trusting.session(), wait=False)
    [path] = tokens(trusting)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert statuses(trusting) == {"waiting"}
    path.unlink()
    assert statuses(trusting) == {"waiting"}
    name = f"anchors/{path.parent.name}/{path.name}"
    assert trusting.problems() == {name: "This token was logged and is missing."}


def test_roots_that_cannot_be_read_are_said_so(trusting: Small, tmp_path: Path) -> None:
    from vault.errors import VaultError

    bad = tmp_path / "roots.pem"
    bad.write_bytes(b"\xff")
    for place in (tmp_path / "nowhere.pem", tmp_path, bad):
        trusting.environment["SCRIPTVAULT_TSA_ROOTS"] = str(place)
        with pytest.raises(VaultError):
            trusting.drafts()


def test_only_hashes_leave_the_computer(trusting: Small, authority: TimeAuthority) -> None:
    import subprocess

    stamp(trusting.session(), wait=False)
    [query] = authority.received
    assert len(query) < 80
    shown = subprocess.run(
        ["openssl", "ts", "-query", "-in", "/dev/stdin", "-text"],
        input=query, capture_output=True, check=True, timeout=30,
    ).stdout.decode()  # fmt: skip
    assert "Hash Algorithm: sha256" in shown
    assert shown.rstrip().endswith("Extensions:")


def test_a_reading_made_later_has_its_time_when_it_is_asked_for_by_hand(
    trusting: Small, authority: TimeAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scene shown alone rests on a reading; what is watched asks nobody again for one."""
    stamp(trusting.session(), wait=False)
    monkeypatch.setattr("vault.screenplay.reading.VERSION", 99)
    with trusting.session().writing() as pen:
        draft = next(pen.history.rows("draft"))
        assert readings.make(pen, draft) is not None
        pen.checkpoint()
        authorities = [Authority("loopback", authority.url, 0.0)]
        assert stamping.owed(pen.history, authorities) == []
    assert stamp(trusting.session(), wait=False).data["confirmed"] == 1
    assert stamp(trusting.session(), wait=False).data["sent"] == 0
    out = trusting.home / "scene.zip"
    prove(
        trusting.session(), drafts=[str(draft.seq)], script=None, all=False, output=out,
        with_log=False, force=False, scene=[1],
    )  # fmt: skip
    report = verify(trusting.session(), files=[out], signer=None, draft=[]).data
    told = {check["name"]: check["result"] for check in report["checks"]}
    assert (told["scene"], told["time"]) == ("pass", "pass")
