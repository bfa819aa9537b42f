"""What the program needs at run time may travel with it: each piece has its text and fit terms."""

import re
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
TEXTS = REPOSITORY / "resources" / "licences" / "third-party"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["scan"]]


def run_time() -> dict[str, Distribution]:
    """The dependencies of pyproject and theirs in turn, on this system and this Python."""
    found: dict[str, Distribution] = {}
    wanted = [Requirement(line) for line in NEEDED]
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        if (one.marker is None or one.marker.evaluate({"extra": ""})) and name not in found:
            found[name] = distribution(name)
            wanted += [Requirement(line) for line in found[name].requires or []]
    return found


def said(piece: Distribution) -> str:
    """What a distribution says of its licence, wherever its age made it say it."""
    told = piece.metadata
    classes = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    short = (told.get("License") or "").strip().partition("\n")[0]
    return told.get("License-Expression") or short or "; ".join(classes)


def is_under_gpl_alone(licence: str) -> bool:
    """Whether there is no choice but the GPL or the AGPL; the LGPL is none of them."""
    strict = re.compile(r"\bA?GPL|(?<!lesser )general public license", re.IGNORECASE)
    return all(strict.search(choice) for choice in re.split(r" OR |; ", licence))


def texts(piece: Distribution) -> list[str]:
    """The names of the licence texts a distribution carries."""
    kept = [file for file in piece.files or [] if ".dist-info/" in file.as_posix()]
    named = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
    return [f.name for f in kept if named.match(f.name) or "licenses" in f.parts]


PIECES = run_time()


@pytest.mark.parametrize("name", sorted(PIECES))
def test_a_piece_has_its_text_and_is_not_under_the_gpl_alone(name: str) -> None:
    licence = said(PIECES[name])
    assert licence, f"{name} says nothing of its licence"
    assert not is_under_gpl_alone(licence), f"{name}: {licence}"
    ours = [TEXTS / "common" / f"{choice}.txt" for choice in licence.split(" OR ")]
    assert texts(PIECES[name]) or any(text.is_file() for text in ours), f"{name}: {licence}"


def test_the_check_would_find_what_must_not_travel() -> None:
    for bad in ("GPL-3.0-only", "GPLv2+", "AGPL-3.0-or-later", "GPL-2.0-only OR GPL-3.0-only",
                "License :: OSI Approved :: GNU General Public License v2 (GPLv2)"):  # fmt: skip
        assert is_under_gpl_alone(bad), bad
    for good in ("LGPL-3.0-only", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "MIT",
                 "License :: OSI Approved :: GNU Lesser General Public License v3"):  # fmt: skip
        assert not is_under_gpl_alone(good), good


def test_the_texts_are_the_licences_they_are_named_for() -> None:
    first = {
        "common/LGPL-3.0-only.txt": "GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007",
        "common/GPL-3.0-only.txt": "GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007",
        "common/Apache-2.0.txt": "Apache License Version 2.0, January 2004",
        "python/LICENSE.txt": "A. HISTORY OF THE SOFTWARE",
        "python/incorporated.txt": "Licenses and Acknowledgements for Incorporated Software",
        "qt/third-party.txt": "What is built into the libraries of Qt",
    }
    for name, begins in first.items():
        text = " ".join((TEXTS / name).read_text("utf-8").split())
        assert text.startswith(begins), name
        assert len(text) > 7000, name


def test_the_notice_names_what_we_depend_on() -> None:
    notice = (TEXTS / "NOTICE.md").read_text("utf-8").lower()
    for line in NEEDED:
        name = Requirement(line).name.lower().removesuffix("-essentials")
        assert name in notice, name


OWN_FACES = {"Signs"}
"""Made here, by a script under ``tests/paper``, and so under the licence of the whole."""


def test_every_face_has_its_licence_beside_it() -> None:
    fonts = REPOSITORY / "resources" / "fonts"
    families = {path.name.partition("-")[0] for path in fonts.glob("*.[ot]tf")}
    assert families > OWN_FACES
    for family in families - OWN_FACES:
        assert "SIL OPEN FONT LICENSE" in (fonts / f"OFL-{family}.txt").read_text("utf-8"), family
