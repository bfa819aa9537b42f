"""PDFs that mean harm, or are only broken: bounded, in words, and nothing hidden is believed."""

import subprocess
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.licence.papers import (
    attachment,
    copy_of,
    issued,
    metadata,
    packet_of,
    paper,
    signed,
    whole_packet,
)
from vault import xmp
from vault.errors import Unreadable
from vault.licence.attachments import Carried, carried
from vault.licence.pdf import PATIENCE

WANTED = {
    "ai-licence.rsl.xml": 1 << 16,
    "licence.json": 1 << 16,
    "licence.json.sshsig": 1 << 12,
    "evidence.zip": 1 << 20,
}
COPY = copy_of(issued())
HALF = COPY[: len(COPY) // 2]
Change = Callable[[pikepdf.Pdf], None]


def strictly(data: bytes) -> Carried:
    return carried(data, WANTED, time.monotonic, strict=True)


def tolerantly(data: bytes) -> Carried:
    return carried(data, WANTED, time.monotonic, strict=False)


def test_what_is_in_order_is_read() -> None:
    found = strictly(COPY)
    assert found.strange == found.unread == []
    assert sorted(found.files) == ["ai-licence.rsl.xml", "licence.json", "licence.json.sshsig"]
    assert len(found.pages) == 3
    assert found.information["Title"] == "The Well"
    assert found.packet == whole_packet(issued(), signed(issued()))
    assert set(found.pages) == {packet_of(issued(), signed(issued()))}


def twice_in_the_tree(document: pikepdf.Pdf) -> None:
    names = document.Root.Names.EmbeddedFiles.Names
    document.Root.Names.EmbeddedFiles.Names = pikepdf.Array(
        [
            *names,
            pikepdf.String("licence.json"),
            attachment(document, "licence.json", b"other"),
        ]
    )


def twice_but_for_case(document: pikepdf.Pdf) -> None:
    names = document.Root.Names.EmbeddedFiles.Names
    other = attachment(document, "LICENCE.JSON", b"other")
    document.Root.Names.EmbeddedFiles.Names = pikepdf.Array(
        [*names, pikepdf.String("LICENCE.JSON"), other]
    )


def under_another_key(document: pikepdf.Pdf) -> None:
    names = document.Root.Names.EmbeddedFiles.Names
    other = attachment(document, "licence.json", b"other")
    document.Root.Names.EmbeddedFiles.Names = pikepdf.Array([*names, pikepdf.String("zzz"), other])


def with_two_names(document: pikepdf.Pdf) -> None:
    document.Root.Names.EmbeddedFiles.Names[1].UF = pikepdf.String("evidence.zip")


def with_two_contents(document: pikepdf.Pdf) -> None:
    """Where a program of another system looks, there is another file."""
    first = document.Root.Names.EmbeddedFiles.Names[1]
    first.EF.UF = document.make_stream(b"another one")


def in_a_page(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Annots = document.make_indirect(
        pikepdf.Array([
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment,
                Rect=[0, 0, 1, 1], FS=attachment(document, "licence.json", b"other"),
            )
        ])
    )  # fmt: skip


def directly_in_a_page(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"other")
    document.pages[0].obj.AF = pikepdf.Array([
        pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F=pikepdf.String("x"),
            EF=pikepdf.Dictionary(F=stream),
        )
    ])  # fmt: skip


def only_associated(document: pikepdf.Pdf) -> None:
    document.Root.AF = pikepdf.Array([attachment(document, "evidence.zip", b"other")])


HIDING: dict[str, Change] = {
    "twice in the tree": twice_in_the_tree,
    "twice but for case": twice_but_for_case,
    "under another key": under_another_key,
    "with two names": with_two_names,
    "with two contents": with_two_contents,
    "in a page": in_a_page,
    "directly in a page": directly_in_a_page,
    "only associated": only_associated,
}


@pytest.mark.parametrize("how", sorted(HIDING))
def test_an_attachment_that_not_everybody_sees_is_refused(how: str) -> None:
    try:
        found = strictly(copy_of(issued(), change=HIDING[how]))
    except Unreadable as refused:
        assert refused.message.endswith(".") and refused.message.isprintable()
    else:
        assert found.strange
        assert all(said.endswith(".") and said.isprintable() for said in found.strange)


def test_an_attachment_is_listed_and_associated(tmp_path: Path) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.AF = pikepdf.Array([document.Root.Names.EmbeddedFiles.Names[1]])

    assert strictly(copy_of(issued(), change=change)).strange == []


def test_a_name_tree_in_branches_is_read_but_never_written() -> None:
    def change(document: pikepdf.Pdf) -> None:
        tree = document.Root.Names.EmbeddedFiles
        names = list(tree.Names)
        leaves = [
            document.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array(names[at : at + 2])))
            for at in range(0, len(names), 2)
        ]
        middle = document.make_indirect(pikepdf.Dictionary(Kids=pikepdf.Array(leaves)))
        document.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Kids=pikepdf.Array([middle]))

    data = copy_of(issued(), change=change)
    found = tolerantly(data)
    assert found.strange == []
    assert sorted(found.files) == ["ai-licence.rsl.xml", "licence.json", "licence.json.sshsig"]
    with pytest.raises(Unreadable) as refused:
        strictly(data)
    assert "Kids" in refused.value.message


def circle_of_pages(document: pikepdf.Pdf) -> None:
    pages = document.Root.Pages
    pages.Kids = pikepdf.Array([*pages.Kids, pages])


def circle_of_names(document: pikepdf.Pdf) -> None:
    tree = document.make_indirect(document.Root.Names.EmbeddedFiles)
    tree.Kids = pikepdf.Array([tree])
    document.Root.Names.EmbeddedFiles = tree


@pytest.mark.parametrize("change", [circle_of_pages, circle_of_names])
def test_trees_that_come_back_to_themselves_end(change: Change) -> None:
    with pytest.raises(Unreadable):
        strictly(copy_of(issued(), change=change))


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20))
    return packed + packer.flush()


def packed_metadata(packed: bytes, again: int = 1) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(b"")
        filters = [pikepdf.Name.FlateDecode] * again
        stream.write(packed, filter=pikepdf.Array(filters), type_check=False)
        document.Root.Metadata = stream

    return change


@pytest.mark.parametrize("again", [1, 2])
def test_a_bomb_in_the_metadata_is_not_unpacked(again: int) -> None:
    packed = bomb(128 << 20)
    data = paper(change=packed_metadata(zlib.compress(packed) if again == 2 else packed, again))
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            strictly(data)
        assert "more than is looked at" in tolerantly(data).unread[0]
        assert tracemalloc.get_traced_memory()[1] < 100 << 20
    finally:
        tracemalloc.stop()


def test_entities_and_depth_in_a_packet_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for packet in (laughs, b"<a>" * 5000, b"<a " + b"x='1' " * 100_000 + b"/>"):
        with pytest.raises(Unreadable):
            xmp.parse(strictly(paper(packet=packet)).packet or b"")


def test_a_thousand_pages_each_with_a_packet_of_its_own() -> None:
    def change(document: pikepdf.Pdf) -> None:
        for number, page in enumerate(document.pages):
            page.obj.Metadata = metadata(document, b"<x>%d</x>" % number)

    began = time.process_time()
    found = strictly(paper(1000, change=change))
    assert len(set(found.pages)) == 1000
    assert time.process_time() - began < PATIENCE


def test_too_many_pages_are_not_counted_to_the_end() -> None:
    def change(document: pikepdf.Pdf) -> None:
        kids = document.Root.Pages.Kids
        document.Root.Pages.Kids = pikepdf.Array([kids[0]] * 30_000)

    with pytest.raises(Unreadable) as refused:
        strictly(paper(change=change))
    assert "pages" in refused.value.message


def test_too_much_metadata_in_all_is_not_read() -> None:
    def change(document: pikepdf.Pdf) -> None:
        for number, page in enumerate(document.pages):
            page.obj.Metadata = metadata(document, b"%9d" % number + bytes(900_000))

    with pytest.raises(Unreadable) as refused:
        tolerantly(paper(30, change=change))
    assert "more metadata" in refused.value.message


def test_a_file_that_takes_too_long_is_given_up() -> None:
    ticks = iter(range(0, 10**9, 7))
    with pytest.raises(Unreadable) as refused:
        carried(copy_of(issued(), pages=50), WANTED, lambda: float(next(ticks)), strict=True)
    assert "longer" in refused.value.message


def test_a_table_of_objects_that_leads_nowhere_is_not_followed_to_its_end() -> None:
    count = 60_000
    table = b"xref\n0 %d\n" % count + b"0000000009 00000 n \n" * count
    trailer = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n9\n%%%%EOF\n" % count
    for strict in (True, False):
        ticks = iter(range(10**9))
        with pytest.raises(Unreadable):
            carried(
                b"%PDF-1.7\n" + table + trailer,
                WANTED,
                lambda ticks=ticks: next(ticks) / 100,
                strict=strict,
            )
        assert next(ticks) < 100 * PATIENCE + 100


def test_pages_that_are_not_there_are_not_all_looked_for() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids = pikepdf.Array([document.Root.Pages.Kids[0]])

    data = paper(change=change)
    gone = b" ".join(b"%d 0 R" % number for number in range(9000, 19_000))
    broken = data.replace(b"/Kids [ ", b"/Kids [ " + gone + b" ") + b" " * (1 << 20)
    assert broken != data
    ticks = iter(range(10**9))
    with pytest.raises(Unreadable) as refused:
        carried(broken, WANTED, lambda: next(ticks) / 100, strict=False)
    assert refused.value.message.endswith(".")


def test_a_password_is_said_to_be_needed() -> None:
    data = paper(encryption=pikepdf.Encryption(user="secret", owner="secret"))
    for read, word in ((strictly, "/Encrypt"), (tolerantly, "password")):
        with pytest.raises(Unreadable) as refused:
            read(data)
        assert word in refused.value.message


def test_an_empty_password_is_none_to_who_only_reads(tmp_path: Path) -> None:
    data = copy_of(issued())
    plain, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
    plain.write_bytes(data)
    words = ["qpdf", "--encrypt", "", "secret", "256", "--", str(plain), str(other)]
    subprocess.run(words, check=True, timeout=60)
    assert tolerantly(other.read_bytes()).files == strictly(data).files
    with pytest.raises(Unreadable):
        strictly(other.read_bytes())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"%PDF-", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"\0" * 10_000,
        b"%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF", b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\nxref\n0 1\n0 65535 f \ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        b"\xff\xd8\xff\xe0JFIF", COPY[:-40], HALF, HALF + b"%%EOF",
        b"junk" + COPY,
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_damaged_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        strictly(data)
    assert refused.value.message.endswith(".")


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    flips=st.lists(
        st.tuples(st.integers(0, len(COPY) - 1), st.integers(0, 255)), min_size=1, max_size=40
    ),
    strict=st.booleans(),
)
def test_any_damage_ends_in_an_answer(flips: list[tuple[int, int]], strict: bool) -> None:
    data = bytearray(COPY)
    for at, value in flips:
        data[at] = value
    try:
        found = carried(bytes(data), WANTED, time.monotonic, strict=strict)
    except Unreadable as refused:
        assert refused.message.endswith(".")
    else:
        assert isinstance(found.pages, list)


def test_nothing_is_said_on_the_way(capfd: pytest.CaptureFixture[str]) -> None:
    assert tolerantly(COPY.replace(b"startxref\n", b"startxref\n9")).files
    assert capfd.readouterr() == ("", "")
