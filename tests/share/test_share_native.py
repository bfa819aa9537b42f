"""Copies in the script's own format: issued as the PDFs are, and read back by their terms."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.share.conftest import RESOURCES, Desk, record_for
from tests.share.natives import HOSTILE, PROJECTED, copied, terms_of, words_of
from vault.errors import BadInput
from vault.licence.native import named
from vault.licence.reading import read_terms
from vault.pipeline import issued

WELL = """\
<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content><Paragraph Type="Action"><Text>Nobody drinks.</Text></Paragraph></Content>
</FinalDraft>
"""
DRAFTS = {
    "Well.fdx": WELL,
    "Well.fountain": "Title: Well\n\nINT. WELL - DAY\n\nNobody drinks.\n",
    "Well.txt": "Nobody drinks.\n",
    "Well.md": "# Well\n\nNobody drinks.\n",
}


@pytest.mark.parametrize(
    ("script", "form", "suffix"),
    [("The Tide Clerk.fountain", "fountain", ".fountain"), ("Lost Property.fdx", "fdx", ".fdx")],
)
def test_a_copy_is_an_entry_like_any_other(desk: Desk, script: str, form: str, suffix: str) -> None:
    draft = f"latest:{script}"
    before = desk.entries()
    made = desk.copies(draft, form="native", to=("Ann <ann@b.example>", "Bob"))
    assert [copy["recipient"] for copy in made] == ["Ann", "Bob"]
    assert desk.entries() > before + 1
    for copy in made:
        data = Path(copy["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == copy["sha256"]
        assert (copy["format"], copy["marks"]) == (form, ["visible", "metadata"])
        assert Path(copy["path"]).name.endswith(f" - {copy['copy_id']}{suffix}")
        sealed = (RESOURCES / script).read_bytes()
        assert words_of(script, data) == words_of(script, sealed)
        assert copy["recipient"].encode() in data
        found = next(s for s in read_terms(Path(copy["path"])).signals if s.property == "licence")
        assert f"For {copy['recipient']}; requested, not agreed. Signed with key" in found.says
    assert len({copy["sha256"] for copy in made}) == 2
    assert not desk.small.problems()


def test_a_copy_has_no_code_and_can_be_written_again(desk: Desk) -> None:
    made = desk.copies(form="native")[0]
    path = Path(made["path"])
    data = path.read_bytes()
    path.unlink()
    again = desk.share(None, to=(), again=["last"]).data["copies"]
    assert [copy["path"] for copy in again] == [str(path)]
    assert path.read_bytes() == data
    with desk.small.session().reading() as history:
        row = issued.find(history, made["copy_id"])
        assert row is not None
        assert "code" not in row.field("details")
        assert issued.hidden_of(history, row) is None
        assert issued.table_of(history, row) == ()


def test_words_that_paper_cannot_show_travel_in_their_own_format(desk: Desk) -> None:
    made = desk.copies("latest:Silence.fountain", form="native")[0]
    assert "この場所は何ですか？沈黙。" in Path(made["path"]).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(DRAFTS))
@pytest.mark.parametrize("licence", sorted(PROJECTED))
def test_each_preset_in_each_format(tmp_path: Path, name: str, licence: str) -> None:
    for holder in ("yes", "unsaid"):
        data = copied(name, DRAFTS[name], licence=licence, holder=holder)
        terms = terms_of(tmp_path, name, data)
        values = {signal.property: signal.value for signal in terms.signals}
        mining, usage = PROJECTED[licence]
        assert values["tdm-reservation"] == "1"
        assert values["plus-DataMining"] == mining
        assert values["Content-Usage"] == usage
        assert values["SPDX-License-Identifier"] == f"LicenseRef-ScriptVault-{licence}-1.2"
        assert values["licence"] == licence
        assert values["notice"].endswith("Copy 7F3K-Q2")
        offered = licence == "paid-train" and holder == "yes"
        assert ("odrl-offer" in values) is offered
        assert "tdm-policy" not in values
        held = holder == "yes" and licence != "reserve-only"
        text = data.decode()
        assert ("©" in text or "&#169;" in text) is held
        assert not terms.unread


@pytest.mark.parametrize("name", sorted(DRAFTS))
def test_names_that_could_end_what_holds_them(tmp_path: Path, name: str) -> None:
    data = copied(name, DRAFTS[name], name=HOSTILE, title="T */ ]]> <!-- [[ {x} & -->")
    found = [s for s in terms_of(tmp_path, name, data).signals if s.property == "licence"]
    assert [signal.says for signal in found if f"For {HOSTILE}" in signal.says]
    if name.endswith((".fdx", ".fountain")):
        assert words_of(name, data) == words_of(name, DRAFTS[name].encode())


@pytest.mark.parametrize("name", sorted(DRAFTS))
def test_a_changed_record_does_not_fit_its_signature(tmp_path: Path, name: str) -> None:
    data = copied(name, DRAFTS[name])
    key = b'"preset":"no-ai"'
    changed = data.replace(key.replace(b'"', b"&quot;"), b"&quot;preset&quot;:&quot;no-am&quot;")
    changed = changed.replace(key, b'"preset":"no-am"')
    assert changed != data
    found = [s for s in terms_of(tmp_path, name, changed).signals if s.property == "licence"]
    assert found[0].says.endswith("The signature beside it does not fit.")
    broken = data.replace(b"sv-licence: {", b"sv-licence: {{")
    assert terms_of(tmp_path, name, broken).unread


def test_a_web_address_is_where_terms_are_and_policy_says_so() -> None:
    record = record_for(licence="paid-train", holder="yes")
    web = replace(record, work=replace(record.work, contact="https://farrow.example/ai"))
    assert named(web, b"\n\n\n")["tdm-policy"] == "https://farrow.example/ai"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><FinalDraft><Content>&b;</Content></FinalDraft>",
        b"<FinalDraft><Content><Paragraph><Text>Half",
        b"<FinalDraft><a></FinalDraft>",
    ],
)
def test_terms_in_a_final_draft_file_that_is_none(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        terms_of(tmp_path, "x.fdx", data)
    assert "x.fdx" in refused.value.message


def test_a_script_without_terms_says_nothing(tmp_path: Path) -> None:
    for name, text in DRAFTS.items():
        assert terms_of(tmp_path, name, text.encode()).signals == []
