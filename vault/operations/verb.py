"""One verb and its arguments, as the table of verbs holds them.

Importing a row imports no operation: each is named, and loaded when its verb is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a verb, as the command line spells it."""

    names: tuple[str, ...]
    help: str
    kind: type = str
    many: bool = False
    flag: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    default: object = None
    parameter: str = ""
    """Name of the operation's parameter where it is not the first name without dashes."""
    optional: bool = False
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One verb: what it does in a sentence, its arguments, the JSON keys others rely on."""

    verb: str
    help: str
    operation: str
    arguments: tuple[Argument, ...] = ()
    keys: tuple[str, ...] = ()
    streams: bool = False
    """Prints one JSON object a line while it runs, and none at its end."""

    def load(self) -> Callable[..., Any]:
        """Return the operation."""
        module, _, name = self.operation.rpartition(":")
        operation: Callable[..., Any] = getattr(import_module(module), name)
        return operation


DRAFT = Argument(
    ("draft",), "entry number, latest:SCRIPT, SCRIPT#number, a label, or 8 hex of a hash"
)
FORCE = Argument(("--force",), "replace what is there", flag=True)
