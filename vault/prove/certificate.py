"""What stands on a Certificate of Sealing: every row with its class, the interval, the limits.

A pure record made from what is known of a draft; how it looks is decided elsewhere. It is words for
people: the evidence is the bundle that travels with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vault.encoding import parse_time
from vault.prove import certificate_foot as foot
from vault.prove import certificate_words as words
from vault.prove.certificate_details import details
from vault.prove.certificate_facts import Facts
from vault.prove.certificate_foot import Setting
from vault.prove.certificate_rows import Row, rows
from vault.prove.certificate_words import Said

LONGEST_NAME = 90
"""Letters of a title in the opening sentence; the file's name stands below."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The two bounds in words; None where one is not established."""

    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """One draft's certificate, ready to be set."""

    id: str
    title: str
    sha256: str
    opening: Said
    interval: Interval
    rows: tuple[Row, ...]
    details: tuple[Row, ...]
    not_shown: tuple[Said, ...]
    steps: tuple[Said, ...]
    code: str
    footer: tuple[str, str]

    @property
    def has_time(self) -> bool:
        """Whether an independent authority has given a time that passed."""
        return self.interval.latest is not None


def certificate(facts: Facts, setting: Setting) -> Certificate:
    """Return what stands on the certificate of one draft."""
    name = words.certificate_id(facts.line.leaf, facts.head.raw)
    sha256 = str(facts.told["sha256"])
    return Certificate(
        id=name,
        title=_title(facts),
        sha256=sha256,
        opening=_opening(facts),
        interval=_interval(facts),
        rows=tuple(rows(facts)),
        details=tuple(details(facts)),
        not_shown=foot.not_shown(setting),
        steps=foot.steps(setting, facts.issuer),
        code=_code(facts, name),
        footer=(
            f"{name} · seal {sha256[:16]}",
            f"issued {words.moment(facts.issued)} · {words.local(facts.issued, facts.zone)}",
        ),
    )


def _title(facts: Facts) -> str:
    """Return the name of the script: the file's name without its suffix, or its hash."""
    names = facts.fields["names"]
    title = names.get("title") if isinstance(names, Mapping) else None
    return str(title or facts.told["script"] or str(facts.told["sha256"])[:16])


def _opening(facts: Facts) -> Said:
    told = facts.told
    name = words.shortened(_title(facts), LONGEST_NAME)
    subject: Said = (
        (f"The {words.count(int(told['size']), 'byte')} of ", "plain"),
        (f"“{name}”, draft {told['number']}", "bold"),
    )
    place = (
        f"as entry {facts.line.seq} of a log; any change to what its checkpoint covers would show."
    )
    if told["not_later_than"] is None:
        return (
            *subject,
            (f", were sealed with the key named below, {place} ", "plain"),
            ("No independent time is established for them", "bold"),
            (_why_no_time(facts), "plain"),
        )
    latest = words.bound(parse_time(told["not_later_than"]))
    return (
        *subject,
        (", existed ", "plain"),
        (f"no later than {latest}", "bold"),
        (f". They were sealed with the key named below, {place}", "plain"),
    )


def _why_no_time(facts: Facts) -> str:
    results = {stamp.report.result for stamp in facts.stamps}
    if "fail" in results:
        return ": what an authority answered did not pass the check."
    if results:
        return ": what an authority answered could not be checked here."
    if facts.told["time_status"] == "waiting":
        return ": an authority’s answer is still awaited. Waiting is no proof."
    return ": no authority’s answer is recorded."


def _interval(facts: Facts) -> Interval:
    latest, earliest = facts.told["not_later_than"], facts.told["not_earlier_than"]
    return Interval(
        earliest=words.bound(parse_time(earliest)) if earliest else None,
        latest=words.bound(parse_time(latest)) if latest else None,
    )


def _code(facts: Facts, name: str) -> str:
    """Return what the QR code holds: letters, digits and signs of its densest alphabet only."""
    told = {
        "SHA256": facts.told["sha256"],
        "LOG": facts.line.log,
        "ENTRY": facts.line.seq,
        "SIZE": facts.head.size,
        "ROOT": facts.head.root.hex(),
        "KEY": facts.signer.fingerprint,
    }
    return " ".join([f"SCRIPT VAULT {name}", *(f"{k}:{v}" for k, v in told.items())]).upper()
