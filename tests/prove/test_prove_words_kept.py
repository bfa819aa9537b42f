"""What a bundle keeps to itself, in every format: no word, title or name that is not for it."""

import base64
import binascii
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.small import LONG_AGO, MAIL, WRITER, Small, cheap_keys, empty
from vault.errors import BadInput
from vault.operations import drafting, proving, verifying

TITLE = "Perpendicular Marmalade"
PEOPLE = f"{WRITER} {MAIL} Thaddeus Birdwhistle"
PARTS = (
    ("INT. LIGHTHOUSE - NIGHT", "Thunderclouds gather above Ottoline, who hums quietly."),
    ("EXT. HARBOUR - DAWN", "Herons audit the fishmonger; nobody smiles."),
    ("INT. GALLEY - DUSK", "Pancakes somersault regardless of gravity."),
)
FOUNTAIN = (
    f"Title: {TITLE}\nAuthor: Thaddeus Birdwhistle\nContact: thaddeus@birdwhistle.example\n\n"
)
FOUNTAIN += "[[Remember the zeppelin]]\n\n" + "".join(
    f"{head}\n\n{text}\n\n" for head, text in PARTS
)
PROSE = "".join(f"{head[5:].title()}\n{text}\n\n" for head, text in PARTS)
FDX = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
    '<FinalDraft DocumentType="Script" Template="No" Version="5">\n<Content>\n'
    + "".join(
        f'<Paragraph Type="Scene Heading" Number="{n}"><SceneProperties Title="Zugzwang{"abc"[n]}">'
        f"<Summary><Paragraph><Text>Hidden brainstorm</Text></Paragraph></Summary>"
        f"</SceneProperties><Text>{head}</Text></Paragraph>\n"
        f'<Paragraph Type="Action"><ScriptNote ID="1" WriterName="Thaddeus Birdwhistle">'
        f"<Paragraph><Text>Cut this flimflam</Text></Paragraph></ScriptNote>"
        f"<Text>{text}</Text></Paragraph>\n"
        for n, (head, text) in enumerate(PARTS)
    )
    + '</Content>\n<Watermarking Text="Birdwhistle\'s own"/>\n<TitlePage><Content>'
    f'<Paragraph Type="Action"><Text>{TITLE}</Text></Paragraph>'
    '<Paragraph Type="Action"><Text>Thaddeus Birdwhistle</Text></Paragraph></Content></TitlePage>\n'
    '<Characters><Character Name="Ottoline"/></Characters>\n'
    '<UserDictionary><Word Text="Quillfeather"/></UserDictionary>\n</FinalDraft>\n'
)
DRAFTS = {
    ".fountain": FOUNTAIN.encode(),
    ".fdx": FDX.encode(),
    ".txt": PROSE.encode("utf-16"),
    ".md": PROSE.encode(),
    ".rtf": b"{\\rtf1\\ansi{\\info{\\author Thaddeus Birdwhistle}}" + PROSE.encode() + b"}",
}
LONG = re.compile(rb"[A-Za-z0-9+/]{30,}={0,2}")


def words_of(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Za-z]{4,}", text)}


SAID = words_of(" ".join([TITLE, PEOPLE, PROSE, FDX, FOUNTAIN, "Zugzwang"]))


def small(home: Path, seed: str) -> Small:
    made = empty(home, seed)
    made.init()
    return made


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Small:
    with pytest.MonkeyPatch.context() as patch:
        cheap_keys(patch)
        made = small(tmp_path_factory.mktemp("kept") / "home", "kept")
        for suffix, data in DRAFTS.items():
            path = made.scripts / f"{TITLE}{suffix}"
            path.write_bytes(data)
            os.utime(path, (LONG_AGO, LONG_AGO))
            made.seal(path)
            drafting.label(made.session(), draft=f"{path.name}#1", name=f"Birdwhistle's{suffix}")
        return made


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What every bundle says, whatever was written: bundles about other words."""
    with pytest.MonkeyPatch.context() as patch:
        cheap_keys(patch)
        other = small(tmp_path_factory.mktemp("ours") / "home", "ours")
        other.seal(other.write("Xyzzy.fountain", "INT. XYZZY - DAY\n\nPlugh.\n"))
        found = ""
        for given in ({"evidence_only": True}, {"evidence_only": True, "with_log": True}):
            found += laid_open(prove(other, other.home / "o.zip", all=True, **given))
        scene = prove(other, other.home / "o.zip", drafts=["Xyzzy.fountain#1"], scene=[1])
        return (found + laid_open(scene)).lower()


def prove(vault: Small, out: Path, **given: Any) -> Path:
    said = {"drafts": (), "script": None, "all": False, "with_log": False, "force": True}
    proving.prove(vault.session(), output=out, **{**said, **given})
    return out


def laid_open(bundle: Path) -> str:
    """All that can be read in a bundle: its names, its files, and what base64 in them stands for.

    Hashes and signatures themselves are left out: they spell short words by chance.
    """
    found = [bundle.name.encode()]
    with zipfile.ZipFile(bundle) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            found += [LONG.sub(b" ", name.encode()), LONG.sub(b" ", data)]
            if name.endswith((".json", ".line")):
                found += filter(None, map(decoded, LONG.findall(data)))
    return b"\n".join(found).decode("latin-1")


def decoded(run: bytes) -> bytes:
    """What a run of base64 stands for, if that is text."""
    try:
        plain = base64.b64decode(run, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return plain if plain.isascii() and plain.decode().isprintable() else b""


def test_the_search_finds_what_is_there(vault: Small, tmp_path: Path) -> None:
    """Of a bundle with everything in it, it finds the words."""
    there = laid_open(prove(vault, tmp_path / "b.zip", all=True)).lower()
    assert all(word in there for word in words_of(f"{TITLE} {PEOPLE} {FOUNTAIN} {FDX}"))


@pytest.mark.parametrize("with_log", [False, True])
def test_evidence_has_no_word_of_any_format(
    vault: Small, ours: str, tmp_path: Path, with_log: bool
) -> None:
    bundle = prove(vault, tmp_path / "b.zip", all=True, evidence_only=True, with_log=with_log)
    there = laid_open(bundle).lower()
    hidden = {word for word in SAID if word not in ours}
    assert len(hidden) > 30
    assert {word for word in hidden if word in there} == set()


@pytest.mark.parametrize("suffix", [".fountain", ".fdx", ".txt", ".md"])
def test_a_part_has_no_word_of_the_others(
    vault: Small, ours: str, tmp_path: Path, suffix: str
) -> None:
    name = f"{TITLE}{suffix}"
    bundle = prove(vault, tmp_path / "b.zip", drafts=[f"{name}#1"], scene=[2])
    told = verifying.verify(vault.session(), files=[bundle], signer=None).data
    [scene] = told["scenes"]
    assert scene["place"] == 2
    assert "Herons audit the fishmonger; nobody smiles." in scene["text"]
    assert scene["heading"] == ("" if suffix in {".txt", ".md"} else "EXT. HARBOUR - DAWN")
    assert set(told["because"]) == {"content", "time"}
    there = laid_open(bundle).lower()
    hidden = {word for word in SAID - words_of(scene["text"]) if word not in ours}
    assert len(hidden) > 30
    assert {word for word in hidden if word in there} == set()


def test_paragraphs_are_counted_and_called_so(vault: Small, tmp_path: Path) -> None:
    def refused(name: str, place: int) -> BadInput:
        with pytest.raises(BadInput) as error:
            prove(vault, tmp_path / "b.zip", drafts=[f"{name}#1"], scene=[place])
        return error.value

    assert "3 paragraphs, and none at place 4" in refused(f"{TITLE}.txt", 4).message
    assert "3 scenes, and none at place 4" in refused(f"{TITLE}.fountain", 4).message
    assert "could not be read" in refused(f"{TITLE}.rtf", 1).message
    told = {draft["format"]: draft for draft in vault.drafts()}
    assert [told[one]["scenes"] for one in ("fountain", "fdx", "text")] == [3, 3, 0]
    assert told["text"]["words"] == len(PROSE.split())
