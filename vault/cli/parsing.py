"""From words to arguments, by the table of verbs."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from vault import __version__
from vault.commands import COMMANDS, Argument, Command
from vault.errors import BadInput


@dataclass(frozen=True, slots=True)
class Program:
    """What a program is called, what it is for, its verbs, and whether they are about a vault."""

    name: str
    about: str
    commands: tuple[Command, ...]
    vault: bool = True


SCRIPT_VAULT = Program(
    "scriptvault",
    "A writer's vault: every draft sealed, every claim checkable by a stranger.",
    COMMANDS,
)


class Parser(argparse.ArgumentParser):
    """Takes options as they are written in full, and says what was wrong as other errors are."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # argparse's own
        super().__init__(**{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Raise ``BadInput`` instead of printing usage and leaving."""
        raise BadInput(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


def parser(program: Program = SCRIPT_VAULT) -> Parser:
    """Return the parser for a program's verbs; global options stand before or after the verb."""
    main = Parser(prog=program.name, description=program.about)
    version = f"{program.name} {__version__}"
    main.add_argument("--version", action="version", version=version)
    _add_globals(main, top=True, vault=program.vault)
    verbs = main.add_subparsers(metavar="VERB", dest="verb", parser_class=Parser)
    groups: dict[str, argparse.ArgumentParser] = {}
    under: dict[str, Any] = {}
    for command in program.commands:
        verb, _, second = command.verb.partition(" ")
        if second:
            if verb not in under:
                under[verb] = groups[verb].add_subparsers(
                    metavar="WHAT", dest="second", parser_class=Parser
                )
            own = under[verb].add_parser(second, help=command.help, description=command.help)
        else:
            own = groups[verb] = verbs.add_parser(verb, help=command.help, description=command.help)
        _add_globals(own, top=False, vault=program.vault)
        for argument in command.arguments:
            _add(own, argument)
        own.set_defaults(command=command)
    return main


def arguments_of(command: Command, given: argparse.Namespace) -> dict[str, object]:
    """Return the operation's keyword arguments; the kit goes to the session where it is shared."""
    found: dict[str, object] = {}
    for argument in command.arguments:
        name = _parameter(argument)
        value = getattr(given, name)
        if argument.many or argument.repeat:
            value = tuple(value or ())
        found[name] = value
    return found


def _parameter(argument: Argument) -> str:
    longest = max(argument.names, key=len)
    return argument.parameter or longest.lstrip("-").replace("-", "_")


def _add(own: argparse.ArgumentParser, argument: Argument) -> None:
    if argument.flag:
        own.add_argument(*argument.names, action="store_true", help=argument.help)
        return
    positional = not argument.names[0].startswith("-")
    nargs = None
    if argument.many:
        nargs = "*" if argument.optional else "+"
    elif argument.optional and positional:
        nargs = "?"
    extra: dict[str, object] = {}
    if not positional:
        extra["required"] = argument.required
        extra["dest"] = _parameter(argument)
    if argument.repeat:
        extra["action"] = "append"
    else:
        extra["nargs"] = nargs
    if argument.choices:
        extra["choices"] = argument.choices
    else:
        extra["metavar"] = _parameter(argument).upper()
    own.add_argument(
        *argument.names,
        type=argument.kind,
        help=argument.help,
        default=argument.default,
        **extra,  # type: ignore[arg-type]  # built above for this one call
    )


def _add_globals(own: argparse.ArgumentParser, *, top: bool, vault: bool) -> None:
    """Add the global options; below the verb they must not undo what was said before it."""
    keep = None if top else argparse.SUPPRESS
    off = False if top else argparse.SUPPRESS
    group = own.add_argument_group("for every verb")
    if vault:
        group.add_argument(
            "--vault", type=Path, default=keep, metavar="DIR", help="the vault's folder"
        )
        group.add_argument(
            "--passphrase-file", type=Path, default=keep, metavar="FILE", help="read it from here"
        )
    else:
        own.set_defaults(vault=None, passphrase_file=None)
    group.add_argument("--json", action="store_true", default=off, help="print JSON")
    group.add_argument("--quiet", action="store_true", default=off, help="print no messages")
    group.add_argument("--debug", action="store_true", default=off, help="show where errors arose")
