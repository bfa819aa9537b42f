"""Readers of a share: typed, pasted, dropped as a CSV; taken all or none, and out again."""

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import Stage
from tests.ui.dropping import drop
from vault.licence.record import Recipient
from vault.operations.preparing import Held
from vault.ui.share_readers import Readers, has, people

MIRIAM = Recipient("Miriam Okafor", "miriam@harrow.example", "Harrow Films")
JONAS = Recipient("Jonas Weil")

NAMES = st.text(st.characters(whitelist_categories=["Lu", "Ll"]), min_size=1, max_size=12)
MAILS = st.sampled_from(["", "a@b.example", "first.last+x@studio.example"])


@pytest.fixture
def readers(stage: Stage) -> Readers:
    made = Readers()
    made.resize(700, 400)
    made.show()
    stage.until(made.isVisible, "the table")
    return made


def written(one: Recipient) -> str:
    return f"{one.name} <{one.mail}>" if one.mail else one.name


@given(st.lists(st.builds(Recipient, NAMES, MAILS), max_size=6), st.sampled_from("\n;,"))
def test_a_list_is_read_however_it_is_parted(listed: list[Recipient], between: str) -> None:
    assert people(f"{between} ".join(map(written, listed))) == [
        Recipient(normalize("NFC", one.name), one.mail) for one in listed
    ]


def test_a_comma_in_quotes_parts_nobody() -> None:
    assert people('"Okafor, Miriam" <m@harrow.example>, Jonas Weil\n\n; ') == [
        Recipient("Okafor, Miriam", "m@harrow.example"),
        JONAS,
    ]


def test_a_reader_is_typed_and_taken_out_by_keys_alone(stage: Stage, readers: Readers) -> None:
    for text in ("Miriam Okafor <miriam@harrow.example>", "Jonas Weil"):
        QTest.keyClicks(readers.field, text)
        QTest.keyClick(readers.field, Qt.Key.Key_Return)
    assert [one.name for one in readers.people] == ["Miriam Okafor", "Jonas Weil"]
    assert readers.field.text() == ""

    def away() -> list[QPushButton]:
        buttons = readers.findChildren(QPushButton)
        return [b for b in buttons if b.isVisible() and b.accessibleName().startswith("Remove")]

    names = ["Remove Miriam Okafor", "Remove Jonas Weil"]
    stage.until(lambda: [b.accessibleName() for b in away()] == names, "the rows")
    QTest.keyClick(away()[0], Qt.Key.Key_Space)
    assert readers.people == [JONAS]


def test_a_list_is_pasted_with_its_lines(stage: Stage, readers: Readers) -> None:
    QGuiApplication.clipboard().setText("Miriam Okafor <miriam@harrow.example>\nJonas Weil\n")
    QTest.keyClick(readers.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [one.name for one in readers.people] == ["Miriam Okafor", "Jonas Weil"]
    QGuiApplication.clipboard().setText("Coverage")
    QTest.keyClick(readers.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert readers.field.text() == "Coverage"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Miriam <not a mail>", "is not a mail address"),
        ("<miriam@harrow.example>", "name is missing"),
        ("Jonas Weil, Miriam\njonas  weil", "is named twice"),
        ("M" * 500, "longer than"),
        ("Miriam\u202e Okafor", "control character"),
        (" ; ,", "No reader is named. Type a name"),
    ],
)
def test_readers_that_cannot_be_are_said_and_none_is_taken(
    readers: Readers, text: str, sentence: str
) -> None:
    assert not readers.take(text)
    assert sentence in readers.error.text()
    assert readers.error.isVisible()
    assert readers.people == []
    assert readers.field.text() != ""
    assert readers.take("Miriam Okafor")
    assert not readers.error.isVisible()


def test_a_csv_is_dropped(readers: Readers, tmp_path: Path) -> None:
    path = tmp_path / "readers.csv"
    path.write_text(
        "Name;Company;E-mail\nMiriam Okafor;Harrow Films;miriam@harrow.example\nJonas Weil;;\n",
        encoding="utf-8-sig",
    )
    assert drop(readers, [QUrl.fromLocalFile(str(path))])
    assert readers.people == [MIRIAM, JONAS]
    assert not readers.field.acceptDrops()  # it would write the file's address down as a name


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Miriam Okafor\n", "has no column"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"name\n", "lists no reader"),
        (b"name,mail\nMiriam,nonsense\n", "row 2"),
    ],
)
def test_a_csv_that_cannot_be_read_is_said(
    readers: Readers, tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "readers.csv"
    path.write_bytes(data)
    drop(readers, [QUrl.fromLocalFile(str(path))])
    assert sentence in readers.error.text()
    assert readers.people == []


def test_a_list_that_is_gone_or_two_of_them_are_said(readers: Readers, tmp_path: Path) -> None:
    gone = QUrl.fromLocalFile(str(tmp_path / "gone.csv"))
    drop(readers, [gone])
    assert "no such file" in readers.error.text()
    drop(readers, [gone, gone])
    assert "2 files were dropped." in readers.error.text()


def test_who_has_a_draft_already_is_told_by_mail_or_by_name() -> None:
    held = [Held(MIRIAM, 3), Held(JONAS, 2), Held(JONAS, 5)]
    assert has(Recipient("M. Okafor", "MIRIAM@harrow.example"), held, 5) == (
        "waiting",
        "has draft 3",
    )
    assert has(Recipient("Miriam Okafor", "other@harrow.example"), held, 5) == ("", "new copy")
    assert has(Recipient("jonas weil"), held, 5) == ("waiting", "has this draft")
    assert has(Recipient("jonas weil"), held, 6) == ("waiting", "has draft 5")
    assert has(Recipient("Somebody"), held, 5) == ("", "new copy")
