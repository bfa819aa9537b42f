"""The secrets: slots that open with the right words only, the kit, and nothing that shows them."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import assets
from vault.encoding import canonical
from vault.errors import BadInput, Unreadable, WrongPassphrase
from vault.seal import keys, slots
from vault.seal.keys import Secrets

KEYS = json.loads(assets.read("spec/vectors/keys.json"))
SLOTS = json.loads(assets.read("spec/vectors/slots.json"))
KIT = bytes(range(32))
SECRETS = Secrets(bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32)
SMALL = {"m": 64, "t": 1, "p": 1}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A passphrase slot that costs next to no work."""
    monkeypatch.setattr(slots, "ARGON2ID", SMALL)
    return slots.passphrase_slot(SECRETS, "a word", lambda size: bytes(range(size)))


def edited(given: bytes, /, **members: Any) -> bytes:
    return canonical({**json.loads(given), **members})


def with_kdf(slot: bytes, /, **members: Any) -> bytes:
    return edited(slot, kdf={**json.loads(slot)["kdf"], **members})


def test_the_published_keys() -> None:
    kit = bytes.fromhex(KEYS["kit"])
    seeds = bytes.fromhex(KEYS["ed25519_seed"]), bytes.fromhex(KEYS["ml_dsa_44_seed"])
    signing = keys.SigningKeys(*seeds, keys.next_commitment(kit))
    assert signing.public.as_json() == KEYS["key_set"]
    assert signing.public.fingerprint == KEYS["fingerprint"]
    assert signing.public.principal == KEYS["principal"]
    assert [seed.hex() for seed in keys.next_seeds(kit)] == [
        KEYS["next_ed25519_seed"],
        KEYS["next_ml_dsa_44_seed"],
    ]


def test_the_published_kit_is_bip_39() -> None:
    """24 times zero is the first test vector of BIP 39 for 256 bits: abandon … art."""
    assert " ".join(keys.kit_words(bytes(32))) == "abandon " * 23 + "art"
    assert keys.kit_from_words(KEYS["kit_words"].split()) == bytes(32)
    assert keys.kit_from_words(SLOTS["kit_words"].split()) == KIT


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_published_passphrase_slot_opens_however_the_accent_is_typed(form: Any) -> None:
    opened = slots.open_passphrase(
        SLOTS["passphrase_slot"].encode(), unicodedata.normalize(form, SLOTS["passphrase"])
    )
    assert opened == SECRETS
    assert opened.vault_key.hex() == SLOTS["secrets"]["vault"]


def test_the_published_recovery_slot_opens_for_reading_only() -> None:
    opened = slots.open_recovery(SLOTS["recovery_slot"].encode(), KIT)
    assert opened == Secrets(SECRETS.vault_key)
    assert opened.signing("00" * 32) is None
    with pytest.raises(BadInput):
        slots.passphrase_slot(opened, "a word", bytes)


def test_a_wrong_passphrase_or_kit_is_said_so(quick: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        slots.open_passphrase(quick, "a Word")
    with pytest.raises(WrongPassphrase):
        slots.open_recovery(SLOTS["recovery_slot"].encode(), bytes(32))


def test_a_passphrase_that_is_no_text_is_refused_in_words(quick: bytes) -> None:
    with pytest.raises(BadInput):
        slots.open_passphrase(quick, "\udcff")


def test_every_flipped_bit_of_a_slot_is_noticed(quick: bytes) -> None:
    for at in range(len(quick)):
        for bit in (1, 0x10):
            bad = quick[:at] + bytes([quick[at] ^ bit]) + quick[at + 1 :]
            with pytest.raises((Unreadable, WrongPassphrase)):
                slots.open_passphrase(bad, "a word")


def test_every_flipped_bit_of_a_recovery_slot_is_noticed() -> None:
    slot = SLOTS["recovery_slot"].encode()
    for at in range(len(slot)):
        for bit in (1, 0x10):
            bad = slot[:at] + bytes([slot[at] ^ bit]) + slot[at + 1 :]
            with pytest.raises((Unreadable, WrongPassphrase)):
                slots.open_recovery(bad, KIT)


HOSTILE: dict[str, dict[str, Any]] = {
    "all memory": {"m": 2**40},
    "more memory than allowed": {"m": 1_048_577},
    "all day": {"t": 17},
    "too many lanes": {"p": 17, "m": 1024},
    "no lanes": {"p": 0},
    "less memory than lanes need": {"m": 8, "p": 4},
    "memory is true": {"m": True},
    "memory is text": {"m": "64"},
    "short salt": {"salt": "00"},
    "another algorithm": {"alg": "scrypt"},
    "a member more": {"more": 1},
}


@pytest.mark.parametrize("members", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_slot_is_refused_before_any_work(quick: bytes, members: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        slots.open_passphrase(with_kdf(quick, **members), "a word")


FORMS: dict[str, dict[str, Any]] = {
    "version 2": {"v": 2},
    "version true": {"v": True},
    "another slot": {"slot": "recovery"},
    "wrapped is a number": {"wrapped": 5},
    "wrapped is short": {"wrapped": "AAAA"},
    "wrapped with spare bits": {"wrapped": "AB=="},
    "nonce too short": {"nonce": "00"},
    "kdf is a list": {"kdf": []},
    "a member more": {"more": 1},
}


@pytest.mark.parametrize("members", FORMS.values(), ids=FORMS)
def test_other_forms_of_a_slot_are_refused(quick: bytes, members: dict[str, Any]) -> None:
    with pytest.raises((Unreadable, WrongPassphrase)):
        slots.open_passphrase(edited(quick, **members), "a word")


def test_a_recovery_slot_of_another_algorithm_is_refused() -> None:
    with pytest.raises(Unreadable):
        slots.open_recovery(with_kdf(SLOTS["recovery_slot"].encode(), alg="hkdf-sha512"), KIT)


@given(st.binary(max_size=100))
def test_any_bytes_are_no_slot(data: bytes) -> None:
    with pytest.raises(Unreadable):
        slots.open_passphrase(data, "a word")
    with pytest.raises(Unreadable):
        slots.open_recovery(data, KIT)


@given(st.binary(min_size=32, max_size=32))
def test_a_kit_goes_to_words_and_back(kit: bytes) -> None:
    words = keys.kit_words(kit)
    assert len(words) == 24
    assert keys.kit_from_words([f" {word.upper()} " for word in words]) == kit


def test_kit_errors_name_the_place_and_never_the_word() -> None:
    words = keys.kit_words(KIT)
    with pytest.raises(BadInput, match="24 words, this one has 23"):
        keys.kit_from_words(words[:-1])
    with pytest.raises(BadInput, match="Word 3 ") as caught:
        keys.kit_from_words([*words[:2], "liarr", *words[3:]])
    assert "liarr" not in str(caught.value)
    with pytest.raises(BadInput, match="do not belong together"):
        keys.kit_from_words([words[1], words[0], *words[2:]])
    with pytest.raises(BadInput):
        keys.kit_from_words([])


def test_secrets_never_show_in_a_repr() -> None:
    secrets = Secrets(b"vault key of thirty-two bytes ok", b"e" * 32, b"m" * 32)
    signing = secrets.signing("00" * 32)
    shown = repr(secrets) + repr(signing) + str(signing) + repr([secrets])
    for secret in ("vault key", "e" * 32, "m" * 32, (b"e" * 32).hex(), (b"m" * 32).hex()):
        assert secret not in shown


def test_two_slots_of_the_same_secrets_differ() -> None:
    import os

    one, other = (slots.recovery_slot(bytes(32), KIT, os.urandom) for _ in range(2))
    assert one != other
    assert slots.open_recovery(one, KIT) == slots.open_recovery(other, KIT)


def test_the_published_keyring_slot_opens_everything() -> None:
    slot, key = SLOTS["keyring_slot"].encode(), bytes.fromhex(SLOTS["keyring_key"])
    assert slots.open_keyring(slot, key) == SECRETS
    with pytest.raises(WrongPassphrase):
        slots.open_keyring(slot, bytes(32))
    with pytest.raises(Unreadable):
        slots.open_keyring(SLOTS["recovery_slot"].encode(), key)
    with pytest.raises(BadInput):
        slots.keyring_slot(Secrets(bytes(32)), key, bytes)
