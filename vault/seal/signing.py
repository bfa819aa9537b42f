"""Public keys and what they have signed: key sets, lines, SSHSIG. No secret is known here."""

import base64
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vault import merkle
from vault.encoding import Json, b64, canonical, is_hex, parse_canonical, sha256, unb64
from vault.errors import Unreadable
from vault.records import Leaf, Line

LINE_DOMAIN = b"scriptvault/line/v1\n"
KEYSET_DOMAIN = b"scriptvault/keyset/v1\n"
NEXT_DOMAIN = b"scriptvault/nextkeys/v1\n"
LONGEST_LINE = 66_000
FIRST_PREV = "0" * 64
BUNDLE_NAMESPACE = "scriptvault-bundle-v1"
CERTIFICATE_NAMESPACE = "scriptvault-certificate-v1"
LICENCE_NAMESPACE = "scriptvault-licence-v1"

_LINE_MEMBERS = {"v", "log", "seq", "prev", "commit", "object", "key", "sig"}
_SSH_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_SSH_END = "-----END SSH SIGNATURE-----"
_SSH_WIDTH = 70  # what ssh-keygen writes; re-encoding must give the same armour


@dataclass(frozen=True, slots=True)
class KeySet:
    """The two public keys in force and the hash of the two that will follow them."""

    ed25519: bytes
    mldsa44: bytes
    next: str

    def as_json(self) -> dict[str, Json]:
        """Return the key set as it stands in key events and in ``trust/``."""
        return {**_keys_json(self.ed25519, self.mldsa44), "next": self.next}

    @property
    def fingerprint(self) -> str:
        """What people compare: 64 hex over both keys and ``next`` (format, section 5)."""
        return sha256(KEYSET_DOMAIN + canonical(self.as_json())).hex()

    @property
    def short(self) -> str:
        """The first 16 hex of the fingerprint, as lines name their key set."""
        return self.fingerprint[:16]

    @property
    def principal(self) -> str:
        """The name under which SSH tools know the signer; never a mail address."""
        return f"vault-{self.short}"

    def follows(self, earlier: "KeySet") -> bool:
        """Tell whether this is the successor that ``earlier`` committed itself to."""
        return next_hash(self.ed25519, self.mldsa44) == earlier.next


def next_hash(ed25519: bytes, mldsa44: bytes) -> str:
    """Return the commitment to a future pair of public keys, 64 hex."""
    return sha256(NEXT_DOMAIN + canonical(_keys_json(ed25519, mldsa44))).hex()


def parse_key_set(value: object) -> KeySet:
    """Read a key set from its JSON object; raises ``Unreadable`` for anything else."""
    if not isinstance(value, Mapping) or set(value) != {"ed25519", "ml-dsa-44", "next"}:
        raise Unreadable("This is not a key set.")
    if not all(isinstance(part, str) for part in value.values()) or not is_hex(value["next"], 64):
        raise Unreadable("This is not a key set.")
    return KeySet(
        ed25519=unb64(value["ed25519"], 32),
        mldsa44=unb64(value["ml-dsa-44"], 1312),
        next=value["next"],
    )


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature (RFC 8032) over ``message`` is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def line_message(members: Mapping[str, Json]) -> bytes:
    """Return what the signature of a line is over: its members without ``sig``."""
    return LINE_DOMAIN + canonical({k: v for k, v in members.items() if k != "sig"})


def parse_line(raw: bytes) -> Line:
    """Read one line (without newline) strictly; raises ``Unreadable``. Checks no signature."""
    if len(raw) > LONGEST_LINE:
        raise Unreadable("This line is longer than any line of ours.")
    value = parse_canonical(raw)
    if not isinstance(value, dict) or set(value) - {"key_event"} != _LINE_MEMBERS:
        raise Unreadable("This line does not have exactly the members of a line.")
    seq, event = value["seq"], value.get("key_event")
    if value["v"] != 1 or isinstance(value["v"], bool):
        raise Unreadable("This line is of a later version of the format.")
    sized = {"log": 32, "prev": 64, "commit": 64, "object": 32, "key": 16}
    if not all(is_hex(value[name], digits) for name, digits in sized.items()):
        raise Unreadable("A member of this line is not the hex it should be.")
    if not isinstance(seq, int) or isinstance(seq, bool) or not isinstance(value["sig"], str):
        raise Unreadable("This line has no place in its log, or no signature.")
    if "key_event" in value and not isinstance(event, dict):
        raise Unreadable("This line's key event is not one.")
    return Line(
        raw=raw,
        log=value["log"],
        seq=seq,
        prev=value["prev"],
        commit=value["commit"],
        object=value["object"],
        key=value["key"],
        key_event=event,
        signature=unb64(value["sig"], 64),
        leaf=Leaf(merkle.leaf_hash(raw)),
    )


def verify_line(line: Line, keys: KeySet) -> bool:
    """Tell whether the line names this key set and carries its Ed25519 signature."""
    members = parse_canonical(line.raw)
    return line.key == keys.short and verify_ed25519(
        keys.ed25519, line.signature, line_message(members)
    )


def sshsig_message(namespace: str, message: bytes) -> bytes:
    """Return what an SSH signature is over (OpenSSH PROTOCOL.sshsig), hash SHA-512."""
    digest = hashlib.sha512(message).digest()
    return b"SSHSIG" + b"".join(map(_ssh_string, (namespace.encode(), b"", b"sha512", digest)))


def sshsig_armour(public: bytes, namespace: str, signature: bytes) -> bytes:
    """Return the armoured SSH signature file for an Ed25519 signature over ``sshsig_message``."""
    blob = (
        b"SSHSIG"
        + struct.pack(">I", 1)
        + b"".join(
            map(
                _ssh_string,
                (
                    _ssh_public(public),
                    namespace.encode(),
                    b"",
                    b"sha512",
                    _ssh_string(b"ssh-ed25519") + _ssh_string(signature),
                ),
            )
        )
    )
    body = base64.b64encode(blob).decode("ascii")
    rows = [body[i : i + _SSH_WIDTH] for i in range(0, len(body), _SSH_WIDTH)]
    return "\n".join([_SSH_BEGIN, *rows, _SSH_END, ""]).encode("ascii")


def verify_sshsig(armour: bytes, message: bytes, namespace: str, public: bytes) -> bool:
    """Tell whether ``armour`` is exactly our form of a good signature by this key.

    Strict by writing again: the signature is taken out, the whole file made anew and compared.
    """
    rows = armour.split(b"\n")
    try:
        blob = base64.b64decode(b"".join(rows[1:-2]), validate=True)
    except ValueError:
        return False
    signature = blob[-64:]
    if sshsig_armour(public, namespace, signature) != armour:
        return False
    return verify_ed25519(public, signature, sshsig_message(namespace, message))


def allowed_signers(keys: KeySet, namespaces: tuple[str, ...] = (BUNDLE_NAMESPACE,)) -> bytes:
    """Return the line by which ``ssh-keygen -Y verify`` knows this signer."""
    public = base64.b64encode(_ssh_public(keys.ed25519)).decode("ascii")
    allowed = ",".join(namespaces)
    return f'{keys.principal} namespaces="{allowed}" ssh-ed25519 {public}\n'.encode("ascii")


def _keys_json(ed25519: bytes, mldsa44: bytes) -> dict[str, Json]:
    return {"ed25519": b64(ed25519), "ml-dsa-44": b64(mldsa44)}


def _ssh_string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _ssh_public(public: bytes) -> bytes:
    return _ssh_string(b"ssh-ed25519") + _ssh_string(public)
