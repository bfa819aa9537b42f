"""Archives made to lead outside, to explode, or to mean two things."""

import io
import stat
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.conftest import Good
from tests.verify.forging import LOG, SHARED, Checker, Files, failed, sparing, verdict
from vault import container


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_bomb_is_not_unpacked(good: Good, check: Checker) -> None:
    big = bytes(220 * 1024 * 1024)
    one = zipped({**good.files, "READ-ME-FIRST.txt": big})
    del big
    with sparing():
        report = check(one)
    assert (report.verdict, failed(report)) == ("invalid", {"container"})


def test_many_small_bombs_are_not_kept(good: Good, check: Checker) -> None:
    """Each is small enough to be true, all together are more than anyone shows."""
    deep = b"[" + b"[]," * 43_000 + b"[]]"
    files = {f"entries/{LOG}/{n}.json": deep for n in range(10, 1500)}
    packed = zipped({**good.files, **files})
    with sparing():
        report = check(packed)
    assert (report.verdict, failed(report)) == ("invalid", {"container"})


def test_links_doubles_and_two_names(good: Good, check: Checker) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in good.files.items():
            archive.writestr(name, data)
        link = zipfile.ZipInfo("data/link")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert failed(check(out.getvalue())) == {"container"}
    name = good.entry(4, "line").encode()
    whole = container.pack({**good.files, good.entry(5, "line"): b"x"})
    doubled = whole.replace(good.entry(5, "line").encode(), name)
    assert failed(check(doubled)) == {"container"}
    at = whole.index(name)
    assert failed(check(whole[:at] + name[:-1] + b"x" + whole[at + len(name) :])) == {"container"}


def test_an_encrypted_or_odd_member(good: Good, check: Checker) -> None:
    whole = zipped(good.files)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        directory = archive.start_dir
    for offset, value in ((8, 1), (10, 12), (24, 0xFF), (20, 0xFF), (42, 0xFF), (28, 0xFF)):
        other = bytearray(whole)
        other[directory + offset] = value
        assert verdict(check, bytes(other)) == "invalid"


@settings(SHARED, max_examples=150)
@given(st.data())
def test_a_foreign_archive_mutilated_is_never_an_error(
    good: Good, check: Checker, data: st.DataObject
) -> None:
    whole = bytearray(zipped(good.files))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1) | st.integers(len(whole) - 2600, len(whole)))
        new = data.draw(st.binary(min_size=1, max_size=6))
        whole[at : at + len(new)] = new
    assert verdict(check, bytes(whole)) in {"invalid", "incomplete", "refused"}


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "data/../../evil", "a//b", "C:/evil", "data\\evil", "data/./x"],
)
def test_names_that_climb_out(good: Good, check: Checker, name: str) -> None:
    """Our own packer refuses such names, so another must be tricked into them."""
    stand_in = "x" * len(name)
    whole = container.pack({**good.files, stand_in: b"evil\n"})
    report = check(whole.replace(stand_in.encode(), name.encode()))
    assert report.verdict == "invalid"
    assert failed(report) == {"container"}
