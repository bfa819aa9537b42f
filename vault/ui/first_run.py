"""The first run as a graph of steps, without a widget: what is asked, what follows what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vault.errors import BadInput

STEPS = 4
CONFIRMED = 2
"""How many words of the kit the person types to show that it was kept."""


class Step(Enum):
    """Where the person stands; the number is what the page counts."""

    FOLDER = "folder"
    NAME = "name"
    KIT = "kit"
    CONFIRM = "confirm"
    TIME = "time"
    READY = "ready"

    @property
    def number(self) -> int:
        """Which of the four steps this belongs to."""
        order = {"folder": 1, "name": 2, "kit": 3, "confirm": 3, "time": 4, "ready": 4}
        return order[self.value]


NEXT = {
    Step.FOLDER: Step.NAME,
    Step.NAME: Step.KIT,
    Step.KIT: Step.CONFIRM,
    Step.CONFIRM: Step.TIME,
    Step.TIME: Step.READY,
}
BACK = {Step.NAME: Step.FOLDER, Step.CONFIRM: Step.KIT}
"""There is no way back over the making of the vault; a word forgotten is looked up again."""


@dataclass(slots=True)
class FirstRun:
    """What was answered so far. Raises ``BadInput`` for an answer one cannot go on with."""

    vault: Path
    step: Step = Step.FOLDER
    folder: Path | None = None
    writer: str = ""
    passphrase: str = ""
    kit_file: Path | None = None
    words: Sequence[str] = ()
    kept: bool = False
    """Whether the kit was printed or saved to a place of the person's choice."""
    asked_words: tuple[int, ...] = ()
    time: bool = True

    def go_on(self) -> Step:
        """Go to the next step."""
        self.step = NEXT[self.step]
        return self.step

    def go_back(self) -> Step:
        """Go to the step before, where there is a way back."""
        self.step = BACK.get(self.step, self.step)
        return self.step

    @property
    def may_go_back(self) -> bool:
        """Whether the step before may be changed still."""
        return self.step in BACK

    def take_folder(self, folder: Path | None) -> None:
        """Take the folder that is to be watched."""
        if folder is None:
            raise BadInput("No folder is chosen yet.", "Choose the one you keep your scripts in.")
        self.folder = folder

    def take_name(self, writer: str, passphrase: str, again: str) -> None:
        """Take the writer's name and the passphrase, typed twice."""
        if not writer.strip():
            raise BadInput("There is no name yet.", "Type the name you write under.")
        if not passphrase:
            raise BadInput("There is no passphrase yet.", "Choose one that only you know.")
        if passphrase != again:
            raise BadInput("The two passphrases are not the same.", "Type them once more.")
        self.writer, self.passphrase = writer.strip(), passphrase

    def take_kit(self, file: Path, words: Sequence[str], random: Callable[[int], bytes]) -> None:
        """Take the kit that was made, and draw which of its words are to be typed."""
        self.kit_file, self.words, self.kept = file, words, False
        drawn: list[int] = []
        while len(drawn) < CONFIRMED:
            place = int.from_bytes(random(4), "big") % len(words) + 1
            if place not in drawn:
                drawn.append(place)
        self.asked_words = tuple(sorted(drawn))

    def need_kept(self) -> None:
        """Refuse to go on before the kit was printed or saved."""
        if not self.kept:
            raise BadInput(
                "The kit is not kept anywhere yet.", "Print it or save it before you go on."
            )

    def confirm(self, typed: Sequence[str]) -> None:
        """Take the words that were typed; raises naming the first that does not match."""
        for place, word in zip(self.asked_words, typed, strict=True):
            if word.strip().lower() != self.words[place - 1]:
                raise BadInput(
                    f"Word {place} is not the one on the kit.",
                    "Look it up on your copy, or go back to the words.",
                )
