"""The recovery kit on paper: a page a person can follow, and words that come back from it."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paper.pdf import kept, run, words_of
from tests.pipeline import small as made
from tests.pipeline.small import Small
from tests.test_words import NEVER, said
from vault.errors import BadInput, WrongPassphrase
from vault.operations import drafting, vaulting
from vault.prove.kit import Kit, text, words_in
from vault.prove.kit_page import page
from vault.seal import keys

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def kit_of(seed: bytes) -> Kit:
    return Kit("ab" * 16, "0123456789abcdef" * 4, tuple(keys.kit_words(seed)), WHEN)


@pytest.fixture
def fresh(tmp_path: Path) -> Small:
    return made.empty(tmp_path / "home")


def test_a_pdf_that_is_named_becomes_a_page_for_its_person_alone(
    fresh: Small, tmp_path: Path
) -> None:
    kit = tmp_path / "kit.PDF"
    done = fresh.init(kit=kit).data
    assert done["recovery_kit"] == str(kit)
    if os.name != "nt":
        assert stat.S_IMODE(kit.stat().st_mode) == 0o600
    tried = vaulting.test_kit(fresh.session(kit=kit)).data
    assert tried == {"vault_id": done["vault_id"], "signer": done["signer"], "opens": True}
    fresh.seal(fresh.write("One.fountain", made.text(1)))
    drafts = drafting.drafts(fresh.session(kit=kit, passphrase="wrong"), script=None).data["drafts"]
    assert [draft["script"] for draft in drafts] == ["One.fountain"]
    with pytest.raises(BadInput, match="opens and reads"), fresh.session(kit=kit).writing():
        raise AssertionError


def test_a_text_stays_the_default(fresh: Small, tmp_path: Path) -> None:
    fresh.init(kit=tmp_path / "kit.anything")
    data = (tmp_path / "kit.anything").read_bytes()
    assert data.startswith(b"SCRIPT VAULT RECOVERY KIT\n")
    assert vaulting.test_kit(fresh.session(kit=tmp_path / "kit.anything")).data["opens"]


def test_the_page_says_what_it_is_and_what_to_do(tmp_path: Path) -> None:
    kit = kit_of(bytes(range(32)))
    path = kept(tmp_path, page(kit))
    told = words_of(path, "-raw")
    assert "Pages:           1\n" in run("pdfinfo", path).decode()
    for part in (
        "Recovery kit", kit.vault_id, "0123 4567 89AB CDEF", "made 20 November 2026",
        "scriptvault keys test-kit --kit FILE.pdf", "Whoever has both the words and the folder",
        "delete the file", "printed on", "kept at",
        *(f"{n} {word}" for n, word in enumerate(kit.words, 1)),
    ):  # fmt: skip
        assert part in told, part
    for pattern in NEVER.values():
        import re

        assert not re.search(pattern, said(told))
    assert page(kit) == page(kit)


def test_the_words_stand_on_the_page_and_nowhere_else(tmp_path: Path) -> None:
    kit = kit_of(bytes(range(32)))
    path = kept(tmp_path, page(kit))
    told = run("exiftool", "-a", "-u", path).decode().lower().split()
    assert not set(kit.words) & (set(told) - {"script"})
    assert run("pdfdetach", "-list", path).decode().startswith("0 embedded")


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_every_kit_comes_back_from_its_page_and_its_text(seed: bytes) -> None:
    kit = kit_of(seed)
    for data in (page(kit), text(kit), " ".join(kit.words).encode()):
        assert keys.kit_from_words(words_in(data, keys.KIT_WORDS)) == seed


@pytest.mark.parametrize("how", ["-layout", "-raw", "-nopgbrk"])
def test_what_others_copy_from_the_page_is_read_in_its_order(tmp_path: Path, how: str) -> None:
    kit = kit_of(b"\x5a" * 32)
    path = kept(tmp_path, page(kit))
    copied = run("pdftotext", how, path, "-")
    assert tuple(words_in(copied, keys.KIT_WORDS)) == kit.words


def test_a_page_printed_once_more_by_another_program_is_still_read(tmp_path: Path) -> None:
    kit = kit_of(b"\x11" * 32)
    path = kept(tmp_path, page(kit))
    again = tmp_path / "again.pdf"
    run("qpdf", "--object-streams=generate", "--linearize", path, again)
    assert tuple(words_in(again.read_bytes(), keys.KIT_WORDS)) == kit.words


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:200],
        lambda data: data[: len(data) // 2],
        lambda data: b"%PDF-1.7\n" + b"\0" * 500,
        lambda data: b"\xff\xfe" + data,
        lambda data: b"",
    ],
)
def test_a_damaged_page_is_refused_in_words(fresh: Small, tmp_path: Path, damage: object) -> None:
    kit = tmp_path / "kit.pdf"
    fresh.init(kit=kit)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(damage(kit.read_bytes()))  # type: ignore[operator]
    with pytest.raises(BadInput) as refused:
        vaulting.test_kit(fresh.session(kit=bad))
    assert refused.value.hint


def test_the_page_of_another_vault_opens_nothing(fresh: Small, tmp_path: Path) -> None:
    fresh.init(kit=tmp_path / "kit.pdf")
    other = tmp_path / "other.pdf"
    other.write_bytes(page(kit_of(b"\x22" * 32)))
    with pytest.raises(WrongPassphrase):
        vaulting.test_kit(fresh.session(kit=other))


def test_a_misspelt_word_is_named_by_its_place(tmp_path: Path) -> None:
    kit = kit_of(bytes(range(32)))
    wrong = text(kit).replace(f" 5. {kit.words[4]}".encode(), b" 5. zzzzz")
    with pytest.raises(BadInput, match="Word 5 is not one"):
        keys.kit_from_words(words_in(wrong, keys.KIT_WORDS))


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_nothing_makes_the_reader_of_kits_stumble(data: bytes) -> None:
    try:
        words_in(data, keys.KIT_WORDS)
    except BadInput as error:
        assert error.message
