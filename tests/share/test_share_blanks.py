"""Signs without width: where they may stand, which a copy has, and that words stay words."""

import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.share.conftest import LOST, TIDE, script_of
from vault.encoding import canonical
from vault.screenplay.model import Element, Kind, Look, Script, Span
from vault.screenplay.reading import canonical_text, read
from vault.share.blanks import SIGNS, bare, signs, sites, symbols
from vault.share.codes import CopyCode, Parameters, drawn
from vault.share.variants import Place, Sheet, Site

SECRET = bytes(range(32))
SPEC = Path(__file__).resolve().parents[2] / "resources" / "spec"


def script(*elements: Element) -> Script:
    return Script("fountain", (), elements)


def action(text: str, **more: object) -> Element:
    return Element(Kind.ACTION, text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [TIDE, LOST], ids=lambda path: path.suffix)
def test_a_site_stands_behind_the_word_that_it_names(path: object) -> None:
    found = script_of(path)  # type: ignore[arg-type]
    words = canonical_text(found).split()
    listed = sites(found)
    assert len(listed) > len(words) / 7
    for site in listed:
        text = found.elements[site.element].text
        assert text[: site.end].split()[-1] == words[site.word]
        assert not text[site.end :][:1].strip(), "a blank or the end follows"
        assert found.elements[site.element].kind in (Kind.ACTION, Kind.DIALOGUE)
    assert len({site.number for site in listed}) == len(listed)


def test_every_fourth_word_of_action_and_dialogue_is_one() -> None:
    found = sites(
        script(
            Element(Kind.HEADING, "INT. HOUSE - DAY"),
            action("One two -- three"),
            Element(Kind.CHARACTER, "ANNA"),
            Element(Kind.DIALOGUE, "four five\nsix seven eight nine."),
            Element(Kind.DIALOGUE, "not printed at all", omitted=True),
            action("ten eleven twelve"),
        )
    )
    assert [(site.number, site.element, site.end) for site in found] == [
        (0, 3, 4),
        (1, 3, 25),
        (2, 5, 17),
    ]
    assert [site.word for site in found] == [9, 13, 17]


def test_a_word_that_cannot_carry_one_is_left_out_and_the_others_keep_their_numbers() -> None:
    plain = action("a b c four e f g eight i j k twelve m n o sixteen")
    whole = sites(script(plain))
    assert [site.number for site in whole] == [0, 1, 2, 3]
    four, eight = plain.text.index("four"), plain.text.index("eight")
    sheet = Sheet("ab" * 32, (Site("wording", (Place(0, eight + 1, eight + 2),), ("i", "ee")),))
    assert sites(script(plain), sheet) == (whole[0], *whole[2:])
    for span in (Span(four + 1, four + 9, Look.BOLD), Span(0, four + 4, Look.ITALIC)):
        assert sites(script(replace(plain, spans=(span,)))) == whole[1:]
    assert sites(script(replace(plain, spans=(Span(four, four + 6, Look.BOLD),)))) == whole
    shalom, own = action("a b c שלום"), action("a b\u200c c d")
    after = sites(script(shalom, own, plain))
    assert [site.number for site in after] == [2, 3, 4, 5]
    assert {site.element for site in after} == {2}


def test_the_sign_is_the_number_that_the_code_draws_cut_in_four() -> None:
    code = CopyCode.derived(SECRET, "7F3K-Q2")
    found = sites(script_of(TIDE))
    numbers = drawn(code.copy, "blank", 0, found[-1].number + 1)
    assert signs(code, found) == [SIGNS[numbers[site.number] * 4 // 65536] for site in found]
    assert signs(code, found) != signs(CopyCode.derived(SECRET, "7F3K-Q3"), found)
    assert signs(code, ()) == []
    many = symbols(code.copy, 40_000)
    assert len(many) == 40_000
    for kind in range(4):
        assert abs(many.count(kind) - 10_000) < 500, "each as often as another"


@pytest.mark.parametrize(
    "word", ["**bold.**", "`x`", "www.a.org/b", "a@b.example", "1.", "12)", "[so]", "e\\*x", "~x"]
)
def test_what_may_be_a_mark_to_some_program_carries_none(word: str) -> None:
    assert [site.number for site in sites(script(action(f"a b c {word} d e f g")))] == [1]


_LETTERS = "ab Ж\u200c\u200d\u2060\n\té—-.!(*_"


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Kind)), st.text(_LETTERS, max_size=60), st.booleans()),
        max_size=12,
    )
)
def test_any_script_reads_the_same_without_the_signs(
    drawn_elements: list[tuple[Kind, str, bool]],
) -> None:
    found = Script(
        "text", (), tuple(Element(kind, text, omitted=o) for kind, text, o in drawn_elements)
    )
    words = canonical_text(found).split()
    listed = sites(found)
    given_signs = signs(CopyCode.derived(SECRET, "1234-56"), listed)
    elements = list(found.elements)
    for site, sign in sorted(zip(listed, given_signs, strict=True), key=lambda one: -one[0].end):
        old = elements[site.element]
        elements[site.element] = replace(
            old, text=old.text[: site.end] + sign + old.text[site.end :]
        )
    marked = canonical_text(replace(found, elements=tuple(elements)))
    assert bare(marked) == bare(canonical_text(found))
    assert len(marked.split()) == len(words)
    for site, sign in zip(listed, given_signs, strict=True):
        assert marked.split()[site.word] == words[site.word] + sign
        assert words[site.word].count("\u200c") == 0
    assert [site.number for site in listed] == sorted({site.number for site in listed})


def test_a_reader_of_ours_takes_the_signs_for_letters_of_no_width_and_nothing_else() -> None:
    text = "INT. ROOM - DAY\n\nShe waits here\u200d for him.\n\nANNA\nHello\u200c there\u2060\n"
    marked, plain = (read(one.encode(), "a.fountain") for one in (text, bare(text)))
    assert isinstance(marked, Script)
    assert isinstance(plain, Script)
    assert canonical_text(marked) != canonical_text(plain) == bare(canonical_text(marked))
    assert [one.kind for one in marked.elements] == [one.kind for one in plain.elements]


def test_an_expert_comes_to_the_published_signs_from_the_text_alone() -> None:
    """Written from resources/spec/marks.md with nothing of ours but JCS."""
    published = json.loads((SPEC / "vectors" / "marks.json").read_text(encoding="utf-8"))
    bias = bytes.fromhex(published["bias_key"])
    assert len(published["signs"]) == 2
    for case in published["signs"]:
        key, code = bytes.fromhex(case["copy_key"]), dict(case["code"])
        blocks = b"".join(hmac.digest(key, b"blank\n0\n%d" % block, "sha256") for block in range(7))
        numbers = [int.from_bytes(blocks[2 * at : 2 * at + 2]) for at in range(100)]
        kinds = "".join(str(sum(n >= edge for edge in (16384, 32768, 49152))) for n in numbers)
        assert kinds == case["symbols"] == "".join(map(str, symbols(key, 100)))
        commitment = code.pop("commitment")
        bound = b"scriptvault/marks/v1/commitment\n" + bias + key + canonical(code)
        assert hashlib.sha256(bound).hexdigest() == commitment
        assert CopyCode(bias, key).commitment(Parameters.of_entry(code)) == commitment
