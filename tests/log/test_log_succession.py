"""Which keys are in force: rotation, revocation, and every attempt that must not count."""

import json
from typing import Any

import pytest

from vault import assets
from vault.encoding import Json
from vault.errors import Unreadable
from vault.log.succession import Succession
from vault.records import Leaf, Line
from vault.seal import keys
from vault.seal.signing import KeySet, parse_line, verify_line

LOG = json.loads(assets.read("spec/vectors/log.json"))


def signer(number: int) -> keys.SigningKeys:
    """Key sets 0, 1, 2 …, each committed to the one that follows."""
    kit = bytes([number]) * 32
    seeds = keys.next_seeds(bytes([number - 1]) * 32) if number else (bytes(32), bytes([9]) * 32)
    return keys.SigningKeys(*seeds, keys.next_commitment(kit))


SETS = [signer(number).public for number in range(3)]
STRANGER = keys.SigningKeys(bytes([7]) * 32, bytes([8]) * 32, "ab" * 32).public


def event(seq: int, **members: Any) -> Line:
    return Line(b"", "00" * 16, seq, "", "", "", "", members, b"", Leaf(b""))


def by(seq: int, keys: KeySet) -> Line:
    return Line(b"", "00" * 16, seq, "", "", "", keys.short, None, b"", Leaf(b""))


def begun(parent: Json = None) -> Succession:
    found = Succession()
    found.take(event(0, event="begin", set=SETS[0].as_json(), parent=parent))
    return found


def test_the_published_log_changes_its_keys_where_it_says() -> None:
    found = Succession()
    for text, fingerprint in zip(LOG["lines"], LOG["fingerprints"], strict=True):
        line = parse_line(text.encode())
        if line.key_event is not None:
            found.take(line)
        assert found.at(line.seq).fingerprint == fingerprint
        assert verify_line(line, found.at(line.seq))
    assert found.for_checkpoint(5) == found.sets[0]
    assert found.for_checkpoint(6) == found.sets[1]


def test_keys_follow_one_another() -> None:
    found = begun()
    found.take(event(4, event="rotate", set=SETS[1].as_json()))
    found.take(event(9, event="revoke", set=SETS[2].as_json(), since=6))
    assert [found.at(seq) for seq in (0, 3, 4, 8, 9, 99)] == [
        SETS[0], SETS[0], SETS[1], SETS[1], SETS[2], SETS[2],
    ]  # fmt: skip
    assert found.for_checkpoint(4) == SETS[0]
    assert found.for_checkpoint(5) == SETS[1]
    assert found.sets == SETS


def test_a_revocation_reaches_back_over_its_set_only() -> None:
    found = begun()
    found.take(event(4, event="rotate", set=SETS[1].as_json()))
    found.take(event(9, event="revoke", set=SETS[2].as_json(), since=2))
    assert [found.is_revoked(by(seq, SETS[0])) for seq in (1, 2, 3)] == [False] * 3
    assert [found.is_revoked(by(seq, SETS[1])) for seq in (4, 8)] == [True, True]
    assert not found.is_revoked(by(9, SETS[2]))


def test_a_revocation_spares_what_came_before_it() -> None:
    found = begun()
    found.take(event(9, event="revoke", set=SETS[1].as_json(), since=6))
    assert [found.is_revoked(by(seq, SETS[0])) for seq in (0, 5, 6, 8)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_thief_of_todays_keys_cannot_rotate() -> None:
    found = begun()
    for stolen in (STRANGER, SETS[0], SETS[2]):
        with pytest.raises(Unreadable, match="had not committed"):
            found.take(event(4, event="rotate", set=stolen.as_json()))
    assert found.sets == [SETS[0]]


def test_the_successor_may_choose_its_own_successor() -> None:
    found = begun()
    turned = KeySet(SETS[1].ed25519, SETS[1].mldsa44, "cd" * 32)
    found.take(event(4, event="rotate", set=turned.as_json()))
    assert found.at(4) == turned


BAD: dict[str, dict[str, Any]] = {
    "begin twice": {"event": "begin", "set": SETS[0].as_json(), "parent": None},
    "unknown": {"event": "forget", "set": SETS[1].as_json()},
    "no event": {"set": SETS[1].as_json()},
    "event is a list": {"event": ["rotate"], "set": SETS[1].as_json()},
    "rotate with since": {"event": "rotate", "set": SETS[1].as_json(), "since": 1},
    "revoke without since": {"event": "revoke", "set": SETS[1].as_json()},
    "since is text": {"event": "revoke", "set": SETS[1].as_json(), "since": "1"},
    "since is true": {"event": "revoke", "set": SETS[1].as_json(), "since": True},
    "since is later": {"event": "revoke", "set": SETS[1].as_json(), "since": 5},
    "no key set": {"event": "rotate", "set": None},
    "a member more": {"event": "rotate", "set": SETS[1].as_json(), "more": 1},
}


@pytest.mark.parametrize("members", BAD.values(), ids=BAD)
def test_events_that_do_not_count(members: dict[str, Any]) -> None:
    found = begun()
    with pytest.raises(Unreadable):
        found.take(event(4, **members))
    assert found.sets == [SETS[0]]
    assert not found.is_revoked(by(3, SETS[0]))


def test_events_come_in_their_order() -> None:
    found = begun()
    found.take(event(4, event="rotate", set=SETS[1].as_json()))
    with pytest.raises(Unreadable, match="order"):
        found.take(event(4, event="rotate", set=SETS[2].as_json()))


def test_entry_0_begins_or_nothing_does() -> None:
    for line in (
        event(0, event="rotate", set=SETS[1].as_json()),
        event(0, event="begin", set=SETS[0].as_json()),
        event(0, event="begin", set=SETS[0].as_json(), parent=None, more=1),
        event(3, event="begin", set=SETS[0].as_json(), parent=None),
        event(3, event="rotate", set=SETS[1].as_json()),
        by(0, SETS[0]),
    ):
        with pytest.raises(Unreadable):
            Succession().take(line)
    with pytest.raises(Unreadable):
        Succession().at(0)


PARENTS: list[Any] = [
    "log",
    {},
    {"log": "00" * 16, "size": 1},
    {"log": "00" * 16, "size": 0, "root": "00" * 32},
    {"log": "00" * 16, "size": "1", "root": "00" * 32},
    {"log": "00" * 16, "size": True, "root": "00" * 32},
    {"log": "00" * 15, "size": 1, "root": "00" * 32},
    {"log": "00" * 16, "size": 1, "root": "AA" * 32},
    {"log": "00" * 16, "size": 1, "root": "00" * 32, "more": 1},
]


def test_a_log_that_continues_another_says_which_and_from_where() -> None:
    found = begun({"log": "11" * 16, "size": 5, "root": "22" * 32})
    assert found.parent == ("11" * 16, 5, "22" * 32)
    assert begun().parent is None
    for parent in PARENTS:
        with pytest.raises(Unreadable):
            begun(parent)
