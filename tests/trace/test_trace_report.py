"""The report of a trace: its pages as others read them, its figures as a bare Python finds them."""

import copy as copying
import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authority import TimeAuthority
from tests.paper.pdf import run
from tests.share.conftest import TIDE
from tests.trace.conftest import Issued, share
from vault import assets
from vault.commands import COMMANDS
from vault.encoding import canonical, sha256
from vault.errors import BadInput
from vault.operations import proving, tracing

ALONE = runpy.run_path(str(assets.folder() / "verify" / "recompute.py"))
FEW = 300


@dataclass
class Made:
    """A report on two pages of Ada's copy that went through another program."""

    path: Path
    data: dict[str, Any]
    lines: list[str]
    folder: Path
    text: str

    @property
    def evidence(self) -> Any:
        return json.loads((self.folder / "evidence.json").read_bytes())


def report(issued: Issued, files: list[Path], out: Path, *, reveal: bool) -> Made:
    outcome = tracing.trace(issued.small.session(), suspects=files, output=out, reveal=reveal)
    folder = out.with_suffix(".d")
    folder.mkdir()
    run("pdfdetach", "-saveall", "-o", folder, out)
    text = run("pdftotext", "-layout", out, "-").decode()
    return Made(out, outcome.data, outcome.lines, folder, text)


def recomputed(evidence: Path) -> tuple[int, str]:
    """What the attached program says, run as a stranger would: bare and on its own."""
    program = evidence.parent / "recompute.py"
    done = subprocess.run(
        [sys.executable, "-I", program, evidence], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="session")
def pages(issued: Issued, copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("found")
    run("qpdf", "--empty", "--pages", copy, "3-4", "--", folder / "between.pdf")
    run("gs", "-q", "-sDEVICE=pdfwrite", f"-o{folder / 'pages.pdf'}", folder / "between.pdf")
    return folder / "pages.pdf"


@pytest.fixture(scope="session")
def revealed(issued: Issued, pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return report(issued, [pages], tmp_path_factory.mktemp("report") / "shown.pdf", reveal=True)


def test_the_pages_say_what_was_found_and_what_it_does_not_show(
    revealed: Made, pages: Path
) -> None:
    [match] = revealed.data["matches"]
    said = " ".join(revealed.text.split())
    for expected in (
        "Trace report", f"pages.pdf derives from copy {match['copy_id']}", "issued to Ada Byron on",
        "This names a copy, not a person.", sha256(pages.read_bytes()).hex(), "2 pages",
        "High", "words set aside", "lines set aside", "all together",
        "pages.pdf, pages 1–2", "pages 3–4", "100,000 codes that nobody has",
        "What this does not show", "not a person", "none yet for this entry",
        "python3 -I recompute.py evidence.json",
        revealed.evidence["findings"][0]["copies"][0]["code"]["commitment"],
    ):  # fmt: skip
        assert expected in said, expected
    for never in ("authentic", "leaked", "registered", "owner", "created on", "written by"):
        assert never not in said.lower(), never
    assert "Printed" not in said


def test_the_file_is_sound_and_says_what_it_is(revealed: Made) -> None:
    assert b"No syntax or stream encoding errors" in run("qpdf", "--check", revealed.path)
    assert revealed.data["report"] == str(revealed.path)
    assert revealed.data["report_sha256"] == sha256(revealed.path.read_bytes()).hex()
    assert tracing.REVEALED in revealed.lines
    with pikepdf.open(revealed.path) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Trace report: pages.pdf"
        assert sorted(pdf.attachments) == ["evidence.json", "recompute.py"]
    raw = (revealed.folder / "evidence.json").read_bytes()
    assert canonical(json.loads(raw)) == raw


def test_a_bare_python_comes_to_the_same_figures(revealed: Made, tmp_path: Path) -> None:
    (tmp_path / "evidence.json").write_bytes(canonical(light(revealed.evidence)))
    (tmp_path / "recompute.py").write_bytes((revealed.folder / "recompute.py").read_bytes())
    assert recomputed(tmp_path / "evidence.json")[0] == 0
    code, said = recomputed(revealed.folder / "evidence.json")
    assert code == 0, said
    assert "Every figure follows" in said
    assert "DIFFERS" not in said
    copy = revealed.evidence["findings"][0]["copies"][0]
    assert f"z {copy['z']} over {copy['sites']} places" in said
    assert float(copy["z"]) > 10


def light(told: Any, few: int = FEW) -> Any:
    """The same evidence with few decoys, which are drawn again in no time."""
    told = copying.deepcopy(told)
    for found in told["findings"]:
        for decoys in found["decoys"]:
            alone = decoys["alone"]
            chosen = [part for part in found["measured"] if alone in (None, part["sheet"])]
            whole = ALONE["Weighed"](chosen)
            sums = whole.decoys(bytes.fromhex(decoys["seed"]), few)
            decoys.update(count=few, bins=whole.bins(sums), highest=whole.z(max(sums)))
    return told


def test_decoys_of_ones_own_seed_are_told_beside(revealed: Made, tmp_path: Path) -> None:
    program = revealed.folder / "recompute.py"
    (tmp_path / "evidence.json").write_bytes(canonical(light(revealed.evidence)))
    words = [sys.executable, "-I", program, tmp_path / "evidence.json", "--seed"]
    done = subprocess.run([*words, "00ff"], capture_output=True, text=True, check=True)
    assert "decoys of your own seed: the highest z" in done.stdout
    assert "0, of your own 0" in done.stdout
    wrong = subprocess.run([*words, "mine"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


def digit(text: str) -> str:
    """The same number with its last digit another."""
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def other_z(told: Any) -> None:
    copy = told["findings"][0]["copies"][0]
    copy["z"] = digit(copy["z"])


def other_measure(told: Any) -> None:
    cell = told["findings"][0]["measured"][0]["cells"][0]
    cell[3] = digit(cell[3][:4]) + cell[3][4:]


def other_key(told: Any) -> None:
    keys = told["findings"][0]["copies"][0]["keys"]
    keys["copy"] = f"{int(keys['copy'][:2], 16) ^ 1:02x}" + keys["copy"][2:]


def other_code(told: Any) -> None:
    """Keys and commitment that fit each other, but not the entry."""
    copy = told["findings"][0]["copies"][0]
    copy["code"] = {**copy["code"], "commitment": digit("0" * 64)}


def other_chance(told: Any) -> None:
    copy = told["findings"][0]["copies"][0]
    copy["overall"] = copy["overall"].replace("e-", "e-1")


def other_bias(told: Any) -> None:
    cell = told["findings"][0]["measured"][0]["cells"][0]
    cell[2] = 65536 - cell[2]


def other_entry(told: Any) -> None:
    entry = told["findings"][0]["copies"][0]["entry"]
    entry["fields"]["details"]["value"]["marks"] = []


def other_proof(told: Any) -> None:
    entry = told["findings"][0]["copies"][0]["entry"]
    head, gap, checkpoint = entry["proof"].partition("\n\n")
    entry["proof"] = head.rsplit("\n", 1)[0] + gap + checkpoint


def other_bin(told: Any) -> None:
    bins = told["findings"][0]["decoys"][0]["bins"]
    bins[3][1], bins[4][1] = bins[3][1] - 1, bins[4][1] + 1


def other_class(told: Any) -> None:
    told["findings"][0]["copies"][0]["class"] = "exact"


@pytest.mark.parametrize(
    "change",
    [other_z, other_measure, other_key, other_code, other_chance, other_bias, other_entry,
     other_proof, other_bin, other_class],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_with_anything_altered_it_says_so(
    revealed: Made, tmp_path: Path, change: Callable[[Any], None]
) -> None:
    told = light(revealed.evidence)
    (tmp_path / "recompute.py").write_bytes((revealed.folder / "recompute.py").read_bytes())
    change(told)
    (tmp_path / "evidence.json").write_bytes(canonical(told))
    code, said = recomputed(tmp_path / "evidence.json")
    assert code == 1, said
    assert "DIFFERS" in said


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON document that holds something."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, held in list(pairs):
        yield value, key
        if isinstance(held, dict | list):
            yield from places_in(held)


ODD = (None, -1, 0, 2**70, 1.5, True, "", "x", "1e999999999", "-0.5", [], [1], {}, {"a": 1}, "é")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_stands_in_the_evidence_there_is_an_answer(
    revealed: Made, tmp_path: Path, data: st.DataObject
) -> None:
    told = light(revealed.evidence, 5)
    places = list(places_in(told))
    for _ in range(data.draw(st.integers(1, 3))):
        held, key = data.draw(st.sampled_from(places))
        held[key] = data.draw(st.sampled_from(ODD))
    (tmp_path / "odd.json").write_text(json.dumps(told))
    try:
        with redirect_stdout(io.StringIO()):
            assert ALONE["run"](str(tmp_path / "odd.json")) in (0, 1, 3)
    except ALONE["Refused"] as error:
        assert str(error)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"form":"scriptvault/report/v1"}', b"\xff"])
def test_what_is_no_evidence_is_a_sentence(revealed: Made, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "evidence.json").write_bytes(raw)
    (tmp_path / "recompute.py").write_bytes((revealed.folder / "recompute.py").read_bytes())
    code, said = recomputed(tmp_path / "evidence.json")
    assert (code, "Traceback" in said) == (2, False)
    assert "is not the evidence of a trace report" in said


def test_without_keys_it_shows_none_and_says_what_is_left_open(
    issued: Issued, pages: Path, tmp_path: Path
) -> None:
    """Of a file, given twice, whose name is no text."""
    odd = tmp_path / os.fsdecode(b"caf\xe9\n\x07.pdf")
    odd.write_bytes(pages.read_bytes())
    made = report(issued, [odd, odd], tmp_path / "withheld.pdf", reveal=False)
    assert "caf???.pdf derives from copy" in " ".join(made.text.split())
    [examined] = made.evidence["examined"]
    assert (examined["name"], examined["pages"]) == ("caf???.pdf", 2)
    assert tracing.REVEALED not in made.lines
    [copy] = made.evidence["findings"][0]["copies"]
    assert "keys" not in copy
    assert "can be shown later" in " ".join(made.text.split())
    (made.folder / "evidence.json").write_bytes(canonical(light(made.evidence)))
    code, said = recomputed(made.folder / "evidence.json")
    assert code == 3, said
    assert "keys of this copy are not shown" in said
    assert "DIFFERS" not in said


def test_keys_that_are_shown_are_those_of_the_copy_named_and_no_others(
    issued: Issued, revealed: Made
) -> None:
    told = (revealed.folder / "evidence.json").read_text()
    with issued.small.session().reading() as history:
        from vault.share.codes import bias_key, copy_key, draft_secret

        [draft, *_] = [row for row in history.rows("draft") if row.seq == 1]
        secret = draft_secret(history.secrets.vault_key, draft.leaf)
        names = {str(row.field("details")["copy"]) for row in history.rows("copy")}
        [named] = [one["copy_id"] for one in revealed.data["matches"]]
        assert bias_key(secret).hex() in told
        assert copy_key(secret, named).hex() in told
        assert secret.hex() not in told
        for other in names - {named}:
            assert copy_key(secret, other).hex() not in told


def test_a_copy_as_it_left_and_pages_of_two_in_one_find(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    tom = issued.files[f"{TIDE.name}#1", "Tom Vale"]
    mixed = tmp_path / "mixed.pdf"
    run("qpdf", "--empty", "--pages", copy, "3", tom, "4-5", "--", tmp_path / "between.pdf")
    run("gs", "-q", "-sDEVICE=pdfwrite", f"-o{mixed}", tmp_path / "between.pdf")
    made = report(issued, [mixed, copy], tmp_path / "several.pdf", reveal=True)
    copies = made.evidence["findings"][0]["copies"]
    assert {one["recipient"] for one in copies} == {"Ada Byron", "Tom Vale"}
    assert [one["class"] for one in copies] == ["exact", "high"]
    assert "2 files lead to 2 copies" in " ".join(made.text.split())
    (made.folder / "evidence.json").write_bytes(canonical(light(made.evidence)))
    code, said = recomputed(made.folder / "evidence.json")
    assert code == 0, said


def test_copies_without_a_code_have_no_keys_to_show(issued: Issued, tmp_path: Path) -> None:
    small = issued.small.copy(tmp_path / "home")
    [made_now] = share(small, f"{TIDE.name}#1", ["Una Roy"], tmp_path / "out", marks="visible")
    copy = Path(made_now["path"])
    made = report(Issued(small, {}), [copy], tmp_path / "plain.pdf", reveal=True)
    assert tracing.REVEALED not in made.lines
    assert made.data["keys_shown"] is False
    said = " ".join(made.text.split())
    assert "no hidden marks were read" in said
    assert "keys of the copies named" not in said
    assert recomputed(made.folder / "evidence.json")[0] == 0


def test_a_copy_whose_bytes_are_lost_is_reported_all_the_same(
    issued: Issued, pages: Path, tmp_path: Path
) -> None:
    small = issued.small.copy(tmp_path / "home")
    with small.session().reading() as history:
        named = next(row for row in history.rows("copy") if "Ada" in str(row.field("parties")))
        for path in (small.vault / "objects").rglob(f"{named.handle}.*"):
            path.unlink()
    made = report(Issued(small, {}), [pages], tmp_path / "lost.pdf", reveal=True)
    [copy] = made.evidence["findings"][0]["copies"]
    assert (copy["recipient"], copy["entry"]["fields"]) == ("Ada Byron", None)
    (made.folder / "evidence.json").write_bytes(canonical(light(made.evidence)))
    code, said = recomputed(made.folder / "evidence.json")
    assert code == 3, said
    assert "what it was sealed with is lost" in said


def test_nothing_found_is_a_report_too(issued: Issued, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Nobody ever wrote down what the kettle said.\n")
    made = report(issued, [tmp_path / "other.txt"], tmp_path / "none.pdf", reveal=True)
    said = " ".join(made.text.split())
    assert "Nothing in other.txt leads to a copy that this vault has issued." in said
    assert "all 5 copies that this vault has issued" in said
    assert "does not show that no copy was used" in said
    assert made.evidence["findings"] == []
    assert recomputed(made.folder / "evidence.json")[0] == 0


def test_words_without_marks_name_no_copy_and_the_report_says_what_was_tried(
    issued: Issued, tmp_path: Path
) -> None:
    words = run("pdftotext", issued.files[f"{TIDE.name}#1", "Tom Vale"], "-").split()
    (tmp_path / "typed.txt").write_bytes(b" ".join(words))
    made = report(issued, [tmp_path / "typed.txt"], tmp_path / "words.pdf", reveal=True)
    said = " ".join(made.text.split())
    assert "typed.txt shares words with" in said
    assert "no copy is named" in said
    assert recomputed(made.folder / "evidence.json")[0] == 0


def test_nothing_is_overwritten_and_nothing_lies_in_the_vault(
    issued: Issued, pages: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.pdf"
    taken.write_text("mine")
    session = issued.small.session()
    with pytest.raises(BadInput, match="is there already"):
        tracing.trace(session, suspects=[pages], output=taken)
    assert taken.read_text() == "mine"
    with pytest.raises(BadInput, match="inside the vault"):
        tracing.trace(session, suspects=[pages], output=issued.small.vault / "r.pdf")
    with pytest.raises(BadInput, match="no folder"):
        tracing.trace(session, suspects=[pages], output=tmp_path / "gone" / "r.pdf")
    with pytest.raises(BadInput, match="Nothing is written without a report"):
        tracing.trace(session, suspects=[pages], reveal=True)
    assert sorted(tmp_path.iterdir()) == [taken]
    tracing.trace(session, suspects=[pages], output=taken, force=True)
    assert taken.read_bytes().startswith(b"%PDF-1.7")


def test_the_time_of_an_entry_travels_along_and_openssl_checks_it(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    small = issued.small.copy(tmp_path / "home")
    with TimeAuthority(tmp_path / "authority", "ecdsa", False) as authority:
        small.environment = {
            "SCRIPTVAULT_TSA": authority.url,
            "SCRIPTVAULT_TSA_ROOTS": str(authority.root_pem),
        }
        proving.stamp(small.session(), wait=False)
        made = report(Issued(small, {}), [copy], tmp_path / "timed.pdf", reveal=True)
        assert "the copy’s entry existed no later than" in " ".join(made.text.split())
        [entry] = [one["entry"] for one in made.evidence["findings"][0]["copies"]]
        name = f"entry-{entry['log'][:8]}-{entry['seq']}"
        said = run("openssl", "ts", "-verify", "-data", made.folder / f"{name}.checkpoint",
                   "-in", made.folder / f"{name}.tsr", "-CAfile", authority.root_pem)  # fmt: skip
        assert b"Verification: OK" in said
    assert (made.folder / f"{name}.checkpoint").read_text() in entry["proof"]
    assert entry["not_later_than"]
    (made.folder / "evidence.json").write_bytes(canonical(light(made.evidence)))
    code, told = recomputed(made.folder / "evidence.json")
    assert code == 0, told
    assert "follows  the proof" in told


def test_the_row_of_the_table_has_the_options() -> None:
    [row] = [row for row in COMMANDS if row.verb == "trace"]
    assert row.load() is tracing.trace
    names = [name for argument in row.arguments for name in argument.names]
    assert {"-o", "--reveal", "--force"} <= set(names)
