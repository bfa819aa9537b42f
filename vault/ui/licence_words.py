"""What is said of a training licence: to whom, how long, for which fee, and how it stands."""

from dataclasses import dataclass
from datetime import date

from vault.prove.statement import Grant
from vault.prove.statement_money import Money
from vault.prove.statement_standing import Phase, Standing
from vault.ui import wording

FALLS = {
    "once": "once",
    "quarterly": "each quarter",
    "yearly": "each year",
    "per-work": "for each work",
}
"""How often a fee falls due."""

OVERDUE = "Overdue"
HEADINGS: dict[Phase, str] = {"running": "Running", "coming": "Not begun yet", "ended": "Ended"}


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that was granted, and how it stands today."""

    grant: Grant
    standing: Standing

    @property
    def heading(self) -> str:
        """Under which heading it is listed: overdue ones first, running or not."""
        return OVERDUE if self.standing.overdue.minor else HEADINGS[self.standing.phase]

    @property
    def subject(self) -> str:
        """What was licensed, and for what."""
        return f"{self.grant.title}, for {self.grant.model}"

    @property
    def sentence(self) -> str:
        """All of it in one sentence, as a screen reader says it."""
        parts = (
            self.grant.licensee,
            self.subject,
            self.grant.purpose,
            lasting(self),
            fee(self.grant),
            outstanding(self.standing),
            received(self.standing),
            state(self.standing)[1],
        )
        return "; ".join(parts)


def short(day: date) -> str:
    """Return a day where there is little room: 3 Mar 2026."""
    return f"{day.day} {wording.MONTHS[day.month - 1][:3]} {day.year}"


def period(grant: Grant) -> str:
    """Return from when to when a licence lasts, both days included."""
    return f"{short(grant.start)} – {short(grant.until)}"


def fee(grant: Grant) -> str:
    """Return the fee, and how often it falls due."""
    return f"{grant.fee.in_words} {FALLS[grant.falls]}"


def lasting(licence: Licence) -> str:
    """Return whether a licence runs, and until when, in words."""
    grant, phase = licence.grant, licence.standing.phase
    if grant.ended is not None:
        verb = "Ended" if phase == "ended" else "Ends"
        return f"{verb} {short(grant.ended.on)}, before its last day"
    if phase == "ended":
        return f"Ran out {short(grant.until)}"
    return f"Runs until {short(grant.until)}" if phase == "running" else f"From {period(grant)}"


def outstanding(standing: Standing) -> str:
    """Return what is outstanding."""
    owed = standing.outstanding
    return f"{owed.in_words} outstanding" if owed.minor > 0 else "Nothing outstanding"


def received(standing: Standing) -> str:
    """Return what was received of what fell due."""
    if not standing.due.minor and not standing.received.minor:
        return "nothing fell due yet"
    return f"{standing.received.grouped} of {standing.due.grouped} paid"


def state(standing: Standing) -> tuple[str, str]:
    """Return how a licence stands: a state of the theme, and its words."""
    owed = standing.outstanding
    if standing.overdue.minor and standing.since is not None:
        return "bad", f"Overdue since {short(standing.since)}"
    if owed.minor > 0:
        return "waiting", "Due today"
    if owed.minor < 0:
        return "good", f"Paid {Money(-owed.minor, owed.currency).in_words} ahead"
    if standing.following is not None:
        return "good" if standing.due.minor else "muted", f"Next due {short(standing.following.on)}"
    return ("good", "Paid in full") if standing.due.minor else ("muted", "Nothing due")


def meaning(standing: Standing) -> str:
    """Return what fell due and was received so far, and what comes next, in sentences."""
    due, came, owed = standing.due, standing.received, standing.outstanding
    left = f"{owed.in_words} is outstanding" if owed.minor else "nothing is outstanding"
    if owed.minor < 0:
        left = f"{Money(-owed.minor, owed.currency).in_words} more than that"
    said = [f"{due.in_words} fell due, {came.in_words} was received, {left}."]
    overdue = standing.overdue
    if overdue.minor and overdue.minor != standing.outstanding.minor:
        said.append(f"{overdue.in_words} of it fell due before today.")
    if standing.following is not None:
        coming = standing.following
        said.append(f"Next: {coming.amount.in_words} on {wording.date(coming.on)}.")
    return " ".join(said)
