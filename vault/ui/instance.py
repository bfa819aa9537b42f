"""One window a vault: the first listens, a second start calls it and leaves."""

import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from vault.encoding import sha256

PATIENCE = 2_000
"""Milliseconds that a window which is there has to answer."""

CALL = b"come forward\n"


class Instance(QObject):
    """The place where starts of one person over one vault meet."""

    called = Signal()
    """The program was started again over this vault."""

    def __init__(self, vault: Path) -> None:
        super().__init__()
        place = os.fsencode(Path.home()) + b"\n" + os.fsencode(vault)
        self._name = f"scriptvault-{sha256(place).hex()[:24]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def first(self, *, claim: bool = True) -> bool:
        """Take the place, or call whoever has it; tells whether it was free.

        Without ``claim`` a free place is left free.
        """
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(PATIENCE):
            socket.write(CALL)
            socket.waitForBytesWritten(PATIENCE)
            socket.disconnectFromServer()
            return False
        if not claim:
            return True
        # Nobody answers: a socket left behind by a crash must not keep the window from opening.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def _answer(self) -> None:
        """A connection is the call; what is said over it is not read."""
        while self._server.hasPendingConnections():
            line = self._server.nextPendingConnection()
            line.disconnected.connect(line.deleteLater)
            self.called.emit()
