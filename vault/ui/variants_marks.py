"""What is underlined in the script: places that differ, those to be mended, proposals."""

from collections.abc import Callable, Iterator

from vault.share.variants import Place, Site
from vault.ui.variants_choice import Choice
from vault.ui.variants_prose import Look, Mark


def marks(
    choice: Choice,
    refuses: Callable[[Site], bool],
    here: Site | None,
    begun: Place | None,
) -> Iterator[Mark]:
    """Yield the marks of all that is chosen and offered.

    ``here`` is the site or proposal at the caret, ``begun`` words that have no alternative yet.
    """
    for offer in choice.offers:
        look: Look = "offered here" if offer == here else "offered"
        yield from (Mark(place, look) for place in offer.places)
    for site in choice.sites:
        look = "here" if site == here else "chosen"
        look = "refused" if refuses(site) else look
        yield from (Mark(place, look) for place in site.places)
    if begun is not None:
        yield Mark(begun, "here")
