"""Documents that are ZIP files: opened within bounds, and written again with parts changed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from vault.errors import Unreadable

MOST_PARTS = 10_000
MOST_BYTES = 256 * 2**20
"""Of all parts together, unpacked."""
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a document by name, in the order of the file, and how each was packed."""

    parts: Mapping[str, bytes]
    heads: Mapping[str, zipfile.ZipInfo]

    def written(self, parts: Mapping[str, bytes]) -> bytes:
        """Return a document of these parts; those that were there keep their date and packing."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            for name, data in parts.items():
                old = self.heads.get(name)
                head = zipfile.ZipInfo(name, old.date_time if old else (1980, 1, 1, 0, 0, 0))
                head.compress_type = old.compress_type if old else zipfile.ZIP_DEFLATED
                head.external_attr = old.external_attr if old else 0
                file.writestr(head, data)
        return out.getvalue()


def opened(data: bytes) -> Package:
    """Return the parts of a document.

    Raises ``Unreadable`` for a damaged or encrypted file, one that unpacks to more than any script,
    and one with two parts of one name, of which programs see one or the other.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            heads = [head for head in file.infolist() if not head.is_dir()]
            _check(heads)
            parts = {head.filename: _unpacked(file, head) for head in heads}
    except (
        zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, LookupError, OSError,
        EOFError, struct.error, zlib.error,
    ) as error:  # fmt: skip
        raise Unreadable("The file is damaged: its parts cannot be unpacked.") from error
    return Package(parts, {head.filename: head for head in heads})


def _check(heads: list[zipfile.ZipInfo]) -> None:
    if len(heads) > MOST_PARTS or sum(head.file_size for head in heads) > MOST_BYTES:
        raise Unreadable("It unpacks to more than any script.")
    if any(head.flag_bits & _ENCRYPTED for head in heads):
        raise Unreadable("It is encrypted.")
    if any(head.compress_type not in _METHODS for head in heads):
        raise Unreadable("It is packed in a way that documents are not.")
    if len({head.filename.casefold() for head in heads}) != len(heads):
        raise Unreadable("Two of its parts have one name.")


def _unpacked(file: zipfile.ZipFile, head: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes, no more of them than it says it has."""
    with file.open(head) as part:
        data = part.read(head.file_size + 1)
    if len(data) != head.file_size:
        raise Unreadable("One of its parts is not as long as it says.")
    return data
