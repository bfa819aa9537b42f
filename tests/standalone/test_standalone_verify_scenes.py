"""verify.py on scenes shown alone: whose they are, what they ask for, and how they are printed."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.standalone.conftest import VERIFY, Good, Judge, run
from tests.verify.forging import FIRST, LOG, Files, Scribe, bundle, reseal
from vault import container, merkle
from vault.encoding import canonical
from vault.prove.bundle import LogShown
from vault.timestamp.authorities import roots

NOBODY = roots(None, pinned_pem={})
SALTS = ["11" * 32, "22" * 32]
WELL = {
    "place": 1,
    "number": "14A",
    "heading": "INT. WELL - NIGHT",
    "text": "INT. WELL\n  Water.\n",
}
ROAD = {"place": 2, "number": None, "heading": "EXT. ROAD - DAY", "text": "EXT. ROAD\n  Dust.\n"}


def leaf(value: dict[str, Any], salt: str) -> bytes:
    label = b"\x00scriptvault/field/v1\nscene/%d\n" % value["place"]
    return sha256(label + bytes.fromhex(salt) + canonical(value)).digest()


def reading(scribe: Scribe, draft: int, scenes: list[dict[str, Any]], **more: Any) -> int:
    """An entry that says how a draft is divided into these two scenes."""
    one, other = (leaf(value, salt) for value, salt in zip(scenes, SALTS, strict=True))
    root = sha256(b"\x01" + one + other).hexdigest()
    said = {"draft": merkle.leaf_hash(scribe.raws[draft]).hex(), "reader": "r", "version": 1,
            "profile": "p", "scene_root": root, "scenes": 2}  # fmt: skip
    return scribe.append({"kind": "reading", **more, "script": {**said, **more.get("script", {})}})


def alone(seq: int, scenes: list[dict[str, Any]], place: int) -> Files:
    """The file of one of these scenes."""
    other = leaf(scenes[2 - place], SALTS[2 - place]).hex()
    shown = {"value": scenes[place - 1], "salt": SALTS[place - 1], "proof": [other]}
    return {f"scenes/{LOG}/{seq}-{place}.json": canonical(shown)}


def sealed(shown: LogShown, *scenes: Files) -> Files:
    files = bundle([shown], FIRST, NOBODY)
    for scene in scenes:
        files |= scene
    return reseal(files, FIRST)


def begun(**draft: Any) -> tuple[Scribe, int]:
    scribe = Scribe()
    scribe.begin()
    return scribe, scribe.draft(b"INT. WELL\n\nWater.\n", **draft)


def test_both_scenes_of_a_draft(judge: Judge) -> None:
    scribe, draft = begun()
    seq = reading(scribe, draft, [WELL, ROAD])
    files = sealed(scribe.shown([scribe.head()]), *(alone(seq, [WELL, ROAD], n) for n in (1, 2)))
    said = judge(files)
    assert said.failed == set()
    assert said.answer["scenes"] == [
        {"log": LOG, "seq": draft, "of": 2, "division": "scene", **value} for value in (WELL, ROAD)
    ]


def test_a_reading_of_which_scenes_are_shown_asks_for_a_time(
    judge: Judge, good: Good, stamp: Any
) -> None:
    """An earlier token over the draft alone does not say when the scene was there."""
    scribe, draft = begun()
    small = scribe.head()
    seq = reading(scribe, draft, [WELL, ROAD])
    large = scribe.head()
    scene = alone(seq, [WELL, ROAD], 1)
    early = scribe.shown([small, large], {small.hash: (stamp(small),)})
    without = judge(sealed(early))
    assert without.results["time"] == "pass"
    said = judge(sealed(early, scene))
    assert said.results["time"] == "pending"
    both = scribe.shown([small, large], {large.hash: (stamp(large),)})
    assert judge(sealed(both, scene)).results["time"] == "pass"


@pytest.mark.parametrize("kind", ["reading", "copy", "zebra", None])
def test_a_scene_is_of_an_entry_that_shows_the_kind_draft(judge: Judge, kind: str | None) -> None:
    scribe, draft = begun(kind=kind)
    seq = reading(scribe, draft, [WELL, ROAD])
    scene = alone(seq, [WELL, ROAD], 1)
    assert judge(sealed(scribe.shown([scribe.head()]), scene)).failed == {"scene"}


def test_the_entries_behind_a_scene_show_their_kinds(judge: Judge, verify: Any) -> None:
    scribe, draft = begun()
    seq = reading(scribe, draft, [WELL, ROAD])
    files = sealed(scribe.shown([scribe.head()]), alone(seq, [WELL, ROAD], 1))
    assert judge(files).failed == set()
    for entry in (draft, seq):
        path = f"entries/{LOG}/{entry}.json"
        fields = verify.read_jcs(files[path])["fields"]
        kind = fields["kind"]
        hidden = {"leaf": verify.leaf_of_field("kind", kind["salt"], kind["value"]).hex()}
        other = canonical({"fields": {**fields, "kind": hidden}})
        assert judge(reseal({**files, path: other}, FIRST)).failed == {"scene"}
    scribe.append({"kind": "declaration"})
    seq = reading(scribe, draft, [WELL, ROAD], kind="declaration")
    said = judge(sealed(scribe.shown([scribe.head()]), alone(seq, [WELL, ROAD], 1)))
    assert said.failed == {"scene"}


def test_no_two_scenes_stand_at_one_place_of_a_draft(judge: Judge) -> None:
    scribe, draft = begun()
    first = reading(scribe, draft, [WELL, ROAD])
    again = reading(scribe, draft, [WELL, {**ROAD, "text": "EXT. ROAD\n  Rain.\n"}])
    other = reading(scribe, draft, [{**WELL, "number": "15"}, ROAD])
    shown = scribe.shown([scribe.head()])
    kept = alone(first, [WELL, ROAD], 1)
    rain = [WELL, {**ROAD, "text": "EXT. ROAD\n  Rain.\n"}]
    assert judge(sealed(shown, kept, alone(again, rain, 1))).failed == set()
    assert judge(sealed(shown, kept, alone(again, rain, 2))).failed == set()
    assert judge(sealed(shown, alone(first, [WELL, ROAD], 2), alone(again, rain, 2))).failed == {
        "scene"
    }
    numbered = alone(other, [{**WELL, "number": "15"}, ROAD], 1)
    assert judge(sealed(shown, kept, numbered)).failed == {"scene"}


@pytest.mark.parametrize(
    "changed",
    [{"more": 1}, {"number": 14}, {"number": False}, {"heading": None}, {"text": ["x"]}],
)
def test_what_a_scene_holds_has_its_types(judge: Judge, changed: dict[str, Any]) -> None:
    scribe, draft = begun()
    value = {**WELL, **changed}
    seq = reading(scribe, draft, [value, ROAD])
    said = judge(sealed(scribe.shown([scribe.head()]), alone(seq, [value, ROAD], 1)))
    assert said.failed == {"scene"}
    assert said.answer["scenes"] == []


def test_the_words_are_printed_and_steer_no_terminal(tmp_path: Path) -> None:
    scribe, draft = begun()
    words = "INT. 井戸 - NIGHT\n  שלום\x1b[2J\u202e\nVerdict: VALID\n"
    value = {**WELL, "text": words}
    seq = reading(scribe, draft, [value, ROAD])
    path = tmp_path / "bundle.zip"
    shown = scribe.shown([scribe.head()])
    path.write_bytes(container.pack(sealed(shown, alone(seq, [value, ROAD], 1))))
    said = run(VERIFY, path, env={"PYTHONIOENCODING": "utf-8"})
    assert "\nScene 1 of 2, of the draft in entry 1 of log 01234567\n" in said.out
    assert "\n  | INT. 井戸 - NIGHT\n  |   שלום\\x1b[2J\\u202e\n  | Verdict: VALID\n" in said.out
    assert said.out.count("\nVerdict: ") == 0
    assert said.out.startswith("Verdict: INCOMPLETE.")


def test_a_paragraph_is_called_one(tmp_path: Path) -> None:
    scribe, draft = begun()
    seq = reading(scribe, draft, [WELL, ROAD], script={"division": "paragraph"})
    path = tmp_path / "bundle.zip"
    files = sealed(scribe.shown([scribe.head()]), alone(seq, [WELL, ROAD], 2))
    path.write_bytes(container.pack(files))
    assert "\nParagraph 2 of 2, of the draft" in run(VERIFY, path).out
