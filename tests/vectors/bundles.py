"""Makes the published bundles, good and tampered: ``python -m tests.vectors.bundles FOLDER``.

Each is made by what its maker could do: who only has the file, or who also holds the keys. The
expected results beside them are written by hand below, not taken from any reader.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

from tests.vectors import alone
from tests.verify.forging import (
    FIRST,
    OTHER_LOG,
    SECOND,
    THIEF,
    Files,
    Scribe,
    bundle,
    changed,
    reseal,
)
from vault import container
from vault.log import proofs
from vault.timestamp.authorities import roots

LINE = "entries/{0}/{1}.line"


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, (files, fails, others) in sorted(cases().items()):
        packed = files if isinstance(files, bytes) else container.pack(files)
        (out / f"{name}.zip").write_bytes(packed)
        verdict = "invalid" if fails else "incomplete"
        expected[name] = {"verdict": verdict, "fail": sorted(fails), "not": others}
    text = json.dumps(expected, indent=1)
    (out / "expected.json").write_text(text + "\n", encoding="ascii")


def scribe() -> Scribe:
    one = Scribe()
    one.begin()
    one.draft(b"INT. WELL - NIGHT\n\nWater.\n")
    one.reading()
    one.draft(b"INT. WELL - NIGHT\n\nNo water.\n")
    return one


def cases() -> dict[str, tuple[Files | bytes, set[str], dict[str, str]]]:
    """Each bundle with the checks that must fail, and results of others worth fixing."""
    none = roots(None, pinned_pem={})
    one = scribe()
    small, large = one.head(2), one.head()
    good = bundle([one.shown([small, large])], FIRST, none)
    log = one.log
    draft, state = f"data/{log}/1.fountain", f"log/{log}/4.checkpoint"
    waiting = {"time": "pending"}
    found: dict[str, tuple[Files | bytes, set[str], dict[str, str]]] = {
        "good": (good, set(), waiting),
        "good-two-logs": (two_logs(none), set(), waiting),
        "good-rotated": (rotated(SECOND, none), set(), waiting),
        "rewrapped": (rezipped(good), set(), {"container": "not-checked", "bag": "pass"}),
        "without-bytes": (
            reseal({n: d for n, d in good.items() if n != draft}, FIRST),
            set(),
            {"content": "not-checked"},
        ),
        "bad-byte-of-a-draft": ({**good, draft: changed(good[draft])}, {"bag", "content"}, {}),
        "bad-byte-of-a-draft-resealed": (
            reseal({**good, draft: changed(good[draft])}, FIRST), {"content"}, {},
        ),
        "bad-manifest-by-a-stranger": (
            reseal({**good, draft: changed(good[draft])}, THIEF), {"bag-signature", "content"}, {},
        ),
        "bad-no-tagmanifest": (
            {n: d for n, d in good.items() if n != "tagmanifest-sha256.txt"},
            {"bag", "bag-signature"}, {},
        ),
        "bad-unlisted-file": ({**good, "data/more.txt": b"more"}, {"bag"}, {}),
        "bad-stolen-rotation": (rotated(THIEF, none), {"keys"}, {}),
        "bad-line-of-another-key": (other_line(one, good), {"lines", "inclusion"}, {}),
        "bad-salt": (salted(good, log), {"fields"}, {}),
        "bad-fork": (forked(one, good, none), {"history"}, {}),
        "bad-third-signature": (
            reseal(
                {n: d.replace(large.raw, third(large.raw)) for n, d in good.items()}, FIRST
            ),
            {"checkpoint-ed25519", "checkpoint-mldsa"},
            {},
        ),
        "bad-line-ends": (
            reseal({**good, state: good[state].replace(b"\n", b"\r\n")}, FIRST),
            {"checkpoint-ed25519", "checkpoint-mldsa"},
            {},
        ),
        "bad-swapped-index": (swapped(good, log), {"inclusion"}, {}),
    }  # fmt: skip
    return {**found, **alone.cases(none)}


def two_logs(none: object) -> Files:
    """A second computer goes on where the first log was."""
    one = scribe()
    two = Scribe(log=OTHER_LOG, parent=one.cited(4))
    two.begin()
    two.draft(b"INT. WELL - DAY\n\nWater again.\n")
    logs = [one.shown([one.head()]), two.shown([two.head()])]
    return bundle(sorted(logs, key=lambda shown: shown.log), FIRST, none)  # type: ignore[arg-type]


def rotated(keys: object, none: object) -> Files:
    one = scribe()
    one.change(keys)  # type: ignore[arg-type]
    one.draft(b"INT. WELL - DAY\n\nUnder other keys.\n")
    return bundle([one.shown([one.head()])], keys, none)  # type: ignore[arg-type]


def rezipped(files: Files) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as other:
        for name, data in files.items():
            other.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 9, 30, 0)), data)
    return packed.getvalue()


def other_line(one: Scribe, good: Files) -> Files:
    name = LINE.format(one.log, 1)
    members = json.loads(good[name])
    del members["key"], members["sig"]
    return reseal({**good, name: THIEF.sign_line(members)}, FIRST)


def salted(good: Files, log: str) -> Files:
    name = f"entries/{log}/1.json"
    at = good[name].index(b'"salt":"') + 8
    digit = b"0" if good[name][at : at + 1] != b"0" else b"1"
    return reseal({**good, name: good[name][:at] + digit + good[name][at + 1 :]}, FIRST)


def forked(one: Scribe, good: Files, none: object) -> Files:
    """The same keys sign another beginning; its state is put beside the real one."""
    other = Scribe()
    other.begin()
    other.draft(b"INT. ELSEWHERE - NIGHT\n")
    files = dict(good)
    files[f"log/{one.log}/2.checkpoint"] = other.head(2).raw
    return reseal(files, FIRST)


def third(raw: bytes) -> bytes:
    return raw + raw.splitlines(keepends=True)[-1]


def swapped(good: Files, log: str) -> Files:
    name = f"entries/{log}/1.tlog-proof"
    proof = proofs.read_inclusion(good[name])
    other = proofs.write_inclusion(3, proof.steps, proof.checkpoint)
    return reseal({**good, name: other}, FIRST)


if __name__ == "__main__":
    main()
