"""The Trace page: copies and pages of them, other people's files, files that cannot be read."""

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget

from tests.conftest import REPOSITORY
from tests.pipeline import small as made
from tests.pipeline.small import PASSPHRASE, Small
from tests.share.conftest import TIDE
from tests.ui.conftest import Stage
from tests.ui.dropping import drop
from tests.ui.test_ui_keyboard import against_reading, unreached
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from vault.operations import sharing, tracing
from vault.ui import trace_words as words
from vault.ui.main_window import MainWindow
from vault.ui.trace_page import TracePage
from vault.ui.trace_report import TraceReport
from vault.ui.trace_saving import ReportDialog
from vault.ui.trace_sides import SidesDialog

READERS = ("Ada Byron", "Tom Vale")
BUNDLE = REPOSITORY / "resources" / "spec" / "vectors" / "bundle.zip"


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, Path]:
    """A vault that has issued two copies of one draft, and the first reader's copy."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("ui-issued")
        small = made.empty(folder / "home", "ui-trace")
        small.init()
        small.seal(small.write(TIDE.name, TIDE.read_text(encoding="utf-8")))
        out = folder / "out"
        out.mkdir()
        copies = sharing.share(
            small.session(), draft=f"{TIDE.name}#1", to=READERS, to_csv=None,
            licence="no-ai", holder=None, output=out,
        ).data["copies"]  # fmt: skip
        return small, Path(copies[0]["path"])


@pytest.fixture
def copy(issued: tuple[Small, Path]) -> Path:
    return issued[1]


@pytest.fixture
def window(stage: Stage, issued: tuple[Small, Path], tmp_path: Path) -> MainWindow:
    window = stage.window(issued[0].copy(tmp_path / "home"))
    window.show_page("trace")
    return window


@pytest.fixture
def page(window: MainWindow) -> TracePage:
    return cast("TracePage", window.page("trace"))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A text that has nothing to do with any copy."""
    path = tmp_path / "other.txt"
    path.write_text("Nobody ever wrote down what the kettle said to the pilot.\n", encoding="utf-8")
    return path


def trace(stage: Stage, page: TracePage, *files: Path) -> TraceReport:
    page.take(list(files))
    stage.until(lambda: page.idle, "the trace")
    assert page.report is not None, page.entrance.error.text()
    return page.report


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_pages_of_a_copy_lead_to_it_with_the_chance_of_being_wrong(
    stage: Stage, page: TracePage, copy: Path, tmp_path: Path
) -> None:
    pages, between = tmp_path / "pages.pdf", tmp_path / "between.pdf"
    subprocess.run(["qpdf", "--empty", "--pages", copy, "3-4", "--", between], check=True)
    subprocess.run(["gs", "-q", "-sDEVICE=pdfwrite", f"-o{pages}", between], check=True)
    report = trace(stage, page, pages)
    [match] = report.told["matches"]
    assert match["class"] == "high"
    [found] = report.found
    assert found.card.heading.text().startswith("Derived from the copy issued to Ada Byron on ")
    assert match["copy_id"] in found.card.meaning.text()
    told = said(found)
    chance = words.chance(match["false_positive_probability"])
    for expected in (chance.capitalize(), "High", "Hidden marks, words", "pages.pdf, pages 1–2"):
        assert expected in told
    assert "pages 3–4" in told
    assert tracing.NOT_A_PERSON in said(report)
    assert page.report is not None
    assert page.report.again.hasFocus()


def test_a_copy_as_it_left_is_exact_and_every_screen_of_it_is_whole(
    stage: Stage, window: MainWindow, page: TracePage, copy: Path, other: Path
) -> None:
    for files in ([copy], [copy, other], [other]):
        report = trace(stage, page, *files)
        for size in SIZES:
            window.resize(*size)
            stage.settle(window)
            for look in (clipped, outside, nameless, unreached, against_reading):
                assert look(window) == [], f"{look.__name__} at {size}"
        if copy in files:
            assert [m["class"] for m in report.told["matches"]] == ["exact"]
            assert "It is this copy, byte for byte." in said(report)


def test_a_page_that_leads_nowhere_says_what_was_looked_at(
    stage: Stage, page: TracePage, other: Path
) -> None:
    report = trace(stage, page, other)
    assert report.found == []
    assert report.nothing is not None
    assert report.nothing.heading.text() == words.NOTHING
    assert report.nothing.below.text() == "1 page held against the 2 copies of this vault."
    assert words.HIDDEN in said(report)


def test_a_vault_that_issued_nothing_says_so(stage: Stage, small: Small, other: Path) -> None:
    window = stage.window(small)
    window.show_page("trace")
    report = trace(stage, cast("TracePage", window.page("trace")), other)
    assert report.nothing is not None
    assert "has issued no copies yet" in report.nothing.below.text()


def locked(copy: Path, folder: Path) -> Path:
    path = folder / "locked.pdf"
    subprocess.run(["qpdf", "--encrypt", "secret", "secret", "256", "--", copy, path], check=True)
    return path


def test_what_cannot_be_read_is_said_on_the_page(
    stage: Stage, page: TracePage, copy: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + b"no picture at all " * 40)
    empty = tmp_path / "empty.pdf"
    empty.touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    files = [locked(copy, tmp_path), picture, empty, folder, tmp_path / "gone.pdf", BUNDLE]
    for file in files:
        page.take([file])
        stage.until(lambda: page.idle, "the trace")
        assert page.report is None, file.name
        assert page.entrance.error.isVisible()
        assert file.name in page.entrance.error.text()
        assert page.entrance.choose.hasFocus()


def test_without_the_library_for_pictures_that_is_said(
    stage: Stage, page: TracePage, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    subprocess.run(["pdftoppm", "-r", "60", "-f", "3", "-l", "3", "-png", copy, "shot"],
                   cwd=tmp_path, check=True)  # fmt: skip
    page.take(sorted(tmp_path.glob("shot*.png")))
    stage.until(lambda: page.idle, "the trace")
    assert page.report is None
    assert "picture" in page.entrance.error.text().lower()


def test_a_trace_that_is_stopped_shows_nothing_afterwards(
    stage: Stage,
    window: MainWindow,
    page: TracePage,
    other: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, whole = threading.Event(), threading.Event(), tracing.look

    def slow(session: Any, suspects: Any) -> Any:
        begun.set()
        assert go_on.wait(60)
        return whole(session, suspects)

    monkeypatch.setattr(tracing, "look", slow)
    page.take([other])
    stage.until(begun.is_set, "the trace to begin")
    stage.until(page.entrance.stop.isVisible, "the way to stop it")
    assert page.entrance.stop.hasFocus()
    assert nameless(window) == []
    QTest.keyClick(page.entrance.stop, Qt.Key.Key_Space)
    assert page.idle
    assert "The trace was stopped." in page.entrance.error.text()
    go_on.set()
    stage.settle(window)
    assert page.report is None


def saving(stage: Stage, page: TracePage, out: Path) -> ReportDialog:
    assert page.report is not None
    QTest.keyClick(page.report.save, Qt.Key.Key_Space)
    dialog = stage.until(lambda: page.findChild(ReportDialog), "the dialog")
    dialog.put_at(out)
    return dialog


def test_a_report_is_saved_from_the_keyboard_with_keys_when_it_is_said(
    stage: Stage, window: MainWindow, page: TracePage, copy: Path, tmp_path: Path
) -> None:
    trace(stage, page, copy)
    dialog = saving(stage, page, tmp_path / "report.pdf")
    stage.settle(window)
    assert dialog.reveal.isVisible()
    assert not dialog.reveal.isChecked()
    assert "stay in the vault" in dialog.reveal.accessibleDescription()
    for look in (clipped, nameless, outside):
        assert look(dialog) == []
    QTest.keyClick(dialog.reveal, Qt.Key.Key_Space)
    assert "take them out of a file" in dialog.reveal.accessibleDescription()
    stage.settle(window)
    assert clipped(dialog) == []
    QTest.keyClick(dialog.do, Qt.Key.Key_Return)
    stage.until(lambda: dialog.outcome, "the report")
    stage.settle(window)
    for look in (clipped, nameless, outside):
        assert look(dialog) == []
    digest = hashlib.sha256((tmp_path / "report.pdf").read_bytes()).hexdigest()
    assert digest in said(dialog)
    assert str(tmp_path / "report.pdf") in said(dialog)
    assert dialog.leave.hasFocus()
    assert not dialog.check.isVisible()
    subprocess.run(["pdfdetach", "-save", "1", "-o", tmp_path / "evidence.json",
                    tmp_path / "report.pdf"], check=True)  # fmt: skip
    [match] = page.report.told["matches"] if page.report else []
    evidence = json.loads((tmp_path / "evidence.json").read_bytes())
    [named] = evidence["findings"][0]["copies"]
    assert named["copy"] == match["copy_id"]
    assert set(named["keys"]) == {"bias", "copy"}


def test_a_report_that_names_nobody_has_no_keys_to_show(
    stage: Stage, page: TracePage, other: Path, tmp_path: Path
) -> None:
    trace(stage, page, other)
    dialog = saving(stage, page, tmp_path / "none.pdf")
    assert not dialog.reveal.isVisible()
    QTest.keyClick(dialog.do, Qt.Key.Key_Return)
    stage.until(lambda: dialog.outcome, "the report")
    assert (tmp_path / "none.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_a_file_that_is_gone_when_it_is_saved_changes_nothing(
    stage: Stage, page: TracePage, other: Path, tmp_path: Path
) -> None:
    """What was examined is known from the trace, and is what the report is about."""
    trace(stage, page, other)
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    other.unlink()
    dialog = saving(stage, page, tmp_path / "none.pdf")
    QTest.keyClick(dialog.do, Qt.Key.Key_Return)
    stage.until(lambda: dialog.outcome, "the report")
    text = subprocess.run(["pdftotext", tmp_path / "none.pdf", "-"], capture_output=True,
                          check=True, text=True).stdout  # fmt: skip
    assert digest in text


def beside(stage: Stage, page: TracePage) -> SidesDialog:
    assert page.report is not None
    QTest.keyClick(page.report.found[0].beside, Qt.Key.Key_Space)
    dialog = stage.until(lambda: page.findChild(SidesDialog), "the dialog")
    stage.until(lambda: dialog.shown, "both pages")
    return dialog


def test_pages_stand_side_by_side_and_the_arrow_keys_go_on(
    stage: Stage, window: MainWindow, page: TracePage, copy: Path, tmp_path: Path
) -> None:
    subprocess.run(["qpdf", "--empty", "--pages", copy, "3-4", "--", tmp_path / "p.pdf"],
                   check=True)  # fmt: skip
    trace(stage, page, tmp_path / "p.pdf")
    dialog = beside(stage, page)
    stage.settle(window)
    for look in (clipped, nameless, outside):
        assert look(dialog) == []
    assert dialog.left.title.text() == "p.pdf, page 1"
    assert dialog.right.title.text().endswith("as issued, page 3")
    assert dialog.shown is not None
    for side in dialog.shown:
        assert 0.75 < side.width / side.height < 0.79
        assert min(side.grey) < 80 < max(side.grey)
    QTest.keyClick(dialog, Qt.Key.Key_Right)
    stage.until(lambda: dialog.shown, "the next pages")
    assert dialog.right.title.text().endswith("as issued, page 4")
    assert not dialog.on.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Down)
    bars = [side.scrolled.verticalScrollBar() for side in (dialog.left, dialog.right)]
    assert bars[0].value() == bars[1].value() > 0
    QTest.keyClick(dialog, Qt.Key.Key_Left)
    stage.until(lambda: dialog.shown, "the pages before")
    assert dialog.left.title.text() == "p.pdf, page 1"
    dialog.resize(700, 500)
    stage.settle(window)
    assert clipped(dialog) == []


def test_a_page_that_is_gone_is_said_beside_the_one_that_is_there(
    stage: Stage, window: MainWindow, page: TracePage, copy: Path, tmp_path: Path
) -> None:
    found = tmp_path / "found.pdf"
    found.write_bytes(copy.read_bytes())
    trace(stage, page, found)
    found.unlink()
    dialog = beside(stage, page)
    assert "cannot be" in dialog.left.text.toPlainText()
    assert dialog.shown is not None
    assert dialog.shown[1].grey
    assert nameless(dialog) == []


def test_it_says_how_far_it_is_in_words(stage: Stage, page: TracePage, other: Path) -> None:
    page.files = [other]
    page.say_begun()
    for what in words.STEPS:
        page.entrance.go_on(words.STEPS[what], 1, 3)
        assert page.entrance.step.isVisible()
        assert page.entrance.step.text() == words.STEPS[what]
    page.show_entrance("")
    assert not page.entrance.step.isVisible()


def test_files_are_dropped_or_chosen(
    stage: Stage, page: TracePage, other: Path, tmp_path: Path
) -> None:
    assert not drop(page, [QUrl("https://pages.example/leak.pdf")])
    assert "no file on this computer" in page.entrance.error.text()
    second = tmp_path / "second.txt"
    second.write_bytes(other.read_bytes())
    assert drop(page, [QUrl.fromLocalFile(str(second)), QUrl.fromLocalFile(str(other))])
    stage.until(lambda: page.report, "the report")
    assert page.files == [other, second]
    assert page.report is not None
    assert page.report.head.title == "2 files"
    QTest.keyClick(page.report.again, Qt.Key.Key_Space)
    dialog = stage.until(lambda: page.findChild(QFileDialog), "the dialog")
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(str(other))
    dialog.accept()
    stage.until(lambda: page.files == [other] and page.idle, "the other trace")


def test_a_closed_vault_stands_before_it(stage: Stage, small: Small) -> None:
    window = stage.window(small, unlock=False)
    window.show_page("trace")
    assert window.entrance is not None
    assert window.entrance.isVisible()
    window.unlock(PASSPHRASE)
    stage.until(lambda: window.entrance is None, "the vault to open")
    assert window.page("trace").isVisible()


def test_nothing_of_a_vault_that_is_gone_stays_on_the_page(
    stage: Stage, window: MainWindow, page: TracePage, copy: Path
) -> None:
    trace(stage, page, copy)
    window.desk.lost.emit()
    assert page.report is None
    assert page.files == []
    assert page.entrance.error.text() == ""


HEAVY = """
import sys
from vault.ui import trace_page, trace_report, pages, main_window
print(sorted({"numpy", "cv2", "pypdfium2", "vault.trace"} & set(sys.modules)))
"""


def test_nothing_heavy_is_there_before_a_trace_runs() -> None:
    said = subprocess.run(
        [sys.executable, "-c", HEAVY], cwd=REPOSITORY, capture_output=True, check=True, text=True
    ).stdout
    assert said.strip() == "[]"
