"""How times, counts and states are said. English, and the same on every system."""

import re
from datetime import date as calendar_day
from datetime import datetime, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MINUS = "−"

_LONG = re.compile(r"\S{24}(?=\S)")

NEAR = timedelta(hours=12)
"""A bound this close to the save is said without its day."""


def count(number: int, what: str) -> str:
    """Return ``1 page``, ``2 pages``, ``1,204 words``."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def change(number: int) -> str:
    """Return a signed number with a real minus."""
    return f"+{number:,}" if number > 0 else f"{MINUS}{-number:,}"


def clock(moment: datetime) -> str:
    """Return ``14:02`` in the moment's own zone."""
    return f"{moment:%H:%M}"


def date(moment: calendar_day) -> str:
    """Return ``3 March 2026``."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def day(moment: datetime, now: datetime) -> str:
    """Return the heading of a day: today, yesterday, its weekday and date; the year if another."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}{year}"


def recent(moment: datetime, now: datetime) -> str:
    """Return a short *when*: ``14:02`` today, ``yesterday``, ``12 Nov``, ``12 May 2025``."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return clock(moment)
    if days == 1:
        return "yesterday"
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {MONTHS[moment.month - 1][:3]}{year}"


def utc(moment: datetime) -> str:
    """Return a moment as proofs say it, to the second: ``2026-11-20 14:04:11 UTC``."""
    rounded = moment + timedelta(microseconds=(1_000_000 - moment.microsecond) % 1_000_000)
    return f"{rounded:%Y-%m-%d %H:%M:%S} UTC"


def time_state(status: str, latest: datetime | None, sealed: datetime) -> tuple[str, str]:
    """Return how a draft's independent time stands: a state of the theme, and its words.

    The bound is in UTC, rounded up, with its date where that is not the day of the save.
    """
    if status in {"stamped", "confirmed"} and latest is not None:
        up = latest + timedelta(seconds=60 if latest.second or latest.microsecond else 0)
        other = (
            "" if abs(latest - sealed) < NEAR else f"{up.day} {MONTHS[up.month - 1][:3]} {up.year} "
        )
        return "good", f"by {other}{up:%H:%M} UTC"
    if status == "waiting":
        return "waiting", "waiting for independent time"
    if status == "refused":
        return "bad", "time refused"
    return "muted", "no independent time"


def time_short(status: str, latest: datetime | None, sealed: datetime) -> str:
    """Return the same in a few letters, for where there is little room."""
    if status in {"stamped", "confirmed"} and latest is not None:
        if abs(latest - sealed) < NEAR:
            return time_state(status, latest, sealed)[1]
        up = latest + timedelta(seconds=60)  # the day of the bound as it is rounded up
        month = MONTHS[up.month - 1][:3]
        return f"by {up.day} {month}" if up.year == sealed.year else f"by {month} {up.year}"
    return {"waiting": "waiting", "refused": "refused"}.get(status, "no time")


def size(octets: int) -> str:
    """Return a file's size for people."""
    if octets < 1000:
        return f"{octets} bytes"
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} KB"
    return f"{octets / 1_000_000:.1f} MB"


def breakable(text: str) -> str:
    """Return a text whose long words may be broken, by marks of no width (U+200B).

    A label breaks lines between words alone, and would be as wide as the longest one.
    """
    return _LONG.sub("\\g<0>\u200b", text)


def groups(hexadecimal: str, width: int = 4) -> str:
    """Return a hash in groups that an eye can follow."""
    return " ".join(
        hexadecimal[place : place + width] for place in range(0, len(hexadecimal), width)
    )
