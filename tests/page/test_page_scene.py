"""Bundles that show less: evidence without the drafts, and one scene alone."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.authority import TimeAuthority
from tests.page.browsers import Browser
from tests.page.reading import check_all, give, seen
from tests.verify.forging import FIRST, LOG, Files, Scribe, bundle, capture, changed, reseal
from vault import container, merkle
from vault.encoding import canonical, parse_canonical
from vault.seal.body import field_leaf, field_salt
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import request

TEXT = b"INT. WELL - NIGHT\n\nWater.\n\nEXT. HILL - DAY\n\nWind.\n\nINT. WELL - DAY\n\nNo water.\n"
HEADINGS = ("INT. WELL - NIGHT", "EXT. HILL - DAY", "INT. WELL - DAY")
READING = 3


@dataclass(frozen=True)
class Shown:
    """A bundle that shows one scene of one draft and no draft's bytes."""

    files: Files
    pem: str
    values: list[dict[str, Any]]
    salts: list[bytes]
    tree: merkle.Tree

    def scene(self, place: int, **other: Any) -> bytes:
        members = {
            "value": self.values[place - 1],
            "salt": self.salts[place - 1].hex(),
            "proof": [step.hex() for step in self.tree.inclusion(place - 1, len(self.values))],
        }
        return canonical({**members, **other})

    def with_scene(self, data: bytes, name: str = f"{READING}-2") -> bytes:
        files = {n: d for n, d in self.files.items() if not n.startswith("scenes/")}
        return container.pack(reseal({**files, f"scenes/{LOG}/{name}.json": data}, FIRST))


def hidden(files: Files, seq: int, *names: str) -> Files:
    """The same with some fields of an entry shown as leaves only."""
    name = f"entries/{LOG}/{seq}.json"
    fields = parse_canonical(files[name])["fields"]
    for one in names:
        salt, value = bytes.fromhex(fields[one]["salt"]), fields[one]["value"]
        fields[one] = {"leaf": field_leaf(one, salt, value).hex()}
    return {**files, name: canonical({"fields": fields})}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    authority = TimeAuthority(tmp_path_factory.mktemp("authority"), "ecdsa", True)
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"An earlier draft.\n")
    scribe.draft(TEXT)
    salt = sha256(f"{LOG}/{READING}".encode()).digest()
    values = [
        {"place": n, "number": None, "heading": heading, "text": f"{heading}\n\nScene {n}.\n"}
        for n, heading in enumerate(HEADINGS, start=1)
    ]
    salts = [field_salt(salt, f"scene/{n}") for n in (1, 2, 3)]
    leaves = [
        field_leaf(f"scene/{n}", one, value)
        for n, (one, value) in enumerate(zip(salts, values, strict=True), start=1)
    ]
    tree = merkle.Tree(leaves)
    script = {
        "draft": merkle.leaf_hash(scribe.raws[2]).hex(), "reader": "test", "version": 1,
        "profile": "sv-text-1", "scene_root": tree.root(3).hex(), "scenes": 3,
    }  # fmt: skip
    details = {"text_sha256": "0" * 64, "words": 9}
    seq = scribe.append(
        {"kind": "reading", "script": script, "details": details, "capture": capture()}
    )
    assert (seq, scribe.entries[seq].salt) == (READING, salt)
    head = scribe.head()
    tokens = {head.hash: (authority.stamp(request(head.raw, 77)),)}
    files = bundle([scribe.shown([head], tokens)], FIRST, roots(None, pinned_pem={}))
    files = {n: d for n, d in files.items() if not n.startswith("data/")}
    files["data/NOT-INCLUDED.txt"] = b"The drafts are not in this bundle.\n"
    for draft in (1, 2):
        files = hidden(files, draft, "names", "parties", "terms", "details")
    files = hidden(files, READING, "details", "capture")
    one = Shown(files, authority.root_pem.read_text(), values, salts, tree)
    files[f"scenes/{LOG}/{READING}-2.json"] = one.scene(2)
    return Shown(reseal(files, FIRST), one.pem, values, salts, tree)


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_one_scene_is_shown_and_nothing_else(browser: Browser, shown: Shown, folder: Path) -> None:
    browser.choose("roots", [written(folder, "root.pem", shown.pem.encode())])
    found = give(browser, written(folder, "scene.zip", container.pack(shown.files)))
    assert (found.verdict, found.results["scene"]) == ("incomplete", "pass")
    wanting = {n for n, result in found.results.items() if result in {"fail", "pending"}}
    assert (wanting, found.results["content"]) == (set(), "not-checked")
    assert "Scene 2 of 3: EXT. HILL - DAY" in found.text
    assert "Scene 2." in found.text
    assert "read from draft 2, sealed in entry 3; existed no later than" in found.text
    assert "The other 2 scenes of this draft are not shown." in found.text
    for other in ("WELL", "Scene 1.", "Scene 3.", "The Well", "Water"):
        assert other not in found.text


def test_a_draft_beside_the_bundle_is_compared_with_its_seal(
    browser: Browser, shown: Shown, folder: Path
) -> None:
    path = written(folder, "evidence.zip", container.pack(shown.files))
    browser.choose("roots", [written(folder, "root.pem", shown.pem.encode())])
    mine = written(folder, "mine.fountain", TEXT)
    older = written(folder, "older.fountain", b"An earlier draft.\n")
    wrong = written(folder, "wrong.fountain", TEXT + b".")
    one = give(browser, path, mine)
    assert (one.verdict, one.results["content"]) == ("incomplete", "not-checked")
    both = give(browser, path, mine, older)
    assert (both.verdict, both.results["content"]) == ("valid", "pass")
    other = give(browser, path, mine, older, wrong)
    assert (other.verdict, other.results["content"]) == ("invalid", "fail")
    assert "The file wrong.fountain is none of the drafts shown." in other.text
    assert {n for n, result in other.results.items() if result == "fail"} == {"content"}


def test_drafts_may_be_given_one_after_the_other(
    chromium: Browser, shown: Shown, folder: Path
) -> None:
    chromium.choose("roots", [written(folder, "root.pem", shown.pem.encode())])
    give(chromium, written(folder, "evidence.zip", container.pack(shown.files)))
    assert give(chromium, written(folder, "mine", TEXT)).results["content"] == "not-checked"
    last = give(chromium, written(folder, "older", b"An earlier draft.\n"))
    assert (last.verdict, last.results["content"]) == ("valid", "pass")
    # Nothing is lacking now: what is given next is no draft of it, but something else.
    jpeg = give(chromium, written(folder, "photo.jpg", b"\xff\xd8\xff\xe0" + bytes(99)))
    assert jpeg.verdict == ""
    assert jpeg.status.startswith("photo.jpg is not a proof bundle")
    assert seen(chromium).verdict == ""


def test_a_damaged_bundle_is_no_draft_of_the_one_before(
    chromium: Browser, shown: Shown, folder: Path
) -> None:
    """Another ZIP that cannot be read may be one: a package, written by who knows what."""
    chromium.choose("roots", [written(folder, "root.pem", shown.pem.encode())])
    whole = container.pack(shown.files)
    evidence = written(folder, "evidence.zip", whole)
    give(chromium, evidence)
    cut = give(chromium, written(folder, "cut.zip", whole[:-5000]))
    assert (cut.verdict, cut.results["container"]) == ("invalid", "fail")
    give(chromium, evidence)
    package = give(chromium, written(folder, "package", b"PK\3\4 and no directory"))
    assert (package.results["container"], package.results["content"]) == ("pass", "fail")
    assert "package is none of the drafts shown" in package.text


def test_a_scene_that_was_not_sealed_so_is_not_shown(browser: Browser, shown: Shown) -> None:
    value, salt = shown.values[1], shown.salts[1]
    proof = [step.hex() for step in shown.tree.inclusion(1, 3)]
    foreign = [step.hex() for step in shown.tree.inclusion(0, 3)]
    wrong = {
        "another word": shown.scene(2, value={**value, "text": "EXT. HILL - DAY\n\nRain.\n"}),
        "another heading": shown.scene(2, value={**value, "heading": "EXT. HILL - NIGHT"}),
        "another number": shown.scene(2, value={**value, "number": "2"}),
        "another place inside": shown.scene(2, value={**value, "place": 3}),
        "place 0": shown.scene(2, value={**value, "place": 0}),
        "place text": shown.scene(2, value={**value, "place": "2"}),
        "place true": shown.scene(2, value={**value, "place": True}),
        "no place": shown.scene(2, value={"text": "EXT. HILL - DAY"}),
        "no value": shown.scene(2, value=None),
        "a member more": canonical({**parse_canonical(shown.scene(2)), "more": 1}),
        "another salt": shown.scene(2, salt="0" * 64),
        "salt cut": shown.scene(2, salt=salt.hex()[:-2]),
        "salt no text": shown.scene(2, salt=7),
        "no proof": shown.scene(2, proof=[]),
        "proof cut": shown.scene(2, proof=proof[:-1]),
        "proof longer": shown.scene(2, proof=[*proof, proof[0]]),
        "proof turned": shown.scene(2, proof=proof[::-1]),
        "another's proof": shown.scene(2, proof=foreign),
        "proof of text": shown.scene(2, proof=["x"]),
        "proof no list": shown.scene(2, proof="00"),
        "not canonical": shown.scene(2).replace(b":", b": ", 1),
        "nothing": b"",
        "noise": b"\xff\xfe",
        "a byte": changed(shown.scene(2), 40),
    }
    named = {
        "another name": (shown.scene(2), f"{READING}-3"),
        "a scene of the draft": (shown.scene(2), "2-2"),
        "of an entry not shown": (shown.scene(2), "9-2"),
    }
    packed = [shown.with_scene(data) for data in wrong.values()]
    packed += [shown.with_scene(*one) for one in named.values()]
    found = check_all(browser, packed, shown.pem)
    for case, one in zip([*wrong, *named], found, strict=True):
        assert one["results"]["scene"] == "fail", case
        assert one["verdict"] == "invalid", case
        assert one["results"]["bag"] == "pass", case
    whole = [shown.with_scene(shown.scene(n), f"{READING}-{n}") for n in (1, 2, 3)]
    results = [one["results"]["scene"] for one in check_all(browser, whole, shown.pem)]
    assert results == ["pass"] * 3


def test_what_a_scene_needs_of_its_reading(chromium: Browser, shown: Shown) -> None:
    """Its kind and division must be shown; so must its draft, and that it is one."""
    no_script = hidden(shown.files, READING, "script")
    no_kind = hidden(shown.files, READING, "kind")
    parts = ("line", "json", "tlog-proof")
    gone = {f"entries/{LOG}/2.{part}" for part in parts}
    no_draft = {name: data for name, data in shown.files.items() if name not in gone}
    hidden_draft = hidden(shown.files, 2, "kind")
    made = (no_script, no_kind, no_draft, hidden_draft, shown.files)
    packed = [container.pack(reseal(files, FIRST)) for files in made]
    found = check_all(chromium, packed, shown.pem)
    assert [one["results"]["scene"] for one in found] == ["fail"] * 4 + ["pass"]


def test_two_readings_may_not_show_two_texts_at_one_place(chromium: Browser) -> None:
    """A reading made again may divide a draft alike; another text at one place is a fail."""
    packed = []
    for again in ("Rain.\n", "Sun.\n"):
        scribe = Scribe()
        scribe.begin()
        scribe.draft(b"INT. WELL\n\nRain.\n")
        draft = merkle.leaf_hash(scribe.raws[1]).hex()
        scenes = {}
        for text in ("Rain.\n", again):
            value = {"place": 1, "number": None, "heading": "INT. WELL", "text": text}
            seq = len(scribe.raws)
            salt = field_salt(sha256(f"{LOG}/{seq}".encode()).digest(), "scene/1")
            root = field_leaf("scene/1", salt, value).hex()
            script = {"draft": draft, "scene_root": root, "scenes": 1}
            scribe.append({"kind": "reading", "script": script, "capture": capture()})
            one = {"value": value, "salt": salt.hex(), "proof": []}
            scenes[f"scenes/{LOG}/{seq}-1.json"] = canonical(one)
        files = bundle([scribe.shown([scribe.head()])], FIRST, roots(None, pinned_pem={}))
        packed.append(container.pack(reseal({**files, **scenes}, FIRST)))
    found = check_all(chromium, packed)
    assert [one["results"]["scene"] for one in found] == ["pass", "fail"]


def test_hidden_words_stay_hidden_in_the_report(chromium: Browser, shown: Shown) -> None:
    (found,) = check_all(chromium, [container.pack(shown.files)], shown.pem)
    draft = found["drafts"][1]
    assert (draft["number"], draft["script"], draft["size"]) == (2, None, len(TEXT))
    assert draft["sha256"] == sha256(TEXT).hexdigest()
    assert draft["not_later_than"] is not None
