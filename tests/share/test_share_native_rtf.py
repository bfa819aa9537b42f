"""RTF copies: the words stay, comments and traces do not travel, the terms stand."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.share.conftest import Desk, record_for
from tests.share.natives import HOSTILE, PROJECTED, copied, terms_of
from vault.errors import BadInput
from vault.licence.native_rtf import groups, words, written

SCRIPT = r"""{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0 Courier;}}{\colortbl;}
{\stylesheet{\*\cs1\v hushed;}}{\info{\title hush-1}{\author hush-2}}
{\*\rsidtbl \rsid1\rsid99}{\*\userprops{\propname hush-3}\proptype30{\staticval hush-4}}
{\*\xmlnstbl hush-5}{\*\bkmkstart here}\sectd\titlepg{\header\pard Mine\par}
{\headerl hush-10}{\footerr hush-11}{\footer\pard Page 1\par}
\pard\plain\b\insrsid77 INT. CAF\'c9 - DAY\b0\par
{\*\atnid hush-6}{\*\atnauthor hush-7}\chatn
{\*\annotation hush-8 {\*\atnref 1}}\charrsid12 Tea \u8212 ? two.\par
{\*\bkmkend here}{\field{\*\fldinst PAGE}{\fldrslt 1}}{\pict\bin9 {}}{}\{\hu}The end.\par}
hush-9
"""


def plain(data: bytes) -> str:
    return words(data.decode("latin-1"))


def test_nothing_private_travels_and_the_words_do() -> None:
    data = copied("a.rtf", SCRIPT)
    text = data.decode("ascii")
    assert "hush-" not in text
    assert "rsid" not in text
    for kept in (
        r"INT. CAF\'c9 - DAY\b0\par", r"Tea \u8212 ? two.\par", r"{\pict\bin9 {}}{}\{\hu}",
        r"{\*\fldinst PAGE}", r"{\header\pard Mine\par}", r"{\*\cs1\v hushed;}",
    ):  # fmt: skip
        assert kept in text
    record = record_for()
    printed = plain(data)
    first = printed.index("Copy 7F3K-Q2 for Miriam Okafor, Harrow Films\n")
    assert record.terms.notice in printed[first:].replace("\n", " ")
    assert printed.index("INT. CAF\u00c9 - DAY") > printed.index("These terms are requested")
    assert "Tea \u2014 two.\n" in printed
    feet = [group for group in groups(text) if group.name in ("footer", "footerf")]
    told = [words(text[group.start : group.end]).split("\n") for group in feet]
    assert ["Page 1", "", record.terms.footer] in told
    assert [record.terms.footer, ""] in told


@pytest.mark.parametrize("licence", sorted(PROJECTED))
def test_each_preset(tmp_path: Path, licence: str) -> None:
    data = copied("a.rtf", SCRIPT, licence=licence, holder="yes")
    mining, usage = PROJECTED[licence]
    text = data.decode("ascii")
    told = dict(re.findall(r"{\\propname ([\w-]+)}\\proptype30{\\staticval\\uc1 ([^{}]*)}", text))
    assert (told["tdm-reservation"], told["Content-Usage"]) == ("1", usage)
    assert told["plus-DataMining"] == mining
    assert f"tdm-reservation:1; Content-Usage: {usage}}}" in text
    signals = terms_of(tmp_path, "a.rtf", data).signals
    assert [s.value for s in signals if s.property == "licence"] == [licence]
    assert [s for s in signals if "Signed with key" in s.says]
    assert [s.source for s in signals if s.property == "notice"] == ["the footer"]


def test_names_that_could_end_what_holds_them(tmp_path: Path) -> None:
    data = copied("a.rtf", SCRIPT, name=HOSTILE + " \U0001f3ac", title="T } \\par {x")
    assert f"Copy 7F3K-Q2 for {HOSTILE} \U0001f3ac, Harrow Films\n" in plain(data)
    assert [s for s in terms_of(tmp_path, "a.rtf", data).signals if f"For {HOSTILE}" in s.says]


def test_pages_of_two_sides_have_a_footer_each() -> None:
    text = copied("a.rtf", SCRIPT.replace("\\titlepg", "\\facingp")).decode("ascii")
    assert {g.name for g in groups(text) if g.name.startswith("footer")} == {
        "footer", "footerl", "footerr",
    }  # fmt: skip


def test_a_table_at_the_beginning_stays_whole() -> None:
    text = copied(
        "a.rtf", r"{\rtf1{\fonttbl}\trowd\cellx9\pard\intbl Cell\cell\row\pard\par}"
    ).decode()
    assert text.index("These terms are requested") < text.index("\\trowd")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SCRIPT.replace("Tea", r"\deleted Tea"), "tracks changes"),
        (SCRIPT.replace("Tea", r"\revised Tea"), "tracks changes"),
        (SCRIPT.replace("Tea", r"\v Tea\v0"), "hidden words"),
        (SCRIPT.replace("Tea", r"{\object x}"), "neither words nor pictures"),
        (SCRIPT.replace("{\\header\\", "{{\\header\\"), "braces"),
        ("{\\rtf1 " + "{" * 2_000 + "x" + "}" * 2_001, "more parts"),
        (r"{\rtf1{\fonttbl x}}", "no words"),
        ("{\\rtf1", "damaged"),
    ],
)
def test_what_cannot_be_copied_is_said(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        copied("a.rtf", text)
    assert said in refused.value.message
    assert refused.value.hint


def test_what_is_shown_again_is_no_hidden_word() -> None:
    assert b"Tea" in copied("a.rtf", SCRIPT.replace("Tea", r"\v0 Tea"))


def test_real_rich_text_keeps_its_words(samples: Path, tmp_path: Path) -> None:
    found = sorted((samples / "scriv").rglob("*.rtf"))
    assert found
    for path in found:
        data = path.read_bytes()
        begin = data.index(b"\\pard")
        try:
            copy = copied("a.rtf", data)
        except BadInput as refused:
            assert "no words" in refused.message
            continue
        assert data[begin:].rstrip(b"\0\r\n ")[:2000] in copy
        signals = terms_of(tmp_path, "a.rtf", copy).signals
        assert [s for s in signals if "Signed with key" in s.says]


@given(st.text(max_size=60))
def test_written_text_is_read_back(text: str) -> None:
    kept = "".join(sign for sign in text if sign not in "\r\n" and not "\ud800" <= sign <= "\udfff")
    assert words(f"{{\\uc1 {written(kept)}}}") == kept
    assert written(kept).isascii()


PIECES = st.sampled_from(
    ["{", "}", "\\", "\\*", "\\par", "\\pard ", "\\u-10179 ?", "\\'e9", "\\bin3", "x", " ", "\\v0",
     "{\\*\\hush hush}", "{\\footer f}", "\\uc0 ", "\\'", "\n", "\x00"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_source_is_copied_or_refused(text: str) -> None:
    try:
        copy = copied("a.rtf", "{\\rtf1 " + text + "}")
    except BadInput:
        return
    found = groups(copy.decode("latin-1"))
    assert "hush" not in {group.name for group in found}
    assert found[0].end == len(copy)


def test_it_is_issued_though_its_words_are_not_read(desk: Desk) -> None:
    path = desk.small.scripts / "Draft.rtf"
    path.write_text(SCRIPT, "ascii")
    desk.small.seal(path)
    made = desk.copies("latest:Draft.rtf", form="native")[0]
    assert (made["format"], made["marks"]) == ("rtf", ["visible", "metadata"])
    assert made["path"].endswith(".rtf")
