"""Bad input is normal input: each gets one clear sentence, the watch goes on, nothing is lost."""

import hashlib
import os
import shutil
import socket
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.flow.conftest import Desk

FDX = b'<?xml version="1.0"?>\n<FinalDraft DocumentType="Script" Version="5"><Content>\n'
HUGE = 200 * 2**20
MEMORY = 300 * 2**20


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def make_odd_things(folder: Path) -> dict[str, tuple[bytes, list[str]]]:
    """Files that are odd and yet are sealed: path → bytes and flags."""
    nfd = unicodedata.normalize("NFD", "Café.fountain")
    odd = {
        "empty.fountain": (b"", ["incomplete"]),
        "truncated.fdx": (FDX + b"<Paragraph Type='Act", ["incomplete"]),
        "zeros.fountain": (bytes(5000), ["incomplete"]),
        "torn.docx": (b"PK\3\4" + os.urandom(3000), ["incomplete"]),
        "bomb.fdx": (
            FDX.replace(b"?>", b"?><!DOCTYPE a [<!ENTITY a 'a'>]>") + b"</FinalDraft>",
            [],
        ),
        "new\nline.fountain": (b"INT. NEW LINE - DAY\n", []),
        "\U0001f3ac clapper.fountain": (b"INT. EMOJI - DAY\n", []),
        "-o.fountain": (b"INT. DASH - DAY\n", []),
        "Caf\u00e9.fountain": (b"INT. COMPOSED - DAY\n", []),
        nfd: (b"INT. DECOMPOSED - DAY\n", []),
        "\u202egnp.fountain": (b"INT. BACKWARDS - DAY\n", []),
        "file.scriv": (b"a Scrivener project is a folder, this is none", []),
        "binary.txt": (bytes(range(256)) * 20, []),
    }
    for name, (data, _) in odd.items():
        (folder / name).write_bytes(data)
    raw = os.fsencode(folder) + b"/latin-\xe9.fountain"
    Path(os.fsdecode(raw)).write_bytes(b"INT. LATIN - DAY\n")
    return {**odd, "latin-\ufffd.fountain": (b"INT. LATIN - DAY\n", [])}


def make_what_is_no_script(folder: Path) -> socket.socket:
    os.mkfifo(folder / "pipe.fdx")
    (folder / "dangling.fdx").symlink_to(folder / "nowhere.fdx")
    (folder / "link.fountain").symlink_to(folder / "empty.fountain")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "a").mkdir()
    (folder / "a" / "b").symlink_to(folder / "a", target_is_directory=True)
    (folder / "folder.fdx").mkdir()
    listening = socket.socket(socket.AF_UNIX)
    here = os.open(folder, os.O_RDONLY)
    try:
        listening.bind(f"/proc/self/fd/{here}/socket.fdx")  # the whole path may be too long
    finally:
        os.close(here)
    return listening


@pytest.fixture(scope="module")
def odd(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Desk, dict[str, tuple[bytes, list[str]]]]:
    """A computer whose watch has met everything odd, before it started and while it ran."""
    desk = Desk(tmp_path_factory.mktemp("odd"))
    desk.init()
    expected = {}
    before, later = desk.scripts / "before", desk.scripts / "later"
    before.mkdir()
    with make_what_is_no_script(before):
        for name, told in make_odd_things(before).items():
            expected[f"before/{unicodedata.normalize('NFC', name)}/{sha256(told[0])}"] = told
        watch = desk.watch()
        try:
            watch.until_ready()
            later.mkdir()
            with make_what_is_no_script(later):
                for name, told in make_odd_things(later).items():
                    expected[f"later/{unicodedata.normalize('NFC', name)}/{sha256(told[0])}"] = told
                watch.until(lambda _: len(watch.sealed()) >= len(expected), "all odd things")
                (later / "last.scriv").mkdir()
                (later / "last.scriv" / "last.scrivx").write_text("last of all")
                watch.until(lambda _: watch.sealed("later/last.scriv"), "the last one")
            assert watch.stop() == 0
            assert len(watch.sealed()) == len(expected) + 1
            assert watch.skipped() == []
            assert watch.states() == ["ok"]
        finally:
            if watch.process.poll() is None:
                watch.kill()
    return desk, expected


def test_odd_things_are_sealed_as_they_are(
    odd: tuple[Desk, dict[str, tuple[bytes, list[str]]]],
) -> None:
    desk, expected = odd
    drafts = [d for d in desk.drafts() if not d["script"].endswith("last.scriv")]
    told = {f"{d['script']}/{d['sha256']}": d["flags"] for d in drafts}
    assert told == {key: flags for key, (_, flags) in expected.items()}
    assert len({draft["script_id"] for draft in drafts}) == len(expected)
    some = [d for d in drafts if d["script"].startswith("later/")]
    for draft in some:
        data, _ = expected[f"{draft['script']}/{draft['sha256']}"]
        assert desk.restored(draft["seq"]) == data
    desk.check()


def test_people_see_names_that_cannot_steer_a_terminal(
    odd: tuple[Desk, dict[str, tuple[bytes, list[str]]]],
) -> None:
    desk, _ = odd
    words = [word for word in desk.command("drafts") if word != "--json"]
    done = subprocess.run(words, env=desk.environment, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == len(desk.drafts())
    assert "\u202e" not in done.stdout and "new\\nline" in done.stdout


def test_a_look_at_everything_once_ends(
    odd: tuple[Desk, dict[str, tuple[bytes, list[str]]]],
) -> None:
    desk, _ = odd
    done = desk.run("watch", "--once")
    assert (done.code, done.out.count('"sealed"')) == (0, 0)


def test_sealing_by_hand_says_in_one_sentence_what_is_wrong(desk: Desk) -> None:
    with make_what_is_no_script(desk.scripts):
        for name in ("pipe.fdx", "dangling.fdx", "socket.fdx", "folder.fdx", "absent.fdx", "a"):
            done = desk.run("seal", desk.scripts / name)
            assert done.code in (2, 4), (name, done)
            assert name in done.sentence()
    inside = next((desk.vault / "keys").iterdir())
    assert desk.run("seal", inside).code == 2
    assert desk.drafts() == []
    desk.check()


def test_one_bad_file_does_not_keep_the_good_ones_out(desk: Desk) -> None:
    good = desk.scripts / "good.fountain"
    good.write_text("INT. GOOD - DAY\n")
    done = desk.run("seal", desk.scripts / "absent.fdx", good)
    assert done.code != 0
    assert [draft["script"] for draft in done.json["drafts"]] == ["good.fountain"]
    assert len(done.json["failed"]) == 1


def test_a_huge_file_is_sealed_without_holding_it(desk: Desk) -> None:
    huge = desk.scripts / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(HUGE)
        file.seek(HUGE // 2)
        file.write(b"INT. THE MIDDLE - DAY\n")
        file.seek(HUGE - 4)
        file.write(b"END\n")
    digest = hashlib.sha256()
    with huge.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    watch = desk.watch()
    watch.until_sealed("huge.txt", digest.hexdigest())
    (desk.scripts / "small.fountain").write_text("INT. SMALL - DAY\n")
    watch.until(lambda _: watch.sealed("small.fountain"), "a small draft after it")
    assert watch.memory_peak() < MEMORY
    assert watch.stop() == 0
    place = desk.base / "huge again.txt"
    told = desk.ask("restore", "latest:huge.txt", "-o", place)
    assert told["sha256"] == digest.hexdigest()
    again = hashlib.sha256()
    with place.open("rb") as file:
        while piece := file.read(1 << 20):
            again.update(piece)
    assert again.hexdigest() == digest.hexdigest()
    assert desk.drafts()[0]["not_read"]
    desk.check()


def test_a_script_that_vanishes_while_it_is_read_is_no_trouble(desk: Desk) -> None:
    watch = desk.watch()
    watch.until_ready()
    for turn in range(60):
        path = desk.scripts / f"fleeting {turn}.fountain"
        path.write_text("INT. HERE - DAY\n")
        if turn % 2:
            path.unlink()
        else:
            path.rename(desk.base / f"fleeting {turn}.fountain")
    folder = desk.scripts / "fleeting"
    for _ in range(20):
        folder.mkdir()
        (folder / "a.fountain").write_text("INT. HERE - DAY\n")
        shutil.rmtree(folder)
    (desk.scripts / "last.fountain").write_text("INT. STILL HERE - DAY\n")
    watch.until(lambda _: watch.sealed("last.fountain"), "the last draft")
    assert watch.stop() == 0
    assert len(watch.sealed()) == 1
    assert watch.skipped() == [] and set(watch.states()) == {"ok"}
    desk.check()
