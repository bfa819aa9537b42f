"""One scene shown alone: its words, its place, and their proof against the reading's root."""

from dataclasses import dataclass

from vault import merkle
from vault.encoding import Json, is_hex, parse_canonical
from vault.errors import Unreadable
from vault.seal import body
from vault.verify.bag import Bag
from vault.verify.entries import LogShown
from vault.verify.fields import Shown
from vault.verify.paths import Place
from vault.verify.report import Report

_VALUE = {"place", "number", "heading", "text"}
DEEPEST = 64
"""Hashes in the longest proof that any tree of ours can need."""


@dataclass(frozen=True, slots=True)
class SceneFile:
    """A scene as its file has it, in form but not yet proved."""

    value: dict[str, Json]
    salt: bytes
    proof: list[bytes]


def check_scenes(bag: Bag, logs: dict[str, LogShown], report: Report) -> None:
    """Check every scene shown alone (``scene``; format, section 9) and tell those that passed."""
    leaves = {
        line.leaf.hex(): (log, seq)
        for log, shown in logs.items()
        for seq, line in shown.lines.items()
        if seq in shown.values and shown.values[seq].draft is not None
    }
    texts: dict[tuple[str, int], dict[str, Json]] = {}
    for place, name in bag.of_kind("scene"):
        shown = logs.get(place.log)
        entry = shown.values.get(place.number) if shown else None
        try:
            scene = _read(bag.files.get(name, b""), place)
            count = _prove(scene, entry)
        except Unreadable as error:
            report.add("scene", "fail", f"{name}: {error.message}")
            continue
        divided = entry.reading if entry and entry.reading else {}
        draft = str(divided.get("draft"))
        if draft not in leaves:
            report.add("scene", "fail", f"{name} is of a draft that is not shown.")
            continue
        if texts.setdefault((draft, place.second), scene.value) != scene.value:
            report.add("scene", "fail", f"{name}: two texts are shown for one place of one draft.")
            continue
        report.add("scene", "pass", f"Scene {place.second} stands as it was sealed.")
        log, seq = leaves[draft]
        division = "paragraph" if divided.get("division") == "paragraph" else "scene"
        where: dict[str, Json] = {"log": log, "seq": seq, "division": division, "of": count}
        report.scenes.append({**where, **scene.value})
    if not bag.of_kind("scene"):
        report.add("scene", "not-checked", "No scene is shown alone.")


def _read(data: bytes, place: Place) -> SceneFile:
    found = parse_canonical(data)
    if not isinstance(found, dict) or set(found) != {"value", "salt", "proof"}:
        raise Unreadable("This file shows no scene.")
    value, salt, proof = found["value"], found["salt"], found["proof"]
    if not isinstance(value, dict) or set(value) != _VALUE:
        raise Unreadable("The scene lacks a part or has one too many.")
    words = [value["heading"], value["text"]]
    number = value["number"]
    if not all(isinstance(one, str) for one in words) or not isinstance(number, str | None):
        raise Unreadable("The scene has a part of another form.")
    if isinstance(value["place"], bool) or value["place"] != place.second or place.second < 1:
        raise Unreadable("The scene stands at another place than the file's name says.")
    if not is_hex(salt, 64) or not isinstance(proof, list) or len(proof) > DEEPEST:
        raise Unreadable("The scene's proof is not in form.")
    if not all(is_hex(step, 64) for step in proof):
        raise Unreadable("The scene's proof is not in form.")
    return SceneFile(value, bytes.fromhex(str(salt)), [bytes.fromhex(str(s)) for s in proof])


def _prove(scene: SceneFile, entry: Shown | None) -> int:
    """Return how many scenes there are; raises ``Unreadable`` unless this one has its place."""
    told = entry.reading if entry else None
    if told is None:
        raise Unreadable("The reading it was taken from is not shown.")
    root, count = told.get("scene_root"), told.get("scenes")
    whole = isinstance(count, int) and not isinstance(count, bool)
    if not is_hex(root, 64) or not whole or not is_hex(told.get("draft"), 64):
        raise Unreadable("The reading does not say how the draft is divided.")
    place = int(str(scene.value["place"]))
    name = f"scene/{place}"
    leaf = body.field_leaf(name, scene.salt, scene.value)
    size = int(str(count))
    if place > size or not merkle.verify_inclusion(
        leaf, place - 1, size, scene.proof, bytes.fromhex(str(root))
    ):
        raise Unreadable("This is not the scene that was sealed at this place.")
    return size
