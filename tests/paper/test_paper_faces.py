"""The faces are the files they are said to be, and say truly how wide and what they set."""

import hashlib
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from vault import assets
from vault.paper.faces import Face, lacking, normal, runs, width

FONTS = assets.folder() / "fonts"
OURS = "Signs-Regular.ttf"
ROW = re.compile(r"^\| (\S+\.ttf) \| ([\d.]+) \| ([\d,]+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_file_is_the_one_whose_origin_is_told() -> None:
    told = {name: rest for name, *rest in ROW.findall((FONTS / "README.md").read_text())}
    assert set(told) == {path.name for path in FONTS.glob("*.ttf")}
    assert set(told) == {face.value for face in Face}
    for name, (version, size, digest) in told.items():
        data = (FONTS / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest, name
        assert len(data) == int(size.replace(",", "")), name
        with TTFont(FONTS / name) as font:
            assert version in font["name"].getDebugName(5), name
            licence = "Apache License" if name == OURS else "SIL Open Font License"
            assert licence in font["name"].getDebugName(13), name
            assert font["OS/2"].fsType == 0, "it may be embedded"
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 4_000_000


def test_each_family_has_its_licence() -> None:
    others = [path.name for path in FONTS.glob("*.ttf") if path.name != OURS]
    for family in {name.partition("-")[0] for name in others}:
        text = (FONTS / f"OFL-{family}.txt").read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert text.startswith("Copyright")


@pytest.mark.parametrize("face", [f for f in Face if f.value.startswith(("Courier", "Cousine"))])
def test_a_screenplay_keeps_its_columns(face: Face) -> None:
    """Ten characters to the inch at 12 points, whichever face sets them, and boxes too."""
    for text in ("INT. HOUSE - NIGHT", "Ночной поезд", "Νύχτα", "日本の夜", "né(e) → “x”…", "🎬🎬"):
        assert width(text, face, 12.0) == pytest.approx(7.2 * len(text))


def test_widths_are_those_of_the_font() -> None:
    with TTFont(Face.BOOK.path) as font:
        named, metrics = font.getBestCmap(), font["hmtx"].metrics
        text = "The “Salt Line”, ночь, Νύξ: Ấ ế ď"
        exact = sum(metrics[named[ord(c)]][0] for c in text) / font["head"].unitsPerEm
    assert width(text, Face.BOOK, 10.0) == pytest.approx(exact * 10.0, rel=0.002)


def test_a_word_is_set_in_one_face_if_any_has_it_all() -> None:
    assert [tuple(r) for r in runs("EXT. двор, day", Face.SCRIPT)] == [
        (Face.SCRIPT, "EXT. "),
        (Face.SPARE, "двор,"),
        (Face.SCRIPT, " day"),
    ]
    assert {r.face for r in runs("Ж", Face.SCRIPT_BOLD_ITALIC)} == {Face.SPARE_BOLD}
    assert [tuple(r) for r in runs("a日b", Face.BOOK)] == [
        (Face.BOOK, "a"),
        (None, "日"),
        (Face.BOOK, "b"),
    ]


def test_what_is_lacking_is_told_once_each() -> None:
    assert lacking("夜の列車 Night の 🎬", Face.BOOK) == "夜の列車🎬"
    assert lacking("Ночной поезд – Νύχτα – שלום", Face.SCRIPT) == ""
    assert lacking("a\tb\n\0", Face.BOOK) == "\t\n\0"


@given(st.text(max_size=60), st.sampled_from(list(Face)))
def test_no_character_is_lost_on_the_way_to_paper(text: str, face: Face) -> None:
    found = runs(normal(text), face)
    assert "".join(run.text for run in found) == normal(text)
    assert width(text, face, 10.0) >= 0
    assert all(run.face is not None or len(run.text) == 1 for run in found)


def test_the_folder_holds_nothing_else() -> None:
    kinds = {path.suffix for path in FONTS.iterdir()}
    assert kinds == {".ttf", ".txt", ".md"}
    assert isinstance(Face.BOOK.path, Path)
