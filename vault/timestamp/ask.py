"""Asking a time authority: one request, one answer, kept as it came (RFC 3161 section 3.4).

What leaves the computer is a hash and a random number, never a word.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from vault.errors import EnvironmentFailed, Unreadable
from vault.timestamp import cms
from vault.timestamp.authorities import Authority, Roots
from vault.timestamp.der import MAX_TOKEN
from vault.timestamp.rfc3161 import SHA256, examine, request

if TYPE_CHECKING:
    from urllib.error import HTTPError
    from urllib.request import OpenerDirector

Post = Callable[[str, bytes, Mapping[str, str], float], bytes]
"""Sends a body to a URL with headers, in so many seconds, and gives the body of the answer.

Raises OSError where the authority cannot be reached or answers with an error.
"""

TIMEOUT = 20.0
"""Seconds an authority has to answer."""

HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    "User-Agent": "script-vault",
}

_LATER = "It will be asked again later."
_PIECE = 8192
_SCHEMES = ("http://", "https://")
_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_REDIRECTS = 4


class NotStamped(EnvironmentFailed):
    """A time authority gave no token for these bytes: offline, refused, or not an answer to us."""


def ask(authority: Authority, message: bytes, nonce: int, post: Post, roots: Roots) -> bytes:
    """Get a timestamp over ``message``: the response exactly as received.

    The response is granted, carries the nonce and SHA-256 of ``message``, and is not forged. It
    may still be one whose root is unknown here or that this program cannot verify; ``examine``
    says so. Raises NotStamped otherwise, with the reason.
    """
    try:
        received = post(authority.url, request(message, nonce), HEADERS, TIMEOUT)
    except OSError as error:
        raise NotStamped(f"{authority.name} could not be asked: {_why(error)}.", _LATER) from error
    try:
        ours = _answers(received, message, nonce)
    except Unreadable as error:
        raise NotStamped(f"{authority.name} sent something that is not a token.", _LATER) from error
    report = examine(received, message, roots, nonce)
    if report.result == "fail":
        raise NotStamped(f"{authority.name} gave no good token. {report.reason}", _LATER)
    if not ours:
        raise NotStamped(f"{authority.name} answered another request than ours.", _LATER)
    return received


def post_over_http(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
    """Send ``body`` with POST over http or https and give the answer's body.

    The whole exchange has ``timeout`` seconds once the answer begins, and as many for each wait
    before. A redirect is followed with the same body, to http or https only and never from https
    to http. Raises NotStamped for other addresses and answers of more than MAX_TOKEN bytes,
    OSError for everything the network does.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError

    if not url.lower().startswith(_SCHEMES):
        raise NotStamped(
            "A time authority's address must begin with http:// or https://.",
            "Correct the address in the settings.",
        )
    for _ in range(_MOST_REDIRECTS):
        try:
            return _exchange(url, body, headers, timeout)
        except HTTPError as error:
            target = _elsewhere(url, error)
            error.close()
            if target is None:
                raise
            url = target
        except (HTTPException, ValueError) as error:
            raise ConnectionError("the answer or the address is not proper HTTP") from error
    raise ConnectionError("the address leads in circles")


def _exchange(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> bytes:
    from time import monotonic
    from urllib.request import Request

    received = bytearray()
    message = Request(url, body, dict(headers), method="POST")
    with _opener().open(message, timeout=timeout) as answer:
        end = monotonic() + timeout
        while piece := answer.read1(_PIECE):
            received += piece
            if len(received) > MAX_TOKEN:
                raise NotStamped("The answer is far larger than a token.", _LATER)
            if monotonic() > end:
                raise TimeoutError
    return bytes(received)


def _answers(received: bytes, message: bytes, nonce: int) -> bool:
    """Whether a token in this response is over our request; a refusal may be.

    Raises Unreadable for all that is no response.
    """
    response = cms.response(received)
    if response.token is None:
        return True
    said = cms.statement(cms.signed_data(response.token).content)
    imprint = hashlib.sha256(message).digest()
    return (said.imprint_algorithm, said.imprint, said.nonce) == (SHA256, imprint, nonce)


def _why(error: OSError) -> str:
    """Give the reason in a few words on one line, without the address."""
    from urllib.error import HTTPError, URLError

    if isinstance(error, HTTPError):
        return f"it answered with HTTP status {error.code}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return "it did not answer in time"
    return " ".join(str(cause).split())[:200] or "the connection failed"


def _elsewhere(url: str, answer: "HTTPError") -> str | None:
    """Tell where a redirect points, None if it is not one that may be followed."""
    from urllib.parse import urljoin

    if answer.code not in _REDIRECTS or not answer.headers.get("Location"):
        return None
    try:
        target = urljoin(url, answer.headers["Location"])
    except ValueError:
        return None
    allowed = ("https://",) if url.lower().startswith("https://") else _SCHEMES
    return target if target.lower().startswith(allowed) else None


def _opener() -> "OpenerDirector":
    """Make an opener for http and https alone, through the system's proxies, without redirects.

    The usual one would turn a redirected POST into a GET, and goes on to ftp.
    """
    from urllib import request as web

    opener = web.OpenerDirector()
    for handler in (
        web.ProxyHandler(),
        web.HTTPHandler(),
        web.HTTPSHandler(),
        web.HTTPDefaultErrorHandler(),
        web.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
