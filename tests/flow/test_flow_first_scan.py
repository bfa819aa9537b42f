"""The first look through a folder, and the look after a pause: each script once, noise never."""

import hashlib
import os
import shutil
from pathlib import Path

from tests.flow.conftest import REPOSITORY, Desk

OURS = REPOSITORY / "resources" / "samples"
SCRIPTS = frozenset(
    (
        *(".fdx", ".fountain", ".fadein", ".celtx", ".trelby", ".docx", ".pdf", ".txt", ".md"),
        *(".odt", ".rtf", ".highland", ".osf"),
    )
)
NOISE = (
    *(".DS_Store", "._Film.fdx", "Icon\r", "Thumbs.db", "desktop.ini", "~$Film.docx"),
    *("~WRD0001.tmp", "~WRL0002.tmp", "Film.asd", "Film.tmp", ".~lock.Film.odt#", "lu12abc.tmp"),
    *("Film.fdx.swp", ".Film.fountain.swo", "4913", "Film.fountain~", "#Film.fountain#"),
    *(".#Film.fountain", ".goutputstream-A1B2C3.fdx", "Film.fdx.sb-1a2b3c4d-5e6f7a"),
    *("(A Document Being Saved By Highland 2).fdx", ".dropbox.fdx", ".tmp.drivedownload"),
    *("~syncthing~Film.fdx.tmp", "~syncthing~Film.fdx", ".syncthing.Film.fdx.tmp"),
    *(".sync_1a2b.db-wal", "Film.fdx.part", "Film.pdf.crdownload", "Film.pdf.partial"),
    *(".nfs00000000012.fdx", ".fuse_hidden0001.fdx", "Film.starc-wal", "Film.starc-shm"),
    *("Film.starc-journal", "Film.wbk", "Film.fdx.exe", "notes", "budget.xlsx"),
)
NOISY_FOLDERS = (
    *(".Trashes", ".Spotlight-V100", ".fseventsd", ".TemporaryItems", ".DocumentRevisions-V100"),
    *(".git", ".svn", ".stfolder", ".stversions", ".dropbox.cache", "Final Draft Backup"),
)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_noise(folder: Path) -> None:
    for name in NOISE:
        (folder / name).write_bytes(b"<FinalDraft>no draft at all</FinalDraft>")
    for name in NOISY_FOLDERS:
        (folder / name).mkdir()
        (folder / name / "Film.fdx").write_bytes(b"<FinalDraft>nor is this</FinalDraft>")


def test_each_script_is_sealed_once_and_noise_never(desk: Desk) -> None:
    for sample in sorted(OURS.iterdir()):
        shutil.copy(sample, desk.scripts)
    make_noise(desk.scripts)
    expected = {path.name: sha256(path) for path in OURS.iterdir()}
    watch = desk.watch()
    assert watch.until_ready()["state"] == "ok"
    watch.until(lambda _: len(watch.sealed()) == len(expected), "all samples")

    make_noise_again = desk.scripts / "Act two"
    make_noise_again.mkdir()
    make_noise(make_noise_again)
    last = desk.scripts / "last.fountain"
    last.write_text("INT. TIDE OFFICE - NIGHT\n\nThe last boat is in.\n")
    watch.until_sealed("last.fountain", sha256(last))
    assert watch.stop() == 0

    told = {event["script"]: event["sha256"] for event in watch.sealed()}
    assert told == {**expected, "last.fountain": sha256(last)}
    assert len(watch.sealed()) == len(told)
    assert watch.skipped() == []
    assert set(watch.states()) == {"ok"}
    drafts = desk.drafts()
    assert [draft["route"] for draft in drafts] == ["first-scan"] * len(expected) + ["watched"]
    assert {draft["number"] for draft in drafts} == {1}
    desk.check()


def test_what_was_saved_while_nobody_watched_is_found(desk: Desk) -> None:
    kept, changed = desk.scripts / "kept.fountain", desk.scripts / "changed.fountain"
    for path in (kept, changed):
        path.write_text(f"INT. ROOM - DAY\n\n{path.name}\n")
    assert desk.run("watch", "--once").code == 0

    changed.write_text("INT. ROOM - NIGHT\n\nSaved while the watch was off.\n")
    new = desk.scripts / "new.fountain"
    new.write_text("EXT. PIER - DAY\n\nWritten while the watch was off.\n")
    past = 1_500_000_000
    os.utime(new, (past, past))  # as files arrive from an archive or another computer

    watch = desk.watch()
    watch.until_sealed("changed.fountain", sha256(changed))
    watch.until_sealed("new.fountain", sha256(new))
    assert watch.stop() == 0
    assert len(watch.sealed()) == 2
    routes = [(d["script"], d["number"], d["route"], d["flags"]) for d in desk.drafts()]
    assert sorted(routes) == [
        ("changed.fountain", 1, "first-scan", []),
        ("changed.fountain", 2, "found", ["after-gap"]),
        ("kept.fountain", 1, "first-scan", []),
        ("new.fountain", 1, "found", ["after-gap"]),
    ]
    # a third look finds nothing, and says so only by its health
    assert desk.run("watch", "--once").out.count('"sealed"') == 0
    desk.check()


def test_real_files_of_many_programs_are_sealed_once(desk: Desk, samples: Path) -> None:
    folder = desk.scripts / "samples"
    shutil.copytree(samples, folder)
    expected: dict[str, str | None] = {}
    for place, folders, files in os.walk(folder):
        for name in [name for name in folders if name.endswith(".scriv")]:
            expected[str((Path(place) / name).relative_to(desk.scripts))] = None
            folders.remove(name)
        for name in files:
            if Path(name).suffix.lower() in SCRIPTS:
                path = Path(place) / name
                expected[str(path.relative_to(desk.scripts))] = sha256(path)
    watch = desk.watch()
    watch.until(lambda _: len(watch.sealed()) >= len(expected), "all samples")
    watch.until_ready()
    assert watch.stop() == 0
    told = {event["script"]: event["sha256"] for event in watch.sealed()}
    assert len(watch.sealed()) == len(expected) and told.keys() == expected.keys()
    assert all(sha in (None, told[name]) for name, sha in expected.items())
    assert watch.skipped() == []

    # a second run makes the readings that the first one was not given the time for, nothing else
    again = desk.run("watch", "--once")
    assert (again.code, again.out.count('"sealed"')) == (0, 0)
    for number, draft in enumerate(desk.drafts()):
        if number % 7 == 0 and expected[draft["script"]]:
            restored = hashlib.sha256(desk.restored(draft["seq"])).hexdigest()
            assert restored == expected[draft["script"]]
    desk.check()


def test_a_first_scan_that_was_killed_goes_on_as_one(desk: Desk) -> None:
    """What lay there when the folder was first scanned was not saved while nobody watched."""
    for name in ("one", "two"):
        (desk.scripts / f"{name}.fountain").write_text(f"INT. {name} - DAY\n")
    watch = desk.watch()
    watch.until_ready()
    watch.kill()

    later = desk.scripts / "later.fountain"
    later.write_text("INT. LATER - DAY\n")
    assert desk.run("watch", "--once").code == 0
    routes = {draft["script"]: draft["route"] for draft in desk.drafts()}
    assert routes == {
        "one.fountain": "first-scan",
        "two.fountain": "first-scan",
        "later.fountain": "found",
    }
