"""What can go wrong in the world, in words for people. Anything else is a bug of ours."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes every verb shares."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INCOMPLETE = 3
    ENVIRONMENT = 4


class VaultError(Exception):
    """An error a person can act on: what happened, and what to do about it.

    ``message`` and ``hint`` are each one plain sentence, free of secrets and script text;
    ``exit_code`` is what the command line ends with.
    """

    exit_code = Exit.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadInput(VaultError):
    """The words or the file given cannot be used as they are."""


class WrongPassphrase(VaultError):
    """The passphrase or the recovery kit does not open this vault."""


class EnvironmentFailed(VaultError):
    """The machine did not let us: disk full, no permission, offline where it matters."""

    exit_code = Exit.ENVIRONMENT


class Locked(EnvironmentFailed):
    """The vault is locked and nobody is there to give the passphrase."""


class AlreadyWatched(EnvironmentFailed):
    """Another program holds the watch on this log."""


class DiskFull(EnvironmentFailed):
    """The disk has no room for the next draft."""


class Damaged(VaultError):
    """A file that is the truth is not what it promised to be."""

    exit_code = Exit.FAILED


class Unreadable(VaultError):
    """Bytes that do not follow the format they claim."""
