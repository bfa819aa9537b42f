"""Shared fixtures: where the samples are, and which programs of others the tests lean on."""

import os
import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = Path(os.environ.get("SCRIPTVAULT_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
PEERS = {"openssl": "openssl", "ssh-keygen": "openssh-client", "zstd": "zstd"}


def pytest_configure(config: pytest.Config) -> None:
    missing = {tool: package for tool, package in PEERS.items() if shutil.which(tool) is None}
    if missing:
        packages = " ".join(missing.values())
        raise pytest.UsageError(
            f"the tests check our files with other people's programs; missing: {', '.join(missing)}"
            f" (on Debian or Ubuntu: apt-get install {packages})"
        )


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real files nobody here wrote; tests that need it are skipped without it."""
    if not SAMPLES.is_dir():
        pytest.skip("needs the sample files (SCRIPTVAULT_SAMPLES)")
    return SAMPLES
