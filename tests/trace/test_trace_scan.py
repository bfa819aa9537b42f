"""A copy on paper that was scanned, faxed, copied or photographed names its reader."""

import builtins
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest

from tests.paper.pdf import kept
from tests.share.conftest import TIDE, drawn, record_for, script_of
from tests.trace.conftest import Issued
from tests.trace.paper import Way, printed, taken
from vault.errors import BadInput, EnvironmentFailed
from vault.pipeline import tracing
from vault.pipeline.editions import editions
from vault.share.codes import CopyCode, bias_key, code_bits, thresholds
from vault.trace import pictures
from vault.trace.evidence import Codes, verdicts
from vault.trace.finding import Edition, find
from vault.trace.looking import look
from vault.trace.places import Measured

PAGE = 4


@pytest.fixture(scope="session")
def ink(copy: Path) -> np.ndarray:
    """One page of the copy, as it was printed."""
    return printed(copy, PAGE)


def saved(picture: np.ndarray, path: Path) -> Path:
    assert cv2.imwrite(str(path), picture)
    return path


def as_pdf(images: Sequence[np.ndarray], path: Path, dpi: int) -> Path:
    """A PDF of pictures alone, as a scanner makes it."""
    with pikepdf.new() as pdf:
        for image in images:
            tall, wide = image.shape
            page = pdf.add_blank_page(page_size=(wide * 72 / dpi, tall * 72 / dpi))
            done, data = cv2.imencode(".jpg", image)
            assert done
            stream = pdf.make_stream(
                data.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=wide,
                Height=tall, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )  # fmt: skip
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
            place = f"{wide * 72 / dpi} 0 0 {tall * 72 / dpi} 0 0 cm /Im0 Do"
            page.Contents = pdf.make_stream(place.encode())
        pdf.save(path)
    return path


WAYS = {
    "fax": Way(dpi=100, bilevel=True),
    "ten copies of copies": Way(dpi=200, generations=10, bilevel=True, turn=0.3, stretch=0.003),
    "lower half": Way(dpi=200, part=(0, 0.5, 1, 1)),
    "curled, on a table": Way(dpi=200, curl=12, light=0.3, border=0.1, turn=3),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_page_on_paper_names_its_reader(
    name: str, issued: Issued, ink: np.ndarray, tmp_path: Path
) -> None:
    found = saved(taken(ink, WAYS[name], 1), tmp_path / "page.jpg")
    [match] = issued.matches(found)
    assert (match["recipient"], match["class"], match["number"]) == ("Ada Byron", "high", 1)
    assert match["z"] > 6
    assert [one["page"] for one in match["passages"]] == [PAGE]


def test_a_page_photographed_from_aside_names_its_reader(
    issued: Issued, ink: np.ndarray, tmp_path: Path
) -> None:
    """A sheet on a table, far smaller at its top than at its foot."""
    tall, wide = ink.shape
    whole = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], dtype=np.float32)
    seen = np.array([[0.09, 0.05], [0.84, 0.1], [0.95, 0.95], [0.04, 0.87]], dtype=np.float32)
    move = cv2.getPerspectiveTransform(whole, seen * np.array([wide, tall], dtype=np.float32))
    photo = cv2.warpPerspective(ink, move, (wide, tall), flags=cv2.INTER_AREA, borderValue=70)
    found = saved(taken(photo, Way(dpi=210, turn=0), 1), tmp_path / "photo.jpg")
    [match] = issued.matches(found)
    assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
    assert [one["page"] for one in match["passages"]] == [PAGE]


@pytest.mark.parametrize("part", [1.0, 0.5])
def test_a_page_whose_every_second_row_is_empty_is_brought_to_scale(part: float) -> None:
    """Speech set double: what repeats is two rows, and the page would be held to be half as big."""
    rng = np.random.default_rng(3)
    page = np.full((1650, 1275), 255, np.uint8)
    for row in range(4, 60, 2):
        for word in range(rng.integers(4, 8)):
            left = 200 + word * 100
            cv2.putText(page, "ahorn", (left, row * 25), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    page = page[: round(1650 * part)]
    sizes = [one.ink.shape for one in pictures.upright(page)]
    assert any(abs(tall - page.shape[0]) < 40 and abs(wide - 1275) < 40 for tall, wide in sizes)


def test_scans_of_many_pages_add_up_whichever_way_up_they_lie(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    scans = [taken(printed(copy, page), Way(), page) for page in (5, 3)]
    pdf = as_pdf(scans, tmp_path / "scan.pdf", 150)
    turned = [np.ascontiguousarray(np.rot90(one, n)) for n, one in enumerate(scans, start=1)]
    assert cv2.imwritemulti(str(tmp_path / "fax.tiff"), turned)
    for path in (pdf, tmp_path / "fax.tiff"):
        [match] = issued.matches(path)
        assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
        assert [(one["suspect_page"], one["page"]) for one in match["passages"]] == [(1, 5), (2, 3)]
        assert match["z"] > 13


def light_on_dark(page: np.ndarray) -> np.ndarray:
    return 255 - page


def of_a_dark_viewer(page: np.ndarray) -> np.ndarray:
    """A page shown white on black, on a desk less dark than it."""
    return 255 - cv2.copyMakeBorder(page, 60, 200, 300, 300, cv2.BORDER_CONSTANT, value=70)


def half_as_many_rows(page: np.ndarray) -> np.ndarray:
    """As fax machines send it when it need not be fine: 204 dots across, 98 down."""
    return cv2.resize(page, None, fx=1, fy=0.5, interpolation=cv2.INTER_AREA)


def with_a_blot(page: np.ndarray) -> np.ndarray:
    tall, wide = page.shape
    blot = page.copy()
    blot[tall // 4 : tall // 4 + tall // 12, wide // 5 : 4 * wide // 5] = 10
    return blot


@pytest.mark.parametrize(
    "made", [light_on_dark, of_a_dark_viewer, half_as_many_rows, with_a_blot],
    ids=lambda made: made.__name__,
)  # fmt: skip
def test_a_page_that_looks_quite_unlike_one_names_its_reader(
    made: Callable[[np.ndarray], np.ndarray], issued: Issued, ink: np.ndarray, tmp_path: Path
) -> None:
    found = saved(made(taken(ink, Way(dpi=200), 1)), tmp_path / "page.png")
    [match] = issued.matches(found)
    assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
    assert [one["page"] for one in match["passages"]] == [PAGE]
    assert match["z"] > 8


@pytest.mark.parametrize("turns", [0, 1])
def test_two_pages_on_one_sheet_are_both_read(
    turns: int, issued: Issued, copy: Path, ink: np.ndarray, tmp_path: Path
) -> None:
    pages = [ink, printed(copy, PAGE + 1)]
    sheet = cv2.resize(np.hstack(pages), None, fx=0.65, fy=0.65, interpolation=cv2.INTER_AREA)
    sheet = np.ascontiguousarray(np.rot90(sheet, turns))
    found = saved(taken(sheet, Way(dpi=200), 1), tmp_path / "two.jpg")
    [match] = issued.matches(found)
    assert (match["recipient"], match["class"]) == ("Ada Byron", "high")
    assert sorted(one["page"] for one in match["passages"]) == [PAGE, PAGE + 1]
    assert match["z"] > 13


def test_the_copy_that_pages_are_held_against_is_not_named_for_it(
    issued: Issued, copy: Path, tmp_path: Path
) -> None:
    """A page without marks, seen badly: no copy's score rises above chance."""
    plain = kept(tmp_path, drawn(script_of(TIDE), record_for()))
    seen = taken(printed(plain, PAGE), Way(dpi=72, noise=20, blur=2), 0)
    [match] = issued.matches(saved(seen, tmp_path / "page.png"))
    assert (match["copy_id"], match["class"]) == (None, "none")
    assert match["passages"]


def test_what_shows_no_script_matches_nothing(issued: Issued, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    noise = rng.integers(0, 255, (1100, 850)).astype(np.uint8)
    dot = np.full((3, 3), 250, np.uint8)
    for number, picture in enumerate((noise, dot)):
        outcome = issued.trace(saved(picture, tmp_path / f"{number}.png"))
        assert outcome.data["matches"] == []


def test_pictures_are_given_so_much_time_and_no_more(
    issued: Issued, ink: np.ndarray, tmp_path: Path
) -> None:
    page = saved(taken(ink, Way(dpi=100), 1), tmp_path / "page.png")
    hours = itertools.count(step=3600.0)
    told: list[tuple[str, int, int]] = []
    with issued.small.session().reading() as history:
        late = tracing.trace(history, [page, page], clock=lambda: next(hours))
        found = tracing.trace(history, [page, page], lambda *said: told.append(said))
    assert late.matches == []
    assert late.notes[0].startswith("Only 0 of 2 pictures were looked at")
    assert [match.known_as for match in found.matches] == ["high"]
    assert told[-2:] == [("pictures", 1, 2), ("pictures", 2, 2)]


def test_drafts_are_gone_through_only_while_there_is_time(issued: Issued, ink: np.ndarray) -> None:
    opened: list[str] = []

    def noted(one: Edition) -> Edition:
        return replace(one, pdf=lambda: (opened.append(one.draft), one.pdf())[1])

    with issued.small.session().reading() as history:
        drafts = {row.leaf.hex(): row for row in history.rows("draft")}
        known = [noted(one) for one in editions(history, drafts, [])]
        empty = find({}, known)
        opened.clear()
        page = taken(ink, Way(dpi=100), 1)
        found, looked = look({0: lambda: page}, empty, lambda: 1e6 * len(opened))
    assert len(known) == 3
    assert (looked, len(opened)) == (0, 1)
    assert not any(one.passages for one in found)


def test_a_damaged_picture_is_said_to_be_one(
    issued: Issued, ink: np.ndarray, tmp_path: Path
) -> None:
    whole = saved(taken(ink, Way(dpi=100), 1), tmp_path / "page.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[:200])
    with pytest.raises(BadInput, match="damaged"):
        issued.trace(tmp_path / "cut.png")


def test_without_the_library_pictures_are_said_and_pdfs_still_traced(
    issued: Issued, copy: Path, ink: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = taken(ink, Way(dpi=100), 1)
    page = saved(picture, tmp_path / "page.png")
    mixed = as_pdf([picture], tmp_path / "scan.pdf", 100)
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "cv2":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    for path in (page, mixed):
        with pytest.raises(EnvironmentFailed, match="not installed"):
            issued.trace(path)
    outcome = issued.trace(copy, mixed)
    assert [one["recipient"] for one in outcome.data["matches"]] == ["Ada Byron"]
    assert "1 page with pictures was left out" in outcome.data["notes"][0]


def test_five_readers_who_mix_their_pages_are_found() -> None:
    """Word by word from one of five copies, or from the middle of them: over a script's pages."""
    secret = b"s" * 32
    names = [f"copy {n}" for n in range(200)]
    codes = Codes(bias_key(secret), [(name, CopyCode.derived(secret, name).copy) for name in names])
    rng = np.random.default_rng(1)
    for mixing in ("any", "mean", "minority"):
        found = []
        for page in range(1, 11):
            least = thresholds(codes.bias, "word", page, 200)
            bits = np.array([code_bits(key, least, "word", page) for _, key in codes.copies[:5]])
            if mixing == "any":
                seen = bits[rng.integers(0, 5, 200), np.arange(200)] * 2.0 - 1
            elif mixing == "mean":
                seen = bits.mean(axis=0) * 2 - 1
            else:
                count = bits.sum(axis=0)
                fewer = np.where(count == 0, 0, np.where(count == 5, 1, count < 2.5))
                seen = fewer * 2.0 - 1
            found.append(Measured("word", page, page, seen + rng.normal(0, 0.4, 200)))
        named = [one.copy_id for one in verdicts(codes, found, 200) if one.known_as == "high"]
        assert named, mixing
        assert set(named) <= set(names[:5])
