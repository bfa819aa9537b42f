"""ZIPs and files made to exhaust verify.py, to lead it astray, or to deceive who reads it."""

import io
import json
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.standalone.conftest import VECTORS, VERIFY, Good, Judge, Said, run
from tests.verify.forging import FIRST, LOG, Files, Scribe, bundle, reseal
from vault import container
from vault.timestamp.authorities import roots

MOST_MEMORY = 200 << 20
MOST_SECONDS = 30


@contextmanager
def sparing() -> Iterator[None]:
    """Neither much memory nor much time, whatever comes in."""
    tracemalloc.start()
    begin = time.process_time()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
        assert time.process_time() - begin < MOST_SECONDS
    finally:
        tracemalloc.stop()


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED, **attributes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            archive.writestr(info, data, method)
    return out.getvalue()


def refused(said: Said) -> None:
    """The container fails, nothing else was looked at, and the reason is a sentence."""
    assert said.code == 1
    assert said.failed == {"container"}
    assert set(list(said.results.values())[1:]) == {"not-checked"}
    detail = said.answer["checks"][0]["detail"]
    assert detail.endswith(".")
    assert detail.isprintable()


def test_the_same_files_in_another_zip_are_not_our_wrapping(good: Good, judge: Judge) -> None:
    folders = {"data/": b"", **good.files}
    for data in (
        zipped(good.files), zipped(good.files, zipfile.ZIP_STORED), zipped(folders),
        zipped(good.files, external_attr=0o100644 << 16),
    ):  # fmt: skip
        said = judge(data)
        assert (said.code, said.answer["because"]) == (3, ["container"])


@pytest.mark.parametrize(
    "name",
    ["../up.txt", "/top.txt", "data/../../up", "data//x", "C:\\x", "a:b", "a\\b", "..", ".",
     "data/./x"],
)  # fmt: skip
def test_names_that_lead_elsewhere(good: Good, judge: Judge, name: str) -> None:
    raw = name.encode()
    if "\\" in name or "/" not in name:  # zipfile would turn these around itself
        plain = zipped({**good.files, "z" * len(raw): b"x"})
        refused(judge(plain.replace(b"z" * len(raw), raw)))
    else:
        refused(judge(zipped({**good.files, name: b"x"})))


@pytest.mark.parametrize("name", ["x\x1b[2J", "caf\u00e9", "\u202egpj.txt", "~", "more.txt"])
def test_names_that_are_safe_and_not_ours(good: Good, judge: Judge, name: str) -> None:
    for data in (zipped({**good.files, name: b"x"}), container.pack({**good.files, name: b"x"})):
        said = judge(data)
        assert said.failed == {"bag"}
        (bag,) = (check for check in said.answer["checks"] if check["name"] == "bag")
        assert bag["detail"].isprintable()


def test_links_doubles_and_locked_files(good: Good, judge: Judge) -> None:
    refused(judge(zipped({"bagit.txt": b"/etc/passwd"}, external_attr=0o120777 << 16)))
    refused(judge(zipped({"bagit.txt": b"x"}, external_attr=0o020777 << 16)))
    double = zipped({**good.files, "bagiT.txt": b"x"}).replace(b"bagiT.txt", b"bagit.txt")
    refused(judge(double))
    locked = bytearray(zipped(good.files))
    at = locked.rfind(b"PK\x01\x02")
    locked[at + 8] |= 1
    refused(judge(bytes(locked)))
    refused(judge(zipped(good.files, zipfile.ZIP_BZIP2)))


def test_two_names_for_one_file(good: Good, judge: Judge) -> None:
    """What other programs would unpack under a name that the table does not show."""
    data = container.pack(good.files)
    refused(judge(data.replace(b"bagit.txt", b"bagiT.txt", 1)))


def test_something_hidden_between_or_around(good: Good, judge: Judge) -> None:
    whole = container.pack(good.files)
    end = whole.rfind(b"PK\x05\x06")
    comment = whole[:-2] + struct.pack("<H", 5) + b"notes"
    assert judge(comment).answer["because"] == ["container"]
    start = int.from_bytes(whole[end + 16 : end + 20], "little")
    hidden = whole[:start] + b"hidden" + whole[start:end] + whole[end : end + 16]
    hidden += struct.pack("<L", start + 6) + whole[end + 20 :]
    assert judge(hidden).answer["because"] == ["container"]
    refused(judge(b"hidden" + whole))
    refused(judge(whole + b"hidden"))


def test_bombs(judge: Judge) -> None:
    zeros = bytes(80 << 20)
    bomb = zipped({"bagit.txt": zeros, "bag-info.txt": zeros})
    with sparing():
        refused(judge(bomb))


def test_a_bomb_that_lies_about_its_size(judge: Judge) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(bytes(90 << 20)) + packer.flush()
    name = b"bagit.txt"
    same = (20, 0, 8, 0, 33, 0, len(stream), 10, len(name), 0)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *same) + name + stream
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *same, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)
    with sparing():
        refused(judge(local + entry + end))


def test_many_files_that_lie_one_inside_another(judge: Judge) -> None:
    """The quoting bomb: every entry of the table points to the same bytes."""
    name, body = b"data/%06d", zlib.compress(bytes(1 << 16))[2:-4]
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(body), 1 << 16, 11, 0)
    table = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            33,
            0,
            len(body),
            1 << 16,
            11,
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + name % 1
        for _ in range(2000)
    )
    start = len(local) + 11 + len(body)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2000, 2000, len(table), start, 0)
    with sparing():
        refused(judge(local + name % 1 + body + table + end))


def test_sixty_thousand_files(good: Good, judge: Judge) -> None:
    many = {f"entries/{LOG}/{seq}.line": b"{}" for seq in range(20000)}
    many |= {f"anchors/{seq:064x}/{seq:064x}.tsr": b"\x30\x00" for seq in range(20000)}
    many |= {f"log/{seq:032x}/1.checkpoint": b"x\n" for seq in range(10000)}
    many |= {f"x{seq}": b"" for seq in range(10000)}
    data = container.pack(reseal({**many, **good.files}, FIRST))
    begin = time.process_time()
    said = judge(data)
    assert said.code == 1
    assert time.process_time() - begin < MOST_SECONDS
    assert all(len(check["detail"]) < 2000 for check in said.answer["checks"])


def test_deep_long_and_huge_json(good: Good, judge: Judge) -> None:
    line, fields = f"entries/{LOG}/1.line", f"entries/{LOG}/1.json"
    hostile = {
        "deep": b"[" * 60000 + b"]" * 60000,
        "deeper": b'{"a":' * 12000 + b"1" + b"}" * 12000,
        "number": b'{"v":' + b"9" * 65000 + b"}",
        "exponent": b'{"v":1e999999999}',
        "words": b'{"v":NaN}',
        "long": b'{"v":"' + b"a" * 1_200_000 + b'"}',
        "surrogate": b'{"v":"\\ud800"}',
        "bytes": b"\xff\xfe",
        "nothing": b"",
    }
    for value in hostile.values():
        for name in (line, fields, f"scenes/{LOG}/2-1.json"):
            begin = time.process_time()
            assert judge(reseal({**good.files, name: value}, FIRST)).code == 1
            assert time.process_time() - begin < MOST_SECONDS


def test_fields_that_are_too_long_are_refused(judge: Judge) -> None:
    none = roots(None, pinned_pem={})

    def declared(label: str) -> Files:
        scribe = Scribe()
        scribe.begin()
        scribe.append({"kind": "declaration", "details": {"label": label}})
        return bundle([scribe.shown([scribe.head()])], FIRST, none)

    most = 128 * 1024 - len(declared("")[f"entries/{LOG}/1.json"])
    assert judge(declared("a" * most)).failed == set()
    assert judge(declared("a" * (most + 1))).failed == {"fields"}


def test_what_is_shown_to_people_cannot_steer_their_terminal(tmp_path: Path, good: Good) -> None:
    none = roots(None, pinned_pem={})
    scribe = Scribe()
    scribe.begin()
    names = {"title": "x", "path": "\x1b[2J\u202egood\nVerdict: VALID", "folder": "\x07"}
    capture = {"observed_at": "\x1b]0;x\x07", "flags": ["\x1b"]}
    scribe.draft(b"One.\n", names=names, capture=capture)
    path = tmp_path / "bundle.zip"
    path.write_bytes(container.pack(bundle([scribe.shown([scribe.head()])], FIRST, none)))
    said = run(VERIFY, path)
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    assert "\nVerdict: VALID" not in said.out
    assert said.out.count("Verdict: ") == 2
    assert json.loads(run(VERIFY, path, "--json").out)["drafts"][0]["script"] == names["path"]


def test_whatever_a_field_holds_the_drafts_have_their_types(judge: Judge) -> None:
    none = roots(None, pinned_pem={})
    odd = [None, True, 7, "x", [], [1, "a"], {}, {"path": 7, "id": [], "number": True, "size": "x"}]
    chance = random.Random(4)
    for _ in range(30):
        scribe = Scribe()
        scribe.begin()
        fields = {n: chance.choice(odd) for n in ("content", "names", "script", "capture")}
        scribe.append({"kind": "draft", **fields})
        said = judge(bundle([scribe.shown([scribe.head()])], FIRST, none))
        assert said.code in (1, 3)
        for draft in said.answer["drafts"]:
            assert isinstance(draft["flags"], list | None)
            assert all(draft[name] is None or isinstance(draft[name], str)
                       for name in ("script", "script_id", "sha256", "observed_at"))  # fmt: skip
            assert all(draft[n] is None or type(draft[n]) is int for n in ("number", "size"))


def test_a_name_without_end_does_not_fill_the_report(good: Good, judge: Judge) -> None:
    refused(judge(zipped({**good.files, "a" * 4097: b"x"})))
    said = judge(zipped({**good.files, "a" * 4096: b"x"}))
    assert said.failed == {"bag"}
    assert all(len(check["detail"]) < 2000 for check in said.answer["checks"])


def test_cut_files_on_disk_end_with_a_sentence(tmp_path: Path) -> None:
    whole = (VECTORS / "bundle.zip").read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[:30000])
    said = run(VERIFY, path, "--json")
    refused(said)
    assert said.err == ""
