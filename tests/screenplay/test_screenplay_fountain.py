"""Fountain, held against the expectations of other people's parsers and of the published syntax."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.screenplay.markup import without_boneyard, without_emphasis, without_notes
from vault.screenplay.model import Kind, Script
from vault.screenplay.reading import canonical_text, pages, read, scenes

# On a busy machine slowness says nothing about the code.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fountain(text):
    script = read(text.encode(), "script.fountain")
    assert isinstance(script, Script)
    return script


def kinds(text):
    return [(element.kind, element.text) for element in fountain(text).elements]


def test_forced_elements_of_the_reference_parser(samples):
    script = fountain((samples / "fountain/nyousefi-ForcedElements.fountain").read_text())
    assert [(element.kind, element.text) for element in script.elements] == [
        (Kind.ACTION, "BANG\nBANG\nBANG"),
        (Kind.CHARACTER, "McDUCK"),
        (Kind.DIALOGUE, "I'm vegan."),
        (Kind.CHARACTER, "SINGER"),
        (Kind.LYRIC, "These are the songs\nThat I sing."),
    ]


def test_indentation_is_dropped_outside_action(samples):
    script = fountain((samples / "fountain/nyousefi-Indenting.fountain").read_text())
    assert [element.kind for element in script.elements] == [
        Kind.TRANSITION,
        Kind.HEADING,
        Kind.ACTION,
        Kind.CHARACTER,
        Kind.DIALOGUE,
        Kind.CHARACTER,
        Kind.PARENTHETICAL,
        Kind.DIALOGUE,
        Kind.ACTION,
    ]
    assert script.elements[6].text == "(starting the engine)"


def test_scene_numbers_of_the_reference_parser(samples):
    script = fountain((samples / "fountain/nyousefi-SceneNumbers.fountain").read_text())
    assert [scene.number for scene in scenes(script)] == [
        *("1", "1A", "1a", "A1", "I-1-A", "1.", "110A")
    ]
    assert scenes(script)[6].heading == "INT. HOUSE - DAY - FLASHBACK (1944)"


def test_scene_headings_of_the_reference_parser(samples):
    script = fountain((samples / "fountain/nyousefi-SceneHeaders.fountain").read_text())
    found = [scene.heading for scene in scenes(script)]
    assert len(found) == 17
    assert found[14] == "KITCHEN"
    assert found[-1] == "INT. HOUSE - DAY"
    assert "  ... not a scene header.\n" in canonical_text(script)


def test_simple_script_of_the_reference_parser(samples):
    script = fountain((samples / "fountain/nyousefi-Simple.fountain").read_text())
    assert dict(script.title_page) == {
        "title": "A Simple Script",
        "author": "Nima Yousefi",
        "draft date": "2/1/2012",
    }
    text = canonical_text(script)
    for private in ("Comment", "Synopsis", "boneyard", "Boneyard", "Section 1"):
        assert private not in text
    # A trailing space makes it action in strict parsers.
    assert script.elements[-1].kind is Kind.ACTION


@pytest.mark.parametrize("name", ["simple", "utf-8-bom", "dialogue-with-blank-line", "indentation"])
def test_fountain_reads_like_the_peers_final_draft_export(samples, name):
    folder = samples / "screenplain-tests"
    ours = read((folder / f"{name}.fountain").read_bytes(), f"{name}.fountain")
    theirs = read((folder / f"{name}.fdx").read_bytes(), f"{name}.fdx")
    assert canonical_text(ours) == canonical_text(theirs)


def test_dual_dialogue_reads_like_the_peers_final_draft_export(samples):
    folder = samples / "screenplain-tests"
    ours = read((folder / "dual-dialogue.fountain").read_bytes(), "d.fountain")
    theirs = read((folder / "dual-dialogue.fdx").read_bytes(), "d.fdx")
    assert ours.elements == theirs.elements
    assert [element.dual for element in ours.elements] == [1, 1, 2, 2]


def test_boneyard_notes_and_sections_do_not_print(samples):
    folder = samples / "screenplain-tests"
    texts = {
        name: canonical_text(read((folder / f"{name}.fountain").read_bytes(), f"{name}.fountain"))
        for name in ("boneyard", "notes", "sections")
    }
    assert "GARAGE" not in texts["boneyard"]
    assert "EXT. PALATIAL MANSION - DAY\n" in texts["boneyard"].splitlines(keepends=True)
    assert texts["notes"].splitlines()[:4] == [
        "  Before1 After1",
        "  Before2 After2",
        "  Before3 After3",
        "  Multiple on one",
    ]
    assert "  This is not [[" in texts["notes"]
    assert "Synopsis" not in texts["sections"]
    assert "level" not in texts["sections"]


def test_kitchen_sink(samples):
    script = read((samples / "fountain/afterwriting-test.fountain").read_bytes(), "a.fountain")
    title = dict(script.title_page)
    assert title["author"] == "Author 1,\nAuthor 2 & Author 3"
    assert title["contact"].endswith("phone: +12 34 567 89")
    text = canonical_text(script)
    assert "nested */" not in text
    assert "ignored" not in text.lower()
    assert "  What the f*ck! Escape_escape*escape.\n" in text
    assert "          McCABE\n      Happy birthday to you!\n" in text
    assert "WNĘTRZE. FORCED ELEMENTS - NIGHT" in [scene.heading for scene in scenes(script)]


def test_beat_settings_are_not_script(samples):
    data = (samples / "fountain/beat-tutorial.fountain").read_bytes()
    script = read(data, "beat.fountain")
    moved = read(data.replace(b"[4060,7]", b"[17,3]"), "beat.fountain")
    assert "Review" not in canonical_text(script)
    assert canonical_text(moved) == canonical_text(script)
    assert len(scenes(script)) == 7


def test_other_scripts_than_latin(samples):
    cyrillic = read((samples / "fountain/cyrillic.fountain").read_bytes(), "c.fountain")
    assert any(element.kind is Kind.CHARACTER for element in cyrillic.elements)
    japanese = read((samples / "fountain/jp.fountain").read_bytes(), "j.fountain")
    assert dict(japanese.title_page) == {"title": "映画", "author": "匿名"}
    assert "  ジョン\n" in canonical_text(japanese)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("R2D2\nBeep.", [(Kind.CHARACTER, "R2D2"), (Kind.DIALOGUE, "Beep.")]),
        ("23\nskidoo", [(Kind.ACTION, "23\nskidoo")]),
        (
            "HANS (on the radio)\nWas?",
            [(Kind.CHARACTER, "HANS (on the radio)"), (Kind.DIALOGUE, "Was?")],
        ),
        ("CUT TO:", [(Kind.TRANSITION, "CUT TO:")]),
        ("> Burn to White.", [(Kind.TRANSITION, "Burn to White.")]),
        ("> THE END <", [(Kind.CENTERED, "THE END")]),
        ("!SCANNING THE AISLES...\nWhere?", [(Kind.ACTION, "SCANNING THE AISLES...\nWhere?")]),
        (".SNIPER SCOPE POV", [(Kind.HEADING, "SNIPER SCOPE POV")]),
        ("...where?", [(Kind.ACTION, "...where?")]),
        ("**INT. VAULT - DAY**", [(Kind.HEADING, "INT. VAULT - DAY")]),
        ("INT. A\nHe waits.", [(Kind.HEADING, "INT. A"), (Kind.ACTION, "He waits.")]),
        ("===", [(Kind.PAGE_BREAK, "")]),
        ("# One\n= synopsis\nINT. A", [(Kind.HEADING, "INT. A")]),
        ("JO\n[[psst]]\nHello.", [(Kind.CHARACTER, "JO"), (Kind.DIALOGUE, "Hello.")]),
        ("\tTabbed.", [(Kind.ACTION, "    Tabbed.")]),
        ("FADE IN:\n\nINT. A", [(Kind.ACTION, "FADE IN:"), (Kind.HEADING, "INT. A")]),
    ],
)
def test_types_are_decided_as_the_syntax_says(source, expected):
    assert kinds(source) == expected


def test_title_page_needs_a_key_that_means_something():
    assert fountain("FADE IN:\nA room.\n\nMore.").title_page == ()
    assert fountain("Title: A\n\nB").title_page == (("title", "A"),)
    assert fountain("Mood:\n\tDamp\n\nB").title_page == (("mood", "Damp"),)
    assert fountain("Remember: it rains.\n\nB").title_page == ()


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("*a* **b** ***c*** _d_", "a b c d"),
        ("_**nested *deep* words**_", "nested deep words"),
        (r"\*not\* \_this\_", "*not* _this_"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*alone", "*alone"),
        ("Name: ____", "Name: ____"),
        ("*one\ntwo*", "*one\ntwo*"),
    ],
)
def test_emphasis(marked, plain):
    assert without_emphasis(marked) == plain


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("a/* b */c", "ac"),
        ("a/* b /* c */ d */e", "ae"),
        ("a/* b /* c */d", "ad"),
        ("a/* b", "a/* b"),
        ("a */ b", "a */ b"),
    ],
)
def test_boneyard(source, kept):
    assert without_boneyard(source) == kept


def test_notes_end_at_an_empty_line():
    assert without_notes("a [[b\nc]] d") == "a  d"
    assert without_notes("a [[b\n\nc]] [[d]]e") == "a [[b\n\nc]] e"
    assert without_notes("[[open") == "[[open"


@CALM
@given(st.text(alphabet="*_\\ ab\n", max_size=60))
def test_emphasis_drops_nothing_but_marks(text):
    bare = without_emphasis(text)
    assert [c for c in bare if c not in "*_\\"] == [c for c in text if c not in "*_\\"]


@CALM
@given(st.lists(st.from_regex(r"[a-sé]{1,8}", fullmatch=True), min_size=1, max_size=20))
def test_every_word_of_an_action_line_survives(line):
    text = canonical_text(fountain("INT. A\n\n" + " ".join(line) + "\n\nB"))
    assert text.splitlines()[1].split() == line


_LINES = (
    "INT. A|JO|jo speaks|(low)|> X <|> Y|~la||  |===|# s|= t|@Mc|JO ^|.FORCED|!bang|[[n]]|/*|*/"
    "|*em*|CUT TO:|Title: T|\t"
)
_LINE = st.sampled_from(_LINES.split("|"))
_WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)


@CALM
@given(st.lists(_LINE | _WORDS, max_size=40))
def test_any_text_is_a_script_and_its_scenes_cover_it(lines):
    script = fountain("\n".join(lines) + "\nx")
    text = canonical_text(script)
    assert all(line.strip() for line in text.splitlines())
    assert len(scenes(script)) == sum(not line.startswith(" ") for line in text.split("\n")[:-1])


_PATTERNS = [
    "*",
    "[[",
    "/*",
    "/* */",
    "[[ a\n\n",
    "_a",
    "\\*",
    "#",
    "A^\nb\n\n",
    "> ",
    "a: b\n",
    "(",
]


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_cost_grows_with_length_only(pattern):
    def cost(size):
        data = (pattern * (size // len(pattern))).encode()
        begun = time.process_time()
        script = read(data, "x.fountain")
        if isinstance(script, Script):
            pages(script)
            scenes(script)
        return time.process_time() - begun

    # Four times the text: a square law would cost sixteen times as much.
    # The least of three each: a collection of garbage may fall into any one of them.
    small, large = (min(cost(size) for _ in range(3)) for size in (60_000, 240_000))
    assert large < 9 * small + 0.2
