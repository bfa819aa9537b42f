"""How programs save, all at once under one watch: one draft a save, one script a document.

Every way of saving gets a folder of its own below the watched one and says which scripts with
which drafts must come of it. What must not come is seen at the end, when a save that was begun
after all others has been sealed: by then each of them has had its turn.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.flow.conftest import Desk, Event, Watch

Script = list[tuple[str, str]]
"""The drafts of one script in order: path below the watched folder, SHA-256 (empty: any)."""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<FinalDraft DocumentType="Script" Version="5">\n'
TAIL = "</FinalDraft>\n"


class Writer:
    """One writer in a folder of her own, who can wait for what the watch says of it."""

    def __init__(self, folder: Path, watch: Watch, beside: Path) -> None:
        self.folder, self.watch, self.beside = folder, watch, beside
        folder.mkdir()
        beside.mkdir(parents=True)

    def name(self, path: str) -> str:
        return f"{self.folder.name}/{path}"

    def write(self, path: str, text: str) -> str:
        (self.folder / path).write_text(text)
        return hashlib.sha256(text.encode()).hexdigest()

    def sealed(self, path: str, sha256: str) -> tuple[str, str]:
        self.watch.until_sealed(self.name(path), sha256)
        return self.name(path), sha256

    def saved(self, path: str, text: str) -> tuple[str, str]:
        return self.sealed(path, self.write(path, text))

    def pause(self, seconds: float) -> None:
        """The writer's own pauses are what is tested; nothing is waited for in them."""
        threading.Event().wait(seconds)


def in_place(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. A - DAY\n\nOne.\n")
    return [[first, w.saved("a.fountain", "INT. A - DAY\n\nTwo.\n")]]


def slowly_in_chunks(w: Writer) -> list[Script]:
    pieces = [HEAD, *(f"<Content><!-- {n} --></Content>\n" * 50 for n in range(4)), TAIL]
    with (w.folder / "slow.fdx").open("w") as file:
        for number, piece in enumerate(pieces):
            file.write(piece)
            file.flush()
            w.pause(3.0 if number == 2 else 0.8)
    whole = "".join(pieces)
    return [[w.sealed("slow.fdx", hashlib.sha256(whole.encode()).hexdigest())]]


def temporary_and_rename(w: Writer) -> list[Script]:
    first = w.saved("a.fdx", HEAD + TAIL)
    new = w.write(".goutputstream-X1Y2Z3", HEAD + "<!-- two -->" + TAIL)
    (w.folder / ".goutputstream-X1Y2Z3").replace(w.folder / "a.fdx")
    return [[first, w.sealed("a.fdx", new)]]


def vim(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. VIM - DAY\n")
    (w.folder / "a.fountain").rename(w.folder / "a.fountain~")
    w.write("4913", "")
    (w.folder / "4913").unlink()
    second = w.saved("a.fountain", "INT. VIM - NIGHT\n")
    (w.folder / "a.fountain~").unlink()
    return [[first, second]]


def word(w: Writer) -> list[Script]:
    first = w.saved("a.rtf", "{\\rtf1 one}")
    w.write("~$a.rtf", "Ada")
    new = w.write("~WRD0001.tmp", "{\\rtf1 two}")
    (w.folder / "a.rtf").rename(w.folder / "~WRL0002.tmp")
    w.pause(0.3)
    (w.folder / "~WRD0001.tmp").rename(w.folder / "a.rtf")
    (w.folder / "~WRL0002.tmp").unlink()
    return [[first, w.sealed("a.rtf", new)]]


def replaced_from_another_folder(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. HERE - DAY\n")
    other = w.beside / "other.txt"
    other.write_text("INT. THERE - DAY\n")
    os.utime(other, (1_400_000_000, 1_400_000_000))  # as sync clients set it
    other.replace(w.folder / "a.fountain")
    return [[first, w.sealed("a.fountain", hashlib.sha256(b"INT. THERE - DAY\n").hexdigest())]]


def a_folder_moved_in(w: Writer) -> list[Script]:
    season = w.beside / "Season"
    (season / "Part two").mkdir(parents=True)
    texts = {"one.fountain": "INT. 1", "two.fountain": "INT. 2", "Part two/three.fdx": HEAD + TAIL}
    for name, text in texts.items():
        (season / name).write_text(text)
    season.rename(w.folder / "Season")
    return [
        [w.sealed(f"Season/{name}", hashlib.sha256(text.encode()).hexdigest())]
        for name, text in texts.items()
    ]


def a_package(w: Writer) -> list[Script]:
    def save(text: str) -> None:
        for name in ("Files/Data/1/content.rtf", "Novel.scrivx", "Files/binder.autosave"):
            path = w.folder / "Novel.scriv" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            w.pause(0.4)
        (w.folder / "Novel.scriv/Files/user.lock").write_text(text)

    def drafts(count: int) -> Callable[[list[Event]], list[Event]]:
        name = w.name("Novel.scriv")
        return lambda _: w.watch.sealed(name) if len(w.watch.sealed(name)) >= count else []

    save("first")
    w.watch.until(drafts(1), "the package")
    (w.folder / "Novel.scriv/Files/user.lock").unlink()  # closing changes nothing of the draft
    save("second")
    w.watch.until(drafts(2), "the package once more")
    return [[(w.name("Novel.scriv"), "")] * 2]


def renamed(w: Writer) -> list[Script]:
    first = w.saved("working title.fountain", "INT. NAME - DAY\n")
    (w.folder / "working title.fountain").rename(w.folder / "The Title.fountain")
    marker = w.saved("marker.fountain", "INT. MARKER - NIGHT\n")  # by then the name has settled
    second = w.saved("The Title.fountain", "INT. NAME - NIGHT\n")
    return [[first, second], [marker]]


def renamed_and_begun_anew(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. OLD - DAY\n")
    (w.folder / "a.fountain").rename(w.folder / "old a.fountain")
    marker = w.saved("marker.fountain", "INT. MARKER - DAY\n")  # by then the name has settled
    other = w.saved("a.fountain", "INT. ANOTHER STORY - DAY\n")
    return [[first], [marker], [other]]


def copied(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. COPY - DAY\n")
    shutil.copyfile(w.folder / "a.fountain", w.folder / "a copy.fountain")
    return [[first], [w.sealed("a copy.fountain", first[1])]]


def back_to_older_words(w: Writer) -> list[Script]:
    old, new = "INT. FIRST WORDS - DAY\n", "INT. OTHER WORDS - DAY\n"
    first, second = w.saved("a.fountain", old), w.saved("a.fountain", new)
    w.write("a.fountain", old)

    def twice(_: list[Event]) -> bool:
        return [e["sha256"] for e in w.watch.sealed(first[0])].count(first[1]) == 2

    w.watch.until(twice, "the older words again")
    return [[first, second, first]]


def the_same_bytes_again(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. SAME - DAY\n")
    w.write("a.fountain", "INT. SAME - DAY\n")
    w.write("a.tmp", "INT. SAME - DAY\n")
    (w.folder / "a.tmp").replace(w.folder / "a.fountain")
    return [[first]]


def deleted(w: Writer) -> list[Script]:
    first = w.saved("a.fountain", "INT. GONE - DAY\n")
    (w.folder / "Act").mkdir()
    inside = w.saved("Act/b.fountain", "INT. GONE TOO - DAY\n")
    (w.folder / "a.fountain").unlink()
    shutil.rmtree(w.folder / "Act")
    return [[first], [inside]]


def never_at_rest(w: Writer) -> list[Script]:
    """An editor that saves twice a second for as long as its writer types."""
    number, name = 0, w.name("typing.fountain")
    while not w.watch.sealed(name) and number < 120:
        number += 1
        w.write("typing.fountain", f"INT. DESK - DAY\n\nWord {number}.\n")
        w.pause(0.5)
    sealed = w.watch.sealed(name)
    assert sealed, "nothing was sealed in a minute of typing"
    last = w.saved("typing.fountain", "INT. DESK - DAY\n\nThe last word.\n")
    w.watch.until(lambda _: not w.watch.skipped() or w.watch.states()[-1] == "ok", "health")
    return [[*((name, event["sha256"]) for event in w.watch.sealed(name)[:-1]), last]]


WAYS: dict[str, Callable[[Writer], list[Script]]] = {
    way.__name__: way
    for way in (
        *(in_place, slowly_in_chunks, temporary_and_rename, vim, word, a_folder_moved_in),
        *(replaced_from_another_folder, a_package, renamed, renamed_and_begun_anew, copied),
        *(back_to_older_words, the_same_bytes_again, deleted, never_at_rest),
    )
}


class Day:
    """All ways of saving at once, what each expects, and what the vault holds in the evening."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.watch = desk, desk.watch()
        self.watch.until_ready()
        self.results: dict[str, Future[list[Script]]] = {}
        with ThreadPoolExecutor(len(WAYS)) as pool:
            for name, way in WAYS.items():
                writer = Writer(desk.scripts / name, self.watch, desk.base / "beside" / name)
                self.results[name] = pool.submit(way, writer)
        last = desk.scripts / "last.scriv"
        last.mkdir()
        (last / "last.scrivx").write_text("packages take longest to settle")
        self.watch.until(lambda _: self.watch.sealed("last.scriv"), "the last save")
        self.left = self.watch.stop()
        self.drafts = desk.drafts()

    def scripts(self, folder: str) -> list[Script]:
        found: dict[str, list[tuple[int, str, str]]] = {}
        for draft in self.drafts:
            if draft["script"].startswith(f"{folder}/"):
                told = (draft["number"], draft["script"], draft["sha256"])
                found.setdefault(draft["script_id"], []).append(told)
        assert all([d[0] for d in s] == list(range(1, len(s) + 1)) for s in found.values()), found
        return [[(path, sha256) for _, path, sha256 in drafts] for drafts in found.values()]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    with Desk(tmp_path_factory.mktemp("saves")) as desk:
        desk.init()
        return Day(desk)


@pytest.mark.parametrize("way", WAYS)
def test_a_save_is_one_draft(day: Day, way: str) -> None:
    expected = day.results[way].result()
    found = day.scripts(way)
    shas = {path: sha256 for drafts in expected for path, sha256 in drafts if not sha256}
    plain = [[(path, "" if path in shas else sha) for path, sha in drafts] for drafts in found]
    assert sorted(plain) == sorted(expected)


def test_a_day_of_saves_leaves_a_sound_vault(day: Day) -> None:
    assert day.left == 0
    assert set(day.watch.states()) == {"ok"}, day.watch.events
    assert day.watch.skipped() == []
    assert all(draft["flags"] == [] and draft["route"] == "watched" for draft in day.drafts)
    day.desk.check()


def test_a_deleted_script_is_given_back(day: Day) -> None:
    assert not (day.desk.scripts / "deleted" / "a.fountain").exists()
    assert day.desk.restored("latest:deleted/a.fountain") == b"INT. GONE - DAY\n"


def test_a_package_is_given_back_without_what_programs_leave_in_it(day: Day) -> None:
    place = day.desk.base / "Novel again.scriv"
    day.desk.ask("restore", "a_package/Novel.scriv#1", "-o", place)
    files = {p.relative_to(place).as_posix(): p.read_text() for p in place.rglob("*.*")}
    assert files == {"Files/Data/1/content.rtf": "first", "Novel.scrivx": "first"}
