"""verify.py on histories of keys and logs, on bundles without bytes, and on one scene."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.standalone.conftest import VECTORS, VERIFY, Judge, run
from tests.verify.forging import (
    FIRST,
    LOG,
    OTHER_LOG,
    SECOND,
    THIEF,
    THIRD,
    Files,
    Scribe,
    bundle,
    reseal,
    unpack,
)  # fmt: skip
from vault import container
from vault.encoding import canonical, parse_canonical
from vault.prove.bundle import LogShown
from vault.seal.keys import SigningKeys
from vault.timestamp.authorities import roots

NOBODY = roots(None, pinned_pem={})
PENDING = (3, set[str]())


def log(
    keys: SigningKeys = FIRST, name: str = LOG, parent: dict[str, object] | None = None
) -> Scribe:
    scribe = Scribe(keys=keys, log=name, parent=parent)
    scribe.begin()
    scribe.draft(b"One draft.\n")
    scribe.draft(b"Another draft.\n")
    return scribe


def outcome(judge: Judge, logs: list[LogShown], signer: SigningKeys) -> tuple[int, set[str]]:
    said = judge(bundle(logs, signer, NOBODY))
    return said.code, said.failed


@pytest.mark.parametrize("since", [0, 1, 2, 3])
@pytest.mark.parametrize("hidden", [set[int](), {2}])
def test_revoked_lines_are_not_relied_on(judge: Judge, since: int, hidden: set[int]) -> None:
    scribe = log()
    scribe.change(SECOND, since=since)
    scribe.draft(b"After it.\n")
    relied_on = {1, 2} - hidden
    expected = (1, {"keys"}) if any(seq >= since for seq in relied_on) else PENDING
    assert outcome(judge, [scribe.shown([scribe.head()], without=hidden)], SECOND) == expected


def test_keys_change_only_to_those_named_in_advance(judge: Judge) -> None:
    scribe = log()
    scribe.change(SECOND)
    early, middle = scribe.head(2, FIRST), scribe.head(4)
    scribe.change(THIRD)
    states = [early, middle, scribe.head()]
    assert outcome(judge, [scribe.shown(states)], THIRD) == PENDING
    assert outcome(judge, [scribe.shown(states, without={3})], THIRD) == (1, {"keys"})
    assert outcome(judge, [scribe.shown(states)], SECOND) == (1, {"bag-signature"})
    late = [scribe.head(4, FIRST), scribe.head()]
    assert outcome(judge, [scribe.shown(late)], THIRD)[1] == {
        "checkpoint-ed25519",
        "checkpoint-mldsa",
    }
    stolen = log()
    stolen.change(THIEF)
    assert outcome(judge, [stolen.shown([stolen.head()])], THIEF) == (1, {"keys"})


@pytest.mark.parametrize(
    ("keys", "may"), [(FIRST, True), (SECOND, True), (THIRD, False), (THIEF, False)]
)
def test_a_log_is_continued_by_its_keys_or_their_successors(
    judge: Judge, keys: SigningKeys, may: bool
) -> None:
    first = log()
    second = log(keys, OTHER_LOG, first.cited(2))
    logs = [first.shown([first.head(2), first.head()]), second.shown([second.head()])]
    assert outcome(judge, logs, keys) == (PENDING if may else (1, {"keys"}))


@pytest.mark.parametrize(("since", "size"), [(s, n) for s in (1, 2, 3) for n in (1, 2, 3)])
def test_no_log_begins_behind_a_revocation(judge: Judge, since: int, size: int) -> None:
    first = log()
    first.change(SECOND, since=since)
    second = log(FIRST, OTHER_LOG, first.cited(size))
    logs = [first.shown([first.head(size, FIRST), first.head()], without={1, 2}),
            second.shown([second.head()])]  # fmt: skip
    assert outcome(judge, logs, FIRST) == ((1, {"keys"}) if size >= since else PENDING)


def test_logs_that_do_not_belong_together(judge: Judge) -> None:
    first, other = log(), log(FIRST, OTHER_LOG)
    logs = [first.shown([first.head()]), other.shown([other.head()])]
    assert outcome(judge, logs, FIRST)[0] == 1
    wrong = log(FIRST, OTHER_LOG, {**first.cited(2), "root": "ab" * 32})
    logs = [first.shown([first.head(2), first.head()]), wrong.shown([wrong.head()])]
    assert outcome(judge, logs, FIRST)[0] == 1
    uncited = log(FIRST, OTHER_LOG, first.cited(2))
    logs = [first.shown([first.head()]), uncited.shown([uncited.head()])]
    assert outcome(judge, logs, FIRST)[0] == 1


def test_a_log_whose_parent_is_not_here_says_so(judge: Judge) -> None:
    first = log()
    second = log(FIRST, OTHER_LOG, first.cited(2))
    said = judge(bundle([second.shown([second.head()])], FIRST, NOBODY))
    assert (said.code, said.failed) == PENDING
    named = f"Log {LOG[:8]}, which log {OTHER_LOG[:8]} continues."
    assert named in said.answer["not_shown"]


def test_two_computers_continue_one_log(judge: Judge) -> None:
    first = log()
    others = [log(FIRST, name, first.cited(3)) for name in (OTHER_LOG, "a" * 32)]
    logs = [first.shown([first.head()]), *(other.shown([other.head()]) for other in others)]
    assert outcome(judge, logs, FIRST) == PENDING


def test_a_key_event_stands_on_an_entry_of_that_kind_alone(judge: Judge) -> None:
    scribe = log()
    scribe.append({"kind": "key"})
    assert outcome(judge, [scribe.shown([scribe.head()])], FIRST) == (1, {"keys"})


@pytest.mark.parametrize(("kind", "asks"), [
    ("reading", False), ("anchor", False), ("custody", False), ("declaration", True),
    ("copy", True), ("zebra", True), (None, True), (7, True),
])  # fmt: skip
def test_which_entries_ask_for_a_time(judge: Judge, kind: object, asks: bool) -> None:
    scribe = log()
    scribe.append({"kind": kind})
    said = judge(bundle([scribe.shown([scribe.head()])], FIRST, NOBODY))
    (time,) = (check for check in said.answer["checks"] if check["name"] == "time")
    assert f"{4 if asks else 3} of the entries" in time["detail"]


# -- evidence only ---------------------------------------------------------------------------


def without_bytes() -> tuple[Files, dict[str, bytes]]:
    """The published bundle without its drafts' bytes, and those bytes."""
    whole = unpack((VECTORS / "bundle.zip").read_bytes())
    drafts = {name: data for name, data in whole.items() if name.startswith("data/")}
    kept = {name: data for name, data in whole.items() if name not in drafts}
    return {**kept, "data/NOT-INCLUDED.txt": b"Not here.\n"}, drafts


def unsigned(files: Files) -> Files:
    """Both manifests made again; only the vault's own key could sign them."""
    return reseal(files)


def test_bytes_given_beside_the_bundle_are_as_good(tmp_path: Path) -> None:
    files, drafts = without_bytes()
    path = tmp_path / "bundle.zip"
    path.write_bytes(container.pack(unsigned(files)))
    paths = []
    for count, data in enumerate(drafts.values()):
        paths.append(tmp_path / f"draft {count}")
        paths[-1].write_bytes(data)
    given = [argument for place in paths for argument in ("--draft", place)]
    assert run(VERIFY, path, "--json").results["content"] == "not-checked"
    assert run(VERIFY, path, *given[:2], "--json").results["content"] == "not-checked"
    assert run(VERIFY, path, *given, "--json").results["content"] == "pass"
    paths[0].write_bytes(b"something else")
    assert run(VERIFY, path, *given, "--json").results["content"] == "fail"


def test_a_file_that_fits_no_draft_fails(judge: Judge) -> None:
    scribe = log()
    files = bundle([scribe.shown([scribe.head()])], FIRST, NOBODY)
    assert judge(files, drafts=[b"One draft.\n"]).results["content"] == "pass"
    said = judge(files, drafts=[b"One draft.\n", b"Another one.\n"])
    assert said.failed == {"content"}
    assert hashlib.sha256(b"Another one.\n").hexdigest() in json.dumps(said.answer["checks"])


def edited(files: Files, seq: int, name: str, **shown: object) -> Files:
    path = f"entries/{LOG}/{seq}.json"
    fields = parse_canonical(files[path])["fields"]
    return reseal({**files, path: canonical({"fields": {**fields, name: shown}})}, FIRST)


def test_a_hidden_field_is_hidden_and_a_wrong_leaf_is_seen(judge: Judge, verify: object) -> None:
    scribe = log()
    files = bundle([scribe.shown([scribe.head()])], FIRST, NOBODY)
    fields = parse_canonical(files[f"entries/{LOG}/1.json"])["fields"]
    leaf = verify.leaf_of_field(  # type: ignore[attr-defined]
        "names", fields["names"]["salt"], fields["names"]["value"]
    ).hex()
    said = judge(edited(files, 1, "names", leaf=leaf))
    assert (said.code, said.failed) == PENDING
    assert said.answer["drafts"][0]["script"] is None
    assert "The hidden fields of 1 entries." in said.answer["not_shown"]
    assert judge(edited(files, 1, "names", leaf="ab" * 32)).failed == {"fields"}
    assert judge(edited(files, 1, "names", leaf=leaf, salt="ab" * 32)).failed == {"fields"}
    gone = f"data/{LOG}/1.fountain"
    content = verify.leaf_of_field(  # type: ignore[attr-defined]
        "content", fields["content"]["salt"], fields["content"]["value"]
    ).hex()
    left = {name: data for name, data in files.items() if name != gone}
    assert judge(edited(left, 1, "content", leaf=content)).results["content"] == "not-checked"
    assert judge(edited(files, 1, "content", leaf=content)).failed == {"content"}


# -- one scene -------------------------------------------------------------------------------

ALONE = VECTORS / "bundles" / "good-scene-alone.zip"


def test_one_scene_is_shown_and_nothing_else(judge: Judge) -> None:
    files = unpack(ALONE.read_bytes())
    scenes = [name for name in files if name.startswith("scenes/")]
    assert scenes
    said = judge(ALONE.read_bytes())
    assert said.results["scene"] == "pass"
    shown = [parse_canonical(files[name])["value"]["text"].encode() for name in scenes]
    elsewhere = [data for name, data in files.items() if name not in scenes]
    assert not any(text in data for text in shown for data in elsewhere)
    without = {name: data for name, data in files.items() if name not in scenes}
    assert judge(reseal(without)).results["scene"] == "not-checked"


def test_a_scene_is_held_to_every_part_of_its_file(judge: Judge) -> None:
    files = unpack(ALONE.read_bytes())
    name = next(name for name in files if name.startswith("scenes/"))
    good = parse_canonical(files[name])
    value = good["value"]
    for bad in (
        {**good, "more": 1}, {**good, "salt": "ab" * 32}, {**good, "salt": 1},
        {**good, "proof": [*good["proof"], "ab" * 32]}, {**good, "proof": None},
        {**good, "proof": [1]}, {**good, "value": None}, {**good, "value": {}},
        {**good, "value": {**value, "place": True}},
        {**good, "value": {**value, "place": value["place"] + 1}},
        {**good, "value": {**value, "text": "other"}}, {**good, "value": {"place": value["place"]}},
    ):  # fmt: skip
        said = judge(reseal({**files, name: canonical(bad)}))
        assert said.results["scene"] == "fail", bad
    for elsewhere in (name.replace("-", "-1"), name.replace(LOG, OTHER_LOG), "scenes/x.json"):
        moved = {**{n: d for n, d in files.items() if n != name}, elsewhere: files[name]}
        assert judge(reseal(moved)).failed & {"scene", "bag"} == (
            {"bag"} if elsewhere == "scenes/x.json" else {"scene"}
        )
