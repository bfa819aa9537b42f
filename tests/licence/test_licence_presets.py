"""The presets: each says what it must, in words and use by use, and claims nothing more."""

import re

import pytest

from tests.licence.papers import READER, WORK, issued
from vault.errors import BadInput
from vault.licence import presets, wording
from vault.licence.presets import PRESETS, STRICTNESS, USES, Preset, preset

IDS = ["no-train", "no-train-no-models", "no-ai", "paid-train", "assist-ok", "reserve-only"]
ALL = set(IDS)
PLAIN = ALL - {"reserve-only"}

MUST_SAY: dict[str, tuple[set[str], str]] = {
    "training": (PLAIN - {"paid-train"}, r"train, tune, test or otherwise develop an AI system"),
    "generative or not": (PLAIN - {"paid-train"}, r"generative or not"),
    "in-house too": (PLAIN - {"paid-train"}, r"in-house"),
    "affiliates": (PLAIN, r"your affiliates"),
    "contractors": (PLAIN, r"contractors"),
    "third parties": (PLAIN, r"gathered for (?:one|such a use)"),
    "pass the terms on": (PLAIN, r"pass these terms on with every copy"),
    "no trained models": ({"no-train-no-models", "no-ai"}, r"model that anyone has trained on it"),
    "no imitation": ({"no-train-no-models", "no-ai"}, r"imitates the work or the voice"),
    "no AI tools": ({"no-ai"}, r"Do not enter the work, or a summary of it, into an AI system"),
    "every use reserved": ({"paid-train"}, r"every AI use is reserved"),
    "a signed licence": ({"paid-train"}, r"licence signed by Ada Writer beforehand"),
    "what it names": ({"paid-train"}, r"the model or product, the purpose, the period and the fee"),
    "what it settles": ({"paid-train"}, r"credited.*audited.*removed"),
    "closed tools": ({"assist-ok"}, r"closed to outsiders, keeps nothing.*learns nothing"),
    "no permission": ({"reserve-only"}, r"no permission for any AI use"),
    "no foreign claim": ({"reserve-only"}, r"claims no copyright that someone else holds"),
    "told in writing": (ALL, r"Ada Writer, and a guild .* told in writing"),
    "Europe": (ALL, r"Article 4\(3\) of Directive \(EU\) 2019/790"),
    "everywhere": (ALL, r"holds everywhere"),
    "rights management": (ALL, r"rights management information \(17 U\.S\.C\. 1202"),
    "contracts first": (ALL, r"signed contract, a guild agreement .* nobody can waive come first"),
    "ordinary handling": (
        ALL,
        r"Mailing, storing, printing, searching, virus scanning and reading",
    ),
    "the copy": (ALL, r"Copy 7F3K-Q2 for Jane Reader, Tall Tree Pictures, 20 November 2026\."),
    "the contact": (ALL, r"Contact: ada@example\.org\."),
}


def notice(name: str, holder: str = "unsaid") -> str:
    return issued(name, holder).terms.notice  # type: ignore[arg-type]


def test_there_are_six_and_one_is_the_default() -> None:
    assert [row.id for row in PRESETS] == IDS
    assert presets.DEFAULT == "no-ai"


@pytest.mark.parametrize("what", sorted(MUST_SAY))
def test_a_notice_says_what_it_must(what: str) -> None:
    names, pattern = MUST_SAY[what]
    said = {name for name in IDS if re.search(pattern, notice(name))}
    assert said == names


@pytest.mark.parametrize("row", PRESETS, ids=lambda row: row.id)
def test_every_use_is_answered(row: Preset) -> None:
    assert list(row.uses) == list(USES)
    assert set(row.uses.values()) <= set(STRICTNESS)


USE_BY_USE = {
    "no-train": "pppuuupu",
    "no-train-no-models": "pppuuppu",
    "no-ai": "pppppppu",
    "paid-train": "$$$ppupu",
    "assist-ok": "ppplpupu",
    "reserve-only": "rrrrrrru",
}
LETTERS = {"p": "prohibited", "u": "unsaid", "$": "only-if-paid", "l": "limited", "r": "reserved"}


@pytest.mark.parametrize("name", IDS)
def test_use_by_use(name: str) -> None:
    assert list(preset(name).uses.values()) == [LETTERS[c] for c in USE_BY_USE[name]]


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("holder", ["no", "unsaid"])
def test_without_a_yes_no_copyright_is_claimed(name: str, holder: str) -> None:
    if (name, holder) == ("paid-train", "no"):
        return  # refused, see the record's tests
    terms = issued(name, holder).terms  # type: ignore[arg-type]
    assert "©" not in terms.notice + terms.footer + terms.short
    assert not terms.codes.names_holder
    assert not terms.codes.offers


@pytest.mark.parametrize("name", IDS)
def test_with_a_yes_it_is_unless_the_preset_claims_none(name: str) -> None:
    claimed = "“The Well” © 2026 Ada Writer." in notice(name, "yes")
    assert claimed == (name != "reserve-only")
    assert issued(name, "yes").terms.codes.names_holder == claimed


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("holder", ["yes", "unsaid"])
def test_no_blank_is_left_and_no_word_is_wrong(name: str, holder: str) -> None:
    terms = issued(name, holder).terms  # type: ignore[arg-type]
    for text in (terms.notice, terms.footer, terms.short, terms.sentence):
        assert not re.search(r"[{}]", text)
        assert "  " not in text
        assert not re.search(r"\bowner|\bregist|written by|created on|authentic", text.lower())


def test_the_footer_is_the_terms_then_copy_and_reader() -> None:
    terms = issued("paid-train").terms
    assert terms.short == "AI training only under a signed, paid licence: ada@example.org."
    assert terms.footer == f"{terms.short} Copy 7F3K-Q2 for {READER.in_words}"


def test_without_a_contact_nothing_is_asked_for_in_vain() -> None:
    work = type(WORK)(WORK.title, WORK.writer, "", WORK.year)
    terms = issued("paid-train", work=work).terms
    assert "Contact" not in terms.notice
    assert terms.short == "AI training only under a signed, paid licence."


def test_the_blanks_stand_where_nothing_is_filled_in() -> None:
    for row in PRESETS:
        for held in (True, False):
            text = wording.notice(row, wording.BLANKS, held=held)
            named = set(re.findall(r"{([a-z]+)}", text))
            assert {"title", "writer", "copy", "recipient", "date"} <= named <= set(wording.BLANKS)


@pytest.mark.parametrize("name", ["", "NO-AI", "no-ai ", "x" * 5000, "\x1b[31m", "\udcff"])
def test_another_name_is_refused_with_the_six(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        preset(name)
    assert all(known in refused.value.hint for known in IDS)
    assert refused.value.message.isprintable()
