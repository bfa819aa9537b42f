"""Files at hand beside a bundle, held against what its entries sealed; and what is not shown."""

from pathlib import Path

import pytest

from tests.vectors.faults import hide
from tests.vectors.published import Published, made, small, without
from tests.verify.forging import LOG, OTHER_LOG, Checker, Files, describe, failed
from vault.digests import Digests, of_chunks
from vault.timestamp.authorities import roots
from vault.verify.bundle import verify_bundle
from vault.verify.report import Report

DRAFT = b"INT. WELL - NIGHT\n\nWater.\n"
DATA = f"data/{LOG}/1.fountain"


@pytest.fixture
def plain(tmp_path: Path) -> Checker:
    return Checker(tmp_path, roots(None, pinned_pem={}))


@pytest.fixture(scope="module")
def one_draft() -> Files:
    one = small()
    return made([one.shown([one.head()], without={2})])


def given(check: Checker, files: Files, *drafts: bytes) -> Report:
    at_hand = [digests(draft) for draft in drafts]
    return verify_bundle(check.write(files), check.roots, None, at_hand)


def digests(data: bytes) -> Digests:
    return of_chunks([data])


def test_a_file_is_taken_for_the_bytes_that_were_left_out(plain: Checker, one_draft: Files) -> None:
    bare = without(one_draft, DATA)
    assert given(plain, bare).result("content") == "not-checked"
    assert given(plain, bare, DRAFT).result("content") == "pass"
    assert given(plain, one_draft, DRAFT).result("content") == "pass"
    for files in (bare, one_draft):
        assert failed(given(plain, files, b"Something else.\n")) == {"content"}
        assert failed(given(plain, files, DRAFT, b"Something else.\n")) == {"content"}


def test_a_copy_handed_over_is_held_against_its_entry(plain: Checker) -> None:
    """Whoever was sent a copy has its file, and the bundle shows the entry that recorded it."""
    one = Published()
    one.begin()
    one.append({"kind": "copy", "content": describe(b"%PDF of a copy")})
    files = made([one.shown([one.head()])])
    assert given(plain, files).result("content") == "not-checked"
    assert given(plain, files, b"%PDF of a copy").result("content") == "pass"
    assert failed(given(plain, files, b"%PDF of another")) == {"content"}


def test_a_draft_that_hides_its_hash_has_nothing_to_compare_with(
    plain: Checker, one_draft: Files
) -> None:
    hidden = hide(without(one_draft, DATA), 1, "content")
    assert given(plain, hidden, b"Anything.\n").result("content") == "not-checked"


def test_a_file_with_the_sealed_sha256_and_not_the_rest_fails(plain: Checker) -> None:
    one = Published()
    one.begin()
    lying = {**describe(DRAFT), "sha512": "ab" * 64}
    one.append({"kind": "draft", "content": lying})
    files = made([one.shown([one.head()])])
    assert failed(given(plain, files, DRAFT)) == {"content"}
    assert failed(given(plain, hide(files, 0, "content"), DRAFT)) == {"content"}


def test_what_is_not_shown_does_not_say_that_all_is_here(plain: Checker) -> None:
    one = small()
    whole = plain(made([one.shown([one.head()])]))
    assert whole.not_shown[0] == f"Entries of log {LOG[:8]} after its first 3, which are all here."
    part = plain(made([one.shown([one.head()], without={2})]))
    assert part.not_shown[0].startswith(f"1 of the 3 entries of log {LOG[:8]} are not in this")


def test_of_several_logs_one_may_have_its_parent_elsewhere(plain: Checker) -> None:
    first = small()
    second = Published(log=OTHER_LOG, parent=first.cited(3))
    second.begin()
    third = Published(log="a" * 32, parent=second.cited(1))
    third.begin()
    joined = made([third.shown([third.head()]), second.shown([second.head()])])
    assert not failed(plain(joined))
    apart = made([first.shown([first.head(2)], without={2}), third.shown([third.head()])])
    assert failed(plain(apart)) == {"keys"}
