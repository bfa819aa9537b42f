"""Other people's programs, with the commands as the bundle's own READ-ME-FIRST prints them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.authority import TimeAuthority
from tests.verify.conftest import Good
from tests.verify.forging import FIRST, SIGNATURE, THIEF, Checker, Files, changed, reseal
from vault import container

REPOSITORY = Path(__file__).parents[2]

Unpacked = Callable[[Files], Path]


@pytest.fixture
def unpacked(tmp_path: Path, authority: TimeAuthority) -> Unpacked:
    """Lays a bundle's files out, with the authority's own root beside them."""

    def lay(files: Files) -> Path:
        folder = tmp_path / f"bundle-{len(list(tmp_path.iterdir()))}"
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        shutil.copy(authority.root_pem, folder / "ROOTS.pem")
        return folder

    return lay


def commands(files: Files) -> dict[str, list[str]]:
    """The printed commands by their program, continued lines joined, systems' names left out."""
    text = files["READ-ME-FIRST.txt"].decode().replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for row in text.splitlines():
        match = re.fullmatch(
            r" {5}(?:(?:Linux|macOS) +)?((sha256sum|shasum|ssh-\w+|openssl) .*)", row
        )
        if match:
            found.setdefault(match[2], []).append(match[1])
    return found


def succeeds(command: str, folder: Path) -> bool:
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, env=environment, check=False,
        timeout=60,
    )  # fmt: skip
    return done.returncode == 0


def test_every_command_printed_accepts_the_good_bundle(good: Good, unpacked: Unpacked) -> None:
    folder, printed = unpacked(good.files), commands(good.files)
    assert {tool: len(rows) for tool, rows in printed.items()} == {
        "sha256sum": 1, "shasum": 1, "ssh-keygen": 1, "openssl": 2,
    }  # fmt: skip
    for tool, rows in printed.items():
        for row in rows:
            if shutil.which(tool) is not None:
                assert succeeds(row, folder), row


def test_sha256sum_refuses_every_changed_file(good: Good, unpacked: Unpacked) -> None:
    folder = unpacked(good.files)
    (command,) = commands(good.files)["sha256sum"]
    for name in good.files.keys() - {"tagmanifest-sha256.txt", SIGNATURE}:
        (folder / name).write_bytes(changed(good.files[name]))
        assert not succeeds(command, folder), name
        (folder / name).write_bytes(good.files[name])
    (folder / good.draft(1)).unlink()
    assert not succeeds(command, folder)


def test_ssh_keygen_refuses_another_list_signer_or_name(good: Good, unpacked: Unpacked) -> None:
    (command,) = commands(good.files)["ssh-keygen"]
    tagged = good.files["tagmanifest-sha256.txt"]
    by_thief = reseal(good.files, THIEF)
    assert succeeds(command, unpacked(good.files))
    for files in (
        {**good.files, "tagmanifest-sha256.txt": changed(tagged, 5)},
        {**good.files, SIGNATURE: by_thief[SIGNATURE]},
        {**good.files, SIGNATURE: FIRST.sign_file("scriptvault-licence-v1", tagged)},
    ):
        assert not succeeds(command, unpacked(files))
    other = command.replace(FIRST.public.principal, THIEF.public.principal)
    assert not succeeds(other, unpacked(good.files))


def test_openssl_refuses_another_state_or_root(
    good: Good, unpacked: Unpacked, tmp_path: Path
) -> None:
    small, large = commands(good.files)["openssl"]
    assert "-attime" in small
    files = {**good.files, good.state(3): changed(good.small.raw)}
    folder = unpacked(files)
    assert not succeeds(small, folder)
    assert succeeds(large, folder)
    other = TimeAuthority(tmp_path / "other", "ecdsa", chain=False)
    shutil.copy(other.root_pem, folder / "ROOTS.pem")
    assert not succeeds(large, folder)
    long_ago = re.sub(r"-attime \d+", "-attime 1000000000", large)
    assert not succeeds(long_ago, unpacked(good.files))


def test_two_zip_readers_find_nothing_wrong(good: Good, check: Checker) -> None:
    path = check.write(container.pack(good.files), "whole.zip")
    readers = [[sys.executable, "-m", "zipfile", "-t", str(path)]]
    if shutil.which("unzip"):
        readers.append(["unzip", "-tqq", str(path)])
    for reader in readers:
        done = subprocess.run(reader, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout


def test_the_program_itself_ends_with_the_verdicts_code(
    good: Good, check: Checker, authority: TimeAuthority, tmp_path: Path
) -> None:
    """A stranger has no vault and no network: 1 invalid, 2 none of ours, 3 incomplete."""
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment |= {
        "HOME": str(tmp_path),
        "SCRIPTVAULT_OFFLINE": "1",
        "PYTHONPATH": str(REPOSITORY),
    }
    for name, given, code in (
        ("incomplete.zip", good.files, 3),
        ("invalid.zip", {**good.files, good.draft(1): b"Other.\n"}, 1),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(99), 2),
    ):
        path = check.write(given, name)
        done = subprocess.run(
            [sys.executable, "-m", "vault", "verify", str(path)],
            capture_output=True, env=environment, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
