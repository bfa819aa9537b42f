"""Making the record of one copy from a preset and what the writer said."""

import unicodedata
from dataclasses import replace
from datetime import date

from vault.errors import BadInput
from vault.licence import wording
from vault.licence.presets import VERSION, Preset
from vault.licence.record import (
    HOLDERS,
    REQUESTED,
    Codes,
    Holder,
    Recipient,
    Record,
    Sealed,
    Terms,
    Work,
)
from vault.seal.signing import KeySet

AIPREF_VOCABULARY = "draft-ietf-aipref-vocab-08"
RESERVED = "1"
"""TDMRep's only other value, 0, gives the work away; no preset does."""

MOST_TEXT = 300
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_IN_XML = frozenset("\ufffe\uffff")
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}


def issue(
    preset: Preset,
    *,
    holder: Holder,
    work: Work,
    copy_id: str,
    recipient: Recipient,
    issued: date,
    sealed: Sealed,
    keys: KeySet,
) -> Record:
    """Return the record of one copy, to be signed by the Ed25519 key of ``keys``.

    Its status is that the terms are requested, not agreed. Raises ``BadInput`` for a text that is
    empty where it must not be, too long or not printable, and for a paid licence offered by a
    writer who said that the copyright is not theirs.
    """
    if holder not in HOLDERS:
        raise BadInput("Whether the copyright is yours was not answered.", "Say yes, no or unsaid.")
    if preset.offers and holder == "no":
        raise BadInput(
            f"{preset.id} offers a licence, and you said that the copyright is not yours.",
            "Choose reserve-only, which keeps the rights you have.",
        )
    work = _checked_work(work)
    recipient = _checked_recipient(recipient)
    copy_id = checked("number of the copy", copy_id)
    blanks = {
        "title": work.title,
        "writer": work.writer,
        "contact": work.contact,
        "year": str(work.year),
        "copy": copy_id,
        "recipient": recipient.in_words,
        "date": wording.in_words(issued),
    }
    held = holder == "yes"
    terms = Terms(
        preset=preset.id,
        version=VERSION,
        sentence=preset.sentence,
        notice=wording.notice(preset, blanks, held=held),
        footer=wording.footer(preset, blanks),
        short=wording.short(preset, blanks),
        uses=dict(preset.uses),
        codes=Codes(
            tdm=RESERVED,
            plus=preset.data_mining,
            aipref=preset.aipref,
            aipref_vocabulary=AIPREF_VOCABULARY,
            names_holder=held and preset.claims,
            offers=held and preset.offers,
        ),
    )
    return Record(terms, REQUESTED, holder, work, copy_id, issued, recipient, sealed, keys)


def checked(what: str, text: str, *, empty: bool = False) -> str:
    """Return a text without outer blanks; raises ``BadInput`` for one that no page can show.

    Refused are control characters, line breaks and marks that turn the direction of what follows,
    and more than 300 characters; an empty one unless ``empty``.
    """
    plain = unicodedata.normalize("NFC", text).strip()
    if not plain and not empty:
        raise BadInput(f"The {what} is missing.", "Give one.")
    if len(plain) > MOST_TEXT:
        raise BadInput(f"The {what} is longer than {MOST_TEXT} characters.", "Shorten it.")
    if any(unicodedata.category(c) in _NO_TEXT or c in _STEERING | _NOT_IN_XML for c in plain):
        raise BadInput(f"The {what} has a line break or a control character in it.", "Take it out.")
    return plain


def _checked_work(work: Work) -> Work:
    if not 1000 <= work.year <= 9999:
        raise BadInput(f"There is no year {work.year} to put on a notice.", "Give another.")
    return replace(
        work,
        title=checked("title", work.title),
        writer=checked("writer's name", work.writer),
        contact=checked("contact", work.contact, empty=True),
    )


def _checked_recipient(recipient: Recipient) -> Recipient:
    return Recipient(
        checked("recipient's name", recipient.name),
        checked("recipient's mail address", recipient.mail, empty=True),
        checked("recipient's organisation", recipient.organisation, empty=True),
    )
