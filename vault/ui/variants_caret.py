"""What stands at the caret of the script: words selected, a place that differs, a proposal."""

from typing import TYPE_CHECKING

from vault.screenplay.model import Kind
from vault.share.variants import LONGEST, MOST_PLACES, Place, Site
from vault.ui.variants_choice import Choice
from vault.ui.variants_prose import Prose

if TYPE_CHECKING:
    from vault.operations.varying import Draft


class Caret:
    """Reads what the caret of the prose is at, in terms of what is chosen."""

    def __init__(self, prose: Prose, choice: Choice, draft: "Draft") -> None:
        self._prose, self._choice, self._draft = prose, choice, draft
        self._elements = draft.script.elements

    @property
    def place(self) -> Place | None:
        """The selected words, where they are of one paragraph."""
        return self._prose.selected

    @property
    def site(self) -> Site | None:
        """The chosen site at the caret, or that has all of the selected words."""
        place, here = self.place, self._prose.here
        if place is not None:
            found = self._choice.clash([place])
            return found if found and any(_within(place, p) for p in found.places) else None
        return self._choice.at(*here) if here and not self._prose.selects else None

    @property
    def offer(self) -> Site | None:
        """The proposal at the caret, or for just the selected words."""
        place, here = self.place, self._prose.here
        if place is not None:
            found = self._choice.offered_at(place.element, place.start)
            return found if found and place in found.places else None
        return self._choice.offered_at(*here) if here and not self._prose.selects else None

    def words(self, place: Place | None) -> str:
        """Return the draft's words at a place."""
        return self._elements[place.element].text[place.start : place.end] if place else ""

    def place_of(self, site: Site) -> Place:
        """Return the place of a site that the caret is at."""
        place, here = self.place, self._prose.here
        element, letter = (place.element, place.start) if place else here or (-1, 0)
        found = [p for p in site.places if p.element == element and p.start <= letter <= p.end]
        return found[-1] if found else site.places[0]

    def elsewhere(self, place: Place, site: Site | None) -> tuple[Place, ...]:
        """Return where else the words of a place stand, and nothing else is chosen."""
        own = site.places if site else ()
        found = {*self._draft.elsewhere(self.words(place)), *own} - {place}
        free = (p for p in found if p in own or self._choice.clash([p], besides=site) is None)
        return tuple(sorted(free)[: MOST_PLACES - 1])

    def hindrance(self, place: Place | None) -> str:
        """Return why the words at a place cannot differ; nothing where they can."""
        text = self.words(place)
        if place is None or "\n" in text:
            return "Select words of one paragraph, on one line of it."
        if self._elements[place.element].kind is Kind.CHARACTER:
            return "The name above a speech stays as it is: the pages repeat it."
        if self._choice.clash([place]) is not None:
            return "Some of these words differ already. Select others, or leave that variant out."
        if len(text) > LONGEST:
            return f"Select fewer words: {LONGEST} letters at most."
        return ""


def _within(place: Place, other: Place) -> bool:
    same = place.element == other.element
    return same and other.start <= place.start and place.end <= other.end
