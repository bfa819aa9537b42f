"""Whether this system's events can be relied on: network file systems, and inotify's limits."""

import errno
import os
import re
import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")

_NO_EVENTS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "lustre", "drvfs"),
        *("glusterfs", "virtiofs", "vboxsf", "prl_fs", "vmhgfs", "davfs", "coda", "gpfs", "beegfs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.davfs2", "fuse.s3fs", "fuse.gcsfuse"),
        *("fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.vmhgfs-fuse", "fuse.portal"),
        *("fuse.gvfsd-fuse", "fuse.kio-fuse", "fuse.google-drive-ocamlfuse", "fuse.onedriver"),
        *("fuse.curlftpfs", "fuse.dbxfs", "fuse.juicefs", "fuse.pcloud", "fuse.mega-fuse"),
    )
)
"""File system types on which changes made elsewhere give no event here."""

_ESCAPE = re.compile(r"\\([0-7]{3})")


def needs_polling(path: Path, mounts: str) -> bool:
    r"""Say whether ``path`` lies where events are not reliable: a network or shared file system.

    ``mounts`` is the text of ``/proc/self/mounts`` (fstab(5) form), empty on other systems; a
    Windows network path (``\\server\share``) is known by itself. ``path`` is absolute.
    """
    if str(path).startswith("\\\\"):
        return True
    nearest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_ESCAPE.sub(lambda found: chr(int(found[1], 8)), fields[1]))
        # of mounts on the same folder the last one is the one seen
        if path.is_relative_to(point) and len(point.parts) >= nearest:
            nearest, kind = len(point.parts), fields[2]
    return kind in _NO_EVENTS


def mounts_text() -> str:
    """Return this system's mounts for ``needs_polling``, empty where there is no such file."""
    try:
        return MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def watches_exhausted(folder: Path) -> bool:
    """Say whether Linux refuses this user one more inotify watch (ENOSPC, no matter of disk space).

    watchdog passes over the subfolders it could not watch for that reason, so a probe is the only
    way to learn of them. False on other systems.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    descriptor: int = libc.inotify_init1(os.O_CLOEXEC)
    if descriptor < 0:
        return False
    try:
        delete_self = 0x400  # the mask must not be empty; nothing is ever read from here
        refused = libc.inotify_add_watch(descriptor, os.fsencode(folder), delete_self) < 0
        return bool(refused) and ctypes.get_errno() == errno.ENOSPC
    finally:
        os.close(descriptor)
