"""A disk that refuses the n-th write, for every n: nothing acknowledged is lost, all is sound.

In one process, so that each single call of the write order can be made to fail.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vault.errors import Exit, VaultError
from vault.operations import drafting, vaulting
from vault.operations.session import Outcome, Session

PASSPHRASE = "a tide clerk counts the boats"
CALLS = ("write", "fsync", "ftruncate")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    for name in ("CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("SCRIPTVAULT_TSA", "")
    (tmp_path / "Scripts").mkdir()
    made = Session(vault=tmp_path / "vault", passphrase=lambda _new: PASSPHRASE)
    kit = tmp_path / "kit.txt"
    vaulting.init(made, writer="Ada", email=None, watch=(), kit=kit, time="off")
    return made


class Refusing:
    """Makes the n-th of all calls to the named functions of ``os`` fail, once or from then on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._left, self._code, self._lasting = monkeypatch, -1, 0, False
        self.fired = False
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))

    def arm(self, after: int, code: int, *, lasting: bool) -> None:
        self._left, self._code, self._lasting, self.fired = after, code, lasting, False

    def disarm(self) -> None:
        self._left = -1

    def _wrapped(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            if self._left == 0:
                self.fired = True
                if not self._lasting:
                    self._left = -1
                if real.__name__ == "write" and len(bytes(arguments[1])) > 1:  # type: ignore[arg-type]
                    half = memoryview(arguments[1])  # type: ignore[arg-type]
                    real(arguments[0], half[: len(half) // 2])  # torn, as a real disk does it
                raise OSError(self._code, os.strerror(self._code))
            if self._left > 0:
                self._left -= 1
            return real(*arguments)

        return call


def outcome(deed: Callable[[], Outcome]) -> Outcome | VaultError:
    try:
        return deed()
    except VaultError as error:
        return error


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_every_refused_write_leaves_a_sound_vault(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, lasting: bool
) -> None:
    refusing = Refusing(monkeypatch)
    script = tmp_path / "Scripts" / "a.fountain"
    acknowledged: dict[int, bytes] = {}
    for after in range(40):
        data = f"INT. ROOM - DAY\n\nSave {after}.\n".encode() * 20
        script.write_bytes(data)
        refusing.arm(after, code, lasting=lasting)
        told = outcome(lambda: drafting.seal(session, files=[script]))
        refusing.disarm()
        if isinstance(told, VaultError):
            assert told.exit_code is Exit.ENVIRONMENT and told.hint and told.message.endswith(".")
        else:
            for draft in told.data["drafts"]:
                acknowledged[draft["seq"]] = data
        if after % 5 == 0 or not refusing.fired:
            assert vaulting.check(session, all=True).data["verdict"] == "valid"
        if not refusing.fired:
            break
    assert not refusing.fired, "the write order has more steps than were tried"
    again = drafting.seal(session, files=[script])
    assert [draft["new"] for draft in again.data["drafts"]] == [False]

    drafts = {d["seq"]: d for d in drafting.drafts(session, script=None).data["drafts"]}
    assert acknowledged and acknowledged.keys() <= drafts.keys()
    assert [d["number"] for d in drafts.values()] == list(range(1, len(drafts) + 1))
    for seq, data in acknowledged.items():
        place = tmp_path / f"restored {seq}"
        drafting.restore(session, draft=str(seq), output=place, force=False)
        assert place.read_bytes() == data
    assert vaulting.check(session, all=True).data["verdict"] == "valid"


def test_a_clock_set_back_is_flagged_and_orders_nothing_anew(
    session: Session, tmp_path: Path
) -> None:
    from datetime import timedelta

    from vault.operations.session import system_clock
    from vault.records import Clock

    script = tmp_path / "Scripts" / "a.fountain"
    script.write_text("INT. NOON - DAY\n")
    drafting.seal(session, files=[script])
    wrong = Session(vault=session.vault, passphrase=session.passphrase)
    now = system_clock()
    wrong.clock = lambda: Clock(now.now - timedelta(days=400), now.monotonic)
    script.write_text("INT. MIDNIGHT - NIGHT\n")
    drafting.seal(wrong, files=[script])
    drafts = drafting.drafts(session, script=None).data["drafts"]
    flags = {draft["number"]: draft["flags"] for draft in drafts}
    assert flags == {1: [], 2: ["clock-set-back"]}
    assert vaulting.check(session, all=True).data["verdict"] == "valid"
