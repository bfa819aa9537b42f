"""Bundles that show one scene alone or evidence without words, good and tampered."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.verify.forging import FIRST, Files, Scribe, bundle, capture, reseal
from vault import merkle
from vault.encoding import canonical
from vault.pipeline import disclosing, scenes
from vault.prove.bundle import EntryShown, LogShown
from vault.prove.words import NOT_INCLUDED
from vault.screenplay.model import Scene
from vault.timestamp.authorities import Roots

TOLD = (
    ("INT. WELL - NIGHT", "Water."),
    ("EXT. WELL - DAY", "No water."),
    ("INT. HOUSE - NIGHT", "A kettle."),
)
SCENES = tuple(
    Scene(place, str(place * 10), heading, f"{heading}\n\n  {text}\n\n")
    for place, (heading, text) in enumerate(TOLD, start=1)
)
WHOLE = "".join(scene.text for scene in SCENES).encode()

Case = tuple[Files | bytes, set[str], dict[str, str]]


def cases(none: Roots) -> dict[str, Case]:
    """Each bundle with the checks that must fail, and results of others worth fixing."""
    one, reading = _scribe()
    good = _scene(one, reading, none)
    name = f"scenes/{one.log}/{reading}-2.json"
    hidden = {"content": "not-checked"}
    evidence = _evidence(one, none)

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
        "bad-scene-text": (scene(lambda s: s["value"].update(text="Much water.\n")), *bad),
        "bad-scene-heading": (scene(lambda s: s["value"].update(heading="EXT. SEA - DAY")), *bad),
        "bad-scene-number": (scene(lambda s: s["value"].update(number="30")), *bad),
        "bad-scene-place": (scene(lambda s: s["value"].update(place=3)), *bad),
        "bad-scene-moved": (moved(name.replace("-2.", "-3.")), *bad),
        "bad-scene-salt": (scene(lambda s: s.update(salt="00" * 32)), *bad),
        "bad-scene-proof": (scene(lambda s: s.update(proof=s["proof"][:1])), *bad),
        "bad-scene-of-no-reading": (moved(f"scenes/{one.log}/1-2.json"), *bad),
        "bad-scene-not-canonical": (reseal({**good, name: good[name] + b"\n"}, FIRST), *bad),
    }


def _scribe() -> tuple[Scribe, int]:
    one = Scribe()
    one.begin()
    draft = one.draft(WHOLE)
    seq = len(one.raws)
    salt = hashlib.sha256(f"{one.log}/{seq}".encode()).digest()
    divided = {
        "draft": merkle.leaf_hash(one.raws[draft]).hex(),
        "reader": "test/fountain",
        "version": 1,
        "profile": "sv-text-1",
        "scene_root": scenes.root(SCENES, salt),
        "scenes": len(SCENES),
    }
    counted = {
        "text_sha256": hashlib.sha256(WHOLE).hexdigest(), "words": 15, "pages": 1, "flags": [],
    }  # fmt: skip
    one.append(
        {"kind": "reading", "script": divided, "details": counted, "capture": capture()}
    )  # fmt: skip
    return one, seq


def _scene(one: Scribe, reading: int, none: Roots) -> Files:
    shown = disclosing.scenes_only(
        one.shown([one.head()]), (one.log, reading), _files(one, reading)
    )
    return _bundle(shown, none)


def _files(one: Scribe, reading: int) -> dict[int, bytes]:
    entry: EntryShown = one.entries[reading]
    return {2: scenes.alone(SCENES, entry.salt, 2)}


def _evidence(one: Scribe, none: Roots) -> Files:
    [shown] = disclosing.evidence_only([one.shown([one.head()])])
    return _bundle(shown, none)


def _bundle(shown: LogShown, none: Roots) -> Files:
    files = bundle([shown], FIRST, none)
    return reseal({**files, "data/NOT-INCLUDED.txt": NOT_INCLUDED}, FIRST)
