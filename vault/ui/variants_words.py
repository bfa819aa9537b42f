"""What the wording of a draft is called: how much differs, what for, what a reader would read."""

from collections.abc import Sequence
from html import escape

from vault.screenplay.model import Element
from vault.share.variants import MOST_ALTERNATIVES, Place, Site, Sort
from vault.share.varying import as_printed
from vault.ui import wording

PURPOSE = (
    "Choose words that may differ from copy to copy. A passage that turns up somewhere, even"
    " retyped, then leads back to the copy it was taken from. It names a copy, never a person, and"
    " it prevents nothing: whoever says it in other words wipes the wording out. Facts last"
    " longest."
)
BEGIN = (
    "Select a few words in the script and press Return, or step through the proposals: N and P go"
    " on and back, T takes one, L leaves it. Nothing you choose changes your draft."
)
UNCHANGED = "Nothing is changed."
UNKEPT = "Nothing is sealed until you keep it."
FACT = (
    "Another number, name or street, the same everywhere in a copy. The more there are to choose"
    f" from, {MOST_ALTERNATIVES} at most, the fewer facts name a copy."
)
SORTS: dict[Sort, tuple[str, str]] = {
    "wording": ("Says the same", "Other words, the same sense. Yours to judge by ear."),
    "fact": ("A fact", FACT),
}
"""What a writer says of a place, and what it comes to."""

ROOM = 34
"""How many letters stand on each side of the words, where a line is quoted."""


def differ(sites: Sequence[Site]) -> str:
    """Return how much differs, as a sentence without its full stop."""
    facts = sum(site.sort == "fact" for site in sites)
    places = len(sites) - facts
    said = [wording.count(places, "place")] if places else []
    said += [wording.count(facts, "fact")] if facts else []
    if not said:
        return "The same in every copy"
    return f"{' and '.join(said)} {'differs' if len(sites) == 1 else 'differ'} from copy to copy"


def kept(sites: Sequence[Site]) -> str:
    """Return what is said once a wording is sealed."""
    said = differ(sites)
    return f"Kept: {said[0].lower()}{said[1:]}."


def to_mend(count: int) -> str:
    """Return why a wording cannot be kept."""
    many = "1 choice is" if count == 1 else f"{count} choices are"
    return f"{many} to be mended first, underlined with a wave. What is wrong stands beside it."


def around(element: Element, place: Place) -> tuple[str, str]:
    """Return what stands before and after a place on its line, cut where it is long."""
    before = element.text[: place.start].rpartition("\n")[2]
    after = element.text[place.end :].partition("\n")[0]
    if len(before) > ROOM:
        before = "… " + before[-ROOM:].partition(" ")[2]
    if len(after) > ROOM:
        after = after[:ROOM].rpartition(" ")[0] + " …"
    return as_printed(element, before), as_printed(element, after)


def quoted(element: Element, place: Place, words: str = "") -> str:
    """Return the line around a place, with these words in it or its own."""
    before, after = around(element, place)
    return f"{before}{as_printed(element, words or element.text[place.start : place.end])}{after}"


def marked(element: Element, place: Place, words: str) -> str:
    """Return the same as rich text, the words underlined."""
    before, after = map(escape, around(element, place))
    return f"{before}<u>{escape(as_printed(element, words))}</u>{after}"


def tidy(typed: str) -> str:
    """Return typed words as an alternative has them: on one line, no letter that does not show."""
    return "".join(sign for sign in " ".join(typed.split()) if sign.isprintable())


def usual_sort(words: str) -> Sort:
    """Return what words most likely are: with a digit in them, a fact."""
    return "fact" if any(sign.isdigit() for sign in words) else "wording"
