"""From a vault's copies, by the words alone: pasted, retyped, set anew, in their own format."""

import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from tests.pipeline import small as made
from tests.pipeline.small import Small
from tests.trace.retyped import WAYS, as_fdx, as_fountain, script
from vault.errors import BadInput
from vault.operations import sharing, tracing, varying
from vault.operations.session import Outcome
from vault.share.variants import Site

NAME, OWN, PLAIN = "Feature.fountain", "Pilot.fdx", "Short.fountain"


@dataclass
class Leaky:
    """A vault with copies that differ in words, and the file of each by its reader."""

    small: Small
    files: dict[str, Path]
    sites: dict[str, list[Site]]

    def share(self, draft: str, out: Path, *readers: str, form: str = "pdf") -> None:
        out.mkdir()
        copies = sharing.share(
            self.small.session(), draft=draft, to=[f"{one} <{one}@x.example>" for one in readers],
            to_csv=None, licence="no-ai", holder=None, output=out, form=form,  # type: ignore[arg-type]
        ).data["copies"]  # fmt: skip
        for reader, copy in zip(readers, copies, strict=True):
            self.files[reader] = Path(copy["path"])

    def choose(self, draft: str, sites: list[Site]) -> None:
        desk = varying.opened(self.small.session(), draft)
        refused = {one.site for one in desk.remarks(sites) if one.refused}
        self.sites[draft] = [one for at, one in enumerate(sites) if at not in refused]
        varying.choose(self.small.session(), draft, self.sites[draft])

    def trace(self, *paths: Path) -> Outcome:
        return tracing.trace(self.small.session(), suspects=paths)

    def named(self, *paths: Path) -> dict[str, str]:
        """The class of each copy that is named, by its reader."""
        found: list[dict[str, Any]] = self.trace(*paths).data["matches"]
        return {one["recipient"]: one["class"] for one in found if one["copy_id"]}

    def text(self, reader: str) -> str:
        command = ("pdftotext", self.files[reader], "-")
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Leaky:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("leaky")
        small = made.empty(folder / "home", "leaky")
        small.init()
        found = Leaky(small, {}, {})
        told, sheet = script(1500, 44, 5, 3)
        small.seal(small.write(NAME, as_fountain(told)))
        found.choose(f"{NAME}#1", list(sheet.sites))
        found.share(f"{NAME}#1", folder / "pdf", "Ada", "Bo", "Cleo")
        found.share(f"{NAME}#1", folder / "own", "Dan", "Eve", form="native")
        other, others = script(700, 30, 0, 8)
        small.seal(small.write(OWN, as_fdx(other)))
        found.choose(f"{OWN}#1", list(others.sites))
        found.share(f"{OWN}#1", folder / "fdx", "Fay", "Gus", form="native")
        third, _ = script(300, 0, 0, 12)
        small.seal(small.write(PLAIN, as_fountain(third)))
        found.share(f"{PLAIN}#1", folder / "plain", "Hal", form="native")
        return found


def saved(folder: Path, text: str, name: str = "suspect.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_pasted_from_a_copy_names_it(leaky: Leaky, tmp_path: Path) -> None:
    for reader in ("Ada", "Bo"):
        outcome = leaky.trace(saved(tmp_path, leaky.text(reader)))
        [match] = outcome.data["matches"]
        assert (match["recipient"], match["class"]) == (reader, "high")
        assert match["false_positive_probability"] < 1e-9
        assert [mark["layer"] for mark in match["marks"]] == ["wording", "fact"]
        count = len([site for site in leaky.sites[f"{NAME}#1"] if site.sort == "wording"])
        wording = match["marks"][0]
        assert set(wording) == {"layer", "sites", "z", "p", "agreeing"}
        assert wording["agreeing"] == wording["sites"] >= 0.97 * count
        assert match["overlap"] > 0.8
        assert {one["paragraph"] for one in match["passages"]} == {None}
        pages = [one["page"] for one in match["passages"]]
        assert pages == sorted(pages)
        assert pages == list(range(2, 2 + len(pages)))
        words = sum(one["words"] for one in match["passages"])
        place = f"  suspect.txt, page 1: pages 2 to {pages[-1]}, {words:,} words"
        assert outcome.lines.count(place) == 1
        line = next(line for line in outcome.lines if "  wording: " in line)
        assert f"{wording['agreeing']} of {wording['sites']} places as in this copy, z " in line


@pytest.mark.parametrize(
    "way", ["small, no punctuation", "mailed and quoted", "sentences shuffled"]
)
def test_half_of_it_and_otherwise_set_names_it_too(leaky: Leaky, tmp_path: Path, way: str) -> None:
    text = leaky.text("Cleo")
    path = saved(tmp_path, WAYS[way](text[len(text) // 3 :], 5))
    assert leaky.named(path) == {"Cleo": "high"}


def test_pages_set_anew_are_known_by_their_words(leaky: Leaky, tmp_path: Path) -> None:
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Times", size=11)
    pdf.multi_cell(0, 5, leaky.text("Bo").encode("latin-1", "ignore").decode("latin-1"))
    pdf.output(str(tmp_path / "anew.pdf"))
    [match] = leaky.trace(tmp_path / "anew.pdf").data["matches"]
    assert (match["recipient"], match["class"]) == ("Bo", "high")
    layers = {mark["layer"]: mark["z"] for mark in match["marks"]}
    assert layers["wording"] > 4
    assert abs(layers.get("word-shift", 0)) < 4


def test_two_copies_in_two_files_are_both_named(leaky: Leaky, tmp_path: Path) -> None:
    one = saved(tmp_path, leaky.text("Ada"), "one.txt")
    other = saved(tmp_path, WAYS["small, no punctuation"](leaky.text("Cleo"), 1), "two.txt")
    assert leaky.named(one, other) == {"Ada": "high", "Cleo": "high"}


def test_a_copy_in_the_scripts_own_format_without_its_terms(leaky: Leaky, tmp_path: Path) -> None:
    text = leaky.files["Eve"].read_text(encoding="utf-8")
    body = text[text.index("INT.") : text.rindex("INT.")]
    for name in ("leak.fountain", "leak.txt"):
        assert leaky.named(saved(tmp_path, body, name)) == {"Eve": "high"}


def test_a_final_draft_file_without_its_record(leaky: Leaky, tmp_path: Path) -> None:
    root = ET.parse(leaky.files["Gus"]).getroot()
    for child in list(root):
        if child.tag != "Content":
            root.remove(child)
    path = tmp_path / "leak.fdx"
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    outcome = leaky.trace(path)
    [match] = outcome.data["matches"]
    assert (match["recipient"], match["class"], match["draft"]) == ("Gus", "high", 9)
    [passage] = match["passages"]
    assert (passage["page"], passage["paragraph"]) == (None, 1)
    assert passage["words"] > 600
    assert any(line.endswith(f": paragraph 1, {passage['words']} words") for line in outcome.lines)


def test_the_writers_own_file_names_no_copy(leaky: Leaky) -> None:
    outcome = leaky.trace(leaky.small.scripts / NAME)
    [match] = outcome.data["matches"]
    assert (match["copy_id"], match["class"], match["draft"]) == (None, "none", 1)
    assert match["overlap"] > 0.95


def test_a_draft_of_which_no_pages_left_is_told_by_its_words(leaky: Leaky, tmp_path: Path) -> None:
    told, _ = script(300, 0, 0, 12)
    lines = as_fountain(told).splitlines()
    outcome = leaky.trace(saved(tmp_path, "\n".join(lines[20:60])))
    [match] = outcome.data["matches"]
    assert (match["copy_id"], match["class"], match["script"]) == (None, "none", PLAIN)
    assert match["overlap"] > 0.9
    assert match["passages"][0]["paragraph"] > 5
    assert "cannot be told" in outcome.lines[0]


def test_copies_of_another_choice_are_held_against_their_own(leaky: Leaky, tmp_path: Path) -> None:
    here = Leaky(leaky.small.copy(tmp_path / "home"), dict(leaky.files), {})
    text = here.text("Ada")
    here.choose(f"{NAME}#1", leaky.sites[f"{NAME}#1"][3:30])
    here.share(f"{NAME}#1", tmp_path / "later", "Ivy", "Jo")
    assert here.named(saved(tmp_path, text)) == {"Ada": "high"}
    assert here.named(saved(tmp_path, here.text("Jo"))) in ({"Jo": "high"}, {"Jo": "indicative"})


def test_a_lost_choice_is_said_and_nothing_else_is_lost(leaky: Leaky, tmp_path: Path) -> None:
    small = leaky.small.copy(tmp_path / "home")
    with small.session().reading() as history:
        row = next(one for one in history.rows("declaration") if one.field("content"))
        history.objects.path(row.handle).unlink()
    outcome = tracing.trace(small.session(), suspects=[saved(tmp_path, leaky.text("Ada"))])
    [match] = outcome.data["matches"]
    assert match["copy_id"] is None
    assert outcome.data["notes"]
    own = tracing.trace(small.session(), suspects=[leaky.files["Ada"]])
    assert own.data["matches"][0]["recipient"] == "Ada"


def test_copies_whose_bytes_are_lost_are_known_by_their_wording(
    leaky: Leaky, tmp_path: Path
) -> None:
    small = leaky.small.copy(tmp_path / "home")
    with small.session().reading() as history:
        for row in history.rows("copy"):
            history.objects.path(row.handle).unlink()
    outcome = tracing.trace(small.session(), suspects=[saved(tmp_path, leaky.text("Bo"))])
    [match] = outcome.data["matches"]
    assert (match["recipient"], match["class"]) == ("Bo", "high")
    assert match["passages"][0]["paragraph"] == 1
    assert sum("Copy " in note for note in outcome.data["notes"]) == 3


def test_retold_facts_lead_to_a_copy(leaky: Leaky, tmp_path: Path) -> None:
    text = " ".join(leaky.text("Cleo").split())
    told = [
        one
        for site in leaky.sites[f"{NAME}#1"]
        if site.sort == "fact"
        for one in site.alternatives
        if one in text
    ]
    assert len(told) >= 4
    outcome = leaky.trace(saved(tmp_path, "Er nennt " + ", dann ".join(told) + "."))
    [match] = outcome.data["matches"]
    assert (match["recipient"], match["class"]) == ("Cleo", "indicative")
    assert match["passages"] == []
    assert [mark["layer"] for mark in match["marks"]] == ["fact"]
    assert any("no passage of this draft is in the files" in line for line in outcome.lines)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("endless.txt", b"word " * 300_000),
        ("one.txt", b"x" * 2_000_000),
        ("cyrillic.txt", "Это совсем другой текст. ".encode() * 2000),
        ("signs.txt", b"--- ... !!! ???\n" * 2000),
    ],
)
def test_texts_that_are_no_script_match_nothing(
    leaky: Leaky, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    outcome = leaky.trace(tmp_path / name)
    assert outcome.data["matches"] == []
    assert outcome.lines[0] == tracing.NOTHING


def test_a_text_larger_than_any_script_is_refused_or_said(leaky: Leaky, tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"many words and lines\n" * 1_500_000)
    outcome = leaky.trace(tmp_path / "large.txt")
    assert outcome.data["matches"] == []
    assert "are not read" in outcome.data["notes"][0]
    (tmp_path / "larger.txt").write_bytes(b"many words and lines\n" * 1_700_000)
    with pytest.raises(BadInput, match="too large"):
        leaky.trace(tmp_path / "larger.txt")
