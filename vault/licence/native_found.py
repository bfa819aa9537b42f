"""What one place of a file says of its terms, and what that comes to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from vault.licence import native, rsl
from vault.licence.signals import (
    LONGEST_VALUE,
    Said,
    Signal,
    content_signals,
    data_mining,
    for_robots,
    of_ingredient,
    preferences,
    printed_signals,
    reservation,
    training_and_mining,
)

SIGNALS, ROBOTS, LICENCE, RSL = "Content-Signal", "robots", "License", "rsl"
CAWG, C2PA = "cawg.training-mining", "c2pa.training-mining"
OF_INGREDIENT = ", of an ingredient"
"""Behind the name of an assertion that is not about the whole."""
_LOOKED_AT = 1 << 16


@dataclass(slots=True)
class Found:
    """What one place of a file says: names with their values, and the words around them.

    ``packet``: the XMP packet that stands there. ``told``: signals that were made already.
    ``unread``: in a sentence, why the place is not read.
    """

    source: str
    named: dict[str, str] = field(default_factory=dict)
    rights: str = ""
    words: str = ""
    packet: bytes | None = None
    told: list[Signal] = field(default_factory=list)
    unread: str = ""

    def signals(self) -> list[Signal]:
        """Return what it comes to; the record is another's business."""
        told = list(self.told)
        for name, (vocabulary, said) in _NAMED.items():
            if name in self.named:
                value = self.named[name][:_LOOKED_AT]
                says, uses = said(value) if callable(said) else (said, {})
                shown = value[:LONGEST_VALUE]
                told.append(Signal(self.source, vocabulary, name, shown, says, uses))
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
    SIGNALS: ("Content Signals", content_signals),
    ROBOTS: ("robots", for_robots),
    LICENCE: ("Link", "Terms are at this address."),
    RSL: ("RSL", rsl.said),
    CAWG: ("CAWG", training_and_mining),
    C2PA: ("C2PA", training_and_mining),
    CAWG + OF_INGREDIENT: ("CAWG", of_ingredient),
    C2PA + OF_INGREDIENT: ("C2PA", of_ingredient),
}
