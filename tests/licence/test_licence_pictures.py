"""The terms in pictures: XMP packets that exiftool put in, packed, in pieces and cut off."""

import base64
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.licence.others import MADE, read, said, values
from vault import xmp
from vault.errors import BadInput, Unreadable
from vault.licence import pictures
from vault.licence.carriers import PLUS_VALUES, SPACES
from vault.licence.reading import read_terms
from vault.xmp import Property

DRAWN = {
    "square.gif": base64.b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="),
    "square.png": base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    ),
    "square.tif": b"II*\0\x08\0\0\0\x08\0"
    + b"".join(
        tag.to_bytes(2, "little") + b"\3\0\1\0\0\0" + value.to_bytes(4, "little")
        for tag, value in ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (278, 1),
                           (279, 1))
    )
    + bytes(4),
}  # fmt: skip


def packet(*rows: tuple[str, str]) -> bytes:
    return xmp.write(
        [
            Property(SPACES[prefix], prefix, name, value)
            for (prefix, _, name), value in ((row[0].partition(":"), row[1]) for row in rows)
        ]
    )


SEARCH = PLUS_VALUES + "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING"
RIGHTS = packet(("plus:DataMining", SEARCH), ("tdm:reservation", "1"), ("dc:rights", "© Somebody"))
SEARCH_ALONE = {
    "train_generative": "prohibited",
    "train_other": "prohibited",
    "data_mining": "prohibited",
    "search": "allowed",
}


@pytest.mark.parametrize("name", ["picture.jpg", *sorted(DRAWN)])
def test_what_exiftool_puts_into_a_picture(name: str, tmp_path: Path) -> None:
    path, told = tmp_path / name, tmp_path / "terms.xmp"
    path.write_bytes(DRAWN.get(name) or (MADE / name).read_bytes())
    told.write_bytes(RIGHTS)
    subprocess.run(
        ["exiftool", "-q", "-m", "-overwrite_original", f"-XMP<={told}", str(path)],
        check=True, timeout=60,
    )  # fmt: skip
    terms = read_terms(path)
    assert values(terms, "plus:DataMining") == [SEARCH]
    assert values(terms, "tdm:reservation") == ["1"]
    assert values(terms, "dc:rights") == ["© Somebody"]
    assert said(terms).items() >= SEARCH_ALONE.items()
    # The manifests that were there stand beside it.
    manifests = [s for s in terms.signals if s.property.startswith("cawg.training-mining")]
    assert len(manifests) == (2 if name == "picture.jpg" else 0)
    assert not terms.unread


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def png(*chunks: bytes) -> bytes:
    whole = DRAWN["square.png"]
    return whole[:33] + b"".join(chunks) + whole[33:]


def test_a_packed_packet_in_a_png_and_its_copyright(tmp_path: Path) -> None:
    body = b"XML:com.adobe.xmp\0\1\0en\0\0" + zlib.compress(RIGHTS)
    made = png(chunk(b"tEXt", b"Copyright\0\xa9 Somebody"), chunk(b"iTXt", body))
    terms = read(tmp_path, "square.png", made)
    assert said(terms) == SEARCH_ALONE
    assert "© Somebody" in values(terms, "dc:rights")
    bomb = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(1 << 24))
    assert read(tmp_path, "square.png", png(chunk(b"iTXt", bomb))).unread
    cut = png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + b"no zlib"))
    with pytest.raises(BadInput):
        read(tmp_path, "square.png", cut)


def test_a_packet_in_pieces_in_a_jpeg(tmp_path: Path) -> None:
    mark, pieces = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32, []
    for at in range(0, len(RIGHTS), 200):
        rest = len(RIGHTS).to_bytes(4) + at.to_bytes(4) + RIGHTS[at : at + 200]
        body = mark + rest
        pieces.append(b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body)
    made = b"\xff\xd8" + b"".join(reversed(pieces)) + b"\xff\xd9"
    assert said(read(tmp_path, "square.jpg", made)) == SEARCH_ALONE


def test_a_picture_that_breaks_off_still_says_what_was_read(tmp_path: Path) -> None:
    whole = (MADE / "picture.jpg").read_bytes()
    body = b"http://ns.adobe.com/xap/1.0/\0" + RIGHTS
    made = whole[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body + whole[2:400]
    terms = read(tmp_path, "half.jpg", made)
    assert said(terms) == SEARCH_ALONE
    assert terms.unread == ["The picture is damaged."]


def test_packets_without_an_end_are_none(tmp_path: Path) -> None:
    begin = b'<?xpacket begin="" id=""?>'
    assert read(tmp_path, "film.gif", b"GIF89a" + begin * 100_000).signals == []
    end = b'<?xpacket end="w"?>'
    with pytest.raises(BadInput) as refused:
        read(tmp_path, "film.gif", b"GIF89a" + (begin + end) * 200)
    assert "more about rights than is looked at" in refused.value.message


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_mark_end_in_an_answer(data: bytes) -> None:
    for mark in (pictures.JPEG, pictures.PNG, b"GIF89a", b"\xff\xd8\xff\xe1\0\x40"):
        try:
            list(pictures.found_in(mark + data))
        except Unreadable as error:
            assert error.message.endswith(".")


def test_a_packet_by_itself_and_in_a_drawing(tmp_path: Path) -> None:
    assert said(read(tmp_path, "picture.xmp", RIGHTS)) == SEARCH_ALONE
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><metadata>' + RIGHTS + b"</metadata></svg>"
    assert said(read(tmp_path, "picture.svg", drawing)) == SEARCH_ALONE
