"""The terms of a copy as named texts, for formats that have no place for XMP.

TDMRep (W3C, 10 May 2024) and the IETF preference define no carrier for them; names and values are
theirs, the places are ours. The record travels as JSON that no format can take for its own marks.
"""

import json
import re
from collections.abc import Mapping

from vault.encoding import canonical
from vault.errors import Unreadable
from vault.licence.carriers import PLUS_VALUES, offer
from vault.licence.record import LONGEST, Record
from vault.licence.wording import paragraphs

TDM, POLICY, USAGE, MINING = "tdm-reservation", "tdm-policy", "Content-Usage", "plus-DataMining"
SPDX, OFFER = "SPDX-License-Identifier", "odrl-offer"
RECORD, SIGNATURE = "sv-licence", "sv-signature"
NAMES = (TDM, POLICY, USAGE, MINING, SPDX, OFFER, RECORD, SIGNATURE)
"""Every name, as the properties of a document have them."""

BEGIN, END = "SCRIPTVAULT-LICENCE", "END-SCRIPTVAULT-LICENCE"
"""What stands around them in a text."""

_LINE = re.compile(rf"({'|'.join(map(re.escape, NAMES))}):[ \t]+(\S[^\r\n]*)")
_ARMOUR = ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----")
_MOST_JSON = 6 * LONGEST  # each sign as an escape


def named(record: Record, signature: bytes) -> dict[str, str]:
    """Return the terms by name, each of one line of ASCII.

    ``signature`` is the SSH signature file over ``record.raw``.
    """
    terms, codes = record.terms, record.terms.codes
    told = {
        TDM: codes.tdm,
        USAGE: codes.aipref,
        MINING: PLUS_VALUES + codes.plus,
        SPDX: f"LicenseRef-ScriptVault-{terms.preset}-{terms.version}",
        RECORD: _plain_json(record.raw),
        SIGNATURE: " ".join(signature.decode("ascii").split("\n")[1:-2]),
    }
    if codes.offers:
        told[OFFER] = _plain_json(canonical(offer(record)))
        if record.work.web:
            told[POLICY] = record.work.web
    return {name: told[name] for name in NAMES if name in told}


def lines(record: Record, signature: bytes) -> list[str]:
    """Return the terms as lines of a text, between ``BEGIN`` and ``END``."""
    return [BEGIN, *(f"{name}: {value}" for name, value in named(record, signature).items()), END]


def in_lines(text: str) -> dict[str, str]:
    """Return the terms found in the lines of a text, whatever stands around them.

    Of a name that comes twice the last counts: a copy of ours puts its own behind all others.
    """
    return {found[1]: found[2].rstrip() for found in _LINE.finditer(text)}


def record_in(told: Mapping[str, str]) -> tuple[bytes, bytes | None] | None:
    """Return record and signature among named texts, None where there is no record.

    The bytes are those that were signed, whichever way the JSON was written. Raises
    ``Unreadable`` for a record that is no JSON.
    """
    if RECORD not in told:
        return None
    text = told[RECORD]
    if len(text) > _MOST_JSON:
        raise Unreadable("The licence record is longer than any of ours.")
    try:
        raw = canonical(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Unreadable("The licence record is not written as ours are.") from error
    rows = told.get(SIGNATURE, "").split()
    return raw, "\n".join([_ARMOUR[0], *rows, _ARMOUR[1], ""]).encode() if rows else None


def notice_lines(record: Record) -> list[str]:
    """Return what a reader is told on the first page: copy, terms, and that they are requested."""
    return [
        f"Copy {record.copy_id} for {record.recipient.in_words}",
        *paragraphs(record.terms.notice),
        f"These terms are {record.status}.",
    ]


def _plain_json(raw: bytes) -> str:
    """Return JSON in ASCII without what ends a comment or opens a tag: slash and angle brackets.

    A slash behind a backslash, or four digits, stand for the same character (RFC 8259, section 7).
    """
    text = json.dumps(json.loads(raw), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("/", "\\/").replace("<", "\\u003c").replace(">", "\\u003e")
