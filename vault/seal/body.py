"""What an entry commits to: eight salted fields under one small tree (format, section 4)."""

import hmac
from collections.abc import Mapping

from vault import merkle
from vault.encoding import Json, canonical, is_hex, parse_canonical
from vault.errors import Unreadable
from vault.records import FIELD_NAMES, Fields

FIELD_DOMAIN = b"scriptvault/field/v1\n"
SALT_SIZE = 32


def blank(**fields: Json) -> Fields:
    """Return all eight fields, absent ones null.

    Raises ``Unreadable`` for a name that is no field.
    """
    strangers = set(fields) - set(FIELD_NAMES)
    if strangers:
        raise Unreadable(f"There is no field named {min(strangers)}.")
    return {name: fields.get(name) for name in FIELD_NAMES}


def field_salt(entry_salt: bytes, name: str) -> bytes:
    """Return the salt of one field: HMAC-SHA-256 under the entry's salt."""
    return hmac.digest(entry_salt, name.encode("utf-8"), "sha256")


def field_leaf(name: str, salt: bytes, value: Json) -> bytes:
    """Return the leaf of one field, with its own salt (32 bytes)."""
    return merkle.leaf_hash(FIELD_DOMAIN + name.encode("utf-8") + b"\n" + salt + canonical(value))


def commit(fields: Fields, entry_salt: bytes) -> str:
    """Return the root over the eight fields, 64 hex."""
    leaves = [field_leaf(name, field_salt(entry_salt, name), fields[name]) for name in FIELD_NAMES]
    return merkle.root(leaves).hex()


def shown(fields: Fields, entry_salt: bytes, names: frozenset[str]) -> bytes:
    """Return the file that shows some fields of an entry and only the leaves of the others."""
    members: dict[str, Json] = {}
    for name in FIELD_NAMES:
        salt = field_salt(entry_salt, name)
        if name in names:
            members[name] = {"salt": salt.hex(), "value": fields[name]}
        else:
            members[name] = {"leaf": field_leaf(name, salt, fields[name]).hex()}
    return canonical({"fields": members})


def read_shown(data: bytes) -> tuple[dict[str, Json], str]:
    """Read such a file: the fields it shows, and the commit that all eight leaves give.

    Raises ``Unreadable`` unless exactly the eight fields are there in canonical form.
    """
    document = parse_canonical(data)
    members = document.get("fields") if isinstance(document, dict) else None
    if not isinstance(members, dict) or set(document) != {"fields"}:
        raise Unreadable("This file shows no fields.")
    if set(members) != set(FIELD_NAMES):
        raise Unreadable("This file does not have exactly the eight fields.")
    values: dict[str, Json] = {}
    leaves = []
    for name in FIELD_NAMES:
        leaf, value = _leaf_of(name, members[name])
        leaves.append(leaf)
        if "value" in members[name]:
            values[name] = value
    return values, merkle.root(leaves).hex()


def parse_body(data: bytes) -> Fields:
    """Read the canonical object of all eight fields; raises ``Unreadable`` otherwise."""
    fields = parse_canonical(data)
    if not isinstance(fields, dict) or set(fields) != set(FIELD_NAMES):
        raise Unreadable("This is not an entry's body.")
    return {name: fields[name] for name in FIELD_NAMES}


def _leaf_of(name: str, member: object) -> tuple[bytes, Json]:
    if isinstance(member, Mapping):
        if set(member) == {"leaf"} and is_hex(member["leaf"], 64):
            return bytes.fromhex(member["leaf"]), None
        if set(member) == {"salt", "value"} and is_hex(member["salt"], 64):
            salt = bytes.fromhex(member["salt"])
            return field_leaf(name, salt, member["value"]), member["value"]
    raise Unreadable(f"The field {name} is neither shown nor hidden as it should be.")
