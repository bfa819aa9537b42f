"""Signs without width in a script's own format, behind the same words as on its pages."""

from collections.abc import Sequence

from vault.errors import BadInput
from vault.share.blanks import SIGNS, Site, said
from vault.share.native.wording import Worded

_ROUNDS = 40


def carried(worded: Worded, sites: Sequence[Site], name: str) -> tuple[Site, ...]:
    """Return the sites at which a source can have signs: it still reads as it should with them all.

    Left out are words that were not found in it letter for letter, and paragraphs that its format
    would take for something else then. ``name`` is a file name by which the source reads as it
    does. Raises ``BadInput`` where too little is left of it.
    """
    kept = tuple(site for site in sites if worded.has(site.letter))
    for _ in range(_ROUNDS):
        every = said(worded.script, kept, [SIGNS[1]] * len(kept))
        wrong = worded.misread(every, name)
        if wrong is None:
            return kept
        fewer = tuple(site for site in kept if site.element != wrong)
        if fewer == kept:
            break
        kept = fewer
    raise BadInput(
        "With signs without width this script would not read as it does in its own format.",
        "Share it as PDF, or without these signs.",
    )
