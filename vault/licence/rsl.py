"""Terms in Really Simple Licensing (RSL 1.0, 10 December 2025): written for a copy, read anywhere.

RSL wants the address under which a work is published. An unpublished script has none, so its
draft's own name stands there. Nobody is made to sell: a fee is named only where one was offered.
"""

import re
from html import unescape

from vault.licence.presets import USES, Use
from vault.licence.record import Record
from vault.xmp import escaped

FILE = "ai-licence.rsl.xml"
"""Under this name it is attached to a PDF."""
MEDIA = "application/rsl+xml"
NAMESPACE = "https://rslstandard.org/rsl"
MOST = 1 << 16

_OWN = "urn:scriptvault:ns:1.0/"
_BEFORE_RSL = "1.0"
"""The version of the presets whose copies carry none."""
_TOKENS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ai-train", ("train_generative", "train_other")),
    ("ai-input", ("ai_input",)),
    ("ai-index", ("ai_index",)),
    ("search", ("search",)),
    ("sv:model-use", ("trained_model_use",)),
)
"""RSL's words for uses, and ours for the one it has no word for: a name in our own namespace."""
_ALL_AI = ("ai-train", "ai-input", "ai-index")
_WHOLE = {
    "all": tuple(USES),
    "ai-all": ("train_generative", "train_other", "ai_input", "ai_index"),
}
_RULE = re.compile(r"<(?:\w{1,20}:)?(permits|prohibits)\s+type=[\"']usage[\"']\s*>([^<>]{0,400})</")
_PAYMENT = re.compile(r"<(?:\w{1,20}:)?payment\s+type=[\"'](?!free[\"'])")


def written(record: Record) -> str:
    """Return a record's terms as one line of RSL; empty where they forbid nothing by themselves.

    Uses that are only reserved are not the writer's to license here, and are left out.
    """
    terms, codes = record.terms, record.terms.codes
    if terms.version == _BEFORE_RSL:
        return ""
    closed = [
        token
        for token, uses in _TOKENS
        if any(terms.uses[use] in ("prohibited", "only-if-paid") for use in uses)
    ]
    if not closed:
        return ""
    offered = ["ai-train"] if codes.offers else []
    left = [token for token in closed if token not in offered]
    if not offered and all(token in left for token in _ALL_AI):
        left = ["ai-all", *(token for token in left if token not in _ALL_AI)]
    own = f' xmlns:sv="{_OWN}"' if any(token.startswith("sv:") for token in left) else ""
    work = record.work
    contact = f"mailto:{work.mail}" if work.mail else work.web
    payment = f'<payment type="training">{_element("custom", work.web)}</payment>'
    return "".join(
        (
            f'<rsl xmlns="{NAMESPACE}"{own}>',
            f'<content url="urn:scriptvault:draft:{record.sealed.leaf}"><license>',
            _element("permits", " ".join(offered), 'type="usage"'),
            _element("prohibits", " ".join(left), 'type="usage"'),
            payment if offered else "",
            _element("legal", contact, 'type="contact"'),
            "</license>",
            _copyright(record) if codes.names_holder else "",
            "</content></rsl>",
        )
    )


def said(text: str) -> tuple[str, dict[str, Use]]:
    """Return what a text of RSL comes to, in words and use by use.

    A use that is both permitted and prohibited is prohibited; one permitted for a payment is open
    only for that. A list of what is permitted is closed: other AI uses are prohibited. Rules for
    places and for kinds of people decide nothing here.
    """
    paid = _PAYMENT.search(text) is not None
    uses: dict[str, Use] = {}
    rules = sorted(_RULE.findall(text[:MOST]))  # permits, then prohibits over it
    if rules and rules[0][0] == "permits":
        uses |= dict.fromkeys(_WHOLE["ai-all"], "prohibited")
    for rule, tokens in rules:
        answer: Use = "prohibited" if rule == "prohibits" else "only-if-paid" if paid else "allowed"
        for token in unescape(tokens).split():
            for use in _WHOLE.get(token) or dict(_TOKENS).get(token, ()):
                uses[use] = answer
    if not uses:
        return "No rule for a use that is known.", {}
    told = "; ".join(f"{USES[use]}: {answer}" for use, answer in uses.items())
    return f"{told[0].upper()}{told[1:]}.", uses


def _copyright(record: Record) -> str:
    mail = record.work.mail
    more = f' contactEmail="{escaped(mail)}"' if mail else ""
    return _element("copyright", record.work.writer, f'type="person"{more}')


def _element(name: str, text: str, attributes: str = "") -> str:
    """Return an element, or nothing where it would be empty."""
    if not text:
        return ""
    return f"<{name}{' ' if attributes else ''}{attributes}>{escaped(text)}</{name}>"
