"""The attorney's folder: what is not in it, and that it checks all the same."""

import ast
import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import folder
import window
from machine import LONGEST, REPOSITORY

VECTORS = REPOSITORY / "resources" / "spec" / "vectors"
FILES = {
    "bundle.zip": ("incomplete", 3),
    "bundles/bad-byte-of-a-draft.zip": ("invalid", 1),
    "papers/good-copy.pdf": ("valid", 0),
    "papers/bad-copy-with-a-script.pdf": ("invalid", 1),
    "papers/good-certificate.pdf": ("incomplete", 3),
}
TITLE = "^Script Vault Verify$"
LARGEST = 160e6


def beside(built: Path) -> Path:
    """The attorney's folder beside that of the whole program."""
    return built.parent / "scriptvault-verify"


def left_out() -> list[str]:
    """The modules that must not travel, as ``build.spec`` has them."""
    for node in ast.parse((REPOSITORY / "build.spec").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "NO_VAULT":
            found: list[str] = ast.literal_eval(node.value)
            return found
    raise AssertionError("build.spec has no NO_VAULT")


def parts(built: Path) -> str:
    """Nothing of the vault is packed or lies there, and the folder is small."""
    place = beside(built)
    packed = {name for name, _ in folder.modules(place, "scriptvault-verify")}
    lying = {path.name.partition(".")[0].partition("-")[0] for path in place.rglob("*")}
    for name in left_out():
        there = [one for one in packed if one == name or one.startswith(f"{name}.")]
        assert not there, f"the attorney's folder has {there}"
        assert "." in name or name not in lying, f"{name} lies in the attorney's folder"
    ours = [name for name in packed if name.startswith("vault")]
    assert "vault.verify.file" in ours and "vault.ui.verify_page" in ours
    size = sum(path.stat().st_size for path in folder.files(place))
    assert size < LARGEST, f"{size / 1e6:.0f} MB"
    return f"{len(ours)} modules of ours; {folder.figures(place)}"


def checks(built: Path) -> str:
    """With an empty environment it checks good files and bad ones."""
    program = str(beside(built) / "scriptvault-verify")
    with TemporaryDirectory(prefix="far-away-") as home:
        for name, (verdict, code) in FILES.items():
            done = subprocess.run(
                [program, "verify", str(VECTORS / name), "--json"],
                env={}, cwd=home, capture_output=True, text=True, timeout=LONGEST, check=False,
            )  # fmt: skip
            assert done.returncode == code and not done.stderr, f"{name}: {done.stderr[-2000:]}"
            assert json.loads(done.stdout)["verdict"] == verdict, f"{name}: {done.stdout[:2000]}"
        left = list(Path(home).iterdir())
        assert not left, f"it left {left}"
    return f"{len(FILES)} files"


def shown(built: Path) -> str:
    """Its window appears, and Ctrl+Q ends it without a word."""
    with window.screen() as display, TemporaryDirectory(prefix="far-away-") as home:
        process = subprocess.Popen(
            [str(beside(built) / "scriptvault-verify")],
            env={"HOME": home, "DISPLAY": display, "LANG": "C.UTF-8"}, cwd=home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            number = window.appeared(display, process, TITLE)
            window.end_by_keyboard(display, number, process)
        finally:
            process.kill()
            process.communicate()
    return "it came and went"
