"""Copies with signs without width, on request only: pages and scripts that read as without."""

import json
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from pypdfium2 import raw

from tests.paper.pdf import kept, picture, run
from tests.share.conftest import KEYS, LOST, RESOURCES, TIDE, Desk, record_for, script_of
from tests.share.natives import words_of
from vault.errors import BadInput, VaultError
from vault.pipeline import issued
from vault.screenplay.reading import Script, canonical_text, read
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.blanks import SIGNS, bare, said, signs, sites
from vault.share.codes import DEFAULT, CopyCode, Parameters
from vault.share.copies import Layout, draw_copy, lay_out
from vault.share.native.making import prepared
from vault.share.printing import Hidden
from vault.share.table import unmarked_table
from vault.share.variants import Place, Sheet, Site

CODE = CopyCode.derived(bytes(range(32)), "7F3K-Q2")
RECORD = record_for()
SIGNATURE = KEYS.sign_file(LICENCE_NAMESPACE, RECORD.raw)
WITH = Parameters(blank=4)


def draw(layout: Layout, how: Parameters = WITH) -> bytes:
    return draw_copy(layout, RECORD, SIGNATURE, Hidden(CODE, how))


def expected(script: Script, sheet: Sheet | None = None) -> list[str]:
    """The words of a copy, each with the sign that its code gives it."""
    words = canonical_text(script).split()
    places = sites(script, sheet)
    for site, sign in zip(places, signs(CODE, places), strict=True):
        words[site.word] += sign
    return words


def in_order(found: list[str], wanted: list[str]) -> bool:
    """Whether all words wanted stand among those found, in their order."""
    rest = iter(found)
    return all(word in rest for word in wanted)


@pytest.mark.parametrize("path", [TIDE, LOST], ids=lambda path: path.stem)
def test_pages_say_the_signs_and_look_as_without(path: Path, tmp_path: Path) -> None:
    script = script_of(path)
    layout = lay_out(script, blank=True)
    marked, plain = draw(layout), draw(layout, DEFAULT)
    one, other = kept(tmp_path, marked), kept(tmp_path, plain, "plain.pdf")
    text, without = (run("pdftotext", "-raw", each, "-").decode() for each in (one, other))
    assert bare(text) == without
    assert sum(sign in SIGNS[1:] for sign in text) == sum(map(bool, signs(CODE, sites(script))))
    assert in_order(text.split(), [word for word in expected(script) if bare(word) != word])
    pages = len(pypdf.PdfReader(one).pages)
    for page in range(1, pages + 1):
        assert picture(one, tmp_path, page=page) == picture(other, tmp_path, page=page)
    assert unmarked_table(marked, Hidden(CODE, WITH)) == unmarked_table(plain, Hidden(CODE))
    assert draw(layout) == marked, "the same every time"


def test_the_blank_behind_a_sign_is_selected_as_any_other(tmp_path: Path) -> None:
    """Chrome marks what the file sets, and nothing that it adds itself: a gap would tell."""
    path = kept(tmp_path, draw(lay_out(script_of(TIDE), blank=True)))
    document = pypdfium2.PdfDocument(path)
    page = document[3].get_textpage()
    letters = [chr(raw.FPDFText_GetUnicode(page, at)) for at in range(page.count_chars())]
    behind = [at + 1 for at, letter in enumerate(letters[:-1]) if letter in SIGNS[1:]]
    blanks = [at for at in behind if letters[at] == " "]
    assert len(blanks) > 15
    assert not any(raw.FPDFText_IsGenerated(page, at) for at in blanks)
    page.close()
    document.close()


def test_a_layout_with_places_for_them_draws_the_same_copy_without() -> None:
    script = script_of(TIDE)
    assert draw(lay_out(script, blank=True), DEFAULT) == draw(lay_out(script), DEFAULT)


def sheet_of(script: Script) -> Sheet:
    """A variant in every third paragraph of action or dialogue, longer by two letters."""
    chosen: list[Site] = []
    for number, element in enumerate(script.elements):
        words = element.text.split()
        if number % 3 or element.kind.value not in ("action", "dialogue") or len(words) < 4:
            continue
        start = element.text.index(words[2])
        place = Place(number, start, start + len(words[2]))
        chosen.append(Site("wording", (place,), (words[2], f"{words[2]}xy")))
    return Sheet("ab" * 32, tuple(chosen))


def test_signs_stand_behind_their_words_where_words_before_them_differ(tmp_path: Path) -> None:
    script = script_of(TIDE)
    sheet = sheet_of(script)
    assert len(sheet.sites) > 5
    how = replace(WITH, variants="cd" * 32)
    path = kept(tmp_path, draw(lay_out(script, sheet, blank=True), how))
    text = run("pdftotext", "-raw", path, "-").decode().replace("\u00a0", " ")
    assert "xy" in text
    assert in_order(text.split(), [word for word in expected(script, sheet) if bare(word) != word])


FORMS = [TIDE, LOST, RESOURCES / "The Understudy Moon - treatment.txt"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.suffix)
def test_a_script_in_its_own_format_has_the_same_signs(path: Path) -> None:
    script = script_of(path)
    made = prepared(path.read_bytes(), path.name, (), sites(script))
    assert made.blanks == sites(script), "none had to be left out"
    data = made.copy(RECORD, SIGNATURE, said(script, made.blanks, signs(CODE, made.blanks)))
    found = read(data, f"copy{made.suffix}")
    assert isinstance(found, Script)
    words, wanted = canonical_text(found).split(), expected(script)
    first = words.index(wanted[0])
    if script.format == "text":
        first = next(at for at in range(len(words)) if words[at : at + 9] == wanted[:9])
    assert words[first : first + len(wanted)] == wanted
    plain = made.copy(RECORD, SIGNATURE)
    assert bare(words_of(path.name, data)) == words_of(path.name, plain)


MARKED_UP = """\
INT. WELL - DAY

One two three *four* five six seven e\\*ght nine ten eleven _twelve_, and **so on** it
goes. [[a note]] Then more words come, and more of them (as they do).

!THE WORDS OF THIS LINE ARE SHOUTED OUT LOUD

ANNA
(to him, very softly)
I do not know what it is that you want from me /* hidden */ here and now.

~la la la la la la la la

> CUT TO:

What a nice day it is to be alive and well, TO:
"""


def test_marks_of_fountain_stay_what_they_are() -> None:
    script = read(MARKED_UP.encode(), "Well.fountain")
    assert isinstance(script, Script)
    wanted = sites(script)
    made = prepared(MARKED_UP.encode(), "Well.fountain", (), wanted)
    assert len(made.blanks) >= len(wanted) - 3
    every = said(script, made.blanks, [SIGNS[2]] * len(made.blanks))
    found = read(made.copy(RECORD, SIGNATURE, every), "copy.fountain")
    assert isinstance(found, Script)
    assert [one.kind for one in found.elements] == [one.kind for one in script.elements]
    assert [one.spans for one in found.elements if one.spans]
    for one, other in zip(found.elements, script.elements, strict=True):
        assert bare(one.text) == other.text
    assert sum(one.text.count(SIGNS[2]) for one in found.elements) == len(every)


def test_a_script_in_letters_of_one_byte_is_written_in_utf_8() -> None:
    text = "Café noir — once more, and then the other one goes home.\n\nAnd so do we all.\n"
    script = read(text.encode("cp1252"), "Noir.txt")
    assert isinstance(script, Script)
    made = prepared(text.encode("cp1252"), "Noir.txt", (), sites(script))
    signed = made.copy(RECORD, SIGNATURE, said(script, made.blanks, [SIGNS[1]] * 4))
    assert "Café noir — once more,\u200c and" in signed.decode()
    assert "Café" in made.copy(RECORD, SIGNATURE).decode("cp1252")


def test_a_copy_that_came_back_and_is_shared_again_has_its_words_where_they_were() -> None:
    script, text = script_of(TIDE), TIDE.read_text(encoding="utf-8")
    back = read(text.replace("the ", "the\u200d ").encode(), TIDE.name)
    assert isinstance(back, Script)
    tables = [unmarked_table(draw(lay_out(one), DEFAULT), Hidden(CODE)) for one in (script, back)]
    places = [[(w.page, w.site, w.line, w.x0, w.y0) for w in table] for table in tables]
    assert places[0] == places[1]
    assert [bare(word.text) for word in tables[1]] == [word.text for word in tables[0]]
    assert any(bare(word.text) != word.text for word in tables[1])


def test_they_are_off_until_they_are_asked_for(desk: Desk) -> None:
    plain = desk.copies()[0]
    assert plain["marks"] == ["visible", "metadata", "word-shift", "line-shift"]
    signed = desk.copies(zero_width=True)[0]
    assert signed["marks"] == [*plain["marks"], "zero-width"]
    outcome = desk.share(zero_width=True, form="native")
    native = outcome.data["copies"][0]
    assert native["marks"] == ["visible", "metadata", "zero-width"]
    assert any("Signs without width" in line for line in outcome.lines)
    assert any(sign in Path(native["path"]).read_text("utf-8") for sign in SIGNS[1:])
    with desk.small.session().reading() as history:
        codes = [row.field("details").get("code") for row in history.rows("copy")]
        assert [code.get("blank") for code in codes] == [None, 4, 4]
        assert codes[2]["word"] == codes[2]["line"] == 0
        for row in history.rows("copy"):
            hidden = issued.hidden_of(history, row)
            assert hidden is not None
            assert (
                hidden.code.commitment(hidden.parameters)
                == row.field("details")["code"]["commitment"]
            )
    words = run("pdftotext", signed["path"], "-").decode()
    assert any(sign in words for sign in SIGNS[1:])
    assert not any(sign in run("pdftotext", plain["path"], "-").decode() for sign in SIGNS[1:])
    assert not desk.small.problems()


def test_with_the_name_alone_they_are_the_only_hidden_mark(desk: Desk) -> None:
    made = desk.copies(zero_width=True, marks="visible")[0]
    assert made["marks"] == ["visible", "metadata", "zero-width"]
    with desk.small.session().reading() as history:
        row = next(iter(history.rows("copy")))
        code = row.field("details")["code"]
        assert (code["word"], code["line"], code["blank"]) == (0, 0, 4)
        words = {word.text for word in issued.table_of(history, row)}
        assert not any(sign in word for word in words for sign in SIGNS[1:])


def test_what_the_vault_cannot_read_cannot_have_them(desk: Desk) -> None:
    with pytest.raises(VaultError):
        desk.copies("latest:Opaque.docx", zero_width=True)
    text = r"{\rtf1\ansi{\fonttbl{\f0 Courier;}}\f0 One two three four five six.\par}"
    desk.small.seal(desk.small.write("Rich.rtf", text))
    with pytest.raises(BadInput, match=r"Rich\.rtf has none that can be read") as refused:
        desk.copies("latest:Rich.rtf", form="native", zero_width=True)
    assert refused.value.hint == "Share it without these signs."
    assert desk.copies("latest:Rich.rtf", form="native")
    desk.small.seal(desk.small.write("Short.fountain", "INT. HERE - DAY\n\nThree words alone.\n"))
    for form in ("pdf", "native"):
        with pytest.raises(BadInput, match="every fourth word"):
            desk.copies("latest:Short.fountain", form=form, zero_width=True)
    assert len(desk.files()) == 1
    with desk.small.session().reading() as history:
        assert len(list(history.rows("copy"))) == 1


def test_the_entry_of_a_copy_from_a_newer_program_is_refused_in_words() -> None:
    told = {**WITH.as_json(), "commitment": CODE.commitment(WITH)}
    assert Parameters.of_entry(told) == WITH
    assert json.loads(json.dumps(WITH.as_json())) == {"v": 1, "word": 24, "line": 24, "blank": 4}
    assert "blank" not in DEFAULT.as_json()
    assert CODE.commitment(WITH) != CODE.commitment(DEFAULT)
    for wrong in (3, 8, -4, "4", None, True):
        with pytest.raises(BadInput, match="newer Script Vault"):
            Parameters.of_entry({**told, "blank": wrong})  # type: ignore[dict-item]
