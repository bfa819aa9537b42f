"""Choosing words in the window: by key and by mouse, over a real vault, until copies differ."""

import re
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QMenu, QWidget

from tests.pipeline.small import Small
from tests.ui.conftest import Stage
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from vault.operations import varying
from vault.share import proposals
from vault.share.variants import Place, Site
from vault.ui.main_window import MainWindow
from vault.ui.share_page import SharePage
from vault.ui.variants_leaving import LeavingDialog
from vault.ui.variants_page import VariantsPage

NAME = "Salt Line.fountain"
STORY = """Title: Salt Line

INT. HOTEL CORRIDOR - NIGHT

Nell stops at berth 1962. She counts the lights on the water.

NELL
I never said berth 1962.

FATHER
Nine came out, and then she laughed.

NELL ^
Nobody laughed.

INT. BERTH 1962 - LATER

The radio hums in room 212.
"""


@pytest.fixture
def window(stage: Stage, small: Small) -> MainWindow:
    small.seal(small.write(NAME, STORY))
    return stage.window(small)


def share_page(stage: Stage, window: MainWindow) -> SharePage:
    draft = max((d for d in window.desk.drafts if d.script == NAME), key=lambda d: d.number)
    window.desk.ask("share", draft)
    page = cast("SharePage", window.page("share"))
    stage.until(lambda: page.form.ready, "the draft to be read")
    return page


def choosing(stage: Stage, page: SharePage) -> VariantsPage:
    stage.until(lambda: page.form.ready, "the draft to be read")
    QTest.mouseClick(page.form.wording.choose, Qt.MouseButton.LeftButton)
    variants = stage.until(lambda: page.variants, "the words")
    stage.until(lambda: variants.check.settled, "the remarks")
    stage.until(lambda: not variants.searching, "the proposals")
    return variants


@pytest.fixture
def page(stage: Stage, window: MainWindow) -> SharePage:
    return share_page(stage, window)


@pytest.fixture
def variants(stage: Stage, page: SharePage) -> VariantsPage:
    return choosing(stage, page)


def find(variants: VariantsPage, words: str, *, turn: int = 1) -> int:
    """The position in the document where words stand, the first or a later time."""
    cursor = QTextCursor(variants.prose.document())
    for _ in range(turn):
        cursor = variants.prose.document().find(words, cursor)
    assert not cursor.isNull()
    return cursor.selectionStart()


def caret(variants: VariantsPage, words: str, *, turn: int = 1) -> None:
    cursor = variants.prose.textCursor()
    cursor.setPosition(find(variants, words, turn=turn))
    variants.prose.setTextCursor(cursor)


def select(variants: VariantsPage, words: str, *, turn: int = 1) -> None:
    """Select words as the keyboard does: from their first letter, to the right."""
    caret(variants, words, turn=turn)
    variants.prose.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    for _ in words:
        QTest.keyClick(variants.prose, Qt.Key.Key_Right, shift)


def begin(variants: VariantsPage, words: str, *, turn: int = 1) -> None:
    """Select words and go on to what else may stand there."""
    select(variants, words, turn=turn)
    QTest.keyClick(variants.prose, Qt.Key.Key_Return)


def add(variants: VariantsPage, words: str, *others: str, turn: int = 1) -> None:
    begin(variants, words, turn=turn)
    for other in others:
        field = focused()
        assert field is variants.side.site.alternatives.fields[-1]
        QTest.keyClicks(field, other)
        QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(variants, Qt.Key.Key_Escape)
    assert variants.prose.hasFocus()


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def sealed(small: Small) -> tuple[Site, ...]:
    return varying.opened(small.session(), draft=f"latest:{NAME}").sites


def saying(variants: VariantsPage) -> list[str]:
    return [variants.side.site.remarks.text(), variants.side.whole, variants.said]


def test_words_are_chosen_typed_kept_and_read_by_two_readers(
    stage: Stage, page: SharePage, variants: VariantsPage, small: Small, tmp_path: Path
) -> None:
    assert page.form.wording.said.text() == "The same in every copy."
    add(variants, "counts", "tells", "adds")
    add(variants, "Nobody laughed", "No one laughed", "None laughed")
    add(variants, "hums", "sings", "moans")
    assert sealed(small) == ()
    assert variants.said == "Nothing is sealed until you keep it."
    QTest.mouseClick(variants.keep_it, Qt.MouseButton.LeftButton)
    stage.until(lambda: page.variants is None, "the way back")
    stage.until(lambda: page.form.ready, "the draft to be read")
    assert [site.alternatives for site in sealed(small)] == [
        ("counts", "tells", "adds"),
        ("Nobody laughed", "No one laughed", "None laughed"),
        ("hums", "sings", "moans"),
    ]
    assert page.form.wording.said.text() == "3 places differ from copy to copy."
    assert page.form.wording.used
    page.form.readers.take("\n".join(f"Reader {number}" for number in range(5)))
    folder = tmp_path / "copies"
    folder.mkdir()
    page.share_to(folder)
    stage.until(lambda: page.idle, "the copies")
    read = set()
    for path in folder.iterdir():
        said = subprocess.run(
            ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        found = [
            tuple(words for words in site.alternatives if re.search(rf"{words}[ .]", said))
            for site in sealed(small)[1:]
        ]
        assert all(len(one) == 1 for one in found)
        read.add((*found, "She counts" in said))
    assert len(read) > 1


def test_the_wording_can_be_left_out_of_copies(
    stage: Stage, page: SharePage, variants: VariantsPage, small: Small, tmp_path: Path
) -> None:
    add(variants, "counts", "tells", "numbers")
    variants.keep()
    stage.until(lambda: page.variants is None and page.form.ready, "the way back")
    assert "wording" in page.form.preview._note.text()
    QTest.mouseClick(page.form.wording.use, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert not page.form.wording.used
    assert "wording" not in page.form.preview._note.text()
    page.form.readers.take("Jonas Weil")
    folder = tmp_path / "copies"
    folder.mkdir()
    page.share_to(folder)
    stage.until(lambda: page.idle, "the copy")
    copies = small.session()
    with copies.reading() as history:
        (copy,) = history.rows("copy")
        assert "variants" not in copy.field("details")["code"]


def test_the_preview_shows_other_words_where_there_are_some(
    stage: Stage, page: SharePage, variants: VariantsPage
) -> None:
    before = page.form.preview.sheet.grab().toImage()
    add(variants, "counts", "tells")
    variants.keep()
    stage.until(lambda: page.variants is None and page.form.ready, "the way back")
    stage.until(page.form.preview.sheet.isVisible, "the preview")
    assert page.form.preview.sheet.grab().toImage() != before
    page.form.wording.use.click()
    assert page.form.preview.sheet.grab().toImage() == before


def test_a_fact_is_found_everywhere_and_a_place_can_be_left_out(
    variants: VariantsPage,
) -> None:
    add(variants, "1962", "1966", "1971")
    (site,) = variants.choice.sites
    assert site.sort == "fact"
    assert site.alternatives == ("1962", "1966", "1971")
    assert len(site.places) == 3
    boxes = variants.side.site.also.boxes
    assert [box.accessibleName() for box in boxes] == [
        "Also here: I never said berth 1962.",
        "Also here: INT. BERTH 1962 - LATER",
    ]
    boxes[0].click()
    (site,) = variants.choice.sites
    assert len(site.places) == 2
    QTest.keyClick(variants.prose, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    (site,) = variants.choice.sites
    assert len(site.places) == 3
    variants.side.site.sorts["wording"].click()
    (site,) = variants.choice.sites
    assert (site.sort, len(site.places)) == ("wording", 1)


def test_any_place_of_a_fact_leads_to_it(variants: VariantsPage) -> None:
    add(variants, "1962", "1966")
    caret(variants, "1962", turn=2)
    assert variants.side.site.isVisible()
    assert variants.side.site.heading.text() == "1962"
    lines = variants.side.site.readers.lines
    assert "I never said berth <u>1962</u>." in lines[0].text()
    assert "I never said berth <u>1966</u>." in lines[1].text()
    QTest.keyClick(variants.prose, Qt.Key.Key_Delete)
    assert variants.choice.sites == ()


def test_a_field_below_the_fold_comes_onto_the_screen(
    stage: Stage, window: MainWindow, variants: VariantsPage
) -> None:
    window.resize(1000, 640)
    numbers = [str(number) for number in range(1963, 1976)]
    add(variants, "1962", *numbers)
    caret(variants, "1962")
    QTest.keyClick(variants.prose, Qt.Key.Key_Return)
    last = variants.side.site.alternatives.fields[-1]
    assert last.hasFocus()
    stage.until(lambda: not last.visibleRegion().isEmpty(), "the field on the screen")


def test_what_may_stand_at_the_caret_is_read_out(variants: VariantsPage) -> None:
    add(variants, "counts", "tells")
    caret(variants, "counts")
    assert variants.prose.accessibleDescription() == "Differs: counts, or tells"
    caret(variants, "radio")
    assert variants.prose.accessibleDescription() == ""


def test_the_word_at_the_caret_is_taken_when_none_is_selected(variants: VariantsPage) -> None:
    caret(variants, "lights")
    QTest.keyClick(variants.prose, Qt.Key.Key_Return)
    assert variants.side.site.heading.text() == "lights"
    assert variants.side.site.alternatives.fields[0].hasFocus()
    assert variants.choice.sites == ()


@pytest.mark.parametrize(
    ("words", "turn", "why"),
    [
        ("FATHER", 1, "above a speech"),
        ("water.", 1, ""),
    ],
)
def test_what_cannot_differ_says_why(
    variants: VariantsPage, words: str, turn: int, why: str
) -> None:
    select(variants, words, turn=turn)
    assert variants.side.selection.isVisible()
    assert variants.side.add.isEnabled() is not bool(why)
    assert why in variants.side.hindrance
    assert bool(variants.side.hindrance) is bool(why)


def test_words_of_two_paragraphs_or_of_a_variant_cannot_be_added(variants: VariantsPage) -> None:
    select(variants, "water.")
    QTest.keyClick(variants.prose, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(variants.prose, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert "one paragraph" in variants.side.hindrance
    QTest.keyClick(variants.prose, Qt.Key.Key_Return)
    assert not variants.side.site.isVisible()
    add(variants, "counts", "tells")
    select(variants, "She counts")
    assert "differ already" in variants.side.hindrance


def test_what_does_not_fit_is_said_beside_it_and_nothing_is_sealed(
    stage: Stage, variants: VariantsPage, small: Small
) -> None:
    add(variants, "counts", "counts over and over again, for hours and hours")
    stage.until(lambda: variants.check.settled, "the remarks")
    caret(variants, "counts")
    assert "To mend:" in variants.side.site.remarks.text()
    assert "too long" in variants.side.site.remarks.text()
    caret(variants, "Nobody")
    variants.keep()
    assert variants.said.startswith("1 choice is to be mended first")
    assert variants.side.site.heading.text() == "counts"
    assert sealed(small) == ()
    field = variants.side.site.alternatives.fields[0]
    field.selectAll()
    QTest.keyClicks(field, "tells")
    stage.until(lambda: variants.check.settled, "the remarks")
    assert variants.side.site.remarks.text() == ""


def test_the_same_words_twice_are_one(variants: VariantsPage) -> None:
    add(variants, "counts", "tells", "tells ", "counts")
    (site,) = variants.choice.sites
    assert site.alternatives == ("counts", "tells")
    caret(variants, "counts")
    assert variants.side.site.error.text() == "“counts” stands here already."


def test_an_alternative_can_be_left_out_and_the_last_takes_the_variant_with_it(
    variants: VariantsPage,
) -> None:
    add(variants, "counts", "tells", "numbers")
    caret(variants, "counts")
    site = variants.side.site
    QTest.mouseClick(site.alternatives.aways[0], Qt.MouseButton.LeftButton)
    assert variants.choice.sites[0].alternatives == ("counts", "numbers")
    QTest.mouseClick(site.remove, Qt.MouseButton.LeftButton)
    assert variants.choice.sites == ()
    variants.undo.click()
    assert variants.choice.sites[0].alternatives == ("counts", "numbers")
    assert [f.text() for f in variants.side.site.alternatives.fields] == ["numbers", ""]


def test_pasted_words_become_one_tidy_line(variants: VariantsPage) -> None:
    begin(variants, "counts")
    field = variants.side.site.alternatives.fields[0]
    QApplication.clipboard().setText("  tells\n\u00a0over\u200b ")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert variants.choice.sites[0].alternatives == ("counts", "tells over")


def test_proposals_are_stepped_through_taken_and_left_by_key(
    stage: Stage, window: MainWindow, small: Small
) -> None:
    small.seal(small.write(NAME, STORY.replace("Nobody laughed", "I don't. It's okay. Room 214.")))
    stage.until(lambda: sum(d.script == NAME for d in window.desk.drafts) == 2, "the draft")
    variants = choosing(stage, share_page(stage, window))
    offers = variants.choice.offers
    assert len(offers) > 2
    seen = []
    for _ in offers:
        QTest.keyClick(variants.prose, Qt.Key.Key_N)
        assert variants.side.offer.isVisible()
        seen.append(variants.caret.offer)
    assert seen == list(offers)
    QTest.keyClick(variants.prose, Qt.Key.Key_P)
    assert variants.caret.offer == offers[-2]
    QTest.keyClick(variants.prose, Qt.Key.Key_T)
    assert variants.choice.sites == (offers[-2],)
    assert variants.caret.offer == offers[-1]
    QTest.keyClick(variants.prose, Qt.Key.Key_L)
    assert variants.choice.offers == offers[:-2]
    QTest.mouseClick(variants.side.offer.all, Qt.MouseButton.LeftButton)
    assert len(variants.choice.sites) == len(offers) - 1
    stage.until(lambda: variants.check.settled, "the remarks")
    assert not any(map(variants.check.refuses, variants.choice.sites))
    assert "too few" in variants.side.whole


def test_words_can_be_chosen_while_proposals_are_looked_for(
    stage: Stage, page: SharePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    near = Site("wording", (Place(1, 34, 40),), ("counts", "tells"))
    far = Site("wording", (Place(1, 51, 57),), ("lights", "lamps"))

    def slow(*_given: object) -> tuple[Site, ...]:
        go_on.wait(60)
        return near, far

    monkeypatch.setattr(proposals, "with_proposals", slow)
    page.form.wording.choose.click()
    variants = stage.until(lambda: page.variants, "the words")
    assert variants.side.offered.words.text() == "Looking for proposals…"
    add(variants, "counts", "numbers")
    go_on.set()
    stage.until(lambda: not variants.searching, "the proposals")
    assert variants.choice.offers == (far,)
    assert variants.side.offered.words.text() == "1 proposal"


def test_leaving_while_proposals_are_looked_for_forgets_them(
    stage: Stage, window: MainWindow, page: SharePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(proposals, "with_proposals", lambda *_given: go_on.wait(60) and ())
    page.form.wording.choose.click()
    variants = stage.until(lambda: page.variants, "the words")
    variants.leave()
    stage.until(lambda: page.variants is None, "the way back")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go_on.set()
    stage.settle(window)
    assert page.form.isVisible()


def test_a_new_draft_takes_the_wording_over_and_says_what_is_lost(
    stage: Stage, window: MainWindow, page: SharePage, variants: VariantsPage, small: Small
) -> None:
    add(variants, "counts", "tells")
    add(variants, "hums", "sings")
    variants.keep()
    stage.until(lambda: page.variants is None, "the way back")
    small.seal(small.write(NAME, STORY.replace("The radio hums", "The radio is silent")))
    stage.until(lambda: sum(d.script == NAME for d in window.desk.drafts) == 2, "the draft")
    page = share_page(stage, window)
    assert "Draft 1 has a wording" in page.form.wording.meaning
    later = choosing(stage, page)
    assert later.side.carry.text() == "Take over from draft 1"
    QTest.mouseClick(later.side.carry, Qt.MouseButton.LeftButton)
    stage.until(lambda: later.unkept, "the wording")
    assert [site.alternatives for site in later.choice.sites] == [("counts", "tells")]
    assert "“hums”" in later.side.lost.text()
    assert sealed(small) == ()
    later.keep()
    stage.until(lambda: page.variants is None, "the way back")
    assert len(sealed(small)) == 1


def dialog_of(stage: Stage, variants: VariantsPage) -> LeavingDialog:
    return cast(
        "LeavingDialog", stage.until(lambda: variants.findChild(LeavingDialog), "the question")
    )


def test_escape_goes_back_and_asks_only_when_something_is_lost(
    stage: Stage, page: SharePage, variants: VariantsPage, small: Small
) -> None:
    QTest.keyClick(variants.prose, Qt.Key.Key_Escape)
    stage.until(lambda: page.variants is None, "the way back")
    again = choosing(stage, page)
    add(again, "counts", "tells")
    QTest.keyClick(again.prose, Qt.Key.Key_Escape)
    dialog = dialog_of(stage, again)
    assert not nameless(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert page.variants is again
    assert again.unkept
    stage.until(lambda: again.findChild(LeavingDialog) is None, "the dialog to be gone")
    again.leave()
    dialog_of(stage, again).leave.click()
    stage.until(lambda: page.variants is None, "the way back")
    assert sealed(small) == ()


def test_closing_the_window_asks_too_and_can_keep(
    stage: Stage, window: MainWindow, page: SharePage, variants: VariantsPage, small: Small
) -> None:
    add(variants, "counts", "tells")
    window.show_page("timeline")
    window.close()
    dialog = dialog_of(stage, variants)
    assert window.isVisible()
    assert variants.isVisible()
    window.leave()
    assert len(variants.findChildren(LeavingDialog)) == 1
    dialog.stay.click()
    stage.until(lambda: variants.findChild(LeavingDialog) is None, "the dialog to be gone")
    window.leave()
    dialog_of(stage, variants).keep.click()
    stage.until(lambda: window.desk.closed, "the end")
    assert len(sealed(small)) == 1


def test_the_system_is_not_kept_waiting_by_a_question(
    window: MainWindow, variants: VariantsPage
) -> None:
    add(variants, "counts", "tells")
    window.leave_at_once()
    assert window.desk.closed


def test_another_page_may_be_looked_at_meanwhile(
    window: MainWindow, page: SharePage, variants: VariantsPage
) -> None:
    add(variants, "counts", "tells")
    window.desk.ask("verify")
    window.desk.ask("share")
    assert page.variants is variants
    assert variants.isVisible()
    assert variants.unkept


def test_another_draft_is_shown_once_the_words_are_kept_or_left(
    stage: Stage, window: MainWindow, page: SharePage, variants: VariantsPage
) -> None:
    add(variants, "counts", "tells")
    other = next(draft for draft in window.desk.drafts if draft.script != NAME)
    window.desk.ask("share", other)
    dialog_of(stage, variants).leave.click()
    stage.until(lambda: page.variants is None, "the form")
    assert page.form.draft.draft == other


def test_a_vault_that_is_gone_takes_the_words_with_it(
    window: MainWindow, page: SharePage, variants: VariantsPage
) -> None:
    add(variants, "counts", "tells")
    window.desk.lost.emit()
    assert page.variants is None


def test_a_draft_that_cannot_be_read_has_no_wording_to_choose(
    stage: Stage, window: MainWindow, small: Small
) -> None:
    path = small.scripts / "Locked.fdr"
    path.write_bytes(bytes(range(256)) * 40)
    small.seal(path)
    stage.until(lambda: any(d.script == "Locked.fdr" for d in window.desk.drafts), "the draft")
    draft = next(d for d in window.desk.drafts if d.script == "Locked.fdr")
    window.desk.ask("share", draft)
    page = cast("SharePage", window.page("share"))
    stage.until(page.form.draft_error.text, "the refusal")
    assert not page.form.wording.choose.isEnabled()


def test_the_menu_offers_what_the_keys_do(
    stage: Stage, variants: VariantsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))
    select(variants, "counts")
    variants.prose.menu_asked.emit(QPoint(0, 0))
    assert [a.text() for a in shown[-1].actions()] == ["Add variant\tReturn", "", "Copy"]
    shown[-1].actions()[0].trigger()
    QTest.keyClicks(focused(), "tells")
    caret(variants, "counts")
    variants.prose.menu_asked.emit(QPoint(0, 0))
    assert shown[-1].actions()[1].text() == "Same in every copy\tDelete"
    shown[-1].actions()[1].trigger()
    assert variants.choice.sites == ()
    caret(variants, "FATHER")
    variants.prose.menu_asked.emit(QPoint(0, 0))
    assert not shown[-1].actions()[0].isEnabled()


def test_tab_walks_the_panel_from_top_to_bottom(stage: Stage, variants: VariantsPage) -> None:
    add(variants, "1962", "1966", "1971")
    caret(variants, "1962")
    site = variants.side.site
    stage.until(site.alternatives.fields[-1].isVisible, "the fields")
    site.sorts["fact"].setFocus()
    chain: list[QWidget] = []
    while len(chain) < 9 and focused() is not site.remove:
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        chain.append(focused())
    fields, aways = site.alternatives.fields, site.alternatives.aways
    expected = [fields[0], aways[0], fields[1], aways[1], fields[2], *site.also.boxes, site.remove]
    assert chain == expected


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_chosen_is_underlined_and_keeps_its_colours_apart(
    stage: Stage, small: Small, theme: str
) -> None:
    small.seal(small.write(NAME, STORY))
    window = stage.window(small, theme=theme)
    variants = choosing(stage, share_page(stage, window))
    add(variants, "counts", "tells")
    caret(variants, "hums")
    block = variants.prose.document().findBlock(find(variants, "counts"))
    (mark,) = block.layout().formats()
    assert mark.length == len("counts")
    assert mark.format.underlineStyle().name == "SingleUnderline"
    colour = window.desk.theme.colour("selection")
    assert mark.format.background().color() == colour
    window.desk.theme.wish("dark" if theme == "light" else "light")
    (mark,) = block.layout().formats()
    assert mark.format.background().color() != colour


STATES: dict[str, Callable[[VariantsPage], None]] = {
    "nothing": lambda v: caret(v, "radio"),
    "selection": lambda v: select(v, "lights on the water"),
    "offer": lambda v: QTest.keyClick(v.prose, Qt.Key.Key_N),
    "hindered": lambda v: select(v, "FATHER"),
    "fact": lambda v: add(v, "1962", "1966", "a number that is far too long for its line"),
    "begun": lambda v: begin(v, "counts"),
}


@pytest.mark.parametrize("size", SIZES, ids=["usual", "least"])
def test_every_state_is_whole_and_named(
    stage: Stage, window: MainWindow, variants: VariantsPage, size: tuple[int, int]
) -> None:
    window.resize(*size)
    wrong = {}
    for name, reach in STATES.items():
        reach(variants)
        stage.until(lambda: variants.check.settled, "the remarks")
        stage.settle(window)
        for look in (clipped, outside, nameless):
            if found := look(window):
                wrong[name, look.__name__] = found
    assert wrong == {}


def test_the_question_before_leaving_is_whole(stage: Stage, variants: VariantsPage) -> None:
    add(variants, "counts", "tells")
    variants.leave()
    dialog = dialog_of(stage, variants)
    stage.until(dialog.isVisible, "the question")
    assert clipped(dialog) == outside(dialog) == nameless(dialog) == []
    dialog.reject()


def test_a_wording_that_fits_no_more_is_not_used(page: SharePage) -> None:
    line = page.form.wording
    line.show_sites([Site("wording", (Place(1, 0, 4),), ("Nell", "She"))], fits=False)
    assert not line.used
    assert not line.use.isEnabled()
    assert line.choose.isEnabled()
    assert "does not fit" in line.meaning


def test_boxes_without_words_have_names(variants: VariantsPage) -> None:
    add(variants, "1962", "1966")
    boxes = variants.side.findChildren(QCheckBox)
    assert boxes
    assert all(box.accessibleName() for box in boxes)
