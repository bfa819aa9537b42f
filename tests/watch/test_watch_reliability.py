import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.watch.reliability import mounts_text, needs_polling, watches_exhausted

MOUNTS = r"""
proc /proc proc rw 0 0
/dev/sda2 / ext4 rw,relatime 0 0
nas:/scripts /mnt/nas nfs4 rw 0 0
//server/share /mnt/My\040Share cifs rw 0 0
/dev/sdb1 /mnt/nas/local ext4 rw 0 0
/dev/sdc1 /home ext4 rw 0 0
ann@host: /home/ann/remote fuse.sshfs rw 0 0
/dev/sdd1 /media/stick fuseblk rw 0 0
nas:/old /mnt/twice nfs rw 0 0
/dev/sde1 /mnt/twice ext4 rw 0 0
"""


def test_the_nearest_mount_decides():
    for path in ("/mnt/nas", "/mnt/nas/a/b", "/mnt/My Share/x", "/home/ann/remote/Scripts"):
        assert needs_polling(Path(path), MOUNTS), path
    for path in ("/mnt/nas/local/x", "/mnt/nasty", "/home/ann", "/", "/media/stick", "/mnt/twice"):
        assert not needs_polling(Path(path), MOUNTS), path
    assert not needs_polling(Path("/anywhere"), "")


def test_a_windows_network_path_is_known_by_its_name():
    assert needs_polling(Path(r"\\server\share\Scripts"), "")


@given(st.text(max_size=200))
def test_any_text_is_taken_for_mounts(text):
    assert needs_polling(Path("/a"), text) in (True, False)


def test_this_machine_answers(tmp_path: Path):
    assert not needs_polling(Path("/proc"), mounts_text())
    assert watches_exhausted(tmp_path) in (True, False)


PROGRAM = """
import sys
from pathlib import Path
from vault.watch.observer import Observer
Path("/proc/sys/user/max_inotify_watches").write_text(sys.argv[2])
watching = Observer([Path(sys.argv[1])], print)
watching.start()
print(*[trouble.kind for trouble in watching.trouble(0.0)])
watching.stop()
"""


@pytest.mark.parametrize(("watches", "said"), [("0", "limit"), ("3", "limit"), ("20", "")])
def test_a_real_limit_is_noticed_at_the_root_and_below(tmp_path: Path, watches: str, said: str):
    # in a user namespace of its own the limit may be set without touching the machine's
    alone = ["unshare", "-Ur"]
    probe = [*alone, "sh", "-c", "echo 9 > /proc/sys/user/max_inotify_watches"]
    able = shutil.which("unshare") is not None
    if not able or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this system has no user namespaces to try a limit in")
    for n in range(5):
        (tmp_path / f"folder{n}").mkdir()
    command = [*alone, sys.executable, "-c", PROGRAM, str(tmp_path), watches]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == (said, "")
