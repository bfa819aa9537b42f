"""The paper of a trace report: many copies and passages, names that are long or run leftwards."""

import math
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest

from tests.paper.pdf import kept, run, words_of
from vault.log.checkpoint import sign
from vault.prove import leak
from vault.prove import leak_words as words
from vault.prove.certificate_page import LEFT, RIGHT
from vault.prove.leak_chart import caption
from vault.prove.leak_facts import (
    Chart,
    Copy,
    Draft,
    Entry,
    Examined,
    Facts,
    Found,
    Layer,
    Picture,
    Place,
    Score,
)
from vault.seal.keys import SigningKeys

KEYS = SigningKeys(b"\x01" * 32, b"\x02" * 32, "ab" * 32)
LOG = "ef" * 16
MOMENT = datetime(2026, 11, 28, 17, 5, 9, tzinfo=UTC)
LONG = "The Extraordinarily Long and Unabridged Title of a Screenplay That Nobody Will Ever Shorten"
NAMES = (
    "Ada Byron", "דנה לוי־ברקוביץ׳", "محمد عبد الرحمن", "Åse Lindqvist-Hårdråde", "X",
    "Aleksandra Wiśniewska-Kowalczyk of the Extremely Long Named Production Company Ltd. & Sons",
    "野村 明", "O’Brien", "Jean-Baptiste de la Rochefoucauld", "Tom Vale", "Miriam Okafor", "ß",
)  # fmt: skip


def entry(seq: int, latest: datetime | None = None) -> Entry:
    head = sign(LOG, 40, b"\x12" * 32, KEYS)
    token = b"token" if latest else None
    return Entry(seq, LOG, f"{seq:064x}", latest, KEYS.public, head, b"proof", token, "cd" * 32)


def score(z: float, *, only: str = "") -> Score:
    layers = (
        Layer("word-shift", f"{z:.4f}", 1e-40, 407),
        Layer("line-shift", "-0.4100", 0.7, 75),
        Layer("wording", "3.1000", 1e-3, 41),
    )
    return Score(f"{z:.4f}", 1e-45, 1e-43, 100, layers, 0, only)


def copy(number: int, name: str = NAMES[0], places: int = 1, **changed: object) -> Copy:
    given = {
        "copy_id": f"AB{number:02d}-CD", "recipient": name, "mail": "a@reads.example",
        "issued": date(2026, 11, 20), "known_as": "high", "by": (), "score": score(13.2),
        "places": tuple(Place(f"found {n}.pdf, page {n}", f"page {n}", 200) for n in range(places)),
        "entry": entry(number, MOMENT), "pair": None, **changed,
    }  # fmt: skip
    return Copy(**given)  # type: ignore[arg-type]


def chart(named: int = 1, others: int = 5, z: float = 13.2, only: str = "") -> Chart:
    counts = [
        round(100_000 * 0.5 * math.exp(-((n / 2 - 4.25) ** 2) / 2) / math.sqrt(2 * math.pi))
        for n in range(18)
    ]
    counts[9] += 100_000 - sum(counts)
    bins = tuple((n / 2 - 4.5, counted) for n, counted in enumerate(counts))
    lines = tuple((f"AB{n:02d}-CD", z + n / 7) for n in range(named))
    return Chart(bins, 0.5, "4.3310", tuple(n / 5 - 1 for n in range(others)), lines, only)


def facts(found: list[Found], files: int = 1, **changed: object) -> Facts:
    given = {
        "examined": [
            Examined(Path(f"{LONG} {n}.pdf" if n % 2 else f"{n}.jpg"), "9f" * 32, 12_345, n + 1)
            for n in range(files)
        ],
        "found": found, "copies": 60, "tried": 60, "also": [], "notes": [], "revealed": True,
        "made": MOMENT, "zone": UTC,
        "attached": [(leak.EVIDENCE, b"{}", "application/json", "what was measured")], **changed,
    }  # fmt: skip
    return Facts(**given)  # type: ignore[arg-type]


def found(copies: list[Copy], charts: list[Chart], **changed: object) -> Found:
    given = {
        "draft": Draft(LONG, 12, "ab" * 32, 7), "overlap": 0.91, "copies": tuple(copies),
        "charts": tuple(charts), "places": (), "issued": 60, **changed,
    }  # fmt: skip
    return Found(**given)  # type: ignore[arg-type]


PICTURE = Picture("photo of a page with a name that is far too long for half a page.jpg, page 12",
                  85, 110, bytes(range(110)) * 85)  # fmt: skip
CASES = {
    "one": facts([found([copy(1)], [chart()])]),
    "pictured": facts([found([copy(1, pair=(PICTURE, PICTURE))], [chart()])]),
    "passages": facts([found([copy(1, places=33)], [chart()])], files=70, revealed=False),
    "twelve": facts([
        found([copy(n, name, 3) for n, name in enumerate(NAMES)], [chart(12), chart(1, 90, 43.0)])
    ]),
    "indicative": facts([found([copy(1, known_as="indicative")], [chart(z=4.1)])],
                        also=[(words.draft(LONG, n), n + 1) for n in range(12)]),
    "exact": facts([found([copy(1, known_as="exact", by=("file", "metadata"), score=None)], [])]),
    "words": facts([found([], [chart(0)], places=(Place("a.txt, page 1", "page 3", 90),))]),
    "nothing": facts([], notes=["The words of a.docx are not read."], copies=0, tried=0),
}  # fmt: skip


@pytest.fixture(scope="module", params=CASES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, kept(folder, leak.report(CASES[request.param]))


def test_every_word_lies_within_the_margins_and_none_on_another(made: tuple[str, Path]) -> None:
    boxes = run("pdftotext", "-bbox-layout", made[1], "-").decode()
    lines = re.findall(
        r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', boxes
    )
    assert len(lines) > 20
    for left, top, right, below in (map(float, one) for one in lines):
        assert left > LEFT - 2, one_of(lines)
        assert right < RIGHT + 2
        assert top > 55
        assert below < 760


def one_of(lines: list[tuple[str, ...]]) -> tuple[str, ...]:
    return min(lines, key=lambda one: float(one[0]))


def test_other_programs_find_the_file_sound(made: tuple[str, Path]) -> None:
    assert b"No syntax or stream encoding errors" in run("qpdf", "--check", made[1])
    with pikepdf.open(made[1]) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("Trace report: ")
        assert bytes(pdf.attachments[leak.EVIDENCE].get_file().read_bytes()) == b"{}"


@pytest.mark.parametrize("name", ["pictured", "words"])
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert leak.report(CASES[name]) == leak.report(CASES[name])


SAID = {
    "one": ("derives from copy AB01-CD", "under 1 in 10⁴³", "−0.41", "existed no later than"),
    "passages": ("found 32.pdf, page 32", "and 10 more files", "can be shown later"),
    "twelve": ("lead", "12 copies", "issued to 12 readers", "wordings", "the 90 other copies"),
    "indicative": ("may derive from", "This is no evidence by itself.", "4 more drafts"),
    "exact": ("is, byte for byte,", "no hidden marks were read"),
    "words": ("shares words with", "no copy is named", "None."),
    "nothing": ("Nothing", "has issued no copies", "a.docx are not read"),
    "pictured": ("photo of a page",),
}


def test_it_says_what_was_found(made: tuple[str, Path]) -> None:
    name, path = made
    said = " ".join(words_of(path).split())
    for expected in (*SAID[name], "What this does not show", "It names a copy, not a person."):
        assert expected in said, expected
    for never in ("authentic", "registered", "owner", "created on", "written by", "leaker"):
        assert never not in said.lower(), never


def test_pages_are_shown_side_by_side_dot_for_dot(tmp_path: Path) -> None:
    path = kept(tmp_path, leak.report(CASES["pictured"]))
    listed = run("pdfimages", "-list", path).decode().splitlines()[2:]
    assert [line.split()[3:6] for line in listed] == [["85", "110", "gray"]] * 2
    with pikepdf.open(path) as pdf:
        images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)
                  and one.get("/Subtype") == "/Image"]  # fmt: skip
        assert [bytes(one.read_bytes()) for one in images] == [PICTURE.grey]


def test_right_to_left_names_are_there_to_be_found(tmp_path: Path) -> None:
    said = words_of(kept(tmp_path, leak.report(CASES["twelve"])))
    assert "לוי" in said
    assert "محمد" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [(1e-300, "under 1 in 10³⁰⁰"), (0.0, "under 1 in 10³⁰⁰"), (9.9e-8, "under 1 in 10⁷"),
     (0.0004, "at most 1 in 2,500"), (0.5, "up to 50 %"), (1.0, "up to 100 %")],
)  # fmt: skip
def test_chances_are_rounded_to_the_unfavourable_side(value: float, said: str) -> None:
    assert words.chance(value) == said


def test_who_cannot_see_the_histogram_is_told_what_it_shows() -> None:
    said = "".join(text for text, _ in caption(chart(only="a.jpg, page 1")))
    for expected in ("100,000", "over a.jpg, page 1", "4.33", "5 other copies", "AB00-CD, z 13.2"):
        assert expected in said
