"""What a bundle discloses: a scene and no other word, evidence and no word at all."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import LABEL, MAIL, TITLE, WORDS, WRITER, Small, cheap_keys, empty
from vault.errors import BadInput
from vault.operations import drafting, proving, verifying

SCENES = {
    "INT. LIGHTHOUSE - NIGHT": "Marzipan thunderclouds gather above Ottoline.",
    "EXT. HARBOUR - DAWN": "Perspicacious herons audit the fishmonger.",
    "INT. GALLEY - DAY": "Quixotic pancakes somersault regardless.",
}
NAME = f"{TITLE}.fountain"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    cheap_keys(monkeypatch)
    made = empty(tmp_path / "home")
    made.init()
    body = "\n\n".join(f"{heading}\n\n{text}" for heading, text in SCENES.items())
    made.seal(made.write(NAME, f"Title: {TITLE}\nAuthor: {WRITER}\n\n{WORDS}.\n\n{body}\n"))
    drafting.label(made.session(), draft=f"{NAME}#1", name=LABEL)
    return made


def prove(small: Small, out: Path, **given: Any) -> Path:
    proving.prove(
        small.session(), drafts=[f"{NAME}#1"], script=None, all=False, output=out, with_log=False,
        force=False, **given,
    )  # fmt: skip
    return out


def verify(small: Small, bundle: Path, *drafts: Path) -> dict[str, Any]:
    report: dict[str, Any] = verifying.verify(
        small.session(), files=[bundle], signer=None, draft=drafts
    ).data
    return report


def result(report: dict[str, Any], name: str) -> str:
    return str(next(check["result"] for check in report["checks"] if check["name"] == name))


def unpacked(bundle: Path) -> bytes:
    with zipfile.ZipFile(bundle) as archive:
        names = set(archive.namelist()) - {"verify.html", "verify.py"}  # the same in every bundle
        return b"\n".join(archive.read(name) for name in names).lower()


def words_of(text: str) -> set[bytes]:
    """The words that nothing but the script and its people would bring into a bundle."""
    plain = "".join(letter if letter.isalpha() else " " for letter in text)
    return {word.lower().encode() for word in plain.split() if len(word) > 5}


def test_one_scene_and_no_other_word(small: Small, tmp_path: Path) -> None:
    report = verify(small, bundle := prove(small, tmp_path / "b.zip", scene=[2]))
    assert result(report, "scene") == "pass"
    assert set(report["because"]) == {"content", "time"}
    [scene] = report["scenes"]
    assert (scene["place"], scene["heading"]) == (2, "EXT. HARBOUR - DAWN")
    assert "Perspicacious herons" in scene["text"]
    there = unpacked(bundle)
    assert b"perspicacious herons" in there
    for heading, text in SCENES.items():
        if heading != scene["heading"]:
            for word in words_of(f"{heading} {text}"):
                assert word not in there, word
    for word in words_of(f"{TITLE} {WORDS} {WRITER} {MAIL} {LABEL}"):
        assert word not in there, word


def test_several_scenes_of_one_draft(small: Small, tmp_path: Path) -> None:
    report = verify(small, prove(small, tmp_path / "b.zip", scene=[3, 1, 3]))
    assert [scene["place"] for scene in report["scenes"]] == [1, 3]


def test_a_guess_at_the_whole_text_cannot_be_tried(small: Small, tmp_path: Path) -> None:
    [draft] = small.drafts()
    there = unpacked(prove(small, tmp_path / "b.zip", scene=[1]))
    assert draft["text_sha256"].encode() not in there
    assert draft["sha256"].encode() not in there


@pytest.mark.parametrize(
    "change",
    [
        lambda scene: scene["value"].update(text=scene["value"]["text"].replace("herons", "heron")),
        lambda scene: scene["value"].update(heading="EXT. HARBOUR - DUSK"),
        lambda scene: scene["value"].update(number="12"),
        lambda scene: scene["value"].update(place=3),
        lambda scene: scene["value"].update(place=True),
        lambda scene: scene["value"].update(more=1),
        lambda scene: scene.update(salt="00" * 32),
        lambda scene: scene.update(proof=scene["proof"][::-1]),
        lambda scene: scene.update(proof=[]),
        lambda scene: scene.update(proof=["00"]),
        lambda scene: scene.update(proof=[7]),
        lambda scene: scene.pop("salt"),
    ],
)
def test_an_altered_scene_fails(small: Small, tmp_path: Path, change: Any) -> None:
    bundle = prove(small, tmp_path / "b.zip", scene=[2])
    name = scene_file(bundle)

    def edited(data: bytes) -> bytes:
        scene = json.loads(data)
        change(scene)
        return json.dumps(scene, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    report = verify(small, rewritten(bundle, {name: (name, edited)}))
    assert result(report, "scene") == "fail"
    assert report["verdict"] == "invalid"
    assert report["scenes"] == []


@pytest.mark.parametrize("place", [1, 3, 4, 0])
def test_a_scene_at_another_place_fails(small: Small, tmp_path: Path, place: int) -> None:
    bundle = prove(small, tmp_path / "b.zip", scene=[2])
    name = scene_file(bundle)
    moved = name.replace("-2.json", f"-{place}.json")
    report = verify(small, rewritten(bundle, {name: (moved, bytes)}))
    assert result(report, "scene") == "fail"


def test_scenes_that_are_not_there_are_refused(small: Small, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    for places in ([4], [0], [-1], [1, 99]):
        with pytest.raises(BadInput, match="3 scenes"):
            prove(small, out, scene=places)
    with pytest.raises(BadInput, match="one draft"):
        prove(small, out, scene=[1], evidence_only=True)
    assert not out.exists()
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("with_log", [False, True])
def test_evidence_holds_no_word_and_no_name(small: Small, tmp_path: Path, with_log: bool) -> None:
    bundle = tmp_path / "b.zip"
    proving.prove(
        small.session(), drafts=(), script=None, all=True, output=bundle, with_log=with_log,
        force=False, evidence_only=True,
    )  # fmt: skip
    there = unpacked(bundle)
    told = " ".join([TITLE, WORDS, WRITER, MAIL, LABEL, *SCENES, *SCENES.values()])
    for word in words_of(told):
        assert word not in there, word
    report = verify(small, bundle)
    assert set(report["because"]) == {"content", "time"}
    assert [draft["script"] for draft in report["drafts"]] == [None]


def test_the_whole_log_shows_no_other_script(small: Small, tmp_path: Path) -> None:
    small.seal(small.write("Xylophones.fountain", "INT. CELLAR - DAY\n\nBarometers conspire.\n"))
    bundle = tmp_path / "b.zip"
    proving.prove(
        small.session(), drafts=[f"{NAME}#1"], script=None, all=False, output=bundle,
        with_log=True, force=False,
    )  # fmt: skip
    report = verify(small, bundle)
    assert report["because"] == ["time"]
    assert "which are all here" in report["not_shown"][0]
    there = unpacked(bundle)
    assert b"perspicacious herons" in there
    for word in words_of("Xylophones CELLAR Barometers conspire"):
        assert word not in there, word


def test_evidence_meets_the_draft_that_is_handed_over(small: Small, tmp_path: Path) -> None:
    bundle = prove(small, tmp_path / "b.zip", evidence_only=True)
    assert verify(small, bundle, small.scripts / NAME)["because"] == ["time"]
    other = tmp_path / "other.fountain"
    other.write_bytes((small.scripts / NAME).read_bytes() + b" ")
    report = verify(small, bundle, other)
    assert result(report, "content") == "fail"
    assert report["verdict"] == "invalid"


def scene_file(bundle: Path) -> str:
    with zipfile.ZipFile(bundle) as archive:
        return next(name for name in archive.namelist() if name.startswith("scenes/"))


def rewritten(bundle: Path, changes: dict[str, tuple[str, Any]]) -> Path:
    """The bundle with some members changed or renamed, in our own container form."""
    from vault.container import write

    with zipfile.ZipFile(bundle) as archive:
        members = {}
        for name in archive.namelist():
            to, change = changes.get(name, (name, bytes))
            members[to] = change(archive.read(name))
    out = io.BytesIO()
    write(iter(sorted(members.items())), out)
    bundle.write_bytes(out.getvalue())
    return bundle


def test_a_draft_beside_a_scene_has_nothing_to_be_compared_with(
    small: Small, tmp_path: Path
) -> None:
    bundle = prove(small, tmp_path / "b.zip", scene=[2])
    report = verify(small, bundle, small.scripts / NAME)
    assert result(report, "content") == "not-checked"
    assert report["verdict"] == "incomplete"
