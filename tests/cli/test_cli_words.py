"""What goes wrong is said in words: no traceback, no raw control character, quick help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.pipeline.small import Small, text
from vault.cli.parsing import parser
from vault.commands import COMMANDS
from vault.errors import BadInput, Exit

HEAVY = {"cryptography", "watchdog", "sqlite3", "zstd", "PySide6", "platformdirs", "rfc8785"}

SILLY: list[list[str]] = [
    ["nothing"],
    ["drafts", "a", "b"],
    ["drafts", "--nothing"],
    ["drafts", "nothing"],
    ["show"],
    ["show", ""],
    ["show", "\x1b[31m"],
    ["show", "9" * 5000],
    ["show", "a#" + "9" * 5000],
    ["show", "a" * 100_000],
    ["show", "\udcff"],
    ["label", "latest:", "x"],
    ["label", "1"],
    ["label", "1", "\x9b31m"],
    ["restore", "1"],
    ["restore", "1", "-o", "/nowhere/at/all"],
    ["restore", "1", "-o", "x" * 5000],
    ["seal"],
    ["seal", "/nowhere.fdx"],
    ["seal", "/"],
    ["seal", "/dev/null"],
    ["seal", "x" * 5000],
    ["prove", "-o", "/tmp"],
    ["prove", "--all", "--script", "x", "-o", "/tmp/x.zip"],
    ["prove", "--all"],
    ["verify"],
    ["verify", "/nowhere.zip"],
    ["verify", "/"],
    ["verify", "/dev/null"],
    ["verify", "a", "b"],
    ["verify", "/dev/null", "--signer", "zz"],
    ["watch", "/nowhere", "--once"],
    ["init"],
    ["init", "--writer", "Ada"],
    ["init", "--writer", "Ada", "--time", "maybe"],
    ["keys", "nothing"],
    ["keys", "test-kit"],
    ["keys", "test-kit", "--kit", "/nowhere"],
    ["keys", "test-kit", "--kit", "/dev/zero"],
    ["drafts", "--kit", "/"],
    ["drafts", "--vault", "/nowhere"],
    ["drafts", "--vault", "/dev/null"],
    ["drafts", "--vault", ""],
    ["check", "--vault", "x" * 5000],
    ["demo", "-o", "/dev/null"],
    ["drafts", "--passphrase-file", "/"],
]


@pytest.mark.parametrize("words", SILLY, ids=lambda words: ascii(" ".join(words))[:60])
def test_silly_words_get_plain_answers(run: Run, small: Small, words: list[str]) -> None:
    said = run("--json", *words)
    assert said.code in (Exit.FAILED, Exit.USAGE, Exit.INCOMPLETE, Exit.ENVIRONMENT)
    told = said.json
    if "verdict" in told:
        return
    error = told["error"]
    assert set(error) == {"message", "hint"}
    assert error["message"].endswith(".")
    assert said.err.startswith("scriptvault: ")
    for text_ in (said.out, said.err.rstrip("\n")):
        assert text_.rstrip("\n").isprintable()


def test_without_json_the_answer_is_on_stderr_alone(run: Run, small: Small) -> None:
    said = run("show", "nothing")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert said.err.count("\n") == 1


def test_debug_shows_where_it_arose(small: Small) -> None:
    from vault.cli.main import main

    with pytest.raises(BadInput):
        main(["show", "nothing", "--debug"])


def test_names_cannot_steer_the_terminal(run: Run, small: Small) -> None:
    name = "\x1b]0;owned\x07\x9b31m\u202eevil\r.fountain"
    small.write(name, text(1))
    for words in (["watch", "--once"], ["drafts"], ["show", "latest:" + name], ["nothing" + name]):
        for more in ([], ["--json"]):
            said = run(*words, *more)
            for shown in (said.out, said.err):
                assert all(line.isprintable() for line in shown.splitlines()), (words, more)
                assert "\r" not in shown
    told = run("drafts", "--json").json["drafts"]
    assert name in {draft["script"] for draft in told}


@pytest.mark.parametrize("verb", ["", *(command.verb for command in COMMANDS)])
def test_each_verb_explains_itself(run: Run, verb: str) -> None:
    said = run(*verb.split(), "--help")
    assert (said.code, said.err) == (0, "")
    assert "--vault" in said.out
    assert "--json" in said.out


def test_no_verb_shows_the_help(run: Run) -> None:
    said = run()
    assert said.code == 0
    for command in COMMANDS:
        assert command.verb.split()[0] in said.out


def test_the_version_is_one_line(run: Run) -> None:
    assert run("--version").out.startswith("scriptvault ")


def test_every_command_loads_and_takes_its_arguments() -> None:
    import inspect

    for command in COMMANDS:
        taken = set(inspect.signature(command.load()).parameters) - {"session"}
        names = {
            argument.parameter or max(argument.names, key=len).lstrip("-").replace("-", "_")
            for argument in command.arguments
        }
        if command.verb != "init":
            names -= {"kit"}
        assert names == taken, command.verb
    assert parser().prog == "scriptvault"


def test_a_reader_that_leaves_is_no_error(small: Small) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    command = f"{sys.executable} -m vault drafts --json | true"
    done = subprocess.run(
        command, shell=True, env=environment, capture_output=True, timeout=60, check=False
    )
    assert done.stderr == b""


def test_json_is_the_same_on_a_terminal_of_another_encoding(small: Small) -> None:
    small.seal(small.write("Caf\u00e9 \u0142\u00f3d\u017a \U0001f3ac.fountain", text(1)))
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "PYTHONIOENCODING": "ascii"}
    for words in (["--json"], []):
        done = subprocess.run(
            [sys.executable, "-m", "vault", "drafts", *words],
            env=environment, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        done.stdout.decode("ascii")
        if words:
            scripts = {draft["script"] for draft in json.loads(done.stdout)["drafts"]}
            assert "Caf\u00e9 \u0142\u00f3d\u017a \U0001f3ac.fountain" in scripts


@pytest.mark.parametrize("words", ["'--help'", "", "'drafts', '--help'", "'nothing'"])
def test_help_is_quick_for_it_loads_nothing_heavy(words: str) -> None:
    code = (
        "import sys\n"
        "from vault.cli.main import main\n"
        f"try: main([{words}])\nexcept SystemExit: pass\n"
        "print('\\n' + ' '.join(sorted({name.split('.')[0] for name in sys.modules} |"
        " {name for name in sys.modules if 'zstd' in name})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=True, text=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & HEAVY
    assert not [name for name in loaded if "zstd" in name]


def test_the_program_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vault", "drafts", "--vault", str(tmp_path / "no"), "--json"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == Exit.USAGE
    assert set(json.loads(done.stdout)["error"]) == {"message", "hint"}
