"""open-vault.py on the published vault: with passphrase, with kit, whole, damaged, and hostile."""

import ast
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import mnemonic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standalone.conftest import OPEN_VAULT, VECTORS, Said, run
from tests.verify.forging import SHARED, changed
from vault import merkle
from vault.encoding import canonical
from vault.seal import body

EXPECTED = json.loads((VECTORS / "expected.json").read_text())["vault.zip"]
PASSPHRASE, KIT = EXPECTED["passphrase"], EXPECTED["kit_words"]
DRAFTS = [text.encode() for text in EXPECTED["drafts"]]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    with zipfile.ZipFile(VECTORS / "vault.zip") as archive:
        archive.extractall(folder)
    return folder


def opened(vault: Path, out: Path, passphrase: str = PASSPHRASE, *more: object) -> Said:
    environment = {**os.environ, "SCRIPTVAULT_PASSPHRASE": passphrase}
    return run(OPEN_VAULT, vault, "-o", out, *more, env=environment, stdin=-3)


def by_kit(vault: Path, out: Path, text: str) -> Said:
    kit = out.parent / "kit.txt"
    kit.write_text(text)
    return run(OPEN_VAULT, vault, "-o", out, "--kit", kit, stdin=-3)


def written(out: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(out.glob("*/*"))]


def rows(out: Path) -> list[Any]:
    return [json.loads(row) for row in (out / "everything.jsonl").read_text().splitlines()]


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_every_draft_comes_out_byte_for_byte(vault: Path, tmp_path: Path) -> None:
    before, out = tree(vault), tmp_path / "out"
    said = opened(vault, out)
    assert (said.code, said.err) == (0, "")
    assert written(out) == DRAFTS
    assert said.out == (out / "list.txt").read_text()
    for draft in DRAFTS:
        assert hashlib.sha256(draft).hexdigest() in said.out
    assert f"named (D): {EXPECTED['label_of_draft_2']}" in said.out
    assert tree(vault) == before


def test_every_entry_is_told_with_all_its_fields(vault: Path, tmp_path: Path) -> None:
    opened(vault, tmp_path / "out")
    told = rows(tmp_path / "out")
    lines = next(vault.glob("logs/*/entries.jsonl")).read_bytes().splitlines()
    assert [entry["leaf"] for entry in told] == [merkle.leaf_hash(line).hex() for line in lines]
    assert [entry["seq"] for entry in told] == list(range(len(lines)))
    assert all(sorted(entry["fields"]) == sorted(body.blank()) for entry in told)
    drafts = [e["fields"]["content"] for e in told if e["fields"]["kind"] == "draft"]
    assert [d["sha512"] for d in drafts] == [hashlib.sha512(text).hexdigest() for text in DRAFTS]


def test_the_24_words_open_it_too(vault: Path, tmp_path: Path) -> None:
    numbered = "\n".join(f"{place:2}. {word}" for place, word in enumerate(KIT.split(), 1))
    page = f"SCRIPT VAULT RECOVERY KIT\n\nVault id  00\n\n{numbered}\n\nKeep this page.\n"
    for count, text in enumerate((KIT, KIT.upper(), KIT.replace(" ", "\n"), page)):
        out = tmp_path / f"out {count}"
        assert by_kit(vault, out, text).code == 0
        assert written(out) == DRAFTS


def test_wrong_words_are_named(vault: Path, tmp_path: Path) -> None:
    words = KIT.split()
    other = mnemonic.Mnemonic("english").to_mnemonic(bytes(32))
    for text, named in (
        (" ".join(words[:-1]), "23 words"),
        (" ".join(["zzz", *words[1:]]), "Word 1, zzz,"),
        (" ".join([words[1], words[0], *words[2:]]), "do not fit"),
        (other, "another vault"),
        ("", "0 words"),
    ):
        said = by_kit(vault, tmp_path / "out", text)
        assert (said.code, said.out) == (2, "")
        assert named in said.err
        assert not (tmp_path / "out").exists()


def test_a_wrong_passphrase_and_wrong_questions(vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "does not open" in opened(vault, out, "wrong").err
    assert "not the folder of a vault" in opened(tmp_path, out).err
    assert "inside the vault" in opened(vault, vault / "out").err
    assert (
        "no file" in run(OPEN_VAULT, vault, "-o", out, "--kit", tmp_path / "absent", stdin=-3).err
    )
    assert run(OPEN_VAULT, vault, stdin=-3).code == 2
    assert run(OPEN_VAULT, stdin=-3).err.count("\n") == 1
    nobody = {k: v for k, v in os.environ.items() if k != "SCRIPTVAULT_PASSPHRASE"}
    assert "no terminal" in run(OPEN_VAULT, vault, "-o", out, env=nobody, stdin=-3).err
    assert not out.exists()


def test_nothing_is_ever_written_over(vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert opened(vault, out).code == 0
    before = tree(out)
    assert opened(vault, out).code == 2
    assert opened(vault, out / "list.txt").code == 2
    assert tree(out) == before


def test_one_lost_object_costs_what_rests_on_it_and_is_named(vault: Path, tmp_path: Path) -> None:
    whole = sorted(vault.glob("objects/*/*"))
    for count, path in enumerate(whole):
        copy = tmp_path / f"copy {count}"
        shutil.copytree(vault, copy)
        lost = copy / path.relative_to(vault)
        damaged = count % 2 == 0
        if damaged:
            lost.write_bytes(changed(lost.read_bytes(), 20))
        else:
            lost.unlink()
        out = tmp_path / f"out {count}"
        said = opened(copy, out)
        assert said.code == 3
        assert path.name.partition(".")[0] in said.out
        assert "damaged" in said.out if damaged else "not there" in said.out
        assert set(written(out)) <= set(DRAFTS)
        assert 8 - 3 <= len(rows(out)) <= 7


def test_of_two_files_for_one_handle_the_good_one_counts(vault: Path, tmp_path: Path) -> None:
    for path in sorted(vault.glob("objects/*/*")):
        handle = path.name.partition(".")[0]
        for noise in (b"", b"noise", changed(path.read_bytes())):
            path.with_name(f"{handle}.{hashlib.sha256(noise).hexdigest()}").write_bytes(noise)
        path.with_name(f"{handle}.{'0' * 64}").mkdir()
    slot = next(vault.glob("keys/passphrase.*"))
    slot.with_name("passphrase." + "0" * 64).write_bytes(b"{}")
    assert opened(vault, tmp_path / "out").code == 0
    assert written(tmp_path / "out") == DRAFTS


def test_lines_that_are_torn_lost_altered_or_exchanged(vault: Path, tmp_path: Path) -> None:
    path = next(vault.glob("logs/*/entries.jsonl"))
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    cases = {
        "torn": (whole + lines[1][:40], 0, DRAFTS),
        "lost": (b"".join(lines[:4]), 3, DRAFTS[:2]),
        "altered": (whole.replace(lines[1], changed(lines[1], 30)), 3, DRAFTS[1:]),
        "exchanged": (
            b"".join([*lines[:1], lines[3], lines[2], lines[1], *lines[4:]]),
            3,
            DRAFTS[2:],
        ),
        "none": (b"", 3, []),
        "noise": (b"\xff\n[[[\n{}\n" + whole, 3, []),
    }
    for name, (data, code, drafts) in cases.items():
        path.write_bytes(data)
        said = opened(vault, tmp_path / name)
        assert (said.code, written(tmp_path / name)) == (code, drafts), name


def test_an_object_under_another_line_is_not_taken_for_it(
    open_vault: ModuleType, vault: Path
) -> None:
    """A thief of the vault key could pack other bytes; the line's `commit` would not fit."""
    key = open_vault.key_from_passphrase(vault, PASSPHRASE)
    objects = open_vault.Objects(vault, key)
    lines = next(vault.glob("logs/*/entries.jsonl")).read_bytes().splitlines()
    log, handle = next(vault.glob("logs/*")).name, json.loads(lines[1])["object"]
    other = objects.open(json.loads(lines[3])["object"])
    objects.kept[handle] = other
    with pytest.raises(open_vault.Refused, match="not sealed"):
        open_vault.read_entry(lines[1], log, 1, objects)


def test_published_objects_open_and_damage_is_refused(
    open_vault: ModuleType, tmp_path: Path
) -> None:
    published = json.loads((VECTORS / "objects.json").read_text())
    key = bytes.fromhex(published["vault_key"])
    for made in published["objects"]:
        handle = made["handle"]
        path = tmp_path / "objects" / handle[:2] / made["file_name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(made["stored"]))
    for made in published["objects"]:
        unpacked = open_vault.Objects(tmp_path, key).open(made["handle"])
        assert unpacked.salt.hex() == made["entry_salt"]
        fields, content = open_vault.read_fields(unpacked)
        assert fields == made["fields"]
        assert (content or b"").decode() == made["content"]
    first = published["objects"][0]["handle"]
    with pytest.raises(open_vault.Refused, match="damaged"):
        open_vault.Objects(tmp_path, bytes(32)).open(first)


def test_published_slots_open(open_vault: ModuleType, tmp_path: Path) -> None:
    slots = json.loads((VECTORS / "slots.json").read_text())
    (tmp_path / "keys").mkdir()
    for name in ("passphrase", "recovery"):
        raw = slots[f"{name}_slot"].encode()
        (tmp_path / "keys" / f"{name}.{hashlib.sha256(raw).hexdigest()}").write_bytes(raw)
    key = bytes.fromhex(slots["secrets"]["vault"])
    assert open_vault.key_from_passphrase(tmp_path, slots["passphrase"]) == key
    assert open_vault.key_from_kit(tmp_path, slots["kit_words"]) == key


class Chain:
    """Objects that rest on one another, as a vault with a broken writer might hold them."""

    def __init__(self, open_vault: ModuleType, folder: Path) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self.folder, self.key = folder, bytes(32)
        self.cipher, self.zstd = AESGCM(self.key), open_vault.zstd_module()

    def put(self, handle: bytes, base: bytes, frame: bytes) -> None:
        sealed = bytes(12) + self.cipher.encrypt(bytes(12), base + bytes(32) + frame, handle)
        place = self.folder / "objects" / handle.hex()[:2]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{handle.hex()}.{hashlib.sha256(sealed).hexdigest()}").write_bytes(sealed)

    def frame(self, data: bytes, prefix: bytes = b"") -> bytes:
        held = self.zstd.ZstdDict(prefix, is_raw=True).as_prefix if prefix else None
        packed: bytes = self.zstd.compress(data, zstd_dict=held)
        return packed


def windowed(exponent: int, eighths: int = 0) -> bytes:
    """A frame by hand (RFC 8878 §3.1.1): window 2^(10 + exponent), 4-byte size, one raw block."""
    header = (
        b"\x28\xb5\x2f\xfd\x80" + bytes([exponent << 3 | eighths]) + (500).to_bytes(4, "little")
    )
    return header + (500 << 3 | 1).to_bytes(3, "little") + b"x" * 500


@pytest.fixture
def chain(open_vault: ModuleType, tmp_path: Path) -> Chain:
    return Chain(open_vault, tmp_path)


def test_chains_that_are_too_long_or_closed(open_vault: ModuleType, chain: Chain) -> None:
    handles = [bytes([n]) * 16 for n in range(1, 67)]
    data = [b"%08d" % n for n in range(66)]
    for n, handle in enumerate(handles):
        base = handles[n - 1] if n else bytes(16)
        chain.put(handle, base, chain.frame(data[n], data[n - 1] if n else b""))
    assert open_vault.Objects(chain.folder, chain.key).open(handles[63].hex()).plain == data[63]
    with pytest.raises(open_vault.Refused, match="too many"):
        open_vault.Objects(chain.folder, chain.key).open(handles[64].hex())
    round_and_round = [b"r" * 16, b"s" * 16]
    for handle in round_and_round:
        base = round_and_round[handle == round_and_round[0]]
        chain.put(handle, base, chain.frame(b"12345678"))
    with pytest.raises(open_vault.Refused, match="circle"):
        open_vault.Objects(chain.folder, chain.key).open(round_and_round[0].hex())


def test_frames_the_format_does_not_allow(open_vault: ModuleType, chain: Chain) -> None:
    parameter = chain.zstd.CompressionParameter
    unsized = chain.zstd.compress(b"x" * 9, options={parameter.content_size_flag: 0})
    whole = chain.frame(b"x" * 500)
    assert open_vault.unzstd(whole, b"") == b"x" * 500
    assert open_vault.unzstd(chain.frame(b""), b"") == b""
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    huge = b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + whole[6:]
    for frame in (
        unsized, skippable, skippable + whole, whole + whole, whole + b"x", whole[:-1], whole[:4],
        b"", bytes(40), huge, windowed(18), windowed(17, 1),
    ):  # fmt: skip
        with pytest.raises(open_vault.Refused):
            open_vault.unzstd(frame, b"")
    assert open_vault.unzstd(windowed(17), b"") == b"x" * 500


@settings(SHARED, max_examples=100)
@given(name=st.text(max_size=300))
def test_file_names_are_safe_everywhere(open_vault: ModuleType, name: str) -> None:
    made = open_vault.safe_name(name, "unnamed")
    assert made
    assert made.isprintable()
    assert not set(made) & set('<>:"/\\|?*')
    assert made == made.strip(" .")
    assert len(made.encode()) <= 130
    assert not open_vault.RESERVED.fullmatch(made)


def test_names_that_mean_something_elsewhere(open_vault: ModuleType, tmp_path: Path) -> None:
    output = open_vault.Output(tmp_path / "out")
    paths = [
        "../../up.fdx", "/top.fdx", "CON", "con.fdx", "nul.TXT", "a/../..", "\x1b[2J", "C:\\x.fdx",
        "x" * 500 + ".fdx", "other", "Same.fdx", "same.FDX", "", "caf\u0065\u0301.fdx",
    ]  # fmt: skip
    for count, path in enumerate(paths):
        fields: dict[str, Any] = body.blank(
            kind="draft", names={"path": path}, script={"id": f"{count:032x}", "number": 1},
            content={"media": "text/plain", "size": 1, "sha256": "", "sha512": ""},
        )  # fmt: skip
        output.write(open_vault.Entry("ab" * 16, count, "", fields, b"%d" % count))
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == len(paths)
    assert all((tmp_path / "out").resolve() in path.resolve().parents for path in made)
    assert sorted(int(path.read_bytes()) for path in made) == list(range(len(paths)))


def test_its_words_are_those_of_the_standard(open_vault: ModuleType) -> None:
    """The list has a well-known SHA-256; any 32 bytes come back as they were."""
    words = open_vault.WORDS.split()
    known = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    assert hashlib.sha256("".join(f"{word}\n" for word in words).encode()).hexdigest() == known
    for secret in (bytes(32), bytes(range(32)), b"\xff" * 32):
        assert open_vault.read_kit(mnemonic.Mnemonic("english").to_mnemonic(secret)) == secret


def test_it_says_what_is_missing_and_how_to_get_it(vault: Path, tmp_path: Path) -> None:
    """-I and -S hide the two packages, as on a computer that has never seen them."""
    command = [sys.executable, "-I", "-S", str(OPEN_VAULT), str(vault), "-o", str(tmp_path / "out")]
    environment = {**os.environ, "SCRIPTVAULT_PASSPHRASE": "x"}
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, env=environment)
    assert done.returncode == 4
    assert b"pip install" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_it_imports_little_and_shares_nothing_with_the_program() -> None:
    tree = ast.parse(OPEN_VAULT.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for found in ast.walk(tree)
        for name in (
            [alias.name for alias in found.names] if isinstance(found, ast.Import)
            else [str(found.module)] if isinstance(found, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported - sys.stdlib_module_names == {"cryptography", "backports", "compression"}


@settings(SHARED, max_examples=40)
@given(noise=st.binary(max_size=60))
def test_noise_is_refused_and_nothing_else(open_vault: ModuleType, noise: bytes) -> None:
    unpacked = open_vault.Unpacked(bytes(32), noise)
    for read in (
        lambda: open_vault.unzstd(noise, b""),
        lambda: open_vault.unzstd(b"\x28\xb5\x2f\xfd" + noise, b"a prefix of some length"),
        lambda: open_vault.read_fields(unpacked),
        lambda: open_vault.read_jcs(noise),
    ):
        try:
            read()
        except open_vault.Refused:
            continue


def test_a_body_that_names_its_own_hashes_is_refused(open_vault: ModuleType) -> None:
    fields = {**body.blank(kind="draft"), "content": {"size": 1, "media": "x", "sha256": "ab" * 32}}
    raw = canonical(fields)
    plain = len(raw).to_bytes(4, "big") + raw + b"x"
    with pytest.raises(open_vault.Refused, match="own hashes"):
        open_vault.read_fields(open_vault.Unpacked(bytes(32), plain))


def test_a_log_without_its_lines_is_told(vault: Path, tmp_path: Path) -> None:
    for count, (log, lost) in enumerate(
        (path.parent, path) for path in sorted(vault.glob("logs/*/entries.jsonl"))
    ):
        kept = lost.read_bytes()
        lost.unlink()
        said = opened(vault, tmp_path / f"out {count}")
        assert said.code == 3
        assert f"log {log.name}: No such file" in said.out
        lost.write_bytes(kept)
    shutil.rmtree(vault / "logs")
    (vault / "logs").mkdir()
    said = opened(vault, tmp_path / "nothing")
    assert said.code == 3
    assert "no log is in logs/" in said.out


def test_a_kit_that_is_a_pdf_or_a_folder(vault: Path, tmp_path: Path) -> None:
    said = by_kit(vault, tmp_path / "out", "%PDF-1.7\n")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "24 words into a text file" in said.err
    said = run(OPEN_VAULT, vault, "-o", tmp_path / "out", "--kit", tmp_path, stdin=-3)
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_where_nobody_reads_what_it_says(vault: Path, tmp_path: Path) -> None:
    for count, redirection in enumerate((">&-", ">&- 2>&- <&-", "| true")):
        out = tmp_path / f"out {count}"
        subprocess.run(
            ["sh", "-c", f'"$0" "$1" "$2" -o "$3" {redirection}', sys.executable, OPEN_VAULT,
             vault, out], check=True, timeout=100,
            env={**os.environ, "SCRIPTVAULT_PASSPHRASE": PASSPHRASE},
        )  # fmt: skip
        assert sorted(written(out)) == sorted(DRAFTS)
        assert (out / "list.txt").exists()


def test_no_damage_gives_other_bytes_or_goes_unsaid(
    vault: Path, tmp_path: Path, open_vault: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever happens to the files, what comes out was sealed, and what is lost is told."""
    kit, chance = tmp_path / "kit.txt", random.Random(5)
    kit.write_text(KIT)
    for count in range(50):
        damaged, out = tmp_path / f"vault {count}", tmp_path / f"out {count}"
        shutil.copytree(vault, damaged)
        for _ in range(chance.choice((1, 1, 3))):
            path = chance.choice(sorted(p for p in damaged.rglob("*") if p.is_file()))
            data = path.read_bytes()
            what = chance.randrange(4)
            if what == 0:
                path.unlink()
            elif what == 1:
                path.rename(path.with_name(path.name + "x"))
            elif what == 2 or not data:
                path.write_bytes(data[: chance.randrange(len(data) + 1)])
            else:
                bit = 1 << chance.randrange(8)
                path.write_bytes(changed(data, chance.randrange(len(data)), bit))
        code = open_vault.main([str(damaged), "-o", str(out), "--kit", str(kit)])
        assert code in (0, 2, 3)
        found = sorted(written(out)) if out.exists() else []
        assert not set(found) - set(DRAFTS)
        assert found == sorted(DRAFTS) or code != 0
        capsys.readouterr()
        shutil.rmtree(damaged)
        shutil.rmtree(out, ignore_errors=True)
