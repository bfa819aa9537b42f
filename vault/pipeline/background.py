"""Asking for time while the watch goes on: the network in its own threads, the log in one."""

import math
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from vault.log.checkpoint import Checkpoint
from vault.pipeline import stamping
from vault.pipeline.writer import Writer
from vault.timestamp.ask import NotStamped, Post, ask
from vault.timestamp.authorities import Authority, Roots

LOOK = 2.0
"""Seconds between two looks at what is owed."""

ANSWER = 0.2
"""Seconds between two looks for an answer that is on its way."""


@dataclass(slots=True)
class _State:
    asked: bool = False
    next: float = 0.0
    pause: float = 0.0


@dataclass(slots=True)
class Background:
    """The queue is made anew from the vault at each look; nothing else remembers it."""

    authorities: Sequence[Authority]
    post: Post
    roots: Roots
    waiting: int = 0
    _looked: float = float("-inf")
    _seen_size: int = -1
    _states: dict[str, _State] = field(default_factory=dict)
    _answers: queue.Queue[tuple[Authority, Checkpoint, bytes | None]] = field(
        default_factory=queue.Queue
    )

    @property
    def busy(self) -> bool:
        """Whether an authority is being asked right now."""
        return any(state.asked for state in self._states.values())

    def rest(self, now: float) -> float:
        """Return the seconds until there is something to do here, infinity if nothing is owed."""
        if self.busy:
            return ANSWER
        if not self.waiting:
            return math.inf
        return max(LOOK, min((state.next for state in self._states.values()), default=now) - now)

    def turn(self, pen: Writer, now: float) -> None:
        """Take in answers, then ask whoever is owed and due. Called from the writer's thread.

        Raises ``EnvironmentFailed`` or ``Damaged``; the next turn goes on where this one stopped.
        """
        self._take_in(pen, now)
        if now - self._looked < LOOK or (self.waiting == 0 and pen.log.size == self._seen_size):
            return
        self._looked = now
        owed = stamping.owed(pen.history, self.authorities)
        self.waiting = len(owed)
        if not pen.uncovered:
            self._seen_size = pen.log.size
        for authority, head in owed:
            state = self._states.setdefault(authority.url, _State())
            if not state.asked and now >= state.next:
                state.asked = True
                self._start(authority, head, stamping.nonce_from(pen.random))

    def _start(self, authority: Authority, head: Checkpoint, nonce: int) -> None:
        """Ask in a thread that does not keep the program from ending."""

        def run() -> None:
            token: bytes | None = None
            try:
                token = ask(authority, head.raw, nonce, self.post, self.roots)
            except NotStamped:
                return  # asked again after a pause
            finally:
                self._answers.put((authority, head, token))

        threading.Thread(target=run, name="time", daemon=True).start()

    def _take_in(self, pen: Writer, now: float) -> None:
        taken = False
        while True:
            try:
                authority, head, token = self._answers.get_nowait()
            except queue.Empty:
                break
            state = self._states[authority.url]
            state.asked = False
            # The pause comes first: when the disk refuses the token, no storm of requests follows.
            pause = max(state.pause * 2, authority.minimum_gap, stamping.FIRST_PAUSE)
            state.pause = min(pause, stamping.LONGEST_PAUSE)
            state.next = now + state.pause
            if token is not None:
                stamping.take(pen, authority, head, token)
                state.pause, state.next = 0.0, now + authority.minimum_gap
                taken = True
        if taken:
            pen.checkpoint()
            self._looked = float("-inf")
