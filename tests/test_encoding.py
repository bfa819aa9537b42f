"""Canonical bytes: the published cases, the facts of RFC 8785, and any bytes at all."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault import assets
from vault.encoding import (
    LARGEST_INTEGER,
    b64,
    canonical,
    format_time,
    is_hex,
    parse_canonical,
    parse_time,
    unb64,
)
from vault.errors import Unreadable

CASES = json.loads(assets.read("spec/vectors/canonical.json"))
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, LARGEST_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("case", CASES["canonical"], ids=lambda case: case["bytes"][:20])
def test_the_published_values_have_the_published_bytes(case: dict[str, Any]) -> None:
    assert canonical(case["value"]).hex() == case["bytes"]
    assert parse_canonical(bytes.fromhex(case["bytes"])) == case["value"]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: ascii(case["text"]))
def test_the_published_bad_bytes_are_refused(case: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        parse_canonical(bytes.fromhex(case["bytes"]))


def test_names_are_sorted_as_utf_16_as_in_rfc_8785_section_3_2_3() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\xf6"]
    written = canonical(dict.fromkeys(names, None))
    assert list(json.loads(written)) == [
        "\r",
        "1",
        "\x80",
        "\xf6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_strings_are_escaped_as_in_rfc_8785_section_3_2_2_2() -> None:
    assert (
        canonical('\u20ac$\x0f\nA\'B"\\\\"/\x7f')
        == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'.encode()
    )
    assert canonical("\b\t\n\f\r\x00") == b'"\\b\\t\\n\\f\\r\\u0000"'


@pytest.mark.parametrize("value", [-1, LARGEST_INTEGER + 1, 1.5, 0.0, float("nan"), b"", {1}])
def test_values_outside_the_limits_have_no_canonical_form(value: Any) -> None:
    with pytest.raises(Unreadable):
        canonical(value)


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, {"a": ["\udfff"]}, {1: 2}])
def test_unpaired_surrogates_and_other_names_are_refused(value: Any) -> None:
    with pytest.raises(Unreadable):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"\\ud800":1}',
        b'{"a":"\\udc00"}',
        b"\xef\xbb\xbf{}",
        b"\xff",
        b"",
        b" {}",
        b"[" * 100_000,
        b"9" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"Infinity",
        b'{"a":1,"b":{"c":1,"c":1}}',
    ],
    ids=range(11),
)
def test_what_is_not_canonical_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_canonical(data)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert parse_canonical(canonical(value)) == value


@given(VALUES)
def test_other_json_readers_agree(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.binary(max_size=60) | st.text('{}[]":,01e.-\\u d83', max_size=30).map(str.encode))
@example(b'{"\\ud83d":1}')
def test_any_bytes_give_a_value_or_words(data: bytes) -> None:
    try:
        value = parse_canonical(data)
    except Unreadable:
        return
    assert canonical(value) == data


@given(st.binary(max_size=80))
def test_base64_goes_there_and_back(data: bytes) -> None:
    assert unb64(b64(data)) == data
    assert unb64(b64(data), len(data)) == data


@pytest.mark.parametrize(
    "text", ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "QQ==QQ==", "Q-_=", "QQ===", "é", "A", 5, None]
)
def test_base64_in_any_other_spelling_is_refused(text: Any) -> None:
    with pytest.raises(Unreadable):
        unb64(text)


def test_base64_of_another_size_is_refused() -> None:
    with pytest.raises(Unreadable, match="Expected 32 bytes"):
        unb64(b64(bytes(31)), 32)


@given(st.text("ABab+/=-_ \n", max_size=12))
def test_base64_is_read_only_as_the_standard_library_writes_it(text: str) -> None:
    try:
        data = unb64(text)
    except Unreadable:
        return
    assert base64.b64encode(data).decode() == text


def test_hex_is_lower_case_and_of_one_length() -> None:
    assert is_hex("00ff", 4)
    assert not any(is_hex(bad, 4) for bad in ("00FF", "00f", "00ff0", "00fg", "٠٠٠٠", 1234, None))


def test_times_are_utc_with_three_decimals() -> None:
    east = timezone(timedelta(hours=2))
    moment = datetime(2026, 11, 20, 11, 30, 0, 999_999, tzinfo=east)
    assert format_time(moment) == "2026-11-20T09:30:00.999Z"
    assert parse_time("2026-11-20T09:30:00.999Z") == datetime(
        2026, 11, 20, 9, 30, 0, 999_000, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T09:30:00Z",
        "2026-11-20T09:30:00.0000Z",
        "2026-11-20T09:30:00.000+00:00",
        "2026-11-20 09:30:00.000Z",
        "2026-02-30T09:30:00.000Z",
        "2026-11-20T24:30:00.000Z",
        "2026-11-20T09:30:60.000Z",
        "0000-11-20T09:30:00.000Z",
        "٢٠٢٦-11-20T09:30:00.000Z",
        "2026-11-20T09:30:00.000Z\n",
        "",
        None,
        1_795_000_000,
    ],
)
def test_other_times_are_refused(text: object) -> None:
    with pytest.raises(Unreadable):
        parse_time(text)


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_times_go_there_and_back_to_the_millisecond(moment: datetime) -> None:
    assert parse_time(format_time(moment)) == moment.replace(
        microsecond=moment.microsecond // 1000 * 1000
    )
