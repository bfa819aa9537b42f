"""Writing a bundle and a certificate from the window; nothing is replaced without a word."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.authority import TimeAuthority
from tests.pipeline.small import LABEL, TITLE, WORDS, Small
from tests.ui.conftest import Stage
from tests.ui.test_ui_pictures import clipped, nameless, outside
from vault.operations import proving
from vault.operations.session import Outcome
from vault.ui import certificate_dialog, prove_dialog
from vault.ui.certificate_dialog import CertificateDialog
from vault.ui.export_dialog import ExportDialog
from vault.ui.main_window import LEAST_SIZE, MainWindow
from vault.ui.prove_dialog import ProveDialog
from vault.ui.prove_words import Extent
from vault.ui.verify_page import VerifyPage
from vault.verify.file import verify_file


@pytest.fixture
def window(stage: Stage, small: Small) -> MainWindow:
    window = stage.window(small)
    window.desk.choose(next(d for d in window.desk.drafts if d.label == LABEL))
    return window


@pytest.fixture
def dialog(stage: Stage, window: MainWindow, tmp_path: Path) -> ProveDialog:
    prove_dialog.show(window.desk, window)
    found = stage.until(lambda: window.findChild(ProveDialog), "the dialog")
    found.put_at(tmp_path / "proof.zip")
    return found


def write(stage: Stage, dialog: ExportDialog) -> Path:
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    stage.until(lambda: dialog.outcome, "the file")
    return dialog.path


def shown(file: Path, small: Small) -> list[tuple[str, int]]:
    told = verify_file(file, small.session().roots()).as_json()
    return [(Path(d["script"] or "").stem, d["number"]) for d in told["drafts"]]


def test_this_draft_all_of_its_script_or_everything(
    stage: Stage, window: MainWindow, small: Small, tmp_path: Path
) -> None:
    expected = ([(TITLE, 2)], [(TITLE, 1), (TITLE, 2), (TITLE, 3)])
    draft = window.desk.chosen
    assert draft is not None
    for place, drafts in enumerate(expected):
        dialog = ProveDialog(window.desk, draft, window)
        dialog.put_at(tmp_path / f"{place}.zip")
        dialog.radios[place].setChecked(True)
        assert "other scripts, not even their names" in dialog.said
        dialog.open()
        assert shown(write(stage, dialog), small) == drafts
    dialog = ProveDialog(window.desk, draft, window)
    dialog.put_at(tmp_path / "all.zip")
    dialog.radios[2].setChecked(True)
    assert "6 drafts" in dialog.said
    assert "other scripts" not in dialog.said
    dialog.open()
    assert len(shown(write(stage, dialog), small)) == 6


def test_the_verdict_is_said_and_the_bundle_checked_on_its_page(
    stage: Stage, window: MainWindow, dialog: ProveDialog
) -> None:
    file = write(stage, dialog)
    assert dialog.state.accessibleName() == "The bundle is written, and incomplete."
    assert dialog.show_it.isVisible()
    assert dialog.check.hasFocus()
    QTest.keyClick(dialog.check, Qt.Key.Key_Return)
    assert window.page_name == "verify"
    page = cast("VerifyPage", window.page("verify"))
    report = stage.until(lambda: page.report, "the report")
    assert page.files == [file]
    assert "Incomplete" in report.verdict.heading.text()


@pytest.mark.parametrize("extent", [Extent.SCENES, Extent.EVIDENCE])
def test_less_than_the_whole_text_can_be_shown(
    stage: Stage, dialog: ProveDialog, small: Small, extent: Extent
) -> None:
    dialog.extents[extent].setChecked(True)
    if extent is Extent.SCENES:
        QTest.keyClicks(dialog.scenes, "1")
    file = write(stage, dialog)
    told = verify_file(file, small.session().roots()).as_json()
    assert told["verdict"] == "incomplete"
    unpacked = subprocess.run(["unzip", "-p", file], capture_output=True, check=True).stdout
    assert (WORDS.encode() in unpacked) == (extent is Extent.SCENES)
    assert TITLE.encode() not in unpacked


def test_a_scene_that_is_not_there_is_said_before_anything_is_written(dialog: ProveDialog) -> None:
    dialog.extents[Extent.SCENES].setChecked(True)
    QTest.keyClicks(dialog.scenes, "2")
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    assert "The draft has 1 scene." in dialog.error.text()
    assert dialog.error.isVisible()
    assert not dialog.path.exists()


def test_scenes_are_of_one_draft(dialog: ProveDialog) -> None:
    dialog.extents[Extent.SCENES].setChecked(True)
    assert dialog.scenes.isEnabled()
    dialog.radios[1].setChecked(True)
    assert dialog.extent is Extent.WHOLE
    assert not dialog.extents[Extent.SCENES].isEnabled()
    assert not dialog.scenes.isEnabled()


def test_nothing_is_replaced_without_a_word(stage: Stage, dialog: ProveDialog) -> None:
    taken = dialog.path.with_name("taken.zip")
    taken.write_text("mine")
    dialog.put_at(taken)
    assert dialog.replace.isVisible()
    assert not dialog.do.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert taken.read_text() == "mine"
    dialog.replace.click()
    assert dialog.do.isEnabled()
    dialog.put_at(dialog.path.with_name("free.zip"))
    dialog.put_at(taken)
    assert not dialog.replace.isChecked()
    dialog.replace.click()
    write(stage, dialog)
    assert taken.read_bytes()[:2] == b"PK"


def test_what_came_to_lie_there_meanwhile_stays(stage: Stage, dialog: ProveDialog) -> None:
    dialog.path.write_text("mine")
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    stage.until(dialog.error.text, "the refusal")
    assert "is there already" in dialog.error.text()
    assert dialog.path.read_text() == "mine"
    assert dialog.replace.isVisible()


def test_a_folder_that_is_gone_is_said_and_another_can_be_named(
    stage: Stage, dialog: ProveDialog, tmp_path: Path
) -> None:
    dialog.put_at(tmp_path / "gone" / "proof.zip")
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    stage.until(dialog.error.text, "the refusal")
    assert "There is no folder" in dialog.error.text()
    dialog.put_at(tmp_path / "proof.zip")
    assert dialog.error.isHidden()
    write(stage, dialog)


def test_a_name_that_is_taken_is_not_proposed(
    stage: Stage, window: MainWindow, tmp_path: Path
) -> None:
    draft = window.desk.chosen
    assert draft is not None
    first = ProveDialog(window.desk, draft, window)
    first.path.touch()
    second = ProveDialog(window.desk, draft, window)
    assert second.path != first.path
    assert not second.path.exists()


def test_closed_while_it_writes_it_is_finished_and_told(
    stage: Stage, window: MainWindow, dialog: ProveDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, whole = threading.Event(), threading.Event(), proving.prove

    def slow(*given: Any, **named: Any) -> Outcome:
        begun.set()
        assert go_on.wait(60)
        return whole(*given, **named)

    monkeypatch.setattr(proving, "prove", slow)
    path = dialog.path
    QTest.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    stage.until(begun.is_set, "the writing to begin")
    QTest.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    assert not path.exists()
    go_on.set()
    stage.until(lambda: str(path) in window.notice.words, "the notice")
    assert path.exists()


def test_a_certificate_and_its_signature_are_written_and_checked(
    stage: Stage, window: MainWindow, small: Small, tmp_path: Path
) -> None:
    certificate_dialog.show(window.desk, window)
    dialog = stage.until(lambda: window.findChild(CertificateDialog), "the dialog")
    assert "no independent time yet" in dialog.said
    dialog.put_at(tmp_path / "certificate.pdf")
    file = write(stage, dialog)
    assert dialog.outcome is not None
    assert dialog.outcome.data["certificate_id"] in dialog.state.accessibleName()
    told = verify_file(file, small.session().roots()).as_json()
    results = {check["name"]: check["result"] for check in told["checks"]}
    assert (told["kind"], results["certificate"]) == ("certificate", "pass")
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    page = cast("VerifyPage", window.page("verify"))
    report = stage.until(lambda: page.report, "the report")
    assert report.checks.rows["certificate"].result.text() == "pass"


def test_a_signature_that_lies_there_is_not_replaced_either(
    window: MainWindow, stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "certificate.pdf.sshsig").write_text("mine")
    draft = window.desk.chosen
    assert draft is not None
    dialog = CertificateDialog(window.desk, draft, window)
    dialog.put_at(tmp_path / "certificate.pdf")
    dialog.open()
    assert dialog.replace.isVisible()
    assert not dialog.do.isEnabled()


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[TimeAuthority]:
    with TimeAuthority(tmp_path / "authority") as found:
        yield found


def test_a_draft_with_independent_time_is_valid(
    stage: Stage, small: Small, tmp_path: Path, authority: TimeAuthority
) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(authority.root_pem.read_bytes())
    small.environment = {"SCRIPTVAULT_TSA": authority.url, "SCRIPTVAULT_TSA_ROOTS": str(roots)}
    proving.stamp(small.session(), wait=False)
    window = stage.window(small, SCRIPTVAULT_TSA_ROOTS=str(roots))
    draft = next(d for d in window.desk.drafts if d.title == TITLE)
    dialog = ProveDialog(window.desk, draft, window)
    dialog.put_at(tmp_path / "proof.zip")
    dialog.open()
    write(stage, dialog)
    assert dialog.state.accessibleName() == "The bundle is valid."
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    page = cast("VerifyPage", window.page("verify"))
    report = stage.until(lambda: page.report, "the report")
    heading = report.verdict.heading.text()
    assert heading == f"Valid. 1 draft of “{TITLE}” existed no later than the time below."
    said = [label.text() for label in report.findChildren(QLabel)]
    assert any(text.startswith("existed no later than ") for text in said)


@pytest.mark.parametrize("kind", [ProveDialog, CertificateDialog])
def test_a_dialog_is_whole_named_and_fits_the_least_window(
    stage: Stage, window: MainWindow, tmp_path: Path, kind: type[ProveDialog]
) -> None:
    draft = window.desk.chosen
    assert draft is not None
    dialog = kind(window.desk, draft, window)
    (tmp_path / "taken.zip").touch()
    dialog.put_at(tmp_path / "taken.zip")
    dialog.open()
    stage.settle(window)
    assert [clipped(dialog), outside(dialog), nameless(dialog)] == [[], [], []]
    assert (dialog.width(), dialog.height()) <= LEAST_SIZE
    assert dialog.height() <= LEAST_SIZE[1]
    dialog.put_at(tmp_path / "new.zip")
    write(stage, dialog)
    stage.settle(window)
    assert [clipped(dialog), outside(dialog), nameless(dialog)] == [[], [], []]


def test_what_left_the_desk_goes_with_whole_drafts_alone(dialog: ProveDialog) -> None:
    assert not dialog.with_record
    dialog.record.setChecked(True)
    assert dialog.with_record
    for extent in (Extent.SCENES, Extent.EVIDENCE):
        dialog.extents[extent].setChecked(True)
        assert not dialog.record.isEnabled()
        assert not dialog.with_record
        assert "people and fees" not in dialog.said
    dialog.extents[Extent.WHOLE].setChecked(True)
    assert "people and fees" in dialog.said
