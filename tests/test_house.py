"""The rules of the house that a program can check."""

import ast
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
LONGEST_FILE = 350
TOP = {
    "vault", "resources", "tests", "pyproject.toml", "build.spec", "README.md", "LICENSE",
    "requirements.lock",
}  # fmt: skip


def kept(*, new: bool = True) -> list[Path]:
    """The files of the repository: tracked, and on demand those that are new and not ignored."""
    others = ["--others", "--exclude-standard"] if new else []
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", *others],
        cwd=REPOSITORY, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return [REPOSITORY / name for name in names if name and (REPOSITORY / name).is_file()]
    skipped = {"__pycache__", "build", "dist"}
    return [
        path
        for path in REPOSITORY.rglob("*")
        if path.is_file()
        and not any(
            part.startswith(".") or part in skipped
            for part in path.relative_to(REPOSITORY).parts[:-1]
        )
    ]


def modules() -> list[Path]:
    return sorted((REPOSITORY / "vault").rglob("*.py"))


def short(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {short(path): path.read_bytes().count(b"\n") for path in modules()}
    assert {name: size for name, size in long.items() if size > LONGEST_FILE} == {}


def test_every_module_says_what_it_is() -> None:
    assert [short(p) for p in modules() if not ast.get_docstring(ast.parse(p.read_text()))] == []


def test_the_top_level_holds_only_what_was_agreed() -> None:
    top = {path.relative_to(REPOSITORY).parts[0] for path in kept(new=False)}
    assert {name for name in top if not name.startswith(".")} <= TOP


def test_errors_are_never_swallowed_whole() -> None:
    """One place may catch everything, where a bug of ours reaches its report."""
    wide = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id == "Exception")
            ):
                wide.append(f"{short(path)}:{node.lineno}")
    assert len(wide) <= 1, wide


def test_texts_are_utf_8_with_unix_line_ends() -> None:
    for path in kept():
        if path.suffix in {".py", ".md", ".toml", ".json", ".txt", ".lock"}:
            data = path.read_bytes()
            data.decode("utf-8")
            if "vectors" not in path.parts and "samples" not in path.parts:
                assert b"\r" not in data, short(path)


def test_no_address_of_a_package_registry_stands_anywhere() -> None:
    """Where packages come from is the business of whoever installs them."""
    hosts = [
        host.encode()
        for host in (
            "pypi" + ".org",
            "python" + "hosted.org",
            "npm" + "js.org",
            "npm" + "js.com",
            "crates" + ".io",
            "proxy.golang" + ".org",
            "registry.npm",
            "index" + "-url",
        )
    ]
    for path in kept():
        data = path.read_bytes()
        if path == Path(__file__).resolve():
            continue
        assert not [host for host in hosts if host in data], short(path)
