"""A desktop's keyring, as far as our side of it sees."""

from keyring.errors import KeyringLocked


class Backend:
    """What a desktop's keyring is to us: words by service and name, and now and then a refusal."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[(service, username)]
