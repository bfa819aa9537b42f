"""The one table of verbs: what the command line parses, the window offers, the help says.

Importing it imports no operation: each is named, and loaded when its verb is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
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


_DRAFT = Argument(
    ("draft",), "entry number, latest:SCRIPT, SCRIPT#number, a label, or 8 hex of a hash"
)
_FORCE = Argument(("--force",), "replace what is there", flag=True)
_KIT = Argument(("--kit",), "open with this recovery kit instead of the passphrase", kind=Path)

COMMANDS: tuple[Command, ...] = (
    Command(
        "init",
        "make a vault, its keys and its recovery kit",
        "vault.operations.vaulting:init",
        (
            Argument(("--writer",), "the writer's name", required=True),
            Argument(("--email",), "the writer's mail address"),
            Argument(("--watch",), "a folder to watch; may be given again", Path, repeat=True),
            Argument(("--kit",), "where to put the recovery kit (default: home folder)", Path),
            Argument(
                ("--time",),
                "whether time authorities are asked by themselves",
                choices=("on", "off"),
                default="on",
            ),
        ),
        ("vault_id", "signer", "recovery_kit"),
    ),
    Command(
        "watch",
        "watch folders and seal every draft until interrupted",
        "vault.operations.drafting:watch",
        (
            Argument(("dirs",), "folders to watch this once", Path, many=True, optional=True),
            Argument(("--once",), "seal everything that is there, read it, and end", flag=True),
        ),
        ("event",),
        streams=True,
    ),
    Command(
        "seal",
        "seal files now",
        "vault.operations.drafting:seal",
        (Argument(("files",), "scripts", Path, many=True),),
        ("drafts",),
    ),
    Command(
        "drafts",
        "list the drafts, oldest first",
        "vault.operations.drafting:drafts",
        (Argument(("script",), "only of this script", optional=True), _KIT),
        ("drafts",),
    ),
    Command(
        "show",
        "show one draft and what is known of its time",
        "vault.operations.drafting:show",
        (_DRAFT, _KIT),
        ("entry", "readings", "anchors", "declarations", "copies"),
    ),
    Command(
        "label",
        "name a draft",
        "vault.operations.drafting:label",
        (_DRAFT, Argument(("name",), "its name, like “sent to agent”")),
        ("seq",),
    ),
    Command(
        "restore",
        "write a draft to a new file, byte for byte",
        "vault.operations.drafting:restore",
        (_DRAFT, Argument(("-o", "--output"), "the new file", Path, required=True), _FORCE, _KIT),
        ("path", "sha256"),
    ),
    Command(
        "stamp",
        "ask the time authorities for what is owed",
        "vault.operations.proving:stamp",
        (Argument(("--wait",), "try again for up to a minute", flag=True),),
        ("sent", "confirmed", "pending", "failed"),
    ),
    Command(
        "prove",
        "write a bundle that a stranger can check",
        "vault.operations.proving:prove",
        (
            Argument(("drafts",), _DRAFT.help, many=True, optional=True),
            Argument(("--script",), "all drafts of this script"),
            Argument(("--all",), "all drafts", flag=True),
            Argument(("-o", "--output"), "the bundle, FILE.zip", Path, required=True),
            Argument(("--with-log",), "show every entry of the log", flag=True),
            _FORCE,
        ),
        ("path", "drafts", "verdict"),
    ),
    Command(
        "verify",
        "check a bundle; needs no vault and no network",
        "vault.operations.proving:verify",
        (
            Argument(("files",), "the bundle", Path, many=True),
            Argument(("--signer",), "the fingerprint you were given by another way"),
        ),
        ("verdict", "because", "checks", "drafts", "not_shown"),
    ),
    Command(
        "check",
        "check the vault against its own promises",
        "vault.operations.vaulting:check",
        (Argument(("--all",), "read every object too", flag=True), _KIT),
        ("verdict", "findings"),
    ),
    Command(
        "keys",
        "show the fingerprint and what opens the vault",
        "vault.operations.vaulting:keys",
        (),
        ("vault_id", "signer", "slots"),
    ),
    Command(
        "keys test-kit",
        "try the recovery kit; changes nothing",
        "vault.operations.vaulting:test_kit",
        (Argument(("--kit",), "the recovery kit's file", kind=Path, required=True),),
        ("vault_id", "signer"),
    ),
    Command(
        "unlock",
        "let this computer's keyring open the vault",
        "vault.operations.unlocking:unlock",
        (),
        ("keyring",),
    ),
    Command(
        "lock",
        "let only passphrase and recovery kit open the vault",
        "vault.operations.unlocking:lock",
        (),
        ("keyring",),
    ),
    Command(
        "doctor",
        "say what is missing, watched, leaving this computer, synced",
        "vault.operations.vaulting:doctor",
        (),
        ("missing", "watching", "leaves", "synced"),
    ),
    Command(
        "demo",
        "the main job on sample scripts, in a folder of its own",
        "vault.operations.demonstrating:demo",
        (
            Argument(("-o", "--output"), "an empty folder to do it in", Path),
            Argument(("--time",), "ask the time authorities too", flag=True),
        ),
        ("bundle", "certificate", "copies", "verdict"),
    ),
)
