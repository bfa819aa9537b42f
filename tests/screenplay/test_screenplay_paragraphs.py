"""Paragraphs: a text without headings in parts that, joined, are the whole."""

from hypothesis import given
from hypothesis import strategies as st

from vault.screenplay.model import Element, Kind, Script
from vault.screenplay.reading import canonical_text, divisions, read, scenes

ELEMENT = st.builds(Element, st.sampled_from(list(Kind)), st.text(max_size=30))
SCRIPT = st.builds(
    lambda elements: Script("text", (), tuple(elements)), st.lists(ELEMENT, max_size=12)
)
NAMES = st.sampled_from(["a.txt", "a.md", "a.fountain", "a.fdx", "a"])


def parts(source: str, name: str) -> tuple[str, list[str]]:
    script = read(source.encode(), name)
    assert isinstance(script, Script)
    division, found = divisions(script)
    return division, [part.text for part in found]


def test_a_paragraph_ends_at_an_empty_line() -> None:
    source = "# Notes\nOne thought,\ngoing on.\n \n\nAnother.\n\n* a\n* b\n"
    expected = ["  # Notes\n  One thought,\n  going on.\n", "  Another.\n", "  * a\n  * b\n"]
    assert parts(source, "NOTES.md") == ("paragraph", expected)


def test_a_speech_stays_with_its_cue() -> None:
    source = "Rain.\n\nJOE\n(low)\nFour minutes.\n\nMore rain.\n\nCUT TO:\n"
    division, found = parts(source, "a.fountain")
    assert division == "paragraph"
    assert [text.split("\n")[0].strip() for text in found] == [
        "Rain.",
        "JOE",
        "More rain.",
        "CUT TO:",
    ]
    assert found[1].count("\n") == 3


def test_scenes_come_first() -> None:
    division, found = parts("Prologue.\n\nINT. WELL - DAY\n\nWet.\n", "a.fountain")
    assert (division, len(found)) == ("scene", 1)


def test_speech_without_a_beginning_is_a_paragraph() -> None:
    script = Script("fdx", (), (Element(Kind.DIALOGUE, "Hello."), Element(Kind.LYRIC, "La.")))
    assert [part.text for part in divisions(script)[1]] == ["      Hello.\n      La.\n"]


def test_nothing_has_no_parts() -> None:
    assert divisions(Script("text", (), ())) == ("paragraph", ())


@given(SCRIPT)
def test_joined_they_are_the_whole(script: Script) -> None:
    division, found = divisions(script)
    assert [part.place for part in found] == list(range(1, len(found) + 1))
    if scenes(script):
        assert (division, found) == ("scene", scenes(script))
        return
    assert division == "paragraph"
    assert "".join(part.text for part in found) == canonical_text(script)
    assert all(part.text.endswith("\n") and not part.heading for part in found)


@given(st.text(), NAMES)
def test_any_text_comes_in_parts(source: str, name: str) -> None:
    script = read(source.encode("utf-8", "replace"), name)
    if isinstance(script, Script) and not scenes(script):
        found = divisions(script)[1]
        assert "".join(part.text for part in found) == canonical_text(script)
