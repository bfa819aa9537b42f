"""Changes of keys, revocations, several logs, and those who would like to pass for the writer."""

from typing import Any

import pytest

from tests.verify.conftest import Stamp
from tests.verify.forging import (
    FIRST,
    LOG,
    OTHER_LOG,
    SECOND,
    THIEF,
    THIRD,
    Checker,
    Files,
    Scribe,
    bundle,
    failed,
    reseal,
    signing,
)
from vault.seal.keys import SigningKeys


def shown(scribe: Scribe, check: Checker, signer: SigningKeys, stamp: Stamp | None = None) -> Files:
    head = scribe.head()
    tokens = {head.hash: (stamp(head),)} if stamp else {}
    return bundle([scribe.shown([head], tokens)], signer, check.roots)


def begun() -> Scribe:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    return scribe


def test_rotation_and_revocation_by_the_rule_are_valid(check: Checker, stamp: Stamp) -> None:
    scribe = begun()
    early = scribe.head()
    scribe.change(SECOND)
    scribe.draft(b"Two.\n")
    middle = scribe.head()
    scribe.change(THIRD, since=4)
    scribe.draft(b"Three.\n")
    head = scribe.head()
    tokens = {head.hash: (stamp(head),)}
    files = bundle([scribe.shown([early, middle, head], tokens)], THIRD, check.roots)
    report = check(files, THIRD.public.fingerprint)
    assert (report.verdict, report.because) == ("valid", []), report.as_json()
    for keys in (FIRST, SECOND):
        assert "signer" in failed(check(files, keys.public.fingerprint))
        assert failed(check(reseal(files, keys))) == {"bag-signature"}


def test_the_line_of_a_key_that_was_revoked(check: Checker) -> None:
    scribe = begun()
    scribe.change(SECOND, since=1)
    report = check(shown(scribe, check, SECOND))
    assert (report.verdict, failed(report)) == ("invalid", {"keys"})
    assert "revoked" in report.detail("keys")
    left = bundle([scribe.shown([scribe.head()], without={1})], SECOND, check.roots)
    assert failed(check(left)) == set()


@pytest.mark.parametrize("revoked", [False, True])
def test_a_thief_cannot_rotate_to_keys_of_his_own(check: Checker, revoked: bool) -> None:
    scribe = begun()
    scribe.change(THIEF, since=1 if revoked else None)
    scribe.draft(b"Mine.\n")
    for signer in (THIEF, FIRST):
        report = check(shown(scribe, check, signer))
        assert report.verdict == "invalid"
        assert "keys" in failed(report)
        assert "had not committed" in report.detail("keys")


def test_the_next_keys_must_sign_their_own_coming(check: Checker) -> None:
    """Who knows the next public keys, but has only today's secret ones, cannot bring them in."""
    scribe = begun()
    event = {"event": "rotate", "set": SECOND.public.as_json()}
    scribe.append({"kind": "key"}, event)
    report = check(shown(scribe, check, FIRST))
    assert report.verdict == "invalid"
    assert "keys" in failed(report)


def test_an_old_key_after_its_time(check: Checker) -> None:
    scribe = begun()
    scribe.change(SECOND)
    scribe.keys = FIRST
    scribe.draft(b"Late.\n")
    for signer in (FIRST, SECOND):
        report = check(shown(scribe, check, signer))
        assert report.verdict == "invalid"
        assert {"lines", "checkpoint-ed25519", "checkpoint-mldsa"} <= failed(report)


def test_a_key_change_left_out(check: Checker) -> None:
    scribe = begun()
    scribe.change(SECOND)
    scribe.draft(b"Two.\n")
    part = scribe.shown([scribe.head()], without={2})
    report = check(bundle([part], SECOND, check.roots))
    assert report.verdict == "invalid"
    assert {"lines", "bag-signature", "keys"} <= failed(report)


def test_key_events_and_entries_of_kind_key_are_the_same(check: Checker) -> None:
    for kind, event in (("reading", True), ("draft", True), (None, True), ("key", False)):
        scribe = begun()
        rotate = {"event": "rotate", "set": SECOND.public.as_json()}
        if event:
            scribe.keys = SECOND
            scribe.sets.append(SECOND.public)
        scribe.append({"kind": kind}, rotate if event else None)
        report = check(shown(scribe, check, scribe.keys))
        assert (report.verdict, failed(report)) == ("invalid", {"keys"})


def test_without_entry_0_nothing_is_known(check: Checker) -> None:
    scribe = begun()
    report = check(bundle([scribe.shown([scribe.head()], without={0})], FIRST, check.roots))
    assert report.verdict == "invalid"
    assert "keys" in failed(report)


EVENTS: dict[str, Any] = {
    "no event": {},
    "of a later version": {"event": "freeze", "set": FIRST.public.as_json()},
    "begins again": {"event": "begin", "set": FIRST.public.as_json(), "parent": None},
    "a member more": {"event": "rotate", "set": SECOND.public.as_json(), "more": 1},
    "no set": {"event": "rotate"},
    "a set of nothing": {"event": "rotate", "set": None},
    "a set of numbers": {"event": "rotate", "set": {"ed25519": 1, "ml-dsa-44": 2, "next": 3}},
    "a set of letters": {
        "event": "rotate", "set": {**SECOND.public.as_json(), "ed25519": "é" * 44},
    },
    "since later": {"event": "revoke", "set": SECOND.public.as_json(), "since": 3},
    "since text": {"event": "revoke", "set": SECOND.public.as_json(), "since": "1"},
    "since true": {"event": "revoke", "set": SECOND.public.as_json(), "since": True},
}  # fmt: skip


@pytest.mark.parametrize("what", EVENTS)
def test_a_key_event_of_no_known_form(check: Checker, what: str) -> None:
    scribe = begun()
    if "set" in EVENTS[what]:
        scribe.keys = SECOND
    scribe.append({"kind": "key"}, EVENTS[what])
    report = check(shown(scribe, check, FIRST))
    assert report.verdict == "invalid"
    assert "keys" in failed(report)


@pytest.mark.parametrize("event", [["rotate"], {"rotate": 1}, 7, None])
def test_a_key_event_whose_name_is_no_text(check: Checker, event: object) -> None:
    scribe = begun()
    scribe.append({"kind": "key"}, {"event": event, "set": SECOND.public.as_json()})
    assert "keys" in failed(check(shown(scribe, check, FIRST)))


PARENTS: dict[str, Any] = {
    "text": "other",
    "a number": 7,
    "too little": {"log": OTHER_LOG, "size": 1},
    "size text": {"log": OTHER_LOG, "size": "1", "root": "0" * 64},
    "size nothing": {"log": OTHER_LOG, "size": 0, "root": "0" * 64},
    "root short": {"log": OTHER_LOG, "size": 1, "root": "0" * 62},
    "log a list": {"log": [], "size": 1, "root": "0" * 64},
}


@pytest.mark.parametrize("what", PARENTS)
def test_a_parent_of_no_known_form(check: Checker, what: str) -> None:
    scribe = Scribe(parent=PARENTS[what])
    scribe.begin()
    scribe.draft(b"One.\n")
    report = check(shown(scribe, check, FIRST))
    assert report.verdict == "invalid"
    assert "keys" in failed(report)


def family(keys: SigningKeys = FIRST, cites: dict[str, Any] | None = None) -> tuple[Scribe, Scribe]:
    """A log of two entries, and another that continues it with ``keys``."""
    parent = begun()
    child = Scribe(keys, OTHER_LOG, cites or parent.cited(2))
    child.begin()
    child.draft(b"Elsewhere.\n")
    return parent, child


def both(parent: Scribe, child: Scribe, check: Checker, stamp: Stamp, signer: SigningKeys) -> Files:
    logs = []
    for scribe in (parent, child):
        head = scribe.head()
        logs.append(scribe.shown([head], {head.hash: (stamp(head),)}))
    return bundle(logs, signer, check.roots)


@pytest.mark.parametrize("keys", [FIRST, SECOND])
def test_a_log_that_continues_another_is_valid(
    check: Checker, stamp: Stamp, keys: SigningKeys
) -> None:
    parent, child = family(keys)
    report = check(both(parent, child, check, stamp, keys))
    assert (report.verdict, report.because) == ("valid", []), report.as_json()
    assert {draft["log"] for draft in report.drafts} == {LOG, OTHER_LOG}


def test_a_token_over_the_parent_says_nothing_of_the_child(check: Checker, stamp: Stamp) -> None:
    parent, child = family()
    head = parent.head()
    logs = [parent.shown([head], {head.hash: (stamp(head),)}), child.shown([child.head()])]
    report = check(bundle(logs, FIRST, check.roots))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    times = {draft["log"]: bool(draft["not_later_than"]) for draft in report.drafts}
    assert times == {LOG: True, OTHER_LOG: False}


def test_a_child_with_keys_of_its_own(check: Checker, stamp: Stamp) -> None:
    for keys in (THIEF, THIRD, signing(1)):
        parent, child = family(keys)
        for signer in (keys, FIRST):
            report = check(both(parent, child, check, stamp, signer))
            assert report.verdict == "invalid"
            assert "keys" in failed(report)


def test_a_child_of_a_state_that_never_was(check: Checker, stamp: Stamp) -> None:
    other = begun()
    other.draft(b"Another.\n")
    for cites in ({**begun().cited(2), "root": "0" * 64}, other.cited(3), other.cited(1)):
        parent, child = family(cites=cites)
        report = check(both(parent, child, check, stamp, FIRST))
        assert (report.verdict, failed(report)) == ("invalid", {"history"})


def test_a_child_begun_with_a_key_its_parent_revoked(check: Checker, stamp: Stamp) -> None:
    """A thief goes on in a log of his own, though the writer has revoked what he stole."""
    parent = begun()
    parent.draft(b"Two.\n")
    stolen = parent.head()
    parent.change(SECOND, since=3)
    parent.draft(b"Three.\n")
    child = Scribe(FIRST, OTHER_LOG, parent.cited(3))
    child.begin()
    child.draft(b"Stolen.\n")
    head, own = parent.head(), child.head()
    logs = [
        parent.shown([stolen, head], {head.hash: (stamp(head),)}),
        child.shown([own], {own.hash: (stamp(own),)}),
    ]
    for signer in (FIRST, SECOND):
        report = check(bundle(logs, signer, check.roots))
        assert report.verdict == "invalid"
        assert "keys" in failed(report)


def test_two_logs_that_begin_on_their_own(check: Checker, stamp: Stamp) -> None:
    one, two = begun(), Scribe(THIEF, OTHER_LOG)
    two.begin()
    two.draft(b"Mine.\n")
    for signer in (FIRST, THIEF):
        report = check(both(one, two, check, stamp, signer))
        assert (report.verdict, failed(report)) == ("invalid", {"history"})


def test_a_parent_that_is_not_here_is_only_claimed(check: Checker, stamp: Stamp) -> None:
    child = family()[1]
    report = check(shown(child, check, FIRST, stamp))
    assert report.verdict == "valid"
    assert any("says that it continues log 01234567" in row for row in report.not_shown)
    third = Scribe(FIRST, "ab" * 16, {**begun().cited(2), "log": "cd" * 16})
    third.begin()
    mixed = both(child, third, check, stamp, FIRST)
    assert "keys" in failed(check(mixed))


def test_an_entry_of_another_log_mixed_in(check: Checker, stamp: Stamp) -> None:
    parent, child = family()
    files = shown(parent, check, FIRST, stamp)
    theirs = both(parent, child, check, stamp, FIRST)
    name = f"entries/{LOG}/1."
    for part in ("line", "json", "tlog-proof"):
        files[name + part] = theirs[f"entries/{OTHER_LOG}/1.{part}"]
    assert {"lines"} <= failed(check(reseal(files, FIRST)))
    files = shown(parent, check, FIRST, stamp)
    files |= {n: d for n, d in theirs.items() if n.startswith(f"entries/{OTHER_LOG}/")}
    assert check(reseal(files, FIRST)).verdict == "invalid"
