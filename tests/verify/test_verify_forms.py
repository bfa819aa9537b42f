"""Checkpoints and lines written in any other form than the one there is."""

import base64
import re

import pytest

from tests.verify.conftest import Good
from tests.verify.forging import FIRST, Checker, Files, changed, edited, failed, reseal
from vault.encoding import parse_canonical


def notes(raw: bytes) -> dict[str, bytes]:
    rows = raw.splitlines(keepends=True)
    blob = base64.b64decode(rows[4].split(b" ")[2])
    return {
        "line ends of Windows": raw.replace(b"\n", b"\r\n"),
        "a third signature": raw + rows[5],
        "a third signature of a stranger": raw + b"\xe2\x80\x94 witness.example/w " + b"AAAA\n",
        "one signature": b"".join(rows[:5]),
        "the same twice": b"".join([*rows[:5], rows[4]]),
        "another order": b"".join([*rows[:4], rows[5], rows[4]]),
        "spare bits": re.sub(rb"([A-Za-z0-9+/])=\n", lambda m: spare(m[1]) + b"=\n", raw, count=1),
        "no padding": raw.replace(b"=\n", b"\n"),
        "an empty line more": raw + b"\n",
        "an extension": raw.replace(b"\n\n", b"\nextension\n\n", 1),
        "a zero in front": raw.replace(b"\n6\n", b"\n06\n"),
        "a hyphen for the dash": raw.replace(b"\xe2\x80\x94", b"-"),
        "another key's number": raw.replace(
            base64.b64encode(blob), base64.b64encode(b"\0\0\0\0" + blob[4:])
        ),
        "nothing": b"",
        "no text": b"\xff\xfe" + raw,
    }


def spare(last: bytes) -> bytes:
    """The base64 letter that gives the same byte with a spare bit set."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    place = letters.index(last)
    return letters[place ^ 1 : (place ^ 1) + 1]


@pytest.mark.parametrize("what", sorted(notes(b"\n".join([b"AAAA AAAA AAAA"] * 7))))
def test_a_note_in_any_other_form(good: Good, check: Checker, what: str) -> None:
    other = notes(good.large.raw)[what]
    assert other != good.large.raw
    files = replaced_head(good, other)
    report = check(reseal(files, FIRST))
    assert report.verdict == "invalid"
    assert {"checkpoint-ed25519", "checkpoint-mldsa"} <= failed(report)


def replaced_head(good: Good, raw: bytes) -> Files:
    """The larger state replaced wherever it stands, as one who wants it believed would."""
    return {
        name: data.replace(good.large.raw, raw) for name, data in good.files.items()
        if good.large.hash not in name
    }  # fmt: skip


def test_one_of_the_two_signatures_forged(good: Good, check: Checker) -> None:
    head = good.large
    for check_name, old in (("checkpoint-ed25519", head.ed25519), ("checkpoint-mldsa", head.mldsa)):
        sort = {"checkpoint-ed25519": 4, "checkpoint-mldsa": 12}[check_name]
        row = head.raw.splitlines()[4 if sort == 4 else 5]
        blob = base64.b64decode(row.split(b" ")[2])
        assert blob[sort:] == old
        forged = row.replace(base64.b64encode(blob), base64.b64encode(changed(blob, -9)))
        report = check(reseal(replaced_head(good, head.raw.replace(row, forged)), FIRST))
        assert check_name in failed(report)
        both = {"checkpoint-ed25519", "checkpoint-mldsa"}
        assert not failed(report) & (both - {check_name})
        assert report.verdict == "invalid"


def test_a_line_in_another_form(good: Good, check: Checker) -> None:
    name = good.entry(4, "line")
    raw = good.files[name]
    sig = parse_canonical(raw)["sig"].encode()
    for other in (
        raw + b"\n",
        b" " + raw,
        raw.replace(b'"v":1', b'"v":2'),
        raw.replace(b'"v":1', b'"v":true'),
        raw.replace(b'"v":1', b'"v":1,"v":1'),
        raw.replace(b'"v":1', b'"v":1,"w":1'),
        raw.replace(b'"seq":4', b'"seq":4.0'),
        raw.replace(sig, sig[:-3] + spare(sig[-3:-2]) + b"=="),
        raw.replace(sig, sig.rstrip(b"=")),
        edited(raw, key_event={"event": "begin"}),
        edited(raw, sig=""),
        edited(raw, sig=7),
        edited(raw, object="x" * 70_000),
        b"",
        b"\xff",
        b"[" * 60_000,
    ):
        report = check(reseal({**good.files, name: other}, FIRST))
        assert report.verdict == "invalid"
        assert failed(report) & {"lines", "keys"}
