"""``--deep``: a draft read again says what its reading says, or why that cannot be told."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.verify.forging import Checker, Scribe, bundle, reseal, sparing, unpack
from vault import container
from vault.screenplay import reading
from vault.timestamp.authorities import Roots
from vault.verify import readings
from vault.verify.readings import LONGEST, read_again
from vault.verify.several import verify_files

TEXT = b"INT. WELL - NIGHT\n\nWater.\n\nEXT. FIELD - DAY\n\nGrass grows.\n"


def recorded(data: bytes, name: str = "The Well.fountain") -> dict[str, Any]:
    """What the present reader says of a text, as a reading records it."""
    script = reading.read(data, name)
    assert isinstance(script, reading.Script)
    return {
        "reader": f"{reading.READER}/{script.format}",
        "version": reading.VERSION,
        "profile": reading.PROFILE,
        "scene_root": "ab" * 32,
        "scenes": len(reading.scenes(script)),
        "text_sha256": reading.text_sha256(script),
        "words": reading.words(script),
        "pages": reading.pages(script),
    }


def proved(believing: Roots, text: bytes = TEXT, **other: Any) -> dict[str, bytes]:
    """A bundle of one draft and its reading, of which some members are told otherwise."""
    scribe = Scribe()
    scribe.begin()
    scribe.draft(text)
    said = {**recorded(TEXT), **other, "draft": scribe.tree.leaves(2)[1].hex()}
    counts = {"text_sha256", "words", "pages"}
    scribe.append(
        {
            "kind": "reading",
            "script": {name: value for name, value in said.items() if name not in counts},
            "details": {name: said[name] for name in counts},
        }
    )
    return bundle([scribe.shown([scribe.head()])], scribe.keys, believing)


def deep(path: Path, believing: Roots, **more: Any) -> tuple[str, str, str]:
    report = verify_files([path], believing, deep=True, **more)
    return report.result("reading"), report.detail("reading"), report.verdict


def test_what_was_recorded_is_read_again(check: Checker, believing: Roots) -> None:
    result, detail, verdict = deep(check.write(proved(believing)), believing)
    assert (result, verdict) == ("pass", "incomplete")  # no time was asked for
    for part in ("the text", "the number of scenes", "the number of words", "pages"):
        assert part in detail


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"words": 4}, "the number of words"),
        ({"pages": 9}, "the number of pages"),
        ({"scenes": 3}, "the number of scenes"),
        ({"text_sha256": "5e" * 32}, "the text"),
        ({"reader": f"{reading.READER}/fdx"}, "the format"),
        ({"text": b"%PDF-1.7 no text"}, "a text where there is none"),
    ],
    ids=["words", "pages", "scenes", "text", "format", "no text"],
)
def test_a_reading_that_says_otherwise_fails(
    check: Checker, believing: Roots, other: dict[str, Any], words: str
) -> None:
    path = check.write(proved(believing, **other))
    result, detail, verdict = deep(path, believing)
    assert (result, verdict, words in detail) == ("fail", "invalid", True)
    unasked = verify_files([path], believing)
    assert (unasked.result("reading"), unasked.verdict) == ("not-checked", "incomplete")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"version": 1}, "made by version 1"),
        ({"version": "two"}, "made by version two"),
        ({"profile": "sv-text-9"}, "does not have"),
        ({"reader": "another/fdx"}, "does not have"),
        ({"reader": 7}, "does not have"),
    ],
)
def test_another_reader_is_not_compared(
    check: Checker, believing: Roots, other: dict[str, Any], words: str
) -> None:
    result, detail, verdict = deep(check.write(proved(believing, **other)), believing)
    assert (result, words in detail, verdict) == ("not-checked", True, "incomplete")


def test_a_bundle_packed_again_and_bytes_from_beside_it_are_read_too(
    check: Checker, believing: Roots, tmp_path: Path
) -> None:
    import io
    import zipfile

    files, out = proved(believing), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert deep(check.write(out.getvalue(), "packed.zip"), believing)[0] == "pass"
    bare = {name: data for name, data in files.items() if not name.startswith("data/")}
    path = check.write(reseal(bare), "bare.zip")
    result, detail, _ = deep(path, believing)
    assert (result, "is not here" in detail) == ("not-checked", True)
    draft = tmp_path / "mine.fountain"
    draft.write_bytes(TEXT)
    assert deep(path, believing, drafts=[draft])[0] == "pass"


def test_bytes_that_changed_are_not_read(check: Checker, believing: Roots) -> None:
    files = proved(believing)
    (name,) = (name for name in files if name.startswith("data/"))
    path = check.write(reseal({**files, name: TEXT + b"More.\n"}))
    assert deep(path, believing)[0] == "not-checked"
    assert "content" in verify_files([path], believing, deep=True).because


def test_hostile_drafts_cost_neither_time_nor_memory(check: Checker, believing: Roots) -> None:
    long = check.write(proved(believing, b"*a **b _c " * (LONGEST // 10 + 1)), "long.zip")
    began = time.monotonic()
    with sparing():
        result, detail, _ = deep(long, believing)
    assert (result, "is too long" in detail) == ("not-checked", True)
    assert time.monotonic() - began < 20
    path = check.write(proved(believing))
    report = verify_files([path], believing)
    moments = iter([0.0, readings.PATIENCE + 1])
    read_again(path, report, clock=lambda: next(moments))
    assert (report.result("reading"), "too long" in report.detail("reading")) == (
        "not-checked",
        True,
    )


def test_a_bundle_without_readings_says_so(check: Checker, believing: Roots) -> None:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(TEXT)
    files = bundle([scribe.shown([scribe.head()])], scribe.keys, believing)
    assert unpack(container.pack(files)) == files
    result, detail, _ = deep(check.write(files), believing)
    assert (result, detail) == ("not-checked", "No reading of a draft is shown.")
