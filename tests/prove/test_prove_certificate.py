"""What stands on a certificate: every figure as the vault has it, every word as it may be said."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper.pdf import kept, run, words_of
from tests.prove.conftest import MOMENT
from tests.test_words import NEVER, said
from vault.prove import certificate_file, certificate_words
from vault.prove.certificate import Certificate, certificate
from vault.prove.certificate_facts import Facts, Stamp
from vault.prove.certificate_page import LEFT, RIGHT
from vault.timestamp.rfc3161 import TokenReport

AWKWARD = {
    "long": "The " + "Very " * 40 + "Long Title.fountain",
    "deep": "Season One/" * 20 + "Pilot.fdx",
    "unbroken": "x" * 240 + ".fdx",
    "cyrillic": "Ночной поезд – Νύχτα.fountain",
    "no letters of ours": "夜の列車 🎬 مرحبا.fountain",
    "hebrew": "שלום עולם.fountain",
    "control": "a\nb\x1b[31m\u202egnp.fountain",
    "one": "X.fdx",
    "nothing": "",
}
PASSED = TokenReport(
    "pass", "It passed.", datetime(2026, 11, 18, 22, 17, 3, 250_000, UTC), timedelta(seconds=1),
    "DigiCert SHA512 RSA4096 Timestamp Responder 2025 1", "0x8EBE4C365", "2.16.840.1.114412.7.1",
    "ab" * 32,
)  # fmt: skip
REFUSED = TokenReport("fail", "The token is over other bytes than these.")
UNKNOWN = replace(PASSED, result="not-checked", reason="Its root is not known.")
STAMPS = {
    "several": (
        Stamp(PASSED, "cd" * 32, 431, "http://timestamp.digicert.com"),
        Stamp(replace(PASSED, authority="Sectigo Public Time Stamping Signer R36"), "ef" * 32, 431,
              "https://timestamp.sectigo.com"),
        Stamp(replace(PASSED, extra_root=True), "12" * 32, 500, "http://other.example"),
    ),
    "refused": (Stamp(REFUSED, "cd" * 32, 9, "http://a"),),
    "not checked": (Stamp(UNKNOWN, "cd" * 32, 9, ""),),
}  # fmt: skip


def changed(facts: Facts, **told: Any) -> Facts:
    return replace(facts, told={**facts.told, **told})


def named(facts: Facts, path: str) -> Facts:
    title = Path(path).stem
    return replace(
        changed(facts, script=path),
        fields={**facts.fields, "names": {"title": title, "path": path}},
    )


def without_time(facts: Facts, status: str, stamps: tuple[Stamp, ...] = ()) -> Facts:
    return replace(changed(facts, not_later_than=None, time_status=status), stamps=stamps)


def everything(made: Certificate) -> str:
    """All that the record says, as one text."""
    rows = [said for row in (*made.rows, *made.details) for said in row.paragraphs]
    parts = [made.opening, *rows, *made.not_shown, *made.steps]
    return " ".join(" ".join(text for text, _ in part) for part in parts).replace("  ", " ")


def opening(made: Certificate) -> str:
    return "".join(text for text, _ in made.opening)


def pdf(facts: Facts, folder: Path) -> Path:
    made = certificate(facts, "file")
    return kept(folder, certificate_file.alone(made, b"PK", facts.issuer, facts.issued))


def variants(facts: Facts) -> dict[str, Facts]:
    found = {name: named(facts, path) for name, path in AWKWARD.items()}
    for name, stamps in STAMPS.items():
        found[name] = (
            replace(facts, stamps=stamps)
            if name == "several"
            else without_time(facts, "waiting", stamps)
        )
    found["waiting"] = without_time(facts, "waiting")
    found["no time"] = without_time(facts, "none")
    reason = "it is a Final Draft file too damaged to find any words in"
    found["not read"] = replace(
        changed(facts, not_read=reason, pages=None, scenes=None, words=None), reading=None
    )
    found["not read yet"] = replace(changed(facts, pages=None, scenes=None), reading=None)
    found["no scenes"] = changed(facts, pages=1, scenes=0, words=0)
    found["flags"] = changed(facts, flags=["clock-set-back", "incomplete", "of a later version"])
    found["both bounds"] = changed(facts, not_earlier_than="2020-01-02T03:04:05.000Z")
    found["huge"] = changed(facts, size=2**31, pages=12_345, scenes=6_789, words=1_234_567)
    found["statements"] = replace(
        changed(facts, label="“quoted” & <tagged>"),
        declarations=[{"declaration": "ai-use"}, {"declaration": "rights"}],
        writer={"name": "Ω" * 200, "email": "w" * 150 + "@example.org"},
    )
    boundless = replace(
        UNKNOWN, authority="A" * 9_000, reason="why " * 9_000, serial="0x" + "F" * 900,
        policy="1." * 900,
    )  # fmt: skip
    found["enormous"] = replace(
        named(facts, "folder/" * 600 + "x.fdx"),
        stamps=(Stamp(boundless, "cd" * 32, 9, "http://" + "a" * 2_000),) * 3,
    )
    found["nobody"] = replace(facts, writer={}, declarations=[])
    found["checked"] = replace(
        facts, checked=(("bag", "pass"), ("time", "pending"), ("content", "not-checked"))
    )
    return found


@pytest.fixture(scope="module")
def pages(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A certificate of each kind as a file."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for number, (name, variant) in enumerate(variants(facts).items()):
        place = folder / str(number)
        place.mkdir()
        made[name] = pdf(variant, place)
    return made


def test_a_certificate_with_time_says_so_and_no_more(facts: Facts) -> None:
    made = certificate(facts, "file")
    assert made.has_time
    assert f"existed no later than {certificate_words.bound(moment(facts))}. They were sealed" in (
        opening(made)
    )
    assert "“The Zanzibar Lighthouse”, draft 2" in opening(made)
    assert made.interval.latest == certificate_words.bound(moment(facts))
    assert made.interval.earliest is None


def moment(facts: Facts) -> datetime:
    return datetime.fromisoformat(str(facts.told["not_later_than"]))


@pytest.mark.parametrize(
    ("variant", "why"),
    [
        ("waiting", "an authority’s answer is still awaited. Waiting is no proof."),
        ("no time", "no authority’s answer is recorded."),
        ("refused", "what an authority answered did not pass the check."),
        ("not checked", "what an authority answered could not be checked here."),
    ],
)
def test_without_time_it_says_plainly_that_none_is_established(
    facts: Facts, variant: str, why: str
) -> None:
    made = certificate(variants(facts)[variant], "file")
    assert not made.has_time
    assert made.interval.latest is None
    assert opening(made).endswith(f"No independent time is established for them: {why}")
    assert "existed" not in opening(made)
    assert ("failed" in everything(made)) is False


def test_of_many_authorities_those_that_count_stand_first(facts: Facts) -> None:
    many = tuple(Stamp(UNKNOWN, f"{n:064x}", 9, "") for n in range(40))
    made = certificate(replace(facts, stamps=(*many, *STAMPS["several"])), "file")
    [row] = [row for row in made.rows if row.label == "Independent time"]
    said = ["".join(text for text, _ in part) for part in row.paragraphs]
    assert len(said) == 7
    assert said[0].startswith(PASSED.authority)
    assert said[-1] == "and 37 more, in the record below"
    assert sum(row.label == "Time token" for row in made.details) == 43


def test_each_row_has_its_class(facts: Facts) -> None:
    made = certificate(variants(facts)["several"], "file")
    classes = {row.label: row.datum for row in (*made.rows, *made.details)}
    assert {label for label, datum in classes.items() if datum == "T"} == {
        "Independent time",
        "Time token",
    }
    assert {label for label, datum in classes.items() if datum == "D"} == {
        "Signer’s name",
        "Statements",
    }
    assert set(classes.values()) == {"M", "T", "D"}


def test_the_key_stands_in_groups_and_in_words(facts: Facts) -> None:
    from mnemonic import Mnemonic

    text = everything(certificate(facts, "file"))
    fingerprint = facts.signer.fingerprint
    grouped = " ".join(fingerprint[i : i + 4] for i in range(0, 64, 4)).upper()
    assert grouped in " ".join(text.split())
    words = re.search(r"its first half in words: ((?:[a-z]+ ){11}[a-z]+)", text)
    assert words is not None
    assert bytes(Mnemonic("english").to_entropy(words[1])).hex() == fingerprint[:32]
    assert "first 128 bits of the fingerprint and a checksum" in text


def test_another_key_than_the_drafts_is_named(facts: Facts) -> None:
    other = replace(facts.issuer, next="ab" * 32)
    made = certificate(replace(facts, issuer=other), "file")
    text = everything(made)
    assert other.fingerprint in text
    assert other.principal in text
    assert "Key of this page" in {row.label for row in made.details}
    assert "Key of this page" not in {row.label for row in certificate(facts, "file").details}


def test_the_name_of_a_certificate_follows_from_leaf_and_checkpoint(facts: Facts) -> None:
    name = certificate(facts, "file").id
    assert re.fullmatch(r"SV-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", name)
    assert certificate(facts, "bundle").id == name
    again = certificate_words.certificate_id(facts.line.leaf, facts.head.raw)
    assert again == name
    assert certificate_words.certificate_id(bytes(32), facts.head.raw) != name
    assert certificate_words.certificate_id(facts.line.leaf, facts.head.raw + b"x") != name
    assert certificate_words.certificate_id(bytes(32), b"") == "SV-" + _code(bytes(32))


def _code(leaf: bytes) -> str:
    """The same by another way: the first 30 bits of the hash, written in base 32."""
    from hashlib import sha256

    digest = sha256(b"scriptvault/certificate/v1" + bytes([10]) + leaf).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = "".join(letters[int(bits[place : place + 5], 2)] for place in range(0, 30, 5))
    return f"{code[:4]}-{code[4:]}"


def test_the_code_holds_what_is_compared_in_its_densest_alphabet(facts: Facts) -> None:
    code = certificate(facts, "file").code
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", code)
    held = dict(part.split(":") for part in code.split()[3:])
    assert held == {
        "SHA256": str(facts.told["sha256"]).upper(),
        "LOG": facts.line.log.upper(),
        "ENTRY": str(facts.line.seq),
        "SIZE": str(facts.head.size),
        "ROOT": facts.head.root.hex().upper(),
        "KEY": facts.signer.fingerprint.upper(),
    }


def test_times_are_never_said_earlier_than_they_are() -> None:
    told = certificate_words.bound(datetime(2026, 3, 1, 23, 59, 59, 999_000, UTC))
    assert told == "1 March 2026, 23:59:59.999 UTC"
    east = timezone(timedelta(hours=5, minutes=45))
    assert certificate_words.moment(datetime(2026, 3, 1, 1, 0, tzinfo=east)) == (
        "28 February 2026, 19:15:00 UTC"
    )
    assert certificate_words.local(MOMENT, east) == "22:50 UTC+05:45"
    assert certificate_words.local(MOMENT, timezone(timedelta(hours=-8))) == "09:05 UTC−08:00"


@given(st.text(max_size=200), st.integers(10, 100))
def test_a_shortened_name_keeps_its_ends(name: str, most: int) -> None:
    short = certificate_words.shortened(name, most)
    assert len(short) <= most
    if len(name) <= most:
        assert short == name
    else:
        head, _, tail = short.partition("…")
        assert name.startswith(head.split("…")[0])
        assert name.endswith(tail.split("…")[-1])


@pytest.mark.parametrize("word", NEVER)
def test_no_page_says_a_word_we_never_use(pages: dict[str, Path], word: str) -> None:
    pattern = re.compile(NEVER[word])
    for name, path in pages.items():
        assert not pattern.search(said(words_of(path))), (name, word)


def test_every_letter_of_the_classes_is_explained_on_each_first_page(
    pages: dict[str, Path],
) -> None:
    for path in pages.values():
        text = words_of(path, "-l", 1)
        for letter, meaning in certificate_words.CLASSES:
            assert f"{letter} {meaning}" in text
        assert "This does not show who wrote the text" in text
        assert "It is not a registration and gives no statutory right." in text


def test_all_twelve_limits_stand_behind_the_first_page(pages: dict[str, Path]) -> None:
    assert len(certificate_words.LIMITS) == 12
    for path in pages.values():
        text = words_of(path, "-f", 2, "-raw")
        for limit in certificate_words.LIMITS:
            assert limit in text


def test_pages_are_numbered(pages: dict[str, Path]) -> None:
    for path in pages.values():
        told = re.search(r"Pages:\s+(\d+)", run("pdfinfo", path).decode())
        assert told is not None
        of = int(told[1])
        assert 2 <= of <= 4
        for page in range(1, of + 1):
            text = words_of(path, "-f", page, "-l", page)
            assert f"{page} of {of}" in text
            assert "issued 28 November 2026, 17:05:09 UTC · 17:05 UTC+00:00" in text


def test_names_come_back_whole(facts: Facts, pages: dict[str, Path]) -> None:
    marks = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f\u202e"))
    for name in ("long", "deep", "unbroken", "cyrillic", "one", "no letters of ours", "hebrew"):
        text = words_of(pages[name], "-l", 2).translate(marks).replace(" ", "")
        assert AWKWARD[name].replace(" ", "") in text, name


WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


def test_nothing_is_clipped_and_nothing_lies_over_another(pages: dict[str, Path]) -> None:
    for name, path in pages.items():
        for page in (
            run("pdftotext", "-bbox", path, "-").decode("utf-8", "replace").split("<page ")[1:]
        ):
            boxes = [(*map(float, found[:4]), found[4]) for found in WORD.findall(page)]
            assert len(boxes) > 20
            for left, top, right, bottom, word in boxes:
                assert left >= LEFT - 1.5, (name, word)
                assert right <= RIGHT + 1.5, (name, word)
                assert top >= 50, (name, word)
                assert bottom <= 756, (name, word)
            for number, one in enumerate(boxes):
                for other in boxes[number + 1 :]:
                    across = min(one[2], other[2]) - max(one[0], other[0])
                    down = min(one[3], other[3]) - max(one[1], other[1])
                    assert across < 0.5 or down < 4.5, (name, one, other)


def test_the_same_facts_give_the_same_bytes(facts: Facts) -> None:
    made = certificate(facts, "file")
    first = certificate_file.alone(made, b"PK", facts.issuer, facts.issued)
    again = certificate(replace(facts), "file")
    assert certificate_file.alone(again, b"PK", facts.issuer, facts.issued) == first
