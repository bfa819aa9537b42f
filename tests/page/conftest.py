"""One Chromium and one Firefox for all tests of the check page, and the page opened in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.browsers import Browser, Chromium, Firefox
from tests.page.reading import PAGE


@pytest.fixture(scope="session")
def started_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    browser = Chromium(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.stop()


@pytest.fixture(scope="session")
def started_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    browser = Firefox(tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.stop()


@pytest.fixture
def chromium(started_chromium: Chromium) -> Chromium:
    """Chromium with the page just opened."""
    started_chromium.open(PAGE)
    return started_chromium


@pytest.fixture
def firefox(started_firefox: Firefox) -> Firefox:
    """Firefox with the page just opened."""
    started_firefox.open(PAGE)
    return started_firefox


@pytest.fixture(params=["started_chromium", "started_firefox"], ids=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Browser:
    """Each of the two in turn, with the page just opened."""
    one: Browser = request.getfixturevalue(request.param)
    one.open(PAGE)
    return one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files that are given to the page lie."""
    return tmp_path
