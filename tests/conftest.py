"""Shared fixtures: where the samples are, and which programs of others the tests lean on."""

import os
import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = Path(os.environ.get("SCRIPTVAULT_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
NEEDS_SAMPLES = "needs the sample files (SCRIPTVAULT_SAMPLES)"
PEERS = {
    ("openssl",): "openssl",
    ("ssh-keygen",): "openssh-client",
    ("zstd",): "zstd",
    ("zip",): "zip",
    ("qpdf",): "qpdf",
    ("pdftotext",): "poppler-utils",
    ("exiftool",): "libimage-exiftool-perl",
    ("Xvfb",): "xvfb",
    ("chromium", "chromium-browser", "google-chrome"): "chromium",
    ("firefox-esr", "firefox"): "firefox-esr",
}
"""Programs of others, each by the names it may go under, and the package that has it on Debian."""


def pytest_configure(config: pytest.Config) -> None:
    missing = {
        names[0]: package for names, package in PEERS.items() if not any(map(shutil.which, names))
    }
    if missing:
        packages = " ".join(missing.values())
        raise pytest.UsageError(
            f"the tests check our files with other people's programs; missing: {', '.join(missing)}"
            f" (on Debian or Ubuntu: apt-get install {packages})"
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a failure, unless it is the sample files that are missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    others = [reason for reason in skipped if NEEDS_SAMPLES not in reason]
    if others:
        reporter.write_line(f"skipped without need: {others}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, caches and vaults of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in (
        ("HOME", home),
        ("XDG_CONFIG_HOME", home / "config"),
        ("XDG_CACHE_HOME", home / "cache"),
        ("XDG_DATA_HOME", home / "data"),
    ):
        monkeypatch.setenv(name, str(folder))
    for name in list(os.environ):
        if name.startswith("SCRIPTVAULT_") and name != "SCRIPTVAULT_SAMPLES":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real files nobody here wrote; tests that need it are skipped without it."""
    if not SAMPLES.is_dir():
        pytest.skip(NEEDS_SAMPLES)
    return SAMPLES
