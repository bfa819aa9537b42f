"""Evidence: a mail, a receipt, a signed form, sealed byte for byte as an entry of its own.

The entry that relies on it cites it by its leaf, so neither can be exchanged later.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path

from vault.encoding import Json
from vault.errors import BadInput
from vault.pipeline.writer import Content, Writer, content_of
from vault.records import Fields
from vault.seal import body
from vault.store.objects import LARGEST_DELTA

MOST = 20
"""Files that one action may bring."""
MOST_BYTES = 128 << 20
_SORT = "evidence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file that is to be sealed: its own name, and its bytes."""

    name: str
    content: Content


def read(paths: Sequence[Path]) -> list[Evidence]:
    """Return the files, read whole, so that none can fail once the first is sealed.

    Raises ``BadInput`` for one that cannot be read, is empty, or is larger than 32 MiB, and for
    more than 128 MiB in all.
    """
    if len(paths) > MOST:
        raise BadInput(f"{len(paths)} files are too many at once.", f"Name {MOST} at most.")
    files, total = [], 0
    for path in paths:
        files.append(_read(path))
        total += files[-1].content.size
        if total > MOST_BYTES:
            most = MOST_BYTES >> 20
            raise BadInput(f"The evidence is larger than {most} MiB in all.", "Give fewer files.")
    return files


def seal(pen: Writer, files: Sequence[Evidence], about: Fields) -> list[Json]:
    """Append an entry for each file and return how another entry cites them.

    ``about``: the members ``script`` and ``details`` that say what they are evidence for.
    """
    cited: list[Json] = []
    for file in files:
        details = about["details"]
        assert isinstance(details, dict)
        fields = body.blank(
            kind="attachment",
            content=file.content.as_json(),
            names={"path": file.name},
            script=about["script"],
            capture=pen.stamp_of_program(),
            details={"attachment": _SORT, **details},
        )
        row = pen.append(fields, content=file.content)
        cited.append(
            {
                "name": file.name,
                "sha256": file.content.sha256,
                "seq": row.seq,
                "leaf": row.leaf.hex(),
            }
        )
    return cited


def _read(path: Path) -> Evidence:
    hint = "Name a mail, a receipt or a signed form as a file."
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a folder.", hint)
        with path.expanduser().open("rb") as file:
            data = file.read(LARGEST_DELTA + 1)
    except OSError as error:
        raise BadInput(f"The evidence {path} cannot be read.", "Check the file.") from error
    if not data:
        raise BadInput(f"The evidence {path} is empty.", hint)
    if len(data) > LARGEST_DELTA:
        most = LARGEST_DELTA >> 20
        raise BadInput(f"The evidence {path} is larger than {most} MiB.", "Give a smaller file.")
    name = unicodedata.normalize("NFC", path.name.encode("utf-8", "replace").decode())
    media = MimeTypes().guess_type(name)[0] or "application/octet-stream"
    return Evidence(name, content_of(data, media))
