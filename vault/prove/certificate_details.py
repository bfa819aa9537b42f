"""The second page of a certificate: every figure an expert compares, each with its class."""

from collections.abc import Iterator, Mapping

from vault import __version__
from vault.encoding import parse_time
from vault.prove import certificate_words as words
from vault.prove.certificate_facts import Facts, Stamp
from vault.prove.certificate_rows import LONGEST_AUTHORITY, Row
from vault.prove.certificate_words import Said, code, plain
from vault.seal.signing import allowed_signers


def details(facts: Facts) -> Iterator[Row]:
    """Give the rows of the record in full."""
    content, capture = facts.fields["content"], facts.fields["capture"]
    if isinstance(content, Mapping):
        yield Row("SHA-512 of the file", "M", (code(str(content["sha512"])),))
    yield Row("Reading", "M", _reading(facts))
    if isinstance(capture, Mapping):
        yield Row("Computer", "M", (plain(_computer(capture)),))
        yield Row("File date", "M", (plain(_file_date(capture)),))
    yield Row("Log", "M", (code(facts.line.log),))
    yield Row("Entry", "M", _entry(facts))
    yield Row("Checkpoint", "M", _checkpoint(facts))
    for stamp in facts.stamps:
        yield Row("Time token", "T", _token(stamp))
    if facts.issuer != facts.signer:
        yield Row("Key of this page", "M", (code(facts.issuer.fingerprint),))
    yield Row("Keys in other forms", "M", _keys(facts))
    if facts.checked:
        yield Row("Checked at issue", "M", (plain(_checked(facts.checked)),))


def _reading(facts: Facts) -> tuple[Said, ...]:
    told = facts.reading
    if told is None:
        return (plain("none"),)
    found: list[Said] = [
        plain(f"reader {told['reader']} {told['version']}; the pages are an estimate"),
        (("text SHA-256 ", "plain"), (str(told["text_sha256"]), "code")),
    ]
    if told["scene_root"]:
        found.append(
            ((f"{told.get('division', 'scene')} root ", "plain"), (str(told["scene_root"]), "code"))
        )
    flags = [str(flag).replace("-", " ") for flag in told["flags"]]
    if flags:
        found.append(plain(f"noticed: {words.listed(flags)}"))
    return tuple(found)


def _computer(capture: Mapping[str, object]) -> str:
    return (
        f"{capture.get('build') or 'program not recorded'}, device {capture.get('device') or '–'}"
    )


def _file_date(capture: Mapping[str, object]) -> str:
    modified = capture.get("file_modified_at")
    if not modified:
        return "not recorded"
    return f"last changed {words.moment(parse_time(modified))}, observed and not relied on"


def _entry(facts: Facts) -> tuple[Said, ...]:
    script = facts.fields["script"]
    previous = script.get("previous") if isinstance(script, Mapping) else None
    return (
        (("leaf ", "plain"), (facts.line.leaf.hex(), "code")),
        (("fields ", "plain"), (facts.line.commit, "code")),
        (("draft before ", "plain"), (str(previous), "code")) if previous else plain("first draft"),
    )


def _checkpoint(facts: Facts) -> tuple[Said, ...]:
    head = facts.head
    return (
        plain(f"{words.count(head.size, 'entry', 'entries')}; signed with Ed25519 and ML-DSA-44"),
        (("root ", "plain"), (f"{head.root.hex()}", "code")),
        (("file ", "plain"), (head.hash, "code")),
    )


def _token(stamp: Stamp) -> tuple[Said, ...]:
    report = stamp.report
    who = words.shortened(report.authority or "authority not named", LONGEST_AUTHORITY)
    state = f"over the log’s state of {words.count(stamp.size, 'entry', 'entries')}"
    if report.serial:
        number, policy = (words.shortened(text, 60) for text in (report.serial, report.policy))
        state = f"serial {number}, policy {policy}, {state}"
    asked = words.shortened(stamp.asked, LONGEST_AUTHORITY) or "an address not recorded"
    found: list[Said] = [plain(f"{who}, asked at {asked}"), plain(state)]
    found.append((("token ", "plain"), (stamp.token, "code")))
    if report.root:
        found.append((("root certificate ", "plain"), (report.root, "code")))
    return tuple(found)


def _keys(facts: Facts) -> tuple[Said, ...]:
    _, _, ssh = allowed_signers(facts.issuer).decode().strip().split(" ", 2)
    return (
        plain(
            "the twelve words: first 128 bits of the fingerprint and a checksum, as BIP 39 has it"
        ),
        plain("the first of the two keys, as OpenSSH writes it:"),
        code(ssh),
    )


def _checked(checked: tuple[tuple[str, str], ...]) -> str:
    """Return what the program's own check of the attached record came to, in one sentence."""
    by: dict[str, list[str]] = {}
    for name, result in checked:
        by.setdefault(result, []).append(name)
    told = [f"{words.count(len(by.get('pass', [])), 'check')} of the attached record passed"]
    for result, said in (
        ("fail", "failed"),
        ("pending", "waiting"),
        ("not-checked", "not checked"),
    ):
        if by.get(result):
            told.append(f"{said}: {', '.join(by[result])}")
    return f"{'; '.join(told)} (Script Vault {__version__})"
