"""The words of letters, pages and mails that a script was pasted into."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vault.errors import BadInput, Unreadable
from vault.trace import documents
from vault.trace.letters import EMPTY
from vault.trace.suspects import read

LINES = ["INT. WELL - NIGHT", "Water rises; she doesn't look — “not yet”.", "MARA", "I can't."]
WORDS = " ".join(LINES).split()
OFFICE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def packed(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if name == "word/document.xml":
            file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(name, text)
    return out.getvalue()


def in_word(body: str) -> bytes:
    text = f'<w:document xmlns:w="{OFFICE}"><w:body>{body}</w:body></w:document>'
    return packed("word/document.xml", text)


def in_open_document(body: str) -> bytes:
    head = f'xmlns:office="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0"'
    text = f"<office:document-content {head}><office:body><office:text>{body}"
    tail = "</office:text></office:body></office:document-content>"
    return packed("content.xml", text + tail)


def in_rtf(lines: list[str]) -> bytes:
    def escaped(line: str) -> str:
        return "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in line)

    body = "\\par ".join(map(escaped, lines))
    return (
        r"{\rtf1\ansi{\fonttbl{\f0 Courier;}}{\info{\title Nothing}}{\pict ffd8ffe0}\f0 "
        f"{body}}}"
    ).encode("ascii")


def test_a_word_document_gives_its_words_and_not_what_was_taken_out() -> None:
    runs = "".join(
        f"<w:p><w:r><w:t>{line[:5]}</w:t></w:r><w:r><w:t>{line[5:]}</w:t></w:r></w:p>"
        for line in LINES
    )
    gone = "<w:p><w:del><w:r><w:delText>Cut words.</w:delText></w:r></w:del></w:p>"
    assert documents.words(in_word(runs + gone)) == WORDS
    tabs = "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>"
    assert documents.words(in_word(tabs)) == ["one", "two", "three"]


def test_an_open_document_gives_its_words() -> None:
    body = "".join(
        f"<text:p>{line[:3]}<text:span>{line[3:]}</text:span></text:p>" for line in LINES
    )
    gone = "<text:tracked-changes><text:p>Cut words.</text:p></text:tracked-changes>"
    assert documents.words(in_open_document(gone + body)) == WORDS
    assert documents.words(in_open_document("<text:h>a<text:s/>b</text:h>")) == ["a", "b"]


def test_an_rtf_gives_its_words_and_nothing_of_its_tables() -> None:
    assert documents.words(in_rtf(LINES)) == WORDS


def test_a_page_gives_what_it_shows() -> None:
    body = "".join(f"<p>{line.replace('“', '&ldquo;')}</p>" for line in LINES)
    page = f"<!DOCTYPE html><html><head><title>No</title></head><body>{body}"
    page += "<script>if (a < b) { nothing() }</script><!-- hidden --><p>Th<b>e e</b>nd"
    found = documents.words_of_page(page)
    assert found == [*WORDS, "The", "end"]


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
def test_a_mail_gives_its_text_however_it_is_coded(tmp_path: Path, coding: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Look"
    mail.set_content("\n".join(LINES), cte=coding)
    (tmp_path / "leak.eml").write_bytes(bytes(mail))
    [suspect] = read(tmp_path / "leak.eml")
    assert suspect.sheet.texts() == WORDS
    mail.add_alternative("<p>another</p>", subtype="html")
    assert documents.words_of_mail(bytes(mail)) == WORDS
    page = EmailMessage()
    page.set_content("<p>" + "</p><p>".join(LINES) + "</p>", subtype="html", cte=coding)
    assert documents.words_of_mail(bytes(page)) == WORDS


def test_a_page_and_documents_are_suspects(tmp_path: Path) -> None:
    made = {
        "leak.html": ("<html><body><p>" + "</p><p>".join(LINES)).encode(),
        "leak.docx": in_word("".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in LINES)),
        "leak.odt": in_open_document("".join(f"<text:p>{one}</text:p>" for one in LINES)),
        "leak.rtf": in_rtf(LINES),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        [suspect] = read(tmp_path / name)
        assert suspect.sheet.texts() == WORDS, name
    (tmp_path / "none.docx").write_bytes(in_word(""))
    [suspect] = read(tmp_path / "none.docx")
    assert suspect.sheet is EMPTY


def test_what_is_damaged_or_nests_without_end_is_said(tmp_path: Path) -> None:
    deep = in_word("<w:sdt>" * 100_000 + "<w:t>deep</w:t>" + "</w:sdt>" * 100_000)
    assert documents.words(deep) == ["deep"]
    nested = b""
    for part in range(2000):
        nested += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (part, part)
    with pytest.raises(Unreadable, match="more parts"):
        documents.words_of_mail(nested)
    (tmp_path / "leak.eml").write_bytes(nested)
    with pytest.raises(BadInput, match=r"leak\.eml: It has more parts"):
        list(read(tmp_path / "leak.eml"))
    (tmp_path / "broken.docx").write_bytes(in_word("<w:p>"))
    with pytest.raises(BadInput, match="not well formed"):
        list(read(tmp_path / "broken.docx"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text("<>/a!-html&#;\"'= \n", max_size=200).map(str.encode))
@example(b"<![foo[")
@example(b"Content-Type: text/plain; charset=\xff\n\nx")
@example(
    b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<p>x\n--a--"
)
def test_no_bytes_stop_the_reading_of_pages_and_mails(data: bytes) -> None:
    assert all(word.strip() for word in documents.words_of_mail(data))
    assert all(word.strip() for word in documents.words_of_page(data.decode("latin-1")))


def test_a_real_page_of_many_open_tags_takes_no_time() -> None:
    assert documents.words_of_page("<script" * 300_000) is not None
    assert documents.words_of_page("<script>" * 300_000 + "x") == []
