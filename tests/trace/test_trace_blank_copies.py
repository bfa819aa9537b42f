"""Text copied out of a copy with signs without width leads back to its reader."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from tests.paper.pdf import run
from tests.pipeline import small as made
from tests.pipeline.small import Small
from tests.share.conftest import LOST, TIDE
from vault.operations import sharing, tracing
from vault.share.blanks import SIGNS, bare

READERS = ("Miriam Okafor", "Ada Byron", "Tom Vale")


@dataclass
class Signed:
    """A vault, and the copies with signs that it issued: their files by script, form and reader."""

    small: Small
    files: dict[tuple[str, str, str], Path]

    def matches(self, *paths: Path) -> list[dict[str, Any]]:
        outcome = tracing.trace(self.small.session(), suspects=paths)
        found: list[dict[str, Any]] = outcome.data["matches"]
        return found


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        folder = tmp_path_factory.mktemp("signed")
        small = made.empty(folder / "home", "blank")
        small.init()
        for path in (TIDE, LOST):
            small.seal(small.write(path.name, path.read_text(encoding="utf-8")))
        files = {}
        for path, form in ((TIDE, "pdf"), (TIDE, "native"), (LOST, "native")):
            out = folder / f"{path.suffix}-{form}"
            out.mkdir()
            copies = sharing.share(
                small.session(), draft=f"latest:{path.name}", to=READERS, to_csv=None,
                licence="no-ai", holder=None, output=out, form=form,  # type: ignore[arg-type]
                zero_width=True,
            ).data["copies"]  # fmt: skip
            for name, copy in zip(READERS, copies, strict=True):
                files[path.name, form, name] = Path(copy["path"])
        return Signed(small, files)


def by_poppler(path: Path) -> str:
    return run("pdftotext", path, "-").decode()


def by_pypdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def by_pdfium(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pasted(text: str, start: int, words: int, out: Path) -> Path:
    """A passage of what was copied, as somebody pastes it into a message."""
    part = text.split()[start : start + words]
    out.write_text(" ".join(part), encoding="utf-8")
    return out


@pytest.mark.parametrize("copied", [by_poppler, by_pypdf, by_pdfium])
def test_a_passage_copied_from_pages_names_its_reader(
    signed: Signed, copied: Callable[[Path], str], tmp_path: Path
) -> None:
    text = copied(signed.files[TIDE.name, "pdf", "Ada Byron"])
    words = len(text.split())
    leak = pasted(text, words - 260, 130, tmp_path / "leak.txt")
    [match] = signed.matches(leak)
    assert (match["class"], match["recipient"]) == ("high", "Ada Byron")
    assert [mark["layer"] for mark in match["marks"]] == ["zero-width"]
    assert match["marks"][0]["sites"] > 18
    assert match["false_positive_probability"] < 1e-6


@pytest.mark.parametrize("script", [TIDE.name, LOST.name])
def test_a_passage_of_a_script_in_its_own_format_names_its_reader(
    signed: Signed, script: str, tmp_path: Path
) -> None:
    text = signed.files[script, "native", "Tom Vale"].read_text(encoding="utf-8")
    start = text.index("INT. " if script == TIDE.name else "<Content>")
    leak = tmp_path / "leak.txt"
    body = text[start:]
    if script == LOST.name:
        for part in ("&#8204;", "&#8205;", "&#8288;"):
            body = body.replace(part, chr(int(part[2:-1])))
    leak.write_text(body.partition("/*")[0][:3000], encoding="utf-8")
    [match] = signed.matches(leak)
    assert (match["class"], match["recipient"]) == ("high", "Tom Vale")
    assert [mark["layer"] for mark in match["marks"]] == ["zero-width"]


def test_pages_of_a_copy_speak_by_all_their_marks(signed: Signed, tmp_path: Path) -> None:
    page = tmp_path / "page.pdf"
    copy = signed.files[TIDE.name, "pdf", "Miriam Okafor"]
    again = tmp_path / "again.pdf"
    run("gs", "-q", "-sDEVICE=pdfwrite", "-o", again, copy)
    run("qpdf", "--empty", "--pages", again, "4", "--", page)
    [match] = signed.matches(page)
    assert (match["class"], match["recipient"]) == ("high", "Miriam Okafor")
    marks = {mark["layer"]: mark for mark in match["marks"]}
    assert list(marks) == ["word-shift", "line-shift", "zero-width"]
    assert all(mark["z"] > 3 for mark in marks.values())


def test_retyped_words_name_nobody_and_are_still_found(signed: Signed, tmp_path: Path) -> None:
    text = by_poppler(signed.files[TIDE.name, "pdf", "Ada Byron"])
    leak = tmp_path / "leak.txt"
    leak.write_text(bare(text[-1500:]), encoding="utf-8")
    assert not any(sign in leak.read_text(encoding="utf-8") for sign in SIGNS[1:])
    [match] = signed.matches(leak)
    assert (match["class"], match["copy_id"], match["script"]) == ("none", None, TIDE.name)
    assert match["overlap"] > 0.9


def test_signs_of_a_strange_text_name_nobody(signed: Signed, tmp_path: Path) -> None:
    text = by_poppler(signed.files[TIDE.name, "pdf", "Ada Byron"])
    words = [bare(word) + SIGNS[at % 4] for at, word in enumerate(text.split()[-300:])]
    leak = tmp_path / "leak.txt"
    leak.write_text(" ".join(words), encoding="utf-8")
    assert all(match["class"] == "none" for match in signed.matches(leak))
