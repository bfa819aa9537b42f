"""One run of the command line: words in, an exit code out."""

import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from vault.cli.parsing import SCRIPT_VAULT, Program, arguments_of, parser
from vault.errors import Exit, VaultError

Desktop = Callable[[Path | None, str | None], int]
"""Opens the window over a vault folder, with a passphrase where one was given; an exit code."""


def main(
    words: Sequence[str] | None = None,
    desktop: Desktop | None = None,
    program: Program = SCRIPT_VAULT,
) -> int:
    """Run one verb and return the exit code; no error a person can mend ends in a traceback.

    Without a verb, ``desktop`` is opened. ``program`` says which verbs there are.
    """
    given = list(sys.argv[1:] if words is None else words)
    _speak_utf8()
    from vault.cli.printing import Printer

    printer = Printer(as_json="--json" in given, quiet="--quiet" in given)
    try:
        return _run(given, printer, desktop, program)
    except VaultError as error:
        if "--debug" in given:
            raise
        printer.error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more is to be said to it.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    except OSError as error:
        from vault.operations.session import in_words

        if "--debug" in given:
            raise
        printer.error(in_words(error))
        return int(Exit.ENVIRONMENT)
    except Exception as error:  # the one place where our own mistakes arrive
        if "--debug" in given:
            raise
        printer.error(_our_mistake(error))
        return int(Exit.ENVIRONMENT)


def _run(given: list[str], printer: object, desktop: Desktop | None, program: Program) -> int:
    parse = parser(program)
    asked = parse.parse_args(given)
    if asked.verb is None and desktop is None:
        parse.print_help()
        return int(Exit.DONE)
    from vault.cli import asking

    if asked.verb is None and desktop is not None:
        return desktop(asked.vault, asking.given(asked.passphrase_file))
    from vault.cli.printing import Printer
    from vault.operations.session import Session

    command, arguments = asked.command, arguments_of(asked.command, asked)
    assert isinstance(printer, Printer)
    session = Session(
        vault=asked.vault,
        kit=arguments.get("kit") if command.verb != "init" else None,  # type: ignore[arg-type]
        passphrase=lambda new: asking.passphrase(asked.passphrase_file, new=new),
        say=printer.event if command.streams else lambda _: None,
        progress=printer.progress,
    )
    if command.verb != "init":
        arguments.pop("kit", None)
    if command.streams and not arguments.get("once"):
        _stop_on_signals(session.stop)
    outcome = command.load()(session, **arguments)
    printer.outcome(outcome, streamed=command.streams)
    return int(outcome.exit_code)


def _stop_on_signals(stop: threading.Event) -> None:
    """End the watch in order when the person or the system asks for it."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), ask)


def _our_mistake(error: Exception) -> VaultError:
    """Say that it was ours, on stderr with where it happened; no value of the person's is shown."""
    from vault.diagnostics import crash_report
    from vault.errors import EnvironmentFailed

    print(crash_report(error), file=sys.stderr)
    return EnvironmentFailed(
        "Script Vault made a mistake and stopped. Nothing that was sealed is lost.",
        "Please report the lines above; they hold nothing of your scripts.",
    )


def _speak_utf8() -> None:
    """Names hold any letter; a terminal of another encoding must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
