"""Independent time on screen: waiting, then a bound; and everything that left is counted."""

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.authority import TimeAuthority
from tests.pipeline.small import TITLE, Small, text
from tests.ui.conftest import Stage
from vault.ui.settings_page import SettingsPage
from vault.ui.timeline_page import TimelinePage


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    with TimeAuthority(tmp_path_factory.mktemp("tsa"), "ecdsa", False) as authority:
        yield authority


def test_a_draft_waits_and_then_has_a_bound(
    stage: Stage, small: Small, authority: TimeAuthority
) -> None:
    authority.mood = "refuse"
    window = stage.window(
        small,
        SCRIPTVAULT_OFFLINE="",
        SCRIPTVAULT_TSA=authority.url,
        SCRIPTVAULT_TSA_ROOTS=str(authority.root_pem),
    )
    page = cast("TimelinePage", window.page("timeline"))
    page.search.setText(TITLE)
    authority.received.clear()
    window.desk.set_choices(time=True)
    stage.until(lambda: window.desk.chosen and window.desk.chosen.time_status == "waiting", "wait")
    assert "Independent time: 6 waiting." in window.health_line.sentence
    stage.until(lambda: authority.received, "the first request")
    authority.mood = "grant"
    chosen = stage.until(
        lambda: window.desk.chosen and window.desk.chosen.not_later_than and window.desk.chosen,
        "the time",
    )
    assert chosen.time_state[0] == "good"
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    stage.until(lambda: "Time authority" in page.detail.facts.values(), "the facts")
    assert page.detail.state.accessibleName().startswith("Existed no later than 20")
    assert authority.url in page.detail.facts.values()["Time authority"]
    window.health_line.read()
    count = len(authority.received)
    said = f"{count} hashes" if count > 1 else "1 hash"
    assert window.health_line.left == f"Left this computer today: {said}"
    window.show_page("settings")
    settings = cast("SettingsPage", window.page("settings"))
    assert authority.url in settings.sent
    stage.settle(window)
    assert settings.time.isChecked()


def test_with_time_off_nothing_leaves(stage: Stage, small: Small, authority: TimeAuthority) -> None:
    authority.received.clear()
    window = stage.window(small, SCRIPTVAULT_OFFLINE="", SCRIPTVAULT_TSA=authority.url)
    small.write(f"{TITLE}.fountain", text(5))
    stage.until(lambda: len(window.desk.drafts) == 7, "the draft")
    stage.settle(window)
    assert authority.received == []
    assert window.health_line.left == "Left this computer today: nothing"
    assert {draft.time_state[1] for draft in window.desk.drafts} == {"no independent time"}
