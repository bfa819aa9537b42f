"""The READ-ME-FIRST of a bundle: what it holds, the commands that check it, what they leave out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from vault.log.checkpoint import Checkpoint
from vault.prove import words_parts as parts
from vault.seal.signing import BUNDLE_NAMESPACE, KeySet
from vault.verify import paths

Sort = Literal["drafts", "record", "evidence", "scenes"]


@dataclass(frozen=True, slots=True)
class About:
    """What a bundle holds, for its words.

    ``drafts``: with the drafts' bytes. ``record``: all that was sealed of one, without its bytes.
    ``evidence``: neither bytes nor words nor names. ``scenes``: of one draft the scenes at
    ``places``, or the paragraphs, as ``division`` says. ``hashes`` are name and SHA-256 of the
    drafts that somebody may have as files. ``page``: whether page and script that check it are
    there. ``record``: further entries in it, each place with what it is.
    """

    sort: Sort = "drafts"
    hashes: tuple[tuple[str, str], ...] = ()
    places: tuple[int, ...] = ()
    division: str = "scene"
    page: bool = True
    record: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """A token in the bundle: over which state, its own SHA-256, and what it says if it was read.

    ``seconds`` is its time since 1970. ``root`` and ``root_sha256`` are the subject and the
    fingerprint of the certificate that it leads to, empty where that is not known.
    """

    head: Checkpoint
    token: str
    seconds: int | None = None
    authority: str = ""
    root: str = ""
    root_sha256: str = ""


def read_me(keys: KeySet, stamps: list[Stamp], about: About = About()) -> bytes:
    """Return the text for a bundle signed by ``keys``, ASCII, with every command as it is run."""
    text = "\n".join(
        [
            "READ ME FIRST\n",
            _what(about),
            parts.FINGERPRINT.format(fingerprint=keys.fingerprint),
            parts.SHORT_WITH_PAGE if about.page else parts.SHORT,
            parts.LISTED.format(manifest=paths.MANIFEST, tags=paths.TAG_MANIFEST),
            parts.SIGNED.format(
                signers=paths.ALLOWED_SIGNERS,
                principal=keys.principal,
                namespace=BUNDLE_NAMESPACE,
                signature=paths.SIGNATURE,
                tags=paths.TAG_MANIFEST,
            ),
            _time(stamps),
            _compared(about),
            parts.LIMITS_WITH_PAGE if about.page else parts.LIMITS,
            parts.NOT_SHOWN,
        ]
    )
    return text.encode("ascii")


def not_included(about: About) -> bytes:
    """Return the text that stands where the drafts' bytes would."""
    return {
        "drafts": "",
        "record": parts.NO_BYTES,
        "evidence": parts.NO_WORDS,
        "scenes": parts.NO_OTHERS.format(shown=_shown(about), division=about.division),
    }[about.sort].encode("ascii")


def _what(about: About) -> str:
    return {
        "drafts": parts.HOLDS_DRAFTS,
        "record": parts.HOLDS_RECORD,
        "evidence": parts.HOLDS_EVIDENCE,
        "scenes": parts.HOLDS_SCENES.format(shown=_shown(about), division=about.division),
    }[about.sort]


def _shown(about: About) -> str:
    """Return the places in words: ``scene 14``, ``scenes 3 and 14``."""
    *first, last = [str(place) for place in about.places] or ["1"]
    if not first:
        return f"{about.division} {last}"
    return f"{about.division}s {', '.join(first)} and {last}"


def _time(stamps: list[Stamp]) -> str:
    if not stamps:
        return parts.NO_TIME
    roots = {stamp.root_sha256: stamp.root for stamp in stamps if stamp.root_sha256}
    named = [
        f"     {_plain(roots[digest]) or 'a root without a name'}, SHA-256\n       {_pairs(digest)}"
        for digest in sorted(roots)
    ]
    if not all(stamp.root_sha256 for stamp in stamps):
        named.append(parts.OTHER_ROOTS if named else parts.NO_KNOWN_ROOT)
    return parts.TIME.format(
        roots="\n".join(named), rows="\n".join(_command(stamp) for stamp in stamps)
    )


def _command(stamp: Stamp) -> str:
    """Return the lines for one token; the time is given, so that the command does not age."""
    state = paths.checkpoint_name(stamp.head.log, stamp.head.size)
    moment, at = "a time that this program could not read", ""
    if stamp.seconds is not None:
        moment = f"{datetime.fromtimestamp(stamp.seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
        at = f" -attime {stamp.seconds}"
    return (
        f"   {_plain(stamp.authority) or 'An authority'} gave {moment}\n"
        f"   for the first {stamp.head.size} entries of log {stamp.head.log[:8]}:\n"
        f"     openssl ts -verify -data {state} \\\n"
        f"       -in {paths.token_name(stamp.head.hash, stamp.token)} \\\n"
        f"       -CAfile ROOTS.pem{at}"
    )


def _compared(about: About) -> str:
    if about.sort == "drafts":
        rows = [f"     {place}: {what}" for place, what in about.record]
        return parts.WHICH + (parts.RECORD.format(rows="\n".join(rows)) if rows else "")
    if about.sort == "scenes":
        return parts.SCENE_TEXT.format(division=about.division)
    rows = [f"     {digest}  {name}" for name, digest in about.hashes]
    return parts.COMPARE.format(rows="\n".join(rows))


def _plain(name: str) -> str:
    """Return a name that others chose, fit to stand on a line of its own."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in name)[:60].strip()


def _pairs(digest: str) -> str:
    """Return a fingerprint as openssl prints it."""
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2)).upper()
