import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

from vault.watch import scan
from vault.watch.rules import Candidate
from vault.watch.scan import look, walk


def script(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(root: Path, **more) -> list[str]:
    return [one.path.relative_to(root).as_posix() for one, _ in walk(root, **more)]


def test_scripts_of_all_folders_are_found_and_noise_is_not(tmp_path: Path):
    for inside in (
        "b/Film.fdx",
        "a.fountain",
        "b/c/🎬\n.txt",
        "Drafts.fdx/x.md",
        "Book.scriv/B.scrivx",
    ):
        script(tmp_path / inside)
    for noise in (".git/a.fdx", "~$a.docx", "x.jpg", "a.fdx~", "Book.scriv/Files/a.rtf"):
        script(tmp_path / noise)
    found = ["Book.scriv", "a.fountain", "Drafts.fdx/x.md", "b/Film.fdx", "b/c/🎬\n.txt"]
    assert names(tmp_path) == found
    assert names(tmp_path, start=tmp_path / "b") == ["b/Film.fdx", "b/c/🎬\n.txt"]
    assert names(tmp_path, start=tmp_path / "Book.scriv" / "Files") == []
    assert names(tmp_path, start=tmp_path / ".git") == []


def test_links_are_not_followed_and_loops_end(tmp_path: Path):
    outside = script(tmp_path / "outside" / "secret.fdx")
    root = script(tmp_path / "root" / "a.fdx").parent
    (root / "loop").symlink_to(root)
    (root / "out").symlink_to(outside.parent)
    (root / "link.fdx").symlink_to(outside)
    (root / "dangling.fdx").symlink_to(root / "nothing")
    (root / "P.scriv").symlink_to(outside.parent)
    os.mkfifo(root / "pipe.txt")
    assert names(root) == ["a.fdx"]
    for name in ("link.fdx", "dangling.fdx", "pipe.txt"):
        assert look(Candidate(root / name, package=False)) is None
    assert look(Candidate(root / "P.scriv", package=True)) is None
    (tmp_path / "rootlink").symlink_to(root)
    assert names(tmp_path / "rootlink") == ["a.fdx"]


def test_a_folder_that_cannot_be_read_is_told_and_the_walk_goes_on(tmp_path: Path, monkeypatch):
    script(tmp_path / "closed" / "a.fdx")
    script(tmp_path / "open" / "b.fdx")
    real = os.scandir

    def scandir(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", scandir)
    told = []
    assert names(tmp_path, on_error=lambda path, why: told.append((path, why))) == ["open/b.fdx"]
    assert [path for path, _ in told] == [tmp_path / "closed"]
    assert "Permission denied" in told[0][1]


def test_a_root_that_is_missing_is_told(tmp_path: Path):
    told = []
    assert names(tmp_path / "gone", on_error=lambda path, _: told.append(path)) == []
    assert told == [tmp_path / "gone"]


def test_scripts_in_the_cloud_only_are_told(tmp_path: Path):
    script(tmp_path / ".Film.fdx.icloud")
    told = []
    assert names(tmp_path, on_error=lambda *what: told.append(what)) == []
    assert told == [(tmp_path / "Film.fdx", scan.IN_THE_CLOUD)]


def test_placeholders_are_known_by_their_flags():
    assert scan.is_placeholder(SimpleNamespace(st_flags=0x40000000))
    assert scan.is_placeholder(SimpleNamespace(st_file_attributes=0x400000 | 0x20))
    assert scan.is_placeholder(SimpleNamespace(st_file_attributes=0x1000))
    assert not scan.is_placeholder(SimpleNamespace(st_flags=0x40, st_file_attributes=0x20))
    assert not scan.is_placeholder(Path(__file__).stat())


def test_normalization_twins_are_two_files(tmp_path: Path):
    script(tmp_path / "Caf\u00e9.fdx")
    script(tmp_path / "Cafe\u0301.fdx")
    assert len(names(tmp_path)) == len(list(tmp_path.iterdir()))


def test_a_stamp_changes_with_every_kind_of_save(tmp_path: Path):
    path = script(tmp_path / "a.fdx", "one")
    one = Candidate(path, package=False)
    seen = [look(one)]
    path.write_text("longer")
    seen.append(look(one))
    script(tmp_path / "new", "longer").replace(path)
    seen.append(look(one))
    os.utime(path, ns=(1, 1))
    seen.append(look(one))
    assert len(set(seen)) == 4
    assert look(one) == seen[-1]
    path.unlink()
    assert look(one) is None
    assert look(Candidate(tmp_path / "a.fdx" / "b.fdx", package=False)) is None
    assert look(Candidate(Path("/\0.fdx"), package=False)) is None


def test_a_path_that_cannot_be_looked_at_stands_still(tmp_path: Path):
    one = look(Candidate(tmp_path / ("n" * 300 + ".fdx"), package=False))
    assert one is not None
    assert one.listing < 0


def test_a_package_changes_with_its_members_and_not_with_its_noise(tmp_path: Path):
    root = script(tmp_path / "B.scriv" / "B.scrivx").parent
    body = script(root / "Files" / "Data" / "X" / "content.rtf")
    one = Candidate(root, package=True)
    first = look(one)
    assert first is not None
    assert first.size == 10
    script(root / "Files" / "user.lock")
    script(root / ".DS_Store")
    (root / "Empty").mkdir()
    assert look(one) == first
    body.write_text("words!")
    second = look(one)
    assert second != first
    body.rename(body.with_name("notes.rtf"))
    third = look(one)
    assert third not in (first, second)
    script(root / "new.txt", "")
    assert look(one) != third
    assert look(Candidate(body.with_name("notes.rtf"), package=True)) is None
    assert look(Candidate(root, package=False)) is None


def test_ten_thousand_files_are_walked_in_a_moment(tmp_path: Path):
    for folder in range(100):
        (tmp_path / f"d{folder}").mkdir()
        for n in range(100):
            (tmp_path / f"d{folder}" / f"{n:012} Film.fdx").touch()
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        assert sum(1 for _ in walk(tmp_path)) == 10_000
        best = min(best, time.perf_counter() - began)
    print(f"10,000 files: {best:.3f} s")
    assert best < 3.0  # ten times what it takes on an idle machine


def test_folders_deeper_than_a_path_may_be_are_told(tmp_path: Path):
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(300):
            os.mkdir("n" * 20, dir_fd=here)
            inner = os.open("n" * 20, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
        told = []
        assert names(tmp_path, on_error=lambda path, why: told.append(why)) == []
        assert len(told) == 1
    finally:
        os.close(here)
        shutil.rmtree(tmp_path / ("n" * 20))
