"""Asking an authority over HTTP, when all is well and when nothing is."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.authority import Mood, TimeAuthority, openssl
from tests.timestamp.conftest import MESSAGE, NONCE, Forge
from vault.errors import Exit, VaultError
from vault.timestamp import cms, der
from vault.timestamp.ask import TIMEOUT, NotStamped, Post, ask, post_over_http
from vault.timestamp.authorities import DEFAULTS, Authority, Roots, roots
from vault.timestamp.rfc3161 import examine, request


def _named(url: str) -> Authority:
    return Authority("Testing", url, 0.0)


def _says(answer: bytes) -> Post:
    def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
        return answer

    return post


def test_a_stamp_over_http_is_what_openssl_sent(
    authority: TimeAuthority, trusting: Roots, tmp_path: Path
) -> None:
    received = ask(_named(authority.url), MESSAGE, NONCE, post_over_http, trusting)
    assert received in authority.sent
    assert authority.received == [request(MESSAGE, NONCE)]
    assert examine(received, MESSAGE, trusting, NONCE).result == "pass"
    (tmp_path / "received.tsr").write_bytes(received)
    (tmp_path / "message").write_bytes(MESSAGE)
    verify = ["ts", "-verify", "-data", "message", "-in", "received.tsr"]
    assert b"OK" in openssl(tmp_path, *verify, "-CAfile", str(authority.root_pem))


def test_what_is_sent_is_a_query_and_says_so(authority: TimeAuthority, trusting: Roots) -> None:
    sent: list[tuple[str, bytes, Mapping[str, str], float]] = []

    def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
        sent.append((url, body, headers, timeout))
        return authority.stamp(body)

    ask(_named("https://example.org/"), MESSAGE, NONCE, post, trusting)
    [(url, body, headers, timeout)] = sent
    assert (url, body, timeout) == ("https://example.org/", request(MESSAGE, NONCE), TIMEOUT)
    assert headers["Content-Type"] == "application/timestamp-query"
    assert MESSAGE not in body


@pytest.mark.parametrize(
    ("mood", "word"),
    [
        ("refuse", "refused"),
        ("http-500", "status 500"),
        ("garbage", "not a token"),
        ("huge", "larger"),
        ("other-imprint", "other bytes"),
        ("wrong-nonce", "nonce"),
    ],
)
def test_a_bad_answer_is_no_stamp(
    authority: TimeAuthority, trusting: Roots, mood: Mood, word: str
) -> None:
    authority.mood = mood
    with pytest.raises(NotStamped, match=word) as caught:
        ask(_named(authority.url), MESSAGE, NONCE, post_over_http, trusting)
    assert caught.value.exit_code == Exit.ENVIRONMENT
    assert isinstance(caught.value, VaultError)
    assert len(authority.received) == 1


def test_an_authority_that_hangs_is_given_up(authority: TimeAuthority, trusting: Roots) -> None:
    def impatient(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
        return post_over_http(url, body, headers, 0.2)

    authority.mood = "hang"
    with pytest.raises(NotStamped, match="in time"):
        ask(_named(authority.url), MESSAGE, NONCE, impatient, trusting)
    authority.release()
    authority.mood = "grant"
    assert ask(_named(authority.url), MESSAGE, NONCE, post_over_http, trusting)


def test_offline_is_said_plainly(trusting: Roots) -> None:
    with socket.socket() as taken:  # bound but not listening: nobody answers here
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(NotStamped, match="could not be asked") as caught:
            ask(_named(url), MESSAGE, NONCE, post_over_http, trusting)
    assert caught.value.hint


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/", "data:,x", "", "x"])
def test_only_http_is_spoken(trusting: Roots, url: str) -> None:
    with pytest.raises(NotStamped, match="http"):
        ask(_named(url), MESSAGE, NONCE, post_over_http, trusting)


@pytest.mark.parametrize("url", ["http://a b/", "http://[::1/", "http://127.0.0.1:x/", "http://"])
def test_addresses_that_are_none(trusting: Roots, url: str) -> None:
    with pytest.raises(NotStamped):
        ask(_named(url), MESSAGE, NONCE, post_over_http, trusting)


def test_a_stamp_of_an_unknown_authority_is_kept(granted: bytes, shipped: Roots) -> None:
    assert ask(_named("http://x/"), MESSAGE, NONCE, _says(granted), shipped) == granted


def test_a_stamp_nobody_here_can_verify_is_kept(
    alone: TimeAuthority, statement: bytes, shipped: Roots, forge: Forge
) -> None:
    kept = forge(statement, alone, "tsa", "-cades", "-nocerts")
    bare = der.elements(der.element(kept, der.SEQUENCE).content)[1].raw
    assert ask(_named("http://x/"), MESSAGE, NONCE, _says(kept), shipped) == kept
    with pytest.raises(NotStamped, match="not a token"):
        ask(_named("http://x/"), MESSAGE, NONCE, _says(bare), shipped)


def test_a_forged_stamp_is_not_kept(trusting: Roots, tmp_path: Path) -> None:
    forger = TimeAuthority(tmp_path, "ecdsa")
    answer = forger.stamp(request(MESSAGE, NONCE))
    with pytest.raises(NotStamped, match="falsely claims"):
        ask(_named("http://x/"), MESSAGE, NONCE, _says(answer), trusting)


def test_an_answer_over_another_kind_of_hash_is_not_ours(
    alone: TimeAuthority, statement: bytes, shipped: Roots, forge: Forge
) -> None:
    sha256 = der.encode_identifier("2.16.840.1.101.3.4.2.1")
    unknown = der.encode_identifier("2.16.840.1.101.3.4.2.9")
    signed = forge(statement.replace(sha256, unknown), alone, "tsa", "-cades")
    assert examine(signed, MESSAGE, shipped).result == "not-checked"
    with pytest.raises(NotStamped, match="another request"):
        ask(_named("http://x/"), MESSAGE, NONCE, _says(signed), shipped)


def test_more_bytes_than_a_token_has_are_not_kept(granted: bytes, shipped: Roots) -> None:
    token = cms.response(granted).token
    assert token is not None
    long = der.encode(der.SEQUENCE, b"\x02\x01\x00" + der.encode(der.UTF8_STRING, bytes(70_000)))
    padded = der.encode(der.SEQUENCE, long + token.raw)
    with pytest.raises(NotStamped, match="not a token"):
        ask(_named("http://x/"), MESSAGE, NONCE, _says(padded), shipped)


def test_granted_without_a_token_is_no_stamp(shipped: Roots) -> None:
    with pytest.raises(NotStamped, match="not a token"):
        empty = bytes.fromhex("30053003020100")
        ask(_named("http://x/"), MESSAGE, NONCE, _says(empty), shipped)


@contextlib.contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_asked_the_same_thing(
    authority: TimeAuthority, trusting: Roots, code: int
) -> None:
    class Moved(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(code)
            self.send_header("Location", authority.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    with _serving(Moved) as url:
        received = ask(_named(url), MESSAGE, NONCE, post_over_http, trusting)
    assert authority.received == [request(MESSAGE, NONCE)]
    assert examine(received, MESSAGE, trusting, NONCE).result == "pass"


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "http://[::1/", "/", None]
)
def test_redirects_elsewhere_or_in_circles_end(trusting: Roots, target: str | None) -> None:
    asked: list[str] = []

    class Moved(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(307)
            if target is not None:
                self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    with _serving(Moved) as url, pytest.raises(NotStamped, match=r"307|circles"):
        ask(_named(url), MESSAGE, NONCE, post_over_http, trusting)
    assert len(asked) <= 5


def test_an_answer_that_drips_is_given_up(trusting: Roots) -> None:
    done = threading.Event()

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while not done.wait(0.02):
                    self.wfile.write(b"0")

        def log_message(self, *args: object) -> None:
            return

    def impatient(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
        return post_over_http(url, body, headers, 0.2)

    with _serving(Dripping) as url:
        try:
            with pytest.raises(NotStamped, match="in time"):
                ask(_named(url), MESSAGE, NONCE, impatient, trusting)
        finally:
            done.set()


def test_the_defaults_are_two_and_patient() -> None:
    assert [one.name for one in DEFAULTS] == ["DigiCert", "Sectigo"]
    assert all(one.minimum_gap >= 15 for one in DEFAULTS)
    assert roots(pinned_pem={}).all == ()
