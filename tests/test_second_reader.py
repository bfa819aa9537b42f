"""The published vectors, read by a reader that shares no code with the program."""

import base64
import hashlib
import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from tests import second_reader as reader
from tests.second_reader import Refused

VECTORS = Path(__file__).parents[1] / "resources/spec/vectors"
CANONICAL, FIELDS, KEYS, LOG, OBJECTS, SLOTS, EXPECTED = (
    json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("canonical", "fields", "keys", "log", "objects", "slots", "expected")
)
VAULT, RESULTS = EXPECTED["vault.zip"], EXPECTED["bundle.zip"]["results"]
LOG_ID = "00112233445566778899aabbccddeeff"
SIGN = b"scriptvault-bundle-v1"


def refused(call, *what, **named):
    with pytest.raises(Refused):
        call(*what, **named)


def flipped(data, place, randoms):
    return data[:place] + bytes([data[place] ^ randoms.randrange(1, 256)]) + data[place + 1 :]


def b64(data):
    return base64.b64encode(data).decode()


def key_set(ed25519_seed, mldsa_seed, following="0" * 64):
    ed25519 = Ed25519PrivateKey.from_private_bytes(ed25519_seed).public_key()
    mldsa = MLDSA44PrivateKey.from_seed_bytes(mldsa_seed).public_key()
    return {
        "ed25519": b64(ed25519.public_bytes_raw()),
        "ml-dsa-44": b64(mldsa.public_bytes_raw()),
        "next": following,
    }


# The single files of vectors


@pytest.mark.parametrize("case", CANONICAL["canonical"])
def test_canonical(case):
    assert reader.encode(case["value"]).hex() == case["bytes"]
    assert reader.decode(bytes.fromhex(case["bytes"])) == case["value"]


@pytest.mark.parametrize("case", CANONICAL["refused"])
def test_not_canonical(case):
    refused(reader.decode, bytes.fromhex(case["bytes"]))
    assert case["text"].encode("utf-8", "surrogatepass").hex() == case["bytes"]


@pytest.mark.parametrize("data", [b"", b"\xff", b'"\xed\xa0\x80"', b"[" * 99999, b"9" * 9999])
def test_no_json(data):
    refused(reader.decode, data)


def test_fields():
    salt, values = bytes.fromhex(FIELDS["entry_salt"]), FIELDS["fields"]
    assert reader.commit_of(salt, values) == FIELDS["commit"]
    for name, value in values.items():
        field_salt = reader.field_salt(salt, name)
        assert field_salt.hex() == FIELDS["salts"][name]
        assert reader.field_leaf(name, field_salt, value).hex() == FIELDS["leaves"][name]
    scene = FIELDS["scene"]
    scene_salt = reader.field_salt(salt, scene["place"])
    assert reader.field_leaf(scene["place"], scene_salt, scene["value"]).hex() == scene["leaf"]


def test_shown_fields():
    everything = reader.read_shown(FIELDS["shown_all"].encode())
    assert everything == (FIELDS["commit"], FIELDS["fields"])
    kind_only = reader.read_shown(FIELDS["shown_kind_only"].encode())
    assert kind_only == (FIELDS["commit"], {"kind": "draft"})
    shown = json.loads(FIELDS["shown_kind_only"])
    shown["fields"]["kind"]["leaf"] = FIELDS["leaves"]["kind"]
    refused(reader.read_shown, reader.encode(shown))
    del shown["fields"]["kind"]
    refused(reader.read_shown, reader.encode(shown))


def test_keys():
    seeds = bytes.fromhex(KEYS["ed25519_seed"]), bytes.fromhex(KEYS["ml_dsa_44_seed"])
    assert key_set(*seeds, KEYS["key_set"]["next"]) == KEYS["key_set"]
    reader.check_key_set(KEYS["key_set"])
    assert reader.fingerprint(KEYS["key_set"]) == KEYS["fingerprint"]
    assert KEYS["principal"] == "vault-" + KEYS["fingerprint"][:16]
    kit = reader.kit_bytes(KEYS["kit_words"])
    assert kit.hex() == KEYS["kit"]
    following = reader.hkdf(kit, None, "ed25519"), reader.hkdf(kit, None, "ml-dsa-44")
    assert following[0].hex() == KEYS["next_ed25519_seed"]
    assert following[1].hex() == KEYS["next_ml_dsa_44_seed"]
    assert reader.announced(key_set(*following)) == KEYS["key_set"]["next"]
    refused(reader.kit_bytes, "abandon " * 24)
    refused(reader.kit_bytes, "abandon " * 11 + "about")
    refused(reader.check_key_set, {**KEYS["key_set"], "more": 1})


def test_sshsig():
    public, case = base64.b64decode(KEYS["key_set"]["ed25519"]), KEYS["sshsig"]
    armour, message = case["armour"].encode(), bytes.fromhex(case["message"])
    assert case["namespace"].encode() == SIGN
    reader.check_sshsig(public, armour, message, SIGN)
    refused(reader.check_sshsig, public, armour, message + b"\n", SIGN)
    refused(reader.check_sshsig, public, armour, message, b"file")
    refused(reader.check_sshsig, bytes(32), armour, message, SIGN)
    randoms = random.Random(7)
    for place in range(len(armour)):
        other = flipped(armour, place, randoms)
        refused(reader.check_sshsig, public, other, message, SIGN)


# The log


def log_lines():
    return {place: reader.read_line(line.encode()) for place, line in enumerate(LOG["lines"])}


def test_lines():
    lines, previous = log_lines(), "0" * 64
    chain = reader.Chain(lines)
    for place, text in enumerate(LOG["lines"]):
        assert lines[place]["prev"] == previous
        previous = reader.leaf_of(text.encode()).hex()
        assert previous == LOG["leaves"][place]
        assert reader.fingerprint(chain.after(place + 1)) == LOG["fingerprints"][place]
        chain.check_signature(lines[place])
    bare = {name: value for name, value in lines[1].items() if name != "sig"}
    message = b"scriptvault/line/v1\n" + reader.encode(bare)
    assert message.hex() == LOG["signed_message_of_line_1"]


def test_refused_lines():
    for line in LOG["refused_lines"].values():
        refused(reader.read_line, line.encode())
    for line in LOG["badly_signed_lines"].values():
        refused(reader.Chain(log_lines()).check_signature, reader.read_line(line.encode()))
    lines = log_lines()
    del lines[5]
    refused(reader.Chain(lines).check_signature, lines[6])


def sign(key, keys, **members):
    line = {**log_lines()[1], "key": reader.fingerprint(keys)[:16], **members}
    del line["sig"]
    line["sig"] = b64(key.sign(b"scriptvault/line/v1\n" + reader.encode(line)))
    return reader.read_line(reader.encode(line))


def test_revocation():
    old = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEYS["ed25519_seed"]))
    seeds = bytes.fromhex(KEYS["next_ed25519_seed"]), bytes.fromhex(KEYS["next_ml_dsa_44_seed"])
    new, keys = Ed25519PrivateKey.from_private_bytes(seeds[0]), key_set(*seeds)
    begin = log_lines()[0]
    lines = {0: begin, 1: sign(old, KEYS["key_set"]), 2: sign(old, KEYS["key_set"], seq=2)}
    event = {"event": "revoke", "set": keys, "since": 2}
    lines[3] = sign(new, keys, seq=3, key_event=event)
    chain = reader.Chain(lines)
    for place in (0, 1, 2, 3):
        chain.check_signature(lines[place])
    for place in (0, 1, 3):
        chain.check_revoked(lines[place])
    refused(chain.check_revoked, lines[2])
    assert reader.Chain({0: begin}).check_revoked(lines[2]) is None

    lines[3] = sign(old, KEYS["key_set"], seq=3, key_event=event)  # by the set that goes
    refused(reader.Chain, lines)
    foreign = key_set(b"1" * 32, seeds[1])  # not the keys that were announced
    event = {"event": "rotate", "set": foreign}
    thief = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
    lines[3] = sign(thief, foreign, seq=3, key_event=event)
    refused(reader.Chain, lines)
    refused(reader.Chain, {1: lines[1]})
    for wrong in ({"event": "stop"}, {**event, "since": 1}, {**event, "event": "revoke"}):
        refused(sign, old, KEYS["key_set"], key_event=wrong)


def test_parent():
    first = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEYS["ed25519_seed"]))
    seeds = bytes.fromhex(KEYS["next_ed25519_seed"]), bytes.fromhex(KEYS["next_ml_dsa_44_seed"])
    second, successor = Ed25519PrivateKey.from_private_bytes(seeds[0]), key_set(*seeds)
    third = Ed25519PrivateKey.from_private_bytes(b"3" * 32)

    def child(key, keys, size):
        parent = {"log": LOG_ID, "size": size, "root": LOG["roots"][str(size)]}
        event = {"event": "begin", "set": keys, "parent": parent}
        members = {"seq": 0, "prev": "0" * 64, "log": "f" * 32, "key_event": event}
        return reader.Chain({0: sign(key, keys, **members)})

    parent = reader.Chain(log_lines())
    child(first, KEYS["key_set"], 3).check_parent(parent)
    child(second, successor, 3).check_parent(parent)
    refused(child(first, KEYS["key_set"], 7).check_parent, parent)  # rotated out by then
    foreign = key_set(b"3" * 32, seeds[1])
    refused(child(third, foreign, 3).check_parent, parent)


def test_trees():
    leaves = [bytes.fromhex(leaf) for leaf in LOG["leaves"]]
    assert reader.root_of([]) == hashlib.sha256().digest()
    for size, root in LOG["roots"].items():
        assert reader.root_of(leaves[: int(size)]).hex() == root


def test_checkpoints():
    chain = reader.Chain(log_lines())
    for size, text in LOG["checkpoints"].items():
        point = reader.read_checkpoint(text.encode(), LOG_ID, int(size))
        assert point.root.hex() == LOG["roots"][size]
        assert hashlib.sha256(text.encode()).hexdigest() == LOG["checkpoint_hashes"][size]
        reader.check_checkpoint_ed25519(point, chain.after(point.size))
        reader.check_checkpoint_mldsa(point, chain.after(point.size))
        other = chain.after(7 if point.size < 6 else 1)
        refused(reader.check_checkpoint_ed25519, point, other)
        refused(reader.check_checkpoint_mldsa, point, other)
        refused(reader.read_checkpoint, text.encode(), LOG_ID, point.size + 1)
        refused(reader.read_checkpoint, text.encode(), "0" * 32, point.size)
    for text in LOG["refused_checkpoints_of_size_3"].values():
        refused(reader.read_checkpoint, text.encode(), LOG_ID, 3)


def test_every_byte_of_a_checkpoint():
    data, keys = LOG["checkpoints"]["3"].encode(), reader.Chain(log_lines()).after(3)

    def check(data):
        point = reader.read_checkpoint(data, LOG_ID, 3)
        reader.check_checkpoint_ed25519(point, keys)
        reader.check_checkpoint_mldsa(point, keys)

    check(data)
    randoms = random.Random(8)
    for place in range(len(data)):
        refused(check, flipped(data, place, randoms))


def test_inclusion():
    root, leaves = bytes.fromhex(LOG["roots"]["7"]), [bytes.fromhex(x) for x in LOG["leaves"]]
    for index, text in enumerate(LOG["inclusion"]):
        first = "c2sp.org/tlog-proof@v1", f"index {index}"
        path, checkpoint = reader.read_proof(text.encode(), *first)
        assert checkpoint.decode() == LOG["checkpoints"]["7"]
        reader.check_inclusion(index, 7, leaves[index], path, root)
        refused(reader.check_inclusion, index, 7, leaves[index - 1], path, root)
        refused(reader.check_inclusion, index, 7, leaves[index], path[:-1], root)
        refused(reader.check_inclusion, index, 7, leaves[index], [*path, root], root)
        refused(reader.read_proof, text.replace("index", "extra AA==\nindex").encode(), *first)


def test_consistency():
    for text in LOG["consistency"]:
        lines = text.split("\n")
        old, new = lines[0].split(" ")[1], lines[lines.index("") + 2]
        path, checkpoint = reader.read_proof(text.encode(), f"old {old}")
        assert checkpoint.decode() == LOG["checkpoints"][new]
        roots = bytes.fromhex(LOG["roots"][old]), bytes.fromhex(LOG["roots"][new])
        reader.check_consistency(int(old), int(new), path, roots)
        refused(reader.check_consistency, int(old), int(new), path[1:], roots)
        refused(reader.check_consistency, int(old), int(new), [*path, roots[0]], roots)
        refused(reader.check_consistency, int(old), int(new), path, roots[::-1])
        refused(reader.check_consistency, int(old), int(old), path, roots)


# Objects, key slots and the vault


def test_objects():
    key = bytes.fromhex(OBJECTS["vault_key"])
    stored = {case["handle"]: bytes.fromhex(case["stored"]) for case in OBJECTS["objects"]}
    for case in OBJECTS["objects"]:
        handle, data = case["handle"], stored[case["handle"]]
        assert case["file_name"] == f"{handle}.{hashlib.sha256(data).hexdigest()}"
        salt, fields, content = reader.open_object(key, handle, stored.__getitem__)
        assert salt.hex() == case["entry_salt"]
        assert (fields, content.decode()) == (case["fields"], case["content"])
        refused(reader.open_object, bytes(32), handle, stored.__getitem__)
        other = flipped(data, 20, random.Random(9))
        refused(reader.open_object, key, handle, {**stored, handle: other}.__getitem__)
    above = ("00" * 16,) * 64
    refused(reader.unpack_object, key, case["handle"], stored.__getitem__, above)
    refused(reader.unpack_object, key, case["handle"], stored.__getitem__, (case["handle"],))


def test_frames():
    frame = reader.zstd.compress(b"some words " * 9)
    assert reader.unpack(frame, None) == b"some words " * 9
    sizeless = reader.zstd.ZstdCompressor()
    wide = b"\x28\xb5\x2f\xfd\x80\x90" + frame[5:]
    for other in (frame + frame, frame[:-1], b"", sizeless.compress(b"x") + sizeless.flush(), wide):
        refused(reader.unpack, other, None)


def test_slots():
    secrets = {name: bytes.fromhex(value) for name, value in SLOTS["secrets"].items()}
    passphrase, recovery = SLOTS["passphrase_slot"].encode(), SLOTS["recovery_slot"].encode()
    assert reader.open_slot(passphrase, SLOTS["passphrase"]) == secrets
    assert reader.open_slot(recovery, SLOTS["kit_words"]) == {"vault": secrets["vault"]}
    keyring = SLOTS["keyring_slot"].encode()
    assert reader.open_slot(keyring, SLOTS["keyring_key"]) == secrets
    refused(reader.open_slot, keyring, "05" * 32)
    refused(reader.open_slot, passphrase, "cafe")
    refused(reader.open_slot, recovery, KEYS["kit_words"])
    slot = json.loads(passphrase)
    for wrong in ({"m": 1048577}, {"t": 17}, {"p": 17}, {"alg": "argon2i"}, {"t": 4}):
        other = {**slot, "kdf": {**slot["kdf"], **wrong}}
        refused(reader.open_slot, reader.encode(other), SLOTS["passphrase"])


@pytest.fixture
def vault(tmp_path):
    with zipfile.ZipFile(VECTORS / "vault.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


@pytest.mark.parametrize("secret", ["passphrase", "kit_words"])
def test_vault(vault, secret):
    entries = reader.read_vault(vault, **{secret: VAULT[secret]})
    drafts = [content.decode() for fields, content in entries if fields["kind"] == "draft"]
    assert drafts == VAULT["drafts"]
    numbers = [fields["script"]["number"] for fields, _ in entries if fields["kind"] == "draft"]
    assert numbers == [1, 2, 3]
    lines = next(vault.glob("logs/*/entries.jsonl")).read_bytes().splitlines()
    second = [place for place, (fields, _) in enumerate(entries) if fields["kind"] == "draft"][1]
    leaf = reader.leaf_of(lines[second]).hex()
    details = [fields["details"] for fields, _ in entries if fields["kind"] == "declaration"]
    label = VAULT["label_of_draft_2"]
    assert details == [{"declaration": "label", "draft": leaf, "label": label}]


def test_vault_stays_shut(vault):
    refused(reader.read_vault, vault)
    refused(reader.read_vault, vault, "another")
    refused(reader.read_vault, vault, None, KEYS["kit_words"])


def test_every_flip_in_a_vault_is_noticed(vault):
    randoms = random.Random(10)
    for path in sorted(path for path in vault.rglob("*") if path.is_file()):
        if path.name in {"README.txt", "vault.lock"}:
            continue
        data = path.read_bytes()
        places = {0, len(data) - 1, *(randoms.randrange(len(data)) for _ in range(30))}
        for place in places:
            path.write_bytes(flipped(data, place, randoms))
            refused(reader.read_vault, vault, None, VAULT["kit_words"])
        path.write_bytes(data)
    assert len(reader.read_vault(vault, kit_words=VAULT["kit_words"])) == 8


def test_torn_tail(vault):
    entries = next(vault.glob("logs/*/entries.jsonl"))
    whole = entries.read_bytes()
    entries.write_bytes(whole + b'{"commit"')
    assert len(reader.read_vault(vault, kit_words=VAULT["kit_words"])) == 8
    entries.write_bytes(whole[:-1])
    refused(reader.read_vault, vault, None, VAULT["kit_words"])


# The bundle


@pytest.fixture(scope="module")
def signing_key(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    with zipfile.ZipFile(VECTORS / "vault.zip") as archive:
        archive.extractall(folder)
    slot = next(folder.glob("keys/passphrase.*")).read_bytes()
    return Ed25519PrivateKey.from_private_bytes(
        reader.open_slot(slot, VAULT["passphrase"])["ed25519"]
    )


def armour(key, message):
    def string(data):
        return struct.pack(">I", len(data)) + data

    rest = string(SIGN) + string(b"") + string(b"sha512")
    signature = key.sign(b"SSHSIG" + rest + string(hashlib.sha512(message).digest()))
    public = string(b"ssh-ed25519") + string(key.public_key().public_bytes_raw())
    blob = b"SSHSIG" + struct.pack(">I", 1) + string(public) + rest
    text = b64(blob + string(string(b"ssh-ed25519") + string(signature)))
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    begin, end = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
    return "\n".join([begin, *lines, end, ""]).encode()


def reseal(files, key):
    """Give a bundle of these files as its own writer would sign it."""
    made = {"manifest-sha256.txt", reader.TAGS, reader.SIGNATURE}
    files = {name: data for name, data in files.items() if name not in made}

    def listed(names):
        return "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in names).encode()

    data = sorted(name for name in files if name.startswith("data/"))
    files["manifest-sha256.txt"] = listed(data)
    files[reader.TAGS] = listed(sorted(set(files) - set(data)))
    files[reader.SIGNATURE] = armour(key, files[reader.TAGS])
    return reader.zip_of(files)


def judge(tmp_path, data):
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    verdict, results = reader.check_bundle(path)
    changed = {name: result for name, result in results.items() if result != RESULTS[name]}
    return verdict, changed


def test_bundle():
    verdict, results = reader.check_bundle(VECTORS / "bundle.zip")
    assert (verdict, results) == (EXPECTED["bundle.zip"]["verdict"], RESULTS)
    assert reader.verdict_of(results) == (verdict, EXPECTED["bundle.zip"]["because"])
    files = reader.unzip((VECTORS / "bundle.zip").read_bytes())
    drafts = [hashlib.sha256(files[name]).hexdigest() for name in files if name[:5] == "data/"]
    assert drafts == EXPECTED["bundle.zip"]["drafts"]


def test_signer():
    (name,) = [
        name for name in zipfile.ZipFile(VECTORS / "bundle.zip").namelist() if name[:6] == "trust/"
    ][:1]
    verdict, results = reader.check_bundle(VECTORS / "bundle.zip", name[6:70])
    assert (verdict, results["signer"]) == ("incomplete", "pass")
    verdict, results = reader.check_bundle(VECTORS / "bundle.zip", "0" * 64)
    assert (verdict, results["signer"]) == ("invalid", "fail")


def test_flips_in_the_bundle(tmp_path):
    data, randoms = (VECTORS / "bundle.zip").read_bytes(), random.Random(11)
    for place in (randoms.randrange(len(data)) for _ in range(600)):
        verdict, changed = judge(tmp_path, flipped(data, place, randoms))
        assert changed, place
        assert verdict == "invalid" or set(changed) == {"container"}, (place, changed)


def test_wrapped_otherwise(tmp_path):
    good = (VECTORS / "bundle.zip").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in reader.unzip(good).items():
            archive.writestr(name, content)
    for data in (packed.getvalue(), good[:-2] + b"\x02\0hi"):
        assert judge(tmp_path, data) == ("incomplete", {"container": "not-checked"})
    for data in (b"", good[:-30], good[100:-100], b"before" + good, good + b"behind"):
        verdict, changed = judge(tmp_path, data)
        assert (verdict, changed["container"]) == ("invalid", "fail")


TAMPERED = {
    # what is done to the files, and what changes when the bundle is sealed again
    "nothing": (lambda f, e, d: None, {}),
    "another word in a draft": (lambda f, e, d: f.update({f"{d}1.fountain": b"?"}), "content"),
    "a draft left out": (lambda f, e, d: f.pop(f"{d}1.fountain"), {"content": "not-checked"}),
    "bytes of no entry": (lambda f, e, d: f.update({f"{d}99.txt": b"?"}), "bag"),
    "bytes of an entry without": (lambda f, e, d: f.update({f"{d}2.txt": b"?"}), "content"),
    "the same bytes twice": (lambda f, e, d: f.update({f"{d}1.x": f[f"{d}1.fountain"]}), "content"),
    "no fields": (
        lambda f, e, d: f.pop(f"{e}2.json"),
        {"fields": "fail", "content": "not-checked"},
    ),
    "fields of another": (
        lambda f, e, d: f.update({f"{e}2.json": f[f"{e}4.json"]}),
        {"fields": "fail", "content": "not-checked"},
    ),
    "no proof": (lambda f, e, d: f.pop(f"{e}2.tlog-proof"), "inclusion"),
    "proof of another": (
        lambda f, e, d: f.update({f"{e}2.tlog-proof": f[f"{e}3.tlog-proof"]}),
        "inclusion",
    ),
    "a strange file": (lambda f, e, d: f.update({"fetch.txt": b""}), "bag"),
    "no allowed_signers": (lambda f, e, d: f.pop("trust/allowed_signers"), "bag-signature"),
    "a key set too many": (
        lambda f, e, d: f.update(
            {f"trust/{KEYS['fingerprint']}.json": reader.encode(KEYS["key_set"])}
        ),
        "keys",
    ),
    "a token of nothing": (
        lambda f, e, d: f.update(
            {f"anchors/{'0' * 64}/{hashlib.sha256(b'').hexdigest()}.tsr": b""}
        ),
        {"anchors": "fail", "time": "not-checked"},
    ),
    "a proof to nowhere": (
        lambda f, e, d: f.update({f"log/{e[8:]}3-8.consistency": b"old 3\n\n"}),
        {"history": "fail", "time": "not-checked"},
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_sealed_again(tmp_path, signing_key, name):
    change, expected = TAMPERED[name]
    files = reader.unzip((VECTORS / "bundle.zip").read_bytes())
    folder = next(name for name in files if name.startswith("entries/")).rpartition("/")[0]
    change(files, f"{folder}/", f"data{folder[7:]}/")
    if isinstance(expected, str):
        expected = {expected: "fail"}
    assert judge(tmp_path, reseal(files, signing_key))[1] == expected


def test_flips_sealed_again(tmp_path, signing_key):
    unread = {"bag-info.txt", "trust/allowed_signers", "manifest-sha256.txt"}
    unread |= {reader.TAGS, reader.SIGNATURE} | reader.FOR_PEOPLE
    files, randoms = reader.unzip((VECTORS / "bundle.zip").read_bytes()), random.Random(12)
    for name in sorted(set(files) - unread):
        for _ in range(12):
            place = randoms.randrange(len(files[name]))
            other = {**files, name: flipped(files[name], place, randoms)}
            verdict, changed = judge(tmp_path, reseal(other, signing_key))
            assert verdict == "invalid", (name, place)
            assert "container" not in changed, (name, place)


def test_sealed_by_another(tmp_path):
    files = reader.unzip((VECTORS / "bundle.zip").read_bytes())
    verdict, changed = judge(tmp_path, reseal(files, Ed25519PrivateKey.generate()))
    assert (verdict, changed) == ("invalid", {"bag-signature": "fail"})
