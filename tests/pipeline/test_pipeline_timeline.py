"""The drafts in order, how one is named, what is known of its time, and getting it back."""

import json
from pathlib import Path

import pytest

from tests.pipeline.small import LABEL, TITLE, Small, text
from vault.errors import BadInput, Damaged, VaultError
from vault.operations import drafting
from vault.operations.proving import prove

SCRIPT = f"{TITLE}.fountain"
KEYS = {
    "seq", "script", "script_id", "number", "label", "sealed_at", "route", "sha256", "text_sha256",
    "format", "pages", "scenes", "words", "not_later_than", "not_earlier_than", "time_status",
}  # fmt: skip


def number_of(small: Small, name: str) -> tuple[str, int]:
    shown = drafting.show(small.session(), draft=name).data
    return shown["script"], shown["number"]


def test_drafts_stand_in_their_order_with_all_keys(prepared: Small) -> None:
    drafts = prepared.drafts()
    assert [(d["script"], d["number"]) for d in drafts] == [
        (SCRIPT, 1), (SCRIPT, 2), (SCRIPT, 3), ("One/Pilot.fountain", 1),
        ("Two/Pilot.fountain", 1), ("Bundle.textbundle", 1),
    ]  # fmt: skip
    for draft in drafts:
        assert set(draft) >= KEYS
        assert draft["time_status"] == "none"
        assert draft["route"] == "manual"
        assert draft["not_later_than"] is None
    assert [d["label"] for d in drafts] == [None, LABEL, None, None, None, None]
    assert [d["seq"] for d in drafts] == sorted(d["seq"] for d in drafts)
    assert json.dumps(drafts)


def test_a_vault_that_asks_for_time_is_waiting_for_it(small: Small) -> None:
    path = small.settings_path
    path.write_text(path.read_text().replace("time = false", "time = true"))
    small.environment = {}
    assert {d["time_status"] for d in small.drafts()} == {"waiting"}


def test_a_draft_is_named_in_every_way(prepared: Small) -> None:
    drafts = prepared.drafts()
    third, second = drafts[2], drafts[1]
    for name in (
        f"latest:{SCRIPT}", f"{SCRIPT}#3", str(third["seq"]), third["sha256"],
        third["sha256"][:8], f"latest:{third['script_id']}", f"{third['script_id']}#3",
    ):  # fmt: skip
        assert number_of(prepared, name) == (SCRIPT, 3), name
    for name in (LABEL, f"{SCRIPT}#2", second["sha256"][:20]):
        assert number_of(prepared, name) == (SCRIPT, 2), name
    for name in ("latest:Two/Pilot.fountain", "Two/Pilot.fountain#1", r"latest:Two\Pilot.fountain"):
        assert number_of(prepared, name) == ("Two/Pilot.fountain", 1), name


def test_an_ambiguous_script_is_named_with_its_candidates(prepared: Small) -> None:
    for name in ("latest:Pilot.fountain", "Pilot.fountain#1"):
        with pytest.raises(BadInput, match="2 scripts") as caught:
            drafting.show(prepared.session(), draft=name)
        assert "One/Pilot.fountain" in caught.value.hint
        assert "Two/Pilot.fountain" in caught.value.hint
    with pytest.raises(BadInput, match="2 scripts"):
        drafting.drafts(prepared.session(), script="Pilot.fountain")


def test_bytes_sealed_twice_are_named_with_their_candidates(small: Small) -> None:
    small.seal(small.write(SCRIPT, text(1)))
    with pytest.raises(BadInput, match="2 drafts") as caught:
        drafting.show(small.session(), draft=small.drafts()[0]["sha256"][:12])
    assert f"{SCRIPT}#1" in caught.value.hint
    assert f"{SCRIPT}#4" in caught.value.hint


@pytest.mark.parametrize(
    "name",
    ["", "#", "#1", "nothing", "latest:", "latest:nothing", f"{SCRIPT}#0", f"{SCRIPT}#99", "0",
     "999999", "9" * 5000, f"{SCRIPT}#{'9' * 5000}", "abcdef0", "abcdef01", "ABCDEF01", "../..",
     "\x1b[31mred", "\udcff", "a" * 10_000, "latest:" + "/" * 3, "٣", "-1", "1.0", "%s{0}"],
    ids=range(24),
)  # fmt: skip
def test_what_names_no_draft_is_said_in_words(prepared: Small, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        drafting.show(prepared.session(), draft=name)
    said = str(caught.value)
    assert len(said) < 1500
    assert "\x1b" not in said
    said.encode()


def test_a_label_that_looks_like_something_else_is_still_a_label(small: Small) -> None:
    for name in ("draft #2", "20261120", "deadbeef", "2026"):
        drafting.label(small.session(), draft=f"{SCRIPT}#1", name=name)
        assert number_of(small, name) == (SCRIPT, 1)
    drafting.label(small.session(), draft=f"{SCRIPT}#1", name=f"{SCRIPT}#3")
    assert number_of(small, f"{SCRIPT}#3") == (SCRIPT, 3)


def test_the_latest_label_counts(small: Small) -> None:
    drafting.label(small.session(), draft=LABEL, name="  white draft ")
    assert number_of(small, "white draft") == (SCRIPT, 2)
    with pytest.raises(BadInput):
        drafting.show(small.session(), draft=LABEL)
    drafting.label(small.session(), draft=f"{SCRIPT}#1", name="white draft")
    with pytest.raises(BadInput, match="2 drafts"):
        drafting.show(small.session(), draft="white draft")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m", "x" * 201, "\udcff"])
def test_a_label_is_a_name_people_can_read(prepared: Small, name: str) -> None:
    with pytest.raises(BadInput, match="no name"):
        drafting.label(prepared.session(), draft=LABEL, name=name)


def test_show_says_what_is_known(prepared: Small) -> None:
    told = drafting.show(prepared.session(), draft=LABEL).data
    assert told["declarations"][0]["label"] == LABEL
    assert told["readings"][0]["scenes"] == 1
    assert (told["anchors"], told["copies"]) == ([], [])
    assert told["entry"]["fields"]["names"]["folder"] == "Scripts"
    assert told["entry"]["seq"] == told["seq"]


def test_the_same_bytes_again_are_no_new_draft(small: Small) -> None:
    [told] = small.seal(small.scripts / SCRIPT)
    assert told["new"] is False
    assert told["seq"] == small.drafts()[2]["seq"]
    [back] = small.seal(small.write(SCRIPT, text(1)))
    assert back["new"] is True


def test_sealing_what_cannot_be_sealed_is_said_in_words(small: Small, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.fdx", tmp_path, small.vault / "README.txt"):
        with pytest.raises(VaultError):
            small.seal(path)
    good = small.write("Good.fountain", text(5))
    done = drafting.seal(small.session(), files=[tmp_path / "nowhere.fdx", good])
    assert [d["script"] for d in done.data["drafts"]] == ["Good.fountain"]
    assert len(done.data["failed"]) == 1
    assert done.exit_code != 0


def test_every_draft_comes_back_byte_for_byte(prepared: Small, tmp_path: Path) -> None:
    for take in (1, 2, 3):
        out = tmp_path / f"{take}.fountain"
        told = drafting.restore(
            prepared.session(), draft=f"{SCRIPT}#{take}", output=out, force=False
        )
        assert out.read_text() == text(take)
        assert told.data["path"] == str(out)


def test_a_package_comes_back_as_a_folder(prepared: Small, tmp_path: Path) -> None:
    out = tmp_path / "Back.textbundle"
    drafting.restore(prepared.session(), draft="latest:Bundle.textbundle", output=out, force=False)
    was = prepared.scripts / "Bundle.textbundle"
    assert {p.name: p.read_bytes() for p in out.iterdir()} == {
        p.name: p.read_bytes() for p in was.iterdir()
    }
    with pytest.raises(BadInput, match="there already"):
        drafting.restore(
            prepared.session(), draft="latest:Bundle.textbundle", output=out, force=False
        )
    (out / "more.txt").write_text("x")
    drafting.restore(prepared.session(), draft="latest:Bundle.textbundle", output=out, force=True)
    assert not (out / "more.txt").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["Back.textbundle"]


def test_nothing_is_overwritten_unless_asked(prepared: Small, tmp_path: Path) -> None:
    out = tmp_path / "mine.fountain"
    out.write_text("mine")
    dangling = tmp_path / "dangling.fountain"
    dangling.symlink_to(tmp_path / "nowhere")
    for place in (out, dangling, tmp_path, tmp_path / "no" / "folder"):
        with pytest.raises(BadInput):
            drafting.restore(prepared.session(), draft=LABEL, output=place, force=False)
    assert out.read_text() == "mine"
    with pytest.raises(BadInput, match="folder"):
        drafting.restore(prepared.session(), draft=LABEL, output=tmp_path, force=True)
    drafting.restore(prepared.session(), draft=LABEL, output=out, force=True)
    assert out.read_text() == text(2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dangling.fountain", "mine.fountain"]


def test_a_lost_draft_is_named_and_the_others_come_back(small: Small, tmp_path: Path) -> None:
    shown = drafting.show(small.session(), draft="latest:One/Pilot.fountain").data
    raw = (small.vault / "logs" / shown["log"] / "entries.jsonl").read_bytes().splitlines()
    handle = json.loads(raw[shown["seq"]])["object"]
    [path] = (small.vault / "objects" / handle[:2]).glob(f"{handle}.*")
    kept = path.read_bytes()
    path.unlink()
    out = tmp_path / "out.fountain"
    with pytest.raises(Damaged, match=handle):
        drafting.restore(
            small.session(), draft="latest:One/Pilot.fountain", output=out, force=False
        )
    assert not out.exists()
    drafting.restore(small.session(), draft=f"{SCRIPT}#1", output=out, force=False)

    import shutil

    shutil.rmtree(small.home / "cache")
    assert "One/Pilot.fountain" not in {d["script"] for d in small.drafts()}
    path.write_bytes(kept)
    assert "One/Pilot.fountain" in {d["script"] for d in small.drafts()}


def test_prove_says_what_is_wrong(prepared: Small, tmp_path: Path) -> None:
    out = tmp_path / "bundle.zip"
    good = {"drafts": (), "script": None, "all": True, "output": out, "with_log": False,
            "force": False}  # fmt: skip
    bad = [
        {"all": False},
        {"drafts": (LABEL,)},
        {"script": SCRIPT},
        {"all": False, "script": "nothing"},
        {"all": False, "drafts": ("nothing",)},
        {"output": tmp_path / "no" / "bundle.zip"},
        {"output": tmp_path, "force": False},
    ]
    for change in bad:
        with pytest.raises(BadInput):
            prove(prepared.session(), **{**good, **change})  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_prove_never_overwrites_unless_asked(small: Small, tmp_path: Path) -> None:
    out = tmp_path / "bundle.zip"
    out.write_text("mine")
    chosen = {"drafts": (LABEL, f"{SCRIPT}#2"), "script": None, "all": False, "with_log": False}
    with pytest.raises(BadInput, match="there already"):
        prove(small.session(), output=out, force=False, **chosen)  # type: ignore[arg-type]
    assert out.read_text() == "mine"
    done = prove(small.session(), output=out, force=True, **chosen)  # type: ignore[arg-type]
    assert done.data["drafts"] == [small.drafts()[1]["seq"]]
    assert (done.data["verdict"], done.data["because"]) == ("incomplete", ["time"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bundle.zip", "home"]


def test_an_empty_vault_proves_nothing(fresh: Small, tmp_path: Path) -> None:
    fresh.init()
    with pytest.raises(BadInput, match="no drafts"):
        prove(fresh.session(), drafts=(), script=None, all=True, output=tmp_path / "b.zip",
              with_log=False, force=False)  # fmt: skip
