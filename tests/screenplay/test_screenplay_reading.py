"""The door of the package: any bytes in, a script or a reason out; and what the text promises."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.screenplay.model import Element, Kind, Opaque, Script
from vault.screenplay.reading import (
    PROFILE,
    READER,
    VERSION,
    canonical_text,
    front,
    pages,
    read,
    scenes,
    text_sha256,
    words,
)

# On a busy machine slowness says nothing about the code.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
NAMES = ["a.fdx", "a.fountain", "a.txt", "a.md", "a.bin", "a", "", ".fdx", "a.docx", "a\\b/c.FDXT"]
PREFIXES = [
    b"",
    b"<FinalDraft>",
    b"<?xml ?>",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xfe\xff",
    b"INT. A\n\n",
]


def test_the_reader_has_a_name_and_a_version():
    assert READER
    assert isinstance(VERSION, int)
    assert PROFILE == "sv-text-1"


@settings(CALM, max_examples=300)
@given(st.sampled_from(PREFIXES), st.binary(max_size=200), st.sampled_from(NAMES))
def test_no_bytes_make_it_raise(prefix, data, name):
    found = read(prefix + data, name)
    if isinstance(found, Opaque):
        assert found.reason
        return
    assert front(found) + "".join(scene.text for scene in scenes(found)) == canonical_text(found)
    assert words(found) == len(canonical_text(found).split())
    assert pages(found) >= (words(found) > 0)


def test_every_sample_is_read_or_refused(samples):
    for path in samples.rglob("*"):
        if path.is_file():
            found = read(path.read_bytes(), path.name)
            if isinstance(found, Script):
                canonical_text(found), scenes(found), words(found), pages(found)
            else:
                assert found.reason[0].islower() or found.reason.startswith("XML")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("celtx/test.celtx", "celtx"),
        ("docx/strict.docx", "docx"),
        ("docx/renamed_document_xml.docx", "docx"),
        ("fadein/TestFDX-FI.fadein", "fadein"),
        ("pdf/screenreg-fixture-01-minimal.pdf", "pdf"),
        ("trelby/sample.trelby", "trelby"),
    ],
)
def test_formats_that_are_not_read_yet_are_named(samples, path, kind):
    found = read((samples / path).read_bytes(), path)
    assert isinstance(found, Opaque)
    assert found.format == kind


@pytest.mark.parametrize(
    ("data", "name", "words_of_the_reason"),
    [
        (b"ScreenwriterWinVer. 6.0" + bytes(99), "a.mmsw", "Movie Magic"),
        (b"PK\x03\x04 whatever", "a.fountain", "ZIP"),
        (b"\xfd\xfd\xfd\xfd\x00", "a.fdr", "old Final Draft"),
        (b"{\\rtf1 hello}", "a.doc", "RTF"),
        (
            b"<?xml version='1.0'?><document type='Open Screenplay Format document'/>",
            "a.osf",
            "Open",
        ),
        (b"SQLite format 3\x00", "a.starc", "database"),
        (bytes(4096), "a.fdx", "zeros"),
        (b"", "a.txt", "empty"),
        (b"\x00\x01\x02binary\x07", "a.txt", "no text"),
        (b"caf\xe9", "a.dat", "no text"),
    ],
)
def test_reasons_are_plain(data, name, words_of_the_reason):
    found = read(data, name)
    assert isinstance(found, Opaque)
    assert words_of_the_reason in found.reason


def test_names_do_not_decide_what_bytes_say():
    script = b"INT. ROOM - NIGHT\n\nRain.\n\nEXT. ROOM - DAY\n\nSun."
    assert read(script, "a.highland").format == "fountain"
    assert read(script, "a.txt").format == "fountain"
    assert read(b"Rain.\n\nSun.", "a.txt").format == "text"
    assert read(b"<FinalDraft><Content/></FinalDraft>", "a.txt").format == "fdx"


def test_text_vectors_of_screenreg(samples):
    folder = samples / "text-vectors"
    for source in sorted(folder.glob("*.input.bin")):
        stem = source.name.removesuffix(".input.bin")
        found = read(source.read_bytes(), "vector.bin")
        expected = folder / f"{stem}.expected.bin"
        if not expected.exists():
            assert isinstance(found, Opaque), stem
            continue
        # Line ends, marks and composition are theirs; the margin and the last LF are ours.
        theirs = expected.read_bytes().decode()
        ours = canonical_text(found)
        assert [line.strip() for line in ours.splitlines()] == [
            line.strip() for line in theirs.splitlines() if line.strip()
        ], stem


def test_encodings_of_text():
    assert read(b"caf\xe9 \x93quoted\x94", "a.txt").elements[0].text == "café “quoted”"
    assert read(b"caf\xe9 \x81", "a.txt").flags == ("lossy-decoding",)
    assert read(b"caf\xe9", "a.txt").flags == ()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        assert canonical_text(read("Grün.\n\nRain on tin.".encode(encoding), "a.txt")) == (
            "  Grün.\n  Rain on tin.\n"
        )


def test_canonical_text_ignores_line_ends_composition_and_spacing():
    plain = text_sha256(read("INT. CAFÉ - DAY\n\nRain  falls.\n\nJO\nHi.".encode(), "a.fountain"))
    for other in (
        "int. café - day #4#\r\n\r\nRain\tfalls. \r\n\r\nJO\r\nHi.\r\n\r\n",
        unicodedata.normalize("NFD", "INT. CAFÉ - DAY\r\rRain falls.\r\rJO\rHi."),
        "Title: T\n\n# Act\n\nINT. CAFÉ - DAY\n\n_Rain_ falls.[[n]]\n\nJO\n*Hi.*",
    ):
        assert text_sha256(read(other.encode(), "a.fountain")) == plain
    for other in (
        "INT. CAFÉ - DAY\n\nRain fell.\n\nJO\nHi.",
        "INT. CAFÉ - DAY\n\nRain falls.\n\nJO Hi.",
    ):
        assert text_sha256(read(other.encode(), "a.fountain")) != plain


def test_scenes_and_front():
    script = read(b"FADE IN:\n\nINT. A #1#\n\nOne.\n\n.\n\nEXT. B\n\nCUT TO:", "a.fountain")
    assert front(script) == "  FADE IN:\n"
    assert [(scene.place, scene.number, scene.heading, scene.text) for scene in scenes(script)] == [
        (1, "1", "INT. A", "INT. A\n  One.\n  .\n"),
        (2, None, "EXT. B", "EXT. B\n  CUT TO:\n"),
    ]


def test_a_blank_heading_begins_no_scene():
    script = Script("fdx", (), (Element(Kind.HEADING, " "), Element(Kind.ACTION, "A\n \nB")))
    assert scenes(script) == ()
    assert canonical_text(script) == "  A\n  B\n"


def independent_canonical(elements):
    """The page of the specification, written a second time from its words alone."""
    spaces = {"heading": 0, "dialogue": 6, "lyric": 6, "parenthetical": 8, "character": 10}
    white = r"[\s\x1c-\x1f\x85\xa0]+"
    out = []
    for kind, text in elements:
        breaks = r"\r\n|[\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029]"
        for line in [text] if kind == "heading" else re.split(breaks, text):
            bare = re.sub(white, " ", line).strip(" ")
            if bare:
                bare = bare.upper() if kind == "heading" else bare
                out.append(" " * spaces.get(kind, 2) + bare + "\n")
    return unicodedata.normalize("NFC", "".join(out))


_CHARACTERS = st.sampled_from(
    "ab É\u0301\u00df\u00a0\u2028\u200b\ufeff\x1c\x1f\x85\t\n\r\x0b\u2000 "
) | st.characters(exclude_categories=["Cs"])


@CALM
@given(
    st.lists(st.tuples(st.sampled_from(list(Kind)), st.text(_CHARACTERS, max_size=20)), max_size=8)
)
def test_a_stranger_can_make_the_same_text(pairs):
    script = Script("fdx", (), tuple(Element(kind, text) for kind, text in pairs))
    assert canonical_text(script) == independent_canonical([(str(k), t) for k, t in pairs])
    assert front(script) + "".join(s.text for s in scenes(script)) == canonical_text(script)


def test_the_specifications_example():
    page = (RESOURCES / "spec" / "readings.md").read_text(encoding="utf-8")
    source, expected = re.findall(r"```\n(.*?)```", page, re.DOTALL)
    script = read(source.encode(), "example.fountain")
    assert canonical_text(script) == expected
    digest = hashlib.sha256(expected.encode()).hexdigest()
    assert digest == text_sha256(script)
    assert f"`{digest}`" in page


@pytest.mark.parametrize(
    ("name", "kind", "scene_count", "page_count"),
    [
        ("The Tide Clerk.fountain", "fountain", 4, 4),
        ("Lost Property.fdx", "fdx", 5, 2),
        ("The Understudy Moon - treatment.txt", "text", 0, 1),
    ],
)
def test_our_own_samples(name, kind, scene_count, page_count):
    script = read((RESOURCES / "samples" / name).read_bytes(), name)
    assert isinstance(script, Script)
    assert (script.format, script.flags) == (kind, ())
    assert (len(scenes(script)), pages(script)) == (scene_count, page_count)
    text = canonical_text(script)
    for private in (
        "Private:",
        "hat department",
        "tea",
        "learns that",
        "never be seen",
        "AdornmentStyle",
    ):
        assert private not in text


def test_pages_of_plain_measures():
    def action(*heights):
        return Script(
            "text", (), tuple(Element(Kind.ACTION, "x\n" * (n - 1) + "x") for n in heights)
        )

    assert pages(Script("text", (), ())) == 0
    assert pages(action(1)) == 1
    assert pages(action(54)) == 1
    assert pages(action(26, 27)) == 1
    assert pages(action(27, 27)) == 2
    assert pages(action(108)) == 2
    broken = Script(
        "fountain", (), (*action(1).elements, Element(Kind.PAGE_BREAK, ""), *action(1).elements)
    )
    assert pages(broken) == 2


def test_a_heading_never_stands_last():
    before = Element(Kind.ACTION, "x\n" * 50 + "x")
    heading, after = Element(Kind.HEADING, "INT. A"), Element(Kind.ACTION, "y")
    assert pages(Script("text", (), (before, heading))) == 1
    assert pages(Script("text", (), (before, heading, after))) == 2


def test_a_stray_control_does_not_hide_a_script():
    script = read(b"INT. A\n\n" + b"Rain on the roof. " * 10 + b"\x1b", "a.fountain")
    assert isinstance(script, Script)
    assert len(scenes(script)) == 1
