"""Makes the published vectors of format version 1 anew: ``python tests/vectors/make.py FOLDER``.

Run once per format version; what is published stays as it is, for tests compare with the files.
Everything but the ML-DSA signatures (which are randomised) comes out the same each time.
"""

import hashlib
import io
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from vault import container, digests, merkle
from vault.encoding import b64, canonical
from vault.log import checkpoint, proofs
from vault.merkle import Tree
from vault.operations import drafting, proving, vaulting, verifying
from vault.operations.session import Session
from vault.records import Clock
from vault.seal import body, keys, slots
from vault.seal.signing import FIRST_PREV, line_message, parse_line
from vault.settings import Places
from vault.store.folder import Folder
from vault.store.objects import Objects

LOG = "00112233445566778899aabbccddeeff"


class Chance:
    """Bytes that look random and are the same each time."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, 0

    def __call__(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(size)


def main() -> None:
    out = Path(sys.argv[1])
    signing = keys.SigningKeys(
        bytes(range(32)), bytes(range(32, 64)), keys.next_commitment(bytes(32))
    )
    write(out, "canonical", canonical_cases())
    write(out, "keys", key_cases(signing))
    write(out, "fields", field_cases())
    write(out, "log", log_cases(signing))
    write(out, "objects", object_cases())
    write(out, "slots", slot_cases())
    vault_and_bundle(out)


def write(out: Path, name: str, value: object) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=True)
    (out / f"{name}.json").write_text(text + "\n", encoding="ascii")


def canonical_cases() -> dict:
    good = [
        {"b": 1, "a": [True, False, None], "é": 'ü\u2028\n"\\/\u0007'},
        {"\ufb33": 1, "\U0001f600": 2, "z": {}},
        9007199254740991,
        "",
        [],
    ]
    refused = ['{"a":1,"a":1}', '{"a": 1}', "1.0", "-1", "9007199254740992", '"\\u0041"', "1e2",
               '{"b":1,"a":2}', "NaN", '"\\ud800"', "01", '{"a":1}\n', "[-0]"]  # fmt: skip
    return {
        "canonical": [{"value": value, "bytes": canonical(value).hex()} for value in good],
        "refused": [{"bytes": text.encode("utf-8").hex(), "text": text} for text in refused],
    }


def key_cases(signing: keys.SigningKeys) -> dict:
    public = signing.public
    message = b"the manifest of a bundle\n"
    return {
        "ed25519_seed": bytes(range(32)).hex(),
        "ml_dsa_44_seed": bytes(range(32, 64)).hex(),
        "kit": bytes(32).hex(),
        "kit_words": " ".join(keys.kit_words(bytes(32))),
        "next_ed25519_seed": keys.next_seeds(bytes(32))[0].hex(),
        "next_ml_dsa_44_seed": keys.next_seeds(bytes(32))[1].hex(),
        "key_set": public.as_json(),
        "fingerprint": public.fingerprint,
        "principal": public.principal,
        "sshsig": {
            "namespace": "scriptvault-bundle-v1",
            "message": message.hex(),
            "armour": signing.sign_file("scriptvault-bundle-v1", message).decode(),
        },
    }


def field_cases() -> dict:
    salt = bytes(range(32))
    fields = body.blank(
        kind="draft",
        names={"title": "Ça ira", "path": "a/Ça ira.fountain", "folder": "Scripts"},
        content={"sha256": "00" * 32, "sha512": "11" * 64, "size": 3, "media": "text/plain"},
    )
    return {
        "entry_salt": salt.hex(),
        "fields": fields,
        "salts": {name: body.field_salt(salt, name).hex() for name in fields},
        "leaves": {
            name: body.field_leaf(name, body.field_salt(salt, name), fields[name]).hex()
            for name in fields
        },
        "commit": body.commit(fields, salt),
        "shown_all": body.shown(fields, salt, frozenset(fields)).decode(),
        "shown_kind_only": body.shown(fields, salt, frozenset({"kind"})).decode(),
        "scene": {
            "place": "scene/2",
            "value": {"place": 2, "number": None, "heading": "INT. ROOM", "text": "INT. ROOM\n"},
            "leaf": body.field_leaf(
                "scene/2",
                body.field_salt(salt, "scene/2"),
                {"place": 2, "number": None, "heading": "INT. ROOM", "text": "INT. ROOM\n"},
            ).hex(),
        },
    }


def log_cases(signing: keys.SigningKeys) -> dict:
    raws, prev = [], FIRST_PREV
    for seq in range(7):
        members: dict = {
            "v": 1,
            "log": LOG,
            "seq": seq,
            "prev": prev,
            "commit": hashlib.sha256(f"commit {seq}".encode()).hexdigest(),
            "object": hashlib.sha256(f"object {seq}".encode()).hexdigest()[:32],
        }
        if seq == 0:
            begin = {"event": "begin", "set": signing.public.as_json(), "parent": None}
            members["key_event"] = begin
        if seq == 5:
            following = keys.SigningKeys(*keys.next_seeds(bytes(32)), next_keys="ab" * 32)
            members["key_event"] = {"event": "rotate", "set": following.public.as_json()}
            signing = following
        raw = signing.sign_line(members)
        raws.append((raw, signing))
        prev = parse_line(raw).leaf.hex()
    leaves = [merkle.leaf_hash(raw) for raw, _ in raws]
    tree = Tree(leaves)
    heads = {s: checkpoint.sign(LOG, s, tree.root(s), raws[s - 1][1]) for s in (1, 3, 5, 6, 7)}
    good, third = raws[1][0], heads[3].raw
    changed = parse_line(good)
    return {
        "lines": [raw.decode() for raw, _ in raws],
        "leaves": [leaf.hex() for leaf in leaves],
        "signed_message_of_line_1": line_message(json.loads(good)).hex(),
        "fingerprints": [signer.public.fingerprint for _, signer in raws],
        "roots": {str(size): tree.root(size).hex() for size in range(1, 8)},
        "checkpoints": {str(size): head.raw.decode() for size, head in heads.items()},
        "checkpoint_hashes": {str(size): head.hash for size, head in heads.items()},
        "inclusion": [
            proofs.write_inclusion(seq, tree.inclusion(seq, 7), heads[7].raw).decode()
            for seq in range(7)
        ],
        "consistency": [
            proofs.write_consistency(a, tree.consistency(a, b), heads[b].raw).decode()
            for a, b in ((1, 3), (3, 5), (5, 6), (6, 7), (3, 7))
        ],
        "refused_lines": {
            "a space": good.replace(b",", b", ", 1).decode(),
            "another version": good.replace(b'"v":1', b'"v":2').decode(),
            "an unknown member": good.replace(b'"v":1', b'"v":1,"w":1').decode(),
            "base64 with spare bits": good.replace(
                b64(changed.signature).encode(), b64(changed.signature)[:-3].encode() + b"B=="
            ).decode(),
            "upper-case hex": good.replace(
                changed.object.encode(), changed.object.upper().encode()
            ).decode(),
        },
        "badly_signed_lines": {
            "another seq": good.replace(b'"seq":1', b'"seq":2').decode(),
        },
        "refused_checkpoints_of_size_3": {
            "a third signature": (third + third.splitlines(keepends=True)[-1]).decode(),
            "only one signature": b"".join(third.splitlines(keepends=True)[:-1]).decode(),
            "signatures swapped": swapped(third).decode(),
            "line ends of Windows": third.replace(b"\n", b"\r\n").decode(),
            "size with a zero in front": third.replace(b"\n3\n", b"\n03\n").decode(),
            "no empty line": third.replace(b"\n\n", b"\n").decode(),
            "an extension line": third.replace(b"\n\n", b"\nmore\n\n").decode(),
        },
    }


def swapped(raw: bytes) -> bytes:
    rows = raw.splitlines(keepends=True)
    return b"".join([*rows[:4], rows[5], rows[4]])


def object_cases() -> dict:
    with TemporaryDirectory() as place:
        folder = Folder(Path(place))
        key = bytes(range(64, 96))
        objects, found, base = Objects(folder, key, Chance("objects")), [], None
        text = "".join(f"Line {n} of a scene that goes on.\n" for n in range(200))
        for number in range(3):
            content = text.replace("Line 100 ", f"Line 100, take {number}, ").encode()
            about = digests.of_bytes(content)
            sealed = {"sha256": about.sha256, "sha512": about.sha512, "size": about.size}
            fields = body.blank(kind="draft", content={**sealed, "media": "text/plain"})
            salt = bytes([number]) * 32
            handle = objects.put(fields, salt, content, base)
            path = objects.path(handle)
            found.append(
                {
                    "handle": handle,
                    "file_name": path.name,
                    "stored": path.read_bytes().hex(),
                    "base": base,
                    "entry_salt": salt.hex(),
                    "fields": fields,
                    "content": content.decode(),
                }
            )
            base = base or handle
        return {"vault_key": key.hex(), "objects": found}


def slot_cases() -> dict:
    secrets = keys.Secrets(bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32)
    kit = bytes(range(32))
    return {
        "passphrase": "Cafe\u0301 de nuit",
        "passphrase_slot": slots.passphrase_slot(
            secrets, "Cafe\u0301 de nuit", Chance("slot")
        ).decode(),
        "kit_words": " ".join(keys.kit_words(kit)),
        "keyring_key": bytes([4] * 32).hex(),
        "keyring_slot": slots.keyring_slot(secrets, bytes([4] * 32), Chance("keyring")).decode(),
        "recovery_slot": slots.recovery_slot(secrets.vault_key, kit, Chance("kit")).decode(),
        "secrets": {"vault": "01" * 32, "ed25519": "02" * 32, "ml-dsa-44": "03" * 32},
    }


def vault_and_bundle(out: Path) -> None:
    """A small vault, packed as a ZIP, and a bundle that was made of it."""
    ticks = iter(range(10**6))

    def clock() -> Clock:
        n = next(ticks)
        return Clock(datetime.fromtimestamp(1_795_000_000 + n, UTC), float(n))

    with TemporaryDirectory() as place:
        home = Path(place)
        scripts = home / "Scripts"
        scripts.mkdir()
        session = Session(
            passphrase=lambda _: "correct horse", environment={}, clock=clock,
            random=Chance("vault"), sleep=time.sleep,
        )  # fmt: skip
        session.__dict__["where"] = Places(home / "vault", home / "c", home / "k")
        vaulting.init(session, writer="Ada Writer", email=None, watch=[scripts],
                      kit=home / "kit.txt", time="off")  # fmt: skip
        script = scripts / "The Well.fountain"
        for take in ("first", "second", "third"):
            script.write_bytes(f"INT. WELL - NIGHT\n\nWater. The {take} time.\n".encode())
            drafting.seal(session, files=[script])
        drafting.label(session, draft="The Well.fountain#2", name="sent to agent")
        proving.prove(session, drafts=(), script=None, all=True, output=out / "bundle.zip",
                      with_log=False, force=True)  # fmt: skip
        told = verifying.verify(session, files=[out / "bundle.zip"], signer=None).data
        members = {
            str(path.relative_to(home / "vault")): path.read_bytes()
            for path in sorted((home / "vault").rglob("*"))
            if path.is_file()
        }
        packed = io.BytesIO()
        container.write(sorted(members.items()), packed)
        (out / "vault.zip").write_bytes(packed.getvalue())
        write(
            out,
            "expected",
            {
                "vault.zip": {
                    "passphrase": "correct horse",
                    "kit_words": " ".join(
                        row.split()[1]
                        for row in (home / "kit.txt").read_text().splitlines()
                        if row[:2].strip().isdigit() and row[2:3] == "."
                    ),
                    "drafts": [
                        f"INT. WELL - NIGHT\n\nWater. The {take} time.\n"
                        for take in ("first", "second", "third")
                    ],
                    "label_of_draft_2": "sent to agent",
                },
                "bundle.zip": {
                    "verdict": told["verdict"],
                    "because": told["because"],
                    "results": {c["name"]: c["result"] for c in told["checks"]},
                    "drafts": [d["sha256"] for d in told["drafts"]],
                },
            },
        )


if __name__ == "__main__":
    main()
