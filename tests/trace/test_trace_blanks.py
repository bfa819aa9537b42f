"""Signs without width in pasted text name the copy they were drawn for, and never another."""

import unicodedata
from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest

from tests.share.conftest import TIDE, script_of
from vault.screenplay.reading import canonical_text
from vault.share.blanks import SIGNS, bare, sites, symbols
from vault.trace.blanks import KINDS, Reading, measured, read
from vault.trace.cells import signed
from vault.trace.passages import Heap
from vault.trace.scores import Class, Score, class_of, scores
from vault.trace.spots import text_of

SCRIPT = script_of(TIDE)
SITES = sites(SCRIPT)
WORDS = canonical_text(SCRIPT).split()
TEXT = text_of(SCRIPT)
COUNT = SITES[-1].number + 1
CHANCES = np.array([cell.chance for cell in signed(COUNT)])
COPIES = 1000


def key(number: int) -> bytes:
    return Random(number).randbytes(32)


DRAWN = np.array([symbols(key(number), COUNT) for number in range(COPIES)])
BITS = (DRAWN[:, :, None] == np.arange(KINDS)).reshape(COPIES, -1).astype(np.uint8)


def copy(number: int) -> list[str]:
    """The words of a copy, as its reader has them."""
    words = list(WORDS)
    for site in SITES:
        words[site.word] += SIGNS[DRAWN[number, site.number]]
    return words


def readings(*sheets: Sequence[str]) -> list[Reading]:
    heap = Heap(dict(enumerate(sheets)))
    return read(heap, TEXT, heap.stretches(TEXT.runs), SCRIPT, None)


def read_in(text: str) -> dict[int, int]:
    return {one.site: one.kind for one in readings(text.split())}


def judged(*sheets: Sequence[str]) -> list[Score]:
    found = measured(readings(*sheets), Heap(dict(enumerate(sheets))))
    values = np.sum([one.values for one in found], axis=0) if found else np.zeros(0)
    return scores(values, CHANCES[: len(values)], BITS[:, : len(values)])


def test_the_cells_are_a_quarter_of_all_numbers_each() -> None:
    assert [tuple(cell) for cell in signed(2)] == [
        (0, 0, 16384), (0, 16384, 32768), (0, 32768, 49152), (0, 49152, 65536),
        (1, 0, 16384), (1, 16384, 32768), (1, 32768, 49152), (1, 49152, 65536),
    ]  # fmt: skip


@pytest.mark.parametrize("start", range(0, 560, 40))
def test_eighty_pasted_words_name_one_copy_of_a_thousand(start: int) -> None:
    found = judged(copy(17)[start : start + 80])
    classes = [class_of(score.chance, COPIES) for score in found]
    assert classes.pop(17) in (Class.HIGH, Class.INDICATIVE)
    assert set(classes) == {Class.NONE}
    assert found[17].z == max(score.z for score in found)


def test_each_site_is_read_as_it_was_drawn() -> None:
    found = {one.site: one.kind for one in readings(copy(5))}
    drawn = {site.number: int(DRAWN[5, site.number]) for site in SITES}
    assert found.items() <= drawn.items()
    assert len(found) >= len(drawn) - 4


@pytest.mark.parametrize(
    "way",
    [
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: unicodedata.normalize("NFKC", text),
        lambda text: " ".join(text.split()),
        str.lower,
        lambda text: text.replace(" ", "\n> "),
        lambda text: text.replace(".", "").replace(",", "").replace("'", ""),
        lambda text: text.replace("\u200c", " \u200c").replace("\u200d", " \u200d "),
        lambda text: text.replace("\u2060 ", " \u2060"),
        lambda text: text.replace(" ", ""),
    ],
    ids=["NFC", "NFKC", "joined", "lower case", "quoted lines", "without stops", "signs apart",
         "signs before the next word", "without blanks"],
)  # fmt: skip
def test_what_programs_do_to_text_leaves_them(way: Callable[[str], str]) -> None:
    pasted = " ".join(copy(3)[100:300])
    known = read_in(pasted)
    assert len(known) > 35
    changed = read_in(way(pasted))
    if " " in way(pasted) or "\n" in way(pasted):
        assert changed == known
    else:
        assert changed.items() <= known.items()


def without_format_signs(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


@pytest.mark.parametrize(
    "way",
    [without_format_signs, lambda text: text.encode("ascii", "ignore").decode(), bare],
    ids=["Cf taken out", "ASCII", "retyped"],
)
def test_a_text_without_any_sign_says_nothing_of_any_copy(way: Callable[[str], str]) -> None:
    words = way(" ".join(copy(3)[100:500])).split()
    assert readings(words) == []
    assert measured([], Heap({0: words})) == []


def test_that_there_is_none_is_read_only_near_a_sign() -> None:
    found = readings([*WORDS[:300], *copy(5)[300:400], *WORDS[400:]])
    inside = {site.number for site in SITES if 300 <= site.word < 400}
    right = [one for one in found if one.site in inside and one.kind == DRAWN[5, one.site]]
    assert len(right) >= len(inside) - 2
    outside = [one for one in found if one.site not in inside]
    assert len(outside) <= 8
    assert not any(one.kind for one in outside)


@pytest.mark.parametrize(("further", "said"), [(0, None), (1, 0)])
def test_behind_the_last_word_of_a_paste_nothing_is_not_read(further: int, said: int) -> None:
    last = next(site for site in SITES[20:] if DRAWN[7, site.number] == 0)
    pasted = copy(7)[last.word - 60 : last.word + 1 + further]
    for sheets in ([pasted], [pasted, WORDS[:9]]):
        found = {one.site: one.kind for one in readings(*sheets)}
        assert found.get(last.number) == said
        assert len(found) > 8


def test_words_that_were_changed_leave_the_others_readable() -> None:
    chance = Random(8)
    words = [chance.choice(["so", "then", "perhaps"]) if chance.random() < 0.1 else word
             for word in copy(8)]  # fmt: skip
    found = readings(words)
    right = sum(one.kind == DRAWN[8, one.site] for one in found)
    assert right >= 0.97 * len(found)
    assert len(found) > len(SITES) / 2
    named = [at for at, one in enumerate(judged(words)) if class_of(one.chance, COPIES) != "none"]
    assert named == [8]


def test_two_copies_in_one_text_both_speak() -> None:
    found = judged([*copy(3)[:330], *copy(4)[330:]])
    named = [at for at, one in enumerate(found) if class_of(one.chance, COPIES) is Class.HIGH]
    assert named == [3, 4]


def test_what_several_sheets_say_of_one_site_is_shared() -> None:
    one, other = copy(3)[100:200], copy(4)[100:200]
    found = measured(readings(one, other), Heap({0: one, 1: other}))
    assert [(each.channel, each.sheet, each.page) for each in found] == [
        ("blank", 0, 0),
        ("blank", 1, 0),
    ]
    alone = measured(readings(one), Heap({0: one}))[0].values
    weights = np.sum([each.values for each in found], axis=0).reshape(-1, KINDS)
    assert weights.sum(axis=1).max() == pytest.approx(alone.max())
    assert (weights > 0).sum(axis=1).max() == 2, "the copies differ at some site"


@pytest.mark.parametrize(
    "way",
    [
        lambda words: words,
        lambda words: [word + "\u200c" for word in words],
        lambda words: [bare(word) if at % 2 else word for at, word in enumerate(words)],
        lambda words: [bare(word) + "\u200d" * (at < 20) for at, word in enumerate(words)],
        lambda words: [word + "\u200c\u2060"[: at % 3] for at, word in enumerate(words)],
    ],
    ids=["as it is", "one sign everywhere", "half of them gone", "one sign at the start", "noise"],
)
def test_whatever_was_done_an_innocent_copy_has_mean_0_and_variance_1(
    way: Callable[[list[str]], list[str]],
) -> None:
    z = np.array([score.z for score in judged(way(copy(999)))[:999]])
    assert abs(z.mean()) < 0.15
    assert abs(z.std() - 1) < 0.12
    assert z.max() < 5
