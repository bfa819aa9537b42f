"""Bundles in other ZIPs than ours: which can be read safely, and which must not be read at all."""

import io
import struct
import zipfile

from tests.vectors.published import Case, made, packed, small
from tests.verify.forging import FIRST, LOG, Files, reseal
from vault import container

REFUSED = {"bag": "not-checked", "lines": "not-checked", "scene": "not-checked"}
READ = {"container": "not-checked", "bag": "pass", "bag-signature": "pass", "inclusion": "pass"}
ZEROS = 65 * 2**20


def cases() -> dict[str, Case]:
    one = small()
    good = made([one.shown([one.head()], without={2})])
    exact = container.pack(good)
    refused: Case
    bad = {
        "climbing-name": packed({**good, "../up.txt": b"up"}),
        "absolute-name": packed({**good, "/top.txt": b"top"}),
        "backslash-name": packed({**good, "data\\x.txt": b"x"}),
        "name-with-a-colon": packed({**good, "notes:more.txt": b"more"}),
        "exact-name-with-a-colon": container.pack({**good, "notes:more.txt": b"more"}),
        "name-twice": _twice(good),
        "link": _with_mode(good, 0o120777),
        "folder-with-bytes": _folder(good, b"hidden"),
        "encrypted-flag": _flagged(good, 1),
        "large-form": _large(exact),
        "two-names-of-one-file": _local_name(exact),
        "two-files-in-one": _overlapping(good),
        "bytes-before": b"PK, and words before" + exact,
        "bytes-behind": exact + b"hidden",
        "archive-cut": exact[: len(exact) // 2],
        "bomb": packed({**good, f"data/{LOG}/9.txt": bytes(ZEROS)}),
        "deflate-goes-on": _goes_on(good["bagit.txt"]),
    }
    rewrapped = {
        "with-folders": _folder(good, b""),
        "with-a-comment": exact[:-2] + struct.pack("<H", 5) + b"notes",
        "stored": packed(good, zipfile.ZIP_STORED),
        "with-a-gap": _gap(exact),
    }
    found: dict[str, Case] = {}
    for name, data in bad.items():
        refused = (data, {"container"}, REFUSED)
        found[f"bad-{name}"] = refused
    for name, data in rewrapped.items():
        found[f"rewrapped-{name}"] = (data, set(), READ)
    strange = reseal({**good, "café.txt": b"more"}, FIRST)
    found["bad-name-of-no-place"] = (strange, {"bag"}, {"container": "pass"})
    return found


def _entry(raw: bytes, name: bytes) -> int:
    """Where the directory's entry of a name begins."""
    at = raw.rindex(name)
    return raw.rindex(b"PK\1\2", 0, at)


def _twice(good: Files) -> bytes:
    name = "READ-ME-FIRST.txt"
    data = packed({**good, "READ-ME-FIRST.tx_": b"other words"})
    return data.replace(b"READ-ME-FIRST.tx_", name.encode())


def _with_mode(good: Files, mode: int) -> bytes:
    out = io.BytesIO(packed(good))
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("data/link.txt", (2026, 11, 20, 9, 30, 0))
        link.external_attr = mode << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _folder(good: Files, data: bytes) -> bytes:
    return packed({**good, "data/more/": data}, zipfile.ZIP_STORED)


def _flagged(good: Files, flag: int) -> bytes:
    raw = bytearray(packed(good))
    at = _entry(raw, b"bagit.txt")
    raw[at + 8] |= flag
    return bytes(raw)


def _large(exact: bytes) -> bytes:
    """The directory says of a member that its size stands elsewhere."""
    raw = bytearray(exact)
    at = _entry(raw, b"bagit.txt")
    raw[at + 20 : at + 28] = b"\xff" * 8
    return bytes(raw)


def _local_name(exact: bytes) -> bytes:
    return exact.replace(b"bag-info.txt", b"bag-inf0.txt", 1)


def _overlapping(good: Files) -> bytes:
    """A file that is stored holds another one, header and all, which the directory also names."""
    inner = container.pack({"bag-info.txt": good["bag-info.txt"]})
    local, entry = inner[: inner.index(b"PK\1\2")], inner[inner.index(b"PK\1\2") : -22]
    files = {n: d for n, d in good.items() if n != "bag-info.txt"}
    raw = container.pack({**files, "certificate.pdf": local})
    start, end = raw.index(b"PK\1\2"), len(raw) - 22
    within = bytearray(entry)
    within[42:46] = struct.pack("<I", raw.index(local))
    directory = raw[start:end] + bytes(within)
    count, size = len(files) + 2, len(directory)
    last = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, start, 0)
    return raw[:start] + directory + last


def _gap(exact: bytes) -> bytes:
    """Bytes between the files and the directory that belong to nothing."""
    start = exact.index(b"PK\1\2")
    raw = bytearray(exact[:start] + b"nothing" + exact[start:])
    raw[-6:-2] = struct.pack("<I", start + 7)
    return bytes(raw)


def _goes_on(data: bytes) -> bytes:
    """A deflated file whose stream ends before its packed bytes do."""
    raw = bytearray(packed({"bagit.txt": data}))
    start = raw.index(b"PK\1\2")
    size = struct.unpack_from("<I", raw, start + 20)[0]
    raw[start + 20 : start + 24] = struct.pack("<I", size + 1)
    raw[18:22] = struct.pack("<I", size + 1)
    raw[-6:-2] = struct.pack("<I", start + 1)
    return bytes(raw[:start]) + b"\0" + bytes(raw[start:])
