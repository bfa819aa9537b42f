import contextlib
import io
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import container
from vault.container import Source
from vault.errors import BadInput, Unreadable
from vault.rezipped import Caps, loose_members

FILES = {"a/b.txt": b"one", "z.txt": b"", "é/ñ.txt": b"x" * 100}
BIG = {"big": b" ".join(b"%d" % n for n in range(300_000))}

part = st.text(st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]), min_size=1)
names = (
    st.lists(part, min_size=1, max_size=3)
    .map("/".join)
    .filter(lambda name: container.name_problem(name) is None)
)


def opened(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def listing(data: bytes) -> dict[str, bytes]:
    file = opened(data)
    return {m.name: container.read_member(file, m) for m in container.members(file)}


def foreign(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_the_bytes_of_one_small_archive_as_the_standard_lays_them_out():
    crc = zlib.crc32(b"hi").to_bytes(4, "little").hex()
    local = "504b0304 1400 0000 0000 0000 2100" + crc + "02000000 02000000 0100 0000 61 6869"
    entry = "504b0102 1400 1400 0000 0000 0000 2100" + crc + "02000000 02000000 0100 0000 0000"
    entry += "0000 0000 00000000 00000000 61"
    end = "504b0506 0000 0000 0100 0100 2f000000 21000000 0000"
    assert container.pack({"a": b"hi"}) == bytes.fromhex(local + entry + end)


def test_python_and_unzip_read_what_we_write(tmp_path: Path):
    path = tmp_path / "ours.zip"
    path.write_bytes(container.pack(FILES))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {i.filename: archive.read(i) for i in archive.infolist()} == FILES
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [i.flag_bits for i in archive.infolist()] == [0, 0, 0x0800]
        assert all(not (i.extra or i.comment or i.external_attr) for i in archive.infolist())
    subprocess.run([sys.executable, "-m", "zipfile", "-t", path], check=True, capture_output=True)
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-tq", path], check=True, capture_output=True)


@given(st.dictionaries(names, st.binary(max_size=200), max_size=6))
def test_any_members_are_packed_in_one_way_and_read_back(files):
    data = container.pack(files)
    assert data == container.pack(dict(reversed(files.items())))
    assert listing(data) == files
    with zipfile.ZipFile(opened(data)) as archive:
        assert {i.orig_filename: archive.read(i) for i in archive.infolist()} == files
    loose = loose_members(opened(data))
    assert {m.name: container.read_member(opened(data), m) for m in loose} == files


def test_streamed_members_give_the_same_bytes():
    out = io.BytesIO()
    pieces = [FILES["é/ñ.txt"][i : i + 7] for i in range(0, 100, 7)]
    source = Source("é/ñ.txt", 100, zlib.crc32(b"x" * 100), lambda: pieces)
    container.write([("a/b.txt", b"one"), ("z.txt", b""), source], out)
    assert out.getvalue() == container.pack(FILES)


@pytest.mark.parametrize("chunks", [[b"ab"], [b"abcd"], [b"abx"]])
def test_a_source_that_is_not_as_announced_is_refused(chunks):
    with pytest.raises(BadInput, match="changed"):
        container.write([Source("a", 3, zlib.crc32(b"abc"), lambda: chunks)], io.BytesIO())


@pytest.mark.parametrize(
    "name",
    ["", "/a", "a//b", "../a", "a/..", ".", "a\\b", "C:a", "a\0", "a/", "\ud800", "n" * 4097],
)
def test_names_that_lead_elsewhere_are_not_written(name):
    with pytest.raises(BadInput):
        container.pack({name: b""})


def test_unsorted_or_doubled_names_are_our_own_mistake():
    for pair in ([("b", b""), ("a", b"")], [("a", b""), ("a", b"")]):
        with pytest.raises(ValueError, match="sorted"):
            container.write(pair, io.BytesIO())


def test_nothing_is_written_that_would_need_zip64():
    huge = Source("a", container.SIZE_LIMIT + 1, 0, tuple)
    with pytest.raises(BadInput, match="4 GiB"):
        next(container.stream([huge]))
    many = (Source(f"{n:06}", 0, 0, tuple) for n in range(container.MEMBER_LIMIT + 1))
    with pytest.raises(BadInput, match="too many"):
        for _ in container.stream(many):
            pass
    half = Source("b", 3 * 2**30, 0, tuple)
    twice = container.stream([Source("a", 3 * 2**30, 0, tuple), half])
    with pytest.raises(BadInput):
        for _ in twice:
            pass


def test_the_most_members_there_may_be():
    out = io.BytesIO()
    container.write(((f"{n:05}", b"") for n in range(container.MEMBER_LIMIT)), out)
    assert len(container.members(out)) == container.MEMBER_LIMIT
    with zipfile.ZipFile(out) as archive:
        assert len(archive.infolist()) == container.MEMBER_LIMIT


def test_every_flipped_bit_is_noticed():
    data = container.pack({"a": b"one", "ü": b"two"})
    for at in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        try:
            found = listing(bytes(flipped))
        except Unreadable:
            continue
        # a name may be turned into another one in one place only, never in both
        pytest.fail(f"bit {at} went unnoticed: {found}")


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_cut_off_or_extended_archives_are_refused(cut):
    data = container.pack(FILES)
    for broken in (data[:-cut], data[cut:], data + b"\0" * cut, b"\0" * cut + data):
        with pytest.raises(Unreadable):
            container.members(opened(broken))


def spliced(*files: tuple[str, bytes]) -> bytes:
    """Write members as ours are, but in any order and under any name."""
    body, directory = b"", b""
    for name, data in files:
        raw, size, crc = name.encode(), len(data), zlib.crc32(data)
        flags = 0 if raw.isascii() else 0x800
        common = struct.pack("<5H3I2H", 20, flags, 0, 0, 0x21, crc, size, size, len(raw), 0)
        where = struct.pack("<3H2I", 0, 0, 0, 0, len(body))
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + where + raw
        body += b"PK\3\4" + common + raw + data
    count = len(files)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def test_the_splicer_of_these_tests_writes_the_form():
    assert spliced(("a", b"1"), ("ü", b"2")) == container.pack({"a": b"1", "ü": b"2"})


@pytest.mark.parametrize(
    "files",
    [
        [("b", b""), ("a", b"")],
        [("a", b"1"), ("a", b"2")],
        [("../a", b"")],
        [("/etc/passwd", b"")],
        [("a\\..\\b", b"")],
        [("a\0.txt", b"")],
        [("a/", b"")],
    ],
)
def test_hostile_names_and_orders_are_refused_both_ways(files):
    with pytest.raises(Unreadable):
        container.members(opened(spliced(*files)))
    if [name for name, _ in files] not in (["b", "a"], ["a/"]):  # order and folders are theirs
        with pytest.raises(Unreadable):
            loose_members(opened(spliced(*files)))


def test_foreign_archives_are_not_ours_but_their_files_are_found():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        data = foreign(FILES | BIG | {"folder/": b""}, method)
        with pytest.raises(Unreadable):
            container.members(opened(data))
        found = {
            m.name: container.read_member(opened(data), m) for m in loose_members(opened(data))
        }
        assert found == FILES | BIG


def test_foreign_archives_that_are_streamed_or_zip64_are_read():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

        def seek(self, *_):
            raise OSError

    out = Pipe()
    packed = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
    with packed as archive, archive.open("a", "w", force_zip64=True) as member:
        member.write(b"words " * 50)
    data = opened(out.getvalue())
    assert [container.read_member(data, m) for m in loose_members(data)] == [b"words " * 50]


def test_bombs_links_doubles_and_crowds_are_refused():
    with pytest.raises(Unreadable, match="tightly"):
        loose_members(opened(foreign({"bomb": bytes(65 * 2**20)})))
    assert loose_members(opened(foreign({"picture": bytes(60 * 2**20)})))
    with pytest.raises(Unreadable, match="more than 2"):
        loose_members(opened(foreign(FILES)), Caps(members=2))
    with pytest.raises(Unreadable, match="more than is looked at"):
        loose_members(opened(foreign(FILES)), Caps(total=50))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Unreadable, match="link"):
        loose_members(out)
    with pytest.raises(Unreadable, match="way we do not read"):
        loose_members(opened(foreign(FILES, zipfile.ZIP_BZIP2)))


def test_a_member_that_unpacks_to_more_than_it_says_is_stopped():
    data = bytearray(foreign({"a": b"q" * 5000}))
    real = struct.pack("<I", 5000)
    assert data.count(real) == 2
    data = data.replace(real, struct.pack("<I", 10))
    (member,) = loose_members(opened(bytes(data)))
    with pytest.raises(Unreadable, match="damaged"):
        container.read_member(opened(bytes(data)), member)


def test_members_that_share_bytes_are_refused():
    body = spliced(("a", b"1" * 40))
    entry = body[body.index(b"PK\1\2") : -22]
    doubled = body[:-22] + entry
    end = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, 2, 2, 2 * len(entry), len(body) - 22 - len(entry), 0
    )
    with pytest.raises(Unreadable):
        container.members(opened(doubled + end))
    with pytest.raises(Unreadable):
        loose_members(opened(doubled + end))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_gives_anything_but_a_plain_refusal(data):
    base = data.draw(st.sampled_from([container.pack(FILES), foreign(FILES)]))
    edits = st.tuples(st.integers(0, len(base) - 1), st.integers(0, 255))
    broken = bytearray(base)
    for at, value in data.draw(st.lists(edits, min_size=1, max_size=6)):
        broken[at] = value
    for lister in (container.members, loose_members):
        try:
            file = opened(bytes(broken))
            for member in lister(file):
                container.read_member(file, member)
        except Unreadable:
            pass


@given(st.binary(max_size=300))
def test_any_bytes_are_listed_or_refused(data):
    for lister in (container.members, loose_members):
        with contextlib.suppress(Unreadable):
            lister(opened(data))


def test_broken_directories_in_real_files_are_refused(tmp_path: Path):
    data = bytearray(container.pack(FILES))
    data[-6:-2] = struct.pack("<I", 2**31)  # a directory said to begin far outside
    (tmp_path / "broken.zip").write_bytes(data)
    with (tmp_path / "broken.zip").open("rb") as file:
        for lister in (container.members, loose_members):
            with pytest.raises(Unreadable):
                lister(file)
