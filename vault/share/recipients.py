"""For whom copies are made: people as they are typed, pasted or listed in a CSV."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from vault.errors import BadInput
from vault.licence.issuing import checked
from vault.licence.record import Recipient

LONGEST = 80
"""Letters of a name or an organisation: they stand at the foot of every page."""
LONGEST_MAIL = 254
MOST = 200
MOST_BYTES = 1 << 20

_PERSON = re.compile(r"\s*(?P<name>[^<>]*?)\s*(?:<\s*(?P<mail>[^<>]*?)\s*>)?\s*")
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_Key = tuple[str, str, str]
_COLUMNS = {
    "name": ("name", "recipient", "reader", "full name"),
    "mail": ("mail", "email", "e-mail", "email address", "e-mail address"),
    "organisation": ("organisation", "organization", "company", "firm"),
}


def person(text: str) -> Recipient:
    """Return who is meant by ``Name <mail>``, or by a name alone.

    Raises ``BadInput`` for no name, a mail address that is none, or what no page can show.
    """
    found = _PERSON.fullmatch(text)
    if found is None:
        raise BadInput(f"{_shown(text)} names no reader.", "Write it as Name <mail address>.")
    return _recipient(found["name"], found["mail"] or "", "")


def listed(data: bytes, name: str) -> list[Recipient]:
    """Return the people in a CSV whose first row names its columns: name, and mail, organisation.

    Columns are separated by commas, semicolons or tabs; further columns are left aside. Raises
    ``BadInput`` that names the row.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(f"{name} is larger than any list of readers.", "Give a shorter one.")
    rows = _rows(data, name)
    places = _places(rows[0][1] if rows else [], name)
    found: dict[_Key, int] = {}
    people = []
    for number, row in rows[1:]:
        values = [row[place].strip() if place < len(row) else "" for place in places]
        if not any(cell.strip() for cell in row):
            continue
        try:
            person = _recipient(*values)
        except BadInput as error:
            raise BadInput(f"{name}, row {number}: {error.message}", error.hint) from error
        first = found.setdefault(_key(person), number)
        if first != number:
            raise BadInput(
                f"{name}, row {number}: {person.in_words} stands in row {first} already.",
                "Name each reader once.",
            )
        people.append(person)
    if not people:
        raise BadInput(f"{name} lists no reader.", "Give each a row under the column “name”.")
    return people


def _rows(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV, each with the number of the line in which it begins."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Any other encoding would be a guess, and a name that was guessed wrongly would be signed.
        raise BadInput(
            f"{name}, row {data.count(bytes([10]), 0, error.start) + 1}: this is not UTF-8.",
            "Save the list as CSV in UTF-8.",
        ) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[tuple[int, list[str]]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in lines:
            rows.append((begins, row))
            begins = lines.line_num + 1
    except csv.Error as error:
        raise BadInput(
            f"{name}, row {begins}: this is not a CSV that can be read.",
            "Look at the quotes in it, or save it as CSV again.",
        ) from error
    return rows


def everyone(people: Iterable[Recipient]) -> list[Recipient]:
    """Return all readers; raises ``BadInput`` for none, too many, or one named twice."""
    found: list[Recipient] = []
    seen: set[_Key] = set()
    for one in people:
        if _key(one) in seen:
            raise BadInput(f"{one.in_words} is named twice.", "Name each reader once.")
        seen.add(_key(one))
        found.append(one)
    if not found:
        raise BadInput("No reader is named.", 'Name one with --to "Name <mail address>".')
    if len(found) > MOST:
        raise BadInput(f"{len(found)} readers are too many at once.", f"Name {MOST} at most.")
    return found


def file_name(title: str, recipient: Recipient, copy_id: str, suffix: str = ".pdf") -> str:
    """Return a file name that every system takes, and that only this copy has."""
    parts = [_safe(title, 60), _safe(recipient.name, 60), copy_id]
    return " - ".join(filter(None, parts)) + suffix


def _recipient(name: str, mail: str, organisation: str) -> Recipient:
    name = checked("reader's name", name)
    organisation = checked("reader's organisation", organisation, empty=True)
    if max(len(name), len(organisation)) > LONGEST:
        longest = _shown(max(name, organisation, key=len))
        raise BadInput(
            f"The name {longest} is longer than {LONGEST} letters.",
            "Shorten it: it stands at the foot of every page.",
        )
    if mail and (len(mail) > LONGEST_MAIL or not _MAIL.fullmatch(mail)):
        raise BadInput(f"{_shown(mail)} is not a mail address.", f"Correct it for {name}.")
    return Recipient(name, checked("reader's mail address", mail, empty=True), organisation)


def _key(one: Recipient) -> _Key:
    """Return what makes two readers the same, however they are spelt."""
    return _plain(one.name), _plain(one.mail), _plain(one.organisation)


def _places(head: Sequence[str], name: str) -> list[int]:
    """Return where name, mail and organisation stand; one that is not there, behind the end."""
    titles = [_plain(title) for title in head]
    places = []
    for known in _COLUMNS.values():
        there = [titles.index(title) for title in known if title in titles]
        places.append(there[0] if there else 1 << 30)
    if places[0] == 1 << 30:
        raise BadInput(f"{name} has no column “name”.", "Name the columns in its first row.")
    return places


def _safe(text: str, longest: int) -> str:
    """Return what of a text may stand in a file name on Windows, macOS and Linux."""
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LMN" or sign in " -_,'’&()" else " "
        for sign in unicodedata.normalize("NFC", text)
    )  # no dots: what Windows reads before the first one must not be the name of a device
    short = " ".join(kept.split())
    while len(short.encode()) > longest:
        short = short[:-1]
    return short.strip(" -")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _shown(text: str) -> str:
    short = text if len(text) <= 60 else text[:60] + "…"
    return short if short.isprintable() and short else ascii(short)
