"""A real time authority on this computer: openssl signs, and it misbehaves when told to.

    with TimeAuthority(folder) as authority:
        authority.url, authority.root_pem

Run by hand, ``python tests/authority.py`` prints the address and the root's path, and serves
until it is interrupted.
"""

import argparse
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from vault.timestamp import der

Key = Literal["rsa", "ecdsa"]
Mood = Literal[
    "grant", "refuse", "http-500", "hang", "garbage", "other-imprint", "wrong-nonce", "huge"
]

MOST_WAITING = 60.0
DAYS = "3650"

CONFIG = """
[req]
distinguished_name = nobody
prompt = no
[nobody]
CN = nobody
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:a-rather-long-name-of-the-machine-that-keeps-the-time.example.org
[server]
extendedKeyUsage = serverAuth
[granting]
serial = serial
default_policy = 1.3.6.1.4.1.57264.2
digests = sha1, sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[refusing]
serial = serial
default_policy = 1.3.6.1.4.1.57264.2
digests = sha512
signer_digest = sha256
"""


def openssl(folder: Path, *arguments: str) -> bytes:
    """Run openssl in a folder; what it says on failure becomes the exception."""
    done = subprocess.run(
        ["openssl", *arguments], cwd=folder, capture_output=True, check=False, timeout=60
    )
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(arguments)}: {done.stderr.decode()}")
    return done.stdout


def in_a_response(token: bytes) -> bytes:
    """A token alone, as it is found in signed documents, in the response it once came in."""
    return der.encode(der.SEQUENCE, bytes.fromhex("3003020100") + token)


class TimeAuthority:
    """An RFC 3161 authority over HTTP on 127.0.0.1, with keys of its own.

    ``chain=True``: the stamps come from a certificate under an intermediate one and carry both,
    leaf first, in the order DER forbids, as the large authorities send them. ``chain=False``:
    the stamping certificate stands directly under the root and comes alone. Keys found in
    ``folder`` are used again. ``mood`` may be changed at any time; ``hang`` answers only after
    ``release()``. ``received`` are the requests so far, ``sent`` the answers to them.
    """

    def __init__(
        self,
        folder: Path,
        key: Key = "rsa",
        chain: bool = True,
        root_name: str = "/O=Script Vault tests/CN=Test Time Root",
        signer_digest: str = "sha256",
    ) -> None:
        self.folder = folder
        self.key = key
        self.chain = chain
        self.root_name = root_name
        self.signer_digest = signer_digest
        self.mood: Mood = "grant"
        self.received: list[bytes] = []
        self.sent: list[bytes] = []
        self.root_pem = folder / "root.pem"
        self._turn = threading.Lock()
        self._released = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if not self.root_pem.exists():
            self._make_certificates()

    @property
    def url(self) -> str:
        """Where it is asked."""
        assert self._server is not None, "start it first"
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def start(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        self.release()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def release(self) -> None:
        """Let the requests that hang now be answered."""
        waiting, self._released = self._released, threading.Event()
        waiting.set()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stamp(self, query: bytes) -> bytes:
        """Answer a request in the present mood, as it would over HTTP."""
        match self.mood:
            case "garbage":
                return b"<html>Welcome to the hotel network</html>"
            case "huge":
                return bytes(1 << 20)
            case "refuse":
                return self._reply(query, "refusing")
            case "other-imprint":
                return self._reply(_changed(query, _digest_at(query)), "granting")
            case "wrong-nonce":
                # The last byte of the nonce: after the digest come 02, its length, its bytes.
                at = _digest_at(query) + 32
                return self._reply(_changed(query, at + 1 + query[at + 1]), "granting")
            case _:
                return self._reply(query, "granting")

    def _reply(self, query: bytes, section: str) -> bytes:
        with self._turn:
            (self.folder / "query.tsq").write_bytes(query)
            chain = ["-chain", "between.pem"] if self.chain else []
            arguments = ["-config", "tsa.cnf", "-section", section, "-queryfile", "query.tsq"]
            signer = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "reply.tsr"]
            openssl(self.folder, "ts", "-reply", *arguments, *signer, *chain)
            return (self.folder / "reply.tsr").read_bytes()

    def _make_certificates(self) -> None:
        config = CONFIG.replace("signer_digest = sha256", f"signer_digest = {self.signer_digest}")
        (self.folder / "tsa.cnf").write_text(config)
        (self.folder / "serial").write_text("1000")
        self.certificate("unfinished", self.root_name, "ca", None)
        issuer = "unfinished"
        if self.chain:
            self.certificate("between", "/O=Script Vault tests/CN=Test CA", "ca", issuer)
            issuer = "between"
        self.certificate("tsa", "/O=Script Vault tests/CN=Test Time Authority", "tsa", issuer)
        # Last, since this file says that the folder is complete.
        (self.folder / "unfinished.pem").rename(self.root_pem)

    def certificate(
        self, name: str, subject: str, extensions: str, issuer: str | None, days: str = DAYS
    ) -> None:
        """Make a key and a certificate, ``extensions`` being a section of CONFIG.

        Without an issuer it signs itself.
        """
        kind = ["-newkey", "rsa:2048"]
        if self.key == "ecdsa":
            kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        new = ["-nodes", *kind, "-keyout", f"{name}.key", "-subj", subject, "-config", "tsa.cnf"]
        if issuer is None:
            more = ["-x509", "-days", days, "-extensions", extensions]
            openssl(self.folder, "req", "-new", *new, *more, "-out", f"{name}.pem")
            return
        openssl(self.folder, "req", "-new", *new, "-out", f"{name}.csr")
        by = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"]
        more = ["-days", days, "-extfile", "tsa.cnf", "-extensions", extensions]
        openssl(
            self.folder, "x509", "-req", "-in", f"{name}.csr", *by, *more, "-out", f"{name}.pem"
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                authority.received.append(query)
                if authority.mood == "http-500":
                    self.send_error(500)
                    return
                if authority.mood == "hang":
                    authority._released.wait(MOST_WAITING)
                body = authority.stamp(query)
                authority.sent.append(body)
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/timestamp-reply")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionError):
                    return  # who asked did not wait for the answer

            def log_message(self, *args: object) -> None:
                return

        return Handler


def _digest_at(query: bytes) -> int:
    """Where the SHA-256 digest of a request begins: after the tag and length of its string."""
    return query.index(b"\x05\x00\x04\x20") + 4


def _changed(query: bytes, at: int) -> bytes:
    return query[:at] + bytes([query[at] ^ 1]) + query[at + 1 :]


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve timestamps on 127.0.0.1 until interrupted.")
    parser.add_argument(
        "--folder", type=Path, help="where keys are kept; a temporary one if absent"
    )
    parser.add_argument("--key", choices=["rsa", "ecdsa"], default="rsa")
    parser.add_argument("--no-chain", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        with TimeAuthority(folder, chosen.key, not chosen.no_chain) as authority:
            print(authority.url, authority.root_pem, flush=True)
            try:
                while True:
                    time.sleep(3600)
            except KeyboardInterrupt:
                return


if __name__ == "__main__":
    main()
