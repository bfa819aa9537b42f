"""Several files dropped on the Verify page: each verdict, and whether they are one history."""

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QUrl

from tests.pipeline.small import Small
from tests.ui.conftest import Stage
from tests.ui.dropping import drop
from tests.ui.test_ui_pictures import SIZES, clipped, nameless, outside
from tests.verify.histories import Shelf, story
from vault import assets
from vault.timestamp.authorities import roots
from vault.ui import verify_words as words
from vault.ui.main_window import MainWindow
from vault.ui.verify_page import VerifyPage
from vault.ui.verify_report import ReportView


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three states of one log, and one of another life of it."""
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), roots(pinned_pem=assets.pinned_roots()))
    log = story([1, 2, 3, 4])
    return {
        "may": shelf.bundle("may.zip", log, 3, [1], leaves=False),
        "june": shelf.copy("june.pdf", log, 4),
        "july": shelf.bundle("july.zip", log, 5, [2, 4], leaves=True),
        "fork": shelf.bundle("fork.zip", story([1, 9, 3, 4]), 5, [2, 4], leaves=True),
    }


@pytest.fixture
def window(stage: Stage, fresh: Small) -> MainWindow:
    window = stage.window(fresh, unlock=False)
    window.show_page("verify")
    return window


def dropped(stage: Stage, window: MainWindow, *files: Path) -> ReportView:
    page = cast("VerifyPage", window.page("verify"))
    assert drop(page, [QUrl.fromLocalFile(str(file)) for file in files])
    shown: ReportView = stage.until(lambda: page.idle and page.report, "the report")
    return shown


def test_files_of_one_history_are_said_to_be_one(
    stage: Stage, window: MainWindow, files: dict[str, Path]
) -> None:
    shown = dropped(stage, window, files["july"], files["may"], files["june"])
    assert shown.files is not None
    assert shown.head.title == "3 files"
    assert shown.files.joint.text() == words.TOGETHER["pass"][1]
    assert [place.text() for place in shown.files.verdicts] == ["incomplete", "valid", "incomplete"]
    assert "(july.zip)" in words.draft(shown.told["drafts"][0])


@pytest.mark.parametrize(
    ("names", "result", "heading"),
    [(["may", "fork"], "fail", "Invalid."), (["may", "june"], "not-checked", "Incomplete.")],
    ids=["a fork", "nothing joins them"],
)
def test_what_is_not_one_history_is_said(
    stage: Stage,
    window: MainWindow,
    files: dict[str, Path],
    names: list[str],
    result: str,
    heading: str,
) -> None:
    shown = dropped(stage, window, *(files[name] for name in names))
    assert shown.files is not None
    assert shown.files.joint.text() == words.TOGETHER[result][1]
    assert shown.verdict.heading.text().startswith(heading)
    assert shown.checks.rows["history"].result.text() == words.result(result)[1]


@pytest.mark.parametrize("size", SIZES, ids=["usual", "least"])
def test_a_report_over_several_is_whole_and_named(
    stage: Stage, window: MainWindow, files: dict[str, Path], size: tuple[int, int]
) -> None:
    window.resize(*size)
    shown = dropped(stage, window, *files.values())
    stage.settle(window)
    assert [clipped(shown), outside(shown), nameless(shown)] == [[], [], []]


def test_the_report_over_several_is_kept(
    stage: Stage, window: MainWindow, files: dict[str, Path], tmp_path: Path
) -> None:
    dropped(stage, window, files["may"], files["july"])
    page = cast("VerifyPage", window.page("verify"))
    for ending in (".txt", ".pdf", ".json"):
        page.save_to(tmp_path / f"report{ending}")
    kept = (tmp_path / "report.txt").read_text(encoding="utf-8")
    for part in ("may.zip: Proof bundle, incomplete", "5 entries, root ", "one history"):
        assert part in kept
    assert (tmp_path / "report.pdf").stat().st_size > 0


def test_a_file_that_is_none_of_ours_is_named(
    stage: Stage, window: MainWindow, files: dict[str, Path], tmp_path: Path
) -> None:
    page = cast("VerifyPage", window.page("verify"))
    (tmp_path / "letter.zip").write_bytes(b"a letter")
    page.verify(files["may"], tmp_path / "letter.zip")
    stage.until(lambda: page.idle, "the refusal")
    assert "letter.zip" in page.entrance.error.text()
    assert page.report is None
