"""Bundles that show one scene alone or evidence without words, good and tampered."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.vectors.published import Case, Published, made
from tests.verify.forging import FIRST, Files, capture, changed, describe, reseal
from vault import merkle
from vault.encoding import canonical, parse_canonical
from vault.log.checkpoint import Checkpoint
from vault.pipeline import disclosing, scenes
from vault.prove.bundle import LogShown
from vault.screenplay.model import Scene
from vault.seal import body

TOLD = (
    ("INT. WELL - NIGHT", "Water."),
    ("EXT. WELL - DAY", "No water."),
    ("INT. HOUSE - NIGHT", "A kettle."),
)
SCENES = tuple(
    Scene(place, str(place * 10), heading, f"{heading}\n\n  {text}\n\n")
    for place, (heading, text) in enumerate(TOLD, start=1)
)
OTHERWISE = (
    SCENES[0],
    Scene(2, "20", "EXT. WELL - DAY", "EXT. WELL - DAY\n\n  Wine.\n\n"),
    SCENES[2],
)
WHOLE = "".join(scene.text for scene in SCENES).encode()


def cases() -> dict[str, Case]:
    """Each bundle with the checks that must fail, and results of others worth fixing."""
    one, reading = _scribe()
    good = _scene(one, {reading: (2,)})
    name = f"scenes/{one.log}/{reading}-2.json"
    note = "data/NOT-INCLUDED.txt"
    hidden = {"content": "not-checked"}
    evidence = made(disclosing.evidence_only([one.shown([one.head()])]))

    def scene(change: Callable[[dict[str, Any]], object]) -> Files:
        told = json.loads(good[name])
        change(told)
        return reseal({**good, name: canonical(told)}, FIRST)

    def moved(to: str) -> Files:
        return reseal({to if n == name else n: d for n, d in good.items()}, FIRST)

    bad: tuple[set[str], dict[str, str]] = ({"scene"}, hidden)
    return {
        "good-scene-alone": (good, set(), {**hidden, "scene": "pass", "fields": "pass"}),
        "good-evidence-only": (evidence, set(), {**hidden, "scene": "not-checked"}),
        "bad-byte-of-a-scene": (
            {**good, name: changed(good[name], len(good[name]) // 2)}, {"bag", "scene"}, hidden,
        ),
        "bad-byte-of-not-included": ({**good, note: changed(good[note])}, {"bag"}, hidden),
        "bad-scene-text": (scene(lambda s: s["value"].update(text="Much water.\n")), *bad),
        "bad-scene-heading": (scene(lambda s: s["value"].update(heading="EXT. SEA - DAY")), *bad),
        "bad-scene-number": (scene(lambda s: s["value"].update(number="30")), *bad),
        "bad-scene-place": (scene(lambda s: s["value"].update(place=3)), *bad),
        "bad-scene-moved": (moved(name.replace("-2.", "-3.")), *bad),
        "bad-scene-salt": (scene(lambda s: s.update(salt="00" * 32)), *bad),
        "bad-scene-proof": (scene(lambda s: s.update(proof=s["proof"][:1])), *bad),
        "bad-scene-of-no-reading": (moved(f"scenes/{one.log}/1-2.json"), *bad),
        "good-scene-shown-twice": (_one_text_twice(), set(), {"scene": "pass"}),
        "bad-scene-with-two-texts": (_two_texts(), {"scene"}, {}),
        "bad-scene-of-a-copy": (_of_another_kind("copy"), {"scene"}, {}),
        "bad-scene-of-a-hidden-kind": (_of_a_hidden_kind(), {"scene"}, {}),
        "bad-scene-with-more-members": (scene(lambda s: s["value"].update(page=1)), *bad),
        "bad-scene-not-canonical": (reseal({**good, name: good[name] + b"\n"}, FIRST), *bad),
    }  # fmt: skip


def younger(stamp: Callable[[Checkpoint], bytes]) -> Files:
    """A scene of a reading that was sealed after the only state with a time."""
    one, reading = _scribe()
    before = one.head(reading)
    return _stamped(_scene(one, {reading: (2,)}, before), before, stamp)


def timed(stamp: Callable[[Checkpoint], bytes]) -> Files:
    """A scene of a reading that has its time."""
    one, reading = _scribe()
    return _stamped(_scene(one, {reading: (2,)}), one.head(), stamp)


def _stamped(files: Files, head: Checkpoint, stamp: Callable[[Checkpoint], bytes]) -> Files:
    token = stamp(head)
    name = f"anchors/{head.hash}/{hashlib.sha256(token).hexdigest()}.tsr"
    return reseal({**files, name: token}, FIRST)


def _scribe(kind: str = "draft") -> tuple[Published, int]:
    one = Published()
    one.begin()
    sealed = {"kind": kind, "content": describe(WHOLE), "script": {"id": "77" * 16, "number": 1}}
    one.append({**sealed, "capture": capture()}, content=WHOLE)
    return one, _reading(one, SCENES)


def _reading(one: Published, divided: tuple[Scene, ...]) -> int:
    """Say of entry 1 that it reads so."""
    seq = len(one.raws)
    salt = hashlib.sha256(f"{one.log}/{seq}".encode()).digest()
    script = {
        "draft": merkle.leaf_hash(one.raws[1]).hex(), "reader": "test/fountain", "version": 1,
        "profile": "sv-text-1", "scene_root": scenes.root(divided, salt), "scenes": len(divided),
    }  # fmt: skip
    counted = {
        "text_sha256": hashlib.sha256(WHOLE).hexdigest(), "words": 15, "pages": 1, "flags": [],
    }  # fmt: skip
    return one.append(
        {"kind": "reading", "script": script, "details": counted, "capture": capture()}
    )


def _scene(one: Published, shown: dict[int, tuple[int, ...]], *states: Checkpoint) -> Files:
    """Show scenes at these places, by the reading they are of."""
    log = one.shown([*states, one.head()])
    for reading, places in shown.items():
        divided = SCENES if reading == 2 else OTHERWISE
        salt = one.entries[reading].salt
        files = {place: scenes.alone(divided, salt, place) for place in places}
        log = _with(log, disclosing.scenes_only(log, (one.log, reading), files), reading)
    return made([log])


def _with(log: LogShown, scened: LogShown, reading: int) -> LogShown:
    """Keep the scenes of readings that were shown before."""
    entries = (
        new if new.seq == reading else replace(new, scenes=old.scenes)
        for old, new in zip(log.entries, scened.entries, strict=True)
    )
    return replace(scened, entries=tuple(entries))


def _two_texts() -> Files:
    one, first = _scribe()
    second = _reading(one, OTHERWISE)
    return _scene(one, {first: (2,), second: (2,)})


def _one_text_twice() -> Files:
    one, first = _scribe()
    second = _reading(one, OTHERWISE)
    return _scene(one, {first: (1,), second: (1,)})


def _of_another_kind(kind: str) -> Files:
    one, reading = _scribe(kind)
    return _scene(one, {reading: (2,)})


def _of_a_hidden_kind() -> Files:
    one, reading = _scribe()
    files = _scene(one, {reading: (2,)})
    name = f"entries/{one.log}/1.json"
    fields = parse_canonical(files[name])["fields"]
    leaf = body.field_leaf("kind", bytes.fromhex(fields["kind"]["salt"]), "draft").hex()
    hidden = canonical({"fields": {**fields, "kind": {"leaf": leaf}}})
    return reseal({**files, name: hidden}, FIRST)
