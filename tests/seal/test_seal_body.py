"""What an entry commits to: the published fields, and files that show only some of them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import assets
from vault.encoding import canonical
from vault.errors import Unreadable
from vault.records import FIELD_NAMES
from vault.seal import body

CASE = json.loads(assets.read("spec/vectors/fields.json"))
SALT = bytes.fromhex(CASE["entry_salt"])
FIELDS = CASE["fields"]


def test_the_published_salts_leaves_and_commit() -> None:
    assert list(FIELDS) == list(FIELD_NAMES)
    for name, value in FIELDS.items():
        salt = body.field_salt(SALT, name)
        assert salt.hex() == CASE["salts"][name]
        assert body.field_leaf(name, salt, value).hex() == CASE["leaves"][name]
    assert body.commit(FIELDS, SALT) == CASE["commit"]


def test_the_published_scene_has_its_leaf() -> None:
    scene = CASE["scene"]
    salt = body.field_salt(SALT, scene["place"])
    assert body.field_leaf(scene["place"], salt, scene["value"]).hex() == scene["leaf"]


def test_the_published_files_that_show_fields() -> None:
    assert body.shown(FIELDS, SALT, frozenset(FIELDS)).decode() == CASE["shown_all"]
    assert body.shown(FIELDS, SALT, frozenset({"kind"})).decode() == CASE["shown_kind_only"]
    assert body.read_shown(CASE["shown_all"].encode()) == (FIELDS, CASE["commit"])
    assert body.read_shown(CASE["shown_kind_only"].encode()) == ({"kind": "draft"}, CASE["commit"])


@given(st.sets(st.sampled_from(FIELD_NAMES)))
def test_any_choice_of_fields_gives_the_same_commit(names: set[str]) -> None:
    shown = body.shown(FIELDS, SALT, frozenset(names))
    values, commit = body.read_shown(shown)
    assert commit == CASE["commit"]
    assert values == {name: FIELDS[name] for name in names}
    hidden = set(FIELD_NAMES) - names
    for name in hidden - {"script", "capture", "parties", "terms", "details"}:
        assert canonical(FIELDS[name]) not in shown


def changed(edit: Any) -> bytes:
    document = json.loads(CASE["shown_all"])
    edit(document["fields"])
    return canonical(document)


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_a_changed_field_gives_another_commit(name: str) -> None:
    told = body.read_shown(changed(lambda fields: fields[name].update(value="other")))
    assert told[1] != CASE["commit"]
    salted = body.read_shown(changed(lambda fields: fields[name].update(salt="00" * 32)))
    assert salted[1] != CASE["commit"]


EDITS: dict[str, Any] = {
    "a field is missing": lambda fields: fields.pop("terms"),
    "a field more": lambda fields: fields.update(more=fields["kind"]),
    "value without salt": lambda fields: fields["kind"].pop("salt"),
    "salt without value": lambda fields: fields["kind"].pop("value"),
    "shown and hidden": lambda fields: fields["kind"].update(leaf="00" * 32),
    "short salt": lambda fields: fields["kind"].update(salt="00" * 31),
    "salt no hex": lambda fields: fields["kind"].update(salt="zz" * 32),
    "no object": lambda fields: fields.update(kind="draft"),
    "short leaf": lambda fields: fields.update(kind={"leaf": "00"}),
    "leaf is a number": lambda fields: fields.update(kind={"leaf": 5}),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_other_forms_are_refused(edit: Any) -> None:
    with pytest.raises(Unreadable):
        body.read_shown(changed(edit))


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"fields":[]}', b'{"fields":{},"more":1}', b"x"])
def test_what_shows_no_fields_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        body.read_shown(data)
    with pytest.raises(Unreadable):
        body.parse_body(data)


def test_a_blank_entry_has_eight_fields_and_no_ninth() -> None:
    assert list(body.blank(kind="draft")) == list(FIELD_NAMES)
    with pytest.raises(Unreadable, match="mood"):
        body.blank(mood="good")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_body_or_refused(data: bytes) -> None:
    for read in (body.parse_body, body.read_shown):
        with pytest.raises(Unreadable):
            read(data)
