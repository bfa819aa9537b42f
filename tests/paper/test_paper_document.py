"""A page holds what was put on it, where it was put, in that order; other programs say so."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest

from tests.paper.pdf import darkness, kept, picture, run, structure, words_of
from vault import xmp
from vault.paper.document import BLACK, HEIGHT, WAX, WIDTH, About, Document, described
from vault.paper.faces import Face
from vault.paper.qr import qr
from vault.paper.shapes import Path as Shape
from vault.paper.shapes import lettering

MADE = datetime(2026, 11, 20, 10, 30, 5, 250_000, timezone(timedelta(hours=1)))
ABOUT = About("Salt Line – ночь 日本", MADE, author="Ada Marsh", subject="A test")
OWN = xmp.Property("https://example.org/ns", "own", "said", "on this page")


def one_page(about: About = ABOUT) -> Document:
    document = Document(about)
    document.page()
    return document


def rich() -> bytes:
    """A document with something of everything."""
    document = Document(ABOUT)
    for number in range(3):
        document.page(xmp.write([OWN]) if number else None)
        document.bookmark(f"Page {number + 1}")
        document.text(72, 100, "INT. HOUSE - NIGHT “é”", Face.SCRIPT, 12, BLACK)
        document.draw(lettering("Mark", Face.BOOK_BOLD, 30), at=(1, 0, 0, 1, 72, 90), fill=WAX,
                      opacity=0.2)  # fmt: skip
        document.text(72, 120, "Ночь, Νύξ, 日本, 🎬", Face.BOOK, 12)
    document.attach("b.json", b"{}", "application/json", "The second", "Data")
    document.attach("a.bin", bytes(range(256)), "application/x-own", "The first", "Supplement")
    return document.finish()


def test_it_is_a_file_that_others_find_in_order(tmp_path: Path) -> None:
    path = kept(tmp_path, rich())
    told = run("pdfinfo", path).decode()
    for row in (
        "Title:           Salt Line – ночь 日本",
        "Author:          Ada Marsh",
        "Pages:           3",
        "PDF version:     1.7",
        "Page size:       612 x 792 pts (letter)",
        "Encrypted:       no",
    ):
        assert row in told
    fonts = run("pdffonts", path).decode().splitlines()[2:]
    assert len(fonts) == 3
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in fonts), "embedded subsets"
    catalog = structure(path)["trailer"]["/Root"]
    root = structure(path)[catalog]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] is True
    assert root["/Lang"] == "u:en"


def test_the_words_come_back_and_stand_where_they_were_put(tmp_path: Path) -> None:
    document = one_page()
    document.text(108, 72, "FADE IN: “naïve”", Face.SCRIPT, 12)
    document.text(306, 400.5, "Ночь", Face.BOOK_ITALIC, 20)
    path = kept(tmp_path, document.finish())
    assert words_of(path) == "FADE IN: “naïve” Ночь"
    boxes = run("pdftotext", "-bbox", path, "-").decode()
    fade = next(row for row in boxes.splitlines() if ">FADE<" in row)
    assert 'xMin="108.0' in fade
    assert 'xMax="136.8' in fade
    night = next(row for row in boxes.splitlines() if ">Ночь<" in row)
    assert 'xMin="306.0' in night
    grey = picture(path, tmp_path, dpi=144)
    assert darkness(grey, (108, 63, 136, 72), 144) > 0.1
    assert darkness(grey, (300, 402, 400, 420), 144) == 0, "nothing hangs below the baseline"


def test_letters_no_face_has_are_seen_and_copy_as_themselves(tmp_path: Path) -> None:
    document = one_page()
    document.text(72, 100, "夜の列車 – Night 🎬", Face.BOOK_BOLD, 14)
    document.text(72, 140, "日本 \n\x00\t.", Face.SCRIPT, 12)
    document.text(72, 180, "שלום עולם, مرحبا (ok)", Face.BOOK, 12)
    path = kept(tmp_path, document.finish())
    said = words_of(path, "-raw")
    for word in ("夜の列車", "Night", "🎬", "日本", "(ok)"):
        assert word in said
    signs = {"\u202a", "\u202b", "\u202c", "\u200e", "\u200f"}
    line = "".join(c for c in words_of(path) if c not in signs)
    assert "שלום עולם" in line
    assert "مرحبا" in line
    grey = picture(path, tmp_path, dpi=144)
    assert darkness(grey, (72, 88, 84, 102), 144) > 0.15, "a box and its number"
    with pikepdf.open(path) as pdf:
        assert b"/ActualText <FEFFD83CDFAC>" in pdf.pages[0].Contents.read_bytes()


def test_what_is_drawn_lies_in_the_order_of_the_calls(tmp_path: Path) -> None:
    document = one_page()
    document.text(72, 100, "below", Face.SCRIPT, 12)
    document.draw(Shape().box(60, 80, 200, 40), fill=(255, 255, 255))
    document.text(72, 200, "above", Face.SCRIPT, 12)
    document.draw(Shape().box(60, 180, 200, 40), fill=(0, 0, 0), opacity=0.25)
    path = kept(tmp_path, document.finish())
    grey = picture(path, tmp_path)
    assert darkness(grey, (60, 80, 260, 120)) == 0
    assert darkness(grey, (150, 182, 250, 218)) == pytest.approx(0.25, abs=0.01)
    assert darkness(grey, (72, 190, 108, 202)) > 0.3, "what lies under a veil is still read"
    with pikepdf.open(path) as pdf:
        stream = pdf.pages[0].Contents.read_bytes()
    order = [stream.index(part) for part in (b"692.00 Td", b"80 200 40 re", b"592.00 Td")]
    assert order == sorted(order)


def test_shapes_lie_where_they_are_drawn(tmp_path: Path) -> None:
    document = one_page()
    document.draw(Shape().box(100, 100, 50, 20, radius=6), fill=BLACK)
    document.draw(Shape().box(0, 0, 10, 10), at=(2, 0, 0, 2, 300, 300), fill=BLACK)
    document.draw(Shape().circle(200, 400, 20), stroke=BLACK, line=2, dash=(3, 3))
    document.draw(lettering("H日", Face.BOOK, 100), at=(0, 1, -1, 0, 300, 500), fill=BLACK)
    document.rule(0, 700, WIDTH, 700, BLACK, 1)
    grey = picture(kept(tmp_path, document.finish()), tmp_path, dpi=144)
    assert darkness(grey, (106, 101, 144, 119), 144) > 0.99
    assert darkness(grey, (100, 100, 101, 101), 144) < 0.2, "a round corner"
    assert darkness(grey, (300, 300, 320, 320), 144) > 0.99
    assert darkness(grey, (190, 390, 210, 410), 144) == 0
    assert 0.02 < darkness(grey, (178, 378, 222, 422), 144) < 0.12
    assert darkness(grey, (300, 505, 370, 570), 144) > 0.2, "turned letters"
    assert darkness(grey, (0, 699, WIDTH, 701), 144) > 0.4
    assert darkness(grey, (330, 330, 600, 480), 144) == 0
    with pytest.raises(ValueError, match="filled"):
        Document(ABOUT).draw(Shape())


def test_the_file_and_each_page_say_what_was_given(tmp_path: Path) -> None:
    path = kept(tmp_path, rich())
    [told] = json.loads(run("exiftool", "-json", "-G1", path))
    assert told["XMP-dc:Title"] == "Salt Line – ночь 日本"
    assert told["XMP-dc:Creator"] == "Ada Marsh"
    assert told["XMP-xmp:CreateDate"] == told["PDF:CreateDate"] == "2026:11:20 09:30:05Z"
    assert told["XMP-dc:Language"] == "en"
    with pikepdf.open(path) as pdf:
        packets = [page.obj.get("/Metadata") for page in pdf.pages]
        assert packets[0] is None
        assert xmp.parse(packets[1].read_bytes()) == (OWN,)
        assert packets[1].objgen == packets[2].objgen, "one stream that both pages name"
        assert packets[1].Type == "/Metadata"
        assert packets[1].Subtype == "/XML"
        assert pdf.Root.Metadata.read_bytes() == xmp.write(described(ABOUT))
        with pdf.open_metadata() as read:
            assert read["dc:title"] == "Salt Line – ночь 日本"


def test_a_page_keeps_its_metadata_when_it_is_taken_out(tmp_path: Path) -> None:
    path = kept(tmp_path, rich())
    alone = tmp_path / "alone.pdf"
    run("qpdf", path, "--pages", path, "3", "--", alone)
    with pikepdf.open(alone) as pdf:
        assert xmp.parse(pdf.pages[0].obj.Metadata.read_bytes()) == (OWN,)


def test_attachments_come_out_as_they_went_in(tmp_path: Path) -> None:
    path = kept(tmp_path, rich())
    listed = " ".join(run("pdfdetach", "-list", path).decode().split())
    assert listed == "2 embedded files 1: a.bin 2: b.json"
    run("pdfdetach", "-savefile", "a.bin", "-o", tmp_path / "out", path)
    assert (tmp_path / "out").read_bytes() == bytes(range(256))
    objects = structure(path)
    root = objects[objects["trailer"]["/Root"]]
    specs = [objects[reference] for reference in root["/AF"]]
    assert [(s["/UF"], s["/AFRelationship"], s["/Desc"]) for s in specs] == [
        ("u:a.bin", "/Supplement", "u:The first"),
        ("u:b.json", "/Data", "u:The second"),
    ]
    files = [objects[spec["/EF"]["/F"]] for spec in specs]
    assert [file["/Subtype"] for file in files] == ["/application/x-own", "/application/json"]
    assert [file["/Params"]["/Size"] for file in files] == [256, 2]


def test_bookmarks_lead_to_their_pages(tmp_path: Path) -> None:
    path = kept(tmp_path, rich())
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Page 1", "Page 2", "Page 3"]
        targets = [item.destination[0].objgen for item in outline.root]
        assert targets == [page.obj.objgen for page in pdf.pages]


def test_the_same_calls_give_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    import hashlib
    import subprocess
    import sys

    first = rich()
    assert rich() == first
    script = (
        "import hashlib, sys; sys.path.insert(0, '.')\n"
        "from tests.paper.test_paper_document import rich\n"
        "print(hashlib.sha256(rich()).hexdigest())"
    )
    root = Path(__file__).resolve().parent.parent.parent
    for seed in ("0", "1", "77"):
        said = subprocess.run(
            [sys.executable, "-c", script], cwd=root, capture_output=True, timeout=60, check=True,
            env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        ).stdout.decode().strip()  # fmt: skip
        assert said == hashlib.sha256(first).hexdigest()


def test_another_moment_is_another_file() -> None:
    later = About(ABOUT.title, MADE + timedelta(seconds=1))
    assert one_page(About(ABOUT.title, MADE)).finish() != one_page(later).finish()
    nearly = About(ABOUT.title, MADE.astimezone(UTC).replace(microsecond=0))
    assert one_page(About(ABOUT.title, MADE)).finish() == one_page(nearly).finish()


def test_letters_set_apart_read_as_words(tmp_path: Path) -> None:
    document = one_page()
    document.text(72, 100, "SCRIPT VAULT", Face.BOOK, 8.4, tracking=0.9)
    document.text(72, 130, "close again", Face.BOOK, 12)
    assert words_of(kept(tmp_path, document.finish())) == "SCRIPT VAULT close again"


def test_a_code_holds_the_data_itself(tmp_path: Path) -> None:
    """What is printed is, module for module, the symbol that the library computed."""
    import segno

    data = "SCRIPT VAULT SV-7F3K-Q2 SHA256:" + "9F2C" * 16
    document = one_page()
    document.draw(qr(data, 100.0), at=(1, 0, 0, 1, 72, 72), fill=BLACK)
    wide, tall, pixels = picture(kept(tmp_path, document.finish()), tmp_path, dpi=288)
    assert tall == HEIGHT * 4
    matrix = [bytes(row) for row in segno.make_qr(data, error="m", boost_error=False).matrix]
    pitch = 400 / len(matrix)
    for y, row in enumerate(matrix):
        for x, module in enumerate(row):
            px, py = int(288 + (x + 0.5) * pitch), int(288 + (y + 0.5) * pitch)
            assert (pixels[py * wide + px] < 128) == bool(module & 1), (x, y)


@pytest.mark.parametrize("pages", [113])
def test_a_feature_is_drawn_at_once(pages: int, tmp_path: Path) -> None:
    document = Document(ABOUT)
    mark = lettering("Read by Jane Doe · 7F3K-Q2", Face.BOOK_BOLD, 40)
    for number in range(pages):
        document.page()
        for line in range(54):
            if line == 27:
                at = (0.86, -0.5, 0.5, 0.86, 80.0, 500.0)
                document.draw(mark, at=at, fill=WAX, opacity=0.08)
            text = f"{number} {line} The quick brown fox jumps over the lazy dog"
            document.text(108, 72 + 12 * line, text, Face.SCRIPT, 12, BLACK)
    path = kept(tmp_path, document.finish())
    said = words_of(path)
    assert said.count("quick brown fox") == pages * 54
    assert f"{pages - 1} 53 The quick" in said
