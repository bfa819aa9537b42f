"""DER reading, and putting certificates in order without touching what is signed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authority import TimeAuthority, in_a_response, openssl
from tests.timestamp.conftest import MESSAGE, NONCE, SHARED
from vault.errors import Unreadable
from vault.timestamp import cms, der
from vault.timestamp.rfc3161 import request


@pytest.mark.parametrize(
    "written",
    [
        "",  # nothing
        "30",  # a tag alone
        "3080 0500 0000",  # indefinite length
        "308100",  # long form where the short one would do
        "30820001 00",  # leading zero in a length
        "3005 0500",  # longer than what is there
        "30850000000001 00",  # more length bytes than any token needs
        "3084ffffffff",  # four gigabytes announced
        "1f8101 00",  # multi-byte tag
        "0500 0500",  # two where one is expected
        "3000",  # another tag than expected
    ],
)
def test_refuses_what_is_not_one_null(written: str) -> None:
    with pytest.raises(Unreadable):
        der.element(bytes.fromhex(written), der.NULL)


@pytest.mark.parametrize(
    "written", ["0200", "02020001", "0202ff80", "0400"], ids=["empty", "zeros", "ones", "string"]
)
def test_refuses_integers_not_in_shortest_form(written: str) -> None:
    with pytest.raises(Unreadable):
        der.integer(der.elements(bytes.fromhex(written))[0])


@pytest.mark.parametrize("written", ["0600", "060180", "062a8648", "0641" + "81" * 64 + "01"])
def test_refuses_identifiers_that_are_cut_off_or_endless(written: str) -> None:
    with pytest.raises(Unreadable):
        der.identifier(der.elements(bytes.fromhex(written)[:67])[0])


@SHARED
@given(st.integers(0, 1 << 200))
def test_integers_come_back(value: int) -> None:
    assert der.integer(der.element(der.encode_integer(value), der.INTEGER)) == value


@SHARED
@given(st.tuples(st.integers(0, 2), st.integers(0, 39)), st.lists(st.integers(0, 1 << 40)))
def test_identifiers_come_back(top: tuple[int, int], rest: list[int]) -> None:
    dotted = ".".join(map(str, (*top, *rest[:8])))
    found = der.element(der.encode_identifier(dotted), der.OBJECT_IDENTIFIER)
    assert der.identifier(found) == dotted


@SHARED
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = der.elements(data)
    except Unreadable:
        return
    assert b"".join(one.raw for one in found) == data
    assert b"".join(der.encode(one.tag, one.content) for one in found) == data


def test_openssl_reads_our_request(tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(MESSAGE)
    (tmp_path / "query.tsq").write_bytes(request(MESSAGE, NONCE))
    text = openssl(tmp_path, "ts", "-query", "-in", "query.tsq", "-text").decode()
    assert "Version: 1" in text
    assert "Hash Algorithm: sha256" in text
    assert "Policy OID: unspecified" in text
    assert "Nonce: 0x8123456789ABCDEF" in text
    assert "Certificate required: yes" in text
    # With the same nonce openssl itself writes the same bytes but for the nonce it chooses.
    theirs = openssl(tmp_path, "ts", "-query", "-data", "message", "-sha256", "-cert", "-no_nonce")
    ours = request(MESSAGE, NONCE)
    nonce = der.encode_integer(NONCE)
    assert theirs[2:] == ours[2:].replace(nonce, b"")


@pytest.mark.parametrize("nonce", [0, -1, 1 << 64])
def test_a_nonce_is_positive_and_of_64_bits(nonce: int) -> None:
    with pytest.raises(ValueError, match="nonce"):
        request(MESSAGE, nonce)


def _ordered(response: bytes) -> bytes:
    token = cms.response(response).token
    assert token is not None
    return der.sort_certificates(token)


def _parts(response: bytes) -> cms.SignedData:
    token = cms.response(response).token
    assert token is not None
    return cms.signed_data(token)


def test_openssl_sends_a_chain_unsorted_and_we_sort_it(
    authority: TimeAuthority, granted: bytes, tmp_path: Path
) -> None:
    import rfc3161_client

    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        rfc3161_client.decode_timestamp_response(granted)
    ordered = _ordered(granted)
    rfc3161_client.decode_timestamp_response(ordered)
    before, after = _parts(granted), _parts(ordered)
    assert before.certificates != after.certificates == tuple(sorted(before.certificates))
    assert (before.content, before.signer) == (after.content, after.signer)
    assert len(ordered) == len(granted)
    assert _ordered(ordered) == ordered
    (tmp_path / "ordered.tsr").write_bytes(ordered)
    (tmp_path / "message").write_bytes(MESSAGE)
    verify = ["ts", "-verify", "-data", "message", "-in", "ordered.tsr"]
    assert b"OK" in openssl(tmp_path, *verify, "-CAfile", str(authority.root_pem))


def test_other_forms_of_certificates_and_doubles_are_left_out(granted: bytes) -> None:
    parts = _parts(granted)
    token = cms.response(granted).token
    assert token is not None
    attribute_certificate = bytes.fromhex("a10430020500")
    inside = (*parts.certificates, attribute_certificate, parts.certificates[0])
    old = der.encode(der.CONTEXT_0, b"".join(parts.certificates))
    new = der.encode(der.CONTEXT_0, b"".join(inside))
    signed = der.element(der.token_parts(token)[1].content, der.SEQUENCE)
    wider = der.encode(der.SEQUENCE, signed.content.replace(old, new))
    content_type = der.encode_identifier(der.SIGNED_DATA)
    changed = der.encode(der.SEQUENCE, content_type + der.encode(der.CONTEXT_0, wider))
    assert _ordered(in_a_response(changed)) == _ordered(granted)


def test_a_refusal_needs_no_token_and_a_grant_does() -> None:
    assert cms.response(bytes.fromhex("30053003020102")).token is None
    with pytest.raises(Unreadable):
        cms.response(bytes.fromhex("30053003020100"))


def test_more_bytes_than_any_token_has_are_refused() -> None:
    with pytest.raises(Unreadable):
        cms.response(der.encode(der.SEQUENCE, bytes(der.MAX_TOKEN)))


@SHARED
@given(st.binary(max_size=200))
def test_sorting_any_bytes_ends_in_an_answer_or_a_refusal(data: bytes) -> None:
    wrapped = der.encode(der.CONTEXT_0, der.encode(der.SEQUENCE, data))
    framed = in_a_response(
        der.encode(der.SEQUENCE, der.encode_identifier(der.SIGNED_DATA) + wrapped)
    )
    try:
        once = _ordered(framed)
    except Unreadable:
        return
    assert _ordered(once) == once


def test_every_sample_keeps_its_signed_parts(samples: Path) -> None:
    for path in sorted((samples / "tsa").glob("*.ts[rt]")):
        received = path.read_bytes()
        received = received if path.suffix == ".tsr" else in_a_response(received)
        if cms.response(received).token is None:
            continue
        ordered = _ordered(received)
        assert _ordered(ordered) == ordered, path.name
        before, after = _parts(received), _parts(ordered)
        assert (before.content, before.signer) == (after.content, after.signer), path.name
        assert set(before.certificates) == set(after.certificates), path.name
