"""One action for many readers: stopped anywhere, it says what is recorded and what is not there."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.paper.pdf import darkness, kept, picture, words_of
from tests.pipeline.small import PASSPHRASE
from tests.share.conftest import TIDE, Desk
from tests.share.positions import read_back
from vault.encoding import sha256
from vault.errors import BadInput, Damaged, DiskFull, EnvironmentFailed, Exit, VaultError
from vault.operations.proving import prove
from vault.operations.sharing import share_with
from vault.pipeline import issued, sharing
from vault.pipeline.history import History
from vault.pipeline.opening import open_history, read_kit
from vault.share.codes import CopyCode, draft_secret
from vault.share.recipients import person
from vault.store import outside

DRAFT = "latest:The Tide Clerk.fountain"
READERS = ("Ann", "Bob", "Cleo", "Dag")


@contextmanager
def opened(desk: Desk, **how: Any) -> Iterator[History]:
    history = open_history(desk.small.where, os.urandom, **(how or {"passphrase": PASSPHRASE}))
    try:
        yield history
    finally:
        history.close()


def stopping(desk: Desk, what: str, number: int, error: BaseException) -> VaultError:
    """Share with all readers, stopped at a step; what was said of it."""

    def progress(done: str, place: int, of: int) -> None:
        assert of == len(READERS)
        if (done, place) == (what, number):
            raise error

    session = replace(desk.small.session(), progress=progress)
    session.__dict__["where"] = desk.small.where
    with pytest.raises(VaultError) as caught:
        share_with(session, draft=DRAFT, people=[person(one) for one in READERS],
                   licence="no-ai", holder="unsaid", output=desk.out)  # fmt: skip
    return caught.value


def names(files: list[Path]) -> list[str]:
    return [path.name.split(" - ")[1] for path in files]


def finish(desk: Desk) -> list[str]:
    """What share --again last writes, each the very bytes that were recorded."""
    copies = desk.copies(None, to=(), again=("last",))
    for copy in copies:
        assert sha256(Path(copy["path"]).read_bytes()).hex() == copy["sha256"]
    assert desk.small.check().data["verdict"] == "valid"
    return [copy["recipient"] for copy in copies]


def test_stopped_while_the_copies_are_made(desk: Desk) -> None:
    told = stopping(desk, "copies", 2, EnvironmentFailed("It was stopped.", "As you asked."))
    with opened(desk) as history:
        numbers = [row.field("details")["copy"] for row in history.rows("copy")]
    assert len(numbers) == 2
    assert told.message == (
        f"It was stopped. Recorded in the vault, but not written yet: {', '.join(numbers)}."
        " No copy was made for Cleo, Dag."
    )
    assert told.hint == f'As you asked. Then: scriptvault share --again last -o "{desk.out}".'
    assert desk.files() == []
    assert finish(desk) == ["Ann", "Bob"] == names(desk.files())


def test_stopped_while_the_files_are_written(desk: Desk) -> None:
    told = stopping(desk, "files", 3, EnvironmentFailed("It was stopped."))
    assert names(desk.files()) == ["Ann", "Bob", "Cleo"]
    with opened(desk) as history:
        *_, last = history.rows("copy")
    assert told.message.endswith(f"not written yet: {last.field('details')['copy']}.")
    assert told.hint == f'Then: scriptvault share --again last -o "{desk.out}".'
    before = {path: path.stat().st_mtime_ns for path in desk.files()}
    assert finish(desk) == list(READERS)
    assert names(desk.files()) == list(READERS)
    assert all(path.stat().st_mtime_ns == was for path, was in before.items())


def test_stopped_from_the_keyboard(desk: Desk) -> None:
    told = stopping(desk, "copies", 1, KeyboardInterrupt())
    assert told.exit_code == Exit.ENVIRONMENT
    assert told.message.startswith("It was stopped. Recorded in the vault, but not written yet: ")
    assert finish(desk) == ["Ann"]


def test_a_disk_that_fills_up_midway(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, left = outside.sync, [2]

    def sync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(outside, "sync", sync)
        with pytest.raises(DiskFull) as caught:
            desk.share(to=READERS)
    assert names(desk.files()) == ["Ann", "Bob"]
    with opened(desk) as history:
        waiting = [row.field("details")["copy"] for row in history.rows("copy")][2:]
    assert f"not written yet: {', '.join(waiting)}." in caught.value.message
    assert "--again last" in caught.value.hint
    assert finish(desk) == list(READERS)


def test_many_names_are_counted() -> None:
    assert sharing._named(["Ann"]) == "Ann"
    assert sharing._named([str(n) for n in range(12)]).endswith("10, 11")
    assert sharing._named([str(n) for n in range(200)]).endswith("10, 11 and 188 more")


def test_the_last_action_is_one_batch_and_no_other(desk: Desk, tmp_path: Path) -> None:
    desk.share(to=READERS[:2])
    desk.share(to=READERS[2:])
    other = tmp_path / "other"
    other.mkdir()
    copies = desk.copies(None, to=(), again=("last",), output=other)
    assert [copy["recipient"] for copy in copies] == ["Cleo", "Dag"]
    path = Path(copies[0]["path"])
    path.write_bytes(b"mine")
    with pytest.raises(BadInput, match="is there already"):
        desk.share(None, to=(), again=("last",), output=other)
    assert path.read_bytes() == b"mine"


def test_nothing_was_made_yet(desk: Desk) -> None:
    with pytest.raises(BadInput, match="No copy"):
        desk.share(None, to=(), again=("last",))


def test_one_bad_row_and_nobody_gets_a_copy(desk: Desk, tmp_path: Path) -> None:
    path, before = tmp_path / "readers.csv", desk.entries()
    for data, said in (
        (b"name;mail\nAnn;a@x.example\nBob;nowhere\n", "row 3"),
        (b"name\nAnn\nBob\nAnn\n", "row 4: Ann stands in row 2 already"),
        ("name\nAnn\nFrançois\n".encode("cp1252"), "row 3: this is not UTF-8"),
        (b"name\n" + b"".join(b"R%d\n" % n for n in range(10_000)), "10000 readers are too many"),
        (b"reader name,mail\nAnn,a@x.example\n", "column"),
    ):
        path.write_bytes(data)
        with pytest.raises(BadInput, match=said):
            desk.share(to=(), to_csv=path)
    assert desk.entries() == before
    assert desk.files() == []


def test_a_folder_that_is_watched_or_closed_gets_no_copies(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, before = desk.small.scripts / "copies", desk.entries()
    inside.mkdir()
    for folder in (desk.small.scripts, inside):
        with pytest.raises(BadInput, match="would be sealed as scripts"):
            desk.share(output=folder)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(BadInput, match="Nothing can be written"):
        desk.share()
    assert desk.entries() == before


def test_which_marks_a_copy_carries(desk: Desk, tmp_path: Path) -> None:
    shown: dict[str, float] = {}
    for marks, carried in (
        ("visible", ["visible", "metadata"]),
        ("hidden", ["metadata", "word-shift", "line-shift"]),
        ("all", ["visible", "metadata", "word-shift", "line-shift"]),
    ):
        done = desk.share(marks=marks)
        [copy] = done.data["copies"]
        assert copy["marks"] == carried
        assert ("leads back" in done.lines[1]) == (marks != "visible")
        path = kept(tmp_path, Path(copy["path"]).read_bytes(), f"{marks}.pdf")
        shown[marks] = darkness(picture(path, tmp_path, page=1), (150, 400, 460, 560))
        with opened(desk) as history:
            row = issued.find(history, copy["copy_id"])
            assert row is not None
            hidden, table = issued.hidden_of(history, row), issued.table_of(history, row)
        if hidden is None:
            assert marks == "visible" and table == ()
            assert "code" not in row.field("details")
        else:
            read = read_back(path, table, hidden, list(range(1, 7)))
            assert read.words > 600 and (read.wrong_words, read.wrong_lines) == (0, 0)
    assert shown["hidden"] == 0
    assert min(shown["visible"], shown["all"]) > 0.001
    assert words_of(tmp_path / "hidden.pdf").count("Miriam Okafor") == 8


def test_the_entry_is_bound_to_the_code_and_gives_none_of_it_away(
    desk: Desk, tmp_path: Path
) -> None:
    desk.share(to=READERS[:2])
    with opened(desk) as history:
        rows = list(history.rows("copy"))
        found = [issued.hidden_of(history, row) for row in rows]
        secret = draft_secret(
            history.secrets.vault_key, bytes.fromhex(rows[0].field("details")["draft"])
        )
        key = history.secrets.vault_key
        codes = [row.field("details")["code"] for row in rows]
        assert {tuple(code)[:3] for code in codes} <= {
            ("commitment", "line", "v"),
            ("v", "word", "line"),
        }
        for change in ({"word": 36}, {"commitment": "0" * 64}):
            details = {**rows[0].field("details"), "code": {**codes[0], **change}}
            other = replace(rows[0], fields={**(rows[0].fields or {}), "details": details})
            with pytest.raises(Damaged, match="bound"):
                issued.hidden_of(history, other)
    assert found[0] is not None and found[1] is not None
    assert found[0].code.bias == found[1].code.bias
    assert found[0].code.commitment(found[0].parameters) == codes[0]["commitment"]
    with opened(desk, kit=read_kit(desk.small.kit.read_bytes())) as history:
        assert [issued.hidden_of(history, row) for row in history.rows("copy")] == found
    out = tmp_path / "bundle.zip"
    prove(desk.small.session(), drafts=[], script=None, all=True, output=out, with_log=True,
          force=False)  # fmt: skip
    data = out.read_bytes()
    for hidden_away in (key, secret, found[0].code.bias, *(one.code.copy for one in found if one)):
        assert hidden_away not in data and hidden_away.hex().encode() not in data


def test_drafts_of_one_script_have_codes_of_their_own(desk: Desk) -> None:
    first = desk.copies()
    desk.small.seal(desk.small.write(TIDE.name, TIDE.read_text(encoding="utf-8") + "\nMore.\n"))
    second = desk.copies()
    with opened(desk) as history:
        found = [issued.find(history, copy["copy_id"]) for copy in (*first, *second)]
        codes = [issued.hidden_of(history, row) for row in found if row]
    assert isinstance(codes[0].code, CopyCode) and codes[0].code.bias != codes[1].code.bias
