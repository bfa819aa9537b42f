"""The rows of a certificate's first page, each with its class."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from vault.encoding import b64, parse_time
from vault.paper.faces import Face, lacking
from vault.prove import certificate_words as words
from vault.prove.certificate_facts import Facts, Stamp
from vault.prove.certificate_words import Said, code, plain
from vault.seal.signing import KeySet

Datum = Literal["M", "T", "D"]

LONGEST_PATH = 640
LONGEST_AUTHORITY = 120
MOST_STAMPS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One datum: its name, its class, what it says."""

    label: str
    datum: Datum
    paragraphs: tuple[Said, ...]


def rows(facts: Facts) -> list[Row]:
    """Return the rows of the first page."""
    told = facts.told
    return [
        Row("SHA-256 of the file", "M", (code(str(told["sha256"])),)),
        Row("File", "M", _file(facts)),
        Row("Kind and extent", "M", (plain(extent(facts)),)),
        Row("Captured", "M", (plain(_captured(facts)),)),
        Row("Independent time", "T", _outside_time(facts)),
        Row("Place in the log", "M", (_place(facts),)),
        Row("Key", "M", key(facts.signer)),
        Row("Signer’s name", "D", (plain(_writer(facts)),)),
        Row("Statements", "D", tuple(plain(text) for text in _statements(facts))),
    ]


def _file(facts: Facts) -> tuple[Said, ...]:
    name = words.shortened(str(facts.told["script"]), LONGEST_PATH) or "name not recorded"
    if not lacking(name, Face.BOOK):
        return (plain(name),)
    boxes = "A letter these faces lack stands as a box with its number in Unicode."
    return plain(name), ((boxes, "italic"),)


def extent(facts: Facts) -> str:
    """Return what the file is and how long, as far as it could be read."""
    told = facts.told
    kind = words.FORMATS.get(str(told["format"]), "")
    suffix = PurePosixPath(str(told["script"])).suffix
    parts = [f"{kind} ({suffix})" if kind and suffix else kind or suffix]
    parts.append(words.count(int(told["size"]), "byte"))
    if told["not_read"]:
        parts.append(f"sealed as it is, not read: {told['not_read']}")
    elif told["pages"] is None:
        parts.append("not read yet")
    else:
        counts = [words.count(int(told[what]), what[:-1]) for what in ("pages", "scenes", "words")]
        parts.append(f"read as about {', '.join(counts)}")
    return "; ".join(part for part in parts if part)


def _captured(facts: Facts) -> str:
    told = facts.told
    route = words.ROUTES.get(str(told["route"]), f"by the route “{told['route']}”")
    flags = [words.FLAGS.get(str(flag), str(flag)) for flag in told["flags"]]
    noticed = f"; {words.listed(flags)}" if flags else ""
    when = words.moment(parse_time(told["sealed_at"]))
    return f"{route}, {when} by the computer’s own clock, observed and not relied on{noticed}"


def _outside_time(facts: Facts) -> tuple[Said, ...]:
    if not facts.stamps:
        waiting = facts.told["time_status"] == "waiting"
        return (plain("awaited, not received yet" if waiting else "none recorded"),)
    first = sorted(facts.stamps, key=lambda stamp: stamp.report.result != "pass")
    more = len(first) - MOST_STAMPS
    found = tuple(_stamp(stamp) for stamp in first[:MOST_STAMPS])
    return (*found, plain(f"and {more} more, in the record below")) if more > 0 else found


def _stamp(stamp: Stamp) -> Said:
    report = stamp.report
    who = words.shortened(report.authority or stamp.asked, LONGEST_AUTHORITY)
    if report.result != "pass" or report.gen_time is None:
        result = "refused" if report.result == "fail" else "not checked"
        return (f"{who}: {result}. ", "plain"), (words.shortened(report.reason, 300), "italic")
    within = f" ± {report.accuracy.total_seconds():g} s" if report.accuracy else ""
    added = "; its root was added on this computer" if report.extra_root else ""
    return plain(f"{who}: {words.moment(report.gen_time, precise=True)}{within}{added}")


def _place(facts: Facts) -> Said:
    number = (
        f"entry {facts.line.seq} of {facts.head.size}; draft {facts.told['number']} of this script"
    )
    return ((f"{number}; root ", "plain"), (b64(facts.head.root), "code"))


def key(signer: KeySet) -> tuple[Said, ...]:
    """Return a key as people compare it: its fingerprint in groups, half of it in words."""
    grouped = words.groups(signer.fingerprint)
    half = len(grouped) // 2
    return (
        code(grouped[:half].strip()),
        code(grouped[half:].strip()),
        (
            ("its first half in words: ", "italic"),
            (words.key_words(signer.fingerprint), "plain"),
        ),
    )


def _writer(facts: Facts) -> str:
    name, mail = str(facts.writer.get("name", "")), str(facts.writer.get("email", ""))
    if not name:
        return "none given"
    return f"{name}{f' <{mail}>' if mail else ''}, as typed by the signer"


def _statements(facts: Facts) -> list[str]:
    said = {str(one.get("declaration")) for one in facts.declarations}
    label = facts.told["label"]
    found = [f"this draft is called “{label}”"] if label else []
    others = sorted(said - {"label"})
    if others:
        found.append(f"made on {words.listed(others)}; they are in the attached record")
    else:
        found.append("no statement made on AI use, on rights or on contributors")
    return found
