"""What is written: one form, in order, listed and signed, never other bytes than were sealed."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.forging import FIRST, LOG, PINNED, TODAY, Checker, Scribe, failed
from vault import container
from vault.encoding import parse_canonical
from vault.errors import Damaged
from vault.prove.bundle import LogShown, write_bundle
from vault.prove.words import Stamp, read_me
from vault.timestamp.authorities import Roots, roots
from vault.verify import paths


@pytest.fixture(scope="module")
def shown() -> LogShown:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"INT. WELL - NIGHT\n")
    early = scribe.head()
    scribe.draft(b"", suffix=".fdx")
    scribe.draft(b"PK", suffix="../../evil.exe")
    scribe.reading()
    return scribe.shown([early, scribe.head()])


@pytest.fixture(scope="module")
def written(shown: LogShown) -> bytes:
    return write(shown)


@pytest.fixture(scope="module")
def shipped() -> Roots:
    return roots(pinned_pem={path.name: path.read_bytes() for path in PINNED.glob("*.pem")})


def write(*logs: LogShown) -> bytes:
    out = io.BytesIO()
    write_bundle(out, logs, FIRST, b"Read me first.\n", TODAY)
    return out.getvalue()


def test_the_same_evidence_gives_the_same_bytes(shown: LogShown, written: bytes) -> None:
    assert write(shown) == written


def test_it_is_written_in_one_pass(shown: LogShown, written: bytes) -> None:
    """To a pipe, which can neither seek nor tell."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.given: list[bytes] = []

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:
            self.given.append(bytes(data))
            return len(data)

    pipe = Pipe()
    write_bundle(pipe, iter([shown]), FIRST, b"Read me first.\n", TODAY)
    assert b"".join(pipe.given) == written


def test_its_members_are_those_of_the_format(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        names, infos = archive.namelist(), archive.infolist()
        assert archive.testzip() is None
    assert names == sorted(names)
    assert all(info.compress_type == zipfile.ZIP_STORED for info in infos)
    assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in infos)
    assert all(paths.place_of(name) is not None for name in names)
    entries = [f"entries/{LOG}/{n}.{p}" for n in range(5) for p in ("json", "line", "tlog-proof")]
    assert [name for name in names if name.startswith("entries/")] == entries
    data = [f"data/{LOG}/1.fountain", f"data/{LOG}/2.fdx", f"data/{LOG}/3.bin"]
    assert [name for name in names if name.startswith("data/")] == data
    trust = [f"trust/{FIRST.public.fingerprint}.json", "trust/allowed_signers"]
    assert [name for name in names if name.startswith("trust/")] == trust
    log = [f"log/{LOG}/2-5.consistency", f"log/{LOG}/2.checkpoint", f"log/{LOG}/5.checkpoint"]
    log.append(f"log/{LOG}/5.leaves")
    assert [name for name in names if name.startswith("log/")] == log
    assert container.members(io.BytesIO(written))


def test_both_manifests_list_everything_once(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed: dict[str, str] = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        rows = files[manifest].decode().splitlines()
        pairs = [tuple(row.split("  ", 1)) for row in rows]
        assert [name for _, name in pairs] == sorted(name for _, name in pairs)
        assert not listed.keys() & {name for _, name in pairs}
        listed |= {name: digest for digest, name in pairs}
    apart = {"tagmanifest-sha256.txt", "signatures/tagmanifest-sha256.txt.sshsig"}
    assert listed == {n: sha256(d).hexdigest() for n, d in files.items() if n not in apart}
    info = files["bag-info.txt"].decode()
    assert "Payload-Oxum: 20.3\n" in info
    assert "Bagging-Date: 2026-11-20\n" in info
    assert re.fullmatch(r"(?:[A-Za-z-]+: [^\n]+\n)+", info)


def test_what_is_written_passes_but_for_the_time(
    written: bytes, shipped: Roots, tmp_path: Path
) -> None:
    report = Checker(tmp_path, shipped)(written, FIRST.public.fingerprint)
    assert (report.verdict, report.because, failed(report)) == ("incomplete", ["time"], set())


def test_other_bytes_than_were_sealed_are_never_written(shown: LogShown) -> None:
    wrong = replace(shown.entries[1], content=lambda: (b"Other bytes.\n",))
    other = replace(shown, entries=(shown.entries[0], wrong))
    with pytest.raises(Damaged) as refused:
        write(other)
    assert refused.value.hint
    on_a_key_entry = replace(shown.entries[0], content=lambda: (b"",))
    with pytest.raises(Damaged):
        write(replace(shown, entries=(on_a_key_entry,)))


def test_every_field_is_shown_with_its_salt(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        fields = parse_canonical(archive.read(f"entries/{LOG}/1.json"))["fields"]
    assert len(fields) == 8
    assert all(set(field) == {"salt", "value"} for field in fields.values())
    assert len({field["salt"] for field in fields.values()}) == 8


@given(st.text())
def test_any_suffix_gives_a_name_of_the_format(suffix: str) -> None:
    place = paths.place_of(paths.data_name(LOG, 7, suffix))
    assert place is not None
    assert (place.kind, place.log, place.number) == ("data", LOG, 7)


@given(st.text())
def test_any_other_name_is_nobodys(name: str) -> None:
    place = paths.place_of(name)
    assert place is None or name in paths.FIXED


def test_a_token_that_could_not_be_read_still_has_its_command(shown: LogShown) -> None:
    head = shown.checkpoints[-1]
    stamps = [Stamp(head, "ab" * 32, 1_795_000_000), Stamp(head, "cd" * 32)]
    words = read_me(FIRST.public, stamps).decode("ascii")
    assert FIRST.public.fingerprint in words
    assert words.count("openssl ts -verify") == 2
    assert words.count("-attime 1795000000") == 1
    assert "An authority gave 2026-11-18 08:26:40 UTC" not in words
    assert "An authority gave 2026-11-18 11:06:40 UTC" in words
    without = read_me(FIRST.public, []).decode("ascii")
    assert "openssl" not in without
    assert "No independent authority" in without


def test_what_content_raises_reaches_the_caller(shown: LogShown) -> None:
    def lost() -> bytes:
        raise Damaged("The object is gone.")

    def members() -> Iterator[LogShown]:
        yield replace(shown, entries=(replace(shown.entries[1], content=lost),))

    with pytest.raises(Damaged, match="gone"):
        write(*members())
