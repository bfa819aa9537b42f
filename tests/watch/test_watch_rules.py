import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.watch import rules
from vault.watch.rules import Candidate, script_at

ROOT = Path("/home/ann/Scripts")


def found(inside: str) -> Candidate | None:
    return script_at(ROOT, ROOT / inside)


@pytest.mark.parametrize(
    "inside",
    [
        *(
            "Film.fdx",
            "FILM.FDX",
            "a/b/Film.fountain",
            "Film (Ann's conflicted copy 2026-03-01).fdx",
        ),
        *("Film copy.fdx", "Film 2.fdx", "Film.sync-conflict-20260301-120102-ABCDEFG.fdx"),
        *("new\nline.txt", "🎬.pdf", "20261120221500 Film.fdx", "x.fdx/Film.docx", "-.md"),
    ],
)
def test_scripts_are_found_under_any_name(inside):
    assert found(inside) == Candidate(ROOT / inside, package=False)


@pytest.mark.parametrize(
    "inside",
    [
        *("", ".", "notes.jpg", "Film", "fdx", ".fdx", "Film.fdx.bak", "Film.fdx~", "#Film.fdx#"),
        *(
            "~$lm.docx",
            "~WRD0001.tmp",
            "~WRL0001.tmp",
            ".~lock.Film.odt#",
            "._Film.fdx",
            "lu12.tmp",
        ),
        *(".Film.fdx.swp", "4913", ".#Film.fountain", ".goutputstream-X1", "Film.fdx.part"),
        *("Film.fdx.sb-1a2b3c4d-AbCdEf", "Film.starc-wal", ".Film.fdx.icloud", "desktop.ini"),
        *(".git/Film.fdx", ".stversions/Film.fdx", "(A Document Being Saved By TextEdit)/Film.rtf"),
        *("Final Draft Backup/20261120 Film.fdx", "Final Draft 13 Backups/Film.fdx"),
        *("__MACOSX/Film.fdx", "~syncthing~Film.fdx", "a/../Film.fdx", "$RECYCLE.BIN/Film.fdx"),
    ],
)
def test_noise_and_other_names_give_nothing(inside):
    assert found(inside) is None


def test_paths_elsewhere_give_nothing():
    assert script_at(ROOT, Path("/home/ann/Film.fdx")) is None
    assert script_at(ROOT, Path("/home/ann/Scripts2/Film.fdx")) is None


def test_hidden_folders_above_the_root_do_not_matter():
    root = Path("/home/ann/.local/Scripts")
    assert script_at(root, root / "Film.fdx") is not None


def test_events_in_a_package_belong_to_the_outermost_package():
    book = Candidate(ROOT / "Book.scriv", package=True)
    for inside in ("", "/Files/Data/A/content.rtf", "/Book.scrivx", "/x.rtfd/TXT.rtf", "/Files"):
        assert found("Book.scriv" + inside) == book
    for noise in ("user.lock", "binder.autosave", "binder.backup", "search.indexes", ".DS_Store"):
        assert found(f"Book.scriv/Files/{noise}") is None
    assert found("Notes.textbundle/text.md") == Candidate(ROOT / "Notes.textbundle", package=True)


def test_pages_is_a_file_or_a_package(tmp_path: Path):
    (tmp_path / "old.pages").mkdir()
    (tmp_path / "new.pages").touch()
    assert script_at(tmp_path, tmp_path / "old.pages") == Candidate(tmp_path / "old.pages", True)
    assert script_at(tmp_path, tmp_path / "new.pages") == Candidate(tmp_path / "new.pages", False)
    inside = tmp_path / "gone.pages" / "Index.zip"
    assert script_at(tmp_path, inside) == Candidate(tmp_path / "gone.pages", True)


def test_every_suffix_the_house_lists_is_there():
    listed = """.fdx .fdxt .fountain .spmd .ftn .fadein .osf .highland .textbundle .textpack .scriv
        .celtx .trelby .docx .doc .odt .fodt .rtf .rtfd .pages .pdf .txt .md .mmsw .scw .fdr .astx
        .starc .kitsp .scrite"""
    assert set(listed.split()) == set(rules.SUFFIXES)
    assert set(rules.SUFFIXES) >= rules.PACKAGES
    assert rules.format_name(Path("a.FDX")) == "Final Draft"
    assert rules.media_type(Path("a.rtf")) == "application/rtf"
    assert rules.media_type(Path("a.pages"), package=True) == rules.PACKAGE_MEDIA
    assert rules.media_type(Path("a.jpg")) == "application/octet-stream"


def test_shown_paths_are_nfc_and_always_text():
    twin = unicodedata.normalize("NFD", "Köln/Café.fdx")
    assert rules.shown_path(ROOT, ROOT / twin) == "Köln/Café.fdx"
    raw = Path(os.fsdecode(b"/home/ann/Scripts/caf\xe9.fdx"))
    assert rules.shown_path(ROOT, raw) == "caf\ufffd.fdx"
    rules.shown_path(ROOT, raw).encode()


def test_cloud_folders_get_more_time():
    for folder in (
        "Dropbox (Personal)",
        "OneDrive - Acme",
        "Library/CloudStorage/X",
        "Google Drive",
    ):
        assert rules.quiet_for(Candidate(Path("/u") / folder / "a.fdx", package=False)) == 5
    assert rules.quiet_for(Candidate(ROOT / "Dropbox.fdx", package=False)) == 2
    assert rules.quiet_for(Candidate(ROOT / "a.scriv", package=True)) == 5


def test_icloud_stubs_name_their_script():
    assert rules.cloud_stub(".Film.fdx.icloud") == "Film.fdx"
    assert rules.cloud_stub(".photo.jpg.icloud") is None
    assert rules.cloud_stub("Film.fdx.icloud") is None


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), max_size=4))
def test_any_path_is_mapped_below_its_root_or_to_nothing(parts):
    path = ROOT.joinpath(*parts)
    candidate = script_at(ROOT, path)
    if candidate is not None:
        assert path.is_relative_to(candidate.path)
        assert candidate.path.is_relative_to(ROOT)
        assert candidate.path.suffix.lower() in rules.SUFFIXES
        assert script_at(ROOT, candidate.path) is not None
