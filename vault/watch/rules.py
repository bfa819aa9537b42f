"""Which paths count: the suffixes of scripts, the folders that are one script, the noise."""

import fnmatch
import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

QUIET = 2.0
"""Seconds without a change after which a file counts as saved."""

SLOW_QUIET = 5.0
"""The same for packages (several members a save) and folders a sync client writes into."""

PACKAGE_MEDIA = "application/x-scriptvault-package+zip"

_ODT = "application/vnd.oasis.opendocument.text"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SQLITE = "application/vnd.sqlite3"
_OPAQUE = "application/octet-stream"

SUFFIXES = {
    ".fdx": ("Final Draft", "application/xml"),
    ".fdxt": ("Final Draft template", "application/xml"),
    ".fountain": ("Fountain", "text/plain"),
    ".spmd": ("Fountain", "text/plain"),
    ".ftn": ("Fountain", "text/plain"),
    ".fadein": ("Fade In", "application/zip"),
    ".osf": ("Open Screenplay Format", "application/xml"),
    ".highland": ("Highland", "application/zip"),
    ".textbundle": ("TextBundle", "application/zip"),
    ".textpack": ("TextPack", "application/zip"),
    ".scriv": ("Scrivener", "application/zip"),
    ".celtx": ("Celtx", "application/zip"),
    ".trelby": ("Trelby", "text/plain"),
    ".docx": ("Word", _DOCX),
    ".doc": ("Word 97", "application/msword"),
    ".odt": ("OpenDocument", _ODT),
    ".fodt": ("flat OpenDocument", f"{_ODT}-flat-xml"),
    ".rtf": ("RTF", "application/rtf"),
    ".rtfd": ("RTF with attachments", "application/rtf"),
    ".pages": ("Pages", "application/vnd.apple.pages"),
    ".pdf": ("PDF", "application/pdf"),
    ".txt": ("plain text", "text/plain"),
    ".md": ("Markdown", "text/markdown"),
    ".mmsw": ("Movie Magic Screenwriter", _OPAQUE),
    ".scw": ("Movie Magic Screenwriter", _OPAQUE),
    ".fdr": ("Final Draft 5 to 7", _OPAQUE),
    ".astx": ("Adobe Story", "application/xml"),
    ".starc": ("Story Architect", _SQLITE),
    ".kitsp": ("KIT Scenarist", _SQLITE),
    ".scrite": ("Scrite", _OPAQUE),
}
"""Suffix, lower case → (format name for people, media type of such a file). Nothing else counts."""

PACKAGES = frozenset({".scriv", ".rtfd", ".textbundle", ".pages"})
"""Suffixes whose folder is one script. Older Pages saved folders, newer ones save files."""

IGNORED = (
    # what systems and editors leave beside a script; hidden names are ignored without a pattern
    *("Icon\r", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information"),
    *("~$*", "~WR[DL]*.tmp", "*.asd", "*.wbk", "*.tmp", "lu*.tmp", "*~", "#*#", "4913"),
    *("*.swp", "*.swo", "*.sb-????????-??????", "(A Document Being Saved By*", "__MACOSX"),
    # what sync clients and downloads leave
    *("~syncthing~*", "*.part", "*.crdownload", "*.partial", "*-wal", "*-shm", "*-journal"),
    # Final Draft's own backups come in through import, not through watching
    *("Final Draft Backup", "Final Draft Backups", "Final Draft [0-9]* Backup*"),
)
"""Patterns of names that are never a script, nor a member of one; folders so named are skipped."""

SCRIVENER_IGNORED = (
    "files/user.lock",
    "files/binder.autosave*",
    "files/binder.backup*",
    "files/search.indexes",
)
"""Members of a ``.scriv`` that change without the writer: its lock, binder copies and index."""

CLOUD_FOLDERS = (
    *("Dropbox", "Dropbox (*", "OneDrive", "OneDrive - *", "OneDrive-*", "SkyDrive"),
    *("iCloud Drive", "iCloudDrive", "Mobile Documents", "com~apple~CloudDocs", "CloudStorage"),
    *("Google Drive", "GoogleDrive*", "My Drive", "DriveFS", "Nextcloud*", "ownCloud*"),
    *("Box", "Box Sync", "pCloudDrive", "pCloud Drive", "MEGA", "MEGAsync", "kDrive*"),
    *("Proton Drive", "Tresorit*", "Seafile", "Syncthing"),
)
"""Patterns of folder names that a sync client owns."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A path that is a script by its name: a file, or with ``package`` a folder that is one."""

    path: Path
    package: bool


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(p) for p in patterns), re.IGNORECASE)


_IGNORED_NAME = _any_of(IGNORED)
_SCRIVENER_MEMBER = _any_of(SCRIVENER_IGNORED)
_CLOUD_NAME = _any_of(CLOUD_FOLDERS)


def suffix_of(name: str) -> str:
    """Return the lower-case suffix of a file name with its dot, empty without one."""
    stem, dot, tail = name.rpartition(".")
    return dot + tail.lower() if stem else ""


def ignored(name: str) -> bool:
    """Say whether a single name is hidden or noise, as a file, a folder or a package member."""
    return name.startswith(".") or _IGNORED_NAME.match(name) is not None


def ignored_member(package: Path, inside: str) -> bool:
    """Say whether a member of a package, by its ``/`` path inside it, is no part of the draft."""
    if any(ignored(part) for part in inside.split("/")):
        return True
    return suffix_of(package.name) == ".scriv" and _SCRIVENER_MEMBER.match(inside) is not None


def is_script_name(name: str) -> bool:
    """Say whether a file of this name is a script."""
    return suffix_of(name) in SUFFIXES and not ignored(name)


def is_package_name(name: str) -> bool:
    """Say whether a folder of this name is one script rather than a folder of scripts."""
    return suffix_of(name) in PACKAGES and not ignored(name)


def parts_below(root: Path, path: Path) -> tuple[str, ...] | None:
    """Return the names from ``root`` down to ``path``; None if it lies elsewhere or in noise."""
    if not path.is_relative_to(root):
        return None
    parts = path.relative_to(root).parts
    return None if any(part == ".." or ignored(part) for part in parts) else parts


def script_at(root: Path, path: Path) -> Candidate | None:
    """Return the script that a path at or below ``root`` belongs to, whether or not it exists.

    A path inside a package gives the outermost package, unless it is an ignored member. Noise,
    hidden names, other suffixes, plain folders and paths elsewhere give None. Only for a name
    that may be a file or a package is the disk asked which it is.
    """
    parts = parts_below(root, path)
    if not parts:
        return None
    for depth, name in enumerate(parts[:-1], start=1):
        if is_package_name(name):
            package = root.joinpath(*parts[:depth])
            inside = "/".join(parts[depth:])
            return None if ignored_member(package, inside) else Candidate(package, package=True)
    if is_package_name(parts[-1]):
        return Candidate(path, package=_is_package(path))
    return Candidate(path, package=False) if is_script_name(parts[-1]) else None


def walked(root: Path, folder: Path) -> bool:
    """Say whether a folder at or below ``root`` may hold scripts: no noise, nor in a package."""
    parts = parts_below(root, folder)
    return parts is not None and not any(is_package_name(part) for part in parts)


def _is_package(path: Path) -> bool:
    """Ask the disk which it is; where nothing is, the suffix says which is the more likely."""
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        mode = 0
    if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
        return stat.S_ISDIR(mode)
    return suffix_of(path.name) != ".pages"


def format_name(path: Path) -> str:
    """Return the name people know the script's format by; ``unknown`` outside the table."""
    return SUFFIXES.get(suffix_of(path.name), ("unknown", _OPAQUE))[0]


def media_type(path: Path, *, package: bool = False) -> str:
    """Return the media type of the bytes sealed for this path; a package's is our ZIP's."""
    known = SUFFIXES.get(suffix_of(path.name), ("unknown", _OPAQUE))[1]
    return PACKAGE_MEDIA if package else known


def shown_path(root: Path, path: Path) -> str:
    """Return the path below its watched folder for people and entries: NFC, with ``/``.

    Bytes that are no UTF-8 become U+FFFD. ``path`` must lie below ``root``.
    """
    raw = os.fsencode(path.relative_to(root).as_posix())
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))


def cloud_stub(name: str) -> str | None:
    """Return the script's name when ``name`` is iCloud's older stub for it (``.name.icloud``)."""
    if not (name.startswith(".") and name.lower().endswith(".icloud")):
        return None
    inner = name[1 : -len(".icloud")]
    return inner if is_script_name(inner) else None


def in_cloud_folder(path: Path) -> bool:
    """Say whether a sync client owns a folder on the way to ``path``, going by names."""
    return any(_CLOUD_NAME.match(part) for part in path.parts)


def quiet_for(candidate: Candidate) -> float:
    """Return how many seconds without a change make this script count as saved."""
    slow = candidate.package or in_cloud_folder(candidate.path.parent)
    return SLOW_QUIET if slow else QUIET
