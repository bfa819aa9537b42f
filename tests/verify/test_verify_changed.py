"""What someone may do to a bundle's files, and the check that must name it."""

import re

from tests.verify.conftest import Good
from tests.verify.forging import (
    FIRST,
    LOG,
    OTHER_LOG,
    SIGNATURE,
    THIEF,
    Checker,
    changed,
    failed,
    members_of,
    reseal,
)
from vault.encoding import canonical, parse_canonical
from vault.log import checkpoint as heads
from vault.log import proofs


def invalid(report: object, *checks: str) -> None:
    assert report.verdict == "invalid", report.as_json()
    assert failed(report) == set(checks), {c: report.detail(c) for c in failed(report)}
    assert set(checks) <= set(report.because)


def test_a_byte_changed_in_any_file_fails_the_bag(good: Good, check: Checker) -> None:
    """Nothing else is put right: the lists themselves must notice."""
    listed = {"manifest-sha256.txt", "tagmanifest-sha256.txt", SIGNATURE}
    for name in good.files:
        report = check({**good.files, name: changed(good.files[name], len(good.files[name]) // 2)})
        assert report.verdict == "invalid", name
        assert "bag" in failed(report) or name == SIGNATURE, name
        if name in listed - {"manifest-sha256.txt"}:
            assert "bag-signature" in failed(report), name
        if name.startswith("data/"):
            assert "content" in failed(report), name


def test_a_byte_changed_is_not_hidden_by_making_the_lists_again(good: Good, check: Checker) -> None:
    """The lists fit again, but only the writer can sign them."""
    for name in good.files.keys() - {"manifest-sha256.txt", "tagmanifest-sha256.txt", SIGNATURE}:
        files = {**good.files, name: changed(good.files[name], len(good.files[name]) // 3)}
        # Without the entry that names the keys there is nothing to check the signature with.
        expected = "keys" if name == good.entry(0, "line") else "bag-signature"
        assert expected in failed(check(reseal(files))), name
        assert expected in failed(check(reseal(files, THIEF))), name


EVIDENCE = {
    "line": {"lines", "inclusion", "fields", "keys"},
    "json": {"fields"},
    "tlog-proof": {"inclusion"},
    "checkpoint": {"checkpoint-ed25519", "checkpoint-mldsa", "history", "inclusion", "anchors"},
    "consistency": {"history"},
    "tsr": {"anchors", "time"},
    "fountain": {"content"},
    "keys": {"keys"},
    "allowed_signers": {"bag-signature"},
}


def test_a_byte_of_the_evidence_changed_fails_even_if_the_writer_signs(
    good: Good, check: Checker
) -> None:
    for name, data in good.files.items():
        sort = "keys" if name.endswith("json") and "trust" in name else re.split("[./]", name)[-1]
        if sort not in EVIDENCE:
            continue
        for at in (0, len(data) // 2, len(data) - 2):
            report = check(reseal({**good.files, name: changed(data, at)}, FIRST))
            assert report.verdict == "invalid", (name, at)
            assert failed(report) & EVIDENCE[sort], (name, at)
            assert "bag" not in failed(report) or sort == "line", (name, at)


def test_a_file_taken_away_is_missed(good: Good, check: Checker) -> None:
    words = {"READ-ME-FIRST.txt", good.leaves}
    for name in good.files.keys() - words:
        files = {n: data for n, data in good.files.items() if n != name}
        invalid_for = failed(check(files))
        assert invalid_for, name
        if name in {"manifest-sha256.txt", "tagmanifest-sha256.txt", SIGNATURE}:
            continue
        report = check(reseal(files, FIRST))
        if name.startswith("data/"):
            assert (report.verdict, report.because) == ("incomplete", ["content"])
        elif name.startswith("anchors/"):
            # The smaller state's token may go: the larger one's covers all.
            assert report.verdict == ("valid" if good.small.hash in name else "incomplete"), name
        else:
            assert report.verdict == "invalid", name
    without = {n: data for n, data in good.files.items() if n not in words}
    assert check(reseal(without, FIRST)).verdict == "valid"


def test_a_missing_tag_manifest_or_signature(good: Good, check: Checker) -> None:
    for name in ("tagmanifest-sha256.txt", SIGNATURE):
        files = {n: data for n, data in good.files.items() if n != name}
        report = check(files)
        assert report.verdict == "invalid"
        assert "bag-signature" in failed(report)
        assert report.result("keys") == "pass"
    missing = {n: d for n, d in good.files.items() if not n.startswith("tagmanifest")}
    invalid(check(missing), "bag", "bag-signature")


def test_a_signature_for_another_purpose_or_key(good: Good, check: Checker) -> None:
    tagged = good.files["tagmanifest-sha256.txt"]
    for keys, purpose in ((THIEF, "scriptvault-bundle-v1"), (FIRST, "scriptvault-licence-v1")):
        armour = keys.sign_file(purpose, tagged)
        invalid(check({**good.files, SIGNATURE: armour}), "bag-signature")
    for armour in (
        good.files[SIGNATURE].replace(b"\n", b"\r\n"),
        good.files[SIGNATURE] + b"\n",
        b"\n".join(good.files[SIGNATURE].split(b"\n")[:2]),
        b"",
        b"\xff" * 300,
    ):
        invalid(check({**good.files, SIGNATURE: armour}), "bag-signature")


def test_a_file_not_listed_or_not_known(good: Good, check: Checker) -> None:
    strange = ("fetch.txt", "notes.txt", "data/notes.txt", "entries/a.line", "log/x", ".hidden",
               f"data/{LOG}/01.txt", f"data/{LOG}/1.TXT", f"data/{LOG}/1", "manifest-md5.txt",
               "trust/root.pem", f"entries/{LOG}/4.json/x", "Bagit.txt")  # fmt: skip
    for name in strange:
        files = {**good.files, name: b"http://example.org/\n"}
        invalid(check(files), "bag")
        invalid(check(reseal(files, FIRST)), "bag")


def test_a_stray_file_of_a_known_sort(good: Good, check: Checker) -> None:
    """Nothing may lie in the bundle that no check reads, not even with the writer's signature."""
    line, proof = good.files[good.entry(1, "line")], good.files[good.joint]
    known = {
        good.entry(3, "json"): "bag lines",
        good.entry(3, "tlog-proof"): "bag lines",
        f"data/{LOG}/3.fountain": "bag",
        f"data/{LOG}/2.fountain": "content",
        f"data/{LOG}/1.exe": "content",
        f"data/{OTHER_LOG}/1.fountain": "bag",
        f"log/{OTHER_LOG}/1-2.consistency": "bag",
        f"log/{OTHER_LOG}/2.checkpoint": "bag",
        f"log/{LOG}/2-6.consistency": "history",
        f"anchors/{'0' * 64}/{'1' * 64}.tsr": "anchors",
        f"trust/{'0' * 64}.json": "keys",
        f"trust/{THIEF.public.fingerprint}.json": "keys",
    }
    for name, named in known.items():
        data = proof if name.endswith("consistency") else line
        if THIEF.public.fingerprint in name:
            data = canonical(THIEF.public.as_json())
        invalid(check(reseal({**good.files, name: data}, FIRST)), *named.split())


def test_drafts_exchanged(good: Good, check: Checker) -> None:
    one, two = good.draft(1), good.draft(4)
    files = {**good.files, one: good.files[two], two: good.files[one]}
    invalid(check(files), "bag", "content")
    invalid(check(reseal(files, FIRST)), "content")


def test_entries_exchanged_or_shown_under_another_number(good: Good, check: Checker) -> None:
    parts = ("line", "json", "tlog-proof")
    swapped = dict(good.files)
    for part in parts:
        one, two = good.entry(1, part), good.entry(4, part)
        swapped[one], swapped[two] = good.files[two], good.files[one]
    assert "lines" in failed(check(reseal(swapped, FIRST)))
    moved = {n: d for n, d in good.files.items() if "/4." not in n}
    moved |= {good.entry(3, part): good.files[good.entry(4, part)] for part in parts}
    moved[good.draft(3)] = good.files[good.draft(4)]
    assert "lines" in failed(check(reseal(moved, FIRST)))
    other = {n.replace(f"/{LOG}/", f"/{OTHER_LOG}/"): d for n, d in good.files.items()}
    assert "lines" in failed(check(reseal(other, FIRST)))


def test_a_proof_for_another_place(good: Good, check: Checker) -> None:
    name = good.entry(4, "tlog-proof")
    proof = good.files[name]
    steps = good.scribe.tree.inclusion(4, 6)
    old_head = proofs.write_inclusion(2, good.scribe.tree.inclusion(2, 3), good.small.raw)
    for other in (
        proof.replace(b"index 4", b"index 3"),
        proof.replace(b"index 4", b"index 04"),
        proof.replace(b"\n\n", b"\nextra AAAA\n\n", 1),
        proof.replace(b"\n", b"\r\n"),
        proofs.write_inclusion(4, steps[:-1], good.large.raw),
        proofs.write_inclusion(4, [*steps, steps[0]], good.large.raw),
        proofs.write_inclusion(4, steps, good.small.raw),
        good.files[good.entry(1, "tlog-proof")],
        b"",
    ):
        invalid(check(reseal({**good.files, name: other}, FIRST)), "inclusion")
    report = check(reseal({**good.files, good.entry(2, "tlog-proof"): old_head}, FIRST))
    invalid(report, "inclusion")


def test_no_time_is_told_of_a_draft_that_is_not_in_the_log(good: Good, check: Checker) -> None:
    name = good.entry(4, "tlog-proof")
    report = check(reseal({**good.files, name: b""}, FIRST))
    assert [bool(draft["not_later_than"]) for draft in report.drafts] == [True, False]


def test_a_log_cut_short_and_a_state_rolled_back(good: Good, check: Checker) -> None:
    """The larger state is taken away: an entry after the smaller one has no proof left."""
    gone = {good.state(6), good.joint, good.token(good.large), good.leaves}
    files = {n: d for n, d in good.files.items() if n not in gone}
    for seq in (0, 1, 2):
        steps = good.scribe.tree.inclusion(seq, 3)
        files[good.entry(seq, "tlog-proof")] = proofs.write_inclusion(seq, steps, good.small.raw)
    invalid(check(reseal(files, FIRST)), "inclusion")
    back = {**good.files, good.state(6): good.files[good.state(3)]}
    assert {"checkpoint-ed25519", "checkpoint-mldsa"} <= failed(check(reseal(back, FIRST)))


def test_a_fork(good: Good, check: Checker) -> None:
    """Another history of three entries, signed by the writer himself."""
    fork = heads.sign(LOG, 3, b"\7" * 32, FIRST)
    files = {n: d for n, d in good.files.items() if good.small.hash not in n}
    files[good.state(3)] = fork.raw
    report = check(reseal(files, FIRST))
    invalid(report, "history")
    assert "fork" in report.detail("history")
    assert [draft["not_later_than"] for draft in report.drafts] == [None, None]


def test_a_consistency_proof_missing_or_wrong(good: Good, check: Checker) -> None:
    without = {n: d for n, d in good.files.items() if n != good.joint}
    invalid(check(reseal(without, FIRST)), "history")
    steps = good.scribe.tree.consistency(3, 6)
    for other in (
        proofs.write_consistency(3, steps[::-1], good.large.raw),
        proofs.write_consistency(3, [*steps, steps[0]], good.large.raw),
        proofs.write_consistency(3, [], good.large.raw),
        proofs.write_consistency(2, steps, good.large.raw),
        proofs.write_consistency(3, steps, good.small.raw),
        good.files[good.joint].replace(b"old 3", b"old 03"),
    ):
        invalid(check(reseal({**good.files, good.joint: other}, FIRST)), "history")


def test_a_line_signed_by_another_key(good: Good, check: Checker) -> None:
    name = good.entry(4, "line")
    members = members_of(good.files[name])
    own = parse_canonical(good.files[name])
    borrowed = parse_canonical(THIEF.sign_line(members))
    for raw in (THIEF.sign_line(members), canonical({**borrowed, "key": own["key"]})):
        invalid(check(reseal({**good.files, name: raw}, FIRST)), "lines", "inclusion")


def test_wrong_salt_value_or_leaf(good: Good, check: Checker) -> None:
    name = good.entry(1, "json")
    fields = parse_canonical(good.files[name])["fields"]
    salt = {**fields["names"], "salt": "0" * 64}
    later = {**fields["capture"]["value"], "observed_at": "2001-01-01T00:00:00.000Z"}
    hidden = {"leaf": "0" * 64}
    for field, other in (
        ("names", salt),
        ("capture", {**fields["capture"], "value": later}),
        ("kind", hidden),
        ("kind", {**fields["kind"], "leaf": "0" * 64}),
        ("script", fields["names"]),
        ("script", "text"),
    ):
        data = canonical({"fields": {**fields, field: other}})
        assert "fields" in failed(check(reseal({**good.files, name: data}, FIRST)))
    eight = good.files[name]
    for data in (
        canonical({"fields": {k: v for k, v in fields.items() if k != "terms"}}),
        canonical({"fields": {**fields, "more": hidden}}),
        canonical({"fields": fields, "more": 1}),
        canonical({"fields": []}),
        b"[]",
        b"null",
        eight.replace(b":", b": ", 1),
        eight + b" " * (1 << 20),
        b"{",
    ):
        report = check(reseal({**good.files, name: data}, FIRST))
        assert "fields" in failed(report)


def test_fields_of_another_entry(good: Good, check: Checker) -> None:
    files = {**good.files, good.entry(1, "json"): good.files[good.entry(4, "json")]}
    assert "fields" in failed(check(reseal(files, FIRST)))
