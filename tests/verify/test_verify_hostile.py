"""Bundles made to crash the checker, to exhaust it, or to deceive who reads its report."""

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.conftest import Good, Stamp
from tests.verify.forging import (
    FIRST,
    LOG,
    SHARED,
    SIGNATURE,
    Checker,
    Files,
    Scribe,
    bundle,
    changed,
    failed,
    reseal,
    sparing,
    verdict,
)
from vault import container
from vault.encoding import canonical, parse_canonical
from vault.seal.body import field_leaf
from vault.verify.bundle import verify_bundle


def test_no_flipped_byte_of_the_archive_is_valid(good: Good, check: Checker) -> None:
    whole = container.pack(good.files)
    chance = random.Random(1)
    tail = range(len(whole) - 2200, len(whole))
    for at in [*chance.sample(range(len(whole)), 3000), *tail]:
        flipped = changed(whole, at, 1 << chance.randrange(8))
        assert verdict(check, flipped) in {"invalid", "incomplete", "refused"}, at


def test_no_flipped_byte_of_a_file_is_valid(good: Good, check: Checker) -> None:
    """The archive fits again, so that the bag and the evidence must notice."""
    chance = random.Random(2)
    names = sorted(good.files)
    for _ in range(1000):
        name = chance.choice(names)
        data = good.files[name]
        flipped = changed(data, chance.randrange(len(data)), 1 << chance.randrange(8))
        assert verdict(check, {**good.files, name: flipped}) == "invalid", name


def test_no_flipped_byte_of_the_evidence_is_valid_though_the_writer_signs(
    good: Good, check: Checker
) -> None:
    chance = random.Random(3)
    parts = ("entries/", "log/", "data/", "anchors/", "trust/")
    names = [name for name in sorted(good.files) if name.startswith(parts)]
    for _ in range(600):
        name = chance.choice(names)
        data = good.files[name]
        flipped = changed(data, chance.randrange(len(data)), 1 << chance.randrange(8))
        assert verdict(check, reseal({**good.files, name: flipped}, FIRST)) == "invalid", name


@SHARED
@given(st.data())
def test_no_file_exchanged_for_anything_is_an_error(
    good: Good, check: Checker, data: st.DataObject
) -> None:
    """Evidence replaced by pieces of other evidence, cuts, repetitions and noise."""
    files = dict(good.files)
    names = sorted(files.keys() - {"READ-ME-FIRST.txt", "bag-info.txt"})
    for _ in range(data.draw(st.integers(1, 3))):
        name, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
        old, at = files[name], data.draw(st.integers(0, len(files[name])))
        more = data.draw(st.binary(max_size=40) | st.just(files[other]) | st.just(old))
        files[name] = data.draw(st.sampled_from([old[:at] + more + old[at:], old[:at], more]))
    signed = reseal(files, FIRST if data.draw(st.booleans()) else None)
    evidence = {name for name in names if signed[name] != good.files[name]}
    if evidence:
        assert verdict(check, signed) in {"invalid", "incomplete"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
MEMBERS = {
    "content": ["sha256", "sha512", "size", "media"],
    "names": ["title", "path", "folder"],
    "script": ["id", "number", "previous"],
    "capture": ["observed_at", "flags", "route"],
}


@settings(SHARED, max_examples=60)
@given(st.data())
def test_whatever_the_writer_seals_the_report_has_its_types(
    check: Checker, data: st.DataObject
) -> None:
    """A hostile writer may seal any JSON in any field."""
    fields: dict[str, Any] = {}
    for name, members in MEMBERS.items():
        if data.draw(st.booleans()):
            some = st.dictionaries(st.sampled_from(members), json_values)
            fields[name] = data.draw(some | json_values)
    if data.draw(st.booleans()):
        fields["kind"] = data.draw(json_values)
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    scribe.append({"kind": "draft", **fields})
    report = check(bundle([scribe.shown([scribe.head()])], FIRST, check.roots))
    assert report.verdict in {"invalid", "incomplete"}
    for draft in report.drafts:
        for name, kind in (("script", str), ("script_id", str), ("number", int), ("size", int),
                           ("sha256", str), ("observed_at", str), ("flags", list)):  # fmt: skip
            assert draft[name] is None or type(draft[name]) is kind
        assert all(isinstance(flag, str) for flag in draft["flags"] or [])


def test_sizes_are_numbers_and_hashes_are_hashes(check: Checker, stamp: Stamp) -> None:
    """``true`` is no 1, and a hash that is no hash is no evidence."""
    for wrong in ({"size": True}, {"sha256": "\x1b[2Jvalid"}, {"sha512": None}, {"size": "1"}):
        scribe = Scribe()
        scribe.begin()
        right = {"sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}
        scribe.draft(b"a")
        whole = scribe.entries[-1].fields["content"]
        assert isinstance(whole, dict)
        assert whole["sha256"] == right["sha256"]
        scribe.append({"kind": "draft", "content": {**whole, **wrong}})
        files = bundle([scribe.shown([scribe.head()])], FIRST, check.roots)
        files[f"data/{LOG}/2.txt"] = b"a"
        report = check(reseal(files, FIRST))
        assert (report.verdict, failed(report)) == ("invalid", {"content"})


def test_a_draft_whose_content_is_hidden_proves_no_bytes(check: Checker, stamp: Stamp) -> None:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    scribe.draft(b"Two.\n")
    head = scribe.head()
    files = bundle([scribe.shown([head], {head.hash: (stamp(head),)})], FIRST, check.roots)
    assert check(files).verdict == "valid"
    hide(files, 2, "content")
    with_bytes = check(reseal(files, FIRST))
    assert (with_bytes.verdict, failed(with_bytes)) == ("invalid", {"content"})
    del files[f"data/{LOG}/2.fountain"]
    report = check(reseal(files, FIRST))
    assert (report.verdict, report.because) == ("incomplete", ["content"])
    assert report.drafts[1]["sha256"] is None


def test_a_hidden_kind_still_asks_for_a_time(check: Checker, stamp: Stamp) -> None:
    scribe = Scribe()
    scribe.begin()
    early = scribe.head()
    scribe.draft(b"One.\n")
    shown = scribe.shown([early, scribe.head()], {early.hash: (stamp(early),)})
    files = bundle([shown], FIRST, check.roots)
    hide(files, 1, "kind", "names")
    report = check(reseal(files, FIRST))
    assert (report.verdict, report.because, report.drafts) == ("incomplete", ["time"], [])


def hide(files: Files, seq: int, *names: str) -> None:
    """Show only the leaves of some fields."""
    name = f"entries/{LOG}/{seq}.json"
    fields = parse_canonical(files[name])["fields"]
    for one in names:
        salt, value = bytes.fromhex(fields[one]["salt"]), fields[one]["value"]
        fields[one] = {"leaf": field_leaf(one, salt, value).hex()}
    files[name] = canonical({"fields": fields})


def test_names_of_files_cannot_steer_a_terminal(good: Good, check: Checker) -> None:
    for name in ("\x1b[2Jvalid", "data/\u202etxt.exe", "line\nALL IS VALID", "a\x9b31m"):
        files = {**good.files, name: b"x"}
        listed = good.files["tagmanifest-sha256.txt"] + f"{'0' * 64}  {name}\n".encode()
        for told in (check(reseal(files, FIRST)), check(files),
                     check({**good.files, "tagmanifest-sha256.txt": listed})):  # fmt: skip
            assert told.verdict == "invalid"
            assert all(c["detail"].isprintable() for c in told.as_json()["checks"])


def test_a_member_name_that_is_half_a_character(good: Good, check: Checker) -> None:
    for part in ("line", "json"):
        name = good.entry(4, part)
        data = good.files[name].replace(b"{", b'{"\\ud800":1,', 1)
        assert check(reseal({**good.files, name: data}, FIRST)).verdict == "invalid"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 5000 + b"]" * 5000,
        b'{"fields":' + b'{"a":' * 40 + b"1" + b"}" * 41,
        b"9" * 10_000,
        b'{"fields":9007199254740992}',
        b'{"fields":-1}',
        b'{"fields":1e400}',
        b'{"fields":NaN}',
        b'{"fields":"\\ud800"}',
        b'{"fields":"\\u0000"}',
        b'{"fields":{},"fields":{}}',
    ],
)
def test_json_nobody_should_read(good: Good, check: Checker, data: bytes) -> None:
    for part in ("line", "json"):
        report = check(reseal({**good.files, good.entry(4, part): data}, FIRST))
        assert report.verdict == "invalid"
    fingerprint = FIRST.public.fingerprint
    report = check(reseal({**good.files, f"trust/{fingerprint}.json": data}, FIRST))
    assert failed(report) == {"keys"}


def test_numbers_beyond_reason_in_names(good: Good, check: Checker) -> None:
    line = good.files[good.entry(4, "line")]
    for number in ("9" * 16, "9" * 17, "9" * 4000, "00", "-1", "٣", "1e3"):
        name = f"entries/{LOG}/{number}.line"
        report = check(reseal({**good.files, name: line}, FIRST))
        assert report.verdict == "invalid"
        state = check(reseal({**good.files, f"log/{LOG}/{number}.checkpoint": line}, FIRST))
        assert state.verdict == "invalid"


def test_large_words_for_people_are_only_hashed(good: Good, check: Checker) -> None:
    page = random.Random(4).randbytes(1024) * 24_000
    files = reseal({**good.files, "verify.html": page, "certificate.pdf": page}, FIRST)
    packed = container.pack(files)
    del files, page
    path = check.write(packed)
    del packed
    with sparing(16 * 1024 * 1024):
        assert verify_bundle(path, check.roots).verdict == "valid"
    path.unlink()


def test_a_large_bundle_is_checked_in_good_time(check: Checker) -> None:
    """Time grows with the entries shown, not with their square."""
    scribe = Scribe()
    scribe.begin()
    for number in range(700):
        scribe.draft(b"Draft %d.\n" % number)
    files = bundle([scribe.shown([scribe.head()])], FIRST, check.roots)
    began = time.process_time()
    report = check(files)
    assert report.because == ["time"]
    assert time.process_time() - began < 15


def test_the_signature_is_not_looked_for_elsewhere(good: Good, check: Checker) -> None:
    armour = good.files[SIGNATURE]
    files = {n: d for n, d in good.files.items() if n != SIGNATURE}
    other = {**files, "signatures/other.sshsig": armour}
    assert failed(check(other)) == {"bag", "bag-signature"}
