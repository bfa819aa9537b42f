"""The foot of a certificate's first page: what it does not show, and how to check it."""

from typing import Literal

from vault.prove.certificate_words import CLASSES, Said, Style
from vault.seal.signing import CERTIFICATE_NAMESPACE, KeySet

Setting = Literal["file", "bundle"]
"""Whether the certificate stands alone, with the record attached, or inside a bundle."""

_NOT_SHOWN = """who wrote the text, whether it is original, who holds the key or any right in it, or
what came before the first entry. It is a summary; {evidence} the evidence. It is not a registration
and gives no statutory right."""

_SSH = (
    "ssh-keygen -Y verify -f allowed_signers -I {principal} -n {namespace} -s {signature} < {file}"
)

_COMPARE = """Compare the draft’s own SHA-256 with the one above, and the key with what the person
named tells you by another way."""

_ATTACHED = """Attached to this file: evidence.zip, the record; allowed_signers, the key for step 2.
The code at the left holds hash, log, root and key; it asks no server."""

_IN_BUNDLE = """This page is listed and signed with the bundle. READ-ME-FIRST.txt beside it says
how the bundle is checked; words on this page are no evidence."""

_CODE = "The code at the left holds hash, log, root and key; it asks no server."


def not_shown(setting: Setting) -> tuple[Said, ...]:
    """Return the short form of the limits, and what the letters beside the rows mean."""
    evidence = "the attached record is" if setting == "file" else "the bundle it lies in is"
    text = _one_line(_NOT_SHOWN).format(evidence=evidence)
    return (("This does not show", "bold"), (f" {text}", "plain")), legend()


def legend() -> Said:
    """Return what the letters beside the rows mean."""
    found: list[tuple[str, Style]] = []
    for letter, meaning in CLASSES:
        gap = "" if letter == CLASSES[-1][0] else "  ·  "
        found += [(letter, "bold"), (f" {meaning}{gap}", "plain")]
    return tuple(found)


def steps(setting: Setting, issuer: KeySet) -> tuple[Said, ...]:
    """Return how to check the certificate, in three steps, or where that is said."""
    if setting == "bundle":
        return (
            (("To check it: ", "bold"), (_one_line(_IN_BUNDLE), "plain")),
            ((_CODE, "plain"),),
        )
    ssh = _SSH.format(
        principal=issuer.principal,
        namespace=CERTIFICATE_NAMESPACE,
        signature="FILE.pdf.sshsig",
        file="FILE.pdf",
    )
    return (
        (
            ("1  Record and page: ", "bold"),
            ("scriptvault verify FILE.pdf --signer FINGERPRINT", "code"),
        ),
        (("2  This page alone, with OpenSSH: ", "bold"), (ssh, "code")),
        (("3  By eye: ", "bold"), (_one_line(_COMPARE), "plain")),
        ((_one_line(_ATTACHED), "italic"),),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
