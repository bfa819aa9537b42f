"""Signs without width are a question of the Share form: no, until somebody says yes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.paper.pdf import run
from tests.pipeline.small import Small
from tests.ui.conftest import Stage
from tests.ui.test_ui_pictures import SIZES, clipped, nameless
from tests.ui.test_ui_share_page import page, share
from tests.ui.test_ui_share_page import window as opened
from vault.operations import drafting
from vault.ui.main_window import MainWindow
from vault.ui.share_page import SharePage

window = opened
__all__ = ["page"]


@pytest.mark.parametrize("wanted", [False, True], ids=["left alone", "asked for"])
def test_copies_have_them_only_where_it_was_asked(
    stage: Stage,
    page: SharePage,
    small: Small,
    tmp_path: Path,
    wanted: bool,
) -> None:
    question = page.form.signs
    assert not question.used
    if wanted:
        question.use.setFocus()
        QTest.keyClick(question.use, Qt.Key.Key_Space)
    assert question.used is wanted
    share(stage, page, tmp_path, "Miriam Okafor")
    [copy] = list(tmp_path.glob("*.pdf"))
    assert ("ScriptVaultSigns" in run("pdffonts", copy).decode()) <= wanted
    draft = page.form.draft.draft
    assert draft is not None
    with_marks = drafting.show(small.session(), draft=draft.reference).data["copies"][-1]["marks"]
    assert ("zero-width" in with_marks) is wanted


def test_the_question_is_whole_at_every_size(
    stage: Stage, window: MainWindow, page: SharePage
) -> None:
    for width, height in SIZES:
        window.resize(width, height)
        stage.settle(window)
        page.form.signs.use.setFocus()
        stage.settle(window)
        assert not clipped(page.form.signs)
        assert not nameless(page.form.signs)
