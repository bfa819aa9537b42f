"""The client's half of RFC 6455, as much as browsers need to be driven: text frames over TCP."""

import base64
import os
import socket
import struct
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CONTINUATION, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10


class WebSocket:
    """One connection; ``wait`` is how long a message may take to come, in seconds."""

    def __init__(self, url: str, wait: float = 60.0) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=wait)
        self._held = b""
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(request.encode())
        answer = self._until(b"\r\n\r\n")
        assert b" 101 " in answer.split(b"\r\n")[0], answer

    def send(self, text: str) -> None:
        self._frame(TEXT, text.encode())

    def receive(self) -> str:
        """Return the next whole text message."""
        whole = b""
        while True:
            kind, last, part = self._next()
            if kind == PING:
                self._frame(PONG, part)
            elif kind == CLOSE:
                raise ConnectionError("the browser has closed the connection")
            elif kind in {TEXT, CONTINUATION}:
                whole += part
                if last:
                    return whole.decode()

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _frame(self, kind: int, data: bytes) -> None:
        size = len(data)
        if size < 126:
            length = bytes([0x80 | size])
        elif size < 1 << 16:
            length = bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            length = bytes([0x80 | 127]) + struct.pack(">Q", size)
        mask = os.urandom(4)
        pattern = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        masked = (int.from_bytes(data, "big") ^ pattern).to_bytes(size, "big")
        self._socket.sendall(bytes([0x80 | kind]) + length + mask + masked)

    def _next(self) -> tuple[int, bool, bytes]:
        first, size = self._take(2)
        size &= 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self._take(8))
        return first & 0x0F, bool(first & 0x80), self._take(size)

    def _take(self, size: int) -> bytes:
        parts = [self._held]
        have = len(self._held)
        while have < size:
            part = self._socket.recv(1 << 20)
            if not part:
                raise ConnectionError("the browser has gone")
            parts.append(part)
            have += len(part)
        whole = b"".join(parts)
        self._held = whole[size:]
        return whole[:size]

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._held:
            self._held += self._socket.recv(4096)
        head, _, self._held = self._held.partition(mark)
        return head
