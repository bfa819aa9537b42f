"""Issuing copies: recorded, then covered, then written; all or none; once more on demand."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.authority import TimeAuthority
from tests.pipeline.small import PASSPHRASE
from tests.share.conftest import TIDE, Desk
from vault.cli.main import main
from vault.encoding import canonical, sha256
from vault.errors import BadInput, DiskFull, Exit, VaultError
from vault.licence.record import parse
from vault.operations import drafting
from vault.operations.proving import prove, stamp
from vault.pipeline import issued, sharing
from vault.pipeline.history import History
from vault.pipeline.opening import open_history
from vault.screenplay.reading import Script, read
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.copies import draw_copy, lay_out
from vault.store import lines, outside
from vault.timestamp.authorities import Roots
from vault.verify.file import verify_file

DRAFT = "latest:The Tide Clerk.fountain"
READERS = ("Miriam Okafor <m@harrow.example>", "Jonas Weil", "Łucja Żak <l@z.example>")


@pytest.fixture
def history(desk: Desk) -> Iterator[History]:
    """The vault, opened when it is asked for."""
    opened: list[History] = []

    class Late:
        def __getattr__(self, name: str) -> Any:
            if not opened:
                opened.append(open_history(desk.small.where, os.urandom, passphrase=PASSPHRASE))
            return getattr(opened[0], name)

    yield Late()  # type: ignore[misc]
    for one in opened:
        one.close()


def test_each_reader_gets_a_copy_that_the_vault_knows(desk: Desk, history: History) -> None:
    copies = desk.copies(to=READERS, holder="yes")
    assert [copy["recipient"] for copy in copies] == ["Miriam Okafor", "Jonas Weil", "Łucja Żak"]
    assert (
        len({copy["copy_id"] for copy in copies}) == len({copy["sha256"] for copy in copies}) == 3
    )
    assert {copy["licence"] for copy in copies} == {"no-ai"}
    carried = ["visible", "metadata", "word-shift", "line-shift"]
    assert all(copy["marks"] == carried for copy in copies)
    rows = list(history.rows("copy"))
    for copy, row in zip(copies, rows, strict=True):
        path = Path(copy["path"])
        assert path.parent == desk.out
        assert sha256(path.read_bytes()).hex() == copy["sha256"] == row.field("content")["sha256"]
        assert row.field("details")["copy"] == copy["copy_id"] and copy["copy_id"] in path.name
        report = verify_file(path, Roots(())).as_json()
        assert report["verdict"] == "valid"
        assert report["copy"]["recipient"]["name"] == copy["recipient"]
        assert report["copy"]["draft"]["sha256"] == sha256(TIDE.read_bytes()).hex()
    assert len(desk.files()) == 3
    assert desk.small.check().data["verdict"] == "valid"


def test_show_lists_the_copies_of_its_draft_alone(desk: Desk) -> None:
    desk.share(to=READERS[:2], licence="reserve-only")
    desk.share("latest:Lost Property.fdx")
    shown = drafting.show(desk.small.session(), draft=DRAFT)
    told = shown.data["copies"]
    assert [(copy["recipient"], copy["licence"]) for copy in told] == [
        ("Miriam Okafor", "reserve-only"),
        ("Jonas Weil", "reserve-only"),
    ]
    said = f"{told[1]['copy_id']} for Jonas Weil, {told[1]['issued']}, reserve-only"
    assert shown.lines[-1].endswith(said)
    assert drafting.show(desk.small.session(), draft="latest:Opaque.docx").data["copies"] == []


def test_entries_are_covered_before_any_file_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, seen = sharing._write, []

    def write(history: History, row: Any, folder: Path) -> Path:
        sizes = lines.checkpoint_sizes(history.folder, row.log)
        seen.append((sizes[-1] > row.seq, len(list(history.rows("copy"))), len(desk.files())))
        return whole(history, row, folder)

    monkeypatch.setattr(sharing, "_write", write)
    desk.share(to=READERS)
    assert seen == [(True, 3, 0), (True, 3, 1), (True, 3, 2)]


def test_the_record_of_a_copy_can_be_drawn_again_to_the_byte(desk: Desk, history: History) -> None:
    """What the vault keeps of the draft and of the terms is enough for this build."""
    [copy] = desk.copies(to=READERS[:1])
    [row] = history.rows("copy")
    record = parse(canonical(row.fields["terms"]))
    data = TIDE.read_bytes()
    assert record.sealed.sha256 == sha256(data).hex()
    script = read(data, "The Tide Clerk.fountain")
    assert isinstance(script, Script)
    signing = history.secrets.signing(record.keys.next)
    signature = signing.sign_file(LICENCE_NAMESPACE, record.raw)
    drawn = draw_copy(lay_out(script), record, signature, issued.hidden_of(history, row))
    assert drawn == Path(copy["path"]).read_bytes()


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from vault.operations.session import Session
from vault.operations.sharing import share
from vault.pipeline import issued, sharing
from vault.settings import Places

def killed(history, row, folder):
    if sys.argv[3] == "before":
        os._exit(9)
    path = whole(history, row, folder)
    os._exit(9)

whole, sharing._write = sharing._write, killed
home = Path(sys.argv[2])
session = Session(vault=home / "vault", passphrase=lambda _: sys.argv[4])
session.__dict__["where"] = Places(home / "vault", home / "settings", home / "cache")
share(session, draft="latest:The Tide Clerk.fountain", to=("Ann", "Bob"), to_csv=None,
      licence="no-ai", holder=None, output=home.parent / "copies")
"""


@pytest.mark.parametrize(("moment", "there"), [("before", 0), ("after", 1)])
def test_killed_before_the_files_the_copies_can_be_written_again(
    desk: Desk, history: History, moment: str, there: int
) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(root), str(desk.small.home), moment, PASSPHRASE],
        check=False, timeout=100, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 9, done.stderr
    assert len(desk.files()) == there
    rows = list(history.rows("copy"))
    assert [row.field("parties")["recipient"]["name"] for row in rows] == ["Ann", "Bob"]
    for path in desk.files():
        path.unlink()
    numbers = [row.field("details")["copy"] for row in rows]
    again = desk.share(None, to=(), again=numbers).data["copies"]
    assert [copy["sha256"] for copy in again] == [
        sha256(Path(copy["path"]).read_bytes()).hex() for copy in again
    ] == [row.field("content")["sha256"] for row in rows]  # fmt: skip
    assert len(desk.files()) == 2


def test_a_copy_written_again_replaces_nothing(desk: Desk, tmp_path: Path) -> None:
    [copy] = desk.copies()
    path = Path(copy["path"])
    path.write_bytes(b"mine")
    with pytest.raises(BadInput, match="is there already"):
        desk.share(None, to=(), again=[copy["copy_id"]])
    assert desk.files() == [path] and path.read_bytes() == b"mine"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = desk.share(None, to=(), again=[copy["copy_id"].lower()], output=elsewhere)
    [told] = done.data["copies"]
    assert sha256(Path(told["path"]).read_bytes()).hex() == copy["sha256"]


def test_signs_that_show_nothing_do_not_stop_the_mark(desk: Desk) -> None:
    desk.share(to=("Good One", "e\u200d\u200d"))
    assert len(desk.files()) == 2


def test_a_full_disk_leaves_no_piece_of_a_copy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(outside, "sync", full)
        with pytest.raises(DiskFull) as caught:
            desk.share()
    assert "recorded" in caught.value.message
    assert desk.files() == []
    [told] = drafting.show(desk.small.session(), draft=DRAFT).data["copies"]
    desk.share(None, to=(), again=[told["copy_id"]])
    assert len(desk.files()) == 1


WRONG: list[dict[str, Any]] = [
    {"to": ()},
    {"to": ("Ann", "ann")},
    {"to": ("Ann", "Bo\x07b")},
    {"to": ("Ann", "x" * 500)},
    {"to": ("Ann", "Bob <nowhere>")},
    {"to": ("Ann", "")},
    {"to": ("Ann",), "licence": "do-what-you-like"},
    {"to": ("Ann",), "licence": "paid-train", "holder": "no"},
    {"to": ("Ann",), "form": "native", "marks": "hidden"},
    {"to": ("Ann",), "form": "native", "draft": "latest:Opaque.docx"},
    {"to": ("Ann",), "form": "native", "draft": "latest:Empty.fountain"},
    {"to": ("Ann",), "draft": "latest:Opaque.docx"},
    {"to": ("Ann",), "draft": "latest:Silence.fountain"},
    {"to": ("Ann",), "draft": "latest:Empty.fountain"},
    {"to": ("Ann",), "draft": "latest:Nowhere.fdx"},
    {"to": ("Ann",), "draft": None},
    {"to": ("Ann",), "again": ("7F3K-Q2",)},
    {"to": (), "draft": None, "again": ("ZZZZ-ZZ",)},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(wrong)[:60])
def test_what_cannot_be_is_refused_before_anything_is_issued(
    desk: Desk, wrong: dict[str, Any]
) -> None:
    before = desk.entries()
    with pytest.raises(BadInput) as caught:
        desk.share(**{"draft": DRAFT, **wrong})
    for sentence in (caught.value.message, caught.value.hint):
        assert sentence.isprintable()
        assert sentence.rstrip("…").endswith((".", "-o DIR.", "unsaid.")), sentence
    assert desk.entries() == before
    assert desk.files() == []


def test_no_folder_no_copies(desk: Desk, tmp_path: Path) -> None:
    before = desk.entries()
    for place in (tmp_path / "nowhere", TIDE, desk.small.vault, desk.small.vault / "objects"):
        with pytest.raises(BadInput):
            desk.share(output=place)
    assert desk.entries() == before


def test_people_from_a_list_and_by_name_together(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "readers.csv"
    path.write_text("name,organisation,mail\nJonas Weil,Weil Agency,j@weil.example\n")
    copies = desk.copies(to_csv=path)
    assert [copy["recipient"] for copy in copies] == ["Miriam Okafor", "Jonas Weil, Weil Agency"]
    for wrong in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            desk.share(to_csv=wrong)


def test_what_was_said_of_the_copyright_is_remembered_for_the_script(desk: Desk) -> None:
    def held(**given: Any) -> str:
        return str(desk.copies(**given)[0]["holder"])

    assert held() == "unsaid"
    assert held(holder="yes") == "yes"
    assert held() == "yes"
    assert held(draft="latest:Lost Property.fdx") == "unsaid"
    desk.small.seal(desk.small.write(TIDE.name, TIDE.read_text(encoding="utf-8") + "\nMore.\n"))
    assert held() == "yes"
    assert held(holder="no", licence="reserve-only") == "no"
    assert held(licence="reserve-only") == "no"


def test_a_copy_asks_for_independent_time_by_itself(desk: Desk, tmp_path: Path) -> None:
    with TimeAuthority(tmp_path / "authority", "ecdsa", False) as authority:
        desk.small.environment = {
            "SCRIPTVAULT_TSA": authority.url,
            "SCRIPTVAULT_TSA_ROOTS": str(authority.root_pem),
        }
        stamp(desk.small.session(), wait=False)
        assert stamp(desk.small.session(), wait=False).exit_code == Exit.DONE
        assert len(authority.received) == 1
        desk.share()
        stamp(desk.small.session(), wait=False)
        assert len(authority.received) == 2


def test_copies_stand_in_a_bundle_of_the_whole_log(desk: Desk, tmp_path: Path) -> None:
    desk.share(to=READERS)
    out = tmp_path / "bundle.zip"
    prove(desk.small.session(), drafts=[], script=None, all=True, output=out, with_log=True,
          force=False)  # fmt: skip
    report = verify_file(out, Roots(()))
    assert (report.verdict, report.because) == ("incomplete", ["time"])
    small = tmp_path / "small.zip"
    prove(desk.small.session(), drafts=[DRAFT], script=None, all=False, output=small,
          with_log=False, force=False)  # fmt: skip
    assert b"Miriam" not in small.read_bytes()


def test_the_kit_opens_and_does_not_issue(desk: Desk) -> None:
    from vault.operations.sharing import share

    session = desk.small.session(kit=desk.small.kit)
    with pytest.raises(VaultError):
        share(session, draft=DRAFT, to=("Ann",), to_csv=None, licence="no-ai", holder=None,
              output=desk.out)  # fmt: skip
    assert desk.files() == []


def test_the_verb(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCRIPTVAULT_HOME", str(desk.small.vault))
    monkeypatch.setenv("SCRIPTVAULT_PASSPHRASE", PASSPHRASE)

    def run(*words: object) -> tuple[int, str, str]:
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    shared = ("share", DRAFT, "-o", desk.out)
    code, out, err = run(*shared, "--to", READERS[0], "--owner", "yes", "--json")
    assert code == 0, err
    [copy] = json.loads(out)["copies"]
    assert {"copy_id", "recipient", "path", "sha256", "licence", "marks"} <= set(copy)
    for more in (
        (),
        ("--to", "Ann", "--owner", "maybe"),
        ("--to", "Ann", "--output", desk.out / "none"),
        ("--to", "Ann", "--format", "docx"),
        ("--to", "Ann", "--format", "native", "--marks", "hidden"),
        ("--to-csv", TIDE),
        ("--to", "Ann", "--licence", "none"),
    ):
        code, out, err = run(*shared, *more)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
    assert len(desk.files()) == 1


def test_a_script_without_a_title_page_goes_by_its_name(desk: Desk) -> None:
    desk.small.seal(desk.small.write("Salt Line.fountain", "INT. A\n\nRain on the roof.\n"))
    [copy] = desk.copies("latest:Salt Line.fountain")
    assert Path(copy["path"]).name.startswith("Salt Line - Miriam Okafor - ")
