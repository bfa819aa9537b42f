"""What is known of a draft when its certificate is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from vault.log.checkpoint import Checkpoint
from vault.records import Fields, Line
from vault.seal.signing import KeySet
from vault.timestamp.rfc3161 import TokenReport


@dataclass(frozen=True, slots=True)
class Stamp:
    """One token over a state of the log that covers the draft: what it says and is worth."""

    report: TokenReport
    token: str
    size: int
    asked: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one draft when its certificate is made.

    ``told`` are the keys of ``drafts --json``; ``reading`` the details of its newest reading;
    ``head`` the checkpoint everything is proved to; ``signer`` the key set of the draft's line,
    ``issuer`` the one that signs the certificate; ``checked`` what the check of the attached
    record came to, as (check, result); ``zone`` the place of the clock on the wall.
    """

    told: Mapping[str, Any]
    fields: Fields
    line: Line
    reading: Mapping[str, Any] | None
    head: Checkpoint
    signer: KeySet
    issuer: KeySet
    writer: Mapping[str, Any]
    declarations: Sequence[Mapping[str, Any]]
    stamps: tuple[Stamp, ...]
    issued: datetime
    zone: tzinfo
    checked: tuple[tuple[str, str], ...] = ()
