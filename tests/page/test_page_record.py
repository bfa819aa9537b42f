"""A bundle with the record of what left the desk: all readers find the same, good or changed."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import second_reader
from tests.authority import TimeAuthority
from tests.page.browsers import Browser
from tests.page.reading import check_all
from tests.pipeline import small as made
from tests.prove import recorded
from vault import assets, container
from vault.operations import proving
from vault.timestamp.authorities import roots
from vault.verify.bundle import verify_bundle

SCRIPT = "Well.fountain"


@dataclass(frozen=True)
class Proved:
    """A bundle with its record, and the root that its time needs."""

    path: Path
    pem: Path


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proved]:
    folder = tmp_path_factory.mktemp("record")
    with TimeAuthority(tmp_path_factory.mktemp("authority"), "ecdsa", False) as authority:
        with pytest.MonkeyPatch.context() as patch:
            made.cheap_keys(patch)
            small = made.empty(folder / "home")
            small.environment = {
                "SCRIPTVAULT_TSA": authority.url,
                "SCRIPTVAULT_TSA_ROOTS": str(authority.root_pem),
            }
            small.init()
            small.seal(small.write(SCRIPT, made.text(1)))
            recorded.leave(small, SCRIPT, folder / "copies")
            proving.stamp(small.session(), wait=False)
            path = recorded.prove(small, SCRIPT, folder / "bundle.zip", record=True)
        yield Proved(path, authority.root_pem)


def by_the_script(path: Path, pem: Path) -> int:
    program = assets.folder() / "verify" / "verify.py"
    command = [sys.executable, "-I", "-S", str(program), str(path), "--roots", str(pem)]
    return subprocess.run(command, capture_output=True, timeout=100, check=False).returncode


def test_every_reader_finds_the_record_good(chromium: Browser, proved: Proved) -> None:
    pem = proved.pem.read_bytes()
    assert verify_bundle(proved.path, roots(pem, pinned_pem={})).verdict == "valid"
    assert by_the_script(proved.path, proved.pem) == 0
    (page,) = check_all(chromium, [proved.path.read_bytes()], pem.decode())
    assert page["verdict"] == "valid"
    _, results = second_reader.check_bundle(proved.path)
    assert "fail" not in results.values()
    assert (results["fields"], results["content"], results["inclusion"]) == ("pass",) * 3


def test_every_reader_finds_a_payment_that_was_changed(
    chromium: Browser, proved: Proved, tmp_path: Path
) -> None:
    with zipfile.ZipFile(proved.path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    [name] = [n for n, data in members.items() if b'"minor":250050' in data]
    members[name] = members[name].replace(b'"minor":250050', b'"minor":950050')
    changed = tmp_path / "changed.zip"
    changed.write_bytes(container.pack(members))
    pem = proved.pem.read_bytes()
    ours = verify_bundle(changed, roots(pem, pinned_pem={}))
    assert (ours.verdict, ours.result("fields")) == ("invalid", "fail")
    assert by_the_script(changed, proved.pem) == 1
    (page,) = check_all(chromium, [changed.read_bytes()], pem.decode())
    assert (page["verdict"], page["results"]["fields"]) == ("invalid", "fail")
    assert second_reader.check_bundle(changed)[1]["fields"] == "fail"
