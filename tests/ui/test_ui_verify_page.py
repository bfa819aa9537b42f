"""The Verify page: real bundles, certificates and files that are none, with no vault at all."""

import json
import shutil
import subprocess
import threading
import zipfile
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from tests.conftest import REPOSITORY
from tests.pipeline.small import TITLE, WORDS, Small
from tests.ui.conftest import Stage
from tests.ui.dropping import drop
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from vault.operations import proving, verifying
from vault.operations.session import Outcome
from vault.ui import verify_words as words
from vault.ui.main_window import MainWindow
from vault.ui.verify_page import VerifyPage
from vault.ui.verify_report import ReportView

VECTORS = REPOSITORY / "resources" / "spec" / "vectors"
BUNDLE = VECTORS / "bundle.zip"
EXPECTED = json.loads((VECTORS / "bundles" / "expected.json").read_text(encoding="utf-8"))
BAD = VECTORS / "bundles" / "bad-byte-of-a-draft.zip"


@pytest.fixture
def window(stage: Stage, fresh: Small) -> MainWindow:
    """A window without any vault, at the Verify page."""
    window = stage.window(fresh, unlock=False)
    window.show_page("verify")
    return window


@pytest.fixture
def page(window: MainWindow) -> VerifyPage:
    return cast("VerifyPage", window.page("verify"))


def report(stage: Stage, page: VerifyPage, file: Path) -> ReportView:
    """Check a file and wait for its report."""
    page.verify(file)
    stage.until(lambda: page.idle, "the check")
    assert page.report is not None, page.entrance.error.text()
    return page.report


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_published_bundle_gets_its_verdict_in_words(
    stage: Stage, page: VerifyPage, name: str
) -> None:
    file = next(path for path in (VECTORS / "bundles").iterdir() if path.stem == Path(name).stem)
    shown = report(stage, page, file)
    verdict = EXPECTED[name]["verdict"]
    assert shown.verdict.heading.text().startswith(f"{verdict.capitalize()}. ")
    results = {check["name"]: check["result"] for check in shown.told["checks"]}
    assert set(shown.checks.rows) == set(results)
    for check, row in shown.checks.rows.items():
        assert row.result.text() == words.result(results[check])[1]
    failed = [check for check in shown.told["because"] if results[check] == "fail"]
    # What had to be there to be checked, and is not, makes a file invalid without any failure.
    for check in failed or shown.told["because"] if verdict == "invalid" else ():
        assert words.title(check) in shown.verdict.meaning.text()
    assert verdict == "invalid" or not failed


@pytest.mark.parametrize("size", SIZES, ids=["usual", "least"])
@pytest.mark.parametrize("file", [BUNDLE, BAD], ids=["good", "bad"])
def test_a_report_is_whole_and_named(
    stage: Stage, window: MainWindow, page: VerifyPage, file: Path, size: tuple[int, int]
) -> None:
    window.resize(*size)
    report(stage, page, file)
    stage.settle(window)
    assert [clipped(page), outside(page), nameless(page)] == [[], [], []]


def test_what_is_missing_is_named_and_is_no_failure(stage: Stage, page: VerifyPage) -> None:
    shown = report(stage, page, BUNDLE)
    assert "independent time" in shown.verdict.meaning.text()
    assert shown.verdict.heading.text() == "Incomplete. Nothing failed, but something is missing."


def test_the_key_is_shown_and_nobody_is_named_for_it(stage: Stage, page: VerifyPage) -> None:
    shown = report(stage, page, BUNDLE)
    signer = shown.told["signer"]
    assert len(signer) == 64
    assert shown.signer.fingerprint.text().replace(" ", "") == signer
    assert "Nothing here says who holds that key." in shown.verdict.below.text()


def none_of_ours(folder: Path) -> dict[str, Path]:
    files = {
        "is not a proof bundle": b"\xff\xd8\xff\xe0 a picture",
        "is empty": b"",
        "is a PDF without evidence": b"",
    }
    made = {}
    for place, (sentence, data) in enumerate(files.items()):
        made[sentence] = folder / f"file-{place}.zip"
        made[sentence].write_bytes(data)
    pdf = made["is a PDF without evidence"].with_suffix(".pdf")
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(pdf))
    from PySide6.QtGui import QTextDocument

    QTextDocument("just a page").print_(printer)
    made["is a PDF without evidence"] = pdf
    made["cannot be read"] = folder
    return made


def test_what_is_none_of_ours_is_one_sentence_on_the_page(
    stage: Stage, page: VerifyPage, tmp_path: Path
) -> None:
    for sentence, file in none_of_ours(tmp_path).items():
        page.verify(file)
        stage.until(lambda: page.idle, "the refusal")
        said = page.entrance.error.text()
        assert sentence in said
        assert file.name in said
        assert page.report is None
        assert page.entrance.choose.hasFocus()
    report(stage, page, BUNDLE)


def test_a_file_that_is_none_takes_away_the_report_before_it(
    stage: Stage, page: VerifyPage, tmp_path: Path
) -> None:
    report(stage, page, BUNDLE)
    page.verify(tmp_path / "gone.zip")
    stage.until(lambda: page.idle, "the refusal")
    assert page.report is None
    assert "gone.zip cannot be read" in page.entrance.error.text()


def test_a_bundle_is_dropped(stage: Stage, page: VerifyPage) -> None:
    assert drop(page, [QUrl.fromLocalFile(str(BUNDLE))])
    shown = stage.until(lambda: page.report, "the report")
    assert shown.told["verdict"] == "incomplete"


@pytest.mark.parametrize(
    "urls",
    [
        [QUrl("https://example.org/bundle.zip")],
        [QUrl.fromLocalFile(str(BUNDLE)), QUrl("https://example.org/bundle.zip")],
    ],
    ids=["an address", "a file and an address"],
)
def test_what_cannot_be_dropped_is_said(page: VerifyPage, urls: list[QUrl]) -> None:
    drop(page, urls)
    assert "no file on this computer" in page.entrance.error.text()
    assert "Drop files that lie on this computer." in page.entrance.error.text()


def test_the_keyboard_alone_suffices(stage: Stage, window: MainWindow, page: VerifyPage) -> None:
    file = Path.home() / "proof.zip"
    shutil.copy(BUNDLE, file)
    page.begin()
    assert page.entrance.choose.hasFocus()
    QTest.keyClick(page.entrance.choose, Qt.Key.Key_Space)
    dialog = stage.until(lambda: page.findChild(QFileDialog), "the file dialog")
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    QTest.keyClicks(name, file.name)
    stage.until(lambda: dialog.selectedFiles() == [str(file)], "the name to be understood")

    def entered() -> bool:
        if not page.files:  # as the keyboard does: what pops up below the field hears it first
            QTest.keyClick(QApplication.activePopupWidget() or name, Qt.Key.Key_Return)
        return page.files == [file]

    stage.until(entered, "the file to be taken")
    shown = stage.until(lambda: page.report, "the report")
    before = shown.verticalScrollBar().value()
    stage.settle(window)
    shown.head.findChildren(type(shown.signer.compare))[0].setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_PageDown)
    assert shown.verticalScrollBar().value() > before


def test_a_fingerprint_is_compared_however_it_is_spaced(stage: Stage, page: VerifyPage) -> None:
    shown = report(stage, page, BUNDLE)
    signer = str(shown.told["signer"])
    spaced = " ".join(signer[at : at + 4] for at in range(0, 64, 4)).upper()
    QTest.keyClicks(shown.signer.field, spaced)
    QTest.keyClick(shown.signer.field, Qt.Key.Key_Return)
    stage.until(shown.signer.answer.isVisible, "the answer")
    assert page.report is shown
    assert shown.signer.answer.accessibleName() == "The same key signed this file."
    assert shown.checks.rows["signer"].result.text() == "pass"
    shown.signer.field.setText("0" * 64)
    QTest.mouseClick(shown.signer.compare, Qt.MouseButton.LeftButton)
    stage.until(lambda: shown.told["verdict"] == "invalid", "the other answer")
    assert shown.signer.answer.accessibleName() == "Another key signed this file."
    assert "Who signed" in shown.verdict.meaning.text()


@pytest.mark.parametrize("typed", ["", "4496e3d1", "g" * 64, "٤" * 64])
def test_what_is_no_fingerprint_is_said_beside_the_field(
    stage: Stage, page: VerifyPage, typed: str
) -> None:
    shown = report(stage, page, BUNDLE)
    shown.signer.field.setText(typed)
    QTest.keyClick(shown.signer.field, Qt.Key.Key_Return)
    assert "A fingerprint has 64 digits" in shown.signer.error.text()
    assert shown.signer.error.isVisible()
    assert page.idle
    assert shown.told["verdict"] == "incomplete"


def test_a_report_is_kept_as_text_as_data_and_as_pages(
    stage: Stage, page: VerifyPage, tmp_path: Path
) -> None:
    shown = report(stage, page, BUNDLE)
    for ending in (".txt", ".json", ".pdf"):
        page.save_to(tmp_path / f"report{ending}")
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert {key: data[key] for key in shown.told} == shown.told
    pages = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    flat = " ".join(pages.split())
    for check in shown.told["checks"]:
        assert check["scope"] in text
        assert words.title(check["name"]) in text
        assert words.title(check["name"]) in flat
    for part in (*shown.told["not_shown"], shown.verdict.heading.text(), shown.told["signer"]):
        assert part in text
        assert part in flat
    for draft in shown.told["drafts"]:
        assert draft["sha256"] in text
        assert draft["sha256"] in flat
    assert "no independent time; record no earlier than: not established" in flat


@pytest.mark.parametrize("ending", [".txt", ".json", ".pdf"])
def test_no_report_takes_the_place_of_a_file(
    stage: Stage, window: MainWindow, page: VerifyPage, tmp_path: Path, ending: str
) -> None:
    report(stage, page, BUNDLE)
    taken = tmp_path / f"taken{ending}"
    taken.write_text("mine")
    page.save_to(taken)
    assert window.notice.words == f"{taken.name} is there already. Choose another name."
    assert taken.read_text() == "mine"
    page.save_to(tmp_path / "no" / f"such{ending}")
    assert "no such file or directory" in window.notice.words


def test_a_report_is_printed(stage: Stage, page: VerifyPage, tmp_path: Path) -> None:
    shown = report(stage, page, BAD)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    page.print_on(printer)
    told = subprocess.run(
        ["pdftotext", tmp_path / "printed.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert shown.verdict.heading.text() in " ".join(told.split())


def test_a_check_that_is_stopped_shows_nothing_afterwards(
    stage: Stage, window: MainWindow, page: VerifyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, whole = threading.Event(), threading.Event(), verifying.verify

    def slow(*given: Any, **named: Any) -> Outcome:
        begun.set()
        assert go_on.wait(60)
        return whole(*given, **named)

    monkeypatch.setattr(verifying, "verify", slow)
    page.verify(BAD)
    stage.until(begun.is_set, "the check to begin")
    stage.until(page.entrance.stop.isVisible, "the way to stop it")
    QTest.mouseClick(page.entrance.stop, Qt.MouseButton.LeftButton)
    assert page.idle
    assert page.entrance.error.text() == "The check was stopped."
    monkeypatch.setattr(verifying, "verify", whole)
    page.verify(BUNDLE)
    go_on.set()
    shown = stage.until(lambda: page.report, "the other report")
    stage.settle(window)
    assert page.report is shown
    assert shown.told["verdict"] == "incomplete"


def test_a_file_can_be_asked_for_from_elsewhere(
    stage: Stage, window: MainWindow, page: VerifyPage
) -> None:
    window.show_page("settings")
    window.desk.ask("verify", BUNDLE)
    stage.until(lambda: page.report, "the report")
    assert window.page_name == "verify"
    window.desk.ask("timeline")
    window.desk.ask("verify")
    assert page.report is not None


WITHOUT = VECTORS / "bundles" / "without-bytes.zip"


def test_a_drafts_file_can_be_compared_where_its_bytes_are_not_shown(
    stage: Stage, window: MainWindow, page: VerifyPage, tmp_path: Path
) -> None:
    shown = report(stage, page, WITHOUT)
    held = shown.held
    assert held is not None
    assert held.isVisible()
    assert held.answer.isHidden()
    whole = VECTORS / "bundles" / "good.zip"
    with zipfile.ZipFile(whole) as bundle:
        name = next(
            n for n in bundle.namelist() if n.startswith("data/") and n.endswith(".fountain")
        )
        (tmp_path / "draft.fountain").write_bytes(bundle.read(name))
    page.compare_draft(tmp_path / "draft.fountain")
    stage.until(lambda: page.idle, "the comparison")
    assert page.report is shown
    assert held.answer.accessibleName() == "That file is a draft shown here, byte for byte."
    assert shown.told["verdict"] == "incomplete"
    page.compare_draft(BUNDLE)
    stage.until(lambda: page.idle, "the other comparison")
    assert held.answer.accessibleName() == "That file is not a draft shown here."
    assert shown.told["verdict"] == "invalid"
    page.compare_draft(tmp_path / "gone.fountain")
    stage.until(lambda: page.idle, "the refusal")
    assert "gone.fountain cannot be read" in window.notice.words
    assert page.report is shown
    assert report(stage, page, whole).held is None


def test_a_file_that_changed_is_shown_anew(stage: Stage, page: VerifyPage, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    shutil.copy(VECTORS / "bundles" / "good.zip", file)
    before = report(stage, page, file)
    shutil.copy(BUNDLE, file)
    page.compare_signer("0" * 64)
    stage.until(lambda: page.idle, "the comparison")
    assert page.report is not before
    assert page.report is not None
    assert len(page.report.told["drafts"]) == 3


def test_scenes_that_are_shown_alone_stand_on_the_page(
    stage: Stage, small: Small, tmp_path: Path
) -> None:
    file = tmp_path / "scene.zip"
    proving.prove(
        small.session(), drafts=(f"{TITLE}.fountain#1",), script=None, all=False, output=file,
        with_log=False, force=False, scene=[1],
    )  # fmt: skip
    window = stage.window(small, unlock=False)
    window.show_page("verify")
    page = cast("VerifyPage", window.page("verify"))
    shown = report(stage, page, file)
    said = [label.text() for label in shown.findChildren(QLabel)]
    assert any(WORDS in text for text in said)
    assert "SHA-256 not shown" in said
    assert shown.held is None
    for ending in (".txt", ".pdf"):
        page.save_to(tmp_path / f"report{ending}")
    assert WORDS in (tmp_path / "report.txt").read_text(encoding="utf-8")
    stage.settle(window)
    assert [clipped(page), outside(page), nameless(page)] == [[], [], []]
