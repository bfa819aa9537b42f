"""The READ-ME-FIRST of a bundle: what it is, what it shows, the commands that check it."""

from vault.log.checkpoint import Checkpoint
from vault.seal.signing import BUNDLE_NAMESPACE, KeySet
from vault.verify import paths

_TEXT = """READ ME FIRST

This is a proof bundle of a Script Vault. It shows drafts of scripts as they were sealed by the
holder of the key below, and lets anyone check that they have not changed since.

Key fingerprint  {fingerprint}
Ask the person named in the bundle for this fingerprint by another way, and compare.

certificate.pdf, where it is here, says the same in words to be read and printed. Words are no
evidence; the files that are checked below are.

WITH THE PROGRAM
  scriptvault verify THIS-FILE.zip --signer FINGERPRINT

WITH OTHER PEOPLE'S PROGRAMS (unpack the bundle and open a terminal in its folder)
1  The files are those that were listed. This checks nothing about who listed them.
     Linux     sha256sum -c {manifest} {tags}
     macOS     shasum -a 256 -c {manifest} {tags}
     Windows   certutil -hashfile FILE SHA256   and compare with the two lists
2  The holder of the key signed the list. This checks no history and no time.
     ssh-keygen -Y verify -f {signers} -I {principal} -n {namespace} \\
       -s {signature} < {tags}
     (Windows: run it in cmd, not in PowerShell)
{tokens}
WHAT IT DOES NOT SHOW
Who wrote the text; whether it is original; who holds the key; that there is no second vault, no
other history and no later entry; that watching was never switched off. A time given by an
independent authority says that the drafts it covers existed no later than then. Every other time
here was observed on the writer's own computer. This is no substitute for registration.
"""

NOT_INCLUDED = b"""The drafts themselves are not in this bundle, only what was sealed of them.
Whoever has a draft's file can compare it: its SHA-256 must be the one that the entry shows.
"""

_TOKENS = """3  An independent authority signed the time. ROOTS.pem is the authority's own root
   certificate: get it from the authority, not from here. Needs OpenSSL 3 (not the one that macOS
   brings).
{rows}
"""
_NO_TOKENS = """3  No independent authority has given a time for this bundle.
"""


def read_me(keys: KeySet, stamped: list[tuple[Checkpoint, str, int | None]]) -> bytes:
    """Return the text for a bundle signed by ``keys``.

    ``stamped`` lists the tokens: the checkpoint each is over, its SHA-256, and its time in seconds
    since 1970 if it could be read; the time is given to openssl, so that the line does not age.
    """
    rows = [
        f"     openssl ts -verify -data {paths.checkpoint_name(head.log, head.size)} \\\n"
        f"       -in {paths.token_name(head.hash, token)} \\\n"
        f"       -CAfile ROOTS.pem" + (f" -attime {moment}" if moment is not None else "")
        for head, token, moment in stamped
    ]
    text = _TEXT.format(
        fingerprint=keys.fingerprint,
        manifest=paths.MANIFEST,
        tags=paths.TAG_MANIFEST,
        signers=paths.ALLOWED_SIGNERS,
        principal=keys.principal,
        namespace=BUNDLE_NAMESPACE,
        signature=paths.SIGNATURE,
        tokens=_TOKENS.format(rows="\n".join(rows)) if rows else _NO_TOKENS,
    )
    return text.encode()
