"""The line at the bottom: one sentence on the watch that is always true, and what left today."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from vault.operations import outgoing
from vault.ui import wording
from vault.ui.desk import Desk, Health
from vault.ui.drafts import Draft
from vault.ui.tokens import LARGE, WIDE
from vault.ui.widgets import Dot, ElidedLabel, label, row, set_state

HEIGHT = 40
AGAIN = 30_000
"""Milliseconds until the line is read again, so that *today* stays today."""

STATES = {"ok": "good", "degraded": "waiting", "stopped": "bad"}


class HealthLine(QFrame):
    """Always visible. Amber when the watch is degraded, red when it has stopped."""

    said = Signal(str)
    """The sentence, each time it was read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("role", "bar")
        self.setFixedHeight(desk.theme.faces.px(HEIGHT))
        self._dot = Dot(desk.theme)
        self._sentence = ElidedLabel("", "muted")
        self._left = label("", "muted")
        body = row(self._dot, gap=10)
        body.addWidget(self._sentence, 1)
        body.addSpacing(WIDE)
        body.addWidget(self._left)
        body.setContentsMargins(LARGE + 4, 0, LARGE + 4, 0)
        self.setLayout(body)
        for happened in (
            desk.opened,
            desk.health_changed,
            desk.drafts_changed,
            desk.theme.changed,
        ):
            happened.connect(self.read)
        self._again = QTimer(self, interval=AGAIN)
        self._again.timeout.connect(self.read)
        self._again.start()
        self.read()

    @property
    def sentence(self) -> str:
        """The sentence as it stands."""
        return self._sentence.text()

    @property
    def left(self) -> str:
        """What is said about what left this computer."""
        return self._left.text()

    def read(self) -> None:
        """Say how things stand now."""
        now = self._desk.session.clock().now.astimezone()
        if not self._desk.unlocked:
            self._say("muted", "No vault is open. Verifying needs none.")
            self._left.setText("")
            return
        health = self._desk.health
        self._say(STATES[health.state], sentence(health, self._desk.drafts, now))
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        sent = len(outgoing.since(self._desk.session.where, today))
        self._left.setText(f"Left this computer today: {_hashes(sent)}")

    def _say(self, state: str, words: str) -> None:
        self._dot.show_state(state)
        set_state(self._sentence, "" if state in {"good", "muted"} else state)
        self._sentence.setText(words)
        self.setAccessibleName(words)
        self.said.emit(words)


def sentence(health: Health, drafts: Sequence[Draft], now: datetime) -> str:
    """Return the line: what is wrong first, then what is watched, sealed and waited for."""
    zone: tzinfo | None = now.tzinfo
    scripts = len({draft.script_id for draft in drafts})
    parts = [*health.reasons]
    if health.state != "stopped":
        parts.append(f"Watching {wording.count(scripts, 'script')}.")
    if drafts:
        newest = max(drafts, key=lambda draft: draft.sealed_at).sealed_at.astimezone(zone)
        on = "" if newest.date() == now.date() else f"{wording.recent(newest, now)} "
        parts.append(f"Last draft sealed {on}{wording.clock(newest)}.")
    waiting = sum(draft.time_status == "waiting" for draft in drafts)
    if waiting:
        parts.append(f"Independent time: {waiting:,} waiting.")
    return " ".join(parts)


def _hashes(number: int) -> str:
    if number == 0:
        return "nothing"
    return "1 hash" if number == 1 else f"{number:,} hashes"
