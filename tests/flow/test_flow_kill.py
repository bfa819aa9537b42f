"""Killed at any moment: what was said to be sealed is there, and what was missed is sealed next.

The kill is SIGKILL to the real process. Disks that refuse at every single write come in
``test_flow_faults.py``.
"""

import hashlib
import random
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.flow.conftest import PATIENCE, Desk, Event, Watch

ROUNDS = 8
SCRIPTS = 24
SEED = 20_261_120


class Typist:
    """Saves scripts, each save other bytes, in place or by way of a temporary file."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.last: dict[str, str] = {}
        self._count = 0

    def save(self, name: str) -> None:
        self._count += 1
        words = " ".join(self.chance.choice(["tide", "boat", "clerk", "rope"]) for _ in range(200))
        data = f"INT. OFFICE - DAY\n\n{self._count} {words}\n".encode()
        self.last[name] = hashlib.sha256(data).hexdigest()
        if self.chance.random() < 0.5:
            part = self.folder / f".{name}.part"
            part.write_bytes(data)
            part.replace(self.folder / name)
        else:
            (self.folder / name).write_bytes(data)

    def save_some(self) -> None:
        for number in self.chance.sample(range(SCRIPTS), SCRIPTS // 2):
            self.save(f"draft {number}.fountain")


def all_caught_up(watch: Watch, last: dict[str, str], known: list[Event]) -> Callable[..., bool]:
    """Say whether the last save of each script is its last draft, sealed now or before."""

    def done(_: list[Event]) -> bool:
        latest = {event["script"]: event["sha256"] for event in [*known, *watch.sealed()]}
        return bool(watch.states()) and all(latest.get(n) == sha for n, sha in last.items())

    return done


def test_no_acknowledged_draft_is_lost(new_desk: Callable[..., Desk]) -> None:
    """On two computers at once, since most of the time each waits for saves to settle."""
    desks = [new_desk("one"), new_desk("two")]
    with ThreadPoolExecutor(len(desks)) as pool:
        ends = [
            pool.submit(kill_again_and_again, desk, random.Random(SEED + number))
            for number, desk in enumerate(desks)
        ]
    for end in ends:
        end.result()


def kill_again_and_again(desk: Desk, chance: random.Random) -> None:
    desk.init()
    typist = Typist(desk.scripts, chance)
    acknowledged: list[Event] = []
    for number in range(SCRIPTS):
        typist.save(f"draft {number}.fountain")
    for turn in range(ROUNDS):
        watch = desk.watch()
        if turn % 3 == 2:
            watch.until_ready()
            typist.save_some()
        if turn % 4 != 3:
            some = chance.randrange(1, 4)
            watch.until(lambda _, w=watch, n=some: len(w.sealed()) >= n, "some drafts")
        # the moment of the kill is what varies: amid seals, readings, the index, or at rest
        time.sleep(chance.choice([0.0, chance.uniform(0.0, 0.2), chance.uniform(0.0, 0.9)]))
        watch.kill()
        acknowledged += watch.sealed()
        typist.save_some()
    watch = desk.watch()
    # an entry may have become durable without having been said: then it needs no second draft
    before = [{"script": d["script"], "sha256": d["sha256"]} for d in desk.drafts()]
    watch.until(all_caught_up(watch, typist.last, before), "what was missed")
    assert watch.stop() == 0
    acknowledged += watch.sealed()

    drafts = {draft["seq"]: draft for draft in desk.drafts()}
    assert len(acknowledged) > 2 * ROUNDS
    assert len({event["seq"] for event in acknowledged}) == len(acknowledged)
    for event in acknowledged:
        assert drafts[event["seq"]]["sha256"] == event["sha256"]
        assert drafts[event["seq"]]["script_id"] == event["script_id"]
    for event in acknowledged[:: max(1, len(acknowledged) // 12)]:
        assert hashlib.sha256(desk.restored(event["seq"])).hexdigest() == event["sha256"]
    numbers: dict[str, list[int]] = {}
    for draft in drafts.values():
        numbers.setdefault(draft["script_id"], []).append(draft["number"])
    assert len(numbers) == SCRIPTS
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values()), numbers
    desk.check()


def test_killed_while_sealing_by_hand(desk: Desk) -> None:
    names = []
    for number in range(6):
        path = desk.scripts / f"{number}.fountain"
        path.write_text(f"INT. ROOM {number} - DAY\n" * 400)
        names.append(path)
    chance = random.Random(SEED)
    for _ in range(6):
        process = subprocess.Popen(
            desk.command("seal", *names),
            env=desk.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.15, 0.45))
        process.kill()
        process.wait(PATIENCE)
    done = desk.ask("seal", *names)["drafts"]
    drafts = desk.drafts()
    assert len(drafts) == 6 and {draft["number"] for draft in drafts} == {1}
    assert sorted(d["seq"] for d in done) == sorted(d["seq"] for d in drafts)
    for number, path in enumerate(names):
        assert desk.restored(f"{number}.fountain#1") == path.read_bytes()
    desk.check()
