"""The verdict: its one line, what it means, the key that signed."""

from vault.ui import verify_words as words
from vault.ui import wording
from vault.ui.striped_card import StripedCard
from vault.ui.verify_words import Told


class VerdictCard(StripedCard):
    """A card with the verdict's colour; the words say it first."""

    def say(self, told: Told) -> None:
        """Show a report's verdict."""
        said = words.verdict(told)
        icon, state = words.ICONS[said.name], words.STATES[said.name]
        self.show_words(icon, state, said.heading, said.meaning, signed(told))


def signed(told: Told) -> str:
    """Return the sentence on the key: what signed, and that nothing says who holds it."""
    if told["signer"] is None:
        return "It is not shown which key signed this file."
    start = wording.groups(str(told["signer"])[:24])
    return f"Signed with key {start} … Nothing here says who holds that key."
