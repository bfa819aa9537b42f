"""Makes the published bundles, good and tampered: ``python -m tests.vectors.bundles FOLDER``.

Each is made by what its maker could do: who only has the file, or who also holds the keys. The
expected results beside them are written by hand below, not taken from any reader.
"""

import json
import sys
from pathlib import Path

from tests.vectors import alone, faults, published, wrapped
from tests.vectors.published import Case, Published, made, packed, without
from tests.verify.forging import FIRST, OTHER_LOG, SECOND, THIEF, Files, changed, reseal
from vault import container
from vault.log import proofs
from vault.seal.keys import SigningKeys

LINE = "entries/{0}/{1}.line"


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    published.remember(out)
    write(out, cases() | alone.cases() | faults.cases() | wrapped.cases())


def write(out: Path, found: dict[str, Case]) -> None:
    """Write bundles, and beside them what must be found: ``valid`` where nothing is open."""
    expected = {}
    for name, (files, fails, others) in sorted(found.items()):
        data = files if isinstance(files, bytes) else container.pack(files)
        (out / f"{name}.zip").write_bytes(data)
        timed = others.get("time") == "pass" and set(others.values()) == {"pass"}
        verdict = (
            "invalid"
            if fails or "inclusion" in _open(others)
            else "valid"
            if timed
            else "incomplete"
        )
        expected[name] = {"verdict": verdict, "fail": sorted(fails), "not": others}
    text = json.dumps(expected, indent=1)
    (out / "expected.json").write_text(text + "\n", encoding="ascii")


def _open(others: dict[str, str]) -> set[str]:
    return {name for name, result in others.items() if result != "pass"}


def scribe() -> Published:
    one = Published()
    one.begin()
    one.draft(b"INT. WELL - NIGHT\n\nWater.\n")
    one.reading()
    one.draft(b"INT. WELL - NIGHT\n\nNo water.\n")
    return one


def cases() -> dict[str, Case]:
    """Each bundle with the checks that must fail, and results of others worth fixing."""
    one = scribe()
    small, large = one.head(2), one.head()
    good = made([one.shown([small, large])])
    log = one.log
    draft, state = f"data/{log}/1.fountain", f"log/{log}/4.checkpoint"
    waiting = {"time": "pending"}
    return {
        "good": (good, set(), waiting),
        "good-two-logs": (two_logs(), set(), waiting),
        "good-rotated": (rotated(SECOND), set(), waiting),
        "rewrapped": (packed(good), set(), {"container": "not-checked", "bag": "pass"}),
        "without-bytes": (without(good, draft), set(), {"content": "not-checked"}),
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
        "bad-stolen-rotation": (rotated(THIEF), {"keys"}, {}),
        "bad-line-of-another-key": (other_line(one, good), {"lines", "inclusion"}, {}),
        "bad-salt": (salted(good, log), {"fields"}, {}),
        "bad-fork": (forked(one, good), {"history"}, {}),
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


def two_logs() -> Files:
    """A second computer goes on where the first log was."""
    one = scribe()
    two = Published(log=OTHER_LOG, parent=one.cited(4))
    two.begin()
    two.draft(b"INT. WELL - DAY\n\nWater again.\n")
    logs = [one.shown([one.head()]), two.shown([two.head()])]
    return made(sorted(logs, key=lambda shown: shown.log))


def rotated(keys: SigningKeys) -> Files:
    one = scribe()
    one.change(keys)
    one.draft(b"INT. WELL - DAY\n\nUnder other keys.\n")
    return made([one.shown([one.head()])], keys)


def other_line(one: Published, good: Files) -> Files:
    name = LINE.format(one.log, 1)
    members = json.loads(good[name])
    del members["key"], members["sig"]
    return reseal({**good, name: THIEF.sign_line(members)}, FIRST)


def salted(good: Files, log: str) -> Files:
    name = f"entries/{log}/1.json"
    at = good[name].index(b'"salt":"') + 8
    digit = b"0" if good[name][at : at + 1] != b"0" else b"1"
    return reseal({**good, name: good[name][:at] + digit + good[name][at + 1 :]}, FIRST)


def forked(one: Published, good: Files) -> Files:
    """The same keys sign another beginning; its state is put beside the real one."""
    other = Published()
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
