"""The two programs that stand alone, run as strangers run them, and also looked into."""

import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.authority import TimeAuthority
from tests.verify.forging import FIRST, Files, Scribe, bundle
from vault import assets, container
from vault.log.checkpoint import Checkpoint
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import request

RESOURCES = assets.folder()
VERIFY = RESOURCES / "verify" / "verify.py"
OPEN_VAULT = RESOURCES / "verify" / "open-vault.py"
VECTORS = RESOURCES / "spec" / "vectors"


@dataclass(frozen=True)
class Said:
    """What a program said when it ended."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)

    @property
    def results(self) -> dict[str, str]:
        return {check["name"]: check["result"] for check in self.answer["checks"]}

    @property
    def failed(self) -> set[str]:
        return {name for name, result in self.results.items() if result == "fail"}


def run(program: Path, *arguments: object, **more: Any) -> Said:
    """Run a program by itself; -I and -S hide every package that is not Python's own."""
    isolated = ["-I", "-S"] if program == VERIFY else []
    command = [sys.executable, *isolated, str(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=100, **more)
    said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.err, said.err
    return said


def load(program: Path) -> ModuleType:
    name = f"standalone_{program.stem.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, program)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def here(program: ModuleType, *arguments: object) -> Said:
    """Run the whole program in this process; hundreds of starts of Python take long."""
    out, err = io.BytesIO(), io.BytesIO()
    with (
        redirect_stdout(io.TextIOWrapper(out, "utf-8")),
        redirect_stderr(io.TextIOWrapper(err, "utf-8")),
    ):
        code = program.main([str(argument) for argument in arguments])
        return Said(code, out.getvalue().decode(), err.getvalue().decode())


@pytest.fixture(scope="session")
def verify() -> ModuleType:
    return load(VERIFY)


@pytest.fixture(scope="session")
def open_vault() -> ModuleType:
    return load(OPEN_VAULT)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    return TimeAuthority(tmp_path_factory.mktemp("authority"), "ecdsa", True)


@pytest.fixture(scope="session")
def stamp(authority: TimeAuthority) -> Callable[[Checkpoint], bytes]:
    return lambda head: authority.stamp(request(head.raw, 0x8123456789ABCDEF))


@dataclass(frozen=True)
class Good:
    """Six entries, four of them shown, two states, each with a token: a valid bundle."""

    scribe: Scribe
    small: Checkpoint
    large: Checkpoint
    files: Files
    write: Callable[[dict[str, tuple[bytes, ...]]], Files]


@pytest.fixture(scope="session")
def good(authority: TimeAuthority, stamp: Callable[[Checkpoint], bytes]) -> Good:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"INT. WELL - NIGHT\n\nWater.\n")
    scribe.reading()
    scribe.draft(b"Not shown to anyone.\n")
    scribe.draft(b"INT. WELL - NIGHT\n\nNo water.\n")
    scribe.append({"kind": "anchor", "details": {"size": 3}})
    small, large = scribe.head(3), scribe.head()
    believing = roots(authority.root_pem.read_bytes(), pinned_pem={})

    def write(tokens: dict[str, tuple[bytes, ...]]) -> Files:
        return bundle([scribe.shown([small, large], tokens, without={3, 5})], FIRST, believing)

    files = write({head.hash: (stamp(head),) for head in (small, large)})
    return Good(scribe, small, large, files, write)


Judge = Callable[..., Said]


@pytest.fixture(scope="session")
def judge(verify: ModuleType, authority: TimeAuthority) -> Judge:
    """Check in this process, believing the tests' authority; thousands of bundles are many."""
    believed = verify.trusted_roots(authority.root_pem.read_text())

    def judged(
        given: Files | bytes, signer: str | None = None, drafts: Iterable[bytes] = ()
    ) -> Said:
        data = given if isinstance(given, bytes) else container.pack(given)
        check = verify.Check(signer, believed)
        check.given = [verify.digests([draft]) for draft in drafts]
        try:
            check.open(verify.Archive(io.BytesIO(data)))
        except verify.Refused as problem:
            check.stop(problem)
        check.run(lambda _: None)
        answer = verify.report(check)
        return Said(verify.EXITS[answer["verdict"]], json.dumps(answer), "")

    return judged
