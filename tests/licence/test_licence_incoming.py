"""The terms in what other people make: books, web pages, headers, lists of rules."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.licence.others import MADE, read, said, values
from tests.licence.papers import issued, signed
from vault.errors import BadInput
from vault.licence import books, web
from vault.licence.native import lines

RSL = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license>'
    '<prohibits type="usage">ai-train</prohibits></license></content></rsl>'
)
PAGE = f"""<!doctype html>
<html><head>
<!-- <meta name="tdm-reservation" content="0"> -->
<META content='1' NAME=tdm-reservation>
<meta name="tdm-policy"
      content="https://a.example/policy?a=1&amp;b=>2">
<meta name="robots" content="index, noai">
<meta name="dcterms.rights" content="No training.">
<link rel="license" type="application/rsl+xml" href="https://a.example/license.xml">
<link rel="stylesheet" href="https://a.example/style.css">
<script type="application/rsl+xml">{RSL}</script>
</head><body><p>tdm-reservation: 0</p></body></html>
"""


@pytest.mark.parametrize("name", ["page.html", "PAGE.HTM", "page.xhtml"])
def test_a_page(name: str, tmp_path: Path) -> None:
    terms = read(tmp_path, name, PAGE)
    assert [(s.property, s.value) for s in terms.signals[:5]] == [
        ("tdm-reservation", "1"),
        ("tdm-policy", "https://a.example/policy?a=1&b=>2"),
        ("robots", "index, noai"),
        ("dc:rights", "No training."),
        ("License", "https://a.example/license.xml"),
    ]
    assert [s.property for s in terms.signals[5:]] == ["rsl"]
    assert said(terms) == {
        "train_generative": "prohibited",
        "train_other": "prohibited",
        "data_mining": "reserved",
    }
    assert terms.signals[3].uses == {}


@pytest.mark.parametrize(
    "piece", ["<!--", "<meta ", '<meta "', "<meta a='", "<link '\"", "<rsl>", "<meta a=b>"]
)
def test_a_page_that_is_broken_on_purpose_is_read_in_time(piece: str, tmp_path: Path) -> None:
    try:
        assert not said(read(tmp_path, "page.html", piece * (300_000 // len(piece))))
    except BadInput as refused:
        assert "more about rights than is looked at" in refused.message


@given(
    st.text(st.sampled_from("<>!-meta link'\"= name content tdm-reservation 01\n"), max_size=300)
)
def test_any_page_ends_in_an_answer(text: str) -> None:
    for found in [*web.in_page(text), *web.in_lines(text)]:
        assert all(signal.says for signal in found.signals())


ROBOTS = """User-Agent: *
License: https://a.example/license.xml
Content-Usage: train-ai=n
content-usage: /open train-ai=y
Content-Signal: search=yes, ai-input=no, ai-train=no
Allow: /
"""


def test_robots_txt(tmp_path: Path) -> None:
    terms = read(tmp_path, "robots.txt", ROBOTS)
    assert [(s.source, s.property, s.value) for s in terms.signals] == [
        ("line 2", "License", "https://a.example/license.xml"),
        ("line 3", "Content-Usage", "train-ai=n"),
        ("line 4", "Content-Usage", "train-ai=y"),
        ("line 5", "Content-Signal", "search=yes, ai-input=no, ai-train=no"),
    ]
    assert said(terms) == {
        "train_generative": "prohibited",
        "train_other": "prohibited",
        "ai_input": "prohibited",
        "search": "allowed",
    }
    assert [conflict["use"] for conflict in terms.conflicts] == ["train_generative"]


HEADERS = """HTTP/2 200\r
content-type: text/html\r
TDM-Reservation: 1\r
tdm-policy: https://a.example/p\r
X-Robots-Tag: noai, noimageai\r
Link: <https://a.example/style.css>; rel="preload"\r
Link: <https://a.example/l.xml>; rel="license"; type="application/rsl+xml"\r
"""


@pytest.mark.parametrize("name", ["site.headers", "site.http", "site.txt"])
def test_what_a_server_says(name: str, tmp_path: Path) -> None:
    terms = read(tmp_path, name, HEADERS)
    assert [(s.source, s.property, s.value) for s in terms.signals] == [
        ("line 3", "tdm-reservation", "1"),
        ("line 4", "tdm-policy", "https://a.example/p"),
        ("line 5", "robots", "noai, noimageai"),
        ("line 7", "License", "https://a.example/l.xml"),
    ]
    assert said(terms)["data_mining"] == "reserved"


def test_lines_of_a_copy_of_ours_are_told_once(tmp_path: Path) -> None:
    record = issued()
    text = "Words.\n\n" + "\n".join(lines(record, signed(record))) + "\n"
    assert len(values(read(tmp_path, "copy.txt", text), "tdm-reservation")) == 1


def test_words_of_a_script_are_no_lines(tmp_path: Path) -> None:
    text = "LICENSE: a word on paper\n\nLink: it is a chain.\n\nShe says: tdm-reservation: 1\n"
    assert read(tmp_path, "script.fountain", text).signals == []


def test_rules_of_a_site(tmp_path: Path) -> None:
    text = """[{"location": "/a/*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"},
              {"location": "/free/\\u001b*", "tdm-reservation": 0}, 7, {"location": "/none"}]"""
    terms = read(tmp_path, "tdmrep.json", text)
    assert [(s.source, s.property, s.value) for s in terms.signals] == [
        ("the rule for /a/*", "tdm-reservation", "1"),
        ("the rule for /a/*", "tdm-policy", "https://a.example/p"),
        ("the rule for '/free/\\x1b*'", "tdm-reservation", "0"),
    ]
    assert said(terms) == {"data_mining": "reserved"}
    assert [conflict["use"] for conflict in terms.conflicts] == ["data_mining"]


@pytest.mark.parametrize(
    "text",
    [
        '{"TDM-Reservation": "1", "content-usage": "train-ai=n"}',
        '{"status": 200, "headers": {"tdm-reservation": 1, "Content-Usage": "train-ai=n"}}',
    ],
)
def test_headers_that_a_program_kept(text: str, tmp_path: Path) -> None:
    terms = read(tmp_path, "answer.json", text)
    assert {s.source for s in terms.signals} == {"the headers"}
    assert said(terms) == {"data_mining": "reserved", "train_generative": "prohibited"}


def test_an_offer_and_a_record_by_themselves(tmp_path: Path) -> None:
    offer = '{"@type": "Offer", "permission": [{"action": "tdm:mine"}]}'
    assert values(read(tmp_path, "policy.jsonld", offer), "odrl-offer") == [offer]
    terms = read(tmp_path, "licence.json", issued("no-ai").raw)
    assert values(terms, "licence") == ["no-ai"]
    assert terms.signals[0].says.endswith("The record is not signed.")
    assert read(tmp_path, "other.json", '{"a": 1}').signals == []


@pytest.mark.parametrize("name", ["license.xml", "license.rsl"])
def test_rsl_by_itself(name: str, tmp_path: Path) -> None:
    terms = read(tmp_path, name, RSL)
    assert said(terms) == {"train_generative": "prohibited", "train_other": "prohibited"}


CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def book(metadata: str, package: str = "", **more: str | bytes) -> bytes:
    opf = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" {package}>'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata></package>'
    )
    parts: Mapping[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        books.CONTAINER: CONTAINER,
        "OPS/book.opf": opf,
        **{name.replace("__", "/").replace("_", "."): data for name, data in more.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


EPUB_3 = (
    '<meta property="t:reservation">1</meta><meta property="t:policy">https://a.example/p</meta>'
    '<meta property="t:other">x</meta><meta property="x:reservation">0</meta>'
    '<meta property="dcterms:rights">Dated rights.</meta>'
    "<dc:rights>All rights reserved.</dc:rights>"
    '<link rel="license" href="https://a.example/l.xml"/>'
)


def test_a_book(tmp_path: Path) -> None:
    declared = 'prefix="t: http://www.w3.org/ns/tdmrep# x: http://a.example/x#"'
    terms = read(tmp_path, "book.epub", book(EPUB_3, declared))
    assert sorted((s.property, s.value) for s in terms.signals) == [
        ("License", "https://a.example/l.xml"),
        ("dc:rights", "All rights reserved."),
        ("dc:rights", "Dated rights."),
        ("tdm-policy", "https://a.example/p"),
        ("tdm-reservation", "1"),
    ]
    assert said(terms) == {"data_mining": "reserved"}


PREFIXED = (
    '<rsl:rsl xmlns:rsl="https://rslstandard.org/rsl"><rsl:content url="urn:x"><rsl:license>'
    '<rsl:prohibits type="usage">ai-input</rsl:prohibits></rsl:license></rsl:content></rsl:rsl>'
)


@pytest.mark.parametrize(
    ("metadata", "uses"),
    [
        ('<meta name="tdm:reservation" content="1"/>', {"data_mining": "reserved"}),
        ('<meta property="tdm:reservation">1</meta>', {"data_mining": "reserved"}),
        ('<meta property="tdm:reservation">0</meta>', {"data_mining": "allowed"}),
        (RSL.replace("ai-train", "ai-input"), {"ai_input": "prohibited"}),
        (PREFIXED, {"ai_input": "prohibited"}),
        ("", {}),
    ],
)
def test_books_of_other_makers(metadata: str, uses: dict[str, str], tmp_path: Path) -> None:
    assert said(read(tmp_path, "book.zip", book(metadata))) == uses


def test_the_pages_and_the_manifest_of_a_book(tmp_path: Path) -> None:
    page = '<html><head><meta name="tdm-reservation" content="1"/></head></html>'
    store = (MADE / "note.txt.c2pa").read_bytes()
    made = book("", OPS__a_xhtml=page, OPS__b_xhtml=page)
    terms = read(tmp_path, "book.epub", made)
    assert [(s.source, s.value) for s in terms.signals] == [("the book's pages", "1")]
    with zipfile.ZipFile(file := io.BytesIO(made), "a") as archive:
        archive.writestr("META-INF/content_credential.c2pa", store)
    terms = read(tmp_path, "book.epub", file.getvalue())
    assert said(terms)["train_generative"] == "prohibited"


@pytest.mark.parametrize(
    "made",
    [
        book("<meta>"),
        book("", 'xmlns:a="b" a:b="c" x='),
        book("").replace(b"OPS/book.opf", b"OPS/none.opf", 1),
        book("")[:-30],
    ],
    ids=range(4),
)
def test_a_book_that_is_damaged(made: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, "book.epub", made)
    assert refused.value.message.startswith("book.epub: ")
