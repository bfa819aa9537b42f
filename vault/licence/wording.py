"""The terms in words: a preset's notice and footer line with their blanks filled."""

import re
from datetime import date

from vault.licence.presets import Preset

BLANKS = {
    "title": "{title}",
    "writer": "{writer}",
    "contact": "{contact}",
    "year": "{year}",
    "copy": "{copy}",
    "recipient": "{recipient}",
    "date": "{date}",
}
"""The blanks as they stand where nothing is filled in yet."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_PARAGRAPHS = re.compile(r" (?=Mailing, storing,|Before an AI licence of this|Copy \S+ for )")
"""Where a notice goes on to what is welcome, to who is to be told, and to the copy."""


def notice(preset: Preset, blanks: dict[str, str], *, held: bool) -> str:
    """Return the full notice. ``held``: the writer said that the copyright is theirs.

    ``blanks`` has the names of ``BLANKS``; an empty ``contact`` leaves its sentence out.
    """
    ending = " Copy {copy} for {recipient}, {date}."
    ending += " Contact: {contact}." if blanks["contact"] else ""
    rest = (preset.body + preset.tail + ending).format(**blanks, ask=_ask(blanks))
    return f"{opening(preset, blanks, held=held)} {rest}"


def paragraphs(text: str) -> list[str]:
    """Return a notice, made now or by an earlier version, in the paragraphs people read it in."""
    return _PARAGRAPHS.split(text)


def opening(preset: Preset, blanks: dict[str, str], *, held: bool) -> str:
    """Return how the notice begins: no © stands anywhere unless the writer said yes (``held``)."""
    if not preset.claims:
        return "“{title}”, by {writer}.".format(**blanks)
    if held:
        return "“{title}” © {year} {writer}.".format(**blanks)
    return "This copy of “{title}” comes from {writer}.".format(**blanks)


def short(preset: Preset, blanks: dict[str, str]) -> str:
    """Return the terms in one line, without the number of the copy."""
    return preset.short.format(**blanks, ask=_ask(blanks))


def footer(preset: Preset, blanks: dict[str, str]) -> str:
    """Return the line that stands at the foot of every page: the terms, the copy, its reader."""
    return short(preset, blanks) + " Copy {copy} for {recipient}".format(**blanks)


def in_words(day: date) -> str:
    """Return a day as people write it, the same in every locale: 20 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _ask(blanks: dict[str, str]) -> str:
    return f": {blanks['contact']}" if blanks["contact"] else ""
