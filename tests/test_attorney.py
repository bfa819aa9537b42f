"""The attorney's program: it does its work where nothing of the vault can be imported at all."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from vault import attorney
from vault.commands import COMMANDS

VECTORS = REPOSITORY / "resources" / "spec" / "vectors"
BUNDLE = VECTORS / "bundle.zip"
BAD = VECTORS / "bundles" / "bad-byte-of-a-draft.zip"
COPY = VECTORS / "papers" / "good-copy.pdf"


def written(name: str) -> list[str]:
    """A list of names as ``build.spec`` has it."""
    spec = ast.parse((REPOSITORY / "build.spec").read_text("utf-8"))
    (found,) = (
        node.value
        for node in spec.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name
    )
    names: list[str] = ast.literal_eval(found)
    return names


LEFT_OUT = written("NO_VAULT")
WITHOUT = f"""
import sys

class LeftOut:
    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if any(".".join(parts[:n]) in {LEFT_OUT!r} for n in range(1, len(parts) + 1)):
            raise ModuleNotFoundError(f"{{name}} is left out", name=name)

sys.meta_path.insert(0, LeftOut())
from vault import attorney
"""
RUN = WITHOUT + "sys.argv[0] = 'scriptvault-verify'\nsys.exit(attorney.main())\n"
WINDOW = (
    WITHOUT
    + """
import os
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

shown = QApplication.exec

def watched(_application):
    window = next(w for w in QApplication.topLevelWidgets() if w.windowTitle())
    window.bench.crashed.connect(lambda _error: os._exit(9))
    sys.excepthook = lambda *told: (sys.__excepthook__(*told), os._exit(9))
    window.page.verify(Path(sys.argv[1]))
    look = QTimer(window, interval=20)

    def see():
        if window.page.report is not None:
            print(window.windowTitle(), window.page.report.isVisible(), window.page.idle)
            look.stop()
            window.close()

    look.timeout.connect(see)
    look.start()
    return shown()

QApplication.exec = watched
sys.exit(attorney._window(None, None))
"""
)


def run(code: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY),
        "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_what_must_not_travel_is_left_out() -> None:
    assert {
        "vault.store", "vault.watch", "vault.seal.keys", "vault.seal.keyring", "vault.seal.slots",
        "vault.pipeline", "vault.paper", "vault.timestamp.ask", "keyring", "watchdog", "fpdf",
    } <= set(LEFT_OUT)  # fmt: skip
    known = {name for name in LEFT_OUT if name.startswith("vault.")}
    paths = {REPOSITORY / name.replace(".", "/") for name in known - {"vault.trace"}}
    assert [
        path for path in paths if not path.is_dir() and not path.with_suffix(".py").exists()
    ] == []


def test_its_verbs_are_those_of_the_table_that_need_no_vault() -> None:
    rows = {row.verb: row for row in COMMANDS}
    own = {row.verb: row for row in attorney.commands()}
    assert tuple(own) == tuple(verb for verb in rows if verb in attorney.VERBS)
    assert set(own) == set(attorney.VERBS)
    for verb, row in own.items():
        assert (row.arguments, row.keys) == (rows[verb].arguments, rows[verb].keys)
        assert row.load()


@pytest.mark.parametrize(
    ("file", "verdict", "code"),
    [(BUNDLE, "incomplete", 3), (BAD, "invalid", 1), (COPY, "valid", 0)],
    ids=["good", "tampered", "copy"],
)
def test_it_checks(file: Path, verdict: str, code: int, tmp_path: Path) -> None:
    done = run(RUN, "verify", str(file), "--json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    assert json.loads(done.stdout)["verdict"] == verdict
    assert list(tmp_path.iterdir()) == []


def test_it_reads_drafts_again_terms_and_gives_the_page(tmp_path: Path) -> None:
    deep = run(RUN, "verify", "--deep", str(BUNDLE), folder=tmp_path)
    assert (deep.returncode, deep.stderr) == (3, "")
    terms = run(RUN, "licences", "read", str(COPY), folder=tmp_path)
    assert (terms.returncode, terms.stderr) == (0, "")
    assert "tdm:reservation = 1" in terms.stdout
    page = run(RUN, "verify-page", "-o", "page.html", folder=tmp_path)
    assert (page.returncode, page.stderr) == (0, "")
    made = (tmp_path / "page.html").read_bytes()
    assert made == (REPOSITORY / "resources" / "verify" / "verify.html").read_bytes()
    again = run(RUN, "verify-page", "-o", "page.html", folder=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_it_has_no_verb_of_the_vault_and_no_option_of_it(tmp_path: Path) -> None:
    for words in (["init"], ["verify", str(COPY), "--vault", "x"], ["seal", "x"]):
        done = run(RUN, *words, folder=tmp_path)
        assert done.returncode == 2
        assert "scriptvault-verify --help" in done.stderr
        assert "Traceback" not in done.stderr


def test_its_window_checks_what_it_is_given(tmp_path: Path) -> None:
    done = run(WINDOW, str(BUNDLE), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Script Vault Verify True True\n"
    assert "Traceback" not in done.stderr
