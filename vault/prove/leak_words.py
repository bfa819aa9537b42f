"""The sentences of a trace report: what was found, how firmly, and what it does not show."""

import math
from collections.abc import Sequence
from datetime import date

from vault.prove import certificate_words as words
from vault.prove.certificate_words import Said, plain
from vault.prove.leak_facts import Copy, Facts, Found

LONGEST = 80
"""Letters of a title or a name in a sentence."""
_NAMES, _ALSO = 3, 8
_SMALL, _LEAST = 1e-6, 1e-300
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

LAYERS = {
    "word-shift": "words set aside",
    "line-shift": "lines set aside",
    "wording": "wordings",
    "fact": "facts",
    "zero-width": "signs without width",
}
"""The kinds of marks, as a report calls them."""

MEANINGS = {
    "exact": "The file is the copy, or carries its signed record.",
    "high": "All tries counted, marks that speak so strongly for a copy come up by chance at most"
    " once in a million times.",
    "indicative": "All tries counted, such marks come up by chance at most once in 1,000 times."
    " This is no evidence by itself; it says where to look.",
    "none": "The marks name no copy.",
}
"""What each class means."""

BY = {
    "file": "The file is this copy, byte for byte.",
    "metadata": "The file carries this copy’s signed record. A record can be put into another file:"
    " alone it does not say that the pages are the copy’s.",
}

_NOT_A_PERSON = "This names a copy, not a person."
_SEVERAL = "Pages or records of several copies were put together, or readers worked together."
_NOT_ALL = " Not all of this is evidence by itself: see the class of each."

_LIMITS = """
It names a copy, not a person. A copy can be passed on, printed, lost, or taken from its reader.

It does not say when, how or by whom pages were passed on, and nothing about intent.

Marks can be absent: on pages that were typed anew, on small or blurred pictures, in a few words.
That no mark was found does not show that no copy was used.

Chances hold for copies that have nothing to do with the pages. They are not the chance that
anybody is innocent, which no number here gives.

Readers who lay their copies side by side can weaken marks. A copy named by them can then be one
of several that were used.

The vault knows every copy’s code. That it did not make these pages itself is not shown by the
marks; how the pages were found has to be shown by other means.

Who the recipients are, and that each had his copy, is declared by the signer and shown by
deliveries that were recorded, not by this paper.

What was measured on the pages rests on the program and its version. Anyone may repeat it.
"""
LIMITS = tuple(" ".join(limit.split()) for limit in _LIMITS.strip().split("\n\n"))
"""What a report does not show."""

REVEALED = """The keys of the copies named are shown in the attached evidence. Whoever has them
can recompute these copies’ codes and no other copy’s; and could take their marks
out of a file, or put them into another. Also shown is how probable each mark is in
all copies of the draft. Hold later finds of these copies against the day of this
report."""

WITHHELD = """The keys of the copies named are not shown. The entry of each copy was bound to its
keys before the copy existed, by the commitment printed here: they can be shown
later, and nobody can show others."""

_COMMANDS = (
    ("pdfdetach -saveall REPORT.pdf", "saves what is attached to this file"),
    ("python3 -I recompute.py evidence.json", "recomputes the figures; bare Python, no network"),
    ("scriptvault prove DRAFT --with-record -o BUNDLE.zip", "shows the entries, signed and timed"),
)

_RULES = """The rules are published: “Hidden marks of a copy”, version 1 (CC0). To measure again, an
expert needs the files examined and the copies named as they were issued."""


def opening(facts: Facts) -> Said:
    """Return the report’s first sentences."""
    what, s = _files(facts), "s" if len(facts.examined) == 1 else ""
    named = [(found, copy) for found in facts.found for copy in found.copies]
    if not named:
        return _unnamed(facts, what, s)
    if len(named) == 1:
        [(found, copy)] = named
        return (
            (what, "bold"),
            (f" {_verb(copy, s)} ", "plain"),
            (f"copy {copy.copy_id}", "bold"),
            (f" of {titled(found)}, issued to ", "plain"),
            (words.shortened(copy.recipient, LONGEST), "bold"),
            (f"{_on(copy.issued)}. {_surely(copy, facts)}", "plain"),
        )
    titles = words.listed([titled(found) for found in facts.found if found.copies][:_NAMES])
    readers = [words.shortened(copy.recipient, 40) for _, copy in named]
    whom = words.listed(readers) if len(readers) <= _NAMES else f"{len(readers)} readers"
    sure = all(copy.known_as != "indicative" for _, copy in named)
    return (
        (what, "bold"),
        (f" lead{s} to ", "plain"),
        (f"{len(named)} copies", "bold"),
        (f" of {titles}, issued to ", "plain"),
        (whom, "bold"),
        (f". {_SEVERAL}{'' if sure else _NOT_ALL}", "plain"),
    )


def titled(found: Found) -> str:
    """Return a draft as a sentence names it."""
    return draft(found.draft.title, found.draft.number)


def draft(title: str, number: int) -> str:
    """Return a draft by its title and number."""
    return f"“{words.shortened(title, LONGEST)}”, draft {number}"


def chance(value: float) -> str:
    """Return a bound on a probability as people read it, rounded to the unfavourable side."""
    if value < _SMALL:
        return f"under 1 in 10{str(int(-math.log10(max(value, _LEAST)))).translate(_POWERS)}"
    if value >= 0.1:
        return f"up to {min(100, math.ceil(value * 100))} %"
    among = int(1 / value)
    unit: int = 10 ** max(0, len(str(among)) - 2)
    return f"at most 1 in {among // unit * unit:,}"


def day(when: date | None) -> str:
    """Return a day for people."""
    if when is None:
        return "a day that is not known"
    return f"{when.day} {words.MONTHS[when.month - 1]} {when.year}"


def tried(facts: Facts) -> str:
    """Return what the files were held against."""
    if not facts.copies:
        return "This vault has issued no copies: there was nothing to hold the files against."
    said = f"{_all(facts.copies)} that this vault has issued, by bytes, records and words"
    if facts.tried:
        said += f"; by hidden marks, {_all(facts.tried)} of the drafts that share words"
    return said


def _all(number: int) -> str:
    return "the one copy" if number == 1 else f"all {number:,} copies"


def besides(facts: Facts) -> str:
    """Return of which other drafts copies were tried, without one being named."""
    listed = [
        f"{title} ({words.count(number, 'copy', 'copies')})" for title, number in facts.also[:_ALSO]
    ]
    left = len(facts.also) - _ALSO
    more = [words.count(left, "more draft")] if left > 0 else []
    return f"{words.listed([*listed, *more])}; none of them is named"


def flowing(text: str) -> str:
    """Return a text of several lines as one."""
    return " ".join(text.split())


def _files(facts: Facts) -> str:
    if len(facts.examined) == 1:
        return words.shortened(facts.examined[0].name, 60)
    return f"{len(facts.examined)} files"


def _verb(copy: Copy, s: str) -> str:
    if "file" in copy.by:
        return f"{'is' if s else 'contain'}, byte for byte,"
    if copy.known_as == "exact" and not _named_by_marks(copy):
        return f"carr{'ies' if s else 'y'} the signed record of"
    return f"derive{s} from" if copy.known_as != "indicative" else "may derive from"


def _named_by_marks(copy: Copy) -> bool:
    return copy.score is not None and copy.score.overall <= 1e-6


def _surely(copy: Copy, facts: Facts) -> str:
    if copy.known_as == "indicative":
        return "This is no evidence by itself."
    if copy.score is None or not _named_by_marks(copy):
        return _NOT_A_PERSON
    count = words.count(facts.tried, "copy", "copies")
    said = chance(copy.score.overall)
    strongly = f"that chance alone names one so strongly, {count} tried"
    return f"{_NOT_A_PERSON} The probability {strongly}, is {said}."


def _on(issued: date | None) -> str:
    return f" on {day(issued)}" if issued else ""


def _unnamed(facts: Facts, what: str, s: str) -> Said:
    if facts.found:
        return (
            (what, "bold"),
            (f" share{s} words with {titled(facts.found[0])}; ", "plain"),
            ("no copy is named", "bold"),
            (".", "plain"),
        )
    return (
        ("Nothing", "bold"),
        (f" in {what} leads to a copy that this vault has issued.", "plain"),
    )


def steps(facts: Facts) -> Sequence[Said]:
    """Return how the figures are recomputed, step by step."""
    named = [copy for found in facts.found for copy in found.copies]
    bound = any(copy.entry.commitment for copy in named)
    keys = REVEALED if facts.revealed else WITHHELD
    return (
        *((plain(flowing(keys)),) if bound else ()),
        *(
            ((f"{number}  ", "bold"), (command, "code"), (f"  {does}", "plain"))
            for number, (command, does) in enumerate(_COMMANDS[: 3 if named else 2], start=1)
        ),
        plain(flowing(_RULES)),
    )
