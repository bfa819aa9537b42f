"""The page's own arithmetic, against the published vectors, the standards' and other libraries."""

import hashlib
import hmac
import json
import random
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from tests.page.browsers import Browser
from tests.page.reading import VECTORS, call

CANONICAL, FIELDS, KEYS, LOG = (
    json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("canonical", "fields", "keys", "log")
)
L = 2**252 + 27742317777372353535851937790883648493

RFC8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


def test_hashes_of_every_length_around_a_block(browser: Browser) -> None:
    """Piece by piece too, as very large files are read."""
    chance = random.Random(8)
    lengths = [0, 1, 3, 55, 56, 57, 63, 64, 65, 111, 112, 113, 127, 128, 129, 255, 256, 5000]
    data = [chance.randbytes(length) for length in lengths]
    body = """
      return given.map((bytes) => {
        const [one, other] = [new Sha256(), new Sha512()];
        for (let at = 0; at < bytes.length; at += 37) {
          one.update(bytes.subarray(at, at + 37));
          other.update(bytes.subarray(at, at + 37));
        }
        return [sha256(bytes), sha512(bytes), one.digest(), other.digest(),
          new Shake(128, bytes).bytes(200), new Shake(256, bytes).bytes(200)].map(toHex);
      });
    """
    for given, found in zip(data, call(browser, body, *data), strict=True):
        sha256, sha512 = hashlib.sha256(given).hexdigest(), hashlib.sha512(given).hexdigest()
        shake = [hashlib.shake_128(given).hexdigest(200), hashlib.shake_256(given).hexdigest(200)]
        assert found == [sha256, sha512, sha256, sha512, *shake]


def test_a_file_too_large_for_one_piece(browser: Browser) -> None:
    """Read piece by piece by the page's own hashes; the browser's take it whole."""
    body = """
      const part = Uint8Array.from({ length: 1 << 20 }, (_, n) => (n * 7) ^ (n >> 9));
      const file = new File([...Array(37).fill(part), part.subarray(0, 12345)], "large.pdf");
      const found = await digestsOfFile(file);
      const whole = new Uint8Array(await file.arrayBuffer());
      return [whole.length > ONE_PIECE, found.size === whole.length, found.bytes,
        found.sha256 === toHex(await digestOf("SHA-256", whole)),
        found.sha512 === toHex(await digestOf("SHA-512", whole))];
    """
    assert call(browser, body) == [True, True, None, True, True]


def test_crc_as_others_compute_it(chromium: Browser) -> None:
    data = [random.Random(n).randbytes(n * 3) for n in range(40)]
    found = call(chromium, "return given.map((bytes) => crc32(bytes));", *data)
    assert found == [zlib.crc32(one) for one in data]


@pytest.mark.parametrize("where", ["verifyEd25519Here", "verifyEd25519"])
def test_ed25519(browser: Browser, where: str) -> None:
    """Vectors of RFC 8032 §7.1, then signatures by another library, whole and flipped."""
    cases = [(bytes.fromhex(k), bytes.fromhex(m), bytes.fromhex(s), True) for k, m, s in RFC8032]
    chance = random.Random(9)
    for n in range(6):
        private = Ed25519PrivateKey.from_private_bytes(bytes([n + 1]) * 32)
        public, message = private.public_key().public_bytes_raw(), chance.randbytes(n * 50)
        signature = private.sign(message)
        cases.append((public, message, signature, True))
        cases.append((public, message + b".", signature, False))
        for _ in range(5):
            parts = [public, message, signature]
            which = chance.choice([0, 2])
            parts[which] = flipped(parts[which], chance)
            cases.append((*parts, False))
        s = int.from_bytes(signature[32:], "little") + L
        cases.append((public, message, signature[:32] + s.to_bytes(32, "little"), False))
    nothing = bytes([1]) + bytes(31)
    cases += [
        (cases[0][0], b"", bytes(64), False),
        (cases[0][0], b"", b"\xff" * 64, False),
        (b"\xff" * 32, b"", cases[0][2], False),
        (cases[0][0], b"", nothing + bytes(32), False),
    ]
    body = f"""
      const found = [];
      for (let n = 0; n < given.length; n += 3) {{
        found.push(await {where}(given[n], given[n + 2], given[n + 1]));
      }}
      return found;
    """
    flat = [part for case in cases for part in case[:3]]
    assert call(browser, body, *flat) == [good for *_, good in cases]


def test_without_the_browsers_own_ed25519_the_verdict_is_the_same(browser: Browser) -> None:
    body = """
      const before = (await checkBundle(new Blob([given[0]]))).results;
      const real = crypto.subtle.importKey.bind(crypto.subtle);
      let refused = 0;
      crypto.subtle.importKey = (form, key, kind, ...more) => {
        if (kind !== "Ed25519") return real(form, key, kind, ...more);
        refused += 1;
        return Promise.reject(new DOMException("not here", "NotSupportedError"));
      };
      const after = (await checkBundle(new Blob([given[0]]))).results;
      return [before, after, refused];
    """
    data = (VECTORS / "bundle.zip").read_bytes()
    before, after, refused = call(browser, body, data)
    assert before == after
    assert refused > 0
    assert set(before.values()) == {"pass", "pending", "not-checked"}


def flipped(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def test_mldsa44(browser: Browser) -> None:
    """Signatures by another library, then each part of one made wrong."""
    chance = random.Random(10)
    cases = []
    for n in range(4):
        private = MLDSA44PrivateKey.from_seed_bytes(bytes([n + 7]) * 32)
        public, message = private.public_key().public_bytes_raw(), chance.randbytes(n * 200)
        signature = private.sign(message)
        cases.append(("good", public, signature, message, True))
        cases.append(("other message", public, signature, message + b"\0", False))
        cases.append(("a context", public, private.sign(message, b"x"), message, False))
        for name, wrong in broken(signature, chance):
            cases.append((name, public, wrong, message, False))
        cases += [("a key flipped", flipped(public, chance), signature, message, False)] * 2
        cases.append(("a key cut", public[:-1], signature, message, False))
    body = """
      const found = [];
      for (let n = 0; n < given.length; n += 3) {
        found.push(verifyMldsa44(given[n], given[n + 1], given[n + 2]));
      }
      return found;
    """
    flat = [part for case in cases for part in case[1:4]]
    found = call(browser, body, *flat)
    assert [(c[0], f) for c, f in zip(cases, found, strict=True)] == [(c[0], c[4]) for c in cases]


def broken(signature: bytes, chance: random.Random) -> list[tuple[str, bytes]]:
    """A signature of 32 + 4·576 + 84 bytes with one part made wrong (FIPS 204, section 3.6.2)."""
    seed, z, hint = signature[:32], signature[32 : 32 + 2304], signature[-84:]
    count = hint[83]
    assert 1 < count < 80, "hints that can be exchanged"
    low, high = bytes(3 * 768), b"\xff" * 2304
    swapped = bytes([hint[1], hint[0]]) + hint[2:]
    doubled = bytes([hint[0], hint[0]]) + hint[2:]
    made = [
        ("empty", b""),
        ("cut", signature[:-1]),
        ("longer", signature + b"\0"),
        ("all zeros", bytes(2420)),
        ("all ones", b"\xff" * 2420),
        ("seed flipped", flipped(seed, chance) + z + hint),
        ("z flipped", seed + flipped(z, chance) + hint),
        ("z too large", seed + low + hint),
        ("z too small", seed + high + hint),
        ("hints out of order", seed + z + swapped),
        ("a hint twice", seed + z + doubled),
        ("a hint after the last", seed + z + hint[:79] + b"\1" + hint[80:]),
        ("too many hints", seed + z + hint[:83] + b"\x51"),
        ("hints that fall", seed + z + hint[:81] + bytes([hint[82], hint[80] or 1]) + hint[83:]),
        ("a hint less", seed + z + hint[:83] + bytes([count - 1])),
    ]
    return [(name, data) for name, data in made if data != signature]


def test_the_published_log(browser: Browser) -> None:
    """Lines, leaves, roots, checkpoints and proofs of vectors/log.json, good and refused."""
    body = """
      const [log, sets] = given;
      const bytes = (text) => utf8(text);
      const refused = (read) => attempt(read, () => {}) === null;
      const lines = new Map(log.lines.map((text, n) => [n, readLine(bytes(text))]));
      const chain = await followKeys(lines.get(0).log, lines);
      const leaves = [...lines.values()].map((line) => toHex(line.leaf));
      const fingerprints = [...lines.keys()].map((n) => chain.after(n + 1).fingerprint);
      const roots = Object.fromEntries(Object.keys(log.roots).map((size) =>
        [size, toHex(treeRoot([...lines.values()].slice(0, Number(size)).map((l) => l.leaf)))]));
      const signed = [];
      const points = {};
      for (const [size, text] of Object.entries(log.checkpoints)) {
        const point = readCheckpoint(bytes(text), lines.get(0).log, Number(size));
        const set = chain.after(point.size);
        points[size] = point;
        signed.push(namesKeys(point, set),
          await verifyEd25519(set.ed25519, point.first.subarray(4), point.signed),
          verifyMldsa44(set.mldsa, point.second.subarray(12), cosignedMessage(point)));
      }
      const included = log.inclusion.map((text, n) => isIncluded(n, 7, lines.get(n).leaf,
        readInclusion(bytes(text), n, points[7]), points[7].root));
      const consistent = log.consistency.map((text) => {
        const older = Number(/^old (\\d+)/.exec(text)[1]);
        const size = Number(text.split("\\n\\n")[1].split("\\n")[1]);
        return isConsistent(older, size, readConsistency(bytes(text), older, points[size]),
          points[older].root, points[size].root);
      });
      const badLines = Object.values(log.refused_lines).map((text) =>
        refused(() => readLine(bytes(text))));
      const badlySigned = [];
      for (const text of Object.values(log.badly_signed_lines)) {
        const line = readLine(bytes(text));
        badlySigned.push(await isLineSigned(line, chain.signerOf(line.seq)));
      }
      const badPoints = Object.values(log.refused_checkpoints_of_size_3).map((text) =>
        refused(() => {
          const point = readCheckpoint(bytes(text), lines.get(0).log, 3);
          return namesKeys(point, chain.after(3)) ? point : refuse("other keys");
        }));
      return { leaves, fingerprints, roots, signed, included, consistent, badLines, badlySigned,
        badPoints };
    """
    found = call(browser, body, LOG, {})
    assert found["leaves"] == LOG["leaves"]
    assert found["fingerprints"] == LOG["fingerprints"]
    assert found["roots"] == {size: root for size, root in LOG["roots"].items() if int(size) > 0}
    for name in ("signed", "included", "consistent", "badLines", "badPoints"):
        assert set(found[name]) == {True}, name
    assert set(found["badlySigned"]) == {False}


def test_the_published_fields_keys_and_canonical_forms(browser: Browser) -> None:
    body = """
      const [canonicalForms, fields, keys] = given;
      const hexOf = (value) => toHex(utf8(canonical(value)));
      const outcome = (hex) => attempt(() => [parseCanonical(fromHex(hex))], () => {}) === null;
      const set = readKeySet(keys.key_set);
      return {
        written: canonicalForms.canonical.map((one) => hexOf(one.value)),
        refused: canonicalForms.refused.map((one) => outcome(one.bytes)),
        shown: [...readFields(utf8(fields.shown_all), fields.commit)],
        hidden: [...readFields(utf8(fields.shown_kind_only), fields.commit)],
        scene: toHex(fieldLeaf(fields.scene.place, sceneSalt(fields), fields.scene.value)),
        fingerprint: set.fingerprint,
        sshsig: await isSshSigned(utf8(keys.sshsig.armour), fromHex(keys.sshsig.message), set),
        other: await isSshSigned(utf8(keys.sshsig.armour), utf8("other"), set),
      };
      function sceneSalt() { return fromHex(given[3]); }
    """
    salt = bytes.fromhex(FIELDS["entry_salt"])
    scene = hmac.digest(salt, FIELDS["scene"]["place"].encode(), "sha256").hex()
    found = call(browser, body, CANONICAL, FIELDS, KEYS, scene)
    assert found["written"] == [case["bytes"] for case in CANONICAL["canonical"]]
    assert set(found["refused"]) == {True}
    assert dict(found["shown"]) == FIELDS["fields"]
    assert found["hidden"] == [["kind", "draft"]]
    assert found["scene"] == FIELDS["scene"]["leaf"]
    assert found["fingerprint"] == KEYS["fingerprint"]
    assert (found["sshsig"], found["other"]) == (True, False)


def test_proofs_of_others(chromium: Browser, samples: Path) -> None:
    """Each proof of another project's collection, good and bad, gets the verdict it asks for."""
    inclusion, consistency = (
        [
            json.loads(path.read_text())
            for path in sorted((samples / "merkle" / kind).rglob("*.json"))
        ]
        for kind in ("inclusion", "consistency")
    )
    assert len(inclusion) > 50
    assert len(consistency) > 50
    body = """
      const [inclusion, consistency] = given;
      const raw = (text) => Uint8Array.from(atob(text ?? ""), (letter) => letter.charCodeAt(0));
      const all = (list) => (list ?? []).map(raw);
      return [
        inclusion.map((one) => isIncluded(one.leafIdx, one.treeSize, raw(one.leafHash),
          all(one.proof), raw(one.root))),
        consistency.map((one) => isConsistent(one.size1, one.size2, all(one.proof),
          raw(one.root1), raw(one.root2))),
      ];
    """
    found = call(chromium, body, inclusion, consistency)
    for case, good in zip(inclusion, found[0], strict=True):
        # A hash is 32 bytes long wherever the page reads one.
        if len(case["root"] or "") == len(case["leafHash"] or "") == 44:
            assert good is not case["wantErr"], case
    for case, good in zip(consistency, found[1], strict=True):
        # Sizes of 0, and equal ones, never come here: a bundle has no such proof.
        if 0 < case["size1"] < case["size2"]:
            assert good is not case["wantErr"], case
        else:
            assert good is False, case
