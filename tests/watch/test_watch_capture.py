import io
import os
import zipfile
from pathlib import Path

import pytest

from vault import container
from vault.watch import capture, scan
from vault.watch.capture import Gone, Refused, StillChanging, open_large, read_file, read_package
from vault.watch.rules import Candidate


def script(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def meddling(deed):
    """Open as ever, and do ``deed`` between the first and the second read."""

    def opener(path: Path):
        file = capture.open_plain(path)

        class Reader:
            def __init__(self):
                self.done = False

            def read(self, size):
                data = file.read(min(size, 3))
                if not self.done:
                    self.done = True
                    deed(path)
                return data

            def __enter__(self):
                return self

            def __exit__(self, *_):
                file.close()

            def fileno(self):
                return file.fileno()

        return Reader()

    return opener


def test_a_file_at_rest_is_read_with_its_stamp(tmp_path: Path):
    path = script(tmp_path / "a.fountain", "INT. HOUSE")
    got = read_file(path)
    assert (got.data, got.size, got.incomplete) == (b"INT. HOUSE", 10, None)
    assert got.stamp == scan.look(Candidate(path, package=False))
    assert capture.read(Candidate(path, package=False)) == got
    assert read_file(path, opener=meddling(lambda _: None)) == got


@pytest.mark.parametrize("how", ["grow", "cut", "same size", "replace", "touch"])
def test_a_file_that_changes_under_the_read_gives_nothing(tmp_path: Path, how: str):
    path = script(tmp_path / "a.fountain", "INT. HOUSE")
    deeds = {
        "grow": lambda p: p.write_text("INT. HOUSE - DAY"),
        "cut": lambda p: p.write_text("INT."),
        "same size": lambda p: (p.write_text("EXT. HOUSE"), os.utime(p, ns=(1, 1))),
        "replace": lambda p: script(tmp_path / "new", "INT. HOUSE").replace(p),
        "touch": lambda p: os.utime(p, ns=(5, 5)),
    }
    with pytest.raises(StillChanging):
        read_file(path, opener=meddling(deeds[how]))
    assert len(read_file(path).data) >= 4


def test_a_file_that_vanishes_is_gone(tmp_path: Path):
    path = script(tmp_path / "a.txt")
    with pytest.raises((Gone, StillChanging)):
        read_file(path, opener=meddling(Path.unlink))
    with pytest.raises(Gone):
        read_file(path)
    with pytest.raises(Gone):
        read_file(tmp_path / "a.txt" / "b.txt")


def test_what_may_not_be_read_is_refused_with_a_sentence(tmp_path: Path):
    path = script(tmp_path / "a.txt")

    def locked(_):
        raise PermissionError(13, "Permission denied")

    def broken(_):
        raise OSError(5, "Input/output error")

    for opener in (locked, broken):
        with pytest.raises(Refused, match=r"a\.txt") as refusal:
            read_file(path, opener=opener)
        assert refusal.value.passing


def test_links_pipes_and_folders_are_not_read(tmp_path: Path):
    (tmp_path / "link.txt").symlink_to(script(tmp_path / "a.txt"))
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("link.txt", "pipe.txt", "folder.txt"):
        with pytest.raises(Refused, match="no regular file") as refusal:
            read_file(tmp_path / name)
        assert not refusal.value.passing


def test_a_link_or_pipe_put_in_place_meanwhile_is_not_followed(tmp_path: Path):
    path = script(tmp_path / "a.txt")

    def swap(one: Path):
        one.unlink()
        one.symlink_to(script(tmp_path / "secret"))
        return capture.open_plain(one)

    with pytest.raises(Refused):
        read_file(path, opener=swap)
    path.unlink()
    script(path)

    def pipe(one: Path):
        one.unlink()
        os.mkfifo(one)
        return capture.open_plain(one)

    with pytest.raises(StillChanging):
        read_file(path, opener=pipe)


def test_files_in_the_cloud_only_are_never_opened(tmp_path: Path, monkeypatch):
    path = script(tmp_path / "a.txt")
    monkeypatch.setattr(scan, "is_placeholder", lambda _: True)
    with pytest.raises(Refused, match="in the cloud only"):
        read_file(path, opener=lambda _: pytest.fail("was opened"))


def test_large_files_are_given_in_chunks(tmp_path: Path):
    path = tmp_path / "a.pdf"
    data = b"%PDF-1.7\n" + bytes(200_000) + b"%%EOF\n"
    path.write_bytes(data)
    got = read_file(path, limit=1000)
    assert (got.data, got.size, got.incomplete) == (None, len(data), None)
    assert b"".join(open_large(got)) == data
    path.write_bytes(data[:-20])
    assert read_file(path, limit=1000).incomplete == "The PDF has no end mark."
    with pytest.raises(StillChanging):
        list(open_large(got))
    got = read_file(path, limit=1000)
    chunks = open_large(got, opener=meddling(lambda p: p.write_bytes(data)))
    with pytest.raises(StillChanging):
        list(chunks)


def test_files_over_two_gigabytes_are_refused_unread(tmp_path: Path):
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(capture.LARGEST + 1)
    with pytest.raises(Refused, match="over 2 GiB"):
        read_file(path, opener=lambda _: pytest.fail("was opened"))


def package(root: Path) -> Path:
    for inside in (
        "B.scrivx",
        "Files/Data/X/content.rtf",
        "Files/Data/é/notes.rtf",
        "Files/version.txt",
    ):
        script(root / inside, inside)
    for noise in (".DS_Store", "Files/user.lock", "Files/binder.autosave", "Files/search.indexes"):
        script(root / noise)
    (root / "Empty").mkdir()
    (root / "link").symlink_to("/etc")
    return root


def test_a_package_is_a_zip_of_its_members_in_order(tmp_path: Path):
    root = package(tmp_path / "B.scriv")
    got = read_package(root)
    assert got.incomplete is None
    with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
        members = archive.namelist()
        assert all(archive.read(name) == name.encode() for name in members)
    assert members == [
        "B.scrivx",
        "Files/Data/X/content.rtf",
        "Files/Data/é/notes.rtf",
        "Files/version.txt",
    ]
    assert len(container.members(io.BytesIO(got.data))) == 4
    again = package(tmp_path / "elsewhere" / "B.scriv")
    assert read_package(again).data == got.data
    large = capture.read(Candidate(root, package=True), limit=10)
    assert large.data is None
    assert b"".join(open_large(large)) == got.data


def test_names_of_members_are_sealed_in_nfc(tmp_path: Path):
    script(tmp_path / "A.rtfd" / "TXT.rtf")
    script(tmp_path / "A.rtfd" / "cafe\u0301.png")
    (member, _) = container.members(io.BytesIO(read_package(tmp_path / "A.rtfd").data))[::-1]
    assert member.name == "caf\u00e9.png"


@pytest.mark.parametrize(
    ("twins", "reason"),
    [
        (("caf\u00e9.png", "cafe\u0301.png"), "two files named"),
        (("a\\b.png",), "backslash"),
        ((os.fsdecode(b"\xff.png"),), "no Unicode"),
    ],
)
def test_members_that_no_archive_can_hold_are_refused(tmp_path: Path, twins, reason):
    for name in twins:
        script(tmp_path / "A.rtfd" / name)
    if len(list((tmp_path / "A.rtfd").iterdir())) < len(twins):
        return  # this disk takes the two names for one, so they cannot collide
    with pytest.raises(Refused, match=reason):
        read_package(tmp_path / "A.rtfd")


def test_a_package_that_changes_under_the_read_gives_nothing(tmp_path: Path):
    root = package(tmp_path / "B.scriv")
    for deed in (
        lambda p: script(root / "Files" / "new.rtf", "new"),
        lambda p: script(root / "B.scrivx", "longer than before"),
        lambda p: (root / "Files" / "new.rtf").unlink(),
        lambda p: (root / "Files" / "version.txt").unlink(),
    ):
        with pytest.raises(StillChanging):
            read_package(root, opener=meddling(deed))
        large = capture.read(Candidate(root, package=True), limit=10)
        assert b"".join(open_large(large)) == read_package(root).data


def test_a_large_package_that_changes_is_refused_before_its_end(tmp_path: Path):
    root = package(tmp_path / "B.scriv")
    large = capture.read(Candidate(root, package=True), limit=10)
    chunks = open_large(large)
    next(chunks)
    script(root / "Files" / "version.txt", "changed")
    with pytest.raises(StillChanging):
        list(chunks)
    with pytest.raises(StillChanging):
        next(open_large(large))


def test_a_package_with_an_unreadable_folder_is_not_taken_for_whole(tmp_path: Path, monkeypatch):
    root = package(tmp_path / "B.scriv")
    real = os.scandir

    def scandir(path):
        if Path(path).name == "Data":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", scandir)
    assert scan.look(Candidate(root, package=True)).listing == -13
    with pytest.raises(Refused):
        read_package(root)


def test_missing_and_mistaken_packages(tmp_path: Path):
    with pytest.raises(Gone):
        read_package(tmp_path / "gone.scriv")
    with pytest.raises(Refused, match="no folder"):
        read_package(script(tmp_path / "file.scriv"))
    (tmp_path / "empty.scriv").mkdir()
    assert read_package(tmp_path / "empty.scriv").incomplete == "The package lacks its main file."


def test_a_real_scrivener_project(samples: Path):
    root = samples / "scriv" / "sample-project.scriv"
    got = read_package(root)
    with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
        members = archive.namelist()
        assert all(archive.read(name) == (root / name).read_bytes() for name in members)
    on_disk = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
    left_out = {"Files/user.lock", "Files/binder.autosave", "Files/search.indexes"}
    assert set(members) == on_disk - left_out
    assert got.incomplete is None
