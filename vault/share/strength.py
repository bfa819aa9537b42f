"""What a choice of sites can do: tell one reader from the others, or some who compare their copies.

Said to the writer in sentences, before any copy is made.
"""

from collections.abc import Iterator, Sequence
from math import ceil, log2

from vault.share.variants import MOST_ALTERNATIVES, TWO_POINT, Site

READERS = 100
"""For how many readers it is said whether the sites tell them apart."""
_CERTAIN = 20.0
"""Bits beyond those that count the readers: an innocent copy looks so once in a million."""
_RESERVE = 1.2
"""Some of what is there is not found, or read in part."""


def bits(sites: Sequence[Site]) -> float:
    """Return how many bits the choices of one copy have that outlast retyping."""
    return sum(log2(len(letters)) for letters in map(_letters, sites) if letters)


def sentences(sites: Sequence[Site], readers: int = READERS) -> Iterator[str]:
    """Give what the sites can do among so many readers, in a sentence or two."""
    if not sites:
        return
    wanted = ceil(_RESERVE * (log2(max(2, readers)) + _CERTAIN))
    strong = [site for site in sites if len(_letters(site)) > 1]
    pairs = sum(len(site.alternatives) == 2 and site.sort == "wording" for site in strong)
    count = "1 choice" if len(sites) == 1 else f"{len(sites)} choices"
    if bits(sites) < wanted:
        facts = ceil(wanted / log2(MOST_ALTERNATIVES))
        yield (
            f"{count}: too few to name one of {readers} readers surely. {wanted} with two wordings"
            f" each do, or {facts} facts with {MOST_ALTERNATIVES}."
        )
    elif pairs < TWO_POINT:
        yield (
            f"{count}: enough to name one of {readers} readers who passes the text on alone. Two"
            f" who compare their copies can hide: {TWO_POINT} wordings withstand that."
        )
    else:
        yield (
            f"{count}: enough to name one of {readers} readers, and one of two or three who compare"
            " their copies."
        )
    weak = len(sites) - len(strong)
    if weak:
        those = "1 of them differs" if weak == 1 else f"{weak} of them differ"
        yield f"{those} in signs or capitals alone, which retyping may lose: not counted on."


def _letters(site: Site) -> set[str]:
    """Return what is left of the alternatives where nothing but letters and digits counts."""
    return {"".join(filter(str.isalnum, text.casefold())) for text in site.alternatives}
