"""Copies whose words differ are named by where their words stand, as all others are."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.paper.pdf import run
from tests.pipeline import small as made
from tests.pipeline.small import Small
from tests.share.conftest import TIDE, script_of
from tests.trace.conftest import share
from tests.trace.test_trace_pdf import bare, distilled
from vault.operations import tracing, varying
from vault.screenplay.model import Script
from vault.share.remarks import Desk
from vault.share.variants import Place, Site

READERS = ("Miriam Okafor", "Ada Byron", "Tom Vale", "Ines Pell", "Daniel Roe")
SITES = 40


@dataclass
class Worded:
    """The vault, and each reader's copy."""

    small: Small
    files: dict[str, Path]


def sites_of(script: Script) -> list[Site]:
    """Words of the script and the same words backwards, 40 of them that can be exchanged."""
    found = [
        Site("wording", (Place(number, *word.span()),), (word[0], word[0][::-1]))
        for number, element in enumerate(script.elements)
        for word in list(re.finditer(r"\b[a-z]{4,9}\b", element.text))[::3]
        if word[0] != word[0][::-1]
    ]
    desk = Desk(script)
    wrong = {one.site for one in desk.remarks(found) if one.refused}
    kept = [site for number, site in enumerate(found) if number not in wrong]
    return kept[:: max(1, len(kept) // SITES)][:SITES]


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Worded:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("worded")
        small = made.empty(folder / "home", "worded")
        small.init()
        small.seal(small.write(TIDE.name, TIDE.read_text(encoding="utf-8")))
        sites = sites_of(script_of(TIDE))
        assert len(sites) == SITES
        done = varying.choose(small.session(), f"latest:{TIDE.name}", sites)
        assert not done.exit_code
        copies = share(small, f"latest:{TIDE.name}", READERS, folder / "out", marks="hidden")
        paths = (Path(copy["path"]) for copy in copies)
        return Worded(small, dict(zip(READERS, paths, strict=True)))


@pytest.mark.parametrize("page", [3, 4, 5])
def test_each_page_alone_names_its_own_copy_by_its_places(
    worded: Worded, page: int, tmp_path: Path
) -> None:
    for number, (name, path) in enumerate(worded.files.items()):
        one = tmp_path / f"{number}.pdf"
        run("qpdf", path, "--pages", ".", str(page), "--", one)
        bare(one, tmp_path / "bare.pdf")
        found = tracing.trace(worded.small.session(), suspects=(tmp_path / "bare.pdf",)).data
        [match] = found["matches"]
        assert (match["recipient"], match["class"]) == (name, "high")
        shift = next(mark for mark in match["marks"] if mark["layer"] == "word-shift")
        assert shift["p"] < 1e-6
        assert shift["sites"] >= 50


def test_a_distilled_copy_and_a_picture_of_a_page_name_it_too(
    worded: Worded, tmp_path: Path
) -> None:
    path = worded.files["Tom Vale"]
    distilled(path, tmp_path / "way.pdf")
    bare(tmp_path / "way.pdf", tmp_path / "out.pdf")
    run("pdftoppm", "-r", 150, "-gray", "-png", "-f", 4, "-l", 4, path, tmp_path / "page")
    [picture] = tmp_path.glob("page*.png")
    for suspect in (tmp_path / "out.pdf", picture):
        found = tracing.trace(worded.small.session(), suspects=(suspect,)).data["matches"]
        assert [one["recipient"] for one in found] == ["Tom Vale"]
        assert found[0]["class"] == "high"
