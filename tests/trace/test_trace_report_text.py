"""A report on a text that was pasted: by its wording it names the copy, and can be recomputed."""

from pathlib import Path

import pytest

from tests.paper.pdf import run
from tests.pipeline import small as made
from tests.share.conftest import TIDE, script_of
from tests.trace.conftest import Issued, share
from tests.trace.test_trace_report import FEW, light, recomputed, report
from tests.trace.test_trace_wording import sites_of
from vault.encoding import canonical
from vault.operations import tracing, tracing_sides, varying

READERS = ("Miriam Okafor", "Ada Byron", "Tom Vale")


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("worded")
        small = made.empty(folder / "home", "worded-report")
        small.init()
        small.seal(small.write(TIDE.name, TIDE.read_text(encoding="utf-8")))
        draft = f"latest:{TIDE.name}"
        varying.choose(small.session(), draft, sites_of(script_of(TIDE)))
        copies = share(small, draft, READERS, folder / "out", marks="hidden")
        paths = (Path(copy["path"]) for copy in copies)
        return Issued(small, {(TIDE.name, name): p for name, p in zip(READERS, paths, strict=True)})


def test_a_pasted_text_is_reported_by_its_wording_and_recomputed(
    worded: Issued, tmp_path: Path
) -> None:
    words = run("pdftotext", worded.files[TIDE.name, "Ada Byron"], "-").split()
    (tmp_path / "pasted.txt").write_bytes(b" ".join(words))
    made = report(worded, [tmp_path / "pasted.txt"], tmp_path / "text.pdf", reveal=True)
    [match] = made.data["matches"]
    assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
    [found] = made.evidence["findings"]
    assert {part["layer"] for part in found["measured"]} == {"wording"}
    said = " ".join(made.text.split())
    assert "pasted.txt derives from copy" in said
    assert "wordings" in said
    look = tracing.look(worded.small.session(), [tmp_path / "pasted.txt"])
    theirs, ours = tracing_sides.sides(worded.small.session(), look, 0, 1)
    assert words[40].decode() in theirs.lines[0]
    where = look.outcome.data["matches"][0]["passages"][1]
    assert ours.title.endswith(f"as issued, page {where['page']}")
    assert ours.grey
    evidence = light(made.evidence)
    (made.folder / "evidence.json").write_bytes(canonical(evidence))
    code, told = recomputed(made.folder / "evidence.json")
    assert code == 0, told
    assert f"{FEW} codes" in told
    assert "as the sealed sheet has it" in told
    cell = evidence["findings"][0]["measured"][0]["cells"][0]
    cell[1], cell[2] = (0, cell[2] - cell[1]) if cell[1] else (65536 - cell[2], 65536)
    (made.folder / "evidence.json").write_bytes(canonical(evidence))
    code, told = recomputed(made.folder / "evidence.json")
    assert code == 1, told
