"""Writes that end half way, and drafts too large for memory."""

import errno
from pathlib import Path

import pytest

from tests.pipeline.small import TITLE, Small, text
from vault.errors import DiskFull
from vault.operations import drafting
from vault.operations.proving import prove
from vault.pipeline import opening
from vault.store import lines
from vault.watch import capture

SCRIPT = f"{TITLE}.fountain"


@pytest.mark.parametrize("good", range(3))
def test_a_vault_half_made_leaves_nothing_in_the_way(
    fresh: Small, monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    whole, done = opening.write_new, []

    def full(path: Path, data: bytes) -> None:
        if len(done) == good:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        whole(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(opening, "write_new", full)
        with pytest.raises(DiskFull):
            fresh.init()
    assert not fresh.kit.exists()
    fresh.init()
    assert fresh.check().data["verdict"] == "valid"


def test_a_vault_without_its_first_line_leaves_nothing_in_the_way(
    fresh: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(lines, "sync", full)
        with pytest.raises(DiskFull):
            fresh.init()
    assert not fresh.kit.exists()
    fresh.init()
    assert fresh.check().data["verdict"] == "valid"


@pytest.mark.parametrize("tail", [b"", b'{"commit":'])
def test_a_log_that_never_got_its_first_line_is_passed_over(small: Small, tail: bytes) -> None:
    [first] = small.logs
    other = "ab" * 16
    place = small.vault / "logs" / other
    (place / "checkpoints").mkdir(parents=True)
    (place / "entries.jsonl").write_bytes(tail)
    path = small.settings_path
    path.write_text(path.read_text().replace(first, other))
    small.seal(small.write(SCRIPT, text(4)))
    assert len(small.logs) == 3
    assert (place / "entries.jsonl").read_bytes() == tail
    assert small.drafts()[-1]["number"] == 4
    assert small.check().data["verdict"] == "valid"


def test_a_full_disk_costs_the_draft_and_nothing_before_it(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = [draft["sha256"] for draft in small.drafts()]
    path = small.write(SCRIPT, text(4))
    with monkeypatch.context() as patch:
        patch.setattr(lines, "sync", full)
        with pytest.raises(DiskFull):
            small.seal(path)
    assert [draft["sha256"] for draft in small.drafts()] == before
    assert small.check().data["verdict"] == "valid"
    [told] = small.seal(path)
    assert told["new"]
    assert small.drafts()[-1]["number"] == 4


def test_a_draft_too_large_for_memory_is_a_draft_like_any_other(
    small: Small, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(capture, "IN_MEMORY", 10_000)
    monkeypatch.setattr(capture, "CHUNK", 4_096)
    large = text(1) + "A line of action that goes on.\n\n" * 2_000
    small.seal(small.write("Large.fountain", large))
    small.seal(small.write("Large.fountain", large + "More.\n"))
    out = tmp_path / "out.fountain"
    drafting.restore(small.session(), draft="Large.fountain#1", output=out, force=False)
    assert out.read_text() == large
    assert small.check().data["verdict"] == "valid"
    done = prove(small.session(), drafts=(), script="Large.fountain", all=False,
                 output=tmp_path / "large.zip", with_log=False, force=False)  # fmt: skip
    assert (len(done.data["drafts"]), done.data["because"]) == (2, ["time"])
