"""What one place of a file says of its terms, and what that comes to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from vault.licence import native
from vault.licence.signals import (
    LONGEST_VALUE,
    Said,
    Signal,
    data_mining,
    preferences,
    printed_signals,
    reservation,
)


@dataclass(slots=True)
class Found:
    """What one place of a file says: names with their values, and the words around them."""

    source: str
    named: dict[str, str] = field(default_factory=dict)
    rights: str = ""
    words: str = ""

    def signals(self) -> list[Signal]:
        """Return what it comes to; the record is another's business."""
        told = []
        for name, (vocabulary, said) in _NAMED.items():
            if name in self.named:
                value = self.named[name][:LONGEST_VALUE]
                says, uses = said(value) if callable(said) else (said, {})
                told.append(Signal(self.source, vocabulary, name, value, says, uses))
        if self.rights:
            value = self.rights[:LONGEST_VALUE]
            told.append(Signal(self.source, "Dublin Core", "dc:rights", value, "Rights in words."))
        return told + printed_signals({self.source: self.words})


_NAMED: dict[str, tuple[str, str | Callable[[str], Said]]] = {
    native.TDM: ("TDMRep", reservation),
    native.POLICY: ("TDMRep", "Terms on which it may be mined are at this address."),
    native.USAGE: ("AIPREF", preferences),
    native.MINING: ("PLUS", data_mining),
    native.SPDX: ("SPDX", "The name of the terms; no list of licences has it."),
    native.OFFER: ("TDMRep", "A licence that can be had, for programs."),
}
