"""RSL 1.0: what a copy's terms become in it, held against the table, and what others' come to."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.licence.papers import WORK, issued
from vault.licence import rsl
from vault.licence.presets import PRESETS
from vault.licence.record import Holder, Work

RSL = "{https://rslstandard.org/rsl}"
URL = Work("The Well", 'Ada "A" <Writer> & Co', "https://ada.example/ask?a=1&b=2", 2026)
CLOSED = {
    "no-train": "ai-train",
    "no-train-no-models": "ai-train sv:model-use",
    "no-ai": "ai-all sv:model-use",
    "paid-train": "ai-all",
    "assist-ok": "ai-train ai-index",
}


def read(preset: str, holder: Holder = "unsaid", work: Work = WORK) -> ET.Element:
    return ET.fromstring(rsl.written(issued(preset, holder, work)))


def texts(root: ET.Element) -> dict[str, str]:
    return {one.tag.removeprefix(RSL): one.text or "" for one in root.iter() if not len(one)}


@pytest.mark.parametrize("preset", CLOSED)
def test_what_is_closed_is_prohibited(preset: str) -> None:
    found = texts(read(preset))
    assert found == {"prohibits": CLOSED[preset], "legal": "mailto:ada@example.org"}


def test_rights_that_are_only_reserved_are_nobodys_to_license() -> None:
    assert rsl.written(issued("reserve-only")) == ""


def test_a_fee_is_named_where_the_writer_offers_a_licence() -> None:
    root = read("paid-train", "yes", URL)
    assert texts(root) == {
        "permits": "ai-train",
        "prohibits": "ai-input ai-index",
        "custom": URL.contact,
        "legal": URL.contact,
        "copyright": URL.writer,
    }
    [payment] = root.iter(f"{RSL}payment")
    assert payment.get("type") == "training"
    order = [one.tag.removeprefix(RSL) for one in root.iter()]
    assert order == ["rsl", "content", "license", "permits", "prohibits", "payment", "custom",
                     "legal", "copyright"]  # fmt: skip


@pytest.mark.parametrize("preset", [row.id for row in PRESETS])
def test_every_preset_is_read_as_it_was_written(preset: str) -> None:
    for holder in ("yes", "unsaid"):
        record = issued(preset, holder)  # type: ignore[arg-type]  # as of Holder
        _, uses = rsl.said(rsl.written(record))
        for use, answer in uses.items():
            assert answer == record.terms.uses[use] or preset == "paid-train", use
        if preset == "paid-train":
            wanted = "only-if-paid" if holder == "yes" else "prohibited"
            assert uses["train_generative"] == wanted


UNLISTED = dict.fromkeys(("train_generative", "train_other", "ai_input", "ai_index"), "prohibited")


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ('<rsl:prohibits type="usage">ai-train</rsl:prohibits>',
         {"train_generative": "prohibited", "train_other": "prohibited"}),
        ("<permits type='usage'>search</permits>", {**UNLISTED, "search": "allowed"}),
        ('<permits type="usage">ai-input</permits><payment type="use"/>',
         {**UNLISTED, "ai_input": "only-if-paid"}),
        ('<permits type="usage">ai-input</permits><payment type="free"/>',
         {**UNLISTED, "ai_input": "allowed"}),
        ('<prohibits type="usage">search</prohibits><permits type="usage">search</permits>',
         {**UNLISTED, "search": "prohibited"}),
        ('<permits type="usage">ai-all</permits>', dict.fromkeys(UNLISTED, "allowed")),
        ('<permits type="geo">EU</permits>', {}),
        ("", {}),
    ],
)  # fmt: skip
def test_what_others_wrote_is_read(text: str, uses: dict[str, str]) -> None:
    assert rsl.said(text)[1] == uses


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    rsl.said(text)
