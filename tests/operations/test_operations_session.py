"""What a session keeps, what may be chosen, what is noted before it is sent."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.authority import TimeAuthority
from tests.pipeline import small as made
from tests.pipeline.small import PASSPHRASE, Small, text
from vault.errors import BadInput, Damaged, WrongPassphrase
from vault.operations import drafting, outgoing, proving
from vault.operations.choosing import choices, choose
from vault.operations.session import Session, system_clock
from vault.operations.whereabouts import whereabouts
from vault.seal import slots
from vault.watch import rules


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    made.cheap_keys(monkeypatch)
    for name in ("QUIET", "SLOW_QUIET"):
        monkeypatch.setattr(rules, name, 0.02)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = made.empty(tmp_path / "home", "operations")
    small.init()
    return small


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    with TimeAuthority(tmp_path_factory.mktemp("tsa"), "ecdsa", False) as authority:
        yield authority


def test_a_slot_is_opened_once_a_session(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    worked = []
    derive = slots._argon2id
    monkeypatch.setattr(slots, "_argon2id", lambda *a: worked.append(1) or derive(*a))
    session = small.session()
    drafting.drafts(session, script=None)
    drafting.seal(session, files=[small.write("One.fountain", text(1))])
    drafting.drafts(session.beside(progress=lambda *_: None), script=None)
    assert len(worked) == 1
    assert "vault_key" not in repr(session)


def test_a_session_beside_another_has_its_place_and_its_keys(small: Small) -> None:
    session = small.session()
    other = session.beside(passphrase=lambda _: "wrong")
    with pytest.raises(WrongPassphrase):
        other.unlocked()
    session.unlocked()
    assert session.beside(passphrase=lambda _: "wrong").unlocked() is session.secrets
    assert other.where == small.where


def test_a_watch_is_stopped_from_another_thread(small: Small) -> None:
    said: list[dict[str, Any]] = []
    sealed, ready = threading.Event(), threading.Event()

    def say(event: dict[str, Any]) -> None:
        said.append(event)
        {"sealed": sealed, "health": ready}.get(event["event"], threading.Event()).set()

    session = small.session().beside(clock=system_clock, say=say)
    with ThreadPoolExecutor(1) as threads:
        watch = threads.submit(drafting.watch, session, dirs=(), once=False)
        assert ready.wait(60)
        small.write("One.fountain", text(1))
        assert sealed.wait(60)
        session.stop.set()
        watch.result(60)
    assert [e["script"] for e in said if e["event"] == "sealed"] == ["One.fountain"]
    healthy = [e for e in said if e["event"] == "health"]
    assert healthy[0]["reasons"] == []


def test_what_is_chosen_is_kept(small: Small, tmp_path: Path) -> None:
    other = tmp_path / "Other"
    other.mkdir()
    before = choices(small.session())
    assert before.watch == (str(small.scripts),)
    assert before.time is False
    choose(small.session(), watch=[small.scripts, other, other])
    choose(small.session(), time=True)
    after = choices(small.session())
    assert after.watch == (str(small.scripts), str(other))
    assert after.time is True
    assert after.writer == before.writer
    other.rmdir()
    choose(small.session(), watch=[other])  # away for the moment, and known
    assert choices(small.session()).watch == (str(other),)


def test_folders_that_cannot_be_watched_change_nothing(small: Small, tmp_path: Path) -> None:
    for folder in (small.vault, small.home, tmp_path / "nowhere"):
        with pytest.raises(BadInput):
            choose(small.session(), watch=[folder], time=True)
    assert choices(small.session()).watch == (str(small.scripts),)
    assert choices(small.session()).time is False


def test_where_the_vault_is(small: Small) -> None:
    session = small.session()
    assert whereabouts(session) == "there"
    small.vault.rename(small.home / "away")
    assert whereabouts(session) == "gone"
    elsewhere = Session(vault=small.home / "never")
    elsewhere.__dict__["where"] = small.where.__class__(
        small.home / "never", small.where.configuration, small.where.cache
    )
    assert whereabouts(elsewhere) == "none"
    (small.vault / "logs").mkdir(parents=True)
    with pytest.raises(Damaged):
        whereabouts(session)


def test_each_request_is_listed_before_it_is_sent(small: Small, authority: TimeAuthority) -> None:
    small.environment = {
        "SCRIPTVAULT_TSA": authority.url,
        "SCRIPTVAULT_TSA_ROOTS": str(authority.root_pem),
    }
    small.seal(small.write("One.fountain", text(1)))
    begin = small.clock().now
    assert outgoing.since(small.where, begin) == []
    authority.received.clear()
    proving.stamp(small.session(), wait=False)
    sent = outgoing.since(small.where, begin)
    assert [(one.to, one.size) for one in sent] == [
        (authority.url, len(request)) for request in authority.received
    ]
    assert len(sent) == 1
    assert outgoing.since(small.where, sent[0].at + timedelta(seconds=1)) == []


def test_what_cannot_be_listed_does_not_leave(small: Small, authority: TimeAuthority) -> None:
    small.environment = {"SCRIPTVAULT_TSA": authority.url}
    small.seal(small.write("One.fountain", text(1)))
    (small.where.configuration / "sent.jsonl").mkdir()
    authority.received.clear()
    done = proving.stamp(small.session(), wait=False).data
    assert done["pending"] == 1
    assert authority.received == []


def test_a_list_that_was_cut_off_is_read_as_far_as_it_goes(small: Small) -> None:
    now = small.clock().now
    for place in ("http://one.example", "http://two.example"):
        outgoing.note(small.where, now, place, 59)
    path = small.where.configuration / "sent.jsonl"
    with path.open("ab") as file:
        file.write(b'{"at": "2026-11-2\nnot json\n[]\n{"at":1}\n\xff\xfe\n')
    assert [one.to for one in outgoing.since(small.where, now - timedelta(seconds=1))] == [
        "http://one.example",
        "http://two.example",
    ]
    assert path.stat().st_mode & 0o077 == 0


def test_offline_nothing_is_sent_nor_listed(small: Small) -> None:
    small.environment = {"SCRIPTVAULT_TSA": "http://one.example", "SCRIPTVAULT_OFFLINE": "1"}
    small.seal(small.write("One.fountain", text(1)))
    begin = small.clock().now
    proving.stamp(small.session(), wait=False)
    assert outgoing.since(small.where, begin) == []
    assert PASSPHRASE not in repr(small.session())
