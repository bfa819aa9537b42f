"""A small vault whose older drafts an authority has stamped, and what is known of one of them."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.pipeline import small as made
from tests.pipeline.small import LABEL, Small, text
from vault.operations import certifying as operations
from vault.operations import drafting, proving
from vault.pipeline import certifying, showing, timeline
from vault.prove.certificate_facts import Facts
from vault.verify.report import Report

MOMENT = datetime(2026, 11, 28, 17, 5, 9, tzinfo=UTC)
LATER = "Waiting Room.fountain"
UNREAD = "Locked.pdf"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    made.cheap_keys(monkeypatch)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    with TimeAuthority(tmp_path_factory.mktemp("authority"), "ecdsa", False) as authority:
        yield authority


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, authority: TimeAuthority) -> Small:
    """Drafts that were stamped, behind them two that were not, one of them not to be read."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        small = made.fill(made.empty(tmp_path_factory.mktemp("proved") / "home", "prove"))
        small.environment = {
            "SCRIPTVAULT_TSA": authority.url,
            "SCRIPTVAULT_TSA_ROOTS": str(authority.root_pem),
        }
        proving.stamp(small.session(), wait=False)
        small.seal(small.write(LATER, text(5)))
        opaque = small.scripts / UNREAD
        opaque.write_bytes(b"%PDF-1.4 nothing\n")
        os.utime(opaque, (made.LONG_AGO, made.LONG_AGO))
        small.seal(opaque)
        return small


@pytest.fixture
def small(prepared: Small, tmp_path: Path) -> Small:
    """A copy of that vault, to do anything with."""
    return prepared.copy(tmp_path / "home")


@pytest.fixture(scope="session")
def facts(prepared: Small, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """What is known of the labelled draft, which has its time."""
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        small = prepared.copy(tmp_path_factory.mktemp("known") / "home")
        session = small.session()
        with session.writing() as pen:
            row = timeline.find_draft(pen.history, LABEL)
            roots = session.roots()
            [told] = timeline.describe(pen.history, [row], roots, expects_time=True)
            pen.checkpoint()
            logs = showing.logs(pen, [row], with_log=False)
            return certifying.facts_of(
                pen.history, row, told, logs, roots, pen.signing.public, MOMENT, UTC
            )


def certify(small: Small, draft: str, out: Path, **options: bool) -> dict[str, object]:
    """Make a certificate as the command does; returns what it says for programs."""
    given = {"force": False, **options}
    return operations.certificate(small.session(), draft=draft, output=out, **given).data


def shown(small: Small, draft: str) -> dict[str, object]:
    """What show --json says."""
    return drafting.show(small.session(), draft=draft).data


def report(small: Small, path: Path, **options: object) -> Report:
    """What the check says of a file."""
    from vault.verify.file import verify_file

    return verify_file(path, small.session().roots(), **options)  # type: ignore[arg-type]
