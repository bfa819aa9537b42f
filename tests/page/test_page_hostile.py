"""Bundles made to deceive the page: flipped, forged, mutilated; it agrees with the program."""

import hashlib
import io
import random
import zipfile
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.page.browsers import Browser
from tests.page.reading import VECTORS, call, check_all
from tests.page.test_page_scene import hidden
from tests.verify.forging import (
    FIRST,
    LOG,
    THIEF,
    Files,
    Scribe,
    bundle,
    changed,
    describe,
    reseal,
    signing,
)
from vault import container
from vault.log import checkpoint as heads
from vault.timestamp.authorities import Roots, roots
from vault.timestamp.rfc3161 import request
from vault.verify.bundle import verify_bundle

LEFT_TO_THE_PROGRAM = {"not-before", "reading", "page-is-release"}
FLIPS = 600


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    return TimeAuthority(tmp_path_factory.mktemp("authority"), "ecdsa", True)


@pytest.fixture(scope="module")
def believing(authority: TimeAuthority) -> Roots:
    return roots(authority.root_pem.read_bytes(), pinned_pem={})


@pytest.fixture(scope="module")
def stamped(authority: TimeAuthority, believing: Roots) -> Files:
    """A small bundle that is valid: two drafts, two states, each with a token."""
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    early = scribe.head()
    scribe.draft(b"Two.\n")
    head = scribe.head()
    tokens = {one.hash: (authority.stamp(request(one.raw, 77)),) for one in (early, head)}
    return bundle([scribe.shown([early, head], tokens)], FIRST, believing)


def test_no_flipped_byte_is_valid(
    chromium: Browser, stamped: Files, authority: TimeAuthority
) -> None:
    """Byte after byte of one bundle, in one run of the page; what is put right again is valid."""
    whole = container.pack(stamped)
    chance = random.Random(5)
    places = sorted(chance.sample(range(len(whole)), FLIPS))
    flips = [[at, 1 << chance.randrange(8)] for at in places]
    body = """
      const [whole, pem, flips] = given;
      const roots = readPem(pem);
      const verdicts = [];
      for (const [at, bit] of [...flips, [0, 0]]) {
        whole[at] ^= bit;
        verdicts.push((await checkBundle(new Blob([whole]), { roots })).verdict);
        whole[at] ^= bit;
      }
      return verdicts;
    """
    verdicts = call(chromium, body, whole, authority.root_pem.read_text(), flips)
    assert verdicts.pop() == "valid"
    assert len(verdicts) == FLIPS
    assert set(verdicts) == {"invalid", "incomplete"}
    # All that a flip may leave incomplete is the wrapping, which holds no evidence.
    for (at, _), verdict in zip(flips, verdicts, strict=True):
        if verdict == "incomplete":
            assert not any(data and whole.find(data) <= at < whole.find(data) + len(data)
                           for data in stamped.values() if len(data) > 40), at  # fmt: skip


def test_no_flipped_byte_of_the_evidence_is_valid_though_the_writer_signs(
    browser: Browser, stamped: Files, authority: TimeAuthority
) -> None:
    chance = random.Random(6)
    parts = ("entries/", "log/", "data/", "anchors/", "trust/")
    names = [name for name in sorted(stamped) if name.startswith(parts)]
    made = []
    for _ in range(120):
        name = chance.choice(names)
        data = stamped[name]
        other = changed(data, chance.randrange(len(data)), 1 << chance.randrange(8))
        made.append(container.pack(reseal({**stamped, name: other}, FIRST)))
    found = check_all(browser, made, authority.root_pem.read_text())
    assert {one["verdict"] for one in found} == {"invalid"}


def forgeries(stamped: Files) -> dict[str, Files | bytes]:
    """What hostile people do to a bundle, those who hold the keys among them."""
    line = stamped[f"entries/{LOG}/1.line"]
    state, smaller = f"log/{LOG}/3.checkpoint", f"log/{LOG}/2.checkpoint"
    joint = f"log/{LOG}/2-3.consistency"
    (token,) = (n for n in stamped if n.startswith(f"anchors/{sha256_of(stamped[state])}"))
    fork = heads.sign(LOG, 2, b"\7" * 32, FIRST).raw

    def without(*gone: str) -> Files:
        return {name: data for name, data in stamped.items() if name not in gone}

    made: dict[str, Files | bytes] = {
        "a fork": reseal({**stamped, smaller: fork}, FIRST),
        "no joint": reseal(without(joint), FIRST),
        "no larger state": reseal(without(state, joint), FIRST),
        "no proof": reseal(without(f"entries/{LOG}/2.tlog-proof"), FIRST),
        "no fields": reseal(without(f"entries/{LOG}/1.json"), FIRST),
        "no first line": reseal(without(f"entries/{LOG}/0.line"), FIRST),
        "no signature": without("signatures/tagmanifest-sha256.txt.sshsig"),
        "no signers": reseal(without("trust/allowed_signers"), FIRST),
        "no token": reseal(without(token), FIRST),
        "no info": reseal(without("bag-info.txt"), FIRST),
        "a stranger's signature": reseal(stamped, THIEF),
        "another place": reseal({**stamped, f"entries/{LOG}/2.line": line}, FIRST),
        "a stray line": reseal({**stamped, f"entries/{LOG}/9.line": line}, FIRST),
        "a stray state": reseal({**stamped, f"log/{'ab' * 16}/2.checkpoint": b"x"}, FIRST),
        "a stray key": reseal({**stamped, f"trust/{'0' * 64}.json": b"{}"}, FIRST),
        "a token renamed": reseal({**without(token), token[:-68] + "0" * 64 + ".tsr":
                                   stamped[token]}, FIRST),
        "a token of nothing": reseal({**stamped, f"{token[:-68]}{sha256_of(b'')}.tsr": b""}, FIRST),
        "drafts exchanged": reseal({**stamped,
                                    f"data/{LOG}/1.fountain": stamped[f"data/{LOG}/2.fountain"],
                                    f"data/{LOG}/2.fountain": stamped[f"data/{LOG}/1.fountain"]},
                                   FIRST),
        "two of one draft": reseal({**stamped, f"data/{LOG}/1.txt": b"One.\n"}, FIRST),
        "fetch.txt": reseal({**stamped, "fetch.txt": b"http://example.org/ 1 data/x\n"}, FIRST),
        "line ends": reseal({**stamped, joint: stamped[joint].replace(b"\n", b"\r\n")}, FIRST),
        "spaces": reseal({**stamped, f"entries/{LOG}/1.json":
                          stamped[f"entries/{LOG}/1.json"].replace(b":", b": ", 1)}, FIRST),
        "a manifest out of order": reordered(stamped),
        "a prefix": b"#!/bin/sh\n" + container.pack(stamped),
        "something behind": container.pack(stamped) + b"\n",
        "cut off": container.pack(stamped)[:-5000],
        "a link": linked(stamped),
        "another packer": deflated(stamped),
        "a bomb": deflated({**stamped, "READ-ME-FIRST.txt": bytes(30_000_000)}),
        "climbing": container.pack({**stamped, "xx/evil": b"x"}).replace(b"xx/evil", b"../evil"),
    }  # fmt: skip
    return made


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def reordered(files: Files) -> Files:
    rows = files["manifest-sha256.txt"].splitlines(keepends=True)
    files = {**files, "manifest-sha256.txt": b"".join(rows[::-1])}
    name = "tagmanifest-sha256.txt"
    fixed = reseal(files, FIRST)[name]
    old = sha256_of(reseal(files, FIRST)["manifest-sha256.txt"]).encode()
    fixed = fixed.replace(old, sha256_of(files["manifest-sha256.txt"]).encode())
    signature = FIRST.sign_file("scriptvault-bundle-v1", fixed)
    return {**files, name: fixed, "signatures/tagmanifest-sha256.txt.sshsig": signature}


def deflated(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def linked(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        link = zipfile.ZipInfo("READ-ME-FIRST.txt.lnk")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def test_the_page_and_the_program_agree_on_every_check_of_every_forgery(
    chromium: Browser, stamped: Files, authority: TimeAuthority, believing: Roots, folder: Path
) -> None:
    made = forgeries(stamped) | {"nothing": stamped} | logs(believing)
    made |= hidings(authority, believing)
    packed = {n: d if isinstance(d, bytes) else container.pack(d) for n, d in made.items()}
    found = check_all(chromium, packed.values(), authority.root_pem.read_text())
    path = folder / "bundle.zip"
    for (name, data), theirs in zip(packed.items(), found, strict=True):
        path.write_bytes(data)
        report = verify_bundle(path, believing)
        ours = {row["name"]: row["result"] for row in report.as_json()["checks"]}
        for check in LEFT_TO_THE_PROGRAM:
            ours[check] = theirs["results"][check]
        assert (theirs["verdict"], theirs["results"]) == (report.verdict, ours), name
        bounds = [draft["not_later_than"] for draft in report.drafts]
        assert [draft["not_later_than"] for draft in theirs["drafts"]] == bounds, name
    assert found[list(packed).index("nothing")]["verdict"] == "valid"


def hidings(authority: TimeAuthority, believing: Roots) -> dict[str, Files]:
    """Entries of four kinds, some behind the last time, with this or that field hidden."""
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"One.\n")
    early = scribe.head()
    scribe.reading()
    scribe.append({"kind": "copy", "content": describe(b"A copy.\n")})
    tokens = {early.hash: (authority.stamp(request(early.raw, 77)),)}
    files = bundle([scribe.shown([early, scribe.head()], tokens)], FIRST, believing)
    for seq, kept in ((3, {"kind"}), (2, {"kind", "script"})):  # as in evidence only
        files = hidden(files, seq, *({"kind", "content", "script", "details"} - kept))
    told = {"kind", "content", "kind content"}
    made = {
        f"{fields} of {seq} hidden": hidden(files, seq, *fields.split())
        for seq, several in ((0, told), (1, told), (2, {"kind"}), (3, {"kind"}))
        for fields in sorted(several)
    }
    made["little shown"] = files
    bare = {name: {n: d for n, d in one.items() if not n.startswith(f"data/{LOG}/")}
            for name, one in made.items()}  # fmt: skip
    made |= {f"{name}, without bytes": one for name, one in bare.items()}
    return {name: reseal(one, FIRST) for name, one in made.items()}


def logs(believing: Roots) -> dict[str, Files]:
    """Several logs, changed and revoked keys: by the rule and against it."""
    second = signing(2, signing(3))
    made = {}
    for name, keys, since in (
        ("a rotation", second, None), ("a revocation", second, 2), ("too late", second, 1),
        ("a stolen rotation", THIEF, None), ("a stolen revocation", THIEF, 1),
    ):  # fmt: skip
        scribe = Scribe()
        scribe.begin()
        scribe.draft(b"One.\n")
        scribe.change(keys, since)
        scribe.draft(b"Two.\n")
        made[name] = bundle([scribe.shown([scribe.head()])], keys, believing)
    for name, keys, root in (
        ("a child", FIRST, None), ("a successor's child", second, None),
        ("a thief's child", THIEF, None), ("a child of nothing", FIRST, "0" * 64),
    ):  # fmt: skip
        parent = Scribe()
        parent.begin()
        parent.draft(b"One.\n")
        cited = {**parent.cited(2), **({"root": root} if root else {})}
        child = Scribe(keys, "fe" * 16, cited)
        child.begin()
        child.draft(b"Elsewhere.\n")
        shown = [parent.shown([parent.head()]), child.shown([child.head()])]
        made[name] = bundle(shown, keys, believing)
        made[f"{name} alone"] = bundle(shown[1:], keys, believing)
    good, line = made["a child"], f"entries/{'fe' * 16}/0.line"
    for name, part, put in (
        ("of another root", b'"root":"', b'"root":"%x'),
        ("of no form", b'"next":"', b'"next":"x%x'),
    ):  # fmt: skip
        at = good[line].index(part) + len(part)
        digit = (int(good[line][at : at + 1], 16) + 1) % 16
        altered = good[line][: at - len(part)] + put % digit + good[line][at + 1 :]
        made[f"a child {name}, not signed again"] = reseal({**good, line: altered}, FIRST)
    return made


def test_noise_and_pieces_are_never_valid_and_never_an_error(browser: Browser) -> None:
    """Cuts, repetitions and noise of a published bundle; the page answers each in words."""
    whole = (VECTORS / "bundle.zip").read_bytes()
    chance = random.Random(7)
    made = [b"", b"PK", b"PK\5\6" + bytes(18), whole[:1], bytes(1000)]
    for _ in range(60):
        at, size = chance.randrange(len(whole)), chance.randrange(1, 400)
        made += [whole[:at], whole[at:], whole[:at] + chance.randbytes(size) + whole[at + size :]]
    found = check_all(browser, made)
    assert {one["verdict"] for one in found} <= {"invalid", "incomplete"}
