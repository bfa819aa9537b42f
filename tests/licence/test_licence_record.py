"""The licence record: strict to the byte, signed as other people's programs check it."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.licence.papers import KEYS, READER, THIEF, WORK, issued, signed
from vault.encoding import canonical
from vault.errors import BadInput, Unreadable
from vault.licence import record
from vault.licence.presets import PRESETS
from vault.licence.record import HOLDERS, Recipient, Work
from vault.seal.signing import LICENCE_NAMESPACE, allowed_signers, verify_sshsig


@pytest.mark.parametrize("row", PRESETS, ids=lambda row: row.id)
def test_a_record_is_read_as_it_was_written(row: Any) -> None:
    for holder in HOLDERS:
        if row.offers and holder == "no":
            continue
        made = issued(row.id, holder)
        assert record.parse(made.raw) == made
        assert json.loads(made.raw)["status"] == "requested, not agreed"


def test_it_names_its_key_draft_and_state_of_the_log() -> None:
    told = json.loads(issued().raw)
    assert told["signer"] == KEYS.public.fingerprint
    assert told["keys"] == KEYS.public.as_json()
    assert told["draft"] == {"leaf": "1a" * 32, "sha256": "2b" * 32}
    assert told["checkpoint"] == {"log": "3c" * 16, "size": 7, "root": "4d" * 32}
    assert told["copy"] == {"id": "7F3K-Q2", "issued": "2026-11-20"}


def test_ssh_keygen_accepts_the_signature(tmp_path: Path) -> None:
    made = issued()
    signers, signature = tmp_path / "allowed_signers", tmp_path / "licence.json.sshsig"
    signers.write_bytes(allowed_signers(KEYS.public, (LICENCE_NAMESPACE,)))
    signature.write_bytes(signed(made))
    words = [
        "ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", KEYS.public.principal,
        "-n", "scriptvault-licence-v1", "-s", str(signature),
    ]  # fmt: skip
    good = subprocess.run(words, input=made.raw, capture_output=True, timeout=60, check=False)
    assert good.returncode == 0, good.stderr
    changed = made.raw.replace(b"Jane", b"Jean")
    bad = subprocess.run(words, input=changed, capture_output=True, timeout=60, check=False)
    assert bad.returncode != 0


def test_a_signature_for_something_else_is_none() -> None:
    made = issued()
    other = KEYS.sign_file("scriptvault-bundle-v1", made.raw)
    assert not verify_sshsig(other, made.raw, LICENCE_NAMESPACE, KEYS.public.ed25519)
    assert not verify_sshsig(signed(made, THIEF), made.raw, LICENCE_NAMESPACE, KEYS.public.ed25519)


def drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        for name in path[:-1]:
            told = told[name]
        del told[path[-1]]

    return change


def put(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        for name in path[:-1]:
            told = told[name]
        told[path[-1]] = value

    return change


OTHERWISE = {
    "another version": put(2, "v"),
    "a true version": put(True, "v"),
    "a member missing": drop("status"),
    "a member more": put(1, "more"),
    "a member more inside": put("x", "recipient", "phone"),
    "terms missing": drop("terms", "notice"),
    "codes missing": drop("terms", "codes", "tdm"),
    "a use missing": drop("terms", "uses", "search"),
    "a use more": put("allowed", "terms", "uses", "film"),
    "a use of another value": put("maybe", "terms", "uses", "search"),
    "uses as a list": put([], "terms", "uses"),
    "a number as title": put(7, "work", "title"),
    "a text as year": put("2026", "work", "year"),
    "a true size": put(True, "checkpoint", "size"),
    "upper-case hex": put("AB" * 32, "draft", "leaf"),
    "hex too short": put("ab" * 31, "draft", "sha256"),
    "a day that is none": put("2026-02-30", "copy", "issued"),
    "a day spelt otherwise": put("20261120", "copy", "issued"),
    "a status of its own": put("signed by the Pope", "status"),
    "a holder of its own": put("maybe", "holder"),
    "a flag as text": put("yes", "terms", "codes", "offers"),
    "another signer": put("ab" * 32, "signer"),
    "other keys": put(THIEF.public.as_json(), "keys"),
    "no keys": put(None, "keys"),
    "terms as text": put("no", "terms"),
}


@pytest.mark.parametrize("what", sorted(OTHERWISE))
def test_any_other_form_is_refused(what: str) -> None:
    told = json.loads(issued().raw)
    OTHERWISE[what](told)
    with pytest.raises(Unreadable) as refused:
        record.parse(canonical(told))
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b'{"v":1}', b"\xff", b"[" * 99_999])
def test_what_is_no_record_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        record.parse(raw)


def test_another_spelling_is_refused() -> None:
    raw = issued().raw
    for other in (
        raw + b"\n",
        b" " + raw,
        json.dumps(json.loads(raw)).encode(),
        raw + b" " * 70_000,
    ):
        with pytest.raises(Unreadable):
            record.parse(other)


@given(st.data())
def test_no_changed_byte_is_the_same_record(data: st.DataObject) -> None:
    made = issued()
    at = data.draw(st.integers(0, len(made.raw) - 1))
    changed = bytearray(made.raw)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        other = record.parse(bytes(changed))
    except Unreadable:
        return
    assert other != made
    assert not verify_sshsig(signed(made), other.raw, LICENCE_NAMESPACE, other.keys.ed25519)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["v", "terms", "codes", "uses", "work", "copy", "id", "keys", "draft"]),
        inner, max_size=6,
    ),
    max_leaves=12,
))  # fmt: skip
def test_nothing_but_words_comes_of_any_json(value: Any) -> None:
    with pytest.raises(Unreadable):
        record.parse(json.dumps(value).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a\nb",
        "a\x00b",
        "a\x1b[31mb",
        "x" * 301,
        "\u202etxet",
        "a\u2028b",
        "\udcff",
        "a\ufffe",
    ],
)
def test_a_name_that_no_page_can_show_is_refused(text: str) -> None:
    for made in (
        lambda: issued(recipient=Recipient(text)),
        lambda: issued(work=Work(text, "Ada", "", 2026)),
        lambda: issued(work=Work("The Well", text, "", 2026)),
    ):
        with pytest.raises(BadInput) as refused:
            made()
        assert refused.value.message.isprintable()
        assert refused.value.hint


@pytest.mark.parametrize("mail", ["a\nb@c", "\x07", "x" * 400])
def test_a_mail_address_too(mail: str) -> None:
    with pytest.raises(BadInput):
        issued(recipient=Recipient("Jane", mail))


@pytest.mark.parametrize(
    "name", ["Søren Å. Ødegård", "Ольга", "小津安二郎", "محمد", "O’Neil {title} %s {0}", "می‌خواهم"]
)
def test_a_name_in_any_letters_is_kept(name: str) -> None:
    made = issued(recipient=Recipient(name), work=Work(name, name, "", 2026))
    assert name in made.terms.notice
    assert name in made.terms.footer
    assert record.parse(made.raw) == made


def test_who_does_not_hold_the_rights_cannot_offer_them() -> None:
    with pytest.raises(BadInput) as refused:
        issued("paid-train", "no")
    assert "reserve-only" in refused.value.hint


def test_a_year_no_notice_can_have_is_refused() -> None:
    for year in (0, -5, 12_026):
        with pytest.raises(BadInput):
            issued(work=replace(WORK, year=year))


def test_the_reader_is_named_with_the_organisation() -> None:
    assert READER.in_words == "Jane Reader, Tall Tree Pictures"
    assert Recipient("Jane").in_words == "Jane"
