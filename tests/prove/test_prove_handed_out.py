"""What prove hands out has passed its own check, and was never held in memory as a whole."""

import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import LABEL, Small
from vault.encoding import sha256
from vault.errors import BadInput, Damaged
from vault.operations import drafting, proving
from vault.pipeline import showing
from vault.store import objects as stored

PIECE = b"".join(sha256(n.to_bytes(4, "big")) for n in range(1 << 15))


def prove(small: Small, out: Path, **given: Any) -> dict[str, Any]:
    said = {"drafts": (), "script": None, "all": False, "with_log": False, "force": False}
    told: dict[str, Any] = proving.prove(small.session(), output=out, **{**said, **given}).data
    return told


def test_a_bundle_that_would_be_invalid_is_not_handed_out(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong between the vault and the bundle: here, the salt of another entry."""
    right = showing._entry
    monkeypatch.setattr(showing, "_entry", lambda *given: replace(right(*given), salt=bytes(32)))
    out = tmp_path / "b.zip"
    out.write_bytes(b"the bundle of last week")
    with pytest.raises(Damaged, match="would be invalid") as refused:
        prove(small, out, drafts=[LABEL], force=True)
    assert "fields: " in refused.value.message
    assert out.read_bytes() == b"the bundle of last week"
    assert list(tmp_path.glob(".*")) == []


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "b.zip"
    before = showing.stamped

    def slowly(*given: Any) -> Any:
        out.write_bytes(b"somebody else's")
        return before(*given)

    monkeypatch.setattr(showing, "stamped", slowly)
    with pytest.raises(BadInput, match="there already"):
        prove(small, out, drafts=[LABEL])
    assert out.read_bytes() == b"somebody else's"


def test_a_large_draft_is_sealed_restored_and_proved_in_pieces(
    small: Small, tmp_path: Path
) -> None:
    path = small.write("Storyboard.pdf", "")
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.writelines([PIECE] * 33)
    small.seal(path)
    tracemalloc.start()
    sealed = drafting.restore(
        small.session(), draft="latest:Storyboard.pdf", output=tmp_path / "back.pdf", force=False
    ).data
    told = prove(small, tmp_path / "b.zip", drafts=["latest:Storyboard.pdf"], no_page=True)
    small.check()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 << 20
    assert told["because"] == ["time"]
    data = path.read_bytes()
    assert (tmp_path / "back.pdf").read_bytes() == data
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        [name] = [name for name in archive.namelist() if name.startswith("data/")]
        assert archive.read(name) == data
    assert sealed["sha256"] == sha256(data).hex()


def test_large_bytes_that_rotted_are_neither_restored_nor_proved(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "LARGEST_DELTA", 1 << 16)
    path = small.write("Storyboard.pdf", "%PDF-1.4\n" + "Frames and frames. " * 9000)
    small.seal(path)
    [rotten] = [one for one in (small.vault / "objects").glob("*/*") if _holds(small, one)]
    data = rotten.read_bytes()
    rotten.write_bytes(data[:-40] + bytes([data[-40] ^ 1]) + data[-39:])
    for act in (
        lambda: drafting.restore(
            small.session(), draft="latest:Storyboard.pdf", output=tmp_path / "x", force=False
        ),
        lambda: prove(small, tmp_path / "x", drafts=["latest:Storyboard.pdf"]),
    ):
        with pytest.raises(Damaged, match="has changed"):
            act()
    assert list(tmp_path.glob("*x*")) == []
    assert [name for name in small.problems() if rotten.name in name]


def _holds(small: Small, path: Path) -> bool:
    """Tell whether an object's file is the one of the newest draft."""
    with small.session().reading() as history:
        newest = max(history.rows("draft"), key=lambda row: row.seq)
        return path.name.startswith(newest.handle)
