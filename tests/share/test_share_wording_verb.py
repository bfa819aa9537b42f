"""The verb wording, and copies that are made with what was chosen."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.paper.pdf import run
from tests.pipeline.small import PASSPHRASE
from tests.share.conftest import Desk
from tests.share.wordings import GREEN, green, green_sites
from vault.cli.main import main
from vault.errors import BadInput, Damaged, Exit
from vault.operations import proving, varying
from vault.operations.session import Outcome
from vault.pipeline import issued, timeline, variants
from vault.screenplay.model import Element, Kind, Script
from vault.share.variants import Place, Sheet, Site
from vault.share.varying import occurrences
from vault.share.written import line_of, read, written

NAME = "Green Room.fountain"
DRAFT = f"latest:{NAME}"


@pytest.fixture
def room(desk: Desk) -> Desk:
    """A desk with one more script, to which wording belongs."""
    desk.small.seal(desk.small.write(NAME, GREEN))
    return desk


def wording(desk: Desk, draft: str = DRAFT, **given: Any) -> Outcome:
    return varying.wording(desk.small.session(), draft=draft, **given)


def chosen(desk: Desk) -> Outcome:
    """Choose what the short script has for it."""
    return varying.choose(desk.small.session(), DRAFT, green_sites(green()))


def test_from_proposals_over_a_file_to_copies_that_differ(room: Desk, tmp_path: Path) -> None:
    draft = "latest:The Tide Clerk.fountain"
    shown = wording(room, draft)
    assert (shown.data["sites"], shown.data["remarks"]) == ([], [])
    assert "--propose" in shown.lines[-1]
    file = tmp_path / "wording.json"
    made = wording(room, draft, propose=True, output=file)
    told = json.loads(file.read_text("utf-8"))
    assert len(told["sites"]) == len(made.data["sites"]) > 8
    assert all(one["words"] in one["text"] for one in told["sites"])
    for one in told["sites"]:
        del one["places"]
    told["sites"][0]["alternatives"].append("40")
    told["sites"] = [one for one in told["sites"] if one["text"].count(one["words"]) == 1]
    file.write_text(json.dumps(told), "utf-8")
    done = wording(room, draft, choice=file)
    assert (done.exit_code, done.data["sealed"]) == (Exit.DONE, None)
    assert wording(room, draft).data["sealed"] == done.data["seq"]
    assert wording(room, draft).data["sites"][0]["alternatives"][-1] == "40"
    out = room.share(draft, to=("Ann", "Bob", "Cy"))
    assert out.data["wording"] == len(told["sites"])
    assert any("differ from copy to copy" in line for line in out.lines)
    texts = {run("pdftotext", "-f", 3, copy["path"], "-") for copy in out.data["copies"]}
    assert len({re.sub(rb"Copy .{7} for \w+", b"", text) for text in texts}) == 3
    assert all(copy["marks"][-1] == "wording" for copy in out.data["copies"])
    assert not room.small.problems()


@pytest.mark.parametrize("form", ["pdf", "native"])
@pytest.mark.parametrize("marks", ["visible", "all"])
def test_a_copy_names_the_sheet_it_was_made_with(room: Desk, form: str, marks: str) -> None:
    seq = chosen(room).data["seq"]
    [copy] = room.copies(DRAFT, form=form, marks=marks)
    moved = form == "pdf" and marks == "all"
    assert copy["marks"] == [
        "visible", "metadata", *(["word-shift", "line-shift"] if moved else []), "wording", "fact",
    ]  # fmt: skip
    with room.small.session().reading() as history:
        row = issued.find(history, copy["copy_id"])
        assert row is not None
        code = row.field("details")["code"]
        hidden = issued.hidden_of(history, row)
        assert hidden is not None
        assert (code["word"], code["line"]) == ((24, 24) if moved else (0, 0))
        assert code["commitment"] == hidden.code.commitment(hidden.parameters)
        sheet = variants.sheet_by_leaf(history, code["variants"])
        draft = timeline.find_draft(history, DRAFT)
        assert (
            sheet
            == variants.sheet_of(history, draft)
            == Sheet(draft.leaf.hex(), green_sites(green()))
        )
        entry = variants.entry_of(history, draft)
        assert entry is not None
        assert entry.seq == seq
        assert bool(issued.table_of(history, row)) == (form == "pdf")
        text = Path(copy["path"]).read_bytes()
        room_number = sheet.sites[0].alternatives[sheet.chosen(hidden.code)[0]]
        if form == "native":
            assert f"door of room {room_number}." in text.decode()
        else:
            assert f"door of room {room_number}." in run("pdftotext", copy["path"], "-").decode()


def test_the_same_copy_again_and_others_without(room: Desk) -> None:
    chosen(room)
    [copy] = room.copies(DRAFT)
    data = Path(copy["path"]).read_bytes()
    Path(copy["path"]).unlink()
    room.share(None, to=(), again=["last"])
    assert Path(copy["path"]).read_bytes() == data
    for plain in (room.share(DRAFT, no_wording=True), room.share("latest:Lost Property.fdx")):
        assert plain.data["wording"] == 0
        assert "wording" not in plain.data["copies"][0]["marks"]


def test_taken_back_it_counts_no_more_and_old_copies_keep_theirs(room: Desk) -> None:
    chosen(room)
    [copy] = room.copies(DRAFT)
    wording(room, remove=True)
    assert wording(room).data["sites"] == []
    assert room.share(DRAFT).data["wording"] == 0
    with pytest.raises(BadInput, match="No wording is chosen"):
        wording(room, remove=True)
    with room.small.session().reading() as history:
        row = issued.find(history, copy["copy_id"])
        assert row is not None
        assert variants.sheet_by_leaf(history, row.field("details")["code"]["variants"])
        with pytest.raises(Damaged):
            variants.sheet_by_leaf(history, "0" * 64)


def test_nothing_of_a_sheet_leaves_the_vault(room: Desk, tmp_path: Path) -> None:
    """Neither with the record nor with the whole log, and not as the bytes of an entry."""
    chosen(room)
    room.copies(DRAFT)
    for number, more in enumerate(({}, {"with_log": True}, {"with_record": True})):
        out = tmp_path / f"{number}.zip"
        proving.prove(
            room.small.session(), drafts=(DRAFT,), script=None, all=False, output=out,
            force=False, **{"with_log": False, **more},
        )  # fmt: skip
        with zipfile.ZipFile(out) as bundle:
            whole = b"".join(bundle.read(name) for name in bundle.namelist())
        assert b"alternatives" not in whole
        assert b'"declaration":"variants"' not in whole


def test_a_new_draft_takes_the_choice_over(room: Desk) -> None:
    chosen(room)
    changed = GREEN.replace("MARA waits by", "Late. MARA waits by").replace("gonna miss", "missing")
    room.small.seal(room.small.write(NAME, changed + "\nThe end.\n"))
    assert "Draft 1 has a choice" in wording(room).lines[1]
    told = room.share(DRAFT)
    assert told.data["wording"] == 0
    assert any("--from" in line for line in told.lines)
    done = wording(room, source=f"{NAME}#1")
    assert done.data["lost"] == ["gonna"]
    assert "“gonna”" in done.lines[-1]
    there = wording(room).data["sites"]
    assert len(there) == len(green_sites(green())) - 1
    assert room.share(DRAFT).data["wording"] == len(there)
    with pytest.raises(BadInput, match="No wording is chosen"):
        wording(room, source="latest:Lost Property.fdx")
    with pytest.raises(BadInput, match="Nothing of the wording"):
        wording(room, draft="latest:Lost Property.fdx", source=DRAFT)


def test_what_is_refused_seals_nothing_and_says_which(room: Desk, tmp_path: Path) -> None:
    before = room.entries()
    wrong = Site("wording", (Place(4, 2, 7),), ("don't", "d" * 60))
    told = varying.choose(room.small.session(), DRAFT, [*green_sites(green())[:2], wrong])
    assert (told.exit_code, told.data["seq"]) == (Exit.USAGE, None)
    assert any(line.startswith("Refused. Choice 3: ") for line in told.lines)
    assert room.entries() == before
    with room.small.session().writing() as pen:
        draft = timeline.find_draft(pen.history, DRAFT)
        with pytest.raises(BadInput, match="Choice 1 of the wording cannot be kept"):
            variants.seal_sheet(pen, draft, [wrong])
    assert room.entries() == before
    with pytest.raises(BadInput, match="cannot be read"):
        wording(room, choice=tmp_path / "nothing.json")
    with pytest.raises(BadInput, match="No wording can be chosen for this draft"):
        wording(room, draft="latest:Opaque.docx")
    with pytest.raises(BadInput, match="do not go together"):
        wording(room, remove=True, source="1")
    with pytest.raises(BadInput, match="Name it as in"):
        wording(room, propose=True)


ROW = {"sort": "wording", "words": "gonna", "alternatives": ["gonna", "going to"],
       "text": "We're gonna miss"}  # fmt: skip
WRONG: list[tuple[Any, str]] = [
    ([], "is {“sites”"),
    ({"sites": []}, "is {“sites”"),
    ({"sites": [ROW], "more": 1}, "is {“sites”"),
    ({"sites": ["gonna"]}, "has the keys"),
    ({"sites": [{**ROW, "word": "x"}]}, "has the keys"),
    ({"sites": [{**ROW, "sort": "facts"}]}, "its sort is"),
    ({"sites": [{**ROW, "alternatives": "going to"}]}, "a list of texts"),
    ({"sites": [{**ROW, "alternatives": ["going to", "gonna"]}]}, "the first of its alternatives"),
    ({"sites": [{**ROW, "alternatives": []}]}, "the first of its alternatives"),
    ({"sites": [{**ROW, "alternatives": ["gonna", "a\ud800"]}]}, "does not print"),
    ({"sites": [{**ROW, "text": 7}]}, "its text is the line"),
    ({"sites": [{**ROW, "text": "We are gonna miss"}]}, "do not stand so"),
    ({"sites": [{**ROW, "text": ""}]}, "do not stand so"),
    ({"sites": [{**ROW, "words": "room", "alternatives": ["room", "hall"],
                 "text": "room"}]}, "more than once"),
    ({"sites": [{**ROW, "places": []}]}, "a place is"),
    ({"sites": [{**ROW, "places": [[7, 6]]}]}, "a place is"),
    ({"sites": [{**ROW, "places": [[7, 6, True]]}]}, "a place is"),
    ({"sites": [{**ROW, "places": [[1, 0, 5]]}]}, "not what this draft has"),
    ({"sites": [{**ROW, "places": [[10**30, 0, 5]]}]}, "not what this draft has"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "why"), WRONG, ids=[f"{n}" for n in range(len(WRONG))])
def test_a_file_that_is_wrong_is_refused_with_its_number(told: Any, why: str) -> None:
    with pytest.raises(BadInput, match=re.escape(why)):
        read(json.dumps(told).encode(), green())


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"{", b"[" * 90_000, b'{"sites": [NaN]}', b'{"sites": [], "sites": [1]}'],
)
def test_a_file_that_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput):
        read(raw, green())


def test_a_file_reads_as_it_was_written() -> None:
    sites = green_sites(green())
    assert read(written(green(), sites), green()) == sites
    assert read(b"\xef\xbb\xbf" + json.dumps({"sites": [ROW]}).encode(), green()) == (
        Site("wording", (Place(7, 6, 11),), ("gonna", "going to")),
    )


def test_the_command_line_takes_it(
    room: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SCRIPTVAULT_PASSPHRASE", PASSPHRASE)
    say: Callable[..., int] = lambda *words: main(  # noqa: E731
        [*map(str, words), "--vault", str(room.small.vault), "--json"]
    )
    file = tmp_path / "w.json"
    assert say("wording", DRAFT, "--propose", "-o", file) == 0
    assert say("wording", DRAFT, "--set", file) == 0
    capsys.readouterr()
    assert say("wording", DRAFT) == 0
    assert len(json.loads(capsys.readouterr().out)["sites"]) > 5
    assert say("share", DRAFT, "--to", "Ann", "--no-wording", "-o", room.out) == 0
    assert json.loads(capsys.readouterr().out)["wording"] == 0


def test_what_a_draft_looks_like_to_the_window(room: Desk) -> None:
    chosen(room)
    draft = varying.opened(room.small.session(), DRAFT)
    assert (draft.path, draft.number, draft.earlier) == (NAME, 1, ())
    assert draft.sites == green_sites(green())
    assert [one["element"] for one in draft.paragraphs] == list(range(len(green().elements)))
    assert len(draft.elsewhere("214")) == 3
    assert draft.preview(draft.sites[0], 1) == "INT. GREEN ROOM 217 - NIGHT"
    assert any(site.sort == "fact" for site in draft.proposals)
    data = varying.look(room.small.session(), DRAFT).data
    assert {"paragraphs", "proposals", "sites", "remarks", "draft", "number"} <= set(data)
    assert json.dumps(data)


def test_a_long_line_is_shown_around_the_place_in_whole_words() -> None:
    words = " ".join(f"word{n}" for n in range(60))
    script = Script("text", (), (Element(Kind.ACTION, f"{words}\nanother line"),))
    [place] = occurrences(script, "word30")
    shown = line_of(script, place)
    assert shown == "…" + " ".join(f"word{n}" for n in range(23, 38)) + "…"
    assert line_of(script, Place(0, 0, 5)).startswith("word0 word1")
    site = Site("wording", (place,), ("word30", "other"))
    assert read(written(script, [site]), script) == (site,)
    single = Script("text", (), (Element(Kind.ACTION, "x" * 500),))
    assert line_of(single, Place(0, 200, 210)) == f"…{'x' * 110}…"
