"""Pages as they print: held against Final Draft's own, and against the words that went in."""

import html
import itertools
import json
import re
import subprocess
import unicodedata
from bisect import bisect_right
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.screenplay.layout_blocks import NOWHERE
from vault.screenplay.layout_wrap import cells, wrap
from vault.screenplay.model import Continueds, Element, Kind, Script
from vault.screenplay.reading import Page, canonical_text, compose, pages, read, title_pages

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "samples"
LAST_ROW = 53
LOWEST = 55  # (MORE) stands behind the lines that count, two lower where they are double-spaced


def letters(text: str) -> str:
    return "".join(sign.lower() for sign in text if sign.isalpha())


def script(*elements: Element, **more) -> Script:
    return Script("fountain", (), elements, **more)


def lines(found: tuple[Page, ...], *, furniture: bool = False) -> list[list[str]]:
    return [[one.text for one in page.lines if one.furniture is furniture] for page in found]


def check_words(found: tuple[Page, ...], text: str) -> None:
    """The words on the pages are those of the text; one may go on only from line to line."""
    wanted = text.split()
    place = at = 0
    for page in found:
        for line in page.lines:
            for token in () if line.furniture else unicodedata.normalize("NFC", line.text).split():
                assert wanted[place].startswith(token, at), (wanted[place], token)
                at += len(token)
                if at == len(wanted[place]):
                    place, at = place + 1, 0
    assert (place, at) == (len(wanted), 0)


def check_places(found: tuple[Page, ...]) -> None:
    """Every line is on the paper, and none lies over another."""
    for number, page in enumerate(found, start=1):
        assert page.number == number
        rows: dict[int, list[tuple[float, float]]] = {}
        for line in page.lines:
            assert 0 <= line.row <= LAST_ROW or line.furniture
            assert -3 <= line.row <= LOWEST
            end = line.column + cells(line.text)
            assert 0 <= line.column <= end <= 85, line
            rows.setdefault(line.row, []).append((line.column, end))
            assert all(0 <= s < e <= len(line.text) for s, e, _ in line.spans)
        for stretches in rows.values():
            stretches.sort()
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(stretches))


@pytest.mark.parametrize("folder", ["fdx", "fountain", "screenplain-tests"])
def test_no_word_of_a_real_script_is_lost_or_laid_over_another(samples, folder):
    paths = [p for p in (samples / folder).iterdir() if p.suffix in {".fdx", ".fountain"}]
    for path in paths:
        found = read(path.read_bytes(), path.name)
        assert isinstance(found, Script), path
        composed = compose(found)
        check_words(composed, canonical_text(found))
        check_places(composed)
        assert pages(found) == len(composed)


@pytest.mark.parametrize("path", sorted(RESOURCES.iterdir()), ids=lambda path: path.name)
def test_our_own_scripts_too(path):
    found = read(path.read_bytes(), path.name)
    assert isinstance(found, Script)
    check_words(compose(found), canonical_text(found))
    check_places(compose(found))


def test_gumshoe_breaks_where_final_draft_breaks_it(samples):
    found = read((samples / "fdx/gumshoe.fdx").read_bytes(), "gumshoe.fdx")
    assert isinstance(found, Script)
    composed = compose(found)
    ends = [0]
    for element in found.elements:
        ends.append(ends[-1] + len(letters(element.text)))
    begins, at = [], 0
    for page in composed:
        # Where an empty paragraph stands at a break, the words on either page are the same.
        place = bisect_right(ends, at) - 1
        begins.append((place, at > ends[place]))
        at += sum(len(letters(line.text)) for line in page.lines if not line.furniture)
    expected = json.loads((samples / "expected/gumshoe.page-breaks.json").read_text())["pages"]
    theirs = []
    for page in expected:
        first = page["items"][0]
        place = int(first["element_id"].removeprefix("el-")) - 1
        while not found.elements[place].text:
            place += 1
        theirs.append((place, first["fragment"] == "continued-from-prev"))
    assert begins == theirs
    assert len(begins) == 37


def test_a_sitcom_stands_line_for_line_as_final_draft_printed_it(samples):
    """Final Draft 11's own PDF: the same words on the same line of the same page."""
    pdf = samples / "pdf/mostly-genius.fd11-quartz.pdf"
    printed = subprocess.run(
        ["pdftotext", "-bbox", "-f", "2", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    found = compose(read((samples / "fdx/mostly-genius.fdx").read_bytes(), "g.fdx"))
    sheets = printed.split("<page ")[1:]
    assert len(found) == len(sheets) == 52
    apart = []
    for page, sheet in zip(found, sheets, strict=True):
        theirs: dict[int, dict[int, str]] = {}
        for x, y, word in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', sheet):
            row = round((float(y) - 71.672) / 12)
            theirs.setdefault(row, {})[round(float(x))] = html.unescape(word)
        ours: dict[int, list[str]] = {}
        for line in page.lines:
            ours.setdefault(line.row, []).extend(line.text.split())
        apart += [
            (page.number, row)
            for row in sorted({*theirs, *ours})
            if ours.get(row) != [word for _, word in sorted(theirs.get(row, {}).items())]
        ]
    assert apart == [(5, 20), (5, 22)]  # Final Draft tears two hyphens apart; here a dash is one


def test_the_emphasis_of_a_sitcom_is_the_printed_one(samples):
    found = compose(read((samples / "fdx/mostly-genius.fdx").read_bytes(), "g.fdx"))
    looks = {
        (line.text[s:e], look.name) for page in found for line in page.lines
        for s, e, look in line.spans
    }  # fmt: skip
    assert ("ACT THREE", "UNDERLINE") in looks
    assert ("INT. WEWAK ZEXUPUQ UPYBOXEBY - HUR", "BOLD") in looks
    assert ("OWEJU ZYPEDYBOKO", "UNDERLINE") in looks
    assert ("Hyko kapabe-hyko, hyko kapabe-", "ITALIC") in looks


def test_emphasis_is_for_the_page_and_never_for_the_text():
    marked = "INT. A\n\nHe *really **means*** _it_, \\*so\\* 2 * 3 * 4.\n\nJO\n_*Go*_ on.\n"
    one = read(marked.encode(), "a.fountain")
    text = "INT. A\n  He really means it, *so* 2 * 3 * 4.\n          JO\n      Go on.\n"
    assert canonical_text(one) == text
    spans = [(e.text[s.start : s.end], s.look.name) for e in one.elements for s in e.spans]
    assert spans == [
        ("really ", "ITALIC"),
        ("means", "BOLD|ITALIC"),
        ("it", "UNDERLINE"),
        ("Go", "ITALIC|UNDERLINE"),
    ]


def test_a_speech_that_goes_on_says_so():
    speech = [
        Element(Kind.ACTION, "x\n" * 46 + "x"),
        Element(Kind.CHARACTER, "JO (V.O.)"),
        Element(Kind.DIALOGUE, "One two three four five six seven. " * 12),
    ]
    for words in (Continueds(), Continueds("(MEHR)", "(WEITER)")):
        found = compose(script(*speech, continueds=words))
        assert lines(found, furniture=True) == [
            [words.below],
            ["2.", f"JO (V.O.) {words.above}"],
        ]
        assert (found[0].lines[-1].row, found[1].lines[1].row) == (54, -1)
        check_words(found, canonical_text(script(*speech)))
    typed = [speech[0], Element(Kind.CHARACTER, "JO (CONT’D)"), speech[2]]
    assert lines(compose(script(*typed)), furniture=True)[1] == ["2.", "JO (CONT’D)"]


def test_who_speaks_again_after_action_goes_on_where_the_file_says_so():
    elements = [
        Element(Kind.HEADING, "INT. A"),
        *(Element(Kind.CHARACTER, "JO"), Element(Kind.DIALOGUE, "Yes.")),
        Element(Kind.ACTION, "A door."),
        *(Element(Kind.CHARACTER, "JO (O.S.)"), Element(Kind.DIALOGUE, "No.")),
        Element(Kind.HEADING, "INT. B"),
        *(Element(Kind.CHARACTER, "JO"), Element(Kind.DIALOGUE, "Well.")),
        *(Element(Kind.CHARACTER, "JO (CONT'D)"), Element(Kind.DIALOGUE, "Typed.")),
        *(Element(Kind.CHARACTER, "AL"), Element(Kind.DIALOGUE, "Hm.")),
    ]
    assert lines(compose(script(*elements)), furniture=True) == [[]]
    automatic = compose(script(*elements, continueds=Continueds(resumed="(CONT'D)")))
    [word] = [line for line in automatic[0].lines if line.furniture]
    [cue] = [line for line in automatic[0].lines if line.text == "JO (O.S.)"]
    assert (word.text, word.row, word.column) == ("(CONT'D)", cue.row, cue.column + 10)


@pytest.mark.parametrize("count", range(1, 12))
def test_two_lines_stay_and_two_go_on(count):
    """Action of sentences of one line each, at every distance from the end of the page."""
    sentence = "Rain falls on the long and winding road that goes to sea. "
    text = (sentence * 6).strip()
    for above in range(40, 54):
        found = compose(
            script(Element(Kind.ACTION, "x\n" * above + "x"), Element(Kind.ACTION, text))
        )
        parts = [sum("Rain" in line for line in page) for page in lines(found)]
        assert sum(parts) == 6
        assert all(part == 0 or part >= 2 for part in parts)
    # A sentence that does not end cannot be cut, and goes over whole.
    endless = Element(Kind.ACTION, "and " * (14 * count))
    found = compose(script(Element(Kind.ACTION, "x\n" * 52 + "x"), endless))
    assert next(sum("and" in line for line in page) for page in lines(found)) == 0


def test_a_heading_never_stands_last_and_a_transition_never_first():
    after = [
        Element(Kind.HEADING, "INT. A"),
        Element(Kind.CHARACTER, "JO"),
        Element(Kind.DIALOGUE, "Yes.\nNo.\nWell.\nPerhaps."),
        Element(Kind.TRANSITION, "CUT TO:"),
    ]
    for above in range(40, 54):
        found = compose(script(Element(Kind.ACTION, "x\n" * above + "x"), *after))
        for page in lines(found):
            assert page[-1] not in {"INT. A", "JO"}
            assert page[0] != "CUT TO:"


def test_headings_one_under_the_other_move_together():
    many = [Element(Kind.HEADING, f"INT. {number}") for number in range(5)]
    found = compose(
        script(Element(Kind.ACTION, "x\n" * 44 + "x"), *many, Element(Kind.ACTION, "y"))
    )
    assert lines(found)[1][:6] == [*(f"INT. {number}" for number in range(5)), "y"]


def test_speeches_side_by_side():
    found = compose(
        script(
            Element(Kind.CHARACTER, "BRICK", dual=1),
            Element(
                Kind.DIALOGUE, "Left words that take more than one line of their side.", dual=1
            ),
            Element(Kind.CHARACTER, "STEEL", dual=2),
            Element(Kind.PARENTHETICAL, "(aside)", dual=2),
            Element(Kind.DIALOGUE, "Right words.", dual=2),
            Element(Kind.ACTION, "After."),
        )
    )
    check_places(found)
    places = {line.text: (line.row, line.column) for line in found[0].lines}
    assert places["BRICK"][0] == places["STEEL"][0] == 0
    assert places["Right words."] == (2, 46.0)
    assert places["Left words that take more"] == (1, 15.0)
    assert places["(aside)"] == (1, 47.5)
    assert places["After."] == (4, 15.0)


def test_scene_numbers_stand_clear_of_long_headings():
    heading = Element(Kind.HEADING, "INT. " + "A" * 56, scene_number="12A")
    long = Element(Kind.HEADING, "INT. B", scene_number="A-VERY-LONG-NUMBER")
    found = compose(script(heading, long, Element(Kind.ACTION, "Yes.")))
    check_places(found)
    numbers = [(line.text, line.column) for line in found[0].lines if line.furniture]
    assert numbers == [("12A", 7.5), ("12A", 77.0), ("A-V…", 7.5), ("A-V…", 69.8)]


def test_what_is_not_printed_is_on_no_page():
    secret = Element(Kind.ACTION, "secret", omitted=True)
    found = compose(script(Element(Kind.ACTION, "Open."), secret))
    assert lines(found) == [["Open."]]
    assert compose(script(secret)) == ()
    assert pages(script(secret)) == 0
    source = b"Title: A\n\n# Part\n\n= synopsis\n\n/* cut */\n\nINT. A\n\n[[note]]Seen. [[note]]\n"
    [page] = lines(compose(read(source, "a.fountain")))
    assert page == ["INT. A", "Seen."]


def test_the_title_page():
    source = (
        "Title:\n  A Long Day\n  Part Two\nCredit: Teleplay by\nAuthor: Jo Bar\nfmt: multicam\n"
        "Contact:\n  Jo\n  jo@bar.example\nDraft date: 3 May\nCopyright: Jo Bar\n\nINT. A\n\nYes.\n"
    )
    [page] = title_pages(read(source.encode(), "a.fountain"))
    assert page.number == 0
    assert [(line.text, line.row) for line in page.lines] == [
        ("A Long Day", 17), ("Part Two", 18), ("Teleplay by", 22), ("Jo Bar", 24),
        ("Jo", 49), ("jo@bar.example", 50), ("3 May", 49), ("Jo Bar", 50),
    ]  # fmt: skip
    assert title_pages(script(Element(Kind.ACTION, "x"))) == ()


def test_a_title_page_that_is_too_full_takes_two():
    many = "\n".join(f"Line {number}" for number in range(70))
    found = title_pages(Script("fountain", (("title", "A"), ("contact", many)), ()))
    assert len(found) == 2
    assert sum(len(page.lines) for page in found) == 71
    assert all(0 <= line.row <= LAST_ROW for page in found for line in page.lines)


ANY = st.text(
    st.sampled_from("aé мЖ .!?-–—'()日本。ー\u0301\u200b\t\n\u2028Z9…")
    | st.characters(codec="utf-8"),
    max_size=400,
)
ELEMENTS = st.builds(
    Element,
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.PAGE_BREAK]),
    text=ANY | st.integers(0, 60).map("word on the page. ".__mul__),
    scene_number=st.none() | st.text("0123456789ABC日.-", max_size=12),
    dual=st.sampled_from([0, 0, 0, 1, 2]),
    new_page=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ELEMENTS, max_size=16), st.sampled_from(["", "(CONT'D)"]))
def test_no_word_of_any_script_is_lost_or_laid_over_another(elements, resumed):
    found = script(*elements, continueds=Continueds(resumed=resumed))
    composed = compose(found)
    if any(element.dual for element in elements):
        # A pair of speeches higher than a page goes on overleaf in both columns.
        printed = "".join(text for page in lines(composed) for text in page)
        every = sorted(unicodedata.normalize("NFC", "".join(printed.split())))
        assert every == sorted("".join(canonical_text(found).split()))
    else:
        check_words(composed, canonical_text(found))
    check_places(composed)
    assert pages(found) == len(composed)


@given(ANY, st.integers(10, 61), st.integers(0, 3))
def test_lines_hold_what_they_can(text, columns, hang):
    pieces = wrap(text, columns, hang)
    assert pieces[0][0] == 0
    for number, (start, end) in enumerate(pieces):
        line = text[start:end].rstrip()
        room = columns + (hang if number == 0 else 0)
        assert cells(line) <= room or (line.endswith("-") and cells(line) == room + 1)
        assert not set(line) & set("\n\r\u2028\x85")
    between = [text[a[1] : b[0]] for a, b in itertools.pairwise(pieces)]
    assert not "".join(between).strip()
    assert not text[pieces[-1][1] :].strip()


@settings(max_examples=80, deadline=None)
@given(st.lists(ELEMENTS, max_size=16))
def test_a_line_knows_of_which_element_its_letters_are(elements):
    """Letter for letter, in the capitals of a heading; those that stand nowhere say so."""
    silent = {ord(sign): " " for sign in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"}
    for page in compose(script(*elements)):
        for line in page.lines:
            if line.element == NOWHERE:
                assert line.furniture or line.kind is Kind.HEADING
                continue
            one = elements[line.element]
            text = one.text[line.start : line.start + len(line.text)].translate(silent)
            assert (text.upper() if one.kind is Kind.HEADING else text) == line.text
            assert not line.furniture
