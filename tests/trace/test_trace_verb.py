"""The verb: what it promises to programs, what it says to people, and all that is no page."""

import json
import shutil
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paper.pdf import run
from tests.share.conftest import KEYS, TIDE, drawn, record_for, script_of
from tests.trace.conftest import Issued, share
from vault.commands import COMMANDS
from vault.errors import BadInput
from vault.operations import sharing, tracing
from vault.trace import suspects
from vault.trace.claims import claims

KEY_NAMES = {
    "draft", "copy_id", "recipient", "class", "overlap", "passages", "marks",
    "false_positive_probability",
}  # fmt: skip


def test_a_copy_as_it_left_is_known_by_its_bytes_its_record_and_its_marks(
    issued: Issued, copy: Path
) -> None:
    outcome = issued.trace(copy)
    [match] = json.loads(json.dumps(outcome.data))["matches"]
    assert set(match) >= KEY_NAMES
    assert (match["class"], match["recipient"], match["draft"]) == ("exact", "Ada Byron", 1)
    assert match["copy_id"] in copy.name
    layers = [mark["layer"] for mark in match["marks"]]
    assert layers == ["file", "metadata", "word-shift", "line-shift"]
    assert all(set(mark) == {"layer", "sites", "z", "p"} for mark in match["marks"])
    assert 0.85 < match["overlap"] <= 1
    assert {one["page"] for one in match["passages"]} == {1, 3, 4, 5, 6}
    first, *rest = outcome.lines
    assert first.startswith(f"Derived from the copy {match['copy_id']} of ")
    assert "issued to Ada Byron on " in first
    assert tracing.NOT_A_PERSON in rest
    assert rest[-1] != ""


def test_a_record_on_one_page_alone_names_the_copy(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    run("qpdf", "--empty", "--pages", copy, "4", "--", tmp_path / "page.pdf")
    [match] = issued.matches(tmp_path / "page.pdf")
    assert match["class"] == "exact"
    assert match["marks"][0]["layer"] == "metadata"


def test_a_record_put_into_another_copy_is_not_the_last_word(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    """The marks go on naming the copy whose pages they are."""
    other = issued.files[f"{TIDE.name}#1", "Tom Vale"]
    with pikepdf.open(copy) as record, pikepdf.open(other) as pages:
        del pages.Root.Names
        for holder in (pages.Root, *(page.obj for page in pages.pages)):
            if "/Metadata" in holder:
                del holder["/Metadata"]
        pages.Root.Metadata = pages.copy_foreign(record.Root.Metadata)
        pages.save(tmp_path / "forged.pdf")
    outcome = issued.trace(tmp_path / "forged.pdf")
    told = {one["recipient"]: one for one in outcome.data["matches"]}
    assert {name: one["class"] for name, one in told.items()} == {
        "Ada Byron": "exact", "Tom Vale": "high",
    }  # fmt: skip
    assert max(mark["z"] or 0 for mark in told["Ada Byron"]["marks"]) < 5
    assert "More than one copy" in " ".join(outcome.lines)


def test_a_record_that_was_changed_says_nothing() -> None:
    record = record_for()
    data = drawn(script_of(TIDE), record)
    [claim] = claims(data, lambda: 0.0)
    assert claim.record == record
    assert set(claim.pages) == set(range(7))
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, content in (
            ("licence.json", record.raw.replace(b"Miriam Okafor", b"Somebody Else")),
            ("licence.json.sshsig", KEYS.sign_file("licence@scriptvault", record.raw)),
        ):
            pdf.attachments[name] = content
        import io

        out = io.BytesIO()
        pdf.save(out)
    assert claims(out.getvalue(), lambda: 0.0) == []


def test_a_script_as_text_leads_to_the_draft_alone(issued: Issued, tmp_path: Path) -> None:
    pasted = tmp_path / "pasted.txt"
    pasted.write_text(TIDE.read_text(encoding="utf-8")[500:2500].lower(), encoding="utf-8")
    for path in (TIDE, pasted):
        outcome = issued.trace(path)
        [match] = outcome.data["matches"]
        assert (match["copy_id"], match["class"], match["draft"]) == (None, "none", 1)
        assert match["overlap"] > 0.8
        assert "which copy they derive from cannot be told" in outcome.lines[0]


def test_copies_without_hidden_marks_lead_to_the_draft_and_by_their_record_to_the_copy(
    issued: Issued, tmp_path: Path
) -> None:
    small = issued.small.copy(tmp_path / "home")
    [made] = share(small, "Never shared.fountain#1", ["Eve Hill"], tmp_path / "out", "visible")
    [match] = tracing.trace(small.session(), suspects=[Path(made["path"])]).data["matches"]
    assert (match["recipient"], match["class"], match["draft"]) == ("Eve Hill", "exact", 7)
    assert match["false_positive_probability"] is None


def test_a_lost_copy_is_said_and_the_next_one_stands_in(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    small = issued.small.copy(tmp_path / "home")
    with small.session().reading() as history:
        first = next(row for row in history.rows("copy"))
        history.objects.path(first.handle).unlink()
        number = first.field("details")["copy"]
    assert number not in copy.name
    outcome = tracing.trace(small.session(), suspects=[copy])
    assert [one["recipient"] for one in outcome.data["matches"]] == ["Ada Byron"]
    assert any(str(number) in note for note in outcome.data["notes"])


NO_PAGES = {
    "empty.pdf": (b"", "is empty"),
    "short.pdf": (b"%PDF-1.7\n", "damaged"),
    "garbage.bin": (bytes(range(256)) * 20, "cannot be read as pages or as a script"),
    "photo.heic": (b"\0\0\0\x18ftypheic" + b"\0" * 64, "HEIC"),
    "photo.webp": (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 64, "WebP"),
    "book.docx": (b"PK\x03\x04" + b"\0" * 64, "damaged"),
}


@pytest.mark.parametrize("name", NO_PAGES)
def test_what_is_no_page_is_said_to_be_none(issued: Issued, tmp_path: Path, name: str) -> None:
    data, said = NO_PAGES[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=said) as refused:
        issued.trace(tmp_path / name)
    assert refused.value.hint


def test_a_folder_a_password_and_nothing_at_all(issued: Issued, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder"):
        issued.trace(tmp_path)
    with pytest.raises(BadInput, match="cannot be read: no such file"):
        issued.trace(tmp_path / "absent.pdf")
    run("qpdf", "--encrypt", "a", "b", "256", "--", copy, tmp_path / "locked.pdf")
    with pytest.raises(BadInput, match="password only"):
        issued.trace(tmp_path / "locked.pdf")
    with pytest.raises(BadInput, match="No file was named"):
        issued.trace()


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_spoiled_file_is_a_sentence_or_pages_and_never_a_traceback(
    issued: Issued, copy: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = copy.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    spoiled = (
        whole[:at]
        + data.draw(st.binary(max_size=40))
        + whole[at + data.draw(st.integers(0, 400)) :]
    )
    path = tmp_path_factory.mktemp("spoiled") / "copy.pdf"
    path.write_bytes(spoiled)
    try:
        pages = list(suspects.read(path))
    except BadInput as error:
        assert error.message
    else:
        assert len(pages) <= 12
    assert all(claim.record.copy_id in copy.name for claim in claims(spoiled, lambda: 0.0))


def test_the_verb_stands_in_the_table_with_its_keys() -> None:
    [row] = [row for row in COMMANDS if row.verb == "trace"]
    assert row.keys == ("matches",)
    assert row.load() is tracing.trace


def test_nothing_is_written(issued: Issued, copy: Path, tmp_path: Path) -> None:
    small = issued.small.copy(tmp_path / "home")
    before = {p: p.read_bytes() for p in small.vault.rglob("*") if p.is_file()}
    shutil.copy(copy, tmp_path / "there.pdf")
    tracing.trace(small.session(), suspects=[tmp_path / "there.pdf"])
    assert {p: p.read_bytes() for p in small.vault.rglob("*") if p.is_file()} == before


SCRIPTS = {
    "Well.fountain": "Title: The Well\n\nINT. WELL - NIGHT\n\nWater rises.\n",
    "Well.fdx": '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
    '<FinalDraft DocumentType="Script" Template="No" Version="5"><Content>'
    '<Paragraph Type="Scene Heading"><Text>INT. WELL - NIGHT</Text></Paragraph>'
    '<Paragraph Type="Action"><Text>Water rises.</Text></Paragraph></Content></FinalDraft>\n',
    "Well.rtf": r"{\rtf1\ansi\deff0{\fonttbl{\f0 Courier;}}\f0 INT. WELL\par Water rises.\par}",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_copy_in_the_scripts_own_format_is_known_by_its_bytes_and_its_record(
    issued: Issued, tmp_path: Path, name: str
) -> None:
    small = issued.small.copy(tmp_path / "home")
    out = tmp_path / "out"
    out.mkdir()
    [sealed] = small.seal(small.write(name, SCRIPTS[name]))
    [made] = sharing.share(
        small.session(), draft=str(sealed["seq"]), to=["Ada <a@reads.example>"], to_csv=None,
        licence="no-ai", holder=None, output=out, form="native",
    ).data["copies"]  # fmt: skip
    copy = Path(made["path"])
    [same] = tracing.trace(small.session(), suspects=[copy]).data["matches"]
    assert (same["copy_id"], same["class"]) == (made["copy_id"], "exact")
    assert [mark["layer"] for mark in same["marks"]] == ["file", "metadata"]
    data = copy.read_bytes()
    assert b"Water rises" in data
    copy.write_bytes(data.replace(b"Water rises", b"Water falls"))
    [changed] = tracing.trace(small.session(), suspects=[copy]).data["matches"]
    assert [mark["layer"] for mark in changed["marks"]] == ["metadata"]
    assert (changed["copy_id"], changed["class"]) == (made["copy_id"], "exact")
