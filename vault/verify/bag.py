"""The wrapping: the ZIP and the bag inside it, opened without unpacking anything."""

import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

from vault import container, rezipped
from vault.container import Member
from vault.digests import Digests, of_chunks
from vault.errors import BadInput, Unreadable
from vault.seal.signing import BUNDLE_NAMESPACE
from vault.verify import paths
from vault.verify.report import Report

MOST_EVIDENCE = 160 * 1024**2
"""Bytes of all files but the payload, most of which are held in memory (format, section 10)."""


TAKES = "verify takes a bundle (.zip), a certificate or a copy (.pdf) that Script Vault made."


class NotOurs(BadInput):
    """The file is none of ours."""


@dataclass(slots=True)
class Bag:
    """The files of a bundle: those that checks read, and the hashes of all, by name."""

    files: dict[str, bytes] = field(default_factory=dict)
    data: dict[str, Digests] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    places: dict[str, paths.Place] = field(default_factory=dict)
    _sorts: dict[tuple[str, str | None], list[tuple[paths.Place, str]]] = field(
        default_factory=dict
    )

    def of_kind(self, kind: str, log: str | None = None) -> list[tuple[paths.Place, str]]:
        """Return place and name of every file of one sort, of one log if given, by name."""
        return self._sorts.get((kind, log), [])

    def sort(self) -> None:
        """Order the files once, when all are known: a large bundle has many of each sort."""
        for name, place in sorted(self.places.items()):
            for key in ((place.kind, None), (place.kind, place.log)):
                self._sorts.setdefault(key, []).append((place, name))


def open_bag(file: BinaryIO, report: Report) -> Bag | None:
    """Open a bundle and check its wrapping (``container``); None when nothing can be read.

    Raises ``NotOurs`` for a file that is not a bundle at all.
    """
    if not _looks_ours(file):
        raise NotOurs("This is not a proof bundle.", TAKES)
    return _open(file, report)


def check_bag(bag: Bag, report: Report) -> None:
    """Check that each file is listed exactly once and unchanged (``bag``; RFC 8493, sharpened)."""
    before = report.has("bag", "fail")
    for name, place in bag.places.items():
        if place.kind == "unknown":
            report.add("bag", "fail", f"A bundle has no file named {_told(name)}.")
    if bag.files.get(paths.BAGIT) != paths.BAGIT_TEXT:
        report.add("bag", "fail", "bagit.txt is missing or says something else.")
    if paths.BAG_INFO not in bag.hashes:
        report.add("bag", "fail", "bag-info.txt is missing.")
    payload = {name: bag.hashes[name] for name in bag.hashes if name.startswith("data/")}
    tags = {name: bag.hashes[name] for name in bag.hashes if not paths.is_listed_apart(name)}
    for manifest, listed in ((paths.MANIFEST, payload), (paths.TAG_MANIFEST, tags)):
        _compare(manifest, bag.files.get(manifest), listed, report)
    if not before and not report.has("bag", "fail"):
        report.add("bag", "pass", f"{len(bag.hashes)} files are listed and unchanged.")


def _compare(manifest: str, found: bytes | None, listed: dict[str, str], report: Report) -> None:
    """Compare a manifest with the one the files themselves give, byte for byte."""
    if found is None:
        report.add("bag", "fail", f"{manifest} is missing.")
        return
    expected = {name: paths.manifest_line(digest, name) for name, digest in listed.items()}
    if found == b"".join(expected[name] for name in sorted(expected)):
        return
    if found.count(b"\n") > container.MEMBER_LIMIT:
        report.add("bag", "fail", f"{manifest} lists more files than any bundle has.")
        return
    rows = found.splitlines(keepends=True)
    said = {row[66:-1].decode("utf-8", "replace"): row for row in rows}
    for name in sorted(set(said) | set(expected)):
        if name not in expected:
            report.add("bag", "fail", f"{manifest} lists {_told(name)}, which is not there.")
        elif name not in said:
            report.add("bag", "fail", f"{_told(name)} is not listed in {manifest}.")
        elif said[name] != expected[name]:
            report.add("bag", "fail", f"{_told(name)} has changed since {manifest} was written.")
    if not report.has("bag", "fail"):
        report.add("bag", "fail", f"{manifest} is not written as it should be.")


def _told(name: str) -> str:
    """Return a name that anybody may have chosen, fit to stand on a line of the report."""
    return name if name.isprintable() else ascii(name)


def _looks_ours(file: BinaryIO) -> bool:
    """Tell a bundle, even a damaged one, from files that never were one."""
    head = file.read(1 << 16)
    file.seek(0, 2)
    file.seek(max(0, file.tell() - (1 << 16)))
    tail = file.read()
    file.seek(0)
    marks = (paths.BAGIT.encode(), paths.TAG_MANIFEST.encode(), BUNDLE_NAMESPACE.encode())
    zipped = head[:2] == b"PK" or b"PK\x05\x06" in tail
    return zipped and any(mark in head or mark in tail for mark in marks)


def _open(file: BinaryIO, report: Report) -> Bag | None:
    try:
        bag = _take(file, container.members(file))
    except Unreadable as error:
        strictly = error.message
    else:
        report.add("container", "pass")
        return bag
    try:
        bag = _take(file, rezipped.loose_members(file))
    except Unreadable as error:
        report.add("container", "fail", error.message)
        return None
    report.add("container", "not-checked", _REWRAPPED + strictly)
    return bag


_REWRAPPED = "The files can be read, but the ZIP around them is not as we wrote it: "


def _take(file: BinaryIO, members: list[Member]) -> Bag:
    """Read every member once; what is wrong with one is told when all have been seen.

    Raises ``Unreadable`` for what is damaged, too much, or named so that Windows would take a part
    of the name for a drive or a hidden stream.
    """
    if sum(one.size for one in members if not one.name.startswith("data/")) > MOST_EVIDENCE:
        raise Unreadable("The bundle holds more entries and tokens than is looked at.")
    bag = Bag()
    for member in members:
        name, chunks = member.name, container.member_chunks(file, member)
        if ":" in name:
            raise Unreadable(f"The name {name!r} has a colon in it.")
        place = paths.place_of(name) or paths.Place("unknown")
        bag.places[name] = place
        most = paths.longest(name, place)
        if most == 0 or member.size > most:
            bag.data[name] = of_chunks(chunks)
            bag.hashes[name] = bag.data[name].sha256
            continue
        bag.files[name] = b"".join(chunks)
        bag.hashes[name] = hashlib.sha256(bag.files[name]).hexdigest()
    bag.sort()
    return bag
