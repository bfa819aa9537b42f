"""Words broken into lines: none too wide, none lost, spaces kept where one copies them."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.paper.pdf import kept, words_of
from vault.paper.document import About, Document
from vault.paper.faces import Face, width
from vault.paper.flow import Block, Span, block

FACES = st.sampled_from([Face.BOOK, Face.BOOK_BOLD, Face.SCRIPT_BOLD])
SPANS = st.lists(
    st.builds(Span, st.text("ab ¶é日-/.", max_size=40), FACES, st.sampled_from([1.0, 0.8])),
    max_size=5,
)


def said(made: Block) -> list[str]:
    return ["".join(part.text for part in line) for line in made.lines]


def end(line: tuple[object, ...], size: float) -> float:
    last = line[-1]
    return last.x + width(last.text, last.face, size * last.scale)  # type: ignore[attr-defined]


def test_lines_are_filled_and_not_overfilled() -> None:
    words = "The 347,294 bytes of this file existed no later than the time below"
    made = block([[Span(words, Face.BOOK)]], 150.0, 12.0, 16.0)
    assert " ".join(said(made)) == words
    assert made.height == 16.0 * len(made.lines)
    for line, following in zip(made.lines, made.lines[1:], strict=False):
        next_word = following[0].text.split(" ")[0]
        assert end(line, 12.0) <= 150.0
        assert end(line, 12.0) + width(" " + next_word, Face.BOOK, 12.0) > 150.0


def test_a_word_may_change_its_face_midway_and_stays_one_word() -> None:
    spans = [
        Span("the ", Face.BOOK),
        Span("“Salt Line”", Face.BOOK_BOLD),
        Span(", draft", Face.BOOK),
    ]
    made = block([spans], 1000.0, 10.0, 14.0)
    assert said(made) == ["the “Salt Line”, draft"]
    assert [part.face for part in made.lines[0]] == [Face.BOOK, Face.BOOK_BOLD, Face.BOOK]
    narrow = block([spans], 40.0, 10.0, 14.0)
    assert "Line”," in said(narrow)


def test_only_a_word_longer_than_a_line_is_cut_and_kindly() -> None:
    path = "folder/" * 9 + "a" * 60
    made = block([[Span(f"in {path}", Face.BOOK)]], 120.0, 10.0, 14.0)
    assert "".join(said(made)).replace(" ", "") == f"in{path}"
    assert said(made)[1].endswith("/")


def test_paragraphs_begin_on_lines_of_their_own() -> None:
    made = block([[Span("one", Face.BOOK)], [Span("two", Face.BOOK)]], 500.0, 10.0, 14.0)
    assert said(made) == ["one", "two"]
    assert block([[]], 500.0, 10.0, 14.0).height == 0


@given(st.lists(SPANS, max_size=3), st.floats(20.0, 400.0))
def test_no_word_is_lost_and_no_line_too_wide(paragraphs: list[list[Span]], measure: float) -> None:
    made = block(paragraphs, measure, 10.0, 14.0)
    given_words = "".join("".join(span.text for span in spans) for spans in paragraphs)
    assert "".join(said(made)).replace(" ", "") == given_words.replace(" ", "")
    for line in made.lines:
        assert end(line, 10.0) <= measure + 0.01
        assert [part.x for part in line] == sorted(part.x for part in line)


def test_what_is_set_reads_back(tmp_path: Path) -> None:
    words = "They were sealed with the key named below, as entry 402 of a log of 431 entries."
    document = Document(About("x", datetime(2026, 11, 20, tzinfo=UTC)))
    document.page()
    spans = [Span(words[:30], Face.BOOK), Span(words[30:], Face.BOOK_BOLD)]
    block([spans], 160.0, 12.0, 16.0).draw(document, 72.0, 100.0)
    assert words_of(kept(tmp_path, document.finish())) == words
