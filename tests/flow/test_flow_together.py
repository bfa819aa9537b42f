"""Several programs, computers and copies of one vault: each draft once, one history, all sound."""

import hashlib
import shutil
import threading
from pathlib import Path

from tests.authority import TimeAuthority
from tests.flow.conftest import Desk, Event


def test_seal_label_and_stamp_while_the_watch_runs(desk: Desk, tmp_path: Path) -> None:
    with TimeAuthority(tmp_path / "authority") as authority:
        desk.environment["SCRIPTVAULT_TSA"] = authority.url
        desk.environment["SCRIPTVAULT_TSA_ROOTS"] = str(authority.root_pem)
        watched, by_hand = desk.scripts / "watched.fountain", desk.scripts / "by hand.fountain"
        watched.write_text("INT. ONE - DAY\n")
        watch = desk.watch()
        watch.until(lambda _: watch.sealed("watched.fountain"), "the first draft")

        by_hand.write_text("INT. HAND - DAY\n")
        desk.ask("seal", by_hand)  # faster than the watch, which then has nothing to do
        desk.ask("label", "latest:watched.fountain", "sent to agent")
        assert desk.ask("stamp", "--wait")["pending"] == 0

        watched.write_text("INT. TWO - DAY\n")
        watch.until(lambda _: len(watch.sealed("watched.fountain")) == 2, "the second draft")
        watched.write_text("INT. THREE - DAY\n")
        desk.ask("seal", watched)
        desk.ask("label", "watched.fountain#2", "revised")
        by_hand.write_text("INT. HAND - NIGHT\n")
        night = hashlib.sha256(by_hand.read_bytes()).hexdigest()
        watch.until_sealed("by hand.fountain", night)
        assert desk.ask("stamp", "--wait")["pending"] == 0
        assert watch.stop() == 0
        assert set(watch.states()) == {"ok"}, watch.events
        assert desk.ask("stamp", "--wait")["pending"] == 0
        told = [(d["script"], d["number"], d["label"]) for d in desk.drafts()]
        assert sorted(told) == [
            ("by hand.fountain", 1, None),
            ("by hand.fountain", 2, None),
            ("watched.fountain", 1, "sent to agent"),
            ("watched.fountain", 2, "revised"),
            ("watched.fountain", 3, None),
        ]
        assert {d["time_status"] for d in desk.drafts()} == {"stamped"}
        desk.check()


def test_many_programs_at_once_number_each_script_without_a_gap(desk: Desk) -> None:
    watch = desk.watch()
    watch.until_ready()
    shared = desk.scripts / "shared.fountain"
    failed: list[str] = []

    def seal_by_hand(name: str) -> None:
        for number in range(4):
            own = desk.scripts / f"{name}.fountain"
            own.write_text(f"INT. {name} {number} - DAY\n")
            shared.write_text(f"INT. SHARED {name} {number} - DAY\n")
            done = desk.run("seal", own, shared)
            if done.code != 0:
                failed.append(done.out + done.err)

    threads = [threading.Thread(target=seal_by_hand, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    last = desk.scripts / "last.fountain"
    last.write_text("INT. LAST - DAY\n")
    watch.until(lambda _: watch.sealed("last.fountain"), "the last draft")
    assert watch.stop() == 0
    numbers: dict[str, list[int]] = {}
    for draft in desk.drafts():
        numbers.setdefault(draft["script_id"], []).append(draft["number"])
    assert len(numbers) == 4
    assert all(sorted(n) == list(range(1, len(n) + 1)) for n in numbers.values()), numbers
    desk.check()


def test_a_second_watch_is_refused(desk: Desk) -> None:
    watch = desk.watch()
    watch.until_ready()
    done = desk.run("watch")
    assert done.code == 4
    assert "watching" in done.sentence()
    (desk.scripts / "a.fountain").write_text("INT. ONE - DAY\n")
    watch.until(lambda _: watch.sealed("a.fountain"), "a draft of the first watch")
    watch.kill()
    again = desk.watch()  # a killed watch leaves no lock behind
    again.until_ready()
    assert again.stop() == 0


def test_an_older_copy_of_the_vault_begins_a_new_log(desk: Desk) -> None:
    script, backup = desk.scripts / "a.fountain", desk.base / "backup"

    def save(text: str) -> Event:
        script.write_text(text)
        [draft] = desk.ask("seal", script)["drafts"]
        found: Event = draft
        return found

    texts = [f"INT. DAY {number} - DAY\n" for number in range(4)]
    save(texts[0])
    shutil.copytree(desk.vault, backup)
    lost = save(texts[1])
    shutil.rmtree(desk.vault)
    shutil.copytree(backup, desk.vault)
    assert len(desk.drafts()) == 1  # looking first must not hide that the log has shrunk

    assert save(texts[2])["new"] is True
    save(texts[3])
    drafts = desk.drafts()
    assert len(list((desk.vault / "logs").iterdir())) == 2
    assert lost["sha256"] not in {draft["sha256"] for draft in drafts}
    assert [draft["number"] for draft in drafts] == [1, 2, 3]
    assert len({draft["script_id"] for draft in drafts}) == 1
    for draft, text in zip(drafts, [texts[0], *texts[2:]], strict=True):
        assert desk.restored(draft["sha256"][:12]) == text.encode()
    desk.check()
    bundle = desk.base / "bundle.zip"
    desk.ask("prove", "--all", "-o", bundle)
    told = desk.run("verify", bundle)
    assert told.json["verdict"] != "invalid", told.json


def test_a_wrong_passphrase_opens_nothing(desk: Desk) -> None:
    script = desk.scripts / "a.fountain"
    script.write_text("INT. ONE - DAY\n")
    desk.ask("seal", script)
    desk.environment["SCRIPTVAULT_PASSPHRASE"] = "not the one"
    for words in (["watch"], ["seal", script], ["drafts"], ["restore", "1", "-o", desk.base / "r"]):
        done = desk.run(*words)
        assert done.code == 2, done
        assert "passphrase" in done.sentence().lower()


def test_vault_and_watched_folder_do_not_lie_inside_one_another(desk: Desk) -> None:
    inside = desk.vault / "Scripts"
    inside.mkdir()
    link = desk.base / "link"
    link.symlink_to(desk.base)
    for folder in (inside, desk.base, link):
        done = desk.run("watch", folder)
        assert done.code == 2
        assert "inside one another" in done.sentence()
    inside.rmdir()
    desk.check()
